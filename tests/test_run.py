"""A folder of workbooks: what is an input, what is written where, and that one bad file stops nothing."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analyzer import run
from analyzer.finding import Severity
from analyzer.report import Report
from analyzer.run import RESULTS, Settings, discover, examine, examine_all, with_copies

FAULTY = "澧县2020-有误.xlsx"


@pytest.fixture
def folder(tmp_path: Path, samples: list[Path]) -> Path:
    """Two levels of workbooks among files that are none."""
    (tmp_path / "乡镇").mkdir()
    for sample in samples:
        shutil.copy(sample, tmp_path / "乡镇" if "有误" in sample.name else tmp_path)
    for name in ("~$打开的.xlsx", ".~打开的.xlsx", ".隐藏.xlsx", "说明.docx"):
        (tmp_path / name).write_bytes(b"")
    for results in (RESULTS, f"乡镇/{RESULTS}", ".git"):
        (tmp_path / results).mkdir()
        shutil.copy(samples[0], tmp_path / results / "旧结果.xlsx")
    return tmp_path


def counts(reports: list[Report]) -> dict[str, int]:
    return {Path(report.path).name: report.open(Severity.ERROR) for report in reports}


def test_inputs_are_workbooks_not_results_nor_hidden_nor_lock_files(
    folder: Path, samples: list[Path]
) -> None:
    found = [task.file.relative_to(folder).as_posix() for task in discover([folder])]
    expected = [f"乡镇/{s.name}" if "有误" in s.name else s.name for s in samples]
    assert sorted(found) == sorted(expected)


def test_the_chosen_output_folder_is_no_input(folder: Path) -> None:
    assert not any("乡镇" in task.name for task in discover([folder], folder / "乡镇"))


def test_a_path_given_twice_is_done_once(folder: Path) -> None:
    assert len(discover([folder, folder / "乡镇" / FAULTY])) == len(discover([folder]))


def test_copies_keep_relative_paths_and_names_and_inputs_stay_as_they_were(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*.xlsx")}
    tasks = with_copies(discover([folder]), folder, folder / RESULTS)
    examine(tasks, Settings())
    for task in tasks:
        assert task.copy is not None
        assert task.copy == folder / RESULTS / task.file.relative_to(folder)
        assert task.copy.stat().st_size > task.file.stat().st_size
    assert {path: path.read_bytes() for path in before} == before


def test_one_bad_file_stops_nothing(folder: Path) -> None:
    (folder / "坏.xlsx").write_bytes(b"PK\x03\x04")
    (folder / "网页.xls").write_bytes(b"<html><table></table></html>")
    reports = {Path(r.path).name: r for r in examine(discover([folder]), Settings())}
    assert {name for name, report in reports.items() if report.status == "unreadable"} == {
        "坏.xlsx",
        "网页.xls",
    }
    assert reports[FAULTY].open(Severity.ERROR) > 0


def test_a_copy_that_cannot_be_written_is_said_and_the_rest_goes_on(folder: Path) -> None:
    tasks = with_copies(discover([folder]), folder, folder / "结果")
    (folder / "结果" / "乡镇" / FAULTY).mkdir(parents=True)  # a folder stands where the copy belongs
    reports = {Path(r.path).name: r for r in examine(tasks, Settings())}
    assert reports[FAULTY].reason is not None
    assert "批注副本写不进去" in reports[FAULTY].reason
    assert [name for name, report in reports.items() if report.reason] == [FAULTY]


def test_a_fault_of_the_program_is_one_sentence_for_one_workbook(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = run.read_batch

    def failing(sources: list[run.Source]) -> object:
        if any(source.sheets["project"].values["name"] == ["坏"] for source in sources):
            raise ZeroDivisionError("unforeseen")
        return reading(sources)

    tasks = discover([folder])
    read = run.read_source

    def spoiled(content: bytes) -> run.Source:
        source = read(content)
        if content == (folder / "乡镇" / FAULTY).read_bytes():
            source.sheets["project"].values["name"] = ["坏"]
        return source

    monkeypatch.setattr(run, "read_batch", failing)
    monkeypatch.setattr(run, "read_source", spoiled)
    reports = {Path(r.path).name: r for r in examine(tasks, Settings())}
    assert "ZeroDivisionError: unforeseen" in str(reports[FAULTY].reason)
    assert [name for name, report in reports.items() if report.reason] == [FAULTY]


def test_batches_on_an_executor_give_the_same_reports(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = discover([folder])
    alone = [report for batch in examine_all(tasks, Settings()) for report in batch]
    monkeypatch.setattr(run, "BATCH", 1)
    with ThreadPoolExecutor(2) as pool:
        together = [report for batch in examine_all(tasks, Settings(), pool) for report in batch]
    assert together == alone
    assert counts(together)[FAULTY] > 0


def test_select_and_ignore_choose_rules_by_prefix(folder: Path) -> None:
    tasks = discover([folder / "乡镇" / FAULTY])
    [only] = examine(tasks, Settings(select=("M",)))
    assert {finding.rule[0] for finding in only.findings} == {"M"}
    [without] = examine(tasks, Settings(ignore=("M1",)))
    assert not any(finding.rule.startswith("M1") for finding in without.findings)
