"""What the ledger's rules share: rows of one type, keys of whole numbers, days, months, the budget year.

A batch's ledger is long, so the rules first narrow it by whole numbers, which is quick, and look at texts
only in what is left.
"""

import re
from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.language import Text
from analyzer.money import FEN_PER, Fen
from analyzer.option import Option
from analyzer.rules.contract import (
    Table,
    keyed,
    shared,
)
from analyzer.template.disbursement import PAYMENT

Mask: TypeAlias = npt.NDArray[np.bool_]
Whole: TypeAlias = npt.NDArray[np.int64]

YUAN = FEN_PER["元"]
WAN_YUAN = FEN_PER["万元"]
OWN_DEFAULT = "默认阈值"
LOCAL_SYSTEM_DEFAULT = "地方预算绩效系统的校验逻辑"

Days = Annotated[int, Option(Text("相隔天数不超过", "at most so many days apart"), "天", OWN_DEFAULT)]
Least = Annotated[Fen, Option(Text("低于此金额不判断", "smaller amounts are not judged"), "分", OWN_DEFAULT)]
Payments = Annotated[
    int, Option(Text("支出笔数至少", "judged from this number of payments on"), "笔", OWN_DEFAULT)
]

_MIXED = np.uint64(0x9E3779B97F4A7C15)  # an odd number that spreads whole numbers over 64 bits


@shared
def is_of_type(disbursement: Table, kind: str) -> Mask:
    """Which rows of the whole ledger are of one 业务类型, 合计 rows left out."""
    own: Mask = (disbursement["type"] == kind).to_numpy(dtype=bool) & ~disbursement["is_total"].to_numpy()
    return own


def of_type(disbursement: Table, kind: str) -> Table:
    """The rows of one 业务类型 of the whole ledger, 合计 rows left out."""
    return disbursement[is_of_type(disbursement, kind)]


def payments(disbursement: Table, least: Fen = 1, *, repeated: bool = False) -> Table:
    """Payments of at least `least` fen, with `fen` (int64) beside their amount.

    With `repeated` only those whose amount may stand in their workbook again (see `may_repeat`).
    """
    fen = fen_of(disbursement)
    wanted = is_of_type(disbursement, PAYMENT) & (fen >= least)
    if repeated:
        wanted &= may_repeat(disbursement)
    return disbursement[wanted].assign(fen=fen[wanted])


def fen_of(disbursement: Table) -> Whole:
    """Amounts in fen as int64; blank ones are 0."""
    return disbursement["amount"].to_numpy(dtype=np.int64, na_value=0)


@shared
def may_repeat(disbursement: Table) -> Mask:
    """Rows that may share workbook and amount with another row; a few that do not slip in."""
    mixed = fen_of(disbursement).astype(np.uint64) * _MIXED
    mixed ^= disbursement["workbook"].to_numpy().astype(np.uint64) + (mixed >> np.uint64(29))
    return pd.Series(mixed).duplicated(keep=False).to_numpy()


def days(dates: "pd.Series[Any]") -> Whole:
    """Days since 1970; NaT gives the least int64."""
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)


def months(dates: "pd.Series[Any]") -> Whole:
    """Months since January 1970; NaT gives the least int64."""
    return dates.to_numpy().astype("datetime64[M]").astype(np.int64)


def written(dates: "pd.Series[Any]") -> "pd.Series[Any]":
    """Dates as they are shown: 2024-03-05."""
    shown: pd.Series[Any] = dates.dt.strftime("%Y-%m-%d")
    return shown


def any_of(words: Sequence[str]) -> str:
    """A pattern that finds any of the words; without words it finds nothing."""
    return "|".join(map(re.escape, words)) or "(?!)"


def by_workbook(rows: Table, values: "pd.Series[Any]") -> "pd.Series[Any]":
    """One value per workbook (index: workbook) for each of `rows`; NA where the workbook has none."""
    return values.reindex(rows["workbook"].to_numpy()).set_axis(rows.index)


def month_of_year(rows: Table, project: Table) -> npt.NDArray[np.float64]:
    """Month of each row's date counted from the budget year's January as 1.

    Below 1: in an earlier year; above 12: in a later one; nan without a date or a budget year.
    """
    year = by_workbook(rows, keyed(project, "year")).to_numpy(dtype=float, na_value=np.nan)
    month = np.where(rows["date"].isna(), np.nan, months(rows["date"]).astype(float))
    passed: npt.NDArray[np.float64] = month - (year - 1970) * 12 + 1
    return passed
