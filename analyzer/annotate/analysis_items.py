"""The sections of 执行分析 that follow the money: by item and by source."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from analyzer.annotate import arithmetic
from analyzer.annotate.analysis_looks import BAR_COLOURS, GROUP, PLAIN, TOTAL, WIDTHS, Looks, write_heading
from analyzer.annotate.appearance import height, lines
from analyzer.language import Language, Text
from analyzer.money import FEN_PER, Unit
from analyzer.package import Page
from analyzer.package.pages import cells
from analyzer.package.pages.cells import Cell
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
_COMPUTED_FROM: Final = (BUDGET, ARRIVED, SPENT)

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
        name, values = item["item"] or "", _amounts(item, report.money_unit)
        row_cells = {
            CODE: cells.text(item["code"] or "", look.code),
            ITEM: cells.text(name, look.indented[min(depth - 1, 4)]),
            **_figures(at, values, item.get("balance"), report.money_unit, look),
        }
        page.row(at, row_cells, height(lines(name, WIDTHS[ITEM] - 2 * (depth - 1))))
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
        at, name, unit = first + number - 1, source["source"] or "", report.money_unit
        row_cells = {
            CODE: cells.number(number, PLAIN.centred),
            ITEM: cells.text(name, PLAIN.text),
            **_figures(at, _amounts(source, unit), source.get("balance"), unit, PLAIN),
        }
        page.row(at, row_cells, height(lines(name, WIDTHS[ITEM])))
    last = first + len(sources) - 1
    _add_bars(page, first, last)
    return last + 2


def _amounts(given: Row, unit: Unit) -> dict[int, float | None]:
    """The row's money by column, as its cells hold it."""
    per, named = FEN_PER[unit], ((column, given.get(name)) for column, name in _FIELDS)
    return {column: None if fen is None else int(fen) / per for column, fen in named}


def _figures(
    row: int, values: Mapping[int, float | None], balance: int | None, unit: Unit, look: Looks
) -> dict[int, Cell]:
    """The cells of the row's money, and of what is computed from it."""
    figures = {column: arithmetic.amount(value, look.money) for column, value in values.items()}
    return figures | _computed(row, values, balance, unit, look)


def _computed(
    row: int, values: Mapping[int, float | None], balance: int | None, unit: Unit, look: Looks
) -> dict[int, Cell]:
    """Balance and rates, as formulas of the cells beside them."""
    given = {column: (f"{_LETTERS[column]}{row + 1}", values[column]) for column in _COMPUTED_FROM}
    (arrived_cell, arrived), (spent_cell, spent) = given[ARRIVED], given[SPENT]
    left = None if arrived is None or spent is None else arrived - spent
    shown = None if balance is None else int(balance) / FEN_PER[unit]
    difference = arithmetic.computed(f"{arrived_cell}-{spent_cell}", left, shown, unit, look.money)
    rates = {column: arithmetic.rate(given[part], given[whole], look.rate) for column, part, whole in _RATES}
    return {BALANCE: difference, **rates}


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
    sums = {
        column: arithmetic.total(column, tops, columns[column], shown, unit, TOTAL.money)
        for column, shown in stated.items()
    }
    label = {CODE: cells.text(_TOTAL(language), TOTAL.code), ITEM: cells.blank(TOTAL.text)}
    page.row(row, {**label, **sums, **_computed(row, stated, measures.balance, unit, TOTAL)}, height(1))
    budget = stated[BUDGET]
    return None if budget is None else Budget(f"${_LETTERS[BUDGET]}${row + 1}", budget)


_TOTAL = Text(TOTAL_LABELS[0], "Total")


def _add_bars(page: Page, first: int, last: int) -> None:
    for column, colour in zip((ARRIVAL, SPENDING, EXECUTION), BAR_COLOURS, strict=True):
        page.data_bar(first, column, last, column, colour)
