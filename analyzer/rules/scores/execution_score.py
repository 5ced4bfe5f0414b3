"""Score of the execution rate, and what a low rate leaves of the total."""

from typing import Annotated

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.option import Option
from analyzer.reading.values import LARGEST_FRACTION
from analyzer.rules.contract import LOCAL_SYSTEM, Findings, Table, flag, rule, shared
from analyzer.rules.scores.indicator_rows import FULL_TOTAL, NOISE, field_of, of_workbook, rows_of
from analyzer.scoring.options import (
    NATIONAL_SCORING,
    CappedTotals,
    ExecutionFormula,
    ExecutionScore,
    ExecutionWeight,
    Rounding,
    Tolerance,
)
from analyzer.scoring.points import OUTPUT, execution_share, total_cap

FORMULA = Text(
    "预算执行率得分＝分值×执行率，不超过分值（地方系统通行公式）",
    "The execution rate scores weight x rate, never above the weight (common formula of local systems)",
)
_SCORED = (
    "indicators.weight",
    "indicators.score",
    "indicators.is_execution",
    "indicators.actual_number",
    "scores.execution_expected",
    "project.claimed_execution_rate",
)


@shared
def _execution_rows(indicators: Table, scores: Table, project: Table, execution: ExecutionFormula) -> Table:
    """Scored execution rows with `expected` points, and whether the score `follows` a stated rate.

    A score that follows the row's own actual value or the claimed rate is right in itself: where that rate
    is wrong, the rules on rates say so. Without a ledger the stated rate is what is expected.
    """
    rows = indicators[indicators["is_execution"] & indicators["score"].notna() & indicators["weight"].notna()]
    number = rows["actual_number"]
    stated = number.where(number <= float(LARGEST_FRACTION), number / 100)
    claimed = field_of(rows, project, "claimed_execution_rate")
    own, other = (rows["weight"] * execution_share(rate, execution) for rate in (stated, claimed))
    expected = scores["execution_expected"].reindex(rows.index)
    gaps = [(rows["score"] - points).abs() for points in (own, other)]
    near = [(gap <= NATIONAL_SCORING.rounding + NOISE).fillna(False) for gap in gaps]
    return rows.assign(expected=expected.fillna(own).fillna(other), follows=near[0] | near[1])


@rule(
    "S121",
    title=Text("执行率不足 100% 却得满分", "Full marks for an execution rate below 100%"),
    message=Text(
        "预算执行率得满分 {actual} 分，按执行率应得 {expected} 分，多 {difference} 分",
        "Full marks of {actual} for the execution rate, which gives {expected}: {difference} too many",
    ),
    severity=Severity.ERROR,
    basis=FORMULA,
    needs=_SCORED,
    quantity=Quantity.SCORE,
    checks=("S7", "S14"),
)
def full_execution_score(
    indicators: Table,
    scores: Table,
    project: Table,
    *,
    execution: ExecutionScore = NATIONAL_SCORING.execution,
    rounding: Rounding = NATIONAL_SCORING.rounding,
) -> Findings:
    """Full marks although the rate takes off more than rounding explains (99.98% of 10 shows as 10)."""
    rows = _execution_rows(indicators, scores, project, execution)
    full = (rows["score"] >= rows["weight"] - NOISE) & (rows["score"] - rows["expected"] >= rounding - NOISE)
    wrong = rows[full.fillna(False) & ~rows["follows"]]
    return flag(wrong, "score", actual=wrong["score"], expected=wrong["expected"])


@rule(
    "S122",
    title=Text("执行率得分与公式不符", "The execution rate's score is not what the formula gives"),
    message=Text(
        "预算执行率得 {actual} 分，按执行率应得 {expected} 分，相差 {difference} 分",
        "The execution rate scored {actual}; the formula gives {expected}: off by {difference}",
    ),
    severity=Severity.VERIFY,
    basis=FORMULA,
    needs=_SCORED,
    quantity=Quantity.SCORE,
    explained_by=("indicators.deviation_reason",),
    checks=("S8",),
)
def execution_score_differs(
    indicators: Table,
    scores: Table,
    project: Table,
    *,
    execution: ExecutionScore = NATIONAL_SCORING.execution,
    tolerance: Tolerance = NATIONAL_SCORING.tolerance,
) -> Findings:
    """Any other score; full marks are S121's, scores above the weight S113's."""
    rows = _execution_rows(indicators, scores, project, execution)
    off = ((rows["score"] - rows["expected"]).abs() > tolerance + NOISE) & (rows["score"] < rows["weight"])
    wrong = rows[off.fillna(False) & ~rows["follows"]]
    return flag(wrong, "score", actual=wrong["score"], expected=wrong["expected"])


Gap = Annotated[
    float,
    Option(
        Text("指标得分率高出执行率得分率的比例", "How far indicators may outscore the execution rate"),
        "比例",
        "地方系统自评预警：(指标得分率－执行率得分率)/指标得分率 >5%",
    ),
]


@rule(
    "S123",
    title=Text("执行率低而产出全部满分", "Low execution, yet full marks for all output"),
    message=Text(
        "执行率 {actual}，产出指标却全部满分，请核实产出是否真实，或说明节约等原因",
        "The execution rate is {actual}, yet all output has full marks; verify, or explain (savings...)",
    ),
    severity=Severity.VERIFY,
    basis=LOCAL_SYSTEM,
    needs=(
        "indicators.weight",
        "indicators.score",
        "scores.level",
        "totals.execution_rate",
        "totals.payments",
    ),
    quantity=Quantity.RATE,
    explained_by=("project.deviation_note",),
    checks=("S13",),
)
def low_execution_full_output(
    indicators: Table, scores: Table, totals: Table, *, gap: Gap = 0.05
) -> Findings:
    """All output scored in full while the execution rate falls short by more than `gap`."""
    rows = rows_of(indicators).assign(level=scores["level"])
    rows = rows[(rows["level"] == OUTPUT) & (rows["weight"] > 0).fillna(False)]
    full = (rows["score"] >= rows["weight"] - NOISE).fillna(False).groupby(rows["workbook"]).all()
    known = totals.loc[totals["payments"] > 0].set_index("workbook")["execution_rate"]
    low = known[(1 - known > gap + NOISE).fillna(False)]
    at = rows.sort_values("row").drop_duplicates("workbook")
    at = at[at["workbook"].isin(full.index[full]) & at["workbook"].isin(low.index)]
    return flag(at, "score", actual=of_workbook(at, low))


@rule(
    "S124",
    title=Text("执行率不足 100% 而总分 100", "A total of 100 with an execution rate below 100%"),
    message=Text(
        "自评总分 {actual} 分，但执行率只有 {rate}，执行率应扣 {difference} 分",
        "The self-score is {actual}, but the execution rate is {rate} and takes off {difference}",
    ),
    severity=Severity.ERROR,
    basis=FORMULA,
    needs=(
        "project.self_score",
        "project.claimed_execution_rate",
        "indicators.score",
        "indicators.is_execution",
        "totals.execution_rate",
        "totals.payments",
    ),
    quantity=Quantity.SCORE,
    fields={"rate": Quantity.RATE},
    checks=("S14",),
)
def full_total_low_execution(
    project: Table,
    indicators: Table,
    totals: Table,
    *,
    execution: ExecutionScore = NATIONAL_SCORING.execution,
    execution_weight: ExecutionWeight = NATIONAL_SCORING.execution_weight,
    rounding: Rounding = NATIONAL_SCORING.rounding,
) -> Findings:
    """A total of 100 that an execution rate below 100% does not allow.

    Where the execution row has a score, S121 says so there; where 100% is claimed, the claim is wrong.
    """
    scored = indicators.loc[indicators["is_execution"] & indicators["score"].notna(), "workbook"]
    rate = of_workbook(project, totals.loc[totals["payments"] > 0].set_index("workbook")["execution_rate"])
    loss = execution_weight * (1 - execution_share(rate, execution))
    claims_full = execution_weight * (1 - project["claimed_execution_rate"]) < rounding
    full = (project["self_score"] >= FULL_TOTAL - NOISE) & (loss >= rounding - NOISE)
    wrong = full.fillna(False) & ~claims_full.fillna(False) & ~project["workbook"].isin(scored)
    rows = project[wrong]
    return flag(rows, "self_score", actual=rows["self_score"], difference=loss[wrong], rate=rate[wrong])


@rule(
    "S125",
    title=Text("总分超过执行率允许的上限", "The total exceeds what the execution rate allows"),
    message=Text(
        "执行率 {rate} 时总分最高 {expected} 分，自评总分填 {actual} 分",
        "With an execution rate of {rate} the total is at most {expected}, but {actual} is stated",
    ),
    severity=Severity.VERIFY,
    basis=Text("一体化平台绩效自评操作手册（按执行率封顶）", "Manual of the integrated budget platform"),
    needs=("project.self_score", "totals.execution_rate", "totals.payments"),
    quantity=Quantity.SCORE,
    fields={"rate": Quantity.RATE},
    explained_by=("project.deviation_note",),
)
def total_above_cap(
    project: Table, totals: Table, *, capped_totals: CappedTotals = NATIONAL_SCORING.capped_totals
) -> Findings:
    """Where a profile caps totals by the execution rate.

    At most 89 below 80%, 79 below 70%, 69 below 60% and 59 below 50%.
    """
    rate = of_workbook(project, totals.loc[totals["payments"] > 0].set_index("workbook")["execution_rate"])
    cap = total_cap(rate)
    above = ((project["self_score"] > cap + NOISE) & (cap < FULL_TOTAL)).fillna(False) & capped_totals
    rows = project[above]
    return flag(rows, "self_score", actual=rows["self_score"], expected=cap[above], rate=rate[above])
