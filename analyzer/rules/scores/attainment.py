"""Each indicator's score against what its figures give."""

from typing import Annotated, Any

import numpy as np
import pandas as pd

from analyzer.finding import Quantity, Severity, write_figure
from analyzer.language import Text
from analyzer.option import Option
from analyzer.rules.contract import NOTHING, Findings, Table, flag, rule, shared
from analyzer.rules.scores.indicator_rows import NOISE, missed, rows_of
from analyzer.scoring.options import NATIONAL_SCORING, Rounding, Tolerance

PROPORTIONAL = Text(
    "自评表注：未达到指标值的按完成值÷指标值×分值计分，任何情况不超过分值",
    "The form's note: short of the target, actual / target x weight; never above the weight",
)
REVERSE = Text(
    "自评表注：反向指标按指标值÷完成值×分值计分；另有系统按超出比例扣分",
    "The form's note: a limit exceeded gives target / actual x weight; some systems deduct linearly",
)
BANDS = Text(
    "自评表注：定性指标分三档计分，达成 100%—80%、部分达成 80%—60%、未达成 60%—0",
    "The form's note: descriptive indicators score in bands, 100-80%, 80-60%, 60-0% of the weight",
)
_SCORED = ("indicators.weight", "indicators.score", "indicators.is_execution")
_FIGURES = (
    *_SCORED,
    "indicators.target",
    "indicators.actual",
    "indicators.met",
    "indicators.target_operator",
    "indicators.completion",
    "scores.expected",
    "scores.alternative",
    "scores.method",
)


@shared
def judged(indicators: Table, scores: Table, rounding: float, tolerance: float) -> Table:
    """Scored indicator rows with what is said of their scores; each is at most one of the masks.

    Columns: workbook, row, weight, score, target, actual; `expected`, `alternative`, `method` (see
    `recompute`); `gap` (points off the nearer
    formula); `full_missed`: full marks although missed by more than rounding; `off`: another score than
    the formula gives, beyond tolerance; `short`: reached, not full marks.
    """
    rows = rows_of(indicators)
    usable = ~rows["is_execution"] & rows["score"].notna() & (rows["weight"] > 0).fillna(False)
    rows = rows[usable]
    own = scores.loc[rows.index, ["expected", "alternative", "method"]]
    weight, score, expected, alternative = (
        column.to_numpy(dtype=np.float64, na_value=np.nan)
        for column in (rows["weight"], rows["score"], own["expected"], own["alternative"])
    )
    loss = np.where(np.isnan(expected), weight, weight - expected)
    full_missed = missed(rows).to_numpy() & (score >= weight - NOISE) & (loss >= rounding - NOISE)
    full_missed &= (own["method"] != "band").to_numpy(dtype=bool)
    due, within = expected < weight - NOISE, score <= weight + NOISE
    gap = np.where(due, np.fmin(np.abs(score - expected), np.abs(score - alternative)), np.nan)
    return rows[["workbook", "row", "weight", "score", "target", "actual"]].assign(
        **own,
        gap=gap,
        full_missed=full_missed & within,
        off=(gap > tolerance + NOISE) & ~full_missed & within,
        short=(expected >= weight - NOISE) & (score < weight - tolerance - NOISE),
    )


@rule(
    "S201",
    title=Text("未达标却得满分", "Full marks for a target that was missed"),
    message=Text(
        "指标值 {target}，完成 {reached}，未达标却得满分 {actual} 分{due}",
        "Target {target}, reached {reached}: missed, yet full marks of {actual}{due}",
    ),
    severity=Severity.ERROR,
    basis=PROPORTIONAL,
    needs=_FIGURES,
    quantity=Quantity.SCORE,
    checks=("S7",),
)
def full_marks_though_missed(
    indicators: Table,
    scores: Table,
    *,
    rounding: Rounding = NATIONAL_SCORING.rounding,
    tolerance: Tolerance = NATIONAL_SCORING.tolerance,
) -> Findings:
    """Also dates missed and numbers outside a range, where no formula says what is due.

    Leaves limits exceeded to S202, descriptive levels to S206, the execution rate to S121. A loss that
    rounding to one decimal hides (4.96 shown as 5.0) is none.
    """
    rows = judged(indicators, scores, rounding, tolerance)
    wrong = rows[rows["full_missed"] & ~_is_reverse(rows)]
    if wrong.empty:
        return NOTHING
    due = [
        Text("", "")
        if pd.isna(points)
        else Text(f"，按比例应得 {_points(points)} 分", f"; in proportion {_points(points)}")
        for points in wrong["expected"]
    ]
    return _scored(wrong, due=pd.Series(due, index=wrong.index, dtype=object))


@rule(
    "S202",
    title=Text("超过上限却得满分", "Full marks although a limit was exceeded"),
    message=Text(
        "指标值 {target}，完成 {reached}，超过上限却得满分 {actual} 分；{formulas}",
        "Target {target}, reached {reached}: the limit is exceeded, yet full marks of {actual}; {formulas}",
    ),
    severity=Severity.ERROR,
    basis=REVERSE,
    needs=_FIGURES,
    quantity=Quantity.SCORE,
    checks=("S10",),
)
def full_marks_though_exceeded(
    indicators: Table,
    scores: Table,
    *,
    rounding: Rounding = NATIONAL_SCORING.rounding,
    tolerance: Tolerance = NATIONAL_SCORING.tolerance,
) -> Findings:
    """A ≤ target exceeded; what both formulas in use give is named, `expected` by the profile's."""
    rows = judged(indicators, scores, rounding, tolerance)
    wrong = rows[rows["full_missed"] & _is_reverse(rows)]
    linear = (wrong["method"] == "reverse linear").to_numpy()
    figures = zip(linear, wrong["expected"], wrong["alternative"], strict=True)
    formulas = [_both(*((other, own) if is_linear else (own, other))) for is_linear, own, other in figures]
    return _scored(wrong, formulas=pd.Series(formulas, index=wrong.index, dtype=object))


def _both(ratio: float, linear: float) -> Text:
    return Text(
        f"按指标值÷完成值得 {_points(ratio)} 分，按超出比例扣得 {_points(linear)} 分",
        f"target / actual gives {_points(ratio)}, deducting the excess {_points(linear)}",
    )


@rule(
    "S203",
    title=Text("得分与完成情况不符", "The score is not what the figures give"),
    message=Text(
        "指标值 {target}，完成 {reached}，应得 {expected} 分，填 {actual} 分，相差 {difference} 分",
        "Target {target}, reached {reached}: {expected} points are due, {actual} given: off by {difference}",
    ),
    severity=Severity.VERIFY,
    basis=PROPORTIONAL,
    needs=_FIGURES,
    quantity=Quantity.SCORE,
    explained_by=("indicators.deviation_reason",),
    checks=("S8", "S31"),
)
def score_not_by_formula(
    indicators: Table,
    scores: Table,
    *,
    rounding: Rounding = NATIONAL_SCORING.rounding,
    tolerance: Tolerance = NATIONAL_SCORING.tolerance,
) -> Findings:
    """A missed target scored otherwise than in proportion, beyond the tolerance.

    For a limit exceeded either formula will do. Full marks are S201's and S202's; a difference within the
    tolerance is S204's.
    """
    rows = judged(indicators, scores, rounding, tolerance)
    return _scored(rows[rows["off"]])


Shown = Annotated[
    float,
    Option(
        Text("不提示的最大取整差", "The largest rounding difference left unmentioned"), "分", "默认阈值：0.02"
    ),
]


@rule(
    "S204",
    title=Text("得分取整", "A rounded score"),
    message=Text(
        "指标值 {target}，完成 {reached}，应得 {expected} 分，填 {actual} 分，相差 {difference} 分，属取整",
        "Target {target}, reached {reached}: {expected} due, {actual} stated; rounded by {difference}",
    ),
    severity=Severity.NOTICE,
    basis=PROPORTIONAL,
    needs=_FIGURES,
    quantity=Quantity.SCORE,
    checks=("S8", "S31"),
)
def score_rounded(
    indicators: Table,
    scores: Table,
    *,
    shown: Shown = 0.02,
    rounding: Rounding = NATIONAL_SCORING.rounding,
    tolerance: Tolerance = NATIONAL_SCORING.tolerance,
) -> Findings:
    """Cut off or coarsely rounded, within the tolerance: 1.43 points stated as 1.4."""
    rows = judged(indicators, scores, rounding, tolerance)
    near = (rows["gap"] > shown + NOISE) & (rows["gap"] <= tolerance + NOISE) & ~rows["full_missed"]
    return _scored(rows[near.fillna(False)])


@rule(
    "S205",
    title=Text("已达标却未得满分", "Reached, but not full marks"),
    message=Text(
        "指标值 {target}，完成 {reached}，已达标却扣 {difference} 分，请说明扣分原因",
        "Target {target}, reached {reached}: met, yet {difference} points were taken off; say why",
    ),
    severity=Severity.VERIFY,
    basis=PROPORTIONAL,
    needs=_FIGURES,
    quantity=Quantity.SCORE,
    explained_by=("indicators.deviation_reason",),
    checks=("S9",),
)
def reached_without_full_marks(
    indicators: Table,
    scores: Table,
    *,
    rounding: Rounding = NATIONAL_SCORING.rounding,
    tolerance: Tolerance = NATIONAL_SCORING.tolerance,
) -> Findings:
    """A target reached and marked down; the row's reason settles it (over-completion, quality...)."""
    rows = judged(indicators, scores, rounding, tolerance)
    return _scored(rows[rows["short"]])


@rule(
    "S206",
    title=Text("定性指标得分不在档内", "A descriptive indicator's score is outside its band"),
    message=Text(
        "完成情况为“{reached}”，对应 {lower}—{upper} 分，得 {actual} 分",
        "“{reached}” stands for {lower}-{upper} points, but {actual} were given",
    ),
    severity=Severity.VERIFY,
    basis=BANDS,
    needs=(*_SCORED, "indicators.actual", "scores.lower", "scores.upper", "scores.method"),
    quantity=Quantity.SCORE,
    fields={"lower": Quantity.SCORE, "upper": Quantity.SCORE},
    explained_by=("indicators.deviation_reason",),
    checks=("S28",),
)
def score_outside_band(indicators: Table, scores: Table) -> Findings:
    """达成, 部分达成 and 未达成 against their bands; each limit belongs to the upper band."""
    banded = (scores["method"] == "band") & ~scores["is_total"] & ~indicators["is_execution"]
    rows = indicators[banded & indicators["score"].notna()]
    if rows.empty:
        return NOTHING
    rows = rows.assign(**scores.loc[rows.index, ["lower", "upper"]])
    top = (rows["upper"] >= rows["weight"] - NOISE).fillna(False)
    above = (rows["score"] >= rows["upper"] - NOISE) & ~top
    outside = (above | (rows["score"] < rows["lower"] - NOISE)) & (rows["score"] <= rows["weight"] + NOISE)
    wrong = rows[outside.fillna(False)]
    return flag(
        wrong,
        "score",
        actual=wrong["score"],
        reached=wrong["actual"].astype(object),
        lower=wrong["lower"],
        upper=wrong["upper"],
    )


def _is_reverse(rows: Table) -> "pd.Series[bool]":
    return rows["method"].isin(["reverse ratio", "reverse linear"])


def _scored(rows: Table, **fields: Any) -> Findings:
    """Findings on the scores of the rows, with the target and what was reached as written."""
    if rows.empty:
        return NOTHING
    return flag(
        rows,
        "score",
        actual=rows["score"],
        expected=rows["expected"].round(2),
        target=rows["target"].astype(object),
        reached=rows["actual"].astype(object),
        **fields,
    )


def _points(points: float) -> str:
    return write_figure(round(points, 2), Quantity.SCORE, "元", "zh")
