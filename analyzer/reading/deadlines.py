"""Dates inside indicator values: 12月底前, 2024年12月, 2024年12月31日前, 年底前."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from typing import Final

_LEAP_YEAR: Final = 2024  # for dates without a year, where 29 February may exist

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A date in an indicator value: its first and last possible day (None without a year), and 前 or not."""

    period: Period | None
    before: bool


_BEFORE: Final = "(?P<before>[之以]?前)?(?:完成)?"
_DATES: Final = (
    re.compile(rf"(?P<year>[0-9]{{4}})[-/.](?P<month>[0-9]{{1,2}})[-/.](?P<day>[0-9]{{1,2}})日?{_BEFORE}"),
    re.compile(
        rf"(?:(?P<year>[0-9]{{4}})年|[当本]年)?(?P<month>[0-9]{{1,2}})月"
        rf"(?:份|[底末]|(?P<day>[0-9]{{1,2}})[日号])?{_BEFORE}"
    ),
    re.compile(rf"(?:(?P<year>(?:19|20)[0-9]{{2}})|[当本全])?年[度]?(?P<end>[底末]){_BEFORE}"),
    re.compile(rf"(?P<year>(?:19|20)[0-9]{{2}})年度?内?{_BEFORE}"),
)


def deadline_in(text: str, year: int | None) -> Deadline | None:
    """The date that normalised `text` states, taking `year` where it names none; None if it is no date.

    A month stands for all its days and 年底 for December: a target met by the last of them is met.
    """
    compact = text.replace(" ", "")
    match = next(filter(None, (pattern.fullmatch(compact) for pattern in _DATES)), None)
    if match is None:
        return None
    parts = match.groupdict()
    try:
        period = _period(parts["year"] or year, parts.get("month"), parts.get("day"), "end" in parts)
    except ValueError:
        return None
    return Deadline(period, parts["before"] is not None)


def _period(year: str | int | None, month: str | None, day: str | None, year_end: bool) -> Period | None:
    """Raises ValueError for a day that does not exist."""
    first_month = 12 if year_end else int(month or 1)
    last_month = 12 if month is None else first_month
    known_year = int(year or _LEAP_YEAR)
    last_day = int(day or calendar.monthrange(known_year, last_month)[1])
    period = (date(known_year, first_month, int(day or 1)), date(known_year, last_month, last_day))
    return period if year else None
