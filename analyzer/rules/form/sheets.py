"""Form: cells that cannot be read, and sheets and headers that are missing or not the template's."""

from typing import Any

import pandas as pd

from analyzer.finding import Severity
from analyzer.language import Text
from analyzer.reading.source import Oddity
from analyzer.rules.contract import Findings, Table, flag, rule, together
from analyzer.template import BUDGET, INDICATORS, SHEETS, Kind
from analyzer.template.header import plain

TEMPLATE = Text("模板填报要求", "What the template asks for")

LABELS = {f"{sheet.table}.{c.name}": c.label for sheet in SHEETS for c in sheet.columns}
_SHEETS = {sheet.table: sheet.title for sheet in SHEETS}
# Nothing is calculated from these, so that an error in one of them hides no other finding of weight.
_DESCRIPTIVE = {
    f"{sheet.table}.{c.name}"
    for sheet in SHEETS
    for c in sheet.columns
    if not c.required and (c.kind is Kind.DATE or (c.kind is Kind.TEXT and not c.choices))
}


def places_of(cells: Table) -> "pd.Series[Any]":
    """The "table.column" of each cell."""
    return cells["table"].astype("str") + "." + cells["column"].astype("str")


def on_own_cell(cells: Table, **fields: Any) -> Findings:
    """Findings on cells that name their own table and column."""
    return flag(cells, "", **fields).assign(table=cells["table"], column=cells["column"])


def _unreadable(unreadable: Table, *, descriptive: bool) -> Findings:
    cells = unreadable[unreadable["found"] != ""].drop_duplicates(["workbook", "table", "row", "column"])
    cells = cells[places_of(cells).isin(_DESCRIPTIVE) == descriptive]
    labels = places_of(cells).map(LABELS)
    return on_own_cell(cells, actual=cells["found"], label=labels, reason=cells["reason"])


@rule(
    "T100",
    title=Text("还没有填报", "Not filled in"),
    message=Text("这是空白模板，还没有填报", "This is the blank template; nothing is filled in"),
    severity=Severity.ERROR,
    basis=TEMPLATE,
    needs=(),
)
def not_filled_in(oddities: Table) -> Findings:
    """Somebody handed in the blank template: said once, instead of every field that is missing."""
    return on_own_cell(oddities[oddities["kind"] == Oddity.NOT_FILLED_IN])


@rule(
    "T101",
    title=Text("单元格无法读取", "A cell that cannot be read"),
    message=Text("“{label}”无法读取：{reason}", "{label} could not be read: {reason}"),
    severity=Severity.ERROR,
    basis=TEMPLATE,
    needs=(),
)
def unreadable_cell(unreadable: Table) -> Findings:
    """Error values, formulas never calculated, and whatever is not one clear amount, code, date or choice.

    The rules that need the cell are not judged for that workbook. Cells that only describe are T102's; a
    ledger row without any type is T127's.
    """
    return _unreadable(unreadable, descriptive=False)


@rule(
    "T102",
    title=Text("说明性单元格无法读取", "A descriptive cell that cannot be read"),
    message=Text("“{label}”无法读取：{reason}", "{label} could not be read: {reason}"),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(),
    checks=("T5",),
)
def unreadable_description(unreadable: Table) -> Findings:
    """An error value in a remark, or a wrongly written optional date: no figure depends on it."""
    return _unreadable(unreadable, descriptive=True)


@rule(
    "T103",
    title=Text("缺少工作表", "A sheet is missing"),
    message=Text(
        "找不到工作表“{found}”，或认不出它的表头，与它有关的审核没有进行",
        "The sheet {found} was not found, or its header was not recognised; what needs it was not checked",
    ),
    severity=Severity.ERROR,
    basis=TEMPLATE,
    needs=(),
)
def sheet_missing(oddities: Table) -> Findings:
    """One of the four sheets is absent; its cells are not reported one by one."""
    missing = oddities[oddities["kind"] == Oddity.SHEET_MISSING]
    return on_own_cell(missing, found=missing["found"])


@rule(
    "T104",
    title=Text("缺少必填栏", "A required column is missing"),
    message=Text(
        "找不到必填栏“{found}”，与它有关的审核没有进行",
        "The required column or field {found} was not found; what needs it was not checked",
    ),
    severity=Severity.ERROR,
    basis=TEMPLATE,
    needs=(),
)
def column_missing(oddities: Table) -> Findings:
    """A required column of a table, or a required field of the form, has no header or label."""
    missing = oddities[oddities["kind"] == Oddity.COLUMN_MISSING]
    return on_own_cell(missing, found=missing["found"])


@rule(
    "T105",
    title=Text("表名或表头与模板不同", "A sheet or header is named differently"),
    message=Text(
        "这里写的是“{found}”，已按模板的“{label}”读取",
        "This is named {found}; it was read as the template's {label}",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(),
)
def renamed(oddities: Table) -> Findings:
    """A sheet or header recognised by an alias; a unit in brackets after the name makes no other name."""
    kinds = (Oddity.SHEET_RENAMED, Oddity.HEADER_RENAMED)
    changed = oddities[oddities["kind"].isin(kinds)]
    labels = places_of(changed).map(LABELS).where(changed["column"] != "", changed["table"].map(_SHEETS))
    other = changed["found"].map(plain) != labels.str[0].map(plain)
    return on_own_cell(changed[other], found=changed["found"][other], label=labels[other])


@rule(
    "T113",
    title=Text("栏目次序与模板不同", "A column stands elsewhere"),
    message=Text(
        "“{found}”不在模板规定的次序上，已按名称读取",
        "{found} is out of the template's order; it was read by its name",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(),
)
def moved(oddities: Table) -> Findings:
    """A header, or a label of the form, that stands after one which the template puts behind it."""
    found = oddities[oddities["kind"] == Oddity.HEADER_MOVED]
    return on_own_cell(found, found=found["found"])


def _empty_tables(project: Table, rows: Table, oddities: Table, table: str) -> Table:
    """The workbooks whose sheet is there and has no row but 合计, as rows of the form."""
    missing = oddities["workbook"][(oddities["table"] == table) & (oddities["kind"] == Oddity.SHEET_MISSING)]
    filled = rows["workbook"][~rows["is_total"]].unique()
    return project[["workbook"]][~project["workbook"].isin([*missing, *filled])]


@rule(
    "T106",
    title=Text("预算表没有填写", "The budget sheet is empty"),
    message=Text("没有填写任何预算项目", "No budget item is filled in"),
    severity=Severity.ERROR,
    basis=TEMPLATE,
    needs=(),
)
def budget_empty(project: Table, budget: Table, oddities: Table) -> Findings:
    """Without a budget nothing can be compared; shown on the header."""
    return flag(_empty_tables(project, budget, oddities, "budget"), "code", table="budget")


@rule(
    "T107",
    title=Text("资金拨付或绩效指标没有填写", "The ledger or the indicators are empty"),
    message=Text(
        "“{sheet}”没有填写，与它有关的数没有核对",
        "The sheet {sheet} is empty; what depends on it was not checked",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(),
)
def table_empty(project: Table, disbursement: Table, indicators: Table, oddities: Table) -> Findings:
    """An empty ledger means "not filled in", not zero: rates are then not compared, and that must be said."""
    ledger = _empty_tables(project, disbursement, oddities, "disbursement")
    scored = _empty_tables(project, indicators, oddities, "indicators")
    return together(
        [
            flag(ledger, "date", table="disbursement").assign(sheet="资金拨付"),
            flag(scored, "level1", table="indicators").assign(sheet="绩效指标"),
        ]
    )


@rule(
    "T108",
    title=Text("没有合计行", "No 合计 row"),
    message=Text(
        "表末没有“合计”行，已按各项相加计算，请补上合计行",
        "There is no 合计 row at the end; the rows were added up instead. Please add it",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(),
)
def total_row_missing(budget: Table, indicators: Table) -> Findings:
    """预算 and 绩效指标 end with 合计; shown on the last row. A single or unscored row needs none."""
    weighed = indicators["workbook"].isin(indicators["workbook"][indicators["weight"].notna()])
    return together(
        [_without_total(budget, BUDGET.table), _without_total(indicators[weighed], INDICATORS.table)]
    )


def _without_total(rows: Table, table: str) -> Findings:
    workbooks = rows["workbook"]
    totalled = workbooks.isin(workbooks[rows["is_total"]].unique())
    several = workbooks.duplicated(keep=False)
    last = rows[~totalled & several].sort_values("row").drop_duplicates("workbook", keep="last")
    return flag(last, "code" if table == BUDGET.table else "level1", table=table)
