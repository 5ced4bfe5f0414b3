"""A1 references."""

import re
from functools import cache

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384

Cell = tuple[int, int]
"""Row and column, both counted from 1."""

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def cell_at(reference: str) -> Cell:
    """Row and column of an A1 reference. Raises ValueError when it is none."""
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        raise ValueError(f"not a cell: {reference!r}")
    column = column_number(match[1])
    row = int(match[2])
    if not (0 < row <= LAST_ROW and column <= LAST_COLUMN):
        raise ValueError(f"outside any worksheet: {reference!r}")
    return row, column


@cache
def column_number(letters: str) -> int:
    """The column's number from 1."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def reference_to(cell: Cell) -> str:
    """The A1 reference of `cell`."""
    row, column = cell
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row}"


def area(reference: str) -> tuple[Cell, Cell]:
    """First and last cell of a reference such as A1:C3. Raises ValueError when it is none."""
    first, _, last = reference.partition(":")
    return cell_at(first), cell_at(last or first)
