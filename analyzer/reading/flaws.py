"""Cells that could not be read, or were read but oddly, as frames that say where and why."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from analyzer.language import Text
from analyzer.reading.source import RawSheet
from analyzer.template import Sheet


class Flaw(NamedTuple):
    """One cell that could not be read, or was read but oddly; `row` is 0 on the form."""

    workbook: int
    table: str
    row: int
    column: str
    found: str
    reason: Text


COLUMNS = Flaw._fields

ERROR_VALUE = Text("单元格是错误值，请修正公式或重新填写", "the cell holds an error value; correct it")
UNCALCULATED = Text(
    "公式没有计算结果，请用 Excel 或 WPS 打开并保存一次",
    "the formula was never calculated; open and save the workbook once in Excel or WPS",
)


def flawed_cells(
    sheet: Sheet,
    column: str,
    table: Mapping[str, Any],
    content: Sequence[object],
    reasons: Mapping[int, Text],
) -> list[Flaw]:
    """Cells of one stacked column, by position, with the reason."""
    return [
        Flaw(int(table["workbook"][at]), sheet.table, int(table["row"][at]), column, str(content[at]), reason)
        for at, reason in reasons.items()
    ]


def hidden_cells(sheet: Sheet, raws: Sequence[RawSheet | None]) -> list[Flaw]:
    """Error values and uncalculated formulas in the data cells of one sheet over the batch."""
    return [
        Flaw(workbook, sheet.table, row, name, shown, reason)
        for workbook, raw in enumerate(raws)
        if raw is not None and (raw.hidden.errors or raw.hidden.uncalculated)
        for name, place in raw.places.items()
        for row in ([place.row + 1] if sheet.is_form else raw.rows)
        for shown, reason in _hidden(raw, row, place.column)
    ]


def _hidden(raw: RawSheet, row: int, column: int) -> list[tuple[str, Text]]:
    error = raw.hidden.errors.get((row, column))
    if error is not None:
        return [(error, ERROR_VALUE)]
    return [("=", UNCALCULATED)] if (row, column) in raw.hidden.uncalculated else []


def as_table(flaws: Sequence[Flaw]) -> pd.DataFrame:
    """The flaws as a frame with the columns COLUMNS."""
    return pd.DataFrame(flaws, columns=list(COLUMNS))
