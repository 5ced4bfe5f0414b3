"""Claimed rates held against computed ones, at the decimals each claim states."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import pandas as pd

from analyzer.language import Text
from analyzer.measures import rate
from analyzer.option import Option
from analyzer.rules.contract import Findings, Table, flag, shared

Denominator = Literal["adjusted", "initial", "arrived"]

POINT = 0.01  # one percentage point: from here on a claim is wrong, below it is rounded
_EXACT_DECIMALS = 2  # rates are published with two decimals
_NOISE = 1e-9  # a half such as 31.085 must round up although its float falls short of it

WORDS = {
    "adjusted": Text("全年预算数", "adjusted budget"),
    "initial": Text("年初预算数", "initial budget"),
    "arrived": Text("到位资金", "arrived"),
}
AMOUNTS = {"adjusted": "budget", "initial": "initial_budget", "arrived": "arrived"}  # columns of totals

EXECUTION = (
    "project.claimed_execution_rate",
    "totals.initial_budget",
    "totals.budget",
    "totals.arrived",
    "totals.spent",
    "totals.payments",
)
BY = Option(
    Text(
        "执行率的分母：adjusted 全年预算数、initial 年初预算数、arrived 到位资金",
        "What spending is divided by: the adjusted or the initial budget, or what arrived",
    ),
    "adjusted | initial | arrived",
    "《项目支出绩效自评表》：执行率＝全年执行数÷全年预算数",
)
By = Annotated[Denominator, BY]

WRONG = Text(
    "填报 {actual}，按资金拨付和预算计算为 {expected}，相差 {points} 个百分点，请更正",
    "{actual} is claimed, the ledger and the budget give {expected}: {points} points apart",
)
OTHER = Text(
    "填报 {actual}，计算为 {expected}；填报数与“{fits}”的口径一致，请改按统一口径填报或说明",
    "{actual} is claimed, computed is {expected}; it equals {fits}. Use the agreed formula, or explain",
)
FULL = Text(
    "填报 {actual}，实际为 {expected}，没有达到 100%，请按实际填报或说明",
    "{actual} is claimed, computed is {expected}, short of 100%; state it as it is, or explain",
)
ROUNDED = Text(
    "填报 {actual}，计算为 {expected}，是截取或取整造成的，请保留两位小数",
    "{actual} is claimed, computed is {expected}: cut off or coarsely rounded; state two decimals",
)


class Claims(NamedTuple):
    """Claimed rates that can be judged, and which of them need a word; each claim is in one mask at most.

    `rows` has workbook, claimed, computed (fractions) and `fits`, the Text of another calculation that gives
    the claim where `other` holds.
    """

    rows: Table
    wrong: "pd.Series[Any]"  # a point or more away, and no other denominator fits
    rounded: "pd.Series[Any]"  # less than a point away
    called_full: "pd.Series[Any]"  # 100 % claimed, less computed, by less than a point
    other: "pd.Series[Any]"  # another denominator gives it


@shared
def execution_claims(project: Table, totals: Table, denominator: Denominator) -> Claims:
    """Claimed execution rates against spent / `denominator`; not judged where no payment is recorded."""
    paid = totals["spent"].where(totals["payments"] > 0)
    others = [name for name in WORDS if name != denominator]
    return _held("claimed_execution_rate", project, totals, paid, Text("支出", "spent"), denominator, others)


@shared
def arrival_claims(project: Table, totals: Table) -> Claims:
    """Claimed arrival rates against arrived / adjusted budget; not judged where no arrival is recorded."""
    come = totals["arrived"].where(totals["arrivals"] > 0)
    return _held("claimed_arrival_rate", project, totals, come, WORDS["arrived"], "adjusted", ["initial"])


def _held(
    column: str,
    project: Table,
    totals: Table,
    part: "pd.Series[Any]",
    part_name: Text,
    denominator: str,
    others: Sequence[str],
) -> Claims:
    claims = project.set_index("workbook").reindex(totals["workbook"]).set_index(totals.index)
    computed = rate(part, totals[AMOUNTS[denominator]])
    judged = claims[column].notna() & computed.notna()
    claimed, computed = claims[column][judged], computed[judged]
    decimals = claims[f"{column}_decimals"][judged]
    far = (claimed - computed).abs() >= POINT - _NOISE
    off = ~states(claimed, decimals.where(decimals >= 1, _EXACT_DECIMALS), computed)
    choice = pd.Series(0, index=claimed.index)
    for number, other in enumerate(others, 1):
        same = states(claimed, decimals, rate(part, totals[AMOUNTS[other]])[judged])
        choice = choice.where(~same | (choice > 0), number)
    # A claim without decimals is near several rates at once, so it must be far from its own to be another's.
    other_fits = off & (choice > 0) & (far | (decimals >= 1))
    full = off & ~far & ~other_fits & (claimed >= 1) & (computed < 1)
    texts = {number: _quotient(part_name, WORDS[other]) for number, other in enumerate(others, 1)}
    return Claims(
        totals.loc[judged, ["workbook"]].assign(
            claimed=claimed, computed=computed, fits=choice.map(texts).astype(object)
        ),
        wrong=off & far & ~other_fits,
        rounded=off & ~far & ~other_fits & ~full,
        called_full=full,
        other=other_fits,
    )


def _quotient(part: Text, whole: Text) -> Text:
    return Text(f"{part.zh}÷{whole.zh}", f"{part.en} / {whole.en}")


def states(
    claimed: "pd.Series[Any]", decimals: "pd.Series[Any]", computed: "pd.Series[Any]"
) -> "pd.Series[Any]":
    """Whether `computed`, rounded half up to the claim's decimals of the percentage (at most two), is it."""
    coarse = decimals.clip(upper=_EXACT_DECIMALS).astype(float)
    return (_units(claimed, coarse) == _units(computed, coarse)).fillna(False).astype(bool)


def _units(fractions: "pd.Series[Any]", decimals: "pd.Series[Any]") -> "pd.Series[Any]":
    """Whole units of the last decimal of the percentage."""
    units = fractions.astype("Float64") * 100 * 10.0**decimals + 0.5 + _NOISE
    return pd.Series(np.floor(units), index=fractions.index)


def with_points(found: Findings) -> Findings:
    """The findings with `points`, their difference in percentage points."""
    return found.assign(points=(found["difference"].astype("Float64") * 100).round(2))


def on_claim(claims: Claims, which: "pd.Series[Any]", column: str) -> Findings:
    """The claims of one mask as findings on their field, with the other calculation that `fits`."""
    rows = claims.rows[which]
    return flag(rows, column, actual=rows["claimed"], expected=rows["computed"], fits=rows["fits"])
