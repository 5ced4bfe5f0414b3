"""Ledger: what only the amounts together show, and payments for official hospitality, cars and travel."""

from typing import Annotated, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.money import Fen
from analyzer.option import Option
from analyzer.rules.contract import DEFAULT_THRESHOLD, LOCAL_SYSTEM, NOTHING, Findings, Table, flag, rule
from analyzer.rules.ledger.rows import (
    LOCAL_SYSTEM_DEFAULT,
    OWN_DEFAULT,
    WAN_YUAN,
    YUAN,
    Least,
    Payments,
    Whole,
    any_of,
    by_workbook,
    fen_of,
)
from analyzer.rules.ledger.rows import payments as payments_of
from analyzer.template.disbursement import PAYMENT

Multiple = Annotated[Fen, Option(Text("整数单位", "amounts that are multiples of this"), "分", OWN_DEFAULT)]
Share = Annotated[
    float, Option(Text("整数金额的比例达到", "share of round amounts from which"), "比例", OWN_DEFAULT)
]
Amounts = Annotated[
    int, Option(Text("不同金额至少", "judged from this number of different amounts on"), "个", OWN_DEFAULT)
]
Deviation = Annotated[
    float, Option(Text("平均绝对偏差超过", "mean absolute deviation above"), "比例", OWN_DEFAULT)
]
ChiSquare = Annotated[
    float,
    Option(Text("卡方统计量超过（8 个自由度）", "chi-square above, 8 degrees of freedom"), "", OWN_DEFAULT),
]
Words = Annotated[
    tuple[str, ...], Option(Text("摘要中的词", "words in the description"), "词", LOCAL_SYSTEM_DEFAULT)
]


@rule(
    "L141",
    title=Text("金额多为整万元", "Most amounts are round"),
    message=Text(
        "{count} 笔支出中有 {actual} 是整万元，实际付款很少这样整齐，请核对是否按预算数而非凭证金额填列",
        "{actual} of the {count} payments are whole multiples of 10,000 yuan; real payments seldom are; "
        "check whether budgeted amounts were entered instead of those on the vouchers",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=("disbursement.type", "disbursement.amount"),
    quantity=Quantity.RATE,
    fields={"count": Quantity.COUNT},
)
def round_amounts(
    disbursement: Table, *, multiple: Multiple = WAN_YUAN, share: Share = 0.8, payments: Payments = 20
) -> Findings:
    """A ledger of which nearly all payments are multiples of 1 万元; on its first payment."""
    paid = payments_of(disbursement)
    groups = (paid["fen"] % multiple == 0).groupby(paid["workbook"])
    part, count = groups.mean(), groups.size()
    clustered = part[(part >= share) & (count >= payments)].index
    found = paid[paid["workbook"].isin(clustered)].sort_values(["workbook", "row"])
    found = found.drop_duplicates("workbook")
    return flag(found, "amount", actual=by_workbook(found, part), count=by_workbook(found, count))


@rule(
    "L142",
    title=Text("金额首位数字分布异常", "Unusual first digits of the amounts"),
    message=Text(
        "{count} 个不同支出金额的首位数字与本福特分布的平均偏差为 {actual}（一般不超过 {expected}），"
        "首位为 {digit} 的偏差最大，可抽查这些支出的凭证",
        "The first digits of {count} different amounts deviate from Benford's distribution by {actual} on "
        "average (usually up to {expected}), most of all the digit {digit}; sample those payments' vouchers",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=("disbursement.type", "disbursement.amount"),
    quantity=Quantity.RATE,
    fields={"count": Quantity.COUNT, "digit": Quantity.COUNT},
)
def unusual_first_digits(
    disbursement: Table,
    *,
    amounts: Amounts = 300,
    deviation: Deviation = 0.015,
    chi_square: ChiSquare = 20.09,
    least: Least = 10 * YUAN,
) -> Findings:
    """First digits of a long ledger's amounts against Benford's distribution; on its first payment.

    Both must be exceeded: the mean absolute deviation (0.015 is the usual limit of conformity) and the
    chi-square of one chance in a hundred, since 300 amounts stray by 0.013 on average by chance alone.
    An amount counts once, so that rents and standard rates do not weigh in.
    """
    paid = payments_of(disbursement, least)
    paid = paid[(np.bincount(paid["workbook"]) >= amounts)[paid["workbook"]]]
    if paid.empty:
        return NOTHING
    different = paid.drop_duplicates(["workbook", "fen"])
    workbooks, counts = _digit_counts(different)
    total = counts.sum(axis=1, keepdims=True)
    benford = np.log10(1 + 1 / np.arange(1, 10))
    apart = np.abs(counts / total - benford)
    chi = (total[:, 0] * (apart**2 / benford).sum(axis=1)).round(9)
    odd = (total[:, 0] >= amounts) & (apart.mean(axis=1) > deviation) & (chi > chi_square)
    measured = pd.DataFrame(
        {"count": total[:, 0], "apart": apart.mean(axis=1), "digit": apart.argmax(axis=1) + 1},
        index=workbooks,
    )[odd]
    found = paid[paid["workbook"].isin(measured.index)].sort_values(["workbook", "row"])
    found = found.drop_duplicates("workbook")
    shown = measured.loc[found["workbook"]].set_axis(found.index)
    return flag(
        found,
        "amount",
        actual=shown["apart"],
        expected=deviation,
        difference=pd.NA,
        count=shown["count"],
        digit=shown["digit"],
    )


def _digit_counts(paid: Table) -> tuple[pd.Index, npt.NDArray[np.int64]]:
    """The workbooks, and for each how many amounts begin with 1 to 9 (shape workbooks by 9)."""
    at, workbooks = pd.factorize(paid["workbook"], sort=True)
    counts = np.bincount(at * 9 + first_digits(fen_of(paid)) - 1, minlength=len(workbooks) * 9)
    return pd.Index(workbooks), counts.reshape(-1, 9)


def first_digits(fen: Whole) -> Whole:
    """The first digit of each positive amount, exactly."""
    powers = 10 ** np.arange(19, dtype=np.int64)
    return fen // powers[np.searchsorted(powers, fen, side="right") - 1]


_HOSPITALITY_CARS_TRAVEL = (
    "招待费",
    "业务招待",
    "公务接待",
    "接待费",
    "公务用车",
    "公车购置",
    "公车运行",
    "公车维修",
    "公车加油",
    "因公出国",
    "出国（境）",
    "出国(境)",
    "出国考察",
    "出国费",
)


@rule(
    "L143",
    title=Text("疑似列支三公经费", "Possibly official hospitality, cars or travel abroad"),
    message=Text(
        "摘要含“{word}”，支出 {actual}；专项资金一般不得列支三公经费，请核对",
        "The description contains {word}; {actual} was paid; earmarked money is usually not for official "
        "hospitality, cars or travel abroad; check it",
    ),
    severity=Severity.NOTICE,
    basis=LOCAL_SYSTEM,
    needs=("disbursement.type", "disbursement.amount", "disbursement.summary"),
    quantity=Quantity.MONEY,
    explained_by=("disbursement.remark",),
    checks=("M27",),
)
def hospitality_cars_travel(disbursement: Table, *, words: Words = _HOSPITALITY_CARS_TRAVEL) -> Findings:
    """A payment whose description names hospitality, official cars or travel abroad.

    Whole phrases only: 游客接待中心, 办公车间 and 派出国企人员 are none of these.
    """
    rows, word = _naming(disbursement, words)
    paid = (rows["type"] == PAYMENT) & ~rows["is_total"]
    found = rows[paid]
    return flag(found, "summary", actual=found["amount"], word=word[paid])


def _naming(disbursement: Table, words: tuple[str, ...]) -> tuple[Table, "pd.Series[Any]"]:
    """Rows whose summary contains one of `words`, and the word; each distinct summary is searched once."""
    code, texts = pd.factorize(disbursement["summary"])
    distinct = pd.Series(texts, dtype="str")
    word = distinct.str.extract(f"({any_of(words)})")[0].dropna()
    at = word.index.get_indexer(pd.Index(code))
    rows = disbursement[at >= 0]
    return rows, pd.Series(word.to_numpy()[at[at >= 0]], index=rows.index)
