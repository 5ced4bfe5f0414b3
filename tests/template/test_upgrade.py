"""Old workbooks brought to the present template: nothing lost, everything read, the same findings."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import python_calamine
import xlsxwriter

from analyzer.package import PackageError
from analyzer.package.editing.entries import Entry, enter
from analyzer.package.verify.entries import verify_entries
from analyzer.reading import read_batch, read_source
from analyzer.report import describe
from analyzer.rules import NATIONAL, catalogue, judge
from analyzer.template import VERSION
from analyzer.template.upgrade import UP_TO_DATE, upgrade
from analyzer.template.workbook import write_workbook
from tests.template.old import old_workbook

RENAMED = {"adjusted_budget": "调整后预算数", "implementing_unit": "项目单位"}
ADDED = {
    ("项目信息", "A27"): "填报全年预算总额",
    ("项目信息", "A28"): "来源：财政拨款",
    ("项目信息", "A29"): "来源：上年结转",
    ("项目信息", "A30"): "来源：其他资金",
    ("项目信息", "A31"): "填报到位资金",
    ("项目信息", "A32"): "填报支出资金",
    ("项目信息", "A33"): "填报结余资金",
    ("预算", "H3"): "数量",
    ("预算", "I3"): "计量单位",
    ("预算", "J3"): "单价（元）",
}
OTHER_VERSION = "T119"
CHANGED_PARTS = {"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "docProps/custom.xml"}


def opened(content: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cells(content: bytes) -> dict[tuple[str, str], tuple[object, ...]]:
    """Value or formula, look and note of every cell that says something."""
    return {
        (sheet.title, cell.coordinate): (
            cell.value,
            cell.number_format,
            cell.font.b,
            repr(cell.fill),
            cell.comment.text if cell.comment else None,
        )
        for sheet in opened(content).worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None or cell.comment
    }


def findings(content: bytes) -> list[tuple[str, str, str, str]]:
    judged = judge(read_batch([read_source(content)]), catalogue(), NATIONAL)
    found = describe(judged, "zh")[0]
    return [(f.rule, f.sheet, f.cell, f.message) for f in found if f.rule != OTHER_VERSION]


def said(content: bytes) -> list[str]:
    return [change.zh for change in upgrade(content).changes]


def test_nothing_is_lost_and_the_new_headers_are_there() -> None:
    old = old_workbook()
    new = upgrade(old).content
    before, after = cells(old), cells(new)
    assert {place: after[place] for place in before} == before
    texts = {place: after[place][0] for place in after.keys() - before.keys()}
    guides = {place: text for place, text in texts.items() if place[1].startswith("C")}
    assert {place: text for place, text in texts.items() if place not in guides} == ADDED
    assert guides["项目信息", "C28"] == "全年预算中的当年财政拨款，可不填"
    assert len(guides) == 7


def test_other_parts_keep_their_bytes() -> None:
    old = old_workbook()
    before, after = parts(old), parts(upgrade(old).content)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == CHANGED_PARTS
    assert any(name.startswith("xl/media/") for name in before), "the picture that must be kept"


def test_the_present_version_is_read_back_and_finds_the_same() -> None:
    old = old_workbook()
    new = upgrade(old).content
    source = read_source(new)
    assert source.remarks == []
    assert {"quantity", "unit_price"} <= source.sheets["budget"].places.keys()
    assert {"claimed_budget", "claimed_balance"} <= source.sheets["project"].places.keys()
    assert opened(new).custom_doc_props["模板版本"].value == VERSION
    assert findings(old) == findings(new) != []


def test_upgrading_twice_changes_nothing_more() -> None:
    once = upgrade(old_workbook(labels=RENAMED))
    twice = upgrade(once.content)
    assert once.changes
    assert (twice.content, twice.changes, twice.left) == (once.content, (), ())
    assert VERSION in UP_TO_DATE.zh
    assert VERSION in UP_TO_DATE.en


def test_the_present_template_needs_no_change() -> None:
    blank = io.BytesIO()
    write_workbook(blank)
    assert upgrade(blank.getvalue()).changes == ()


def test_every_change_is_said() -> None:
    upgraded = upgrade(old_workbook(labels=RENAMED))
    assert [change.zh for change in upgraded.changes] == [
        "项目信息!A7：“项目单位*”改回“实施单位*”",
        *(f"{sheet}!{cell}：增加栏目“{label}”" for (sheet, cell), label in list(ADDED.items())[:7]),
        "预算!E3：“调整后预算数”改回“全年预算数”",
        *(f"{sheet}!{cell}：增加列“{label}”" for (sheet, cell), label in list(ADDED.items())[7:]),
        f"模板版本由 1.0 改为 {VERSION}",
    ]
    assert read_source(upgraded.content).remarks == []
    assert upgraded.changes[-1].en == f"template version 1.0 became {VERSION}"


def test_a_unit_after_a_header_is_no_other_name() -> None:
    old = old_workbook(labels={"adjusted_budget": "全年预算数（万元）"})
    assert opened(upgrade(old).content)["预算"]["E3"].value == "全年预算数（万元）"


def test_new_cells_look_like_their_neighbours_and_can_be_filled_in() -> None:
    new = opened(upgrade(old_workbook()).content)
    budget, form = new["预算"], new["项目信息"]
    assert repr(budget["H3"].fill) == repr(budget["G3"].fill)
    assert budget.column_dimensions["J"].number_format == "#,##0.00"
    assert budget.column_dimensions["J"].width == pytest.approx(14.71, abs=0.01)
    assert budget.column_dimensions["G"].width == pytest.approx(30.71, abs=0.01), (
        "its neighbour keeps its own"
    )
    assert (form["B27"].number_format, form["B27"].protection.locked) == ("#,##0.00", False)
    assert form["A27"].font.b


def in_use(book: xlsxwriter.Workbook) -> None:
    book.get_worksheet_by_name("预算").write("I9", "我的备注")
    book.get_worksheet_by_name("项目信息").write("A27", "审核人：张三")
    book.get_worksheet_by_name("项目信息").write("C29", "盖章")


def test_cells_in_use_are_passed_over_and_that_is_said() -> None:
    old = old_workbook(change=in_use)
    new = opened(upgrade(old).content)
    assert [new["预算"][f"{letter}3"].value for letter in "HIJK"] == ["数量", None, "计量单位", "单价（元）"]
    assert new["预算"]["I9"].value == "我的备注"
    assert [new["项目信息"][f"A{row}"].value for row in range(27, 31)] == [
        *("审核人：张三", "填报全年预算总额", None, "来源：财政拨款")
    ]
    assert "预算!J3：增加列“计量单位”（前面 1 列已有内容，没有动）" in said(old)
    assert "项目信息!A28：增加栏目“填报全年预算总额”（前面 1 行已有内容，没有动）" in said(old)
    assert read_source(upgrade(old).content).remarks == []


def as_table(book: xlsxwriter.Workbook) -> None:
    columns = ["编号", "项目内容", "年初预算数", "预算调整数", "调整后预算数", "资金来源", "备注"]
    options = {"columns": [{"header": text} for text in columns], "style": None}
    book.get_worksheet_by_name("预算").add_table("A3:G6", options)


def test_a_header_of_an_excel_table_is_left_alone() -> None:
    """The table keeps its own list of headers; were they to differ, Excel would call the file damaged."""
    old = old_workbook(labels=RENAMED, change=as_table)
    upgraded = upgrade(old)
    assert opened(upgraded.content)["预算"]["E3"].value == "调整后预算数"
    assert [left.zh for left in upgraded.left] == [
        "预算!E3：“调整后预算数”在“表格”里或由公式得出，没有改为“全年预算数”，读取时仍按它处理"
    ]
    assert upgrade(upgraded.content).changes == ()


def test_a_column_somebody_took_out_is_not_put_back() -> None:
    old = old_workbook(labels={"source": "自己的栏"})
    assert "资金来源" not in [cell.value for cell in opened(upgrade(old).content)["预算"][3]]


@pytest.mark.parametrize("version", [None, "1.0"])
def test_the_version_is_noted_whether_or_not_one_was(version: str | None) -> None:
    new = upgrade(old_workbook(version=version)).content
    assert opened(new).custom_doc_props["模板版本"].value == VERSION
    assert upgrade(new).changes == ()


def hidden_columns(book: xlsxwriter.Workbook) -> None:
    book.get_worksheet_by_name("预算").set_column("H:XFD", None, None, {"hidden": True})


def test_a_new_column_is_not_hidden() -> None:
    budget = opened(upgrade(old_workbook(change=hidden_columns)).content)["预算"]
    hidden = {letter: budget.column_dimensions[letter].hidden for letter in "HIJK"}
    assert hidden == {"H": False, "I": False, "J": False, "K": True}


def test_other_files_are_refused_with_a_reason() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("销售")
    with pytest.raises(PackageError, match="not the template"):
        upgrade(out.getvalue())
    with pytest.raises(PackageError, match=r"template 2\.0, later than"):
        upgrade(old_workbook(version="2.0"))
    with pytest.raises(PackageError, match="not an Excel workbook"):
        upgrade(b"hello")


def test_a_workbook_without_the_ledger_is_upgraded_all_the_same() -> None:
    old = old_workbook(without=("资金拨付",))
    assert len(said(old)) == len(ADDED) + 1


def altered(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    everything = parts(content)
    assert old in everything[part]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, xml in everything.items():
            archive.writestr(name, xml.replace(old, new) if name == part else xml)
    return out.getvalue()


def test_a_copy_that_lost_something_is_not_delivered() -> None:
    old = old_workbook()
    texts = {("预算", (3, 8)): "数量"}
    right = enter(old, [Entry("预算", (3, 8), "数量")])
    verify_entries(old, right, texts, frozenset())
    other_value = enter(right, [Entry("预算", (4, 2), "改了")])
    other_sheet = enter(right, [Entry("资金拨付", (4, 2), "改了")])
    new_cell = enter(right, [Entry("预算", (9, 9), "多了")])
    unsaid = enter(old, [Entry("预算", (3, 8), "单位")])
    other_look = altered(right, "xl/worksheets/sheet2.xml", b'ref="A1:G1"', b'ref="A1:F1"')
    other_part = altered(right, "xl/styles.xml", b"#,##0.00", b"#,##0.0")
    for wrong in (other_value, other_sheet, new_cell, unsaid, other_look, other_part):
        with pytest.raises(PackageError, match="differs from the original"):
            verify_entries(old, wrong, texts, frozenset())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    file = tmp_path / "升级.xlsx"
    file.write_bytes(upgrade(old_workbook(labels=RENAMED)).content)
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "ods",
    ]
    subprocess.run([*command, "--outdir", tmp_path, file], check=True, capture_output=True, timeout=120)
    seen = python_calamine.CalamineWorkbook.from_path(tmp_path / "升级.ods")
    budget = seen.get_sheet_by_name("预算").to_python(skip_empty_area=False)
    assert budget[2][4:10] == ["全年预算数", "资金来源", "备注", "数量", "计量单位", "单价（元）"]
    assert budget[5][4] == 40.0
