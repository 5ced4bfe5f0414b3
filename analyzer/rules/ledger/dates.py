"""Ledger: dates outside the budget year, after the report, before their business, and money lying idle."""

import re
from typing import Annotated, Any

import numpy as np
import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.option import Option
from analyzer.rules.contract import (
    DEFAULT_THRESHOLD,
    LOCAL_SYSTEM,
    NOTHING,
    RECONCILIATION,
    Findings,
    Table,
    flag,
    keyed,
    rule,
    shared,
)
from analyzer.rules.ledger.rows import (
    LOCAL_SYSTEM_DEFAULT,
    OWN_DEFAULT,
    Mask,
    any_of,
    by_workbook,
    month_of_year,
    months,
    of_type,
    written,
)
from analyzer.template.disbursement import ARRIVAL

Share = Annotated[
    float,
    Option(
        Text("年度外的行超过此比例时只对预算年度报一次", "above this share the year itself is questioned"),
        "比例",
        OWN_DEFAULT,
    ),
]
Words = Annotated[
    tuple[str, ...],
    Option(
        Text("摘要含这些词的不判断", "descriptions with one of these words are not judged"), "词", OWN_DEFAULT
    ),
]
Months = Annotated[int, Option(Text("到位满多少个月", "months since arrival"), "月", LOCAL_SYSTEM_DEFAULT)]
Used = Annotated[
    float,
    Option(Text("支出低于到位的比例", "spent less than this share of it"), "比例", LOCAL_SYSTEM_DEFAULT),
]

MONTHS = 12
_OTHER_YEAR = ("project.year", "disbursement.date")


@shared
def outside_year(project: Table, disbursement: Table) -> Table:
    """Ledger rows dated outside 预算年度: workbook, row, date, year and share (of the workbook's dated rows).

    By index of `disbursement`.
    """
    month = month_of_year(disbursement, project)
    known = ~np.isnan(month) & ~disbursement["is_total"].to_numpy(dtype=bool)
    outside = disbursement.loc[known & ((month < 1) | (month > MONTHS)), ["workbook", "row", "date"]]
    share = outside.groupby("workbook").size() / disbursement.loc[known, "workbook"].value_counts()
    found: Table = outside.assign(
        year=by_workbook(outside, keyed(project, "year")), share=by_workbook(outside, share)
    )
    return found


@rule(
    "L121",
    title=Text("日期不在预算年度", "Dated outside the budget year"),
    message=Text(
        "日期 {actual} 不在预算年度 {expected} 年内，请核对日期；确属跨年度收支的在备注说明",
        "{actual} is not in the budget year {expected}; check it, or explain in 备注 why it belongs here",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=_OTHER_YEAR,
    explained_by=("disbursement.remark",),
    checks=("M23",),
)
def outside_budget_year(project: Table, disbursement: Table, *, most: Share = 0.5) -> Findings:
    """An arrival or payment dated before or after 预算年度.

    Where most rows are, the year itself is in doubt, and L122 says so once.
    """
    found = outside_year(project, disbursement)
    found = found[found["share"] <= most]
    return flag(found, "date", actual=written(found["date"]), expected=found["year"], table="disbursement")


@rule(
    "L122",
    title=Text("预算年度与拨付日期不符", "The budget year disagrees with the ledger"),
    message=Text(
        "预算年度填报 {actual}，而资金拨付有 {lines} 行的日期不在该年，请核对预算年度",
        "The budget year is {actual}, but {lines} ledger rows have dates of other years; check it",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=_OTHER_YEAR,
    fields={"lines": Quantity.COUNT},
    explained_by=("project.deviation_note",),
    checks=("M23", "T2"),
)
def most_outside_budget_year(project: Table, disbursement: Table, *, most: Share = 0.5) -> Findings:
    """More than `most` of the dated ledger rows lie outside 预算年度: said once, on the year."""
    outside = outside_year(project, disbursement)
    rows = outside[outside["share"] > most].groupby("workbook").size()
    found = project[project["workbook"].isin(rows.index)]
    return flag(found, "year", actual=found["year"], lines=by_workbook(found, rows), difference=pd.NA)


@rule(
    "L123",
    title=Text("日期晚于数据截止日期", "Dated after the data were closed"),
    message=Text(
        "日期 {actual} 晚于{which} {expected}，请核对日期或截止日期",
        "{actual} is after the {which}, {expected}; check one or the other",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=("project.data_date", "project.report_date", *_OTHER_YEAR),
    explained_by=("disbursement.remark",),
)
def after_closing(project: Table, disbursement: Table) -> Findings:
    """A row dated after 数据截止日期, or where that is blank after 填报日期.

    Rows dated outside 预算年度 are L121's.
    """
    dates = project.set_index("workbook")[["data_date", "report_date", "year"]]
    closing = by_workbook(disbursement, dates["data_date"].fillna(dates["report_date"]))
    late = disbursement[(disbursement["date"] > closing) & ~disbursement["is_total"]]
    year = by_workbook(late, dates["year"])
    found = late[(year.isna() | (late["date"].dt.year == year)).fillna(False)]
    stated = by_workbook(found, dates["data_date"]).notna()
    which = [
        Text("数据截止日期", "closing date of the data") if own else Text("填报日期", "date of the report")
        for own in stated
    ]
    return flag(
        found,
        "date",
        actual=written(found["date"]),
        expected=written(closing[found.index]),
        table="disbursement",
        which=pd.Series(which, index=found.index, dtype=object),
    )


_PERIOD = re.compile(r"(?:(?P<year>20[0-9]{2})年)?(?P<month>1[0-2]|0?[1-9])月份?(?![底前初末上中下至到\-—~])")
_YEAR = re.compile(r"(?P<year>20[0-9]{2})年")


@rule(
    "L124",
    title=Text("摘要的业务期间与日期不符", "The period in the description does not fit the date"),
    message=Text(
        "摘要写的业务期间是 {expected}，本行日期是 {actual}，请核对是否跨期支付或日期有误",
        "The description names {expected}, the row is dated {actual}; check the period and the date",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=("disbursement.summary", *_OTHER_YEAR),
    explained_by=("disbursement.remark",),
    checks=("M23",),
)
def period_does_not_fit(
    project: Table,
    disbursement: Table,
    *,
    ahead: Words = ("预", "租", "保险", "订", "押金", "保证金", "会费", "套餐"),
    earlier: Words = ("结转", "结余", "合同", "文件", "尾款", "质保", "验收", "决算", "审计"),
) -> Findings:
    """Business of an earlier budget year, or of a month that had not begun when it was paid.

    A month without a year is that of the row's own year. What is by custom paid ahead, and what refers
    to an earlier year by its nature (last year's contract, its final payment), is left alone.
    """
    periods = _periods(disbursement["summary"])
    rows = disbursement[periods["named"].notna().to_numpy() & ~disbursement["is_total"].to_numpy(dtype=bool)]
    rows = rows[rows["date"].notna()]
    if rows.empty:
        return NOTHING
    periods = periods.loc[rows.index]
    paid = months(rows["date"]) + 1970 * MONTHS
    year = np.floor_divide(paid, MONTHS)
    budgeted = by_workbook(rows, keyed(project, "year")).to_numpy(dtype=float, na_value=np.nan)
    past = (year == budgeted) & (periods["year"].to_numpy() < budgeted)
    begins = np.where(periods["year"].isna(), year, periods["year"]) * MONTHS + periods["month"] - 1
    future = (begins > paid).to_numpy(copy=True)
    past[past] = ~_with_words(periods["text"][past], earlier)
    future[future] = ~_with_words(periods["text"][future], ahead)
    found = rows[past | future]
    return flag(
        found,
        "date",
        actual=written(found["date"]),
        expected=periods["named"][found.index],
        table="disbursement",
    )


def _periods(summaries: "pd.Series[Any]") -> Table:
    """In step with the summaries: text, named (the period as written), year and month (nan: not stated)."""
    code, texts = pd.factorize(summaries)
    distinct = pd.Series(texts, dtype="str")
    found = distinct[distinct.str.contains("[年月]")].str.extract(_PERIOD)
    found = found.fillna(distinct[found.index[found["month"].isna()]].str.extract(_YEAR))
    year, month = found["year"], found["month"]
    found["named"] = (year + "年").fillna("") + (month + "月").fillna("")
    found = found[year.notna() | month.notna()].astype({"year": float, "month": float})
    return found.assign(text=distinct[found.index]).reindex(code).set_axis(summaries.index)


def _with_words(texts: "pd.Series[Any]", words: tuple[str, ...]) -> Mask:
    found: Mask = texts.str.contains(any_of(words)).to_numpy(dtype=bool)
    return found


@rule(
    "L125",
    title=Text("资金闲置", "Idle money"),
    message=Text(
        "到 {reference} 已到位满 {months} 个月的资金有 {expected}，累计支出只有 {actual}（{share}），"
        "请说明闲置原因",
        "By {reference} {expected} had arrived {months} months ago or more, of which {actual} ({share}) "
        "is spent; explain why it lies idle",
    ),
    severity=Severity.VERIFY,
    basis=LOCAL_SYSTEM,
    needs=(
        "project.data_date",
        "project.carryover_fund",
        "disbursement.date",
        "disbursement.type",
        "disbursement.amount",
        "project.year",
        "totals.spent",
    ),
    quantity=Quantity.MONEY,
    fields={"months": Quantity.COUNT, "share": Quantity.RATE},
    explained_by=("project.deviation_note", "disbursement.remark"),
    checks=("M25",),
)
def idle_money(
    project: Table, disbursement: Table, totals: Table, *, after: Months = 12, used: Used = 0.5
) -> Findings:
    """Money that arrived a year ago and is not half spent, at 数据截止日期 or else the year's last day.

    All spending counts as spent of the oldest money. On the earliest such arrival. Money declared as
    carried over from last year is M233's.
    """
    closing = _closing(project[project["carryover_fund"].fillna(0) == 0])
    old = of_type(disbursement, ARRIVAL)
    old = old[old["date"] <= by_workbook(old, closing) - pd.DateOffset(months=after)]
    if old.empty:
        return NOTHING
    old = old.sort_values(["workbook", "date", "row"])
    arrived = old.groupby("workbook")["amount"].sum(min_count=1)
    first = old.drop_duplicates("workbook")
    arrived, spent = (by_workbook(first, s) for s in (arrived, keyed(totals, "spent")))
    idle = ((arrived > 0) & (spent < arrived * used)).fillna(False)
    found, arrived, spent = first[idle], arrived[idle], spent[idle]
    return flag(
        found,
        "amount",
        actual=spent,
        expected=arrived,
        table="disbursement",
        share=spent / arrived,
        months=after,
        reference=written(by_workbook(found, closing)),
    )


def _closing(project: Table) -> "pd.Series[Any]":
    """Each workbook's 数据截止日期, or else the last day of its budget year; NaT where neither is known."""
    rows = project.set_index("workbook")
    years = rows["year"].fillna(1970).to_numpy(dtype=np.int64) - 1970
    last = (years + 1).astype("datetime64[Y]").astype("datetime64[s]") - np.timedelta64(1, "D")
    return rows["data_date"].fillna(pd.Series(last, index=rows.index).where(rows["year"].notna()))
