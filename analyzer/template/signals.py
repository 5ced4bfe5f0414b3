"""What the cells show by themselves while the workbook is being filled in.

Signals, not formulas, look after 合计: people type totals, and a program that fills in the template without
calculating would leave a formula without a result, so that nothing that needs the amount could be judged.
"""

from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from analyzer.template import BUDGET, TOTAL_LABELS, frame, looks
from analyzer.template.model import Kind, Sheet

LEAST_GAP: Final = "0.0000005"  # half a fen in 万元; below it lies only the noise of binary fractions
WRONG: Final[looks.Look] = {"font_color": looks.RED, "bg_color": "#FCE4E4", "bold": True}


def show_tree(workbook: Workbook, page: Worksheet, sheet: Sheet) -> None:
    """Top rows bold and names indented by the dots of their code, also while it is being typed."""
    names = list(sheet.by_name)
    code = f"$A{frame.FIRST_ROW + 1}"
    dots = f'LEN({code})-LEN(SUBSTITUTE({code},".",""))'
    item, amount = names.index("item"), names.index("adjusted_budget")
    for first, end, formula, look in (
        (0, amount, f'=AND({code}<>"",{dots}=0)', looks.BOLD),
        (item, item, f"={dots}=1", {"num_format": '"　"@'}),
        (item, item, f"={dots}>1", {"num_format": '"　　"@'}),
    ):
        rule = {"type": "formula", "criteria": formula, "format": workbook.add_format(look)}
        page.conditional_format(frame.FIRST_ROW, first, frame.LAST_ROW, end, rule)


def show_wrong_total(workbook: Workbook, page: Worksheet, sheet: Sheet) -> None:
    """合计 in red where it states a number that the rows above do not add up to."""
    summed = [at for at, column in enumerate(sheet.columns) if column.kind in (Kind.MONEY, Kind.SCORE)]
    for position in summed:
        rule = {
            "type": "formula",
            "criteria": total_is_wrong(sheet, position),
            "format": workbook.add_format(WRONG),
            "stop_if_true": True,
        }
        page.conditional_format(frame.FIRST_ROW, position, frame.LAST_ROW, position, rule)


def total_is_wrong(sheet: Sheet, position: int) -> str:
    """The formula for the first data row, which is true on a 合计 row that does not add up.

    In the budget only codes without a dot count, the others being parts of those. Where an amount above is
    a text (4753.66万元), which Excel cannot add, nothing is said.
    """
    header, row = frame.HEADER_ROW + 1, frame.FIRST_ROW + 1
    column = xl_col_to_name(position)
    above = f"{column}${header}:{column}{row - 1}"
    keys = (xl_col_to_name(at) for at, name in enumerate(sheet.by_name) if name in sheet.key)
    labelled = ",".join(f'${key}{row}="{TOTAL_LABELS[0]}"' for key in keys)
    codes = f"$A${header}:$A{row - 1}"
    total = (
        f'SUMPRODUCT(ISERROR(FIND(".",{codes}))*({codes}<>""),{above})'
        if sheet is BUDGET
        else f"SUM({above})"
    )
    only_numbers = f"COUNTA({above})-COUNT({above})=1"  # the header is the one text
    cell = f"{column}{row}"
    return f"=IF(AND(OR({labelled}),ISNUMBER({cell}),{only_numbers}),ABS({cell}-{total})>{LEAST_GAP},FALSE)"
