"""问题清单: every finding of every workbook, to be filtered, with a link to the cell in the copy."""

from collections.abc import Callable
from typing import Any, Final

from analyzer.finding import Finding, write_difference, write_figure
from analyzer.language import Language, Text
from analyzer.outputs.summary.table import CENTRED, LINK, TEXT, Book, Column, Table, copy_link, level, status
from analyzer.report import Report

TITLE: Final = Text("问题清单", "Findings")
NONE: Final = Text("没有发现问题。", "Nothing was found.")


def _figure(name: str) -> Callable[[Report, Finding, Language], str]:
    write = write_difference if name == "difference" else write_figure
    return lambda report, finding, language: write(
        getattr(finding, name), finding.quantity, report.money_unit, language
    )


def _cell(report: Report, finding: Finding, _: Language) -> Any:
    return copy_link(f"{finding.sheet}!{finding.cell}", report.copy, finding.sheet, finding.cell)


COLUMNS: Final = (
    Column(Text("工作簿", "Workbook"), 30, TEXT, lambda report, *_: report.path),
    Column(Text("项目名称", "Project"), 24, TEXT, lambda report, *_: report.project.name),
    Column(Text("实施单位", "Unit"), 20, TEXT, lambda report, *_: report.project.unit),
    Column(Text("主管部门", "Department"), 16, TEXT, lambda report, *_: report.project.department),
    Column(Text("级别", "Level"), 9, CENTRED, lambda _, f, language: level(f.severity, language)),
    Column(Text("状态", "Status"), 10, CENTRED, lambda _, f, language: status(f.status, language)),
    Column(Text("规则", "Rule"), 9, CENTRED, lambda _, f, language: f.rule),
    Column(Text("问题", "Finding"), 24, TEXT, lambda _, f, language: f.title),
    Column(Text("单元格", "Cell"), 15, LINK, _cell),
    Column(Text("所在行", "Row"), 16, TEXT, lambda _, f, language: f.label),
    Column(Text("说明", "What is wrong"), 56, TEXT, lambda _, f, language: f.statement),
    Column(Text("可能原因", "Likely cause"), 24, TEXT, lambda _, f, language: f.cause),
    Column(Text("填报/实际", "Found"), 15, TEXT, _figure("actual")),
    Column(Text("应为", "Expected"), 15, TEXT, _figure("expected")),
    Column(Text("差额", "Difference"), 14, TEXT, _figure("difference")),
    Column(Text("单位说明", "Explanation"), 24, TEXT, lambda _, f, language: f.explanation),
)


def finding_table(book: Book) -> Table:
    """A row takes a report, its finding and the language."""
    return Table(book, TITLE, COLUMNS)
