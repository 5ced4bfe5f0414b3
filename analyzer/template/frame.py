"""What every sheet of a written workbook has: its title, protection of the headings, and print set-up."""

from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from analyzer.template import looks
from analyzer.template.model import Sheet

TITLE_ROW, HINT_ROW, HEADER_ROW = 0, 1, 2  # zero-based, as xlsxwriter counts
FIRST_ROW: Final = HEADER_ROW + 1
LAST_COLUMN, LAST_ROW = 16383, 1048575

A4: Final = 9
MARGIN: Final = 0.4  # inch

# Headings only are locked, and without a password: it protects against slips, not against people.
ALLOWED = {
    "objects": True,  # notes and pictures
    "format_cells": True,
    "format_columns": True,
    "format_rows": True,
    "insert_rows": True,
    "delete_rows": True,
    "sort": True,
    "autofilter": True,
}


def heading(sheet: Sheet) -> str:
    """The title above a sheet: 项目支出预算表, 项目支出信息表."""
    return f"项目支出{sheet.title.zh.removeprefix('项目')}表"


def add_sheet(workbook: Workbook, name: str, widths: list[int], hint: str) -> Worksheet:
    """A protected sheet with its locked title, hint and header rows, the cells below them open."""
    page: Worksheet = workbook.add_worksheet(name)
    page.hide_gridlines(2)
    for position, width in enumerate(widths):
        page.set_column(position, position, width)
    locked = looks.add(workbook, looks.FONT)
    hint_height = looks.text_height((hint, sum(widths)))
    for row, height in ((TITLE_ROW, 36.0), (HINT_ROW, hint_height), (HEADER_ROW, 27.0)):
        page.set_row(row, height, locked)
    last = len(widths) - 1
    page.merge_range(HINT_ROW, 0, HINT_ROW, last, hint, looks.add(workbook, looks.HINT))
    # Excel deletes a row of a protected sheet only if every cell in it is open, to the last column.
    page.set_column(len(widths), LAST_COLUMN, None, looks.add(workbook, looks.FONT, looks.OPEN))
    page.dim_colmax = len(widths) - 1  # they are open, not in use
    page.protect("", ALLOWED)
    return page


def write_title(workbook: Workbook, page: Worksheet, columns: int, title: str, formula: str = "") -> None:
    """The title over all columns; with `formula`, it follows a cell, and `title` is its present result."""
    look = looks.add(workbook, looks.TITLE)
    page.merge_range(TITLE_ROW, 0, TITLE_ROW, columns - 1, "", look)
    if formula:
        page.write_formula(TITLE_ROW, 0, formula, look, title)
    else:
        page.write_string(TITLE_ROW, 0, title, look)


def keep_header(page: Worksheet) -> None:
    """The rows down to the header stay in sight on the screen, and the header on every printed page."""
    page.freeze_panes(FIRST_ROW, 0)
    page.repeat_rows(HEADER_ROW)


def set_up_print(page: Worksheet, *, landscape: bool) -> None:
    """A4, as wide as the sheet, with file, page and sheet name in the footer."""
    page.set_paper(A4)
    if landscape:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.center_horizontally()
    page.set_margins(left=MARGIN, right=MARGIN, top=0.6, bottom=0.7)
    page.set_footer("&L&8&F&C&8第 &P 页，共 &N 页&R&8&A", {"margin": 0.3})
