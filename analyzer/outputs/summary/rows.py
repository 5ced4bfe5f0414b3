"""A worksheet whose rows are written whole.

xlsxwriter takes some ten microseconds for each cell, mostly for what a plain table does not use; a folder's
findings are millions of cells. Here a row is put together as text and handed to the file that xlsxwriter
keeps for the sheet in its constant memory mode; everything else about the sheet stays xlsxwriter's.
"""

import re
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

LONGEST_TEXT: Final = 32_767
# what XML cannot hold, and what Excel would take for an escape of it
_UNUSUAL: Final = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


class RowSheet(Worksheet):  # type: ignore[misc]
    """Rows are begun in order; cells of a row go from left to right."""

    def write_row_whole(self, row: int, height: float, cells: list[str]) -> None:
        """One row (zero-based) of cells made by the functions below; height in points."""
        self._check_dimensions(row, len(cells) - 1)
        self._write_single_row(row)  # what xlsxwriter still has of the rows before
        content = "".join(cells)
        self.fh.write(f'<row r="{row + 1}" ht="{height:g}" customHeight="1">{content}</row>')

    def link(self, row: int, column: int, target: str, text: str) -> None:
        """A link on a cell of the row written last."""
        self.ignore_write_string = True
        self.write_url(row, column, target, None, text[:LONGEST_TEXT])


def blank_cell(column: int, row: int, style: int) -> str:
    """An empty cell in the format of this number."""
    return f'<c r="{_LETTERS[column]}{row + 1}" s="{style}"/>'


def number_cell(column: int, row: int, style: int, number: Any) -> str:
    """A number."""
    return f'<c r="{_LETTERS[column]}{row + 1}" s="{style}"><v>{number!r}</v></c>'


def text_cell(column: int, row: int, style: int, text: str) -> str:
    """A text, cut where a cell holds no more; it is never taken for a formula."""
    text = text[:LONGEST_TEXT]
    if _UNUSUAL.search(text):
        text = _UNUSUAL.sub(_escaped, text)
    if "&" in text or "<" in text or ">" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f'<c r="{_LETTERS[column]}{row + 1}" s="{style}" t="inlineStr"><is><t{kept}>{text}</t></is></c>'


_LETTERS: Final = [xl_col_to_name(column) for column in range(100)]


def _escaped(found: "re.Match[str]") -> str:
    character = found[0]
    if character == "_":
        return "_x005F_"
    return "\ufffd" if "\ud800" <= character <= "\udfff" else f"_x{ord(character):04X}_"
