"""First levels: which there are, and what they weigh together."""

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import LOCAL_SYSTEM, NOTHING, Findings, Table, flag, rule
from analyzer.rules.scores.indicator_rows import COMMON_WEIGHTS, FULL_TOTAL, LEVEL_NAMES, NOISE, rows_of, sums
from analyzer.scoring.options import (
    NATIONAL_SCORING,
    BenefitWeight,
    CostWeight,
    ExecutionWeight,
    OutputWeight,
    SatisfactionWeight,
    Tolerance,
)
from analyzer.scoring.points import BENEFIT, COST, EXECUTION, OUTPUT, SATISFACTION


@rule(
    "S105",
    title=Text("一级指标分值与通行方案不同", "First-level weights differ from the common scheme"),
    message=Text(
        "分值为：{found}；通行方案为：{scheme}。确需调整的请说明依据",
        "The weights are: {found}; the common scheme is: {scheme}. State why they were adjusted",
    ),
    severity=Severity.VERIFY,
    basis=COMMON_WEIGHTS,
    needs=("indicators.weight", "scores.level", "indicators.is_execution"),
    explained_by=("indicators.deviation_reason", "project.deviation_note"),
    checks=("S2",),
)
def weights_differ_from_scheme(
    indicators: Table,
    scores: Table,
    *,
    execution_weight: ExecutionWeight = NATIONAL_SCORING.execution_weight,
    output_weight: OutputWeight = NATIONAL_SCORING.output_weight,
    benefit_weight: BenefitWeight = NATIONAL_SCORING.benefit_weight,
    satisfaction_weight: SatisfactionWeight = NATIONAL_SCORING.satisfaction_weight,
    cost_weight: CostWeight = NATIONAL_SCORING.cost_weight,
    tolerance: Tolerance = NATIONAL_SCORING.tolerance,
) -> Findings:
    """One finding per workbook, on the level that is furthest from the scheme.

    Levels without a prescribed weight are not judged. The points of a level that is missing (S107) may have
    gone to output or benefit.
    Not judged: rows whose level is not known; cost as a first level when the scheme gives it no weight;
    a deviation no larger than what the weights lack of 100, which is that fault's consequence (S101).
    """
    scheme = pd.Series(
        {
            EXECUTION: execution_weight,
            OUTPUT: output_weight,
            BENEFIT: benefit_weight,
            SATISFACTION: satisfaction_weight,
            COST: cost_weight,
        }
    )
    rows = rows_of(indicators).assign(level=scores["level"])
    rows = rows.assign(level=rows["level"].mask(rows["is_execution"], EXECUTION))
    unknown = rows["level"].isna() | rows["weight"].isna()
    unknown |= (rows["level"] == COST) & (cost_weight == 0)
    rows = rows[~rows["workbook"].isin(rows.loc[unknown, "workbook"])]
    if rows.empty:
        return NOTHING
    own = rows.groupby(["workbook", "level"])["weight"].sum().astype(float).reset_index()
    own["gap"] = (own.groupby("workbook")["weight"].transform("sum") - FULL_TOTAL).abs()
    own["scheme"] = own["level"].map(scheme.to_dict())
    absent = scheme.sum() - own.groupby("workbook")["scheme"].transform("sum")
    moved = absent.where(own["level"].isin([OUTPUT, BENEFIT]) & (own["weight"] > own["scheme"]), 0.0)
    own["off"] = ((own["weight"] - own["scheme"]).abs() - moved).where(own["scheme"] > 0, 0.0)
    own["levels"] = own.groupby("workbook")["level"].transform("size")
    suspect = own[(own["off"] > own["gap"] + tolerance + NOISE) & (own["levels"] > 1)]
    if suspect.empty:
        return NOTHING
    cells = rows.drop(columns="weight").merge(suspect, on=["workbook", "level"])
    cells = cells.sort_values(["workbook", "off", "row"], ascending=[True, False, True], kind="stable")
    cells = cells.drop_duplicates("workbook")
    weights = own.set_index(["workbook", "level"])["weight"]
    shown = [_weights(weights[workbook]) for workbook in cells["workbook"]]
    return flag(
        cells,
        "weight",
        found=pd.Series(shown, index=cells.index, dtype=object),
        scheme=pd.Series([_weights(scheme[scheme > 0])] * len(cells), index=cells.index, dtype=object),
    )


def _weights(weights: "pd.Series[float]") -> Text:
    ordered = [(LEVEL_NAMES[level], weights[level]) for level in LEVEL_NAMES if level in weights.index]
    return Text(
        "、".join(f"{name.zh} {weight:g}" for name, weight in ordered),
        ", ".join(f"{name.en} {weight:g}" for name, weight in ordered),
    )


@rule(
    "S107",
    title=Text("缺少必备的一级指标", "A required first level is missing"),
    message=Text(
        "没有{missing}指标，请补充（产出、效益、满意度至少各有一条三级指标）；确不适用的请说明",
        "No indicator of {missing}; output, benefit and satisfaction need at least one each, "
        "or say why they do not apply",
    ),
    severity=Severity.VERIFY,
    basis=LOCAL_SYSTEM,
    needs=("indicators.weight", "indicators.is_execution", "scores.level"),
    explained_by=("project.deviation_note",),
    checks=("S22",),
)
def level_missing(indicators: Table, scores: Table) -> Findings:
    """At least one third-level indicator each of output, benefit and satisfaction.

    Judged where the sheet is complete (the weights give 100) and some row tells its level. The finding
    stands on the heading of the first level.
    """
    rows = rows_of(indicators).assign(level=scores["level"])
    totals = sums(indicators, "weight")
    complete = totals.index[(totals - FULL_TOTAL).abs() <= NOISE]
    told = rows[rows["level"].notna() & ~rows["is_execution"] & rows["workbook"].isin(complete)]
    workbooks = pd.DataFrame({"workbook": told["workbook"].unique()})
    missing = pd.DataFrame(
        {
            level: ~workbooks["workbook"].isin(told.loc[told["level"] == level, "workbook"])
            for level in (OUTPUT, BENEFIT, SATISFACTION)
        }
    )
    lacking = workbooks[missing.any(axis=1)]
    named = [
        [LEVEL_NAMES[level] for level in missing.columns if absent[level]]
        for absent in missing.loc[lacking.index].to_dict("records")
    ]
    texts = [Text("、".join(n.zh for n in names), ", ".join(n.en for n in names)) for names in named]
    return flag(lacking, "level1", missing=pd.Series(texts, index=lacking.index, dtype=object))


@rule(
    "S108",
    title=Text("缺少预算执行率", "The execution rate is missing"),
    message=Text(
        "绩效指标中没有预算执行率，其他指标分值合计 {actual}；预算执行率一般占 {expected} 分，请补充",
        "There is no execution rate among the indicators, whose weights add up to {actual}; "
        "it usually has {expected} points",
    ),
    severity=Severity.VERIFY,
    basis=COMMON_WEIGHTS,
    needs=("indicators.weight", "indicators.is_execution"),
    quantity=Quantity.SCORE,
    explained_by=("project.deviation_note",),
    checks=("S23",),
)
def execution_missing(
    indicators: Table, *, execution_weight: ExecutionWeight = NATIONAL_SCORING.execution_weight
) -> Findings:
    """A form that weights its indicators but has no row of the execution rate."""
    rows = rows_of(indicators)
    weighted = rows.groupby("workbook")["weight"].sum(min_count=1).dropna()
    lacking = weighted[~weighted.index.isin(rows.loc[rows["is_execution"], "workbook"])].reset_index()
    found = flag(lacking, "level1", actual=lacking["weight"], expected=execution_weight)
    return found.assign(difference=None)
