"""Ledger: payments that look as if made twice, or cut into pieces."""

from typing import Annotated

import numpy as np
import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.money import Fen
from analyzer.option import Option
from analyzer.rules.contract import DEFAULT_THRESHOLD, NOTHING, Findings, Table, flag, rule
from analyzer.rules.ledger.rows import (
    OWN_DEFAULT,
    YUAN,
    Days,
    Least,
    Mask,
    Whole,
    days,
    fen_of,
    may_repeat,
    months,
    payments,
    written,
)

Series = Annotated[
    int,
    Option(
        Text("每月至多一次、达到此次数的视为按月支付", "at most monthly and so often: regular"),
        "笔",
        OWN_DEFAULT,
    ),
]
Pieces = Annotated[int, Option(Text("至少拆成几笔", "at least so many pieces"), "笔", OWN_DEFAULT)]
Limit = Annotated[
    Fen,
    Option(Text("限额（如采购限额）", "the limit, such as that of small purchases"), "分", OWN_DEFAULT),
]
Alike = Annotated[
    int,
    Option(
        Text("同额超过此笔数视为统一标准", "more payments of one amount are a standard rate"),
        "笔",
        OWN_DEFAULT,
    ),
]
Digits = Annotated[
    int,
    Option(
        Text("有效数字不超过此位数的是整数，不判断", "round, not judged: at most so many significant digits"),
        "位",
        OWN_DEFAULT,
    ),
]

_POWERS = 10 ** np.arange(19, dtype=np.int64)

_LINE = ("date", "voucher", "code", "type", "amount", "payee", "summary")


@rule(
    "L111",
    title=Text("同一凭证的同一笔重复登记", "The same line of a voucher entered twice"),
    message=Text(
        "本行与第 {other} 行完全相同（日期、凭证号、编号、类型、金额 {actual}、收款单位、摘要），"
        "请核对是否重复登记",
        "This row repeats row {other} in date, voucher, code, type, amount {actual}, payee and description; "
        "check whether it was entered twice",
    ),
    severity=Severity.VERIFY,
    basis=DEFAULT_THRESHOLD,
    needs=tuple(f"disbursement.{column}" for column in _LINE),
    quantity=Quantity.MONEY,
    fields={"other": Quantity.COUNT},
    explained_by=("disbursement.remark",),
    checks=("M22",),
)
def row_entered_twice(disbursement: Table) -> Findings:
    """Two rows that agree in everything, voucher number included: a copied row counts the money twice.

    Without a voucher number two equal rows may be two payments; they are left to L112 and L113.
    """
    rows = disbursement[may_repeat(disbursement)]
    rows = rows[rows["voucher"].notna() & rows["amount"].notna() & ~rows["is_total"]]
    line = ["workbook", *_LINE]
    rows = rows[rows.duplicated(line, keep=False)].sort_values(["workbook", "row"])
    if rows.empty:
        return NOTHING
    first = rows.groupby(line, dropna=False)["row"].transform("first")
    again = rows["row"] != first
    return flag(rows[again], "amount", actual=rows["amount"][again], other=first[again])


def same_again(disbursement: Table, least: Fen, to_one_payee: bool, series: int) -> Table:
    """Payments of an amount paid before (with `to_one_payee` to the same payee, else none is named).

    Sorted by date, with `previous` (its row), `previous_date`, `apart` (days since; NA without dates) and
    `count` (how often in all). Left out: lines of one voucher, payments of which all but one were
    reversed, and regular ones (`series` or more, on average at most one a month).
    """
    paid = payments(disbursement, least, repeated=True)
    paid = paid[paid["payee"].notna() == to_one_payee]
    keys = ["workbook", "fen", "payee"] if to_one_payee else ["workbook", "fen"]
    paid = paid[paid.duplicated(keys, keep=False)]
    if paid.empty:
        return paid
    paid = paid.sort_values(["workbook", "date", "row"], ignore_index=True)
    groups = paid.assign(month=months(paid["date"])).groupby(keys, sort=False)
    span = groups["month"].transform("max") - groups["month"].transform("min") + 1
    dated = groups["date"].transform("count") == groups["row"].transform("size")
    before = groups[["row", "date", "voucher"]].shift()
    paid = paid.assign(
        count=groups["row"].transform("size"),
        previous=before["row"],
        previous_date=before["date"],
        apart=(paid["date"] - before["date"]).dt.days,
    )
    regular = dated & (paid["count"] >= series) & (paid["count"] <= span)
    one_voucher = (paid["voucher"] == before["voucher"]).fillna(False) & (paid["apart"] == 0)
    undone = paid["count"] - _reversed(disbursement, paid, keys) < 2  # noqa: PLR2004 - two make a repetition
    return paid[paid["previous"].notna() & ~(regular | one_voucher | undone)]


def _reversed(disbursement: Table, paid: Table, keys: list[str]) -> "pd.Series[int]":
    """How many reversals of just that amount there are for each payment's `keys`."""
    fen = fen_of(disbursement)
    if (fen >= 0).all():
        return pd.Series(0, index=paid.index)
    back = disbursement[fen < 0].assign(fen=-fen[fen < 0])
    number = back.groupby(keys).size().rename("number").reset_index()
    found = paid[keys].merge(number, on=keys, how="left")["number"]
    return found.fillna(0).astype(int).set_axis(paid.index)


_PAID = ("date", "voucher", "type", "amount", "payee")


@rule(
    "L112",
    title=Text("疑似重复支付", "Possibly paid twice"),
    message=Text(
        "{date} 付给“{payee}”{actual}，与第 {other} 行（{previous}）收款单位和金额相同，请核对是否重复支付",
        "{actual} paid to {payee} on {date}, as in row {other} on {previous}; check if it was paid twice",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=tuple(f"disbursement.{column}" for column in _PAID),
    quantity=Quantity.MONEY,
    fields={"other": Quantity.COUNT},
    explained_by=("disbursement.remark",),
    checks=("M22",),
)
def same_payee_and_amount(
    disbursement: Table, *, within: Days = 7, least: Least = 1_000 * YUAN, series: Series = 3
) -> Findings:
    """The same amount to the same payee within a few days.

    Leaves alone rent and other monthly payments even when one of them is late, lines of one voucher
    (L111 when they agree in everything) and a payment made again after its red-ink reversal.
    """
    found = same_again(disbursement, least, True, series)
    if found.empty:
        return NOTHING
    found = found[found["apart"] <= within]
    return flag(
        found,
        "amount",
        actual=found["amount"],
        payee=found["payee"],
        date=written(found["date"]),
        other=found["previous"].astype("int64"),
        previous=written(found["previous_date"]),
    )


@rule(
    "L113",
    title=Text("相同金额重复出现", "The same amount again"),
    message=Text(
        "支出 {actual}，与第 {other} 行金额相同，且都没有收款单位，请核对是否重复支付",
        "The payment of {actual} repeats the amount of row {other}, and neither names a payee; "
        "check whether it was paid twice",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=tuple(f"disbursement.{column}" for column in _PAID),
    quantity=Quantity.MONEY,
    fields={"other": Quantity.COUNT},
    explained_by=("disbursement.remark",),
    checks=("M22",),
)
def same_amount_without_payee(
    disbursement: Table,
    *,
    least: Least = 1_000 * YUAN,
    digits: Digits = 2,
    most: Alike = 3,
    series: Series = 3,
) -> Findings:
    """Equal, not round amounts in payments that name no payee, however far apart they are.

    Round is what has few significant digits (45,000), so that it does not matter in which unit it is typed.
    Amounts paid more than `most` times are rather a standard rate, and monthly ones regular payments.
    """
    found = same_again(disbursement, least, False, series)
    if found.empty:
        return NOTHING
    found = found[(found["count"] <= most) & ~_is_round(found["fen"].to_numpy(dtype=np.int64), digits)]
    return flag(found, "amount", actual=found["amount"], other=found["previous"].astype("int64"))


def _is_round(fen: Whole, digits: int) -> Mask:
    """Positive amounts with at most so many significant digits."""
    length = np.searchsorted(_POWERS, fen, side="right")
    last = _POWERS[np.maximum(length - digits, 0)]
    is_round: Mask = fen % last == 0
    return is_round


@rule(
    "L114",
    title=Text("疑似拆分支付", "Possibly split payments"),
    message=Text(
        "到本行为止 {days} 天内向“{payee}”付了 {count} 笔，每笔都不到 {expected}，合计 {actual}，"
        "请核对是否拆分",
        "Up to this row {count} payments went to {payee} within {days} days, each below {expected}, "
        "together {actual}; check whether one payment was split",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=("disbursement.date", "disbursement.type", "disbursement.amount", "disbursement.payee"),
    quantity=Quantity.MONEY,
    fields={"count": Quantity.COUNT, "days": Quantity.COUNT},
    explained_by=("disbursement.remark",),
    checks=("M26",),
)
def split_under_limit(
    disbursement: Table,
    *,
    limit: Limit = 500_000 * YUAN,
    within: Days = 10,
    pieces: Pieces = 3,
    least: Least = 10_000 * YUAN,
) -> Findings:
    """Several payments to one payee within a few days, each below the limit and together not.

    One finding per payee, on the last payment of the days with the largest sum. No limit of national
    validity is known; a profile sets the one that applies.
    """
    paid = payments(disbursement, least)
    paid = paid[(paid["fen"] < limit) & paid["payee"].notna() & paid["date"].notna()]
    number, distinct = pd.factorize(paid["payee"])
    pair = paid["workbook"].to_numpy() * len(distinct) + number
    which = pd.factorize(pair)[0]
    enough = (np.bincount(which) >= pieces) & (np.bincount(which, weights=paid["fen"]) >= limit)
    paid = paid.assign(pair=pair)[enough[which]]
    if paid.empty:
        return NOTHING
    window = _windows(paid.sort_values(["pair", "date", "row"]), within)
    found = window[(window["count"] >= pieces) & (window["sum"] >= limit)]
    found = found.sort_values(["pair", "sum", "date", "row"], ascending=[True, False, True, True])
    found = found.drop_duplicates("pair")
    return flag(
        found,
        "payee",
        actual=found["sum"],
        expected=limit,
        difference=pd.NA,
        payee=found["payee"],
        count=found["count"],
        days=within,
    )


def _windows(paid: Table, within: int) -> Table:
    """Payments sorted by pair and date, with `count` and `sum` (fen) of the pair's last `within` days."""
    pair, day = pd.factorize(paid["pair"])[0], days(paid["date"])
    reach = int(day.max() - day.min()) + within + 1 if len(day) else 1
    at = pair * reach + day
    start, end = np.searchsorted(at, at - within), np.arange(1, len(at) + 1)
    total = np.concatenate([[0], np.cumsum(paid["fen"].to_numpy())])
    return paid.assign(count=end - start, sum=total[end] - total[start])
