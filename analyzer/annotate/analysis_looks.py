"""The looks and columns that the sections of 执行分析 share."""

from typing import Final

from analyzer.annotate import appearance
from analyzer.language import Text
from analyzer.package import Page
from analyzer.template import looks
from analyzer.template.looks import Look

WIDTHS: Final = (12, 36, 15, 15, 15, 15, 15, 15, 12, 12, 12)
LAST: Final = len(WIDTHS) - 1
HEADER_HEIGHT: Final = 21.0
BAR_COLOURS: Final = ("#9DC3E6", "#F4B183", "#A9D18E")  # arrival, spending, execution


class Looks:
    """The looks of one kind of row."""

    def __init__(self, emphasis: Look) -> None:
        base = appearance.CELL | emphasis
        right = base | looks.RIGHT
        self.text = base | looks.WRAPPED | {"align": "left"}
        self.indented = [self.text | ({"indent": level} if level else {}) for level in range(5)]
        self.code = base | {"align": "left", "num_format": "@"}
        self.centred = base | looks.CENTRED
        self.money = right | {"num_format": looks.AMOUNT}
        self.rate = right | {"num_format": "0.00%"}
        self.points = right | {"num_format": "General"}
        self.month = base | looks.CENTRED | {"num_format": "yyyy-mm"}


PLAIN: Final = Looks({})
GROUP: Final = Looks(looks.BOLD)
TOTAL: Final = Looks(looks.TOTAL)


def write_heading(page: Page, row: int, title: str, labels: tuple[Text, ...], zh: bool) -> int:
    """A section's title and its columns' headings; returns the row after them."""
    page.text(row, 0, title, appearance.SECTION)
    page.set_row(row, HEADER_HEIGHT)
    for column, label in enumerate(labels):
        page.text(row + 1, column, label.zh if zh else label.en, appearance.HEADER)
    page.set_row(row + 1, HEADER_HEIGHT if zh else HEADER_HEIGHT + looks.LINE_HEIGHT)
    return row + 2
