"""One cell's content as an amount, a rate, a year, an item code or a score: exact, or a reason why not.

Every function takes a cell of any kind and never raises. What two readers could take for different values
is unreadable; `rate` documents its one exception. Dates are read by `analyzer.reading.days`.
"""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from analyzer.language import Text
from analyzer.money import FEN_PER, FinerThanFen, TooLarge, Unit, float_to_fen, to_fen
from analyzer.reading import reasons
from analyzer.reading.characters import is_missing
from analyzer.reading.days import EXCEL_EPOCH
from analyzer.reading.numerals import (
    ARABIC,
    CHINESE,
    LONGEST,
    Numeral,
    last_place,
    open_cell,
    signed,
    split_sign,
    unsigned,
)
from analyzer.reading.results import Amount, Code, Empty, Rate, Remarks, Score, Unreadable, Year

# A bare number up to here is a fraction, above it a percentage: rates above 150% are rarer than "2" for 2%.
LARGEST_FRACTION: Final = Decimal("1.5")
_AMBIGUOUS_ABOVE: Final = 1
_AMBIGUOUS_UP_TO: Final = 2
# A rate calculated by a formula has 15 digits, of which the last ones are noise.
MOST_RATE_DECIMALS: Final = 10

FIRST_BUDGET_YEAR: Final = 1990
LAST_BUDGET_YEAR: Final = 2100

_SCALE: Final = {"万亿": 12, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2, "": 0}
_AMOUNT: Final = re.compile(
    rf"(?P<number>{ARABIC}|{CHINESE}) *(?P<scale>{'|'.join(filter(None, _SCALE))})? *"
    "(?P<yuan>[元圆](?P<whole>[整正])?)?"
)
_YUAN_PER_FEN: Final = Decimal("0.01")
_CHINESE_DIGITS: Final = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_YEAR: Final = re.compile("([0-9]{4}) *(?:年度?|财年)?")
_CODE: Final = re.compile(r"[0-9]{1,6}(?: *\. *[0-9]{1,6}){0,9}")


def amount(cell: object, unit: Unit) -> Amount | Empty | Unreadable:
    """Money in a cell of a workbook kept in `unit`; a unit written in the cell counts instead.

    Negative: a minus sign, 负, △ ▲ or brackets. Separators must group by three. A number cell states the
    decimals it has; text states them as typed. 整 says there are no jiao and fen, so it states the fen.
    """
    content = open_cell(cell)
    if isinstance(content, str):
        return _amount_text(content, unit)
    if not isinstance(content, Numeral):
        return content
    return _amount_float(cell, unit) if isinstance(cell, float) else _amount(content, unit, ())


def rate(cell: object) -> Rate | Empty | Unreadable:
    """A rate as a fraction; over 100% and below zero are read, for rules to judge.

    With %, 百分比 or 百分之 it is a percentage. A bare number up to 1.5 is a fraction (1 is 100%), above it a
    percentage; between 1 and 2 both are likely, so it carries the remark AMBIGUOUS_RATE, and above 2 the
    remark PERCENT_SIGN_MISSING.
    """
    content = open_cell(cell)
    if isinstance(content, Numeral):
        return _bare_rate(content, content.remarks)
    return _rate_text(content) if isinstance(content, str) else content


def year(cell: object) -> Year | Empty | Unreadable:
    """A budget year: 2024, "2024年", "2024年度", "二〇二四年度", or any day of it."""
    if isinstance(cell, date) and not is_missing(cell):
        return _year_of_date(cell)
    content = open_cell(cell)
    if isinstance(content, Numeral):
        return _budget_year(content.number)
    if not isinstance(content, str):
        return content
    match = _YEAR.fullmatch(content.translate(_CHINESE_DIGITS))
    return _budget_year(Decimal(match[1])) if match else Unreadable(reasons.NOT_A_YEAR)


def code(cell: object) -> Code | Empty | Unreadable:
    """A dotted item code as text; a final dot or 、 is dropped.

    A number cell 1.1 may have been 1.10 before Excel took it for a number: remark AMBIGUOUS_CODE.
    """
    content = open_cell(cell)
    if isinstance(content, Numeral):
        return _code_from_number(content)
    if not isinstance(content, str):
        became_date = isinstance(cell, date) and isinstance(content, Unreadable)
        return Unreadable(reasons.CODE_BECAME_DATE) if became_date else content
    text = content.rstrip(" .、,")
    return Code(text.replace(" ", "")) if _CODE.fullmatch(text) else Unreadable(reasons.NOT_A_CODE)


def score(cell: object) -> Score | Empty | Unreadable:
    """Points, with or without 分; any sign and size."""
    content = open_cell(cell)
    if isinstance(content, Numeral):
        return Score(content.number, content.decimals)
    if not isinstance(content, str):
        return content
    numeral = signed(content.removesuffix("分").rstrip())
    if numeral is None:
        return Unreadable(reasons.why_not_a_number(content))
    return Score(numeral.number, numeral.decimals, (reasons.NUMBER_AS_TEXT, *numeral.remarks))


def _amount_text(text: str, unit: Unit) -> Amount | Unreadable:
    parts = split_sign(text)
    match = _AMOUNT.fullmatch(parts[1]) if parts and len(text) <= LONGEST else None
    numeral = unsigned(match["number"].strip()) if match else None
    if parts is None or match is None or numeral is None:
        return Unreadable(_why_not_an_amount(text))
    if reasons.CHINESE_NUMERAL in numeral.remarks and not match["yuan"]:
        return Unreadable(reasons.CHINESE_AMOUNT)
    negative, _, sign_remarks = parts
    numeral = numeral.negated() if negative else numeral
    if not match["scale"] and not match["yuan"]:
        return _amount(numeral, unit, (reasons.NUMBER_AS_TEXT, *numeral.remarks, *sign_remarks))
    numeral = numeral.times_ten_to(_SCALE[match["scale"] or ""])
    if match["whole"]:
        numeral = replace(numeral, quantum=_YUAN_PER_FEN)
    return _amount(numeral, "元", (reasons.UNIT_IN_CELL, *numeral.remarks, *sign_remarks))


def _why_not_an_amount(text: str) -> Text:
    return reasons.PERCENT_IN_AMOUNT if "%" in text else reasons.why_not_a_number(text)


def _amount(numeral: Numeral, unit: Unit, remarks: Remarks) -> Amount | Unreadable:
    try:
        fen = to_fen(numeral.number, unit)
    except (FinerThanFen, TooLarge) as refusal:
        return _refused(refusal, unit)
    return Amount(fen, max(1, int(numeral.quantum * FEN_PER[unit])), remarks)


def _amount_float(number: float, unit: Unit) -> Amount | Unreadable:
    try:
        fen = float_to_fen(number, unit)
    except (FinerThanFen, TooLarge) as refusal:
        return _refused(refusal, unit)
    return Amount(fen, min(last_place(fen), FEN_PER[unit]) if fen else FEN_PER[unit])


def _refused(refusal: FinerThanFen | TooLarge, unit: Unit) -> Unreadable:
    return Unreadable(reasons.TOO_LARGE if isinstance(refusal, TooLarge) else reasons.finer_than_fen(unit))


def _rate_text(text: str) -> Rate | Unreadable:
    parts = split_sign(text)
    if parts is None or "百分点" in text:
        return Unreadable(reasons.PERCENTAGE_POINTS if parts else reasons.TWO_SIGNS)
    negative, unsigned_text, sign_remarks = parts
    bare = unsigned_text.removesuffix("百分比").removesuffix("%").removeprefix("百分之").strip()
    numeral = unsigned(bare)
    if numeral is None:
        return Unreadable(reasons.why_not_a_number(text))
    numeral = numeral.negated() if negative else numeral
    remarks = (reasons.NUMBER_AS_TEXT, *numeral.remarks, *sign_remarks)
    if bare == unsigned_text:
        return _bare_rate(numeral, remarks)
    return Rate(numeral.number.scaleb(-2), numeral.decimals, remarks)


def _bare_rate(numeral: Numeral, remarks: Remarks) -> Rate:
    size = abs(numeral.number)
    if _AMBIGUOUS_ABOVE < size <= _AMBIGUOUS_UP_TO:
        remarks = (*remarks, reasons.AMBIGUOUS_RATE)
    elif size > LARGEST_FRACTION:
        remarks = (*remarks, reasons.PERCENT_SIGN_MISSING)
    if size > LARGEST_FRACTION:
        return Rate(numeral.number.scaleb(-2), min(numeral.decimals, MOST_RATE_DECIMALS), remarks)
    return Rate(numeral.number, min(max(0, numeral.decimals - 2), MOST_RATE_DECIMALS), remarks)


def _year_of_date(cell: date) -> Year | Unreadable:
    # 2024 typed into a cell formatted as a date is the 2024th day of Excel's calendar, in 1905
    serial = date(cell.year, cell.month, cell.day).toordinal() - EXCEL_EPOCH.toordinal()
    found = _budget_year(Decimal(serial if FIRST_BUDGET_YEAR <= serial <= LAST_BUDGET_YEAR else cell.year))
    return Year(found.year, (reasons.YEAR_SHOWN_AS_DATE,)) if isinstance(found, Year) else found


def _budget_year(number: Decimal) -> Year | Unreadable:
    if FIRST_BUDGET_YEAR <= number <= LAST_BUDGET_YEAR and number == int(number):
        return Year(int(number))
    return Unreadable(reasons.NOT_A_YEAR)


def _code_from_number(numeral: Numeral) -> Code | Unreadable:
    text = format(numeral.number, "f")
    if not _CODE.fullmatch(text) or text.count(".") > 1:
        return Unreadable(reasons.NOT_A_CODE)
    return Code(text, (reasons.AMBIGUOUS_CODE,) if numeral.decimals == 1 else ())
