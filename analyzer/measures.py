"""Arrival, spending and execution: per project and per budget item, in fen and as fractions.

到位率 = arrived / adjusted budget; 支出实现率 = spent / arrived; 执行率 = spent / adjusted budget;
结余 = arrived - spent. A zero or missing denominator gives NA, shown as "—".
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analyzer.template.disbursement import ARRIVAL, PAYMENT, RETURN

Frame = pd.DataFrame

# What each measured column is made from: an unreadable cell there leaves it unknown.
LEDGER = ("disbursement.amount", "disbursement.type")
SOURCES: Mapping[str, tuple[str, ...]] = {
    "items.code": ("budget.code",),
    "items.item": ("budget.item",),
    "totals.initial_budget": ("budget.code", "budget.initial_budget"),
    "totals.budget": ("budget.code", "budget.initial_budget", "budget.adjustment", "budget.adjusted_budget"),
    "totals.arrived": LEDGER,
    "totals.spent": LEDGER,
    "totals.arrivals": LEDGER,
    "totals.payments": LEDGER,
    "items.budget": ("budget.code", "budget.initial_budget", "budget.adjustment", "budget.adjusted_budget"),
    "items.arrived": ("budget.code", "disbursement.code", *LEDGER),
    "items.spent": ("budget.code", "disbursement.code", *LEDGER),
    "items.arrivals": ("budget.code", "disbursement.code", *LEDGER),
}


def signed_amounts(disbursement: Frame) -> tuple["pd.Series[Any]", "pd.Series[Any]"]:
    """What each ledger row adds to arrivals (a 退回 takes away) and to spending, in fen; NA counts as 0."""
    amount = disbursement["amount"].fillna(0).astype("int64").where(~disbursement["is_total"], 0)
    kind = disbursement["type"]
    arrived = amount.where(kind == ARRIVAL, (-amount).where(kind == RETURN, 0))
    return arrived, amount.where(kind == PAYMENT, 0)


def effective_budget(budget: Frame) -> "pd.Series[Any]":
    """The adjusted budget in fen; where it is blank, initial budget plus adjustment."""
    return budget["adjusted_budget"].fillna(budget["initial_budget"] + budget["adjustment"].fillna(0))


def measure_items(budget: Frame, disbursement: Frame) -> Frame:
    """One row per budget row, in step with `budget`: budget, arrived, spent (with all rows below), arrivals.

    `arrivals` counts the arrival rows at the item or below it. Money is Int64 fen; ledger rows are taken
    at their 预算编号, and each parent includes its children's.
    """
    arrived, spent = signed_amounts(disbursement)
    own = pd.DataFrame(
        {
            "workbook": disbursement["workbook"],
            "code": disbursement["code"],
            "arrived": arrived,
            "spent": spent,
            "arrivals": (disbursement["type"] == ARRIVAL).astype("int64"),
        }
    )
    own = own.groupby(["workbook", "code"], as_index=False)[["arrived", "spent", "arrivals"]].sum()
    first = ~budget.duplicated(["workbook", "code"]) & (budget["node"] >= 0)
    items = budget[
        ["workbook", "row", "node", "parent", "depth", "is_leaf", "is_total", "code", "item"]
    ].copy()
    items["budget"] = effective_budget(budget)
    items = items.merge(own, on=["workbook", "code"], how="left")
    for name in ("arrived", "spent", "arrivals"):
        items[name] = items[name].where(first, 0).fillna(0).astype("int64")
    for depth in range(int(items["depth"].max()) if len(items) else 0, 1, -1):
        below = items[items["depth"] == depth]
        up = below.groupby("parent")[["arrived", "spent", "arrivals"]].sum()
        at = items["node"].map(dict(zip(up.index, range(len(up)), strict=True)))
        takes = at.notna() & first.to_numpy()
        for name in ("arrived", "spent", "arrivals"):
            items.loc[takes, name] += up[name].to_numpy()[at[takes].astype(int)]
    return items


def measure_totals(batch_size: int, budget: Frame, disbursement: Frame) -> Frame:
    """One row per workbook: the budgets, arrived, spent, balance, the rates, and how many rows say so.

    The budget is the 合计 row's, or the sum of the top rows where 合计 is blank. Without any ledger row
    nothing is known of arrivals and spending (NA); with one, what is not listed is zero. `arrivals` and
    `payments` count their rows.
    """
    workbooks = pd.RangeIndex(batch_size, name="workbook")
    totals = pd.DataFrame(index=workbooks)
    for name, amounts in (
        ("initial_budget", budget["initial_budget"]),
        ("budget", effective_budget(budget)),
    ):
        totals[name] = _stated_total(budget, amounts).reindex(workbooks)
    arrived, spent = signed_amounts(disbursement)
    rows = disbursement.loc[~disbursement["is_total"]]
    by_workbook = rows["workbook"]
    recorded = by_workbook.value_counts().reindex(workbooks, fill_value=0) > 0
    for name, amounts in (("arrived", arrived), ("spent", spent)):
        total = amounts.groupby(disbursement["workbook"]).sum().reindex(workbooks, fill_value=0)
        totals[name] = total.astype("Int64").where(recorded)
    totals["balance"] = totals["arrived"] - totals["spent"]
    for name, kind in (("arrivals", ARRIVAL), ("payments", PAYMENT)):
        totals[name] = (rows["type"] == kind).groupby(by_workbook).sum().reindex(workbooks, fill_value=0)
    totals["arrival_rate"] = rate(totals["arrived"], totals["budget"])
    totals["spending_rate"] = rate(totals["spent"], totals["arrived"])
    totals["execution_rate"] = rate(totals["spent"], totals["budget"])
    return totals.reset_index()


def _stated_total(budget: Frame, amounts: "pd.Series[Any]") -> "pd.Series[Any]":
    """Per workbook the 合计 row's amount, else the sum of the top rows."""
    workbook = budget["workbook"]
    stated = amounts[budget["is_total"]].groupby(workbook).first()
    top = (budget["depth"] == 1) & ~budget["of_which"]
    return stated.combine_first(amounts[top].groupby(workbook).sum(min_count=1))


def rate(part: "pd.Series[Any]", whole: "pd.Series[Any]") -> "pd.Series[Any]":
    """`part` / `whole` as Float64; NA where either is missing or `whole` is zero."""
    known = part.notna() & whole.notna() & (whole.fillna(0) != 0)
    quotient = np.divide(
        part.fillna(0).to_numpy(dtype=float),
        whole.fillna(1).to_numpy(dtype=float),
        out=np.zeros(len(part)),
        where=known.to_numpy(dtype=bool),
    )
    return pd.Series(pd.arrays.FloatingArray(quotient, ~known.to_numpy(dtype=bool)), index=part.index)
