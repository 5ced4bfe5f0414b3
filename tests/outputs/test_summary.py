"""汇总.xlsx read back with openpyxl: every sheet, where links lead, what it says when empty."""

import io
import itertools
import tracemalloc
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from analyzer.across import UnitTotal
from analyzer.language import Language
from analyzer.outputs.summary import table, write_summary
from analyzer.outputs.summary.rows import text_cell
from analyzer.outputs.summary.table import copy_link
from analyzer.outputs.summary.tally import bin_of
from analyzer.record import Record
from analyzer.report import FollowUp, Payments, Report, State
from analyzer.rules.profile_file import load_profile
from tests.outputs.folder import CLEAN, FAULTY, LOCKED, LOW, PROVENANCE, REPORTS, SUM, record

SHEETS = [
    "总览",
    "工作簿",
    "问题清单",
    "按单位",
    "按主管部门",
    "按规则",
    "跨簿核对",
    "未读文件",
    "规则与配置",
    "图表数据",
]


def summary(kept: Record, language: Language = "zh", **options: Any) -> bytes:
    written = io.BytesIO()
    write_summary(kept, PROVENANCE, written, language, **options)
    return written.getvalue()


def opened(kept: Record, language: Language = "zh", **options: Any) -> Workbook:
    return load_workbook(io.BytesIO(summary(kept, language, **options)))


def rows(sheet: Worksheet) -> list[list[Any]]:
    """The rows below the heading, without the blank cells at their ends."""
    found = [list(row) for row in sheet.iter_rows(min_row=2, values_only=True)]
    return [list(itertools.dropwhile(lambda cell: cell is None, row[::-1]))[::-1] for row in found]


def links(sheet: Worksheet) -> dict[str, tuple[str | None, str | None]]:
    return {
        cell.coordinate: (cell.hyperlink.target, cell.hyperlink.location)
        for row in sheet.iter_rows()
        for cell in row
        if cell.hyperlink
    }


def test_every_sheet_is_there_with_frozen_heading_filter_and_print_set_up() -> None:
    workbook = opened(record())
    assert workbook.sheetnames == SHEETS
    for title in SHEETS[1:8]:
        sheet = workbook[title]
        assert sheet.freeze_panes == "B2", title
        assert sheet.auto_filter.ref == sheet.dimensions, title
        assert sheet.print_title_rows == "$1:$1", title
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9), title
        assert sheet.page_setup.fitToHeight == 0, title


def test_overview_counts_the_folder() -> None:
    sheet = opened(record())["总览"]
    cards = {
        sheet.cell(row, column).value: sheet.cell(row + 1, column).value
        for row in (4, 7, 10)
        for column in range(1, 9)
        if sheet.cell(row, column).value
    }
    assert cards == {
        "工作簿": 4,
        "已读": 3,
        "未能读取": 1,
        "副本未写出": 1,
        "可上报": 1,
        "需说明": 1,
        "需修改": 1,
        "跨簿问题": 1,
        "实施单位": 2,
        "主管部门": 2,
        "错误": 1,
        "核实": 1,
        "提示": 0,
        "已说明": 1,
        "平均自评分": 96.25,
        "出过问题的规则": 2,
        "全年预算（万元）": 50,
        "到位（万元）": 49,
        "支出（万元）": 27,
        "结余（万元）": 22,
        "资金到位率": 0.98,
        "支出实现率": pytest.approx(27 / 49),
        "预算执行率": 0.54,
    }
    assert (
        sheet["A2"].value == "2026-11-21　　analyzer 1.2　　规则 155 · 0a1b2c3d　　配置 national · 4d5e6f70"
    )


def test_charts_show_what_stands_in_their_data() -> None:
    content = summary(record())
    sheet = load_workbook(io.BytesIO(content))["图表数据"]
    found = [tuple(row) for row in sheet.iter_rows(values_only=True)]
    assert found == [
        ("各单位预算执行率", "预算执行率"),
        ("甲中心", 0.54),
        (None, None),
        ("各级别问题数", "问题数"),
        ("错误", 1),
        ("核实", 1),
        ("提示", 0),
        ("已说明", 1),
        (None, None),
        ("各规则发现的问题数", "问题数"),
        ("R105 执行率低", 2),
        ("M101 子项合计与上级不符", 1),
        (None, None),
        ("预算执行率分布", "工作簿数"),
        *((f"{n * 10}–{n * 10 + 10}%", {4: 1, 9: 1}.get(n, 0)) for n in range(10)),
        ("超过100%", 0),
        ("算不出", 1),
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        charts = [package.read(name).decode() for name in package.namelist() if "charts/chart" in name]
    ranges = {chart.split("<c:f>")[i].split("</c:f>")[0] for chart in charts for i in (1, 2)}
    assert ranges == {
        *("图表数据!$A$2", "图表数据!$B$2", "图表数据!$A$5:$A$8", "图表数据!$B$5:$B$8"),
        *("图表数据!$A$11:$A$12", "图表数据!$B$11:$B$12", "图表数据!$A$15:$A$26", "图表数据!$B$15:$B$26"),
    }


def test_one_row_per_workbook() -> None:
    sheet = opened(record())["工作簿"]
    assert rows(sheet) == [
        [
            *(
                "乙.xlsx",
                "需说明",
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
                None,
            ),
            *(0, 1, 0, 0, None, "有 1 处需要核实，请补充说明\n副本写不进去（磁盘已满）"),
        ],
        [
            *(
                "甲/桥梁.xlsx",
                "可上报",
                "=桥梁",
                "县交通局",
                "甲中心",
                2024,
                10,
                9,
                9,
                0,
                0.9,
                0.9,
                None,
                100,
                "优",
            ),
            *(0, 0, 0, 0, None, "没有发现错误，也没有待核实的问题"),
        ],
        [
            *("甲/道路#1 [终稿].xlsx", "需修改", "道路", "县交通局", "甲中心", 2024, 40, 40, 18, 22, 1, 0.45),
            *(None, 92.5, "优", 1, 0, 0, 1, 1, "有 1 处错误，改正后再上报"),
        ],
    ]
    assert sheet["G3"].number_format == "#,##0.00"
    assert sheet["K3"].number_format == "0.00%"
    assert sheet["B4"].fill.fgColor.rgb == "FFFFC7CE"


def test_findings_in_full() -> None:
    sheet = opened(record())["问题清单"]
    low = ["执行率低", "项目信息!B13", "填报预算执行率", "执行率 45.00%，低于 90%", None, "45.00%", "90.00%"]
    assert rows(sheet) == [
        ["乙.xlsx", None, None, None, "核实", "待处理", "R105", *low, "45.00 个百分点"],
        [
            *(
                "甲/道路#1 [终稿].xlsx",
                "道路",
                "甲中心",
                "县交通局",
                "错误",
                "待处理",
                "M101",
                "子项合计与上级不符",
            ),
            *(
                "预算!E5",
                "1 网络维护",
                "子项合计 39.50 万元，本行填报 40.00 万元，相差 0.50 万元",
                "疑似漏填一个子项",
            ),
            *("39.50 万元", "40.00 万元", "0.50 万元"),
        ],
        [
            *("甲/道路#1 [终稿].xlsx", "道路", "甲中心", "县交通局", "核实", "已说明", "R105", *low),
            *("45.00 个百分点", "=上级资金 12 月到账"),
        ],
    ]


def test_links_lead_to_the_copies_and_the_cells() -> None:
    workbook = opened(record())
    road = "甲\\道路%231%20%5b终稿%5d.xlsx"
    assert links(workbook["工作簿"]) == {"A3": ("甲\\桥梁.xlsx", None), "A4": (road, None)}
    assert [workbook["工作簿"][cell].font.underline for cell in ("A2", "A3")] == [None, "single"]
    assert links(workbook["问题清单"]) == {"I3": (road, "'预算'!E5"), "I4": (road, "'项目信息'!B13")}
    assert links(workbook["跨簿核对"]) == {
        "E2": ("甲\\桥梁.xlsx", "'资金拨付'!A9:H9"),
        "H2": (road, "'资金拨付'!A7:H7"),
    }


def test_a_link_too_long_for_excel_stays_text() -> None:
    path = "长" * 2_500 + ".xlsx"
    sheet = opened(record(replace(CLEAN, path=path, copy=path)))["工作簿"]
    assert (sheet["A2"].value, links(sheet)) == (path, {})


def test_units_departments_and_rules() -> None:
    workbook = opened(record())
    assert rows(workbook["按单位"]) == [
        ["甲中心", "县交通局", 2, 50, 49, 27, 0.98, 0.54, 1, 0, 0, 1, 96.25],
        ["（未填写）", "（未填写）", 1, 0, 0, 0, None, None, 0, 1, 0, 0],
    ]
    assert rows(workbook["按主管部门"]) == [
        ["县交通局", 2, 50, 49, 27, 0.98, 0.54, 1, 0, 0, 1, 96.25],
        ["（未填写）", 1, 0, 0, 0, None, None, 0, 1, 0, 0],
    ]
    assert rows(workbook["按规则"]) == [
        [
            *("R105", "执行率低", "核实", 2, 1, 1, 2, "勾稽关系"),
            "乙.xlsx 项目信息!B13：执行率 45.00%，低于 90%\n"
            "甲/道路#1 [终稿].xlsx 项目信息!B13：执行率 45.00%，低于 90%",
        ],
        [
            *("M101", "子项合计与上级不符", "错误", 1, 1, 0, 1, "勾稽关系"),
            "甲/道路#1 [终稿].xlsx 预算!E5：子项合计 39.50 万元，本行填报 40.00 万元，相差 0.50 万元",
        ],
    ]


def test_what_workbooks_say_against_each_other_and_against_the_units_total() -> None:
    totals = [UnitTotal("单位总额.csv", 2, "甲中心", 2024, 60_000_000)]
    assert rows(opened(record(), totals=totals)["跨簿核对"]) == [
        [
            *("核实", "C103", "同一凭证列入两本工作簿", "甲中心"),
            *("甲/桥梁.xlsx", "=桥梁", "资金拨付!A9:H9\n第 9 行"),
            *("甲/道路#1 [终稿].xlsx", "道路", "资金拨付!A7:H7\n第 7 行"),
            "同一单位的 1 笔支出（合计 1.2345 万元）在两本工作簿里日期、凭证号、收款单位和金额都相同："
            "第 9 行与第 7 行（2024-03-05 记-12）；请核对是否重复列支，一张凭证由两个项目分摊的请说明",
        ],
        [
            *("核实", "C105", "各项目合计与单位预算总额不符", "甲中心", "单位总额.csv", None, "A2\n甲中心"),
            *("甲/桥梁.xlsx", "=桥梁", "预算\n全年预算数"),
            "甲中心 2024 年预算总额 60.00 万元，收到的 2 个项目全年预算合计 50.00 万元，相差 10.00 万元",
        ],
    ]


def test_every_file_that_was_not_read_is_named_with_its_reason() -> None:
    kept = record()
    kept.pass_over({"说明.docx": "不是工作簿"})
    assert rows(opened(kept)["未读文件"]) == [
        ["丙.xlsx", "未能读取", "文件有密码，打不开"],
        ["说明.docx", "不是要检查的工作簿", "不是工作簿"],
    ]


def test_rules_and_profile() -> None:
    sheet = opened(record(), profile=load_profile("sichuan"))["规则与配置"]
    found = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert found[:5] == [
        ["版本"],
        ["程序", "analyzer 1.2"],
        ["规则", "155 · 0a1b2c3d"],
        ["配置", "national · 4d5e6f70"],
        ["日期", "2026-11-21"],
    ]
    assert found[6:9] == [
        ["配置“四川”改了这些选项，没有列出的用默认值"],
        ["规则", "选项", "起始年度", "取值", "依据"],
        [
            *("R105", "执行率低于它须说明原因", "0.9"),
            "四川省项目支出绩效自评表：执行率未达到 90% 须说明原因 https://www.scqs.gov.cn/info/13206/211004.htm",
        ],
    ]
    codes = [row[0] for row in found if row]
    assert {"M101", "R105", "C101", "C106"} <= set(codes)


def test_a_former_examination_adds_what_became_of_its_findings() -> None:
    corrected = FollowUp(State.CORRECTED, "1", "M101", "t", SUM.severity, "预算", "E5", "", "")
    sheet = opened(record(replace(FAULTY, follow_ups=(corrected, corrected)), CLEAN))["工作簿"]
    assert [cell.value for cell in sheet[1]][20:23] == ["已整改", "未整改", "新增"]
    assert [[cell.value for cell in row][20:23] for row in sheet["A2:X3"]] == [[None] * 3, [2, 0, 0]]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    with zipfile.ZipFile(io.BytesIO(summary(record()))) as package:
        sheets = [package.read(name).decode() for name in package.namelist() if "worksheets/sheet" in name]
    assert not any("<f>" in sheet for sheet in sheets)
    assert sum(">=桥梁<" in sheet for sheet in sheets) == 2
    assert sum(">=上级资金 12 月到账<" in sheet for sheet in sheets) == 1


def test_text_that_xml_cannot_hold() -> None:
    odd = "\x00\x1b_x0041_\ufffe<&> 两行\n尾 "
    sheet = opened(record(replace(CLEAN, project=replace(CLEAN.project, name=odd, unit="长" * 40_000))))[
        "工作簿"
    ]
    assert sheet["C2"].value == "_x0000__x001B__x005F_x0041__xFFFE_<&> 两行\n尾 "
    assert sheet["E2"].value == "长" * 32_767
    assert (text_cell(0, 0, 1, "\udce4"), copy_link("a", "\udce4.xlsx").target) == (
        '<c r="A1" s="1" t="inlineStr"><is><t>\ufffd</t></is></c>',
        None,
    )


def test_rows_are_as_high_as_their_texts() -> None:
    sheet = opened(record(replace(FAULTY, findings=(replace(SUM, message="说明" * 100, cause=""), LOW))))[
        "问题清单"
    ]
    assert [sheet.row_dimensions[row].height for row in (1, 2, 3)] == [30, 21 + 7 * 15, 21 + 15]


def test_sections_without_anything_say_so() -> None:
    with Record(None) as kept:
        workbook = opened(kept)
    assert workbook.sheetnames == SHEETS
    assert {title: workbook[title]["A2"].value for title in SHEETS[1:8]} == {
        "工作簿": "没有工作簿。",
        "问题清单": "没有发现问题。",
        "按单位": "没有读到工作簿。",
        "按主管部门": "没有读到工作簿。",
        "按规则": "没有发现问题。",
        "跨簿核对": "没有发现重复报送、重复列支或前后不符。",
        "未读文件": "文件夹里的文件全部读到。",
    }


def test_in_english() -> None:
    workbook = opened(record(), "en")
    assert workbook.sheetnames == [
        *("Overview", "Workbooks", "Findings", "By unit", "By department", "By rule", "Across workbooks"),
        *("Not read", "Rules and profile", "Chart data"),
    ]
    assert rows(workbook["Workbooks"])[2][-1] == "1 errors must be corrected before this is submitted"


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 3)
    monkeypatch.setattr(table, "MOST_LINKS", 3)
    reports = [replace(FAULTY, path=f"{n}.xlsx", copy=f"{n}.xlsx", payments=Payments()) for n in range(5)]
    workbook = opened(record(*reports))
    assert [title for title in workbook.sheetnames if title.startswith("工作簿")] == [
        *("工作簿", "工作簿 (2)", "工作簿 (3)"),
    ]
    pages = [workbook[title] for title in ("工作簿", "工作簿 (2)", "工作簿 (3)")]
    assert [[row[0] for row in rows(page)] for page in pages] == [
        ["0.xlsx", "1.xlsx"],
        ["2.xlsx", "3.xlsx"],
        ["4.xlsx"],
    ]
    assert [sorted(links(page)) for page in pages] == [["A2", "A3"], ["A2"], []]
    assert [page.auto_filter.ref for page in pages] == ["A1:U3", "A1:U3", "A1:U2"]
    assert len(rows(workbook["问题清单 (5)"])) == 2


def test_the_same_bytes_again_and_in_any_order_of_examination() -> None:
    assert summary(record()) == summary(record(*REPORTS[::-1]))


def test_memory_does_not_grow_with_the_number_of_workbooks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_LINKS", 50)

    def peak(workbooks: int) -> int:
        with record(
            *(replace(FAULTY, path=f"{n}.xlsx", input_sha256=str(n)) for n in range(workbooks))
        ) as kept:
            tracemalloc.start()
            summary(kept)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
        return most

    peak(50)  # what is imported and cached once
    assert peak(400) < peak(100) * 1.25


@pytest.mark.parametrize(
    ("rate", "tenth"),
    [
        (None, None),
        (-0.1, 0),
        (0.0, 0),
        (0.0999, 0),
        (0.1, 1),
        (0.3, 3),
        (0.7, 7),
        (0.9, 9),
        (1.0, 9),
        (1.0001, 10),
    ],
)
def test_the_tenth_a_rate_falls_into(rate: float | None, tenth: int | None) -> None:
    assert bin_of(rate) == tenth


def test_what_is_unreadable_counts_in_no_sum() -> None:
    workbook = opened(record(LOCKED, Report("丁.xlsx", "空文件")))
    assert rows(workbook["按单位"])[0][0] == "没有读到工作簿。"
    assert [workbook["总览"].cell(5, column).value for column in (1, 2, 3)] == [2, 0, 2]
    assert workbook["总览"]["E11"].value == "—"
