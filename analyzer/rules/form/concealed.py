"""Amounts in rows, columns and sheets that are hidden."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import NOTHING, Findings, Table, flag, rule, together
from analyzer.rules.form.sheets import LABELS, TEMPLATE

_MESSAGE = Text(
    "{where}已隐藏，其中金额合计 {actual}，审核时照样计入；请取消隐藏（或取消筛选）后核对",
    "{where} hidden, with amounts of {actual} in all, which were counted; "
    "show them (or end the filter) and check",
)
_WHOLE_SHEET = Text("整张表", "The whole sheet is")


@rule(
    "T117",
    title=Text("预算表有隐藏的金额", "Hidden amounts in the budget"),
    message=_MESSAGE,
    severity=Severity.VERIFY,
    basis=TEMPLATE,
    needs=(
        "budget.node",
        "budget.parent",
        "budget.initial_budget",
        "budget.adjustment",
        "budget.adjusted_budget",
    ),
    quantity=Quantity.MONEY,
)
def hidden_budget(concealed: Table, budget: Table) -> Findings:
    """Hidden rows by 全年预算数, hidden amount columns and the hidden sheet; without amounts they are left.

    Parts of a hidden row are in its amount already. A hidden ledger is T118's.
    """
    if not concealed["table"].eq("budget").any():
        return NOTHING
    rows = _hidden_rows(concealed, budget, "budget")
    hidden = budget[~budget["is_total"]].merge(rows, on=["workbook", "row"])
    within = hidden["parent"].isin(hidden["node"][hidden["node"] >= 0])
    top = budget[~budget["is_total"] & (budget["parent"] < 0)]
    return together(
        [
            _of_rows(hidden[~within], "adjusted_budget", "budget"),
            _of_columns(concealed, top, "budget", ("initial_budget", "adjustment", "adjusted_budget")),
            _of_sheets(concealed, top, "adjusted_budget", "budget"),
        ]
    )


@rule(
    "T118",
    title=Text("资金拨付表有隐藏的金额", "Hidden amounts in the ledger"),
    message=_MESSAGE,
    severity=Severity.VERIFY,
    basis=TEMPLATE,
    needs=("disbursement.amount",),
    quantity=Quantity.MONEY,
)
def hidden_ledger(concealed: Table, disbursement: Table) -> Findings:
    """The same of the ledger, where a filter is often left on."""
    if not concealed["table"].eq("disbursement").any():
        return NOTHING
    entries = disbursement[~disbursement["is_total"]]
    hidden = entries.merge(_hidden_rows(concealed, entries, "disbursement"), on=["workbook", "row"])
    return together(
        [
            _of_rows(hidden, "amount", "disbursement"),
            _of_columns(concealed, entries, "disbursement", ("amount",)),
            _of_sheets(concealed, entries, "amount", "disbursement"),
        ]
    )


def _of_kind(concealed: Table, table: str, kind: str) -> Table:
    return concealed[(concealed["table"] == table) & (concealed["kind"] == kind)]


def _hidden_rows(concealed: Table, rows: Table, table: str) -> Table:
    """Workbook and row of what is hidden, but for sheets that are hidden whole."""
    sheets = _of_kind(concealed, table, "sheet")["workbook"]
    hidden = _of_kind(concealed, table, "row")
    return hidden.loc[~hidden["workbook"].isin(sheets), ["workbook", "row"]].drop_duplicates()


def _stated(rows: Table, column: str) -> Table:
    return rows[rows[column].notna() & (rows[column] != 0)]


def _of_rows(hidden: Table, column: str, table: str) -> Findings:
    """One finding a workbook, on its first hidden row with an amount."""
    grouped = _stated(hidden, column).groupby("workbook")
    found = grouped.agg(
        first=("row", "min"), last=("row", "max"), count=("row", "size"), amount=(column, "sum")
    ).reset_index()
    where = [_rows(*row) for row in found[["first", "last", "count"]].to_numpy()]
    return flag(
        found.rename(columns={"first": "row"}),
        column,
        table=table,
        actual=found["amount"],
        where=_texts(where, found),
    )


def _rows(first: int, last: int, count: int) -> Text:
    if count == 1:
        return Text(f"第 {first} 行", f"Row {first} is")
    if count == last - first + 1:
        return Text(f"第 {first}–{last} 行", f"Rows {first} to {last} are")
    return Text(f"第 {first}–{last} 行中有 {count} 行", f"Of rows {first} to {last}, {count} are")


def _of_columns(concealed: Table, rows: Table, table: str, columns: Sequence[str]) -> Findings:
    """One finding for each hidden column that states amounts, on its header."""
    sheets = _of_kind(concealed, table, "sheet")["workbook"]
    hidden = _of_kind(concealed, table, "column")
    hidden = hidden.loc[~hidden["workbook"].isin(sheets), ["workbook", "column"]].drop_duplicates()
    sums = pd.concat([_sums(rows, name).assign(column=name) for name in columns])
    found = hidden.merge(sums, on=["workbook", "column"])
    labels = [LABELS[f"{table}.{name}"] for name in found["column"]]
    where = [Text(f"“{label.zh}”一栏", f"The column {label.en} is") for label in labels]
    findings = flag(found, "", table=table, actual=found["amount"], where=_texts(where, found))
    return findings.assign(column=found["column"])


def _of_sheets(concealed: Table, rows: Table, column: str, table: str) -> Findings:
    found = _sums(rows[rows["workbook"].isin(_of_kind(concealed, table, "sheet")["workbook"])], column)
    where = _texts([_WHOLE_SHEET] * len(found), found)
    return flag(found, "", table=table, actual=found["amount"], where=where)


def _sums(rows: Table, column: str) -> Table:
    """Workbook and amount, of those with anything but zeros in the column."""
    sums = _stated(rows, column).groupby("workbook")[column].sum()
    return sums.rename("amount").reset_index()


def _texts(texts: list[Text], rows: Table) -> "pd.Series[Any]":
    return pd.Series(texts, index=rows.index, dtype=object)
