"""The sheet 审核结果: every finding of the workbook with a link to its cell, and what could not be judged."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any, Final

from analyzer.annotate import appearance, record
from analyzer.annotate.appearance import EXPLAINED_LETTER, half_widths, height, lines
from analyzer.annotate.marks import Numbered, plain_cause
from analyzer.annotate.results_head import TITLE, conclusion, verdict, write_head
from analyzer.finding import Figure, Finding, Quantity, Severity, Status, write_difference, write_figure
from analyzer.language import Language, Text
from analyzer.money import FEN_PER, Unit
from analyzer.package import Page, Painted
from analyzer.report import Provenance, Report
from analyzer.template import looks

__all__ = ["COLUMNS", "EXPLANATION", "KIND", "NUMBER", "TITLE", "conclusion", "results_page", "verdict"]

KIND: Final = "results"
COLUMNS: Final = (
    (Text("序号", "No."), 5),
    (Text("级别", "Level"), 8),
    (Text("规则", "Rule"), 6),
    (Text("问题", "Finding"), 14),
    (Text("工作表", "Sheet"), 9),
    (Text("单元格", "Cell"), 7),
    (Text("所在行", "Row"), 14),
    (Text("错在哪里", "What is wrong"), 36),
    (Text("填报/实际", "Found"), 13),
    (Text("应为", "Should be"), 13),
    (Text("差额", "Difference"), 12),
    (Text("可能原因", "Likely cause"), 22),
    (Text("依据", "Basis"), 13),
    (Text("状态", "State"), 9),
    (Text("说明", "Explanation"), 24),
)
WIDTHS: Final = tuple(width for _, width in COLUMNS)
NUMBER, LEVEL, RULE, FINDING, SHEET, CELL, ROW, STATEMENT, STATED, EXPECTED, DIFFERENCE = range(11)
CAUSE, BASIS, STATE, EXPLANATION, RECORD = range(11, 16)

_NOT_JUDGED = Text(
    "未能判断的规则（不等于没有问题）", "Rules that could not be judged (which does not mean all is well)"
)
_NO_NOTE = Text(
    "（这个单元格有会话批注，没有另加批注）", "(The cell holds a threaded comment; no note was added)"
)
_CONCEALED = Text("（{where}）", "({where})")
_BETWEEN = Text("、", ", ")
_GAP, _HEADER_HEIGHT = 6.0, 24.0
_RED, _AMBER, _GREEN = "#C00000", "#BF8F00", "#548235"
_POINTS = Text('0.00" 个百分点"', '0.00" points"')
_NUMBER_FORMATS: Final = {Quantity.RATE: "0.00%", Quantity.SCORE: "General", Quantity.COUNT: "0"}
_MONEY_LOOKS: Final = {
    unit: appearance.RIGHT | {"num_format": f'{looks.AMOUNT}" {unit}"'} for unit in FEN_PER
}
_NUMBER_LOOKS: Final = {
    quantity: appearance.RIGHT | {"num_format": code} for quantity, code in _NUMBER_FORMATS.items()
}
_POINTS_LOOKS: Final = {
    language: appearance.RIGHT | {"num_format": code} for language, code in _POINTS._asdict().items()
}


def results_page(
    report: Report,
    findings: Sequence[Numbered],
    provenance: Provenance,
    made: record.Examination,
    titles: Collection[str],
    painted: Painted,
    language: Language,
) -> Page:
    """The sheet; `findings` in their order, `titles` the sheets of the workbook, which links can lead to."""
    page = Page(TITLE(language), KIND)
    page.tab_color = _tab_color(report)
    page.landscape = True
    for position, width in enumerate(WIDTHS):
        page.set_column(position, position, width)
    page.set_column(RECORD, RECORD, _RECORD_WIDTH, hidden=True)
    page.text(0, RECORD, record.write_examination(made), appearance.HIDDEN)
    row = write_head(page, report, provenance, made.input, _HEAD_COLUMNS, language)
    page.set_row(row, _GAP)
    row += 1
    if findings:
        row = _write_table(page, row, report, findings, titles, painted, language)
    _write_skipped(page, row + 1, report, language)
    return page


_RECORD_WIDTH = 10
_HEAD_COLUMNS = RULE, EXPLANATION, sum(WIDTHS[RULE:])


def _tab_color(report: Report) -> str:
    if report.open(Severity.ERROR):
        return _RED
    return _AMBER if report.open(Severity.VERIFY) else _GREEN


def _write_table(
    page: Page,
    row: int,
    report: Report,
    findings: Sequence[Numbered],
    titles: Collection[str],
    painted: Painted,
    language: Language,
) -> int:
    """The heading and one row a finding; returns the row after them."""
    for position, (label, _) in enumerate(COLUMNS):
        page.text(row, position, label(language), appearance.HEADER)
    page.text(row, RECORD, record.HEADER, appearance.HIDDEN)
    page.set_row(row, _HEADER_HEIGHT)
    page.repeat_rows = row, row
    page.freeze = row + 1, 0
    last = row + len(findings)
    page.autofilter = row, 0, last, RECORD  # with the records, so that sorting takes them along
    table = _Table(page, report, titles, painted, language)
    for at, (number, finding) in enumerate(findings, start=row + 1):
        table.write(at, number, finding)
    return last + 1


class _Table:
    """Writes findings as rows."""

    def __init__(
        self, page: Page, report: Report, titles: Collection[str], painted: Painted, language: Language
    ) -> None:
        self._page, self._titles, self._painted = page, titles, painted
        self._unit, self._language = report.money_unit, language
        self._states = {each.id: each.state.label(language) for each in report.follow_ups}

    def write(self, row: int, number: int, finding: Finding) -> None:
        """One finding in one row."""
        page, language = self._page, self._language
        explained = finding.status is Status.EXPLAINED
        statement = self._statement(finding)
        level = appearance.EXPLAINED if explained else appearance.LEVELS[finding.severity]
        page.number(row, NUMBER, number, appearance.CENTRED)
        page.text(row, LEVEL, f"{finding.severity.letter} {finding.severity.label(language)}", level)
        page.text(row, RULE, finding.rule, appearance.CENTRED)
        page.text(row, FINDING, finding.title, appearance.WRAPPED)
        page.text(row, SHEET, finding.sheet, appearance.CENTRED)
        if finding.sheet in self._titles:
            page.link(row, CELL, finding.sheet, finding.cell, finding.cell, appearance.LINK)
        else:
            page.text(row, CELL, finding.cell, appearance.CENTRED)
        appearance.write(page, row, ROW, finding.label, appearance.WRAPPED)
        page.text(row, STATEMENT, statement, appearance.WRAPPED)
        self._figures(row, finding)
        appearance.write(page, row, CAUSE, plain_cause(finding), appearance.WRAPPED)
        page.text(row, BASIS, finding.basis, appearance.WRAPPED)
        if explained:
            page.text(row, STATE, f"{EXPLAINED_LETTER} {finding.status.label(language)}", level)
        else:
            state = self._states.get(finding.id) or finding.status.label(language)
            page.text(row, STATE, state, appearance.CENTRED)
        self._explanation(row, finding.explanation)
        fill = self._painted.fills.get((finding.sheet, finding.cell))
        page.text(row, RECORD, record.write_finding(number, finding, fill), appearance.HIDDEN)
        self._fit(row, finding, statement)

    def _statement(self, finding: Finding) -> str:
        remarks = []
        if finding.concealed:
            remarks.append(_CONCEALED(self._language).format(where=finding.concealed))
        if (finding.sheet, finding.cell) in self._painted.unnoted:
            remarks.append(_NO_NOTE(self._language))
        return "\n".join((finding.statement, *remarks))

    def _explanation(self, row: int, explanation: str) -> None:
        if explanation:
            self._page.text(row, EXPLANATION, explanation, appearance.FILLED_IN)
        else:
            self._page.blank(row, EXPLANATION, appearance.TO_FILL_IN)

    def _figures(self, row: int, finding: Finding) -> None:
        page, quantity, unit, language = self._page, finding.quantity, self._unit, self._language
        for column, figure in ((STATED, finding.actual), (EXPECTED, finding.expected)):
            shown = write_figure(figure, quantity, unit, language)
            self._figure(row, column, figure, quantity, shown)
        shown = write_difference(finding.difference, quantity, unit, language)
        if shown and quantity is Quantity.RATE and _is_number(finding.difference):
            points = round(float(finding.difference) * 100, 10)  # type: ignore[arg-type]
            page.number(row, DIFFERENCE, points, _POINTS_LOOKS[language])
        else:
            self._figure(row, DIFFERENCE, finding.difference, quantity, shown)

    def _figure(self, row: int, column: int, figure: Figure, quantity: Quantity, shown: str) -> None:
        """A number where there is room for it, to sort and filter by; else a text, which wraps."""
        value = _value(figure, quantity, self._unit) if half_widths(shown) <= WIDTHS[column] else None
        if value is None:
            appearance.write(self._page, row, column, shown, appearance.RIGHT)
        else:
            self._page.number(row, column, *value)

    def _fit(self, row: int, finding: Finding, statement: str) -> None:
        texts = (
            (finding.title, FINDING),
            (finding.label, ROW),
            (statement, STATEMENT),
            (finding.cause, CAUSE),
            (finding.basis, BASIS),
            (finding.explanation, EXPLANATION),
        )
        self._page.set_row(row, height(max(lines(text, WIDTHS[column]) for text, column in texts)))


def _is_number(figure: Any) -> bool:
    return isinstance(figure, int | float)


def _value(figure: Figure, quantity: Quantity, unit: Unit) -> tuple[float, looks.Look] | None:
    """The figure as a cell's number and look, None where it is none."""
    if not _is_number(figure):
        return None
    if quantity in (Quantity.MONEY, Quantity.YUAN):
        shown: Unit = unit if quantity is Quantity.MONEY else "元"
        return int(figure) / FEN_PER[shown], _MONEY_LOOKS[shown]  # type: ignore[arg-type]
    look = _NUMBER_LOOKS.get(quantity)
    return (float(figure), look) if look else None  # type: ignore[arg-type]


def _write_skipped(page: Page, row: int, report: Report, language: Language) -> None:
    """The rules not judged, a blank row below the table, where its filter does not reach them."""
    if not report.skipped:
        return
    by_reason: dict[str, list[str]] = defaultdict(list)
    for rule, reason in report.skipped:
        by_reason[reason].append(rule)
    page.text(row, 0, _NOT_JUDGED(language), appearance.SECTION)
    page.set_row(row, _HEADER_HEIGHT)
    for offset, (reason, rules) in enumerate(by_reason.items(), start=1):
        at = row + offset
        codes = _BETWEEN(language).join(rules)
        for first, last, text in ((0, FINDING, codes), (SHEET, EXPLANATION, reason)):
            page.text(at, first, text, appearance.SENTENCE)
            page.merge(at, first, at, last)
        needed = max(lines(codes, sum(WIDTHS[:SHEET])), lines(reason, sum(WIDTHS[SHEET:])))
        page.set_row(at, height(needed))
