"""The cells of the sheets that are read, by way of calamine.

calamine is given a package of its own with nothing in it but the rows of those sheets, the shared strings
and the number formats, all of them looked through before. So it meets nothing that was not checked: no
other member of the archive, no counts to reserve memory by (it takes uniqueCount at its word), no part in
an unusual place, and no reason to go through a sheet a second time for its merged cells.
"""

import re
from collections.abc import Sequence

from analyzer.package import Package
from analyzer.package.container.archive import packed_anew
from analyzer.package.container.markup import local
from analyzer.package.sheet.outline import TRUE
from analyzer.reading.number_formats import NumberFormats
from analyzer.reading.usual import SheetXml, is_plain, rewritten

Piece = bytes | memoryview

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRINGS = "xl/sharedStrings.xml"
_STRINGS_START = re.compile(rb"<sst(?:\s[^>]*)?(?<!/)>")
# Found before the rows, this keeps calamine from searching behind them.
_NO_MERGED_CELLS = b"<worksheet><mergeCells></mergeCells><sheetData>"
_END = b"</sheetData></worksheet>"


def rows_only(sheet: SheetXml) -> list[Piece]:
    """The sheet as calamine is given it."""
    return [_NO_MERGED_CELLS, memoryview(sheet.xml)[sheet.start : sheet.end], _END]


def rows_of(package: Package, sheets: Sequence[list[Piece]], formats: NumberFormats) -> bytes:
    """A workbook of the `sheets` in their order, under no particular names."""
    parts: dict[str, list[Piece]] = {
        "_rels/.rels": [_relationships(["officeDocument"], "xl/workbook.xml")],
        "xl/workbook.xml": [_workbook(len(sheets), _counts_from_1904(package))],
        "xl/_rels/workbook.xml.rels": [_relationships(["worksheet"] * len(sheets), "worksheets/sheet{}.xml")],
        "xl/styles.xml": [formats.xml],
        _STRINGS: _strings(package),
    }
    parts |= {f"xl/worksheets/sheet{number}.xml": rows for number, rows in enumerate(sheets, 1)}
    return packed_anew(parts)


def _strings(package: Package) -> list[Piece]:
    part = package.related("sharedStrings") or _STRINGS
    xml = package.part(part)
    package.let_go(part)
    if xml is None:
        return [b"<sst></sst>"]
    start = _STRINGS_START.search(xml) if is_plain(xml) else None
    if start is None:
        xml = rewritten(xml, part)
        start = _STRINGS_START.search(xml)
    return [b"<sst>", memoryview(xml)[start.end() if start else 0 :]]


def _counts_from_1904(package: Package) -> bool:
    properties = [element for element in package.workbook if local(element) == "workbookPr"]
    return any(element.get("date1904", "").encode() in TRUE for element in properties)


def _workbook(sheets: int, from_1904: bool) -> bytes:
    listed = "".join(f'<sheet name="{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, sheets + 1))
    dates = '<workbookPr date1904="1"/>' if from_1904 else ""
    return f'<workbook xmlns:r="{_OFFICE}">{dates}<sheets>{listed}</sheets></workbook>'.encode()


def _relationships(kinds: Sequence[str], target: str) -> bytes:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target.format(number)}"/>'
        for number, kind in enumerate(kinds, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}">{listed}</Relationships>'.encode()
