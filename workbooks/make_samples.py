"""Write the workbooks in this folder: `python workbooks/make_samples.py`.

template.xlsx is the blank template. The samples hold what two published self-evaluation reports state
(`lixian_2020`, `fengdu_2023`). The template asks for more than they tell, such as dates, vouchers and
weights: such entries are assumptions, and the workbooks say which. The faulty twin repeats the first sample
with exactly four faults, named in its 项目概况.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import fengdu_2023
import lixian_2020

from analyzer.template import BUDGET, DISBURSEMENT, INDICATORS
from analyzer.template.disbursement import PAYMENT
from analyzer.template.workbook import Content, Row, Value, write_workbook

ASSUMED = "编制假定，见项目概况"


def rows(columns: Iterable[str], values: Iterable[Iterable[Value]]) -> list[Row]:
    """Rows of values in the order of `columns`; what is missing at a row's end stays blank."""
    return [dict(zip(columns, row, strict=False)) for row in values]


def indicator_rows(values: Iterable[Iterable[Value]]) -> list[Row]:
    """Indicator rows in the sheet's column order, and the 合计 row that adds up weights and scores."""
    indicators = rows(INDICATORS.by_name, values)
    weight, score = (sum(int(str(row[name])) for row in indicators) for name in ("weight", "score"))
    return [*indicators, {"level1": "合计", "weight": weight, "score": score}]


def ledger_rows(entries: Iterable[tuple[date, str, str, float]], items: dict[str, str]) -> list[Row]:
    """Ledger rows of (date, code, type, amount); `items` names the codes. The reports name no payees."""
    return rows(
        DISBURSEMENT.by_name,
        (
            (
                day,
                f"记-{number}",
                code,
                kind,
                amount,
                f"{code} 项承接方（报告未列）" if kind == PAYMENT else None,
                f"{'支付' if kind == PAYMENT else '资金到账：'}{items[code]}",
                ASSUMED,
            )
            for number, (day, code, kind, amount) in enumerate(entries, 1)
        ),
    )


def lixian() -> Content:
    """澧县 2020: 99 万元 in two groups of 40 and 59, all of it arrived and spent."""
    budget = rows(
        BUDGET.by_name,
        (
            (code, item, amount, None, amount, "财政拨款", None if "." in code else "报告未提年中调整")
            for code, item, amount in lixian_2020.ITEMS
        ),
    )
    return Content(
        project=lixian_2020.PROJECT,
        budget=[*budget, {"code": "合计", "initial_budget": 99, "adjusted_budget": 99}],
        disbursement=ledger_rows(lixian_2020.LEDGER, {code: item for code, item, _ in lixian_2020.ITEMS}),
        indicators=indicator_rows(lixian_2020.INDICATORS),
    )


def faulty_lixian() -> Content:
    """The faulty twin: four faults, and nothing else that a reviewer would question.

    1.1 is reduced to 8.5 without its group following; 1.2 is paid 4 of 3.5; the claimed arrival rate is
    95 % instead of 100 %; 网上可办率 scores 11 of 10. What 1.1 gives up pays for 1.2, and a qualitative
    indicator gives up the extra point, so that payments still add up to 99 and scores to the total.
    """
    true = lixian()
    project: Row = {
        **true.project,
        "claimed_arrival_rate": 0.95,
        "overview": f"{lixian_2020.FAULTS}{true.project['overview']}",
        "adjustment_note": lixian_2020.REDUCTION,
    }
    ledger = changed(true.disbursement, "code", "1.1", {"amount": 8.5})
    scores = changed(true.indicators, "level3", lixian_2020.ONLINE, {"score": 11})
    lower: Row = {"score": 8, "deviation_reason": lixian_2020.DEDUCTION.format(2)}
    return replace(
        true,
        project=project,
        budget=changed(true.budget, "code", "1.1", {"adjustment": -0.5, "adjusted_budget": 8.5}),
        disbursement=changed(ledger, "code", "1.2", {"amount": 4}),
        indicators=changed(scores, "level3", lixian_2020.MANAGEMENT, lower),
    )


def changed(original: Iterable[Row], column: str, value: str, changes: Row) -> list[Row]:
    """The rows, with `changes` made where `column` is `value`."""
    return [{**row, **changes} if row.get(column) == value else row for row in original]


def fengdu() -> Content:
    """丰都 2023: 301 万元 arrived and spent on three projects whose shares the report does not give."""
    total, fund = fengdu_2023.TOTAL, fengdu_2023.FUND
    top = ("1", fund, total, None, total, "财政拨款", fengdu_2023.NO_ADJUSTMENT)
    parts = [
        (f"1.{number}", part, None, None, None, None, fengdu_2023.NO_SPLIT)
        for number, part in enumerate(fengdu_2023.PARTS, 1)
    ]
    sums = ("合计", None, total, None, total)
    return Content(
        project=fengdu_2023.PROJECT,
        budget=rows(BUDGET.by_name, (top, *parts, sums)),
        disbursement=ledger_rows(fengdu_2023.LEDGER, {"1": fund}),
        indicators=indicator_rows(fengdu_2023.INDICATORS),
    )


def write_samples(folder: Path) -> list[Path]:
    """Write the template and the samples into `folder`; the paths written."""
    contents = {
        "template.xlsx": None,
        "澧县2020-网络维护与政务大厅.xlsx": lixian(),
        "澧县2020-有误.xlsx": faulty_lixian(),
        "丰都2023-党政信息中心.xlsx": fengdu(),
    }
    for name, content in contents.items():
        write_workbook(folder / name, content=content)
    return [folder / name for name in contents]


if __name__ == "__main__":
    for path in write_samples(Path(__file__).parent):
        print(path.name)
