"""The sheet 执行分析: the project's rates, and arrival, spending and execution item by item."""

from collections.abc import Mapping
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analyzer.language import Language, Text
from analyzer.measures import rate
from analyzer.money import FEN_PER, Unit
from analyzer.report import Measures, Report
from analyzer.template import TOTAL_LABELS, looks
from analyzer.template.looks import add

TITLE: Final = Text("执行分析", "Execution")
UNKNOWN: Final = "—"

MONEY, RATE, TEXT = "money", "rate", "text"
COLUMNS: Final = (
    ("code", Text("编号", "Code"), TEXT, 10),
    ("item", Text("项目内容", "Item"), TEXT, 44),
    ("budget", Text("全年预算数", "Adjusted budget"), MONEY, 16),
    ("arrived", Text("到位资金", "Arrived"), MONEY, 16),
    ("arrival_rate", Text("资金到位率", "Arrival rate"), RATE, 12),
    ("spent", Text("支出", "Spent"), MONEY, 16),
    ("spending_rate", Text("支出实现率", "Spent / arrived"), RATE, 12),
    ("execution_rate", Text("预算执行率", "Execution rate"), RATE, 12),
    ("balance", Text("结余", "Balance"), MONEY, 16),
)
SUBTITLE = Text(
    "金额单位：{unit}。到位率 = 到位 ÷ 全年预算数；支出实现率 = 支出 ÷ 到位；执行率 = 支出 ÷ 全年预算数；"
    "“—”表示没有数据或分母为零。",
    "Amounts in {unit}. Arrival rate = arrived / adjusted budget; execution rate = spent / adjusted budget; "
    "— means no data or a zero denominator.",
)
HEADER_ROW = 2


def write_analysis(workbook: Workbook, report: Report, language: Language) -> None:
    """Add the sheet with one row per budget item and the project's total."""
    sheet = workbook.add_worksheet(TITLE(language))
    sheet.set_tab_color("#1F4E79")
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(HEADER_ROW + 1, 2)
    sheet.repeat_rows(HEADER_ROW)
    for position, (_, _, _, width) in enumerate(COLUMNS):
        sheet.set_column(position, position, width)
    hint = add(workbook, looks.FONT, {"font_color": looks.GREY})
    sheet.write_string(0, 0, TITLE(language), add(workbook, looks.TITLE, {"align": "left"}))
    sheet.write_string(1, 0, SUBTITLE(language).format(unit=report.money_unit), hint)
    header = add(workbook, looks.FONT, looks.RULED, looks.CENTRED, looks.WRAPPED, looks.REQUIRED_HEADER)
    sheet.write_row(HEADER_ROW, 0, [label(language) for _, label, _, _ in COLUMNS], header)
    rows = _item_rows(report)
    for offset, values in enumerate([*rows, _total_row(report.measures)], start=1):
        emphasis = looks.TOTAL if offset > len(rows) else {}
        _write_row(sheet, HEADER_ROW + offset, values, report.money_unit, _formats(workbook, emphasis))


def _item_rows(report: Report) -> list[Mapping[str, Any]]:
    if report.items is None:
        return []
    items = report.items[~report.items["is_total"]]
    own_arrivals = items["arrivals"] > 0
    arrived = items["arrived"].astype("Int64").where(own_arrivals)
    spent = items["spent"].astype("Int64")
    measured = items.assign(
        arrived=arrived,
        balance=arrived - spent,
        arrival_rate=rate(arrived, items["budget"]),
        spending_rate=rate(spent, arrived),
        execution_rate=rate(spent, items["budget"]),
    ).astype(object)
    return measured.where(measured.notna(), None).to_dict("records")  # type: ignore[return-value]


def _total_row(measures: Measures) -> Mapping[str, Any]:
    return {"code": None, "item": TOTAL_LABELS[0], **vars(measures)}


def _formats(workbook: Workbook, emphasis: looks.Look) -> dict[str, Format]:
    base = looks.FONT | looks.RULED | emphasis
    return {
        TEXT: add(workbook, base, looks.WRAPPED),
        MONEY: add(workbook, base, {"num_format": looks.AMOUNT, "align": "right"}),
        RATE: add(workbook, base, {"num_format": "0.00%", "align": "right"}),
        UNKNOWN: add(workbook, base, {"align": "right"}),
    }


def _write_row(
    sheet: Worksheet, row: int, values: Mapping[str, Any], unit: Unit, formats: Mapping[str, Format]
) -> None:
    for position, (name, _, kind, _) in enumerate(COLUMNS):
        value = values.get(name)
        if kind == TEXT:
            sheet.write_string(row, position, value or "", formats[TEXT])
        elif value is None:
            sheet.write_string(row, position, UNKNOWN, formats[UNKNOWN])
        else:
            number = int(value) / FEN_PER[unit] if kind == MONEY else float(value)
            sheet.write_number(row, position, number, formats[kind])
