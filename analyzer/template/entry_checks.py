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

LARGEST_NUMBER: Final = 1e13

# What xlsxwriter calls the kind of value, and its limits. A rate above 200 % probably lacks its percent sign.
_LIMITS: dict[Kind, tuple[str, object, object]] = {
    Kind.DATE: ("date", date(2000, 1, 1), date(2099, 12, 31)),
    Kind.YEAR: ("integer", 2000, 2099),
    Kind.RATE: ("decimal", 0, 2),
    Kind.SCORE: ("decimal", 0, 100),
    Kind.MONEY: ("decimal", -LARGEST_NUMBER, LARGEST_NUMBER),
    Kind.PRICE: ("decimal", -LARGEST_NUMBER, LARGEST_NUMBER),
    Kind.NUMBER: ("decimal", -LARGEST_NUMBER, LARGEST_NUMBER),
}
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
    if column.kind not in _LIMITS:
        return None
    validate, minimum, maximum = _LIMITS[column.kind]
    if column.name == "score":
        maximum = _weight_beside(sheet, first_row)
    return {"validate": validate, "criteria": "between", "minimum": minimum, "maximum": maximum}


def _weight_beside(sheet: Sheet, row: int) -> str:
    """The weight in the score's own row; Excel moves the reference along with each row."""
    return f"=${xl_col_to_name(list(sheet.by_name).index('weight'))}{row}"
