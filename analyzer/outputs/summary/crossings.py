"""跨簿核对: what workbooks say against each other, with links to both copies."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final

from analyzer.across import CrossFinding, Place
from analyzer.finding import Severity
from analyzer.language import Text
from analyzer.outputs.summary.table import CENTRED, LINK, TEXT, Book, Column, Table, copy_link, level

TITLE: Final = Text("跨簿核对", "Across workbooks")
NONE: Final = Text(
    "没有发现重复报送、重复列支或前后不符。",
    "No repeated filings or payments and no contradictions were found.",
)


def _place(which: str, value: Callable[[Place], Any]) -> Callable[..., Any]:
    def of(found: CrossFinding, _: object) -> Any:
        place = getattr(found, which)
        return value(place) if place is not None else None

    return of


def _link(place: Place) -> Any:
    return copy_link(place.path, place.copy, place.sheet, place.cells)


def _where(place: Place) -> str:
    if place.cells == "A1":  # the sheet as a whole
        return f"{place.sheet}\n{place.label}"
    return f"{place.sheet}!{place.cells}\n{place.label}" if place.sheet else f"{place.cells}\n{place.label}"


COLUMNS: Final = (
    Column(Text("级别", "Level"), 9, CENTRED, lambda found, language: level(found.severity, language)),
    Column(Text("规则", "Rule"), 9, CENTRED, lambda found, _: found.rule),
    Column(Text("问题", "Finding"), 24, TEXT, lambda found, _: found.title),
    Column(Text("实施单位", "Unit"), 22, TEXT, lambda found, _: found.unit),
    Column(Text("工作簿一", "First workbook"), 30, LINK, _place("first", _link)),
    Column(Text("项目一", "First project"), 22, TEXT, _place("first", lambda place: place.project)),
    Column(Text("位置一", "First place"), 18, TEXT, _place("first", _where)),
    Column(Text("工作簿二", "Second workbook"), 30, LINK, _place("second", _link)),
    Column(Text("项目二", "Second project"), 22, TEXT, _place("second", lambda place: place.project)),
    Column(Text("位置二", "Second place"), 18, TEXT, _place("second", _where)),
    Column(Text("说明", "What is wrong"), 64, TEXT, lambda found, _: found.message),
)


def write_crossings(book: Book, findings: Iterable[CrossFinding]) -> Counter[Severity]:
    """One row per finding; returns how many there are of each severity."""
    table = Table(book, TITLE, COLUMNS, colour="#C00000")
    counted: Counter[Severity] = Counter()
    for found in findings:
        counted[found.severity] += 1
        table.write(found, book.language)
    table.close(NONE)
    return counted
