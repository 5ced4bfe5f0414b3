"""Workbooks of template 1.0, composed from the declarations alone, and not as the writer composes them."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import xlsxwriter

from analyzer.template import SHEETS
from analyzer.template.model import Sheet

PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f64540"
    "0000000049454e44ae426082"
)
FORM = {
    "name": "光纤租赁",
    "competent_dept": "示例县财政局",
    "implementing_unit": "示例县信息中心",
    "year": 2024,
    "unit": "万元",
    "claimed_execution_rate": 0.5,
    "annual_goal": "完成年度任务",
    "report_date": "2025-01-20",
}
ROWS: Mapping[str, Sequence[Sequence[object]]] = {
    "budget": [
        ("1", "光纤租赁", 40, None, 40, "财政拨款", "按合同"),
        ("1.1", "机房", 30, None, 30, None, None),
        ("合计", None, 40, None, 40, None, None),
    ],
    "disbursement": [
        (date(2024, 3, 1), "记-1", "1", "到位", 40, None, "拨款", None),
        (date(2024, 3, 2), "记-2", "1.1", "支出", 30, "某公司", "租费", None),
    ],
    "indicators": [
        ("预算执行率", None, "预算执行率", None, None, None, None, 10, 7.5, None),
        ("产出指标", "数量指标", "维护次数", "≥", 12, "次", 12, 90, 90, None),
        ("合计", None, None, None, None, None, None, 100, 97.5, None),
    ],
}
HEADER_ROW = 2  # zero-based, below a title and a hint

Change = Callable[[xlsxwriter.Workbook], None]


def old_workbook(
    *,
    labels: Mapping[str, str] | None = None,
    version: str | None = "1.0",
    change: Change | None = None,
    without: Sequence[str] = (),
) -> bytes:
    """A filled workbook with a note, a picture and a sheet of its own; `labels` are headers' other words.

    `without` names sheets that are left out; `change` may add to the sheets that are there.
    """
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for sheet in SHEETS:
            if sheet.title.zh not in without:
                (_write_form if sheet.is_form else _write_table)(book, sheet, labels or {})
        own = book.add_worksheet("我的草稿")
        own.write_row(0, 0, ["草稿", 1.5, True])
        own.insert_image("D4", "印章.png", {"image_data": io.BytesIO(PICTURE)})
        if version is not None:
            book.set_custom_property("模板版本", version, "text")
        if change is not None:
            change(book)
    return out.getvalue()


def _write_form(book: xlsxwriter.Workbook, sheet: Sheet, labels: Mapping[str, str]) -> None:
    page = book.add_worksheet(sheet.title.zh)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
    page.merge_range(0, 0, 0, 2, "项目支出信息表", bold)
    page.set_column(0, 0, 22)
    for row, column in enumerate((c for c in sheet.columns if c.since == "1.0"), HEADER_ROW + 1):
        label = labels.get(column.name, column.label.zh) + "*" * column.required
        page.write_string(row, 0, label, bold)
        page.write(row, 1, FORM.get(column.name), day if column.name == "report_date" else None)
        page.write_string(row, 2, column.guide.zh)
    page.write_comment("B4", "与批复一致", {"author": "科长"})
    page.protect()


def _write_table(book: xlsxwriter.Workbook, sheet: Sheet, labels: Mapping[str, str]) -> None:
    page = book.add_worksheet(sheet.title.zh)
    header, money = book.add_format({"bold": True, "bg_color": "#BDD7EE"}), book.add_format()
    money.set_num_format("#,##0.00")
    money.set_locked(False)
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    columns = [column for column in sheet.columns if column.since == "1.0"]
    page.merge_range(0, 0, 0, len(columns) - 1, sheet.title.zh, header)
    for position, column in enumerate(columns):
        page.set_column(position, position, column.width, money if column.kind == "money" else None)
        page.write_string(HEADER_ROW, position, labels.get(column.name, column.label.zh), header)
    for row, values in enumerate(ROWS[sheet.table], HEADER_ROW + 1):
        for position, value in enumerate(values):
            if isinstance(value, date):
                page.write_datetime(row, position, value, day)
            elif value is not None:
                page.write(row, position, value)
    if sheet.table == "budget":
        page.write_formula(HEADER_ROW + 3, 4, "=SUM(E4)", money, 40)
        page.write_comment("E4", "合同价", {"author": "科长"})
