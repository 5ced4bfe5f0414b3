"""What stands on 审核结果, 执行分析 and 整改."""

from dataclasses import replace
from typing import Any

import pytest

from analyzer.annotate.marks import numbered
from analyzer.annotate.record import Examination, read_finding
from analyzer.annotate.results_sheet import RECORD, STATEMENT, conclusion, results_page, verdict
from analyzer.finding import Severity, Status
from analyzer.lights import Light
from analyzer.package import Painted
from analyzer.report import Report
from tests.annotate.copies import FAULTY, PROVENANCE, annotated, examined, opened, table_of
from tests.conftest import WORKBOOKS

TRUE = WORKBOOKS / "澧县2020-网络维护与政务大厅.xlsx"


@pytest.fixture(scope="module")
def report() -> Report:
    return examined(FAULTY.read_bytes())


def sheet_of(report: Report, name: str = "审核结果", **options: bool) -> Any:
    return opened(annotated(FAULTY.read_bytes(), report), **options)[name]


def head_of(sheet: Any) -> dict[str, str]:
    rows = [(row[0].value, row[2].value) for row in sheet.iter_rows(min_row=2)]
    end = next(at for at, (label, _) in enumerate(rows) if label in (None, "序号"))
    return dict(rows[:end])


def test_the_head_says_what_to_do_and_what_it_was_made_with(report: Report) -> None:
    sheet = sheet_of(replace(report, lost=("一张图片", "两处批注。"), remarks=("文件名重复",)))
    assert sheet["A1"].value == "审核结果"
    head = head_of(sheet)
    assert head.pop("用法").startswith("① 点蓝色的单元格地址跳到出错的位置")
    assert head == {
        "需修改": "有 3 处错误必须改正后再上报；另有 1 处需要核实：改正，或在“说明”栏写明原因。",
        "项目": "网络维护及外网光纤租赁、政务大厅运转经费　　实施单位：澧县行政审批服务局　　"
        "主管部门：澧县行政审批服务局　　2020 年度",
        "问题": "E 错误 3 处　　V 核实 1 处　　N 提示 0 处　　S 已说明 0 处",
        "指标": "资金到位率 100.00%　　支出实现率 100.00%　　预算执行率 100.00%　　自评总分 99　　等级 优",
        "版本": "analyzer 0　　规则 rules 1　　配置 profile 2　　审核日期 2026-11-21　　"
        f"送审文件 SHA-256：{report.input_sha256}",
        "转换": "原文件不是 .xlsx，转换时没有带过来的：一张图片；两处批注",
        "备注": "文件名重复",
    }


def test_the_verdict_follows_what_is_open(report: Report) -> None:
    def left(*severities: Severity, status: Status = Status.OPEN) -> Report:
        kept = tuple(replace(each, status=status) for each in report.findings if each.severity in severities)
        return replace(report, findings=kept)

    def said(found: Report) -> tuple[str, str]:
        return verdict(found).zh, conclusion(found).zh

    assert said(left(Severity.ERROR)) == ("需修改", "有 3 处错误必须改正后再上报。")
    assert said(left(Severity.VERIFY)) == (
        "需说明",
        "没有错误；有 1 处需要核实：改正，或在“说明”栏写明原因。",
    )
    nothing = ("可上报", "没有发现错误，也没有待核实的问题。")
    assert said(left()) == nothing
    assert said(left(Severity.VERIFY, status=Status.EXPLAINED)) == nothing
    partly = replace(left(), skipped=(("M101", "E4 读不出"), ("M102", "E4 读不出")))
    assert said(partly) == ("可上报", "没有发现错误，也没有待核实的问题；有 2 条规则未能判断，见表后。")


def test_each_finding_has_a_row_with_its_figures_and_a_link(report: Report) -> None:
    sheet = sheet_of(report)
    table = table_of(sheet)
    assert [(row["序号"], row["级别"], row["规则"]) for row in table] == [
        (1, "E 错误", "R111"),
        (2, "E 错误", "M101"),
        (3, "E 错误", "S113"),
        (4, "V 核实", "M202"),
    ]
    by_rule = {finding.rule: finding for finding in report.findings}
    for row in table:
        finding = by_rule[row["规则"]]
        assert (row["问题"], row["工作表"], row["单元格"]) == (finding.title, finding.sheet, finding.cell)
        assert (row["所在行"], row["错在哪里"]) == (finding.label, finding.statement)
        assert (row["依据"], row["状态"], row["说明"]) == (finding.basis, "待处理", None)
        link = sheet.cell(row["_row"], 6).hyperlink
        assert link.location == f"'{finding.sheet}'!{finding.cell}"
        assert sheet.cell(row["_row"], 15).protection.locked is False
    formats = {
        row["规则"]: [(row[name], sheet.cell(row["_row"], at).number_format) for name, at in FIGURES]
        for row in table
    }
    assert formats == {
        "R111": [(0.95, "0.00%"), (1, "0.00%"), (5, '0.00" 个百分点"')],
        "M101": [(39.5, MONEY), (40, MONEY), (0.5, MONEY)],
        "S113": [(11, "General"), (10, "General"), (1, "General")],
        "M202": [(4, MONEY), (3.5, MONEY), (0.5, MONEY)],
    }


FIGURES = (("填报/实际", 9), ("应为", 10), ("差额", 11))
MONEY = '#,##0.00####" 万元"'


def test_a_figure_too_long_for_its_column_is_a_text_that_wraps(report: Report) -> None:
    [money] = [each for each in report.findings if each.rule == "M101"]
    large = replace(money, actual=123_456_789_012_345)
    [row] = table_of(sheet_of(replace(report, findings=(large,))))
    assert row["填报/实际"] == "123,456,789.012345 万元"


def test_the_table_filters_with_its_hidden_records_and_prints_its_heading_on_every_page(
    report: Report,
) -> None:
    skipped = (("M101", "E4 读不出"), ("M102", "E4 读不出"), ("R101", "没有支出"))
    sheet = sheet_of(replace(report, skipped=skipped))
    rows = [row["_row"] for row in table_of(sheet)]
    assert sheet.auto_filter.ref == f"A{rows[0] - 1}:P{rows[-1]}"
    assert sheet.freeze_panes == f"A{rows[0]}"
    assert sheet.print_title_rows == f"${rows[0] - 1}:${rows[0] - 1}"
    assert sheet.column_dimensions["P"].hidden
    assert not any(sheet.column_dimensions[letter].hidden for letter in "ABCDEFGHIJKLMNO")
    assert [sheet.cell(rows[-1] + 1, column).value for column in range(1, 17)] == [None] * 16
    below = rows[-1] + 2
    assert sheet.cell(below, 1).value == "未能判断的规则（不等于没有问题）"
    listed = [(sheet.cell(below + at, 1).value, sheet.cell(below + at, 5).value) for at in (1, 2)]
    assert listed == [("M101、M102", "E4 读不出"), ("R101", "没有支出")]


def test_a_workbook_without_findings_is_told_so() -> None:
    content = TRUE.read_bytes()
    sheet = opened(annotated(content, examined(content)))["审核结果"]
    assert (sheet["A2"].value, sheet["C2"].value) == ("可上报", "没有发现错误，也没有待核实的问题。")
    assert sheet.auto_filter.ref is None


def row_of(sheet: Any, first: str, nth: int = 0) -> Any:
    found = [row for row in sheet.iter_rows() if row[0].value == first]
    return found[nth]


def test_the_analysis_states_each_item_and_traces_rates_and_totals(report: Report) -> None:
    shown, traced = sheet_of(report, "执行分析", data_only=True), sheet_of(report, "执行分析")
    item = [cell.value for cell in row_of(shown, "1.2")]
    assert item == ["1.2", "政府网站、政务新媒体监管", 3.5, "—", 3.5, "—", 4, "—", "—", "—", 4 / 3.5]
    total = [cell.value for cell in row_of(shown, "合计")]
    assert total == ["合计", None, 99, "—", 99, 99, 99, 0, 1, 1, 1]
    row = row_of(traced, "1.2")[0].row
    assert traced[f"K{row}"].value == f'=IF(E{row}=0,"—",G{row}/E{row})'
    top, other, total_row = (row_of(traced, name)[0].row for name in ("1", "2", "合计"))
    assert traced[f"E{total_row}"].value == f"=SUM(E{top},E{other})"
    assert traced[f"H{total_row}"].value == f"=F{total_row}-G{total_row}"
    bars = {str(found.sqref) for found in traced.conditional_formatting}
    assert {f"{letter}{top}:{letter}{total_row}" for letter in "IJK"} <= bars


def test_a_total_that_is_not_the_sum_of_its_rows_stays_a_number(report: Report) -> None:
    measures = replace(report.measures, budget=98_000_000)
    traced = sheet_of(replace(report, measures=measures), "执行分析")
    total = row_of(traced, "合计")
    assert total[4].value == 98
    assert total[5].value.startswith("=SUM(F")


def test_the_months_run_against_the_time_passed(report: Report) -> None:
    shown, traced = sheet_of(report, "执行分析", data_only=True), sheet_of(report, "执行分析")
    months = [row for row in shown.iter_rows(values_only=True) if hasattr(row[0], "month")]
    assert [month[0].month for month in months] == list(range(1, 13))
    assert [month[7] for month in months] == [number / 12 for number in range(1, 13)]
    june = months[5]
    assert june[1:7] == ("快 14.34 个百分点", 0, 99, 19.8, 63.7, 35.3)
    assert june[8:] == (1, 63.7 / 99, 63.7 / 99)
    row = next(row[0].row for row in traced.iter_rows() if getattr(row[0].value, "month", 0) == 6)
    assert traced[f"D{row}"].value == f"=D{row - 1}+C{row}"
    total = row_of(traced, "合计")[0].row
    assert traced[f"K{row}"].value == f'=IF($E${total}=0,"—",F{row}/$E${total})'
    assert len(traced._charts) == 2


def test_time_stands_still_outside_the_budget_year_and_the_curve_ends_while_the_year_runs(
    report: Report,
) -> None:
    moved = replace(report, project=replace(report.project, year=2021))
    shown = sheet_of(moved, "执行分析", data_only=True)
    assert [row[7] for row in shown.iter_rows(values_only=True) if hasattr(row[0], "month")] == [0] * 12
    moved = replace(report, project=replace(report.project, year=2019))
    shown = sheet_of(moved, "执行分析", data_only=True)
    assert [row[7] for row in shown.iter_rows(values_only=True) if hasattr(row[0], "month")] == [1] * 12
    monitored = sheet_of(replace(report, light=Light.GREEN.label), "执行分析", data_only=True)
    months = [row for row in monitored.iter_rows(values_only=True) if hasattr(row[0], "month")]
    assert months[-1][0].month == 11  # the last payment


def test_without_flows_there_are_no_months_and_no_charts(report: Report) -> None:
    traced = sheet_of(replace(report, tables={**report.tables, "months": []}), "执行分析")
    assert traced._charts == []
    assert row_of(traced, "各子项到位与执行")[0].row == 5


def test_scores_are_added_up(report: Report) -> None:
    shown = sheet_of(report, "执行分析", data_only=True)
    total = [cell.value for cell in row_of(shown, "合计", 1)]
    assert total[4:6] == [100, 99]
    online = next(row for row in shown.iter_rows(values_only=True) if row[1] == "网上可办率")
    assert online == ("产出指标", "网上可办率", "99.14%", "99.14%", 10, 11, 10, 1, 0, None, None)


def test_a_finding_whose_cell_got_no_note_says_so(report: Report) -> None:
    findings = numbered(report.findings)
    places = [(finding.sheet, finding.cell) for _, finding in findings]
    painted = Painted({places[1]: "<fill/>"}, frozenset(places[:1]))
    made = Examination("parts", "input", "tool", "rules", "profile", "zh")
    page = results_page(report, findings, PROVENANCE, made, frozenset(), painted, "zh")
    assert page.autofilter is not None
    first = page.autofilter[0] + 1
    last = page.autofilter[2]
    statements = [str(value) for value, _ in page.shown((first, STATEMENT, last, STATEMENT))]
    records = [str(value) for value, _ in page.shown((first, RECORD, last, RECORD))]
    assert statements[0] == (f"{findings[0][1].statement}\n（这个单元格有会话批注，没有另加批注）")
    assert statements[1] == findings[1][1].statement
    recorded = [read_finding(each) for each in records]
    assert [(each and each.number, each and each.fill) for each in recorded] == [
        (1, None),
        (2, "<fill/>"),
        (3, None),
        (4, None),
    ]
