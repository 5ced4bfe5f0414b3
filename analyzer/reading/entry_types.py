"""Ledger rows whose 业务类型 does not say whether money arrived, was spent or was taken back."""

import pandas as pd

from analyzer.language import Text
from analyzer.reading.flaws import Flaw
from analyzer.template.disbursement import DISBURSEMENT, TYPES

NOT_A_TYPE = Text(
    "业务类型只能是“到位”“支出”或“退回”，这一行没有计入到位和支出",
    "the type must be 到位, 支出 or 退回; this row is in neither arrivals nor spending",
)
TYPE_MISSING = Text(
    "有金额而没有填业务类型，这一行没有计入到位和支出",
    "the row states an amount but no type; it is in neither arrivals nor spending",
)


def untyped_rows(disbursement: pd.DataFrame) -> list[Flaw]:
    """The type cells that cannot be taken for one of the three, as unreadable cells.

    With one of them, what arrived and what was spent is not known, so they blind the rules that need it.
    A row without an amount may be a note and is left alone unless it states a type.
    """
    types = disbursement["type"]
    stated = types.notna()
    wrong = ~disbursement["is_total"] & ~types.isin(TYPES) & (stated | disbursement["amount"].notna())
    rows = disbursement.loc[wrong, ["workbook", "row", "type"]].to_numpy()
    return [
        Flaw(workbook, DISBURSEMENT.table, row, "type", found, NOT_A_TYPE)
        if isinstance(found, str)
        else Flaw(workbook, DISBURSEMENT.table, row, "type", "", TYPE_MISSING)
        for workbook, row, found in rows
    ]
