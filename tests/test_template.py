"""The written workbooks, read back with openpyxl and calamine as independent witnesses."""

import io
import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
from openpyxl.formula.translate import Translator

from analyzer.template import BUDGET, SHEETS, VERSION
from analyzer.template.header import find_header
from analyzer.template.signals import total_is_wrong
from analyzer.template.workbook import Content, Row, write_workbook
from tests.pictures import load, picture

TEMPLATE = Path(__file__).parent.parent / "workbooks" / "template.xlsx"

# The contract of template 1.0; later columns may only follow these.
HEADERS = {
    "预算": "编号 项目内容 年初预算数 预算调整数 全年预算数 资金来源 备注",
    "资金拨付": "日期 凭证号 预算编号 业务类型 金额 收款单位 摘要 备注",
    "绩效指标": "一级指标 二级指标 三级指标 指标性质 年度指标值 计量单位 实际完成值 分值 自评得分 "
    "偏差原因及改进措施",
}
LABELS = (
    "项目名称* 项目编码 主管部门* 实施单位* 预算年度* 金额单位* 数据截止日期 填报阶段 填报资金到位率 "
    "填报预算执行率 自评总分 自评等级 项目概况 年度总体目标 总体目标完成情况 预算调整说明 执行偏差说明 "
    "存在问题 改进措施 结果应用与公开 填报人 联系电话 填报日期"
)


def written(content: Content | None = None, **options: Any) -> bytes:
    file = io.BytesIO()
    write_workbook(file, content=content, **options)
    return file.getvalue()


def opened(content: Content | None = None, **options: Any) -> Any:
    return load(io.BytesIO(written(content, **options)))


@pytest.fixture(scope="module")
def blank() -> Any:
    return opened()


def column_letter(sheet: Any, header: str) -> Any:
    return next(cell.column_letter for cell in sheet[3] if cell.value == header)


def test_the_kept_template_is_what_the_writer_writes() -> None:
    assert picture(TEMPLATE) == picture(io.BytesIO(written()))


def test_the_same_call_gives_the_same_bytes() -> None:
    assert written() == written()


def test_sheets_stand_in_order(blank: Any) -> None:
    assert blank.sheetnames == ["项目信息", "预算", "资金拨付", "绩效指标", "填报说明"]


@pytest.mark.parametrize("name", HEADERS)
def test_headers_are_exactly_the_contract(blank: Any, name: str) -> None:
    headers = [cell.value for cell in blank[name][3]]
    fixed = HEADERS[name].split()
    assert headers[: len(fixed)] == fixed
    declared = next(sheet for sheet in SHEETS if sheet.title.zh == name)
    assert headers == [column.label.zh for column in declared.columns]


def test_form_labels_are_exactly_the_contract(blank: Any) -> None:
    labels = [cell.value for cell in blank["项目信息"]["A"]][3:]
    fixed = LABELS.split()
    assert labels[: len(fixed)] == fixed
    assert labels == [
        column.label.zh + "*" * column.required
        for sheet in SHEETS
        if sheet.is_form
        for column in sheet.columns
    ]


def test_only_the_headings_are_locked(blank: Any) -> None:
    for sheet in blank.worksheets:
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        for allowed in ("formatColumns", "formatRows", "insertRows", "deleteRows", "sort", "autoFilter"):
            assert getattr(sheet.protection, allowed) is False, "in the file, 0 means not forbidden"
    for name in HEADERS:
        sheet = blank[name]
        assert all(cell.protection.locked for row in sheet["A1:J3"] for cell in row)
        assert not any(column.protection.locked for column in sheet.column_dimensions.values())
        assert max(column.max for column in sheet.column_dimensions.values()) == 16384
    form = blank["项目信息"]
    assert all(form[f"{column}4"].protection.locked == (column != "B") for column in "ABC")


@pytest.mark.parametrize(
    ("sheet", "header", "choices", "style"),
    [
        ("预算", "资金来源", '"财政拨款,上年结转,上级补助,其他资金"', "information"),
        ("资金拨付", "业务类型", '"到位,支出,退回"', None),
        ("资金拨付", "预算编号", "预算!$A$4:$A$27", "information"),
        ("绩效指标", "指标性质", '"≥,≤,=,定性"', None),
    ],
)
def test_drop_downs_of_tables(blank: Any, sheet: str, header: str, choices: str, style: str | None) -> None:
    column = column_letter(blank[sheet], header)
    [check] = [c for c in blank[sheet].data_validations.dataValidation if str(c.sqref).startswith(column)]
    assert (check.type, check.formula1, check.errorStyle) == ("list", choices, style)
    assert str(check.sqref) == f"{column}4:{column}1048576"


def test_drop_downs_of_the_form(blank: Any) -> None:
    form = blank["项目信息"]
    found = {
        form[f"A{str(check.sqref)[1:]}"].value: (check.formula1, check.errorStyle)
        for check in form.data_validations.dataValidation
        if check.type == "list"
    }
    assert found == {
        "金额单位*": ('"万元,元"', None),
        "填报阶段": ('"年度自评,运行监控"', None),
        "自评等级": ('"优,良,中,差"', "information"),
    }


@pytest.mark.parametrize(
    ("sheet", "header", "limits"),
    [
        ("预算", "全年预算数", ("decimal", "-10000000000000.0", "10000000000000.0")),
        ("资金拨付", "日期", ("date", "36526", "73050")),
        ("绩效指标", "分值", ("decimal", "0", "100")),
        ("绩效指标", "自评得分", ("decimal", "0", "$H4")),
    ],
)
def test_odd_entries_are_questioned_not_refused(
    blank: Any, sheet: str, header: str, limits: tuple[str, str, str]
) -> None:
    column = column_letter(blank[sheet], header)
    [check] = [c for c in blank[sheet].data_validations.dataValidation if str(c.sqref).startswith(column)]
    assert (check.type, check.formula1, check.formula2) == limits
    assert (check.errorStyle, check.promptTitle) == ("warning", header)


@pytest.mark.parametrize(
    ("sheet", "header", "number_format"),
    [
        ("预算", "编号", "@"),
        ("预算", "全年预算数", "#,##0.00####"),
        ("资金拨付", "日期", "yyyy-mm-dd"),
        ("资金拨付", "凭证号", "@"),
        ("绩效指标", "指标性质", "@"),
        ("绩效指标", "年度指标值", "General"),
    ],
)
def test_whole_columns_carry_their_format(blank: Any, sheet: str, header: str, number_format: str) -> None:
    column = column_letter(blank[sheet], header)
    assert blank[sheet].column_dimensions[column].number_format == number_format


def test_tables_print_on_landscape_a4_with_repeated_header(blank: Any) -> None:
    for sheet in blank.worksheets:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth in (None, 1), "one page wide, which is also the default"
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
        assert sheet.oddFooter.right.text == "&A"
    for name in HEADERS:
        sheet = blank[name]
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert (sheet.freeze_panes, sheet.print_title_rows) == ("A4", "$3:$3")
    assert blank["项目信息"].page_setup.orientation == "portrait"


def test_the_version_is_a_document_property(blank: Any) -> None:
    assert blank.custom_doc_props["模板版本"].value == VERSION


def test_the_blank_tables_hold_only_the_total_row(blank: Any) -> None:
    for name, row in (("预算", 28), ("资金拨付", None), ("绩效指标", 28)):
        filled = [(cell.row, cell.value) for cell in blank[name]["A"] if cell.row > 3 and cell.value]
        assert filled == ([(row, "合计")] if row else [])


def test_only_the_template_columns_count_as_used() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(written()), read_only=True)
    used = {sheet.title: sheet.calculate_dimension() for sheet in workbook.worksheets}
    assert used["预算"] == "A1:J28"
    assert used["资金拨付"] == "A1:H3"


def signals(sheet: Any) -> set[tuple[str, str]]:
    return {
        (str(area.sqref), rule.formula[0]) for area in sheet.conditional_formatting for rule in area.rules
    }


def test_the_budget_tree_shows_while_it_is_typed(blank: Any) -> None:
    dots = 'LEN($A4)-LEN(SUBSTITUTE($A4,".",""))'
    assert {
        ("A4:E1048576", f'AND($A4<>"",{dots}=0)'),
        ("B4:B1048576", f"{dots}=1"),
        ("B4:B1048576", f"{dots}>1"),
    } < signals(blank["预算"])


def test_totals_that_do_not_add_up_show_while_they_are_typed(blank: Any) -> None:
    """Only in looks: 合计 itself stays to be typed, so that no program can leave it uncalculated."""
    top = 'SUMPRODUCT(ISERROR(FIND(".",$A$3:$A3))*($A$3:$A3<>""),{0}$3:{0}3)'
    for sheet, letters, keys, total in (
        ("预算", "CDE", "AB", top),
        ("绩效指标", "HI", "ABC", "SUM({0}$3:{0}3)"),
    ):
        labelled = ",".join(f'${key}4="合计"' for key in keys)
        expected = {
            (
                f"{letter}4:{letter}1048576",
                f"IF(AND(OR({labelled}),ISNUMBER({letter}4),COUNTA({letter}$3:{letter}3)-COUNT({letter}$3:{letter}3)=1),"
                f"ABS({letter}4-{total.format(letter)})>0.0000005,FALSE)",
            )
            for letter in letters
        }
        assert {s for s in signals(blank[sheet]) if s[0][0] in letters} == expected
        assert not any(cell.data_type == "f" for row in blank[sheet]["A4:J28"] for cell in row)


ROWS_BELOW_THE_HEADER = (
    ([("1", 40), ("1.1", 30), (2, 0.1), ("合计", 40.1)], False),
    ([("1", 40), ("1.1", 30), ("合计", 70)], True),
    ([("1", "40万元"), ("合计", 30)], False),
    ([("1", 40), ("合计", None)], False),
    ([(1, 40), (1.1, 30), ("合计", 70)], True),
    ([("1", 0.1), ("2", 0.2), ("合计", 0.3)], False),
    ([("1", 40), ("1.1", 30)], False),
)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_the_signal_says_what_it_should(tmp_path: Path) -> None:
    """The formula put into cells beside small tables and calculated by LibreOffice."""
    workbook = openpyxl.Workbook()
    for rows, _ in ROWS_BELOW_THE_HEADER:
        sheet = workbook.create_sheet()
        for cell, text in (("A3", "编号"), ("C3", "年初预算数")):
            sheet[cell] = text
        for number, (code, amount) in enumerate(rows, 4):
            sheet[f"A{number}"], sheet[f"C{number}"] = code, amount
            formula = Translator(total_is_wrong(BUDGET, 2), origin="C4").translate_formula(f"C{number}")
            sheet[f"J{number}"] = formula
    workbook.save(tmp_path / "signal.xlsx")
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "ods",
    ]
    arguments = [*command, "--outdir", tmp_path, tmp_path / "signal.xlsx"]
    subprocess.run(arguments, check=True, capture_output=True, timeout=120)
    seen = python_calamine.CalamineWorkbook.from_path(tmp_path / "signal.ods")
    for name, (rows, wrong) in zip(seen.sheet_names[1:], ROWS_BELOW_THE_HEADER, strict=True):
        shown = [row[9] for row in seen.get_sheet_by_name(name).to_python(skip_empty_area=False)[3:]]
        assert shown == [False] * (len(rows) - 1) + [wrong], rows


def test_unit_and_year_are_filled_in_and_the_titles_follow_the_unit() -> None:
    file = io.BytesIO(written(unit="元", year=2024))
    form = load(file)["项目信息"]
    assert (form["A8"].value, form["B8"].value) == ("预算年度*", 2024)
    assert (form["A9"].value, form["B9"].value) == ("金额单位*", "元")
    title = load(file)["预算"]["A1"].value
    assert title == '="项目支出预算表（单位："&项目信息!$B$9&"）"'
    assert load(file, data_only=True)["预算"]["A1"].value == "项目支出预算表（单位：元）"


def test_content_stands_where_it_was_put() -> None:
    content = Content(
        project={"name": "水利维修", "year": 2023, "claimed_arrival_rate": 0.955},
        budget=[
            {"code": "1", "item": "渠道", "adjusted_budget": 12.345678},
            {"code": "合计", "adjusted_budget": 12.345678},
        ],
        disbursement=[
            {"date": date(2023, 3, 5), "code": "1", "type": "支出", "amount": "4753.66万元"},
            {"date": "2023年3月5日", "code": "1.10", "amount": -1},
        ],
    )
    workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(written(content)))
    rows = {name: workbook.get_sheet_by_name(name).to_python() for name in workbook.sheet_names}
    assert rows["项目信息"][3][1] == "水利维修"
    assert rows["项目信息"][11][1] == 0.955
    assert rows["预算"][3:] == [
        ["1", "渠道", "", "", 12.345678, "", "", "", "", ""],
        ["合计", "", "", "", 12.345678, "", "", "", "", ""],
    ]
    assert rows["资金拨付"][3:] == [
        [date(2023, 3, 5), "", "1", "支出", "4753.66万元", "", "", ""],
        ["2023年3月5日", "", "1.10", "", -1.0, "", "", ""],
    ]
    assert rows["绩效指标"][3:] == [[""] * 10] * 24 + [["合计"] + [""] * 9]


@pytest.mark.parametrize("text", ["=1+1", "+5", "-一是加强管理", "@某人", "1.10", "https://example.org"])
def test_a_text_stays_a_text(text: str) -> None:
    content = Content(project={"problems": text}, budget=[{"code": "1", "item": text, "remark": text}])
    workbook = opened(content)
    [problems] = [row[1] for row in workbook["项目信息"].iter_rows() if row[0].value == "存在问题"]
    for cell in (problems, workbook["预算"]["B4"], workbook["预算"]["G4"]):
        assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_the_form_makes_room_for_long_texts() -> None:
    # 60 characters a line less two for the margins: 29 Chinese characters.
    project = {"overview": "渠" * 290, "problems": "一\n二\n三\n四", "measures": "渠" * 9999}
    form = opened(Content(project=project))["项目信息"]
    heights = {form[f"A{row}"].value: form.row_dimensions[row].height for row in range(4, form.max_row + 1)}
    assert heights["项目概况"] == 21 + 9 * 15
    assert heights["年度总体目标"] == 21 + 3 * 15
    assert heights["存在问题"] == 21 + 3 * 15
    assert heights["改进措施"] == pytest.approx(409.5, abs=1)
    assert heights["填报人"] is None


def test_table_rows_wrap_and_grow_with_their_texts() -> None:
    # 40 characters a line less two for the margins: 19 Chinese characters, so 57 need three lines.
    budget = opened(Content(budget=[{"item": "渠" * 19}, {"item": "渠" * 57}, {"item": "渠\n道"}]))["预算"]
    assert [budget.row_dimensions[row].height for row in (4, 5, 6)] == [None, 51, 36]
    assert budget["B5"].alignment.wrap_text


def test_rows_still_fit_themselves_to_what_is_typed(blank: Any) -> None:
    for sheet in blank.worksheets:
        assert (sheet.sheet_format.defaultRowHeight, sheet.sheet_format.customHeight) == (21, None)


def test_total_rows_stand_out() -> None:
    indicators: list[Row] = [{"level3": "预算执行率", "weight": 10}, {"level3": "合计", "weight": 10}]
    sheet = opened(Content(indicators=indicators))["绩效指标"]
    assert [sheet[f"H{row}"].font.bold for row in (4, 5)] == [False, True]


def test_a_long_budget_stays_in_the_ledgers_drop_down() -> None:
    budget = [{"code": str(number)} for number in range(1, 41)]
    [check] = [
        c
        for c in opened(Content(budget=budget))["资金拨付"].data_validations.dataValidation
        if str(c.sqref).startswith("C")
    ]
    assert check.formula1 == "预算!$A$4:$A$43"


def test_names_that_the_template_lacks_are_refused() -> None:
    with pytest.raises(KeyError, match="budget: amount, title"):
        written(Content(budget=[{"title": "x", "amount": 1, "code": "1"}]))
    with pytest.raises(KeyError, match="project: owner"):
        written(Content(project={"owner": "x"}))


def test_the_instructions_name_every_column(blank: Any) -> None:
    shown = [cell.value for cell in blank["填报说明"]["A"]]
    for sheet in SHEETS:
        assert f"【{sheet.title.zh}】{sheet.guide.zh}" in shown
        if not sheet.is_form:
            first = shown.index(f"【{sheet.title.zh}】{sheet.guide.zh}") + 1
            assert shown[first : first + len(sheet.columns)] == [column.label.zh for column in sheet.columns]


@pytest.mark.parametrize(
    ("headers", "found"),
    [
        (["编号", "项目内容", "年初预算数", "调整数额", "全年预算数"], {"adjustment": 3}),
        (["编号", "项目内容", "年初数", "预算调整数", "全年数"], {"initial_budget": 2, "adjusted_budget": 4}),
        (["编号", "项目内容", "年初预算数", "预算调整说明", "全年预算数"], {}),
        (["编号", "项目内容", "年初预算数", "全年预算数", "调整数额"], {}),
        (["编号", "项目内容", "单位", "全年预算数"], {}),
    ],
)
def test_a_header_called_otherwise_is_known_by_its_place_and_likeness(
    headers: list[str], found: dict[str, int]
) -> None:
    places = find_header(BUDGET, [["标题"], headers])
    by_name = {column.label.zh: column.name for column in BUDGET.columns}
    expected = {by_name[label]: at for at, label in enumerate(headers) if label in by_name} | found
    assert {name: place.column for name, place in places.items()} == expected
