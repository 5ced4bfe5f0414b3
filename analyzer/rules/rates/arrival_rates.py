"""Arrival rates: what 项目信息 claims against what the ledger records."""

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import RECONCILIATION, Findings, Table, rule
from analyzer.rules.rates.claims import FULL, OTHER, ROUNDED, WRONG, arrival_claims, on_claim, with_points

_NEEDS = (
    "project.claimed_arrival_rate",
    "totals.initial_budget",
    "totals.budget",
    "totals.arrived",
    "totals.arrivals",
)


@rule(
    "R111",
    title=Text("填报的资金到位率不对", "The claimed arrival rate is wrong"),
    message=WRONG,
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=_NEEDS,
    quantity=Quantity.RATE,
    fields={"points": Quantity.SCORE},
    checks=("R1",),
)
def arrival_rate_wrong(project: Table, totals: Table) -> Findings:
    """A point or more away from arrived / adjusted budget, and the initial budget does not give it (R114).

    Not judged where the ledger records no arrival, and with a budget of zero.
    """
    claims = arrival_claims(project, totals)
    return with_points(on_claim(claims, claims.wrong, "claimed_arrival_rate"))


@rule(
    "R112",
    title=Text("到位率截取或取整", "The arrival rate is cut off or coarsely rounded"),
    message=ROUNDED,
    severity=Severity.NOTICE,
    basis=RECONCILIATION,
    needs=_NEEDS,
    quantity=Quantity.RATE,
    checks=("R2",),
)
def arrival_rate_rounded(project: Table, totals: Table) -> Findings:
    """Less than a point away. A claim that is right at its own decimals is right."""
    claims = arrival_claims(project, totals)
    return on_claim(claims, claims.rounded, "claimed_arrival_rate")


@rule(
    "R113",
    title=Text("到位率不足 100% 填成 100%", "An arrival rate short of 100% is claimed as 100%"),
    message=FULL,
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=_NEEDS,
    quantity=Quantity.RATE,
    explained_by=("project.deviation_note",),
    checks=("R3",),
)
def arrival_called_full(project: Table, totals: Table) -> Findings:
    """99.80 % written as "全部到位". Farther away it is R111's."""
    claims = arrival_claims(project, totals)
    return on_claim(claims, claims.called_full, "claimed_arrival_rate")


@rule(
    "R114",
    title=Text("到位率按其他口径计算", "The arrival rate has another denominator"),
    message=OTHER,
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=_NEEDS,
    quantity=Quantity.RATE,
    explained_by=("project.deviation_note",),
    checks=("R4",),
)
def arrival_rate_other(project: Table, totals: Table) -> Findings:
    """The claim equals what arrived over the initial budget."""
    claims = arrival_claims(project, totals)
    return on_claim(claims, claims.other, "claimed_arrival_rate")
