"""Results that need a word: far exceeded, missed, or called complete."""

import re
from typing import Annotated, Any

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.option import Option
from analyzer.rules.contract import DEFAULT_THRESHOLD, LOCAL_SYSTEM, NOTHING, Findings, Table, flag, rule
from analyzer.rules.scores.attainment import judged
from analyzer.rules.scores.indicator_rows import NOISE, matching, missed, of_workbook, rows_of, self_evaluated
from analyzer.scoring.options import NATIONAL_SCORING, OverCompletion, Rounding, Tolerance

_RESULTS = (
    "indicators.target",
    "indicators.actual",
    "indicators.met",
    "indicators.target_operator",
    "indicators.completion",
    "indicators.is_execution",
)
_STOCK = (
    "客观原因|主观原因|工作原因|政策原因|历史原因|疫情(?:影响|原因)?|人员不足|资金不足|其他原因|"
    "见附件|略|同上|(?:今后|继续|进一步)?(?:加强|加大|强化)(?:管理|监管|力度|工作)?|继续努力|正在(?:推进|办理|整改)|"
    "按计划(?:推进|实施|进行)"
)
_NO_DEVIATION = (
    "(?:无|没有|不存在)?(?:明显)?(?:偏差|问题)|正常|(?:已|全部|均已|按[时期]|按计划)*(?:完成|达标|达到预期)"
)
_EMPTY = re.compile(rf"(?:{_STOCK}|{_NO_DEVIATION})[。.！!]*")
_SAYS_NOTHING = re.compile(rf"(?:{_NO_DEVIATION})[。.！!]*")
SHORTEST_REASON = 3  # characters; nobody explains anything in fewer

_LIFETIME = re.compile("使用年限|使用寿命|使用期限|设计年限|服务年限|耐久年限")
_ALL_DONE = re.compile(
    r"(?<!未)(?<!没有)(?:全部|全面|圆满|顺利|均已|都已|超额|按照?(?:计划|要求|期)|如期)(?:地|都|均|已)*(?:完成|达成|实现)"
    r"|(?:完成率|达成率)(?:均|都)?(?:为|达到?)?100[%％]|100[%％]完成"
)


@rule(
    "S211",
    title=Text("超额完成而未说明", "Far exceeded without a reason"),
    message=Text(
        "指标值 {target}，完成 {reached}{ratio}，请说明原因；指标值定得偏低的应调整",
        "Target {target}, reached {reached}{ratio}; say why, and raise a target that was set too low",
    ),
    severity=Severity.VERIFY,
    basis=Text(
        "地方系统（广西）：完成值达到指标值 130% 须填偏差原因",
        "A local system (Guangxi): from 130% of the target on, a reason is required",
    ),
    needs=(*_RESULTS, "indicators.target_number", "indicators.actual_number", "indicators.comparable"),
    quantity=Quantity.RATE,
    explained_by=("indicators.deviation_reason",),
    checks=("S12",),
)
def far_exceeded(
    indicators: Table,
    *,
    over_completion: OverCompletion = NATIONAL_SCORING.over_completion,
    over_zero: Annotated[
        float,
        Option(
            Text("指标值为零时，完成值达到此数", "With a target of zero, an actual value from here"),
            "",
            "广西：30",
        ),
    ] = 30.0,
) -> Findings:
    """From 130% of a target to be reached. Limits (≤) are met by less and are not judged."""
    rows = rows_of(indicators)
    rows = rows[~rows["is_execution"] & ~rows["target_operator"].isin(["≤", "<"])]
    over = (rows["completion"] >= over_completion - NOISE).fillna(False)
    of_zero = (rows["target_number"] == 0) & (rows["actual_number"] >= over_zero) & rows["comparable"]
    found = rows[over | of_zero.fillna(False)]
    ratio = [
        Text("", "") if pd.isna(times) else Text(f"，为指标值的 {times:.2%}", f", {times:.2%} of it")
        for times in found["completion"]
    ]
    return flag(
        found, "actual", actual=found["completion"], ratio=_objects(ratio, found), **_as_written(found)
    )


@rule(
    "S212",
    title=Text("未达标而没有偏差原因", "Missed without a reason"),
    message=Text(
        "指标值 {target}，完成 {reached}，未达标，请填写偏差原因和改进措施",
        "Target {target}, reached {reached}: missed; give the reason and the remedy",
    ),
    severity=Severity.VERIFY,
    basis=Text(
        "自评表“偏差原因分析及改进措施”栏：未完成的须说明",
        "The form's column: say why an indicator was missed",
    ),
    needs=(
        *_RESULTS,
        "indicators.weight",
        "indicators.score",
        "indicators.deviation_reason",
        "scores.expected",
        "scores.alternative",
        "scores.method",
        "project.stage",
    ),
    checks=("S24",),
)
def missed_without_reason(
    indicators: Table,
    scores: Table,
    project: Table,
    *,
    rounding: Rounding = NATIONAL_SCORING.rounding,
    tolerance: Tolerance = NATIONAL_SCORING.tolerance,
) -> Findings:
    """A missed target whose reason is blank, in a self-evaluation.

    Leaves scores that do not fit to S201 - S203, which ask for the same word.
    """
    rows = rows_of(indicators)
    rows = rows[missed(rows) & rows["deviation_reason"].isna() & ~rows["is_execution"]]
    if rows.empty:
        return NOTHING
    wrong_scores = judged(indicators, scores, rounding, tolerance)
    told = wrong_scores.index[wrong_scores["full_missed"] | wrong_scores["off"]]
    found = rows[~rows.index.isin(told) & self_evaluated(rows, project)]
    return flag(found, "deviation_reason", **_as_written(found))


@rule(
    "S213",
    title=Text("偏差原因空泛", "An empty reason"),
    message=Text(
        "未达标，偏差原因只写“{reason}”，请写明具体原因和改进措施",
        "Missed, and the reason is only “{reason}”; give the actual reason and the remedy",
    ),
    severity=Severity.NOTICE,
    basis=LOCAL_SYSTEM,
    needs=(*_RESULTS, "indicators.deviation_reason"),
    checks=("S25",),
)
def empty_reason(indicators: Table) -> Findings:
    """Stock phrases and words too short to explain a target that was missed."""
    rows = rows_of(indicators)
    rows = rows[missed(rows) & rows["deviation_reason"].notna() & ~rows["is_execution"]]
    reasons = rows["deviation_reason"]
    short = reasons.str.len() < SHORTEST_REASON
    found = rows[short | matching(reasons, _EMPTY, whole=True)]
    return flag(found, "deviation_reason", reason=found["deviation_reason"].astype(object))


@rule(
    "S214",
    title=Text("满分却写偏差原因", "Full marks, yet a reason for deviation"),
    message=Text(
        "已达标并得满分，却写了偏差原因“{reason}”，请核对是否应扣分或删去",
        "Reached with full marks, yet a deviation is explained: “{reason}”; mark it down or take it out",
    ),
    severity=Severity.NOTICE,
    basis=LOCAL_SYSTEM,
    needs=(*_RESULTS, "indicators.weight", "indicators.score", "indicators.deviation_reason"),
    checks=("S25",),
)
def reason_with_full_marks(
    indicators: Table, *, over_completion: OverCompletion = NATIONAL_SCORING.over_completion
) -> Findings:
    """A deviation explained where there is none; far exceeded targets are asked for one (S211)."""
    rows = rows_of(indicators)
    full = (rows["score"] >= rows["weight"] - NOISE).fillna(False) & ~rows["is_execution"]
    reached = rows["met"].fillna(False).astype(bool)
    over = (rows["completion"] >= over_completion - NOISE).fillna(False)
    reasons = rows["deviation_reason"]
    found = rows[full & reached & ~over & reasons.notna() & ~matching(reasons, _SAYS_NOTHING, whole=True)]
    return flag(found, "deviation_reason", reason=found["deviation_reason"].astype(object))


@rule(
    "S215",
    title=Text("当年无法验证却得满分", "Full marks for what the year cannot show"),
    message=Text(
        "使用年限 {target} 当年无法验证，却得满分 {actual} 分，请改用当年能验证的指标",
        "A lifetime of {target} cannot be verified within the year, yet it has full marks of {actual}",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=(
        "indicators.level3",
        "indicators.target",
        "indicators.target_number",
        "indicators.target_unit",
        "indicators.weight",
        "indicators.score",
    ),
    quantity=Quantity.SCORE,
    checks=("S26",),
)
def lifetime_with_full_marks(
    indicators: Table,
    *,
    years: Annotated[
        float, Option(Text("使用年限从几年起", "Lifetime from"), "年", "自评常见问题：使用年限≥5 年")
    ] = 5.0,
) -> Findings:
    """Lifetimes of five years and more, scored in full in the year of building."""
    rows = rows_of(indicators)
    lasting = (rows["target_number"] >= years - NOISE).fillna(False) & (rows["target_unit"] == "年")
    full = (rows["score"] >= rows["weight"] - NOISE).fillna(False)
    found = rows[lasting & full & matching(rows["level3"], _LIFETIME)]
    return flag(found, "score", actual=found["score"], target=found["target"].astype(object))


@rule(
    "S216",
    title=Text("称全部完成，却有指标未达标", "Called complete, yet indicators were missed"),
    message=Text(
        "写的是“{claim}”，但“{first}”等 {count} 项指标未达标，请改为一致",
        "It says “{claim}”, yet {count} indicators were missed, such as “{first}”; make them agree",
    ),
    severity=Severity.VERIFY,
    basis=DEFAULT_THRESHOLD,
    needs=("project.goal_result", "project.stage", "indicators.level3", *_RESULTS),
    fields={"count": Quantity.COUNT},
    checks=("S30",),
)
def called_complete(project: Table, indicators: Table) -> Findings:
    """总体目标完成情况 that claims everything while an indicator's figures say otherwise."""
    rows = rows_of(indicators)
    short = rows[missed(rows) & ~rows["is_execution"] & self_evaluated(rows, project)].sort_values("row")
    if short.empty:
        return NOTHING
    count = short.groupby("workbook").size()
    first = short.drop_duplicates("workbook").set_index("workbook")["level3"]
    claims = project[project["workbook"].isin(count.index) & matching(project["goal_result"], _ALL_DONE)]
    words = [_ALL_DONE.search(text) for text in claims["goal_result"]]
    return flag(
        claims,
        "goal_result",
        claim=_objects([word[0] if word else "" for word in words], claims),
        first=of_workbook(claims, first).astype(object),
        count=of_workbook(claims, count),
    )


def _objects(values: list[Any], rows: Table) -> "pd.Series[Any]":
    return pd.Series(values, index=rows.index, dtype=object)


def _as_written(rows: Table) -> dict[str, Any]:
    """Target and actual value as they stand in the cells."""
    return {"target": rows["target"].astype(object), "reached": rows["actual"].astype(object)}
