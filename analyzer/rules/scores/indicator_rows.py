"""Rows of the indicator sheet as the scoring rules look at them."""

import re
from typing import Any

import numpy as np
import pandas as pd

from analyzer.language import Text
from analyzer.rules.contract import Table, keyed, shared
from analyzer.scoring.points import BENEFIT, COST, EXECUTION, OUTPUT, SATISFACTION
from analyzer.template.project import MONITORING

FULL_TOTAL = 100.0
NOISE = 1e-6  # points; sums of decimals kept as floats differ by less

COMMON_WEIGHTS = Text(
    "项目支出绩效自评表通行分值：预算执行率10、产出50、效益30、满意度10，可按需调整，合计100",
    "Common weights of the self-evaluation form: execution 10, output 50, benefit 30, satisfaction 10; "
    "adjustable, adding up to 100",
)
LEVEL_NAMES = {
    EXECUTION: Text("预算执行率", "execution rate"),
    OUTPUT: Text("产出", "output"),
    BENEFIT: Text("效益", "benefit"),
    SATISFACTION: Text("满意度", "satisfaction"),
    COST: Text("成本", "cost"),
}


def rows_of(indicators: Table) -> Table:
    """The indicators themselves, without 合计."""
    return indicators[~indicators["is_total"]]


@shared
def sums(indicators: Table, column: str) -> "pd.Series[Any]":
    """Per workbook the sum of the indicators' weights or scores; only of workbooks where none is blank."""
    rows = rows_of(indicators)
    complete = ~rows["workbook"].isin(rows.loc[rows[column].isna(), "workbook"])
    return rows[complete].groupby("workbook")[column].sum()


def closing_rows(indicators: Table) -> Table:
    """One row per workbook: the 合计 row, or the last row where there is none."""
    ordered = indicators.sort_values(["workbook", "is_total", "row"])
    return ordered.drop_duplicates("workbook", keep="last")


def of_workbook(rows: Table, values: "pd.Series[Any]") -> "pd.Series[Any]":
    """A value per workbook, by the index of `values`, put beside each row."""
    return values.reindex(rows["workbook"]).set_axis(rows.index)


def field_of(rows: Table, project: Table, column: str) -> "pd.Series[Any]":
    """A field of 项目信息 put beside each row of its workbook."""
    return of_workbook(rows, keyed(project, column))


def matching(
    texts: "pd.Series[Any]", pattern: "re.Pattern[str]", *, whole: bool = False
) -> "pd.Series[bool]":
    """Where the pattern is found, or is the whole text; distinct texts are read once, blanks never match."""
    codes, names = pd.factorize(texts)
    search = pattern.fullmatch if whole else pattern.search
    found = np.array([*(search(name) is not None for name in names), False])
    return pd.Series(found[codes], index=texts.index)


def missed(rows: Table) -> "pd.Series[bool]":
    """Rows whose actual value is known to fall short; more than an = target asks for does not."""
    more_than_equal = (rows["target_operator"] == "=") & (rows["completion"] >= 1).fillna(False)
    return ~rows["met"].fillna(True).astype(bool) & ~more_than_equal


def self_evaluated(rows: Table, project: Table) -> "pd.Series[bool]":
    """Rows of workbooks that evaluate a finished year; within the year scores may still be blank."""
    return field_of(rows, project, "stage").fillna("") != MONITORING
