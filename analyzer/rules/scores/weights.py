"""Weights: they add up to 100, agree with the headings, and each thing is weighted once."""

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import (
    DEFAULT_THRESHOLD,
    LOCAL_SYSTEM,
    NOTHING,
    RECONCILIATION,
    Findings,
    Table,
    flag,
    rule,
    together,
)
from analyzer.rules.scores.indicator_rows import (
    COMMON_WEIGHTS,
    FULL_TOTAL,
    NOISE,
    closing_rows,
    of_workbook,
    rows_of,
    sums,
)
from analyzer.scoring.options import NATIONAL_SCORING, Tolerance

HEADING_WEIGHT = r"[（(]\s*(\d+(?:\.\d+)?)\s*分\s*[)）]"


def _judged_sums(indicators: Table) -> "pd.Series[float]":
    """Per workbook the sum of weights, where it must be 100: none is blank, and there are indicators.

    90 points without an execution row lack only that row (S108).
    """
    totals = sums(indicators, "weight")
    rows = rows_of(indicators)
    other = rows.loc[~rows["is_execution"], "workbook"].unique()
    with_execution = rows.loc[rows["is_execution"], "workbook"].unique()
    lacks_only_execution = (totals.sub(90).abs() < NOISE) & ~totals.index.isin(with_execution)
    return totals[totals.index.isin(other) & ~lacks_only_execution]


@rule(
    "S101",
    title=Text("分值合计不是 100", "Weights do not add up to 100"),
    message=Text(
        "各指标分值合计 {actual}，应为 {expected}，相差 {difference}，请调整分值",
        "The weights add up to {actual} instead of {expected}: off by {difference}; adjust them",
    ),
    severity=Severity.ERROR,
    basis=COMMON_WEIGHTS,
    needs=("indicators.weight", "indicators.is_execution"),
    quantity=Quantity.SCORE,
    checks=("S1",),
)
def weights_not_100(indicators: Table, *, tolerance: Tolerance = NATIONAL_SCORING.tolerance) -> Findings:
    """All weights, the execution row's included, must add up to 100; on the 合计 row, else the last row.

    Leaves blank weights to the form rules, and a form of 90 points without execution row to S108.
    """
    totals = _judged_sums(indicators)
    wrong = totals[(totals - FULL_TOTAL).abs() > tolerance + NOISE]
    if wrong.empty:
        return NOTHING
    cells = closing_rows(indicators[indicators["workbook"].isin(wrong.index)])
    return flag(cells, "weight", actual=of_workbook(cells, wrong), expected=FULL_TOTAL)


@rule(
    "S102",
    title=Text("分值合计行与各行不符", "The stated sum of weights is not the sum of the rows"),
    message=Text(
        "合计行分值填 {actual}，各行相加为 {expected}，相差 {difference}",
        "The 合计 row states {actual}, the rows add up to {expected}: off by {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("indicators.weight", "indicators.is_execution"),
    quantity=Quantity.SCORE,
    checks=("S1",),
)
def stated_weights_differ(
    indicators: Table, *, tolerance: Tolerance = NATIONAL_SCORING.tolerance
) -> Findings:
    """A 合计 that is not the sum of its rows; where the rows do not give 100, S101 says so instead."""
    totals = sums(indicators, "weight")
    right = totals[(totals - FULL_TOTAL).abs() <= tolerance + NOISE]
    stated = indicators[indicators["is_total"]].drop_duplicates("workbook")
    stated = stated[stated["workbook"].isin(right.index) & stated["weight"].notna()]
    expected = of_workbook(stated, right)
    off = (stated["weight"] - expected).abs() > tolerance + NOISE
    return flag(stated[off], "weight", actual=stated.loc[off, "weight"], expected=expected[off])


@rule(
    "S103",
    title=Text("分值为零或负数", "A weight of zero or less"),
    message=Text("分值填 {actual}，应大于 0", "The weight is {actual}; it must be above 0"),
    severity=Severity.ERROR,
    basis=LOCAL_SYSTEM,
    needs=("indicators.weight",),
    quantity=Quantity.SCORE,
    checks=("S11",),
)
def weight_not_positive(indicators: Table) -> Findings:
    """Every indicator that states a weight weighs something; a dash or a blank states none."""
    rows = rows_of(indicators)
    wrong = rows[(rows["weight"] <= 0).fillna(False)]
    return flag(wrong, "weight", actual=wrong["weight"])


@rule(
    "S104",
    title=Text("标题中的分值与明细不符", "A heading's points contradict its rows"),
    message=Text(
        "“{heading}”下各行分值合计 {actual}，标题写 {expected} 分，相差 {difference}",
        "The rows under “{heading}” add up to {actual}, the heading says {expected}: off by {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("indicators.level1", "indicators.level2", "indicators.weight"),
    quantity=Quantity.SCORE,
    checks=("S3",),
)
def heading_contradicts_rows(
    indicators: Table, *, tolerance: Tolerance = NATIONAL_SCORING.tolerance
) -> Findings:
    """Points in a first or second level name, such as 产出指标（50分）, must be those of its rows."""
    rows = rows_of(indicators)
    found = [NOTHING]
    for column, keys in (("level1", ["workbook", "level1"]), ("level2", ["workbook", "level1", "level2"])):
        names = pd.Series(rows[column].dropna().unique(), dtype="str")
        stated = names.str.extract(HEADING_WEIGHT, expand=False).astype("Float64").set_axis(names).dropna()
        if stated.empty:
            continue
        headed = rows[rows[column].isin(stated.index)]
        groups = headed.groupby(keys, dropna=False)["weight"]
        first = headed.sort_values("row").drop_duplicates(keys)
        summed = groups.transform("sum")[first.index].where(groups.transform("count")[first.index] > 0)
        expected = stated.reindex(first[column]).set_axis(first.index)
        off = ((summed - expected).abs() > tolerance + NOISE).fillna(False)
        wrong = first[off]
        found.append(
            flag(
                wrong,
                column,
                actual=summed[off],
                expected=expected[off],
                heading=wrong[column].astype(object),
            )
        )
    return together(found)


@rule(
    "S106",
    title=Text("预算执行率重复计分", "The execution rate is scored twice"),
    message=Text(
        "预算执行率已在第 {first} 行计分，本行又作为指标计 {actual} 分，请改用反映产出或效益的指标",
        "Row {first} already scores the execution rate and this row gives it {actual} more points; "
        "use an indicator of output or benefit instead",
    ),
    severity=Severity.VERIFY,
    basis=DEFAULT_THRESHOLD,
    needs=("indicators.weight", "indicators.names_execution", "indicators.is_execution"),
    quantity=Quantity.SCORE,
    fields={"first": Quantity.COUNT},
    explained_by=("indicators.deviation_reason",),
    checks=("S5",),
)
def execution_scored_twice(indicators: Table) -> Findings:
    """A second row that names the budget execution rate and has a weight of its own."""
    rows = rows_of(indicators)
    again = rows[rows["names_execution"] & ~rows["is_execution"] & (rows["weight"] > 0).fillna(False)]
    first = rows[rows["is_execution"]].set_index("workbook")["row"]
    return flag(again, "weight", actual=again["weight"], first=of_workbook(again, first))
