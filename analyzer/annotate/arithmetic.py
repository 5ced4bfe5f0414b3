"""Formulas of which it is certain that a spreadsheet program computes what is shown."""

import math
from collections.abc import Sequence
from typing import Final

from analyzer.annotate.appearance import UNKNOWN
from analyzer.money import DECIMALS_OF_A_FEN, Unit
from analyzer.package.pages import cells
from analyzer.package.pages.cells import Cell
from analyzer.package.pages.content import column_letters, reference
from analyzer.template.looks import Look

Amount = float | None
"""A figure as its cell holds it, None for a cell that shows a dash."""

_MOST_TERMS: Final = 60
"""Cells named one by one in a sum; a longer formula traces nothing for a reader."""


def amount(value: Amount, look: Look) -> Cell:
    """A number, or a dash where it is not known."""
    return cells.text(UNKNOWN, look) if value is None else cells.number(value, look)


def rate(part: tuple[str, Amount], whole: tuple[str, Amount], look: Look) -> Cell:
    """One cell divided by another, each given by reference and value; a dash where that is not possible."""
    (part_cell, part_value), (whole_cell, whole_value) = part, whole
    if part_value is None or whole_value is None:
        return cells.text(UNKNOWN, look)
    formula = f'IF({whole_cell}=0,"{UNKNOWN}",{part_cell}/{whole_cell})'
    return cells.formula(formula, part_value / whole_value if whole_value else UNKNOWN, look)


def computed(formula: str, floats: Amount, shown: Amount, unit: Unit | None, look: Look) -> Cell:
    """A formula whose binary arithmetic gives `floats`, in a cell that shows `shown`.

    Where the two differ in the last digits the formula rounds to the fen; where they still do, the cell
    holds the number alone.
    """
    if shown is None or floats is None:
        return amount(shown, look)
    if floats == shown:
        return cells.formula(formula, shown, look)
    places = 6 if unit is None else DECIMALS_OF_A_FEN[unit]
    if round(floats, places) == shown:
        return cells.formula(f"ROUND({formula},{places})", shown, look)
    return cells.number(shown, look)


def total(
    column: int, rows: Sequence[int], values: Sequence[Amount], shown: Amount, unit: Unit | None, look: Look
) -> Cell:
    """The sum of a column's cells in the `rows` above where `shown` is their sum, else `shown` alone."""
    known = [value for value in values if value is not None]
    naive = sum(known)
    # Programs add in different ways; only what both ways give is certain.
    floats = naive if naive == math.fsum(known) else math.nextafter(naive, math.inf)
    formula = _sum(rows, column)
    if formula is None or len(known) != len(values):
        return amount(shown, look)
    return computed(formula, floats, shown, unit, look)


def _sum(rows: Sequence[int], column: int) -> str | None:
    if not rows:
        return None
    if rows[-1] - rows[0] == len(rows) - 1:
        letters = column_letters(column)
        return f"SUM({letters}{rows[0] + 1}:{letters}{rows[-1] + 1})"
    if len(rows) > _MOST_TERMS:
        return None
    return f"SUM({','.join(reference(row, column) for row in rows)})"
