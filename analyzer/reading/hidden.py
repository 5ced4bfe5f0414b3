"""What calamine does not tell of a sheet: error cells, formulas never calculated, number formats."""

import re
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from analyzer.package import Package, cell_at

_MAIN = "{*}"
_SUSPICIOUS = re.compile(  # an error value, or a formula with no value behind it
    rb"""t=["']e["']|(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></|</)"""
)

Cell = tuple[int, int]  # 1-based row, zero-based column


@dataclass
class Hidden:
    """Cells whose content calamine shows as empty, and the decimals that number formats display."""

    errors: dict[Cell, str] = field(default_factory=dict)  # #REF! and the like
    uncalculated: set[Cell] = field(default_factory=set)  # a formula without a stored result
    decimals: dict[Cell, int] = field(default_factory=dict)  # of formats that state them, such as 0.00


def hidden_content(package: Package, title: str, *, formats: bool) -> Hidden:
    """Look through one sheet's XML; without `formats`, only if a quick look finds something suspicious."""
    xml = package.sheet_xml(title)
    hidden = Hidden()
    if not (formats or _SUSPICIOUS.search(xml)):
        return hidden
    shown = _shown_decimals(package) if formats else []
    for _, cell in etree.iterparse(BytesIO(xml), tag=f"{_MAIN}c", resolve_entities=False):
        if len(cell):  # prepared blank cells outnumber the filled ones
            _note(cell, hidden, shown)
        cell.clear()
    return hidden


def _note(cell: etree._Element, hidden: Hidden, shown: list[int | None]) -> None:
    try:
        row, column = cell_at(cell.get("r", ""))
    except ValueError:
        return
    place = row, column - 1
    value = cell.findtext(f"{_MAIN}v")
    if cell.get("t") == "e":
        hidden.errors[place] = value or "#N/A"
    elif not value and cell.find(f"{_MAIN}f") is not None and cell.get("t") != "str":
        hidden.uncalculated.add(place)
    style = int(cell.get("s", 0))
    decimals = shown[style] if style < len(shown) else None
    if decimals is not None:
        hidden.decimals[place] = decimals


_BUILT_IN = {1: 0, 2: 2, 3: 0, 4: 2, 9: 0, 10: 2, 37: 0, 38: 0, 39: 2, 40: 2}
_NUMBER = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


def _shown_decimals(package: Package) -> list[int | None]:
    """Decimals each cell style displays: 2 for 0.00 and #,##0.00####, None for General and dates."""
    styles = package.part(package.styles_part) if package.styles_part else None
    if styles is None:
        return []
    root = etree.fromstring(styles, etree.XMLParser(resolve_entities=False))
    codes = {
        int(entry.get("numFmtId", 0)): format_decimals(entry.get("formatCode", ""))
        for entry in root.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
    }
    known = {**_BUILT_IN, **codes}
    return [known.get(int(xf.get("numFmtId", 0))) for xf in root.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")]


def format_decimals(code: str) -> int | None:
    """Decimals a number format always displays, or None if it is not a plain number format."""
    positive = _NUMBER.sub("", code.partition(";")[0])
    match = re.fullmatch(r"[^0#ymdhs@]*[#,0?]*0(?:\.(0*)[#?]*)?%?[^0#.ymdhs@]*", positive)
    return len(match[1] or "") if match else None
