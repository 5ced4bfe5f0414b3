"""What a workbook holds out of sight or beside the template: hidden rows, formulas, other sheets."""

import io
import re
import zipfile
from collections.abc import Callable

import pytest
from openpyxl.workbook import Workbook
from openpyxl.workbook.defined_name import DefinedName

from analyzer.reading import read_batch, read_source
from analyzer.reading.number_formats import format_decimals
from analyzer.reading.surroundings import INSTRUCTIONS, VERSION_PROPERTY
from analyzer.template import VERSION, instructions, workbook
from tests.reading.test_source import cell_of, filled


def rows(frame) -> list[list[object]]:  # type: ignore[no-untyped-def]
    return frame.to_numpy().tolist()


def test_what_is_hidden_is_known_where_it_holds_data() -> None:
    def change(book: Workbook) -> None:
        budget = book["预算"]
        budget.row_dimensions[5].hidden = True
        budget.row_dimensions[60].hidden = True  # nothing stands there
        budget.column_dimensions["E"].hidden = True
        budget.column_dimensions["D"].hidden = True  # no adjustments are filled in
        ledger = book["资金拨付"]
        ledger.sheet_state = "veryHidden"
        form = book["项目信息"]
        form.row_dimensions[cell_of(book, "项目信息", "网络维护").row].hidden = True

    visible, hidden = read_source(filled()), read_source(filled(change))
    assert rows(read_batch([visible, hidden]).concealed) == [
        [1, "project", "row", 4, "name"],
        [1, "budget", "row", 5, ""],
        [1, "budget", "column", 0, "adjusted_budget"],
        [1, "disbursement", "sheet", 0, ""],
    ]


def test_formulas_are_told_with_their_cells() -> None:
    def change(book: Workbook) -> None:
        budget = book["预算"]
        budget["E4"], budget["E5"] = '=IF(1<2,"甲",E5)', "=SUM(E6:E9)"
        budget["K5"] = "=1+1"  # beside the table

    batch = read_batch([read_source(filled()), read_source(filled(change))])
    assert rows(batch.formulas) == [
        [1, "budget", 4, "adjusted_budget", 'IF(1<2,"甲",E5)'],
        [1, "budget", 5, "adjusted_budget", "SUM(E6:E9)"],
    ]


def test_the_template_version_is_read_from_the_properties() -> None:
    def without(book: Workbook) -> None:
        book.custom_doc_props.props.clear()

    batch = read_batch([read_source(filled()), read_source(filled(without))])
    assert rows(batch.versions) == [[0, VERSION], [1, None]]


def test_other_sheets_are_named_but_the_instructions_and_ours() -> None:
    def change(book: Workbook) -> None:
        book.create_sheet("明细")
        book.create_sheet("备用").sheet_state = "veryHidden"
        ours = book.create_sheet("审核结果")
        ours.defined_names["_analyzer"] = DefinedName("_analyzer", attr_text='"results"', hidden=True)

    batch = read_batch([read_source(filled()), read_source(filled(change))])
    assert rows(batch.extra_sheets) == [[1, "明细", False], [1, "备用", True]]


def test_names_that_the_template_declares_too_are_the_same() -> None:
    assert (VERSION_PROPERTY, INSTRUCTIONS) == (workbook.VERSION_PROPERTY, instructions.NAME)


def test_decimals_stay_those_of_each_cell() -> None:
    """A row of another format states other decimals, whatever its neighbours show."""

    def change(book: Workbook) -> None:
        for row, shown in ((4, "0.00"), (5, "#,##0.0_ ;[Red]-#,##0.0"), (6, "General")):
            book["预算"].cell(row, 5).number_format = shown

    budget = read_source(filled(change)).sheets["budget"]
    assert budget.shown_decimals("adjusted_budget") == [2, 1, 0]


@pytest.mark.parametrize(
    ("code", "decimals"),
    [
        ("0.00", 2),
        ("#,##0", 0),
        ("0.0%", 1),
        ('"¥"#,##0.000', 3),
        ("General", None),
        ("yyyy-mm-dd", None),
        ("@", None),
    ],
)
def test_decimals_of_number_formats(code: str, decimals: int | None) -> None:
    assert format_decimals(code) == decimals


def with_sheets(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with the XML of each sheet changed."""
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(changed, "w") as rewritten:
        for name in whole.namelist():
            part = whole.read(name)
            rewritten.writestr(name, change(part) if name.startswith("xl/worksheets/sheet") else part)
    return changed.getvalue()


def test_no_height_and_no_width_is_hidden_too() -> None:
    def flatten(xml: bytes) -> bytes:
        xml = re.sub(rb'(<row r="4"[^>]*?)( ht="[^"]*")?([ >])', rb'\1 ht="0"\3', xml, count=1)
        return re.sub(rb'(<col [^>]*?width=)"[^"]*"', rb'\1"0.0"', xml, count=1)

    found = read_batch([read_source(with_sheets(filled(), flatten))]).concealed
    assert rows(found[found["table"] == "disbursement"]) == [
        [0, "disbursement", "row", 4, ""],
        [0, "disbursement", "column", 0, "date"],
    ]


def test_xml_written_in_an_unusual_way_holds_the_same() -> None:
    """Prefixes, single quotes, comments, and cells without references."""

    def disguise(xml: bytes) -> bytes:
        xml = re.sub(rb'<c r="[A-D][0-9]+"', b"<c", xml) if xml.count(b'<c r="A') > 20 else xml
        xml = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", xml).replace(b"xmlns=", b"xmlns:x=")
        return xml.replace(b'"', b"'").replace(b"<x:row", b"<!-- a row --><x:row")

    one, other = read_source(filled()), read_source(with_sheets(filled(), disguise))
    assert {table: (raw.rows, raw.values) for table, raw in one.sheets.items()} == {
        table: (raw.rows, raw.values) for table, raw in other.sheets.items()
    }
