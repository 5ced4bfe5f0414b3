"""Execution rate as the indicators state it: against the figures, and against 项目信息."""

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.measures import rate
from analyzer.reading.values import LARGEST_FRACTION
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
from analyzer.rules.rates.claims import AMOUNTS, EXECUTION, POINT, WRONG, By, with_points


@rule(
    "R108",
    title=Text("没有执行率却有得分", "A score for an execution rate that nobody states"),
    message=Text(
        "预算执行率得 {actual} 分，但没有填报执行率和实际完成值，资金拨付也没有支出，得分没有依据",
        "The execution rate scores {actual}, but no rate or actual value is stated and the ledger is empty",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=(
        "project.claimed_execution_rate",
        "indicators.is_execution",
        "indicators.actual",
        "indicators.score",
        "totals.spent",
    ),
    quantity=Quantity.SCORE,
    explained_by=("indicators.deviation_reason",),
    checks=("R8",),
)
def score_without_rate(indicators: Table, project: Table, totals: Table) -> Findings:
    """The 预算执行率 indicator scored above zero with nothing to score: no ledger, claim or actual value."""
    unclaimed = project["workbook"][project["claimed_execution_rate"].isna()]
    unknown = totals["workbook"][totals["spent"].isna()]
    scored = (indicators["score"] > 0).fillna(False).astype(bool)
    rows = indicators[
        indicators["is_execution"]
        & scored
        & indicators["actual"].isna()
        & indicators["workbook"].isin(unclaimed)
        & indicators["workbook"].isin(unknown)
    ]
    return flag(rows, "score", actual=rows["score"])


@shared
def _stated_by_indicator(indicators: Table, project: Table) -> Table:
    """The 预算执行率 indicator's actual value as a fraction (`stated`), with the rate claimed on 项目信息.

    Columns workbook, row, stated and claimed.
    """
    rows = indicators[indicators["is_execution"] & indicators["actual_number"].notna()]
    number = rows["actual_number"]
    # its target may be blank or words, and then nothing says that a bare 95.5 is a percentage
    fraction = number.where(number <= float(LARGEST_FRACTION), number / 100)
    claimed = rows["workbook"].map(keyed(project, "claimed_execution_rate"))
    return rows[["workbook", "row"]].assign(stated=fraction, claimed=claimed)


_INDICATOR = ("indicators.is_execution", "indicators.actual_number", "project.claimed_execution_rate")


@rule(
    "R109",
    title=Text("预算执行率指标的完成值不对", "The execution indicator's actual value is wrong"),
    message=WRONG,
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=(*_INDICATOR, *EXECUTION[1:]),
    quantity=Quantity.RATE,
    fields={"points": Quantity.SCORE},
    checks=("R1",),
)
def indicator_rate_wrong(
    indicators: Table, project: Table, totals: Table, *, denominator: By = "adjusted"
) -> Findings:
    """A point or more away from spent / budget, and no other denominator comes near.

    A value that repeats the claim of 项目信息 is left to the rules on that claim.
    """
    stated = _stated_by_indicator(indicators, project)
    own = totals.set_index("workbook").reindex(stated["workbook"]).set_index(stated.index)
    paid = own["spent"].where(own["payments"] > 0)
    off = (stated["stated"] - rate(paid, own[AMOUNTS[denominator]])).abs() >= POINT
    if not off.fillna(False).any():
        return NOTHING
    for amount in AMOUNTS.values():
        off &= ~((stated["stated"] - rate(paid, own[amount])).abs() < POINT / 2).fillna(False)
    repeated = ((stated["stated"] - stated["claimed"]).abs() < POINT / 2).fillna(False)
    wrong = stated[(off & ~repeated).fillna(False).astype(bool)]
    computed = rate(paid, own[AMOUNTS[denominator]])[wrong.index]
    return with_points(flag(wrong, "actual", actual=wrong["stated"], expected=computed))


@rule(
    "R110",
    title=Text("执行率两处填报不一致", "Two execution rates are stated"),
    message=Text(
        "这里填 {actual}，项目信息的“填报预算执行率”是 {expected}，相差 {points} 个百分点，请改为一致",
        "{actual} is stated here, {expected} as the claimed execution rate: {points} points apart",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=(*_INDICATOR, "totals.payments"),
    quantity=Quantity.RATE,
    fields={"points": Quantity.SCORE},
    checks=("R1",),
)
def execution_rate_stated_twice(indicators: Table, project: Table, totals: Table) -> Findings:
    """The indicator and 项目信息 a point or more apart, where no payment tells which is right."""
    unpaid = totals["workbook"][totals["payments"] == 0]
    stated = _stated_by_indicator(indicators, project)
    apart = ((stated["stated"] - stated["claimed"]).abs() >= POINT).fillna(False).astype(bool)
    rows = stated[apart & stated["workbook"].isin(unpaid)]
    return with_points(flag(rows, "actual", actual=rows["stated"], expected=rows["claimed"]))
