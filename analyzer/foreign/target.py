"""The new workbook a conversion fills, written as .xlsx bytes that depend on nothing but their content."""

import io
import math
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final, cast

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from analyzer.foreign.losses import Loss
from analyzer.language import Text
from analyzer.package.container.error import PackageError

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
MOST_CELLS: Final = 1_000_000
"""Cells with content a converted workbook may have; more would need gigabytes of memory."""

MOST_BLANKS: Final = 300_000
"""Cells with only a format that are carried; they are looks, so the rest may go without harm."""

MOST_TRIED: Final = 20_000_000
"""Cells with only a format that a file may ask for before it is taken for a trap."""

LONGEST_TEXT: Final = 32_767
LONGEST_TITLE: Final = 31
ERRORS: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})
BUILT_IN: Final = "_xlnm."
"""How the names of print areas and the like begin in .xlsx; LibreOffice leaves copies of them elsewhere."""

TOO_LARGE: Final = Text(
    "工作簿太大，无法转换，请在 Excel 或 WPS 中另存为 .xlsx",
    "The workbook is too large to be converted; please save it as .xlsx in Excel or WPS",
)

_FORBIDDEN_IN_TITLE = re.compile(r"[\\*?:/\[\]\x00-\x1f]")
# ECMA-376 part 1, 22.9.2.19: what XML cannot hold is written _xHHHH_, and a text that looks so already
# has its underscore written that way.
_TO_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)|[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FONT_PARTS = ("charset", "family", "b", "i", "strike", "color", "sz", "u", "vertAlign")
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_CORE = b"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>"""


@dataclass(frozen=True, slots=True)
class Failure:
    """The content of a cell that shows an error value such as #REF!."""

    code: str


@dataclass(frozen=True, slots=True)
class Uncalculated:
    """The content of a formula cell without a stored result."""


@dataclass(frozen=True, slots=True)
class Rich:
    """A text in several fonts, each given with the piece it is for."""

    runs: tuple[tuple[str, Font], ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(text for text, _ in self.runs)


Value = float | bool | str | Rich | Failure | Uncalculated | None


@dataclass(frozen=True)
class Look:
    """How a cell is shown."""

    number_format: str = "General"
    font: Font = field(default_factory=Font)
    fill: PatternFill = field(default_factory=PatternFill)
    border: Border = field(default_factory=Border)
    alignment: Alignment = field(default_factory=Alignment)
    protection: Protection = field(default_factory=Protection)


class Target:
    """A workbook being filled, and the count of what could not be put into it."""

    def __init__(self) -> None:
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        self._palette = Worksheet(self.book)  # no sheet of the book: styles are numbered through it
        self.losses: Counter[Loss] = Counter()
        self._cells = 0
        self._blanks = 0

    def add_sheet(self, title: str, state: str) -> Worksheet:
        """A new last sheet; `state` is visible, hidden or veryHidden."""
        allowed = _FORBIDDEN_IN_TITLE.sub("_", clean(title))[:LONGEST_TITLE].strip("'") or "Sheet"
        sheet: Worksheet = self.book.create_sheet(allowed)
        self.losses[Loss.RENAMED] += sheet.title != title
        sheet.sheet_state = cast(Any, state)
        return sheet

    def set_normal_font(self, font: Font | None) -> None:
        """Make `font` the one by whose digits Excel counts the widths of columns."""
        if font is not None:
            cast(Any, self.book)._named_styles["Normal"].font = font

    def style(self, look: Look) -> StyleArray:
        """The number of each part of `look` in this workbook, to be shared by all cells that look so."""
        model = Cell(self._palette, row=1, column=1)
        model.number_format = clean(look.number_format)
        model.font, model.fill, model.border = look.font, look.fill, look.border
        model.alignment, model.protection = look.alignment, look.protection
        return cast(Any, model)._style  # type: ignore[no-any-return]

    def put(self, sheet: Worksheet, row: int, column: int, value: Value, style: StyleArray) -> None:
        """Fill one cell (row and column from 1). Raises PackageError when the workbook grows too large."""
        if value is None or value == "":
            self._blanks += 1
            if MOST_BLANKS < self._blanks < MOST_TRIED:
                return
        self._cells += 1
        if self._cells > MOST_CELLS or self._blanks >= MOST_TRIED or row > LAST_ROW or column > LAST_COLUMN:
            raise PackageError(TOO_LARGE)
        cell = cast(Cell, sheet.cell(row, column))
        dress(cell, style)
        self._fill(cell, value)

    def _fill(self, cell: Cell, value: Value) -> None:
        """Give the cell its value with the type meant, where openpyxl would guess one by the text."""
        if isinstance(value, Rich):
            fits = len(value.text) <= LONGEST_TEXT
            cell.value = _rich(value) if fits else self._text(value.text)
            cell.data_type = "s"
        elif isinstance(value, Uncalculated):
            cell.value = "=NA()"
        elif isinstance(value, bool):
            cell.value = value
        elif isinstance(value, str):
            if value:
                cell.value, cell.data_type = self._text(value), "s"
        elif isinstance(value, Failure):
            cell.value, cell.data_type = value.code, "e"
        elif value is not None:
            # openpyxl rounds numbers to 16 digits, so the 17 that some need are given as text.
            cell.value, cell.data_type = (
                (repr(value).removesuffix(".0"), "n") if math.isfinite(value) else ("#NUM!", "e")
            )

    def _text(self, text: str) -> str:
        if len(text) > LONGEST_TEXT:
            self.losses[Loss.CUT] += 1
            text = text[:LONGEST_TEXT]
        return escaped(text)

    def note(self, sheet: Worksheet, row: int, column: int, text: str, author: str) -> None:
        """Put a note on a cell (row and column from 1), with room for its text."""
        comment = Comment(escaped(text[:LONGEST_TEXT]), escaped(author))
        lines = sum(len(line) // 20 + 1 for line in text.split("\n"))
        comment.width, comment.height = 260, min(max(60, 18 * lines + 12), 600)
        sheet.cell(row, column).comment = comment

    def content(self) -> bytes:
        """The finished workbook. Raises PackageError when it has no sheet."""
        if not self.book.worksheets:
            raise PackageError(
                Text("工作簿中没有可读的工作表", "There is no worksheet in the workbook that can be read")
            )
        if all(sheet.sheet_state != "visible" for sheet in self.book.worksheets):
            self.book.worksheets[0].sheet_state = "visible"
        written = io.BytesIO()
        self.book.save(written)
        return _without_clock(written.getvalue())


def merge(sheet: Worksheet, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
    """Merge a range, rows and columns from 1; the cells it covers keep their borders."""
    if (first_row, first_column) != (last_row, last_column) and last_row <= LAST_ROW:
        area = CellRange(
            min_row=first_row, min_col=first_column, max_row=last_row, max_col=min(last_column, LAST_COLUMN)
        )
        # The set itself, since its add() compares with every range before.
        sheet.merged_cells.ranges.add(area)


def clean(text: str) -> str:
    """The text without the characters that XML cannot hold, for names that must not be escaped."""
    return _NOT_XML.sub("", text)


def dress(element: object, style: StyleArray) -> None:
    """Give a cell or a whole column the style; the property openpyxl offers copies each part anew."""
    cast(Any, element)._style = style


def fit_to_pages(sheet: Worksheet, wide: int, tall: int) -> None:
    """Print the sheet on so many pages; 0 leaves their number free."""
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = wide, tall


def _rich(value: Rich) -> CellRichText:
    blocks = []
    for text, font in value.runs:
        parts = {part: getattr(font, part) for part in _FONT_PARTS}
        blocks.append(TextBlock(InlineFont(rFont=font.name, **parts), escaped(text)))
    return CellRichText(*blocks)


def escaped(text: str) -> str:
    """The text as a cell's XML holds it, every character of the original kept."""
    if not _TO_ESCAPE.search(text):
        return text
    return _TO_ESCAPE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def _without_clock(written: bytes) -> bytes:
    """The same archive with fixed dates, so that one input always gives the same bytes."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(written)) as source, zipfile.ZipFile(fixed, "w") as archive:
        for member in source.infolist():
            content = _CORE if member.filename == "docProps/core.xml" else source.read(member)
            entry = zipfile.ZipInfo(member.filename, _FIRST_DAY_OF_ZIP)
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
