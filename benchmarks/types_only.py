"""(e) The whole check of a workbook, against frictionless looking at its ledger alone.

python -m benchmarks.types_only WORKBOOK

validates the sheet 资金拨付 for types and required fields with frictionless.
"""

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

from analyzer.template import DISBURSEMENT
from analyzer.template.frame import HEADER_ROW
from analyzer.template.model import Column, Kind
from benchmarks.child import analyzer, best, python
from benchmarks.material import Material
from benchmarks.table import Line

TYPES = {Kind.DATE: "datetime", Kind.MONEY: "number"}
LENGTHS = (300, 50_000)
RUNS = 3


def frictionless(material: Material) -> Iterator[Line | str]:
    """`analyzer check`, four sheets and every rule, against types and required fields of one sheet."""
    if find_spec("frictionless") is None:
        yield 'e: frictionless is not installed (pip install ".[bench]").'
        return
    for rows in LENGTHS:
        workbook = next(material.long(rows).iterdir())
        ours = best(analyzer("check", workbook, "--fail-on", "never"), RUNS)
        theirs = best(python("-m", "benchmarks.types_only", workbook), 1)
        yield Line(
            "e", f"whole check, a ledger of {rows:,} rows", ours, "frictionless: the ledger's types", theirs
        )


def validate(workbook: str) -> None:
    """Exit with 1 where frictionless finds a fault, as a command would."""
    from frictionless import Dialect, Resource, Schema, formats, system  # noqa: PLC0415  an optional extra

    fields = [_field(column) for column in DISBURSEMENT.columns]
    sheet = formats.ExcelControl(sheet=DISBURSEMENT.title.zh)
    dialect = Dialect(header_rows=[HEADER_ROW + 1], controls=[sheet])
    with system.use_context(trusted=True):
        schema = Schema.from_descriptor({"fields": fields})
        report = Resource(path=workbook, dialect=dialect, schema=schema).validate(limit_errors=10)
    kinds = {error.type for task in report.tasks for error in task.errors}
    print(report.stats)
    if kinds - {"constraint-error"}:
        sys.exit(f"frictionless could not read the sheet: {sorted(kinds)}")


def _field(column: Column) -> dict[str, Any]:
    constraints = {"required": column.required}
    return {"name": column.label.zh, "type": TYPES.get(column.kind, "string"), "constraints": constraints}


if __name__ == "__main__":
    validate(sys.argv[1])
