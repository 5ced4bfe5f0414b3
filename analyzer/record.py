"""What is known of every workbook of a results folder: an SQLite file, so that a run can be resumed.

The summary and the machine formats read the reports back from here one by one; what is held in memory does
not grow with their number.
"""

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import is_dataclass
from datetime import date
from enum import StrEnum
from itertools import repeat
from pathlib import Path
from typing import Any, Final, NamedTuple

from analyzer.finding import Finding, Quantity, Severity, Status
from analyzer.language import Text
from analyzer.report import Facts, FollowUp, Measures, Report, State

FILE_NAME: Final = "审核记录.sqlite"
FORMAT: Final = 1  # of the tables; a record in another format is begun anew

_TABLES = """
CREATE TABLE workbook (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, key TEXT, report TEXT NOT NULL);
CREATE TABLE payment (
    workbook INTEGER NOT NULL REFERENCES workbook(id) ON DELETE CASCADE,
    row INTEGER, paid_on TEXT, voucher TEXT, payee TEXT, summary TEXT, amount INTEGER
);
CREATE INDEX payment_of_workbook ON payment(workbook);
CREATE TABLE passed_over (path TEXT PRIMARY KEY, reason TEXT NOT NULL);
"""
_NOT_KEPT: Final = ("tables", "payments")  # needed while the copy is written, or kept in a table of their own


class Known(NamedTuple):
    """What the record says of a workbook: what it was examined with, and the hashes of file and copy."""

    key: str | None
    input_sha256: str | None
    output_sha256: str | None


class Record:
    """The reports of a results folder, one per path. Use as a context manager; `None` keeps no file."""

    def __init__(self, path: Path | None) -> None:
        self.connection = _opened(path)

    def __enter__(self) -> "Record":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def add(self, reports: Iterable[Report], key: str | None = None) -> None:
        """Put the reports in place of what was known of their paths; all of them or none.

        `key` stands for the rules, the profile and whatever else the reports depend on beside the file.
        """
        with self.connection:
            for report in reports:
                self.connection.execute("DELETE FROM workbook WHERE path = ?", (report.path,))
                written = "INSERT INTO workbook (path, key, report) VALUES (?, ?, ?)"
                row = self.connection.execute(written, (report.path, key, _to_json(report)))
                self.connection.executemany(
                    "INSERT INTO payment VALUES (?, ?, ?, ?, ?, ?, ?)",
                    zip(repeat(row.lastrowid), *report.payments, strict=False),
                )

    def known(self) -> dict[str, Known]:
        """What is recorded of each path."""
        asked = (
            "SELECT path, key, json_extract(report, '$.input_sha256'),"
            " json_extract(report, '$.certificate.output_sha256') FROM workbook"
        )
        return {path: Known(*stated) for path, *stated in self.connection.execute(asked)}

    def keep_only(self, paths: Iterable[str]) -> None:
        """Forget all other paths: the workbooks are no longer there."""
        with self.connection:
            self.connection.execute("CREATE TEMP TABLE present (path TEXT PRIMARY KEY)")
            self.connection.executemany("INSERT INTO present VALUES (?)", ((path,) for path in paths))
            self.connection.execute("DELETE FROM workbook WHERE path NOT IN (SELECT path FROM present)")
            self.connection.execute("DROP TABLE present")

    def pass_over(self, files: Mapping[str, str]) -> None:
        """Note the files of the folder that are no inputs, each with the reason."""
        with self.connection:
            self.connection.execute("DELETE FROM passed_over")
            self.connection.executemany("INSERT INTO passed_over VALUES (?, ?)", files.items())

    def passed_over(self) -> Iterator[tuple[str, str]]:
        """Path and reason of every file of the folder that is no input, by path."""
        yield from self.connection.execute("SELECT path, reason FROM passed_over ORDER BY path")

    def reports(self, paths: Collection[str] | None = None) -> Iterator[Report]:
        """All reports by path, or those of `paths`, without their tables and payments."""
        with closing(self.connection.execute("SELECT path, report FROM workbook ORDER BY path")) as rows:
            for path, written in rows:
                if paths is None or path in paths:
                    yield _from_json(written)


def _opened(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect("" if path is None else path)
    try:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found != FORMAT:
            _begin(connection)
    except sqlite3.DatabaseError as failure:
        connection.close()
        if path is None or isinstance(failure, sqlite3.OperationalError):
            raise
        path.unlink()  # no database: what is known can be found out again
        return _opened(path)
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _begin(connection: sqlite3.Connection) -> None:
    old = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in old:
        connection.execute(f'DROP TABLE "{name}"')
    connection.executescript(f"{_TABLES} PRAGMA user_version = {FORMAT};")


def _to_json(report: Report) -> str:
    written = {name: value for name, value in vars(report).items() if name not in _NOT_KEPT}
    return json.dumps(written, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> Any:
    """Parts of a report as objects, dates as ISO texts, numbers of numpy as Python's own."""
    if is_dataclass(value):
        return vars(value)
    return value.isoformat()[:10] if isinstance(value, date) else value.item()


def _from_json(written: str) -> Report:
    stated: dict[str, Any] = json.loads(written)
    stated["project"] = Facts(**stated["project"])
    stated["measures"] = Measures(**stated["measures"])
    stated["findings"] = tuple(Finding(**_with_kinds(finding)) for finding in stated["findings"])
    stated["follow_ups"] = tuple(FollowUp(**_with_kinds(follow_up)) for follow_up in stated["follow_ups"])
    stated["skipped"] = tuple((rule, reason) for rule, reason in stated["skipped"])
    stated["lost"], stated["remarks"] = tuple(stated["lost"]), tuple(stated["remarks"])
    stated["light"] = Text(*stated["light"]) if stated["light"] else None
    return Report(**stated)


_KINDS: Final[Mapping[str, type[StrEnum]]] = {
    "severity": Severity,
    "status": Status,
    "quantity": Quantity,
    "state": State,
}


def _with_kinds(stated: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _KINDS[name](value) if name in _KINDS else value for name, value in stated.items()}
