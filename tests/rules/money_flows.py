"""The part of the money oracle that follows the money: overspending, arrivals, and the balance by date.

Plain loops over exact fractions, like the rest of it; see `money_oracle`.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

from tests.rules.money_rows import HUNDREDTH, Row, mixed


def _overspent(case: Row) -> tuple[list[Any], Fraction]:
    """(row, excess) of the lowest rows that overspent, and how much of it they explain in all."""
    listed: list[Any] = []
    if mixed(case):
        return listed, Fraction(0)

    def explain(row: Row) -> Fraction:
        below = sum((explain(part) for part in row.below), Fraction(0))
        if row.budget is None or (row.budget == 0 and row.below):
            return below
        excess = row.spent - row.budget
        whole = row in case.tops and row.budget == case.all_budget
        if whole or excess <= max(min(row.adjusted_budget_half, HUNDREDTH), below):
            return below
        listed.append((row, excess))
        return Fraction(excess)

    roots = [row for row in case.budget if row.code and row.above is None]
    return listed, sum((explain(row) for row in roots), Fraction(0))


def overspending(case: Row) -> Iterator[Any]:
    listed, explained = _overspent(case)
    for row, _ in listed:
        large = [e for e in case.ledger if e.type == "支出" and e.code == row.code and e.amount > row.budget]
        table, at, column = ("budget", row.row, "adjusted_budget")
        if len(large) == 1:
            table, at, column = ("disbursement", large[0].row, "amount")
        settled = case.noted or (table == "budget" and row.remark)
        yield "M202", table, at, column, row.spent, row.budget, None, settled
    if case.line is None or not case.all_budget or case.all_budget < 0 or case.spent is None:
        return
    if mixed(case):
        return
    excess = case.spent - case.all_budget
    if _uncovered(case) >= excess:
        return
    if excess > min(case.line.adjusted_budget_half, HUNDREDTH) and excess > explained:
        yield (
            "M201",
            "budget",
            case.line.row,
            "adjusted_budget",
            case.spent,
            case.all_budget,
            None,
            case.noted,
        )


def _uncovered(case: Row) -> Fraction:
    """By how much spending exceeds what was available, where arrivals are recorded; else zero."""
    if not case.arrivals or case.arrived < 0:
        return Fraction(0)
    excess = case.spent - case.arrived - case.carried
    return excess if excess > case.slack else Fraction(0)


def arrivals(case: Row) -> Iterator[Any]:
    if not case.arrivals or not case.all_budget or case.all_budget < 0 or mixed(case):
        return
    rate = float(case.arrived / case.all_budget)
    slack = min(case.line.adjusted_budget_half, HUNDREDTH) if case.line else Fraction(0)
    at = ("project", 0, "claimed_arrival_rate", rate)
    if case.line and case.arrived > case.all_budget + slack and case.spent < case.arrived:
        yield "M203", *at, 1.0, abs(rate - 1.0), case.noted
    if case.year_end and float(case.arrived) < float(case.all_budget) * 0.8:
        yield "M204", *at, 0.8, abs(rate - 0.8), case.noted


def _flow(entry: Row) -> Fraction:
    return Fraction(entry.amount if entry.type == "到位" else -entry.amount)


def _short(entries: list[Row], opening: Fraction, slack: Fraction) -> tuple[Row, Fraction] | None:
    """The first entry, by date with money in first, at which more is out than in, and by how much."""
    left = opening
    for entry in sorted(entries, key=lambda e: (e.date, _flow(e) < 0, e.row)):
        left += _flow(entry)
        if left < -slack:
            return entry, -left
    return None


def cash(case: Row) -> Iterator[Any]:
    paid = [e for e in case.ledger if e.type == "支出"]
    if not case.arrivals:
        if paid and case.spent > case.carried:
            yield "M213", "disbursement", paid[0].row, "type", case.spent, None, None, False
        return
    if case.arrived < 0 or mixed(case):
        return
    available = case.arrived + case.carried
    over = _uncovered(case) > 0
    if over:
        running, crossing = Fraction(0), None
        for entry in paid:
            if running <= available < running + entry.amount:
                crossing = entry
            running += entry.amount
        if crossing:  # what is available may be negative where the carry-over is
            yield "M211", "disbursement", crossing.row, "amount", case.spent, available, None, False
    flows = [e for e in case.ledger if _flow(e) != 0]
    if any(e.date == "" for e in flows):
        return
    strays = _strays(case)
    flows = [Row(**{**vars(e), "date": date.min if e in strays else e.date}) for e in flows]
    flows = [e for e in flows if e.date > date.min or _flow(e) > 0]
    short = _short(flows, case.carried, case.slack)
    if short and not over:
        yield "M212", "disbursement", short[0].row, "amount", None, None, short[1], False
    if not short and case.carried == 0:
        yield from _borrowed(case, flows)


def _strays(case: Row) -> list[Row]:
    """Entries dated outside the budget year, unless they are the greater part."""
    dated = [e for e in case.ledger if e.date]
    year = case.project.get("year")
    outside = [e for e in dated if year and e.date.year != year]
    return outside if len(outside) * 2 <= len(dated) else []


def _borrowed(case: Row, flows: list[Row]) -> Iterator[Any]:
    by_top: dict[str, list[Row]] = {}
    for entry in flows:
        by_top.setdefault(entry.code.partition(".")[0], []).append(entry)
    if "" in by_top or not all(any(e.type == "到位" for e in own) for own in by_top.values()):
        return
    exceeding = {row.code for row in case.tops if row.budget is not None and row.spent > row.budget}
    for code, own in by_top.items():
        short = _short(own, Fraction(0), case.slack)
        if short and code not in exceeding:
            settled = case.noted or bool(getattr(short[0], "remark", ""))
            yield "M214", "disbursement", short[0].row, "amount", None, None, short[1], settled
