"""Scores: within their weights, filled in, and adding up to the total."""

from typing import Any

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import LOCAL_SYSTEM, NOTHING, RECONCILIATION, Findings, Table, flag, rule, shared
from analyzer.rules.scores.indicator_rows import (
    FULL_TOTAL,
    NOISE,
    field_of,
    of_workbook,
    rows_of,
    self_evaluated,
    sums,
)
from analyzer.scoring.options import NATIONAL_SCORING, Rounding, Tolerance

SCORE_LIMIT = Text(
    "自评表注：得分最高不能超过该指标分值上限",
    "The form's note: a score never exceeds the weight of its indicator",
)
_FEWEST = 3  # rows from which a pattern over all scores tells more than chance


@shared
def _score_sums(indicators: Table, tolerance: float) -> "pd.Series[Any]":
    """Per workbook the sum of scores, where every weight and score is filled in and the weights give 100."""
    weights, scores = sums(indicators, "weight"), sums(indicators, "score")
    complete = weights[(weights - FULL_TOTAL).abs() <= tolerance + NOISE].index
    return scores[scores.index.isin(complete)]


@shared
def _scored_out_of_100(indicators: Table) -> "pd.Index[Any]":
    """Workbooks whose scores are each out of 100 rather than out of their weights."""
    rows = rows_of(indicators)
    rows = rows[rows["weight"].notna() & rows["score"].notna()]
    above = (rows["score"] > rows["weight"]).groupby(rows["workbook"]).agg(["sum", "size"])
    most = rows.groupby("workbook")["score"].max()
    return above.index[(above["sum"] == above["size"]) & (above["size"] >= _FEWEST) & (most <= FULL_TOTAL)]


@rule(
    "S111",
    title=Text("得分合计行与各行不符", "The stated sum of scores is not the sum of the rows"),
    message=Text(
        "合计行得分填 {actual}，各行相加为 {expected}，相差 {difference}",
        "The 合计 row states {actual}, the rows add up to {expected}: off by {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("indicators.weight", "indicators.score", "project.self_score"),
    quantity=Quantity.SCORE,
    checks=("S4",),
)
def stated_scores_differ(
    indicators: Table, project: Table, *, tolerance: Tolerance = NATIONAL_SCORING.tolerance
) -> Findings:
    """A 合计 that is not the sum of its rows; where 自评总分 repeats it, S112 says so there instead."""
    totals = _score_sums(indicators, tolerance)
    stated = indicators[indicators["is_total"] & indicators["score"].notna()].drop_duplicates("workbook")
    stated = stated[stated["workbook"].isin(totals.index)]
    expected = of_workbook(stated, totals)
    repeated = (field_of(stated, project, "self_score") - stated["score"]).abs() <= tolerance + NOISE
    off = ((stated["score"] - expected).abs() > tolerance + NOISE) & ~repeated.fillna(False)
    return flag(stated[off], "score", actual=stated.loc[off, "score"], expected=expected[off])


@rule(
    "S112",
    title=Text("各项得分之和不等于自评总分", "The scores do not add up to the self-score"),
    message=Text(
        "自评总分填 {actual}，绩效指标各行得分相加为 {expected}，相差 {difference}",
        "The self-score is {actual}, the indicators' scores add up to {expected}: off by {difference}",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("project.self_score", "indicators.weight", "indicators.score"),
    quantity=Quantity.SCORE,
    checks=("S4", "S31"),
)
def self_score_differs(
    project: Table, indicators: Table, *, tolerance: Tolerance = NATIONAL_SCORING.tolerance
) -> Findings:
    """自评总分 against the sum of all rows' scores.

    Judged only where the sheet is complete: every score is filled in and the weights give 100 (S101).
    Leaves scores out of 100 to S115.
    """
    totals = _score_sums(indicators, tolerance)
    totals = totals[~totals.index.isin(_scored_out_of_100(indicators))]
    expected = of_workbook(project, totals)
    off = ((project["self_score"] - expected).abs() > tolerance + NOISE).fillna(False)
    return flag(project[off], "self_score", actual=project.loc[off, "self_score"], expected=expected[off])


@rule(
    "S113",
    title=Text("得分超过分值", "A score above its weight"),
    message=Text(
        "得 {actual} 分，超过分值 {expected} 分，多 {difference} 分",
        "Scored {actual}, above the weight of {expected} by {difference}",
    ),
    severity=Severity.ERROR,
    basis=SCORE_LIMIT,
    needs=("indicators.weight", "indicators.score"),
    quantity=Quantity.SCORE,
    checks=("S11",),
)
def score_above_weight(indicators: Table) -> Findings:
    """However far a target is exceeded. Leaves weights of zero or less to S103, scores out of 100 to S115."""
    rows = rows_of(indicators)
    above = (rows["score"] > rows["weight"] + NOISE) & (rows["weight"] > 0)
    above &= ~rows["workbook"].isin(_scored_out_of_100(indicators))
    wrong = rows[above.fillna(False)]
    return flag(wrong, "score", actual=wrong["score"], expected=wrong["weight"])


@rule(
    "S114",
    title=Text("得分为负数", "A negative score"),
    message=Text("得 {actual} 分，得分最低为 0", "Scored {actual}; the lowest score is 0"),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("indicators.score",),
    quantity=Quantity.SCORE,
    checks=("S11",),
)
def score_below_zero(indicators: Table) -> Findings:
    """A score below zero on any row."""
    rows = rows_of(indicators)
    wrong = rows[(rows["score"] < 0).fillna(False)]
    return flag(wrong, "score", actual=wrong["score"])


@rule(
    "S115",
    title=Text("重复加权", "Weighted twice"),
    message=Text(
        "{how}，各行得分合计 {actual}；请直接填按分值计算的得分",
        "{how}; the scores add up to {actual}. Write each score out of its weight",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("indicators.weight", "indicators.score"),
    quantity=Quantity.SCORE,
    checks=("S6",),
)
def weighted_twice(indicators: Table, *, rounding: Rounding = NATIONAL_SCORING.rounding) -> Findings:
    """All scores are weight x weight%, or all are out of 100: one finding, on the first score.

    From three scored rows whose weights give 100; below that the pattern may be chance.
    """
    rows = rows_of(indicators).sort_values("row")
    rows = rows[rows["workbook"].isin(_score_sums(indicators, rounding).index)]
    squared = (rows["score"] - rows["weight"] * rows["weight"] / 100).abs() <= rounding + NOISE
    every = squared.fillna(False).groupby(rows["workbook"]).agg(["all", "size"])
    squares = every.index[every["all"] & (every["size"] >= _FEWEST)]
    hundreds = _scored_out_of_100(indicators)
    if squares.empty and hundreds.empty:
        return NOTHING
    first = rows.drop_duplicates("workbook")
    first = first[first["workbook"].isin(squares) | first["workbook"].isin(hundreds)]
    how = first["workbook"].isin(squares).map({True: _SQUARED, False: _OUT_OF_100}).astype(object)
    return flag(first, "score", actual=of_workbook(first, sums(indicators, "score")), how=how)


_SQUARED = Text("每行得分都又乘了一次分值的百分比", "Every score was multiplied by its weight again")
_OUT_OF_100 = Text("各行得分按百分制填写，都超过了分值", "Every score is out of 100 and above its weight")


@rule(
    "S116",
    title=Text("完成值空白却有得分", "A score without an actual value"),
    message=Text(
        "实际完成值空白，却得了 {actual} 分，请补填完成值",
        "The actual value is blank, yet {actual} points were given; fill it in",
    ),
    severity=Severity.ERROR,
    basis=LOCAL_SYSTEM,
    needs=("indicators.actual", "indicators.score", "indicators.is_execution"),
    quantity=Quantity.SCORE,
    checks=("S15",),
)
def scored_without_actual(indicators: Table) -> Findings:
    """Points above zero for nothing stated. The execution row is computed from the ledger (R108)."""
    rows = rows_of(indicators)
    rows = rows[rows["actual"].isna() & ~rows["is_execution"] & (rows["score"] > 0).fillna(False)]
    return flag(rows, "actual", actual=rows["score"])


@rule(
    "S117",
    title=Text("完成值空白", "The actual value is blank"),
    message=Text("实际完成值空白，请填写", "The actual value is blank; fill it in"),
    severity=Severity.ERROR,
    basis=LOCAL_SYSTEM,
    needs=(
        "indicators.target",
        "indicators.actual",
        "indicators.weight",
        "indicators.score",
        "indicators.deviation_reason",
        "indicators.is_execution",
        "project.stage",
    ),
    checks=("S15",),
)
def actual_blank(indicators: Table, project: Table) -> Findings:
    """An indicator with a target and no actual value, in a self-evaluation; S116 where it has a score.

    Leaves alone a row whose reason says why there is none, and a mere list of targets, without any actual
    value, weight or score (T129).
    """
    rows = rows_of(indicators)
    evaluated = rows["actual"].notna() | rows["weight"].notna() | rows["score"].notna()
    rows = rows[rows["workbook"].isin(rows["workbook"][evaluated].unique())]
    blank = rows["target"].notna() & rows["actual"].isna() & ~(rows["score"] > 0).fillna(False)
    blank &= rows["deviation_reason"].isna() & ~rows["is_execution"]
    return flag(rows[blank & self_evaluated(rows, project)], "actual")


@rule(
    "S118",
    title=Text("得分空白", "The score is blank"),
    message=Text(
        "分值 {expected} 分，自评得分空白，请填写", "The weight is {expected}, the score blank; fill it in"
    ),
    severity=Severity.ERROR,
    basis=LOCAL_SYSTEM,
    needs=("indicators.actual", "indicators.weight", "indicators.score", "project.stage"),
    quantity=Quantity.SCORE,
    checks=("S15",),
)
def score_blank(indicators: Table, project: Table) -> Findings:
    """A weighted indicator with an actual value and no score, in a self-evaluation; else S117."""
    rows = rows_of(indicators)
    blank = rows["actual"].notna() & (rows["weight"] > 0).fillna(False) & rows["score"].isna()
    wrong = rows[blank & self_evaluated(rows, project)]
    return flag(wrong, "score", expected=wrong["weight"])
