"""Writing a workbook back annotated, against reading it and zipping it again, and against openpyxl.

    python benchmarks/annotate.py [WORKBOOKS]

Two kinds of workbook: ordinary ones, and one whose ledger has 50,000 rows, each with ten findings. What any
program must do is 1.0: read every cell (calamine) and pack every part again. The annotated copy has notes,
colours, new sheets with charts, the record for undoing, and was compared with the original. openpyxl loads,
fills and comments the same ten cells and saves; it adds no sheet, compares nothing, and loses what it does
not know.
"""

import io
import re
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import cycle, islice
from statistics import median

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from ordinary import ordinary_workbook
from python_calamine import CalamineWorkbook
from tabulate import tabulate

from analyzer.annotate import annotate, read_returned
from analyzer.finding import Finding, Severity, Status
from analyzer.package import Package
from analyzer.reading import read_batch, read_source
from analyzer.report import Provenance, Report, report
from analyzer.rules import NATIONAL, catalogue, judge

LARGE = 50_000
FILLED = 5
"""Cells with a value in a row of the ledger; fewer have the rows above and the blank ones below it."""
CELLS = [("预算", f"E{row}") for row in range(6, 11)] + [("资金拨付", f"E{row}") for row in range(6, 11)]
MESSAGE = "子项合计 12.30 万元，本行填报 12.00 万元，相差 0.30 万元，可能漏填一项。"
PROVENANCE = Provenance("analyzer", "rules", "national", date(2024, 12, 31))
_ROW = re.compile(rb'<row r="(\d+)".*?</row>', re.S)


def finding(number: int, sheet: str, cell: str) -> Finding:
    """A finding as an ordinary workbook has them, at that cell."""
    severity = list(Severity)[number % len(Severity)]
    place = (sheet, int(cell[1:]), cell)
    said = (MESSAGE, "勾稽关系", "money", 12_300_000, 12_000_000, 300_000)
    return Finding(f"{number:08x}", "T101", "子项合计与上级不符", severity, Status.OPEN, *place, *said)  # type: ignore[arg-type]


def long_ledger(content: bytes, rows: int) -> bytes:
    """The workbook with the rows of its ledger repeated until there are that many."""
    part = Package(content).sheet_parts["资金拨付"]
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for member in before.infolist():
            xml = before.read(member)
            if member.filename == part:
                written = list(_ROW.finditer(xml))
                entries = [row for row in written if row[0].count(b"<v>") >= FILLED][1:]
                first, last = int(entries[0][1]), entries[-1]
                longer = [_numbered(row, first + at) for at, row in enumerate(islice(cycle(entries), rows))]
                xml = xml[: entries[0].start()] + b"".join(longer) + xml[last.end() :]
            made.writestr(member.filename, xml)
    return out.getvalue()


def _numbered(row: re.Match[bytes], number: int) -> bytes:
    return re.sub(rb' r="([A-Z]*)%s"' % row[1], rb' r="\g<1>%d"' % number, row[0])


def read_and_zip(content: bytes) -> None:
    """What any program that writes the workbook back must do."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for member in before.infolist():
            made.writestr(member.filename, before.read(member))


def with_openpyxl(content: bytes) -> None:
    """Load, mark the ten cells, save."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for sheet, cell in CELLS:
        book[sheet][cell].fill = PatternFill("solid", fgColor="FFC7CE")
        book[sheet][cell].comment = Comment(MESSAGE, "审核")
    book.save(io.BytesIO())


def milliseconds(work: Callable[[bytes], object], contents: Sequence[bytes]) -> float:
    """Median processor time of one call."""
    taken = []
    for content in contents:
        start = time.process_time()
        work(content)
        taken.append(1000 * (time.process_time() - start))
    return median(taken)


def measured(contents: Sequence[bytes], reported: Report) -> list[tuple[str, str, str]]:
    """A row for each way, over the same workbooks."""
    copies = [annotate(content, reported, PROVENANCE, "zh").content for content in contents]
    floor = milliseconds(read_and_zip, contents)
    taken = {
        "calamine read + zipped again": floor,
        "annotated and compared": milliseconds(lambda c: annotate(c, reported, PROVENANCE, "zh"), contents),
        "its copy stripped again": milliseconds(read_returned, copies),
        "openpyxl: load, mark, save": milliseconds(with_openpyxl, contents),
    }
    return [(name, f"{spent:,.1f}", f"{spent / floor:.2f}") for name, spent in taken.items()]


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    contents = [ordinary_workbook(seed) for seed in range(count)]
    batch = read_batch([read_source(contents[0])])
    clean = report(judge(batch, catalogue(), NATIONAL), ["0"], "zh")[0]
    found = tuple(finding(number, *cell) for number, cell in enumerate(CELLS))
    reported = replace(clean, findings=found)
    table = [(f"ordinary, {len(contents[0]) / 1024:,.0f} KB", *row) for row in measured(contents, reported)]
    large = long_ledger(contents[0], LARGE)
    table += [(f"{LARGE:,} rows, {len(large) / 1024:,.0f} KB", *row) for row in measured([large], reported)]
    print(tabulate(table, ["workbook", "", "ms", "of reading + zipping"], disable_numparse=True))


if __name__ == "__main__":
    main()
