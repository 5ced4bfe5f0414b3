"""Ordinary workbooks to measure with: 40 budget items, 300 ledger rows, 20 indicators, ten faults each."""

import io
import random
import zipfile
from datetime import date, timedelta
from functools import cache

from analyzer.template.workbook import Content, Value, write_workbook

GROUPS, ITEMS_PER_GROUP, LEDGER_ROWS, INDICATORS = 5, 7, 300, 20
PAYEES = ("县电信公司", "物业公司", "软件公司", "设备公司", "印刷厂", "租赁公司")
STRINGS = "xl/sharedStrings.xml"

Row = dict[str, Value]


@cache
def ordinary_workbook(seed: int) -> bytes:
    """One workbook with ten findings on ten cells, different for each seed.

    Project, unit and vouchers are called after the seed, so that two of them have nothing in common.
    """
    chance = random.Random(seed)
    budget: list[Row] = []
    leaves: list[tuple[str, int]] = []
    for group in range(1, GROUPS + 1):
        amounts = [chance.randrange(100, 9_000) for _ in range(ITEMS_PER_GROUP)]  # in hundredths of 万元
        budget.append(_item(str(group), f"第{group}组", sum(amounts)))
        for number, amount in enumerate(amounts, start=1):
            budget.append(_item(f"{group}.{number}", f"子项{group}-{number}", amount))
            leaves.append((f"{group}.{number}", amount))
    total = sum(amount for _, amount in leaves)
    budget.append(_item(None, "合计", total) | {"code": "合计"})
    project: Row = {
        "name": f"{mark(seed)}信息化项目",
        "competent_dept": "示例县财政局",
        "implementing_unit": f"{mark(seed)}信息中心",
        "year": 2024,
        "annual_goal": "完成年度任务",
        "claimed_arrival_rate": 1,
        "claimed_execution_rate": 1,
        "self_score": 100,
        "self_grade": "优",
    }
    ledger, indicators = _ledger(chance, leaves, seed), _indicators()
    _plant_faults(project, budget, ledger, indicators)
    written = io.BytesIO()
    write_workbook(written, content=Content(project, budget, ledger, indicators))
    return written.getvalue()


def mark(seed: int) -> str:
    """What tells one workbook from another, in as many characters for each."""
    return f"示例{seed:06}"


def renamed(content: bytes, seed: int, other: int) -> bytes:
    """The workbook of a seed as that of another project, with the same amounts."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for member in before.infolist():
            part = before.read(member)
            if member.filename == STRINGS:
                part = part.replace(mark(seed).encode(), mark(other).encode())
            after.writestr(member, part)
    return made.getvalue()


def _plant_faults(project: Row, budget: list[Row], ledger: list[Row], indicators: list[Row]) -> None:
    """Ten cells that a reviewer would mark, none of them the cause of another."""
    project |= {"claimed_arrival_rate": 0.95, "claimed_execution_rate": 0.9, "self_grade": "良"}
    budget[2]["adjustment"] = 5
    ledger[100]["voucher"] = None
    ledger[150]["date"] = date(2025, 1, 6)
    ledger[-1]["date"] = date(2023, 12, 28)
    indicators[0]["actual"] = "98%"
    indicators[4]["actual"] = indicators[6]["actual"] = 80


def _item(code: str | None, name: str, hundredths: int) -> Row:
    amount = hundredths / 100
    return {"code": code, "item": name, "initial_budget": amount, "adjusted_budget": amount}


def _ledger(chance: random.Random, leaves: list[tuple[str, int]], seed: int) -> list[Row]:
    rows: list[Row] = [
        _entry(date(2024, 1, 10), "到位", code, amount / 100, None, f"{mark(seed)}-到{number}")
        for number, (code, amount) in enumerate(leaves, start=1)
    ]
    payments = LEDGER_ROWS - len(leaves)
    for number in range(payments):
        code, amount = leaves[number % len(leaves)]
        share = payments // len(leaves) + (number % len(leaves) < payments % len(leaves))
        part = amount // share + (amount % share if number < len(leaves) else 0)
        day = date(2024, 2, 1) + timedelta(days=number * 300 // payments)
        rows.append(_entry(day, "支出", code, part / 100, chance.choice(PAYEES), f"{mark(seed)}-付{number}"))
    return rows


def _entry(day: date, kind: str, code: str, amount: float, payee: str | None, voucher: str) -> Row:
    return {
        "date": day,
        "voucher": voucher,
        "code": code,
        "type": kind,
        "amount": amount,
        "payee": payee,
        "summary": f"{kind}{code}",
    }


def _indicators() -> list[Row]:
    levels = [
        ("产出指标", "数量指标", 50),
        ("效益指标", "社会效益指标", 30),
        ("满意度指标", "服务对象满意度指标", 10),
    ]
    rows: list[Row] = [
        {"level1": "预算执行率", "level3": "预算执行率", "nature": "=", "target": "100%", "actual": "100%"}
        | {"weight": 10, "score": 10}
    ]
    counts = (11, 6, 2)
    for (level1, level2, points), count in zip(levels, counts, strict=True):
        for number in range(count):
            weight = points // count + (points % count if number == 0 else 0)
            row: Row = {"level1": level1, "level2": level2, "level3": f"{level2}{number + 1}", "nature": "≥"}
            row |= {"target": 90 + number, "measure_unit": "%" if "满意" in level1 else "个"}
            rows.append(row | {"actual": 91 + number, "weight": weight, "score": weight})
    rows.append({"level1": "合计", "weight": 100, "score": 100})
    return rows
