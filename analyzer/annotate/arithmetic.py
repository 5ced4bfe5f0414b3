"""Formulas of which it is certain that a spreadsheet program computes what is shown."""

import math
from collections.abc import Sequence
from typing import Final

from analyzer.annotate.appearance import UNKNOWN
from analyzer.money import DECIMALS_OF_A_FEN, Unit
from analyzer.package import Page
from analyzer.package.pages.content import column_letters, reference
from analyzer.template.looks import Look

Amount = float | None
"""A figure as its cell holds it, None for a cell that shows a dash."""

_MOST_TERMS: Final = 60
"""Cells named one by one in a sum; a longer formula traces nothing for a reader."""


def amount(page: Page, row: int, column: int, value: Amount, look: Look) -> None:
    """A number, or a dash where it is not known."""
    if value is None:
        page.text(row, column, UNKNOWN, look)
    else:
        page.number(row, column, value, look)


def rate(
    page: Page, row: int, column: int, part: tuple[str, Amount], whole: tuple[str, Amount], look: Look
) -> float | None:
    """One cell divided by another, each given by reference and value; a dash where that is not possible.

    Returns the rate.
    """
    (part_cell, part_value), (whole_cell, whole_value) = part, whole
    if part_value is None or whole_value is None:
        page.text(row, column, UNKNOWN, look)
        return None
    found = part_value / whole_value if whole_value else None
    formula = f'IF({whole_cell}=0,"{UNKNOWN}",{part_cell}/{whole_cell})'
    page.formula(row, column, formula, UNKNOWN if found is None else found, look)
    return found


def computed(
    page: Page,
    at: tuple[int, int],
    formula: str,
    floats: Amount,
    shown: Amount,
    unit: Unit | None,
    look: Look,
) -> None:
    """A formula whose binary arithmetic gives `floats`, in a cell that shows `shown`.

    Where the two differ in the last digits the formula rounds to the fen; where they still do, the cell
    holds the number alone.
    """
    row, column = at
    places = 6 if unit is None else DECIMALS_OF_A_FEN[unit]
    if shown is None or floats is None:
        amount(page, row, column, shown, look)
    elif floats == shown:
        page.formula(row, column, formula, shown, look)
    elif round(floats, places) == shown:
        page.formula(row, column, f"ROUND({formula},{places})", shown, look)
    else:
        page.number(row, column, shown, look)


def total(
    page: Page,
    at: tuple[int, int],
    rows: Sequence[int],
    values: Sequence[Amount],
    shown: Amount,
    unit: Unit | None,
    look: Look,
) -> None:
    """The sum of cells above in the same column where `shown` is their sum, else `shown` alone."""
    known = [value for value in values if value is not None]
    naive = sum(known)
    # Programs add in different ways; only what both ways give is certain.
    floats = naive if naive == math.fsum(known) else math.nextafter(naive, math.inf)
    formula = _sum(rows, at[1])
    if formula is None or len(known) != len(values):
        amount(page, *at, shown, look)
    else:
        computed(page, at, formula, floats, shown, unit, look)


def _sum(rows: Sequence[int], column: int) -> str | None:
    if not rows:
        return None
    if rows[-1] - rows[0] == len(rows) - 1:
        letters = column_letters(column)
        return f"SUM({letters}{rows[0] + 1}:{letters}{rows[-1] + 1})"
    if len(rows) > _MOST_TERMS:
        return None
    return f"SUM({','.join(reference(row, column) for row in rows)})"
