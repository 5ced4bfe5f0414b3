"""The self-evaluation's conclusion: grade, score and problems must tell the same."""

from typing import Annotated, Any

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.option import Option
from analyzer.rules.contract import DEFAULT_THRESHOLD, Findings, Table, flag, rule
from analyzer.rules.scores.indicator_rows import FULL_TOTAL, NOISE, of_workbook
from analyzer.scoring.options import NATIONAL_SCORING, Excellent, Good, Medium
from analyzer.scoring.points import grade
from analyzer.template.project import GRADES, MONITORING

GRADE_LIMITS = Text(
    "绩效评价等级：90（含）以上优，80（含）—90 良，60（含）—80 中，60 以下差",
    "Grades: 优 from 90, 良 from 80, 中 from 60, 差 below",
)
_NO_PROBLEMS = (
    r"(?:(?:暂|目前|本年|本项目)*(?:无|没有|不存在|未发现)(?:明显|突出|重大|较大)?(?:的)?(?:问题)?)[。.！!]*"
)


@rule(
    "S131",
    title=Text("等级与得分不符", "The grade contradicts the score"),
    message=Text(
        "自评总分 {score} 分应为“{expected}”，等级填“{actual}”",
        "A self-score of {score} is {expected}, but the grade is {actual}",
    ),
    severity=Severity.ERROR,
    basis=GRADE_LIMITS,
    needs=("project.self_score", "project.self_grade"),
    fields={"score": Quantity.SCORE},
    checks=("S27",),
)
def grade_contradicts_score(
    project: Table,
    *,
    excellent: Excellent = NATIONAL_SCORING.excellent,
    good: Good = NATIONAL_SCORING.good,
    medium: Medium = NATIONAL_SCORING.medium,
) -> Findings:
    """优 良 中 差 by the self-score; each limit belongs to the better grade and scores are not rounded."""
    expected = grade(project["self_score"], excellent, good, medium)
    wrong = project["self_grade"].isin(GRADES) & expected.notna() & (project["self_grade"] != expected)
    rows = project[wrong]
    return flag(
        rows, "self_grade", actual=rows["self_grade"], expected=expected[wrong], score=rows["self_score"]
    )


@rule(
    "S132",
    title=Text("等级名称不规范", "Not one of the grades"),
    message=Text(
        "等级填“{actual}”，应为优、良、中、差之一{should}",
        "The grade is {actual}; it must be one of 优, 良, 中, 差{should}",
    ),
    severity=Severity.VERIFY,
    basis=GRADE_LIMITS,
    needs=("project.self_score", "project.self_grade"),
    checks=("S27",),
)
def grade_not_standard(
    project: Table,
    *,
    excellent: Excellent = NATIONAL_SCORING.excellent,
    good: Good = NATIONAL_SCORING.good,
    medium: Medium = NATIONAL_SCORING.medium,
) -> Findings:
    """Words such as 好, B, 合格 or 优秀; with a score, the grade that it gives is named."""
    rows = project[project["self_grade"].notna() & ~project["self_grade"].isin(GRADES)]
    grades = grade(rows["self_score"], excellent, good, medium)
    should = [
        Text(f"，{score:g} 分为“{name}”", f"; {score:g} is {name}") if isinstance(name, str) else Text("", "")
        for score, name in zip(rows["self_score"].fillna(0), grades, strict=True)
    ]
    return flag(
        rows,
        "self_grade",
        actual=rows["self_grade"],
        expected=grades,
        should=pd.Series(should, index=rows.index, dtype=object),
    )


def _says_problems(problems: "pd.Series[Any]") -> "pd.Series[Any]":
    """True where problems are listed, False where the text says there are none, NA where blank."""
    none = problems.str.replace(r"\s+", "", regex=True).str.fullmatch(_NO_PROBLEMS)
    return (~none.astype("boolean")).where(problems.notna())


@rule(
    "S133",
    title=Text("满分却列有问题", "A full score, yet problems are listed"),
    message=Text(
        "自评总分 {actual} 分，“存在问题”却列有内容，请核对是否应扣分",
        "The self-score is {actual}, yet problems are listed; check whether they cost points",
    ),
    severity=Severity.NOTICE,
    basis=DEFAULT_THRESHOLD,
    needs=("project.self_score", "project.problems"),
    quantity=Quantity.SCORE,
    checks=("S29",),
)
def problems_with_full_score(project: Table) -> Findings:
    """Full marks and a text under 存在问题 that is not “暂无”."""
    full = (project["self_score"] >= FULL_TOTAL - NOISE).fillna(False)
    rows = project[full & _says_problems(project["problems"]).fillna(False)]
    return flag(rows, "problems", actual=rows["self_score"])


Low = Annotated[
    float,
    Option(Text("执行率低于此数", "Execution rate below which it counts as low"), "比例", "地方系统：80%"),
]


@rule(
    "S134",
    title=Text("执行率低却称没有问题", "Low execution, yet no problems are named"),
    message=Text(
        "预算执行率 {actual}，“存在问题”却填“{problems}”，请写明原因和问题",
        "The execution rate is {actual}, yet the problems are given as “{problems}”; name them",
    ),
    severity=Severity.NOTICE,
    basis=Text("地方系统：执行率 50%—80% 偏慢", "A local system: 50-80% is slow"),
    needs=("project.problems", "project.stage", "totals.execution_rate", "totals.payments"),
    quantity=Quantity.RATE,
    checks=("S29",),
)
def low_execution_without_problems(project: Table, totals: Table, *, threshold: Low = 0.8) -> Findings:
    """Words that deny problems while spending lags; a blank is left to the rules on low execution."""
    known = totals.loc[totals["payments"] > 0].set_index("workbook")["execution_rate"]
    rate = of_workbook(project, known)
    denied = (~_says_problems(project["problems"])).fillna(False)
    low = (rate < threshold - NOISE).fillna(False) & (project["stage"].fillna("") != MONITORING)
    rows = project[denied & low]
    return flag(rows, "problems", actual=rate[rows.index], problems=rows["problems"].astype(object))
