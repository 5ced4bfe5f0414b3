"""The unit of amounts as the title above a table states it."""

import re
from collections.abc import Collection, Sequence

from analyzer.reading.header import Place, Row

_STATED = re.compile(r"单位[：:]\s*(?:人民币)?\s*(万元|元)")


def unit_in_title(rows: Sequence[Row], formulas: Collection[tuple[int, int]]) -> Place | None:
    """Where the `rows` above a header state a unit, and which; None where they do not.

    Cells in `formulas` (1-based row, zero-based column) are left out: the template's own title follows the
    form's unit, and shows a former one only until it is calculated.
    """
    for number, row in enumerate(rows):
        for position, cell in enumerate(row):
            stated = _STATED.search(cell) if isinstance(cell, str) else None
            if stated and (number + 1, position) not in formulas:
                return Place(number, position, stated[1])
    return None
