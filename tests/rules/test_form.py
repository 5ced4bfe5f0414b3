"""Form rules on workbook files: sheets and headers that were taken away or renamed, and what they blind."""

import io
import zipfile
from collections.abc import Callable
from datetime import date

import openpyxl
import pytest
from openpyxl import Workbook

from analyzer.reading import read_batch
from analyzer.reading.source import read_source
from analyzer.report import describe
from analyzer.rules import NATIONAL, Judgement, catalogue, judge, selected
from analyzer.template.workbook import Content, write_workbook

CONTENT = Content(
    project={
        "name": "网络维护",
        "competent_dept": "示例县财政局",
        "implementing_unit": "示例县信息中心",
        "year": 2024,
        "annual_goal": "完成年度任务",
        "claimed_execution_rate": 0.5,
    },
    budget=[
        {"code": "1", "item": "光纤租赁", "initial_budget": 40, "adjusted_budget": 40},
        {"code": "合计", "initial_budget": 40, "adjusted_budget": 40},
    ],
    disbursement=[
        {"date": date(2024, 3, 1), "code": "1", "type": "到位", "amount": 40},
        {"date": date(2024, 3, 2), "code": "1", "type": "支出", "amount": 30},
    ],
    indicators=[
        {"level1": "预算执行率", "level3": "预算执行率", "weight": 10},
        {"level1": "产出指标", "level3": "维护次数", "weight": 90},
        {"level1": "合计", "weight": 100},
    ],
)


def judged(change: Callable[[Workbook], None]) -> Judgement:
    written = io.BytesIO()
    write_workbook(written, content=CONTENT)
    workbook = openpyxl.load_workbook(written)
    change(workbook)
    changed = io.BytesIO()
    workbook.save(changed)
    return judge(read_batch([read_source(changed.getvalue())]), selected(("T", "R")), NATIONAL)


def found(judgement: Judgement) -> list[tuple[str, str, str]]:
    return [(f.rule, f"{f.sheet}!{f.cell}", f.message) for f in describe(judgement, "zh")[0]]


def skipped(judgement: Judgement) -> dict[str, str]:
    return {code: why.zh for code, why in judgement.skipped[["rule", "reason"]].to_numpy()}


WRONG_RATE = ("R101", "项目信息!B13", "填报 50.00%，按资金拨付和预算计算为 75.00%，相差 25 个百分点，请更正")
LOW = ("R105", "项目信息!B13", "预算执行率 75.00%，低于 90.00%，请在“执行偏差说明”中写明原因")


def untouched(workbook: Workbook) -> None:
    pass


def without_ledger(workbook: Workbook) -> None:
    del workbook["资金拨付"]


def without_amounts(workbook: Workbook) -> None:
    workbook["预算"]["E3"] = "不知道是什么"


def renamed(workbook: Workbook) -> None:
    workbook["预算"].title = "项目预算表"
    workbook["项目预算表"]["E3"] = "调整后预算数（万元）"


def header_further_down(workbook: Workbook) -> None:
    workbook["资金拨付"].insert_rows(1, 3)


def unknown_type(workbook: Workbook) -> None:
    workbook["资金拨付"]["D5"] = "付款"


def blank_type(workbook: Workbook) -> None:
    workbook["资金拨付"]["D5"] = None


def formula_never_calculated(workbook: Workbook) -> None:
    workbook["预算"]["E4"] = "=C4+D4"


@pytest.mark.parametrize(
    ("change", "findings"),
    [
        (untouched, [WRONG_RATE, LOW]),
        (
            without_ledger,
            [("T103", "资金拨付!A1", "找不到工作表“资金拨付”，或认不出它的表头，与它有关的审核没有进行")],
        ),
        (without_amounts, [("T104", "预算!A3", "找不到必填栏“全年预算数”，与它有关的审核没有进行")]),
        (
            renamed,
            [
                WRONG_RATE,
                LOW,
                ("T105", "项目预算表!A1", "这里写的是“项目预算表”，已按模板的“预算”读取"),
                ("T105", "项目预算表!E3", "这里写的是“调整后预算数（万元）”，已按模板的“全年预算数”读取"),
            ],
        ),
        (header_further_down, [WRONG_RATE, LOW]),
        (
            unknown_type,
            [
                (
                    "T101",
                    "资金拨付!D5",
                    "“业务类型”无法读取：业务类型只能是“到位”“支出”或“退回”，这一行没有计入到位和支出",
                )
            ],
        ),
        (blank_type, [("T127", "资金拨付!D5", "“业务类型”没有填写")]),
        (
            formula_never_calculated,
            [
                (
                    "T101",
                    "预算!E4",
                    "“全年预算数”无法读取：公式没有计算结果，请用 Excel 或 WPS 打开并保存一次",
                )
            ],
        ),
    ],
)
def test_shape(change: Callable[[Workbook], None], findings: list[tuple[str, str, str]]) -> None:
    assert found(judged(change)) == findings


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (without_ledger, "缺少 资金拨付“金额”"),
        (without_amounts, "缺少 预算“全年预算数”"),
        (unknown_type, "资金拨付 D5 无法读取"),
        (blank_type, "资金拨付 D5 无法读取"),
        (formula_never_calculated, "预算 E4 无法读取"),
    ],
)
def test_what_cannot_be_seen_is_not_judged(change: Callable[[Workbook], None], reason: str) -> None:
    """A rate is not called wrong when part of the ledger or of the budget is unknown."""
    unseen = skipped(judged(change))
    assert unseen["R101"] == reason
    assert "T131" not in unseen


TAMPERING = ("T114", "T115", "T116", "T117", "T118", "T119", "T120")


def typed_title(workbook: Workbook) -> None:
    workbook["资金拨付"]["A1"] = "项目支出资金拨付表（单位：元）"


def unit_beside_the_title(workbook: Workbook) -> None:
    workbook["预算"].unmerge_cells("A2:J2")
    workbook["预算"]["J2"] = "单位: 元"


def right_title_typed(workbook: Workbook) -> None:
    workbook["预算"]["A1"] = "预算表（单位：万元）"


def unit_changed_but_titles_not_calculated(workbook: Workbook) -> None:
    workbook["项目信息"]["B9"] = "元"


def filter_left_on(workbook: Workbook) -> None:
    workbook["资金拨付"].row_dimensions[5].hidden = True


def hidden_budget(workbook: Workbook) -> None:
    workbook["预算"].sheet_state = "hidden"


def further_sheets(workbook: Workbook) -> None:
    workbook.create_sheet("Sheet1")
    workbook.create_sheet("底稿").sheet_state = "veryHidden"


def older_version(workbook: Workbook) -> None:
    workbook.custom_doc_props["模板版本"].value = "1.0"


def made_to_fit(workbook: Workbook) -> None:
    workbook["预算"]["E5"] = "=SUM(E4)+0.5"


OLDER = (
    "这本工作簿用的是模板 1.0 版，现行的是 1.1 版；照样可以审核，需要新增的栏目时，"
    "用 analyzer template --upgrade 文件 升级，原有内容不变"
)


@pytest.mark.parametrize(
    ("change", "findings"),
    [
        (untouched, []),
        (renamed, []),
        (
            typed_title,
            [
                (
                    "T114",
                    "资金拨付!A1",
                    "本表标题写的单位是“元”，“项目信息”的金额单位是“万元”；已按“万元”读取，"
                    "请核对本表的金额，并改正标题（模板的标题会随金额单位自动变化）",
                )
            ],
        ),
        (
            unit_beside_the_title,
            [
                (
                    "T114",
                    "预算!A2",
                    "本表标题写的单位是“元”，“项目信息”的金额单位是“万元”；已按“万元”读取，"
                    "请核对本表的金额，并改正标题（模板的标题会随金额单位自动变化）",
                )
            ],
        ),
        (right_title_typed, []),
        (unit_changed_but_titles_not_calculated, []),
        (
            filter_left_on,
            [
                (
                    "T118",
                    "资金拨付!E5",
                    "第 5 行已隐藏，其中金额合计 30.00 万元，审核时照样计入；请取消隐藏（或取消筛选）后核对",
                )
            ],
        ),
        (
            hidden_budget,
            [
                (
                    "T117",
                    "预算!A1",
                    "整张表已隐藏，其中金额合计 40.00 万元，审核时照样计入；请取消隐藏（或取消筛选）后核对",
                )
            ],
        ),
        (
            further_sheets,
            [("T116", "项目信息!A1", "工作簿里还有模板以外的工作表：“底稿”（隐藏），没有审核")],
        ),
        (older_version, [("T119", "项目信息!A1", OLDER)]),
        (
            made_to_fit,
            [
                (
                    "T120",
                    "预算!E5",
                    "“全年预算数”的合计公式 =SUM(E4)+0.5 里另外加减了 +0.5，不只是各行相加；"
                    "请核对，或写明原因",
                )
            ],
        ),
    ],
)
def test_tampering(change: Callable[[Workbook], None], findings: list[tuple[str, str, str]]) -> None:
    assert [finding for finding in found(judged(change)) if finding[0] in TAMPERING] == findings


def test_a_title_not_calculated_since_the_unit_changed_is_left() -> None:
    """The formula is there, and Excel will show the right unit as soon as it opens the workbook."""
    written = io.BytesIO()
    write_workbook(written, content=CONTENT, unit="元")
    out = io.BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace("（单位：元）<".encode(), "（单位：万元）<".encode()))
    assert "（单位：万元）<".encode() in zipfile.ZipFile(out).read("xl/worksheets/sheet2.xml")
    judgement = judge(read_batch([read_source(out.getvalue())]), selected(("T114",)), NATIONAL)
    assert found(judgement) == []


def test_the_blank_template_is_only_not_filled_in() -> None:
    written = io.BytesIO()
    write_workbook(written)
    judgement = judge(read_batch([read_source(written.getvalue())]), catalogue(), NATIONAL)
    assert [rule for rule, _, _ in found(judgement)] == ["T100"]
