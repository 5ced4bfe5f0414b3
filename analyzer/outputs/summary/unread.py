"""未读文件: every file of the folder that was not examined, and why."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from analyzer.language import Text
from analyzer.outputs.summary.table import TEXT, Book, Column, Table
from analyzer.report import Report

TITLE: Final = Text("未读文件", "Not read")
NONE: Final = Text("文件夹里的文件全部读到。", "Every file was read.")
UNREADABLE: Final = Text("未能读取", "Could not be read")
NO_INPUT: Final = Text("不是要检查的工作簿", "No workbook to examine")


class File(NamedTuple):
    """A file, what became of it, and the reason."""

    path: str
    outcome: Text
    reason: str


COLUMNS: Final = (
    Column(Text("文件", "File"), 60, TEXT, lambda file, _: file.path),
    Column(Text("处理结果", "Outcome"), 24, TEXT, lambda file, language: file.outcome(language)),
    Column(Text("原因", "Reason"), 90, TEXT, lambda file, _: file.reason),
)


def write_unread(book: Book, reports: Iterable[Report], passed_over: Iterable[tuple[str, str]]) -> None:
    """Workbooks first, by path, then the files that are no inputs."""
    table = Table(book, TITLE, COLUMNS)
    for file in _files(reports, passed_over):
        table.write(file, book.language)
    table.close(NONE)


def _files(reports: Iterable[Report], passed_over: Iterable[tuple[str, str]]) -> Iterator[File]:
    for report in reports:
        if report.reason is not None:
            yield File(report.path, UNREADABLE, report.reason)
    for path, reason in passed_over:
        yield File(path, NO_INPUT, reason)
