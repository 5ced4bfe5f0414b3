"""The annotated copy of one workbook."""

import io

import xlsxwriter

from analyzer.annotate.analysis_sheet import write_analysis
from analyzer.annotate.marks import HEADING, marks
from analyzer.annotate.results_sheet import write_results
from analyzer.language import Language, Text
from analyzer.package import Package, edit
from analyzer.report import Report

AUTHOR = Text("预算执行审核", "Budget execution review")


def annotate(content: bytes, report: Report, language: Language) -> bytes:
    """A copy of the workbook `content` with the report written into it; all else stays byte for byte.

    Raises PackageError where the workbook cannot be edited without loss; then no copy may be delivered.
    """
    titles = frozenset(Package(content).sheet_names)
    sheets = io.BytesIO()
    with xlsxwriter.Workbook(sheets, {"in_memory": True, "strings_to_formulas": False}) as workbook:
        write_results(workbook, report, titles, language)
        write_analysis(workbook, report, language)
    return edit(
        content,
        marks(report.findings, titles, language),
        grafted=sheets.getvalue(),
        author=AUTHOR(language),
        heading=HEADING(language),
    ).content
