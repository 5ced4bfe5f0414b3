"""Scores recomputed: what each indicator's figures give."""

import re
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.measures import rate
from analyzer.scoring.options import NATIONAL_SCORING, ExecutionFormula, Scoring

Frame = pd.DataFrame
Floats = npt.NDArray[np.float64]

EXECUTION, OUTPUT, BENEFIT, SATISFACTION, COST = "execution", "output", "benefit", "satisfaction", "cost"
_LEVELS = (
    (EXECUTION, "预算执行|资金执行|执行率"),
    (COST, "^成本"),
    (SATISFACTION, "满意"),
    (BENEFIT, "效益|可持续"),
    (OUTPUT, "产出|数量|质量|时效|成本"),
)
_DENOMINATORS = {"adjusted": "budget", "initial": "initial_budget", "arrived": "arrived"}
_STEPS = ((1.0, 1.0), (0.8, 0.7), (0.6, 0.5))  # 江西: rate from, share of the weight
CAPS: Final = ((0.5, 59.0), (0.6, 69.0), (0.7, 79.0), (0.8, 89.0))  # 平台手册: rate below, highest total
NOISE = 1e-9

# What each column is made from.
_NAMES = ("indicators.level1", "indicators.level2", "indicators.level3")
_FIGURES = tuple(f"indicators.{name}" for name in ("target", "actual", "nature", "measure_unit", "weight"))
SOURCES: dict[str, tuple[str, ...]] = {
    **{
        f"scores.{name}": (*_FIGURES, *_NAMES)
        for name in ("expected", "alternative", "lower", "upper", "method")
    },
    "scores.execution_expected": (
        "indicators.weight",
        *_NAMES,
        "totals.execution_rate",
        "totals.payments",
    ),
    "scores.level": _NAMES[:2],
    "totals.execution_rate": ("totals.budget", "totals.initial_budget", "totals.spent"),
}


def recompute(indicators: Frame, totals: Frame, scoring: Scoring = NATIONAL_SCORING) -> Frame:
    """What each indicator row's figures give; one row per indicator row, in step with it.

    Columns: workbook, row, is_total; `level` (execution, output, benefit, satisfaction, cost, or NaN);
    `method` (proportional, reverse ratio, reverse linear, equal, range, date, band, execution, or NaN where
    the figures decide nothing); `expected` (Float64 points; NA for bands and where unknown);
    `alternative` (what the other reverse formula gives, else NA); `lower`, `upper` (points between which
    the score must be: equal to `expected`, or the band of the level described); `execution_expected`
    (points of the execution row by `execution_rates`, NA without payments; the others are NA there).
    """
    method, expected, alternative = _by_figures(indicators, scoring)
    lower, upper, banded = _band(indicators, scoring)
    method[banded] = "band"
    index = indicators.index
    scores = indicators[["workbook", "row", "is_total"]].assign(
        level=level_class(indicators),
        method=pd.Series(method, index=index, dtype="str"),
        expected=_known(expected, index),
        alternative=_known(alternative, index),
        lower=_known(np.where(banded, lower, expected), index),
        upper=_known(np.where(banded, upper, expected), index),
        execution_expected=_execution(indicators, totals, scoring),
    )
    scores.loc[indicators["is_execution"], "method"] = "execution"
    return scores


def level_class(indicators: Frame) -> "pd.Series[str]":
    """What each row's first level is about, or, where that says nothing, its second."""
    found = np.full(len(indicators), None, dtype=object)
    for name in ("level1", "level2"):
        codes, names = pd.factorize(indicators[name])
        classes = np.array([*map(_class_of, names), None], dtype=object)[codes]
        found = np.where(pd.isna(found), classes, found)
    return pd.Series(found, index=indicators.index, dtype="str")


def _class_of(name: str) -> str | None:
    return next((level for level, pattern in _LEVELS if re.search(pattern, name)), None)


def execution_rates(totals: Frame, scoring: Scoring) -> "pd.Series[Any]":
    """Each workbook's execution rate by the scoring's denominator.

    100% where nothing was budgeted nor spent, if the scoring says so.
    """
    found = rate(totals["spent"], totals[_DENOMINATORS[scoring.denominator]])
    if scoring.zero_budget_is_full:
        found = found.mask((totals["budget"].fillna(1) == 0) & (totals["spent"].fillna(1) == 0), 1.0)
    return found


def execution_share(rates: "pd.Series[Any]", formula: ExecutionFormula) -> "pd.Series[Any]":
    """The share of the weight that an execution rate earns, never more than all of it."""
    capped = rates.clip(0.0, 1.0)
    if formula == "proportional":
        return capped
    share = capped.where(capped.isna(), 0.0)
    for least, points in reversed(_STEPS):
        share = share.mask((capped >= least - NOISE).fillna(False), points)
    return share


def total_cap(rates: "pd.Series[Any]") -> "pd.Series[Any]":
    """The highest total score an execution rate allows; 100 from 80% on, NA where the rate is unknown."""
    cap = rates.where(rates.isna(), 100.0)
    for below, most in reversed(CAPS):
        cap = cap.mask((rates < below - NOISE).fillna(False), most)
    return cap


def grade(score: "pd.Series[Any]", excellent: float, good: float, medium: float) -> "pd.Series[str]":
    """优 良 中 差, each limit belonging to the better grade; NaN without a score. No rounding: 89.5 is 良."""
    points = _floats(score) + NOISE
    names = np.select([points >= excellent, points >= good, points >= medium], ["优", "良", "中"], "差")
    names[np.isnan(points)] = ""
    return pd.Series(names, index=score.index, dtype="str").replace("", np.nan)


def _execution(indicators: Frame, totals: Frame, scoring: Scoring) -> "pd.Series[Any]":
    rates = execution_rates(totals, scoring)
    known = (totals["payments"] > 0) | (totals["budget"].fillna(1) == 0)
    share = execution_share(rates.where(known), scoring.execution)
    own = indicators["workbook"].map(dict(zip(totals["workbook"], share, strict=True))).astype("Float64")
    return (indicators["weight"] * own).where(indicators["is_execution"])


def _by_figures(indicators: Frame, scoring: Scoring) -> tuple[npt.NDArray[np.object_], Floats, Floats]:
    """Method, expected points and the other reverse formula's points (nan where unknown) of each row."""
    target, actual, weight = (
        _floats(indicators[name]) for name in ("target_number", "actual_number", "weight")
    )
    operator = indicators["target_operator"].fillna("").to_numpy(dtype=object)
    single = (_floats(indicators["target_high"]) == target) & np.isfinite(actual)
    comparable = indicators["comparable"].fillna(False).to_numpy(dtype=bool)
    numeric = (
        single & comparable & ~indicators["is_execution"].to_numpy() & ~indicators["approximate"].to_numpy()
    )
    reverse = np.isin(operator, ("≤", "<"))
    share, ratio, linear = _shares(target, actual)
    chosen, other = (ratio, linear) if scoring.reverse == "ratio" else (linear, ratio)
    limit = reverse | ((operator == "=") & (target == 0))  # "= 0" allows nothing above it
    share = np.where(limit, chosen, share)
    over = (indicators["completion"] >= scoring.over_completion - NOISE).fillna(False).to_numpy(dtype=bool)
    deduction = np.where(over & ~reverse, scoring.over_deduction, 0.0)
    expected = np.where(numeric, np.maximum(share * weight - deduction, 0.0), np.nan)
    alternative = np.where(numeric & reverse, other * weight, np.nan)
    method = np.full(len(target), None, dtype=object)
    method[numeric] = np.select(
        [reverse, operator == "="], [f"reverse {scoring.reverse}", "equal"], "proportional"
    )[numeric]
    whole = ~numeric & comparable & indicators["target_kind"].isin(["date", "range"]).to_numpy()
    method[whole] = indicators["target_kind"].to_numpy(dtype=object)[whole]
    met = indicators["met"].fillna(False).to_numpy(dtype=bool)
    return method, np.where(whole & met, weight, expected), alternative


def _shares(target: Floats, actual: Floats) -> tuple[Floats, Floats, Floats]:
    """The share of the weight a target to be reached gives, and a limit exceeded by ratio and linearly.

    A target of zero is reached or not: nothing in between.
    """
    slack = NOISE * np.maximum(np.abs(target), np.abs(actual))
    with np.errstate(all="ignore"):
        part = np.where(target > 0, np.clip(actual / target, 0.0, 1.0), 0.0)
        ratio = np.where(actual > 0, np.clip(target / actual, 0.0, 1.0), 0.0)
        linear = np.where(target > 0, np.clip(1 - (actual - target) / target, 0.0, 1.0), 0.0)
        reached, within = actual >= target - slack, actual <= target + slack
    return np.where(reached, 1.0, part), np.where(within, 1.0, ratio), np.where(within, 1.0, linear)


def _band(indicators: Frame, scoring: Scoring) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    """Lower and upper points of the level described, and which rows are described so."""
    weight = _floats(indicators["weight"])
    level = indicators["actual_level"].to_numpy(dtype=object)
    described = indicators["target_kind"].isin(["qualitative", "text"]).to_numpy()
    described = described & np.isin(level, ("achieved", "partly", "not_achieved")) & np.isfinite(weight)
    achieved, partly = level == "achieved", level == "partly"
    lower = np.select([achieved, partly], [scoring.achieved_from, scoring.partly_from], 0.0) * weight
    upper = np.select([achieved, partly], [1.0, scoring.achieved_from], scoring.partly_from) * weight
    return lower, upper, described


def _floats(column: "pd.Series[Any]") -> Floats:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _known(values: Floats, index: pd.Index) -> "pd.Series[Any]":
    unknown = np.isnan(values)
    return pd.Series(pd.arrays.FloatingArray(np.where(unknown, 0.0, values), unknown), index=index)
