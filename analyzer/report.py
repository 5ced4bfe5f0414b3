"""A judgement in words: what is reported of each workbook, in one language."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

import pandas as pd

from analyzer.finding import Finding, Quantity, Severity, Status, write_difference, write_figure
from analyzer.language import Language, Text
from analyzer.measures import Light, measure_months, measure_progress, measure_rates, overall_lights
from analyzer.money import Unit
from analyzer.package import reference_to
from analyzer.rules import Judgement, Rule, catalogue
from analyzer.scoring import what_would_change
from analyzer.template import SHEETS


@dataclass(frozen=True)
class Facts:
    """Which project a workbook is about; None where it does not say."""

    name: str | None = None
    unit: str | None = None
    department: str | None = None
    year: int | None = None


@dataclass(frozen=True)
class Measures:
    """What was measured: fen, fractions and points; None where it is not known or has no denominator."""

    budget: int | None = None
    arrived: int | None = None
    spent: int | None = None
    balance: int | None = None
    arrival_rate: float | None = None
    spending_rate: float | None = None
    execution_rate: float | None = None
    score: float | None = None
    grade: str | None = None


@dataclass(frozen=True)
class Report:
    """Everything reported of one workbook.

    `reason` says why it is unreadable, else None. `money_unit` is the unit its amounts are shown in;
    `light` is the worst traffic light of a monitored project; `skipped` rule codes with why; `tables` the
    workbook's rows of items and months (see `analyzer.measures`) and of the indicators with their scores
    (see `analyzer.scoring`).
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

    @property
    def status(self) -> str:
        """Either "checked" or "unreadable"."""
        return "checked" if self.reason is None else "unreadable"

    def open(self, severity: Severity) -> int:
        """How many findings of a severity somebody still has to act on."""
        return sum(f.severity is severity and f.status is Status.OPEN for f in self.findings)


def report(judgement: Judgement, paths: Sequence[str], language: Language) -> list[Report]:
    """One report per workbook of the batch, in the order of `paths`."""
    findings = describe(judgement, language)
    skipped: list[list[tuple[str, str]]] = [[] for _ in paths]
    for workbook, rule, reason in judgement.skipped[["workbook", "rule", "reason"]].to_numpy():
        skipped[workbook].append((rule, reason(language)))
    tables = {name: _by_workbook(table) for name, table in _analysed(judgement.tables).items()}
    projects = _records(judgement.tables["project"])
    lights = overall_lights(*(judgement.tables[name] for name in ("project", "totals", "indicators")))
    totals = _records(judgement.tables["totals"])
    return [
        Report(
            path,
            project=_facts(projects[number]),
            money_unit=projects[number]["money_unit"],
            measures=_measures(totals[number], projects[number]),
            findings=tuple(findings[number]),
            skipped=tuple(skipped[number]),
            light=None if pd.isna(lights[number]) else Light(lights[number]).label,
            tables={name: table[number] for name, table in tables.items()},
        )
        for number, path in enumerate(paths)
    ]


def _analysed(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables that the analysis sheet shows."""
    indicators = tables["indicators"]
    months = measure_months(tables["project"], tables["disbursement"])
    return {
        "items": measure_rates(tables["items"][~tables["items"]["is_total"]]),
        "months": measure_progress(months, tables["totals"]),
        "scores": what_would_change(indicators, tables["scores"]).merge(
            indicators[["workbook", "row", "target", "actual"]], on=["workbook", "row"]
        ),
    }


def _by_workbook(table: pd.DataFrame) -> dict[int, list[dict[str, Any]]]:
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for record in _records(table):
        rows[record["workbook"]].append(record)
    return rows


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts, with None for what is missing."""
    table = table.astype(object)
    return [
        {str(k): v for k, v in row.items()} for row in table.where(table.notna(), None).to_dict("records")
    ]


def _facts(project: Mapping[str, Any]) -> Facts:
    return Facts(project["name"], project["implementing_unit"], project["competent_dept"], project["year"])


def _measures(totals: Mapping[str, Any], project: Mapping[str, Any]) -> Measures:
    measured = {measure.name: totals.get(measure.name) for measure in fields(Measures)}
    return Measures(**{**measured, "score": project["self_score"], "grade": project["self_grade"]})


_SHEET_ORDER = {sheet.table: order for order, sheet in enumerate(SHEETS)}
_KEYS = {sheet.table: sheet.key for sheet in SHEETS}
ID_LENGTH = 12


def describe(judgement: Judgement, language: Language) -> list[list[Finding]]:
    """Findings of each workbook of the batch, gravest place first: by sheet, row and column."""
    rules = {rule.code: rule for rule in catalogue()}
    described: list[list[Finding]] = [[] for _ in range(judgement.batch.size)]
    seen: Counter[tuple[int, str]] = Counter()
    for record in _addressed(judgement).to_dict("records"):
        found: dict[str, Any] = {str(name): value for name, value in record.items()}
        finding = _finding(found, rules[found["rule"]], language)
        seen[found["workbook"], finding.id] += 1
        described[found["workbook"]].append(_numbered(finding, seen[found["workbook"], finding.id]))
    return described


def _addressed(judgement: Judgement) -> pd.DataFrame:
    """The findings, sorted, with sheet title, cell row and position, row key and unit."""
    batch = judgement.batch
    places = batch.places.rename(columns={"row": "own_row"})
    found = judgement.findings.merge(places, on=["workbook", "table", "column"], how="left")
    found = found.merge(batch.titles, on=["workbook", "table"], how="left")
    found["row"] = found["row"].where(found["row"] > 0, found["own_row"]).fillna(1).astype("int64")
    found["position"] = found["position"].fillna(0).astype("int64")
    units = batch.tables["project"].set_index("workbook")["money_unit"]
    found["unit"] = found["workbook"].map(units)
    found["key"] = _row_keys(found, batch.tables)
    found["order"] = found["table"].map(_SHEET_ORDER)
    return found.sort_values(["workbook", "order", "row", "position", "rule"], kind="stable")


def _row_keys(found: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> "pd.Series[str]":
    """What names each finding's row (编号, 凭证号, indicator name), so that ids survive inserted rows."""
    keys = pd.Series("", index=found.index, dtype="str")
    for table, names in _KEYS.items():
        own = found["table"] == table
        if not names or not own.any():
            continue
        rows = tables[table].drop_duplicates(["workbook", "row"]).set_index(["workbook", "row"])
        named = rows.reindex(pd.MultiIndex.from_frame(found.loc[own, ["workbook", "row"]]))[list(names)]
        written = ["|".join("" if pd.isna(part) else str(part) for part in key) for key in named.to_numpy()]
        keys = keys.mask(own, pd.Series(written, index=found.index[own]))
    return keys


def _finding(found: Mapping[str, Any], rule: Rule, language: Language) -> Finding:
    unit = found["unit"]
    written = {
        name: (write_difference if name == "difference" else write_figure)(
            found[name], rule.quantity, unit, language
        )
        for name in ("actual", "expected", "difference")
    } | {
        name: write_figure(value, rule.fields.get(name, Quantity.TEXT), unit, language)
        for name, value in found["fields"].items()
    }
    identity = "|".join((rule.code, found["table"], found["key"], found["column"]))
    return Finding(
        id=hashlib.sha256(identity.encode()).hexdigest()[:ID_LENGTH],
        rule=rule.code,
        title=rule.title(language),
        severity=rule.severity,
        status=found["status"],
        sheet=found["title"],
        row=found["row"],
        cell=reference_to((found["row"], found["position"] + 1)),
        message=rule.message(language).format(**written),
        basis=rule.basis(language),
        quantity=rule.quantity,
        actual=found["actual"],
        expected=found["expected"],
        difference=found["difference"],
    )


def _numbered(finding: Finding, occurrence: int) -> Finding:
    """Rows that share a key are told apart by their order."""
    return finding if occurrence == 1 else replace(finding, id=f"{finding.id}-{occurrence}")
