from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.money import (
    DECIMALS_OF_A_FEN,
    FEN_PER,
    TOO_MANY_FEN,
    UNITS,
    FinerThanFen,
    TooLarge,
    Unit,
    divide,
    float_to_decimal,
    float_to_fen,
    format_fen,
    to_fen,
    yuan,
)

ALL_FEN = st.integers(-TOO_MANY_FEN + 1, TOO_MANY_FEN - 1)
UNIT = st.sampled_from(UNITS)


@pytest.mark.parametrize(
    ("amount", "unit", "fen"),
    [
        ("139.433578", "万元", 139_433_578),
        ("9265.353442", "万元", 9_265_353_442),
        ("39.5000000000", "万元", 39_500_000),
        ("-0.01", "元", -1),
        ("9999999999999.99", "元", TOO_MANY_FEN - 1),
        ("0", "万元", 0),
    ],
)
def test_amounts_convert_exactly(amount: str, unit: Unit, fen: int) -> None:
    assert to_fen(Decimal(amount), unit) == fen


@pytest.mark.parametrize(
    ("amount", "unit", "refusal"),
    [
        ("39.5000001", "万元", FinerThanFen),
        ("0.001", "元", FinerThanFen),
        ("0." + "3" * 60, "元", FinerThanFen),
        ("10000000000000", "元", TooLarge),
        ("-1000000000", "万元", TooLarge),
        ("1e999999", "元", TooLarge),
        ("Infinity", "元", TooLarge),
        ("NaN", "元", ValueError),
    ],
)
def test_amounts_are_refused_rather_than_rounded(amount: str, unit: Unit, refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as caught:
        to_fen(Decimal(amount), unit)
    assert caught.type is refusal


@pytest.mark.parametrize(
    ("number", "unit", "fen"),
    [
        (139.433578, "万元", 139_433_578),
        (0.1 + 0.2, "元", 30),
        (100.1 - 100, "元", 10),
        (1234567.89 - 1234567.79, "元", 10),
        (-8.5, "万元", -8_500_000),
    ],
)
def test_binary_noise_of_a_number_cell_is_dropped(number: float, unit: Unit, fen: int) -> None:
    assert float_to_fen(number, unit) == fen


@pytest.mark.parametrize(("number", "unit"), [(139.4335781, "万元"), (1 / 3, "万元"), (0.00001, "元")])
def test_a_tenth_to_a_thousandth_of_a_fen_is_no_noise(number: float, unit: Unit) -> None:
    with pytest.raises(FinerThanFen):
        float_to_fen(number, unit)


@pytest.mark.parametrize(
    ("fen", "unit", "decimals", "text"),
    [
        (39_500_000, "万元", None, "39.50"),
        (139_433_578, "万元", None, "139.433578"),
        (1_234_560, "万元", None, "1.23456"),
        (123_456, "元", None, "1,234.56"),
        (-1, "万元", None, "-0.000001"),
        (0, "元", None, "0.00"),
        (12_345_678_900_000, "万元", None, "12,345,678.90"),
        (139_433_578, "万元", 2, "139.43"),
        (5_000, "万元", 2, "0.01"),
        (-4_999, "万元", 2, "0.00"),
        (-5_000, "万元", 2, "-0.01"),
        (123_450, "元", 0, "1,235"),
        (123_456, "元", 4, "1,234.5600"),
    ],
)
def test_fen_are_shown(fen: int, unit: Unit, decimals: int | None, text: str) -> None:
    assert format_fen(fen, unit, decimals) == text


@given(ALL_FEN, UNIT)
def test_shown_fen_read_back(fen: int, unit: Unit) -> None:
    text = format_fen(fen, unit)
    assert to_fen(Decimal(text.replace(",", "")), unit) == fen
    assert format_fen(fen, unit, DECIMALS_OF_A_FEN[unit]).startswith(text)


@given(ALL_FEN, UNIT)
def test_a_number_cell_holds_every_fen(fen: int, unit: Unit) -> None:
    assert float_to_fen(fen / FEN_PER[unit], unit) == fen


@given(ALL_FEN, UNIT, st.integers(0, 6))
def test_rounding_stays_within_half_of_the_last_digit(fen: int, unit: Unit, decimals: int) -> None:
    shown = Decimal(format_fen(fen, unit, decimals).replace(",", ""))
    exact = Decimal(fen).scaleb(-DECIMALS_OF_A_FEN[unit])
    assert abs(shown - exact) <= Decimal(5).scaleb(-decimals - 1)


@pytest.mark.parametrize(
    ("fen", "text"), [(39_500_000, "395000.00"), (-5, "-0.05"), (123_456_789, "1234567.89")]
)
def test_yuan_for_json(fen: int, text: str) -> None:
    assert yuan(fen) == text


def test_rates() -> None:
    assert (divide(3, 4), divide(0, 4), divide(3, 0), divide(0, 0)) == (0.75, 0.0, None, None)


@pytest.mark.parametrize(
    ("number", "decimal"),
    [
        (0.1 + 0.2, "0.3"),
        (139.433578, "139.433578"),
        (1e20, "1E+20"),
        (1 / 3, "0.333333333333333"),
        (-2.0, "-2"),
    ],
)
def test_floats_have_fifteen_digits(number: float, decimal: str) -> None:
    assert str(float_to_decimal(number)) == decimal


def test_floats_that_are_no_numbers() -> None:
    with pytest.raises(TooLarge):
        float_to_decimal(float("inf"))
    with pytest.raises(ValueError, match="not a number"):
        float_to_decimal(float("nan"))
