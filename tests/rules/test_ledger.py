"""What the ledger's case tables cannot express: long ledgers, and the exactness of first digits."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analyzer.rules import catalogue
from analyzer.rules.contract import Table
from analyzer.rules.ledger.dates import period_does_not_fit
from analyzer.rules.ledger.duplicates import same_payee_and_amount, split_under_limit
from analyzer.rules.ledger.patterns import first_digits, hospitality_cars_travel, unusual_first_digits
from analyzer.rules.ledger.rows import may_repeat

YUAN = 100


def ledger(workbook: int = 0, *, amount: Sequence[int], **columns: Any) -> Table:
    """Payments of the amounts in fen; further columns by name."""
    rows = pd.DataFrame({"workbook": workbook, "amount": pd.array(amount, dtype="Int64")})
    rows["row"] = range(2, len(rows) + 2)
    rows["is_total"] = False
    rows["type"] = pd.Series("支出", rows.index, dtype="str")
    return rows.assign(**columns)


def by_benford(number: int) -> list[int]:
    """Amounts whose logarithms are spread evenly over four decades, so that Benford's law holds."""
    return [round(10 ** (4 + 4 * (n + 0.5) / number)) for n in range(number)]


def test_first_digits_follow_the_law_or_are_noticed_in_their_own_workbook() -> None:
    invented = [400 * YUAN * 100 + n * 7 for n in range(300)]
    found = unusual_first_digits(
        pd.concat(
            [
                ledger(0, amount=by_benford(300)),
                ledger(1, amount=invented),
                ledger(2, amount=invented[:299]),
                ledger(3, amount=by_benford(200) + by_benford(200)),
            ],
            ignore_index=True,
        )
    )
    expected = np.log10(1 + 1 / np.arange(1, 10))
    apart = np.abs((np.arange(1, 10) == 4) - expected).mean()
    assert found[["workbook", "row", "column", "count", "digit"]].to_numpy().tolist() == [
        [1, 2, "amount", 300, 4]
    ]
    assert found["actual"].to_list() == [pytest.approx(apart)]


def test_chance_alone_is_not_noticed() -> None:
    """Of 200 ledgers that keep to Benford's law, chance makes one or two in a hundred look odd."""
    rng = np.random.default_rng(7)
    chance = [
        ledger(n, amount=np.rint(10 ** rng.uniform(4, 9, 400)).astype(int).tolist()) for n in range(200)
    ]
    assert len(unusual_first_digits(pd.concat(chance, ignore_index=True))) <= 6


def test_first_digits_are_exact_at_the_powers_of_ten() -> None:
    edges = [int(edge) for power in range(1, 16) for edge in (10**power - 1, 10**power, 10**power + 1)]
    found = first_digits(np.array(edges, dtype=np.int64))
    assert found.tolist() == [int(str(edge)[0]) for edge in edges]


def test_no_equal_amounts_are_lost_in_narrowing_down() -> None:
    rng = np.random.default_rng(11)
    workbook, fen = rng.integers(0, 300, 20_000), rng.integers(-500, 500, 20_000) * 10**9
    equal = pd.DataFrame({"workbook": workbook, "fen": fen}).duplicated(keep=False).to_numpy()
    kept = may_repeat(pd.DataFrame({"workbook": workbook, "amount": fen}))
    assert equal.sum() > 1_000
    assert kept[equal].all()
    assert kept.sum() < equal.sum() + 20


def days_of(rng: np.random.Generator, number: int) -> "pd.Series[pd.Timestamp]":
    return pd.Series(np.datetime64("2024-01-01", "s") + rng.integers(0, 90, number) * 86_400)


def test_split_payments_are_those_a_plain_search_finds() -> None:
    rng = np.random.default_rng(5)
    payees = pd.Series(rng.choice(["甲", "乙", "丙", "丁"], 400), dtype="str")
    rows = ledger(
        amount=(rng.integers(1, 50, 400) * 10_000 * YUAN).tolist(), date=days_of(rng, 400), payee=payees
    )
    rows["workbook"] = rng.integers(0, 12, 400)
    found = split_under_limit(rows)
    paid = rows.to_dict("records")
    largest: dict[Any, int] = {}
    for last in paid:
        pair, start = (last["workbook"], last["payee"]), last["date"] - timedelta(days=10)
        window = [
            r for r in paid if (r["workbook"], r["payee"]) == pair and start <= r["date"] <= last["date"]
        ]
        total = sum(r["amount"] for r in window)
        if len(window) >= 3 and total >= 500_000 * YUAN:
            largest[pair] = max(total, largest.get(pair, 0))
    assert len(largest) > 10
    assert (
        dict(zip(zip(found["workbook"], found["payee"], strict=True), found["actual"], strict=True))
        == largest
    )


def test_repeated_payments_are_those_a_plain_search_finds() -> None:
    rng = np.random.default_rng(3)
    payees = pd.Series(rng.choice(["甲", "乙", ""], 300), dtype="str").replace("", np.nan)
    rows = ledger(
        amount=(rng.integers(1, 9, 300) * 1_000 * YUAN).tolist(), date=days_of(rng, 300), payee=payees
    )
    rows["workbook"] = rng.integers(0, 9, 300)
    rows["voucher"] = pd.Series([f"记-{n}" for n in range(300)], dtype="str")
    found = same_payee_and_amount(rows, series=1_000)
    expected = set()
    for _, group in rows.dropna(subset="payee").groupby(["workbook", "payee", "amount"]):
        ordered = group.sort_values(["date", "row"]).to_dict("records")
        for before, after in pairwise(ordered):
            if after["date"] - before["date"] <= timedelta(days=7):
                expected.add((after["workbook"], after["row"], before["row"]))
    assert len(expected) > 20
    assert set(found[["workbook", "row", "other"]].itertuples(index=False, name=None)) == expected


def test_no_words_find_nothing() -> None:
    rows = ledger(
        amount=[100, 100],
        date=pd.Series(pd.to_datetime(["2024-01-31", "2024-01-31"])).astype("datetime64[s]"),
        summary=pd.Series(["预付2月租金", "业务招待费"], dtype="str"),
    )
    project = pd.DataFrame({"workbook": [0], "row": [0], "year": pd.array([2024], dtype="Int64")})
    assert hospitality_cars_travel(rows, words=()).empty
    assert period_does_not_fit(project, rows)["row"].to_list() == []
    assert period_does_not_fit(project, rows, ahead=())["row"].to_list() == [2]


def test_rules_are_quiet_on_ledgers_without_rows() -> None:
    empty = {
        "disbursement": ledger(amount=[]).assign(
            date=pd.Series(dtype="datetime64[s]"),
            **{name: pd.Series(dtype="str") for name in ("voucher", "code", "payee", "summary", "remark")},
        ),
        "project": pd.DataFrame({"workbook": [0], "row": [0]}).assign(
            year=pd.array([2024], dtype="Int64"),
            carryover_fund=pd.array([pd.NA], dtype="Int64"),
            data_date=pd.Series([pd.NaT], dtype="datetime64[s]"),
            report_date=pd.Series([pd.NaT], dtype="datetime64[s]"),
        ),
        "totals": pd.DataFrame({"workbook": [0], "spent": pd.array([pd.NA], dtype="Int64")}),
    }
    for rule in catalogue():
        if rule.code.startswith("L"):
            assert rule(*(empty[name] for name in rule.tables)).empty, rule.code
