"""An actual value held against its target: can they be compared, how far did it get, is it met."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Final

from analyzer.language import Text
from analyzer.reading.targets import IndicatorValue, as_percent

_NUMERIC: Final = frozenset({"quantity", "percent", "money", "range"})

NOT_A_NUMBER: Final = Text(
    "指标值是数字，完成值不是数字，请填写实际数字",
    "the target is a number but the actual value is not; write the number",
)
NOT_A_LEVEL: Final = Text(
    "指标值是定性描述，完成值是数字，无法对照", "the target is a description and the actual value a number"
)
NOT_A_DATE: Final = Text(
    "指标值是时间，完成值不是时间，请填写完成时间", "the target is a date; write the date reached"
)
RANGE_REACHED: Final = Text(
    "完成值是一个区间，请填写一个数字", "the actual value is a range; write one number"
)
NO_YEAR: Final = Text("时间缺少年份，无法对照", "a date lacks its year, so the two cannot be compared")


def incomparable(target: IndicatorValue, actual: IndicatorValue) -> Text | None:
    """Why the two cannot be compared; None when they can.

    A number without a unit takes the other's. Different units differ even when close: 人 is not 人次.
    """
    if target.kind in _NUMERIC:
        return _incomparable_numbers(target, actual)
    if target.kind == "date":
        if actual.kind != "date":
            return NOT_A_DATE
        return None if target.period and actual.period else NO_YEAR
    return NOT_A_LEVEL if actual.kind in _NUMERIC or actual.kind == "date" else None


def completion(target: IndicatorValue, actual: IndicatorValue) -> Fraction | None:
    """Actual / target, whatever the operator; None unless both are single numbers, or if target is 0."""
    if target.kind not in _NUMERIC or len(target.numbers) != 1 or incomparable(target, actual):
        return None
    target, actual = in_same_measure(target, actual)
    wanted = Fraction(target.numbers[0])
    return Fraction(actual.numbers[0]) / wanted if wanted else None


def met(target: IndicatorValue, actual: IndicatorValue) -> bool | None:
    """Whether `actual` reaches `target`; None when that cannot be said.

    A number without an operator must at least be reached; a range must hold the number; a date must not be
    later than the target's last day; of descriptions only the level counts.
    """
    if incomparable(target, actual):
        return None
    if target.kind == "date":
        return _in_time(target, actual)
    if target.kind not in _NUMERIC:
        return None if actual.level is None else actual.level == "achieved"
    target, actual = in_same_measure(target, actual)
    reached = actual.numbers[0]
    if len(target.numbers) > 1:
        return target.numbers[0] <= reached <= target.numbers[1]
    wanted = target.numbers[0]
    return {
        "≥": reached >= wanted,
        "≤": reached <= wanted,
        "=": reached == wanted,
        ">": reached > wanted,
        "<": reached < wanted,
    }[target.operator or "≥"]


def in_same_measure(target: IndicatorValue, actual: IndicatorValue) -> tuple[IndicatorValue, IndicatorValue]:
    """Both as percentages when one is: a bare 0.95 or 95 beside a percentage is 95%.

    A bare number up to 1.5 could be either (beside 5%, 0.8 is rather 0.8% than 80%): the reading nearer to
    the other value, by ratio, is taken, and the fraction when both are as near.
    """
    if "%" not in (target.unit, actual.unit):
        return target, actual
    readings = product(_percent_readings(target), _percent_readings(actual))
    return min(readings, key=lambda pair: _apart(*pair))


def _incomparable_numbers(target: IndicatorValue, actual: IndicatorValue) -> Text | None:
    if actual.kind not in _NUMERIC:
        return NOT_A_NUMBER
    if len(actual.numbers) > 1:
        return RANGE_REACHED
    if target.unit == actual.unit or _takes_unit_of(target, actual) or _takes_unit_of(actual, target):
        return None
    return Text(
        f"指标值的单位是“{target.unit}”，完成值的单位是“{actual.unit}”，无法对照",
        f"the target is in {target.unit}, the actual value in {actual.unit}; they cannot be compared",
    )


def _takes_unit_of(value: IndicatorValue, other: IndicatorValue) -> bool:
    return value.unit == "" and other.unit != ""


def _percent_readings(value: IndicatorValue) -> list[IndicatorValue]:
    if value.unit != "%":
        numbers, maybe_points = as_percent(value.numbers)
        value = replace(value, unit="%", numbers=numbers, maybe_percent_points=maybe_points)
    if not value.maybe_percent_points:
        return [value]
    return [value, replace(value, numbers=tuple(number.scaleb(-2) for number in value.numbers))]


def _apart(target: IndicatorValue, actual: IndicatorValue) -> Fraction:
    """How many times the larger is the smaller; 0 where a ratio says nothing."""
    low, high = sorted((Fraction(target.numbers[-1]), Fraction(actual.numbers[0])))
    return high / low if low > 0 else Fraction(0)


def _in_time(target: IndicatorValue, actual: IndicatorValue) -> bool | None:
    if target.period is None or actual.period is None:
        return None
    if actual.period[1] <= target.period[1]:
        return True
    return False if actual.period[0] > target.period[1] else None
