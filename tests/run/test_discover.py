"""What is an input, what is none and why, and where the copies go."""

from pathlib import Path

import pytest

from analyzer.run import RESULTS, discover
from analyzer.run.discover import NOT_A_WORKBOOK, Task, printable, with_copies


def test_inputs_are_workbooks_not_results_nor_hidden_nor_lock_files(
    folder: Path, samples: list[Path]
) -> None:
    found = [task.file.relative_to(folder).as_posix() for task in discover([folder]).tasks]
    expected = [f"乡镇/{s.name}" if "有误" in s.name else s.name for s in samples]
    assert sorted(found) == sorted(expected)


def test_other_files_are_passed_over_with_a_reason(folder: Path) -> None:
    assert discover([folder]).passed_over == {f"{folder.as_posix()}/说明.docx": NOT_A_WORKBOOK}


def test_the_chosen_output_folder_is_no_input(folder: Path) -> None:
    assert not any("乡镇" in task.name for task in discover([folder], folder / "乡镇").tasks)


def test_a_path_given_twice_is_done_once(folder: Path) -> None:
    twice = discover([folder, folder / "乡镇" / "澧县2020-有误.xlsx"])
    assert len(twice.tasks) == len(discover([folder]).tasks)


def test_a_link_to_a_workbook_is_passed_over_and_says_which(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"")
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "a.xlsx")
    found = discover([tmp_path])
    assert [task.file.name for task in found.tasks] == ["a.xlsx"]
    [(name, reason)] = found.passed_over.items()
    assert name == f"{tmp_path.as_posix()}/b.xlsx"
    assert reason.zh == f"与 {tmp_path.as_posix()}/a.xlsx 是同一个文件（链接），只检查一次"


def test_a_broken_link_and_one_to_itself_are_inputs_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "断.xlsx").symlink_to(tmp_path / "没有.xlsx")
    (tmp_path / "圈.xlsx").symlink_to(tmp_path / "圈.xlsx")
    assert sorted(task.file.name for task in discover([tmp_path]).tasks) == ["圈.xlsx", "断.xlsx"]


def test_a_folder_named_like_a_workbook_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").mkdir()
    (tmp_path / "x.xlsx" / "y.xlsx").write_bytes(b"")
    assert [task.name for task in discover([tmp_path]).tasks] == [f"{tmp_path.as_posix()}/x.xlsx/y.xlsx"]


def test_a_results_folder_examined_itself_gives_its_copies_not_its_summary(tmp_path: Path) -> None:
    for name in ("甲.xlsx", "汇总.xlsx", "审核记录.sqlite"):
        (tmp_path / name).write_bytes(b"")
    assert [task.file.name for task in discover([tmp_path]).tasks] == ["甲.xlsx"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [("a\nb.xlsx", "a\\nb.xlsx"), ("表😀.xlsx", "表😀.xlsx"), ("a\x1b[31m.xlsx", "a\\x1b[31m.xlsx")],
)
def test_names_are_printed_without_obeying_them(name: str, shown: str) -> None:
    assert printable(name) == shown


@pytest.mark.parametrize(
    ("inputs", "copies"),
    [
        (["a.xlsx", "乡/a.xlsx"], ["a.xlsx", "乡/a.xlsx"]),
        (["a.xls", "b.et", "c.ods", "d.xlsm"], ["a.xlsx", "b.xlsx", "c.xlsx", "d.xlsm"]),
        (["a.et", "a.xls", "a.xlsx"], ["a.xlsx", "a (2).xlsx", "a (3).xlsx"]),
        (["A.xlsx", "a.xlsx"], ["A.xlsx", "a (2).xlsx"]),
        (["汇总.xlsx"], ["汇总 (2).xlsx"]),
    ],
)
def test_no_two_copies_have_one_name(inputs: list[str], copies: list[str], tmp_path: Path) -> None:
    tasks = [Task(tmp_path / name, name) for name in inputs]
    placed = with_copies(tasks, tmp_path, tmp_path / RESULTS)
    assert [task.shown_copy for task in placed] == copies
    assert [task.copy for task in placed] == [tmp_path / RESULTS / name for name in copies]
