"""Rates: claimed execution rates against the figures, and low execution without a reason."""

from typing import Annotated, Any

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.measures import rate
from analyzer.option import Option
from analyzer.reading import reasons
from analyzer.rules.contract import (
    DEFAULT_THRESHOLD,
    NOTHING,
    RECONCILIATION,
    Findings,
    Table,
    flag,
    keyed,
    rule,
)
from analyzer.rules.form.sheets import TEMPLATE, on_own_cell
from analyzer.rules.rates.claims import (
    AMOUNTS,
    EXECUTION,
    FULL,
    OTHER,
    ROUNDED,
    WRONG,
    By,
    execution_claims,
    on_claim,
    with_points,
)
from analyzer.template.disbursement import PAYMENT
from analyzer.template.project import MONITORING

Threshold = Annotated[
    float,
    Option(
        Text("执行率低于它须说明原因", "Below this execution rate a reason is needed"),
        "比率（0.9 即 90%）",
        "四川省项目支出绩效自评表填报要求：执行率未达到 90% 须说明原因 "
        "https://www.scqs.gov.cn/info/13206/211004.htm",
    ),
]


@rule(
    "R101",
    title=Text("填报的预算执行率不对", "The claimed execution rate is wrong"),
    message=WRONG,
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=EXECUTION,
    quantity=Quantity.RATE,
    fields={"points": Quantity.SCORE},
    checks=("R1",),
)
def execution_rate_wrong(project: Table, totals: Table, *, denominator: By = "adjusted") -> Findings:
    """A point or more away from spent / budget, and no other denominator gives it (R104).

    Not judged without a ledger or without payments (R106), and with a budget of zero.
    """
    claims = execution_claims(project, totals, denominator)
    return with_points(on_claim(claims, claims.wrong, "claimed_execution_rate"))


@rule(
    "R102",
    title=Text("执行率截取或取整", "The execution rate is cut off or coarsely rounded"),
    message=ROUNDED,
    severity=Severity.NOTICE,
    basis=RECONCILIATION,
    needs=EXECUTION,
    quantity=Quantity.RATE,
    checks=("R2",),
)
def execution_rate_rounded(project: Table, totals: Table, *, denominator: By = "adjusted") -> Findings:
    """Less than a point away: 31.00 for 31.08, or 86 for 85.75. Right at its own decimals is right."""
    claims = execution_claims(project, totals, denominator)
    return on_claim(claims, claims.rounded, "claimed_execution_rate")


@rule(
    "R103",
    title=Text("执行率不足 100% 填成 100%", "An execution rate short of 100% is claimed as 100%"),
    message=FULL,
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=EXECUTION,
    quantity=Quantity.RATE,
    explained_by=("project.deviation_note",),
    checks=("R3",),
)
def execution_called_full(project: Table, totals: Table, *, denominator: By = "adjusted") -> Findings:
    """99.98 % written as 100 %: it hides that something is left. Farther away it is R101's."""
    claims = execution_claims(project, totals, denominator)
    return on_claim(claims, claims.called_full, "claimed_execution_rate")


@rule(
    "R104",
    title=Text("执行率按其他口径计算", "The execution rate has another denominator"),
    message=OTHER,
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=EXECUTION,
    quantity=Quantity.RATE,
    explained_by=("project.deviation_note",),
    checks=("R4",),
)
def execution_rate_other(project: Table, totals: Table, *, denominator: By = "adjusted") -> Findings:
    """The claim equals spending over the initial budget, the adjusted budget or what arrived instead."""
    claims = execution_claims(project, totals, denominator)
    return on_claim(claims, claims.other, "claimed_execution_rate")


@rule(
    "R105",
    title=Text("执行率低而没有说明", "Low execution without a reason"),
    message=Text(
        "预算执行率 {actual}，低于 {expected}，请在“执行偏差说明”中写明原因",
        "The execution rate is {actual}, below {expected}; say why under 执行偏差说明",
    ),
    severity=Severity.VERIFY,
    basis=DEFAULT_THRESHOLD,
    needs=("project.stage", "totals.arrivals", *EXECUTION),
    quantity=Quantity.RATE,
    explained_by=("project.deviation_note",),
    checks=("R5", "R6"),
)
def low_execution(
    project: Table,
    totals: Table,
    *,
    threshold: Threshold = 0.9,
    denominator: By = "adjusted",
) -> Findings:
    """Below the threshold by the exact rate: 90.00 % has reached it, 89.95 % shown as 90.0 % has not.

    Monitoring is judged against the calendar instead, and a claim above zero without payments is R106's.
    Shown on the claimed rate, filled in or not.
    """
    computed = rate(totals["spent"], totals[AMOUNTS[denominator]])
    low = (computed < threshold).fillna(False).astype(bool)
    monitored = project["workbook"][project["stage"] == MONITORING]
    low &= ~totals["workbook"].isin([*monitored, *_payments_missing(project, totals)])
    rows = totals[low]
    return flag(rows, "claimed_execution_rate", actual=computed[low], expected=threshold, difference=pd.NA)


def _payments_missing(project: Table, totals: Table) -> "pd.Series[Any]":
    """The workbooks that claim some execution and record arrivals, but no payment."""
    unpaid = totals["workbook"][(totals["payments"] == 0) & (totals["arrivals"] > 0)]
    claimed = (project["claimed_execution_rate"] > 0).fillna(False).astype(bool)
    return project["workbook"][claimed & project["workbook"].isin(unpaid)]


@rule(
    "R106",
    title=Text("没有支出记录，执行率无法核对", "No payments, so the execution rate cannot be checked"),
    message=Text(
        "填报 {actual}，但资金拨付只有到位、没有支出，无法核对；请补填支出，或说明",
        "{actual} is claimed, but the ledger has arrivals and no payments; enter the payments, or explain",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=("project.claimed_execution_rate", "totals.arrivals", "totals.payments"),
    quantity=Quantity.RATE,
    explained_by=("project.deviation_note",),
    checks=("R1",),
)
def payments_not_recorded(project: Table, totals: Table) -> Findings:
    """Arrivals without any payment contradict a claim above zero, or only the payments were left out."""
    rows = project[project["workbook"].isin(_payments_missing(project, totals))]
    return flag(rows, "claimed_execution_rate", actual=rows["claimed_execution_rate"])


@rule(
    "R107",
    title=Text("比率没有百分号", "A rate without a percent sign"),
    message=Text("填的是“{found}”，{reason}", "{found} is stated; {reason}"),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(),
    checks=("R7",),
)
def percent_sign_missing(remarks: Table) -> Findings:
    """20 for 20 %: read as a percentage from 1.5 on, as a fraction up to there; 0.95 is as clear as 95 %."""
    bare = (reasons.AMBIGUOUS_RATE, reasons.PERCENT_SIGN_MISSING)
    cells = remarks[remarks["reason"].isin(bare)].drop_duplicates(["workbook", "table", "row", "column"])
    return on_own_cell(cells, found=cells["found"], reason=cells["reason"])


@rule(
    "R115",
    title=Text("个别子项执行率低", "One item is little executed"),
    message=Text(
        "{code} {item}执行率 {actual}，低于 {expected}，在各子项中最低；请核对本项并在备注中说明",
        "{code} {item} is executed at {actual}, below {expected} and least of all items; say why in 备注",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=(
        "project.stage",
        "totals.execution_rate",
        *("items.budget", "items.spent", "items.code", "items.item"),
        *("disbursement.code", "disbursement.type"),
    ),
    quantity=Quantity.RATE,
    explained_by=("budget.remark",),
    checks=("R5",),
)
def low_execution_of_an_item(
    items: Table, disbursement: Table, project: Table, totals: Table, *, threshold: Threshold = 0.9
) -> Findings:
    """The least executed item that has payments of its own, below the threshold and below the whole.

    Items without any payment are M231's; that the project is low as a whole is R105's.
    """
    evaluated = project["workbook"][project["stage"] != MONITORING]
    paid = disbursement[disbursement["type"] == PAYMENT][["workbook", "code"]].drop_duplicates()
    own = items[items["workbook"].isin(evaluated)].merge(paid)
    executed = rate(own["spent"].astype("Int64"), own["budget"])
    whole = own["workbook"].map(keyed(totals, "execution_rate"))
    low = ((executed < threshold) & (executed < whole)).fillna(False).astype(bool) & (own["spent"] > 0)
    if not low.any():
        return NOTHING
    least = own.assign(executed=executed)[low].sort_values(["executed", "row"]).drop_duplicates("workbook")
    return flag(
        least,
        "adjusted_budget",
        table="budget",
        actual=least["executed"],
        expected=threshold,
        difference=pd.NA,
        code=least["code"],
        item=least["item"],
    )
