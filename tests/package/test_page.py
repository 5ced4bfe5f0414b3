"""New sheets arrive with everything written on them, and nothing of the workbook moves for them."""

import io
import re
from datetime import date, datetime
from functools import cache

import openpyxl
import pytest
from lxml import etree
from openpyxl.styles import Font
from openpyxl.workbook.defined_name import DefinedName
from packages import MAIN, SHEET, STYLES, parts, plain, read, rebuilt, rich, saved, untouched, written
from python_calamine import CalamineWorkbook

from analyzer.package import Package
from analyzer.package.editing.draft import Draft
from analyzer.package.pages.chart import LineChart, Series
from analyzer.package.pages.page import Page, append
from analyzer.package.pages.references import renamed, unique_sheet_name

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*xtension is not supported"
)  # openpyxl knows no newer data bars

WORKBOOK, RELATIONSHIPS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
# ECMA-376 part 1, CT_Worksheet: the children a page may have, in their order.
ORDER = (
    *("sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "autoFilter", "mergeCells"),
    *("conditionalFormatting", "hyperlinks", "pageMargins", "pageSetup", "headerFooter", "drawing", "extLst"),
)

TEXT = {"font_name": "微软雅黑", "font_size": 10}
HEADING = TEXT | {
    "bold": True,
    "bg_color": "#DDEBF7",
    "border": 1,
    "border_color": "#BFBFBF",
    "align": "center",
}
TOTAL = HEADING | {"top": 2, "top_color": "#1F4E79", "italic": True, "underline": 1, "font_color": "#C00000"}
WRAPPED = TEXT | {"text_wrap": True, "valign": "vcenter", "align": "left", "indent": 1, "locked": False}
MONEY = TEXT | {"num_format": '#,##0.00" 元"'}
RATE = TEXT | {"num_format": "0.00%"}
MONTH = TEXT | {"num_format": "yyyy-mm"}


@cache
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
    return saved(book)


def findings() -> Page:
    page = Page("审核结果", "results")
    page.tab_color, page.freeze, page.autofilter = "#C00000", (1, 0), (0, 0, 2, 2)
    page.repeat_rows, page.landscape = (0, 0), True
    page.set_column(0, 0, 40)
    page.set_column(1, 2, 12, hidden=True)
    for column, heading in enumerate(("问题", "金额", "链接")):
        page.text(0, column, heading, HEADING)
    page.link(2, 2, "执行分析", "A1", "分析", TEXT)
    page.link(1, 2, "预算", "A2", "查看", TEXT)
    page.number(1, 1, 1234.5, MONEY)
    page.text(1, 0, "=SUM(A1) 与 <上级> & “不符”", WRAPPED)
    page.set_row(1, 36)
    page.blank(2, 0, TOTAL)
    page.merge(5, 0, 5, 2)
    page.set_row(7, 8.5)
    return page


def rates() -> Page:
    page = Page("执行分析", "analysis")
    for row in range(3):
        page.day(row, 0, date(2024, row + 1, 1), MONTH)
        page.number(row, 1, row / 4, RATE)
    page.text(2, 1, "—", RATE)
    page.text(0, 3, "甲", TEXT)
    page.text(1, 3, "乙<丙>", TEXT)
    page.formula(0, 2, "SUM(B1:B3)+审核结果!B2+执行分析!B2", 1234.75, RATE)
    page.formula(1, 2, 'IF(B1=0,"—",1)', "—", RATE)
    page.data_bar(0, 1, 2, 1, "#9DC3E6")
    page.data_bar(0, 2, 0, 2, "#9DC3E6")
    months, shares = (0, 0, 2, 0), (0, 1, 2, 1)
    lines = [
        Series("支出 & 到位", months, shares, "#1F4E79"),
        Series("序时", months, shares, "#7F7F7F", dashed=True),
    ]
    page.chart(LineChart("累计支出", lines, y_title="比例", percent=True), 5, 1, 480, 200)
    page.chart(LineChart("各子项", [Series("数", (0, 3, 1, 3), (0, 2, 1, 2), "#1F4E79")]), 20, 1, 480, 200)
    return page


def appended(content: bytes, *pages: Page) -> bytes:
    draft = Draft(Package(content))
    append(draft, pages)
    return draft.to_bytes(draft.changes())


def tree(content: bytes, part: str) -> etree._Element:
    return etree.fromstring(parts(content)[part])


@pytest.fixture(scope="module")
def copy() -> bytes:
    return appended(original(), findings(), rates())


RESULTS_PART, RATES_PART = "xl/worksheets/sheet3.xml", "xl/worksheets/sheet4.xml"


def test_pages_come_last_under_names_of_their_own(copy: bytes) -> None:
    names = append(Draft(Package(original())), [findings(), rates()])
    assert names == {"审核结果": "审核结果", "执行分析": "执行分析 (2)"}
    assert read(copy).sheetnames == ["预算", "执行分析", "审核结果", "执行分析 (2)"]
    ids = [sheet.get("sheetId") for sheet in tree(copy, WORKBOOK).find(f"{{{MAIN}}}sheets")]
    assert len(set(ids)) == len(ids) == 4


def test_two_pages_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="审核结果"):
        append(Draft(Package(original())), [findings(), findings()])


def test_the_original_keeps_its_parts_but_those_that_list(copy: bytes) -> None:
    assert set(parts(original())) - untouched(original(), copy) == {
        *("[Content_Types].xml", WORKBOOK, RELATIONSHIPS, STYLES)
    }


def test_values_arrive(copy: bytes) -> None:
    sheets = read(copy)
    cells = [[cell.value for cell in row] for row in sheets["审核结果"].iter_rows(max_row=3)]
    assert cells == [
        ["问题", "金额", "链接"],
        ["=SUM(A1) 与 <上级> & “不符”", 1234.5, "查看"],
        [None, None, "分析"],
    ]
    assert sheets["审核结果"]["A2"].data_type == "s"
    assert [cell.value for cell in sheets["执行分析 (2)"]["A"][:3]] == [
        datetime(2024, month, 1) for month in (1, 2, 3)
    ]
    assert sheets["执行分析 (2)"]["C1"].value == "=SUM(B1:B3)+审核结果!B2+'执行分析 (2)'!B2"


def test_results_of_formulas_are_there_without_calculating(copy: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(copy))
    assert book.get_sheet_by_name("执行分析 (2)").to_python() == [
        [date(2024, 1, 1), 0.0, 1234.75, "甲"],
        [date(2024, 2, 1), 0.25, "—", "乙<丙>"],
        [date(2024, 3, 1), "—", "", ""],
    ]


def test_looks_arrive(copy: bytes) -> None:
    sheet = read(copy)["审核结果"]
    heading, total, wrapped = sheet["A1"], sheet["A3"], sheet["A2"]
    assert (heading.font.name, heading.font.sz, heading.font.b) == ("微软雅黑", 10, True)
    assert (heading.fill.fill_type, heading.fill.fgColor.rgb) == ("solid", "FFDDEBF7")
    sides = (heading.border.left, heading.border.right, heading.border.top, heading.border.bottom)
    assert [(side.style, side.color.rgb) for side in sides] == [("thin", "FFBFBFBF")] * 4
    assert heading.alignment.horizontal == "center"
    assert (total.border.top.style, total.border.top.color.rgb) == ("medium", "FF1F4E79")
    assert (total.border.left.style, total.font.i, total.font.u) == ("thin", True, "single")
    assert total.font.color.rgb == "FFC00000"
    assert (wrapped.alignment.wrap_text, wrapped.alignment.vertical) == (True, "center")
    assert (wrapped.alignment.indent, wrapped.protection.locked) == (1, False)
    assert (wrapped.fill.fill_type, wrapped.border.left.style) == (None, None)
    assert sheet["B2"].number_format == '#,##0.00" 元"'
    assert read(copy)["执行分析 (2)"]["B1"].number_format == "0.00%"
    assert read(copy)["执行分析 (2)"]["A1"].number_format == "yyyy-mm"


def test_the_workbooks_own_looks_stay_and_ours_are_added_once(copy: bytes) -> None:
    before, after = tree(original(), STYLES), tree(copy, STYLES)
    added = {}
    for was in before:
        now = after.find(was.tag)
        kept = [etree.tostring(entry) for entry in now][: len(was)]
        assert kept == [etree.tostring(entry) for entry in was], was.tag
        new = [etree.tostring(entry) for entry in now][len(was) :]
        assert len(set(new)) == len(new)
        assert now.get("count") in (None, str(len(now)))
        added[etree.QName(was).localname] = len(new)
    assert {name: number for name, number in added.items() if number} == {
        **{"numFmts": 2, "fonts": 3, "fills": 1, "borders": 3, "cellXfs": 7},
    }
    formats = [entry.get("numFmtId") for entry in after.find(f"{{{MAIN}}}numFmts")]
    assert formats == ["164", "165", "166"]
    assert {style.get("xfId") for style in after.find(f"{{{MAIN}}}cellXfs")} == {"0"}


def test_a_look_equal_by_its_content_is_one() -> None:
    page = Page("审核结果", "results")
    for row in range(50):
        page.text(row, 0, "甲", dict(reversed(TEXT.items())))
        page.text(row, 1, "甲", dict(TEXT))
    copy = appended(original(), page)
    assert len({cell.get("s") for cell in tree(copy, RESULTS_PART).iter("{*}c")}) == 1


def test_widths_heights_panes_and_merges(copy: bytes) -> None:
    sheet = read(copy)["审核结果"]
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width == pytest.approx(40.71, abs=0.01)
    assert (sheet.column_dimensions["A"].hidden, sheet.column_dimensions["B"].hidden) == (False, True)
    assert (sheet.column_dimensions["B"].min, sheet.column_dimensions["B"].max) == (2, 3)
    assert [sheet.row_dimensions[row].height for row in (1, 2, 8)] == [None, 36, 8.5]
    assert [sheet.row_dimensions[row].customHeight for row in (1, 2, 8)] == [False, True, True]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A6:C6"]
    assert tree(copy, RESULTS_PART).find("{*}dimension").get("ref") == "A1:C3"


@pytest.mark.parametrize(
    ("freeze", "pane"),
    [((3, 2), "bottomRight"), ((3, 0), "bottomLeft"), ((0, 2), "topRight"), ((0, 0), None), (None, None)],
)
def test_panes(freeze: tuple[int, int] | None, pane: str | None) -> None:
    page = Page("审核结果", "results")
    page.freeze = freeze
    view = read(appended(original(), page))["审核结果"].sheet_view
    assert (view.pane.activePane if view.pane else None) == pane


def test_print_set_up(copy: bytes) -> None:
    sheet = read(copy)["审核结果"]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
    assert (sheet.print_title_rows, sheet.auto_filter.ref) == ("$1:$1", "A1:C3")
    assert sheet.oddFooter.center.text == "&P / &N"
    assert sheet.sheet_properties.tabColor.rgb == "FFC00000"
    assert sheet.sheet_view.showGridLines is False
    assert read(copy)["执行分析 (2)"].page_setup.orientation == "portrait"


def test_strings_are_written_into_the_cells(copy: bytes) -> None:
    assert b't="s"' not in parts(copy)[RESULTS_PART]
    content = written(lambda book: book.add_worksheet("预算").write("A1", "甲"))
    assert "xl/sharedStrings.xml" in untouched(content, appended(content, findings()))


def test_mentions_of_a_renamed_page_follow_it(copy: bytes) -> None:
    links = {link.get("ref"): link.get("location") for link in tree(copy, RESULTS_PART).iter("{*}hyperlink")}
    assert links == {"C2": "'预算'!A2", "C3": "'执行分析 (2)'!A1"}
    chart = parts(copy)["xl/charts/chart1.xml"].decode()
    assert set(re.findall(r"<c:f>([^<]*)<", chart)) == {
        "'执行分析 (2)'!$A$1:$A$3",
        "'执行分析 (2)'!$B$1:$B$3",
    }


def test_names_of_pages_arrive_and_the_workbooks_own_stay(copy: bytes) -> None:
    def names(content: bytes) -> list[tuple[str | None, ...]]:
        defined = tree(content, WORKBOOK).iter("{*}definedName")
        return [
            (name.get("name"), name.get("localSheetId"), name.get("hidden"), name.text) for name in defined
        ]

    own = names(original())
    assert len(own) == 2
    assert names(copy) == [
        *own,
        ("_analyzer", "2", "1", '"results"'),
        ("_xlnm._FilterDatabase", "2", "1", "'审核结果'!$A$1:$C$3"),
        ("_xlnm.Print_Titles", "2", None, "'审核结果'!$1:$1"),
        ("_analyzer", "3", "1", '"analysis"'),
    ]


def test_the_open_sheet_stays_the_one_it_was(copy: bytes) -> None:
    content = written(lambda book: (book.add_worksheet("预算"), book.add_worksheet("决算").activate()))
    copy = appended(content, findings())
    assert read(copy).active.title == "决算"
    assert [name for name, part in parts(copy).items() if b"tabSelected" in part] == [
        "xl/worksheets/sheet2.xml"
    ]


def test_a_workbook_with_drawings_of_its_own_keeps_them() -> None:
    content = written(rich)
    copy = appended(content, findings(), rates())
    own = {name for name in parts(content) if name.startswith(("xl/charts", "xl/drawings", "xl/media"))}
    assert own
    assert own <= untouched(content, copy)
    assert sorted(name for name in parts(copy) if name.startswith("xl/charts/")) == [
        f"xl/charts/chart{number}.xml" for number in (1, 2, 3)
    ]
    assert len(read(copy)["预算"]._charts) == 1
    again = read(appended(copy, findings(), rates()))
    assert again.sheetnames == ["预算", "审核结果", "执行分析", "审核结果 (2)", "执行分析 (2)"]
    assert [len(again[name]._charts) for name in ("执行分析", "执行分析 (2)")] == [2, 2]


def test_elements_are_in_the_schemas_order(copy: bytes) -> None:
    for part in (RESULTS_PART, RATES_PART):
        names = [etree.QName(element).localname for element in tree(copy, part)]
        assert names == sorted(names, key=ORDER.index), part
    both = {
        etree.QName(element).localname for part in (RESULTS_PART, RATES_PART) for element in tree(copy, part)
    }
    assert both == set(ORDER)


def test_rows_and_cells_are_in_order_however_they_were_written() -> None:
    page = Page("审核结果", "results")
    for row, column in ((3, 28), (1, 2), (3, 0), (0, 26), (1, 1)):
        page.number(row, column, 1, TEXT)
    page.number(1, 1, 2, TEXT)
    cells = tree(appended(original(), page), RESULTS_PART).iter("{*}c")
    assert [(cell.get("r"), cell[0].text) for cell in cells] == [
        *(("AA1", "1.0"), ("B2", "2.0"), ("C2", "1.0"), ("A4", "1.0"), ("AC4", "1.0"))
    ]


def test_data_bars_are_whole_at_one_and_known_to_old_and_new_readers(copy: bytes) -> None:
    sheet = tree(copy, RATES_PART)
    rules = list(sheet.iter(f"{{{MAIN}}}cfRule"))
    assert [rule.getparent().get("sqref") for rule in rules] == ["B1:B3", "C1"]
    assert [rule.get("priority") for rule in rules] == ["1", "2"]
    assert [end.get("val") for end in rules[0].iter(f"{{{MAIN}}}cfvo")] == ["0", "1"]
    ids = [rule.findtext(f".//{X14}id") for rule in rules]
    newer = list(sheet.iter(f"{X14}cfRule"))
    assert [rule.get("id") for rule in newer] == ids
    assert len(set(ids)) == 2
    assert [rule.getnext().text for rule in newer] == ["B1:B3", "C1"]
    assert dict(newer[0][0].attrib) == {
        **{"minLength": "0", "maxLength": "100", "gradient": "0", "axisPosition": "none"}
    }


def test_charts_are_native_with_their_values_cached(copy: bytes) -> None:
    chart = tree(copy, "xl/charts/chart1.xml")
    texts = [text.text for text in chart.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t")]
    assert texts == ["累计支出", "比例"]
    lines = list(chart.iter(f"{CHART}ser"))
    assert [line.findtext(f"{CHART}tx/{CHART}v") for line in lines] == ["支出 & 到位", "序时"]
    assert [line.find(f".//{CHART}spPr//{{*}}prstDash") is not None for line in lines] == [False, True]
    months, shares = lines[0].find(f"{CHART}cat"), lines[0].find(f"{CHART}val")
    assert points(months) == {"0": "45292", "1": "45323", "2": "45352"}
    assert months.findtext(f".//{CHART}formatCode") == "yyyy-mm"
    assert points(shares) == {"0": "0.0", "1": "0.25"}
    assert shares.find(f".//{CHART}ptCount").get("val") == "3"
    axes = [etree.QName(axis).localname for axis in chart.find(f".//{CHART}plotArea") if "Ax" in axis.tag]
    assert axes == ["dateAx", "valAx"]
    assert [form.get("formatCode") for form in chart.iter(f"{CHART}numFmt")] == ["yyyy-mm", "0%"]
    anchor = tree(copy, "xl/drawings/drawing1.xml")[0]
    assert [anchor.findtext(f"{{*}}from/{{*}}{name}") for name in ("col", "row")] == ["1", "5"]
    assert dict(anchor.find("{*}ext").attrib) == {"cx": "4572000", "cy": "1905000"}
    assert len(read(copy)["执行分析 (2)"]._charts) == 2


@pytest.mark.parametrize(("least", "start"), [(0.2, "0"), (-0.2, None)])
def test_per_cent_begins_at_zero_unless_some_value_is_below(least: float, start: str | None) -> None:
    page = Page("执行分析", "analysis")
    for row, value in enumerate((0.5, least)):
        page.number(row, 0, value, RATE)
    line = Series("支出", (0, 0, 1, 0), (0, 0, 1, 0), "#1F4E79")
    page.chart(LineChart("", [line], percent=True), 0, 0, 100, 100)
    chart = tree(appended(original(), page), "xl/charts/chart1.xml")
    lowest = chart.find(f".//{CHART}valAx/{CHART}scaling/{CHART}min")
    assert (None if lowest is None else lowest.get("val")) == start
    assert chart.find(f".//{CHART}autoTitleDeleted").get("val") == "1"


def points(reference: etree._Element) -> dict[str, str]:
    return {point.get("idx"): point[0].text for point in reference.iter(f"{CHART}pt")}


def test_categories_of_text_stand_on_an_axis_of_their_own(copy: bytes) -> None:
    chart = tree(copy, "xl/charts/chart2.xml")
    names = chart.find(f".//{CHART}cat/{CHART}strRef")
    assert points(names) == {"0": "甲", "1": "乙<丙>"}
    assert points(chart.find(f".//{CHART}val")) == {"0": "1234.75"}
    assert chart.find(f".//{CHART}catAx") is not None


def test_texts_no_file_could_hold_otherwise() -> None:
    page = Page("审核结果", "results")
    given = ["\x00\x0b\r", "_x000D_", "\ud800", "\n两行\n", "长" * 40_000, "😀" * 20_000, "", "a\tb"]
    for row, text in enumerate(given):
        page.text(row, 0, text, TEXT)
    cells = tree(appended(original(), page), RESULTS_PART).iter(f"{{{MAIN}}}t")
    assert [cell.text or "" for cell in cells] == [
        *("_x0000__x000B__x000D_", "_x005F_x000D_", "_xD800_", "\n两行\n"),
        *("长" * 32_767, "😀" * 16_383, "", "a\tb"),
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_no_cell_can_hold_are_refused(value: float) -> None:
    with pytest.raises(ValueError, match="hold"):
        Page("审核结果", "results").number(0, 0, value, TEXT)


@pytest.mark.parametrize("look", [{"font_colour": "#FF0000"}, {"bg_color": "red"}, {"font_color": "#FFF"}])
def test_looks_that_are_none_are_refused(look: dict[str, str]) -> None:
    page = Page("审核结果", "results")
    page.blank(0, 0, look)
    with pytest.raises(ValueError, match=r"font_colour|not a colour"):
        appended(original(), page)


@pytest.mark.parametrize(
    ("day", "serial"),
    [(date(1900, 1, 1), 1), (date(1900, 2, 28), 59), (date(1900, 3, 1), 61), (date(2024, 1, 1), 45292)],
)
def test_days(day: date, serial: int) -> None:
    page = Page("审核结果", "results")
    page.day(0, 0, day, MONTH)
    page.day(1, 0, date(1899, 12, 31), MONTH)
    cells = list(tree(appended(original(), page), RESULTS_PART).iter("{*}c"))
    assert cells[0][0].text == str(serial)
    assert "".join(cells[1].itertext()) == "1899-12-31"


def test_days_in_a_workbook_that_counts_from_1904() -> None:
    content = original()
    xml = parts(content)[WORKBOOK].replace(b"<workbookPr/>", b'<workbookPr date1904="1"/>')
    assert b"date1904" in xml
    copy = appended(rebuilt(content, {WORKBOOK: xml}), findings(), rates())
    assert read(copy)["执行分析 (2)"]["A2"].value == datetime(2024, 2, 1)
    chart = tree(copy, "xl/charts/chart1.xml")
    assert chart.find(f"{CHART}date1904").get("val") == "1"
    assert points(chart.find(f".//{CHART}cat"))["1"] == str(45323 - 1462)


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_no_styles_part() -> None:
    stripped = parts(plain())
    types = re.sub(rb"<Override[^>]*styles.xml[^>]*>", b"", stripped["[Content_Types].xml"])
    pointing = re.sub(rb"<Relationship [^>]*styles.xml[^>]*>", b"", stripped[RELATIONSHIPS])
    content = rebuilt(plain(), {STYLES: None, "[Content_Types].xml": types, RELATIONSHIPS: pointing})
    assert read(appended(content, findings()))["审核结果"]["A1"].font.b


def test_styles_whose_elements_have_a_prefix() -> None:
    styles = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", parts(original())[STYLES]).replace(b"xmlns=", b"xmlns:x=")
    copy = appended(rebuilt(original(), {STYLES: styles}), findings())
    assert read(copy)["审核结果"]["A1"].fill.fgColor.rgb == "FFDDEBF7"
    assert {element.prefix for element in tree(copy, STYLES)} == {"x"}


def test_strict_namespaces() -> None:
    strict = {
        MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            "http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    changed = {}
    for name, part in parts(plain()).items():
        for old, new in strict.items():
            part = part.replace(old.encode(), new.encode())  # noqa: PLW2901
        changed[name] = part
    copy = appended(rebuilt(plain(), changed), findings(), rates())
    assert Package(copy).sheet_names == ("预算", "审核结果", "执行分析")
    new = set(parts(copy)) - set(parts(plain()))
    assert {name.rpartition("/")[2] for name in new} == {
        *("sheet2.xml", "sheet3.xml", "sheet3.xml.rels", "drawing1.xml", "drawing1.xml.rels"),
        *("chart1.xml", "chart2.xml"),
    }
    for name in [*new, STYLES, WORKBOOK, RELATIONSHIPS]:
        listed = parts(copy)[name].replace(b"http://schemas.openxmlformats.org/package/", b"")
        assert b"schemas.openxmlformats.org" not in listed, name


def test_the_workbooks_own_sheet_is_what_it_was() -> None:
    copy = appended(plain(), findings(), rates())
    assert parts(copy)[SHEET] == parts(plain())[SHEET]


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


def test_a_sheet_whose_id_is_no_number_does_not_matter() -> None:
    xml = parts(original())["xl/workbook.xml"].replace(b'sheetId="1"', b'sheetId="inf"')
    copy = appended(rebuilt(original(), {"xl/workbook.xml": xml}), Page("新表", "results"))
    assert Package(copy).sheet_names[-1] == "新表"
