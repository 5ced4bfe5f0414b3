"""Running a command as a user would, and what it took."""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

EVERY = 0.05  # seconds between two looks at the memory
PROC = Path("/proc")
ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Taken:
    """Seconds by the clock and of the processors, and peak MB of the main process and the largest other.

    No MB where the system does not tell (it is Linux that does).
    """

    seconds: float
    processor: float
    main: float | None = None
    worker: float | None = None

    def times(self, factor: float) -> "Taken":
        """The same work so many times."""
        return replace(self, seconds=self.seconds * factor, processor=self.processor * factor)


def analyzer(*arguments: object) -> list[str]:
    """The command line of the product."""
    return python("-m", "analyzer", *arguments)


def python(*arguments: object) -> list[str]:
    """The command line of this Python."""
    return [sys.executable, *map(str, arguments)]


def best(command: Sequence[str], runs: int) -> Taken:
    """The quickest of several runs."""
    return min((run(command) for _ in range(runs)), key=lambda taken: taken.seconds)


def run(command: Sequence[str]) -> Taken:
    """Run the command to its end; raises RuntimeError with its last words where it fails."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    with tempfile.TemporaryFile() as said:
        before, begun = os.times(), time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said, env=environment)
        peaks = _Peaks(process.pid)
        code = process.wait()
        seconds, after = time.perf_counter() - begun, os.times()
        peaks.stop()
        if code:
            said.seek(0)
            raise RuntimeError(said.read().decode(errors="replace")[-2000:])
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Taken(seconds, used, *peaks.megabytes())


class _Peaks:
    """Follows the peak memory of a process and of those it starts, while it runs."""

    def __init__(self, process: int) -> None:
        self._process, self._kilobytes = process, dict[int, int]()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._follow)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def megabytes(self) -> tuple[float | None, float | None]:
        """Of the process itself, and of the largest that it started."""
        main = self._kilobytes.pop(self._process, 0) / 1024
        other = max(self._kilobytes.values(), default=0) / 1024
        return main or None, other or None

    def _follow(self) -> None:
        while not self._ended.wait(EVERY):
            for process in _family(self._process):
                peak = _peak(process)
                self._kilobytes[process] = max(peak, self._kilobytes.get(process, 0))


def _family(process: int) -> list[int]:
    family = [process]
    for member in family:
        try:
            threads = list((PROC / str(member) / "task").iterdir())
            family += [int(child) for task in threads for child in (task / "children").read_text().split()]
        except OSError:  # it has just ended
            continue
    return family


def _peak(process: int) -> int:
    """Kilobytes; the system's own high-water mark, so that no peak between two looks is missed."""
    try:
        lines = (PROC / str(process) / "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)
