"""Comparing a workbook into whose cells texts were written with the one it was made from."""

import io
import zipfile
from collections.abc import Mapping

import python_calamine as calamine

from analyzer.package.container.markup import local, parse
from analyzer.package.container.package import Package
from analyzer.package.sheet.cells import Cell, reference_to
from analyzer.package.sheet.outline import plain
from analyzer.package.verify.sheet import canonical, differs

_ROOM = ("dimension", "cols")  # the area in use and the widths, which follow the cells written

Values = dict[Cell, object]


def verify_entries(
    original: bytes, copy: bytes, texts: Mapping[tuple[str, Cell], str], properties: frozenset[str]
) -> None:
    """Raise PackageError unless `copy` is `original` but for the `texts` of cells and some `properties`.

    Every other part has the same bytes; every other cell of the sheets is written as it was; and a reader
    that knows nothing of the editing finds every value that was there, and the new texts, at their address.
    """
    package = Package(original)
    sheets = {sheet: package.sheet_parts[sheet] for sheet, _ in texts}
    _compare_parts(original, copy, {*sheets.values(), *properties})
    for sheet, part in sheets.items():
        cells = {reference_to(cell) for name, cell in texts if name == sheet}
        before = _remaining(plain(package.sheet_xml(sheet), part), part, cells)
        if before != _remaining(Package(copy).sheet_xml(sheet), part, cells):
            raise differs(part)
    _compare_values(original, copy, texts)


def _compare_parts(original: bytes, copy: bytes, changing: set[str]) -> None:
    before, after = (zipfile.ZipFile(io.BytesIO(content)) for content in (original, copy))
    missing = {member.orig_filename for member in before.infolist()}
    for old, new in zip(before.infolist(), after.infolist(), strict=False):
        same = old.orig_filename == new.orig_filename
        if not same or (old.filename not in changing and before.read(old) != after.read(new)):
            raise differs(old.filename)
    added = {member.filename for member in after.infolist()} - missing
    if len(after.infolist()) < len(before.infolist()) or added - changing:
        raise differs(", ".join(sorted(added)) or "zip")


def _remaining(xml: bytes, part: str, cells: set[str]) -> bytes:
    """The sheet without the cells written, and without the rows made for them."""
    root = parse(xml, part)
    for row in list(root.iterfind("{*}sheetData/{*}row")):
        for cell in list(row):
            if cell.get("r") in cells:
                row.remove(cell)
        row.attrib.pop("spans", "")
        if len(row) == 0 and set(row.keys()) <= {"r"} and row.getparent() is not None:
            row.getparent().remove(row)  # type: ignore[union-attr]
    for child in [child for child in root if local(child) in _ROOM]:
        root.remove(child)
    return canonical(root)


def _compare_values(original: bytes, copy: bytes, texts: Mapping[tuple[str, Cell], str]) -> None:
    before, after = (
        calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) for content in (original, copy)
    )
    for sheet in Package(original).sheet_names:
        expected = _values(before, sheet)
        expected |= {cell: text for (name, cell), text in texts.items() if name == sheet and text}
        found = _values(after, sheet)
        wrong = [cell for cell in {**expected, **found} if expected.get(cell) != found.get(cell)]
        if wrong:
            raise differs(sheet, reference_to(min(wrong)))


def _values(workbook: calamine.CalamineWorkbook, sheet: str) -> Values:
    rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    return {
        (number, column): value
        for number, row in enumerate(rows, 1)
        for column, value in enumerate(row, 1)
        if value != ""
    }
