"""The table: one line for each comparison."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version

from tabulate import tabulate

from benchmarks.child import Taken

PACKAGES = ("pandas", "openpyxl", "python-calamine", "lxml", "xlsxwriter")
HEADER = (
    "",
    "what",
    "ours",
    "compared with",
    "theirs",
    "ratio",
    "of processor time",
    "target",
    "peak memory",
)


@dataclass(frozen=True)
class Line:
    """One comparison. `slower` says that theirs is the longer, and how many times is what is shown."""

    row: str
    what: str
    ours: Taken
    against: str = ""
    theirs: Taken | None = None
    target: str = ""
    slower: bool = False

    def cells(self) -> tuple[str, ...]:
        """The line as texts."""
        theirs = _seconds(self.theirs) if self.theirs else ""
        compared = (self.against, theirs, *self._ratios(), self.target)
        return self.row, self.what, _seconds(self.ours), *compared, _memory(self.ours)

    def _ratios(self) -> tuple[str, str]:
        if self.theirs is None:
            return "", ""
        pairs = (
            (self.ours.seconds, self.theirs.seconds),
            (self.ours.processor, self.theirs.processor),
        )
        if self.slower:
            by_clock, by_processor = (f"{theirs / ours:.1f}x faster" for ours, theirs in pairs)
        else:
            by_clock, by_processor = (f"{ours / theirs:.2f}x" for ours, theirs in pairs)
        return by_clock, by_processor


def facts() -> str:
    """What the figures depend on."""
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    system = f"{platform.system()} {platform.machine()}"
    return f"{os.cpu_count()} cores, {system}, Python {platform.python_version()}, {versions}"


def drawn(lines: Iterable[Line]) -> str:
    """The table as text."""
    return tabulate([line.cells() for line in lines], HEADER, disable_numparse=True)


def _seconds(taken: Taken) -> str:
    seconds = taken.seconds
    return f"{1000 * seconds:.1f} ms" if seconds < 1 else f"{seconds:.1f} s"


def _memory(taken: Taken) -> str:
    if taken.main is None:
        return "-"
    worker = f", worker {taken.worker:.0f} MB" if taken.worker else ""
    return f"{taken.main:.0f} MB{worker}"
