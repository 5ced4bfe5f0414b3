"""Targets and actual values as published, and what follows from holding one against the other."""

from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analyzer.language import Text
from analyzer.reading import completion as c
from analyzer.reading import reasons
from analyzer.reading.completion import completion, in_same_measure, incomparable, met
from analyzer.reading.results import EMPTY, Empty, Unreadable
from analyzer.reading.targets import IndicatorValue, Kind, actual, target
from analyzer.reading.units import split_scale

YEAR = 2024
DECEMBER = (date(2024, 12, 1), date(2024, 12, 31))


def number(kind: Kind, unit: str, *numbers: str, **rest: Any) -> dict[str, Any]:
    return {"kind": kind, "unit": unit, "numbers": tuple(map(Decimal, numbers)), **rest}


def written(operator: str) -> dict[str, Any]:
    return {"operator": operator, "sign_in_value": True}


NUMBERS: list[tuple[object, str | None, dict[str, Any]]] = [
    ("≥95%", None, number("percent", "%", "0.95", **written("≥"))),
    ("95", None, number("quantity", "", "95", bare=True)),
    ("0.95", None, number("quantity", "", "0.95", bare=True)),
    (95, "％", number("percent", "%", "0.95", bare=True)),
    (0.95, "%", number("percent", "%", "0.95", bare=True, maybe_percent_points=True)),
    (0, "%", number("percent", "%", "0", bare=True)),
    ("100", "百分比", number("percent", "%", "1", bare=True)),
    ("100百分比", None, number("percent", "%", "1")),
    ("≥100百分比", None, number("percent", "%", "1", **written("≥"))),
    ("百分之九十五", None, number("percent", "%", "0.95")),
    ("5年", None, number("quantity", "年", "5")),
    ("6.5‰", None, number("percent", "%", "0.0065")),
    ("100%（330个）", None, number("percent", "%", "1")),
    ("≤202.6万元", None, number("money", "元", "2026000", **written("≤"))),
    ("202.6万元", "元", number("money", "元", "2026000")),
    ("202.6万", "元", number("money", "元", "2026000")),
    ("202.6万", "万元", number("money", "元", "2026000")),
    (202.6, "万元", number("money", "元", "2026000", bare=True)),
    ("3百元", None, number("money", "元", "300")),
    ("1.2亿", None, number("quantity", "", "120000000")),
    (3, "万人次", number("quantity", "人次", "30000", bare=True)),
    ("300多个", None, number("quantity", "个", "300", approximate=True)),
    ("300余万元", None, number("money", "元", "3000000", approximate=True)),
    ("约300人", None, number("quantity", "人", "300", approximate=True)),
    ("5%左右", None, number("percent", "%", "0.05", approximate=True)),
    ("三批", None, number("quantity", "批", "3")),
    ("十余家", None, number("quantity", "家", "10", approximate=True)),
    ("50人", None, number("quantity", "人", "50")),
    ("50名", None, number("quantity", "人", "50")),
    ("280人次", None, number("quantity", "人次", "280")),
    ("3个乡镇", None, number("quantity", "个", "3")),
    ("260元/辆", None, number("quantity", "元/辆", "260")),
    ("5.6公里/小时", None, number("quantity", "公里/小时", "5.6")),
    ("5千米", None, number("quantity", "公里", "5")),
    ("每亩300元", None, number("quantity", "元/亩", "300")),
    ("每亩300", None, number("quantity", "", "300", bare=True)),
    ("每亩300", "元/亩", number("quantity", "元/亩", "300", bare=True)),
    ("1,234户", None, number("quantity", "户", "1234")),
    (">=90", None, number("quantity", "", "90", bare=True, **written("≥"))),
    ("≧９０", None, number("quantity", "", "90", bare=True, **written("≥"))),
    ("＜5", None, number("quantity", "", "5", bare=True, **written("<"))),
    ("大于等于5", None, number("quantity", "", "5", bare=True, **written("≥"))),
    ("大于5", None, number("quantity", "", "5", bare=True, **written(">"))),
    ("不低于105人", None, number("quantity", "人", "105", **written("≥"))),
    ("不超过30万元", None, number("money", "元", "300000", **written("≤"))),
    ("达到95%以上", None, number("percent", "%", "0.95", **written("≥"))),
    ("控制在5%以内", None, number("percent", "%", "0.05", **written("≤"))),
    ("10日内", None, number("quantity", "天", "10", **written("≤"))),
    ("增长5%", None, number("percent", "%", "0.05")),
    ("-5%", None, number("percent", "%", "-0.05")),
    ("10-15天", None, number("range", "天", "10", "15")),
    ("10～15", None, number("range", "", "10", "15", bare=True)),
    ("10至15天", None, number("range", "天", "10", "15")),
    ("10——15天", None, number("range", "天", "10", "15")),
    ("80%-90%", None, number("range", "%", "0.8", "0.9")),
    ("80-90%", None, number("range", "%", "0.8", "0.9")),
    ("1-3", "%", number("range", "%", "0.01", "0.03", bare=True)),
    ("10-15万元", None, number("range", "元", "100000", "150000")),
    ("10万-15万", "元", number("range", "元", "100000", "150000")),
]

DATES: list[tuple[object, dict[str, Any]]] = [
    ("12月底前", {"kind": "date", "operator": "≤", "period": DECEMBER}),
    ("12月底前完成", {"kind": "date", "operator": "≤", "period": DECEMBER}),
    ("年底前", {"kind": "date", "operator": "≤", "period": DECEMBER}),
    ("2024年12月", {"kind": "date", "period": DECEMBER}),
    ("2月", {"kind": "date", "period": (date(2024, 2, 1), date(2024, 2, 29))}),
    ("2024年12月31日前", {"kind": "date", "operator": "≤", "period": (date(2024, 12, 31),) * 2}),
    ("≤2024年12月31日", {"kind": "date", **written("≤"), "period": (date(2024, 12, 31),) * 2}),
    ("2024-12-31", {"kind": "date", "period": (date(2024, 12, 31),) * 2}),
    ("2023年", {"kind": "date", "period": (date(2023, 1, 1), date(2023, 12, 31))}),
    (datetime(2024, 12, 31, 8), {"kind": "date", "period": (date(2024, 12, 31),) * 2}),
]

WORDS = [
    ("达成预期指标", "achieved"),
    ("全部完成", "achieved"),
    ("已完成", "achieved"),
    ("完成", "achieved"),
    ("1.完成道路建设", "achieved"),
    ("2024年完成建设", "achieved"),
    ("完成,但群众反映未及时", "achieved"),
    ("部分达成预期指标并具有一定效果", "partly"),
    ("基本完成", "partly"),
    ("未全部完成", "partly"),
    ("未达成预期指标且效果较差", "not_achieved"),
    ("没有完成", "not_achieved"),
    ("未达到95%", "not_achieved"),
    ("有效提升", None),
    ("显著", None),
    ("长期", None),
    ("无未完成事项", None),
]

OTHER_TEXT = [
    "按该标准发放",
    "一般",
    "一次性发放",
    "3.5.1",
    "13月底前",
    "5，6",
    "二〇二四",
    "2024年道路",
    "15-10天",
    "95%，116件",
]


def stated(cell: object, expected: dict[str, Any], text: str | None = None) -> IndicatorValue:
    return IndicatorValue(text=str(cell) if text is None else text, **expected)


@pytest.mark.parametrize(("cell", "unit", "expected"), NUMBERS)
def test_numbers(cell: object, unit: str | None, expected: dict[str, Any]) -> None:
    for reading in (target(cell, None, unit, YEAR), actual(cell, unit, YEAR)):
        assert isinstance(reading, IndicatorValue)
        assert reading == stated(cell, expected, reading.text)


@pytest.mark.parametrize(("cell", "expected"), DATES)
def test_dates(cell: object, expected: dict[str, Any]) -> None:
    for reading in (target(cell, None, None, YEAR), actual(cell, None, YEAR)):
        assert isinstance(reading, IndicatorValue)
        assert reading == stated(cell, expected, reading.text)


def test_a_date_without_a_year_is_a_date_of_no_known_period() -> None:
    assert target("12月底前") == stated("12月底前", {"kind": "date", "operator": "≤"})
    assert target("2月29日前") == stated("2月29日前", {"kind": "date", "operator": "≤"})


@pytest.mark.parametrize(("cell", "level"), WORDS)
def test_descriptions_state_a_level_only_as_actual_values(cell: str, level: str | None) -> None:
    assert actual(cell, None, YEAR) == stated(cell, {"kind": "qualitative", "level": level})
    assert target(cell, None, None, YEAR) == stated(cell, {"kind": "qualitative"})


@pytest.mark.parametrize("cell", OTHER_TEXT)
def test_other_text(cell: str) -> None:
    text = cell.replace("，", ",")
    assert target(cell, "≥", None, YEAR) == IndicatorValue("text", text, operator="≥")
    assert target(cell, "定性", None, YEAR) == IndicatorValue("qualitative", text)
    assert actual(cell, "人", YEAR) == IndicatorValue("text", text)


def test_the_text_kept_is_what_was_read() -> None:
    readings = [target(cell) for cell in ("　≥９５％ ", 95.0, date(2024, 3, 5))]
    assert [reading.text for reading in readings if isinstance(reading, IndicatorValue)] == [
        "≥95%",
        "95",
        "2024-03-05",
    ]


@pytest.mark.parametrize(
    ("cell", "column", "operator", "sign_in_value"),
    [
        ("95", ">=", "≥", False),
        ("≥95", "≤", "≥", True),
        ("95", "定性", None, False),
        ("95", None, None, False),
    ],
)
def test_the_column_gives_the_operator_the_cell_lacks(
    cell: str, column: str | None, operator: str | None, sign_in_value: bool
) -> None:
    expected = number("quantity", "", "95", bare=True, operator=operator, sign_in_value=sign_in_value)
    assert target(cell, column) == stated(cell, expected)


NO_VALUE: list[tuple[object, Empty | Unreadable]] = [
    ("—", EMPTY),
    (None, EMPTY),
    ("#REF!", Unreadable(reasons.EXCEL_ERROR)),
    (True, Unreadable(reasons.LOGICAL)),
    (float("inf"), Unreadable(reasons.TOO_LARGE)),
    ([], Unreadable(reasons.CONTENT)),
]


@pytest.mark.parametrize(("cell", "expected"), NO_VALUE)
def test_no_value(cell: object, expected: Empty | Unreadable) -> None:
    assert (target(cell), actual(cell)) == (expected, expected)


def pair(wanted: object, reached: object, operator: str | None = None, unit: str | None = None) -> Any:
    return target(wanted, operator, unit, YEAR), actual(reached, unit, YEAR)


@pytest.mark.parametrize(
    ("wanted", "reached", "operator", "unit", "ratio", "is_met"),
    [
        ("≥4754", "4604", None, None, Fraction(2302, 2377), False),
        ("≤5300", "5830", None, None, Fraction(11, 10), False),
        ("≤5300", "5300", None, None, Fraction(1), True),
        ("≥928", "909.93", None, None, Fraction(90993, 92800), False),
        ("≥105人", "116人", None, None, Fraction(116, 105), True),
        ("50人", 280, None, None, Fraction(28, 5), True),
        (50, "40人", None, None, Fraction(4, 5), False),
        (38508, 37442, "≥", "人", Fraction(37442, 38508), False),
        (6, 6, "=", None, Fraction(1), True),
        (6, 7, "=", None, Fraction(7, 6), False),
        (6, 6, ">", None, Fraction(1), False),
        (6, 6, "<", None, Fraction(1), False),
        (202.6, "2000000元", "≤", "万元", Fraction(1000, 1013), True),
        ("≥90%", "≥90%", None, None, Fraction(1), True),
        ("95%", 0.95, None, None, Fraction(1), True),
        ("95%", 95, None, None, Fraction(1), True),
        (95, 0.95, "≥", "%", Fraction(1), True),
        (0.95, 95, "≥", "%", Fraction(1), True),
        (95, 1, "≥", "%", Fraction(20, 19), True),
        (1, 0.5, "≤", "%", Fraction(1, 2), True),
        ("≤5%", 0.8, None, None, Fraction(4, 25), True),
        (3, 1.2, "≤", "%", Fraction(2, 5), True),
        ("0%", 0.8, "≤", None, None, False),
        (0, 5, "≤", None, None, False),
        ("10-15天", 15, None, None, None, True),
        ("10-15天", 16, None, None, None, False),
        ("80-90%", 0.85, None, None, None, True),
        ("12月底前", "2024年11月", None, None, None, True),
        ("12月底前", "2024-12-31", None, None, None, True),
        ("12月底前", "2025年1月", None, None, None, False),
        ("12月20日前", "12月", None, None, None, None),
        ("有效提升", "达成预期指标", "定性", None, None, True),
        ("有效提升", "部分达成", "定性", None, None, False),
        ("有效提升", "显著", "定性", None, None, None),
    ],
)
def test_comparable(
    wanted: object,
    reached: object,
    *,
    operator: str | None,
    unit: str | None,
    ratio: Fraction | None,
    is_met: bool | None,
) -> None:
    values = pair(wanted, reached, operator, unit)
    assert (incomparable(*values), completion(*values), met(*values)) == (None, ratio, is_met)


@pytest.mark.parametrize(
    ("wanted", "reached", "reason"),
    [
        ("≤30万元", "完成", c.NOT_A_NUMBER),
        ("260元/辆", "按该标准发放", c.NOT_A_NUMBER),
        ("95%", "2024年12月", c.NOT_A_NUMBER),
        ("10天", "8-12天", c.RANGE_REACHED),
        ("12月底前", "完成", c.NOT_A_DATE),
        ("12月底前", 12, c.NOT_A_DATE),
        ("有效提升", "95%", c.NOT_A_LEVEL),
        ("有效提升", "2024年12月", c.NOT_A_LEVEL),
    ],
)
def test_incomparable(wanted: object, reached: object, reason: Text) -> None:
    values = pair(wanted, reached)
    assert (incomparable(*values), completion(*values), met(*values)) == (reason, None, None)


@pytest.mark.parametrize(
    ("wanted", "reached", "units"),
    [("50人", "280人次", "人 人次"), ("95%", "116件", "% 件"), ("3天", "3月龄", "天 月")],
)
def test_units_must_agree(wanted: str, reached: str, units: str) -> None:
    values = pair(wanted, reached)
    one, other = units.split()
    reason = Text(
        f"指标值的单位是“{one}”，完成值的单位是“{other}”，无法对照",
        f"the target is in {one}, the actual value in {other}; they cannot be compared",
    )
    assert (incomparable(*values), completion(*values), met(*values)) == (reason, None, None)


def test_a_date_without_year_cannot_be_compared() -> None:
    wanted, reached = target("12月底前"), actual("2024年12月")
    assert isinstance(wanted, IndicatorValue)
    assert isinstance(reached, IndicatorValue)
    assert (incomparable(wanted, reached), met(wanted, reached)) == (c.NO_YEAR, None)


@pytest.mark.parametrize(
    ("unit", "split"),
    [
        ("万元", (4, "元")),
        ("千米", (0, "公里")),
        ("百分比", (0, "%")),
        ("百人", (2, "人")),
        ("万 人次", (4, "人次")),
        ("kWh", (0, "kWh")),
        ("KM", (0, "公里")),
        ("", (0, "")),
    ],
)
def test_units(unit: str, split: tuple[int, str]) -> None:
    assert split_scale(unit) == split


@given(
    st.decimals(0, 10**6, places=2),
    st.sampled_from(["", "≥", "≤"]),
    st.sampled_from(["人", "人次", "公里", "元/辆"]),
)
def test_every_quantity_reads_back(quantity: Decimal, operator: str, unit: str) -> None:
    text = f"{operator}{quantity:,}{unit}"
    expected = number(
        "quantity", unit, str(quantity), operator=operator or None, sign_in_value=operator != ""
    )
    assert actual(text) == stated(text, expected)


@given(st.decimals("0.02", "1.5", places=4), st.decimals("0.02", "1.5", places=4))
def test_percentages_with_a_sign_and_fractions_without_mean_the_same(
    wanted: Decimal, reached: Decimal
) -> None:
    assume(max(wanted / reached, reached / wanted) < 10)
    values = pair(f"{wanted * 100}%", float(reached))
    assert completion(*values) == Fraction(reached) / Fraction(wanted)


CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.text(),
    st.text(
        "0123456789.,-~至 ()（）%％‰+≥≤<>=约每亩多余元万亿百十一二人次个年月日底前内以上完成未部分",
        max_size=16,
    ),
)
UNIT = st.one_of(
    st.none(), st.text(max_size=4), st.sampled_from(["%", "万元", "元", "人", "人次", "元/亩", "—"])
)


@given(
    CELL,
    CELL,
    st.one_of(st.none(), st.text(max_size=2), st.sampled_from("≥≤=")),
    UNIT,
    st.none() | st.integers(),
)
def test_nothing_raises(
    wanted: object, reached: object, operator: str | None, unit: str | None, year: int | None
) -> None:
    target_value, actual_value = target(wanted, operator, unit, year), actual(reached, unit, year)
    for value in (target_value, actual_value):
        if isinstance(value, IndicatorValue):
            count = {"range": 2, "quantity": 1, "percent": 1, "money": 1}.get(value.kind, 0)
            assert len(value.numbers) == count
            assert list(value.numbers) == sorted(value.numbers)
    if isinstance(target_value, IndicatorValue) and isinstance(actual_value, IndicatorValue):
        ratio = completion(target_value, actual_value)
        assert ratio is None or incomparable(target_value, actual_value) is None
        assert met(target_value, actual_value) in (True, False, None)


@pytest.mark.parametrize("filler", [" ", "1", "1-", "(", "约", "以上", "亿", "0.", "每"])
def test_a_full_cell_of_anything_is_read_at_once(filler: str) -> None:
    cell = ("1" + filler * 32_767)[:32_767]
    started = datetime.now()
    target(cell, None, cell), actual(cell, cell)
    assert (datetime.now() - started).total_seconds() < 1


def test_the_reading_taken_can_be_seen() -> None:
    wanted, reached = in_same_measure(*pair("≤5%", 0.8))
    assert (wanted.numbers, reached.numbers) == ((Decimal("0.05"),), (Decimal("0.008"),))
