"""The JSON that scripts read; its shape is fixed by `schema.json` beside this module."""

import json
import textwrap
from collections.abc import Iterable
from importlib.resources import files
from typing import Any, TextIO

from analyzer.finding import Finding, export_figure
from analyzer.language import Language
from analyzer.money import yuan
from analyzer.report import Report

VERSION = 1
FACTS = ("name", "unit", "department", "year")
MONEY = ("budget", "arrived", "spent")
RATES = ("arrival_rate", "spending_rate", "execution_rate")
RATE_DECIMALS = 6


def write_json(reports: Iterable[Report], stream: TextIO, language: Language) -> None:
    """One object for all workbooks, written as they come; money is a string of yuan with two decimals."""
    stream.write(f'{{\n "version": {VERSION},\n "workbooks": [')
    written = False
    for report in reports:
        exported = json.dumps(_workbook(report, language), ensure_ascii=False, indent=1)
        stream.write((",\n" if written else "\n") + textwrap.indent(exported, "  "))
        written = True
    stream.write("\n ]\n}\n" if written else "]\n}\n")


def write_jsonl(reports: Iterable[Report], stream: TextIO, language: Language) -> None:
    """One line per workbook, each the object that `write_json` has in its list."""
    for report in reports:
        stream.write(json.dumps(_workbook(report, language), ensure_ascii=False) + "\n")


def schema() -> dict[str, Any]:
    """The JSON Schema of what `write_json` writes; a line of `write_jsonl` is one of its workbooks."""
    text = files("analyzer.outputs").joinpath("schema.json").read_text(encoding="utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _workbook(report: Report, language: Language) -> dict[str, Any]:
    return {
        "path": report.path,
        "status": report.status,
        "reason": report.failure,
        "project": {name: getattr(report.project, name) for name in FACTS},
        "measures": _measures(report),
        "findings": [_finding(finding, language) for finding in report.findings],
        "skipped": [{"rule": rule, "reason": reason} for rule, reason in report.skipped],
        **{name: stated for name, stated in _copy(report).items() if stated},
    }


def _copy(report: Report) -> dict[str, Any]:
    """What a run adds: where the copy is, the proof that it lost nothing, and what else there is to know."""
    return {
        "copy": report.copy,
        "certificate": report.certificate,
        "lost": list(report.lost),
        "remarks": list(report.remarks),
    }


def _measures(report: Report) -> dict[str, Any]:
    measures = vars(report.measures)
    money = {name: None if measures[name] is None else yuan(int(measures[name])) for name in MONEY}
    rates = {
        name: None if measures[name] is None else round(float(measures[name]), RATE_DECIMALS)
        for name in RATES
    }
    return {**money, **rates, "score": measures["score"], "grade": measures["grade"]}


def _finding(finding: Finding, language: Language) -> dict[str, Any]:
    figures = {
        name: export_figure(getattr(finding, name), finding.quantity, language)
        for name in ("actual", "expected", "difference")
    }
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "status": finding.status.value,
        "sheet": finding.sheet,
        "cell": finding.cell,
        "message": finding.message,
        **figures,
    }
