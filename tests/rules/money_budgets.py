"""Budgets for the money oracle: sound ones, drawn at random, with a few slips made in each.

A workbook is a dict of plain cells: `project` {label: cell}, `budget` and `ledger` lists of {label: cell},
keyed by the template's own column names. Amounts are texts, so that their decimals are stated.
"""

import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
Workbook = dict[str, Any]

PLACES = {"万元": (0, 1, 2, 2, 4), "元": (0, 2, 2)}
SOURCES = ("fiscal_fund", "carryover_fund", "other_fund")
CLAIMS = ("claimed_budget", "claimed_arrived", "claimed_spent", "claimed_balance")
MONEY = {*SOURCES, *CLAIMS, "initial_budget", "adjustment", "adjusted_budget", "unit_price", "amount"}
START = date(2024, 1, 2)


def budget_workbook(rng: random.Random) -> Workbook:
    """One workbook with up to three levels and a ledger, and none to four slips."""
    unit = rng.choice(("万元", "万元", "元"))
    places = rng.choice(PLACES[unit])
    budget = _budget(rng, places)
    if rng.random() < 0.3:
        for row in budget:
            row |= {"initial_budget": "", "adjustment": ""}
    workbook: Workbook = {"project": {"unit": unit}, "budget": budget, "ledger": _ledger(rng, budget, places)}
    _claim(rng, workbook)
    for _ in range(rng.randrange(5)):
        rng.choice(SLIPS)(rng, workbook)
    for row in [*workbook["budget"], *workbook["ledger"]]:
        if rng.random() < 0.03:
            row["remark"] = "已批准"
    for note in ("deviation_note", "adjustment_note"):
        if rng.random() < 0.2:
            workbook["project"][note] = "见批复文件"
    if rng.random() < 0.3:
        _as_numbers(workbook)
    if rng.random() < 0.8:
        workbook["project"]["year"] = float(START.year)
    workbook["project"]["stage"] = rng.choice(("", "年度自评", "年度自评", "运行监控"))
    return workbook


def _as_numbers(workbook: Workbook) -> None:
    """Amounts as number cells, which do not show the zeros at their end."""
    for row in [workbook["project"], *workbook["budget"], *workbook["ledger"]]:
        for name, cell in row.items():
            if name in MONEY and cell:
                row[name] = float(cell)


def _budget(rng: random.Random, places: int) -> list[Row]:
    rows: list[Row] = []
    for top in range(1, rng.randint(1, 3) + 1):
        rows += _branch(rng, str(top), places, depth=rng.randint(1, 3))
    if rng.random() < 0.85:
        tops = [row for row in rows if "." not in row["code"]]
        rows.append({"code": "", "item": "合计", **_sum(tops)})
    return rows


def _branch(rng: random.Random, code: str, places: int, depth: int) -> list[Row]:
    """A row and what stands below it; it states the sum of its parts."""
    if depth == 1 or rng.random() < 0.2:
        return [{"code": code, "item": f"子项{code}", **_leaf(rng, places)}]
    below = [_branch(rng, f"{code}.{n}", places, depth - 1) for n in range(1, rng.randint(2, 3) + 1)]
    own = {"code": code, "item": f"分组{code}", **_sum([branch[0] for branch in below])}
    if rng.random() < 0.1:
        below[0][0]["item"] = "其中：" + below[0][0]["item"]
    return [own, *(row for branch in below for row in branch)]


def _leaf(rng: random.Random, places: int) -> Row:
    amount = Decimal(rng.randint(1, 9999)).scaleb(-places) if places else Decimal(rng.randint(1, 400))
    row: Row = {"initial_budget": "", "adjustment": "", "adjusted_budget": str(amount)}
    kind = rng.random()
    if kind < 0.7:
        row["initial_budget"] = str(amount)
    elif kind < 0.95:
        adjustment = Decimal(rng.randint(-50, 200)).scaleb(-places)
        row |= {"initial_budget": str(amount - adjustment), "adjustment": str(adjustment)}
    else:
        row |= {"initial_budget": "0", "adjustment": str(amount)}
    row["source"] = rng.choice(("财政拨款", "财政拨款", "财政拨款", "上年结转", "其他资金"))
    if rng.random() < 0.2:
        row |= {"quantity": rng.choice((1.0, 2.0, 12.0, 2.5)), "quantity_unit": rng.choice(("台", "月"))}
    return row


def _sum(rows: list[Row]) -> Row:
    own: Row = {}
    for name in ("initial_budget", "adjustment", "adjusted_budget"):
        amounts = [Decimal(row[name]) for row in rows if row[name]]
        own[name] = str(sum(amounts, Decimal(0))) if amounts else ""
    quantities = [row.get("quantity", 0.0) for row in rows]
    if all(quantities):
        own |= {"quantity": sum(quantities), "quantity_unit": rows[0]["quantity_unit"]}
    return own


def _ledger(rng: random.Random, budget: list[Row], places: int) -> list[Row]:
    """Arrivals on the top items or the leaves, and payments on the leaves; now and then none."""
    codes = {row["code"] for row in budget}
    leaves = [row for row in budget if row["code"] and f"{row['code']}.1" not in codes]
    tops = [row for row in budget if row["code"] and "." not in row["code"]]
    rows: list[Row] = []
    style = rng.random()
    if style < 0.05:
        return rows
    if style > 0.15:
        for row in tops if style < 0.8 else leaves:
            share = rng.choice((Decimal(1), Decimal(1), Decimal("0.5")))
            rows.append(_entry(rng, row["code"], "到位", _part(row, share), early=True))
    for row in leaves:
        for part in rng.choice((("1",), ("0.5", "0.5"), ("0.9",), ("0.25", "0.25"), ())):
            rows.append(_entry(rng, row["code"], "支出", _part(row, Decimal(part)), early=False))
    rng.shuffle(rows)
    return rows


def _part(row: Row, share: Decimal) -> str:
    return str((Decimal(row["adjusted_budget"] or 0) * share).quantize(Decimal("0.01")))


def _entry(rng: random.Random, code: str, kind: str, amount: str, *, early: bool) -> Row:
    day = START + timedelta(days=rng.randint(0, 40) if early else rng.randint(10, 350))
    return {"date": day, "code": code, "type": kind, "amount": amount}


def _claim(rng: random.Random, workbook: Workbook) -> None:
    """What 项目信息 states, mostly what the sheets give."""

    def ledger(kind: str) -> Decimal:
        rows = (row for row in workbook["ledger"] if row["type"] == kind)
        return sum((Decimal(row["amount"]) for row in rows), Decimal(0))

    tops = [row for row in workbook["budget"] if row["code"] and "." not in row["code"]]
    total = sum((Decimal(row["adjusted_budget"] or 0) for row in tops), Decimal(0))
    carried = rng.choice((Decimal(0), Decimal(0), Decimal(0), Decimal(5)))
    claims = {
        "claimed_budget": total,
        "claimed_arrived": ledger("到位"),
        "claimed_spent": ledger("支出"),
        "claimed_balance": ledger("到位") + carried - ledger("支出"),
        "fiscal_fund": total - carried,
        "carryover_fund": carried,
    }
    for name, amount in claims.items():
        if rng.random() < 0.4 and amount:
            rounded = amount.quantize(Decimal(1).scaleb(-rng.choice((0, 1, 2, 2))))
            workbook["project"][name] = str(rounded)


def _change_amount(rng: random.Random, workbook: Workbook) -> None:
    row = rng.choice(workbook["budget"])
    name = rng.choice(("adjusted_budget", "adjusted_budget", "initial_budget", "adjustment"))
    change = Decimal(rng.randint(-300, 300)).scaleb(-rng.choice((0, 1, 2)))
    row[name] = str(Decimal(row[name] or 0) + change)


def _blank_amount(rng: random.Random, workbook: Workbook) -> None:
    rng.choice(workbook["budget"])["adjusted_budget"] = rng.choice(("", "0"))


def _drop_budget_row(rng: random.Random, workbook: Workbook) -> None:
    if len(workbook["budget"]) > 1:
        workbook["budget"].remove(rng.choice(workbook["budget"]))


def _change_claim(rng: random.Random, workbook: Workbook) -> None:
    claimed = [name for name in workbook["project"] if name in (*CLAIMS, *SOURCES)]
    if not claimed:
        return
    name = rng.choice(claimed)
    amount = Decimal(workbook["project"][name])
    larger = amount * 10_000 if abs(amount) < 100_000 else amount + 1
    workbook["project"][name] = str(rng.choice((larger, amount + 1, -amount, Decimal(0))))


def _price(rng: random.Random, workbook: Workbook) -> None:
    row = rng.choice(workbook["budget"])
    row |= {"quantity": rng.choice((1.0, 2.0, 3.0, 2.5)), "quantity_unit": "台"}
    scale = 10_000 if workbook["project"]["unit"] == "万元" else 1
    wrong = rng.choice((Decimal(1), Decimal(1), Decimal("1.1"), Decimal("0.0001")))
    price = Decimal(row["adjusted_budget"] or 0) * scale * wrong / Decimal(str(row["quantity"]))
    row["unit_price"] = str(price.quantize(Decimal("0.01")))


def _count(rng: random.Random, workbook: Workbook) -> None:
    for row in workbook["budget"]:
        row |= {"quantity": float(rng.randint(1, 4)), "quantity_unit": "台"}


def _entry_slip(rng: random.Random, workbook: Workbook) -> None:
    """One ledger row more: a return, a red-ink reversal, a payment too many, one without code or date."""
    codes = [row["code"] for row in workbook["budget"]]
    amount = str(Decimal(rng.randint(1, 3000)).scaleb(-rng.choice((0, 1, 2))))
    row = _entry(rng, rng.choice(codes), rng.choice(("退回", "支出", "支出", "到位")), amount, early=False)
    if rng.random() < 0.3:
        row["amount"] = f"-{amount}"
    if rng.random() < 0.1:
        row["date"] = ""
    workbook["ledger"].append(row)


def _adjust_all(rng: random.Random, workbook: Workbook) -> None:
    """Raise or cut every amount of one row by what brings the budget to the spending, or by much."""
    total = workbook["budget"][-1]
    spent = sum((Decimal(r["amount"]) for r in workbook["ledger"] if r["type"] == "支出"), Decimal(0))
    target = rng.choice((spent, Decimal(total["adjusted_budget"] or 1) * 2))
    total["adjusted_budget"] = str(target)


def _round_amount(rng: random.Random, workbook: Workbook) -> None:
    """A total stated more coarsely than its parts, or one digit beside what it rounds to."""
    row = rng.choice([row for row in workbook["budget"] if row["item"][:2] in ("分组", "合计")] or [{}])
    if not row.get("adjusted_budget"):
        return
    amount = Decimal(row["adjusted_budget"])
    decimals = len(row["adjusted_budget"].partition(".")[2])
    step = Decimal(1).scaleb(min(1 - decimals, 0))
    row["adjusted_budget"] = str(amount.quantize(step) + rng.choice((0, 0, 0, step, -step)))
    row["initial_budget"] = row["adjustment"] = ""


def _lose_arrivals(rng: random.Random, workbook: Workbook) -> None:
    workbook["ledger"] = [row for row in workbook["ledger"] if row["type"] != "到位"]


def _nothing_at_first(rng: random.Random, workbook: Workbook) -> None:
    for row in workbook["budget"]:
        row |= {"initial_budget": "0", "adjustment": row["adjusted_budget"]}


def _other_year(rng: random.Random, workbook: Workbook) -> None:
    for row in rng.sample(workbook["ledger"], min(len(workbook["ledger"]), rng.choice((1, 1, 2)))):
        if row["date"]:
            row["date"] = row["date"].replace(year=START.year + rng.choice((-1, 1)), day=1)


def _other_unit(rng: random.Random, workbook: Workbook) -> None:
    """The ledger, or its payments only, in the other unit."""
    kinds = rng.choice((("到位", "支出", "退回"), ("支出",), ("到位",)))
    factor = rng.choice((Decimal(10_000), Decimal("0.0001")))
    for row in workbook["ledger"]:
        if row["type"] in kinds and abs(Decimal(row["amount"])) < 100_000:
            row["amount"] = str((Decimal(row["amount"]) * factor).quantize(Decimal("0.01")))


SLIPS = (
    _other_unit,
    _other_year,
    _lose_arrivals,
    _nothing_at_first,
    _round_amount,
    _round_amount,
    _change_amount,
    _change_amount,
    _blank_amount,
    _drop_budget_row,
    _change_claim,
    _price,
    _count,
    _entry_slip,
    _entry_slip,
    _adjust_all,
)
