"""Claimed rates held against computed ones, at the decimals each claim states."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.language import Text
from analyzer.measures import rate
from analyzer.option import Option
from analyzer.rules.contract import Findings, Table, flag, shared

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
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
    wrong: Mask  # a point or more away, and no other denominator fits
    rounded: Mask  # less than a point away
    called_full: Mask  # 100 % claimed, less computed, by less than a point
    other: Mask  # another denominator gives it


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
    claims = project.set_index("workbook").reindex(totals["workbook"])
    claimed, decimals = _numbers(claims[column]), _numbers(claims[f"{column}_decimals"])
    computed = _numbers(rate(part, totals[AMOUNTS[denominator]]))
    judged = ~np.isnan(claimed) & ~np.isnan(computed)
    claimed, decimals, computed = claimed[judged], decimals[judged], computed[judged]
    far = np.abs(claimed - computed) >= POINT - _NOISE
    off = ~_states(claimed, np.where(decimals >= 1, decimals, _EXACT_DECIMALS), computed)
    choice = np.zeros(len(claimed), dtype=np.int64)
    for number, other in enumerate(others, 1):
        same = _states(claimed, decimals, _numbers(rate(part, totals[AMOUNTS[other]]))[judged])
        choice[same & (choice == 0)] = number
    # A claim without decimals is near several rates at once, so it must be far from its own to be another's.
    other_fits = off & (choice > 0) & (far | (decimals >= 1))
    full = off & ~far & ~other_fits & (claimed >= 1) & (computed < 1)
    texts = [None, *(_quotient(part_name, WORDS[other]) for other in others)]
    rows = totals.loc[judged, ["workbook"]].assign(claimed=claimed, computed=computed)
    return Claims(
        rows.assign(fits=pd.Series([texts[number] for number in choice], index=rows.index, dtype=object)),
        wrong=off & far & ~other_fits,
        rounded=off & ~far & ~other_fits & ~full,
        called_full=full,
        other=other_fits,
    )


def _quotient(part: Text, whole: Text) -> Text:
    return Text(f"{part.zh}÷{whole.zh}", f"{part.en} / {whole.en}")


def _states(claimed: Floats, decimals: Floats, computed: Floats) -> Mask:
    """Whether `computed`, rounded half up to the claim's decimals of the percentage (at most two), is it."""
    coarse = np.minimum(decimals, _EXACT_DECIMALS)
    same: Mask = _units(claimed, coarse) == _units(computed, coarse)
    return same


def _units(fractions: Floats, decimals: Floats) -> Floats:
    """Whole units of the last decimal of the percentage."""
    return np.floor(fractions * 100 * 10.0**decimals + 0.5 + _NOISE)


def _numbers(column: "pd.Series[Any]") -> Floats:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def with_points(found: Findings) -> Findings:
    """The findings with `points`, their difference in percentage points."""
    if found.empty:
        return found
    return found.assign(points=(found["difference"].astype("Float64") * 100).round(2))


def on_claim(claims: Claims, which: Mask, column: str) -> Findings:
    """The claims of one mask as findings on their field, with the other calculation that `fits`."""
    rows = claims.rows[which]
    return flag(rows, column, actual=rows["claimed"], expected=rows["computed"], fits=rows["fits"])
