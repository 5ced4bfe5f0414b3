"""Columns of actual values held against their targets: `completion` over whole columns."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from analyzer.reading.completion import incomparable
from analyzer.reading.readings import Flags, Floats, Readings, Words
from analyzer.reading.targets import IndicatorValue
from analyzer.reading.values import LARGEST_FRACTION

NUMERIC = ("quantity", "percent", "money", "range")
SAME = 1e-9  # relative; floats of equal decimals differ by less


@dataclass(frozen=True)
class Comparison:
    """Both in one measure, and how far the actual values got; nan where there is no single number."""

    target_low: Floats
    target_high: Floats
    actual: Floats
    comparable: Flags
    mismatch: Words
    completion: Floats
    met: Flags
    met_known: Flags


def compare(target: Readings, actual: Readings) -> Comparison:
    """Every row's actual value against its target, by the rules of `completion`, `met` and `incomparable`."""
    mismatch = _mismatches(target, actual)
    comparable = target.filled & actual.filled & (mismatch == np.array(None))
    low, high, reached = _in_one_measure(target, actual)
    numeric = comparable & np.isfinite(low) & np.isfinite(reached)
    single = numeric & (low == high)
    completion = np.divide(reached, low, out=np.full(len(low), np.nan), where=single & (low != 0))
    met, known = np.zeros(len(low), dtype=bool), numeric.copy()
    met[numeric] = _reaches(target.operator, low, high, reached)[numeric]
    dated = comparable & np.isfinite(target.last) & np.isfinite(actual.last)
    met[dated] = (actual.last <= target.last)[dated]
    known |= dated & ((actual.last <= target.last) | (actual.first > target.last))
    described = comparable & ~np.isin(target.kind, (*NUMERIC, "date")) & (actual.level != np.array(None))
    met[described] = (actual.level == "achieved")[described]
    return Comparison(low, high, reached, comparable, mismatch, completion, met, known | described)


def _reaches(operator: Words, low: Floats, high: Floats, reached: Floats) -> Flags:
    """A number without an operator must at least be reached; a range must hold the number."""
    slack = SAME * np.maximum(np.abs(low), np.abs(reached))
    more, less = reached - low > slack, low - reached > slack
    above = reached - high > SAME * np.maximum(np.abs(high), np.abs(reached))
    met = np.select(
        [operator == "≤", operator == "=", operator == ">", operator == "<"],
        [~more, ~more & ~less, more, less],
        ~less,
    )
    return np.where(low < high, ~less & ~above, met)


def _in_one_measure(target: Readings, actual: Readings) -> tuple[Floats, Floats, Floats]:
    """Low, high and actual, as fractions where one side is a percentage (`completion.in_same_measure`)."""
    percent = (target.unit == "%") | (actual.unit == "%")
    low, target_unsure = _as_percent(target.low, target, percent, target.high)
    high, _ = _as_percent(target.high, target, percent, target.high)
    reached, actual_unsure = _as_percent(actual.low, actual, percent, actual.high)
    best = np.full(len(low), np.inf)
    target_scale, actual_scale = np.ones(len(low)), np.ones(len(low))
    with np.errstate(all="ignore"):
        for by_target, by_actual in ((1.0, 1.0), (1.0, 0.01), (0.01, 1.0), (0.01, 0.01)):
            allowed = (target_unsure | (by_target == 1.0)) & (actual_unsure | (by_actual == 1.0))
            sides = np.array([high * by_target, reached * by_actual])
            smaller, larger = sides.min(axis=0), sides.max(axis=0)
            apart = np.where(smaller > 0, larger / smaller, 0.0)
            nearer = allowed & (apart < best * (1 - SAME))
            best = np.where(nearer, apart, best)
            target_scale = np.where(nearer, by_target, target_scale)
            actual_scale = np.where(nearer, by_actual, actual_scale)
    return (
        low * target_scale,
        high * target_scale,
        np.where(actual.low == actual.high, reached * actual_scale, np.nan),
    )


def _as_percent(number: Floats, side: Readings, percent: Flags, largest: Floats) -> tuple[Floats, Flags]:
    """Bare numbers beside a percentage as fractions, and where they may be 100 times smaller."""
    bare = percent & (side.unit != "%") & np.isfinite(number)
    points = bare & (np.abs(largest) > float(LARGEST_FRACTION))
    unsure = (bare & ~points & (largest != 0)) | (percent & side.maybe_points)
    return np.where(points, number / 100, number), unsure


def _mismatches(target: Readings, actual: Readings) -> Words:
    """Why rows cannot be compared, None where they can: asked once for each pair of kinds and units."""
    both = target.filled & actual.filled
    sides = pd.DataFrame(
        {
            "target": target.kind,
            "unit": target.unit,
            "day": target.no_year,
            "actual": actual.kind,
            "actual_unit": actual.unit,
            "actual_day": actual.no_year,
        }
    )[both]
    codes = sides.groupby(list(sides.columns), sort=False).ngroup().to_numpy()
    distinct = sides.iloc[np.unique(codes, return_index=True)[1]] if len(sides) else sides
    reasons = np.array([_reason(pair) for pair in distinct.itertuples(index=False)] + [None], dtype=object)
    found = np.full(len(both), None, dtype=object)
    found[both] = np.fromiter((reasons[code] for code in codes), dtype=object, count=len(codes))
    return found


def _reason(sides: Any) -> object:
    """Two dates without a year can be compared, one with and one without cannot."""
    dated = sides.day == sides.actual_day
    return incomparable(
        _example(sides.target, sides.unit, dated), _example(sides.actual, sides.actual_unit, dated)
    )


def _example(kind: Any, unit: str, dated: bool) -> IndicatorValue:
    one = Decimal(1)
    value = IndicatorValue(kind, "", (one, one) if kind == "range" else (one,), unit)
    return replace(value, period=(date.min, date.min)) if dated else value
