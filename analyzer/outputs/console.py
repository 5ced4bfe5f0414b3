"""Tables for the console, drawn by tabulate with Chinese characters counted as two columns."""

from collections.abc import Iterable, Sequence
from typing import Final

import tabulate as tabulate_module
from tabulate import tabulate

from analyzer.finding import Severity, Status
from analyzer.language import Language, Text
from analyzer.money import format_fen
from analyzer.report import Report

tabulate_module.WIDE_CHARS_MODE = True

UNKNOWN: Final = "—"
READ_HEADER = (
    Text("工作簿", "Workbook"),
    Text("全年预算", "Budget"),
    Text("到位率", "Arrival"),
    Text("执行率", "Execution"),
    Text("得分", "Score"),
    Text("错误", "Errors"),
    Text("核实", "Verify"),
    Text("提示", "Notices"),
)
FINDING_HEADER = (
    Text("级别", "Level"),
    Text("规则", "Rule"),
    Text("位置", "Cell"),
    Text("说明", "What is wrong"),
)
MESSAGE_WIDTH = 64
MOST_ROWS: Final = 200  # of a table that somebody is to read on a console

AND_MORE = Text(
    "……另有 {more} 个工作簿；全部在汇总.xlsx 里。", "... and {more} more workbooks; all are in 汇总.xlsx."
)
CERTIFICATE = Text(
    "{path}\n原文件 SHA-256 {input_sha256}\n副本   SHA-256 {output_sha256}\n"
    "{kept} 个部件原样保留，其余有改动或是新增的：",
    "{path}\nfile SHA-256 {input_sha256}\ncopy SHA-256 {output_sha256}\n"
    "{kept} parts kept as they were; changed or added:",
)
CERTIFICATE_HEADER = (Text("部件", "Part"), Text("原因", "Why"))


def summary_table(reports: Iterable[Report], language: Language) -> str:
    """One line per workbook that was read: budget, rates and how many findings are open."""
    rows: list[list[str]] = []
    more = 0
    for report in reports:
        if report.reason is not None:
            continue
        if len(rows) < MOST_ROWS:
            rows.append(_summary_row(report))
        else:
            more += 1
    table = _table([text(language) for text in READ_HEADER], rows, right=range(1, len(READ_HEADER)))
    return f"{table}\n{AND_MORE(language).format(more=more)}" if more else table


def certificate(report: Report, language: Language) -> str:
    """The proof that a copy lost nothing: both hashes, how many parts were kept, what changed and why."""
    stated = report.certificate or {}
    rows = [[change["part"], change["why"]] for change in stated["changed"]]
    table = _table([text(language) for text in CERTIFICATE_HEADER], rows)
    return f"{CERTIFICATE(language).format(path=report.path, **stated)}\n{table}"


def findings_table(report: Report, language: Language) -> str:
    """The open and explained findings of one workbook."""
    rows = [
        [
            (finding.severity.label if finding.status is Status.OPEN else finding.status.label)(language),
            finding.rule,
            f"{finding.sheet}!{finding.cell}",
            finding.message,
        ]
        for finding in report.findings
    ]
    header = [text(language) for text in FINDING_HEADER]
    return _table(header, rows, widths=[None, None, None, MESSAGE_WIDTH])


def _summary_row(report: Report) -> list[str]:
    measures = report.measures
    budget = UNKNOWN
    if measures.budget is not None:
        budget = f"{format_fen(int(measures.budget), report.money_unit)} {report.money_unit}"
    return [
        report.path,
        budget,
        _percent(measures.arrival_rate),
        _percent(measures.execution_rate),
        UNKNOWN if measures.score is None else f"{measures.score:g}",
        *(str(report.open(severity)) for severity in Severity),
    ]


def _percent(rate: float | None) -> str:
    return UNKNOWN if rate is None else f"{rate * 100:.2f}%"


def _table(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    right: Iterable[int] = (),
    widths: Sequence[int | None] | None = None,
) -> str:
    alignment = ["right" if position in set(right) else "left" for position in range(len(header))]
    return tabulate(
        rows,
        header,
        tablefmt="simple",
        colalign=alignment if rows else None,
        disable_numparse=True,
        maxcolwidths=list(widths) if widths and rows else None,
    )
