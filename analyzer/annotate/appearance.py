"""How the cells of the added sheets look, and how much room their texts need."""

import math
from typing import Final

from analyzer.finding import Finding, Severity, Status
from analyzer.package import Page
from analyzer.template import looks
from analyzer.template.looks import Look

EXPLAINED_COLOUR: Final = "E2EFDA"
COLOURS: Final = {Severity.ERROR: "FFC7CE", Severity.VERIFY: "FFEB9C", Severity.NOTICE: "DDEBF7"}
EXPLAINED_LETTER: Final = "S"
UNKNOWN: Final = "—"

TITLE: Look = looks.TITLE | {"align": "left"}
LABEL: Look = looks.FONT | {"font_color": looks.GREY, "valign": "top"}
SENTENCE: Look = looks.FONT | looks.WRAPPED | {"valign": "top", "align": "left", "indent": 1}
VERDICT: Look = looks.FONT | looks.BOLD | looks.WRAPPED | {"font_size": 12, "align": "left", "indent": 1}
HINT: Look = looks.FONT | {"font_color": looks.GREY}
SECTION: Look = looks.FONT | looks.BOLD | {"font_size": 12, "font_color": looks.NAVY}
BACK: Look = looks.FONT | {"font_color": "#0563C1", "underline": 1}

CELL: Look = looks.FONT | looks.RULED
HEADER: Look = CELL | looks.CENTRED | looks.WRAPPED | looks.REQUIRED_HEADER
CENTRED: Look = CELL | looks.CENTRED | looks.WRAPPED
WRAPPED: Look = CELL | looks.WRAPPED | {"align": "left"}
RIGHT: Look = CELL | looks.WRAPPED | looks.RIGHT
LINK: Look = CENTRED | {"font_color": "#0563C1", "underline": 1}
TO_FILL_IN: Look = WRAPPED | looks.OPEN | {"bg_color": "#FFFFCC", "num_format": "@"}
FILLED_IN: Look = TO_FILL_IN | {"bg_color": f"#{EXPLAINED_COLOUR}"}
HIDDEN: Look = looks.FONT | {"num_format": "@"}


def tinted(colour: str, **emphasis: object) -> Look:
    """A centred cell in a colour (RRGGBB), readable in black and white by what is written in it."""
    return CENTRED | {"bg_color": f"#{colour}", "bold": True} | emphasis


LEVELS: Final = {severity: tinted(colour) for severity, colour in COLOURS.items()}
EXPLAINED: Look = tinted(EXPLAINED_COLOUR)


def colour(finding: Finding) -> str:
    """The fill of a finding's cell, as red green blue."""
    return EXPLAINED_COLOUR if finding.status is Status.EXPLAINED else COLOURS[finding.severity]


def write(page: Page, row: int, column: int, text: str, look: Look) -> None:
    """A text, or an empty cell where there is none, which filters and counts know as empty."""
    if text:
        page.text(row, column, text, look)
    else:
        page.blank(row, column, look)


def half_widths(text: str) -> int:
    """Half-width characters `text` takes on one line; a Chinese character counts two."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


def lines(text: str, width: int) -> int:
    """Lines a text takes in a column of that many half-width characters."""
    if "\n" in text:
        return sum(lines(line, width) for line in text.split("\n"))
    wide, room = half_widths(text), width - looks.PADDING
    # A line that is broken ends where a whole character, number or word still fits.
    return 1 if wide <= room else math.ceil(wide / (room - 1))


def height(most_lines: int) -> float:
    """Points a row of that many lines needs."""
    return min((most_lines - 1) * looks.LINE_HEIGHT + looks.ROW_HEIGHT, looks.TALLEST_ROW)
