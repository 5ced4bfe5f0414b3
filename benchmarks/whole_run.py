"""(a) A thousand ordinary workbooks from end to end, (b) one with a million rows, (c) ever more of them."""

from collections.abc import Iterator

from benchmarks.child import analyzer, python, run
from benchmarks.material import Material
from benchmarks.table import Line

WORKBOOKS, MEASURED = 1000, 60  # the plain way takes minutes for all: so many are measured and scaled
ROWS = 1_000_000
GROWING = (100, 1000, 10_000)
PROCESSES = 2


def ordinary(material: Material) -> Iterator[Line]:
    """`analyzer run` against the plain way and against the floor, on as many processes."""
    folder, few = material.ordinary(WORKBOOKS), material.ordinary(MEASURED)
    for processes in (PROCESSES, 1):
        what = f"{WORKBOOKS:,} ordinary workbooks, {_processes(processes)}"
        command = ("run", folder, "-o", material.results(), "--no-resume", "--jobs", processes)
        ours = run(analyzer(*command))
        plain = run(python("-m", "benchmarks.plain", few, material.results(), processes))
        scaled = plain.times(WORKBOOKS / MEASURED)
        against = f"pandas, loops, openpyxl ({MEASURED} measured, scaled)"
        yield Line("a", what, ours, against, scaled, "10x faster", slower=True)
        floor = run(python("-m", "benchmarks.floor", folder, material.results(), processes))
        yield Line("a", what, ours, "floor: calamine + zip", floor, "3x")


def long_ledger(material: Material) -> Iterator[Line]:
    """`analyzer run` on one workbook with a ledger as long as a sheet can be, nearly."""
    folder = material.long(ROWS)
    ours = run(analyzer("run", folder, "-o", material.results(), "--no-resume"))
    floor = run(python("-m", "benchmarks.floor", folder, material.results(), 1))
    yield Line("b", f"a ledger of {ROWS:,} rows", ours, "floor: calamine + zip", floor, "2.5x, 2000 MB")


def growing(material: Material) -> Iterator[Line]:
    """Time for each workbook and peak memory as the folder grows."""
    first = None
    for workbooks in GROWING:
        folder, results = material.ordinary(workbooks), material.results()
        taken = run(analyzer("run", folder, "-o", results, "--no-resume", "--jobs", PROCESSES))
        each = taken.times(1 / workbooks)
        what = f"one of {workbooks:,} workbooks, {_processes(PROCESSES)}"
        yield Line("c", what, each, f"one of {GROWING[0]:,}" if first else "", first, "flat")
        first = first or each
        material.discard(results)


def _processes(number: int) -> str:
    return f"{number} process{'es' if number > 1 else ''}"
