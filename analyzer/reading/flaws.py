"""Cells that could not be read, or were read but oddly, as frames that say where and why."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analyzer.language import Text
from analyzer.reading.source import RawSheet
from analyzer.template import Sheet

COLUMNS = ("workbook", "table", "row", "column", "found", "reason")

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
) -> pd.DataFrame:
    """Cells of one stacked column, by position, with the reason; columns as COLUMNS."""
    found = [
        (table["workbook"][at], sheet.table, table["row"][at], column, str(content[at]), reason)
        for at, reason in reasons.items()
    ]
    return pd.DataFrame(found, columns=list(COLUMNS))


def hidden_cells(sheet: Sheet, raws: Sequence[RawSheet | None]) -> pd.DataFrame:
    """Error values and uncalculated formulas in the data cells of one sheet over the batch."""
    found = [
        (workbook, sheet.table, row, name, shown, reason)
        for workbook, raw in enumerate(raws)
        if raw is not None and (raw.hidden.errors or raw.hidden.uncalculated)
        for name, place in raw.places.items()
        for row in ([place.row + 1] if sheet.is_form else raw.rows)
        for shown, reason in _hidden(raw, row, place.column)
    ]
    return pd.DataFrame(found, columns=list(COLUMNS))


def _hidden(raw: RawSheet, row: int, column: int) -> list[tuple[str, Text]]:
    error = raw.hidden.errors.get((row, column))
    if error is not None:
        return [(error, ERROR_VALUE)]
    return [("=", UNCALCULATED)] if (row, column) in raw.hidden.uncalculated else []


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The frames of flawed cells below one another; an empty frame with the columns if there are none."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else pd.DataFrame(columns=list(COLUMNS))
