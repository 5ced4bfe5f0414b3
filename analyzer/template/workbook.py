"""Writing the template as a workbook: blank, or filled with a project's content."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from analyzer.template import BUDGET, PROJECT, SHEETS, TOTAL_LABELS, VERSION, VERSION_PROPERTY, frame, looks
from analyzer.template.entry_checks import entry_check
from analyzer.template.instructions import write_instructions
from analyzer.template.model import Kind, Sheet
from analyzer.template.project import UNITS
from analyzer.template.signals import show_tree, show_wrong_total

Value = str | int | float | Decimal | date | None
Row = Mapping[str, Value]

LABEL_WIDTH, VALUE_WIDTH, GUIDE_WIDTH = 22, 60, 50
FORM_HEADER = ("栏目", "填写内容", "怎样填")
COLOUR_KEY = "深色表头必填，浅色按实际填写，灰色可不填。"

# A default height in pixels, unlike one set on the sheet, leaves Excel free to fit a row to its text.
OPTIONS: Final = {"in_memory": True, "default_row_height": round(looks.ROW_HEIGHT * 4 / 3)}

# A fixed day, so that the same call always gives the same bytes.
CREATED: Final = datetime(2024, 1, 1)


@dataclass(frozen=True)
class Content:
    """What to fill in, by the declaration's column names, in the workbook's unit as it would be typed.

    `project` holds the form's fields; the others hold one mapping per row in sheet order, 合计 included.
    """

    project: Row = field(default_factory=dict)
    budget: Sequence[Row] = ()
    disbursement: Sequence[Row] = ()
    indicators: Sequence[Row] = ()


def write_workbook(
    target: Path | BinaryIO,
    *,
    unit: str = UNITS[0],
    year: int | None = None,
    content: Content | None = None,
) -> None:
    """Write the blank template, or with `content` a filled one; an existing file is overwritten.

    `unit` (万元 or 元) and `year` fill those two fields unless `content` states them. Raises KeyError for
    a name that the template does not declare, and xlsxwriter's FileCreateError where nothing can be
    written.
    """
    content = content or Content()
    project = {"unit": unit, "year": year, **content.project}
    workbook = Workbook(str(target) if isinstance(target, Path) else target, OPTIONS)
    _set_properties(workbook)
    _write_form(workbook, PROJECT, project)
    for sheet in SHEETS:
        if not sheet.is_form:
            _write_table(workbook, sheet, getattr(content, sheet.table), project["unit"], len(content.budget))
    write_instructions(workbook)
    workbook.close()


def _set_properties(workbook: Workbook) -> None:
    workbook.set_properties(
        {
            "title": "项目支出预算执行与绩效自评填报表",
            "comments": f"模板版本 {VERSION}；填写办法见“填报说明”",
            "created": CREATED,
        }
    )
    workbook.set_custom_property(VERSION_PROPERTY, VERSION, "text")
    workbook.set_size(2400, 1500)


def _write_form(workbook: Workbook, sheet: Sheet, project: Row) -> None:
    _refuse_unknown(sheet, project)
    page = frame.add_sheet(workbook, sheet.title.zh, [LABEL_WIDTH, VALUE_WIDTH, GUIDE_WIDTH], sheet.guide.zh)
    frame.write_title(workbook, page, len(FORM_HEADER), frame.heading(sheet))
    header = looks.add(workbook, looks.FONT, looks.RULED, looks.CENTRED, looks.REQUIRED_HEADER)
    page.write_row(frame.HEADER_ROW, 0, FORM_HEADER, header)
    for row, column in enumerate(sheet.columns, frame.FIRST_ROW):
        value = project.get(column.name)
        page.set_row(row, looks.text_height((value, VALUE_WIDTH), least_lines=column.lines))
        _write_label(workbook, page, row, sheet, column.name)
        _write_value(page, row, 1, value, looks.add(workbook, looks.entry(column.kind), looks.LEFT))
        page.write_string(row, 2, column.guide.zh, looks.add(workbook, looks.HINT, looks.RULED))
        check = entry_check(sheet, column, row + 1, 0)
        if check:
            page.data_validation(row, 1, row, 1, check)
    page.set_selection(frame.FIRST_ROW, 1, frame.FIRST_ROW, 1)
    frame.keep_header(page)
    frame.set_up_print(page, landscape=False)


def _write_label(workbook: Workbook, page: Worksheet, row: int, sheet: Sheet, name: str) -> None:
    column = sheet.by_name[name]
    colour = looks.NAVY if column.since == "1.0" else looks.GREY
    text = looks.FONT | {"bold": column.required, "font_color": colour}
    label = looks.add(workbook, text, looks.RULED, looks.LEFT, {"bg_color": looks.PALE})
    if column.required:
        words, mark = looks.add(workbook, text), looks.add(workbook, looks.MARK)
        page.write_rich_string(row, 0, words, column.label.zh, mark, "*", label)
    else:
        page.write_string(row, 0, column.label.zh, label)


def _write_table(
    workbook: Workbook, sheet: Sheet, rows: Sequence[Row], unit: Value, budget_rows: int
) -> None:
    widths = [column.width for column in sheet.columns]
    page = frame.add_sheet(workbook, sheet.title.zh, widths, sheet.guide.zh + COLOUR_KEY)
    _write_table_title(workbook, page, sheet, unit)
    budget_end = frame.FIRST_ROW + max(BUDGET.rows, budget_rows)
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, column.width, looks.add(workbook, looks.entry(column.kind)))
        header = looks.add(workbook, looks.header(column))
        page.write_string(frame.HEADER_ROW, position, column.label.zh, header)
        check = entry_check(sheet, column, frame.FIRST_ROW + 1, budget_end)
        if check:
            page.data_validation(frame.FIRST_ROW, position, frame.LAST_ROW, position, check)
    for row, values in enumerate(rows or _blank_rows(sheet), frame.FIRST_ROW):
        if values:
            _write_row(workbook, page, row, sheet, values)
    if sheet is BUDGET:
        show_tree(workbook, page, sheet)
    if sheet.has_total:
        show_wrong_total(workbook, page, sheet)
    else:
        end = frame.FIRST_ROW + max(sheet.rows, len(rows)) - 1
        page.autofilter(frame.HEADER_ROW, 0, end, len(sheet.columns) - 1)
    page.ignore_errors({"number_stored_as_text": _whole_columns(sheet)})
    page.set_selection(frame.FIRST_ROW, 0, frame.FIRST_ROW, 0)
    frame.keep_header(page)
    frame.set_up_print(page, landscape=True)


def _blank_rows(sheet: Sheet) -> list[Row]:
    """Room for the declared rows above 合计. The columns carry the formats, so blank rows need no cells."""
    return [{}] * sheet.rows + [{sheet.columns[0].name: TOTAL_LABELS[0]}] if sheet.has_total else []


def _write_table_title(workbook: Workbook, page: Worksheet, sheet: Sheet, unit: Value) -> None:
    title, formula = frame.heading(sheet), ""
    if any(column.kind is Kind.MONEY for column in sheet.columns):
        # It follows the form's unit: a title that contradicts it would be read as ten thousand times as much.
        cell = f"{PROJECT.title.zh}!$B${frame.FIRST_ROW + list(PROJECT.by_name).index('unit') + 1}"
        formula = f'="{title}（单位："&{cell}&"）"'
        title = f"{title}（单位：{unit}）"
    frame.write_title(workbook, page, len(sheet.columns), title, formula)


def _write_row(workbook: Workbook, page: Worksheet, row: int, sheet: Sheet, values: Row) -> None:
    _refuse_unknown(sheet, values)
    is_total = any(values.get(name) in TOTAL_LABELS for name in sheet.key)
    page.set_row(row, looks.text_height(*((values.get(c.name), c.width) for c in sheet.columns)))
    for position, column in enumerate(sheet.columns):
        look = looks.entry(column.kind) | (looks.TOTAL if is_total else {})
        _write_value(page, row, position, values.get(column.name), looks.add(workbook, look))


def _write_value(page: Worksheet, row: int, column: int, value: Value, look: Format) -> None:
    """One cell; a text is always a text, also when it looks like a formula, a number or a link."""
    if value is None:
        page.write_blank(row, column, None, look)
    elif isinstance(value, str):
        page.write_string(row, column, value, look)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, look)
    else:
        page.write_number(row, column, value, look)


def _whole_columns(sheet: Sheet) -> str:
    """The columns where numbers stand as text on purpose; Excel would flag each with a green corner."""
    letters = [
        xl_col_to_name(position)
        for position, column in enumerate(sheet.columns)
        if column.kind in (Kind.TEXT, Kind.CODE, Kind.VALUE)
    ]
    return " ".join(f"{letter}{frame.FIRST_ROW + 1}:{letter}{frame.LAST_ROW + 1}" for letter in letters)


def _refuse_unknown(sheet: Sheet, values: Row) -> None:
    unknown = sorted(set(values) - set(sheet.by_name))
    if unknown:
        raise KeyError(f"{sheet.table}: {', '.join(unknown)}")
