"""An OpenDocument spreadsheet (.ods) as a new workbook."""

from collections.abc import Iterator
from typing import Final

from lxml import etree
from openpyxl.styles import Font

from analyzer.foreign.losses import Loss
from analyzer.foreign.odf import Document, every, get, name, open_document
from analyzer.foreign.ods_looks import Styles
from analyzer.foreign.ods_losses import count_losses
from analyzer.foreign.ods_page import Pages, set_up_view, view_settings
from analyzer.foreign.ods_ranges import set_up_filters, set_up_print_area
from analyzer.foreign.ods_table import Looks, Table
from analyzer.foreign.target import Target

_MEASURE: Final = Font(name="Arial", sz=10)  # widths are stated in inches; its digits are 7 pixels wide


def read_ods(content: bytes) -> Target:
    """Everything of the document that has a place in the new workbook.

    Raises PackageError when it is damaged, protected by a password or too large.
    """
    document = open_document(content)
    styles = Styles(document)
    pages, views = Pages(document), view_settings(document)
    target = Target()
    target.set_normal_font(_MEASURE)
    looks = Looks(styles, target)
    for table in _tables(document):
        title, table_style = get(table, "table:name"), get(table, "table:style-name")
        shown = styles.properties("table", table_style).get("display") != "false"
        page = target.add_sheet(title, "visible" if shown else "hidden")
        Table(table, page, target, looks).transfer()
        set_up_view(page, views.get(title, {}))
        pages.set_up(page, styles.page(table_style))
        target.losses[Loss.HEADING] += not pages.is_plain(styles.page(table_style))
        set_up_print_area(page, get(table, "table:print-ranges"))
    set_up_filters(document, target.book.worksheets)
    count_losses(document, styles, target.losses)
    return target


def _tables(document: Document) -> Iterator[etree._Element]:
    for spreadsheet in every(document.content, "office:spreadsheet"):
        yield from spreadsheet.iterfind(name("table:table"))
