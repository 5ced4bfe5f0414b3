"""Workbook files as they come: other headers, missing sheets, error cells, and files that are no workbook."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from analyzer.reading import UnreadableWorkbookError, read_batch, read_source
from analyzer.template.workbook import Content, write_workbook

PROJECT = {"name": "网络维护", "competent_dept": "财政局", "implementing_unit": "信息中心", "year": 2024}
CONTENT = Content(
    PROJECT,
    [
        {"code": "1", "item": "维护", "adjusted_budget": 40},
        {"code": "1.1", "item": "采编", "adjusted_budget": 40},
        {"item": "合计", "adjusted_budget": 40},
    ],
    [{"date": "2024-03-05", "voucher": "记-1", "code": "1.1", "type": "支出", "amount": 12.5}],
    [
        {"level1": "产出指标", "level3": "数量", "weight": 10, "score": 10},
        {"level1": "合计", "weight": 10, "score": 10},
    ],
)


def filled(change: Callable[[Workbook], None] = lambda _: None) -> bytes:
    """The template filled with CONTENT, then changed as an accountant might."""
    written = io.BytesIO()
    write_workbook(written, content=CONTENT)
    workbook = openpyxl.load_workbook(written)
    for sheet in workbook:
        sheet.protection.sheet = False
    change(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def cell_of(workbook: Workbook, sheet: str, text: str) -> openpyxl.cell.cell.Cell:
    return next(cell for row in workbook[sheet].iter_rows() for cell in row if cell.value == text)


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableWorkbookError) as refused:
        read_source(content)
    return refused.value.reason.zh


def test_every_value_is_traceable_to_its_cell() -> None:
    content = filled()
    batch = read_batch([read_source(content)])
    workbook = openpyxl.load_workbook(io.BytesIO(content))
    places = batch.places.set_index(["table", "column"])
    for table, title, column, value in [
        ("budget", "预算", "adjusted_budget", 40),
        ("disbursement", "资金拨付", "amount", 12.5),
        ("indicators", "绩效指标", "weight", 10),
    ]:
        row = int(batch.tables[table]["row"].iloc[0])
        position = int(places.loc[(table, column), "position"])
        assert workbook[title].cell(row, position + 1).value == value
    name = places.loc[("project", "name")]
    assert workbook["项目信息"].cell(int(name["row"]), int(name["position"]) + 1).value == "网络维护"


def test_money_is_whole_fen_and_the_total_row_is_known() -> None:
    budget = read_batch([read_source(filled())]).tables["budget"]
    assert budget["adjusted_budget"].to_list() == [40_000_000] * 3
    assert budget["is_total"].to_list() == [False, False, True]
    assert budget["code"].fillna("").to_list() == ["1", "1.1", ""]


def test_a_title_above_an_alias_and_a_moved_header_are_read_and_reported() -> None:
    def change(workbook: Workbook) -> None:
        cell_of(workbook, "预算", "全年预算数").value = "调整后预算数（万元）"
        workbook["预算"].insert_rows(1, 3)

    source = read_source(filled(change))
    batch = read_batch([source])
    assert batch.tables["budget"]["adjusted_budget"].to_list() == [40_000_000] * 3
    assert batch.oddities[["table", "column", "kind", "found"]].to_numpy().tolist() == [
        ["budget", "adjusted_budget", "header renamed", "调整后预算数（万元）"]
    ]


def test_a_table_may_begin_anywhere_in_its_sheet() -> None:
    def change(workbook: Workbook) -> None:
        workbook["绩效指标"].delete_rows(1, 1)  # the title, which may span the empty columns
        workbook["绩效指标"].insert_rows(1, 4)
        workbook["绩效指标"].insert_cols(1, 3)

    moved, usual = (
        read_source(filled(change)).sheets["indicators"],
        read_source(filled()).sheets["indicators"],
    )
    assert {name: (place.row, place.column) for name, place in moved.places.items()} == {
        name: (place.row + 3, place.column + 3) for name, place in usual.places.items()
    }
    assert (moved.rows, moved.values) == ([row + 3 for row in usual.rows], usual.values)


def test_columns_in_another_order_are_found_by_their_texts() -> None:
    def change(workbook: Workbook) -> None:
        for row in workbook["预算"].iter_rows(min_row=3):
            row[3].value, row[4].value = row[4].value, row[3].value

    assert (
        read_batch([read_source(filled(change))]).tables["budget"]["adjusted_budget"].to_list()
        == [40_000_000] * 3
    )


def test_a_missing_sheet_is_reported_and_the_others_are_read() -> None:
    batch = read_batch([read_source(filled(lambda workbook: workbook.remove(workbook["绩效指标"])))])
    assert batch.oddities[["table", "kind"]].to_numpy().tolist() == [["indicators", "sheet missing"]]
    assert len(batch.tables["budget"]) == 3
    assert batch.tables["indicators"].empty


def test_a_workbook_without_the_form_does_not_coarsen_what_others_state() -> None:
    """The template shows two decimals, so 99 states 99.00 whatever other workbooks are in the batch."""
    written = io.BytesIO()
    write_workbook(written, content=Content({**PROJECT, "claimed_budget": 99}, CONTENT.budget))
    whole = read_source(written.getvalue())
    formless = read_source(filled(lambda workbook: workbook.remove(workbook["项目信息"])))
    stated = read_batch([formless, whole]).tables["project"]["claimed_budget_quantum"]
    assert stated.to_list() == [0, 10_000]


def test_error_cells_and_uncalculated_formulas_are_not_empty_cells() -> None:
    def change(workbook: Workbook) -> None:
        sheet = workbook["预算"]
        amounts = [cell for row in sheet.iter_rows() for cell in row if cell.value == 40]
        amounts[0].value, amounts[0].data_type = "#REF!", "e"
        amounts[1].value = "=1+1"

    batch = read_batch([read_source(filled(change))])
    found = batch.unreadable[["table", "column", "found"]].to_numpy().tolist()
    assert found == [["budget", "adjusted_budget", "#REF!"], ["budget", "adjusted_budget", "="]]
    assert ["错误值" in reason.zh for reason in batch.unreadable["reason"]] == [True, False]
    assert batch.tables["budget"]["adjusted_budget"].isna().to_list() == [True, True, False]


def test_merged_first_and_second_levels_are_carried_down_but_not_past_a_new_first_level() -> None:
    rows = [
        {"level1": "产出指标", "level2": "数量指标", "level3": "a", "weight": 1},
        {"level3": "b", "weight": 1},
        {"level2": "质量指标", "level3": "c", "weight": 1},
        {"level1": "效益指标", "level3": "d", "weight": 1},
        {"level1": "合计", "weight": 4},
    ]
    written = io.BytesIO()
    write_workbook(written, content=Content(PROJECT, CONTENT.budget, (), rows))
    indicators = read_batch([read_source(written.getvalue())]).tables["indicators"]
    assert indicators["level1"].to_list() == ["产出指标"] * 3 + ["效益指标", "合计"]
    assert indicators["level2"].fillna("").to_list() == ["数量指标", "数量指标", "质量指标", "", ""]


def test_signatures_below_the_table_are_no_rows() -> None:
    def change(workbook: Workbook) -> None:
        sheet = workbook["资金拨付"]
        sheet.cell(sheet.max_row + 2, 1).value = "填表人：张三"

    assert len(read_batch([read_source(filled(change))]).tables["disbursement"]) == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"<html><body><table><tr><td>1</td></tr></table></body></html>", "网页"),
        (b"", "不完整"),
        (b"PK\x03\x04 not much of a zip", "不完整"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "不是 Excel 工作簿"),
        (b"hello", "不是 Excel 工作簿"),
    ],
    ids=["html", "empty", "truncated", "ole", "text"],
)
def test_what_is_no_workbook_gets_one_plain_sentence(content: bytes, says: str) -> None:
    sentence = refusal(content)
    assert says in sentence
    assert "\n" not in sentence


def test_half_a_workbook_gets_one_plain_sentence() -> None:
    content = filled()
    assert "不完整" in refusal(content[: len(content) // 2])


def test_another_workbook_is_not_the_template() -> None:
    other = io.BytesIO()
    workbook = openpyxl.Workbook()
    workbook.active["A1"] = "库存"
    workbook.save(other)
    assert "不是预算执行模板" in refusal(other.getvalue())


def test_a_sheet_of_the_right_name_without_its_header_is_missing() -> None:
    def change(workbook: Workbook) -> None:
        workbook["资金拨付"].delete_rows(1, 10)

    batch = read_batch([read_source(filled(change))])
    assert batch.oddities[["table", "kind"]].to_numpy().tolist() == [["disbursement", "sheet missing"]]


def test_damage_inside_a_zip_is_one_plain_sentence() -> None:
    damaged = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(filled())) as whole, zipfile.ZipFile(damaged, "w") as broken:
        for name in whole.namelist():
            content = whole.read(name)
            broken.writestr(name, content[:40] if name.endswith("sheet2.xml") else content)
    assert "损坏" in refusal(damaged.getvalue())


def test_the_samples_read_without_a_single_flaw(samples: list[Path]) -> None:
    batch = read_batch([read_source(sample.read_bytes()) for sample in samples])
    assert batch.unreadable.empty
    assert batch.oddities["kind"].to_list() == ["not filled in"]  # the blank template
