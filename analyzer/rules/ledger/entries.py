"""Ledger: each row by itself - its voucher, its sign and its size.

Gaps in the voucher numbers are no fault: a unit numbers all its business together, and a project's ledger
shows a part of it. Payments before their money came are the execution family's (a balance below zero); a
blank or unknown date, code, type or amount is the form family's.
"""

from typing import Annotated

import numpy as np
import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.option import Option
from analyzer.rules.contract import (
    DEFAULT_THRESHOLD,
    NOTHING,
    RECONCILIATION,
    Findings,
    Table,
    flag,
    rule,
    shared,
)
from analyzer.rules.ledger.rows import OWN_DEFAULT, Payments, days, fen_of, months, of_type, written
from analyzer.template.disbursement import ARRIVAL, PAYMENT, RETURN

Most = Annotated[
    float,
    Option(
        Text(
            "没有凭证号的支出超过此比例时只报一次",
            "above this share of payments without voucher only one finding",
        ),
        "比例",
        OWN_DEFAULT,
    ),
]


_DAYS = 32  # more than a month has


@rule(
    "L101",
    title=Text("同一凭证号有不同日期", "One voucher number on different dates"),
    message=Text(
        "凭证号“{actual}”在第 {other} 行的日期是 {expected}，本行是 {date}，请核对凭证号和日期",
        "Voucher {actual} is dated {expected} in row {other} but {date} here; check number and date",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=("disbursement.date", "disbursement.voucher"),
    fields={"other": Quantity.COUNT},
)
def voucher_on_two_dates(disbursement: Table) -> Findings:
    """A voucher number that stands on two dates of one month.

    Vouchers are numbered anew each month, so the same number in another month is another voucher. Several
    lines of one date, even an arrival and a payment (direct payment by the treasury), are one voucher.
    """
    rows = _on_several_dates(disbursement).sort_values(["numbering", "date", "row"])
    if rows.empty:
        return NOTHING
    rows = rows.drop_duplicates(["numbering", "date"])
    first = rows.groupby("numbering")[["row", "date"]].transform("first")
    later = rows["date"] != first["date"]
    found, first = rows[later], first[later]
    return flag(
        found,
        "voucher",
        actual=found["voucher"],
        expected=written(first["date"]),
        date=written(found["date"]),
        other=first["row"],
    )


def _on_several_dates(disbursement: Table) -> Table:
    """Rows of vouchers with several dates in a month, with `numbering`: a number for each voucher."""
    known = ~disbursement["is_total"] & disbursement["date"].notna() & disbursement["voucher"].notna()
    rows = disbursement[known.to_numpy(dtype=bool)]
    number, distinct = pd.factorize(rows["voucher"])
    month = months(rows["date"])
    first_month, last_month = (month.min(), month.max()) if len(rows) else (0, 0)
    voucher = rows["workbook"].to_numpy() * len(distinct) + number
    numbering = voucher * (last_month - first_month + 1) + month - first_month
    dates = pd.unique(numbering * _DAYS + rows["date"].dt.day.to_numpy())
    several = pd.Series(dates // _DAYS)
    several = several[several.duplicated()]
    return rows.assign(numbering=numbering)[np.isin(numbering, several)]


@shared
def without_voucher(disbursement: Table) -> Table:
    """Payments without a voucher number: workbook, row, `blank` (how many), `paid` (of how many), `share`."""
    paid = of_type(disbursement, PAYMENT)[["workbook", "row", "voucher"]]
    count = paid.groupby("workbook").size()
    blank = paid[paid["voucher"].isna()]
    number = blank.groupby("workbook")["row"].transform("size")
    paid_in_all = blank["workbook"].map(count)
    return blank.assign(blank=number, paid=paid_in_all, share=number / paid_in_all)


@rule(
    "L102",
    title=Text("支出没有凭证号", "A payment without a voucher number"),
    message=Text(
        "本笔支出没有填凭证号，其他支出填了，请补填", "This payment states no voucher number; add it"
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=("disbursement.type", "disbursement.voucher"),
)
def payment_without_voucher(disbursement: Table, *, most: Most = 0.5) -> Findings:
    """A payment whose 凭证号 is blank where most payments state one; a ledger without them is L103's."""
    blank = without_voucher(disbursement)
    return flag(blank[blank["share"] <= most], "voucher")


@rule(
    "L103",
    title=Text("支出大多没有凭证号", "Most payments have no voucher number"),
    message=Text(
        "从本行起共有 {actual} 笔支出没有填凭证号，无法与账簿核对，请补填",
        "From this row on {actual} payments state no voucher number and cannot be traced; add them",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=("disbursement.type", "disbursement.voucher"),
    quantity=Quantity.COUNT,
)
def ledger_without_vouchers(disbursement: Table, *, most: Most = 0.5, payments: Payments = 5) -> Findings:
    """More than `most` of at least so many `payments` have no 凭证号: said once, on the first of them."""
    blank = without_voucher(disbursement)
    first = (
        blank[(blank["share"] > most) & (blank["paid"] >= payments)]
        .sort_values(["workbook", "row"])
        .drop_duplicates("workbook")
    )
    return flag(first, "voucher", actual=first["blank"])


@rule(
    "L104",
    title=Text("金额为零", "An amount of zero"),
    message=Text("本行金额为 0，请核对金额或删去本行", "The amount is 0; check it or delete the row"),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=("disbursement.amount",),
    quantity=Quantity.MONEY,
)
def zero_amount(disbursement: Table) -> Findings:
    """A ledger row that moves no money."""
    zero = (disbursement["amount"] == 0).fillna(False) & ~disbursement["is_total"]
    return flag(disbursement[zero], "amount")


_REVERSED = ("date", "code", "type", "amount", "payee")
_BOOKED = ["workbook", "code", "type"]


def unmatched_reversals(disbursement: Table, types: tuple[str, ...]) -> Table:
    """Negative rows of `types` that take back more than was booked before them, with `booked` (fen left).

    What counts as booked before is of the same workbook, 预算编号 and 业务类型; where the reversal and all
    rows it could reverse name payees, also of the same 收款单位. On one date reversals come last.
    """
    negative = disbursement[fen_of(disbursement) < 0]
    negative = negative[negative["type"].isin(types) & ~negative["is_total"]]
    if negative.empty:
        return negative
    rows = disbursement[disbursement["workbook"].isin(negative["workbook"])]
    rows = rows[rows["code"].isin(negative["code"])]
    rows = rows.merge(negative[_BOOKED].drop_duplicates(), on=_BOOKED)
    rows = rows[~rows["is_total"]]
    rows = rows.assign(fen=fen_of(rows), code=rows["code"].fillna(""), when=days(rows["date"]))
    rows["back"] = rows["fen"] < 0
    rows.loc[rows["back"] & rows["date"].isna(), "when"] = np.iinfo(np.int64).max
    rows = rows.sort_values(["workbook", "when", "back", "row"])
    rows["booked"] = booked_before(rows, _BOOKED)
    nameless = (rows["payee"].isna() & ~rows["back"]).groupby([rows[key] for key in _BOOKED]).transform("any")
    by_payee = booked_before(rows.assign(payee=rows["payee"].fillna("")), [*_BOOKED, "payee"])
    named = rows["payee"].notna() & ~nameless
    rows["booked"] = rows["booked"].where(~named, np.minimum(rows["booked"], by_payee))
    return rows[rows["back"] & (rows["booked"] + rows["fen"] < 0)]


def booked_before(rows: Table, keys: list[str]) -> "pd.Series[int]":
    """Fen left, before each row, of the amounts with the same `keys`; a reversal of more leaves nothing."""
    groups = rows.groupby(keys, sort=False)["fen"]
    after = groups.cumsum()
    by_key = [rows[key] for key in keys]
    before = after - rows["fen"]
    lowest = np.minimum(before.groupby(by_key, sort=False).cummin(), 0)
    return before - lowest


@rule(
    "L105",
    title=Text("红字冲销没有对应的原记录", "A reversal without an entry to reverse"),
    message=Text(
        "红字冲销 {actual}，此前同一编号、同一收款单位已登记的“{type}”只剩 {booked}，"
        "请核对编号、收款单位、日期，或在备注说明冲销哪张凭证",
        "This row reverses {actual}, but only {booked} of {type} with this code and payee is booked before "
        "it; check code, payee and date, or name the reversed voucher in 备注",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=tuple(f"disbursement.{column}" for column in _REVERSED),
    quantity=Quantity.MONEY,
    fields={"booked": Quantity.MONEY},
    explained_by=("disbursement.remark",),
)
def reversal_without_entry(disbursement: Table) -> Findings:
    """A negative 到位 or 支出 that takes back more than was booked before it.

    One reversal may undo several entries, so sums are compared, not single amounts. A payment of last year
    that is taken back this year is explained in the row's 备注. Negative 退回 rows are L106's.
    """
    found = unmatched_reversals(disbursement, (ARRIVAL, PAYMENT))
    if found.empty:
        return NOTHING
    return flag(found, "amount", actual=found["amount"], type=found["type"], booked=found["booked"])


@rule(
    "L106",
    title=Text("退回填了负数", "A return entered as a negative amount"),
    message=Text(
        "退回填了 {actual}，会被算成到位增加；退回应填正数，请改为 {expected}",
        "The return states {actual}, which would count as money in; returns are positive: enter {expected}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=tuple(f"disbursement.{column}" for column in _REVERSED),
    quantity=Quantity.MONEY,
)
def negative_return(disbursement: Table) -> Findings:
    """A negative 退回 where no 退回 is booked before it that it could reverse."""
    found = unmatched_reversals(disbursement, (RETURN,))
    return flag(found, "amount", actual=found["amount"], expected=-found["amount"], difference=pd.NA)


@rule(
    "L107",
    title=Text("退回大于到位", "More returned than arrived"),
    message=Text(
        "退回合计 {actual}，超过到位合计 {expected}，多出 {difference}",
        "Returns add up to {actual}, more than the {expected} that arrived, by {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("disbursement.type", "disbursement.amount"),
    quantity=Quantity.MONEY,
)
def returned_more_than_arrived(disbursement: Table) -> Findings:
    """All 退回 of the ledger against all its 到位, on the last 退回; without any 到位 row nothing is said."""
    returned, arrived = of_type(disbursement, RETURN), of_type(disbursement, ARRIVAL)
    if returned.empty:
        return NOTHING
    last = returned.sort_values(["workbook", "row"]).drop_duplicates("workbook", keep="last")
    back = last["workbook"].map(returned.groupby("workbook")["amount"].sum())
    came = last["workbook"].map(arrived.groupby("workbook")["amount"].sum(min_count=1))
    over = (back > came).fillna(False)
    return flag(last[over], "amount", actual=back[over], expected=came[over])
