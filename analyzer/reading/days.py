"""Dates as typed: real dates, Excel day numbers, and the ways of writing a day in Chinese offices."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from analyzer.language import Text
from analyzer.reading import reasons
from analyzer.reading.characters import is_missing
from analyzer.reading.numerals import LONGEST, Numeral, open_cell
from analyzer.reading.results import Day, Empty, Unreadable

# Day numbers of 1954-10-03 and 2119-01-10: beyond them a number is more likely an amount than a date.
FIRST_SERIAL: Final = 20_000
LAST_SERIAL: Final = 80_000
EXCEL_EPOCH: Final = date(1899, 12, 30)  # Excel counts a 29 February 1900 that never was
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100

_TIME: Final = r"(?:[T ]*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]*)?)?)?"
_DAY: Final = re.compile(
    rf"([0-9]{{4}}) *[-/.年] *([0-9]{{1,2}}) *[-/.月] *([0-9]{{1,2}}) *[日号]?(?P<time>{_TIME})"
)
_MONTH: Final = re.compile(r"([0-9]{4}) *[-/.年] *([0-9]{1,2}) *月?(?:份)?")
_COMPACT: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_COMPACT_MONTH: Final = re.compile(r"([0-9]{4})([0-9]{2})")
_RUN_TOGETHER: Final = re.compile(r"([0-9]{4})([0-9]{2,3})[日号]?")
_NO_YEAR: Final = re.compile(
    r"[0-9]{1,2} *[-/.月] *[0-9]{1,2} *[日号]?|[0-9]{1,2}([-/.])[0-9]{1,2}\1[0-9]{1,4}"
)
_ONLY_YEAR: Final = re.compile(r"[0-9]{4} *年?度?")


def day(cell: object) -> Day | Empty | Unreadable:
    """The date of a cell; never raises.

    Reads dates, Excel day numbers from 20000 to 80000, 2024-03-05, 2024/3/5, 2024.3.5, 2024年3月5日,
    20240305, and months (2024年3月, 2024-03, 202403). Digits run together (2021325日), days without a year
    and days that do not exist are unreadable.
    """
    if isinstance(cell, date) and not is_missing(cell):
        return _from_date(cell)
    content = open_cell(cell)
    if isinstance(content, Numeral):
        return _from_number(content.number)
    return _from_text(content) if isinstance(content, str) else content


def _from_date(cell: date) -> Day | Unreadable:
    if not FIRST_YEAR <= cell.year <= LAST_YEAR:
        return Unreadable(reasons.NOT_A_DATE)
    return Day(date(cell.year, cell.month, cell.day))


def _from_number(number: Decimal) -> Day | Unreadable:
    if FIRST_SERIAL <= number <= LAST_SERIAL:
        return Day(EXCEL_EPOCH + timedelta(days=int(number)))
    if number == number.to_integral_value() and number.adjusted() < LONGEST:
        return _from_text(str(int(number)))
    return Unreadable(reasons.NOT_A_DATE)


def _from_text(text: str) -> Day | Unreadable:
    if len(text) > LONGEST:
        return Unreadable(reasons.NOT_A_DATE)
    if match := _DAY.fullmatch(text):
        found = _calendar_day(match[1], match[2], match[3])
        timed = match["time"] and isinstance(found, Day)
        return replace(found, remarks=(reasons.TIME_DROPPED,)) if timed and isinstance(found, Day) else found
    if match := _COMPACT.fullmatch(text):
        return _calendar_day(*match.groups())
    if match := _MONTH.fullmatch(text) or _COMPACT_MONTH.fullmatch(text):
        found = _calendar_day(match[1], match[2], "1")
        return replace(found, precision="month") if isinstance(found, Day) else found
    if re.fullmatch("[2-7][0-9]{4}", text):
        return Day(EXCEL_EPOCH + timedelta(days=int(text)), remarks=(reasons.SERIAL_AS_TEXT,))
    return Unreadable(_why_not_a_date(text))


def _calendar_day(year: str, month: str, day_of_month: str) -> Day | Unreadable:
    try:
        found = date(int(year), int(month), int(day_of_month))
    except ValueError:
        return Unreadable(reasons.NO_SUCH_DAY)
    return _from_date(found)


def _why_not_a_date(text: str) -> Text:
    if match := _RUN_TOGETHER.fullmatch(text):
        splits = [_calendar_day(match[1], match[2][:cut], match[2][cut:]) for cut in range(1, len(match[2]))]
        days = [found.date.isoformat() for found in splits if isinstance(found, Day)]
        return reasons.date_without_separators(days) if days else reasons.NO_SUCH_DAY
    if _ONLY_YEAR.fullmatch(text):
        return reasons.DAY_MISSING
    return reasons.YEAR_MISSING if _NO_YEAR.fullmatch(text) else reasons.NOT_A_DATE
