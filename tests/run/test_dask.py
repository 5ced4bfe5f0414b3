"""A Dask cluster gives the same bytes as this machine alone, also when one of its workers dies."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.run import Engine, Settings, discover, open_record, run_folder, workers

distributed = pytest.importorskip("distributed")

STARTED = 30.0  # seconds


@pytest.fixture
def scheduler() -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1"]
    process = subprocess.Popen([*command, "--port", str(port), "--no-dashboard"], stderr=subprocess.DEVNULL)
    yield f"tcp://127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.fixture
def two_workers(scheduler: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    command = [
        sys.executable,
        "-m",
        "distributed.cli.dask_worker",
        scheduler,
        "--no-nanny",
        "--nthreads",
        "1",
    ]
    started = [
        subprocess.Popen(
            [*command, "--no-dashboard"], stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[2]
        )
        for _ in range(2)
    ]
    with distributed.Client(scheduler, timeout=STARTED) as client:
        client.wait_for_workers(2, timeout=STARTED)
    yield started
    for process in started:
        process.kill()
        process.wait()


def copies(results: Path) -> dict[str, bytes]:
    return {path.relative_to(results).as_posix(): path.read_bytes() for path in results.rglob("*.xlsx")}


def test_a_dying_worker_changes_nothing(
    folder: Path,
    scheduler: str,
    two_workers: list[subprocess.Popen[bytes]],
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "BATCH", 1)
    found = discover([folder])
    done: list[str] = []

    def advance(_: int, name: str) -> None:
        if not done:
            two_workers[0].kill()
        done.append(name)

    written = []
    for engine in (Engine(jobs=1), Engine(scheduler=scheduler)):
        results = tmp_path_factory.mktemp("结果")
        told = advance if engine.scheduler else lambda *_: None
        with open_record(results) as record:
            run_folder(record, found, folder, results, Settings(), engine, told)
            reports = list(record.reports())
        written.append((copies(results), reports))
    assert two_workers[0].wait(timeout=STARTED) != 0
    assert len(done) == len(found.tasks)
    assert written[1] == written[0]
    assert len(written[0][0]) == len(found.tasks)
