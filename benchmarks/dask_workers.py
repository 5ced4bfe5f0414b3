"""(f) The same folder on Dask workers and on the local pool."""

from collections.abc import Iterator
from importlib.util import find_spec

from benchmarks.child import analyzer, run
from benchmarks.material import Material
from benchmarks.table import Line

WORKBOOKS = 400


def dask(material: Material) -> Iterator[Line | str]:
    """`analyzer run` with a Dask cluster on this machine, against its own processes; same results."""
    if find_spec("distributed") is None:
        yield 'f: Dask is not installed (pip install ".[bench]").'
        return
    folder = material.ordinary(WORKBOOKS)
    for workers in (1, 2):
        command = ("run", folder, "--no-resume", "--jobs", workers)
        dask = run(analyzer(*command, "-o", material.results(), "--scheduler", "local"))
        pool = run(analyzer(*command, "-o", material.results()))
        what = f"{WORKBOOKS} workbooks, {workers} Dask worker{'s' * (workers > 1)}"
        yield Line("f", what, dask, f"processes: {workers}", pool)
