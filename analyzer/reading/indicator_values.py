"""What an indicator's target and actual value mean, read together with its nature and unit."""

from typing import Any

import numpy as np
import pandas as pd

from analyzer.reading.held_against import Comparison, compare
from analyzer.reading.readings import Readings, read_values

# Columns added from the raw cells, and what each is made from.
_VALUES = ("target", "actual", "nature", "measure_unit")
_NAMES = ("level1", "level2", "level3")
SOURCES: dict[str, tuple[str, ...]] = {
    **{
        f"indicators.{name}": tuple(f"indicators.{source}" for source in _VALUES)
        for name in (
            "target_kind",
            "target_number",
            "target_high",
            "target_operator",
            "target_unit",
            "actual_kind",
            "actual_number",
            "actual_unit",
            "actual_level",
            "actual_has_sign",
            "approximate",
            "comparable",
            "mismatch",
            "completion",
            "met",
        )
    },
    **{
        f"indicators.{name}": tuple(f"indicators.{source}" for source in _NAMES)
        for name in ("names_execution", "is_execution")
    },
}

_EXECUTION = (
    r"(?:全年|年度|项目|部门|本年)*(?:预算|资金)+(?:资金)?(?:执行|支出|使用|支付)(?:率|进度|情况)"
    r"(?:指标)?(?:[（(][^（）()]*[)）])?"
)


def with_indicator_values(indicators: pd.DataFrame) -> pd.DataFrame:
    """The indicators with what their `target` and `actual` state; words that state no number are no fault.

    `target`, `actual`: the cells as text (str, NaN when blank). `target_kind`, `actual_kind`: quantity,
    percent, money, date, range, qualitative or text (NaN when blank). `target_number`, `actual_number`
    (Float64): percentages as fractions, money in yuan, 万 and 亿 multiplied out, both in one measure; of a
    range the lower end, with `target_high` the upper. `target_operator`: ≥ ≤ = > <, from the cell or from
    the nature. `target_unit`, `actual_unit`: usual names, "" where none is known. `actual_level`: achieved,
    partly or not_achieved. `actual_has_sign`: the actual cell bears a ≥ or the like; `approximate`: either
    says 约, 多, 余. `comparable` (boolean; NA when either is blank), `mismatch` (Text or None: why not).
    `completion` (Float64): actual / target, NA unless both are single numbers and the target is not zero.
    `met` (boolean): whether the target is reached, NA where that cannot be said. `names_execution`: a
    level names the budget execution rate; `is_execution`: the first such row of its workbook.
    """
    nature, unit = indicators["nature"], indicators["measure_unit"]
    targets = read_values(indicators["target"], nature, unit, of_target=True)
    actuals = read_values(indicators["actual"], nature, unit, of_target=False)
    found = compare(targets, actuals)
    return indicators.assign(
        **_value_columns(targets, actuals, found, indicators.index),
        **_execution_columns(indicators),
    )


def _value_columns(
    targets: Readings, actuals: Readings, found: Comparison, index: pd.Index
) -> dict[str, "pd.Series[Any]"]:
    def text(values: Any) -> "pd.Series[Any]":
        return pd.Series(values, index=index, dtype="str")

    def number(values: Any) -> "pd.Series[Any]":
        unknown = np.isnan(values)
        return pd.Series(pd.arrays.FloatingArray(np.where(unknown, 0.0, values), unknown), index=index)

    def maybe(values: Any, known: Any) -> "pd.Series[Any]":
        return pd.Series(pd.arrays.BooleanArray(values, ~known), index=index)

    return {
        "target": text(targets.text),
        "actual": text(actuals.text),
        "target_kind": text(targets.kind),
        "target_number": number(found.target_low),
        "target_high": number(found.target_high),
        "target_operator": text(targets.operator),
        "target_unit": text(targets.unit),
        "actual_kind": text(actuals.kind),
        "actual_number": number(found.actual),
        "actual_unit": text(actuals.unit),
        "actual_level": text(actuals.level),
        "actual_has_sign": pd.Series(actuals.has_sign, index=index),
        "approximate": pd.Series(targets.approximate | actuals.approximate, index=index),
        "comparable": maybe(found.comparable, targets.filled & actuals.filled),
        "mismatch": pd.Series(found.mismatch, index=index, dtype=object),
        "completion": number(found.completion),
        "met": maybe(found.met, found.met_known),
    }


def _execution_columns(indicators: pd.DataFrame) -> dict[str, "pd.Series[Any]"]:
    named = pd.Series(False, index=indicators.index)
    for level in _NAMES:
        names = indicators[level]
        distinct = pd.Series(names.dropna().unique(), dtype="str")
        compact = distinct.str.replace(r"\s+", "", regex=True)
        named |= names.isin(distinct[compact.str.fullmatch(_EXECUTION).fillna(False)])
    named &= ~indicators["is_total"]
    first = named & ~indicators[named].duplicated("workbook").reindex(indicators.index, fill_value=True)
    return {"names_execution": named, "is_execution": first}
