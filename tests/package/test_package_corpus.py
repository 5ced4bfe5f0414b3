"""A sample of odd public workbooks: whatever could be opened before can be opened after, and keeps its parts.

Runs where ANALYZER_CORPUS names a folder of workbooks; ANALYZER_CORPUS_SAMPLE says how many to take.
"""

import io
import os
import random
import warnings
from pathlib import Path

import openpyxl
import pytest
from packages import RED, analysis_page, marked, parts, results_page, untouched
from python_calamine import CalamineError, CalamineWorkbook

from analyzer.package import Edited, Mark, Package, PackageError, recognise

CORPUS = os.environ.get("ANALYZER_CORPUS")
SAMPLE = int(os.environ.get("ANALYZER_CORPUS_SAMPLE", "40"))
# Parts that list the others, and those a mark goes to.
MAY_CHANGE = ("[content_types].xml", ".rels", "workbook.xml", "styles.xml", ".vml")

pytestmark = pytest.mark.skipif(CORPUS is None, reason="ANALYZER_CORPUS names no folder of workbooks")


def sample() -> list[Path]:
    files = sorted(path for path in Path(CORPUS or ".").rglob("*.xls?") if CORPUS)
    return random.Random(2020).sample(files, min(SAMPLE, len(files)))


def values(content: bytes) -> dict[str, list[object]] | None:
    """All cells that hold something, sheet by sheet; None when calamine cannot open the workbook."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        return {
            name: [cell for row in book.get_sheet_by_name(name).to_python() for cell in row if cell != ""]
            for name in book.sheet_names
        }
    except (CalamineError, ValueError, OSError):
        return None


def opens(content: bytes) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            openpyxl.load_workbook(io.BytesIO(content), read_only=False)
        except Exception:
            return False
    return True


@pytest.mark.parametrize("path", sample(), ids=lambda path: path.name)
def test_copy_keeps_all(path: Path) -> None:
    content = path.read_bytes()
    before, opened = values(content), opens(content)
    if before is None and not opened:
        with pytest.raises(PackageError) as refused:
            Package(content) if recognise(content) != "xlsx" else annotated(content)
        assert refused.value.reason.zh
        return
    copy = annotated(content).content
    changed = set(parts(content)) - untouched(content, copy)
    sheet = Package(content).sheet_parts[Package(content).sheet_names[0]]
    for name in changed:
        plain = name.replace("\\", "/").lower()
        assert plain.endswith(MAY_CHANGE) or "comments" in plain or plain == sheet.lower(), name
    after = values(copy)
    if before is not None:
        assert after is not None
        assert {name: after[name] for name in before} == before
    assert opens(copy) or not opened


def annotated(content: bytes) -> Edited:
    mark = Mark(Package(content).sheet_names[0], "B3", RED, "子项合计与上级不符")
    return marked(content, mark, pages=[results_page(), analysis_page()])
