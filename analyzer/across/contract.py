"""What a check across workbooks is: one function over the folder's filings, with its title and basis.

    @check("C101", title=..., message=..., severity=..., basis=...)
    def same_file_twice(filings: Filings) -> Iterator[Match]: ...

It is written as a rule is (see `analyzer.rules.contract`), but looks at all workbooks at once, so it reads
SQL tables on disk (see `analyzer.across.filings`) instead of frames, and yields matches instead of rows.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from analyzer.finding import Figure, Quantity, Severity
from analyzer.language import Text

Filings: TypeAlias = sqlite3.Connection  # with the temporary tables of `analyzer.across.filings`


class Spot(NamedTuple):
    """A place in the filing of this number: the sheet, the cells, and what stands there."""

    filing: int
    sheet: Text
    cells: str
    label: Text


class Line(NamedTuple):
    """A row of the table of the units' totals, which is no workbook of the folder."""

    file: str
    cells: str
    label: str


@dataclass(frozen=True)
class Match:
    """Two places that contradict or repeat each other; `fields` are the message's further ones."""

    first: Spot | Line
    second: Spot | None = None
    actual: Figure = None
    expected: Figure = None
    difference: Figure = None
    fields: Mapping[str, str | int | Text] = field(default_factory=dict)


@dataclass(frozen=True)
class Check:
    """A declared check; calling it calls the function."""

    code: str
    title: Text
    message: Text
    severity: Severity
    basis: Text
    quantity: Quantity
    function: Callable[[Filings], Iterator[Match]]

    def __call__(self, filings: Filings) -> Iterator[Match]:
        """What it finds, in the order of the workbooks' paths."""
        return self.function(filings)


def check(
    code: str,
    *,
    title: Text,
    message: Text,
    severity: Severity,
    basis: Text,
    quantity: Quantity = Quantity.TEXT,
) -> Callable[[Callable[[Filings], Iterator[Match]]], Check]:
    """Declare a check; `quantity` is what actual, expected and difference measure."""

    def declare(function: Callable[[Filings], Iterator[Match]]) -> Check:
        return Check(code, title, message, severity, basis, quantity, function)

    return declare


@dataclass(frozen=True)
class Place:
    """A place in a workbook, or in the table of totals, where `copy` is None: nothing is written there."""

    path: str
    copy: str | None
    project: str
    sheet: str
    cells: str
    label: str


@dataclass(frozen=True)
class CrossFinding:
    """One finding between two workbooks, in one language; figures as people read them."""

    id: str
    rule: str
    title: str
    severity: Severity
    message: str
    basis: str
    unit: str
    first: Place
    second: Place | None
    actual: str = ""
    expected: str = ""
    difference: str = ""
