"""The plain way to do the same: pandas reads, loops look at rows, openpyxl fills and comments.

    python -m benchmarks.plain FOLDER RESULTS PROCESSES

It makes only the eight checks that find what is planted in an ordinary workbook (see `ordinary.py`), trusts
every cell to be what the template asks for, and adds no sheet.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pandas as pd
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from benchmarks.pool import each

RED = PatternFill("solid", fgColor="FFC7CE")
RATE, AMOUNT = 0.0001, 0.000001  # differences that floats may have without a fault
GRADES = ((90, "优"), (80, "良"), (60, "中"), (0, "差"))


class Fault(NamedTuple):
    """A cell and what is wrong with it."""

    sheet: str
    cell: str
    message: str


def annotate(file: Path, results: Path) -> None:
    """Check one workbook and save it with its faults marked."""
    sheets = pd.read_excel(file, sheet_name=None, header=None, dtype=object, engine="openpyxl")
    faults = find_faults(sheets)
    book = openpyxl.load_workbook(file)
    for fault in faults:
        cell = book[fault.sheet][fault.cell]
        cell.fill = RED
        cell.comment = Comment(fault.message, "审核")
    book.save(results / file.name)


def find_faults(sheets: dict[str, pd.DataFrame]) -> list[Fault]:
    """All faults of one workbook, given its sheets without headers as pandas reads them."""
    form = {
        str(row[0]).rstrip("*"): (number, row[1])
        for number, row in enumerate(sheets["项目信息"].itertuples(index=False), start=1)
    }
    budget, ledger, indicators = (rows_of(sheets[title]) for title in ("预算", "资金拨付", "绩效指标"))
    total = sum(row["全年预算数"] for _, row in budget if "." in str(row["编号"]))
    arrived = sum(row["金额"] for _, row in ledger if row["业务类型"] == "到位")
    spent = sum(row["金额"] for _, row in ledger if row["业务类型"] == "支出")
    rates = {"填报资金到位率": arrived / total, "填报预算执行率": spent / total}
    return [
        *wrong_rates(form, rates),
        *wrong_grade(form),
        *wrong_budgets(budget),
        *wrong_entries(ledger, form["预算年度"][1]),
        *wrong_indicators(indicators, rates["填报预算执行率"]),
    ]


def rows_of(sheet: pd.DataFrame) -> list[tuple[int, dict[str, Any]]]:
    """The rows below the header, each with its number on the sheet and its cells by their column's name."""
    rows = list(enumerate(sheet.itertuples(index=False), start=1))
    header = next(number for number, row in rows if sum(map(pd.notna, row)) > 1)
    names = [str(name).rstrip("*") for name in rows[header - 1][1]]
    return [
        (number, dict(zip(names, row, strict=True)))
        for number, row in rows[header:]
        if any(map(pd.notna, row))
    ]


def wrong_rates(form: dict[str, tuple[int, Any]], rates: dict[str, float]) -> Iterator[Fault]:
    """The rates claimed, against what ledger and budget give (R101, R111)."""
    for label, rate in rates.items():
        number, claimed = form[label]
        if abs(claimed - rate) > RATE:
            yield Fault("项目信息", f"B{number}", f"{label} {claimed:.2%}，按资金拨付和预算计算为 {rate:.2%}")


def wrong_grade(form: dict[str, tuple[int, Any]]) -> Iterator[Fault]:
    """The grade, against the score (S131)."""
    score, (number, grade) = form["自评总分"][1], form["自评等级"]
    due = next(name for least, name in GRADES if score >= least)
    if grade != due:
        yield Fault("项目信息", f"B{number}", f"自评总分 {score} 分应为“{due}”，等级填“{grade}”")


def wrong_budgets(budget: list[tuple[int, dict[str, Any]]]) -> Iterator[Fault]:
    """Initial budget and adjustment, against the adjusted budget (M105)."""
    for number, row in budget:
        adjustment = row["预算调整数"]
        due = row["年初预算数"] + (0 if pd.isna(adjustment) else adjustment)
        stated = row["全年预算数"]
        if abs(due - stated) > AMOUNT:
            yield Fault(
                "预算", f"E{number}", f"年初预算数加预算调整数为 {due:.2f}，全年预算数填报 {stated:.2f}"
            )


def wrong_entries(ledger: list[tuple[int, dict[str, Any]]], year: int) -> Iterator[Fault]:
    """Payments without a voucher, and days of another year (L102, L121)."""
    for number, row in ledger:
        if row["业务类型"] == "支出" and pd.isna(row["凭证号"]):
            yield Fault("资金拨付", f"B{number}", "本笔支出没有填凭证号，请补填")
        if row["日期"].year != year:
            yield Fault("资金拨付", f"A{number}", f"日期 {row['日期']:%Y-%m-%d} 不在预算年度 {year} 年内")


def wrong_indicators(indicators: list[tuple[int, dict[str, Any]]], execution: float) -> Iterator[Fault]:
    """The execution rate given as a result, and full marks for a target that was missed (R109, S201)."""
    for number, row in indicators:
        if row["一级指标"] == "预算执行率":
            stated = float(str(row["实际完成值"]).rstrip("%")) / 100
            if abs(stated - execution) > RATE:
                yield Fault("绩效指标", f"G{number}", f"填报 {stated:.2%}，计算为 {execution:.2%}")
        elif (
            row["指标性质"] == "≥"
            and row["实际完成值"] < row["年度指标值"]
            and row["自评得分"] == row["分值"]
        ):
            yield Fault("绩效指标", f"I{number}", f"指标值 {row['年度指标值']}，完成 {row['实际完成值']}")


if __name__ == "__main__":
    each(annotate, *sys.argv[1:])
