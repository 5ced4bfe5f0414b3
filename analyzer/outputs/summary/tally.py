"""What the folder adds up to: counts, sums and distributions. Memory grows with units and rules only."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from analyzer.finding import Finding, Severity, Status
from analyzer.language import Text
from analyzer.money import divide
from analyzer.report import Report

EXAMPLES: Final = 2  # of each rule
BINS: Final = 10  # of the distribution of execution rates up to 100 %; one more for what is above
RATES: Final = {
    "arrival_rate": ("arrived", "budget"),
    "spending_rate": ("spent", "arrived"),
    "execution_rate": ("spent", "budget"),
}


@dataclass
class Sums:
    """What some workbooks add up to; amounts in fen. A rate counts only workbooks that state both parts."""

    workbooks: int = 0
    budget: int = 0
    arrived: int = 0
    spent: int = 0
    parts: dict[str, tuple[int, int]] = field(default_factory=dict)  # of each rate: what, of how much
    scores: list[float] = field(default_factory=lambda: [0.0, 0])  # sum and number
    open: Counter[Severity] = field(default_factory=Counter)
    explained: int = 0

    def add(self, report: Report) -> None:
        """Count one readable workbook."""
        measures = report.measures
        self.workbooks += 1
        self.budget += measures.budget or 0
        self.arrived += measures.arrived or 0
        self.spent += measures.spent or 0
        for rate, (part, whole) in RATES.items():
            own = getattr(measures, part), getattr(measures, whole)
            if None not in own:
                before = self.parts.get(rate, (0, 0))
                self.parts[rate] = before[0] + own[0], before[1] + own[1]
        if measures.score is not None:
            self.scores[0] += measures.score
            self.scores[1] += 1
        for finding in report.findings:
            if finding.status is Status.EXPLAINED:
                self.explained += 1
            else:
                self.open[finding.severity] += 1

    def rate(self, name: str) -> float | None:
        """One of `RATES` of the workbooks that state both parts; None without any, or of nothing."""
        return divide(*self.parts.get(name, (0, 0)))

    @property
    def score(self) -> float | None:
        """The average self-score of those that state one."""
        return self.scores[0] / self.scores[1] if self.scores[1] else None


@dataclass
class RuleCount:
    """How often one rule found something, in how many workbooks, with the first examples."""

    title: str
    severity: Severity
    basis: str
    open: int = 0
    explained: int = 0
    workbooks: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, report: Report, finding: Finding) -> None:
        """Count one finding."""
        if finding.status is Status.EXPLAINED:
            self.explained += 1
        else:
            self.open += 1
        if len(self.examples) < EXAMPLES:
            self.examples.append(f"{report.path} {finding.sheet}!{finding.cell}：{finding.statement}")

    @property
    def findings(self) -> int:
        """All, open and explained."""
        return self.open + self.explained


UNNAMED: Final = Text("（未填写）", "(not stated)")


@dataclass
class Tally:
    """The whole folder. `units` is keyed by department and unit; `bins` by tenths of the execution rate."""

    total: Sums = field(default_factory=Sums)
    unreadable: int = 0
    undelivered: int = 0
    conclusions: Counter[Severity | None] = field(default_factory=Counter)
    units: dict[tuple[str | None, str | None], Sums] = field(default_factory=dict)
    departments: dict[str | None, Sums] = field(default_factory=dict)
    rules: dict[str, RuleCount] = field(default_factory=dict)
    bins: Counter[int | None] = field(default_factory=Counter)

    def add(self, report: Report) -> None:
        """Count one workbook."""
        self.undelivered += report.undelivered is not None
        if report.reason is not None:
            self.unreadable += 1
            return
        project = report.project
        self.total.add(report)
        self.units.setdefault((project.department, project.unit), Sums()).add(report)
        self.departments.setdefault(project.department, Sums()).add(report)
        self.conclusions[conclusion(report)] += 1
        self.bins[bin_of(report.measures.execution_rate)] += 1
        self._add_rules(report)

    def _add_rules(self, report: Report) -> None:
        for finding in report.findings:
            new = RuleCount(finding.title, finding.severity, finding.basis)
            self.rules.setdefault(finding.rule, new).add(report, finding)
        for rule in {finding.rule for finding in report.findings}:
            self.rules[rule].workbooks += 1


def conclusion(report: Report) -> Severity | None:
    """The gravest severity that somebody still has to act on: ERROR, VERIFY, or None: it can be submitted."""
    return next((s for s in (Severity.ERROR, Severity.VERIFY) if report.open(s)), None)


def bin_of(rate: float | None) -> int | None:
    """The tenth an execution rate falls into: 0 below 10 %, 9 up to 100 %, `BINS` above; None without one."""
    if rate is None:
        return None
    if rate > 1:
        return BINS
    return min(max(int(rate * BINS), 0), BINS - 1)
