"""项目信息: the form sheet, one labelled field a row."""

from analyzer.language import Text
from analyzer.template.model import Column, Kind, Sheet

UNITS = ("万元", "元")
MONITORING = "运行监控"
STAGES = ("年度自评", MONITORING)
GRADES = ("优", "良", "中", "差")

PROJECT = Sheet(
    table="project",
    title=Text("项目信息", "Project"),
    guide=Text("在 B 列填写；带 * 的必须填写。", "Fill column B; fields marked * are required."),
    is_form=True,
    columns=(
        Column(
            "name",
            Text("项目名称", "Project name"),
            Kind.TEXT,
            Text("与批复文件一致", "As in the approval document"),
            required=True,
        ),
        Column(
            "project_code",
            Text("项目编码", "Project code"),
            Kind.TEXT,
            Text("一体化系统中的编码，没有可不填", "Code in the budget system, if any"),
        ),
        Column(
            "competent_dept",
            Text("主管部门", "Competent department"),
            Kind.TEXT,
            Text("一级预算单位全称", "Full name of the first-level budget unit"),
            required=True,
        ),
        Column(
            "implementing_unit",
            Text("实施单位", "Implementing unit"),
            Kind.TEXT,
            Text("实际使用资金的单位全称", "Full name of the unit that spends the money"),
            required=True,
            aliases=("项目单位", "项目实施单位"),
        ),
        Column(
            "year",
            Text("预算年度", "Budget year"),
            Kind.YEAR,
            Text("四位年份，如 2024", "Four digits, such as 2024"),
            required=True,
            aliases=("年度",),
        ),
        Column(
            "unit",
            Text("金额单位", "Unit of amounts"),
            Kind.CHOICE,
            Text(
                "整本工作簿的金额单位：万元或元",
                "Unit of every amount in the workbook: 万元 (10,000 yuan) or 元 (yuan)",
            ),
            required=True,
            choices=UNITS,
        ),
        Column(
            "data_date",
            Text("数据截止日期", "Data as of"),
            Kind.DATE,
            Text("如 2024-12-31；运行监控必须填写", "Such as 2024-12-31; required for monitoring"),
        ),
        Column(
            "stage",
            Text("填报阶段", "Stage"),
            Kind.CHOICE,
            Text(
                "年度自评或运行监控；不填按年度自评",
                "年度自评 (self-evaluation) or 运行监控 (monitoring); blank means self-evaluation",
            ),
            choices=STAGES,
        ),
        Column(
            "claimed_arrival_rate",
            Text("填报资金到位率", "Claimed arrival rate"),
            Kind.RATE,
            Text("到位资金 ÷ 全年预算数，如 100%", "Arrived / adjusted budget, such as 100%"),
            aliases=("资金到位率",),
        ),
        Column(
            "claimed_execution_rate",
            Text("填报预算执行率", "Claimed execution rate"),
            Kind.RATE,
            Text("支出 ÷ 全年预算数，如 95.5%", "Spent / adjusted budget, such as 95.5%"),
            aliases=("预算执行率",),
        ),
        Column(
            "self_score",
            Text("自评总分", "Self-score"),
            Kind.SCORE,
            Text("等于绩效指标表各项得分之和", "Equals the sum of the indicator scores"),
        ),
        Column(
            "self_grade",
            Text("自评等级", "Self-grade"),
            Kind.TEXT,
            Text("优（≥90）、良（≥80）、中（≥60）、差（<60）", "优 (>=90), 良 (>=80), 中 (>=60), 差 (<60)"),
            choices=GRADES,
        ),
        Column(
            "overview",
            Text("项目概况", "Overview"),
            Kind.TEXT,
            Text("项目内容、范围和依据", "What the project does, its scope and basis"),
            lines=4,
        ),
        Column(
            "annual_goal",
            Text("年度总体目标", "Annual goal"),
            Kind.TEXT,
            Text("批复的年度目标", "The goal approved for the year"),
            lines=4,
        ),
        Column(
            "goal_result",
            Text("总体目标完成情况", "Goal result"),
            Kind.TEXT,
            Text("对照目标写实际完成情况", "What was reached against the goal"),
            lines=4,
        ),
        Column(
            "adjustment_note",
            Text("预算调整说明", "Why the budget was adjusted"),
            Kind.TEXT,
            Text(
                "有追加、调减时说明文号和理由", "Document number and reason of each supplement or reduction"
            ),
            lines=3,
        ),
        Column(
            "deviation_note",
            Text("执行偏差说明", "Why execution deviates"),
            Kind.TEXT,
            Text(
                "到位、支出与预算有偏差时说明原因",
                "Reasons where arrivals or spending deviate from the budget",
            ),
            lines=3,
        ),
        Column(
            "problems",
            Text("存在问题", "Problems"),
            Kind.TEXT,
            Text("没有可填“无”", "Write 无 if none"),
            lines=3,
        ),
        Column(
            "measures",
            Text("改进措施", "Remedies"),
            Kind.TEXT,
            Text("与存在问题对应", "One for each problem"),
            lines=3,
        ),
        Column(
            "publication",
            Text("结果应用与公开", "Use and publication"),
            Kind.TEXT,
            Text("自评结果如何应用、在哪里公开", "How the result is used and where it is published"),
            lines=3,
        ),
        Column("reporter", Text("填报人", "Filled in by"), Kind.TEXT, Text("", "")),
        Column("phone", Text("联系电话", "Telephone"), Kind.TEXT, Text("", "")),
        Column(
            "report_date", Text("填报日期", "Date"), Kind.DATE, Text("如 2025-01-20", "Such as 2025-01-20")
        ),
        Column(
            "claimed_budget",
            Text("填报全年预算总额", "Claimed adjusted budget"),
            Kind.MONEY,
            Text("报告正文里写的预算总额，可不填", "The total budget as the report states it; optional"),
            since="1.1",
        ),
        Column(
            "fiscal_fund",
            Text("来源：财政拨款", "Source: fiscal appropriation"),
            Kind.MONEY,
            Text(
                "全年预算中的当年财政拨款，可不填",
                "Part of the adjusted budget from this year's appropriation; optional",
            ),
            since="1.1",
        ),
        Column(
            "carryover_fund",
            Text("来源：上年结转", "Source: carried over"),
            Kind.MONEY,
            Text(
                "全年预算中的上年结转资金，可不填",
                "Part of the adjusted budget carried over from last year; optional",
            ),
            since="1.1",
        ),
        Column(
            "other_fund",
            Text("来源：其他资金", "Source: other funds"),
            Kind.MONEY,
            Text("全年预算中的其他资金，可不填", "Part of the adjusted budget from other funds; optional"),
            since="1.1",
        ),
        Column(
            "claimed_arrived",
            Text("填报到位资金", "Claimed arrivals"),
            Kind.MONEY,
            Text("报告正文里写的到位总额，可不填", "The total arrived as the report states it; optional"),
            since="1.1",
        ),
        Column(
            "claimed_spent",
            Text("填报支出资金", "Claimed spending"),
            Kind.MONEY,
            Text("报告正文里写的全年执行数，可不填", "The total spent as the report states it; optional"),
            aliases=("全年执行数",),
            since="1.1",
        ),
        Column(
            "claimed_balance",
            Text("填报结余资金", "Claimed balance"),
            Kind.MONEY,
            Text("到位减支出后的结转结余，可不填", "Arrived less spent, as stated; optional"),
            since="1.1",
        ),
    ),
)
