"""The sections of 执行分析 that follow the money: by item and by source."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from analyzer.annotate import arithmetic
from analyzer.annotate.analysis_looks import BAR_COLOURS, GROUP, PLAIN, TOTAL, WIDTHS, Looks, write_heading
from analyzer.annotate.appearance import height, lines
from analyzer.language import Language, Text
from analyzer.money import FEN_PER, Unit
from analyzer.package import Page
from analyzer.package.pages.content import column_letters
from analyzer.report import Report
from analyzer.template import TOTAL_LABELS

CODE, ITEM, INITIAL, ADJUSTMENT, BUDGET, ARRIVED, SPENT, BALANCE, ARRIVAL, SPENDING, EXECUTION = range(11)

_ITEMS = Text("各子项到位与执行", "Arrival and execution by item")
_SOURCES = Text("各资金来源", "By source of funds")
_LABELS = (
    Text("编号", "Code"),
    Text("项目内容", "Item"),
    Text("年初预算数", "Initial budget"),
    Text("预算调整数", "Adjustment"),
    Text("全年预算数", "Adjusted budget"),
    Text("到位", "Arrived"),
    Text("支出", "Spent"),
    Text("结余", "Balance"),
    Text("资金到位率", "Arrival rate"),
    Text("支出实现率", "Spent / arrived"),
    Text("预算执行率", "Execution rate"),
)
_SOURCE_LABELS = (Text("序号", "No."), Text("资金来源", "Source"), *_LABELS[INITIAL:])
_FIELDS: Final = (
    (INITIAL, "initial_budget"),
    (ADJUSTMENT, "adjustment"),
    (BUDGET, "budget"),
    (ARRIVED, "arrived"),
    (SPENT, "spent"),
)
_LETTERS: Final = [column_letters(column) for column in range(len(_LABELS))]
_RATES: Final = ((ARRIVAL, ARRIVED, BUDGET), (SPENDING, SPENT, ARRIVED), (EXECUTION, SPENT, BUDGET))

Row = Mapping[str, Any]


class Budget(NamedTuple):
    """The whole project's budget: the cell it stands in and its value there, in the workbook's unit."""

    cell: str
    value: float


def write_items(page: Page, row: int, report: Report, language: Language) -> tuple[int, Budget | None]:
    """The section by item with the project's total; returns the row after it, and where the budget stands."""
    items = report.tables.get("items", ())
    if not items:
        return row, None
    first = write_heading(page, row, _ITEMS(language), _LABELS, language == "zh")
    parents = {item.get("parent") for item in items}
    columns: dict[int, list[float | None]] = {column: [] for column, _ in _FIELDS}
    tops = []
    for at, item in enumerate(items, start=first):
        depth = max(item.get("depth") or 1, 1)
        look = GROUP if depth == 1 and item.get("node") in parents else PLAIN
        values = _write_amounts(page, at, item, report.money_unit, look)
        page.text(at, CODE, item["code"] or "", look.code)
        name = item["item"] or ""
        page.text(at, ITEM, name, look.indented[min(depth - 1, 4)])
        page.set_row(at, height(lines(name, WIDTHS[ITEM] - 2 * (depth - 1))))
        if depth == 1:
            tops.append(at)
            for column, value in values.items():
                columns[column].append(value)
    last = first + len(items)
    budget = _write_total(page, last, tops, columns, report, language)
    _add_bars(page, first, last)
    return last + 2, budget


def write_sources(page: Page, row: int, report: Report, language: Language) -> int:
    """The section by source of funds; returns the row after it."""
    sources = report.tables.get("sources", ())
    if not sources:
        return row
    first = write_heading(page, row, _SOURCES(language), _SOURCE_LABELS, language == "zh")
    for number, source in enumerate(sources, start=1):
        at = first + number - 1
        page.number(at, CODE, number, PLAIN.centred)
        page.text(at, ITEM, source["source"] or "", PLAIN.text)
        page.set_row(at, height(lines(source["source"] or "", WIDTHS[ITEM])))
        _write_amounts(page, at, source, report.money_unit, PLAIN)
    last = first + len(sources) - 1
    _add_bars(page, first, last)
    return last + 2


def _write_amounts(page: Page, row: int, given: Row, unit: Unit, look: Looks) -> dict[int, float | None]:
    """The row's money and rates; returns the money as its cells hold it."""
    per = FEN_PER[unit]
    values = {}
    for column, name in _FIELDS:
        fen = given.get(name)
        values[column] = value = None if fen is None else int(fen) / per
        arithmetic.amount(page, row, column, value, look.money)
    _write_computed(page, row, values, given.get("balance"), unit, look)
    return values


def _write_computed(
    page: Page, row: int, values: Mapping[int, float | None], balance: int | None, unit: Unit, look: Looks
) -> None:
    """Balance and rates, as formulas of the cells beside them."""
    number = row + 1
    arrived, spent = values[ARRIVED], values[SPENT]
    arithmetic.computed(
        page,
        (row, BALANCE),
        f"{_LETTERS[ARRIVED]}{number}-{_LETTERS[SPENT]}{number}",
        None if arrived is None or spent is None else arrived - spent,
        None if balance is None else int(balance) / FEN_PER[unit],
        unit,
        look.money,
    )
    for column, part, whole in _RATES:
        arithmetic.rate(
            page,
            row,
            column,
            (f"{_LETTERS[part]}{number}", values[part]),
            (f"{_LETTERS[whole]}{number}", values[whole]),
            look.rate,
        )


def _write_total(
    page: Page,
    row: int,
    tops: Sequence[int],
    columns: Mapping[int, Sequence[float | None]],
    report: Report,
    language: Language,
) -> Budget | None:
    unit, measures = report.money_unit, report.measures
    stated = {
        column: None if fen is None else int(fen) / FEN_PER[unit]
        for column, fen in ((BUDGET, measures.budget), (ARRIVED, measures.arrived), (SPENT, measures.spent))
    }
    for column in (INITIAL, ADJUSTMENT):  # of these nothing is measured but the rows above
        known = [value for value in columns[column] if value is not None]
        stated[column] = round(sum(known), 6) if known else None
    page.text(row, CODE, _TOTAL(language), TOTAL.code)
    page.blank(row, ITEM, TOTAL.text)
    for column, shown in stated.items():
        values = columns[column]
        arithmetic.total(page, (row, column), tops, values, shown, unit, TOTAL.money)
    _write_computed(page, row, stated, measures.balance, unit, TOTAL)
    page.set_row(row, height(1))
    budget = stated[BUDGET]
    return None if budget is None else Budget(f"${_LETTERS[BUDGET]}${row + 1}", budget)


_TOTAL = Text(TOTAL_LABELS[0], "Total")


def _add_bars(page: Page, first: int, last: int) -> None:
    for column, colour in zip((ARRIVAL, SPENDING, EXECUTION), BAR_COLOURS, strict=True):
        page.data_bar(first, column, last, column, colour)
