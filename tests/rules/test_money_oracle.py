"""Every money rule against an independent oracle, on thousands of budgets drawn at random."""

import random
from collections import Counter
from functools import cache
from typing import Any

import pytest

from analyzer.finding import Status
from analyzer.reading import Source, read_batch
from analyzer.reading.header import Place
from analyzer.reading.hidden import Hidden
from analyzer.reading.source import RawSheet
from analyzer.rules import NATIONAL, judge, selected
from analyzer.template import SHEETS, Sheet
from tests.rules.money_budgets import Workbook, budget_workbook
from tests.rules.money_oracle import Finding, review

SIZE = 2000
MONEY = selected(("M",))
ENOUGH = 10  # findings of every rule, or the comparison says nothing about it


def source(workbook: Workbook) -> Source:
    rows = {
        "project": [workbook["project"]],
        "budget": workbook["budget"],
        "disbursement": workbook["ledger"],
        "indicators": [],
    }
    return Source({sheet.table: raw(sheet, rows[sheet.table]) for sheet in SHEETS}, [], None, ())


def raw(sheet: Sheet, rows: list[dict[str, Any]]) -> RawSheet:
    places = {
        c.name: Place(n, 1, c.label.zh) if sheet.is_form else Place(0, n, c.label.zh)
        for n, c in enumerate(sheet.columns)
    }
    numbers = [0] if sheet.is_form else [n + 2 for n in range(len(rows))]
    values = {c.name: [row.get(c.name, "") for row in rows] for c in sheet.columns}
    return RawSheet(sheet.title.zh, places, numbers, values, Hidden())


@cache
def workbooks() -> list[Workbook]:
    rng = random.Random(20240105)
    return [budget_workbook(rng) for _ in range(SIZE)]


@cache
def judged() -> tuple[list[set[Finding]], int]:
    """Per workbook what the rules find, and how many judgements were skipped."""
    judgement = judge(read_batch([source(workbook) for workbook in workbooks()]), MONEY, NATIONAL)
    found: list[set[Finding]] = [set() for _ in workbooks()]
    for f in judgement.findings.to_dict("records"):
        figures = [f[name] for name in ("actual", "expected", "difference")]
        explained = f["status"] is Status.EXPLAINED
        found[f["workbook"]].add((f["rule"], f["table"], f["row"], f["column"], *figures, explained))
    return found, len(judgement.skipped)


@cache
def reviewed() -> list[set[Finding]]:
    return [review(workbook) for workbook in workbooks()]


@pytest.mark.parametrize("code", [rule.code for rule in MONEY])
def test_a_money_rule_finds_what_a_reviewer_finds(code: str) -> None:
    found, _ = judged()
    for workbook, ours, theirs in zip(workbooks(), found, reviewed(), strict=True):
        assert of(code, ours) == of(code, theirs), workbook


def of(code: str, findings: set[Finding]) -> set[Finding]:
    return {finding for finding in findings if finding[0] == code}


def test_nothing_is_skipped() -> None:
    assert judged()[1] == 0


def test_every_rule_is_put_to_the_test() -> None:
    times = Counter(finding[0] for findings in reviewed() for finding in findings)
    assert {rule.code: times[rule.code] for rule in MONEY if times[rule.code] < ENOUGH} == {}
    assert sum(not findings for findings in reviewed()) > ENOUGH
