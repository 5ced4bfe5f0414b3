"""The sheet 执行分析: arrival, spending and execution by item, source and month; the scores recomputed."""

from collections.abc import Mapping
from typing import Any, Final

from analyzer.annotate import appearance, arithmetic, results_sheet
from analyzer.annotate.analysis_items import write_items, write_sources
from analyzer.annotate.analysis_looks import LAST, PLAIN, TOTAL, WIDTHS, write_heading
from analyzer.annotate.analysis_months import CHART_ROWS, shown_months, write_months
from analyzer.annotate.appearance import height, lines
from analyzer.language import Language, Text
from analyzer.package import Page
from analyzer.package.pages import cells
from analyzer.package.pages.cells import Cell
from analyzer.report import Report
from analyzer.template import TOTAL_LABELS, looks

TITLE: Final = Text("执行分析", "Execution")
KIND: Final = "analysis"

_HINT = Text(
    "金额单位：{unit}。资金到位率 = 到位 ÷ 全年预算数；支出实现率 = 支出 ÷ 到位；"
    "预算执行率 = 支出 ÷ 全年预算数；“—”表示没有数据或分母为零。",
    "Amounts in {unit}. Arrival rate = arrived / adjusted budget; execution rate = spent / adjusted budget; "
    "— means no data or a zero denominator.",
)
_BACK = Text("返回“审核结果”", "Back to the results")
_SCORES = Text("指标得分测算", "Scores recomputed")
_SCORE_LABELS = (
    Text("一级指标", "Level 1"),
    Text("三级指标", "Level 3"),
    Text("年度指标值", "Target"),
    Text("实际完成值", "Actual"),
    Text("分值", "Weight"),
    Text("自评得分", "Self-score"),
    Text("按数据测算", "By the figures"),
    Text("自评高出", "Over by"),
    Text("失分", "Lost"),
    Text("得满分需要", "Full marks need"),
    Text("", ""),
)
_LEVEL, _INDICATOR, _TARGET, _ACTUAL, _WEIGHT, _SCORE, _DUE, _OVERSTATED, _LOST, _FULL_AT = range(10)
_POINTS = (
    (_WEIGHT, "weight"),
    (_SCORE, "score"),
    (_DUE, "due"),
    (_OVERSTATED, "overstated"),
    (_LOST, "lost"),
)
_SUMMED = frozenset({_WEIGHT, _SCORE})
_TOTAL = Text(TOTAL_LABELS[0], "Total")
_TITLE_HEIGHT = 28.0
_FIRST_ROW = 4

Row = Mapping[str, Any]


def analysis_page(report: Report, language: Language) -> Page:
    """The sheet; a section without rows is left out."""
    page = Page(TITLE(language), KIND)
    page.tab_color = looks.NAVY
    page.landscape = True
    page.freeze = 3, 0
    for position, width in enumerate(WIDTHS):
        page.set_column(position, position, width)
    page.text(0, 0, TITLE(language), appearance.TITLE)
    page.set_row(0, _TITLE_HEIGHT)
    page.text(1, 0, _HINT(language).format(unit=report.money_unit), appearance.HINT)
    page.link(2, 0, results_sheet.TITLE(language), "A1", _BACK(language), appearance.BACK)
    months = shown_months(report)
    row, budget = write_items(page, _FIRST_ROW + (CHART_ROWS if months else 0), report, language)
    row = write_sources(page, row, report, language)
    if months:
        row = write_months(page, row, _FIRST_ROW, months, report, budget, language)
    _write_scores(page, row, report, language)
    return page


def _write_scores(page: Page, row: int, report: Report, language: Language) -> None:
    scores = report.tables.get("scores", ())
    if not scores:
        return
    first = write_heading(page, row, _SCORES(language), _SCORE_LABELS, language == "zh")
    page.merge(first - 1, _FULL_AT, first - 1, LAST)
    for at, score in enumerate(scores, start=first):
        _write_score(page, at, score, language)
    last = first + len(scores)
    sums = {
        column: _sum(column, range(first, last), [score[name] for score in scores])
        for column, name in _POINTS
        if column in _SUMMED
    }
    empty = {column: cells.blank(TOTAL.text) for column in range(1, LAST + 1)}
    page.row(last, {0: cells.text(_TOTAL(language), TOTAL.code), **empty, **sums}, height(1))
    page.merge(last, _FULL_AT, last, LAST)


def _write_score(page: Page, row: int, score: Row, language: Language) -> None:
    full_at = score["full_at"](language) if score["full_at"] else ""
    texts = (
        (_LEVEL, score["level1"], WIDTHS[_LEVEL]),
        (_INDICATOR, score["level3"], WIDTHS[_INDICATOR]),
        (_TARGET, score["target"], WIDTHS[_TARGET]),
        (_ACTUAL, score["actual"], WIDTHS[_ACTUAL]),
        (_FULL_AT, full_at, WIDTHS[_FULL_AT] + WIDTHS[LAST]),
    )
    shown = [(column, "" if text is None else str(text), width) for column, text, width in texts]
    row_cells = {
        column: cells.text(text, PLAIN.text) if text else cells.blank(PLAIN.text) for column, text, _ in shown
    }
    for column, name in _POINTS:
        value = score[name]
        row_cells[column] = arithmetic.amount(None if value is None else float(value), PLAIN.points)
    row_cells[LAST] = cells.blank(PLAIN.text)
    page.row(row, row_cells, height(max(lines(text, width) for _, text, width in shown)))
    page.merge(row, _FULL_AT, row, LAST)


def _sum(column: int, rows: range, values: list[Any]) -> Cell:
    """The sum of the points above; cells without any hold a dash, which a sum passes over."""
    known = [0.0 if value is None else float(value) for value in values]
    return arithmetic.total(column, rows, known, round(sum(known), 6), None, TOTAL.points)
