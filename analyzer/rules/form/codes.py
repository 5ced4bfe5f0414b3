"""Codes: the numbering of the budget's tree, and the codes by which the ledger refers to it."""

from typing import Any

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import NOTHING, RECONCILIATION, Findings, Table, flag, rule
from analyzer.rules.form.entries import number_codes

_LOST_ZERO = Text("；以数字存储的 1.10 会变成 1.1，请设为文本格式", "; stored as a number, 1.10 becomes 1.1")
_NO_HINT = Text("", "")


@rule(
    "T131",
    title=Text("编号重复", "Duplicate code"),
    message=Text(
        "编号 {code} 与第 {first} 行重复{hint}", "The code {code} already stands in row {first}{hint}"
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("budget.code",),
    fields={"first": Quantity.COUNT},
)
def duplicate_code(budget: Table, remarks: Table) -> Findings:
    """The second and later rows with a code: what the ledger books on it cannot be told apart."""
    rows = budget[budget["code"].notna() & ~budget["is_total"]].sort_values("row")
    later = rows.duplicated(["workbook", "code"])
    if not later.any():
        return NOTHING
    first = rows.groupby(["workbook", "code"])["row"].transform("first")
    again = rows[later]
    return flag(again, "code", code=again["code"], first=first[later], hint=_hints(again, remarks))


def _hints(rows: Table, remarks: Table) -> "pd.Series[Any]":
    typed = number_codes(remarks, "budget")[["workbook", "row"]]
    is_number = pd.MultiIndex.from_frame(rows[["workbook", "row"]]).isin(pd.MultiIndex.from_frame(typed))
    return pd.Series(is_number, index=rows.index).map({True: _LOST_ZERO, False: _NO_HINT}).astype(object)


@rule(
    "T132",
    title=Text("缺少上级编号", "A code without its parent"),
    message=Text(
        "表中没有编号 {parent} 的行，{code} 等 {count} 行找不到上级，没有计入合计",
        "No row has the code {parent}; {count} rows, {code} first, lack their parent and count in no total",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("budget.code", "budget.parent", "budget.parent_code", "budget.depth"),
    fields={"count": Quantity.COUNT},
)
def orphan_code(budget: Table) -> Findings:
    """1.1 without 1: one finding per missing parent, on the first row below it."""
    orphans = budget[(budget["depth"] > 1) & (budget["parent"] < 0) & ~budget["is_total"]].sort_values("row")
    if orphans.empty:
        return NOTHING
    keys = ["workbook", "parent_code"]
    counted = orphans.assign(count=orphans.groupby(keys)["row"].transform("size")).drop_duplicates(keys)
    return flag(counted, "code", parent=counted["parent_code"], code=counted["code"], count=counted["count"])


@rule(
    "T133",
    title=Text("预算编号不在预算表中", "A ledger code that the budget does not have"),
    message=Text(
        "预算表中没有编号 {code}，这样的共 {count} 行，没有计入任何子项",
        "The budget has no code {code}; {count} such rows count in no item",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("budget.code",),
    fields={"count": Quantity.COUNT},
)
def unknown_code(disbursement: Table, budget: Table) -> Findings:
    """One finding per unknown code, on its first row. An empty budget is T106's."""
    key, codes = pd.factorize(disbursement["code"])
    own = pd.Index(codes).get_indexer(pd.Index(budget["code"].fillna("")))
    known = (budget["workbook"] * len(codes) + own)[own >= 0].unique()
    used = (key >= 0) & ~disbursement["is_total"]
    used &= disbursement["workbook"].isin(budget["workbook"][budget["code"].notna()].unique())
    unknown = disbursement[used & ~(disbursement["workbook"] * len(codes) + key).isin(known)]
    if unknown.empty:
        return NOTHING
    unknown = unknown.sort_values("row")
    keys = ["workbook", "code"]
    counted = unknown.assign(count=unknown.groupby(keys)["row"].transform("size")).drop_duplicates(keys)
    return flag(counted, "code", code=counted["code"], count=counted["count"])
