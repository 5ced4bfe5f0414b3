"""The section of 执行分析 by month: running totals, and their curves against 序时进度."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from analyzer.annotate import appearance, arithmetic
from analyzer.annotate.analysis_items import Budget
from analyzer.annotate.analysis_looks import PLAIN, write_heading
from analyzer.language import Language, Text
from analyzer.money import FEN_PER, Unit
from analyzer.package import LineChart, Page, Series
from analyzer.package.pages import cells
from analyzer.package.pages.cells import Cell
from analyzer.package.pages.content import column_letters
from analyzer.report import Report

(
    MONTH,
    PACE,
    ARRIVED,
    ARRIVED_TO_DATE,
    SPENT,
    SPENT_TO_DATE,
    BALANCE,
    PASSED,
    ARRIVAL,
    SPENDING,
    EXECUTION,
) = range(11)

_TITLE = Text("各月累计", "Running totals by month")
_LABELS = (
    Text("月份", "Month"),
    Text("预算执行与序时进度相比", "Execution against time passed"),
    Text("当月到位", "Arrived"),
    Text("累计到位", "Arrived to date"),
    Text("当月支出", "Spent"),
    Text("累计支出", "Spent to date"),
    Text("累计结余", "Balance to date"),
    Text("序时进度", "Time passed"),
    Text("累计到位率", "Arrival to date"),
    Text("累计支出实现率", "Spent / arrived"),
    Text("累计执行率", "Execution to date"),
)
_AHEAD = Text("快 {points} 个百分点", "{points} points ahead")
_BEHIND = Text("慢 {points} 个百分点", "{points} points behind")
_ON_TIME = Text("持平", "on time")
_RATES_CHART = Text("累计到位率、累计执行率与序时进度", "Arrival and execution against time passed")
_MONEY_CHART = Text("累计到位与累计支出（{unit}）", "Arrived and spent to date ({unit})")
_ARRIVAL_LINE, _EXECUTION_LINE = Text("累计到位率", "Arrival"), Text("累计执行率", "Execution")
_TIME_LINE = Text("序时进度", "Time passed")
_ARRIVED_LINE, _SPENT_LINE = Text("累计到位", "Arrived"), Text("累计支出", "Spent")
_BLUE, _ORANGE, _GREY = "#2E75B6", "#C55A11", "#7F7F7F"
CHART_ROWS: Final = 16
"""Rows the charts take, with one below them left free."""

_CHART_ROW_HEIGHT = 15.0
_CHART_HEIGHT = 296
_FIRST_CHART, _SECOND_CHART = (MONTH, 628), (SPENT_TO_DATE, 590)
"""Where the charts begin and how wide they are, in pixels."""

_L: Final = [column_letters(column) for column in range(len(_LABELS))]
_MONTHS = 12

Row = Mapping[str, Any]


def shown_months(report: Report) -> Sequence[Row]:
    """All months; while the year runs, those up to the day the data are of. None without flows."""
    months = report.tables.get("months", ())
    flows = [at for at, month in enumerate(months) if month["arrived"] or month["spent"]]
    if not flows:
        return ()
    if report.light is None:
        return months
    begun = sum(f"{month['month']:%Y-%m}" <= (report.project.as_of or "")[:7] for month in months)
    return months[: max(begun, flows[-1] + 1)]


def write_months(
    page: Page,
    row: int,
    charts_row: int,
    months: Sequence[Row],
    report: Report,
    budget: Budget | None,
    language: Language,
) -> int:
    """The section of `months`, and its charts in the row for them; returns the row after the section."""
    first = write_heading(page, row, _TITLE(language), _LABELS, language == "zh")
    for at, month in enumerate(months, start=first):
        row_cells = _month(at, month, report, budget, language, is_first=at == first)
        page.row(at, row_cells, appearance.height(1))
    last = first + len(months) - 1
    for at in range(charts_row, charts_row + CHART_ROWS):
        page.set_row(at, _CHART_ROW_HEIGHT)
    _add_charts(page, charts_row, (first, last), report, budget, language)
    return last + 2


def time_passed(month: Row, year: int | None) -> float | None:
    """序时进度 at the end of a month: n/12 in the budget year, nothing before it, all after it."""
    if year is None:
        return None
    own = month["month"].year
    if own != int(year):
        return 0.0 if own < int(year) else 1.0
    return float(month["month"].month / _MONTHS)


def _month(
    row: int, month: Row, report: Report, budget: Budget | None, language: Language, *, is_first: bool
) -> dict[int, Cell]:
    """The cells of one month."""
    unit, money, number = report.money_unit, PLAIN.money, row + 1
    per = FEN_PER[unit]
    arrived_cell, spent_cell = f"{_L[ARRIVED_TO_DATE]}{number}", f"{_L[SPENT_TO_DATE]}{number}"
    arrived, spent = month["arrived_to_date"] / per, month["spent_to_date"] / per
    passed = time_passed(month, report.project.year)
    execution = spent / budget.value if budget and budget.value else None
    whole = (budget.cell, budget.value) if budget else ("", None)
    return {
        MONTH: cells.day(month["month"], PLAIN.month),
        PACE: cells.text(_pace(execution, passed, language), PLAIN.text),
        ARRIVED: cells.number(month["arrived"] / per, money),
        ARRIVED_TO_DATE: _to_date(row, month, ("arrived", ARRIVED, ARRIVED_TO_DATE), unit, is_first),
        SPENT: cells.number(month["spent"] / per, money),
        SPENT_TO_DATE: _to_date(row, month, ("spent", SPENT, SPENT_TO_DATE), unit, is_first),
        BALANCE: arithmetic.computed(
            f"{arrived_cell}-{spent_cell}", arrived - spent, month["balance"] / per, unit, money
        ),
        PASSED: arithmetic.amount(passed, PLAIN.rate),
        ARRIVAL: arithmetic.rate((arrived_cell, arrived), whole, PLAIN.rate),
        SPENDING: arithmetic.rate((spent_cell, spent), (arrived_cell, arrived), PLAIN.rate),
        EXECUTION: arithmetic.rate((spent_cell, spent), whole, PLAIN.rate),
    }


def _to_date(row: int, month: Row, flow: tuple[str, int, int], unit: Unit, is_first: bool) -> Cell:
    """The sum to date of a flow, given by its name, its column and that of the sum."""
    name, column, sum_ = flow
    fen, to_date, per = month[name], month[f"{name}_to_date"], FEN_PER[unit]
    own = f"{_L[column]}{row + 1}"
    formula = own if is_first else f"{_L[sum_]}{row}+{own}"
    floats = fen / per if is_first else (to_date - fen) / per + fen / per
    return arithmetic.computed(formula, floats, to_date / per, unit, PLAIN.money)


def _pace(execution: float | None, passed: float | None, language: Language) -> str:
    if execution is None or passed is None:
        return appearance.UNKNOWN
    points = f"{abs(execution - passed) * 100:.2f}"
    if float(points) == 0:
        return _ON_TIME(language)
    return (_AHEAD if execution > passed else _BEHIND)(language).format(points=points)


def _add_charts(
    page: Page, row: int, rows: tuple[int, int], report: Report, budget: Budget | None, language: Language
) -> None:
    first, last = rows

    def line(name: Text, column: int, colour: str, *, dashed: bool = False) -> Series:
        cells = first, column, last, column
        return Series(name(language), (first, MONTH, last, MONTH), cells, colour, dashed)

    if budget and budget.value:
        lines = [line(_ARRIVAL_LINE, ARRIVAL, _BLUE), line(_EXECUTION_LINE, EXECUTION, _ORANGE)]
        if report.project.year is not None:
            lines.append(line(_TIME_LINE, PASSED, _GREY, dashed=True))
        chart = LineChart(_RATES_CHART(language), lines, percent=True)
        column, width = _FIRST_CHART
        page.chart(chart, row, column, width, _CHART_HEIGHT)
    lines = [line(_ARRIVED_LINE, ARRIVED_TO_DATE, _BLUE), line(_SPENT_LINE, SPENT_TO_DATE, _ORANGE)]
    chart = LineChart(_MONEY_CHART(language).format(unit=report.money_unit), lines)
    column, width = _SECOND_CHART if page.charts else _FIRST_CHART
    page.chart(chart, row, column, width, _CHART_HEIGHT)
