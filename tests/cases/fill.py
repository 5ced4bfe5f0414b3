"""A published case as a workbook: its figures filled into the template as an accountant would type them."""

import io
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from analyzer.template import BUDGET, DISBURSEMENT, INDICATORS, PROJECT, Sheet
from analyzer.template.disbursement import ARRIVAL, PAYMENT
from analyzer.template.model import Kind
from analyzer.template.workbook import Content, Row, Value, write_workbook

CASES = Path(__file__).with_name("cases.toml")
TOTAL = "合计"
NEUTRAL: Row = {
    "competent_dept": "县主管部门",
    "implementing_unit": "项目实施单位",
    "annual_goal": "完成年度各项任务",
}
FIRST_ARRIVAL, FIRST_PAYMENT, APART = (3, 15), (6, 20), timedelta(days=9)


@dataclass(frozen=True)
class Contradiction:
    """One fault of a report: what finds it ("RULE sheet!cell"), or why it cannot be told or is missed."""

    about: str
    finds: Sequence[str] = ()
    cannot: str = ""
    missed: str = ""


@dataclass(frozen=True)
class Case:
    """One published self-evaluation and everything that must be remarked on it."""

    id: str
    source: str
    clean: bool
    content: Content
    contradictions: tuple[Contradiction, ...]
    others: tuple[str, ...]

    @property
    def workbook(self) -> bytes:
        """The filled template as an .xlsx file."""
        file = io.BytesIO()
        write_workbook(file, content=self.content)
        return file.getvalue()

    @property
    def expected(self) -> list[str]:
        """Every finding the case must give, each once, sorted."""
        found = {find for contradiction in self.contradictions for find in contradiction.finds}
        return sorted([*found, *self.others])


def read_cases(path: Path = CASES) -> list[Case]:
    """Every case, in the order of the file."""
    return [_case(entry) for entry in tomllib.loads(path.read_text(encoding="utf-8"))["case"]]


def _case(entry: Mapping[str, Any]) -> Case:
    return Case(
        entry["id"],
        entry["source"],
        entry.get("clean", False),
        _content(entry),
        tuple(Contradiction(**fault) for fault in entry.get("contradictions", ())),
        tuple(entry.get("others", ())),
    )


def _content(entry: Mapping[str, Any]) -> Content:
    names = {column.label.zh: column.name for column in PROJECT.columns}
    fields = {names[label]: value for label, value in entry.get("project", {}).items()}
    ledger: Sequence[Row] = _rows(DISBURSEMENT, entry.get("ledger", "")) or [*_ledger(entry)]
    return Content(
        project={"name": entry["title"], "year": entry["year"], **NEUTRAL, **fields},
        budget=_with_total(BUDGET, _rows(BUDGET, entry["budget"])),
        disbursement=ledger,
        indicators=_with_total(INDICATORS, _rows(INDICATORS, entry.get("indicators", ""))),
    )


def _rows(sheet: Sheet, text: str) -> list[dict[str, Value]]:
    """Rows written as text below a line of the sheet's headings."""
    names = {column.label.zh: column.name for column in sheet.columns}
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()] or [
        []
    ]
    columns = [names[label] for label in header]
    return [
        {name: _value(sheet.by_name[name].kind, cell) for name, cell in zip(columns, line, strict=True)}
        for line in lines
    ]


def _value(kind: Kind, cell: str) -> Value:
    """A date or number where the column holds such and the cell is one, else the text as it stands."""
    if not cell:
        return None
    if kind is Kind.DATE:
        return date.fromisoformat(cell)
    if kind in (Kind.CODE, Kind.TEXT, Kind.CHOICE):
        return cell
    try:
        return Decimal(cell)
    except ArithmeticError:
        return cell


def _with_total(sheet: Sheet, rows: Sequence[Row]) -> Sequence[Row]:
    """The rows closed by 合计, which adds up the top rows; indicators only where they have weights."""
    amounts = (
        ("weight", "score") if sheet is INDICATORS else ("initial_budget", "adjustment", "adjusted_budget")
    )
    top = [row for row in rows if sheet is INDICATORS or "." not in str(row["code"])]
    sums: dict[str, Value] = {}
    for name in amounts:
        stated = [amount for amount in (row.get(name) for row in top) if isinstance(amount, Decimal)]
        if stated:
            sums[name] = sum(stated, start=Decimal())
    if not sums:
        return rows
    return [*rows, {sheet.columns[0].name: TOTAL, **sums}]


def _ledger(entry: Mapping[str, Any]) -> Iterator[Row]:
    """Arrivals in spring and payments from June on, each with a voucher and a payee of its own."""
    number = 0
    for kind, key, first in ((ARRIVAL, "arrived", FIRST_ARRIVAL), (PAYMENT, "spent", FIRST_PAYMENT)):
        stated = entry.get(key, {})
        by_code = stated if isinstance(stated, dict) else {"1": stated}
        for place, (code, amount) in enumerate(by_code.items()):
            number += 1
            yield {
                "date": date(entry["year"], *first) + place * APART,
                "voucher": f"记-{number}",
                "code": code,
                "type": kind,
                "amount": amount,
                "payee": f"收款单位{number}" if kind == PAYMENT else None,
            }
