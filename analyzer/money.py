"""Money: exact amounts in integer fen, and the only place where units change."""

from decimal import Decimal
from typing import Final, Literal, get_args

Unit = Literal["万元", "元"]
Fen = int

FEN_PER: Final[dict[Unit, Fen]] = {"万元": 1_000_000, "元": 100}
DECIMALS_OF_A_FEN: Final[dict[Unit, int]] = {"万元": 6, "元": 2}
UNITS: Final[tuple[Unit, ...]] = get_args(Unit)

# 10 trillion yuan. Excel keeps 15 significant digits, so from here on it cannot hold the fen.
TOO_MANY_FEN: Final = 10**15

# Sums of binary fractions in a formula (100.1 - 100) end some 1e-5 fen beside the fen that is meant; whoever
# states a part of a fen in 万元 writes a tenth, a hundredth or a thousandth of it.
FLOAT_NOISE_FEN: Final = Decimal("0.001")

MINIMUM_DECIMALS: Final = 2


class FinerThanFen(ValueError):  # noqa: N818 - named for the fact it states
    """The amount is not a whole number of fen."""


class TooLarge(ValueError):  # noqa: N818 - as above
    """The amount is `TOO_MANY_FEN` or more, or infinite."""


def float_to_decimal(x: float) -> Decimal:
    """The number Excel shows for `x`: 15 significant digits (0.1 + 0.2 gives 0.3).

    Raises ValueError for nan and TooLarge for infinity.
    """
    number = Decimal(format(x, ".15g"))
    _refuse_not_finite(number)
    return number


def to_fen(amount: Decimal, unit: Unit) -> Fen:
    """`amount` in `unit` as whole fen, exactly; raises FinerThanFen, TooLarge, or ValueError for nan."""
    nearest = _nearest_fen(amount, unit)
    if nearest != amount:
        raise FinerThanFen(f"{amount} {unit}")
    return int(nearest.scaleb(DECIMALS_OF_A_FEN[unit]))


def float_to_fen(x: float, unit: Unit) -> Fen:
    """The fen of a number cell; what binary arithmetic adds (`FLOAT_NOISE_FEN`) is dropped, nothing more.

    Raises as `to_fen` does.
    """
    amount = float_to_decimal(x)
    nearest = _nearest_fen(amount, unit)
    if abs(amount - nearest) * FEN_PER[unit] >= FLOAT_NOISE_FEN:
        raise FinerThanFen(f"{amount} {unit}")
    return int(nearest.scaleb(DECIMALS_OF_A_FEN[unit]))


def format_fen(fen: Fen, unit: Unit, decimals: int | None = None) -> str:
    """`fen` in `unit` with thousands separators: "1,234.56".

    Without `decimals` the text is exact and has at least two; with `decimals` it is rounded half up.
    """
    places = DECIMALS_OF_A_FEN[unit]
    if decimals is None:
        decimals = places
        while decimals > MINIMUM_DECIMALS and fen % 10 ** (places - decimals + 1) == 0:
            decimals -= 1
    shown = _divide_half_up(abs(fen), 10 ** max(places - decimals, 0)) * 10 ** max(decimals - places, 0)
    whole, fraction = divmod(shown, 10**decimals)
    sign = "-" if fen < 0 and shown else ""
    return f"{sign}{whole:,}" + (f".{fraction:0{decimals}d}" if decimals else "")


def yuan(fen: Fen) -> str:
    """`fen` as plain yuan with two decimals for JSON: "395000.00"."""
    return format_fen(fen, "元").replace(",", "")


def divide(part: Fen, whole: Fen) -> float | None:
    """The rate `part` / `whole`; None where `whole` is zero, which is shown as "—"."""
    return part / whole if whole else None


def _divide_half_up(dividend: int, divisor: int) -> int:
    return (2 * dividend + divisor) // (2 * divisor)


def _nearest_fen(amount: Decimal, unit: Unit) -> Decimal:
    _refuse_not_finite(amount)
    if amount.copy_abs() >= Decimal(TOO_MANY_FEN) / FEN_PER[unit]:
        raise TooLarge(f"{amount} {unit}")
    return amount.quantize(Decimal(1).scaleb(-DECIMALS_OF_A_FEN[unit]))


def _refuse_not_finite(number: Decimal) -> None:
    if number.is_nan():
        raise ValueError("not a number")
    if number.is_infinite():
        raise TooLarge("infinite")
