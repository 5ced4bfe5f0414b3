"""Real published self-evaluations through the whole path: filled in, written, read and judged.

Every finding of every case is stated in cases.toml, so that neither a miss nor a false alarm goes unseen.
"""

from collections import Counter

import pytest
from figures import address, errors, findings, table
from fill import Case, Contradiction, read_cases

CASES = read_cases()
FAULTS = [(case, fault) for case in CASES for fault in case.contradictions]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_gives_exactly_the_findings_stated(case: Case) -> None:
    assert sorted(address(finding) for finding in findings()[case.id]) == case.expected


@pytest.mark.parametrize("case", [case for case in CASES if case.clean], ids=lambda case: case.id)
def test_a_clean_case_has_no_error(case: Case) -> None:
    assert errors(case) == []
    assert case.contradictions == ()


@pytest.mark.parametrize(("case", "fault"), FAULTS, ids=lambda part: getattr(part, "id", None))
def test_a_contradiction_is_found_or_says_why_not(case: Case, fault: Contradiction) -> None:
    assert [bool(fault.finds), bool(fault.cannot), bool(fault.missed)].count(True) == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_cell_has_two_errors(case: Case) -> None:
    cells = Counter(error.split()[1] for error in errors(case))
    assert [cell for cell, count in cells.items() if count > 1] == []


def test_every_published_case_is_there_once() -> None:
    assert len({case.id for case in CASES}) == len(CASES) == 64
    assert sum(case.clean for case in CASES) == 30


def test_the_figures_count_what_is_found() -> None:
    lines = list(table())
    assert (
        f"| of these, found on the cell where they lie | {sum(bool(fault.finds) for _, fault in FAULTS)} |"
        in lines
    )
    assert "| errors reported on them | 0 |" in lines
