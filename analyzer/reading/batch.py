"""A batch of workbooks as one long table per sheet, each row keyed by (workbook, row)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.language import Text
from analyzer.money import DECIMALS_OF_A_FEN
from analyzer.reading.columns import read_column
from analyzer.reading.data_rows import is_total
from analyzer.reading.entry_types import untyped_rows
from analyzer.reading.flaws import Flaw, as_table, flawed_cells, hidden_cells
from analyzer.reading.indicator_values import with_indicator_values
from analyzer.reading.places import oddities, places, titles
from analyzer.reading.source import RawSheet, Source
from analyzer.reading.texts import WITHOUT_ARROW
from analyzer.reading.traces import concealed, extra_sheets, formulas, versions
from analyzer.reading.tree import with_tree
from analyzer.template import BUDGET, DISBURSEMENT, INDICATORS, PROJECT, SHEETS, Kind, Sheet

NOT_A_UNIT = Text(
    "金额单位只能是“万元”或“元”，本次按万元计算",
    "the unit must be 万元 or 元; amounts were taken as 万元",
)


@dataclass(frozen=True)
class Batch:
    """Long tables of a batch of workbooks.

    `tables`: project (one row per workbook), budget, disbursement, indicators, each with `workbook`
    (position in the batch) and `row` (sheet row, 1-based; 0 on the form). `unreadable` and `remarks`:
    cells with their reason (flaws.COLUMNS). `oddities`, `places`, `titles`: see `places`; `concealed`,
    `formulas`, `extra_sheets`, `versions`: see `traces`.
    """

    size: int
    tables: Mapping[str, pd.DataFrame]
    unreadable: pd.DataFrame
    remarks: pd.DataFrame
    oddities: pd.DataFrame
    places: pd.DataFrame
    titles: pd.DataFrame
    concealed: pd.DataFrame
    formulas: pd.DataFrame
    extra_sheets: pd.DataFrame
    versions: pd.DataFrame


@WITHOUT_ARROW
def read_batch(sources: Sequence[Source]) -> Batch:
    """Interpret every cell of the workbooks given; a workbook's number is its position in `sources`."""
    units, unreadable = _units(sources)
    remarks: list[Flaw] = []
    tables = {sheet.table: _read_table(sheet, sources, units, unreadable, remarks) for sheet in SHEETS}
    tables[PROJECT.table]["money_unit"] = units
    tables[BUDGET.table] = with_tree(tables[BUDGET.table])
    ledger = tables[DISBURSEMENT.table]
    unreadable.extend(untyped_rows(ledger))
    ledger["type"] = ledger["type"].astype("category")  # compared by nearly every rule on the ledger
    tables[INDICATORS.table] = with_indicator_values(_carried(tables[INDICATORS.table]))
    return Batch(
        len(sources),
        tables,
        as_table(unreadable),
        as_table(remarks),
        oddities(sources),
        places(sources),
        titles(sources),
        concealed(sources),
        formulas(sources),
        extra_sheets(sources),
        versions(sources),
    )


def _units(sources: Sequence[Source]) -> tuple[npt.NDArray[Any], list[Flaw]]:
    """Each workbook's money unit, 万元 where none is stated, and the cells that state another."""
    units = np.full(len(sources), "万元", dtype=object)
    wrong: dict[int, Text] = {}
    cells = [
        source.sheets[PROJECT.table].values.get("unit", [""])[0] if PROJECT.table in source.sheets else ""
        for source in sources
    ]
    for workbook, cell in enumerate(cells):
        text = str(cell).strip().removeprefix("人民币")
        if text in DECIMALS_OF_A_FEN:
            units[workbook] = text
        elif text:
            wrong[workbook] = NOT_A_UNIT
    rows = {"workbook": np.arange(len(sources)), "row": np.zeros(len(sources), dtype=np.int64)}
    return units, flawed_cells(PROJECT, "unit", rows, cells, wrong)


def _read_table(
    sheet: Sheet,
    sources: Sequence[Source],
    units: npt.NDArray[Any],
    unreadable: list[Flaw],
    remarks: list[Flaw],
) -> pd.DataFrame:
    """Typed columns of one sheet over the batch; flawed cells are appended to the two lists."""
    raws = [source.sheets.get(sheet.table) for source in sources]
    absent = [0] if sheet.is_form else []
    rows = [raw.rows if raw else absent for raw in raws]
    counts = np.fromiter(map(len, rows), dtype=np.int64, count=len(rows))
    workbook = np.repeat(np.arange(len(sources)), counts)
    table: dict[str, Any] = {
        "workbook": workbook,
        "row": np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=counts.sum()),
    }
    contents = {name: _stack(raws, name, counts) for name in sheet.by_name}
    if not sheet.is_form:
        table["is_total"] = _take_total(sheet, contents)
    for name, content in contents.items():
        column = read_column(sheet.by_name[name].kind, content, units[workbook])
        table[name] = column.values
        table |= {name + suffix: companion for suffix, companion in column.companions.items()}
        unreadable.extend(flawed_cells(sheet, name, table, content, column.unreadable))
        for first in range(max(map(len, column.remarks.values()), default=0)):
            nth = {at: several[first] for at, several in column.remarks.items() if len(several) > first}
            remarks.extend(flawed_cells(sheet, name, table, content, nth))
        if sheet.by_name[name].kind is Kind.MONEY:
            shown = [
                decimals
                for raw, own in zip(raws, rows, strict=True)
                for decimals in (raw.shown_decimals(name) if raw else [0] * len(own))
            ]
            table[name + "_quantum"] = _as_displayed(column.companions["_quantum"], shown, units[workbook])
    unreadable.extend(hidden_cells(sheet, raws))
    return pd.DataFrame(table)


def _stack(raws: Sequence[RawSheet | None], name: str, counts: npt.NDArray[np.int64]) -> list[object]:
    cells: list[object] = []
    for raw, count in zip(raws, counts, strict=True):
        cells.extend((raw.values.get(name) if raw else None) or [""] * int(count))
    return cells


def _take_total(sheet: Sheet, contents: dict[str, list[object]]) -> npt.NDArray[np.bool_]:
    """Which rows are named 合计 in a key column; columns of other kinds than text lose the name."""
    total = np.zeros(len(contents[sheet.key[0]]), dtype=bool)
    for name in sheet.key:
        labels = {cell for cell in set(contents[name]) if is_total(cell)}
        if not labels:
            continue
        named = np.fromiter(map(labels.__contains__, contents[name]), dtype=bool, count=len(total))
        total |= named
        if sheet.by_name[name].kind is not Kind.TEXT:
            for position in np.flatnonzero(named):
                contents[name][position] = ""
    return total


def _as_displayed(
    quantum: "pd.Series[int]", shown: Sequence[int], units: npt.NDArray[Any]
) -> "pd.Series[int]":
    """Where a number format has more decimals, `shown`, than were typed, the amount is stated that finely."""
    if not any(shown):
        return quantum
    decimals = np.array(shown)
    finest = np.where(units == "万元", DECIMALS_OF_A_FEN["万元"], DECIMALS_OF_A_FEN["元"])
    displayed = 10 ** np.maximum(finest - decimals, 0)
    return quantum.where(decimals == 0, np.minimum(quantum, displayed))


def _carried(indicators: pd.DataFrame) -> pd.DataFrame:
    """First and second level names carried down over merged or blank cells, not past a new first level."""
    level1, total = indicators["level1"], indicators["is_total"]
    block = level1.notna().groupby(indicators["workbook"]).cumsum()
    level2 = indicators.groupby([indicators["workbook"], block])["level2"].ffill()
    carried1 = level1.groupby(indicators["workbook"]).ffill()
    return indicators.assign(
        level1=carried1.where(~total, level1), level2=level2.where(~total, indicators["level2"])
    )
