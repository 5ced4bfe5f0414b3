"""The template as it came back: titles and versions that are not the template's, and sheets beside it."""

from typing import Any

import pandas as pd

from analyzer.finding import Severity
from analyzer.language import Text
from analyzer.reading.source import Oddity
from analyzer.rules.contract import (
    Findings,
    Table,
    flag,
    keyed,
    rule,
)
from analyzer.rules.form.sheets import TEMPLATE, on_own_cell
from analyzer.template import VERSION

# New workbooks come with empty sheets of such names; whether one holds something is not told apart.
_PREPARED = r"(?:Sheet|工作表|Feuil|Tabelle)\s*[0-9]*"


@rule(
    "T114",
    title=Text("标题的单位与金额单位不符", "The title states another unit"),
    message=Text(
        "本表标题写的单位是“{found}”，“项目信息”的金额单位是“{unit}”；已按“{unit}”读取，"
        "请核对本表的金额，并改正标题（模板的标题会随金额单位自动变化）",
        "The title of this sheet states {found}, the form's unit is {unit}, by which it was read; "
        "check the amounts and correct the title (the template's own follows the unit)",
    ),
    severity=Severity.VERIFY,
    basis=TEMPLATE,
    needs=("project.money_unit",),
    checks=("M16",),
)
def title_of_another_unit(oddities: Table, project: Table) -> Findings:
    """A typed title in place of the template's formula, left behind when the unit was chosen.

    A title that is typed but right is nobody's concern. Whether the amounts of the sheet themselves look
    like another unit is for M116 and M131.
    """
    titles = oddities[oddities["kind"] == Oddity.UNIT_IN_TITLE]
    unit = titles["workbook"].map(keyed(project, "money_unit"))
    other = titles[titles["found"] != unit]
    return on_own_cell(other, found=other["found"], unit=unit[other.index])


@rule(
    "T116",
    title=Text("有模板以外的工作表", "Sheets that are not the template's"),
    message=Text(
        "工作簿里还有模板以外的工作表：{sheets}，没有审核",
        "The workbook has other sheets besides the template's: {sheets}; they were not checked",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(),
)
def other_sheets(extra_sheets: Table) -> Findings:
    """Said once for the whole workbook. Sheet1 and the like, which programs put into new workbooks, are left.

    A sheet of the template under another name is T105's.
    """
    titles = extra_sheets["title"].astype("str")
    other = extra_sheets[~titles.str.fullmatch(_PREPARED)]
    shown = "“" + other["title"].astype("str") + "”" + other["hidden"].map({True: "（隐藏）", False: ""})
    listed = shown.groupby(other["workbook"]).sum()  # one after the other
    found = pd.DataFrame({"workbook": listed.index})
    return flag(found, "", table="project", sheets=listed.to_numpy())


@rule(
    "T119",
    title=Text("模板不是现行版本", "Another version of the template"),
    message=Text("{what}", "{what}"),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(),
)
def other_version(versions: Table) -> Findings:
    """The version noted in the document properties; where none is noted nothing is said.

    Every earlier version is read as it is: later ones only add columns and fields that may stay blank.
    """
    other = versions[versions["version"].notna() & (versions["version"] != VERSION)]
    later = _number(other["version"]) > _number(pd.Series([VERSION])).iloc[0]
    what = [
        _later(version) if is_later else _earlier(version)
        for version, is_later in zip(other["version"], later, strict=True)
    ]
    return flag(
        other[["workbook"]], "", table="project", what=pd.Series(what, index=other.index, dtype=object)
    )


def _number(versions: "pd.Series[Any]") -> "pd.Series[float]":
    """Versions such as 1.10 in their order; one that is no version counts as an earlier one."""
    parts = versions.astype("str").str.extract(r"^([0-9]{1,4})\.([0-9]{1,4})$").astype("float64").fillna(0.0)
    return parts[0] * 10_000 + parts[1]


def _earlier(version: str) -> Text:
    return Text(
        f"这本工作簿用的是模板 {version} 版，现行的是 {VERSION} 版；照样可以审核，"
        "需要新增的栏目时，用 analyzer template --upgrade 文件 升级，原有内容不变",
        f"The workbook is of template {version}, the present one is {VERSION}; it was checked all the same. "
        "analyzer template --upgrade FILE brings it up to date and keeps what is in it",
    )


def _later(version: str) -> Text:
    return Text(
        f"这本工作簿用的是模板 {version} 版，比本程序的 {VERSION} 版新，新增的栏目没有审核；请更新程序",
        f"The workbook is of template {version}, later than this program's {VERSION}; "
        "what it adds was not checked. Update the program",
    )
