"""Folders written as tables of rows, each faulty row with what must be found on it.

    file   | code | unit | name | year | finds
    a.xlsx | P1   | 甲   | 道路 | 2024 |
    b.xlsx | P1   | 甲   | 桥梁 | 2024 | C102 a.xlsx!A1 b.xlsx!A1

Amounts are in yuan; what a row leaves blank is unknown. A `payments` table is keyed by file and row.
"""

from collections import defaultdict
from collections.abc import Iterator

from analyzer.across import CrossFinding
from analyzer.record import Record
from analyzer.report import Facts, Measures, Payments, Report

MEASURED = ("budget", "balance", "carried_over")


def lines(table: str) -> Iterator[dict[str, str]]:
    header, *rows = (
        [cell.strip() for cell in line.split("|")] for line in table.strip().splitlines() if line.strip()
    )
    for row in rows:
        yield dict(zip(header, row, strict=True))


def folder(filings: str, payments: str = "") -> Record:
    """A record of the folder, kept in no file."""
    paid: dict[str, list[tuple[object, ...]]] = defaultdict(list)
    for line in lines(payments) if payments else ():
        paid[line["file"]].append(payment(line))
    record = Record(None)
    record.add(report(line, paid[line["file"]]) for line in lines(filings))
    return record


def report(line: dict[str, str], payments: list[tuple[object, ...]]) -> Report:
    stated = {name: text or None for name, text in line.items()}
    facts = {name: stated.get(name) for name in ("name", "unit", "code", "stage", "as_of")}
    year = stated.get("year")
    measures = {name: int(float(text) * 100) for name in MEASURED if (text := stated.get(name)) is not None}
    return Report(
        line["file"],
        stated.get("reason"),
        Facts(
            facts["name"],
            facts["unit"],
            year=int(year) if year else None,
            code=facts["code"],
            **{name: facts[name] for name in ("stage", "as_of") if facts[name]},
        ),
        "元",
        Measures(**measures),
        payments=Payments(*zip(*payments, strict=True)),
        input_sha256=stated.get("sha"),
        copy=line["file"],
    )


def payment(line: dict[str, str]) -> tuple[object, ...]:
    """Its columns, as in Payments."""
    stated = {name: text or None for name, text in line.items()}
    return (
        int(line["row"]),
        *(stated.get(name) for name in ("date", "voucher", "payee", "summary")),
        int(float(line["amount"]) * 100),
    )


def expected(*tables: str) -> list[str]:
    """What the rows' `finds` promise."""
    return sorted(line["finds"] for table in tables if table for line in lines(table) if line.get("finds"))


def found(findings: Iterator[CrossFinding]) -> list[str]:
    return sorted(
        " ".join([f.rule, *(f"{place.path}!{place.cells}" for place in (f.first, f.second) if place)])
        for f in findings
    )
