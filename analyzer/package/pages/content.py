"""What a new cell holds, as the SpreadsheetML that follows its reference and style."""

import re
from datetime import date
from functools import cache, lru_cache
from math import isfinite
from typing import Final

LONGEST_TEXT: Final = 32_767
"""UTF-16 units a cell may hold in Excel."""

BLANK: Final = "/>"

_OFTEN_WRITTEN = 60
"""Characters of the texts kept in memory: labels, names, rules' titles come back in every workbook."""
_BYTES_PER_UNIT = 2
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_HALF_OF_A_PAIR = re.compile("[\ud800-\udbff]\\Z")
_FIRST_DAY = date(1899, 12, 30).toordinal()
_FIRST_DAY_1904 = date(1904, 1, 1).toordinal()
_NO_SUCH_DAY = 60  # Excel counts a 29 February 1900
_ALPHABET = 26


def text(value: str) -> str:
    """An inline string; a character that XML forbids is written as _xHHHH_, what is too long is cut."""
    return _often_written(value) if len(value) <= _OFTEN_WRITTEN else _inline(value)


def _inline(value: str) -> str:
    if len(value) > LONGEST_TEXT // 2:  # some characters are two units
        value = _cut(value)
    preserved = ' xml:space="preserve"' if value[:1].isspace() or value[-1:].isspace() else ""
    return f' t="inlineStr"><is><t{preserved}>{escaped(value)}</t></is></c>'


_often_written = lru_cache(maxsize=8192)(_inline)


def number(value: float) -> str:
    """A number. Raises ValueError for one a cell cannot hold."""
    value = float(value)
    if not isfinite(value):
        raise ValueError(f"no cell can hold {value}")
    return f"><v>{value!r}</v></c>"


def day(value: date, *, since_1904: bool = False) -> str:
    """A date as the number of its day; as text where it lies before the calendar the workbook counts by."""
    serial = serial_day(value, since_1904=since_1904)
    return f"><v>{serial}</v></c>" if serial > 0 else text(value.isoformat()[: len("2024-01-31")])


def serial_day(value: date, *, since_1904: bool) -> int:
    """The number of a day, from 1 for 1900-01-01 or from 0 for 1904-01-01 (ECMA-376 part 1, 18.17.4.1)."""
    if since_1904:
        return value.toordinal() - _FIRST_DAY_1904
    serial = value.toordinal() - _FIRST_DAY
    return serial if serial > _NO_SUCH_DAY else serial - 1


def formula(written: str, cached: float | str) -> str:
    """A formula with the result it had when it was written."""
    if isinstance(cached, str):
        return f' t="str"><f>{_escaped_formula(written)}</f><v>{escaped(cached)}</v></c>'
    return f"><f>{_escaped_formula(written)}</f{number(cached)}"


def escaped(value: str) -> str:
    """Text as it stands in an element or, in double quotes, in an attribute."""
    if not value.isprintable() or "_x" in value:
        value = _FORBIDDEN.sub(_coded, value)
    if "&" in value or "<" in value or ">" in value or '"' in value:
        value = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return value.replace('"', "&quot;")
    return value


_escaped_formula = lru_cache(maxsize=8192)(escaped)
"""The same rows hold the same formulas in every workbook."""


@cache
def column_letters(column: int) -> str:
    """The letters of a column counted from 0."""
    letters = ""
    rest = column + 1
    while rest:
        rest, letter = divmod(rest - 1, _ALPHABET)
        letters = chr(ord("A") + letter) + letters
    return letters


def reference(row: int, column: int) -> str:
    """The A1 reference of a cell counted from 0."""
    return f"{column_letters(column)}{row + 1}"


def area(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """The A1 reference of a range counted from 0; of one cell alone, that cell's."""
    first, last = reference(first_row, first_column), reference(last_row, last_column)
    return first if first == last else f"{first}:{last}"


def absolute_area(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """The same with dollar signs."""
    first = f"${column_letters(first_column)}${first_row + 1}"
    last = f"${column_letters(last_column)}${last_row + 1}"
    return first if first == last else f"{first}:{last}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas put it before the exclamation mark."""
    return "'" + sheet.replace("'", "''") + "'"


def _cut(value: str) -> str:
    units = value.encode("utf-16-le", "surrogatepass")[: LONGEST_TEXT * _BYTES_PER_UNIT]
    return _HALF_OF_A_PAIR.sub("", units.decode("utf-16-le", "surrogatepass"))


def _coded(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"
