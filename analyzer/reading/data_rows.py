"""The rows of a table taken apart into columns as they come, so that a long ledger is never held as rows."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import compress, count, islice
from typing import Final

from analyzer.reading.characters import is_blank
from analyzer.reading.header import Row
from analyzer.template import TOTAL_LABELS

FOOTER_CELLS = 2
LONGEST_TOTAL_LABEL = 12  # "合　　　　计："
AT_ONCE: Final = 512  # rows: little enough to stay in the processor's cache
_SHARED: Final = {str, date, datetime}  # types of which no value equals one of another

_SPACING = re.compile(r"[\s\u3000：:]+")


class DataRows:
    """The rows below a header with anything in them, be it an error value.

    `numbers` are the sheet's (1-based); `columns` the cells at the `positions` asked for, in step with them.
    Rows in `marked` are kept though they look empty.
    """

    def __init__(self, rows: Iterable[Row], first: int, positions: Sequence[int], marked: Collection[int]):
        self.numbers: list[int] = []
        self.columns: list[list[object]] = [[] for _ in positions]
        self._known: list[dict[object, object]] = [{} for _ in positions]
        self._marked = marked
        for number, some in _some_at_once(rows, first):
            cells = list(zip(*some, strict=True))
            self._add(number, [cells[position] for position in positions])
        self._drop_footer()

    def _add(self, first: int, columns: Sequence[tuple[object, ...]]) -> None:
        blank, marked = ("",) * len(columns), self._marked
        rows = enumerate(zip(*columns, strict=True), first)
        kept = [cells != blank or number in marked for number, cells in rows]
        self.numbers.extend(compress(count(first), kept))
        if not all(kept):
            columns = [tuple(compress(column, kept)) for column in columns]
        for column, known, cells in zip(self.columns, self._known, columns, strict=True):
            shared = len(kept) == AT_ONCE and _SHARED.issuperset(map(type, cells))
            column.extend(map(known.setdefault, cells, cells) if shared else cells)
            if len(known) > len(column) // 2:  # hardly any repeated
                known.clear()

    def _drop_footer(self) -> None:
        while self.numbers and self.numbers[-1] not in self._marked:
            if not _is_footer([column[-1] for column in self.columns]):
                return
            self.numbers.pop()
            for column in self.columns:
                column.pop()


def _some_at_once(rows: Iterable[Row], number: int) -> Iterator[tuple[int, list[Row]]]:
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        yield number, some
        number += len(some)


def _is_footer(cells: Sequence[object]) -> bool:
    """A note or signature line below a table: one or two texts, none a number, a date or 合计."""
    filled = [cell for cell in cells if not (isinstance(cell, str) and is_blank(cell))]
    return len(filled) <= FOOTER_CELLS and all(
        isinstance(cell, str) and not cell.strip()[0].isdigit() and not is_total(cell) for cell in filled
    )


def is_total(label: object) -> bool:
    """Whether a row's code or name marks the closing 合计 row."""
    if type(label) is not str or len(label) > LONGEST_TOTAL_LABEL:
        return False
    return _SPACING.sub("", label) in TOTAL_LABELS
