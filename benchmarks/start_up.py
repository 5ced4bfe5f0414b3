"""(d) How long one waits for the first answer."""

from collections.abc import Iterator

from benchmarks.child import analyzer, best, python
from benchmarks.material import Material
from benchmarks.table import Line

RUNS = 5


def start_up(material: Material) -> Iterator[Line]:
    """The help text and one workbook checked, against importing pandas."""
    workbook = next(material.ordinary(1).iterdir())
    pandas = best(python("-c", "import pandas"), RUNS)
    for arguments in (("--help",), ("check", workbook, "--fail-on", "never")):
        shown = " ".join(["analyzer", arguments[0], *(["one.xlsx"] if len(arguments) > 1 else [])])
        yield Line("d", shown, best(analyzer(*arguments), RUNS), 'python -c "import pandas"', pandas)
