"""Totals: what one level of the budget states must agree with the level below and across the row."""

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import (
    NOTHING,
    RECONCILIATION,
    Findings,
    Table,
    flag,
    keyed,
    rule,
    shared,
)
from analyzer.rules.money.causes import likely_causes
from analyzer.rules.money.sums import (
    AMOUNTS,
    LOOSE,
    gaps,
    group_below,
    group_of,
    half_quantum,
    sums_of_parts,
)

_TREE = ("code", "node", "parent", "parent_code", "depth", "of_which")
_LEVELS = tuple(f"budget.{name}" for name in _TREE)
_NEEDS = (*_LEVELS, *(f"budget.{amount}" for amount in AMOUNTS))


def _by_column(rows: Table) -> Findings:
    """Findings on each row's own amount column."""
    return flag(rows, "", actual=rows["parts"], expected=rows["stated"]).assign(column=rows["amount"])


def _with_causes(found: Table, budget: Table, items: Table, places: Table, project: Table) -> Findings:
    """Findings on gaps, each with its likely cause.

    The ledger and the form only help to name the cause, so they are not among what the rules need: an
    amount that cannot be read there must not hide a gap.
    """
    if found.empty:
        return NOTHING
    units = keyed(project, "money_unit")
    return _by_column(found).assign(cause=likely_causes(found, budget, items, places, units))


_GAP = Text(
    "下级合计 {actual}，本行填报 {expected}，相差 {difference}{cause}",
    "The rows below add up to {actual}, this row states {expected}: off by {difference}{cause}",
)


@rule(
    "M101",
    title=Text("子项合计与上级不符", "Sub-items do not add up to their parent"),
    message=_GAP,
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=(*_LEVELS, "budget.adjusted_budget"),
    quantity=Quantity.MONEY,
    checks=("M1", "M28"),
)
def parts_differ_from_parent(budget: Table, items: Table, places: Table, project: Table) -> Findings:
    """At every level the children, and for 合计 the top rows, must add up to what the row above states.

    Leaves alone partial breakdowns (其中), parents without an amount (M104), gaps that rounding explains
    (M102) and gaps of just what rows below state whose own parent is missing (T132).
    """
    found = gaps(budget, ("adjusted_budget",))
    return _with_causes(found[found["gap"] > found["slack"]], budget, items, places, project)


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
    needs=(*_LEVELS, "budget.adjusted_budget"),
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
    needs=(*_LEVELS, "budget.adjusted_budget"),
    quantity=Quantity.MONEY,
    checks=("M4",),
)
def parent_without_amount(budget: Table) -> Findings:
    """A parent or 合计 row that is blank or zero while the rows below it state amounts."""
    sums = sums_of_parts(budget, "adjusted_budget")
    empty = sums[(sums["stated"].fillna(0) == 0) & (sums["parts"].fillna(0) != 0)]
    return flag(empty, "adjusted_budget", actual=empty["stated"], expected=empty["parts"])


@shared
def _unbridged(budget: Table) -> Table:
    """Rows whose 年初预算数 + 预算调整数 (a blank one is none) is not 全年预算数, with that sum: `bridged`.

    Columns workbook, row, is_total, the three amounts, bridged and carried.
    `carried`: the gaps of the rows right below add up to the row's own. Left out is what rounding explains,
    and a row whose parts give the sum: there M101 reports that the row still states another budget.
    """
    bridged = budget["initial_budget"] + budget["adjustment"].fillna(0)
    gap = bridged - budget["adjusted_budget"]
    slack = sum((half_quantum(budget, amount) for amount in AMOUNTS), start=pd.Series(0.0, budget.index))
    below = gap.fillna(0).groupby(group_of(budget)).sum().drop(LOOSE, errors="ignore")
    carried = (group_below(budget).map(below) == gap).fillna(False)
    rows = budget[["workbook", "row", "is_total", *AMOUNTS]].assign(bridged=bridged, carried=carried)
    off = rows[(gap.abs() > slack).fillna(False)]
    if off.empty:
        return off
    found = gaps(budget, ("adjusted_budget",))
    reported = found.loc[found["gap"] > found["slack"], ["workbook", "row", "parts"]]
    parts = off[["workbook", "row"]].merge(reported, on=["workbook", "row"], how="left")["parts"]
    return off[(parts.set_axis(off.index) != off["bridged"]).fillna(True)]


@rule(
    "M105",
    title=Text("年初、调整与全年预算不符", "Initial budget and adjustment do not give the adjusted budget"),
    message=Text(
        "年初预算数加预算调整数为 {expected}，全年预算数填报 {actual}，相差 {difference}",
        "Initial budget plus adjustment is {expected}, the adjusted budget states {actual}: "
        "off by {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=_NEEDS,
    quantity=Quantity.MONEY,
)
def adjustment_does_not_bridge(budget: Table) -> Findings:
    """年初预算数 + 预算调整数 = 全年预算数 on every row that states all three; a blank adjustment is M107's.

    Each gap is reported once, on the lowest row; a parent that was not adjusted with its parts is M101's.
    """
    off = _unbridged(budget)
    wrong = off[off["adjustment"].notna() & ~off["carried"]]
    return flag(wrong, "adjusted_budget", actual=wrong["adjusted_budget"], expected=wrong["bridged"])


@rule(
    "M107",
    title=Text("未填预算调整数", "The adjustment is not stated"),
    message=Text(
        "年初预算数 {expected}，全年预算数 {actual}，相差 {difference}，而预算调整数空白；"
        "请补填调整数，或在“预算调整说明”中说明",
        "The initial budget is {expected}, the adjusted one {actual}, {difference} apart, but no adjustment "
        "is stated; enter it, or explain in 预算调整说明",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=_NEEDS,
    quantity=Quantity.MONEY,
    explained_by=("project.adjustment_note", "budget.remark"),
)
def adjustment_not_stated(budget: Table) -> Findings:
    """Initial and adjusted budget differ beside a blank adjustment: many official forms have no such column.

    Said once: on 合计, or else on the first such row. A zero is stated, so it is M105's.
    """
    off = _unbridged(budget)
    blank = off[off["adjustment"].isna()]
    first = blank.sort_values(["workbook", "is_total", "row"], ascending=[True, False, True])
    first = first.drop_duplicates("workbook")
    return flag(first, "adjustment", actual=first["adjusted_budget"], expected=first["initial_budget"])


@rule(
    "M106",
    title=Text("年初数或调整数的子项合计与上级不符", "Initial budgets or adjustments do not add up"),
    message=_GAP,
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=_NEEDS,
    quantity=Quantity.MONEY,
    checks=("M1",),
)
def other_parts_differ_from_parent(budget: Table, items: Table, places: Table, project: Table) -> Findings:
    """M101 for 年初预算数 and 预算调整数.

    A row whose adjusted budget is off by just as much is M101's: the same fault carried over.
    """
    found = gaps(budget)
    found = found[(found["gap"] > found["slack"]) & (found["amount"] != "adjusted_budget")]
    return _with_causes(found, budget, items, places, project)
