"""All rules over a batch of ordinary workbooks, against reading that batch with calamine alone.

    python -m benchmarks.rules [WORKBOOKS]

Prints seconds on one core and the ratios; the rules must not take longer than calamine, and the time must
grow linearly with the number of workbooks.
"""

import io
import sys
import time
from collections.abc import Callable

import python_calamine as calamine
from tabulate import tabulate

from analyzer.reading import read_batch, read_source
from analyzer.rules import NATIONAL, catalogue, judge
from analyzer.template import SHEETS
from benchmarks.ordinary import ordinary_workbook

DISTINCT = 50  # workbooks generated; larger batches repeat them


def seconds(work: Callable[[], object]) -> float:
    """Processor time of one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def read_with_calamine(contents: list[bytes]) -> None:
    """Every cell of the four sheets as Python values, nothing interpreted."""
    for content in contents:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for sheet in SHEETS:
            workbook.get_sheet_by_name(sheet.title.zh).to_python(skip_empty_area=False)


def measure(workbooks: int) -> list[object]:
    """One row of the table."""
    contents = [ordinary_workbook(number % DISTINCT) for number in range(workbooks)]
    calamine_alone = seconds(lambda: read_with_calamine(contents))
    start = time.process_time()
    sources = [read_source(content) for content in contents]
    reading = time.process_time() - start
    start = time.process_time()
    batch = read_batch(sources)
    interpreting = time.process_time() - start
    judging = seconds(lambda: judge(batch, catalogue(), NATIONAL))
    figures = (calamine_alone, reading, interpreting, judging)
    return [workbooks, *(f"{figure:.2f}" for figure in figures), f"{judging / calamine_alone:.2f}"]


def main() -> None:
    """Measure the batch and its half."""
    workbooks = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    header = [
        "workbooks",
        "calamine s",
        "reading s",
        "interpreting s",
        f"{len(catalogue())} rules s",
        "rules/calamine",
    ]
    print(tabulate([measure(workbooks // 4), measure(workbooks // 2), measure(workbooks)], header))


if __name__ == "__main__":
    main()
