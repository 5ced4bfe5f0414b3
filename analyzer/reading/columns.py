"""Whole columns of raw cells turned into typed columns at once; only odd cells are looked at one by one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from itertools import compress, count, repeat
from operator import is_
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.language import Text
from analyzer.money import FEN_PER, FLOAT_NOISE_FEN, UNITS
from analyzer.reading import values
from analyzer.reading.characters import is_blank
from analyzer.reading.days import day
from analyzer.reading.results import Amount, Code, Day, Empty, Rate, Score, Unreadable, Year
from analyzer.template import Kind

_NEVER_EQUAL = {str, float, date, datetime}  # types of which no value equals one of another
SURE_FEN = 1e12  # up to here a float times its unit is off by less than FLOAT_NOISE_FEN

Mask = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]
Key = TypeVar("Key")
Read = TypeVar("Read")
Result = Amount | Rate | Day | Year | Code | Score | Empty | Unreadable


@dataclass
class TypedColumn:
    """One column in step with its raw cells; `companions` are further columns by name suffix."""

    values: "pd.Series[Any]"
    companions: dict[str, "pd.Series[Any]"] = field(default_factory=dict)
    unreadable: dict[int, Text] = field(default_factory=dict)
    remarks: dict[int, tuple[Text, ...]] = field(default_factory=dict)


def read_column(kind: Kind, cells: Sequence[object], units: npt.NDArray[Any]) -> TypedColumn:
    """Cells of one column over the whole batch; `units` is each cell's money unit ("万元" or "元").

    Money becomes Int64 fen with companion `_quantum` (fen of the last stated digit), rates Float64 with
    `_decimals` (of the percentage), dates datetime64[s], texts and codes str; empty and unreadable are NA.
    """
    return _READERS[kind](cells, units)


def _money(cells: Sequence[object], units: npt.NDArray[Any]) -> TypedColumn:
    size = len(cells)
    fen = np.zeros(size, dtype=np.int64)
    quantum = np.zeros(size, dtype=np.int64)
    column = TypedColumn(pd.Series(dtype="Int64"))
    numbers, plain = _floats(cells)
    scale = np.where(units == "万元", float(FEN_PER["万元"]), float(FEN_PER["元"]))
    exact = numbers * scale
    whole = np.rint(exact)
    with np.errstate(invalid="ignore"):
        sure = plain & (np.abs(exact) < SURE_FEN) & (np.abs(exact - whole) < float(FLOAT_NOISE_FEN))
    fen[sure] = whole[sure].astype(np.int64)
    quantum[sure] = _quantum(fen[sure], scale[sure].astype(np.int64))
    known = sure.copy()
    amount = {unit: _once(partial(values.amount, unit=unit)) for unit in UNITS}
    for position in _odd(cells, sure):
        result = column_result(column, position, amount[units[position]](cells[position]))
        if isinstance(result, Amount):
            fen[position], quantum[position], known[position] = result.fen, result.quantum_fen, True
    column.values = pd.Series(pd.arrays.IntegerArray(fen, ~known))
    column.companions["_quantum"] = pd.Series(quantum)
    return column


def _quantum(fen: npt.NDArray[np.int64], scale: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Largest power of ten, up to one unit, that divides each amount: what its typed decimals state."""
    quantum = np.ones_like(fen)
    for power in 10 ** np.arange(1, 7, dtype=np.int64):
        np.copyto(quantum, power, where=(power <= scale) & (fen % power == 0) & (quantum == power // 10))
    return quantum


def column_result(column: TypedColumn, position: int, result: Result) -> Result:
    """Take note of what is odd about one cell's result, and hand the result on."""
    if isinstance(result, Unreadable):
        column.unreadable[position] = result.reason
    elif not isinstance(result, Empty) and result.remarks:
        column.remarks[position] = result.remarks
    return result


def _once(read: Callable[[object], Read]) -> Callable[[object], Read]:
    """`read`, called once for each distinct cell; 1 and 1.0 and True are distinct."""
    known: dict[tuple[type, object], Read] = {}

    def read_once(cell: object) -> Read:
        key = type(cell), cell
        if key not in known:
            known[key] = read(cell)
        return known[key]

    return read_once


def _price(cells: Sequence[object], units: npt.NDArray[Any]) -> TypedColumn:
    return _money(cells, np.full(len(cells), "元", dtype=object))


def _floats(cells: Sequence[object]) -> tuple[npt.NDArray[np.float64], Mask]:
    """Cells as floats (nan where they are not plain floats), and which are."""
    plain = np.fromiter(map(is_, map(type, cells), repeat(float)), dtype=bool, count=len(cells))
    numbers = np.full(len(cells), np.nan)
    numbers[plain] = list(compress(cells, plain))
    return numbers, plain


def _odd(cells: Sequence[object], settled: Mask) -> list[int]:
    return [position for position in map(int, np.flatnonzero(~settled)) if cells[position] != ""]


def _points(cells: Sequence[object], units: npt.NDArray[Any]) -> TypedColumn:
    """Scores and other plain numbers, as Float64."""
    numbers, plain = _floats(cells)
    known = plain & np.isfinite(numbers)
    column = TypedColumn(pd.Series(dtype="Float64"))
    for position in _odd(cells, known):
        result = column_result(column, position, values.score(cells[position]))
        if isinstance(result, Score):
            numbers[position], known[position] = float(result.points), True
    numbers[~known] = 0.0
    column.values = pd.Series(pd.arrays.FloatingArray(numbers, ~known))
    return column


def _rates(cells: Sequence[object], units: npt.NDArray[Any]) -> TypedColumn:
    size = len(cells)
    fractions, decimals, known = np.zeros(size), np.zeros(size, dtype=np.int64), np.zeros(size, dtype=bool)
    column = TypedColumn(pd.Series(dtype="Float64"))
    for position in _odd(cells, known):
        result = column_result(column, position, values.rate(cells[position]))
        if isinstance(result, Rate):
            fractions[position], decimals[position] = float(result.fraction), result.decimals
            known[position] = True
    column.values = pd.Series(pd.arrays.FloatingArray(fractions, ~known))
    column.companions["_decimals"] = pd.Series(decimals)
    return column


def _dates(cells: Sequence[object], units: npt.NDArray[Any]) -> TypedColumn:
    column = TypedColumn(pd.Series(dtype="datetime64[s]"))
    found, which = _read_once_each(column, cells, _date)
    days = [result.date if isinstance(result, Day) else None for result in found]
    column.values = pd.Series(np.array(days, "datetime64[D]")[which].astype("datetime64[s]"))
    return column


def _date(cell: object) -> Result:
    """Days beyond the years that may be typed as text are left to rules, if the cell is a date."""
    return Day(_as_date(cell)) if isinstance(cell, date) else day(cell)


def _as_date(cell: date) -> date:
    return cell.date() if isinstance(cell, datetime) else cell


def _years(cells: Sequence[object], units: npt.NDArray[Any]) -> TypedColumn:
    return _one_by_one(cells, values.year, lambda result: result.year, Year, "Int64")


def _codes(cells: Sequence[object], units: npt.NDArray[Any]) -> TypedColumn:
    return _one_by_one(cells, values.code, lambda result: result.text, Code, "str")


def _one_by_one(
    cells: Sequence[object],
    read: Callable[[object], Result],
    value: Callable[[Any], object],
    wanted: type,
    dtype: str,
) -> TypedColumn:
    column = TypedColumn(pd.Series(dtype=dtype))
    found, which = _read_once_each(column, cells, read)
    values_read = [value(result) if isinstance(result, wanted) else None for result in found]
    column.values = _spread(values_read, which, dtype)
    return column


def _read_once_each(
    column: TypedColumn, cells: Sequence[object], read: Callable[[object], Result]
) -> tuple[list[Result], Numbers]:
    """The results of the distinct cells, and which of them is each cell's; `column` notes what is odd."""
    distinct, which = _distinct(cells)
    results = [read(cell) for cell in distinct]
    odd = [number for number, result in enumerate(results) if _is_odd(result)]
    for position in np.flatnonzero(np.isin(which, odd)).tolist() if odd else ():
        column_result(column, position, results[which[position]])
    return results, which


def _is_odd(result: Result) -> bool:
    return isinstance(result, Unreadable) or (not isinstance(result, Empty) and bool(result.remarks))


def _distinct(cells: Sequence[object]) -> tuple[list[object], Numbers]:
    """The different cells, and the number among them of each cell; 1 and 1.0 and True are different."""
    if not _NEVER_EQUAL.issuperset(map(type, cells)):
        pairs, which = _distinct_keys([(type(cell), cell) for cell in cells])
        return [cell for _, cell in pairs], which
    return _distinct_keys(cells)


def _distinct_keys(keys: Sequence[Key]) -> tuple[list[Key], Numbers]:
    number_of = dict(zip(dict.fromkeys(keys), count(), strict=False))
    return list(number_of), np.fromiter(map(number_of.__getitem__, keys), dtype=np.intp, count=len(keys))


def _spread(distinct: Sequence[Any], which: Numbers, dtype: str) -> "pd.Series[Any]":
    return pd.Series(pd.Series(distinct, dtype=dtype).array.take(which))


def _texts(cells: Sequence[object], units: npt.NDArray[Any]) -> TypedColumn:
    distinct, which = _distinct(cells)
    return TypedColumn(_spread([_text(cell) for cell in distinct], which, "str"))


def _text(cell: object) -> str | None:
    """A text cell trimmed; None where it says nothing; a number as Excel shows it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return format(cell, ".15g")
    text = str(cell).strip()
    return None if is_blank(text) else text


def _raw(cells: Sequence[object], units: npt.NDArray[Any]) -> TypedColumn:
    """Cells as they are, for indicator values: they are read together with their unit and nature."""
    return TypedColumn(pd.Series(list(cells), dtype=object))


_READERS: dict[Kind, Callable[[Sequence[object], npt.NDArray[Any]], TypedColumn]] = {
    Kind.TEXT: _texts,
    Kind.CHOICE: _texts,
    Kind.CODE: _codes,
    Kind.MONEY: _money,
    Kind.PRICE: _price,
    Kind.DATE: _dates,
    Kind.YEAR: _years,
    Kind.RATE: _rates,
    Kind.SCORE: _points,
    Kind.NUMBER: _points,
    Kind.VALUE: _raw,
}
