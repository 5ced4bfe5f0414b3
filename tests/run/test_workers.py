"""Batches: how they are cut, and that who does them makes no difference."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from analyzer.report import Report
from analyzer.run import Settings, Task, discover, workers
from analyzer.run.workers import batches, examine_all


def all_reports(found: object) -> list[Report]:
    return sorted(
        (report for _, reports in found for report in reports),  # type: ignore[attr-defined]
        key=lambda report: report.path,
    )


def test_batches_on_an_executor_give_the_same_reports(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tasks = discover([folder]).tasks
    alone = all_reports(examine_all(tasks, Settings()))
    monkeypatch.setattr(workers, "BATCH", 1)
    with ThreadPoolExecutor(2) as pool:
        together = all_reports(examine_all(tasks, Settings(), pool, 2))
    assert together == alone
    assert sum(len(report.findings) for report in together) > 0


def test_a_batch_holds_so_many_files_or_so_many_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = [10, 10, 10, 90, 200, 10, 10]
    tasks = [Task(tmp_path / f"{number}.xlsx", str(number)) for number in range(len(sizes))]
    for task, size in zip(tasks, sizes, strict=True):
        task.file.write_bytes(b"x" * size)
    monkeypatch.setattr(workers, "BATCH", 2)
    monkeypatch.setattr(workers, "BATCH_BYTES", 100)
    cut = [[task.name for task in batch] for batch in batches(tasks)]
    assert cut == [["0", "1"], ["2", "3"], ["4"], ["5", "6"]]


@pytest.mark.parametrize(
    ("number", "workers_", "sizes"),
    [(5, 1, [3, 2]), (5, 2, [3, 2]), (10, 2, [3, 3, 3, 1]), (8, 2, [4, 4]), (1, 4, [1]), (0, 2, [])],
)
def test_batches_are_alike_and_enough_for_every_worker(
    number: int, workers_: int, sizes: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "BATCH", 4)
    tasks = [Task(tmp_path / f"{n}.xlsx", str(n)) for n in range(number)]
    assert [len(batch) for batch in batches(tasks, workers_)] == sizes


def test_only_a_few_batches_are_in_hand(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[str] = []

    def counted(self: Task) -> int:
        asked.append(self.name)
        return 0

    monkeypatch.setattr(workers, "BATCH", 1)
    monkeypatch.setattr(workers, "_size", counted)
    tasks = [Task(tmp_path / f"{number}.xlsx", f"{number:02}") for number in range(50)]
    with ThreadPoolExecutor(1) as pool:
        done = examine_all(tasks, Settings(), pool, 1)
        next(done)
        assert len(asked) <= 2 + workers.AHEAD
        done.close()
