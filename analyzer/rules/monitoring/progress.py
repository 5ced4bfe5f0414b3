"""Monitoring (填报阶段 = 运行监控): spending and indicators against the time that has passed.

The lights are those of a local budget performance system: the share reached divided by 序时进度, the month
of 数据截止日期 out of twelve. `analyzer.measures.overall_lights` gives each workbook's worst light.
"""

from typing import Annotated

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.lights import (
    BLUE_FROM,
    RED_BELOW,
    YELLOW_BELOW,
    execution_progress,
    indicator_progress,
    time_progress,
)
from analyzer.option import Option
from analyzer.rules.contract import LOCAL_SYSTEM, NOTHING, RECONCILIATION, Findings, Table, flag, rule
from analyzer.rules.ledger.rows import LOCAL_SYSTEM_DEFAULT, by_workbook, written
from analyzer.template.project import MONITORING

Red = Annotated[
    float,
    Option(
        Text("低于序时进度的此比例亮红灯", "red below this share of time progress"),
        "比例",
        LOCAL_SYSTEM_DEFAULT,
    ),
]
Yellow = Annotated[
    float,
    Option(
        Text("低于序时进度的此比例亮黄灯", "yellow below this share of time progress"),
        "比例",
        LOCAL_SYSTEM_DEFAULT,
    ),
]
Blue = Annotated[
    float,
    Option(
        Text("达到序时进度的此倍数亮蓝灯", "blue from this multiple of time progress"),
        "倍",
        LOCAL_SYSTEM_DEFAULT,
    ),
]

_PERIOD = ("project.stage", "project.data_date", "project.year")
_EXECUTION = (*_PERIOD, "totals.spent", "totals.budget")
_INDICATORS = (
    *_PERIOD,
    *(
        f"indicators.{n}"
        for n in ("target_kind", "target_operator", "completion", "is_execution", "target", "actual")
    ),
)
_BEHIND = {"month": Quantity.COUNT, "progress": Quantity.RATE, "limit": Quantity.RATE}


@rule(
    "P101",
    title=Text("运行监控缺数据截止日期", "Monitoring without a closing date"),
    message=Text(
        "填报阶段是运行监控，请填写数据截止日期，否则无法对照序时进度",
        "The stage is 运行监控: state the closing date of the data, or progress cannot be judged",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=("project.stage", "project.data_date"),
)
def no_closing_date(project: Table) -> Findings:
    """数据截止日期 is optional for the yearly self-evaluation, but monitoring means nothing without it."""
    return flag(project[(project["stage"] == MONITORING) & project["data_date"].isna()], "data_date")


@rule(
    "P102",
    title=Text("数据截止日期不在预算年度", "The closing date is outside the budget year"),
    message=Text(
        "数据截止日期 {actual} 不在预算年度 {expected} 年内，无法对照序时进度，请核对",
        "The closing date {actual} is not in the budget year {expected}, so progress cannot be judged",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=_PERIOD,
    checks=("T2",),
)
def closing_date_in_another_year(project: Table) -> Findings:
    """Monitoring looks at the running budget year; a closing date in another one is a slip in either."""
    other = (project["data_date"].dt.year != project["year"].astype("Float64")).fillna(False)
    dated = project["data_date"].notna() & project["year"].notna()
    found = project[(project["stage"] == MONITORING) & dated & other]
    return flag(found, "data_date", actual=written(found["data_date"]), expected=found["year"])


def execution_behind(project: Table, totals: Table, low: float, high: float) -> Findings:
    """Workbooks whose execution rate is `low` to below `high` of the time progress."""
    if not (project["stage"] == MONITORING).any():
        return NOTHING
    progress, passed = execution_progress(project, totals), time_progress(project)
    behind = progress[((progress >= low) & (progress < high)).fillna(False)]
    found = project[project["workbook"].isin(behind.index)]
    progress, passed = by_workbook(found, behind), by_workbook(found, passed)
    return flag(
        found,
        "claimed_execution_rate",
        actual=progress * passed,
        expected=passed,
        month=found["data_date"].dt.month,
        progress=progress,
        limit=high,
    )


@rule(
    "P103",
    title=Text("预算执行严重滞后（红灯）", "Execution far behind (red light)"),
    message=Text(
        "截至 {month} 月预算执行率 {actual}，序时进度 {expected}，只达到序时进度的 {progress}"
        "（低于 {limit} 为红灯），请说明原因和加快措施",
        "By month {month} {actual} of the budget is spent against a time progress of {expected}: {progress} "
        "of it (red below {limit}); give the reason and the remedy",
    ),
    severity=Severity.VERIFY,
    basis=LOCAL_SYSTEM,
    needs=_EXECUTION,
    quantity=Quantity.RATE,
    fields=_BEHIND,
    explained_by=("project.deviation_note",),
    checks=("R5",),
)
def execution_far_behind(project: Table, totals: Table, *, red: Red = RED_BELOW) -> Findings:
    """Execution rate below 60 % of 序时进度; nothing spent at all is the clearest case.

    Not judged without ledger rows (not filled in), without a budget or without a usable closing date.
    """
    return execution_behind(project, totals, float("-inf"), red)


@rule(
    "P104",
    title=Text("预算执行滞后（黄灯）", "Execution behind (yellow light)"),
    message=Text(
        "截至 {month} 月预算执行率 {actual}，序时进度 {expected}，达到序时进度的 {progress}"
        "（低于 {limit} 为黄灯）",
        "By month {month} {actual} of the budget is spent against a time progress of {expected}: {progress} "
        "of it (yellow below {limit})",
    ),
    severity=Severity.NOTICE,
    basis=LOCAL_SYSTEM,
    needs=_EXECUTION,
    quantity=Quantity.RATE,
    fields=_BEHIND,
    explained_by=("project.deviation_note",),
    checks=("R5",),
)
def execution_somewhat_behind(
    project: Table, totals: Table, *, red: Red = RED_BELOW, yellow: Yellow = YELLOW_BELOW
) -> Findings:
    """Execution rate from 60 % to below 80 % of 序时进度."""
    return execution_behind(project, totals, red, yellow)


def indicators_between(project: Table, indicators: Table, low: float, high: float, limit: float) -> Findings:
    """Indicators that reached `low` to below `high` of what the months passed should have brought."""
    if not (project["stage"] == MONITORING).any():
        return NOTHING
    progress = indicator_progress(project, indicators)
    between = ((progress >= low) & (progress < high)).fillna(False)
    found, progress = indicators[between], progress[between]
    month = by_workbook(found, time_progress(project)) * 12
    return flag(
        found,
        "actual",
        actual=found["actual"],
        table="indicators",
        target=found["target"],
        month=month,
        progress=progress,
        limit=limit,
    )


@rule(
    "P105",
    title=Text("指标进度严重滞后（红灯）", "An indicator far behind (red light)"),
    message=Text(
        "截至 {month} 月完成 {actual}，年度指标值 {target}，只达到序时进度的 {progress}"
        "（低于 {limit} 为红灯），请说明原因和改进措施",
        "By month {month} {actual} is reached of the year's {target}: {progress} of time progress (red below "
        "{limit}); give the reason and the remedy",
    ),
    severity=Severity.VERIFY,
    basis=LOCAL_SYSTEM,
    needs=_INDICATORS,
    fields=_BEHIND,
    explained_by=("indicators.deviation_reason",),
)
def indicator_far_behind(project: Table, indicators: Table, *, red: Red = RED_BELOW) -> Findings:
    """A number to be reached by the year's end, below 60 % of its share for the months passed.

    Percentages, dates, words and targets not to be exceeded do not grow with the months and are left
    alone, as is a blank actual value.
    """
    return indicators_between(project, indicators, float("-inf"), red, red)


@rule(
    "P106",
    title=Text("指标进度滞后（黄灯）", "An indicator behind (yellow light)"),
    message=Text(
        "截至 {month} 月完成 {actual}，年度指标值 {target}，达到序时进度的 {progress}（低于 {limit} 为黄灯）",
        "By month {month} {actual} is reached of the year's {target}: {progress} of time progress (yellow "
        "below {limit})",
    ),
    severity=Severity.NOTICE,
    basis=LOCAL_SYSTEM,
    needs=_INDICATORS,
    fields=_BEHIND,
    explained_by=("indicators.deviation_reason",),
)
def indicator_somewhat_behind(
    project: Table, indicators: Table, *, red: Red = RED_BELOW, yellow: Yellow = YELLOW_BELOW
) -> Findings:
    """As P105, from 60 % to below 80 %."""
    return indicators_between(project, indicators, red, yellow, yellow)


@rule(
    "P107",
    title=Text("指标进度超前（蓝灯）", "An indicator far ahead (blue light)"),
    message=Text(
        "截至 {month} 月完成 {actual}，年度指标值 {target}，已达到序时进度的 {progress}"
        "（{limit} 以上为蓝灯），请核对完成值，或考虑目标是否偏低",
        "By month {month} {actual} is reached of the year's {target}: {progress} of time progress (blue from "
        "{limit}); check the value, or whether the target was too low",
    ),
    severity=Severity.NOTICE,
    basis=LOCAL_SYSTEM,
    needs=_INDICATORS,
    fields=_BEHIND,
    explained_by=("indicators.deviation_reason",),
)
def indicator_far_ahead(project: Table, indicators: Table, *, blue: Blue = BLUE_FROM) -> Findings:
    """As P105, 120 % or more; at the year's end that is over-completion, which the indicator rules judge."""
    return indicators_between(project, indicators, blue, float("inf"), blue)
