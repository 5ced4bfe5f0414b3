"""Adjustments of the budget during the year."""

from typing import Annotated

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
from analyzer.rules.money.sums import at_bottom_line

WHOLE = 1_000_000  # fen in one 万元

_TOTAL = ("totals.budget", "totals.initial_budget", "budget.depth")


@rule(
    "M221",
    title=Text("年初没有预算，全部为追加", "No initial budget, all of it supplemented"),
    message=Text(
        "年初预算数为 0，全年预算 {expected}，全部是年中追加；请在“预算调整说明”中写明追加的文号和理由",
        "The initial budget is 0, all of {expected} was added during the year; "
        "give the document and the reason in 预算调整说明",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=_TOTAL,
    quantity=Quantity.MONEY,
    explained_by=("project.adjustment_note", "budget.remark"),
    checks=("M17",),
)
def all_supplemented(budget: Table, totals: Table) -> Findings:
    """The whole initial budget is stated as zero while there is an adjusted one; a blank is not a zero."""
    added = totals[((totals["initial_budget"] == 0) & (totals["budget"] > 0)).fillna(False)]
    if added.empty:
        return NOTHING
    found = at_bottom_line(added, budget)
    return flag(found, "initial_budget", actual=found["initial_budget"], expected=found["budget"])


@rule(
    "M222",
    title=Text("大幅调整预算而没有说明理由", "A large adjustment without a reason"),
    message=Text(
        "预算由年初 {expected}调整为 {actual}，调整 {difference}，占年初的 {share}；"
        "请在“预算调整说明”中写明文号和理由",
        "The budget went from {expected} to {actual}, an adjustment of {difference} or {share}; "
        "give the document and the reason in 预算调整说明",
    ),
    severity=Severity.VERIFY,
    basis=DEFAULT_THRESHOLD,
    needs=_TOTAL,
    quantity=Quantity.MONEY,
    fields={"share": Quantity.RATE},
    explained_by=("project.adjustment_note", "budget.remark"),
    checks=("M18",),
)
def large_adjustment(
    budget: Table,
    totals: Table,
    *,
    share: Annotated[
        float,
        Option(Text("调整额占年初预算超过此数须说明", "A larger share is to be explained"), "1", "默认阈值"),
    ] = 0.2,
) -> Findings:
    """The whole budget was raised or cut by more than a share of the initial one (none at all is M221)."""
    initial = totals["initial_budget"]
    adjusted = (totals["budget"] - initial).abs()
    large = totals[((initial > 0) & (adjusted > initial * share)).fillna(False)]
    if large.empty:
        return NOTHING
    part = adjusted.astype("Float64") / initial.astype("Float64")
    found = at_bottom_line(large.assign(part=part), budget)
    return flag(
        found, "adjustment", actual=found["budget"], expected=found["initial_budget"], share=found["part"]
    )


@rule(
    "M223",
    title=Text("全年预算调整得与支出分毫不差", "The budget was adjusted to exactly what was spent"),
    message=Text(
        "全年预算由年初 {initial}调整为 {actual}，与支出分毫不差；请确认有调整批复，而不是按执行数倒填",
        "The budget went from {initial} to {actual}, exactly what was spent; "
        "make sure the adjustment was approved and not filled in afterwards",
    ),
    severity=Severity.NOTICE,
    basis=RECONCILIATION,
    needs=(*_TOTAL, "totals.spent"),
    quantity=Quantity.MONEY,
    fields={"initial": Quantity.MONEY},
    explained_by=("project.adjustment_note", "budget.remark"),
    checks=("M19",),
)
def adjusted_to_spending(budget: Table, totals: Table) -> Findings:
    """After an adjustment, budget and spending are equal to the fen.

    A whole number of 万元 is left alone: such amounts are granted and then spent in full.
    """
    equal = (totals["budget"] == totals["spent"]) & (totals["budget"] % WHOLE != 0)
    adjusted = (totals["initial_budget"] > 0) & (totals["initial_budget"] != totals["budget"])
    copied = totals[(equal & adjusted).fillna(False)]
    if copied.empty:
        return NOTHING
    found = at_bottom_line(copied, budget)
    return flag(found, "adjusted_budget", actual=found["budget"], initial=found["initial_budget"])
