"""How the cells of a written workbook look, and how much room a text needs."""

import math
import unicodedata
from typing import TYPE_CHECKING, Any, Final

from analyzer.template.model import Column, Kind

if TYPE_CHECKING:  # only writing a new workbook needs xlsxwriter
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

Look = dict[str, Any]

LINE_HEIGHT: Final = 15.0  # points that one line of 10-point text takes
ROW_HEIGHT: Final = 21.0
PADDING: Final = 2  # half-width characters that a cell's margins and indent take
TALLEST_ROW: Final = 409.5  # Excel's limit

NAVY, GREY, PALE, RED = "#1F4E79", "#595959", "#EAF1F8", "#C00000"

FONT: Look = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
RULED: Look = {"border": 1, "border_color": "#BFBFBF"}
OPEN: Look = {"locked": False}
CENTRED: Look = {"align": "center"}
LEFT: Look = {"align": "left", "indent": 1}
RIGHT: Look = {"align": "right"}
WRAPPED: Look = {"text_wrap": True}
BOLD: Look = {"bold": True}

TITLE: Look = FONT | CENTRED | {"font_size": 16, "bold": True, "font_color": NAVY}
HINT: Look = FONT | WRAPPED | LEFT | {"font_size": 9, "font_color": GREY}
TOTAL: Look = {"bold": True, "bg_color": PALE, "top": 2, "top_color": NAVY}
MARK: Look = FONT | {"bold": True, "font_color": RED}

REQUIRED_HEADER: Look = {"bold": True, "font_color": "#FFFFFF", "bg_color": NAVY}
OPTIONAL_HEADER: Look = {"bold": True, "font_color": NAVY, "bg_color": "#BDD7EE"}
ADDED_HEADER: Look = {"font_color": GREY, "bg_color": "#F2F2F2"}

# Typed decimals beyond the second stay in sight; what is hidden would be added up all the same.
AMOUNT: Final = "#,##0.00####"
NUMBER_FORMATS: dict[Kind, str] = {
    Kind.TEXT: "@",
    Kind.CODE: "@",
    Kind.CHOICE: "@",  # a lone "=" would otherwise begin a formula
    Kind.MONEY: AMOUNT,
    Kind.PRICE: AMOUNT,
    Kind.DATE: "yyyy-mm-dd",
    Kind.YEAR: "0",
    Kind.RATE: "0.00%",
}
RIGHT_ALIGNED = frozenset({Kind.MONEY, Kind.PRICE, Kind.NUMBER})
CENTRED_KINDS = frozenset({Kind.CHOICE, Kind.DATE, Kind.SCORE, Kind.VALUE})


def add(workbook: "Workbook", *looks: Look) -> "Format":
    """A format of the workbook that combines `looks`, the later over the earlier."""
    combined: Look = {}
    for look in looks:
        combined |= look
    return workbook.add_format(combined)


def header(column: Column) -> Look:
    """A header cell: dark where the column is required, light grey where it came after template 1.0."""
    if column.required:
        emphasis = REQUIRED_HEADER
    else:
        emphasis = OPTIONAL_HEADER if column.since == "1.0" else ADDED_HEADER
    return FONT | RULED | CENTRED | WRAPPED | emphasis


def entry(kind: Kind) -> Look:
    """A cell to fill in: unlocked, ruled, with the number format and alignment of its kind."""
    look = FONT | RULED | OPEN
    if kind in NUMBER_FORMATS:
        look = look | {"num_format": NUMBER_FORMATS[kind]}
    if kind in RIGHT_ALIGNED:
        return look | RIGHT
    return look | CENTRED if kind in CENTRED_KINDS else look | LEFT | WRAPPED


def display_width(text: str) -> int:
    """Half-width characters `text` takes on one line; a Chinese character counts two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in text)


def text_height(*texts: tuple[object, int], least_lines: int = 1) -> float:
    """Points a row needs for its (value, column width in half-width characters) pairs, wrapped."""
    lines = max(least_lines, *(_lines(text, width) for text, width in texts if isinstance(text, str)), 1)
    return min((lines - 1) * LINE_HEIGHT + ROW_HEIGHT, TALLEST_ROW)


def _lines(text: str, width: int) -> int:
    usable = width - PADDING
    return sum(max(math.ceil(display_width(line) / usable), 1) for line in text.split("\n"))
