"""按规则: which rules found how much, in how many workbooks, with examples."""

from collections.abc import Callable
from typing import Any, Final

from analyzer.language import Text
from analyzer.outputs.summary.table import CENTRED, COUNT, TEXT, Book, Column, Table, level
from analyzer.outputs.summary.tally import Tally

TITLE: Final = Text("按规则", "By rule")
NONE: Final = Text("没有发现问题。", "Nothing was found.")


def _count(name: str) -> Callable[..., Any]:
    return lambda _, counted, __: getattr(counted, name)


COLUMNS: Final = (
    Column(Text("规则", "Rule"), 9, CENTRED, lambda code, *_: code),
    Column(Text("问题", "Finding"), 32, TEXT, _count("title")),
    Column(Text("级别", "Level"), 9, CENTRED, lambda _, counted, language: level(counted.severity, language)),
    Column(Text("问题数", "Findings"), 9, COUNT, _count("findings")),
    Column(Text("待处理", "Open"), 9, COUNT, _count("open")),
    Column(Text("已说明", "Explained"), 9, COUNT, _count("explained")),
    Column(Text("涉及\n工作簿", "Work-\nbooks"), 9, COUNT, _count("workbooks")),
    Column(Text("依据", "Basis"), 36, TEXT, _count("basis")),
    Column(Text("例子", "Examples"), 90, TEXT, lambda _, counted, __: "\n".join(counted.examples)),
)


def write_rules(book: Book, tally: Tally) -> None:
    """One row per rule that found something, the most frequent first."""
    table = Table(book, TITLE, COLUMNS)
    for code, counted in sorted(tally.rules.items(), key=lambda item: (-item[1].findings, item[0])):
        table.write(code, counted, book.language)
    table.close(NONE)
