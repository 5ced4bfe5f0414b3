"""All comparisons in one table, measured in one run.

    python -m benchmarks            all rows, half an hour
    python -m benchmarks a d        some

Nothing else should be running: most figures are times by the clock. What is compared and how is said in the
module of each row.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import annotate, dask_workers, start_up, types_only, whole_run
from benchmarks.material import Material
from benchmarks.table import Line, drawn, facts

ROWS: dict[str, Callable[[Material], Iterator[Line | str]]] = {
    "a": whole_run.ordinary,
    "b": whole_run.long_ledger,
    "c": whole_run.growing,
    "d": start_up.start_up,
    "e": types_only.frictionless,
    "f": dask_workers.dask,
    "g": annotate.annotating,
}


def main() -> None:
    """Measure the rows asked for and print them."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("rows", nargs="*", choices=[*ROWS, []], help="which rows; all if none is named")
    wanted = parser.parse_args().rows or list(ROWS)
    lines: list[Line] = []
    skipped: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for row in wanted:
            for line in _measured(row, Material(Path(folder))):
                if isinstance(line, Line):
                    lines.append(line)
                    print(*line.cells(), sep=" | ", file=sys.stderr, flush=True)
                else:
                    skipped.append(line)
    print(facts(), drawn(lines), *skipped, sep="\n\n")


def _measured(row: str, material: Material) -> Iterator[Line | str]:
    """The lines of a row; where a command fails, what it said, and the other rows go on."""
    try:
        yield from ROWS[row](material)
    except RuntimeError as failure:
        yield f"{row}: {failure}"


if __name__ == "__main__":
    main()
