"""What 项目信息 states about the money, held against the budget and the ledger."""

from typing import Any

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
    together,
)
from analyzer.rules.money.ledger_units import ledger_slips
from analyzer.rules.money.sums import TEN_THOUSAND, half_quantum, in_one_unit, total_rounding, unit_slips
from analyzer.template.disbursement import ARRIVAL, PAYMENT

SOURCES = ("fiscal_fund", "other_fund", "carryover_fund")
_TOTAL = ("totals.budget", "budget.adjusted_budget", "budget.depth")
_LEDGER = tuple(f"totals.{name}" for name in ("budget", "arrived", "spent", "arrivals"))
_NO_HINT = Text("", "")
_SOURCES = tuple(f"project.{source}" for source in SOURCES)


def _held(
    project: Table, claim: str, computed: "pd.Series[Any]", rounding: "pd.Series[Any] | None" = None
) -> Table:
    """Claims that something can be held against: workbook, column, claimed, computed and both roundings.

    `computed` and `rounding` (fen, default none) are by workbook; the ledger is exact, a claim may be
    rounded by half a unit of its last digit.
    """
    held = pd.DataFrame(
        {
            "workbook": project["workbook"],
            "column": claim,
            "claimed": project[claim],
            "computed": project["workbook"].map(computed),
            "half_claimed": half_quantum(project, claim),
            "half_computed": 0.0 if rounding is None else project["workbook"].map(rounding).fillna(0.0),
        }
    )
    return held[held["claimed"].notna() & held["computed"].notna()]


@shared
def _held_arrivals(project: Table, totals: Table) -> Table:
    known = totals[(totals["arrivals"] > 0) & ~_slipped(totals, ARRIVAL)]
    return _held(project, "claimed_arrived", keyed(known, "arrived"))


@shared
def _held_sources(project: Table, totals: Table, budget: Table) -> Table:
    """The stated sources' sum against the total budget, on the first source stated.

    Where only 上年结转 is stated the breakdown is not meant to be complete.
    """
    stated = project[list(SOURCES)]
    half = sum((half_quantum(project, source) for source in SOURCES), start=pd.Series(0.0, project.index))
    known = sum(stated[source].fillna(0) for source in SOURCES)
    whole = project.assign(sources=known, sources_quantum=0)
    held = _held(whole, "sources", keyed(totals, "budget"), total_rounding(budget))
    first = stated["fiscal_fund"].notna().map({True: "fiscal_fund", False: "other_fund"})
    broken_down = stated["fiscal_fund"].notna() | stated["other_fund"].notna()
    return held.assign(column=first[held.index], half_claimed=half[held.index])[broken_down[held.index]]


@shared
def _held_budget(project: Table, totals: Table, budget: Table) -> Table:
    return _held(project, "claimed_budget", keyed(totals, "budget"), total_rounding(budget))


@shared
def _held_spending(project: Table, totals: Table) -> Table:
    known = totals[~_slipped(totals, PAYMENT)]
    return _held(project, "claimed_spent", keyed(known, "spent"))


def _slipped(totals: Table, kind: str) -> "pd.Series[bool]":
    """Workbooks whose ledger states this type in the wrong unit: a claim is not to be held against it."""
    slips = unit_slips(totals)
    return totals["workbook"].isin(slips.loc[slips["type"] == kind, "workbook"])


def _off(held: Table) -> "pd.Series[bool]":
    """Claims that rounding cannot reconcile with what was computed."""
    return (held["claimed"] - held["computed"]).abs() > held["half_claimed"] + held["half_computed"]


def _wrong_unit(held: Table) -> "pd.Series[bool]":
    """Claims that agree when multiplied or divided by ten thousand: 元 written for 万元 or the reverse."""
    claimed, computed = held["claimed"].astype("float64"), held["computed"].astype("float64")
    half_claimed, half_computed = held["half_claimed"], held["half_computed"]
    smaller = (claimed * TEN_THOUSAND - computed).abs() <= half_claimed * TEN_THOUSAND + half_computed
    larger = (claimed - computed * TEN_THOUSAND).abs() <= half_claimed + half_computed * TEN_THOUSAND
    return (smaller | larger) & (claimed != 0) & (computed != 0)


def _differing(held: Table) -> Findings:
    """Findings on the claims that differ, but for those in the wrong unit (M116)."""
    off = held[_off(held)]
    if off.empty:
        return NOTHING
    return _on_claims(off[~_wrong_unit(off)])


def _on_claims(held: Table) -> Findings:
    if held.empty:
        return NOTHING
    found = flag(held, "", actual=held["claimed"], expected=held["computed"], table="project")
    return found.assign(column=held["column"])


@rule(
    "M111",
    title=Text("两处预算总额不一致", "Two different total budgets"),
    message=Text(
        "这里填报预算总额 {actual}，预算表合计 {expected}，相差 {difference}；同一总额只能有一个数",
        "The total budget is {actual} here and {expected} in 预算, a difference of {difference}; "
        "there can be only one",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("project.claimed_budget", *_TOTAL),
    quantity=Quantity.MONEY,
    checks=("M5",),
)
def claimed_budget_differs(project: Table, totals: Table, budget: Table) -> Findings:
    """填报全年预算总额 against 合计; a factor of ten thousand is M116's."""
    return _differing(_held_budget(project, totals, budget))


@rule(
    "M112",
    title=Text("资金来源合计与预算合计不符", "The sources do not add up to the budget"),
    message=Text(
        "各项资金来源合计 {actual}，预算表合计 {expected}，相差 {difference}",
        "The sources add up to {actual}, the budget to {expected}: a difference of {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=(*_SOURCES, "project.claimed_budget", *_TOTAL),
    quantity=Quantity.MONEY,
    checks=("M6",),
)
def sources_differ_from_budget(project: Table, totals: Table, budget: Table) -> Findings:
    """财政拨款 + 上年结转 + 其他资金 against 合计; a blank source is zero.

    Not judged where only 上年结转 is stated. Where the sources agree with the claimed total instead, it
    is the claimed total that differs (M111).
    """
    held = _held_sources(project, totals, budget)
    claimed = held["workbook"].map(keyed(project, "claimed_budget"))
    agrees = ((held["claimed"] - claimed).abs() <= held["half_claimed"]).fillna(False)
    return _differing(held[~agrees])


@rule(
    "M113",
    title=Text("填报到位与明细不符", "Claimed arrivals differ from the ledger"),
    message=Text(
        "这里填报到位 {actual}，资金拨付表到位减退回为 {expected}，相差 {difference}",
        "{actual} is said to have arrived; 资金拨付 gives {expected}: a difference of {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("project.claimed_arrived", *_LEDGER),
    quantity=Quantity.MONEY,
    checks=("M7",),
)
def claimed_arrivals_differ(project: Table, totals: Table) -> Findings:
    """填报到位资金 against the ledger's 到位 less 退回, where any arrival is recorded (else M213)."""
    return _differing(_held_arrivals(project, totals))


@rule(
    "M114",
    title=Text("填报支出与明细不符", "Claimed spending differs from the ledger"),
    message=Text(
        "这里填报支出 {actual}，资金拨付表支出合计 {expected}，相差 {difference}",
        "{actual} is said to have been spent; 资金拨付 gives {expected}: a difference of {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("project.claimed_spent", *_LEDGER),
    quantity=Quantity.MONEY,
    checks=("M8",),
)
def claimed_spending_differs(project: Table, totals: Table) -> Findings:
    """填报支出资金 against the ledger's 支出; an empty ledger is not filled in, so it is not zero."""
    return _differing(_held_spending(project, totals))


@rule(
    "M116",
    title=Text("元与万元混用", "元 and 万元 mixed up"),
    message=Text(
        "这里是 {actual}，按本工作簿其他数应为 {expected}，正好差一万倍：元和万元写混了{hint}",
        "{actual} stands here, the rest of the workbook gives {expected}, ten thousand times apart: "
        "元 and 万元 were mixed up{hint}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=(
        *(f"project.claimed_{claim}" for claim in ("budget", "arrived", "spent")),
        *_SOURCES,
        *_TOTAL,
        *_LEDGER,
        "project.money_unit",
        "disbursement.amount",
        "disbursement.type",
    ),
    quantity=Quantity.MONEY,
    checks=("M16",),
)
def amount_in_the_wrong_unit(project: Table, totals: Table, budget: Table, disbursement: Table) -> Findings:
    """A claimed total that agrees with the budget or the ledger but for a factor of ten thousand.

    It takes the place of M111 to M114 there. Where the ledger's own total is about ten thousand times the
    budget, or a ten-thousandth, it is the ledger that is named, on its first such amount, once a workbook;
    what else would be said of its totals waits until that is settled.
    """
    held = pd.concat(
        [
            _held_budget(project, totals, budget),
            _held_sources(project, totals, budget),
            _held_arrivals(project, totals),
            _held_spending(project, totals),
        ],
        ignore_index=True,
    )
    claims = _on_claims(held[_wrong_unit(held)])
    claims = claims.assign(hint=pd.Series([_NO_HINT] * len(claims), index=claims.index, dtype=object))
    return together([claims, ledger_slips(disbursement, totals, project)])


_BUDGET_LESS_SPENT = Text(
    "；按全年预算减支出计算则相符，但结余应从到位资金算起",
    "; budget less spending would agree, but a balance counts from what arrived",
)


@rule(
    "M115",
    title=Text("结余不等于到位减支出", "The balance is not arrivals less spending"),
    message=Text(
        "填报结余 {actual}，到位加上年结转减支出为 {expected}，相差 {difference}{hint}",
        "The balance is stated as {actual}; arrived and carried over less spent is {expected}: "
        "a difference of {difference}{hint}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=(
        *(
            f"project.{name}"
            for name in ("claimed_balance", "claimed_arrived", "claimed_spent", "carryover_fund")
        ),
        *(f"totals.{name}" for name in ("budget", "arrived", "spent", "arrivals")),
    ),
    quantity=Quantity.MONEY,
    checks=("M9",),
)
def claimed_balance_differs(project: Table, totals: Table) -> Findings:
    """填报结余资金 against arrived (and carried over) less spent.

    The ledger's figures count, or the claimed ones where they agree with the balance (their own fault is
    M113's and M114's); carry-over may or may not be counted, as the forms differ. Names the budget less
    spending where that is what was written. 元 mixed up with 万元 in the ledger is M116's.
    """
    both = project.merge(in_one_unit(totals), on="workbook")
    both = both[both["claimed_balance"].notna()]
    if both.empty:
        return NOTHING
    recorded = both["arrived"].where(both["arrivals"] > 0) - both["spent"]
    claimed = both["claimed_arrived"].fillna(both["arrived"]) - both["claimed_spent"].fillna(both["spent"])
    carried = both["carryover_fund"].fillna(0)
    stated = both["claimed_balance"]
    slack = half_quantum(both, "claimed_balance") + half_quantum(both, "carryover_fund")
    rounded = slack + half_quantum(both, "claimed_arrived") + half_quantum(both, "claimed_spent")
    fits = pd.Series(False, both.index)
    for balance, room in ((recorded, slack), (claimed, rounded)):
        for opening in (carried, 0):
            fits |= ((stated - balance - opening).abs() <= room).fillna(False)
    expected = recorded.fillna(claimed) + carried
    rest = both["budget"] - both["spent"].fillna(both["claimed_spent"])
    hint = ((stated - rest).abs() <= slack).fillna(False).map({True: _BUDGET_LESS_SPENT, False: _NO_HINT})
    wrong = both[~fits & expected.notna() & stated.notna()].drop(columns="row")
    return flag(
        wrong,
        "claimed_balance",
        actual=wrong["claimed_balance"],
        expected=expected[wrong.index],
        hint=hint[wrong.index],
    )
