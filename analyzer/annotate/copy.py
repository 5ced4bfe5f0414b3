"""The annotated copy of one workbook."""

from collections.abc import Sequence
from typing import Final

from analyzer.annotate import record
from analyzer.annotate.analysis_sheet import analysis_page
from analyzer.annotate.marks import HEADING, marks, numbered
from analyzer.annotate.rectification_sheet import rectification_page
from analyzer.annotate.results_sheet import results_page
from analyzer.language import Language, Text
from analyzer.package import Edited, Package, Page, Painted, edit
from analyzer.report import Provenance, Report

AUTHOR: Final = Text("预算执行审核", "Budget execution review")


def annotate(workbook: bytes | Package, report: Report, provenance: Provenance, language: Language) -> Edited:
    """A copy of the workbook with the report written into it; all else stays byte for byte.

    Raises PackageError where the workbook cannot be edited without loss; then no copy may be delivered.
    """
    package = workbook if isinstance(workbook, Package) else Package(workbook)
    titles = frozenset(package.sheet_names)
    findings = numbered(report.findings)
    source = report.input_sha256 or package.sha256
    made = record.examination(package, source, provenance, language)

    def compose(painted: Painted) -> Sequence[Page]:
        pages = [
            results_page(report, findings, provenance, made, titles, painted, language),
            analysis_page(report, language),
        ]
        if report.follow_ups:
            pages.append(rectification_page(report, titles, language))
        return pages

    return edit(
        package,
        marks(findings, titles, language),
        compose=compose,
        author=AUTHOR(language),
        heading=HEADING(language),
    )
