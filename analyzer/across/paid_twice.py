"""The same payment in two workbooks: the same voucher, or the same contract, payee and amount.

A folder may hold millions of payments, so SQL sorts them on disk and only what repeats comes back. All that
two workbooks have in common is one finding, with the first rows named.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final, NamedTuple

from analyzer.across.contract import Filings, Match, Spot, check
from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import RECONCILIATION
from analyzer.template import DISBURSEMENT

NAMED_ROWS: Final = 5  # of what two workbooks have in common, so many rows are named in the message
_WIDTH: Final = chr(ord("A") + len(DISBURSEMENT.columns) - 1)

# what stands in several filings, then the payments in question; `first` is the first filing with each
# (CROSS JOIN: the payments are gone through once, however many keys there are)
_REPEATED = """
DROP TABLE IF EXISTS temp.{table}_keys;
DROP TABLE IF EXISTS temp.{table};
CREATE TEMP TABLE {table}_keys AS SELECT {keys}, min(number) AS first FROM ({lines})
GROUP BY {keys} HAVING min(number) < max(number);
CREATE INDEX temp.{table}_by_key ON {table}_keys(amount, {others});
CREATE TEMP TABLE {table} AS SELECT l.*, k.first
FROM ({lines}) AS l CROSS JOIN {table}_keys AS k USING ({keys})
WHERE EXISTS (SELECT 1 FROM {table}_keys);
CREATE INDEX temp.{table}_by_amount ON {table}(amount, number);
"""
# two filings of one project and year are one finding of their own (C102), not one per payment
_PAIRS = """
SELECT a.number AS first, b.number AS second, min(a.row) AS row, min(b.row) AS other_row,
    a.amount, min(b.paid_on), min(b.{shown})
FROM {table} AS a JOIN {table} AS b ON {same} AND a.number = a.first AND b.number > b.first {unless}
JOIN filing AS f ON f.number = a.number JOIN filing AS g ON g.number = b.number
WHERE NOT (f.year IS g.year AND coalesce(f.code = g.code OR (f.unit = g.unit AND f.name = g.name), 0))
GROUP BY a.number, b.number, {keys}
ORDER BY first, second, row, other_row, a.amount
"""


class Comparison(NamedTuple):
    """Which payments are compared and by what; `shown` is the column that names one to people."""

    table: str
    lines: str
    keys: tuple[str, ...]
    shown: str
    unless: str = ""


VOUCHERS: Final = Comparison(
    "same_voucher",
    "SELECT *, coalesce(payee, summary) AS to_whom FROM line WHERE amount > 0 AND voucher IS NOT NULL"
    " AND paid_on IS NOT NULL AND unit IS NOT NULL AND coalesce(payee, summary) IS NOT NULL",
    ("unit", "paid_on", "voucher", "to_whom", "amount"),
    "voucher",
)
CONTRACTS: Final = Comparison(
    "same_contract",
    "SELECT * FROM (SELECT *, contract_number(summary) AS contract FROM line"
    " WHERE amount > 0 AND payee IS NOT NULL AND summary LIKE '%合同%') WHERE contract IS NOT NULL",
    ("year", "payee", "contract", "amount"),
    "contract",
    "AND NOT (a.unit IS b.unit AND a.paid_on IS b.paid_on AND a.voucher IS b.voucher)",
)


@check(
    "C103",
    title=Text("同一凭证列入两本工作簿", "The same voucher in two workbooks"),
    message=Text(
        "同一单位的 {count} 笔支出（合计 {actual}）在两本工作簿里日期、凭证号、收款单位和金额都相同：{rows}；"
        "请核对是否重复列支，一张凭证由两个项目分摊的请说明",
        "{count} payments ({actual}) of one unit agree in date, voucher, payee and amount: {rows}. "
        "Check whether they are claimed twice; if two projects share a voucher, say so",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    quantity=Quantity.MONEY,
)
def voucher_in_two_workbooks(filings: Filings) -> Iterator[Match]:
    """The same unit, date, voucher number, payee and amount; without a payee, the same description.

    Vouchers are numbered by each unit for itself, so other units' do not count; nor do the lines of one
    voucher with different amounts, which are shares. Reversals are left alone, and so are two filings of one
    project and year, where every payment repeats by necessity.
    """
    yield from _common(filings, VOUCHERS)


@check(
    "C104",
    title=Text("同一合同的同一笔款列入两本工作簿", "The same payment of a contract in two workbooks"),
    message=Text(
        "两本工作簿有 {count} 笔支出（合计 {actual}）合同编号、收款单位和金额都相同：{rows}；"
        "请核对是否重复列支，分期付款的请说明",
        "{count} payments ({actual}) agree in contract number, payee and amount: {rows}. "
        "Check whether they are claimed twice; if they are instalments, say so",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    quantity=Quantity.MONEY,
)
def contract_in_two_workbooks(filings: Filings) -> Iterator[Match]:
    """The same contract number in 摘要, payee and amount, in workbooks of one budget year.

    Of different years it is most often the next equal instalment. What agrees in the voucher too is C103's.
    """
    yield from _common(filings, CONTRACTS)


def _common(filings: Filings, compared: Comparison) -> Iterator[Match]:
    """What pairs of workbooks have in common, one match for a pair."""
    table, lines, keys, shown, unless = compared
    others = ", ".join(key for key in keys if key != "amount")
    filings.executescript(_REPEATED.format(table=table, lines=lines, keys=", ".join(keys), others=others))
    same = " AND ".join(f"a.{key} = b.{key}" for key in keys)
    own = ", ".join(f"a.{key}" for key in keys)
    found = filings.execute(_PAIRS.format(table=table, same=same, keys=own, shown=shown, unless=unless))
    for (first, second), rows in groupby(found, key=lambda row: (row[0], row[1])):
        yield _match(first, second, rows)


def _match(first: int, second: int, rows: Iterator[tuple[Any, ...]]) -> Match:
    total, count, named = 0, 0, []
    for _, _, row, other, amount, paid_on, what in rows:
        total, count = total + amount, count + 1
        if count <= NAMED_ROWS:
            named.append((row, other, paid_on or "", what))
    return Match(
        _spot(first, named[0][0]),
        _spot(second, named[0][1]),
        actual=total,
        fields={"count": count, "rows": _rows(named, count)},
    )


def _spot(filing: int, row: int) -> Spot:
    return Spot(filing, DISBURSEMENT.title, f"A{row}:{_WIDTH}{row}", Text(f"第 {row} 行", f"row {row}"))


def _rows(named: list[tuple[int, int, str, str]], count: int) -> Text:
    """Which rows repeat which: 第 3 行与第 7 行（2024-03-05 记-12）."""
    zh = "、".join(f"第 {row} 行与第 {other} 行（{day} {what}）" for row, other, day, what in named)
    en = ", ".join(f"rows {row} and {other} ({day} {what})" for row, other, day, what in named)
    return Text(zh + " 等", en + " and more") if count > len(named) else Text(zh, en)
