"""One table of an OpenDocument spreadsheet put into a sheet of the new workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from analyzer.foreign.losses import Loss
from analyzer.foreign.odf import count, every, get, name, points
from analyzer.foreign.ods_cells import cell_text, runs, value
from analyzer.foreign.ods_looks import Styles
from analyzer.foreign.ods_ranges import parsed
from analyzer.foreign.target import (
    LAST_COLUMN,
    LAST_ROW,
    MOST_CELLS,
    TOO_LARGE,
    Rich,
    Target,
    Value,
    dress,
    merge,
)
from analyzer.package.container.error import PackageError

MOST_REPEATED_BLANKS: Final = 500
"""Rows or columns a run of empty cells may have for its looks to be carried cell by cell."""

POINTS_TO_WIDTH: Final = 5.25
"""Points that one digit of the new workbook's normal font takes: 7 pixels of 0.75 points."""

_WIDEST, _DEEPEST = 255, 7
_HIDDEN = ("collapse", "filter")


@dataclass(frozen=True)
class Line:
    """A table-row or table-column: where it begins (from 1), how often, in which group and heading."""

    element: etree._Element
    first: int
    count: int
    level: int
    heading: bool
    hidden: bool


class Looks:
    """The styles of the new workbook by those of the old, each made once."""

    def __init__(self, styles: Styles, target: Target) -> None:
        self.styles = styles
        self._target = target
        self._known: dict[tuple[str, str], StyleArray] = {}

    def style(self, style_name: str, value_type: str = "") -> StyleArray:
        """The new style for a cell style; `value_type` tells the format where the old has none."""
        key = style_name, value_type
        if key not in self._known:
            self._known[key] = self._target.style(self.styles.look(*key))
        return self._known[key]


class Table:
    """A table being put into `page`."""

    def __init__(self, table: etree._Element, page: Worksheet, target: Target, looks: Looks) -> None:
        self._table = table
        self._page = page
        self._target = target
        self._looks = looks
        self._column_styles: dict[int, str] = {}

    def transfer(self) -> None:
        """Carry columns, rows, cells, merged ranges, notes and links."""
        self._carry_columns()
        for line in lines(self._table, "row"):
            if line.first > LAST_ROW:
                break
            self._carry_row(line)
            cells = [*_cells(line.element)]
            if line.count > MOST_REPEATED_BLANKS and all(_is_blank(held) for _, _, _, held in cells):
                continue
            filled = sum(repeated for _, _, repeated, held in cells if not _is_blank(held))
            if filled * line.count > MOST_CELLS:
                raise PackageError(TOO_LARGE)
            row_style = get(line.element, "table:default-cell-style-name")
            for row in range(line.first, line.first + line.count):
                for cell, first, repeated, held in cells:
                    self._carry_cells(cell, row, range(first, first + repeated), held, row_style)

    def _carry_columns(self) -> None:
        headings: list[int] = []
        for line in lines(self._table, "column"):
            last = min(line.first + line.count - 1, LAST_COLUMN)
            if line.first > last:
                break
            style_name = get(line.element, "table:default-cell-style-name")
            self._column_styles.update(dict.fromkeys(range(line.first, last + 1), style_name))
            self._carry_column(line, last, style_name)
            if line.heading:
                headings += [line.first, last]
        if headings:
            first, end = get_column_letter(min(headings)), get_column_letter(max(headings))
            self._page.print_title_cols = f"{first}:{end}"

    def _carry_column(self, line: Line, last: int, style_name: str) -> None:
        letter = get_column_letter(line.first)
        made = ColumnDimension(self._page, letter, min=line.first, max=last, hidden=line.hidden)
        given = self._looks.styles.properties("table-column", get(line.element, "table:style-name"))
        if width := points(given.get("column-width", "")):
            made.width = min(width / POINTS_TO_WIDTH, _WIDEST)
        made.outlineLevel = min(line.level, _DEEPEST)
        if style_name and style_name != "Default":
            dress(made, self._looks.style(style_name))
        self._page.column_dimensions[letter] = made

    def _carry_row(self, line: Line) -> None:
        last = min(line.first + line.count - 1, LAST_ROW)
        if line.heading:
            before = self._page.print_title_rows
            first = before.replace("$", "").split(":")[0] if before else line.first
            self._page.print_title_rows = f"{first}:{last}"
        if line.count > MOST_REPEATED_BLANKS and not line.hidden:
            return
        given = self._looks.styles.properties("table-row", get(line.element, "table:style-name"))
        height = points(given.get("row-height", ""))
        for row in range(line.first, min(last, line.first + MOST_REPEATED_BLANKS) + 1):
            made = self._page.row_dimensions[row]
            made.height = round(height, 2) if height else None
            made.hidden = line.hidden
            made.outlineLevel = min(line.level, _DEEPEST)

    def _carry_cells(
        self, cell: etree._Element, row: int, columns: range, held: Value, inherited: str
    ) -> None:
        own = get(cell, "table:style-name") or inherited
        wanted = columns
        if _is_blank(held) and (not own or len(columns) > MOST_REPEATED_BLANKS):
            wanted = range(0)
        kind = get(cell, "office:value-type")
        for column in wanted:
            style_name = own or self._column_styles.get(column, "")
            held = self._with_fonts(cell, held, style_name)
            self._target.put(self._page, row, column, held, self._looks.style(style_name, kind))
        last_row = row + count(cell, "table:number-rows-spanned") - 1
        last_column = columns.start + count(cell, "table:number-columns-spanned") - 1
        merge(self._page, row, columns.start, last_row, last_column)
        if len(cell):
            self._carry_note(cell, row, columns.start)
            self._carry_link(cell, row, columns.start)

    def _with_fonts(self, cell: etree._Element, held: Value, style_name: str) -> Value:
        """The text with the fonts of its pieces, where some have their own."""
        if not isinstance(held, str) or cell.find(f"*/{name('text:span')}") is None:
            return held
        pieces = runs(cell)
        if "".join(text for text, _ in pieces) != held or not any(style for _, style in pieces):
            return held
        styles = self._looks.styles
        return Rich(tuple((text, styles.font_within(style_name, style)) for text, style in pieces if text))

    def _carry_note(self, cell: etree._Element, row: int, column: int) -> None:
        note = cell.find(name("office:annotation"))
        if note is not None:
            author = note.findtext(name("dc:creator")) or ""
            self._target.note(self._page, row, column, cell_text(note), author)

    def _carry_link(self, cell: etree._Element, row: int, column: int) -> None:
        links = [*every(cell, "text:a")]
        if not links:
            return
        address = get(links[0], "xlink:href")
        inside = parsed(address.removeprefix("#")) if address.startswith("#") else None
        placed = self._page.cell(row, column)
        self._target.losses[Loss.LINK] += len(links) - 1
        if inside is not None:
            title = inside[0].replace("'", "''")
            placed.hyperlink = Hyperlink(ref=placed.coordinate, location=f"'{title}'!{inside[1]}")
        elif address and not address.startswith("#"):
            placed.hyperlink = Hyperlink(ref=placed.coordinate, target=address)
        else:
            self._target.losses[Loss.LINK] += 1


def lines(table: etree._Element, kind: str) -> Iterator[Line]:
    """The table's rows or columns in order, wherever groups and headings hold them."""
    at, level, headings, hidden = 1, 0, 0, 0
    group, heading = name(f"table:table-{kind}-group"), name(f"table:table-header-{kind}s")
    inner, line = name("table:table"), name(f"table:table-{kind}")
    walk = etree.iterwalk(table, events=("start", "end"), tag=(group, heading, line, inner))
    for event, element in walk:
        step = 1 if event == "start" else -1
        if element.tag == group:
            level += step
            hidden += step * (get(element, "table:display") == "false")
        elif element.tag == heading:
            headings += step
        elif event == "start" and element is not table:
            walk.skip_subtree()
            if element.tag == line:
                repeated = count(element, f"table:number-{kind}s-repeated")
                is_hidden = bool(hidden) or get(element, "table:visibility") in _HIDDEN
                yield Line(element, at, repeated, level, bool(headings), is_hidden)
                at += repeated


def _cells(row: etree._Element) -> Iterator[tuple[etree._Element, int, int, Value]]:
    """Each cell element of a row with its first column, its repetitions and what it holds."""
    at = 1
    for cell in row.iterchildren(name("table:table-cell"), name("table:covered-table-cell")):
        repeated = count(cell, "table:number-columns-repeated")
        yield cell, at, repeated, value(cell)
        at += repeated


def _is_blank(held: Value) -> bool:
    return held is None or held == ""
