"""(g) Writing a workbook back annotated, against reading and zipping it, and against openpyxl.

The annotated copy has notes, colours, two new sheets with charts and the record for undoing, and was compared
with the original. openpyxl loads, fills and comments the same ten cells and saves; it adds no sheet, compares
nothing, and loses what it does not know. All three take turns in one process, nothing is read from disk.
"""

import io
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from statistics import median

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from analyzer.annotate import annotate
from analyzer.reading import read_batch, read_source
from analyzer.report import Provenance, Report, report
from analyzer.rules import NATIONAL, catalogue, judge
from benchmarks.child import Taken
from benchmarks.floor import read_and_zip
from benchmarks.material import Material
from benchmarks.table import Line

WORKBOOKS, LONG, AGAIN = 30, 50_000, 3
PROVENANCE = Provenance("analyzer", "rules", "national", date(2024, 12, 31))


def annotating(material: Material) -> Iterator[Line]:
    """One ordinary workbook and one with a long ledger, with the same ten findings, three in the ledger."""
    ordinary = [file.read_bytes() for file in sorted(material.ordinary(WORKBOOKS).iterdir())]
    reports = _reports(ordinary)
    yield from _compared("an ordinary workbook annotated", ordinary, reports, "4x")
    long = [next(material.long(LONG).iterdir()).read_bytes()] * AGAIN
    yield from _compared(f"a ledger of {LONG:,} rows annotated", long, [reports[0]] * AGAIN, "2x")


def _compared(what: str, contents: Sequence[bytes], reports: Sequence[Report], target: str) -> Iterator[Line]:
    ours, floor, openpyxl_way = _in_turns(
        [
            lambda number: annotate(contents[number], reports[number], PROVENANCE, "zh"),
            lambda number: read_and_zip(contents[number]),
            lambda number: _with_openpyxl(contents[number], reports[number]),
        ],
        len(contents),
    )
    yield Line("g", what, ours, "floor: calamine + zip", floor, target)
    yield Line("g", what, ours, "openpyxl: load, mark, save", openpyxl_way, slower=True)


def _reports(contents: Sequence[bytes]) -> list[Report]:
    batch = read_batch([read_source(content) for content in contents])
    names = [str(number) for number in range(len(contents))]
    return report(judge(batch, catalogue(), NATIONAL), names, "zh")


def _in_turns(ways: Sequence[Callable[[int], object]], workbooks: int) -> list[Taken]:
    """The median for each way, every workbook done by all of them before the next."""
    taken: list[list[Taken]] = [[] for _ in ways]
    for number in range(workbooks):
        for way, spent in zip(ways, taken, strict=True):
            clock, processor = time.perf_counter(), time.process_time()
            way(number)
            spent.append(Taken(time.perf_counter() - clock, time.process_time() - processor))
    return [
        Taken(median(one.seconds for one in spent), median(one.processor for one in spent)) for spent in taken
    ]


def _with_openpyxl(content: bytes, found: Report) -> None:
    book = openpyxl.load_workbook(io.BytesIO(content))
    for finding in found.findings:
        cell = book[finding.sheet][finding.cell]
        cell.fill = PatternFill("solid", fgColor="FFC7CE")
        cell.comment = Comment(finding.message, "审核")
    book.save(io.BytesIO())
