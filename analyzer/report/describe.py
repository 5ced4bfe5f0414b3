"""Findings put in words: messages, the rows' own labels and ids that survive inserted rows."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.finding import Finding, Quantity, Status, write_difference, write_figure
from analyzer.language import Language, Text
from analyzer.package import reference_to
from analyzer.reading import Batch
from analyzer.report.records import records
from analyzer.rules import Judgement, Rule, catalogue
from analyzer.template import INDICATORS, SHEETS

_SHEET_ORDER = {sheet.table: order for order, sheet in enumerate(SHEETS)}
_KEYS = {sheet.table: sheet.key for sheet in SHEETS}
_COLUMNS = {(sheet.table, column.name): column for sheet in SHEETS for column in sheet.columns}
ID_LENGTH = 12
_ROWS = 2**20 + 1  # more than a sheet has
_MIDNIGHT = " 00:00:00"  # of a date as it stands in a key


def describe(judgement: Judgement, language: Language) -> list[list[Finding]]:
    """Findings of each workbook of the batch, gravest place first: by sheet, row and column."""
    rules = {rule.code: rule for rule in catalogue()}
    described: list[list[Finding]] = [[] for _ in range(judgement.batch.size)]
    concealed = _concealed(judgement.batch)
    seen: Counter[tuple[int, str]] = Counter()
    for found in records(_addressed(judgement)):
        finding = _finding(found, rules[found["rule"]], language, _where_concealed(found, concealed))
        seen[found["workbook"], finding.id] += 1
        described[found["workbook"]].append(_numbered(finding, seen[found["workbook"], finding.id]))
    return described


def _addressed(judgement: Judgement) -> pd.DataFrame:
    """The findings, sorted, with sheet title, cell row and position, row key and unit."""
    batch = judgement.batch
    places = batch.places.rename(columns={"row": "own_row"})
    found = judgement.findings.merge(places, on=["workbook", "table", "column"], how="left")
    found = found.merge(batch.titles, on=["workbook", "table"], how="left")
    found["row"] = found["row"].where(found["row"] > 0, found["own_row"]).fillna(1).astype("int64")
    found["position"] = found["position"].fillna(0).astype("int64")
    units = batch.tables["project"].set_index("workbook")["money_unit"]
    found["unit"] = found["workbook"].map(units)
    found["key"] = _row_keys(found, batch.tables)
    found["order"] = found["table"].map(_SHEET_ORDER)
    return found.sort_values(["workbook", "order", "row", "position", "rule"], kind="stable")


def _row_keys(found: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> npt.NDArray[np.object_]:
    """What names each finding's row (编号, 凭证号, indicator name), so that ids survive inserted rows."""
    keys = np.full(len(found), "", dtype=object)
    for table, names in _KEYS.items():
        own = np.flatnonzero(found["table"] == table)
        if not names or not len(own):
            continue
        rows = tables[table]
        named = rows[list(names)].reindex(_place(rows).get_indexer(_place(found.iloc[own])))
        keys[own] = ["|".join("" if pd.isna(part) else str(part) for part in key) for key in named.to_numpy()]
    return keys


def _place(rows: pd.DataFrame) -> "pd.Index[int]":
    """Workbook and row as one number."""
    place: pd.Index[int] = pd.Index(rows["workbook"].to_numpy() * _ROWS + rows["row"].to_numpy())
    return place


Concealed = Mapping[tuple[int, str, str], Collection[int | str]]
"""Workbook, table and kind of what is hidden -> the hidden rows or columns."""

CONCEALED = {
    "sheet": Text("这张表已隐藏", "this sheet is hidden"),
    "row": Text("这一行已隐藏", "this row is hidden"),
    "column": Text("这一列已隐藏", "this column is hidden"),
}


def _concealed(batch: Batch) -> Concealed:
    hidden: dict[tuple[int, str, str], set[int | str]] = defaultdict(set)
    for workbook, table, kind, row, column in batch.concealed.itertuples(index=False):
        hidden[workbook, table, kind].add(row if kind == "row" else column)
    return hidden


def _where_concealed(found: Mapping[str, Any], concealed: Concealed) -> Text | None:
    """What keeps the finding's cell out of sight, the widest first."""
    at = {"sheet": "", "row": found["row"], "column": found["column"]}
    for kind, text in CONCEALED.items():
        if at[kind] in concealed.get((found["workbook"], found["table"], kind), ()):
            return text
    return None


def _finding(found: Mapping[str, Any], rule: Rule, language: Language, concealed: Text | None) -> Finding:
    unit = found["unit"]
    written = {
        name: (write_difference if name == "difference" else write_figure)(
            found[name], rule.quantity, unit, language
        )
        for name in ("actual", "expected", "difference")
    } | {
        name: write_figure(value, rule.fields.get(name, Quantity.TEXT), unit, language)
        for name, value in found["fields"].items()
    }
    identity = "|".join((rule.code, found["table"], found["key"], found["column"]))
    return Finding(
        id=hashlib.sha256(identity.encode()).hexdigest()[:ID_LENGTH],
        rule=rule.code,
        title=rule.title(language),
        severity=rule.severity,
        status=Status(found["status"]),
        sheet=found["title"],
        row=found["row"],
        cell=reference_to((found["row"], found["position"] + 1)),
        message=rule.message(language).format(**written),
        basis=rule.basis(language),
        quantity=rule.quantity,
        **{name: _in_words(found[name], language) for name in ("actual", "expected", "difference")},
        label=_label(found, language),
        cause=written.get("cause", "").lstrip("。. "),
        concealed=concealed(language) if concealed else "",
    )


def _in_words(figure: Any, language: Language) -> Any:
    return figure(language) if isinstance(figure, Text) else figure


def _label(found: Mapping[str, Any], language: Language) -> str:
    """What the row calls itself: the lowest indicator level, else its key; the column's label on the form."""
    named = [part.removesuffix(_MIDNIGHT) for part in found["key"].split("|") if part]
    if not named:
        column = _COLUMNS.get((found["table"], found["column"]))
        return column.label(language) if column else ""
    return named[-1] if found["table"] == INDICATORS.table else " ".join(named)


def _numbered(finding: Finding, occurrence: int) -> Finding:
    """Rows that share a key are told apart by their order."""
    return finding if occurrence == 1 else replace(finding, id=f"{finding.id}-{occurrence}")
