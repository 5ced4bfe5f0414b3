"""A workbook of Excel 97 to 2003, of WPS (.et) or earlier, read with xlrd."""

import io
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, cast

import xlrd
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet
from xlrd.book import Book
from xlrd.sheet import Sheet

from analyzer.foreign.biff import BookFacts, book_facts
from analyzer.foreign.compound import SIGNATURE, CompoundFile
from analyzer.foreign.losses import Loss
from analyzer.foreign.target import ERRORS, Failure, Rich, Target, Value, clean, merge
from analyzer.foreign.xls_looks import font, looks, normal_font
from analyzer.foreign.xls_page import set_up_names, set_up_page, set_up_printing, set_up_rows_and_columns
from analyzer.language import Text
from analyzer.package.container.error import PackageError
from analyzer.package.container.recognise import REASONS

DAMAGED = Text(
    "文件已损坏，无法打开，请用 Excel 或 WPS 打开后另存为 .xlsx",
    "The file is damaged and cannot be opened; please open it in Excel or WPS and save it as .xlsx",
)
_STATES = ("visible", "hidden", "veryHidden")
_MACROS = ("_VBA_PROJECT_CUR", "_VBA_PROJECT")


def read_xls(content: bytes) -> Target:
    """Everything of the workbook that xlrd tells, in a new workbook.

    Raises PackageError when it is damaged, protected by a password or too large.
    """
    # xlrd trusts what it reads: on damaged files it ends with errors of any kind.
    try:
        stream, macros = _stream(content)
        facts = book_facts(stream)
        if facts.encrypted:
            raise PackageError(REASONS["encrypted"])
        book = xlrd.open_workbook(
            file_contents=stream, formatting_info=True, ragged_rows=True, logfile=io.StringIO()
        )
        target = _transferred(book, facts)
    except PackageError:
        raise
    except Exception as problem:
        raise PackageError(DAMAGED) from problem
    target.losses[Loss.MACRO] += macros
    return target


def _stream(content: bytes) -> tuple[bytes, bool]:
    """The records of the workbook, and whether there are macros."""
    if not content.startswith(SIGNATURE):
        return content, False
    compound = CompoundFile(content)
    stream = compound.stream("Workbook") or compound.stream("Book")
    if not stream:
        raise PackageError(DAMAGED)
    return stream, not compound.names.isdisjoint(_MACROS)


def _transferred(book: Book, facts: BookFacts) -> Target:
    target = Target()
    if book.datemode:
        target.book.epoch = CALENDAR_MAC_1904
    target.set_normal_font(normal_font(book))
    styles = [target.style(look) for look in looks(book)]
    target.losses[Loss.SHEET] += facts.other_sheets
    for number, sheet in enumerate(book.sheets()):
        page = target.add_sheet(sheet.name, _STATES[sheet.visibility])
        _transfer(sheet, page, target, styles)
        if number < len(facts.sheets):
            target.losses.update(facts.sheets[number].losses)
            set_up_printing(page, facts.sheets[number].printing)
    target.losses[Loss.NAME] += set_up_names(book, target.book.worksheets)
    return target


def _transfer(sheet: Sheet, page: Worksheet, target: Target, styles: list[StyleArray]) -> None:
    set_up_rows_and_columns(sheet, page, styles)
    set_up_page(sheet, page)
    for row in range(sheet.nrows):
        for column, (kind, value) in enumerate(zip(sheet.row_types(row), sheet.row_values(row), strict=True)):
            if kind == xlrd.XL_CELL_EMPTY:
                continue
            xf = sheet.cell_xf_index(row, column)
            held = _value(kind, value)
            if isinstance(held, str) and (row, column) in sheet.rich_text_runlist_map:
                held = _rich(cast(Book, sheet.book), held, xf, sheet.rich_text_runlist_map[row, column])
            target.put(page, row + 1, column + 1, held, styles[xf])
    for first_row, end_row, first_column, end_column in sheet.merged_cells:
        merge(page, first_row + 1, first_column + 1, end_row, end_column)
    for (row, column), note in sheet.cell_note_map.items():
        target.note(page, row + 1, column + 1, note.text, note.author)
    for link in sheet.hyperlink_list:
        _carry_link(link, page, target)


def _value(kind: int, value: Any) -> Value:
    if kind == xlrd.XL_CELL_ERROR:
        code = xlrd.error_text_from_code.get(value, "#N/A")
        return Failure(code if code in ERRORS else "#N/A")
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return float(value)
    return str(value) if kind == xlrd.XL_CELL_TEXT else None


def _rich(book: Book, text: str, xf: int, runs: Sequence[tuple[int, int]]) -> Rich:
    """A text with the fonts of its runs, which count from where each begins, in units of UTF-16."""
    units = text.encode("utf-16-le", "surrogatepass")
    starts = [(0, book.xf_list[xf].font_index), *runs, (len(units) // 2, 0)]
    pieces = [
        (units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass"), font(book, number))
        for (start, number), (end, _) in pairwise(starts)
        if start < end
    ]
    return Rich(tuple(pieces))


def _carry_link(link: Any, page: Worksheet, target: Target) -> None:
    cell = page.cell(link.frowx + 1, link.fcolx + 1)
    address = link.url_or_path if link.type == "url" else None
    if cell.value is None or not (address or link.textmark) or (link.type not in ("url", "workbook")):
        target.losses[Loss.LINK] += 1
        return
    cell.hyperlink = Hyperlink(
        ref=cell.coordinate, target=_cleaned(address), location=_cleaned(link.textmark)
    )


def _cleaned(text: str | None) -> str | None:
    return clean(text) if text else None
