"""What is reported of one workbook, in one language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from analyzer.finding import Finding, Severity, Status
from analyzer.language import Text
from analyzer.money import Unit


@dataclass(frozen=True)
class Facts:
    """Which project a workbook is about; None where it does not say. `as_of` is an ISO date."""

    name: str | None = None
    unit: str | None = None
    department: str | None = None
    year: int | None = None
    code: str | None = None
    stage: str | None = None
    as_of: str | None = None


@dataclass(frozen=True)
class Measures:
    """What was measured: fen, fractions and points; None where it is not known or has no denominator.

    `carried_over` is the budget of the items whose 资金来源 is 上年结转.
    """

    budget: int | None = None
    arrived: int | None = None
    spent: int | None = None
    balance: int | None = None
    arrival_rate: float | None = None
    spending_rate: float | None = None
    execution_rate: float | None = None
    score: float | None = None
    grade: str | None = None
    carried_over: int | None = None


class State(StrEnum):
    """What became of a finding since the workbook was last examined."""

    CORRECTED = "corrected"
    STANDING = "standing"
    EXPLAINED = "explained"
    NEW = "new"

    @property
    def label(self) -> Text:
        """The word shown to people."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.CORRECTED: Text("已整改", "Corrected"),
    State.STANDING: Text("未整改", "Not corrected"),
    State.EXPLAINED: Text("已说明", "Explained"),
    State.NEW: Text("新增", "New"),
}


@dataclass(frozen=True)
class FollowUp:
    """A finding of the last examination or of this one, and what became of it; `message` as it was or is."""

    state: State
    id: str
    rule: str
    title: str
    severity: Severity
    sheet: str
    cell: str
    label: str
    message: str
    explanation: str = ""


@dataclass(frozen=True)
class Provenance:
    """What a report was made with: program, rules and profile with their versions, and the day."""

    tool: str
    rules: str
    profile: str
    day: date


class Payments(NamedTuple):
    """The payments of the ledger, for comparing workbooks: columns in step, for a ledger may be long.

    `row` is the sheet's, `paid_on` an ISO date, `amount` in fen; None for what is not stated.
    """

    row: Sequence[int] = ()
    paid_on: Sequence[str | None] = ()
    voucher: Sequence[str | None] = ()
    payee: Sequence[str | None] = ()
    summary: Sequence[str | None] = ()
    amount: Sequence[int] = ()


@dataclass(frozen=True)
class Report:
    """Everything reported of one workbook.

    `reason` says why it is unreadable, else None. `money_unit` is the unit its amounts are shown in;
    `light` is the worst traffic light of a monitored project; `skipped` rule codes with why; `tables` the
    workbook's rows of items, sources and months (see `analyzer.measures`) and of the indicators with their
    scores (see `analyzer.scoring`). `lost` says what a conversion from another format could not carry,
    `remarks` what else the reader should know of the file and its copy.
    `copy` is where the annotated copy went, relative to the results folder; `undelivered` says why it could
    not be written; `certificate` is the proof that it lost nothing (see `analyzer.package.Certificate`).
    """

    path: str
    reason: str | None = None
    project: Facts = Facts()
    money_unit: Unit = "万元"
    measures: Measures = Measures()
    findings: tuple[Finding, ...] = ()
    skipped: tuple[tuple[str, str], ...] = ()
    light: Text | None = None
    tables: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    payments: Payments = field(default_factory=Payments)
    follow_ups: tuple[FollowUp, ...] = ()
    lost: tuple[str, ...] = ()
    input_sha256: str | None = None
    copy: str | None = None
    undelivered: str | None = None
    remarks: tuple[str, ...] = ()
    certificate: Mapping[str, Any] | None = None

    @property
    def status(self) -> str:
        """Either "checked" or "unreadable"."""
        return "checked" if self.reason is None else "unreadable"

    @property
    def failure(self) -> str | None:
        """Why the workbook could not be read, or its copy not be written; None where all went well."""
        return self.reason or self.undelivered

    def open(self, severity: Severity) -> int:
        """How many findings of a severity somebody still has to act on."""
        return sum(f.severity is severity and f.status is Status.OPEN for f in self.findings)
