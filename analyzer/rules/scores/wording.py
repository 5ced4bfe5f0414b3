"""How indicators are set and filled in: signs, units, directions, and what can be measured at all."""

import re
from typing import Any

import pandas as pd

from analyzer.finding import Severity
from analyzer.language import Text
from analyzer.rules.contract import (
    DEFAULT_THRESHOLD,
    LOCAL_SYSTEM,
    Findings,
    Table,
    flag,
    rule,
    together,
)
from analyzer.rules.scores.indicator_rows import matching, rows_of
from analyzer.template.indicators import QUALITATIVE

_NUMERIC = ("quantity", "percent", "money", "range")
_VALUES = (
    "indicators.target",
    "indicators.actual",
    "indicators.target_kind",
    "indicators.actual_kind",
    "indicators.mismatch",
)
_QUANTITY_LEVEL = re.compile("数量")
_BETTER_LESS = re.compile(
    "事故|死亡|伤亡|投诉|上访|信访|违规|违法|违纪|案件|超标|超期|逾期|差错|失误|故障|污染|排放|"
    "能耗|损耗|损失|流失|缺陷|成本|费用|支出|时间|时长|天数|周期|次数上限|控制|下降|减少|发生|发病|复发"
)
_SATISFACTION = re.compile("满意")
_RATIO_NAME = re.compile("(?:率|比例|占比|百分比)$")
_VAGUE_WORD = (
    "较?(?:明显|显著|有效|长远|长期|持续|逐步|不断|进一步|良好|较好|稳定|充分|积极|大幅|一定|有所|得到|效果|影响|作用|程度|"
    "增加|增强|增长|提高|提升|改善|促进|加强|推动|优化|扩大|减少|降低|岗位|就业|收入|服务|水平|能力|质量|环境|发展)"
)
_VAGUE = re.compile(f"(?:{_VAGUE_WORD})+[。.]?")


@rule(
    "S221",
    title=Text("完成值带符号", "The actual value bears a sign"),
    message=Text(
        "实际完成值填“{actual}”，是要求而不是实际数，请填实际达到的数",
        "The actual value is “{actual}”, a requirement rather than a result; write the figure reached",
    ),
    severity=Severity.VERIFY,
    basis=LOCAL_SYSTEM,
    needs=("indicators.actual", "indicators.actual_kind", "indicators.actual_has_sign"),
    checks=("S16",),
)
def actual_with_sign(indicators: Table) -> Findings:
    """≥90%, 不低于 90, 90 以上: the target copied, or a bound; deadlines such as 12月底前 are not numbers."""
    rows = rows_of(indicators)
    found = rows[rows["actual_has_sign"] & rows["actual_kind"].isin(_NUMERIC)]
    return flag(found, "actual", actual=found["actual"].astype(object))


@rule(
    "S222",
    title=Text("定量指标的完成值不是数字", "Words as the result of a numeric target"),
    message=Text(
        "指标值 {target}，实际完成值填“{actual}”：{reason}",
        "Target {target}, actual value “{actual}”: {reason}",
    ),
    severity=Severity.VERIFY,
    basis=LOCAL_SYSTEM,
    needs=_VALUES,
    checks=("S16",),
)
def words_for_a_number(indicators: Table) -> Findings:
    """完成 for ≤30万元, or a range where one number belongs: nothing can be computed."""
    rows = rows_of(indicators)
    asked = rows["target_kind"].isin(_NUMERIC) & rows["mismatch"].notna()
    found = rows[asked & ~rows["actual_kind"].isin(("quantity", "percent", "money"))]
    return flag(found, "actual", **_values(found))


@rule(
    "S223",
    title=Text("指标值与完成值单位不同", "Target and actual value have different units"),
    message=Text(
        "指标值 {target}，完成值 {actual}：{reason}，请统一单位{ratio}",
        "Target {target}, actual value {actual}: {reason}; use one unit{ratio}",
    ),
    severity=Severity.VERIFY,
    basis=LOCAL_SYSTEM,
    needs=(*_VALUES, "indicators.target_number", "indicators.actual_number"),
    checks=("S17",),
)
def units_differ(indicators: Table) -> Findings:
    """人 against 人次, % against 件; of two counts, what the bare numbers would give is named."""
    rows = rows_of(indicators)
    numeric = ("quantity", "percent", "money")
    asked = rows["target_kind"].isin(numeric) & rows["actual_kind"].isin(numeric)
    found = rows[asked & rows["mismatch"].notna()]
    alike = (found["target_kind"] == found["actual_kind"]) & (found["target_number"] != 0).fillna(False)
    ratios = (found["actual_number"] / found["target_number"].where(alike)).to_list()
    shown = [
        Text("", "")
        if pd.isna(ratio)
        else Text(f"（只看数字为 {ratio:.0%}）", f" (the bare numbers give {ratio:.0%})")
        for ratio in ratios
    ]
    return flag(found, "actual", **_values(found), ratio=pd.Series(shown, index=found.index, dtype=object))


def _values(rows: Table) -> dict[str, Any]:
    return {
        "target": rows["target"].astype(object),
        "actual": rows["actual"].astype(object),
        "reason": rows["mismatch"],
    }


@rule(
    "S224",
    title=Text("指标方向可疑", "A doubtful direction"),
    message=Text(
        "“{name}”的指标值是“{operator}{number}”，{why}，请核对",
        "“{name}” has the target {operator}{number}: {why}; check it",
    ),
    severity=Severity.VERIFY,
    basis=DEFAULT_THRESHOLD,
    needs=(
        "indicators.level1",
        "indicators.level2",
        "indicators.level3",
        "indicators.target",
        "indicators.target_kind",
        "indicators.target_number",
        "indicators.target_operator",
    ),
    explained_by=("indicators.deviation_reason",),
    checks=("S18",),
)
def doubtful_direction(indicators: Table) -> Findings:
    """≤0% tells nothing apart, ≥0 is always met; quantities and satisfaction are wanted high.

    A ≤ quantity is right for what should be few or short: accidents, complaints, days, cost.
    """
    rows = rows_of(indicators)
    upper, lower = rows["target_operator"].isin(["≤", "<"]), rows["target_operator"] == "≥"
    zero = (rows["target_number"] == 0).fillna(False)
    names = rows["level3"].fillna(rows["level2"])
    few = matching(names, _BETTER_LESS)
    wanted_high = matching(rows["level2"], _QUANTITY_LEVEL) & ~few
    satisfied = matching(rows["level1"], _SATISFACTION) | matching(names, _SATISFACTION)
    reasons = (
        (upper & zero & (rows["target_kind"] == "percent") & ~few, _NOTHING_LESS),
        (lower & zero, _ALWAYS),
        (upper & wanted_high & ~zero, _QUANTITY_LIMIT),
        (upper & satisfied & ~few, _SATISFACTION_LIMIT),
    )
    found = []
    seen = pd.Series(False, index=rows.index)
    for mask, why in reasons:
        own = rows[mask & ~seen]
        seen |= mask
        if own.empty:
            continue
        found.append(
            flag(
                own,
                "target",
                name=names[own.index].astype(object),
                operator=own["target_operator"].astype(object),
                number=own["target"].str.lstrip("≤≥<>≦≧").astype(object),
                why=pd.Series([why] * len(own), index=own.index, dtype=object),
            )
        )
    return together(found)


_NOTHING_LESS = Text("不可能低于它，没有区分度", "nothing can be below it")
_ALWAYS = Text("任何结果都能达到，没有区分度", "every result reaches it")
_QUANTITY_LIMIT = Text(
    "数量指标一般越多越好，却用了上限", "more of a quantity is usually better, yet it is a limit"
)
_SATISFACTION_LIMIT = Text("满意度越高越好，却用了上限", "satisfaction is wanted high, yet it is a limit")


@rule(
    "S225",
    title=Text("指标值不可衡量", "A target that cannot be measured"),
    message=Text(
        "指标值“{actual}”没有衡量标准，请改为数字，或写明达成、部分达成的标准",
        "The target “{actual}” has no yardstick; use a number, or say what counts as reached",
    ),
    severity=Severity.NOTICE,
    basis=LOCAL_SYSTEM,
    needs=("indicators.target", "indicators.target_kind", "indicators.nature", "indicators.actual_level"),
    checks=("S19",),
)
def not_measurable(indicators: Table) -> Findings:
    """Targets of words such as 长远, 增加岗位, 效果明显 alone; 达成预期指标, 及时 and 合格 have a meaning.

    A qualitative indicator whose actual value states the degree reached is what the official form asks for.
    """
    rows = rows_of(indicators)
    words = rows["target_kind"].isin(["qualitative", "text"])
    graded = (rows["nature"] == QUALITATIVE) & rows["actual_level"].notna()
    found = rows[words & ~graded & matching(rows["target"], _VAGUE, whole=True)]
    return flag(found, "target", actual=found["target"].astype(object))


@rule(
    "S226",
    title=Text("用资金额当数量指标", "Money as a quantity indicator"),
    message=Text(
        "“{name}”的指标值 {target} 是金额，花钱不是产出，请改用做成的数量",
        "The target {target} of “{name}” is money; spending is no output, count what was done",
    ),
    severity=Severity.VERIFY,
    basis=DEFAULT_THRESHOLD,
    needs=("indicators.level2", "indicators.level3", "indicators.target", "indicators.target_kind"),
    explained_by=("indicators.deviation_reason",),
    checks=("S20",),
)
def money_as_quantity(indicators: Table) -> Findings:
    """An amount of money among the 数量指标; among cost or economic benefit it is right."""
    rows = rows_of(indicators)
    found = rows[matching(rows["level2"], _QUANTITY_LEVEL) & (rows["target_kind"] == "money")]
    return flag(found, "target", target=found["target"].astype(object), name=found["level3"].astype(object))


@rule(
    "S227",
    title=Text("比率与数量混用", "A ratio among quantities"),
    message=Text(
        "“{name}”的指标值是 {target}，{why}",
        "The target of “{name}” is {target}: {why}",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=(
        "indicators.level2",
        "indicators.level3",
        "indicators.target",
        "indicators.target_kind",
        "indicators.target_unit",
        "indicators.names_execution",
    ),
    checks=("S21",),
)
def ratio_among_quantities(indicators: Table) -> Findings:
    """A percentage among the 数量指标, or a count for what is named a rate."""
    rows = rows_of(indicators)
    rows = rows[~rows["names_execution"]]
    among = matching(rows["level2"], _QUANTITY_LEVEL) & (rows["target_kind"] == "percent")
    counted = matching(rows["level3"], _RATIO_NAME) & (rows["target_kind"] == "quantity")
    counted &= rows["target_unit"].fillna("") != ""
    found = rows[among | counted]
    why = among[found.index].map({True: _RATIO, False: _COUNT}).astype(object)
    return flag(
        found, "target", name=found["level3"].astype(object), target=found["target"].astype(object), why=why
    )


_RATIO = Text("是比率，却归在数量指标，宜归入质量指标", "a ratio among the quantities; it belongs to quality")
_COUNT = Text("名称是比率，指标值却是数量，请统一", "named a rate, yet a count; make them agree")
