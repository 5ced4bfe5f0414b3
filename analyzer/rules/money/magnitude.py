"""Magnitude: a budget so small or so large that the unit of amounts was probably chosen wrongly."""

from typing import Annotated

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.option import Option
from analyzer.rules.contract import (
    DEFAULT_THRESHOLD,
    Findings,
    Table,
    flag,
    keyed,
    rule,
)

YUAN = 100  # fen
_ONLY, _AS_MUCH_AS = Text("只有", "only"), Text("高达", "as much as")

Least = Annotated[
    float, Option(Text("全年预算低于它就可疑", "A budget below this is doubtful"), "元", "默认阈值")
]
Most = Annotated[
    float, Option(Text("全年预算高于它就可疑", "A budget above this is doubtful"), "元", "默认阈值：一千亿元")
]


@rule(
    "M131",
    title=Text("金额单位可能选错", "The unit of amounts may be wrong"),
    message=Text(
        "按“{unit}”计算，全年预算{how} {actual}，请核对金额单位",
        "In {unit} the adjusted budget is {how} {actual}; check the unit of amounts",
    ),
    severity=Severity.VERIFY,
    basis=DEFAULT_THRESHOLD,
    needs=("project.money_unit", "totals.budget"),
    quantity=Quantity.YUAN,
    explained_by=("project.deviation_note",),
    checks=("M16",),
)
def unit_of_amounts_doubtful(
    project: Table, totals: Table, *, least: Least = 1000.0, most: Most = 1e11
) -> Findings:
    """A whole year's project of some hundred yuan, or of more than a hundred billion; shown on 金额单位.

    A budget of zero says nothing about the unit.
    """
    budget = totals["budget"].fillna(0).abs()
    doubtful = (budget > 0) & ((budget < least * YUAN) | (budget > most * YUAN))
    rows = project[project["workbook"].isin(totals["workbook"][doubtful])]
    own = rows["workbook"].map(keyed(totals, "budget"))
    how = (own.abs() < least * YUAN).map({True: _ONLY, False: _AS_MUCH_AS})
    return flag(rows, "unit", actual=own, unit=rows["money_unit"].astype(object), how=how)
