"""One batch: copies written, originals untouched, no fault that stops the others."""

import shutil
import sys
from pathlib import Path

import pytest

from analyzer.finding import Severity
from analyzer.package import Package
from analyzer.report import Report
from analyzer.run import Settings, Task, discover, examine
from analyzer.run.discover import with_copies
from tests.run.conftest import FAULTY

examining = sys.modules["analyzer.run.examine"]  # the module, which the function hides in its package


def examined(tasks: list[Task], settings: Settings | None = None) -> dict[str, Report]:
    reports = examine(tasks, settings or Settings())
    return {Path(report.path).name: report for report in reports if report is not None}


def test_copies_keep_relative_paths_and_names_and_inputs_stay_as_they_were(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.xlsx")}
    tasks = with_copies(discover([folder]).tasks, folder, folder / "结果")
    examined(tasks)
    for task in tasks:
        assert task.copy is not None
        assert task.copy == folder / "结果" / task.file.relative_to(folder)
        assert task.copy.stat().st_size > task.file.stat().st_size
    assert {path: path.read_bytes() for path in before} == before


def test_one_bad_file_stops_nothing(folder: Path) -> None:
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "网页.xls").write_bytes(b"<html><table></table></html>")
    reports = examined(discover([folder]).tasks)
    unreadable = {name for name, report in reports.items() if report.status == "unreadable"}
    assert unreadable == {"坏.xlsx", "网页.xls"}
    assert reports[FAULTY].open(Severity.ERROR) > 0


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda copy: copy.mkdir(parents=True), "批注副本写不进去（那里已有一个同名文件夹）"),
        (lambda copy: _file(copy.parent), "批注副本写不进去（"),
    ],
)
def test_a_copy_that_cannot_be_written_is_said_and_the_rest_goes_on(
    folder: Path, spoil: object, said: str
) -> None:
    tasks = with_copies(discover([folder]).tasks, folder, folder / "结果")
    spoil(folder / "结果" / "乡镇" / FAULTY)  # type: ignore[operator]
    reports = examined(tasks)
    assert str(reports[FAULTY].undelivered).startswith(said)
    assert reports[FAULTY].open(Severity.ERROR) > 0
    assert [name for name, report in reports.items() if report.failure] == [FAULTY]
    assert not list((folder / "结果").rglob("*.part"))


def _file(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")


def test_a_vanished_file_and_broken_links_are_one_sentence_each(tmp_path: Path) -> None:
    (tmp_path / "圈.xlsx").symlink_to(tmp_path / "圈.xlsx")
    tasks = [Task(tmp_path / name, name) for name in ("没有.xlsx", "圈.xlsx", "长" * 300 + ".xlsx")]
    said = [report.reason for report in examined(tasks).values()]
    assert said == [
        "文件打不开（文件或文件夹不见了）",
        "文件打不开（链接绕成了圈）",
        "文件打不开（路径或文件名太长，请缩短）",
    ]


def test_a_fault_of_the_program_is_one_sentence_for_one_workbook(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, read = examining.read_batch, examining.read_source
    faulty = (folder / "乡镇" / FAULTY).read_bytes()

    def failing(sources: list[object]) -> object:
        if any(source.sheets["project"].values["name"] == ["坏"] for source in sources):  # type: ignore[attr-defined]
            raise ZeroDivisionError("unforeseen")
        return reading(sources)

    def spoiled(package: Package, *limits: object) -> object:
        source = read(package, *limits)
        if package.content == faulty:
            source.sheets["project"].values["name"] = ["坏"]
        return source

    monkeypatch.setattr(examining, "read_batch", failing)
    monkeypatch.setattr(examining, "read_source", spoiled)
    reports = examined(discover([folder]).tasks)
    assert "ZeroDivisionError: unforeseen" in str(reports[FAULTY].reason)
    assert [name for name, report in reports.items() if report.reason] == [FAULTY]


def test_a_file_changed_while_it_was_examined_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = with_copies(discover([folder / "乡镇" / FAULTY]).tasks, folder / "乡镇", folder / "结果")
    delivering = examining.deliver

    def meanwhile(*arguments: object) -> Report:
        shutil.copy(tasks[0].file.parent.parent / "template.xlsx", tasks[0].file)
        report: Report = delivering(*arguments)
        return report

    monkeypatch.setattr(examining, "deliver", meanwhile)
    assert "检查期间原文件被改动" in str(examined(tasks)[FAULTY].undelivered)


def test_select_and_ignore_choose_rules_by_prefix(folder: Path) -> None:
    tasks = discover([folder / "乡镇" / FAULTY]).tasks
    only = examined(tasks, Settings(select=("M",)))[FAULTY]
    assert {finding.rule[0] for finding in only.findings} == {"M"}
    without = examined(tasks, Settings(ignore=("M1",)))[FAULTY]
    assert not any(finding.rule.startswith("M1") for finding in without.findings)
