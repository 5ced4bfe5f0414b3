"""A ledger written in 元 where the budget is in 万元, or the reverse: which amount shows it."""

import pandas as pd

from analyzer.language import Text
from analyzer.rules.contract import NOTHING, Findings, Table, flag
from analyzer.rules.money.sums import unit_slips
from analyzer.template.disbursement import ARRIVAL

_TIMES = Text("一万倍", "ten thousand times")
_PART = Text("万分之一", "a ten-thousandth of")
_NAMES = {True: Text("到位合计", "arrivals add up"), False: Text("支出合计", "payments add up")}
_IN_YUAN = Text("，疑似各笔以元填报", "; the entries seem to be in 元")
_IN_WAN = Text("，疑似各笔以万元填报", "; the entries seem to be in 万元")
_EITHER = Text("，账或预算的单位有一处不对", "; either these or the budget are in the wrong unit")


def ledger_slips(disbursement: Table, totals: Table, project: Table) -> Findings:
    """One finding per workbook of `unit_slips`, on the first ledger amount that shows it, with a hint.

    That is the first amount of the type in question that alone exceeds the whole budget, else the first.
    """
    if unit_slips(totals).empty:
        return NOTHING
    slips = unit_slips(totals).merge(totals[["workbook", "budget"]], on="workbook")
    slips = slips.merge(project[["workbook", "money_unit"]], on="workbook")
    moved = disbursement[~disbursement["is_total"] & (disbursement["amount"].fillna(0) != 0)]
    rows = moved.merge(slips, on=["workbook", "type"])
    rows = rows.assign(within=(rows["amount"] <= rows["budget"]) | (rows["times"] < 1))
    first = rows.sort_values(["workbook", "within", "row"]).drop_duplicates("workbook")
    hints = [
        _hint(kind == ARRIVAL, times > 1, unit)
        for kind, times, unit in zip(first["type"], first["times"], first["money_unit"], strict=True)
    ]
    settled = (first["amount"].astype("Float64") / first["times"]).round().astype("Int64")
    return flag(
        first,
        "amount",
        actual=first["amount"],
        expected=settled,
        table="disbursement",
        hint=pd.Series(hints, index=first.index, dtype=object),
    )


def _hint(arrivals: bool, larger: bool, unit: str) -> Text:
    name, times = _NAMES[arrivals], _TIMES if larger else _PART
    cause = {(True, "万元"): _IN_YUAN, (False, "元"): _IN_WAN}.get((larger, unit), _EITHER)
    return Text(
        f"；{name.zh}约为全年预算的{times.zh}{cause.zh}",
        f"; {name.en} to about {times.en} the budget{cause.en}",
    )
