"""The money rules once more, as a reviewer would work them out on paper: exact fractions and plain loops.

Written from what the rules promise, without the rules' own code, to hold them against. `review` takes a
workbook of `money_budgets` and gives the set of findings: (rule, table, row, column, actual, expected,
difference, explained), money in fen.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from tests.rules.money_flows import arrivals, cash, overspending
from tests.rules.money_rows import AMOUNTS, SOURCES, Row, first, mixed, plus, read, slipped

Finding = tuple[str, str, int, str, Any, Any, Any, bool]


def review(workbook: dict[str, Any]) -> set[Finding]:
    """Every finding of every money rule."""
    case = read(workbook)
    found: set[Finding] = set()
    for rule in RULES:
        found |= {
            (code, table, row, column, actual, expected, _difference(actual, expected, apart), explained)
            for code, table, row, column, actual, expected, apart, explained in rule(case)
        }
    return found


def _difference(actual: Any, expected: Any, apart: Any) -> Any:
    return apart if apart is not None or None in (actual, expected) else abs(actual - expected)


def _is_partial(row: Row) -> bool:
    return any(part.item.startswith("其中") for part in row.below)


def _excess(row: Row, name: str) -> Fraction:
    """How much a row states above what is right below it; nothing where that is not to be judged."""
    known = [getattr(part, name) for part in row.below if getattr(part, name) is not None]
    stated = getattr(row, name)
    if not known or not stated or _is_partial(row):
        return Fraction(0)
    lost = sum((getattr(orphan, name) or 0 for orphan in row.orphans), Fraction(0))
    excess = Fraction(stated - sum(known, Fraction(0)))
    return Fraction(0) if excess == lost else excess


def totals(case: Row) -> Iterator[Any]:
    for row in [r for r in case.budget if r.below]:
        seen = set()
        partial = _is_partial(row)
        for name in AMOUNTS:
            known = [getattr(part, name) for part in row.below if getattr(part, name) is not None]
            stated = getattr(row, name)
            parts = sum(known, Fraction(0))
            slack = sum((getattr(r, name + "_half") for r in [row, *row.below]), Fraction(0))
            excess = _excess(row, name)
            from_below = sum((_excess(part, name) for part in row.below), Fraction(0))
            if excess not in (0, -from_below) and abs(parts - stated) not in seen:
                seen.add(abs(parts - stated))
                own = "M101" if name == "adjusted_budget" else "M106"
                code = own if abs(parts - stated) > slack else "M102"
                yield code, "budget", row.row, name, parts, stated, None, False
            if name == "adjusted_budget" and partial and stated and parts > stated + slack:
                yield "M103", "budget", row.row, name, parts, stated, None, False
            if name == "adjusted_budget" and not stated and parts:
                yield "M104", "budget", row.row, name, stated, parts, None, False


def _gap(row: Row) -> Fraction:
    bridged = plus(row.initial_budget, row.adjustment)
    known = bridged is not None and row.adjusted_budget is not None
    return bridged - row.adjusted_budget if known else Fraction(0)


def bridge(case: Row) -> Iterator[Any]:
    by_sum = {row: parts for code, _, row, _, parts, *_ in totals(case) if code == "M101"}
    blank = []
    for row in case.budget:
        slack = row.adjusted_budget_half + row.initial_budget_half + row.adjustment_half
        bridged = plus(row.initial_budget, row.adjustment)
        if abs(_gap(row)) <= slack or by_sum.get(row.row) == bridged:
            continue
        if row.adjustment is None:
            blank.append(row)
        elif _gap(row) != sum((_gap(part) for part in row.below), Fraction(0)):
            yield "M105", "budget", row.row, "adjusted_budget", row.adjusted_budget, bridged, None, False
    for row in [*[r for r in blank if r is case.total], *blank][:1]:
        settled = bool(case.project.get("adjustment_note")) or row.remark
        figures = (row.adjusted_budget, row.initial_budget, None)
        yield "M107", "budget", row.row, "adjustment", *figures, settled


def units(case: Row) -> Iterator[Any]:
    moved = [e for e in case.ledger if e.type in ("到位", "支出") and e.amount and slipped(case, e.type)]
    beyond = [e for e in moved if slipped(case, e.type) > 0 and e.amount > case.all_budget]
    for entry in [*beyond, *moved][:1]:
        settled = entry.amount * Fraction(10_000) ** -slipped(case, entry.type)
        yield "M116", "disbursement", entry.row, "amount", entry.amount, round(settled), None, False
    if case.all_budget and not 100_000 <= abs(case.all_budget) <= 10**13:
        yield "M131", "project", 0, "unit", case.all_budget, None, None, case.noted


def claims(case: Row) -> Iterator[Any]:
    own = case.total.adjusted_budget if case.total else None
    rounding = (
        case.total.adjusted_budget_half
        if own is not None
        else sum((r.adjusted_budget_half for r in case.tops), Fraction(0))
    )
    sources = [getattr(case, name) for name in SOURCES]
    known = [amount for amount in sources if amount is not None]
    broken_down = case.fiscal_fund is not None or case.other_fund is not None
    summed = sum(known, Fraction(0)) if broken_down else None
    half = sum((getattr(case, name + "_half") for name in SOURCES), Fraction(0))
    where = "fiscal_fund" if case.fiscal_fund is not None else "other_fund"
    as_claimed = (
        summed is not None and case.claimed_budget is not None and abs(summed - case.claimed_budget) <= half
    )
    arrived = case.arrived if case.arrivals and not slipped(case, "到位") else None
    spent = None if slipped(case, "支出") else case.spent
    for code, column, claimed, room, computed, other in (
        ("M111", "claimed_budget", case.claimed_budget, case.claimed_budget_half, case.all_budget, rounding),
        ("M112", where, summed, half, case.all_budget, rounding),
        ("M113", "claimed_arrived", case.claimed_arrived, case.claimed_arrived_half, arrived, Fraction(0)),
        ("M114", "claimed_spent", case.claimed_spent, case.claimed_spent_half, spent, Fraction(0)),
    ):
        if claimed is None or computed is None:
            continue
        small = abs(claimed * 10_000 - computed) <= room * 10_000 + other
        large = abs(claimed - computed * 10_000) <= room + other * 10_000
        if (small or large) and claimed and computed:
            yield "M116", "project", 0, column, claimed, computed, None, False
        elif abs(claimed - computed) > room + other and not (code == "M112" and as_claimed):
            yield code, "project", 0, column, claimed, computed, None, False


def balance(case: Row) -> Iterator[Any]:
    if case.claimed_balance is None or mixed(case):
        return
    came = first(case.claimed_arrived, case.arrived)
    paid = first(case.claimed_spent, case.spent)
    recorded = case.arrived - case.spent if case.arrivals else None
    stated = came - paid if came is not None and paid is not None else None
    carried = case.carryover_fund or Fraction(0)
    slack = case.claimed_balance_half + case.carryover_fund_half
    wide = slack + case.claimed_arrived_half + case.claimed_spent_half
    for figure, room in ((recorded, slack), (stated, wide)):
        if figure is not None and any(abs(case.claimed_balance - figure - c) <= room for c in (carried, 0)):
            return
    figure = first(recorded, stated)
    if figure is not None:
        yield "M115", "project", 0, "claimed_balance", case.claimed_balance, figure + carried, None, False


def quantities(case: Row) -> Iterator[Any]:
    for row in case.budget:
        quantity = row.cells.get("quantity")
        if quantity and row.price is not None and row.adjusted_budget is not None:
            product = Fraction(quantity) * row.price
            room = row.price_half * abs(Fraction(quantity))
            fits = [
                getattr(row, name) is not None
                and abs(product - getattr(row, name)) <= room + getattr(row, name + "_half")
                for name in ("adjusted_budget", "initial_budget")
            ]
            if not any(fits):
                yield (
                    "M121",
                    "budget",
                    row.row,
                    "adjusted_budget",
                    row.adjusted_budget,
                    round(product),
                    None,
                    False,
                )
        counts = [part.cells.get("quantity") for part in row.below if row.code]
        same = {part.cells.get("quantity_unit") for part in row.below} == {row.cells.get("quantity_unit")}
        partial = any(part.item.startswith("其中") for part in row.below)
        if (
            quantity
            and counts
            and all(counts)
            and same
            and not partial
            and max(counts) != quantity
            and sum(counts) != quantity
        ):
            yield "M122", "budget", row.row, "quantity", quantity, sum(counts), None, row.remark


def adjustments(case: Row) -> Iterator[Any]:
    if case.line is None or case.all_initial is None or case.all_budget is None:
        return
    settled = bool(case.project.get("adjustment_note")) or case.line.remark
    initial, budget, row = case.all_initial, case.all_budget, case.line.row
    if initial == 0 and budget > 0:
        yield "M221", "budget", row, "initial_budget", initial, budget, None, settled
    if initial > 0 and float(abs(budget - initial)) > float(initial) * 0.2:
        yield "M222", "budget", row, "adjustment", budget, initial, None, settled
    if initial > 0 and initial != budget and budget == case.spent and budget % 1_000_000:
        yield "M223", "budget", row, "adjusted_budget", budget, None, None, settled


def idle(case: Row) -> Iterator[Any]:
    if not case.year_end:
        return
    unspent = case.carryover_fund is not None and case.spent is not None and case.spent < case.carryover_fund
    if unspent and not mixed(case):
        yield "M233", "project", 0, "carryover_fund", case.carryover_fund, case.spent, None, case.noted
    if case.payments == 0:
        return
    if case.spent == sum((row.spent for row in case.tops), Fraction(0)):
        for row in case.budget:
            if row.code and row.budget and row.budget > 0 and _still(row) and not _hidden(row):
                settled = case.noted or row.remark
                yield "M231", "budget", row.row, "adjusted_budget", None, row.budget, None, settled
    if float(case.arrived - case.spent) > float(case.arrived) * 0.3 or mixed(case):
        return
    for row in case.tops:
        if row.arrived > 0 and float(row.arrived - row.spent) > float(row.arrived) * 0.3:
            settled = case.noted or row.remark
            yield "M232", "budget", row.row, "adjusted_budget", row.arrived - row.spent, None, None, settled


def _still(row: Row) -> bool:
    return not (row.arrived or row.spent or row.arrivals)


def _hidden(row: Row) -> bool:
    """Below a row that does not move either, or that payments are booked to directly."""
    above, direct = row.above, False
    while above:
        direct |= above.spent != sum((part.spent for part in above.below), Fraction(0))
        above = above.above
    return direct or (row.above is not None and _still(row.above))


RULES = (totals, bridge, units, claims, balance, quantities, overspending, arrivals, cash, adjustments, idle)
