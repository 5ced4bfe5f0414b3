"""Narrative: what the texts say of the project must not contradict itself or speak of another project."""

import re
from typing import Final

import pandas as pd

from analyzer.finding import Severity
from analyzer.language import Text
from analyzer.rules.contract import RECONCILIATION, Findings, Table, flag, rule

_TELLING: Final = ("project.overview", "project.goal_result", "project.problems", "project.deviation_note")
_DONE: Final = r"(?<![未没不])((?:基本|全部|全面|均已|都已|圆满|已经?)(?:建设)?(?:完成|完工|竣工))"
_UNDONE: Final = r"((?:尚|暂|仍|还)?(?:未|没有)(?:能|整体|全部|按期|按时)?(?:完工|竣工|建成))"
_NAMED: Final = r"([\u4e00-\u9fff]{2,12})项目"
_GENERIC: Final = re.compile("项目|工程|专项|资金|经费|建设|年度|补助|实施|本|该|此|的|县|市|区|镇|乡|村")


@rule(
    "T147",
    title=Text("既称完成又称未完工", "Called both finished and unfinished"),
    message=Text(
        "一处写“{done}”，另一处写“{undone}”，请核对完成情况并统一说法",
        "One text says {done}, another {undone}; check what was finished",
    ),
    severity=Severity.NOTICE,
    basis=RECONCILIATION,
    needs=_TELLING,
    checks=("S30",),
)
def finished_and_unfinished(project: Table) -> Findings:
    """建设任务基本完成 beside 项目暂未完工; only of works: that a target was partly missed is no wonder."""
    told = pd.Series("", index=project.index, dtype="str")
    for name in _TELLING:
        told = told + project[name.removeprefix("project.")].fillna("") + "\n"
    done, undone = (told.str.extract(pattern, expand=False) for pattern in (_DONE, _UNDONE))
    both = done.notna() & undone.notna()
    return flag(project[both], "goal_result", done=done[both], undone=undone[both])


@rule(
    "T148",
    title=Text("概况说的是另一个项目", "The overview speaks of another project"),
    message=Text(
        "项目名称是“{name}”，项目概况说的却是“{other}项目”，请核对是否抄自其他项目",
        "The project is called {name}, the overview speaks of {other}; was it copied?",
    ),
    severity=Severity.NOTICE,
    basis=RECONCILIATION,
    needs=("project.name", "project.overview"),
    checks=("T1",),
)
def another_project(project: Table) -> Findings:
    """The overview names a project, and shares no two characters in a row with this project's name."""
    named = project["overview"].str.extract(_NAMED, expand=False)
    stated = project[named.notna() & project["name"].notna()]
    strange = [
        bool(pairs) and not any(pair in overview for pair in pairs)
        for pairs, overview in zip(stated["name"].map(_pairs), stated["overview"], strict=True)
    ]
    found = stated[
        pd.Series(strange, index=stated.index, dtype=bool) & (named[stated.index].map(_core) != "")
    ]
    return flag(found, "overview", name=found["name"], other=named[found.index])


def _core(text: str) -> str:
    """A project's name without the words that any project's name may have."""
    return _GENERIC.sub(" ", re.sub(r"[0-9（）()“”、\s-]+", " ", text)).strip()


def _pairs(name: str) -> list[str]:
    return [word[at : at + 2] for word in _core(name).split() for at in range(len(word) - 1)]
