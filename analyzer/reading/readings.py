"""A column of targets or actual values read at once: plain numbers by arithmetic, words once each."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.reading.characters import is_blank, normalise
from analyzer.reading.deadlines import Period
from analyzer.reading.targets import IndicatorValue, Kind, Operator, actual, target
from analyzer.reading.units import split_scale
from analyzer.reading.values import LARGEST_FRACTION

ANY_YEAR: Final = 2024  # two dates that both lack a year are held against each other within one year

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Words = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Readings:
    """What each cell states, as arrays in step with the column (see `IndicatorValue`).

    `low` and `high` are the ends of a range, equal for a single number, nan without one; `first` and
    `last` days since 1970, nan without a date; `no_year`: the date's year is assumed. Words are None where
    there is nothing.
    """

    text: Words
    kind: Words
    low: Floats
    high: Floats
    unit: Words
    operator: Words
    level: Words
    bare: Flags
    maybe_points: Flags
    has_sign: Flags
    approximate: Flags
    first: Floats
    last: Floats
    no_year: Flags

    @property
    def filled(self) -> Flags:
        """Where the cell says anything."""
        return np.fromiter((kind is not None for kind in self.kind), dtype=bool, count=len(self.kind))


_KINDS: Final[dict[str, Kind]] = {"%": "percent", "‰": "percent", "元": "money"}
_EPOCH: Final = date(1970, 1, 1)


@dataclass(frozen=True)
class _Column:
    """One column's cells, each with the nature and the unit of its row ("" where blank)."""

    cells: Words
    natures: Words
    units: Words
    of_target: bool


def read_values(
    cells: "pd.Series[Any]", natures: "pd.Series[Any]", units: "pd.Series[Any]", *, of_target: bool
) -> Readings:
    """Targets, or else actual values, with the nature and the unit of their rows."""
    contents = cells.to_numpy(dtype=object)
    nature, unit = (column.fillna("").to_numpy(dtype=object) for column in (natures, units))
    column = _Column(contents, nature, unit, of_target)
    readings = _empty(len(contents))
    plain = np.fromiter((type(cell) is float for cell in contents), dtype=bool, count=len(contents))
    plain[plain] = np.isfinite(contents[plain].astype(np.float64))
    _read_numbers(readings, column, plain)
    _read_words(readings, column, np.flatnonzero(~plain))
    return readings


def _empty(size: int) -> Readings:
    def words() -> Words:
        return np.full(size, None, dtype=object)

    def floats() -> Floats:
        return np.full(size, np.nan)

    def flags() -> Flags:
        return np.zeros(size, dtype=bool)

    return Readings(
        words(),
        words(),
        floats(),
        floats(),
        np.full(size, "", dtype=object),
        words(),
        words(),
        flags(),
        flags(),
        flags(),
        flags(),
        floats(),
        floats(),
        flags(),
    )


def _read_numbers(readings: Readings, column: _Column, plain: Flags) -> None:
    """Number cells, as `targets` reads a number without a unit beside it."""
    number = column.cells[plain].astype(np.float64)
    codes, names = pd.factorize(column.units[plain])
    measures = [_measure(name) for name in names]
    kinds = [_KINDS.get(unit, "quantity") for _, unit in measures]
    scaled = number * np.array([10.0**power for power, _ in measures])[codes]
    percent = np.array([unit == "%" for _, unit in measures], dtype=bool)[codes]
    per_mille = np.array([unit == "‰" for _, unit in measures], dtype=bool)[codes]
    points = percent & (np.abs(scaled) > float(LARGEST_FRACTION))
    scaled = np.where(points, scaled / 100, np.where(per_mille, scaled / 1000, scaled))
    readings.text[plain] = [format(value, ".15g") for value in number.tolist()]
    readings.kind[plain] = np.array(kinds, dtype=object)[codes]
    readings.low[plain] = readings.high[plain] = scaled
    readings.unit[plain] = np.array(["%" if unit == "‰" else unit for _, unit in measures], dtype=object)[
        codes
    ]
    readings.bare[plain] = True
    readings.maybe_points[plain] = percent & ~points & (scaled != 0)
    if column.of_target:
        codes, names = pd.factorize(column.natures[plain])
        readings.operator[plain] = np.array([_operator(name) for name in names], dtype=object)[codes]


@cache
def _measure(unit: str) -> tuple[int, str]:
    return (0, "") if is_blank(unit) else split_scale(normalise(unit))


@cache
def _operator(nature: str) -> Operator | None:
    value = target(1.0, nature)
    return value.operator if isinstance(value, IndicatorValue) else None


def _read_words(readings: Readings, column: _Column, positions: npt.NDArray[np.intp]) -> None:
    """Every distinct text or date once."""
    known: dict[tuple[object, ...], IndicatorValue | None] = {}
    for position in positions.tolist():
        cell = column.cells[position]
        nature, unit = column.natures[position], column.units[position]
        key = (type(cell), cell, nature, unit)
        if key not in known:
            known[key] = _read(cell, nature, unit, column.of_target)
        value = known[key]
        if value is not None:
            _write(readings, position, value)


def _read(cell: object, nature: str, unit: str, of_target: bool) -> IndicatorValue | None:
    """The value; None for a blank. What cannot be read is words like others: no rule is blinded by it."""
    if is_blank(cell):
        return None
    value = target(cell, nature or None, unit or None) if of_target else actual(cell, unit or None)
    return value if isinstance(value, IndicatorValue) else IndicatorValue("text", str(cell).strip())


def _write(readings: Readings, position: int, value: IndicatorValue) -> None:
    readings.text[position] = value.text
    readings.kind[position] = value.kind
    readings.unit[position] = value.unit
    readings.operator[position] = value.operator
    readings.level[position] = value.level
    readings.bare[position] = value.bare
    readings.maybe_points[position] = value.maybe_percent_points
    readings.has_sign[position] = value.sign_in_value
    readings.approximate[position] = value.approximate
    if value.numbers:
        readings.low[position], readings.high[position] = float(value.numbers[0]), float(value.numbers[-1])
    if value.kind == "date":
        period = value.period or _assumed(value.text)
        readings.no_year[position] = value.period is None
        if period is not None:
            readings.first[position], readings.last[position] = ((day - _EPOCH).days for day in period)


def _assumed(text: str) -> Period | None:
    value = target(text, year=ANY_YEAR)
    return value.period if isinstance(value, IndicatorValue) else None
