"""Arrival, spending and execution: per project and per budget item, in fen and as fractions.

到位率 = arrived / adjusted budget; 支出实现率 = spent / arrived; 执行率 = spent / adjusted budget;
结余 = arrived - spent. A zero or missing denominator gives NA, shown as "—".
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.template.disbursement import ARRIVAL, PAYMENT, RETURN

Frame = pd.DataFrame
Fens = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOWHERE = -1

# What each measured column is made from: an unreadable cell there leaves it unknown.
LEDGER = ("disbursement.amount", "disbursement.type")
SOURCES: Mapping[str, tuple[str, ...]] = {
    "items.code": ("budget.code",),
    "items.item": ("budget.item",),
    "items.initial_budget": ("budget.initial_budget",),
    "items.adjustment": ("budget.adjustment",),
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


def signed_amounts(disbursement: Frame) -> tuple[Fens, Fens]:
    """What each ledger row adds to arrivals (a 退回 takes away) and to spending, in fen; NA counts as 0."""
    amount = disbursement["amount"].to_numpy(dtype=np.int64, na_value=0)
    amount = np.where(disbursement["is_total"], 0, amount)
    came, back, paid = (_is(disbursement, kind) for kind in (ARRIVAL, RETURN, PAYMENT))
    return np.where(came, amount, np.where(back, -amount, 0)), np.where(paid, amount, 0)


def _is(disbursement: Frame, kind: str) -> Flags:
    return (disbursement["type"] == kind).to_numpy(dtype=bool)


def effective_budget(budget: Frame) -> "pd.Series[Any]":
    """The adjusted budget in fen; where it is blank, initial budget plus adjustment."""
    return budget["adjusted_budget"].fillna(budget["initial_budget"] + budget["adjustment"].fillna(0))


_OF_THE_BUDGET = (
    *("workbook", "row", "node", "parent", "depth", "is_leaf", "is_total", "code", "item"),
    *("initial_budget", "adjustment"),
)


def measure_items(budget: Frame, disbursement: Frame) -> Frame:
    """One row per budget row, in step with `budget`: budget, arrived, spent (with all rows below), arrivals.

    The keys, the names and the initial and adjusting amounts are the budget's own.

    `arrivals` counts the arrival rows at the item or below it. Money is Int64 fen; ledger rows are taken
    at their 预算编号, and each parent includes its children's.
    """
    names = pd.Index(budget["code"].dropna().unique())
    key, booked_on = (
        table["workbook"].to_numpy() * (len(names) + 1) + names.get_indexer(pd.Index(table["code"]))
        for table in (budget, disbursement)
    )
    node, parent = budget["node"].to_numpy(), budget["parent"].to_numpy()
    first = np.flatnonzero((node >= 0) & ~pd.Series(key).duplicated().to_numpy())
    row_of_ledger, row_above = (
        np.append(first, NOWHERE)[pd.Index(known[first]).get_indexer(wanted)]
        for known, wanted in ((key, booked_on), (node, parent))
    )
    items = budget[list(_OF_THE_BUDGET)].assign(budget=effective_budget(budget))
    depth = budget["depth"].to_numpy()
    flows = (*signed_amounts(disbursement), _is(disbursement, ARRIVAL).astype(np.int64))
    for name, flow in zip(("arrived", "spent", "arrivals"), flows, strict=True):
        total = _added_up(np.zeros(len(budget), dtype=np.int64), row_of_ledger, flow)
        for level in range(int(depth.max(initial=0)), 1, -1):
            below = np.flatnonzero(depth == level)
            _added_up(total, row_above[below], total[below])
        items[name] = total
    return items


def _added_up(total: Fens, rows: npt.NDArray[np.intp], amounts: Fens) -> Fens:
    """`total` with each amount added at its row, but for those whose row is NOWHERE."""
    known = rows != NOWHERE
    np.add.at(total, rows[known], amounts[known])
    return total


def measure_totals(batch_size: int, budget: Frame, disbursement: Frame) -> Frame:
    """One row per workbook: the budgets, arrived, spent, balance, the rates, and how many rows say so.

    The budget is the 合计 row's, or the sum of the top rows where 合计 is blank. Without any ledger row
    nothing is known of arrivals and spending (NA); with one, what is not listed is zero. `arrivals` and
    `payments` count their rows.
    """
    workbook, listed = disbursement["workbook"].to_numpy(), ~disbursement["is_total"].to_numpy()

    def per_workbook(amounts: Fens | Flags) -> Fens:
        return _added_up(np.zeros(batch_size, dtype=np.int64), workbook, amounts.astype(np.int64))

    blank = per_workbook(listed) == 0
    arrived, spent = (
        pd.Series(pd.arrays.IntegerArray(per_workbook(flow), blank)) for flow in signed_amounts(disbursement)
    )
    whole = pd.Series(_stated_total(batch_size, budget, effective_budget(budget)))
    return pd.DataFrame(
        {
            "workbook": np.arange(batch_size),
            "initial_budget": _stated_total(batch_size, budget, budget["initial_budget"]),
            "budget": whole,
            "arrived": arrived,
            "spent": spent,
            "balance": arrived - spent,
            "arrivals": per_workbook(_is(disbursement, ARRIVAL) & listed),
            "payments": per_workbook(_is(disbursement, PAYMENT) & listed),
            "arrival_rate": rate(arrived, whole),
            "spending_rate": rate(spent, arrived),
            "execution_rate": rate(spent, whole),
        }
    )


def _stated_total(batch_size: int, budget: Frame, amounts: "pd.Series[Any]") -> pd.arrays.IntegerArray:
    """Per workbook the 合计 row's amount, else the sum of the top rows."""
    workbook, fen = budget["workbook"].to_numpy(), amounts.to_numpy(dtype=np.int64, na_value=0)
    stated, closing = amounts.notna().to_numpy(), budget["is_total"].to_numpy()
    top = np.flatnonzero(stated & (budget["depth"] == 1).to_numpy() & ~budget["of_which"].to_numpy())
    total, known = np.zeros(batch_size, dtype=np.int64), np.zeros(batch_size, dtype=bool)
    np.add.at(total, workbook[top], fen[top])
    first = np.flatnonzero(stated & closing)[
        ::-1
    ]  # written last, so that of several it is the one that stays
    total[workbook[first]] = fen[first]
    known[workbook[top]] = known[workbook[first]] = True
    return pd.arrays.IntegerArray(total, ~known)


def measure_rates(items: Frame) -> Frame:
    """The items with balance and the three rates; one without arrivals of its own shows none.

    Its money then stands at a level above, and its arrival and balance are not known.
    """
    arrived = items["arrived"].astype("Int64").where(items["arrivals"] > 0)
    spent = items["spent"].astype("Int64")
    return items.assign(
        arrived=arrived,
        balance=arrived - spent,
        arrival_rate=rate(arrived, items["budget"]),
        spending_rate=rate(spent, arrived),
        execution_rate=rate(spent, items["budget"]),
    )


def measure_sources(budget: Frame, items: Frame) -> Frame:
    """One row per workbook and stated 资金来源, in the order of the budget, summed over the lowest items.

    `items` is in step with `budget`. Columns as of `measure_rates`, and `source`.
    """
    lowest = (
        budget["is_leaf"] & ~budget["of_which"] & ~budget["is_total"] & budget["source"].notna()
    ).to_numpy()
    amounts = ["initial_budget", "adjustment", "budget", "arrived", "spent", "arrivals"]
    own = items.loc[lowest, ["workbook", *amounts]].assign(source=budget.loc[lowest, "source"].to_numpy())
    sums = own.groupby(["workbook", "source"], sort=False, as_index=False)[amounts].sum()
    return measure_rates(sums)


def rate(part: "pd.Series[Any]", whole: "pd.Series[Any]") -> "pd.Series[Any]":
    """`part` / `whole` as Float64; NA where either is missing or `whole` is zero."""
    dividend, divisor = (side.to_numpy(dtype=np.float64, na_value=np.nan) for side in (part, whole))
    known = ~np.isnan(dividend) & ~np.isnan(divisor) & (divisor != 0)
    quotient = np.divide(dividend, divisor, out=np.zeros(len(part)), where=known)
    return pd.Series(pd.arrays.FloatingArray(quotient, ~known), index=part.index)


def measure_months(project: Frame, disbursement: Frame) -> Frame:
    """One row per workbook and month: arrived, spent, arrived_to_date, spent_to_date, balance, in int64 fen.

    `month` (datetime64, its first day) runs over the twelve months of 预算年度 and any other month with
    ledger rows, in order; 退回 takes away from arrivals. Rows without a date belong to no month and are
    left out, so the last running total may fall short of `totals`.
    """
    arrived, spent = signed_amounts(disbursement)
    dated = (disbursement["date"].notna() & ~disbursement["is_total"]).to_numpy(dtype=bool)
    flows = pd.DataFrame(
        {
            "workbook": disbursement["workbook"].to_numpy(),
            "month": disbursement["date"].to_numpy().astype("datetime64[M]").astype(np.int64),
            "arrived": arrived,
            "spent": spent,
        }
    )[dated]
    stated = project[project["year"].notna()]
    year = np.repeat((stated["year"].to_numpy(dtype=np.int64) - 1970) * 12, 12)
    twelve = pd.DataFrame(
        {
            "workbook": np.repeat(stated["workbook"].to_numpy(), 12),
            "month": year + np.tile(np.arange(12), len(stated)),
            "arrived": 0,
            "spent": 0,
        }
    )
    months = pd.concat([twelve, flows]).groupby(["workbook", "month"]).sum()
    running = months.groupby("workbook").cumsum()
    months["arrived_to_date"], months["spent_to_date"] = running["arrived"], running["spent"]
    months["balance"] = running["arrived"] - running["spent"]
    months = months.reset_index()
    first_days = months["month"].to_numpy().astype("datetime64[M]").astype("datetime64[s]")
    return months.assign(month=first_days)


def measure_progress(months: Frame, totals: Frame) -> Frame:
    """The months with what had arrived and was spent by then as fractions of the budget.

    Adds arrival_to_date and execution_to_date; workbooks without any flow are left out.
    """
    budgets = totals.set_index("workbook")["budget"]
    budget = months["workbook"].map(budgets).astype("Int64")
    flows = months["workbook"].isin(months["workbook"][(months["arrived"] != 0) | (months["spent"] != 0)])
    return months.assign(
        arrival_to_date=rate(months["arrived_to_date"].astype("Int64"), budget),
        execution_to_date=rate(months["spent_to_date"].astype("Int64"), budget),
    )[flows]
