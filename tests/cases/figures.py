"""What the rules find in the real published cases; `python tests/cases/figures.py` prints the figures.

Run from the project's folder with the package installed (or PYTHONPATH=.).
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from fill import Case, read_cases

from analyzer.finding import Finding, Severity, Status
from analyzer.reading import read_batch, read_source
from analyzer.report import describe
from analyzer.rules import NATIONAL, catalogue, judge

EXPLAINED = " 已说明"


@cache
def findings() -> Mapping[str, Sequence[Finding]]:
    """Every finding of every case by its id: the cases filled in, written, read and judged together."""
    cases = read_cases()
    batch = read_batch([read_source(case.workbook) for case in cases])
    described = describe(judge(batch, catalogue(), NATIONAL), "zh")
    return {case.id: found for case, found in zip(cases, described, strict=True)}


def address(finding: Finding) -> str:
    """A finding as cases.toml states it: "M101 预算!E4", and whether it counts as explained."""
    settled = EXPLAINED if finding.status is Status.EXPLAINED else ""
    return f"{finding.rule} {finding.sheet}!{finding.cell}{settled}"


def errors(case: Case) -> list[str]:
    """What a case must correct."""
    return [address(f) for f in findings()[case.id] if f.severity is Severity.ERROR]


def table() -> Iterator[str]:
    """The figures as a Markdown table, then what is missed and what cannot be told, by case."""
    cases = read_cases()
    faults = [(case, fault) for case in cases for fault in case.contradictions]
    told = [(case, fault) for case, fault in faults if not fault.cannot]
    reported = {case.id: {address(finding) for finding in findings()[case.id]} for case in cases}
    found = [(case, fault) for case, fault in told if fault.finds and reported[case.id] >= {*fault.finds}]
    clean = [case for case in cases if case.clean]
    false_errors = [(case, error) for case in clean for error in errors(case)]
    yield from (
        "| | |",
        "|---|---|",
        f"| published cases | {len(cases)} |",
        f"| contradictions worked out by hand | {len(faults)} |",
        f"| of these, told by what the template holds | {len(told)} |",
        f"| of these, found on the cell where they lie | {len(found)} |",
        f"| cases without a contradiction | {len(clean)} |",
        f"| errors reported on them | {len(false_errors)} |",
        "",
    )
    missed = [(case, fault) for case, fault in told if (case, fault) not in found]
    yield from (
        f"- missed: {case.id}: {fault.about} ({fault.missed or 'not found'})" for case, fault in missed
    )
    yield from (f"- cannot be told: {c.id}: {f.about} ({f.cannot})" for c, f in faults if f.cannot)
    yield from (f"- false error: {case.id}: {error}" for case, error in false_errors)


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    print("\n".join(table()))
