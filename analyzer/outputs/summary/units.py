"""按单位 and 按主管部门: what each unit's and each department's workbooks add up to."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from analyzer.finding import Severity
from analyzer.language import Text
from analyzer.outputs.summary.table import COUNT, MONEY, POINTS, RATE, TEXT, Book, Column, Table
from analyzer.outputs.summary.tally import UNNAMED, Sums, Tally

UNITS: Final = Text("按单位", "By unit")
DEPARTMENTS: Final = Text("按主管部门", "By department")
NONE: Final = Text("没有读到工作簿。", "No workbook was read.")


def _sum(name: str) -> Callable[..., Any]:
    return lambda _, sums: getattr(sums, name)


def _rate(name: str) -> Callable[..., Any]:
    return lambda _, sums: sums.rate(name)


def _open(severity: Severity) -> Callable[..., Any]:
    return lambda _, sums: sums.open[severity]


DEPARTMENT: Final = Column(Text("主管部门", "Department"), 28, TEXT, lambda names, _: names[0])
UNIT: Final = Column(Text("实施单位", "Unit"), 32, TEXT, lambda names, _: names[-1])
SUMS: Final = (
    Column(Text("工作簿", "Workbooks"), 10, COUNT, _sum("workbooks")),
    Column(Text("全年预算\n（万元）", "Budget\n(万元)"), 15, MONEY, _sum("budget")),
    Column(Text("到位\n（万元）", "Arrived\n(万元)"), 15, MONEY, _sum("arrived")),
    Column(Text("支出\n（万元）", "Spent\n(万元)"), 15, MONEY, _sum("spent")),
    Column(Text("到位率", "Arrival rate"), 10, RATE, _rate("arrival_rate")),
    Column(Text("执行率", "Execution rate"), 10, RATE, _rate("execution_rate")),
    Column(Text("错误", "Errors"), 9, COUNT, _open(Severity.ERROR)),
    Column(Text("核实", "Verify"), 9, COUNT, _open(Severity.VERIFY)),
    Column(Text("提示", "Notices"), 9, COUNT, _open(Severity.NOTICE)),
    Column(Text("已说明", "Explained"), 10, COUNT, _sum("explained")),
    Column(Text("平均\n自评分", "Average\nscore"), 10, POINTS, _sum("score")),
)


def write_units(book: Book, tally: Tally) -> None:
    """A sheet by unit (within its department), and one by department."""
    units = [((department, unit), sums) for (department, unit), sums in tally.units.items()]
    _write(book, UNITS, (UNIT, DEPARTMENT, *SUMS), units)
    departments = [((department,), sums) for department, sums in tally.departments.items()]
    _write(book, DEPARTMENTS, (DEPARTMENT, *SUMS), departments)


def _write(
    book: Book,
    title: Text,
    columns: Sequence[Column],
    rows: Sequence[tuple[tuple[str | None, ...], Sums]],
) -> None:
    table = Table(book, title, columns)
    for names, sums in sorted(rows, key=lambda row: tuple((name is None, name or "") for name in row[0])):
        table.write(tuple(name or UNNAMED(book.language) for name in names), sums)
    table.close(NONE)
