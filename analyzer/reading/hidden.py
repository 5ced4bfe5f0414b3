"""What calamine does not tell of a sheet: error cells, formulas, number formats, hidden rows and columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape

from analyzer.package.sheet.cells import column_number
from analyzer.package.sheet.outline import TRUE, attributes
from analyzer.reading.usual import SheetXml

Cell = tuple[int, int]  # 1-based row, zero-based column

_FORMULA = re.compile(rb"f(?<=<f)(?=[\s/>])")  # f is the rarer character
_FORMULA_TEXT = re.compile(rb"<f(?:\s[^>]*)?(?:/>|(?<!/)>([^<]*)</f>)")
_VALUE = re.compile(rb"<v(?:\s[^>]*)?>([^<]+)")
_PLACE = re.compile(rb'<c r="([A-Z]+)([0-9]+)"([^>]*)>')
_ERROR = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*? t="e"[^>]*(?<!/)>')
_FILLED = re.compile(rb'<c r="([A-Z]+)([0-9]+)"(?:[^>]*? s="([0-9]{1,9})")?+[^>]*+(?<!/)>(?!</c>)')
_CONCEALED_ROW = re.compile(rb"""<row [^>]*(?:\bhidden=["'](?:1|true)["']|\bht=["']0(?:\.0*)?["'])[^>]*>""")
_COLUMN = re.compile(rb"<col\s[^>]*>")


@dataclass
class Hidden:
    """Cells whose content calamine shows as empty, and what else of a sheet it leaves out."""

    errors: dict[Cell, str] = field(default_factory=dict)  # #REF! and the like
    uncalculated: set[Cell] = field(default_factory=set)  # a formula without a stored result
    formulas: dict[Cell, str] = field(default_factory=dict)  # without "="; "" where another cell has it
    decimals: dict[Cell, int] = field(default_factory=dict)  # of formats that state them, such as 0.00
    rows: set[int] = field(default_factory=set)  # hidden, or of no height
    columns: tuple[range, ...] = ()  # hidden, or of no width, zero-based
    sheet: bool = False  # the whole sheet is hidden


def hidden_content(sheet: SheetXml, shown_decimals: Sequence[int | None], *, concealed: bool) -> Hidden:
    """Look through one sheet's XML, with `shown_decimals` of each cell style, none where they do not matter.

    `concealed`: whether the sheet itself is hidden.
    """
    hidden = Hidden(sheet=concealed)
    hidden.rows = set(_concealed_rows(sheet))
    hidden.columns = tuple(_concealed_columns(sheet))
    _note_formulas(sheet, hidden)
    _note_errors(sheet, hidden)
    if any(decimals is not None for decimals in shown_decimals):
        _note_decimals(sheet, hidden, shown_decimals)
    return hidden


def _note_formulas(sheet: SheetXml, hidden: Hidden) -> None:
    xml = sheet.xml
    for formula in _FORMULA.finditer(xml, sheet.start, sheet.end):
        cell = _PLACE.match(xml, xml.rfind(b"<c ", sheet.start, formula.start()))
        if cell is None:
            continue
        place = int(cell[2]), column_number(cell[1].decode()) - 1
        end = xml.find(b"</c>", formula.start(), sheet.end)
        text = _FORMULA_TEXT.match(xml, formula.start() - 1, end)
        hidden.formulas[place] = unescape(text[1].decode("utf-8", "replace")) if text and text[1] else ""
        if (
            b' t="e"' not in cell[3]
            and b' t="str"' not in cell[3]
            and not _VALUE.search(xml, cell.end(), end)
        ):
            hidden.uncalculated.add(place)


def _note_errors(sheet: SheetXml, hidden: Hidden) -> None:
    xml = sheet.xml
    if xml.find(b't="e"', sheet.start, sheet.end) < 0:
        return
    for cell in _ERROR.finditer(xml, sheet.start, sheet.end):
        value = _VALUE.search(xml, cell.end(), xml.find(b"</c>", cell.end(), sheet.end))
        shown = value[1].decode("utf-8", "replace") if value else "#N/A"
        hidden.errors[int(cell[2]), column_number(cell[1].decode()) - 1] = shown


def _note_decimals(sheet: SheetXml, hidden: Hidden, shown: Sequence[int | None]) -> None:
    for letters, row, style in _FILLED.findall(sheet.xml, sheet.start, sheet.end):
        number = int(style or 0)
        decimals = shown[number] if number < len(shown) else None
        if decimals is not None:
            hidden.decimals[int(row), column_number(letters.decode()) - 1] = decimals


def _concealed_rows(sheet: SheetXml) -> Iterator[int]:
    if any(sheet.xml.find(mark, sheet.start, sheet.end) >= 0 for mark in (b" hidden=", b' ht="0', b" ht='0")):
        for row in _CONCEALED_ROW.finditer(sheet.xml, sheet.start, sheet.end):
            stated = attributes(row[0]).get(b"r", b"")
            if stated.isdigit():
                yield int(stated)


def _concealed_columns(sheet: SheetXml) -> Iterator[range]:
    before_rows = sheet.xml[: sheet.start]
    if b"hidden" not in before_rows and b'width="0' not in before_rows:
        return
    for tag in _COLUMN.findall(before_rows):
        stated = attributes(tag)
        first, last = stated.get(b"min", b""), stated.get(b"max", b"")
        unseen = stated.get(b"hidden") in TRUE or stated.get(b"width", b"1").strip(b"0.") == b""
        if unseen and first.isdigit() and last.isdigit():
            yield range(int(first) - 1, int(last))
