"""The folder's workbooks as a temporary SQL table, one row each, for comparing them with each other.

`filing`: `number` counts the read workbooks by path; `name`, `unit` and `code` are written the same way for
every workbook (see `plain`); `stage` and `as_of` tell apart what is filed more than once a year by right;
`repeats` is the number of the first filing of the very same file, else NULL. Amounts are fen.
`line`: the payments of the filings that repeat none, under the filing's number.
`stated`: the totals that units were given (see `analyzer.across.totals_file`).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from analyzer.across.contract import Filings
from analyzer.across.contract_number import contract_number
from analyzer.across.totals_file import UnitTotal
from analyzer.reading.characters import normalise
from analyzer.record import Record
from analyzer.report import Report
from analyzer.template.project import MONITORING, STAGES

_TABLES: Final = """
DROP TABLE IF EXISTS temp.filing;
DROP TABLE IF EXISTS temp.stated;
DROP VIEW IF EXISTS temp.line;
CREATE TEMP TABLE filing (
    number INTEGER PRIMARY KEY, workbook INTEGER UNIQUE, path TEXT, copy TEXT, money_unit TEXT,
    shown_name TEXT, shown_unit TEXT, name TEXT, unit TEXT, code TEXT, year INTEGER, stage TEXT, as_of TEXT,
    file TEXT, budget INTEGER, balance INTEGER, carried_over INTEGER, repeats INTEGER
);
CREATE TEMP TABLE stated (file TEXT, row INTEGER, shown_unit TEXT, unit TEXT, year INTEGER, amount INTEGER);
"""
_REPEATS: Final = """
CREATE INDEX temp.filing_by_file ON filing(file, number);
UPDATE filing SET repeats = (SELECT min(number) FROM filing AS a WHERE a.file = filing.file)
WHERE file IS NOT NULL;
UPDATE filing SET repeats = NULL WHERE repeats = number;
CREATE INDEX temp.filing_by_unit ON filing(unit, year);
CREATE INDEX temp.filing_by_code ON filing(code, year);
CREATE TEMP VIEW line AS
SELECT f.number, f.unit, f.year, p.row, p.paid_on, replace(upper(p.voucher), ' ', '') AS voucher,
    replace(p.payee, ' ', '') AS payee, p.summary, p.amount
FROM main.payment AS p JOIN filing AS f ON f.workbook = p.workbook WHERE f.repeats IS NULL;
"""
_WORKBOOK: Final = "(SELECT id FROM main.workbook WHERE path = ?)"
_FILING: Final = f"INSERT INTO filing VALUES (?, {_WORKBOOK}, {', '.join(['?'] * 15)}, NULL)"


def plain(text: str | None) -> str | None:
    """A name for comparing: half width, without spaces and differences of case or brackets; None if empty."""
    if text is None:
        return None
    joined = "".join(normalise(text).split()).casefold()
    return joined.translate(_BRACKETS) or None


_BRACKETS: Final = str.maketrans("〔【［〕】］", "[[[]]]")


def lay_out(record: Record, totals: Sequence[UnitTotal]) -> Filings:
    """The temporary tables, made anew from the record; they are gone with its connection."""
    filings = record.connection
    filings.create_function("contract_number", 1, contract_number, deterministic=True)
    filings.executescript(_TABLES)
    filings.executemany(_FILING, _rows(record.reports()))
    filings.executemany("INSERT INTO stated VALUES (?, ?, ?, ?, ?, ?)", _stated(totals))
    filings.executescript(_REPEATS)
    return filings


def _rows(reports: Iterable[Report]) -> Iterator[tuple[Any, ...]]:
    readable = (report for report in reports if report.reason is None)
    for number, report in enumerate(readable, start=1):
        project, measures = report.project, report.measures
        stage = project.stage or (MONITORING if report.light else STAGES[0])
        yield (
            *(number, report.path, report.path, report.copy, report.money_unit),
            *(project.name, project.unit, plain(project.name), plain(project.unit), plain(project.code)),
            *(project.year, stage, project.as_of or "", report.input_sha256),
            *(measures.budget, measures.balance, measures.carried_over),
        )


def _stated(totals: Iterable[UnitTotal]) -> Iterator[tuple[Any, ...]]:
    for total in totals:
        yield total.file, total.row, total.unit, plain(total.unit), total.year, total.amount
