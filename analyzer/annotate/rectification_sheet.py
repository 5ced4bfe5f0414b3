"""The sheet 整改: what became of the findings since the workbook was last examined."""

from collections.abc import Collection
from typing import Final

from analyzer.annotate import appearance, results_sheet
from analyzer.annotate.appearance import EXPLAINED_COLOUR, height, lines
from analyzer.annotate.results_head import follow_up_counts
from analyzer.finding import Severity
from analyzer.language import Language, Text
from analyzer.package import Page
from analyzer.report import FollowUp, Report, State

TITLE: Final = Text("整改", "Follow-up")
KIND: Final = "rectification"

_COLUMNS: Final = (
    (Text("序号", "No."), 6),
    (Text("整改情况", "State"), 12),
    (Text("级别", "Level"), 9),
    (Text("规则", "Rule"), 8),
    (Text("问题", "Finding"), 22),
    (Text("工作表", "Sheet"), 12),
    (Text("单元格", "Cell"), 9),
    (Text("所在行", "Row"), 22),
    (Text("内容", "What it says"), 56),
    (Text("单位说明", "Explanation"), 34),
)
_WIDTHS: Final = tuple(width for _, width in _COLUMNS)
_NUMBER, _STATE, _LEVEL, _RULE, _FINDING, _SHEET, _CELL, _ROW, _MESSAGE, _EXPLANATION = range(10)

_WORST_FIRST: Final = (State.STANDING, State.NEW, State.EXPLAINED, State.CORRECTED)
_STATE_LOOKS: Final = {
    State.STANDING: appearance.tinted(appearance.COLOURS[Severity.ERROR]),
    State.NEW: appearance.tinted(appearance.COLOURS[Severity.VERIFY]),
    State.EXPLAINED: appearance.tinted(EXPLAINED_COLOUR),
    State.CORRECTED: appearance.tinted(EXPLAINED_COLOUR),
}
_STATE_SIGNS: Final = {State.STANDING: "×", State.NEW: "＋", State.EXPLAINED: "S", State.CORRECTED: "√"}
_HINT = Text(
    "与上一次审核相比。“已整改”：上次的问题这次没有了；“未整改”：问题还在；“已说明”：单位写了说明；“新增”：这次才有的问题。",
    "Compared with the last examination: corrected findings are gone, standing ones are not; "
    "explained ones have an explanation; new ones were not there last time.",
)
_BACK = Text("返回“审核结果”", "Back to the results")
_HEADER_ROW = 5
_TITLE_HEIGHT, _HEADER_HEIGHT = 28.0, 24.0


def rectification_page(report: Report, titles: Collection[str], language: Language) -> Page:
    """The sheet; cells of sheets that are not in `titles` get no link."""
    page = Page(TITLE(language), KIND)
    page.tab_color = _STATE_TAB[any(each.state is State.STANDING for each in report.follow_ups)]
    page.landscape = True
    for position, (label, width) in enumerate(_COLUMNS):
        page.set_column(position, position, width)
        page.text(_HEADER_ROW, position, label(language), appearance.HEADER)
    page.text(0, 0, TITLE(language), appearance.TITLE)
    page.set_row(0, _TITLE_HEIGHT)
    page.text(1, 0, follow_up_counts(report, language), appearance.VERDICT | {"text_wrap": False})
    page.set_row(1, _HEADER_HEIGHT)
    page.text(2, 0, _HINT(language), appearance.HINT)
    page.link(3, 0, results_sheet.TITLE(language), "A1", _BACK(language), appearance.BACK)
    page.set_row(_HEADER_ROW, _HEADER_HEIGHT)
    page.freeze = _HEADER_ROW + 1, 0
    page.repeat_rows = _HEADER_ROW, _HEADER_ROW
    page.autofilter = _HEADER_ROW, 0, _HEADER_ROW + len(report.follow_ups), len(_COLUMNS) - 1
    ordered = sorted(report.follow_ups, key=lambda each: (_WORST_FIRST.index(each.state), each.severity.rank))
    for number, each in enumerate(ordered, start=1):
        _write(page, _HEADER_ROW + number, number, each, each.sheet in titles, language)
    return page


_STATE_TAB: Final = {True: "#C00000", False: "#548235"}


def _write(page: Page, row: int, number: int, each: FollowUp, linked: bool, language: Language) -> None:
    state = f"{_STATE_SIGNS[each.state]} {each.state.label(language)}"
    level = f"{each.severity.letter} {each.severity.label(language)}"
    page.number(row, _NUMBER, number, appearance.CENTRED)
    page.text(row, _STATE, state, _STATE_LOOKS[each.state])
    page.text(row, _LEVEL, level, appearance.CENTRED)
    page.text(row, _RULE, each.rule, appearance.CENTRED)
    page.text(row, _FINDING, each.title, appearance.WRAPPED)
    page.text(row, _SHEET, each.sheet, appearance.CENTRED)
    if linked:
        page.link(row, _CELL, each.sheet, each.cell, each.cell, appearance.LINK)
    else:
        page.text(row, _CELL, each.cell, appearance.CENTRED)
    texts = (
        (_FINDING, each.title),
        (_ROW, each.label),
        (_MESSAGE, each.message),
        (_EXPLANATION, each.explanation),
    )
    for column, text in texts[1:]:
        appearance.write(page, row, column, text, appearance.WRAPPED)
    page.set_row(row, height(max(lines(text, _WIDTHS[column]) for column, text in texts)))
