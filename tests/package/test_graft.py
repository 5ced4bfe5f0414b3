"""Composed sheets arrive with everything they need, and nothing of the workbook moves for them."""

import io
import re

import openpyxl
import pytest
import xlsxwriter
from lxml import etree
from openpyxl.styles import Font
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook.defined_name import DefinedName
from packages import MAIN, PIXEL, STYLES, marked, parts, read, saved, untouched, written

from analyzer.package import Mark
from analyzer.package.references import renamed, unique_sheet_name

WORKBOOK = "xl/workbook.xml"


def original() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "预算"
    sheet["A1"] = "甲"
    sheet["A1"].font = Font(name="黑体", size=15)
    sheet["A2"].number_format = "0.000"
    sheet["A2"] = 1
    sheet.print_title_rows = "1:1"
    book.create_sheet("执行分析")
    book.defined_names["全年"] = DefinedName("全年", attr_text="预算!$A$2")
    book._differential_styles.append(DifferentialStyle(font=Font(bold=True)))
    return saved(book)


def results(book) -> None:
    """Two sheets with all that annotated copies use."""
    heading = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "font_name": "宋体"})
    money = book.add_format({"num_format": '#,##0.00" 元"'})
    bad = book.add_format({"bg_color": "#FFC7CE"})
    findings = book.add_worksheet("审核结果")
    rates = book.add_worksheet("执行分析")
    findings.activate()
    findings.freeze_panes(1, 0)
    findings.set_column(0, 0, 40)
    findings.set_column(1, 1, 12, money)
    findings.repeat_rows(0)
    findings.autofilter("A1:C3")
    findings.write_row("A1", ["问题", "金额", "链接"], heading)
    findings.write("A2", "子项合计与上级不符")
    findings.write("B2", 1234.5, money)
    findings.write_url("C2", "internal:'预算'!A2", string="查看")
    findings.write_url("C3", "internal:'执行分析'!A1", string="分析")
    findings.write_url("C4", "https://example.com/", string="外链")
    findings.write_rich_string("A3", heading, "粗", "细")
    findings.conditional_format("B2:B3", {"type": "cell", "criteria": ">", "value": 5, "format": bad})
    findings.data_validation("A5", {"validate": "list", "source": "=执行分析!$A$1:$A$2"})
    findings.merge_range("A6:C6", "合并", heading)
    rates.write_column("A1", [1, 2, 3])
    rates.write_formula("B1", "=SUM(A1:A3)+审核结果!B2", None, 1240.5)
    rates.print_area("A1:F20")
    rates.set_landscape()
    rates.insert_image("H1", "pixel.png", {"image_data": io.BytesIO(PIXEL)})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=执行分析!$A$1:$A$3", "name": "=审核结果!$A$1"})
    rates.insert_chart("D2", chart)


@pytest.fixture
def copy() -> bytes:
    return marked(original(), grafted=written(results)).content


def test_sheets_come_last_under_names_of_their_own(copy: bytes) -> None:
    edited = marked(original(), Mark("预算", "A1", "FFC7CE"), grafted=written(results))
    assert edited.sheets == {"审核结果": "审核结果", "执行分析": "执行分析 (2)"}
    assert read(copy).sheetnames == ["预算", "执行分析", "审核结果", "执行分析 (2)"]
    ids = [sheet.get("sheetId") for sheet in sheets(copy)]
    assert len(set(ids)) == len(ids)


def sheets(content: bytes) -> list[etree._Element]:
    return list(etree.fromstring(parts(content)[WORKBOOK]).find(f"{{{MAIN}}}sheets"))


def test_the_original_keeps_its_parts_but_those_that_list(copy: bytes) -> None:
    assert set(parts(original())) - untouched(original(), copy) == {
        *("[Content_Types].xml", WORKBOOK, "xl/_rels/workbook.xml.rels", STYLES)
    }


def test_values_and_formats_arrive(copy: bytes) -> None:
    before, after = read(written(results)), read(copy)
    for name, given in (("审核结果", "审核结果"), ("执行分析", "执行分析 (2)")):
        for row in before[name].iter_rows():
            for cell in row:
                there = after[given][cell.coordinate]
                aspects = ("data_type", "number_format", "font", "fill", "border", "alignment")
                for aspect in aspects if cell.value is not None else ():
                    assert repr(getattr(there, aspect)) == repr(getattr(cell, aspect)), (cell, aspect)
    findings = after["审核结果"]
    assert findings["A3"].value == "粗细"
    assert findings.freeze_panes == "A2"
    assert findings.column_dimensions["A"].width == pytest.approx(40.71, abs=0.01)
    assert findings.column_dimensions["B"].number_format == '#,##0.00" 元"'
    assert findings.merged_cells.ranges == before["审核结果"].merged_cells.ranges
    assert after["执行分析 (2)"].page_setup.orientation == "landscape"
    assert len(after["执行分析 (2)"]._charts) == 1


def test_styles_hang_on_the_workbooks_own_normal_style(copy: bytes) -> None:
    """xlsxwriter gives links a named style of their own, which is not carried over."""
    styles = etree.fromstring(parts(copy)[STYLES])
    named = len(styles.find(f"{{{MAIN}}}cellStyleXfs"))
    assert {int(style.get("xfId")) for style in styles.find(f"{{{MAIN}}}cellXfs")} <= set(range(named))


def test_strings_are_written_into_the_cells(copy: bytes) -> None:
    assert b't="s"' not in parts(copy)["xl/worksheets/sheet3.xml"]
    assert b't="inlineStr"' in parts(copy)["xl/worksheets/sheet3.xml"]
    content = written(lambda book: book.add_worksheet("预算").write("A1", "甲"))
    assert "xl/sharedStrings.xml" in untouched(content, marked(content, grafted=written(results)).content)


def test_inline_strings_of_constant_memory_arrive_too() -> None:
    def compose(book):
        book.add_worksheet("审核结果").write("A1", " 文字 ", book.add_format({"italic": True}))

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        compose(book)
    cell = read(marked(original(), grafted=out.getvalue()).content)["审核结果"]["A1"]
    assert (cell.value, cell.font.i) == (" 文字 ", True)


def test_mentions_of_a_renamed_sheet_follow_it(copy: bytes) -> None:
    findings = etree.fromstring(parts(copy)["xl/worksheets/sheet3.xml"])
    links = {link.get("ref"): link.get("location") for link in findings.iter("{*}hyperlink")}
    del links["C4"]
    assert links == {"C2": "'预算'!A2", "C3": "'执行分析 (2)'!A1"}
    assert read(copy)["执行分析 (2)"]["B1"].value == "=SUM(A1:A3)+审核结果!B2"
    validation = read(copy)["审核结果"].data_validations.dataValidation[0]
    assert validation.formula1 == "'执行分析 (2)'!$A$1:$A$2"
    chart = next(part for name, part in parts(copy).items() if "charts/chart" in name).decode()
    assert re.findall(r"<c:f>([^<]*)<", chart) == ["审核结果!$A$1", "'执行分析 (2)'!$A$1:$A$3"]


def test_links_out_of_the_workbook_arrive(copy: bytes) -> None:
    assert read(copy)["审核结果"]["C4"].hyperlink.target == "https://example.com/"


def test_names_of_sheets_arrive_and_the_workbooks_own_stay(copy: bytes) -> None:
    names = [
        (name.get("name"), name.get("localSheetId"), name.text)
        for name in etree.fromstring(parts(copy)[WORKBOOK]).iter("{*}definedName")
    ]
    own = [
        (name.get("name"), name.get("localSheetId"), name.text)
        for name in etree.fromstring(parts(original())[WORKBOOK]).iter("{*}definedName")
    ]
    assert len(own) == 2
    assert names[:2] == own
    assert sorted(names[2:]) == [
        ("_xlnm.Print_Area", "3", "'执行分析 (2)'!$A$1:$F$20"),
        ("_xlnm.Print_Titles", "2", "审核结果!$1:$1"),
        ("_xlnm._FilterDatabase", "2", "审核结果!$A$1:$C$3"),
    ]


def test_conditional_formats_point_at_their_own_style(copy: bytes) -> None:
    rule = next(iter(etree.fromstring(parts(copy)["xl/worksheets/sheet3.xml"]).iter("{*}cfRule")))
    styles = list(etree.fromstring(parts(copy)[STYLES]).find(f"{{{MAIN}}}dxfs"))
    assert int(rule.get("dxfId")) == len(styles) - 1 == 1
    assert b"FFC7CE" in etree.tostring(styles[-1])


def test_the_open_sheet_stays_the_one_it_was(copy: bytes) -> None:
    assert read(copy).active.title == "预算"
    content = written(lambda book: (book.add_worksheet("预算"), book.add_worksheet("决算").activate()))
    copy = marked(content, grafted=written(results)).content
    assert read(copy).active.title == "决算"
    selected = [name for name, part in parts(copy).items() if b"tabSelected" in part]
    assert selected == ["xl/worksheets/sheet2.xml"]


def test_pictures_get_a_content_type(copy: bytes) -> None:
    assert b'<Default Extension="png" ContentType="image/png"/>' in parts(copy)["[Content_Types].xml"]
    assert parts(copy)["xl/media/image1.png"] == PIXEL


def test_a_workbook_with_drawings_of_its_own_keeps_them() -> None:
    content = written(results)
    edited = marked(content, grafted=written(results))
    assert edited.sheets == {"审核结果": "审核结果 (2)", "执行分析": "执行分析 (2)"}
    for name in ("xl/charts/chart1.xml", "xl/drawings/drawing1.xml", "xl/media/image1.png"):
        assert name in untouched(content, edited.content)
    charts = {
        name: part for name, part in parts(edited.content).items() if name.startswith("xl/charts/chart")
    }
    assert sorted(charts) == ["xl/charts/chart1.xml", "xl/charts/chart2.xml"]
    assert "'执行分析 (2)'!$A$1:$A$3" in charts["xl/charts/chart2.xml"].decode()
    again = read(marked(edited.content, grafted=written(results)).content)
    assert again.sheetnames[-2:] == ["审核结果 (3)", "执行分析 (3)"]


def tabular(book) -> None:
    book.add_worksheet("审核结果").add_table("A1:B3")


def named(book) -> None:
    book.add_worksheet("审核结果")
    book.define_name("全部", "=审核结果!$A$1")


def charted(book) -> None:
    book.add_worksheet("审核结果")
    chart = book.add_chart({"type": "bar"})
    chart.add_series({"values": "=审核结果!$A$1"})
    book.add_chartsheet("图").set_chart(chart)


@pytest.mark.parametrize("compose", [tabular, named, charted])
def test_what_cannot_be_carried_over_is_refused_loudly(compose) -> None:
    with pytest.raises(ValueError, match="graft"):
        marked(original(), grafted=written(compose))


@pytest.mark.parametrize(
    ("name", "taken", "given"),
    [
        ("审核结果", [], "审核结果"),
        ("审核结果", ["审核结果"], "审核结果 (2)"),
        ("审核结果", ["审核结果", "审核结果 (2)"], "审核结果 (3)"),
        ("Result", ["RESULT"], "Result (2)"),
        ("长" * 31, ["长" * 31], "长" * 27 + " (2)"),
    ],
)
def test_unique_names(name: str, taken: list[str], given: str) -> None:
    assert unique_sheet_name(name, taken) == given


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("执行分析!A1+预算!A1", "'执行分析 (2)'!A1+预算!A1"),
        ("'执行分析'!A1", "'执行分析 (2)'!A1"),
        ("SUM('it''s'!A1,执行分析!B:B)", "SUM('its (2)'!A1,'执行分析 (2)'!B:B)"),
        ('"执行分析!A1"&A2', '"执行分析!A1"&A2'),
        ("我的执行分析!A1", "我的执行分析!A1"),
        ("#REF!+1", "#REF!+1"),
    ],
)
def test_sheet_names_in_formulas(formula: str, result: str) -> None:
    assert renamed(formula, {"执行分析": "执行分析 (2)", "it's": "its (2)"}) == result
