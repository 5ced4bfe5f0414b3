"""What any program must spend that reads every cell of a workbook and writes it back.

    python -m benchmarks.floor FOLDER RESULTS PROCESSES

calamine reads all sheets, and every part is unpacked and packed again.
"""

import io
import sys
import zipfile
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.pool import each


def read_and_zip(content: bytes) -> bytes:
    """Read all cells as values, nothing interpreted; the parts packed again."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for member in before.infolist():
            after.writestr(member.filename, before.read(member))
    return made.getvalue()


def copy(file: Path, results: Path) -> None:
    """One workbook from disk to disk."""
    (results / file.name).write_bytes(read_and_zip(file.read_bytes()))


if __name__ == "__main__":
    each(copy, *sys.argv[1:])
