"""Rows, columns, panes and print set-up of an .xls sheet."""

from collections.abc import Sequence
from typing import Any, Final
from xml.etree.ElementTree import Element

from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.dimensions import ColumnDimension
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.worksheet import Worksheet
from xlrd.book import Book
from xlrd.formula import oREF
from xlrd.sheet import Sheet

from analyzer.foreign.biff import Printing
from analyzer.foreign.target import BUILT_IN, clean, dress, fit_to_pages

_LAST_ROW, _LAST_COLUMN = 65_536, 256
_SCALES: Final = range(10, 401)
_TWIPS = 20  # to the point


def set_up_rows_and_columns(sheet: Sheet, page: Worksheet, styles: Sequence[StyleArray]) -> None:
    """Widths, heights, what is hidden or grouped, and the looks of whole columns."""
    page.sheet_format.defaultRowHeight = (sheet.default_row_height or 270) / _TWIPS
    standard = sheet.standardwidth / 256 if sheet.standardwidth else None
    page.sheet_format.defaultColWidth = standard or (sheet.defcolwidth or 8) + 0.71
    for column, info in sheet.colinfo_map.items():
        if column < _LAST_COLUMN:
            letter = get_column_letter(column + 1)
            made = ColumnDimension(page, letter, width=info.width / 256, hidden=bool(info.hidden))
            made.outlineLevel = info.outline_level
            if 0 <= info.xf_index < len(styles):
                dress(made, styles[info.xf_index])
            page.column_dimensions[letter] = made
    for row, old in sheet.rowinfo_map.items():
        dimension = page.row_dimensions[row + 1]
        if old.height and not old.has_default_height:
            dimension.height = old.height / _TWIPS
        dimension.hidden = bool(old.hidden)
        dimension.outlineLevel = old.outline_level or 0


def set_up_page(sheet: Any, page: Worksheet) -> None:
    """Frozen panes, grid and zoom."""
    if sheet.panes_are_frozen and (sheet.horz_split_pos or sheet.vert_split_pos):
        row, column = int(sheet.horz_split_pos), int(sheet.vert_split_pos)
        page.freeze_panes = f"{get_column_letter(column + 1)}{row + 1}"
    page.sheet_view.showGridLines = bool(sheet.show_grid_lines)
    page.sheet_view.showZeros = bool(sheet.show_zero_values)
    zoom = sheet.cooked_normal_view_mag_factor
    if zoom in _SCALES:
        page.sheet_view.zoomScale = zoom


def set_up_printing(page: Worksheet, printing: Printing) -> None:
    """Paper, direction, scale, margins, header and footer."""
    if printing.paper:
        page.page_setup.paperSize = printing.paper
    page.page_setup.orientation = "landscape" if printing.landscape else "portrait"
    if printing.fit is not None:
        fit_to_pages(page, *printing.fit)
    elif printing.scale in _SCALES:
        page.page_setup.scale = printing.scale
    for side, inches in printing.margins.items():
        setattr(page.page_margins, side, inches if 0 <= inches < 100 else 0.5)  # noqa: PLR2004
    page.print_options.horizontalCentered = "horizontally" in printing.centred or None
    page.print_options.verticalCentered = "vertically" in printing.centred or None
    for text, name in ((printing.header, "oddHeader"), (printing.footer, "oddFooter")):
        if text:
            setattr(page.HeaderFooter, name, _heading(clean(text)))


def _heading(text: str) -> HeaderFooterItem:
    """The codes &L, &C, &R and those within their texts are the same in both formats."""
    root: Any = Element("oddHeader")
    root.text = text if text.startswith(("&L", "&C", "&R")) else f"&C{text}"
    item: HeaderFooterItem = HeaderFooterItem.from_tree(root)
    return item


def set_up_names(book: Book, pages: Sequence[Worksheet]) -> int:
    """Print areas, print titles and filters, which are names of the workbook; how many others there are."""
    others = 0
    for name in book.name_obj_list:
        if not name.builtin:
            others += not (name.hidden or name.macro or name.name.startswith(BUILT_IN))
        elif name.result is not None and name.result.kind == oREF and 0 <= name.scope < len(pages):
            areas: Any = name.result.value or []
            _set_up_area(name.name, areas, pages[name.scope])
    return others


def _set_up_area(name: str, areas: Sequence[Any], page: Worksheet) -> None:
    for area in areas:
        _, _, top, bottom, left, right = area.coords
        first, last = get_column_letter(left + 1), get_column_letter(max(right, 1))
        whole_rows, whole_columns = right - left >= _LAST_COLUMN, bottom - top >= _LAST_ROW
        if name == "Print_Titles" and whole_rows:
            page.print_title_rows = f"{top + 1}:{bottom}"
        elif name == "Print_Titles" and whole_columns:
            page.print_title_cols = f"{first}:{last}"
        elif name == "Print_Area" and not (whole_rows or whole_columns) and len(areas) == 1:
            page.print_area = f"{first}{top + 1}:{last}{bottom}"
        elif name == "_FilterDatabase":
            page.auto_filter.ref = f"{first}{top + 1}:{last}{bottom}"
