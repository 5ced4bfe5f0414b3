"""Fills and notes: exactly the marked cells change, and of them only the fill and the note."""

import hashlib
import io

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from packages import (
    AMBER,
    HEADING,
    RED,
    SHEET,
    STYLES,
    analysis_page,
    budget,
    fill_of,
    marked,
    note_of,
    parts,
    read,
    results_page,
    rich,
    saved,
    untouched,
    with_sheet_xml,
    written,
)

from analyzer.package import Mark, Package, PackageError, Painted, edit
from analyzer.package.undoing.undo import UNDO


def styled() -> bytes:
    book = budget()
    cell = book["预算"]["B2"]
    cell.number_format = "#,##0.00"
    cell.font = Font(name="宋体", bold=True)
    cell.border = Border(left=Side("thin"))
    cell.alignment = Alignment(wrap_text=True)
    cell.protection = Protection(locked=False)
    cell.fill = PatternFill("solid", fgColor="FF00FF00")
    return saved(book)


def test_only_the_fill_of_a_marked_cell_changes() -> None:
    content = styled()
    copy = marked(content, Mark("预算", "B2", RED)).content
    before, after = read(content)["预算"]["B2"], read(copy)["预算"]["B2"]
    assert fill_of(copy, "预算", "B2") == RED
    for aspect in ("value", "number_format", "font", "border", "alignment", "protection"):
        assert repr(getattr(after, aspect)) == repr(getattr(before, aspect)), aspect
    assert untouched(content, copy) == set(parts(content)) - {SHEET, STYLES, "[Content_Types].xml"}


def test_equal_cells_share_one_new_style() -> None:
    content = saved(budget())
    marks = [Mark("预算", f"B{row}", RED) for row in range(1, 5)] + [Mark("预算", "A1", AMBER)]
    copy = marked(content, *marks).content
    assert len(read(copy)._cell_styles) == len(read(content)._cell_styles) + 2


def test_nothing_to_do_gives_the_same_bytes() -> None:
    content = saved(budget())
    assert parts(marked(content).content) == parts(content)
    assert untouched(content, marked(content).content) == set(parts(content))


@pytest.mark.parametrize("cell", ["E2", "A9", "C40", "XFD1048576", "A1"])
def test_a_cell_that_is_not_written_is_added_in_its_place(cell: str) -> None:
    book = budget()
    del book["预算"]._cells[1, 1]
    content = saved(book)
    copy = marked(content, Mark("预算", cell, RED, "注")).content
    assert fill_of(copy, "预算", cell) == RED
    rows = [row.get("r") for row in rows_of(copy)]
    assert rows == sorted(rows, key=int)
    assert len(rows) == len(set(rows))


def rows_of(copy: bytes):
    return etree.fromstring(parts(copy)[SHEET]).iter("{*}row")


def test_cells_of_a_row_stay_in_order() -> None:
    content = with_sheet_xml(saved(budget()), b'</row><row r="3"', b'<c r="G2"/></row><row r="3"')
    copy = marked(content, *(Mark("预算", f"{column}2", RED) for column in "DEFGHA")).content
    row = next(row for row in rows_of(copy) if row.get("r") == "2")
    assert [cell.get("r") for cell in row] == [f"{column}2" for column in "ABCDEFGH"]


def test_an_added_cell_takes_the_style_of_its_row_or_else_of_its_column() -> None:
    def compose(book):
        sheet = book.add_worksheet("预算")
        sheet.set_column(1, 1, 12, book.add_format({"num_format": "0.00"}))
        sheet.set_row(2, 20, book.add_format({"num_format": "0.0%"}))
        sheet.write("A1", 1)

    copy = marked(written(compose), *(Mark("预算", cell, RED) for cell in ("B1", "B3", "C3", "C1"))).content
    sheet = read(copy)["预算"]
    assert [sheet[cell].number_format for cell in ("B1", "B3", "C3", "C1")] == [
        "0.00",
        "0.0%",
        "0.0%",
        "General",
    ]
    assert {fill_of(copy, "预算", cell) for cell in ("B1", "B3", "C3", "C1")} == {RED}


def test_marks_inside_a_merged_range_go_to_its_first_cell_together() -> None:
    book = budget()
    book["预算"].merge_cells("A7:C9")
    copy = marked(
        saved(book),
        Mark("预算", "B8", RED, "甲"),
        Mark("预算", "C9", AMBER, "乙"),
        Mark("预算", "D9", None, "丙"),
    ).content
    assert fill_of(copy, "预算", "A7") == RED
    assert note_of(copy, "预算", "A7") == f"{HEADING}\n甲\n乙"
    assert note_of(copy, "预算", "D9") == f"{HEADING}\n丙"
    assert note_of(copy, "预算", "B8") is None


def test_the_same_cell_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="预算!b2 is marked twice"):
        marked(saved(budget()), Mark("预算", "B2", RED), Mark("预算", "b2", RED))


@pytest.mark.parametrize("cell", ["", "2B", "B0", "XFE1", "A1048577", "A1:B2"])
def test_what_is_no_cell_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match=r"not a cell|outside any worksheet"):
        marked(saved(budget()), Mark("预算", cell, RED))


def test_a_sheet_that_is_not_there_is_named() -> None:
    with pytest.raises(PackageError) as refused:
        marked(saved(budget()), Mark("决算", "A1", RED))
    assert refused.value.reason.zh == "工作簿里没有可以标注的工作表“决算”"


def test_everything_else_in_a_rich_sheet_stays() -> None:
    content = written(rich)
    copy = marked(content, Mark("预算", "B3", RED, "注"), Mark("预算", "H30", AMBER)).content
    before, after = read(content)["预算"], read(copy)["预算"]
    assert [[cell.value for cell in row] for row in after["A1:C20"]] == [
        [cell.value for cell in row] for row in before["A1:C20"]
    ]
    assert after.merged_cells.ranges == before.merged_cells.ranges
    assert str(after.data_validations.dataValidation) == str(before.data_validations.dataValidation)
    assert str(list(after.conditional_formatting)) == str(list(before.conditional_formatting))
    assert after.print_title_rows == before.print_title_rows
    assert len(after._charts) == len(before._charts) == 1
    assert "xl/media/image1.png" in untouched(content, copy)
    assert dict(read(copy).defined_names) == dict(read(content).defined_names)
    assert set(parts(content)) - untouched(content, copy) == {
        *(SHEET, STYLES, "[Content_Types].xml", "xl/worksheets/_rels/sheet1.xml.rels")
    }


def test_macros_stay_byte_for_byte() -> None:
    def compose(book):
        book.add_worksheet("预算").write("A1", 1)
        book.add_vba_project(io.BytesIO(b"\xd0\xcf\x11\xe0 any macro"), True)

    content = written(compose)
    copy = marked(content, Mark("预算", "A1", RED, "注")).content
    assert parts(copy)["xl/vbaProject.bin"] == b"\xd0\xcf\x11\xe0 any macro"
    assert b"macroEnabled" in parts(copy)["[Content_Types].xml"]


CELLS = st.tuples(st.integers(1, 30), st.integers(1, 12))


@settings(deadline=None, max_examples=60)
@given(
    values=st.dictionaries(
        CELLS, st.one_of(st.integers(), st.text("甲a<&]> \n'\"", max_size=5)), max_size=25
    ),
    chosen=st.dictionaries(CELLS, st.sampled_from([RED, AMBER]), max_size=25),
    merged=st.booleans(),
)
def test_values_never_change(values, chosen, merged) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for (row, column), value in values.items():
        sheet.cell(row, column, value).data_type = "n" if isinstance(value, int) else "s"
    if merged:
        sheet.merge_cells("E5:G8")
    content = saved(book)
    name = sheet.title
    marks = [Mark(name, sheet.cell(*cell).coordinate, colour, "注") for cell, colour in chosen.items()]
    copy = marked(content, *marks).content
    before, after = read(content)[name], read(copy)[name]
    for row in range(1, 31):
        for column in range(1, 13):
            was, now = before.cell(row, column), after.cell(row, column)
            assert (now.value, now.data_type) == (was.value, was.data_type)
            in_merge = merged and 5 <= row <= 8 and 5 <= column <= 7
            if not in_merge:
                assert (now.fill.fill_type == "solid") == ((row, column) in chosen)
                assert (now.comment is not None) == ((row, column) in chosen)


def test_row_spans_reach_the_cell_added() -> None:
    content = written(lambda book: book.add_worksheet("预算").write_row(0, 0, [1, 2]))
    content = with_sheet_xml(content, b'<row r="1" spans="1:2">', b'<row r="1" spans="1:2" ht="20">')
    assert (
        b'<row r="1" spans="1:5" ht="20">' in parts(marked(content, Mark("预算", "E1", RED)).content)[SHEET]
    )


def test_what_is_said_of_the_cells_painted_over() -> None:
    book = openpyxl.load_workbook(io.BytesIO(styled()))
    book["预算"].merge_cells("A7:C9")
    book["预算"]["A7"].fill = PatternFill("lightUp", fgColor="FF112233", bgColor="FF445566")
    marks = [Mark("预算", cell, RED, "注") for cell in ("B2", "b3", "C8", "Z99")]
    told: list[Painted] = []
    edit(
        saved(book),
        [*marks, Mark("预算", "A1", None, "无色")],
        compose=lambda painted: told.append(painted) or [],
        author="审核",
        heading=HEADING,
    )
    solid = '<fill><patternFill patternType="solid"><fgColor rgb="FF00FF00"/></patternFill></fill>'
    hatched = (
        '<fill><patternFill patternType="lightUp"><fgColor rgb="FF112233"/><bgColor rgb="FF445566"/>'
        "</patternFill></fill>"
    )
    fills = {"B2": solid, "b3": "", "C8": hatched, "Z99": ""}
    assert told == [Painted({("预算", cell): fill for cell, fill in fills.items()}, frozenset())]


def test_the_certificate_says_what_changed() -> None:
    content = written(rich)
    edited = marked(content, Mark("预算", "B3", RED, "注"), pages=[results_page(), analysis_page()])
    certificate = edited.certificate
    assert certificate.input_sha256 == hashlib.sha256(content).hexdigest()
    assert certificate.output_sha256 == hashlib.sha256(edited.content).hexdigest()
    assert certificate.kept == len(untouched(content, edited.content))
    assert (certificate.rows_compared, certificate.cells_restyled) == (21, 1)
    assert {part: why.zh for part, why in certificate.changed} == {
        "[Content_Types].xml": "部件目录",
        "xl/workbook.xml": "工作表目录",
        "xl/_rels/workbook.xml.rels": "部件之间的指向",
        STYLES: "增加了单元格格式",
        SHEET: "标注了单元格",
        "xl/worksheets/_rels/sheet1.xml.rels": "部件之间的指向",
        "xl/comments1.xml": "批注",
        "xl/drawings/vmlDrawing1.vml": "批注的文本框",
        "xl/worksheets/sheet2.xml": "新增的工作表",
        "xl/worksheets/sheet3.xml": "新增的工作表",
        "xl/worksheets/_rels/sheet3.xml.rels": "部件之间的指向",
        "xl/drawings/drawing2.xml": "新增工作表中图表的位置",
        "xl/drawings/_rels/drawing2.xml.rels": "部件之间的指向",
        "xl/charts/chart2.xml": "新增工作表中的图表",
        UNDO: "还原记录",
    }
    nothing = marked(content).certificate
    assert (nothing.changed, nothing.kept, nothing.output_sha256) == (
        (),
        len(parts(content)),
        nothing.input_sha256,
    )


def test_an_opened_package_is_as_good_as_its_bytes() -> None:
    content = written(rich)
    mark = Mark("预算", "B3", RED, "注")
    assert edit(Package(content), [mark], author="审核", heading=HEADING) == marked(content, mark)
