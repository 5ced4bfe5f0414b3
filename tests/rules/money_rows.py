"""A workbook of `money_budgets` read and summed up on paper: exact fractions of a fen and plain loops.

Written without the analyzer's own reading and measures; the oracle works on what stands here.
"""

from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

FEN = {"万元": 1_000_000, "元": 100}
HUNDREDTH = Fraction(5_000)  # half of 0.01 万元 in fen
AMOUNTS = ("adjusted_budget", "initial_budget", "adjustment")
CLAIMS = ("claimed_budget", "claimed_arrived", "claimed_spent", "claimed_balance")
SOURCES = ("fiscal_fund", "carryover_fund", "other_fund")

Row = SimpleNamespace


def _money(cell: Any, unit: str) -> tuple[Fraction | None, Fraction]:
    """The amount in fen and half a unit of its last stated digit; zero and blank are exact."""
    if cell in ("", None):
        return None, Fraction(0)
    text = repr(cell).removesuffix(".0") if isinstance(cell, float) else cell
    decimals = len(text.partition(".")[2])
    fen = Fraction(text) * FEN[unit]
    return fen, Fraction(FEN[unit], 2 * 10**decimals) if fen else Fraction(0)


def read(workbook: dict[str, Any]) -> Row:
    project, unit = workbook["project"], workbook["project"]["unit"]
    case = Row(budget=[], ledger=[], total=None, project=project)
    for name in (*CLAIMS, *SOURCES):
        amount, half = _money(project.get(name), unit)
        setattr(case, name, amount)
        setattr(case, name + "_half", half)
    for number, cells in enumerate(workbook["budget"], 2):
        row = Row(
            row=number, code=cells["code"], item=cells["item"], cells=cells, above=None, below=[], orphans=[]
        )
        for name in AMOUNTS:
            amount, half = _money(cells.get(name), unit)
            setattr(row, name, amount)
            setattr(row, name + "_half", half)
        row.price, row.price_half = _money(cells.get("unit_price"), "元")
        row.budget = first(row.adjusted_budget, plus(row.initial_budget, row.adjustment))
        row.remark = bool(cells.get("remark"))
        case.budget.append(row)
    for number, cells in enumerate(workbook["ledger"], 2):
        fen = _money(cells["amount"], unit)
        entry = Row(row=number, **{**cells, "amount": fen[0], "half": fen[1]})
        case.ledger.append(entry)
    _grow(case)
    _sum_up(case)
    return case


def plus(initial: Fraction | None, adjustment: Fraction | None) -> Fraction | None:
    return None if initial is None else initial + (adjustment or 0)


def first(*amounts: Fraction | None) -> Fraction | None:
    return next((amount for amount in amounts if amount is not None), None)


def _grow(case: Row) -> None:
    """Rows hung below their parents; the parts of 合计 are the top rows."""
    by_code = {row.code: row for row in case.budget if row.code}
    case.tops = [row for row in case.budget if row.code and "." not in row.code]
    for row in case.budget:
        row.above = by_code.get(row.code.rpartition(".")[0]) if "." in row.code else None
        if row.above:
            row.above.below.append(row)
        if row.item == "合计":
            case.total, row.below = row, case.tops
    for row in [row for row in case.budget if "." in row.code and not row.above]:
        steps = row.code.split(".")
        near = [by_code.get(".".join(steps[:levels])) for levels in range(len(steps) - 2, 0, -1)]
        nearest = next((above for above in near if above), case.total)
        if nearest:
            nearest.orphans.append(row)
    case.line = case.total or next(iter(case.tops), None)


def _sum_up(case: Row) -> None:
    """Arrived and spent per row with all rows below, and per project."""

    def add(entries: list[Row]) -> tuple[Fraction, Fraction, int]:
        came = sum((e.amount for e in entries if e.type == "到位"), Fraction(0))
        back = sum((e.amount for e in entries if e.type == "退回"), Fraction(0))
        paid = sum((e.amount for e in entries if e.type == "支出"), Fraction(0))
        return came - back, paid, sum(e.type == "到位" for e in entries)

    for row in case.budget:
        under = {each.code for each in branch(row)} if row.code else set()
        row.arrived, row.spent, row.arrivals = add([e for e in case.ledger if e.code in under])
    case.arrived, case.spent, case.arrivals = add(case.ledger)
    case.payments = sum(e.type == "支出" for e in case.ledger)
    if not case.ledger:
        case.arrived = case.spent = None
    full = [row for row in case.tops if not row.item.startswith("其中")]
    for name, of in (("all_budget", "budget"), ("all_initial", "initial_budget")):
        stated = [getattr(row, of) for row in full if getattr(row, of) is not None]
        own = getattr(case.total, of) if case.total else None
        setattr(case, name, first(own, sum(stated, Fraction(0)) if stated else None))
    marked = [
        row.adjusted_budget
        for row in case.budget
        if row.code
        and not row.below
        and row.cells.get("source") == "上年结转"
        and row.adjusted_budget is not None
    ]
    case.carried = first(case.carryover_fund, sum(marked, Fraction(0)) if marked else None) or Fraction(0)
    halves = [min(e.half, HUNDREDTH) for e in case.ledger if e.type == "到位"]
    case.slack = max(halves, default=Fraction(0))
    case.noted = bool(case.project.get("deviation_note"))
    case.year_end = case.project["stage"] != "运行监控"


def branch(row: Row) -> Iterator[Row]:
    yield row
    for below in row.below:
        yield from branch(below)


def slipped(case: Row, kind: str) -> int:
    """1 where all of this type come to some ten thousand budgets, -1 where to a ten-thousandth, else 0."""
    moved, whole = {"到位": case.arrived, "支出": case.spent}[kind], case.all_budget
    if not moved or not whole or moved < 0 or whole < 0:
        return 0
    little = 5_000 <= whole / moved <= 20_000
    if kind == "支出" and slipped(case, "到位") != -1:
        little = False  # little may be spent in earnest
    return int(5_000 <= moved / whole <= 20_000) - int(little)


def mixed(case: Row) -> bool:
    return any(slipped(case, kind) for kind in ("到位", "支出"))
