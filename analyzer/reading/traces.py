"""What workbooks hold out of sight or beside the template: frames that rules and reports read."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analyzer.reading.source import RawSheet, Source


def concealed(sources: Sequence[Source]) -> pd.DataFrame:
    """What is hidden and holds data: columns workbook, table, kind, row, column.

    `kind`: "sheet", "row" or "column" (no height or width counts as hidden). `row`: the sheet's row
    (1-based), 0 but for rows. `column`: the template's column, "" but for columns; on the form, the field.
    """
    found = [
        (workbook, table, *place)
        for workbook, source in enumerate(sources)
        for table, raw in source.sheets.items()
        for place in _concealed(raw)
    ]
    return pd.DataFrame(found, columns=["workbook", "table", "kind", "row", "column"])


def _concealed(raw: RawSheet) -> Iterator[tuple[str, int, str]]:
    if not (raw.hidden.sheet or raw.hidden.rows or raw.hidden.columns):
        return
    filled = {name for name, cells in raw.values.items() if any(cell != "" for cell in cells)}
    if raw.hidden.sheet and filled:
        yield "sheet", 0, ""
    if raw.hidden.rows and raw.rows == [0]:
        yield from (
            ("row", place.row + 1, name)
            for name, place in raw.places.items()
            if name in filled and place.row + 1 in raw.hidden.rows
        )
    elif raw.hidden.rows:
        yield from (("row", row, "") for row in raw.rows if row in raw.hidden.rows)
    for name, place in raw.places.items():
        if name in filled and any(place.column in columns for columns in raw.hidden.columns):
            yield "column", 0, name


def formulas(sources: Sequence[Source]) -> pd.DataFrame:
    """The cells of the template's columns that hold a formula: workbook, table, row, column, formula.

    `row` is the sheet's (1-based; 0 on the form, as in the tables). `formula` is without "="; "" where it
    is shared and another cell has the text.
    """
    found = [
        (workbook, table, *cell)
        for workbook, source in enumerate(sources)
        for table, raw in source.sheets.items()
        if raw.hidden.formulas
        for cell in _formulas(raw)
    ]
    return pd.DataFrame(found, columns=["workbook", "table", "row", "column", "formula"])


def _formulas(raw: RawSheet) -> Iterator[tuple[int, str, str]]:
    having = {row for row, _ in raw.hidden.formulas}
    rows = [row for row in raw.rows if row == 0 or row in having]
    for name, place in raw.places.items():
        for row in rows:
            formula = raw.hidden.formulas.get((row or place.row + 1, place.column))
            if formula is not None:
                yield row, name, formula


def extra_sheets(sources: Sequence[Source]) -> pd.DataFrame:
    """The sheets that are neither the template's nor ours: workbook, title, hidden."""
    found = [
        (workbook, sheet.title, sheet.hidden)
        for workbook, source in enumerate(sources)
        for sheet in source.extra_sheets
    ]
    return pd.DataFrame(found, columns=["workbook", "title", "hidden"])


def versions(sources: Sequence[Source]) -> pd.DataFrame:
    """The template's version each workbook states: workbook, version; None where it states none."""
    stated = pd.Series([source.version for source in sources], dtype=object)
    return pd.DataFrame({"workbook": range(len(sources)), "version": stated})
