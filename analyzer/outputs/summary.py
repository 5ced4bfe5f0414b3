"""汇总.xlsx: the whole folder at a glance, one row per workbook, and every finding in one list."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any, Final, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analyzer.annotate.results_sheet import conclusion
from analyzer.finding import Severity, write_difference
from analyzer.language import Language, Text
from analyzer.money import FEN_PER
from analyzer.report import Report
from analyzer.template import looks
from analyzer.template.looks import add

OVERVIEW = Text("汇总", "Summary")
FINDINGS = Text("问题清单", "Findings")
NOT_READ = Text("未能处理：{reason}", "Not done: {reason}")
MOST_ROWS: Final = 1_048_000  # a sheet holds 1,048,576
MOST_LINKS: Final = 65_000  # and 65,530 links

TEXT, MONEY, RATE, POINTS, COUNT = "text", "money", "rate", "points", "count"


class Column(NamedTuple):
    """One column of a summary sheet: its label, width, how it is written, and its value."""

    label: Text
    width: int
    kind: str
    value: Callable[..., Any]


def _measure(name: str) -> Callable[[Report, Language], Any]:
    return lambda report, _: getattr(report.measures, name)


def _open(severity: Severity) -> Callable[[Report, Language], Any]:
    return lambda report, _: report.open(severity) if report.reason is None else None


OVERVIEW_COLUMNS = (
    Column(Text("工作簿", "Workbook"), 32, TEXT, lambda report, _: report.path),
    Column(Text("项目名称", "Project"), 30, TEXT, lambda report, _: report.project.name),
    Column(Text("主管部门", "Department"), 20, TEXT, lambda report, _: report.project.department),
    Column(Text("实施单位", "Unit"), 24, TEXT, lambda report, _: report.project.unit),
    Column(Text("年度", "Year"), 8, COUNT, lambda report, _: report.project.year),
    Column(Text("全年预算（万元）", "Budget (万元)"), 13, MONEY, _measure("budget")),
    Column(Text("到位（万元）", "Arrived (万元)"), 13, MONEY, _measure("arrived")),
    Column(Text("到位率", "Arrival rate"), 10, RATE, _measure("arrival_rate")),
    Column(Text("支出（万元）", "Spent (万元)"), 13, MONEY, _measure("spent")),
    Column(Text("执行率", "Execution rate"), 10, RATE, _measure("execution_rate")),
    Column(
        Text("监控灯", "Light"),
        8,
        TEXT,
        lambda report, language: report.light(language) if report.light else None,
    ),
    Column(Text("自评总分", "Self-score"), 9, POINTS, _measure("score")),
    Column(Text("等级", "Grade"), 7, TEXT, _measure("grade")),
    Column(Text("错误", "Errors"), 7, COUNT, _open(Severity.ERROR)),
    Column(Text("核实", "Verify"), 7, COUNT, _open(Severity.VERIFY)),
    Column(Text("提示", "Notices"), 7, COUNT, _open(Severity.NOTICE)),
    Column(Text("未判断规则", "Not judged"), 10, COUNT, lambda report, _: len(report.skipped)),
    Column(
        Text("结论", "Conclusion"),
        44,
        TEXT,
        lambda report, language: (
            NOT_READ(language).format(reason=report.reason) if report.reason else conclusion(report)(language)
        ),
    ),
)

FINDING_COLUMNS = (
    Column(Text("工作簿", "Workbook"), 40, TEXT, lambda r, f, _: r.path),
    Column(Text("项目名称", "Project"), 34, TEXT, lambda r, f, _: r.project.name),
    Column(Text("级别", "Level"), 8, TEXT, lambda r, f, language: f.severity.label(language)),
    Column(Text("状态", "Status"), 9, TEXT, lambda r, f, language: f.status.label(language)),
    Column(Text("规则", "Rule"), 8, TEXT, lambda r, f, _: f.rule),
    Column(Text("问题", "Finding"), 28, TEXT, lambda r, f, _: f.title),
    Column(Text("工作表", "Sheet"), 12, TEXT, lambda r, f, _: f.sheet),
    Column(Text("单元格", "Cell"), 9, TEXT, lambda r, f, _: f.cell),
    Column(Text("说明", "What is wrong"), 80, TEXT, lambda r, f, _: f.message),
    Column(
        Text("差额", "Difference"),
        18,
        TEXT,
        lambda r, f, language: write_difference(f.difference, f.quantity, r.money_unit, language),
    ),
)


def write_summary(reports: Sequence[Report], copies: Mapping[str, str], language: Language) -> bytes:
    """The summary workbook; `copies` leads from a report's path to its copy, relative to the summary."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as workbook:
        overview = _Table(workbook, OVERVIEW(language), OVERVIEW_COLUMNS, language)
        for report in reports:
            overview.write((report, language), copies.get(report.path))
        overview.close()
        findings = _Table(workbook, FINDINGS(language), FINDING_COLUMNS, language)
        for report in reports:
            for finding in report.findings:
                findings.write((report, finding, language), copies.get(report.path), finding)
        findings.close()
    return content.getvalue()


class _Table:
    """A sheet with a header, filters and one row per thing written."""

    def __init__(self, workbook: Workbook, title: str, columns: Sequence[Column], language: Language) -> None:
        self.columns = columns
        self.sheet: Worksheet = workbook.add_worksheet(title)
        self.formats = _formats(workbook)
        self.row = 1
        header = add(workbook, looks.FONT, looks.RULED, looks.CENTRED, looks.WRAPPED, looks.REQUIRED_HEADER)
        for position, column in enumerate(columns):
            self.sheet.set_column(position, position, column.width)
            self.sheet.write_string(0, position, column.label(language), header)
        self.sheet.freeze_panes(1, 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)

    def write(self, things: tuple[Any, ...], copy: str | None, finding: Any = None) -> None:
        """One row; its first cell leads to the copy, at the finding's cell if there is one."""
        if self.row > MOST_ROWS:
            return
        values = [column.value(*things) for column in self.columns]
        for position, (column, value) in enumerate(zip(self.columns, values, strict=True)):
            self._cell(position, column.kind, value)
        wrapped = zip(values, (column.width for column in self.columns), strict=True)
        self.sheet.set_row(self.row, looks.text_height(*wrapped))
        if copy is not None and self.row <= MOST_LINKS:
            place = f"#'{finding.sheet}'!{finding.cell}" if finding else ""
            name = PurePosixPath(copy).as_posix()
            self.sheet.write_url(self.row, 0, f"external:{name}{place}", self.formats["link"], things[0].path)
        self.row += 1

    def close(self) -> None:
        """Filters over everything written."""
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), len(self.columns) - 1)

    def _cell(self, position: int, kind: str, value: Any) -> None:
        form = self.formats[kind]
        if value is None or value == "":
            self.sheet.write_blank(self.row, position, None, form)
        elif kind == TEXT:
            self.sheet.write_string(self.row, position, str(value), form)
        else:
            number = int(value) / FEN_PER["万元"] if kind == MONEY else float(value)
            self.sheet.write_number(self.row, position, number, form)


def _formats(workbook: Workbook) -> dict[str, Format]:
    base = looks.FONT | looks.RULED
    right = {"align": "right"}
    return {
        TEXT: add(workbook, base, looks.WRAPPED),
        MONEY: add(workbook, base, right, {"num_format": looks.AMOUNT}),
        RATE: add(workbook, base, right, {"num_format": "0.00%"}),
        POINTS: add(workbook, base, right, {"num_format": "0.##"}),
        COUNT: add(workbook, base, looks.CENTRED, {"num_format": "0"}),
        "link": add(workbook, base, looks.WRAPPED, {"font_color": "#0563C1", "underline": 1}),
    }
