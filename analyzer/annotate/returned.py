"""An annotated copy that comes back: what was found in it last time, and what was written beside it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from analyzer.annotate import record, results_sheet
from analyzer.annotate.appearance import COLOURS, EXPLAINED_COLOUR
from analyzer.annotate.marks import HEADING, number_of
from analyzer.annotate.record import Examination, Past, Record
from analyzer.language import Text
from analyzer.package import Package, strip
from analyzer.package.undoing.removal import kinds_of_sheets
from analyzer.reading import UnreadableWorkbookError, read_sheet
from analyzer.reading.characters import is_blank

_NUMBER_LABEL: Final = results_sheet.COLUMNS[results_sheet.NUMBER][0]
_EXPLANATION_LABEL: Final = results_sheet.COLUMNS[results_sheet.EXPLANATION][0]
_OUR_COLOURS: Final = frozenset({*COLOURS.values(), EXPLAINED_COLOUR})

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Returned:
    """A workbook without what an earlier run added to it.

    `exact` says that the workbook's parts are byte for byte those that were examined then; `examination` is
    None where the sheet 审核结果 no longer tells of it.
    """

    content: bytes
    exact: bool
    findings: tuple[Past, ...]
    examination: Examination | None


def read_returned(workbook: bytes | Package) -> Returned | None:
    """What an annotated copy holds, whichever program saved it since; None for a workbook that is none.

    Raises PackageError where the workbook cannot be read at all.
    """
    package = workbook if isinstance(workbook, Package) else Package(workbook)
    rows = _values(package)
    records = {each.number: each for row in reversed(rows) for each in _records(row)}
    keys = {number: (each.past.sheet, each.past.cell) for number, each in records.items()}
    stripped = strip(
        package,
        headings=tuple(HEADING),
        fills={keys[number]: each.fill for number, each in records.items() if each.fill is not None},
        colours=_OUR_COLOURS,
        recorded=lambda note: keys.get(number_of(note)),
    )
    if stripped is None:
        return None
    return Returned(stripped.content, stripped.exact, _with_explanations(rows, records), _examination(rows))


def _values(package: Package) -> Rows:
    """The cells of 审核结果; none where there is no such sheet, or somebody made it unreadable."""
    kinds = kinds_of_sheets(package)
    position = next((at for at, kind in sorted(kinds.items()) if kind == results_sheet.KIND), None)
    if position is None:
        return []
    name = package.sheet_elements()[position].get("name", "")
    try:
        return read_sheet(package, name)
    except UnreadableWorkbookError:
        return []


def _examination(rows: Rows) -> Examination | None:
    texts = (cell for row in rows for cell in row if isinstance(cell, str))
    return next(filter(None, map(record.read_examination, texts)), None)


def _records(row: Sequence[Any]) -> Iterator[Record]:
    for cell in row:
        found = record.read_finding(cell) if isinstance(cell, str) else None
        if found is not None:
            yield found


def _with_explanations(rows: Rows, records: Mapping[int, Record]) -> tuple[Past, ...]:
    """The findings in the order of their numbers, with what stands in 说明 beside the same number in 序号.

    Not beside the record: somebody may have sorted the columns in sight and not the hidden one.
    """
    written = _explanations(rows)
    return tuple(_explained(records[number], written.get(number, "")) for number in sorted(records))


def _explained(found: Record, explanation: str) -> Past:
    past = found.past
    rewritten = record.digest(explanation) != found.explained
    return Past(**{**vars(past), "explanation": explanation, "rewritten": rewritten})


def _explanations(rows: Rows) -> Mapping[int, str]:
    """What stands in 说明 by the number in 序号, where the two columns have their headings."""
    written: dict[int, str] = {}
    places: tuple[int, int] | None = None
    for row in rows:
        number_at, explanation_at = _place(row, _NUMBER_LABEL), _place(row, _EXPLANATION_LABEL)
        if number_at is not None and explanation_at is not None:
            places = number_at, explanation_at
        elif places is not None and isinstance(row[places[0]], float | int):
            number, text = int(row[places[0]]), _text(row[places[1]])
            written[number] = written.get(number) or text
    return written


def _place(row: Sequence[Any], label: Text) -> int | None:
    return next((at for at, cell in enumerate(row) if isinstance(cell, str) and cell.strip() in label), None)


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = cell.isoformat() if isinstance(cell, date) else str(cell)
    text = text.replace("\r", "").strip()
    return "" if is_blank(text) else text
