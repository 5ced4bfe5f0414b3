"""The sheet 审核结果: every finding of the workbook with a link to its cell, and what could not be judged."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analyzer.annotate.marks import colour, gravity
from analyzer.finding import Finding, Severity, write_difference, write_figure
from analyzer.language import Language, Text
from analyzer.money import Unit
from analyzer.report import Report
from analyzer.template import looks
from analyzer.template.looks import add

TITLE: Final = Text("审核结果", "Results")
COLUMNS: Final = (
    (Text("序号", "No."), 6),
    (Text("级别", "Level"), 8),
    (Text("状态", "Status"), 9),
    (Text("工作表", "Sheet"), 12),
    (Text("单元格", "Cell"), 9),
    (Text("问题", "Finding"), 26),
    (Text("说明", "What is wrong"), 60),
    (Text("填报/实际", "Found"), 16),
    (Text("应为", "Expected"), 16),
    (Text("差额", "Difference"), 14),
    (Text("依据", "Basis"), 30),
    (Text("规则", "Rule"), 8),
)
FIRST_FIGURE, MESSAGE, TITLE_COLUMN, BASIS = 7, 6, 5, 10
HEADER_ROW = 4

MUST_CORRECT = Text(
    "有 {n} 处错误必须修改，改正后再上报。", "{n} errors must be corrected before this is submitted."
)
TO_EXPLAIN = Text("没有错误；有 {n} 处需要核实，请补充说明。", "No errors; {n} points need an explanation.")
PASSED = Text("没有发现错误，也没有待核实的问题。", "No errors, nothing to explain.")
COUNTS = Text(
    "错误 {error} 处 · 核实 {verify} 处 · 提示 {notice} 处 · 已说明 {explained} 处 · 未判断规则 {skipped} 条",
    "{error} errors · {verify} to verify · {notice} notices · {explained} explained · "
    "{skipped} rules not judged",
)
HOW_TO = Text(
    "点“单元格”一列可跳到出错的位置；单元格上的批注写有同样的说明。红色：错误；黄色：核实；蓝色：提示；绿色：已说明。",
    "Click a cell address to go there; its note says the same. "
    "Red: error; yellow: verify; blue: notice; green: explained.",
)
NOT_JUDGED = Text("未能判断的规则", "Rules that could not be judged")


def write_results(workbook: Workbook, report: Report, titles: Collection[str], language: Language) -> None:
    """Add the sheet; findings on sheets not in `titles` get no link."""
    sheet = workbook.add_worksheet(TITLE(language))
    sheet.set_tab_color("#C00000" if report.open(Severity.ERROR) else "#1F4E79")
    for position, (_, width) in enumerate(COLUMNS):
        sheet.set_column(position, position, width)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    _write_head(workbook, sheet, report, language)
    row = HEADER_ROW + 1
    findings = sorted(report.findings, key=gravity)
    if findings:
        header = add(workbook, looks.FONT, looks.RULED, looks.CENTRED, looks.WRAPPED, looks.REQUIRED_HEADER)
        sheet.write_row(HEADER_ROW, 0, [label(language) for label, _ in COLUMNS], header)
        sheet.repeat_rows(HEADER_ROW)
        sheet.freeze_panes(HEADER_ROW + 1, 0)
        table = _FindingRows(workbook, sheet, report.money_unit, titles, language)
        for number, finding in enumerate(findings, start=1):
            table.write(row, number, finding)
            row += 1
        sheet.autofilter(HEADER_ROW, 0, row - 1, len(COLUMNS) - 1)
    _write_skipped(workbook, sheet, row + 1, report, language)


def _write_head(workbook: Workbook, sheet: Worksheet, report: Report, language: Language) -> None:
    hint = add(workbook, looks.FONT, {"font_color": looks.GREY})
    strong = add(workbook, looks.FONT, looks.BOLD, {"font_size": 12})
    counts = {severity.value: report.open(severity) for severity in Severity}
    explained = len(report.findings) - sum(counts.values())
    sheet.write_string(0, 0, TITLE(language), add(workbook, looks.TITLE, {"align": "left"}))
    sheet.write_string(1, 0, conclusion(report)(language), strong)
    totals = COUNTS(language).format(**counts, explained=explained, skipped=len(report.skipped))
    sheet.write_string(2, 0, totals, hint)
    sheet.write_string(3, 0, HOW_TO(language), hint)


def conclusion(report: Report) -> Text:
    """What is to be done about the workbook, in one sentence."""
    for severity, text in ((Severity.ERROR, MUST_CORRECT), (Severity.VERIFY, TO_EXPLAIN)):
        number = report.open(severity)
        if number:
            return Text(text.zh.format(n=number), text.en.format(n=number))
    return PASSED


class _FindingRows:
    """Writes findings as table rows, with formats made once."""

    def __init__(
        self,
        workbook: Workbook,
        sheet: Worksheet,
        unit: Unit,
        titles: Collection[str],
        language: Language,
    ) -> None:
        self.workbook, self.sheet, self.titles = workbook, sheet, titles
        self.unit, self.language = unit, language
        base = looks.FONT | looks.RULED
        self.centred = add(workbook, base, looks.CENTRED)
        self.wrapped = add(workbook, base, looks.WRAPPED)
        self.link = add(workbook, base, looks.CENTRED, {"font_color": "#0563C1", "underline": 1})
        self.right = add(workbook, base, looks.WRAPPED, {"align": "right"})
        self.levels: dict[str, Format] = {}

    def write(self, row: int, number: int, finding: Finding) -> None:
        """One finding in one row."""
        sheet, language = self.sheet, self.language
        sheet.write_number(row, 0, number, self.centred)
        sheet.write_string(row, 1, finding.severity.label(language), self._level(finding))
        sheet.write_string(row, 2, finding.status.label(language), self.centred)
        sheet.write_string(row, 3, finding.sheet, self.centred)
        if finding.sheet in self.titles:
            quoted = finding.sheet.replace("'", "''")
            sheet.write_url(row, 4, f"internal:'{quoted}'!{finding.cell}", self.link, finding.cell)
        else:
            sheet.write_string(row, 4, finding.cell, self.centred)
        sheet.write_string(row, TITLE_COLUMN, finding.title, self.wrapped)
        sheet.write_string(row, MESSAGE, finding.message, self.wrapped)
        quantity = finding.quantity
        figures = (
            write_figure(finding.actual, quantity, self.unit, language),
            write_figure(finding.expected, quantity, self.unit, language),
            write_difference(finding.difference, quantity, self.unit, language),
        )
        for offset, figure in enumerate(figures):  # with units: the columns mix money, rates and points
            sheet.write_string(row, FIRST_FIGURE + offset, figure, self.right)
        sheet.write_string(row, BASIS, finding.basis, self.wrapped)
        sheet.write_string(row, BASIS + 1, finding.rule, self.centred)
        texts = [(finding.title, COLUMNS[TITLE_COLUMN][1]), (finding.message, COLUMNS[MESSAGE][1])]
        sheet.set_row(row, looks.text_height(*texts, (finding.basis, COLUMNS[BASIS][1])))

    def _level(self, finding: Finding) -> Format:
        fill = colour(finding)
        if fill not in self.levels:
            style: dict[str, Any] = {"bg_color": f"#{fill}", "bold": True}
            self.levels[fill] = add(self.workbook, looks.FONT, looks.RULED, looks.CENTRED, style)
        return self.levels[fill]


def _write_skipped(
    workbook: Workbook, sheet: Worksheet, row: int, report: Report, language: Language
) -> None:
    if not report.skipped:
        return
    sheet.write_string(row, 0, NOT_JUDGED(language), add(workbook, looks.FONT, looks.BOLD))
    plain = add(workbook, looks.FONT)
    by_reason: dict[str, list[str]] = defaultdict(list)
    for rule, reason in report.skipped:
        by_reason[reason].append(rule)
    for offset, (reason, rules) in enumerate(by_reason.items(), start=1):
        sheet.write_string(row + offset, 1, reason, plain)
        sheet.write_string(row + offset, MESSAGE, "、".join(rules), plain)
