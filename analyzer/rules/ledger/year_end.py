"""Ledger: spending that crowds at the end of the year."""

from typing import Annotated

import numpy as np
import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.money import Fen
from analyzer.option import Option
from analyzer.rules.contract import LOCAL_SYSTEM, NOTHING, Findings, Table, flag, rule, shared
from analyzer.rules.ledger.rows import (
    LOCAL_SYSTEM_DEFAULT,
    OWN_DEFAULT,
    YUAN,
    Payments,
    fen_of,
    is_of_type,
    month_of_year,
)
from analyzer.template.disbursement import PAYMENT

Quarter = Annotated[
    float,
    Option(
        Text("四季度支出占全年的上限", "limit of the fourth quarter's share"), "比例", LOCAL_SYSTEM_DEFAULT
    ),
]
December = Annotated[
    float, Option(Text("12 月支出占全年的上限", "limit of December's share"), "比例", LOCAL_SYSTEM_DEFAULT)
]
SpentIn = Annotated[
    int, Option(Text("支出分布的月份至少", "judged when spent in so many months"), "月", OWN_DEFAULT)
]
Day = Annotated[int, Option(Text("12 月几日起", "from this day of December on"), "日", LOCAL_SYSTEM_DEFAULT)]
Large = Annotated[
    float,
    Option(Text("占全年支出的比例达到", "at least this share of the year's spending"), "比例", OWN_DEFAULT),
]
Floor = Annotated[Fen, Option(Text("单笔金额达到", "at least this amount"), "分", OWN_DEFAULT)]

FIRST_OF_QUARTER, LAST = 10, 12
_NEEDS = ("project.year", "disbursement.date", "disbursement.type", "disbursement.amount")


@shared
def year_payments(project: Table, disbursement: Table) -> Table:
    """Payments dated in 预算年度: workbook, row, date, amount, `fen` and `month` (1 to 12)."""
    paid = disbursement.loc[is_of_type(disbursement, PAYMENT), ["workbook", "row", "date", "amount"]]
    month = month_of_year(paid, project)
    within = (month >= 1) & (month <= LAST)
    paid = paid[within]
    return paid.assign(fen=fen_of(paid), month=month[within].astype(np.int64))


@shared
def late_shares(project: Table, disbursement: Table) -> Table:
    """Per workbook: year (fen spent), quarter and december (shares of it), payments and months (counts)."""
    paid = year_payments(project, disbursement)
    by_workbook = paid["workbook"]
    late = {
        "year": paid["fen"],
        "quarter": paid["fen"].where(paid["month"] >= FIRST_OF_QUARTER, 0),
        "december": paid["fen"].where(paid["month"] == LAST, 0),
    }
    shares = pd.DataFrame(late).groupby(by_workbook).sum()
    shares = shares[shares["year"] > 0]
    groups = paid.groupby("workbook")
    return shares.assign(
        quarter=shares["quarter"] / shares["year"],
        december=shares["december"] / shares["year"],
        payments=groups.size(),
        months=groups["month"].nunique(),
    )


def rushes(shares: Table, quarter: float, december: float, payments: int, spread: int) -> Table:
    """Workbooks of `late_shares` that spend too much too late, and often enough to say so."""
    much = (shares["quarter"] > quarter) | (shares["december"] > december)
    return shares[much & (shares["payments"] >= payments) & (shares["months"] >= spread)]


@rule(
    "L131",
    title=Text("年底集中支出", "Year-end rush"),
    message=Text(
        "四季度支出占全年 {quarter}（一般不超过 {quarter_limit}），12 月占 {december}（一般不超过 "
        "{december_limit}）；本行是四季度最大的一笔，请说明支出不均衡的原因",
        "The fourth quarter holds {quarter} of the year's spending (usually up to {quarter_limit}), December "
        "{december} (up to {december_limit}); this is the quarter's largest payment; explain why",
    ),
    severity=Severity.VERIFY,
    basis=LOCAL_SYSTEM,
    needs=_NEEDS,
    quantity=Quantity.RATE,
    fields=dict.fromkeys(("quarter", "quarter_limit", "december", "december_limit"), Quantity.RATE),
    explained_by=("project.deviation_note", "disbursement.remark"),
    checks=("M24",),
)
def year_end_rush(
    project: Table,
    disbursement: Table,
    *,
    quarter: Quarter = 0.4,
    december: December = 0.2,
    payments: Payments = 10,
    spread: SpentIn = 3,
) -> Findings:
    """More of the year's spending in its fourth quarter or in December than is usual.

    Says nothing of a few payments: a project paid once in December has no rhythm to lose (see L132).
    """
    paid = year_payments(project, disbursement)
    rush = rushes(late_shares(project, disbursement), quarter, december, payments, spread)
    if rush.empty:
        return NOTHING
    late = paid[paid["workbook"].isin(rush.index) & (paid["month"] >= FIRST_OF_QUARTER)]
    late = late.sort_values(["workbook", "fen", "row"], ascending=[True, False, True])
    found = late.drop_duplicates("workbook")
    shares = rush.loc[found["workbook"]].set_axis(found.index)
    over = shares["quarter"] > quarter
    return flag(
        found,
        "amount",
        actual=shares["quarter"].where(over, shares["december"]),
        expected=pd.Series(np.where(over, quarter, december), index=found.index),
        table="disbursement",
        quarter=shares["quarter"],
        quarter_limit=quarter,
        december=shares["december"],
        december_limit=december,
    )


@rule(
    "L132",
    title=Text("年末大额支出", "A large payment in the year's last days"),
    message=Text(
        "12 月 {day} 日以后的支出 {actual}，占全年支出 {share}，请核对是否按合同和进度支付",
        "{actual} paid after {day} December is {share} of the year's spending; check contract and progress",
    ),
    severity=Severity.NOTICE,
    basis=LOCAL_SYSTEM,
    needs=_NEEDS,
    quantity=Quantity.MONEY,
    fields={"share": Quantity.RATE, "day": Quantity.COUNT},
    explained_by=("disbursement.remark",),
    checks=("M24",),
)
def large_late_payment(
    project: Table,
    disbursement: Table,
    *,
    day: Day = 20,
    share: Large = 0.2,
    least: Floor = 50_000 * YUAN,
    quarter: Quarter = 0.4,
    december: December = 0.2,
    payments: Payments = 10,
    spread: SpentIn = 3,
) -> Findings:
    """A payment after 20 December that is a large part of the year's spending.

    Where the whole year ends in a rush L131 has said so, by the same options, and this rule is silent.
    """
    paid = year_payments(project, disbursement)
    shares = late_shares(project, disbursement)
    calm = shares.drop(index=rushes(shares, quarter, december, payments, spread).index)
    late = paid[(paid["month"] == LAST) & (paid["fen"] >= least) & paid["workbook"].isin(calm.index)]
    late = late[late["date"].dt.day > day]
    if late.empty:
        return NOTHING
    part = late["fen"] / late["workbook"].map(calm["year"])
    found, part = late[part >= share], part[part >= share]
    return flag(found, "amount", actual=found["amount"], table="disbursement", share=part, day=day)
