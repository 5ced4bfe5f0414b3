"""Finding the template in a sheet: its header row, or on the form sheet its labels, by their texts."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from analyzer.template import SHEETS
from analyzer.template.model import Sheet

SEARCHED_ROWS = 15  # titles may stand above the header, but not more than this

Row = Sequence[object]

_DECORATION = re.compile(r"[\s\u3000*＊：:]+|[（(](?:万元|元|%|％|分)[)）]")
_ACCOUNT = re.compile("说明|原因|依据|备注|率|日期|编号")


@dataclass(frozen=True)
class Place:
    """Where a column's header, or a field's value, stands (zero-based row and column of the sheet)."""

    row: int
    column: int
    label: str  # as written in the workbook


def plain(label: object) -> str:
    """A header text without spaces, line breaks, the required mark and a unit in brackets."""
    return _DECORATION.sub("", label) if isinstance(label, str) else ""


@cache
def _names_by_label(sheet: Sheet) -> dict[str, str]:
    return {
        plain(label): column.name for column in sheet.columns for label in (*column.aliases, column.label.zh)
    }


def find_header(sheet: Sheet, rows: Sequence[Row]) -> dict[str, Place]:
    """Places of a table's columns in the header row that matches best; empty if no row has two of them.

    Where a header stands twice in the row, the first counts. One that is called otherwise is taken for the
    column that the template puts there if most of its characters are the same.
    """
    names = _names_by_label(sheet)
    best: dict[str, Place] = {}
    for number, row in enumerate(rows[:SEARCHED_ROWS]):
        found: dict[str, Place] = {}
        for position, label in enumerate(row):
            name = names.get(plain(label))
            if name is not None:
                found.setdefault(name, Place(number, position, str(label).strip()))
        if len(found) > max(len(best), 1):
            best = found
        if len(best) == len(sheet.columns):
            break
    if best:
        number = next(iter(best.values())).row
        best |= _renamed(sheet, number, rows[number], best)
    return best


def _renamed(sheet: Sheet, number: int, row: Row, found: Mapping[str, Place]) -> dict[str, Place]:
    """Columns not found by name whose place, right of the column before, holds a header much like theirs."""
    taken = {place.column for place in found.values()}
    renamed: dict[str, Place] = {}
    for before, column in pairwise(sheet.columns):
        place = found.get(before.name) or renamed.get(before.name)
        if column.name in found or place is None or place.column + 1 in (*taken, len(row)):
            continue
        label = row[place.column + 1]
        if _is_alike(plain(label), plain(column.label.zh)):
            renamed[column.name] = Place(number, place.column + 1, str(label).strip())
    return renamed


def _is_alike(label: str, declared: str) -> bool:
    """Whether two texts share most characters, and the one is no account of the other."""
    shared = len(set(label) & set(declared))
    return shared >= max(2, math.ceil(len(declared) / 2)) and not _ACCOUNT.search(label)


def find_fields(sheet: Sheet, rows: Sequence[Row]) -> dict[str, Place]:
    """Places of a form's values: the cell to the right of each label, wherever the label column begins."""
    names = _names_by_label(sheet)
    found: dict[str, Place] = {}
    for number, row in enumerate(rows):
        for position, label in enumerate(row[:3]):
            name = names.get(plain(label))
            if name is not None:
                found.setdefault(name, Place(number, position + 1, str(label).strip()))
                break
    return found


def title_in(titles: Sequence[str], sheet: Sheet) -> str | None:
    """The worksheet that is meant: the exact title, or else the only one that contains it."""
    if sheet.title.zh in titles:
        return sheet.title.zh
    others = {other.title.zh for other in SHEETS if other is not sheet}
    alike = [title for title in titles if sheet.title.zh in title and title not in others]
    return alike[0] if len(alike) == 1 else None
