"""Indicator targets and actual values: 年度指标值 and 实际完成值 as people write them."""

import re
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from analyzer.reading.characters import is_blank, is_missing, normalise
from analyzer.reading.deadlines import Period, deadline_in
from analyzer.reading.numerals import ARABIC, CHINESE, LONGEST, Numeral, open_cell, unsigned
from analyzer.reading.reasons import CHINESE_NUMERAL
from analyzer.reading.results import Empty, Unreadable
from analyzer.reading.units import is_measure, may_be_unit, split_scale
from analyzer.reading.values import LARGEST_FRACTION

Kind = Literal["quantity", "percent", "money", "date", "range", "qualitative", "text"]
Operator = Literal["≥", "≤", "=", ">", "<"]
Level = Literal["achieved", "partly", "not_achieved"]


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """What a target or an actual value states.

    `numbers` holds one number, two for a range, none otherwise: percentages as fractions, money in yuan,
    万 and 亿 multiplied out. `unit` is the usual name of the measure ("" where none is known). `period` is
    the first and the last day a date can mean, None for a date whose year is unknown.
    """

    kind: Kind
    text: str
    numbers: tuple[Decimal, ...] = ()
    unit: str = ""
    operator: Operator | None = None
    sign_in_value: bool = False  # the operator stands in the cell itself
    approximate: bool = False  # 约, 多, 余, 左右
    bare: bool = False  # a number without a unit beside it in the cell
    maybe_percent_points: bool = False  # a bare number up to 1.5 read as a fraction; see `as_percent`
    level: Level | None = None
    period: Period | None = None


Reading = IndicatorValue | Empty | Unreadable


@dataclass(frozen=True, slots=True)
class _Measured:
    """A number with its unit, as written on one side of a range or alone."""

    number: Decimal
    unit: str
    unit_text: str
    approximate: bool
    bare: bool
    bound: Operator | None


_WORDS: Final[dict[Operator, str]] = {
    "≥": "≥ >= => 大于等于 大于或等于 不低于 不少于 不小于 至少",
    "≤": "≤ <= =< 小于等于 小于或等于 不超过 不高于 不多于 不大于 至多 最多",
    ">": "> 大于 高于 超过 多于",
    "<": "< 小于 低于 少于",
    "=": "= 等于",
}
_OPERATORS: Final[dict[str, Operator]] = {
    word: operator for operator, words in _WORDS.items() for word in words.split()
}
_LIMITS: Final[dict[str, Operator]] = {"上": "≥", "下": "≤", "内": "≤"}

_SIGNS: Final = "|".join(sorted(map(re.escape, _OPERATORS), key=len, reverse=True))
_LEADING: Final = re.compile(
    "(?:达到|达|完成|实现|控制在|增长|提[高升]|共|截[至止]到?|于|在|"
    rf"(?P<approximate>大约|约|将近|近|大概)|(?P<sign>{_SIGNS})) *"
)
_TRAILING: Final = re.compile(
    r" *(?:完成|达标|覆盖|到位|(?P<approximate>左右|上下)|"
    r"(?P<limit>及?以[上下内]|之内|(?<=[天日年月时])内))$"
)
_NOTE: Final = re.compile(r"(?<=.) *\([^()]*\)$")
_PER_HUNDRED: Final = re.compile(rf"百分之({ARABIC}|{CHINESE})")
_QUANTITY: Final = re.compile(
    rf"(?:每(?P<per>[^0-9 ]{{1,4}}?))?(?P<minus>[-负])?\+? *(?P<number>{ARABIC}|{CHINESE}) *"
    r"(?P<more>[多余几来])?(?P<unit>[^0-9,;:、，；。()]*)"
)
_RANGE: Final = re.compile("([^-~—至到]+)(?:--?|——?|[~至到])([^-~—至到]+)")

_CLAUSE_END: Final = re.compile("[,;:。、\n]")
_LEVELS: Final[tuple[tuple[Level, re.Pattern[str]], ...]] = (
    ("partly", re.compile("部分|基本|初步|未能?(?:全部|完全)")),
    ("not_achieved", re.compile("(?:未|没有)(?!发[生现]|出现|见)|没能|无法|不(?:达标|合格|符合)|较差")),
    ("achieved", re.compile("达成|达到|完成|达标|实现|合格|符合|到位")),
)
_DOUBLE_NEGATIVE: Final = re.compile("(?:无|没有)未")
_QUALITY: Final = re.compile(
    "达成|达到|完成|达标|实现|提[升高]|改善|增[强加]|促进|推动|保障|保证|确保|满足|显著|明显|有效|"
    "长期|持续|逐步|良好|较[好高大]|优秀|满意|合格|及时|规范|稳定|健全|完善"
)


def target(
    cell: object, operator: str | None = None, unit: str | None = None, year: int | None = None
) -> Reading:
    """A target as written; an operator or a unit in the cell counts before those of the row's columns.

    `operator` is the column 指标性质, `unit` the column 计量单位; `year` completes dates such as 12月底前.
    """
    value = _read(cell, unit, year)
    if not isinstance(value, IndicatorValue):
        return value
    if value.operator is None:
        value = replace(value, operator=_OPERATORS.get(normalise(operator or "")))
    qualitative = value.kind == "text" and (
        _QUALITY.search(value.text) or normalise(operator or "") == "定性"
    )
    return replace(value, kind="qualitative") if qualitative else value


def actual(cell: object, unit: str | None = None, year: int | None = None) -> Reading:
    """An actual value as written; `sign_in_value` marks an operator, which it should not have."""
    value = _read(cell, unit, year)
    if not isinstance(value, IndicatorValue) or value.kind != "text":
        return value
    level = _level(value.text)
    qualitative = level is not None or _QUALITY.search(value.text)
    return replace(value, kind="qualitative", level=level) if qualitative else value


def as_percent(typed: tuple[Decimal, ...]) -> tuple[tuple[Decimal, ...], bool]:
    """Bare numbers meant as percentages, as fractions; and whether they may be 100 times smaller.

    Up to `LARGEST_FRACTION` they are fractions already (0.95, 1), though 0.8 beside 5% may mean 0.8%.
    """
    if max(map(abs, typed)) > LARGEST_FRACTION:
        return tuple(number.scaleb(-2) for number in typed), False
    return typed, any(typed)


def _read(cell: object, column_unit: str | None, year: int | None) -> Reading:
    if isinstance(cell, date) and not is_missing(cell):
        day = date(cell.year, cell.month, cell.day)
        return IndicatorValue("date", day.isoformat(), period=(day, day))
    content = open_cell(cell)
    unit = "" if is_blank(column_unit) else normalise(column_unit or "")
    if isinstance(content, Numeral):
        return _value(format(content.number, "f"), (_bare(content.number, unit),))
    return _read_text(content, unit, year) if isinstance(content, str) else content


def _read_text(text: str, column_unit: str, year: int | None) -> IndicatorValue:
    if len(text) > LONGEST:
        return IndicatorValue("text", text)
    shortened = _PER_HUNDRED.sub(r"\1%", _NOTE.sub("", text))
    operator, approximate, rest = _without_leading(shortened)
    deadline = deadline_in(rest, year)
    if deadline:
        bound = operator or ("≤" if deadline.before else None)
        return IndicatorValue(
            "date", text, operator=bound, sign_in_value=operator is not None, period=deadline.period
        )
    measured = _measured_range(rest, column_unit)
    if measured is None:
        return IndicatorValue("text", text)
    bound = operator or measured[-1].bound
    value = replace(_value(text, measured), operator=bound, sign_in_value=bound is not None)
    return replace(value, approximate=value.approximate or approximate)


def _without_leading(text: str) -> tuple[Operator | None, bool, str]:
    operator: Operator | None = None
    approximate = False
    while match := _LEADING.match(text):
        approximate = approximate or match["approximate"] is not None
        operator = operator or _OPERATORS.get(match["sign"])
        text = text[match.end() :]
    return operator, approximate, text


def _measured_range(text: str, column_unit: str) -> tuple[_Measured, ...] | None:
    """One number with its unit, or the two of a range; None for any other text."""
    single = _measured(text, column_unit)
    if single:
        return (single,)
    parts = _RANGE.fullmatch(text)
    high = _measured(parts[2].strip(), column_unit) if parts else None
    if parts is None or high is None:
        return None
    low_text = parts[1].strip()
    low = _measured(low_text, column_unit)
    if low and low.bare and not high.bare:
        low = _measured(low_text + high.unit_text, column_unit)
    return (low, high) if low and low.unit == high.unit and low.number <= high.number else None


def _measured(text: str, column_unit: str) -> _Measured | None:
    match = _QUANTITY.fullmatch(text)
    numeral = unsigned(match["number"].strip()) if match else None
    if match is None or numeral is None:
        return None
    bound, approximate, unit_text = _without_trailing(match["unit"].strip())
    if not _fits(match["number"], numeral, unit_text):
        return None
    power, unit = split_scale(unit_text)
    if not unit:
        column_power, unit = split_scale(column_unit)
        power = power or column_power
    if match["per"] and unit and "/" not in unit:
        unit = f"{unit}/{match['per']}"
    number = numeral.times_ten_to(power).number
    return _Measured(
        -number if match["minus"] else number,
        unit,
        unit_text,
        approximate or match["more"] is not None,
        not unit_text,
        bound,
    )


def _without_trailing(unit: str) -> tuple[Operator | None, bool, str]:
    bound: Operator | None = None
    approximate = False
    while match := _TRAILING.search(unit):
        approximate = approximate or match["approximate"] is not None
        bound = bound or (_LIMITS[match["limit"][-1]] if match["limit"] else None)
        unit = unit[: match.start()]
    return bound, approximate, unit


def _fits(number: str, numeral: Numeral, unit: str) -> bool:
    """Whether the text after a number is its unit, not the sentence after a list number or a year."""
    if CHINESE_NUMERAL in numeral.remarks:
        return is_measure(unit)
    list_number = number.endswith(".") and unit != ""
    calendar_year = re.fullmatch("[12][0-9]{3}", number) is not None and unit.startswith("年")
    return may_be_unit(unit) and not list_number and not calendar_year


def _bare(number: Decimal, column_unit: str) -> _Measured:
    power, unit = split_scale(column_unit)
    return _Measured(number.scaleb(power), unit, "", approximate=False, bare=True, bound=None)


def _value(text: str, measured: tuple[_Measured, ...]) -> IndicatorValue:
    unit, bare = measured[-1].unit, measured[-1].bare
    numbers = tuple(part.number for part in measured)
    maybe_percent_points = False
    kind: Kind = "money" if unit == "元" else "quantity"
    if unit in ("%", "‰"):
        kind = "percent"
        if bare and unit == "%":
            numbers, maybe_percent_points = as_percent(numbers)
        else:
            numbers = tuple(number.scaleb(-2 if unit == "%" else -3) for number in numbers)
        unit = "%"
    return IndicatorValue(
        "range" if len(numbers) > 1 else kind,
        text,
        numbers,
        unit,
        approximate=any(part.approximate for part in measured),
        bare=bare,
        maybe_percent_points=maybe_percent_points,
    )


def _level(text: str) -> Level | None:
    """The level the first clause states; 未全部完成 is partly, 未完成 not achieved."""
    clause = _CLAUSE_END.split(text, maxsplit=1)[0]
    if _DOUBLE_NEGATIVE.search(clause):
        return None
    return next((level for level, pattern in _LEVELS if pattern.search(clause)), None)
