"""The workbooks of a folder handed to processes, for the ways that the program is compared with."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

SHARE = 20  # workbooks handed out at a time


def each(work: Callable[[Path, Path], None], folder: str, results: str, processes: str) -> None:
    """Do the work for every workbook of the folder; it is given the file and the folder of results."""
    files = sorted(Path(folder).rglob("*.xlsx"))
    target = Path(results)
    target.mkdir(parents=True, exist_ok=True)
    if processes == "1":
        for file in files:
            work(file, target)
        return
    with ProcessPoolExecutor(int(processes)) as pool:
        for _ in pool.map(work, files, repeat(target), chunksize=SHARE):
            pass
