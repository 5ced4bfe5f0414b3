"""How scores are worked out: every option with its unit and its source."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from analyzer.language import Text
from analyzer.option import Option

_COMMON = "中江县表注、anthempetcare.com 空白官方表：50/30/10/10"
_QUALITATIVE = "中江县表注：80%、60% 两档"
_GRADES = "http://www.dz-gczx.com/wap/articleDetails_id_1290.html"
_LOCAL = "地方系统"
_MANUAL = "https://desk33.com/d-565511.html"

Reverse = Literal["ratio", "linear"]
Denominator = Literal["adjusted", "initial", "arrived"]
ExecutionFormula = Literal["proportional", "stepped"]

Tolerance = Annotated[
    float,
    Option(Text("得分比对的容差", "How far scores may differ unreported"), "分", _LOCAL + "：S31 容差 0.1"),
]
Rounding = Annotated[
    float,
    Option(
        Text("不视为丢分的取整", "A loss that rounding a score explains"),
        "分",
        "默认阈值：一位小数的半个末位",
    ),
]
OverCompletion = Annotated[
    float,
    Option(
        Text(
            "完成值与指标值之比达到此数为超额完成", "Actual / target from which it counts as over-completion"
        ),
        "倍",
        f"{_MANUAL}；广西（{_LOCAL}）：130%",
    ),
]
Excellent = Annotated[float, Option(Text("“优”的最低分", "Least score for 优"), "分", _GRADES)]
Good = Annotated[float, Option(Text("“良”的最低分", "Least score for 良"), "分", _GRADES)]
Medium = Annotated[float, Option(Text("“中”的最低分", "Least score for 中"), "分", _GRADES)]
ExecutionScore = Annotated[
    ExecutionFormula,
    Option(
        Text("执行率得分：proportional 按比例，stepped 分档", "How the execution rate is scored"),
        "",
        f"{_LOCAL}；stepped 为江西分档",
    ),
]
CappedTotals = Annotated[
    bool,
    Option(Text("总分按执行率封顶", "The execution rate caps the total score"), "", _MANUAL),
]


def _weight(zh: str, en: str, source: str = _COMMON) -> Option:
    return Option(Text(f"{zh}的分值，0 为不规定", f"Weight of {en}; 0: none prescribed"), "分", source)


ExecutionWeight = Annotated[float, _weight("预算执行率", "the execution rate")]
OutputWeight = Annotated[float, _weight("产出指标", "output")]
BenefitWeight = Annotated[float, _weight("效益指标", "benefit")]
SatisfactionWeight = Annotated[float, _weight("满意度指标", "satisfaction")]
CostWeight = Annotated[
    float,
    _weight("单列为一级的成本指标", "cost as a first level", "成本单列为一级时没有统一分值"),
]


@dataclass(frozen=True)
class Scoring:
    """How scores are worked out; rules that declare an option of the same name get its value.

    `reverse`: a ≤ target exceeded gives target / actual x weight ("ratio", Hubei) or
    (1 - (actual - target) / target) x weight ("linear", 地方系统).
    """

    reverse: Annotated[
        Reverse,
        Option(
            Text(
                "反向指标超标的算法：ratio 目标÷实际，linear 按超出比例扣",
                "How a ≤ target exceeded is scored",
            ),
            "",
            "https://1wenmi.com/doc/330418.html ；linear 见地方系统",
        ),
    ] = "ratio"
    achieved_from: Annotated[
        float,
        Option(
            Text("“达成预期指标”的最低得分率", "Least share of the weight for 达成"), "比例", _QUALITATIVE
        ),
    ] = 0.8
    partly_from: Annotated[
        float,
        Option(
            Text("“部分达成”的最低得分率", "Least share of the weight for 部分达成"), "比例", _QUALITATIVE
        ),
    ] = 0.6
    over_completion: OverCompletion = 1.3
    over_deduction: Annotated[
        float, Option(Text("超额完成时扣减的分数", "Points taken off for over-completion"), "分", _MANUAL)
    ] = 0.0
    denominator: Annotated[
        Denominator,
        Option(
            Text(
                "执行率的分母：adjusted 全年预算数、initial 年初预算数、arrived 到位资金",
                "What spending is divided by for the execution rate",
            ),
            "",
            "《项目支出绩效自评表》：执行率＝全年执行数÷全年预算数",
        ),
    ] = "adjusted"
    execution: ExecutionScore = "proportional"
    zero_budget_is_full: Annotated[
        bool,
        Option(Text("预算、执行均为零时执行率按 100%", "No budget and no spending is 100%"), "", _LOCAL),
    ] = False
    capped_totals: CappedTotals = False
    execution_weight: ExecutionWeight = 10.0
    output_weight: OutputWeight = 50.0
    benefit_weight: BenefitWeight = 30.0
    satisfaction_weight: SatisfactionWeight = 10.0
    cost_weight: CostWeight = 0.0
    excellent: Excellent = 90.0
    good: Good = 80.0
    medium: Medium = 60.0
    tolerance: Tolerance = 0.1
    rounding: Rounding = 0.05


NATIONAL_SCORING: Final = Scoring()
