"""Totals: what one level of the budget states must agree with the level below and across the row."""

from typing import Any

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import RECONCILIATION, Findings, Table, flag, rule

AMOUNTS = ("adjusted_budget", "initial_budget", "adjustment")
_LEVELS = ("budget.node", "budget.parent", "budget.depth", "budget.of_which")
_NEEDS = (*_LEVELS, *(f"budget.{amount}" for amount in AMOUNTS))


def sums_of_parts(budget: Table, amount: str) -> Table:
    """Each parent row, 合计 included, with the sum of the rows right below it; sums in Int64 fen.

    Columns: workbook, row, stated, parts (their sum; NA where none states an amount), slack (fen by which
    rounding alone may part the two), partial (the parts are a partial breakdown). 合计's parts are the top
    rows. Parts without an amount count as zero. Each stated amount is the interval of half a unit of its
    last stated digit to either side, as in XBRL Calculations 1.1; `slack` is the sum of those halves.
    """
    top = ~budget["is_total"] & (budget["depth"] == 1)
    group = budget["parent"].where(~top, -2 - budget["workbook"])
    parts = budget.assign(group=group, half=half_quantum(budget, amount))[top | (budget["parent"] >= 0)]
    groups = parts.groupby("group")
    sums = pd.DataFrame(
        {
            "parts": groups[amount].sum(min_count=1),
            "half_parts": groups["half"].sum(),
            "partial": groups["of_which"].any(),
        }
    )
    parents = budget[budget["is_total"] | (budget["node"] >= 0)].drop_duplicates(["workbook", "node"])
    own = parents["node"].where(~parents["is_total"], -2 - parents["workbook"])
    found = parents.assign(group=own, half=half_quantum(parents, amount)).merge(sums, on="group")
    return found.assign(stated=found[amount], slack=found["half"] + found["half_parts"])[
        ["workbook", "row", "stated", "parts", "slack", "partial"]
    ]


def half_quantum(table: Table, amount: str) -> "pd.Series[Any]":
    """Fen by which each stated amount may have been rounded; zero and blank are exact."""
    return (table[f"{amount}_quantum"] / 2).where(table[amount].fillna(0) != 0, 0.0)


def gaps(budget: Table) -> Table:
    """Complete breakdowns whose parts do not add up, one row per parent and amount column.

    Columns as `sums_of_parts` with `amount` (the column) and `gap` (|parts - stated| in fen). Where the
    initial budget of a parent is off by just as much as its adjusted budget, only the latter is listed:
    it is the same fault carried over.
    """
    found = []
    for amount in AMOUNTS:
        sums = sums_of_parts(budget, amount)
        known = sums["parts"].notna() & (sums["stated"].fillna(0) != 0) & ~sums["partial"]
        off = sums[known].assign(amount=amount, gap=lambda s: (s["parts"] - s["stated"]).abs())
        found.append(off[off["gap"] > 0])
    return pd.concat(found).drop_duplicates(["workbook", "row", "gap"])


def _by_column(rows: Table) -> Findings:
    """Findings on each row's own amount column."""
    return flag(rows, "", actual=rows["parts"], expected=rows["stated"]).assign(column=rows["amount"])


@rule(
    "M101",
    title=Text("子项合计与上级不符", "Sub-items do not add up to their parent"),
    message=Text(
        "下级合计 {actual}，本行填报 {expected}，相差 {difference}",
        "The rows below add up to {actual}, this row states {expected}: a difference of {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=_NEEDS,
    quantity=Quantity.MONEY,
    checks=("M1",),
)
def parts_differ_from_parent(budget: Table) -> Findings:
    """At every level the children, and for 合计 the top rows, must add up to what the row above states.

    Leaves alone partial breakdowns (其中), parents without an amount (M104) and gaps that rounding
    explains (M102).
    """
    found = gaps(budget)
    return _by_column(found[found["gap"] > found["slack"]])


@rule(
    "M102",
    title=Text("尾差", "Rounding difference"),
    message=Text(
        "下级合计 {actual}，本行填报 {expected}，相差 {difference}，在四舍五入的范围内",
        "The rows below add up to {actual}, this row states {expected}; rounding explains {difference}",
    ),
    severity=Severity.NOTICE,
    basis=RECONCILIATION,
    needs=_NEEDS,
    quantity=Quantity.MONEY,
    checks=("M2",),
)
def rounding_tail(budget: Table) -> Findings:
    """A gap that half a unit of the last stated digit of every amount involved can explain."""
    found = gaps(budget)
    return _by_column(found[found["gap"] <= found["slack"]])


@rule(
    "M103",
    title=Text("其中项超过总额", "A partial breakdown exceeds its total"),
    message=Text(
        "“其中”各项合计 {actual}，超过本行填报的 {expected}，多出 {difference}",
        "The 其中 items add up to {actual}, more than the {expected} stated here, by {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=_NEEDS,
    quantity=Quantity.MONEY,
    checks=("M3",),
)
def partial_breakdown_exceeds_total(budget: Table) -> Findings:
    """A breakdown marked 其中 may leave items out, so it may fall short of its parent but never exceed it."""
    sums = sums_of_parts(budget, "adjusted_budget")
    over = sums["partial"] & (sums["parts"] > sums["stated"] + sums["slack"]).fillna(False)
    return _by_column(sums[over & (sums["stated"] != 0)].assign(amount="adjusted_budget"))


@rule(
    "M104",
    title=Text("上级金额为空或零", "The parent states no amount"),
    message=Text(
        "下级合计 {expected}，本行未填金额或填 0",
        "The rows below add up to {expected}, but this row states nothing or zero",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=_NEEDS,
    quantity=Quantity.MONEY,
    checks=("M4",),
)
def parent_without_amount(budget: Table) -> Findings:
    """A parent or 合计 row that is blank or zero while the rows below it state amounts."""
    sums = sums_of_parts(budget, "adjusted_budget")
    empty = sums[(sums["stated"].fillna(0) == 0) & (sums["parts"].fillna(0) != 0)]
    return flag(empty, "adjusted_budget", actual=empty["stated"], expected=empty["parts"])


@rule(
    "M105",
    title=Text("年初、调整与全年预算不符", "Initial budget and adjustment do not give the adjusted budget"),
    message=Text(
        "年初预算数加预算调整数为 {expected}，全年预算数填报 {actual}，相差 {difference}",
        "Initial budget plus adjustment is {expected}, the adjusted budget states {actual}: off by {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=tuple(f"budget.{amount}" for amount in AMOUNTS),
    quantity=Quantity.MONEY,
)
def adjustment_does_not_bridge(budget: Table) -> Findings:
    """年初预算数 + 预算调整数 = 全年预算数 on every row that states initial and adjusted budget.

    A blank adjustment is none. What rounding explains is left alone.
    """
    expected = budget["initial_budget"] + budget["adjustment"].fillna(0)
    slack = sum((half_quantum(budget, amount) for amount in AMOUNTS), start=pd.Series(0.0, budget.index))
    off = (expected - budget["adjusted_budget"]).abs() > slack
    wrong = budget[off.fillna(False)]
    return flag(wrong, "adjusted_budget", actual=wrong["adjusted_budget"], expected=expected[wrong.index])
