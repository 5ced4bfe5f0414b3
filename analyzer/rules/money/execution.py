"""Arrived and spent money against the budget and against each other."""

from typing import Annotated

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.option import Option
from analyzer.rules.contract import (
    DEFAULT_THRESHOLD,
    NOTHING,
    RECONCILIATION,
    Findings,
    Table,
    flag,
    keyed,
    rule,
    shared,
    together,
)
from analyzer.rules.money.cash import FUNDS, funds, overdrawn
from analyzer.rules.money.sums import at_bottom_line, in_one_unit, limit_slack
from analyzer.template.disbursement import PAYMENT
from analyzer.template.project import MONITORING

_BUDGET = ("budget.adjusted_budget", "budget.depth")
_ITEMS = tuple(f"items.{name}" for name in ("budget", "spent", "node", "parent", "depth", "code", "is_leaf"))


@shared
def overspent_items(items: Table, budget: Table, totals: Table) -> Table:
    """The lowest budget rows that spent more than their budget, all rows below them included.

    Columns workbook, row, code, spent, budget, excess (spent - budget, fen) and own (the part of it that no
    row below explains), by index of `items`.
    A parent is listed only for what its children do not already explain. Leaves alone a row that is the
    whole project (its budget is the total), parents without an amount, and 元 mixed up with 万元 (M116).
    """
    totals = in_one_unit(totals)
    excess = items["spent"] - items["budget"]
    budgeted = (items["budget"] != 0).fillna(False) | items["is_leaf"]
    over = budgeted & (items["node"] >= 0) & (excess > limit_slack(budget, "adjusted_budget")).fillna(False)
    over &= items["workbook"].isin(totals["workbook"])
    whole = items["workbook"].map(keyed(totals, "budget"))
    over &= ~((items["depth"] == 1) & (items["budget"] == whole).fillna(False))
    rows = items[["workbook", "row", "code", "node", "parent", "depth", "spent", "budget"]]
    return _lowest(rows.assign(excess=excess.where(over).astype("float64")))


def _lowest(items: Table) -> Table:
    """Rows whose excess exceeds what the rows listed below them explain, from the deepest level upwards."""
    found = []
    explained = pd.Series(0.0, index=pd.Index([], dtype="int64"))
    deepest = items["depth"].max() if items["excess"].notna().any() else 0
    for depth in range(deepest, 0, -1):
        level = items[items["depth"] == depth]
        below = level["node"].map(explained).fillna(0)
        listed = level["excess"].fillna(0) > below
        explained = level["excess"].where(listed, below).groupby(level["parent"]).sum()
        found.append(level.assign(own=level["excess"] - below)[listed])
    return pd.concat(found) if found else items.assign(own=0.0)[:0]


@rule(
    "M201",
    title=Text("支出超过全年预算", "Spending exceeds the budget"),
    message=Text(
        "支出合计 {actual}，超过全年预算 {expected}，多支 {difference}；请核对，或在“执行偏差说明”中说明原因",
        "Spending adds up to {actual}, more than the budget of {expected} by {difference}; "
        "check it, or give the reason in 执行偏差说明",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=(*_ITEMS, *_BUDGET, *FUNDS),
    quantity=Quantity.MONEY,
    explained_by=("project.deviation_note",),
    checks=("M10",),
)
def spending_exceeds_budget(
    budget: Table, items: Table, totals: Table, disbursement: Table, project: Table
) -> Findings:
    """The project spent more than its whole adjusted budget.

    Leaves it to M202 where overspent items explain all of the excess, so that each overspending is
    reported once, at the lowest level, and to M211 where spending exceeds what arrived by at least as
    much. A total of zero is M104's or M202's, 元 mixed up with 万元 M116's.
    """
    known = in_one_unit(totals)
    more = known[((known["spent"] > known["budget"]) & (known["budget"] > 0)).fillna(False)]
    if more.empty:
        return NOTHING
    total = at_bottom_line(more, budget)
    excess = total["spent"] - total["budget"]
    own = overspent_items(items, budget, totals).groupby("workbook")["own"].sum()
    rest = excess - total["workbook"].map(own).fillna(0)
    uncovered = overdrawn(funds(disbursement, totals, project, budget))["excess"]
    graver = (total["workbook"].map(uncovered) >= excess).fillna(False)
    over = total[((excess > limit_slack(total, "adjusted_budget")) & (rest > 0)).fillna(False) & ~graver]
    return flag(over, "adjusted_budget", actual=over["spent"], expected=over["budget"])


@rule(
    "M202",
    title=Text("子项支出超过子项预算", "An item spent more than its budget"),
    message=Text(
        "{code} {item}支出 {actual}，超过本项全年预算 {expected}，多支 {difference}；"
        "请核对是否列错子项，或说明调剂依据",
        "{code} {item} spent {actual}, more than its budget of {expected} by {difference}; "
        "check whether it belongs to another item, or state who approved the transfer",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=(
        *_ITEMS,
        *_BUDGET,
        "items.item",
        "totals.budget",
        "totals.arrived",
        "totals.spent",
        "disbursement.code",
        "disbursement.type",
        "disbursement.amount",
    ),
    quantity=Quantity.MONEY,
    explained_by=("project.deviation_note", "budget.remark"),
    checks=("M13",),
)
def item_spending_exceeds_its_budget(
    budget: Table, items: Table, disbursement: Table, totals: Table
) -> Findings:
    """The lowest budget rows that spent more than they were given (`overspent_items`).

    Where exactly one payment alone exceeds the item's budget, that payment's amount is the cell to look
    at; else the item's 全年预算数. What is left of a parent's or the project's excess is reported there.
    """
    over = overspent_items(items, budget, totals)
    if over.empty:
        return NOTHING
    over = over.assign(item=items["item"][over.index])
    payments = disbursement[
        disbursement["workbook"].isin(over["workbook"]) & (disbursement["type"] == PAYMENT)
    ]
    paid = payments[~payments["is_total"]].merge(over.drop(columns="row"), on=["workbook", "code"])
    large = paid[(paid["amount"] > paid["budget"]).fillna(False)]
    large = large[~large.duplicated(["workbook", "code"], keep=False)]
    at_payment = pd.MultiIndex.from_frame(over[["workbook", "code"]]).isin(
        pd.MultiIndex.from_frame(large[["workbook", "code"]])
    )
    return together(
        [
            _overspent(over[~at_payment], "adjusted_budget", "budget"),
            _overspent(large, "amount", "disbursement"),
        ]
    )


def _overspent(rows: Table, column: str, table: str) -> Findings:
    return flag(
        rows,
        column,
        actual=rows["spent"],
        expected=rows["budget"],
        table=table,
        code=rows["code"],
        item=rows["item"].fillna(""),
    )


@rule(
    "M203",
    title=Text("资金到位率超过 100%", "More money arrived than was budgeted"),
    message=Text(
        "到位 {arrived}，超过全年预算 {budget}，到位率 {actual}；"
        "预算有追加的请补记调整数，否则在“执行偏差说明”中说明原因",
        "{arrived} arrived, more than the budget of {budget}: a rate of {actual}; "
        "enter the supplement to the budget, or give the reason in 执行偏差说明",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=("totals.budget", "totals.arrived", "totals.spent", "totals.arrivals", *_BUDGET),
    quantity=Quantity.RATE,
    fields={"arrived": Quantity.MONEY, "budget": Quantity.MONEY},
    explained_by=("project.deviation_note",),
    checks=("M14",),
)
def more_arrived_than_budgeted(totals: Table, budget: Table) -> Findings:
    """Arrivals less returns exceed the whole adjusted budget.

    Leaves it to M201 and M202 where all of it was spent as well: the overspending is the graver fact, and
    both have one cause; and to M116 where 元 and 万元 are mixed up.
    """
    known = in_one_unit(totals)
    more = (known["arrived"] > known["budget"]) & (known["budget"] > 0) & (known["arrivals"] > 0)
    kept = known[(more & (known["spent"] < known["arrived"])).fillna(False)]
    if kept.empty:
        return NOTHING
    total = at_bottom_line(kept, budget)
    over = total["arrived"] > total["budget"] + limit_slack(total, "adjusted_budget")
    found = total[over.fillna(False)]
    return _at_arrival_rate(found, expected=1.0)


@rule(
    "M204",
    title=Text("资金到位率低", "A low arrival rate"),
    message=Text(
        "到位 {arrived}，全年预算 {budget}，到位率 {actual}，低于 {expected}；请在“执行偏差说明”中说明原因",
        "{arrived} arrived of a budget of {budget}: a rate of {actual}, below {expected}; "
        "give the reason in 执行偏差说明",
    ),
    severity=Severity.VERIFY,
    basis=DEFAULT_THRESHOLD,
    needs=("totals.budget", "totals.arrived", "totals.spent", "totals.arrivals", "project.stage"),
    quantity=Quantity.RATE,
    fields={"arrived": Quantity.MONEY, "budget": Quantity.MONEY},
    explained_by=("project.deviation_note",),
    checks=("M15",),
)
def little_arrived(
    totals: Table,
    project: Table,
    *,
    threshold: Annotated[
        float,
        Option(
            Text("到位率低于此数须说明", "An arrival rate below this is to be explained"), "1", "默认阈值"
        ),
    ] = 0.8,
) -> Findings:
    """Less arrived by the end of the year than a share of the budget; while the year runs it is no fault.

    Where no arrival is recorded at all the rate is unknown, not zero (M213); 元 mixed up with 万元 is M116's.
    """
    totals = in_one_unit(totals)
    year_end = project.loc[project["stage"] != MONITORING, "workbook"]
    known = totals[(totals["arrivals"] > 0) & (totals["budget"] > 0).fillna(False)]
    low = known[(known["arrived"] < known["budget"] * threshold) & known["workbook"].isin(year_end)]
    return _at_arrival_rate(low, expected=threshold)


def _at_arrival_rate(rows: Table, expected: float) -> Findings:
    """Findings on the claimed arrival rate, where the reader looks for it."""
    found = flag(
        rows.drop(columns="row", errors="ignore"),
        "claimed_arrival_rate",
        expected=expected,
        table="project",
        arrived=rows["arrived"],
        budget=rows["budget"],
    )
    actual = rows["arrived"].astype("Float64") / rows["budget"].astype("Float64")
    return found.assign(actual=actual, difference=(actual - expected).abs())
