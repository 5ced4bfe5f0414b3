"""What a command prints of the reports, and the exit code they give."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from analyzer.cli.options import FailOn, Format, Lang
from analyzer.cli.speech import (
    ABOUT_FILE,
    CANNOT_WRITE,
    FINDINGS,
    NOT_ALL_READ,
    NOTHING_FOUND,
    refuse,
    say,
)

if TYPE_CHECKING:
    from analyzer.report import Report

Reports = Callable[[], "Iterator[Report]"]
"""Gives the reports from the first on, as often as they are needed; they are never held all at once."""


def print_reports(
    reports: Reports,
    output_format: Format,
    lang: Lang,
    *,
    base: Path | None = None,
    results: Path | None = None,
    findings: bool = False,
) -> None:
    """Data to stdout, or as tables into `results`; to stderr what is to be said of single files.

    JSON names the files by paths that lead to them from where the command was called, `base` being the
    folder that the reports' own are relative to.
    """
    from analyzer.outputs.console import summary_table
    from analyzer.outputs.machine import write_json, write_jsonl

    if output_format is Format.table:
        if findings:
            print_findings((report for report in reports() if report.findings), lang)
        typer.echo(summary_table(reports(), lang.value))
    elif output_format is Format.json:
        write_json(_below(base, reports()), sys.stdout, lang.value)
    elif output_format is Format.jsonl:
        write_jsonl(_below(base, reports()), sys.stdout, lang.value)
    elif results is not None:
        _write_tables(reports, output_format, lang, results)
    for report in reports():
        for said in filter(None, (report.failure, *report.remarks, *report.lost)):
            say(ABOUT_FILE, lang, path=report.path, said=said)


def print_findings(reports: "Iterable[Report]", lang: Lang) -> None:
    """Each workbook with its findings."""
    from analyzer.outputs.console import findings_table

    for report in reports:
        said = report.reason or findings_table(report, lang.value)
        typer.echo(f"{report.path}\n{said}\n")


def print_certificates(reports: "Iterable[Report]", lang: Lang) -> None:
    """For each copy the proof that it lost nothing."""
    from analyzer.outputs.console import certificate

    for report in reports:
        if report.certificate:
            typer.echo(f"{certificate(report, lang.value)}\n")


def exit_code(reports: "Iterable[Report]", fail_on: FailOn) -> int:
    """3 where a workbook was not read or its copy not written, else 1 where there is what `fail_on` names."""
    from analyzer.finding import Severity

    counted = (
        [] if fail_on is FailOn.never else [s for s in Severity if s.rank <= Severity(fail_on.value).rank]
    )
    found = False
    for report in reports:
        if report.failure is not None:
            return NOT_ALL_READ
        found = found or any(report.open(severity) for severity in counted)
    return FINDINGS if found else NOTHING_FOUND


def _write_tables(reports: Reports, output_format: Format, lang: Lang, results: Path) -> None:
    from analyzer.outputs.tables import MissingPyarrowError, write_csv, write_parquet
    from analyzer.run.failures import why
    from analyzer.run.writing import files_appearing_whole

    write = write_csv if output_format is Format.csv else write_parquet
    try:
        with files_appearing_whole(results) as folder:
            write(reports(), folder, lang.value)
    except MissingPyarrowError as missing:
        refuse(missing.reason, lang)
    except OSError as failure:
        refuse(CANNOT_WRITE, lang, path=results, why=why(failure)(lang.value))


def _below(base: Path | None, reports: "Iterable[Report]") -> "Iterator[Report]":
    for report in reports:
        yield replace(report, path=(base / report.path).as_posix()) if base else report
