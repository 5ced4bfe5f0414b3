"""The section of 执行分析 by month: running totals, and their curves against 序时进度."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from analyzer.annotate import appearance, arithmetic
from analyzer.annotate.analysis_items import Budget
from analyzer.annotate.analysis_looks import PLAIN, write_heading
from analyzer.language import Language, Text
from analyzer.money import FEN_PER
from analyzer.package import LineChart, Page, Series
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
        _write_month(page, at, month, report, budget, language, is_first=at == first)
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


def _write_month(
    page: Page,
    row: int,
    month: Row,
    report: Report,
    budget: Budget | None,
    language: Language,
    *,
    is_first: bool,
) -> None:
    unit = report.money_unit
    per = FEN_PER[unit]
    arrived, spent = month["arrived"] / per, month["spent"] / per
    to_date = arrived_to_date, spent_to_date = month["arrived_to_date"] / per, month["spent_to_date"] / per
    number, above = row + 1, row
    page.day(row, MONTH, month["month"], PLAIN.month)
    page.number(row, ARRIVED, arrived, PLAIN.money)
    page.number(row, SPENT, spent, PLAIN.money)
    flows = ((ARRIVED, ARRIVED_TO_DATE, month["arrived"]), (SPENT, SPENT_TO_DATE, month["spent"]))
    for (flow, sum_, fen), value in zip(flows, to_date, strict=True):
        before = (month[("arrived_to_date", "spent_to_date")[flow == SPENT]] - fen) / per
        formula = f"{_L[flow]}{number}" if is_first else f"{_L[sum_]}{above}+{_L[flow]}{number}"
        floats = fen / per if is_first else before + fen / per
        arithmetic.computed(page, (row, sum_), formula, floats, value, unit, PLAIN.money)
    formula = f"{_L[ARRIVED_TO_DATE]}{number}-{_L[SPENT_TO_DATE]}{number}"
    floats, balance = arrived_to_date - spent_to_date, month["balance"] / per
    arithmetic.computed(page, (row, BALANCE), formula, floats, balance, unit, PLAIN.money)
    passed = time_passed(month, report.project.year)
    arithmetic.amount(page, row, PASSED, passed, PLAIN.rate)
    execution = _write_rates(page, row, arrived_to_date, spent_to_date, budget)
    page.text(row, PACE, _pace(execution, passed, language), PLAIN.text)
    page.set_row(row, appearance.height(1))


def _write_rates(page: Page, row: int, arrived: float, spent: float, budget: Budget | None) -> float | None:
    """The three rates to date; returns that of execution."""
    whole = (budget.cell, budget.value) if budget else ("", None)
    arrived_cell = f"{_L[ARRIVED_TO_DATE]}{row + 1}", arrived
    spent_cell = f"{_L[SPENT_TO_DATE]}{row + 1}", spent
    arithmetic.rate(page, row, ARRIVAL, arrived_cell, whole, PLAIN.rate)
    arithmetic.rate(page, row, SPENDING, spent_cell, arrived_cell, PLAIN.rate)
    return arithmetic.rate(page, row, EXECUTION, spent_cell, whole, PLAIN.rate)


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
