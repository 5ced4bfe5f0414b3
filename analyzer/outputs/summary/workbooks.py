"""工作簿: one row per workbook, with a link to its copy."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from analyzer.finding import Severity, Status
from analyzer.language import Language, Text
from analyzer.outputs.summary.table import (
    CENTRED,
    COUNT,
    GREEN,
    LINK,
    MONEY,
    POINTS,
    RATE,
    RED_FILL,
    TEXT,
    YELLOW,
    Book,
    Column,
    Filled,
    Table,
    copy_link,
)
from analyzer.outputs.summary.tally import conclusion
from analyzer.report import Report, State

TITLE: Final = Text("工作簿", "Workbooks")
NONE: Final = Text("没有工作簿。", "There are no workbooks.")
ERRORS: Final = Text("有 {n} 处错误，改正后再上报", "{n} errors must be corrected before this is submitted")
TO_VERIFY: Final = Text("有 {n} 处需要核实，请补充说明", "{n} points need an explanation")
PASSED: Final = Text("没有发现错误，也没有待核实的问题", "No errors, nothing to explain")
CONCLUSIONS: Final = {
    Severity.ERROR: (Text("需修改", "To correct"), RED_FILL),
    Severity.VERIFY: (Text("需说明", "To explain"), YELLOW),
    None: (Text("可上报", "Ready"), GREEN),
}


def _project(name: str) -> Callable[[Report, Language], Any]:
    return lambda report, _: getattr(report.project, name)


def _measure(name: str) -> Callable[[Report, Language], Any]:
    return lambda report, _: getattr(report.measures, name)


def _open(severity: Severity) -> Callable[[Report, Language], Any]:
    return lambda report, _: report.open(severity) if report.reason is None else None


def _explained(report: Report, _: Language) -> int | None:
    settled = sum(finding.status is Status.EXPLAINED for finding in report.findings)
    return settled if report.reason is None else None


def _conclusion(report: Report, language: Language) -> Filled:
    text, fill = CONCLUSIONS[conclusion(report)]
    return Filled(text(language), fill)


def _sentence(report: Report, language: Language) -> str:
    said = [_to_do(report, language), report.undelivered, *report.remarks, *report.lost]
    return "\n".join(filter(None, said))


def _to_do(report: Report, language: Language) -> str:
    found = ((ERRORS, report.open(Severity.ERROR)), (TO_VERIFY, report.open(Severity.VERIFY)))
    said = [text(language).format(n=number) for text, number in found if number]
    return ("；" if language == "zh" else "; ").join(said) or PASSED(language)


def _follow_up(state: State) -> Column:
    def count(report: Report, _: Language) -> int | None:
        return Counter(f.state for f in report.follow_ups)[state] if report.follow_ups else None

    return Column(state.label, 8, COUNT, count)


COLUMNS: Final = (
    Column(Text("工作簿", "Workbook"), 36, LINK, lambda report, _: copy_link(report.path, report.copy)),
    Column(Text("结论", "Conclusion"), 10, CENTRED, _conclusion),
    Column(Text("项目名称", "Project"), 30, TEXT, _project("name")),
    Column(Text("主管部门", "Department"), 20, TEXT, _project("department")),
    Column(Text("实施单位", "Unit"), 24, TEXT, _project("unit")),
    Column(Text("年度", "Year"), 8, COUNT, _project("year")),
    Column(Text("全年预算\n（万元）", "Budget\n(万元)"), 14, MONEY, _measure("budget")),
    Column(Text("到位\n（万元）", "Arrived\n(万元)"), 14, MONEY, _measure("arrived")),
    Column(Text("支出\n（万元）", "Spent\n(万元)"), 14, MONEY, _measure("spent")),
    Column(Text("结余\n（万元）", "Balance\n(万元)"), 13, MONEY, _measure("balance")),
    Column(Text("到位率", "Arrival rate"), 10, RATE, _measure("arrival_rate")),
    Column(Text("执行率", "Execution rate"), 10, RATE, _measure("execution_rate")),
    Column(Text("监控灯", "Light"), 9, CENTRED, lambda r, language: r.light(language) if r.light else None),
    Column(Text("自评\n总分", "Self-\nscore"), 9, POINTS, _measure("score")),
    Column(Text("等级", "Grade"), 8, CENTRED, _measure("grade")),
    Column(Text("错误", "Errors"), 8, COUNT, _open(Severity.ERROR)),
    Column(Text("核实", "Verify"), 8, COUNT, _open(Severity.VERIFY)),
    Column(Text("提示", "Notices"), 8, COUNT, _open(Severity.NOTICE)),
    Column(Text("已说明", "Explained"), 9, COUNT, _explained),
    Column(Text("未判断\n规则", "Not\njudged"), 9, COUNT, lambda report, _: len(report.skipped) or None),
    Column(Text("说明", "In words"), 44, TEXT, _sentence),
)
FOLLOW_UPS: Final = tuple(_follow_up(state) for state in (State.CORRECTED, State.STANDING, State.NEW))


def workbook_table(book: Book, *, followed_up: bool) -> Table:
    """A row takes a report and the language; with `followed_up`, how many former findings were corrected."""
    return Table(book, TITLE, (*COLUMNS[:-1], *FOLLOW_UPS, COLUMNS[-1]) if followed_up else COLUMNS)
