"""Texts: years that do not belong to the budget year, guide text left over, and notes that are too long."""

import re
from typing import Annotated, Any

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.option import Option
from analyzer.rules.contract import (
    NOTHING,
    RECONCILIATION,
    Findings,
    Table,
    flag,
    keyed,
    rule,
    shared,
    together,
)
from analyzer.rules.form.sheets import LABELS, TEMPLATE, on_own_cell, places_of
from analyzer.template import SHEETS

_ANNUAL = ("name", "annual_goal", "goal_result")  # fields that speak of the budget year and no other
_NARRATIVE = (
    *("overview", "annual_goal", "goal_result", "adjustment_note", "deviation_note"),
    *("problems", "measures", "publication"),
)
_YEAR = "(?:19|20)[0-9]{2}"
# 2024年, 2024年度, 2021-2025年, 2021年至2025年; not 到2025年, which is a deadline of a longer plan
_YEARS = rf"(?<![到至0-9])(?P<first>{_YEAR})(?:年?\s*[-—–－~～至到]+\s*(?P<last>{_YEAR}))?\s*年"
_DOCUMENT = (
    rf"[〔［\[]\s*(?P<issued>{_YEAR})\s*[〕］\]]|[（(](?P<issued_too>{_YEAR})[)）]\s*(?:第\s*)?[0-9]+\s*号"
)
_KEPT = (
    rf"(?:年末|年底|期末|剩余|结余)[^。；;\n]{{0,20}}结转[^。；;\n]{{0,20}}?(?<![0-9])(?P<used>{_YEAR})\s*年度?"
    r"[^。；;，,\n]{0,4}使用"
)
_RUN_TOGETHER = rf"(?<![0-9])({_YEAR}[0-9]{{2,3}}日)"
_MARKS = re.compile(r"[XxＸｘ×╳]{2,}|请填写|此处填写|请输入|请在此|待填|待补充|_{3,}|\*{3,}|＊{3,}")

_GUIDES = {f"{sheet.table}.{c.name}": c.guide.zh for sheet in SHEETS for c in sheet.columns}


@shared
def _texts(rows: Table, table: str, columns: tuple[str, ...]) -> Table:
    """The filled cells of some text columns, one row each: workbook, row, table, column and text."""
    cells = rows[["workbook", "row", *columns]].melt(
        id_vars=["workbook", "row"], var_name="column", value_name="text"
    )
    return cells[cells["text"].notna()].reset_index(drop=True).assign(table=table)


def _years_of(cells: Table, project: Table) -> "pd.Series[Any]":
    """The budget year of each cell's workbook; NA where it is not stated."""
    return cells["workbook"].map(keyed(project, "year"))


@rule(
    "T141",
    title=Text("年度不一致", "Another year"),
    message=Text(
        "“{label}”里写的是 {actual} 年，预算年度是 {expected} 年；请核对是否沿用了其他年度的内容",
        "{label} speaks of {actual}, the budget year is {expected}; was it copied from another year?",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=("project.year", *(f"project.{name}" for name in _ANNUAL)),
    quantity=Quantity.COUNT,
    explained_by=("project.deviation_note",),
    checks=("T2",),
)
def other_year(project: Table) -> Findings:
    """Name, goal or result that mention years, but not the budget year, nor a span that holds it.

    Left alone: texts that name it besides others, and deadlines of longer plans (到2025年). A project
    carried over from an earlier year bears that year in its name rightly, so an explanation settles it.
    """
    cells = _texts(project, "project", _ANNUAL)
    years = cells["text"].str.extractall(_YEARS).reset_index(level="match", drop=True)
    if years.empty:
        return NOTHING
    first = years["first"].astype("Int64")
    last = years["last"].astype("Int64").fillna(first)
    own = _years_of(cells, project).reindex(years.index)
    holds = ((first <= own) & (own <= last)).fillna(True).astype(bool)
    other = first[~holds.groupby(level=0).transform("any")].groupby(level=0).first()
    found = cells.loc[other.index]
    labels = ("project." + found["column"]).map(LABELS)
    return on_own_cell(found, label=labels, actual=other, expected=own.groupby(level=0).first()[other.index])


@rule(
    "T142",
    title=Text("文号年份晚于填报时间", "A document number from the future"),
    message=Text(
        "文中引用的文号年份是 {actual}，晚于 {expected} 年；请核对文号",
        "A document number of {actual} is cited, later than {expected}; check it",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=("project.year", "project.report_date", *(f"project.{name}" for name in _NARRATIVE)),
    quantity=Quantity.COUNT,
    checks=("T2",),
)
def document_from_the_future(project: Table) -> Findings:
    """〔2027〕 in a report on 2023: later than the report's own year, or without one than the year after.

    Earlier documents are the rule: plans and approvals hold for years.
    """
    cells = _texts(project, "project", _NARRATIVE)
    found = cells["text"].str.extractall(_DOCUMENT).reset_index(level="match", drop=True)
    if found.empty:
        return NOTHING
    issued = found["issued"].fillna(found["issued_too"]).astype("Int64").groupby(level=0).max()
    reported = keyed(project, "report_date").dt.year.astype("Int64")
    latest = cells["workbook"].map(reported).fillna(_years_of(cells, project) + 1).reindex(issued.index)
    late = issued[(issued > latest).fillna(False).astype(bool)]
    return on_own_cell(cells.loc[late.index], actual=late, expected=latest[late.index])


@rule(
    "T143",
    title=Text("残留填表说明或占位文字", "Guide text or a placeholder left over"),
    message=Text(
        "“{label}”里还留着填表说明或占位文字“{actual}”，请改为实际内容，没有的留空",
        "{label} still holds guide text or a placeholder ({actual}); write what applies, or leave it blank",
    ),
    severity=Severity.VERIFY,
    basis=TEMPLATE,
    needs=(),
    checks=("T3",),
)
def placeholder_left(project: Table, budget: Table, indicators: Table) -> Findings:
    """A cell that repeats the template's own guide, or holds XX, ××, ___, 请填写 and the like.

    Cells of dashes or stars alone count as empty. Names of persons and telephone numbers may be masked, so
    填报人, 联系电话 and the ledger are left alone.
    """
    named = ("name", "competent_dept", "implementing_unit")
    places = [
        *((project, "project", column) for column in (*named, *_NARRATIVE)),
        (budget, "budget", "item"),
        *((indicators, "indicators", column) for column in ("level1", "level2", "level3")),
    ]
    return together([_left_over(rows, table, column) for rows, table, column in places])


def _left_over(rows: Table, table: str, column: str) -> Findings:
    """Placeholders of one column; names repeated down the rows are shown once."""
    place = f"{table}.{column}"
    marks = {text: _MARKS.search(text) for text in rows[column].dropna().unique()}
    guide = _GUIDES[place]
    shown = {text: mark[0] if mark else text for text, mark in marks.items() if mark or text == guide}
    if not shown:
        return NOTHING
    cells = rows[rows[column].isin(shown)].sort_values("row").drop_duplicates(["workbook", column])
    label = pd.Series([LABELS[place]] * len(cells), index=cells.index, dtype=object)
    return flag(cells, column, table=table, label=label, actual=cells[column].map(shown))


@rule(
    "T144",
    title=Text("说明超过规定字数", "A note is too long"),
    message=Text(
        "“执行偏差说明”有 {actual} 字，规定不超过 {expected} 字",
        "The note on deviations has {actual} characters; {expected} are allowed",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=("project.deviation_note",),
    quantity=Quantity.COUNT,
    checks=("T7",),
)
def note_too_long(
    project: Table,
    *,
    longest: Annotated[
        int,
        Option(
            Text(
                "执行偏差说明最多的字数，0 为不限", "Most characters of the note on deviations; 0 is no limit"
            ),
            "字",
            "四川省项目支出绩效自评表：原因说明 100 字以内 https://www.scqs.gov.cn/info/13206/211004.htm",
        ),
    ] = 0,
) -> Findings:
    """Only where a place limits it. Spaces and line breaks do not count."""
    length = project["deviation_note"].str.replace(r"\s+", "", regex=True).str.len().astype("Int64")
    rows = project[(length > longest).fillna(False).astype(bool) & (longest > 0)]
    return flag(rows, "deviation_note", actual=length[rows.index], expected=longest, difference=pd.NA)


@rule(
    "T145",
    title=Text("结转资金的使用年度不对", "Carried-over money used in the same year"),
    message=Text(
        "文中说年末结转的资金在 {actual} 年使用，而预算年度就是 {expected} 年；请核对使用的年份",
        "Money left at the end of {expected} is said to be used in {actual}; check the year",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=("project.year", *(f"project.{name}" for name in _NARRATIVE)),
    quantity=Quantity.COUNT,
    checks=("T2",),
)
def carryover_used_before(project: Table) -> Findings:
    """年末结转…在2021年度继续使用 in a report on 2021. What earlier years left for this one is right."""
    cells = _texts(project, "project", _NARRATIVE)
    used = cells["text"].str.extract(_KEPT)["used"].astype("Int64")
    if used.isna().all():
        return NOTHING
    own = _years_of(cells, project)
    wrong = cells[(used <= own).fillna(False).astype(bool)]
    return on_own_cell(wrong, actual=used[wrong.index], expected=own[wrong.index])


@rule(
    "T146",
    title=Text("文字里的日期写法不对", "A date in a text is not a date"),
    message=Text(
        "“{label}”里的“{actual}”看不出是哪一天，请写成“年月日”，如 2021年3月25日",
        "{actual} in {label} is no date; write it with 年, 月 and 日",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=tuple(f"project.{name}" for name in _NARRATIVE),
    checks=("T5",),
)
def malformed_date(project: Table) -> Findings:
    """2021325日: year, month and day run together. Eight digits such as 20210325 are read at once."""
    cells = _texts(project, "project", _NARRATIVE)
    written = cells["text"].str.extract(_RUN_TOGETHER, expand=False)
    found = cells[written.notna()]
    if found.empty:
        return NOTHING
    return on_own_cell(found, actual=written[written.notna()], label=places_of(found).map(LABELS))
