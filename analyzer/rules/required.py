"""Required: fields and cells that must be filled in; unreadable cells are T101's, missing columns T104's."""

from typing import Any

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.measures import effective_budget
from analyzer.reading.source import Oddity
from analyzer.rules.contract import Findings, Table, flag, rule
from analyzer.rules.form import LABELS, TEMPLATE
from analyzer.template import PROJECT
from analyzer.template.project import MONITORING

_FIELDS = tuple(column.name for column in PROJECT.columns if column.required and column.name != "unit")
_AMOUNTS = ("initial_budget", "adjustment", "adjusted_budget")
_MOST_ROWS = 1 << 21  # more than a sheet has


def blank(rows: Table, table: str, column: str, unreadable: Table, oddities: Table) -> "pd.Series[Any]":
    """Whether each row's cell of `column` is blank: neither unreadable nor in a column that is missing."""
    absent = (oddities["table"] == table) & (
        (oddities["kind"] == Oddity.SHEET_MISSING)
        | ((oddities["kind"] == Oddity.COLUMN_MISSING) & (oddities["column"] == column))
    )
    empty = rows[column].isna() & ~rows["workbook"].isin(oddities["workbook"][absent])
    flawed = (unreadable["table"] == table) & (unreadable["column"] == column) & (unreadable["found"] != "")
    cells = unreadable[flawed]
    if table == PROJECT.table:
        return empty & ~rows["workbook"].isin(cells["workbook"])
    keys = rows["workbook"] * _MOST_ROWS + rows["row"]
    return empty & ~keys.isin(cells["workbook"] * _MOST_ROWS + cells["row"])


def _blank_cells(considered: Table, empty: "pd.Series[Any]", table: str, column: str) -> Findings:
    """One finding per blank cell; where all of several rows are blank, a single one on the first."""
    cells = considered[empty].sort_values("row")
    sizes = cells["workbook"].map(considered["workbook"].value_counts())
    whole = (cells.groupby("workbook")["row"].transform("size") == sizes) & (sizes > 1)
    shown = cells[~whole | ~cells["workbook"].duplicated()]
    texts = {size: _extent(size) for size in sizes[whole].unique()}
    extent = sizes.where(whole, 1)[shown.index].map({**texts, 1: _ONE_CELL}).astype(object)
    label = pd.Series([LABELS[f"{table}.{column}"]] * len(shown), index=shown.index, dtype=object)
    return flag(shown, column, table=table, label=label, extent=extent)


_ONE_CELL = Text("没有填写", "is blank")


def _extent(rows: int) -> Text:
    return Text(f"整列都没有填写（共 {rows} 行）", f"is blank in all {rows} rows")


_BLANK = Text("“{label}”{extent}", "{label} {extent}")


@rule(
    "T121",
    title=Text("必填栏未填", "A required field is blank"),
    message=Text("“{label}”没有填写", "{label} is blank"),
    severity=Severity.ERROR,
    basis=TEMPLATE,
    needs=(),
)
def required_field_blank(project: Table, unreadable: Table, oddities: Table) -> Findings:
    """The fields of 项目信息 marked *, but for 金额单位 (T122)."""
    found = []
    for name in _FIELDS:
        rows = project[blank(project, "project", name, unreadable, oddities)]
        label = pd.Series([LABELS[f"project.{name}"]] * len(rows), index=rows.index, dtype=object)
        found.append(flag(rows, name, label=label))
    return pd.concat(found)


@rule(
    "T122",
    title=Text("金额单位未填", "The unit of amounts is blank"),
    message=Text(
        "“金额单位”没有填写，全部金额已按万元读取，请填写万元或元",
        "The unit of amounts is blank; every amount was taken as 万元. Please state 万元 or 元",
    ),
    severity=Severity.ERROR,
    basis=TEMPLATE,
    needs=(),
)
def unit_blank(project: Table, unreadable: Table, oddities: Table) -> Findings:
    """Without a unit all amounts may be wrong by ten thousand times."""
    return flag(project[blank(project, "project", "unit", unreadable, oddities)], "unit")


@rule(
    "T123",
    title=Text("年度总体目标未填", "The annual goal is blank"),
    message=Text("“年度总体目标”没有填写", "The annual goal is blank"),
    severity=Severity.ERROR,
    basis=TEMPLATE,
    needs=(),
    checks=("T4",),
)
def annual_goal_blank(project: Table, unreadable: Table, oddities: Table) -> Findings:
    """Results cannot be held against a goal that is not stated."""
    return flag(project[blank(project, "project", "annual_goal", unreadable, oddities)], "annual_goal")


@rule(
    "T124",
    title=Text("预算行缺编号或名称", "A budget row lacks its code or name"),
    message=_BLANK,
    severity=Severity.ERROR,
    basis=TEMPLATE,
    needs=(),
)
def budget_row_unnamed(budget: Table, unreadable: Table, oddities: Table) -> Findings:
    """A row that states an amount needs a code, or it counts in no total, and a name.

    Rows without amounts are left alone: headings and notes need no code, prepared codes no name.
    """
    stated = pd.concat([budget[name].notna() for name in _AMOUNTS], axis=1).any(axis=1)
    rows = budget[stated & ~budget["is_total"]]
    return pd.concat(
        [
            _blank_cells(rows, blank(rows, "budget", name, unreadable, oddities), "budget", name)
            for name in ("code", "item")
        ]
    )


@rule(
    "T125",
    title=Text("子项没有金额", "An item without any amount"),
    message=Text(
        "没有填年初预算数、预算调整数和全年预算数，按 0 计算；确实没有预算的请在备注中说明",
        "No initial budget, adjustment or adjusted budget is stated; it counts as 0. If so, say why",
    ),
    severity=Severity.VERIFY,
    basis=TEMPLATE,
    needs=("budget.is_leaf", "budget.item", *(f"budget.{name}" for name in _AMOUNTS)),
    explained_by=("budget.remark",),
)
def item_without_amount(budget: Table) -> Findings:
    """A named item at the bottom of the tree whose three amounts are blank; parents are M104's."""
    stated = pd.concat([budget[name].notna() for name in _AMOUNTS], axis=1).any(axis=1)
    bare = budget[budget["is_leaf"] & ~budget["is_total"] & budget["item"].notna() & ~stated]
    return flag(bare, "adjusted_budget")


@rule(
    "T126",
    title=Text("全年预算数未填", "The adjusted budget is blank"),
    message=Text(
        "全年预算数没有填写，按年初预算数加预算调整数 {expected} 计算（这样的共 {count} 行）",
        "The adjusted budget is blank; initial plus adjustment, {expected}, is used ({count} such rows)",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=tuple(f"budget.{name}" for name in _AMOUNTS),
    quantity=Quantity.MONEY,
    fields={"count": Quantity.COUNT},
)
def adjusted_budget_implied(budget: Table) -> Findings:
    """Rows that state only the initial budget: one finding a workbook, on the first of them."""
    implied = effective_budget(budget)
    silent = budget["adjusted_budget"].isna() & implied.notna() & ~budget["is_total"]
    rows = budget[silent].sort_values("row")
    counted = rows.assign(count=rows.groupby("workbook")["row"].transform("size"))
    first = counted.drop_duplicates("workbook")
    return flag(first, "adjusted_budget", expected=implied[first.index], count=first["count"])


@rule(
    "T127",
    title=Text("资金拨付缺必填内容", "A ledger row is incomplete"),
    message=_BLANK,
    severity=Severity.ERROR,
    basis=TEMPLATE,
    needs=(),
)
def ledger_row_incomplete(disbursement: Table, unreadable: Table, oddities: Table) -> Findings:
    """A row with an amount needs date, 预算编号 and 业务类型; one with a code or type needs an amount."""
    rows = disbursement[~disbursement["is_total"]]
    stated = rows["amount"].notna()
    meant = stated | rows["type"].notna() | rows["code"].notna()
    return pd.concat(
        [
            _blank_cells(own, blank(own, "disbursement", name, unreadable, oddities), "disbursement", name)
            for name, own in (
                *((name, rows[stated]) for name in ("date", "code", "type")),
                ("amount", rows[meant]),
            )
        ]
    )


@rule(
    "T128",
    title=Text("绩效指标缺名称或分值", "An indicator lacks its name or weight"),
    message=_BLANK,
    severity=Severity.ERROR,
    basis=TEMPLATE,
    needs=(),
)
def indicator_incomplete(indicators: Table, project: Table, unreadable: Table, oddities: Table) -> Findings:
    """三级指标 and 分值 of every indicator; 预算执行率 may be named at another level.

    A row counts when it has a name, target, weight or score. Monitoring forms carry no weights.
    """
    filled = indicators[["level3", "target", "weight", "score"]].notna().any(axis=1)
    rows = indicators[filled & ~indicators["is_total"]]
    unnamed = rows[~rows["names_execution"]]
    monitored = project["workbook"][project["stage"] == MONITORING]
    weighed = rows[~rows["workbook"].isin(monitored)]
    return pd.concat(
        [
            _blank_cells(own, blank(own, "indicators", name, unreadable, oddities), "indicators", name)
            for name, own in (("level3", unnamed), ("weight", weighed))
        ]
    )
