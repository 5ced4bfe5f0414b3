"""A copy goes out, comes back explained and corrected, and goes out again."""

import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from analyzer.annotate import Past, follow_up, read_returned, unchanged
from analyzer.finding import Severity, Status
from analyzer.report import Report, State
from analyzer.rules import catalogue
from tests.annotate.copies import (
    FAULTY,
    PROVENANCE,
    Edits,
    annotated,
    cell_of,
    edited_in_place,
    examined,
    opened,
    run,
    saved_by_openpyxl,
    table_of,
)

RESULTS = "审核结果"
EXPLANATION = "1.2 的超支由 1.1 调剂解决，见县财政局批复"
EXCUSE = "到位率按上级口径填报"
SAVES = pytest.mark.parametrize("save", [edited_in_place, saved_by_openpyxl], ids=["in place", "openpyxl"])
Save = Callable[[bytes, Edits], bytes]


def statuses(report: Report) -> dict[str, tuple[Severity, Status, str]]:
    return {found.rule: (found.severity, found.status, found.explanation) for found in report.findings}


def states(report: Report) -> dict[str, State]:
    return {each.rule: each.state for each in report.follow_ups}


def explained(copy: bytes, save: Save) -> bytes:
    sheet = opened(copy)[RESULTS]
    return save(
        copy,
        {
            (RESULTS, cell_of(sheet, "M202", "说明")): EXPLANATION,
            (RESULTS, cell_of(sheet, "R111", "说明")): EXCUSE,
        },
    )


@SAVES
def test_fill_run_explain_run_correct_run(save: Save) -> None:
    first, copy = run(FAULTY.read_bytes())
    assert statuses(first) == {
        "R111": (Severity.ERROR, Status.OPEN, ""),
        "M101": (Severity.ERROR, Status.OPEN, ""),
        "S113": (Severity.ERROR, Status.OPEN, ""),
        "M202": (Severity.VERIFY, Status.OPEN, ""),
    }
    assert first.follow_ups == ()
    assert opened(copy).sheetnames[-2:] == [RESULTS, "执行分析"]

    second, copy = run(explained(copy, save))
    assert statuses(second) == {
        "R111": (Severity.ERROR, Status.OPEN, EXCUSE),
        "M101": (Severity.ERROR, Status.OPEN, ""),
        "S113": (Severity.ERROR, Status.OPEN, ""),
        "M202": (Severity.VERIFY, Status.EXPLAINED, EXPLANATION),
    }
    assert states(second) == {
        "R111": State.STANDING,
        "M101": State.STANDING,
        "S113": State.STANDING,
        "M202": State.EXPLAINED,
    }
    workbook = opened(copy)
    assert workbook.sheetnames[-3:] == [RESULTS, "执行分析", "整改"]
    listed = {row["规则"]: (row["级别"], row["状态"], row["说明"]) for row in table_of(workbook[RESULTS])}
    assert listed == {
        "R111": ("E 错误", "未整改", EXCUSE),
        "M101": ("E 错误", "未整改", None),
        "S113": ("E 错误", "未整改", None),
        "M202": ("V 核实", "S 已说明", EXPLANATION),
    }
    note = workbook["资金拨付"]["E14"].comment.text
    assert "【√已说明】子项支出超过子项预算（M202）第4条" in note
    assert note.endswith(f"单位说明：{EXPLANATION}")
    assert note.count("—— 预算执行审核 ——") == 1

    third, copy = run(save(copy, {("项目信息", "B12"): 1, ("绩效指标", "I7"): 10}))
    assert statuses(third) == {
        "M101": (Severity.ERROR, Status.OPEN, ""),
        "S112": (Severity.ERROR, Status.OPEN, ""),  # what 网上可办率 gives up is missing from the total
        "M202": (Severity.VERIFY, Status.EXPLAINED, EXPLANATION),
    }
    assert states(third) == {
        "M101": State.STANDING,
        "S112": State.NEW,
        "M202": State.EXPLAINED,
        "R111": State.CORRECTED,
        "S113": State.CORRECTED,
    }
    rectified = table_of(opened(copy)["整改"])
    assert [(row["整改情况"], row["规则"], row["单位说明"]) for row in rectified] == [
        ("× 未整改", "M101", None),
        ("＋ 新增", "S112", None),
        ("S 已说明", "M202", EXPLANATION),
        ("√ 已整改", "R111", EXCUSE),
        ("√ 已整改", "S113", None),
    ]
    assert run(copy)[1] == copy


@SAVES
def test_what_is_stripped_is_the_workbook_with_the_corrections_and_nothing_of_ours(save: Save) -> None:
    original = FAULTY.read_bytes()
    _, copy = run(original)
    returned = read_returned(save(copy, {("项目信息", "B12"): 1}))
    assert returned is not None
    before, after = opened(original), opened(returned.content)
    assert after.sheetnames == before.sheetnames
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                now = after[sheet.title][cell.coordinate]
                corrected = (sheet.title, cell.coordinate) == ("项目信息", "B12")
                assert (now.value or None) == (1 if corrected else cell.value or None)
                assert now.comment is None
                assert repr(now.fill) == repr(cell.fill)
                assert now.number_format == cell.number_format


def test_a_copy_nobody_edited_gives_the_workbook_back_byte_for_byte() -> None:
    original = FAULTY.read_bytes()
    found, copy = run(original)
    returned = read_returned(copy)
    assert returned is not None
    assert returned.content == original
    assert returned.exact
    assert [each.id for each in returned.findings] == [
        found.findings[number].id for number in (0, 1, 3, 2)
    ]  # in the order of 审核结果: by level, then as in the workbook


def test_running_twice_changes_nothing_whatever_the_day() -> None:
    _, copy = run(FAULTY.read_bytes())
    assert run(copy)[1] == copy


def test_whatever_could_change_the_copy_is_seen() -> None:
    original = FAULTY.read_bytes()
    _, copy = run(original)
    returned = read_returned(copy)
    assert returned is not None
    found = follow_up(returned.findings, examined(original), catalogue())
    assert unchanged(returned, original, found, PROVENANCE, "zh")
    other = FAULTY.with_name("丰都2023-党政信息中心.xlsx").read_bytes()
    assert not unchanged(returned, other, found, PROVENANCE, "zh")
    assert not unchanged(returned, original, found, PROVENANCE, "en")
    assert not unchanged(returned, original, examined(original, "en"), PROVENANCE, "zh")
    for changes in ({"tool": "2"}, {"rules": "2"}, {"profile": "3"}):
        made = type(PROVENANCE)(**{**vars(PROVENANCE), **changes})
        assert not unchanged(returned, original, found, made, "zh")
    written = read_returned(explained(copy, edited_in_place))
    assert written is not None
    assert not unchanged(written, original, found, PROVENANCE, "zh")


def test_a_workbook_without_marks_is_no_returned_copy() -> None:
    assert read_returned(FAULTY.read_bytes()) is None


def past(copy: bytes) -> tuple[Past, ...]:
    returned = read_returned(copy)
    assert returned is not None
    return returned.findings


def explanations(copy: bytes) -> dict[str, str]:
    return {each.rule: each.explanation for each in past(copy)}


def test_explanations_are_found_after_rows_and_columns_were_moved() -> None:
    _, copy = run(FAULTY.read_bytes())
    workbook = opened(explained(copy, saved_by_openpyxl))
    sheet = workbook[RESULTS]
    sheet.insert_cols(4, 2)
    sheet.insert_rows(2, 3)
    sheet.insert_rows(table_of(sheet)[1]["_row"])
    sheet.title = "我的审核结果"
    workbook.move_sheet(sheet, -3)
    assert explanations(_saved(workbook)) == {"R111": EXCUSE, "M101": "", "S113": "", "M202": EXPLANATION}


def test_explanations_follow_their_number_when_the_hidden_column_was_not_sorted_along() -> None:
    _, copy = run(FAULTY.read_bytes())
    workbook = opened(explained(copy, saved_by_openpyxl))
    sheet = workbook[RESULTS]
    table = table_of(sheet)
    for column in range(1, len(table[0]) - 1):
        values = [sheet.cell(row["_row"], column).value for row in table]
        for row, value in zip(table, reversed(values), strict=True):
            sheet.cell(row["_row"], column).value = value
    assert explanations(_saved(workbook)) == {"R111": EXCUSE, "M101": "", "S113": "", "M202": EXPLANATION}


@pytest.mark.parametrize(
    ("written", "read"), [("  ", ""), ("无", ""), ("—", ""), (2024, "2024"), (1.5, "1.5"), ("a\nb", "a\nb")]
)
def test_what_counts_as_an_explanation(written: str | float, read: str) -> None:
    _, copy = run(FAULTY.read_bytes())
    cell = cell_of(opened(copy)[RESULTS], "M202", "说明")
    assert explanations(edited_in_place(copy, {(RESULTS, cell): written}))["M202"] == read


@SAVES
@pytest.mark.parametrize("text", ["=1+1", "+86", "@unit", '"引号"<&>', "长" * 20_000, "a\n\nb", "\U00020000"])
def test_an_explanation_survives_every_round(save: Save, text: str) -> None:
    original = FAULTY.read_bytes()
    before = [replace(each, explanation=text) for each in past(run(original)[1]) if each.rule == "M202"]
    found = follow_up(before, examined(original), catalogue())
    assert statuses(found)["M202"] == (Severity.VERIFY, Status.EXPLAINED, text)
    copy = annotated(original, found)
    again = past(save(copy, {}))
    assert {each.rule: each.explanation for each in again}["M202"] == text
    assert not any(each.rewritten for each in again)


def test_a_finding_whose_rule_could_not_be_judged_does_not_count_as_corrected() -> None:
    original = FAULTY.read_bytes()
    found = examined(original)
    before = past(annotated(original, found))
    gone = type(found)(**{**vars(found), "findings": (), "skipped": (("M101", "E4 读不出"),)})
    chosen = [rule for rule in catalogue() if rule.code != "S113"]
    assert states(follow_up(before, gone, chosen)) == {
        "R111": State.CORRECTED,
        "M101": State.STANDING,
        "S113": State.STANDING,
        "M202": State.CORRECTED,
    }


def _saved(workbook: object) -> bytes:
    written = io.BytesIO()
    workbook.save(written)  # type: ignore[attr-defined]
    return written.getvalue()
