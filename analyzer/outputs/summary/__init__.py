"""汇总.xlsx: the whole folder at a glance, one row per workbook, and every finding in one list."""

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from analyzer.across import UnitTotal, cross_findings
from analyzer.language import Language
from analyzer.outputs.summary.charts import write_chart_data
from analyzer.outputs.summary.crossings import write_crossings
from analyzer.outputs.summary.findings import NONE as NO_FINDINGS
from analyzer.outputs.summary.findings import finding_table
from analyzer.outputs.summary.overview import Overview
from analyzer.outputs.summary.rules import write_rules
from analyzer.outputs.summary.settings import write_settings
from analyzer.outputs.summary.table import Book
from analyzer.outputs.summary.tally import Tally
from analyzer.outputs.summary.units import write_units
from analyzer.outputs.summary.unread import write_unread
from analyzer.outputs.summary.workbooks import NONE as NO_WORKBOOKS
from analyzer.outputs.summary.workbooks import workbook_table
from analyzer.record import Record
from analyzer.report import Provenance
from analyzer.rules import NATIONAL, Profile, Rule, catalogue

__all__ = ["write_summary"]


def write_summary(
    record: Record,
    provenance: Provenance,
    target: BinaryIO,
    language: Language,
    *,
    rules: Sequence[Rule] | None = None,
    profile: Profile = NATIONAL,
    totals: Sequence[UnitTotal] = (),
    scratch: Path | None = None,
) -> None:
    """Write the summary workbook into `target`, a seekable file.

    `rules` (all without) and `profile` are what was judged by, `totals` what units were given. Sheets are
    put together in files in the folder `scratch` (the system's without), and the record is read several
    times, so that memory does not grow with the number of workbooks.
    """
    book = Book(target, provenance, language, str(scratch) if scratch else None)
    overview = Overview(book)
    counted = _write_reports(book, record)
    write_units(book, counted)
    write_rules(book, counted)
    crossings = write_crossings(book, cross_findings(record, language, totals))
    write_unread(book, record.reports() if counted.unreadable else (), record.passed_over())
    write_settings(book, provenance, catalogue() if rules is None else rules, profile)
    overview.fill(counted, crossings, provenance, write_chart_data(book, counted))
    book.workbook.close()


def _write_reports(book: Book, record: Record) -> Tally:
    """The sheets 工作簿 and 问题清单, and all that is counted, in one pass over the record."""
    counted = Tally()
    workbooks = workbook_table(book, followed_up=_followed_up(record))
    findings = finding_table(book)
    for report in record.reports():
        counted.add(report)
        if report.reason is None:
            workbooks.write(report, book.language)
        for finding in report.findings:
            findings.write(report, finding, book.language)
    workbooks.close(NO_WORKBOOKS)
    findings.close(NO_FINDINGS)
    return counted


def _followed_up(record: Record) -> bool:
    """Whether any workbook was examined before."""
    asked = "SELECT EXISTS (SELECT 1 FROM workbook WHERE json_array_length(report, '$.follow_ups') > 0)"
    return bool(record.connection.execute(asked).fetchone()[0])
