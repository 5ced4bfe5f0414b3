"""Which cells of a worksheet hold something."""

from analyzer.package.container.markup import local, parse
from analyzer.package.container.package import Package
from analyzer.package.sheet.cells import Cell, cell_at
from analyzer.package.sheet.marking import merged_areas, shown_at
from analyzer.package.sheet.outline import Outline, plain


class Occupied:
    """The cells of one worksheet that hold a value, a formula or a part of a merged range."""

    def __init__(self, package: Package, sheet: str) -> None:
        part = package.sheet_parts[sheet]
        xml = plain(package.sheet_xml(sheet), part)
        self._merged = merged_areas(Outline(xml, part))
        cells = parse(xml, part).iterfind("{*}sheetData/{*}row/{*}c")
        self.formulas: set[Cell] = set()
        self._filled: set[Cell] = set()
        for cell in cells:
            if len(cell) and cell.get("r"):
                at = cell_at(cell.get("r", ""))
                self._filled.add(at)
                if any(local(child) == "f" for child in cell):
                    self.formulas.add(at)

    def __contains__(self, cell: Cell) -> bool:
        return cell in self._filled or shown_at(cell, self._merged) != (cell, cell)

    def column_from(self, first: Cell) -> bool:
        """Whether anything stands in the cell or below it in its column."""
        row, column = first
        below = any(at[0] >= row and at[1] == column for at in self._filled)
        merged = any(
            end[0] >= row and start[1] <= column <= end[1] and start != end for start, end in self._merged
        )
        return below or merged
