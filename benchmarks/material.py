"""What is measured with, made once for a whole run of the benchmarks and thrown away with it."""

import shutil
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from benchmarks.long_ledger import long_ledger
from benchmarks.ordinary import ordinary_workbook, renamed

DISTINCT = 100  # workbooks generated; further ones are these under the names of other projects


@dataclass(frozen=True)
class Material:
    """The workbooks, in a folder of their own."""

    root: Path

    def ordinary(self, workbooks: int) -> Path:
        """A folder of so many ordinary workbooks, no two of one project."""
        folder = self.root / f"ordinary{workbooks}"
        if not folder.exists():
            folder.mkdir()
            for number in range(workbooks):
                (folder / f"{number:06}.xlsx").write_bytes(_workbook(number))
        return folder

    def long(self, rows: int) -> Path:
        """A folder with one workbook whose ledger has so many rows."""
        folder = self.root / f"long{rows}"
        if not folder.exists():
            folder.mkdir()
            (folder / "long.xlsx").write_bytes(long_ledger(ordinary_workbook(0), rows))
        return folder

    def results(self) -> Path:
        """A place for results where nothing is, so that no run finds its work done."""
        place = next(place for number in count() if not (place := self.root / f"results{number}").exists())
        place.mkdir()
        return place

    def discard(self, results: Path) -> None:
        """Make room on the disk."""
        shutil.rmtree(results)


def _workbook(number: int) -> bytes:
    seed = number % DISTINCT
    content = ordinary_workbook(seed)
    return content if number == seed else renamed(content, seed, number)
