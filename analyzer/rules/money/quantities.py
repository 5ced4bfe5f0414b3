"""Quantities and prices of budget items, where an item states them."""

import numpy as np
import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import NOTHING, RECONCILIATION, Findings, Table, flag, rule
from analyzer.rules.money.sums import half_quantum

WAN = 10_000  # yuan in 万元
CLOSE = 1e-9  # relative; quantities are binary floats

_NO_HINT = Text("", "")
_PRICE_IN_WAN = Text(
    "；单价似按万元填写，本列一律用元", "; the price seems to be in 万元, this column is always in yuan"
)


@rule(
    "M121",
    title=Text("单价乘数量不等于金额", "Price times quantity is not the amount"),
    message=Text(
        "单价乘数量为 {expected}，全年预算数填报 {actual}，相差 {difference}{hint}",
        "Price times quantity is {expected}, the adjusted budget states {actual}: off by {difference}{hint}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("budget.quantity", "budget.unit_price", "budget.adjusted_budget", "budget.initial_budget"),
    quantity=Quantity.MONEY,
    checks=("M21",),
)
def price_times_quantity_differs(budget: Table) -> Findings:
    """单价 x 数量 against 全年预算数, both rounded as stated.

    Leaves alone rows whose 年初预算数 the product gives: there the budget was adjusted without new
    quantities. Names a price that was written in 万元.
    """
    rows = budget[
        budget["quantity"].notna() & budget["unit_price"].notna() & budget["adjusted_budget"].notna()
    ]
    quantity = rows["quantity"].astype("float64")
    product = quantity * rows["unit_price"].astype("float64")
    slack = half_quantum(rows, "unit_price") * quantity.abs() + product.abs() * CLOSE
    fits = {
        amount: (product - rows[amount].astype("Float64")).abs() <= slack + half_quantum(rows, amount)
        for amount in ("adjusted_budget", "initial_budget")
    }
    off = ~fits["adjusted_budget"] & ~fits["initial_budget"].fillna(False)
    in_wan = (product * WAN - rows["adjusted_budget"].astype("float64")).abs() <= slack * WAN
    hint = in_wan.map({True: _PRICE_IN_WAN, False: _NO_HINT})
    wrong = rows[off]
    return flag(
        wrong,
        "adjusted_budget",
        actual=wrong["adjusted_budget"],
        expected=pd.Series(np.rint(product[off]), dtype="Int64"),
        hint=hint[off],
    )


@rule(
    "M122",
    title=Text("下级数量合计与上级不符", "The children's quantities do not add up to the parent's"),
    message=Text(
        "下级数量合计 {expected} {unit}，本行填报 {actual} {unit}，相差 {difference}；"
        "请核对，同一对象重复计数的在备注中说明",
        "The rows below add up to {expected} {unit}, this row states {actual} {unit}: off by {difference}; "
        "check it, or say in the remark what was counted twice",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=(
        "budget.quantity",
        "budget.quantity_unit",
        "budget.node",
        "budget.parent",
        "budget.of_which",
    ),
    quantity=Quantity.SCORE,
    explained_by=("budget.remark",),
    checks=("M29",),
)
def quantities_differ_from_parent(budget: Table) -> Findings:
    """Quantities of the rows right below against the parent's, all in one unit.

    Not judged where a child has no quantity or another unit, in partial breakdowns (其中), and where a
    child has the parent's own quantity: then each child serves the whole (12 months, 300 people), and
    adding up means nothing.
    """
    parents = budget[(budget["node"] >= 0) & budget["quantity"].notna()].drop_duplicates("node")
    parts = budget[budget["parent"].isin(parents["node"])]
    if parts.empty:
        return NOTHING
    groups = parts.groupby("parent")
    sums = pd.DataFrame(
        {
            "parts": groups["quantity"].sum(),
            "largest": groups["quantity"].max(),
            "complete": parts["quantity"].notna().groupby(parts["parent"]).all(),
            "units": groups["quantity_unit"].nunique(dropna=False),
            "part_unit": groups["quantity_unit"].first(),
            "partial": groups["of_which"].any(),
        }
    )
    both = parents.merge(sums, left_on="node", right_index=True)
    additive = both["complete"] & ~both["partial"] & (both["largest"] != both["quantity"])
    same_unit = (both["units"] == 1) & (both["part_unit"] == both["quantity_unit"])
    off = (both["parts"] - both["quantity"]).abs() > both["quantity"].abs() * CLOSE
    wrong = both[(additive & same_unit & off).fillna(False)]
    return flag(
        wrong, "quantity", actual=wrong["quantity"], expected=wrong["parts"], unit=wrong["quantity_unit"]
    )
