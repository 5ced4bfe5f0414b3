"""Money that lies idle: items without a movement, items that keep what arrived, last year's money unused."""

from typing import Annotated, Any

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
    rule,
)
from analyzer.rules.money.sums import in_one_unit
from analyzer.template.project import MONITORING

_ITEMS = tuple(
    f"items.{name}" for name in ("budget", "arrived", "spent", "arrivals", "node", "parent", "depth")
)


def _year_end(project: Table) -> "pd.Series[Any]":
    """Workbooks that report a whole year; while it runs, money not yet used is no fault."""
    return project.loc[project["stage"] != MONITORING, "workbook"]


@rule(
    "M231",
    title=Text("子项没有到位也没有支出", "An item without arrivals or payments"),
    message=Text(
        "本项预算 {expected}，资金拨付表中没有它的到位和支出；请核对是否漏记，或在备注中说明原因",
        "The item has a budget of {expected}, but 资金拨付 shows neither arrivals nor payments for it; "
        "check whether they were left out, or give the reason in the remark",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=(*_ITEMS, "totals.spent", "totals.payments", "project.stage"),
    quantity=Quantity.MONEY,
    explained_by=("project.deviation_note", "budget.remark"),
    checks=("M20",),
)
def item_without_movement(items: Table, totals: Table, project: Table) -> Findings:
    """At the end of the year, budget rows that neither the ledger's arrivals nor its payments touch.

    Of a whole branch only its top is listed. Not judged below a row to which payments are booked
    directly, nor where some payments have no item of the budget: they may be the item's. A project
    without any payment is a matter of its execution rate.
    """
    rows = items[items["node"] >= 0].drop_duplicates("node").set_index("node", drop=False)
    idle = (rows["arrived"] == 0) & (rows["spent"] == 0) & (rows["arrivals"] == 0)
    if not idle.any():
        return NOTHING
    parent_idle = rows["parent"].map(idle).fillna(False).astype(bool)
    booked = totals[totals["payments"] > 0].set_index("workbook")["spent"]
    top = rows[rows["depth"] == 1]
    itemised = booked.index[booked == top.groupby("workbook")["spent"].sum().reindex(booked.index)]
    judged = rows["workbook"].isin(itemised) & rows["workbook"].isin(_year_end(project))
    found = rows[idle & ~parent_idle & ~_below_direct_payments(rows) & judged & (rows["budget"] > 0)]
    return flag(found, "adjusted_budget", table="budget", expected=found["budget"])


def _below_direct_payments(rows: Table) -> "pd.Series[bool]":
    """Rows (indexed by node) with payments booked to a row above them."""
    below = rows.groupby("parent")["spent"].sum().reindex(rows.index).fillna(0)
    direct = rows["spent"] != below.where(rows.index.isin(rows["parent"]), rows["spent"])
    under = pd.Series(False, rows.index)
    for depth in range(2, int(rows["depth"].max() if len(rows) else 0) + 1):
        level = rows.loc[rows["depth"] == depth, "parent"]
        under[level.index] = level.map(under | direct).fillna(False).astype(bool)
    return under


@rule(
    "M232",
    title=Text("子项资金闲置", "An item's money lies idle"),
    message=Text(
        "本项到位 {arrived}，支出 {spent}，结余 {actual}，占到位的 {share}；请说明原因和结余资金的去向",
        "Of {arrived} that arrived for this item {spent} was spent; {actual} or {share} is left; "
        "say why, and what becomes of it",
    ),
    severity=Severity.VERIFY,
    basis=DEFAULT_THRESHOLD,
    needs=(
        *_ITEMS,
        *(f"totals.{name}" for name in ("budget", "arrived", "spent", "payments")),
        "project.stage",
    ),
    quantity=Quantity.MONEY,
    fields={"arrived": Quantity.MONEY, "spent": Quantity.MONEY, "share": Quantity.RATE},
    explained_by=("project.deviation_note", "budget.remark"),
    checks=("M25",),
)
def item_money_idle(
    items: Table,
    totals: Table,
    project: Table,
    *,
    share: Annotated[
        float,
        Option(Text("结余占到位超过此数须说明", "A larger balance is to be explained"), "1", "默认阈值"),
    ] = 0.3,
) -> Findings:
    """At the end of the year a top item keeps more than a share of what arrived for it.

    Only where the project as a whole does not: its own balance is the low execution rate seen from the
    other side, and one fault. 元 mixed up with 万元 is M116's.
    """
    whole = in_one_unit(totals).set_index("workbook")
    keeps = whole["arrived"] - whole["spent"] > whole["arrived"].astype("Float64") * share
    sound = whole.index[(whole["payments"] > 0) & ~keeps.fillna(True)]
    top = items[(items["depth"] == 1) & (items["node"] >= 0) & (items["arrived"] > 0)]
    left = top["arrived"] - top["spent"]
    idle = (left > top["arrived"] * share) & top["workbook"].isin(sound)
    found = top[idle & top["workbook"].isin(_year_end(project))]
    return flag(
        found,
        "adjusted_budget",
        actual=left[found.index],
        table="budget",
        arrived=found["arrived"],
        spent=found["spent"],
        share=left[found.index] / found["arrived"],
    )


@rule(
    "M233",
    title=Text("上年结转到年底仍未用完", "Money carried over is still not used up"),
    message=Text(
        "上年结转 {actual}，全年支出只有 {expected}，还剩 {difference}结转资金未用；"
        "结转两年未用完的资金可能被收回，请说明原因",
        "{actual} was carried over, only {expected} was spent in the year, {difference} of it is left; "
        "money unused for two years may be taken back; give the reason",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=(
        "project.carryover_fund",
        "project.stage",
        *(f"totals.{name}" for name in ("budget", "arrived", "spent")),
    ),
    quantity=Quantity.MONEY,
    explained_by=("project.deviation_note",),
    checks=("M25",),
)
def carried_over_twice(project: Table, totals: Table) -> Findings:
    """By the end of the year less was spent than had been carried over, which is spent first.

    元 mixed up with 万元 is M116's.
    """
    both = project.merge(in_one_unit(totals).drop(columns="row", errors="ignore"), on="workbook")
    left = both["spent"] < both["carryover_fund"]
    found = both[left.fillna(False) & both["workbook"].isin(_year_end(project))]
    return flag(found, "carryover_fund", actual=found["carryover_fund"], expected=found["spent"])
