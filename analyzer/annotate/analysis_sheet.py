"""The sheet 执行分析: arrival, spending and execution by item and by month, and the scores recomputed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analyzer.language import Language, Text
from analyzer.money import FEN_PER, Unit
from analyzer.report import Report
from analyzer.template import TOTAL_LABELS, looks
from analyzer.template.looks import add

TITLE: Final = Text("执行分析", "Execution")
UNKNOWN: Final = "—"

MONEY, RATE, POINTS, TEXT, MONTH = "money", "rate", "points", "text", "month"
WIDTHS = (10, 44, 16, 16, 12, 16, 12, 12, 16, 60)  # of the sheet's columns; the sections share them

SUBTITLE = Text(
    "金额单位：{unit}。到位率 = 到位 ÷ 全年预算数；支出实现率 = 支出 ÷ 到位；执行率 = 支出 ÷ 全年预算数；"
    "“—”表示没有数据或分母为零。",
    "Amounts in {unit}. Arrival rate = arrived / adjusted budget; execution rate = spent / adjusted budget; "
    "— means no data or a zero denominator.",
)

Row = Mapping[str, Any]


class Column(NamedTuple):
    """One column of a section: the field it shows, its label, and how it is written."""

    name: str
    label: Text
    kind: str


class Section(NamedTuple):
    """One table of the sheet; `rows` gives its rows, the last in bold if `has_total`."""

    title: Text
    columns: tuple[Column, ...]
    rows: Callable[[Report, Language], Sequence[Row]]
    has_total: bool = False


def write_analysis(workbook: Workbook, report: Report, language: Language) -> None:
    """Add the sheet; a section without rows is left out."""
    sheet = workbook.add_worksheet(TITLE(language))
    _set_up(sheet)
    hint = add(workbook, looks.FONT, {"font_color": looks.GREY})
    sheet.write_string(0, 0, TITLE(language), add(workbook, looks.TITLE, {"align": "left"}))
    sheet.write_string(1, 0, SUBTITLE(language).format(unit=report.money_unit), hint)
    writer = _Writer(workbook, sheet, report.money_unit, language)
    for section in SECTIONS:
        rows = section.rows(report, language)
        if rows:
            writer.write(section, rows)


def _set_up(sheet: Worksheet) -> None:
    sheet.set_tab_color(looks.NAVY)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(2, 2)
    for position, width in enumerate(WIDTHS):
        sheet.set_column(position, position, width)


class _Writer:
    """Writes sections below one another."""

    def __init__(self, workbook: Workbook, sheet: Worksheet, unit: Unit, language: Language) -> None:
        self.sheet, self.unit, self.language = sheet, unit, language
        self.row = 3
        self.heading = add(workbook, looks.FONT, looks.BOLD, {"font_size": 12, "font_color": looks.NAVY})
        self.header = add(
            workbook, looks.FONT, looks.RULED, looks.CENTRED, looks.WRAPPED, looks.REQUIRED_HEADER
        )
        self.plain = _formats(workbook, {})
        self.total = _formats(workbook, looks.TOTAL)

    def write(self, section: Section, rows: Sequence[Row]) -> None:
        """One section: title, header, rows, a blank line."""
        self.sheet.write_string(self.row, 0, section.title(self.language), self.heading)
        labels = [column.label(self.language) for column in section.columns]
        self.sheet.write_row(self.row + 1, 0, labels, self.header)
        self.row += 2
        for number, values in enumerate(rows, start=1):
            is_total = section.has_total and number == len(rows)
            self._row(section.columns, values, self.total if is_total else self.plain)
        self.row += 1

    def _row(self, columns: Sequence[Column], values: Row, formats: Mapping[str, Format]) -> None:
        texts = []
        for position, column in enumerate(columns):
            value = values.get(column.name)
            if column.kind == TEXT:
                self.sheet.write_string(self.row, position, str(value or ""), formats[TEXT])
                texts.append((value, WIDTHS[position]))
            elif value is None:
                self.sheet.write_string(self.row, position, UNKNOWN, formats[UNKNOWN])
            elif column.kind == MONTH:
                self.sheet.write_datetime(self.row, position, value, formats[MONTH])
            else:
                number = int(value) / FEN_PER[self.unit] if column.kind == MONEY else float(value)
                self.sheet.write_number(self.row, position, number, formats[column.kind])
        self.sheet.set_row(self.row, looks.text_height(*texts))
        self.row += 1


def _formats(workbook: Workbook, emphasis: looks.Look) -> dict[str, Format]:
    base = looks.FONT | looks.RULED | emphasis
    right = {"align": "right"}
    return {
        TEXT: add(workbook, base, looks.WRAPPED),
        MONEY: add(workbook, base, right, {"num_format": looks.AMOUNT}),
        RATE: add(workbook, base, right, {"num_format": "0.00%"}),
        POINTS: add(workbook, base, right, {"num_format": "0.##"}),
        MONTH: add(workbook, base, looks.CENTRED, {"num_format": "yyyy-mm"}),
        UNKNOWN: add(workbook, base, right),
    }


def _item_rows(report: Report, _: Language) -> Sequence[Row]:
    items = report.tables["items"]
    return [*items, {"code": TOTAL_LABELS[0], **vars(report.measures)}] if items else ()


def _month_rows(report: Report, _: Language) -> Sequence[Row]:
    return report.tables["months"]


def _score_rows(report: Report, language: Language) -> Sequence[Row]:
    return [
        {**row, "full_at": row["full_at"](language) if row["full_at"] else None}
        for row in report.tables["scores"]
    ]


SECTIONS = (
    Section(
        Text("一、各子项到位与执行", "1. Arrival and execution by item"),
        (
            Column("code", Text("编号", "Code"), TEXT),
            Column("item", Text("项目内容", "Item"), TEXT),
            Column("budget", Text("全年预算数", "Adjusted budget"), MONEY),
            Column("arrived", Text("到位资金", "Arrived"), MONEY),
            Column("arrival_rate", Text("资金到位率", "Arrival rate"), RATE),
            Column("spent", Text("支出", "Spent"), MONEY),
            Column("spending_rate", Text("支出实现率", "Spent / arrived"), RATE),
            Column("execution_rate", Text("预算执行率", "Execution rate"), RATE),
            Column("balance", Text("结余", "Balance"), MONEY),
        ),
        _item_rows,
        has_total=True,
    ),
    Section(
        Text("二、各月累计", "2. Running totals by month"),
        (
            Column("month", Text("月份", "Month"), MONTH),
            Column("", Text("", ""), TEXT),
            Column("arrived", Text("当月到位", "Arrived"), MONEY),
            Column("arrived_to_date", Text("累计到位", "Arrived to date"), MONEY),
            Column("arrival_to_date", Text("累计到位率", "Arrival to date"), RATE),
            Column("spent", Text("当月支出", "Spent"), MONEY),
            Column("spent_to_date", Text("累计支出", "Spent to date"), MONEY),
            Column("execution_to_date", Text("累计执行率", "Execution to date"), RATE),
            Column("balance", Text("累计结余", "Balance to date"), MONEY),
        ),
        _month_rows,
    ),
    Section(
        Text("三、指标得分测算", "3. Scores recomputed"),
        (
            Column("level1", Text("一级指标", "Level 1"), TEXT),
            Column("level3", Text("三级指标", "Level 3"), TEXT),
            Column("target", Text("年度指标值", "Target"), TEXT),
            Column("actual", Text("实际完成值", "Actual"), TEXT),
            Column("weight", Text("分值", "Weight"), POINTS),
            Column("score", Text("自评得分", "Self-score"), POINTS),
            Column("due", Text("按数据测算", "By the figures"), POINTS),
            Column("overstated", Text("自评高出", "Over by"), POINTS),
            Column("lost", Text("失分", "Lost"), POINTS),
            Column("full_at", Text("得满分需要", "Full marks need"), TEXT),
        ),
        _score_rows,
    ),
)
