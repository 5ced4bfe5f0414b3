"""Required: fields and cells that must be filled in; unreadable cells are T101's, missing columns T104's."""

from typing import Any

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.measures import effective_budget
from analyzer.reading.source import Oddity
from analyzer.rules.contract import NOTHING, Findings, Table, flag, rule, together
from analyzer.rules.form.sheets import LABELS, TEMPLATE
from analyzer.template import PROJECT
from analyzer.template.project import MONITORING

_FIELDS = tuple(column.name for column in PROJECT.columns if column.required and column.name != "unit")
_AMOUNTS = ("initial_budget", "adjustment", "adjusted_budget")
_MOST_ROWS = 1 << 21  # more than a sheet has


def _blank_cells(
    rows: Table, considered: "pd.Series[Any]", column: str, unreadable: Table, oddities: Table, table: str
) -> Findings:
    """One finding per blank cell of the rows considered; where all of several are blank, one on the first."""
    blank = considered & rows[column].isna()
    if not blank.any():
        return NOTHING
    cells = rows.loc[blank, ["workbook", "row"]].sort_values("row")
    cells = cells[~_excused(cells, table, column, unreadable, oddities)]
    concerned = considered & rows["workbook"].isin(cells["workbook"].unique())
    sizes = cells["workbook"].map(rows["workbook"][concerned].value_counts())
    whole = (cells.groupby("workbook")["row"].transform("size") == sizes) & (sizes > 1)
    shown = cells[~whole | ~cells["workbook"].duplicated()]
    texts = {1: _ONE_CELL} | {size: _extent(size) for size in sizes[whole].unique()}
    extent = sizes.where(whole, 1)[shown.index].map(texts).astype(object)
    return flag(shown, column, table=table, label=_label(shown, table, column), extent=extent)


def _excused(cells: Table, table: str, column: str, unreadable: Table, oddities: Table) -> "pd.Series[Any]":
    """Which cells only look blank: they are unreadable, or their column or sheet is missing."""
    absent = (oddities["table"] == table) & (
        (oddities["kind"] == Oddity.SHEET_MISSING)
        | ((oddities["kind"] == Oddity.COLUMN_MISSING) & (oddities["column"] == column))
    )
    flawed = (unreadable["table"] == table) & (unreadable["column"] == column) & (unreadable["found"] != "")
    absent_from = cells["workbook"].isin(oddities["workbook"][absent])
    if table == PROJECT.table:
        return absent_from | cells["workbook"].isin(unreadable["workbook"][flawed])
    keys = cells["workbook"] * _MOST_ROWS + cells["row"]
    return absent_from | keys.isin((unreadable["workbook"] * _MOST_ROWS + unreadable["row"])[flawed])


def _label(rows: Table, table: str, column: str) -> "pd.Series[Any]":
    return pd.Series([LABELS[f"{table}.{column}"]] * len(rows), index=rows.index, dtype=object)


def _blank_field(project: Table, name: str, unreadable: Table, oddities: Table) -> Findings:
    """The workbooks whose field is blank, as findings with `label`."""
    blank = project[name].isna()
    if not blank.any():
        return NOTHING
    rows = project.loc[blank, ["workbook"]]
    rows = rows[~_excused(rows, PROJECT.table, name, unreadable, oddities)]
    return flag(rows, name, label=_label(rows, PROJECT.table, name))


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
    return together([_blank_field(project, name, unreadable, oddities) for name in _FIELDS])


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
    return _blank_field(project, "unit", unreadable, oddities)


@rule(
    "T123",
    title=Text("年度总体目标未填", "The annual goal is blank"),
    message=Text("“年度总体目标”没有填写，请补填", "The annual goal is blank; please state it"),
    severity=Severity.VERIFY,
    basis=TEMPLATE,
    needs=(),
    checks=("T4",),
)
def annual_goal_blank(project: Table, unreadable: Table, oddities: Table) -> Findings:
    """Results cannot be held against a goal that is not stated; yet the field bears no *."""
    return _blank_field(project, "annual_goal", unreadable, oddities)


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
    rows = _with_amount(budget) & ~budget["is_total"]
    return together(
        [_blank_cells(budget, rows, name, unreadable, oddities, "budget") for name in ("code", "item")]
    )


def _with_amount(budget: Table) -> "pd.Series[Any]":
    """The rows that state at least one of the three amounts."""
    return budget["initial_budget"].notna() | budget["adjustment"].notna() | budget["adjusted_budget"].notna()


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
    named = budget["is_leaf"] & ~budget["is_total"] & budget["item"].notna()
    bare = budget[named & ~_with_amount(budget)]
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
    entries = ~disbursement["is_total"]
    stated = entries & disbursement["amount"].notna()
    meant = entries & (disbursement["type"].notna() | disbursement["code"].notna())
    considered = {"date": stated, "code": stated, "type": stated, "amount": stated | meant}
    return together(
        [
            _blank_cells(disbursement, rows, name, unreadable, oddities, "disbursement")
            for name, rows in considered.items()
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

    A row counts when it has a name, target, weight or score. Monitoring forms carry no weights; a table
    without any weight or score is T129's.
    """
    filled = _filled(indicators)
    monitored = project["workbook"][project["stage"] == MONITORING]
    considered = {
        "level3": filled & ~indicators["names_execution"],
        "weight": filled & ~indicators["workbook"].isin(monitored) & _scored(indicators),
    }
    return together(
        [
            _blank_cells(indicators, rows, name, unreadable, oddities, "indicators")
            for name, rows in considered.items()
        ]
    )


def _filled(indicators: Table) -> "pd.Series[Any]":
    """The rows that name, weigh or score an indicator."""
    filled = indicators["level3"].notna() | indicators["target"].notna()
    filled |= indicators["weight"].notna() | indicators["score"].notna()
    return filled & ~indicators["is_total"]


def _scored(indicators: Table) -> "pd.Series[Any]":
    """The rows of the workbooks that weigh or score at least one indicator besides 预算执行率."""
    stated = indicators["weight"].notna() | indicators["score"].notna()
    stated &= ~indicators["names_execution"] & ~indicators["is_total"]
    return indicators["workbook"].isin(indicators["workbook"][stated].unique())


@rule(
    "T129",
    title=Text("绩效指标没有分值", "The indicators have no weights"),
    message=Text(
        "各项指标都没有填分值和得分，得分没有核对",
        "No indicator states a weight or score, so no score was checked",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(
        "project.stage",
        *(f"indicators.{name}" for name in ("names_execution", "level3", "target", "weight", "score")),
    ),
)
def indicators_unscored(indicators: Table, project: Table) -> Findings:
    """A list of targets without points is reported as it is published; shown on its first row."""
    monitored = project["workbook"][project["stage"] == MONITORING]
    own = _filled(indicators) & ~indicators["names_execution"]
    rows = indicators[own & ~_scored(indicators)].sort_values("row")
    rows = rows[~rows["workbook"].isin(monitored)]
    return flag(rows.drop_duplicates("workbook"), "weight")
