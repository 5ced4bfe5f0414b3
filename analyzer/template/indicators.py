"""绩效指标: the performance indicators and their scores."""

from analyzer.language import Text
from analyzer.template.model import Column, Kind, Sheet

QUALITATIVE = "定性"
NATURES = ("≥", "≤", "=", QUALITATIVE)

INDICATORS = Sheet(
    table="indicators",
    title=Text("绩效指标", "Indicators"),
    guide=Text(
        "第一行是预算执行率（一般 10 分）；分值合计 100；最后一行是合计。",
        "The first row is 预算执行率 (usually 10 points); weights add up to 100; the last row is 合计.",
    ),
    key=("level1", "level2", "level3"),
    carried=("level1", "level2"),
    has_total=True,
    rows=24,
    columns=(
        Column(
            "level1",
            Text("一级指标", "Level 1"),
            Kind.TEXT,
            Text(
                "产出指标、效益指标、满意度指标……", "产出 (output), 效益 (benefit), 满意度 (satisfaction)..."
            ),
            width=14,
        ),
        Column(
            "level2",
            Text("二级指标", "Level 2"),
            Kind.TEXT,
            Text("数量指标、质量指标……", "数量 (quantity), 质量 (quality)..."),
            width=20,
        ),
        Column(
            "level3",
            Text("三级指标", "Level 3"),
            Kind.TEXT,
            Text("具体、可衡量", "Specific and measurable"),
            required=True,
            aliases=("指标名称",),
            width=32,
        ),
        Column(
            "nature",
            Text("指标性质", "Nature"),
            Kind.CHOICE,
            Text("≥、≤、= 或 定性", "≥, ≤, = or 定性 (qualitative)"),
            choices=NATURES,
            width=10,
        ),
        Column(
            "target",
            Text("年度指标值", "Target"),
            Kind.VALUE,
            Text("如 95%、330、达成预期指标", "Such as 95%, 330"),
            aliases=("指标值", "年度目标值"),
            width=16,
        ),
        Column(
            "measure_unit",
            Text("计量单位", "Unit"),
            Kind.TEXT,
            Text("如 个、%、万元", "Such as 个, %, 万元"),
            aliases=("度量单位", "单位"),
            width=10,
        ),
        Column(
            "actual",
            Text("实际完成值", "Actual"),
            Kind.VALUE,
            Text("填实际数，不带 ≥ ≤", "The figure reached, without ≥ or ≤"),
            aliases=("完成值", "全年完成值"),
            width=16,
        ),
        Column(
            "weight",
            Text("分值", "Weight"),
            Kind.SCORE,
            Text("合计 100", "They add up to 100"),
            required=True,
            aliases=("权重", "指标权重"),
            width=9,
        ),
        Column(
            "score",
            Text("自评得分", "Self-score"),
            Kind.SCORE,
            Text("不超过分值", "Not above the weight"),
            aliases=("得分",),
            width=11,
        ),
        Column(
            "deviation_reason",
            Text("偏差原因及改进措施", "Reason for deviation and remedy"),
            Kind.TEXT,
            Text("未完成、超额较多或扣分时填写", "When missed, far exceeded or marked down"),
            aliases=("偏差原因分析及改进措施", "偏差原因"),
            width=36,
        ),
    ),
)
