"""Ordinary workbooks to measure with: 40 budget items, 300 ledger rows, 20 indicators each."""

import io
import random
from datetime import date, timedelta
from functools import cache

from analyzer.template.workbook import Content, write_workbook

GROUPS, ITEMS_PER_GROUP, LEDGER_ROWS, INDICATORS = 5, 7, 300, 20
PAYEES = ("县电信公司", "物业公司", "软件公司", "设备公司", "印刷厂", "租赁公司")


@cache
def ordinary_workbook(seed: int) -> bytes:
    """One workbook without faults worth mentioning, different for each seed."""
    chance = random.Random(seed)
    budget: list[dict[str, object]] = []
    leaves: list[tuple[str, int]] = []
    for group in range(1, GROUPS + 1):
        amounts = [chance.randrange(100, 9_000) for _ in range(ITEMS_PER_GROUP)]  # in hundredths of 万元
        budget.append(_item(str(group), f"第{group}组", sum(amounts)))
        for number, amount in enumerate(amounts, start=1):
            budget.append(_item(f"{group}.{number}", f"子项{group}-{number}", amount))
            leaves.append((f"{group}.{number}", amount))
    total = sum(amount for _, amount in leaves)
    budget.append(_item(None, "合计", total) | {"code": "合计"})
    project = {
        "name": f"示例项目{seed}",
        "competent_dept": "示例县财政局",
        "implementing_unit": "示例县信息中心",
        "year": 2024,
        "annual_goal": "完成年度任务",
        "claimed_arrival_rate": 1,
        "claimed_execution_rate": 1,
        "self_score": 100,
        "self_grade": "优",
    }
    content = Content(project, budget, _ledger(chance, leaves), _indicators())
    written = io.BytesIO()
    write_workbook(written, content=content)
    return written.getvalue()


def _item(code: str | None, name: str, hundredths: int) -> dict[str, object]:
    amount = hundredths / 100
    return {"code": code, "item": name, "initial_budget": amount, "adjusted_budget": amount}


def _ledger(chance: random.Random, leaves: list[tuple[str, int]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = [
        _entry(date(2024, 1, 10), "到位", code, amount / 100, None, number)
        for number, (code, amount) in enumerate(leaves, start=1)
    ]
    payments = LEDGER_ROWS - len(leaves)
    for number in range(payments):
        code, amount = leaves[number % len(leaves)]
        share = payments // len(leaves) + (number % len(leaves) < payments % len(leaves))
        part = amount // share + (amount % share if number < len(leaves) else 0)
        day = date(2024, 2, 1) + timedelta(days=number * 300 // payments)
        rows.append(_entry(day, "支出", code, part / 100, chance.choice(PAYEES), number))
    return rows


def _entry(
    day: date, kind: str, code: str, amount: float, payee: str | None, number: int
) -> dict[str, object]:
    return {
        "date": day,
        "voucher": f"记-{kind}-{number}",
        "code": code,
        "type": kind,
        "amount": amount,
        "payee": payee,
        "summary": f"{kind}{code}",
    }


def _indicators() -> list[dict[str, object]]:
    levels = [
        ("产出指标", "数量指标", 50),
        ("效益指标", "社会效益指标", 30),
        ("满意度指标", "服务对象满意度指标", 10),
    ]
    rows: list[dict[str, object]] = [
        {"level1": "预算执行率", "level3": "预算执行率", "nature": "=", "target": "100%", "actual": "100%"}
        | {"weight": 10, "score": 10}
    ]
    counts = (11, 6, 2)
    for (level1, level2, points), count in zip(levels, counts, strict=True):
        for number in range(count):
            weight = points // count + (points % count if number == 0 else 0)
            rows.append(
                {"level1": level1, "level2": level2, "level3": f"{level2}{number + 1}", "nature": "≥"}
                | {"target": 90 + number, "measure_unit": "%" if "满意" in level1 else "个"}
                | {"actual": 91 + number, "weight": weight, "score": weight}
            )
    rows.append({"level1": "合计", "weight": 100, "score": 100})
    return rows
