"""A run that is killed leaves nothing broken behind, and the next one completes it to the same bytes."""

import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from analyzer.run import RESULTS

KILLS = int(os.environ.get("ANALYZER_KILLS", "5"))
WORKBOOKS = 120  # enough for two processes
PATIENCE = 20.0  # seconds

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is a matter of POSIX")


def run(folder: Path, results: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "analyzer", "run", str(folder), "-o", str(results), "--jobs", "2"]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[2]
    )


def workbooks(results: Path) -> dict[str, bytes]:
    return {path.relative_to(results).as_posix(): path.read_bytes() for path in results.rglob("*.xlsx")}


def test_killed_at_random_moments(tmp_path: Path, samples: list[Path]) -> None:
    folder = tmp_path / "送审"
    folder.mkdir()
    for number in range(WORKBOOKS):
        shutil.copy(samples[number % len(samples)], folder / f"{number:02}.xlsx")
    begun = time.monotonic()
    assert run(folder, tmp_path / "一次").wait() == 0
    whole = time.monotonic() - begun
    chance = random.Random(2024)
    for _ in range(KILLS):
        running = run(folder, tmp_path / RESULTS)
        time.sleep(chance.uniform(0.3, 0.95) * whole)
        running.kill()
        running.wait()
        for path in (tmp_path / RESULTS).rglob("*.xlsx"):
            with zipfile.ZipFile(path) as archive:
                assert archive.testzip() is None
    assert run(folder, tmp_path / RESULTS).wait() == 0
    assert workbooks(tmp_path / RESULTS) == workbooks(tmp_path / "一次")
    assert not list((tmp_path / RESULTS).rglob("*.part"))


IDLE_POOL = """
import os, sys, time
from analyzer.run.workers import workers
with workers(1_000, 2, None) as (pool, _):
    print(*{pool.submit(os.getpid).result() for _ in range(50)}, flush=True)
    time.sleep(60)
"""


def test_the_workers_of_a_killed_run_end_too() -> None:
    command = [sys.executable, "-c", IDLE_POOL]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert running.stdout is not None
    pids = [int(pid) for pid in running.stdout.readline().split()]
    assert pids
    running.kill()
    running.wait()
    deadline = time.monotonic() + PATIENCE
    while any(map(is_running, pids)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")  # one that ended may stay listed until somebody asks how
    return not (state.exists() and state.read_text().rpartition(")")[2].split()[0] == "Z")
