"""预算: the budget and its sub-items, a tree written with dotted codes."""

from analyzer.language import Text
from analyzer.template.model import Column, Kind, Sheet

CARRIED_OVER = "上年结转"
SOURCES = ("财政拨款", CARRIED_OVER, "上级补助", "其他资金")
OF_WHICH = "其中"  # a name that begins so is part of a partial breakdown

BUDGET = Sheet(
    table="budget",
    title=Text("预算", "Budget"),
    guide=Text(
        "编号用点分层（1、1.1、1.10），上级行填本级金额，下级相加等于上级；"
        "只列一部分的，名称以“其中”开头；最后一行是合计。",
        "Dotted codes (1, 1.1, 1.10); a parent states its own amounts and its children add up to it; "
        "a name beginning 其中 marks a partial breakdown; the last row is 合计.",
    ),
    key=("code", "item"),
    has_total=True,
    rows=24,
    columns=(
        Column(
            "code",
            Text("编号", "Code"),
            Kind.CODE,
            Text("文本，如 1、1.1、1.10", "Text, such as 1, 1.1, 1.10"),
            required=True,
            aliases=("序号", "预算编号"),
            width=10,
        ),
        Column(
            "item",
            Text("项目内容", "Item"),
            Kind.TEXT,
            Text("子项名称", "Name of the item"),
            required=True,
            aliases=("预算项目", "子项名称", "支出内容"),
            width=40,
        ),
        Column(
            "initial_budget",
            Text("年初预算数", "Initial budget"),
            Kind.MONEY,
            Text("年初批复数", "As approved at the start of the year"),
            aliases=("年初预算",),
            width=15,
        ),
        Column(
            "adjustment",
            Text("预算调整数", "Adjustment"),
            Kind.MONEY,
            Text("追加为正，调减为负", "Supplements positive, reductions negative"),
            aliases=("预算调整", "调整数"),
            width=15,
        ),
        Column(
            "adjusted_budget",
            Text("全年预算数", "Adjusted budget"),
            Kind.MONEY,
            Text("年初预算数 + 预算调整数", "Initial budget + adjustment"),
            required=True,
            aliases=("调整后预算数", "全年预算", "调整预算数"),
            width=15,
        ),
        Column(
            "source",
            Text("资金来源", "Source of funds"),
            Kind.TEXT,
            Text("如 财政拨款、上年结转、其他资金", "Such as 财政拨款, 上年结转, 其他资金"),
            choices=SOURCES,
            width=14,
        ),
        Column("remark", Text("备注", "Remark"), Kind.TEXT, Text("", ""), width=30),
        Column(
            "quantity",
            Text("数量", "Quantity"),
            Kind.NUMBER,
            Text("可不填", "Optional"),
            width=10,
            since="1.1",
        ),
        Column(
            "quantity_unit",
            Text("计量单位", "Unit of quantity"),
            Kind.TEXT,
            Text("可不填", "Optional"),
            width=10,
            since="1.1",
        ),
        Column(
            "unit_price",
            Text("单价（元）", "Unit price (yuan)"),
            Kind.PRICE,
            Text("可不填；一律以元为单位", "Optional; always in yuan"),
            aliases=("单价",),
            width=14,
            since="1.1",
        ),
    ),
)
