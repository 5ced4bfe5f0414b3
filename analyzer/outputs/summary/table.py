"""A sheet of the summary that is one table: heading, filters, one row per thing, as many as there are.

The workbook is written in constant memory: each row goes to disk when the next begins, so rows come in
order. Links are kept in memory until the end, which Excel limits to `MOST_LINKS` anyway.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, time
from itertools import count
from typing import Any, BinaryIO, Final, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analyzer.finding import Severity, Status
from analyzer.language import Language, Text
from analyzer.money import FEN_PER
from analyzer.outputs.summary.rows import LONGEST_TEXT, RowSheet, blank_cell, number_cell, text_cell
from analyzer.report import Provenance
from analyzer.template import looks
from analyzer.template.frame import set_up_print
from analyzer.template.looks import Look, add

MOST_ROWS: Final = 1_048_576
MOST_LINKS: Final = 65_530
LONGEST_LINK: Final = 2_000  # Excel takes 2,079 characters

TEXT, CENTRED, MONEY, RATE, POINTS, COUNT, LINK = (
    "text",
    "centred",
    "money",
    "rate",
    "points",
    "count",
    "link",
)

GREEN, RED_FILL, YELLOW, BLUE = "#E2EFDA", "#FFC7CE", "#FFEB9C", "#DDEBF7"
LEVEL_FILLS: Final = {Severity.ERROR: RED_FILL, Severity.VERIFY: YELLOW, Severity.NOTICE: BLUE}
LINKED: Final[Look] = {"font_color": "#0563C1", "underline": 1}
_KINDS: Final[dict[str, Look]] = {
    TEXT: looks.WRAPPED,
    CENTRED: looks.CENTRED | looks.WRAPPED,
    MONEY: looks.RIGHT | {"num_format": "#,##0.00"},
    RATE: looks.RIGHT | {"num_format": "0.00%"},
    POINTS: looks.RIGHT | {"num_format": "0.0#"},
    COUNT: looks.CENTRED | {"num_format": "0"},
    LINK: looks.WRAPPED | LINKED,
}


class Link(NamedTuple):
    """A text that leads to `target`, a file relative to the summary with a place in it; None: nowhere."""

    text: str
    target: str | None


class Filled(NamedTuple):
    """A text on a coloured ground."""

    text: str
    fill: str


class Column(NamedTuple):
    """One column: its label, width, how it is written, and its value from the row's subject."""

    label: Text
    width: int
    kind: str
    value: Callable[..., Any]


def level(severity: Severity, language: Language) -> Filled:
    """The severity in its colour."""
    return Filled(severity.label(language), LEVEL_FILLS[severity])


def status(found: Status, language: Language) -> Any:
    """The status, in green where the matter is settled."""
    text = found.label(language)
    return Filled(text, GREEN) if found is Status.EXPLAINED else text


def copy_link(text: str, copy: str | None, sheet: str = "", cells: str = "") -> Link:
    """A link to a copy, at a place in it where one is named."""
    if copy is None:
        return Link(text, None)
    if not _is_unicode(copy):
        return Link(text, None)
    place = f"#'{sheet.replace(chr(39), chr(39) * 2)}'!{cells}" if sheet else ""
    target = f"external:{copy.translate(_ESCAPED)}{place}"
    return Link(text, target if len(target) <= LONGEST_LINK else None)


def _is_unicode(name: str) -> bool:
    """Whether a file's name is text, which on some systems it need not be."""
    return not any("\ud800" <= character <= "\udfff" for character in name)


# what may not stand in the address of a file as it is; # would begin the place
_ESCAPED: Final = {ord(sign): f"%{ord(sign):02x}" for sign in '%# "<>[]^`{}\t\r\n'}


class Book:
    """The summary workbook with the formats its sheets share."""

    def __init__(
        self, target: BinaryIO, provenance: Provenance, language: Language, scratch: str | None
    ) -> None:
        options = {
            "constant_memory": True,
            "tmpdir": scratch,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        self.workbook = Workbook(target, options)
        self.workbook.set_properties({"created": datetime.combine(provenance.day, time())})
        self.language = language
        self._formats: dict[tuple[str, str], Format] = {}
        self._styles: dict[tuple[str, str], int] = {}

    def format(self, kind: str, fill: str = "") -> Format:
        """The format of cells of a kind, on a coloured ground if one is named."""
        if (kind, fill) not in self._formats:
            ground = {"bg_color": fill} if fill else {}
            look = (looks.FONT, looks.RULED, _KINDS[kind], ground)
            self._formats[kind, fill] = add(self.workbook, *look)
        return self._formats[kind, fill]

    def style(self, kind: str, fill: str) -> int:
        """The number of a format in the workbook."""
        if (kind, fill) not in self._styles:
            self._styles[kind, fill] = self.format(kind, fill)._get_xf_index()
        return self._styles[kind, fill]

    def header(self) -> Format:
        """The format of a table's heading."""
        key = ("header", "")
        if key not in self._formats:
            look = (looks.FONT, looks.RULED, looks.CENTRED, looks.WRAPPED, looks.REQUIRED_HEADER)
            self._formats[key] = add(self.workbook, *look)
        return self._formats[key]

    def sheet(self, title: str, colour: str = looks.NAVY) -> RowSheet:
        """A new sheet, set up for printing on A4 across."""
        sheet: RowSheet = self.workbook.add_worksheet(title, RowSheet)
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(2)
        set_up_print(sheet, landscape=True)
        return sheet

    def write(self, sheet: Worksheet, row: int, position: int, kind: str, value: Any) -> None:
        """One cell; text that looks like a formula stays text, None and "" a blank cell."""
        fill = ""
        if isinstance(value, Filled):
            value, fill = value
        form = self.format(kind, fill)
        if value is None or value == "":
            sheet.write_blank(row, position, None, form)
        elif isinstance(value, str):
            sheet.write_string(row, position, value[:LONGEST_TEXT], form)
        else:
            sheet.write_number(row, position, value, form)


class Table:
    """Rows under a heading, continued on "title (2)" where one sheet holds no more."""

    def __init__(
        self, book: Book, title: Text, columns: Sequence[Column], *, colour: str = looks.NAVY
    ) -> None:
        self.book, self.title, self.columns, self.colour = book, title(book.language), columns, colour
        self.kinds = [column.kind for column in columns]
        self.widths = [column.width for column in columns]
        self.pages, self.links = 0, 0
        self._turn()

    def write(self, *subject: Any) -> None:
        """One row for `subject`, which the columns' values are taken from."""
        if self.row == MOST_ROWS:
            self._end_page()
            self._turn()
        values = [column.value(*subject) for column in self.columns]
        lines = max(map(_lines, values, self.widths))
        height = min(looks.ROW_HEIGHT + (lines - 1) * looks.LINE_HEIGHT, looks.TALLEST_ROW)
        self.sheet.write_row_whole(self.row, height, list(map(self._cell, count(), self.kinds, values)))
        for position, value in enumerate(values):
            if isinstance(value, Link) and value.target is not None and self.links < MOST_LINKS:
                self.links += 1
                self.sheet.link(self.row, position, value.target, value.text)
        self.row += 1

    def _cell(self, position: int, kind: str, value: Any) -> str:
        """One cell; None and "" are blank."""
        fill = ""
        if isinstance(value, Filled):
            value, fill = value
        elif isinstance(value, Link):
            kind = LINK if value.target is not None and self.links < MOST_LINKS else TEXT
            value = value.text
        style = self.book.style(kind, fill)
        if value is None or value == "":
            return blank_cell(position, self.row, style)
        if isinstance(value, str):
            return text_cell(position, self.row, style, value)
        return number_cell(
            position, self.row, style, int(value) / FEN_PER["万元"] if kind == MONEY else value
        )

    def close(self, nothing: Text) -> None:
        """End the table; where it has no row, say so."""
        if self.row == 1 and self.pages == 1:
            self.sheet.write_string(1, 0, nothing(self.book.language), add(self.book.workbook, looks.FONT))
        self._end_page()

    def _turn(self) -> None:
        self.pages += 1
        title = self.title if self.pages == 1 else f"{self.title} ({self.pages})"
        self.sheet = self.book.sheet(title, self.colour)
        self.sheet.freeze_panes(1, 1)
        self.sheet.repeat_rows(0)
        self.sheet.set_row(0, 30)
        header = self.book.header()
        for position, column in enumerate(self.columns):
            self.sheet.set_column(position, position, column.width)
            self.sheet.write_string(0, position, column.label(self.book.language), header)
        self.row = 1

    def _end_page(self) -> None:
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), len(self.columns) - 1)


def _lines(value: Any, width: int) -> int:
    """How many lines a value takes. GB 18030 has two bytes where a screen has two columns, and is quick."""
    text = value.text if isinstance(value, Link) else value
    if not isinstance(text, str) or (2 * len(text) <= width - looks.PADDING and "\n" not in text):
        return 1
    usable = width - looks.PADDING
    return sum(-(-len(line.encode("gb18030", "replace")) // usable) or 1 for line in text.split("\n"))
