"""Ctrl-C, and the watching that only Ctrl-C ends."""

import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from analyzer.run import RESULTS
from analyzer.run.watch import is_network_drive
from tests.run.conftest import FAULTY

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent the POSIX way")
PATIENCE = 60.0  # seconds


def start(*arguments: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "analyzer", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )


def until(condition: Callable[[], object], running: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert running.poll() is None, running.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_an_interrupted_run_says_where_it_stopped_and_leaves_whole_copies(
    tmp_path: Path, samples: list[Path]
) -> None:
    number = 1_000
    for name in range(number):
        (tmp_path / f"{name:04}.xlsx").hardlink_to(_own(samples[-1], tmp_path))
    running = start("run", tmp_path, "--jobs", "2")
    results = tmp_path / RESULTS
    until(lambda: len(list(results.glob("0*.xlsx"))) > 20, running)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 130
    assert f"/{number + 1}。已写好的副本都是完整的；再次运行同一命令会接着做。" in err
    assert "Traceback" not in out + err
    for path in results.rglob("*.xlsx"):
        with zipfile.ZipFile(path) as archive:
            assert archive.testzip() is None


def _own(sample: Path, folder: Path) -> Path:
    """The sample on the folder's disk, where links can be made to it."""
    if not (folder / "原件.xlsx").exists():
        shutil.copy(sample, folder / "原件.xlsx")
    return folder / "原件.xlsx"


@pytest.mark.parametrize("how", ["--poll", "--no-poll"])
def test_watching_checks_what_is_saved(how: str, folder: Path) -> None:
    running = start("watch", folder, how)
    results = folder / RESULTS
    until((results / "汇总.xlsx").exists, running)
    time.sleep(1)  # for the watch to begin
    before = (results / "乡镇" / FAULTY).read_bytes()
    book = openpyxl.load_workbook(folder / "乡镇" / FAULTY)
    book["项目信息"]["B12"] = "100%"
    book.save(folder / "乡镇" / FAULTY)
    until(lambda: (results / "乡镇" / FAULTY).read_bytes() != before, running)
    time.sleep(1)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=PATIENCE)
    assert running.returncode == 0
    assert "Traceback" not in out + err
    assert f"正在盯着 {folder}，按 Ctrl-C 结束。" in err
    told = out[out.rindex(f"乡镇/{FAULTY}\n") :]
    assert "M101" in told
    assert "R111" not in told


def test_a_local_folder_is_no_network_drive(tmp_path: Path) -> None:
    assert not is_network_drive(tmp_path)
