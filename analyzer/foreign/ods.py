"""An OpenDocument spreadsheet (.ods) as a new workbook."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from lxml import etree
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.worksheet import Worksheet

from analyzer.foreign.odf import Document, count, every, get, name, open_document, points
from analyzer.foreign.ods_cells import cell_text, value
from analyzer.foreign.ods_filters import set_up_filters, set_up_print_area
from analyzer.foreign.ods_looks import Styles
from analyzer.foreign.ods_losses import count_losses
from analyzer.foreign.ods_page import Pages, set_up_view, view_settings
from analyzer.foreign.target import LAST_COLUMN, LAST_ROW, Target, Value, merge
from analyzer.package.markup import local

MOST_REPEATED_BLANKS: Final = 500
"""Rows or columns a run of empty cells may have for its looks to be carried cell by cell."""

_POINTS_TO_WIDTH = 5.25  # a digit of the usual 11-point font takes 7 pixels of 0.75 points
_HIDDEN = ("collapse", "filter")


@dataclass(frozen=True)
class Line:
    """A table-row or table-column with its place: rows or columns from 1, levels of grouping, heading or not."""

    element: etree._Element
    first: int
    count: int
    level: int
    heading: bool
    hidden: bool


class _Looks:
    """The styles of the new workbook by those of the old."""

    def __init__(self, styles: Styles, target: Target) -> None:
        self._styles = styles
        self._target = target
        self._known: dict[tuple[str, str], StyleArray] = {}

    def style(self, style_name: str, value_type: str = "") -> StyleArray:
        key = style_name, value_type
        if key not in self._known:
            self._known[key] = self._target.style(self._styles.look(*key))
        return self._known[key]


def read_ods(content: bytes) -> Target:
    """Everything of the document that has a place in the new workbook.

    Raises PackageError when it is damaged, protected by a password or too large.
    """
    document = open_document(content)
    styles = Styles(document)
    pages, views = Pages(document), view_settings(document)
    target = Target()
    target.set_normal_font(styles.look("Default").font)
    looks = _Looks(styles, target)
    for table in _tables(document):
        title = get(table, "table:name")
        table_style = get(table, "table:style-name")
        shown = styles.properties("table", table_style).get("display") != "false"
        page = target.add_sheet(title, "visible" if shown else "hidden")
        _transfer(table, page, target, styles, looks)
        set_up_view(page, views.get(title, {}))
        pages.set_up(page, styles.page(table_style))
        set_up_print_area(page, get(table, "table:print-ranges"))
    set_up_filters(document, target.book.worksheets)
    count_losses(document, styles, target.losses)
    return target


def _tables(document: Document) -> Iterator[etree._Element]:
    for spreadsheet in every(document.content, "office:spreadsheet"):
        yield from spreadsheet.iterfind(name("table:table"))


def _lines(table: etree._Element, kind: str) -> Iterator[Line]:
    """The table's rows or columns in order, wherever groups and headings hold them."""
    at, level, headings, hidden = 1, 0, 0, 0
    group, heading = name(f"table:table-{kind}-group"), name(f"table:table-header-{kind}s")
    walk = etree.iterwalk(
        table, events=("start", "end"), tag=(group, heading, name(f"table:table-{kind}"), name("table:table"))
    )
    for event, element in walk:
        step = 1 if event == "start" else -1
        if element.tag == group:
            level += step
            hidden += step * (get(element, "table:display") == "false")
        elif element.tag == heading:
            headings += step
        elif event == "start" and element.tag == name("table:table"):
            if element is not table:
                walk.skip_subtree()
        elif event == "start":
            repeated = count(element, f"table:number-{kind}s-repeated")
            is_hidden = bool(hidden) or get(element, "table:visibility") in _HIDDEN
            yield Line(element, at, repeated, level, bool(headings), is_hidden)
            at += repeated
            walk.skip_subtree()


def _transfer(
    table: etree._Element, page: Worksheet, target: Target, styles: Styles, looks: _Looks
) -> None:
    defaults = _set_up_columns(table, page, styles, looks)
    for line in _lines(table, "row"):
        if line.first > LAST_ROW:
            break
        _set_up_row(line, page, styles)
        row_default = get(line.element, "table:default-cell-style-name")
        cells = list(_cells(line.element))
        has_content = any(held is not None and held != "" for _, _, _, held in cells)
        times = line.count if has_content else min(line.count, MOST_REPEATED_BLANKS)
        if line.count > MOST_REPEATED_BLANKS and not has_content:
            times = 0
        for row in range(line.first, line.first + times):
            for cell, first, repeated, held in cells:
                _put(cell, page, target, looks, (row, first, repeated, held), row_default, defaults)


Placed = tuple[int, int, int, Value]


def _cells(row: etree._Element) -> Iterator[tuple[etree._Element, int, int, Value]]:
    """Each cell element of a row with its first column, its repetitions and what it holds."""
    at = 1
    for cell in row.iterchildren(name("table:table-cell"), name("table:covered-table-cell")):
        repeated = count(cell, "table:number-columns-repeated")
        yield cell, at, repeated, value(cell)
        at += repeated


def _put(
    cell: etree._Element,
    page: Worksheet,
    target: Target,
    looks: _Looks,
    placed: Placed,
    row_default: str,
    defaults: dict[int, str],
) -> None:
    row, first, repeated, held = placed
    own = get(cell, "table:style-name") or row_default
    is_blank = held is None or held == ""
    if is_blank and (not own or repeated > MOST_REPEATED_BLANKS) and not len(cell):
        repeated = 0
    kind = get(cell, "office:value-type")
    for column in range(first, first + repeated):
        target.put(page, row, column, held, looks.style(own or defaults.get(column, ""), kind))
    last_row = row + count(cell, "table:number-rows-spanned") - 1
    last_column = first + count(cell, "table:number-columns-spanned") - 1
    merge(page, row, first, last_row, last_column)
    note = cell.find(name("office:annotation"))
    if note is not None:
        target.note(page, row, first, cell_text(note), note.findtext(name("dc:creator")) or "")


def _set_up_columns(
    table: etree._Element, page: Worksheet, styles: Styles, looks: _Looks
) -> dict[int, str]:
    """Widths and what is hidden; gives the default cell style of each column."""
    defaults: dict[int, str] = {}
    headings: list[int] = []
    for line in _lines(table, "column"):
        last = min(line.first + line.count - 1, LAST_COLUMN)
        if line.first > last:
            break
        given = styles.properties("table-column", get(line.element, "table:style-name"))
        letter = get_column_letter(line.first)
        made = ColumnDimension(page, letter, min=line.first, max=last, hidden=line.hidden)
        width = points(given.get("column-width", ""))
        if width:
            made.width = min(width / _POINTS_TO_WIDTH, 255)
        made.outlineLevel = min(line.level, 7)
        style_name = get(line.element, "table:default-cell-style-name")
        if style_name and style_name != "Default":
            made._style = looks.style(style_name)
        page.column_dimensions[letter] = made
        defaults.update(dict.fromkeys(range(line.first, last + 1), style_name))
        if line.heading:
            headings += [line.first, last]
    if headings:
        page.print_title_cols = f"{get_column_letter(min(headings))}:{get_column_letter(max(headings))}"
    return defaults


def _set_up_row(line: Line, page: Worksheet, styles: Styles) -> None:
    if line.heading:
        before = page.print_title_rows
        first = before.replace("$", "").split(":")[0] if before else line.first
        page.print_title_rows = f"{first}:{min(line.first + line.count - 1, LAST_ROW)}"
    if line.count > MOST_REPEATED_BLANKS:
        return
    given = styles.properties("table-row", get(line.element, "table:style-name"))
    height = points(given.get("row-height", ""))
    for row in islice(range(line.first, LAST_ROW + 1), line.count):
        made = page.row_dimensions[row]
        if height:
            made.height = round(height, 2)
        made.hidden = line.hidden
        made.outlineLevel = min(line.level, 7)
