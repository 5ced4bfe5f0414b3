"""Where everything stands: the frames that lead from a table, row and column back to a sheet's cell."""

from collections.abc import Sequence

import pandas as pd

from analyzer.reading.source import Source
from analyzer.template import SHEETS


def places(sources: Sequence[Source]) -> pd.DataFrame:
    """Columns workbook, table, column, row (1-based, of the header or the field), position (0-based)."""
    found = [
        (workbook, table, name, place.row + 1, place.column)
        for workbook, source in enumerate(sources)
        for table, raw in source.sheets.items()
        for name, place in raw.places.items()
    ]
    return pd.DataFrame(found, columns=["workbook", "table", "column", "row", "position"])


def titles(sources: Sequence[Source]) -> pd.DataFrame:
    """Columns workbook, table, title: the sheet's name as that workbook has it."""
    own = {sheet.table: sheet.title.zh for sheet in SHEETS}
    found = [
        (workbook, table, source.sheets[table].title if table in source.sheets else title)
        for workbook, source in enumerate(sources)
        for table, title in own.items()
    ]
    return pd.DataFrame(found, columns=["workbook", "table", "title"])


def oddities(sources: Sequence[Source]) -> pd.DataFrame:
    """What is unusual about each workbook's shape: workbook, table, column, kind, found, row, position."""
    found = [
        (workbook, r.table, r.column, r.kind.value, r.place.label, r.place.row + 1, r.place.column)
        for workbook, source in enumerate(sources)
        for r in source.remarks
    ]
    return pd.DataFrame(found, columns=["workbook", "table", "column", "kind", "found", "row", "position"])
