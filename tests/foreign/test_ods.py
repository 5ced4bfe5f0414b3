# ruff: noqa: E501 - XML is easier to follow unbroken
"""An .ods written by hand arrives cell by cell, look by look, with a sentence for all that stays behind."""

import io
import zipfile

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from analyzer.foreign import convert
from analyzer.package import PackageError
from tests.foreign.documents import NAMESPACES, cell, ods, row, table, witnessed


def converted(content: bytes) -> Workbook:
    result = convert(content)
    assert result is not None
    return openpyxl.load_workbook(io.BytesIO(result.content), rich_text=True)


def lost(content: bytes) -> list[str]:
    result = convert(content)
    assert result is not None
    return [sentence.zh for sentence in result.lost]


def refusal(content: bytes) -> str:
    with pytest.raises(PackageError) as refused:
        convert(content)
    return refused.value.reason.zh


VALUES = table(
    row(
        cell("float", "0.30000000000000004"),
        cell("float", "1234567.89", "1,234,567.89"),
        cell("string", text="1.10"),
        cell("string", text="=SUM(A1)"),
        cell("string", text="#REF!"),
        cell("date", "2024-03-05"),
        cell("date", "2024-03-05T12:00:00"),
        cell("time", "PT06H00M00S"),
        cell("boolean", "true"),
        cell("percentage", "0.955", "95.5%"),
        cell("currency", "-12.5"),
        cell("string", text="甲<text:s text:c='3'/>乙<text:tab/>丙<text:line-break/>丁"),
    )
)


def test_every_kind_of_value_stands_at_its_address() -> None:
    sheet = converted(ods(VALUES))["表一"]
    found = [(item.value, item.data_type) for item in sheet[1]]
    moment = sheet["G1"].value
    assert found[:5] == [
        (0.30000000000000004, "n"),
        (1234567.89, "n"),
        ("1.10", "s"),
        ("=SUM(A1)", "s"),
        ("#REF!", "s"),
    ]
    assert [str(sheet[f"{column}1"].value) for column in "FGH"] == [
        "2024-03-05 00:00:00",
        "2024-03-05 12:00:00",
        "06:00:00",
    ]
    assert moment.hour == 12
    assert found[8:] == [(True, "b"), (0.955, "n"), (-12.5, "n"), ("甲   乙\t丙\n丁", "s")]


def test_calamine_reads_the_same_before_and_after() -> None:
    content = ods(VALUES)
    result = convert(content)
    assert result is not None
    before, after = witnessed(content), witnessed(result.content)
    assert before.pop(("表一", 0, 11)) == "甲   乙丙丁"  # calamine leaves out text:tab and text:line-break
    assert after.pop(("表一", 0, 11)) == "甲   乙\t丙\n丁"
    assert before == after
    assert len(after) == 11


FORMULA = 'table:formula="of:=[.A1]/0"'


def test_formulas_bring_results_errors_stay_errors_and_missing_results_stay_missing() -> None:
    content = ods(
        table(
            row(
                cell("float", "5", attributes=FORMULA),
                cell("string", text="#DIV/0!", attributes=FORMULA + ' calcext:value-type="error"'),
                cell("string", text="Err:508", attributes=FORMULA),
                cell(attributes=FORMULA),
            )
        )
    )
    found = [(item.value, item.data_type) for item in converted(content)["表一"][1]]
    assert found == [(5, "n"), ("#DIV/0!", "e"), ("#VALUE!", "e"), ("=NA()", "f")]
    assert lost(content) == ["4 个公式只带入了计算结果"]


def test_repeated_cells_and_rows_are_written_out_and_the_endless_blank_ones_are_not() -> None:
    content = ods(
        table(
            row(cell("float", "7", attributes='table:number-columns-repeated="3"'))
            + row(
                cell(attributes='table:number-columns-repeated="16384"'),
                attributes='table:number-rows-repeated="4"',
            )
            + row(cell("string", text="末"), attributes='table:number-rows-repeated="2"')
            + row(
                cell(attributes='table:style-name="ce1" table:number-columns-repeated="16384"'),
                attributes='table:number-rows-repeated="1048569"',
            )
        )
    )
    sheet = converted(content)["表一"]
    assert {item.coordinate: item.value for line in sheet.iter_rows() for item in line if item.value} == {
        "A1": 7, "B1": 7, "C1": 7, "A6": "末", "A7": "末",
    }  # fmt: skip
    assert sheet.max_row < 600


def test_an_endless_run_of_values_is_refused() -> None:
    endless = cell("float", "1", attributes='table:number-columns-repeated="16000"')
    assert "太大" in refusal(ods(table(row(endless, attributes='table:number-rows-repeated="1000000"'))))
    beyond = cell("float", "1", attributes='table:number-columns-repeated="900000000"')
    assert "太大" in refusal(ods(table(row(beyond))))


STYLES = """
<number:number-style style:name="N1"><number:number number:decimal-places="4" number:min-decimal-places="2"
 number:min-integer-digits="1" number:grouping="true"/></number:number-style>
<style:style style:name="base" style:family="table-cell" style:data-style-name="N1">
 <style:table-cell-properties fo:border-left="2.5pt solid #000000" fo:wrap-option="wrap"/></style:style>
<style:style style:name="ce1" style:family="table-cell" style:parent-style-name="base">
 <style:table-cell-properties fo:background-color="#ffff00" fo:border="0.74pt solid #ff0000"
  style:vertical-align="middle"/>
 <style:paragraph-properties fo:text-align="end"/>
 <style:text-properties fo:font-family="'宋体'" fo:font-size="12pt" fo:font-weight="bold" fo:color="#0000ff"/>
</style:style>
<style:style style:name="red" style:family="text"><style:text-properties fo:color="#ff0000"/></style:style>
<style:style style:name="co1" style:family="table-column">
 <style:table-column-properties style:column-width="1in"/></style:style>
<style:style style:name="ro1" style:family="table-row">
 <style:table-row-properties style:row-height="30pt"/></style:style>
<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/></style:style>
"""


def test_looks_are_inherited_and_carried() -> None:
    styled = cell("float", "1234.5", attributes='table:style-name="ce1"')
    found = converted(ods(table(row(styled)), styles=STYLES))["表一"]["A1"]
    assert found.number_format == "#,##0.00##"
    assert (found.font.name, found.font.sz, found.font.b, found.font.color.rgb) == (
        "宋体",
        12,
        True,
        "FF0000FF",
    )
    assert found.fill.fgColor.rgb == "FFFFFF00"
    sides = [found.border.left, found.border.right, found.border.top, found.border.bottom]
    assert [(side.style, side.color.rgb) for side in sides] == [("thin", "FFFF0000")] * 4
    assert (found.alignment.horizontal, found.alignment.vertical, found.alignment.wrap_text) == (
        "right", "center", True,
    )  # fmt: skip


_TALL, _HIDDEN = 'table:style-name="ro1"', 'table:visibility="collapse"'


def test_columns_rows_sheets_merged_ranges_and_notes() -> None:
    columns = (
        '<table:table-column table:style-name="co1" table:number-columns-repeated="2" '
        'table:default-cell-style-name="ce1"/><table:table-column table:visibility="collapse"/>'
    )
    note = "<office:annotation><dc:creator>张三</dc:creator><text:p>核对</text:p><text:p>两次</text:p></office:annotation>"
    merged = (
        '<table:table-cell office:value-type="string" table:number-columns-spanned="2" '
        f'table:number-rows-spanned="2">{note}<text:p>合并</text:p></table:table-cell><table:covered-table-cell/>'
    )
    rows = f"<table:table-header-rows>{row(merged, attributes=_TALL)}"
    rows += f"</table:table-header-rows>{row(cell('string', text='隐'), attributes=_HIDDEN)}"
    hidden = table(row(cell("float", "1")), "藏", 'table:style-name="ta1"')
    workbook = converted(ods(table(columns + rows) + hidden, styles=STYLES))
    sheet = workbook["表一"]
    assert workbook.sheetnames == ["表一", "藏"]
    assert [one.sheet_state for one in workbook.worksheets] == ["visible", "hidden"]
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:B2"]
    assert sheet["A1"].value == "合并"
    assert (sheet["A1"].comment.text, sheet["A1"].comment.author) == ("核对\n两次", "张三")
    assert sheet["A1"].fill.fgColor.rgb == "FFFFFF00"  # by the column's default style
    assert sheet.row_dimensions[1].height == 30
    assert sheet.row_dimensions[2].hidden
    assert sheet.column_dimensions["A"].width == pytest.approx(72 / 5.25)
    assert (sheet.column_dimensions["A"].min, sheet.column_dimensions["A"].max) == (1, 2)
    assert sheet.column_dimensions["C"].hidden
    assert sheet.print_title_rows == "$1:$1"


def test_a_text_in_two_fonts_keeps_them() -> None:
    content = ods(
        table(row(cell("string", text='项目<text:span text:style-name="red">*</text:span>'))), styles=STYLES
    )
    value = converted(content)["表一"]["A1"].value
    assert str(value) == "项目*"
    assert [str(block) for block in value] == ["项目", "*"]
    assert value[1].font.color.rgb == "FFFF0000"


def test_panes_and_print_set_up() -> None:
    settings = f"""<office:document-settings {NAMESPACES}><config:config-item-map-named config:name="Tables">
    <config:config-item-map-entry config:name="表一">
    <config:config-item config:name="HorizontalSplitMode">2</config:config-item>
    <config:config-item config:name="HorizontalSplitPosition">1</config:config-item>
    <config:config-item config:name="VerticalSplitMode">2</config:config-item>
    <config:config-item config:name="VerticalSplitPosition">3</config:config-item>
    <config:config-item config:name="ShowGrid">false</config:config-item>
    </config:config-item-map-entry></config:config-item-map-named></office:document-settings>"""
    page = f"""<office:document-styles {NAMESPACES}><style:page-layout style:name="pm1">
    <style:page-layout-properties fo:page-width="297mm" fo:page-height="210mm" fo:margin-top="1in"
     style:print-orientation="landscape" style:scale-to-X="1"/></style:page-layout>
    <style:master-page style:name="M1" style:page-layout-name="pm1"><style:footer><style:region-center>
    <text:p>第<text:page-number>1</text:page-number>页</text:p></style:region-center></style:footer>
    </style:master-page></office:document-styles>"""
    styles = '<style:style style:name="ta2" style:family="table" style:master-page-name="M1"/>'
    area = '<table:database-range table:target-range-address="表一.A3:表一.B9" table:display-filter-buttons="true"/>'
    content = ods(
        table(
            row(cell("float", "1")), attributes='table:style-name="ta2" table:print-ranges="表一.A1:表一.B9"'
        )
        + area,
        styles=styles,
        parts={"settings.xml": settings, "styles.xml": page},
    )
    sheet = converted(content)["表一"]
    assert sheet.freeze_panes == "B4"
    assert sheet.sheet_view.showGridLines is False
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
        True, 1, 0,
    )  # fmt: skip
    assert sheet.page_margins.top == 1
    assert sheet.HeaderFooter.oddFooter.center.text == "第&P页"
    assert sheet.print_area == "'表一'!$A$1:$B$9"
    assert sheet.auto_filter.ref == "A3:B9"


def test_what_stays_behind_is_counted() -> None:
    drawn = (
        '<draw:frame><draw:image xlink:href="Pictures/1.png"/></draw:frame>'
        '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image/></draw:frame><draw:rect/>'
    )
    content = ods(
        "<table:content-validations><table:content-validation/><table:content-validation/></table:content-validations>"
        + table(
            row(f"<table:table-cell>{drawn}</table:table-cell>")
            + "<calcext:conditional-formats><calcext:conditional-format/></calcext:conditional-formats>",
            attributes='table:protected="true"',
        )
        + '<table:named-expressions><table:named-range table:name="总额"/></table:named-expressions>'
        "<table:data-pilot-tables><table:data-pilot-table/></table:data-pilot-tables>",
        manifest='<manifest:file-entry manifest:full-path="Object 1/" '
        'manifest:media-type="application/vnd.oasis.opendocument.chart"/>'
        '<manifest:file-entry manifest:full-path="Basic/Standard/Module1.xml" manifest:media-type="text/xml"/>',
    )
    assert lost(content) == [
        "宏未带入",
        "1 张图片未带入",
        "1 个图表未带入",
        "1 个图形、文本框或控件未带入",
        "2 处数据有效性（下拉选项、输入限制）未带入",
        "1 处条件格式未带入",
        "1 个数据透视表只带入了显示的数值",
        "1 个自定义名称未带入",
        "1 张工作表的保护未带入",
    ]


def test_nothing_lost_is_said_by_silence() -> None:
    assert lost(ods(VALUES)) == []


def test_refusals_say_why() -> None:
    good = ods(VALUES)
    locked = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
    assert "密码" in refusal(ods(VALUES, manifest=locked))
    assert "没有可读的工作表" in refusal(ods(""))
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    assert "content.xml 含有实体定义（DOCTYPE）" in refusal(ods(VALUES, prolog=bomb))
    assert "content.xml 已损坏" in refusal(ods(table("<broken")))
    assert convert(good[: len(good) // 2]) is None  # recognised as cut off, which reading reports


def test_titles_excel_forbids_are_changed_and_said() -> None:
    content = ods(table(row(cell("float", "1")), "收/支") + table("", "长" * 40))
    assert converted(content).sheetnames == ["收_支", "长" * 31]
    assert lost(content) == ["2 张工作表的名称 Excel 不允许，已改名"]


def test_the_same_document_gives_the_same_bytes() -> None:
    first, second = convert(ods(VALUES)), convert(ods(VALUES))
    assert first is not None
    assert first == second
    with zipfile.ZipFile(io.BytesIO(first.content)) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"modified" not in archive.read("docProps/core.xml")
