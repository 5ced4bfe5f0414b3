"""Writing a workbook back annotated, against opening and saving it with openpyxl.

    python benchmarks/annotate.py [WORKBOOKS]

Both work on the same ordinary workbooks with 40 marks each; openpyxl neither marks nor adds sheets, and
loses what it does not know.
"""

import io
import sys
import time
from statistics import median

import openpyxl
from ordinary import ordinary_workbook
from tabulate import tabulate

from analyzer.annotate import annotate
from analyzer.annotate.marks import COLOURS
from analyzer.finding import Severity
from analyzer.package import Mark, edit
from analyzer.reading import read_batch, read_source
from analyzer.report import report
from analyzer.rules import NATIONAL, catalogue, judge

MARKS = [Mark("预算", f"E{row}", COLOURS[Severity.ERROR], "批注\n第二行") for row in range(4, 24)]
MARKS += [Mark("资金拨付", f"E{row}", COLOURS[Severity.VERIFY], "批注") for row in range(4, 24)]


def milliseconds(work: object, contents: list[bytes]) -> float:
    """Median processor time of one call."""
    taken = []
    for content in contents:
        start = time.process_time()
        work(content)  # type: ignore[operator]
        taken.append(1000 * (time.process_time() - start))
    return median(taken)


def open_and_save(content: bytes) -> None:
    """What openpyxl needs to write the same workbook back."""
    openpyxl.load_workbook(io.BytesIO(content)).save(io.BytesIO())


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    contents = [ordinary_workbook(seed) for seed in range(count)]
    batch = read_batch([read_source(content) for content in contents])
    reports = report(judge(batch, catalogue(), NATIONAL), [str(number) for number in range(count)], "zh")
    of_content = dict(zip(contents, reports, strict=True))
    openpyxl_alone = milliseconds(open_and_save, contents)
    rows = [
        ("openpyxl: load and save", openpyxl_alone),
        ("40 marks in place", milliseconds(lambda c: edit(c, MARKS, author="a", heading="h"), contents)),
        ("whole annotated copy", milliseconds(lambda c: annotate(c, of_content[c], "zh"), contents)),
    ]
    table = [(name, f"{taken:.1f}", f"{taken / openpyxl_alone:.2f}") for name, taken in rows]
    print(tabulate(table, ["a workbook", "ms", "of openpyxl"]))


if __name__ == "__main__":
    main()
