"""What Excel says and checks while a cell is being filled in.

Only fixed choices are enforced. Everything else is a question the accountant may answer with yes, because
the reader also understands texts such as 4753.66万元.
"""

from datetime import date
from typing import Any, Final

from xlsxwriter.utility import xl_col_to_name

from analyzer.template.budget import BUDGET
from analyzer.template.model import Column, Kind, Sheet

Check = dict[str, Any]  # options of xlsxwriter's data_validation

FIRST_YEAR, LAST_YEAR = 2000, 2099
FULL_MARKS: Final = 100
HIGHEST_RATE: Final = 2  # 200 %; a larger number was probably typed without its percent sign
LARGEST_NUMBER: Final = 1e13

_WORDING = {
    Kind.DATE: "请填日期，如 2024-03-05。",
    Kind.YEAR: "请填四位年份，如 2024。",
    Kind.MONEY: "请填数字，单位按“项目信息”的金额单位；红字冲销填负数。",
    Kind.PRICE: "请填数字，以元为单位。",
    Kind.NUMBER: "请填数字。",
    Kind.RATE: "请填百分数，如 95.5%，不要漏掉百分号。",
    Kind.SCORE: "请填 0 到该项分值之间的数。",
    Kind.CHOICE: "请从下拉列表中选择。",
    Kind.TEXT: "列表之外的内容也可以填。",
    Kind.CODE: "预算表中没有这个编号，请核对。",
}


def entry_check(sheet: Sheet, column: Column, first_row: int, last_budget_row: int) -> Check | None:
    """Input message, drop-down and check of one column or field; None where there is nothing to say.

    `first_row` and `last_budget_row` are 1-based: the table's first data row, and the last row of the
    budget from which the ledger chooses its codes.
    """
    check = _condition(sheet, column, first_row, last_budget_row)
    message = "" if sheet.is_form else column.guide.zh  # the form shows it beside the cell
    if check is None and not message:
        return None
    check = {"validate": "any"} if check is None else check | _refusal(column)
    return check | ({"input_title": column.label.zh, "input_message": message} if message else {})


def _refusal(column: Column) -> Check:
    fixed = column.kind is Kind.CHOICE
    open_list = column.kind in (Kind.TEXT, Kind.CODE)
    return {
        "error_type": "stop" if fixed else "information" if open_list else "warning",
        "error_title": column.label.zh,
        "error_message": _WORDING[column.kind],
    }


def _condition(sheet: Sheet, column: Column, first_row: int, last_budget_row: int) -> Check | None:
    if column.choices:
        return {"validate": "list", "source": list(column.choices)}
    if column.kind is Kind.CODE and sheet is not BUDGET:
        return {"validate": "list", "source": f"={BUDGET.title.zh}!$A${first_row}:$A${last_budget_row}"}
    if column.kind is Kind.DATE:
        return _between("date", date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31))
    if column.kind is Kind.YEAR:
        return _between("integer", FIRST_YEAR, LAST_YEAR)
    if column.kind is Kind.RATE:
        return _between("decimal", 0, HIGHEST_RATE)
    if column.kind is Kind.SCORE:
        return _between("decimal", 0, _highest_score(sheet, column, first_row))
    if column.kind in (Kind.MONEY, Kind.PRICE, Kind.NUMBER):
        return _between("decimal", -LARGEST_NUMBER, LARGEST_NUMBER)
    return None


def _between(kind: str, minimum: object, maximum: object) -> Check:
    return {"validate": kind, "criteria": "between", "minimum": minimum, "maximum": maximum}


def _highest_score(sheet: Sheet, column: Column, first_row: int) -> int | str:
    """The row's own weight for a score, full marks for a weight."""
    if column.name != "score":
        return FULL_MARKS
    weight = list(sheet.by_name).index("weight")
    return f"=${xl_col_to_name(weight)}{first_row}"
