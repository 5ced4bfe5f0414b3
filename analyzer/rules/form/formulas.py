"""Formulas in amounts: what they lead to outside the workbook, and numbers typed into totals."""

from typing import Any

import pandas as pd

from analyzer.finding import Severity
from analyzer.language import Text
from analyzer.rules.contract import NOTHING, Findings, Table, rule
from analyzer.rules.form.sheets import LABELS, TEMPLATE, on_own_cell, places_of
from analyzer.template import SHEETS, Kind

_AMOUNTS = {
    f"{sheet.table}.{column.name}"
    for sheet in SHEETS
    for column in sheet.columns
    if column.kind in (Kind.MONEY, Kind.PRICE)
}
_TOTALLED = {
    f"{sheet.table}.{column.name}" for sheet in SHEETS if sheet.has_total for column in sheet.columns
}
# [1]Sheet1!A1, '[1]Sheet 1'!A1, 'C:\\folder\\[book.xlsx]Sheet1'!A1; a table's column in brackets is none
_ELSEWHERE = r"'[^']*\[[^\[\]]+\][^']*'!|\[[^\[\]]+\][^\[\]'!,;()+*/\s-]*!"
_DEEPEST = 8  # brackets within brackets that are looked through
_REFERENCE = r"(?:[A-Za-z]{1,3}\$?[0-9]+|\(\))"
# + 0.5 at the end or before another term; a number that multiplies or divides is no amount
_TYPED = rf"(?:{_REFERENCE}.*?\s*([+-]\s*[0-9]+(?:\.[0-9]+)?)\s*(?=[+-]|$))"


@rule(
    "T115",
    title=Text("金额引用了别的工作簿", "An amount from another workbook"),
    message=Text(
        "“{label}”里的公式 {actual} 引用了别的工作簿，报出后无法核对，也可能取不到最新的数；请改为数值",
        "The formula {actual} in {label} refers to another workbook, which cannot be checked once this one "
        "is handed in and may be out of date; put the number there",
    ),
    severity=Severity.VERIFY,
    basis=TEMPLATE,
    needs=(),
)
def amount_from_elsewhere(formulas: Table) -> Findings:
    """External links in amounts; said at the first cell of each column. The stored result is what is read."""
    amounts = formulas[places_of(formulas).isin(_AMOUNTS)]
    linked = amounts[amounts["formula"].str.contains(_ELSEWHERE, regex=True)]
    first = linked.sort_values("row").drop_duplicates(["workbook", "table", "column"])
    return on_own_cell(first, actual="=" + first["formula"], label=places_of(first).map(LABELS))


@rule(
    "T120",
    title=Text("合计的公式里加了数字", "A number typed into a total's formula"),
    message=Text(
        "“{label}”的合计公式 {actual} 里另外加减了 {typed}，不只是各行相加；请核对，或写明原因",
        "The total of {label}, {actual}, adds {typed} besides the rows; check it, or give the reason",
    ),
    severity=Severity.VERIFY,
    basis=TEMPLATE,
    needs=("budget.node", "budget.is_leaf"),
    explained_by=("budget.remark", "indicators.deviation_reason"),
)
def number_typed_into_total(formulas: Table, budget: Table, indicators: Table) -> Findings:
    """=SUM(E4:E9)+0.5 on 合计, or on a row with children: the sum was made to fit.

    Numbers alone (=40+59) are an accountant's sum and may stand anywhere; factors such as /10000 change a
    unit. A total that differs from its rows is M101's, whatever its formula.
    """
    formulas = formulas[formulas["formula"].str.contains(r"[+-]\s*[0-9]", regex=True)]
    if formulas.empty:
        return NOTHING
    above = budget[budget["is_total"] | ~budget["is_leaf"] & (budget["node"] >= 0)]
    rows = pd.concat(
        [
            above[["workbook", "row"]].assign(table="budget"),
            indicators.loc[indicators["is_total"], ["workbook", "row"]].assign(table="indicators"),
        ]
    ).drop_duplicates()
    totals = formulas[places_of(formulas).isin(_TOTALLED)].merge(rows, on=["workbook", "table", "row"])
    typed = _typed_number(totals["formula"])
    found = totals[typed.notna()]
    return on_own_cell(
        found,
        actual="=" + found["formula"],
        typed=typed[found.index],
        label=places_of(found).map(LABELS),
    )


def _typed_number(formulas: "pd.Series[Any]") -> "pd.Series[Any]":
    """The first number that a formula adds or takes away beside its cells; NA where there is none.

    What stands in brackets belongs to a function, as the 1 in INDEX(E:E,ROW()-1) does.
    """
    flat = formulas.str.replace(r'"[^"]*"', "", regex=True)
    for _ in range(_DEEPEST):
        flat = flat.str.replace(r"\([^()]+\)", "()", regex=True)
    return flat.str.extract(_TYPED, expand=False).str.replace(" ", "")
