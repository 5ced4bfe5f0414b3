"""Numbers as people write them: separators, exponents, signs, Chinese numerals; units belong to callers."""

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from decimal import Decimal
from numbers import Integral
from typing import Final

from analyzer.money import TooLarge, float_to_decimal
from analyzer.reading import reasons
from analyzer.reading.characters import is_blank, is_error, normalise
from analyzer.reading.results import EMPTY, Empty, Remarks, Unreadable

# Decimal arithmetic keeps 28 digits; what a longer number loses must not go unnoticed.
MOST_DIGITS: Final = 20
LONGEST: Final = 60  # characters of a number with its unit; keeps the patterns below linear on long text
_LARGEST_FLOAT_EXPONENT: Final = 308

ARABIC: Final = r"(?:[0-9][0-9,' ]*(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?"
CHINESE: Final = "[〇零一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億]+"

_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+|(?:'[0-9]{3})+|(?: [0-9]{3})+)(?:\.[0-9]*)?")
_SEPARATORS: Final = str.maketrans("", "", ",' ")

_SIMPLE: Final = str.maketrans("壹贰叁肆伍陆柒捌玖拾佰仟萬億〇两", "一二三四五六七八九十百千万亿零二")
_NINE: Final = "[一二三四五六七八九]"
_BELOW_TEN_THOUSAND: Final = re.compile(
    f"(?:({_NINE})千)?零?(?:({_NINE})百)?零?(?:({_NINE}?)(十))?零?({_NINE})?"
)
# 三万五 is 35 000 in speech and 30 005 by its signs; a digit after a skipped place needs 零.
_UNCERTAIN_CHINESE: Final = re.compile(f"[百千万亿]{_NINE}$|零零|.零$")

_BRACKETS: Final = re.compile(r"\(([^()]*)\)([^()]*)")
_CURRENCY: Final = re.compile(r"(?:¥|RMB|CNY|人民币) *", re.IGNORECASE)
_MINUS: Final = frozenset("-负△▲")


@dataclass(frozen=True, slots=True)
class Numeral:
    """An exact number and one unit of its last stated digit ("8.50": 0.01; "三万": 10000)."""

    number: Decimal
    quantum: Decimal
    remarks: Remarks = ()

    def times_ten_to(self, power: int) -> "Numeral":
        """The number and its last digit moved by `power` decimal places."""
        return replace(self, number=self.number.scaleb(power), quantum=self.quantum.scaleb(power))

    def negated(self) -> "Numeral":
        """The same number with the other sign."""
        return replace(self, number=-self.number)

    @property
    def decimals(self) -> int:
        """How many decimals are stated; never below 0."""
        return max(0, -self.quantum.adjusted())


def open_cell(cell: object) -> Numeral | str | Empty | Unreadable:
    """What the cell holds: a number, normalised text, nothing, or a kind of content that is no number."""
    if is_blank(cell):
        return EMPTY
    if isinstance(cell, str):
        text = normalise(cell)
        return Unreadable(reasons.EXCEL_ERROR) if is_error(text) else text
    if isinstance(cell, bool):
        return Unreadable(reasons.LOGICAL)
    if isinstance(cell, date | time | timedelta):
        return Unreadable(reasons.DATE_IN_CELL)
    if isinstance(cell, float | Integral | Decimal):
        return _number_cell(cell)
    return Unreadable(reasons.CONTENT)


def unsigned(text: str) -> Numeral | None:
    """Normalised `text` that is nothing but a number without a sign; None for anything doubtful."""
    if len(text) > LONGEST:
        return None
    if re.fullmatch(ARABIC, text):
        return _arabic(text.strip())
    number = _chinese(text.translate(_SIMPLE))
    if number is None:
        return None
    return Numeral(Decimal(number), Decimal(last_place(number)), (reasons.CHINESE_NUMERAL,))


def last_place(number: int) -> int:
    """The largest power of ten that divides `number`: 1000 for 35 000; 1 for 0."""
    place = 1
    while number and number % (10 * place) == 0:
        place *= 10
    return place


def split_sign(text: str) -> tuple[bool, str, Remarks] | None:
    """Whether normalised `text` is negative, the text without sign, brackets and currency, remarks.

    A minus sign, 负, △ ▲ and accountants' brackets are negative; None when a sign is given twice.
    """
    text = _CURRENCY.sub("", text, count=1) if _CURRENCY.match(text) else text
    brackets = _BRACKETS.fullmatch(text)
    if brackets:
        return True, brackets[1].strip() + brackets[2], ()
    sign = text[:1]
    if sign not in _MINUS and sign != "+":
        return False, text, ()
    rest = text[1:].lstrip()
    rest = _CURRENCY.sub("", rest, count=1) if _CURRENCY.match(rest) else rest
    if rest[:1] in _MINUS | set("+("):
        return None
    return sign != "+", rest, (reasons.TRIANGLE_MINUS,) if sign in "△▲" else ()


def signed(text: str) -> Numeral | None:
    """As `unsigned`, with a sign or brackets."""
    parts = split_sign(text)
    numeral = unsigned(parts[1]) if parts else None
    if parts is None or numeral is None:
        return None
    negative, _, remarks = parts
    numeral = replace(numeral, remarks=numeral.remarks + remarks)
    return numeral.negated() if negative else numeral


def _number_cell(cell: float | Integral | Decimal) -> Numeral | Unreadable:
    try:
        number = float_to_decimal(cell) if isinstance(cell, float) else _exact(cell)
    except TooLarge:
        return Unreadable(reasons.TOO_LARGE)
    if number == 0:
        return Numeral(Decimal(0), Decimal(1))
    if abs(number.adjusted()) > _LARGEST_FLOAT_EXPONENT:
        return Unreadable(reasons.TOO_MANY_DIGITS)
    last_place = number.adjusted() - len(number.as_tuple().digits) + 1
    return Numeral(number, Decimal(1).scaleb(min(0, last_place)))


def _exact(cell: Integral | Decimal) -> Decimal:
    number = cell if isinstance(cell, Decimal) else Decimal(int(cell))
    if not number.is_finite():
        raise TooLarge(str(number))
    return number


def _arabic(text: str) -> Numeral | None:
    digits, _, exponent = text.lower().partition("e")
    plain = digits.translate(_SEPARATORS)
    if plain != digits and not _GROUPED.fullmatch(digits):
        return None
    if len(plain) > MOST_DIGITS:
        return None
    number = Decimal(plain)
    decimals = len(plain.partition(".")[2])
    numeral = Numeral(number, Decimal(1).scaleb(-decimals))
    if exponent:
        return replace(numeral.times_ten_to(int(exponent)), remarks=(reasons.SCIENTIFIC,))
    return numeral


def _chinese(text: str) -> int | None:
    """The value of a Chinese numeral in simple characters, up to 万亿."""
    if text == "零":
        return 0
    if not text or _UNCERTAIN_CHINESE.search(text):
        return None
    for sign, place in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.partition(sign)
        if found:
            return _joined(_chinese(head), place, _chinese(tail) if tail else 0)
    match = _BELOW_TEN_THOUSAND.fullmatch(text)
    if match is None:
        return None
    thousands, hundreds, tens, ten, ones = match.groups()
    return sum(
        _digit(sign) * place
        for sign, place in (
            (thousands, 1000),
            (hundreds, 100),
            (tens or ("一" if ten else None), 10),
            (ones, 1),
        )
    )


def _joined(head: int | None, place: int, tail: int | None) -> int | None:
    if not head or tail is None or tail >= place:
        return None
    return head * place + tail


def _digit(sign: str | None) -> int:
    return "零一二三四五六七八九".index(sign) if sign else 0
