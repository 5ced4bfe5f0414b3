"""A judgement compiled into one report per workbook."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from analyzer.language import Language
from analyzer.lights import Light, overall_lights
from analyzer.measures import measure_months, measure_progress, measure_rates, measure_sources
from analyzer.reading.texts import WITHOUT_ARROW
from analyzer.report.describe import describe
from analyzer.report.model import Facts, Measures, Payments, Report
from analyzer.report.records import columns, records
from analyzer.rules import Judgement
from analyzer.scoring import what_would_change
from analyzer.template.budget import CARRIED_OVER
from analyzer.template.disbursement import PAYMENT


@WITHOUT_ARROW
def report(judgement: Judgement, paths: Sequence[str], language: Language) -> list[Report]:
    """One report per workbook of the batch, in the order of `paths`."""
    findings = describe(judgement, language)
    skipped: list[list[tuple[str, str]]] = [[] for _ in paths]
    for workbook, rule, reason in judgement.skipped[["workbook", "rule", "reason"]].to_numpy():
        skipped[workbook].append((rule, reason(language)))
    tables = {name: _by_workbook(table) for name, table in _analysed(judgement.tables).items()}
    projects = records(judgement.tables["project"])
    lights = overall_lights(*(judgement.tables[name] for name in ("project", "totals", "indicators")))
    totals = records(judgement.tables["totals"])
    payments = _payments(judgement.tables["disbursement"], len(paths))
    return [
        Report(
            path,
            project=_facts(projects[number]),
            money_unit=projects[number]["money_unit"],
            measures=_measures(totals[number], projects[number], tables["sources"][number]),
            findings=tuple(findings[number]),
            skipped=tuple(skipped[number]),
            light=None if pd.isna(lights[number]) else Light(lights[number]).label,
            tables={name: table[number] for name, table in tables.items()},
            payments=payments[number],
        )
        for number, path in enumerate(paths)
    ]


def _analysed(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables that the analysis sheet shows."""
    indicators = tables["indicators"]
    months = measure_months(tables["project"], tables["disbursement"])
    return {
        "items": measure_rates(tables["items"][~tables["items"]["is_total"]]),
        "sources": measure_sources(tables["budget"], tables["items"]),
        "months": measure_progress(months, tables["totals"]),
        "scores": what_would_change(indicators, tables["scores"]).merge(
            indicators[["workbook", "row", "target", "actual"]], on=["workbook", "row"]
        ),
    }


def _payments(ledger: pd.DataFrame, workbooks: int) -> list[Payments]:
    """The payments of each workbook, as far as their amount can be read."""
    paid = ledger.loc[(ledger["type"] == PAYMENT) & ledger["amount"].notna() & ~ledger["is_total"]]
    which, days = pd.factorize(paid["date"])
    written = np.array([*pd.DatetimeIndex(days).strftime("%Y-%m-%d"), None], dtype=object)  # None: -1
    row, amount = (array("q", paid[name].to_numpy(dtype=np.int64).tobytes()) for name in ("row", "amount"))
    texts = columns(paid[["voucher", "payee", "summary"]])
    bounds = np.searchsorted(paid["workbook"].to_numpy(), np.arange(workbooks + 1)).tolist()
    stated = (row, written[which].tolist(), *texts, amount)
    return [Payments(*(column[first:last] for column in stated)) for first, last in pairwise(bounds)]


def _by_workbook(table: pd.DataFrame) -> dict[int, list[dict[str, Any]]]:
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for record in records(table):
        rows[record["workbook"]].append(record)
    return rows


def _facts(project: Mapping[str, Any]) -> Facts:
    return Facts(
        name=project["name"],
        unit=project["implementing_unit"],
        department=project["competent_dept"],
        year=project["year"],
        code=project["project_code"],
        stage=project["stage"],
        as_of=project["data_date"] and f"{project['data_date']:%Y-%m-%d}",
    )


def _measures(
    totals: Mapping[str, Any], project: Mapping[str, Any], sources: Iterable[Mapping[str, Any]]
) -> Measures:
    measured = {measure.name: totals.get(measure.name) for measure in fields(Measures)}
    stated = {"score": project["self_score"], "grade": project["self_grade"]}
    carried_over = (source["budget"] for source in sources if source["source"] == CARRIED_OVER)
    return Measures(**{**measured, **stated, "carried_over": next(carried_over, None)})
