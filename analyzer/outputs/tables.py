"""Findings and measures as flat rows for machines: findings.csv and measures.csv, or the same as Parquet.

Money is yuan with two decimals, rates are fractions, points are as stated. Rows are written as the reports
come, so memory does not grow with their number.
"""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analyzer.finding import Finding, Quantity, Severity, Status, export_figure
from analyzer.language import Language, Text
from analyzer.report import Report

if TYPE_CHECKING:
    import pyarrow

ROW_GROUP: Final = 20_000  # rows that Parquet holds together, and so that are in memory at once
FEN_IN_YUAN: Final = -2  # decimal places
NO_PYARROW: Final = Text(
    '写 Parquet 需要 pyarrow，请先安装：pip install "budget-execution-analyzer[parquet]"。',
    'Parquet needs pyarrow; install it first: pip install "budget-execution-analyzer[parquet]".',
)


class Kind(Enum):
    """How a column is typed."""

    TEXT = "text"
    MONEY = "money"  # Decimal of yuan
    NUMBER = "number"  # float
    WHOLE = "whole"  # int


class Column(NamedTuple):
    """One column of a flat table: its name, its type, and its value from the row's subject."""

    name: str
    kind: Kind
    value: Callable[..., Any]


class MissingPyarrowError(Exception):
    """Parquet was asked for without pyarrow; `reason` says what to install."""

    reason = NO_PYARROW


def _fact(name: str) -> Callable[..., Any]:
    return lambda report, *_: getattr(report.project, name)


def _money(name: str) -> Callable[..., Any]:
    return lambda report, *_: _yuan(getattr(report.measures, name))


def _measured(name: str) -> Callable[..., Any]:
    return lambda report, *_: getattr(report.measures, name)


def _count(severity: Severity) -> Callable[..., Any]:
    return lambda report, *_: report.open(severity)


def _stated(name: str) -> Callable[..., Any]:
    return lambda report, finding, language: getattr(finding, name)


def _figure(name: str) -> Callable[..., Any]:
    return lambda report, finding, language: export_figure(getattr(finding, name), finding.quantity, language)


def _difference(report: Report, finding: Finding, language: Language) -> Decimal | None:
    is_money = finding.quantity in (Quantity.MONEY, Quantity.YUAN)
    return _yuan(finding.difference) if is_money else None


def _yuan(fen: Any) -> Decimal | None:
    return None if fen is None else Decimal(int(fen)).scaleb(FEN_IN_YUAN)


PROJECT = (
    Column("path", Kind.TEXT, lambda report, *_: report.path),
    Column("project", Kind.TEXT, _fact("name")),
    Column("project_code", Kind.TEXT, _fact("code")),
    Column("unit", Kind.TEXT, _fact("unit")),
    Column("department", Kind.TEXT, _fact("department")),
    Column("year", Kind.WHOLE, _fact("year")),
)
FINDINGS: Final = (
    *PROJECT,
    *(Column(name, Kind.TEXT, _stated(name)) for name in ("id", "rule", "title")),
    *(Column(name, Kind.TEXT, _stated(name)) for name in ("severity", "status", "sheet", "cell", "label")),
    *(Column(name, Kind.TEXT, _stated(name)) for name in ("message", "cause", "basis", "explanation")),
    *(Column(name, Kind.TEXT, _figure(name)) for name in ("actual", "expected", "difference")),
    Column("difference_yuan", Kind.MONEY, _difference),
)
MEASURES: Final = (
    *PROJECT,
    Column("status", Kind.TEXT, lambda report, _: report.status),
    Column("reason", Kind.TEXT, lambda report, _: report.reason),
    *(Column(name, Kind.MONEY, _money(name)) for name in ("budget", "arrived", "spent", "balance")),
    *(Column(n, Kind.NUMBER, _measured(n)) for n in ("arrival_rate", "spending_rate", "execution_rate")),
    Column("score", Kind.NUMBER, _measured("score")),
    Column("grade", Kind.TEXT, _measured("grade")),
    Column("errors", Kind.WHOLE, _count(Severity.ERROR)),
    Column("to_verify", Kind.WHOLE, _count(Severity.VERIFY)),
    Column("notices", Kind.WHOLE, _count(Severity.NOTICE)),
    Column("explained", Kind.WHOLE, lambda r, _: sum(f.status is Status.EXPLAINED for f in r.findings)),
    Column("skipped", Kind.WHOLE, lambda report, _: len(report.skipped)),
    Column("copy", Kind.TEXT, lambda report, _: report.copy),
    Column("input_sha256", Kind.TEXT, lambda report, _: report.input_sha256),
)


def write_csv(reports: Iterable[Report], folder: Path, language: Language) -> None:
    """findings.csv and measures.csv, in UTF-8 with a mark by which Excel reads Chinese right.

    A text that a spreadsheet would run as a formula gets an apostrophe in front (see `protected`); numbers
    are written as they are. None is an empty cell.
    """
    with _appearing(folder, "findings.csv", "measures.csv") as parts, ExitStack() as files:
        findings, measures = (
            csv.writer(files.enter_context(part.open("w", encoding="utf-8-sig", newline="")))
            for part in parts
        )
        for writer, columns in ((findings, FINDINGS), (measures, MEASURES)):
            writer.writerow([column.name for column in columns])
        for report in reports:
            measures.writerow(_cells(MEASURES, (report, language)))
            findings.writerows(_cells(FINDINGS, (report, f, language)) for f in report.findings)


_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")


def protected(text: str) -> str:
    """`text` as it may stand in a CSV cell: one apostrophe in front where Excel would see a formula.

    That is before = + - @, their full-width forms, tabs and line ends. A plain number such as -12.50 harms
    nobody and stays. To have the text back, take one apostrophe from what begins with apostrophes and
    one of those characters.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _cells(columns: Iterable[Column], subject: tuple[Any, ...]) -> list[Any]:
    values = [(column.kind, column.value(*subject)) for column in columns]
    return [protected(str(v)) if kind is Kind.TEXT and v is not None else v for kind, v in values]


def write_parquet(reports: Iterable[Report], folder: Path, language: Language) -> None:
    """findings.parquet and measures.parquet, typed, in row groups of `ROW_GROUP`.

    Raises MissingPyarrowError where pyarrow is not installed.
    """
    try:
        import pyarrow.parquet  # noqa: PLC0415 - an optional extra
    except ImportError:
        raise MissingPyarrowError from None
    schemas = {"findings": _schema(FINDINGS), "measures": _schema(MEASURES)}
    names = [f"{name}.parquet" for name in schemas]
    with _appearing(folder, *names) as parts, ExitStack() as files:
        writers = {
            name: files.enter_context(pyarrow.parquet.ParquetWriter(part, schema))
            for part, (name, schema) in zip(parts, schemas.items(), strict=True)
        }
        for some in _in_groups(reports):
            rows = {
                "measures": [_typed(MEASURES, (report, language)) for report in some],
                "findings": [_typed(FINDINGS, (r, f, language)) for r in some for f in r.findings],
            }
            for name, writer in writers.items():
                writer.write_table(pyarrow.Table.from_pylist(rows[name], schema=schemas[name]))


@contextmanager
def _appearing(folder: Path, *names: str) -> Iterator[list[Path]]:
    """Files beside those of these names, which they replace once everything is written."""
    parts = [folder / f".~{name}.part" for name in names]
    try:
        yield parts
        for part, name in zip(parts, names, strict=True):
            part.replace(folder / name)
    finally:
        for part in parts:
            part.unlink(missing_ok=True)


def _in_groups(reports: Iterable[Report]) -> Iterator[list[Report]]:
    """As many reports together as fill a row group with findings."""
    group: list[Report] = []
    rows = 0
    for report in reports:
        group.append(report)
        rows += max(len(report.findings), 1)
        if rows >= ROW_GROUP:
            yield group
            group, rows = [], 0
    yield group


def _schema(columns: Iterable[Column]) -> "pyarrow.Schema":
    import pyarrow  # noqa: PLC0415

    kinds = {
        Kind.TEXT: pyarrow.string(),
        Kind.MONEY: pyarrow.decimal128(18, 2),
        Kind.NUMBER: pyarrow.float64(),
        Kind.WHOLE: pyarrow.int32(),
    }
    return pyarrow.schema([(column.name, kinds[column.kind]) for column in columns])


def _typed(columns: Iterable[Column], subject: tuple[Any, ...]) -> dict[str, Any]:
    row = {column.name: column.value(*subject) for column in columns}
    return {name: str(value) if isinstance(value, Enum) else value for name, value in row.items()}
