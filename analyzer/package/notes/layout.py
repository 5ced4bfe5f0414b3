"""Where a note's box lies on the grid: its anchor counts columns and rows, whose sizes differ."""

from collections.abc import Callable
from dataclasses import dataclass

from analyzer.package.notes.comments import Box
from analyzer.package.sheet.cells import LAST_COLUMN, LAST_ROW, Cell
from analyzer.package.sheet.outline import TRUE, Outline, attributes

_POINT = 4 / 3
_DIGIT = 7
"""Pixels of one digit in an 11-point font, the unit of column widths (ECMA-376 part 1, 18.3.1.13)."""
_DEFAULT_COLUMN, _DEFAULT_ROW = 64, 20
_GAP = 15
"""Pixels between the cell's right edge and the box, and from the top of the row above, as Excel has them."""
_EDGE = 2
"""Pixels from the sheet's top to the box of a note in the first row."""
_ROOM = 40
"""Columns or rows left for a box when the cell lies at the sheet's end."""


@dataclass(frozen=True)
class Anchor:
    """A box's corners: column, row and pixels into them, counted from 0, as VML writes them."""

    left: tuple[int, int]
    top: tuple[int, int]
    right: tuple[int, int]
    bottom: tuple[int, int]

    def __str__(self) -> str:
        pairs = (self.left, self.top, self.right, self.bottom)
        return ", ".join(f"{index}, {pixels}" for index, pixels in pairs)


class Layout:
    """Pixel sizes of a sheet's columns and rows."""

    def __init__(self, sheet: Outline) -> None:
        self._sheet = sheet
        self._columns: dict[int, int] = {}
        self._rows: dict[int, int] = {}
        defaults = sheet.child(b"sheetFormatPr")
        given = attributes(defaults.attributes) if defaults else {}
        self._default_row = _height(given.get(b"defaultRowHeight"), _DEFAULT_ROW)
        self._default_column = _width(given.get(b"defaultColWidth"), _DEFAULT_COLUMN)

    def anchor(self, first: Cell, last: Cell, box: Box) -> Anchor:
        """The anchor of a box beside the cells from `first` to `last`."""
        column = min(last[1], LAST_COLUMN - _ROOM)
        row = min(max(first[0] - 2, 0), LAST_ROW - _ROOM)
        below = _GAP if first[0] > 1 else _EDGE
        return Anchor(
            (column, _GAP),
            (row, below),
            _reached(column, _GAP + box.width, self._column, LAST_COLUMN - 1),
            _reached(row, below + box.height, self._row, LAST_ROW - 1),
        )

    def grown(self, written: str, box: Box) -> str:
        """The anchor `written` in a file with its far corner moved out so that the box fits."""
        numbers = [int(float(number)) for number in written.split(",") if number.strip()]
        if len(numbers) != 2 * len(Anchor.__dataclass_fields__):
            return written
        left, left_pixels, top, top_pixels, right, right_pixels, bottom, bottom_pixels = numbers
        width = sum(map(self._column, range(left, right))) + right_pixels - left_pixels
        height = sum(map(self._row, range(top, bottom))) + bottom_pixels - top_pixels
        return str(
            Anchor(
                (left, left_pixels),
                (top, top_pixels),
                _reached(left, left_pixels + max(width, box.width), self._column, LAST_COLUMN - 1),
                _reached(top, top_pixels + max(height, box.height), self._row, LAST_ROW - 1),
            )
        )

    def _column(self, index: int) -> int:
        if index not in self._columns:
            given = self._sheet.column_attributes(index + 1)
            width = _width(given.get(b"width"), self._default_column)
            self._columns[index] = 0 if given.get(b"hidden") in TRUE else width
        return self._columns[index]

    def _row(self, index: int) -> int:
        if index not in self._rows:
            self._rows[index] = self._row_height(index)
        return self._rows[index]

    def _row_height(self, index: int) -> int:
        row = self._sheet.row(index + 1)
        if row is None:
            return self._default_row
        given = self._sheet.row_attributes(row)
        if given.get(b"hidden") in TRUE:
            return 0
        return _height(given.get(b"ht"), self._default_row)


def _reached(index: int, pixels: int, size: Callable[[int], int], last: int) -> tuple[int, int]:
    """Where one arrives going that many pixels on from the start of `index`."""
    while index < last and pixels >= (step := size(index)):
        pixels -= step
        index += 1
    return index, pixels


def _width(characters: bytes | None, default: int) -> int:
    return round(float(characters) * _DIGIT) if characters else default


def _height(points: bytes | None, default: int) -> int:
    return round(float(points) * _POINT) if points else default
