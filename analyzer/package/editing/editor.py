"""Marking cells of a workbook and adding sheets to it, with everything else left as it is."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from analyzer.language import Text
from analyzer.package.container.error import PackageError, damaged
from analyzer.package.container.package import Package
from analyzer.package.editing.certificate import Certificate, reasons
from analyzer.package.editing.draft import Draft
from analyzer.package.looks.fills import fill_of
from analyzer.package.notes.annotation import Mark, Marked, annotate, threaded_cells
from analyzer.package.pages.page import Page, append
from analyzer.package.sheet import marking
from analyzer.package.sheet.cells import Cell, cell_at, reference_to
from analyzer.package.sheet.outline import Outline, plain
from analyzer.package.undoing.undo import UNDO, announced, record
from analyzer.package.verify.copy import Compared, Intention, verify


@dataclass(frozen=True)
class Painted:
    """What the pages to be added are told about the marks before they are composed.

    `fills` holds the fill each painted cell had before, by sheet and cell as marked: its XML without a
    namespace, empty for none. `unnoted` cells got no note because a threaded comment stands there.
    """

    fills: Mapping[tuple[str, str], str]
    unnoted: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Edited:
    """The edited copy, the name each new sheet was given in it (its own may be taken), what was compared."""

    content: bytes
    sheets: dict[str, str]
    certificate: Certificate


def edit(
    content: bytes | Package,
    marks: Sequence[Mark],
    *,
    compose: Callable[[Painted], Sequence[Page]] | None = None,
    author: str,
    heading: str,
) -> Edited:
    """A copy of a workbook with its cells marked and the pages that `compose` makes appended.

    A cell's fill replaces the fill it has and nothing else of its style. A note is put under `heading` after
    what others wrote in the cell's note; one of an earlier run is replaced. A mark inside a merged range goes
    to the range's first cell; a cell with a threaded comment gets no note. A record is added from which
    `strip` gives the workbook back as it was. The copy is compared with it before it is returned.

    Raises PackageError when the workbook cannot be edited, ValueError when a cell is marked twice or is none.
    """
    package = content if isinstance(content, Package) else Package(content)
    draft = Draft(package)
    marked = {}
    for name, shown in _marks_by_sheet(package, marks).items():
        part = package.sheet_parts[name]
        try:
            marked[name] = _mark_sheet(draft, part, shown, author, heading)
        except (ValueError, KeyError) as problem:  # a number or a reference in the sheet that is none
            raise damaged(part) from problem
    names = append(draft, compose(_painted(marked))) if compose else {}
    changes = draft.changes()
    copy = package.content
    if changes:
        changes = announced(draft, changes)
        copy = draft.to_bytes({**changes, UNDO: record(draft, changes)})
    cells = {package.sheet_parts[name]: sheet.restyled for name, sheet in marked.items()}
    intended = Intention(changes, cells, draft.separated, heading, tuple(names.values()))
    compared = verify(package, copy, intended)
    return Edited(copy, names, _certificate(draft, copy, changes, compared))


@dataclass(frozen=True)
class _MarkedSheet:
    """The cells of one sheet whose style changed, and what is to be said of the cells as they were marked."""

    restyled: frozenset[str]
    fills: dict[str, str]
    unnoted: frozenset[str]


def _painted(marked: Mapping[str, _MarkedSheet]) -> Painted:
    fills = {(name, cell): fill for name, sheet in marked.items() for cell, fill in sheet.fills.items()}
    return Painted(fills, frozenset((name, cell) for name, sheet in marked.items() for cell in sheet.unnoted))


def _certificate(draft: Draft, copy: bytes, changes: Mapping[str, bytes], compared: Compared) -> Certificate:
    changed = (*changes, UNDO) if changes else ()
    return Certificate(
        draft.package.sha256,
        hashlib.sha256(copy).hexdigest(),
        compared.kept,
        reasons(draft, changed),
        compared.rows,
        compared.restyled,
    )


def _marks_by_sheet(package: Package, marks: Sequence[Mark]) -> dict[str, dict[Cell, Mark]]:
    by_sheet: dict[str, dict[Cell, Mark]] = defaultdict(dict)
    for mark in marks:
        if mark.sheet not in package.sheet_parts:
            raise PackageError(
                Text(
                    f"工作簿里没有可以标注的工作表“{mark.sheet}”",
                    f"The workbook has no worksheet called “{mark.sheet}” that could be marked",
                )
            )
        cell = cell_at(mark.cell)
        if cell in by_sheet[mark.sheet]:
            raise ValueError(f"{mark.sheet}!{mark.cell} is marked twice")
        by_sheet[mark.sheet][cell] = mark
    return by_sheet


def _mark_sheet(
    draft: Draft, part: str, marks: Mapping[Cell, Mark], author: str, heading: str
) -> _MarkedSheet:
    """Fill and annotate cells of the worksheet in `part`."""
    outline = Outline(plain(draft.package.part(part) or b"", part), part)
    shown = _as_shown(marks, marking.merged_areas(outline))
    fills = {cell.first: cell.fill for cell in shown if cell.fill}
    before: dict[Cell, int] = {}

    def filled(cell: Cell, style: int) -> int:
        before[cell] = style
        return draft.styles.filled(style, fills[cell])

    splices = marking.restyle(outline, fills, filled)
    threaded = threaded_cells(draft.package, part)
    noted = [cell for cell in shown if cell.note and cell.first not in threaded]
    if noted:
        splices += annotate(draft, outline, noted, author, heading)
    if splices:
        draft.splice(part, outline.xml, splices)
    written = {style: fill_of(draft.styles.root, style) for style in set(before.values())}
    return _MarkedSheet(
        frozenset(map(reference_to, fills)),
        {mark.cell: written[before[cell.first]] for cell in shown if cell.fill for mark in cell.marks},
        frozenset(mark.cell for cell in shown if cell.first in threaded for mark in cell.marks if mark.note),
    )


def _as_shown(marks: Mapping[Cell, Mark], areas: list[tuple[Cell, Cell]]) -> list[Marked]:
    """The marks by what a reader sees as one cell, whose first cell alone shows a fill or a note."""
    together: dict[tuple[Cell, Cell], list[Mark]] = defaultdict(list)
    for cell, mark in sorted(marks.items(), key=lambda item: item[0]):
        together[marking.shown_at(cell, areas)].append(mark)
    return [Marked(first, last, tuple(group)) for (first, last), group in together.items()]
