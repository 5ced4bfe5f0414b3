"""Marking cells of a workbook and adding sheets to it, with everything else left as it is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.language import Text
from analyzer.package import sheet
from analyzer.package.annotation import Marked, annotate
from analyzer.package.cells import Cell, cell_at, reference_to
from analyzer.package.draft import Draft
from analyzer.package.error import PackageError, damaged
from analyzer.package.graft import graft
from analyzer.package.outline import Outline, plain, spliced
from analyzer.package.package import Package
from analyzer.package.verify import Intention, verify


@dataclass(frozen=True)
class Mark:
    """What one cell gets: a fill ("FFC7CE", red green blue) or a note or both."""

    sheet: str
    cell: str
    fill: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Edited:
    """The edited copy, and the name each grafted sheet was given in it (its own may be taken)."""

    content: bytes
    sheets: dict[str, str]


def edit(
    content: bytes, marks: Sequence[Mark], *, grafted: bytes | None = None, author: str, heading: str
) -> Edited:
    """A copy of the workbook `content` with its cells marked and the sheets of `grafted` appended.

    A cell's fill replaces the fill it has and nothing else of its style. A note is put under `heading` after
    what others wrote in the cell's note; one of an earlier run is replaced. A mark inside a merged range goes
    to the range's first cell. The copy is compared with `content` before it is returned.

    Raises PackageError when the workbook cannot be edited, ValueError when a cell is marked twice or is none.
    """
    draft = Draft(Package(content))
    cells = {}
    for name, shown in _marks_by_sheet(draft.package, marks).items():
        part = draft.package.sheet_parts[name]
        try:
            cells[part] = _mark_sheet(draft, part, shown, author, heading)
        except (ValueError, KeyError) as problem:  # a number or a reference in the sheet that is none
            raise damaged(part) from problem
    names = graft(draft, grafted) if grafted is not None else {}
    changes = draft.changes()
    copy = draft.to_bytes(changes)
    verify(content, copy, Intention(frozenset(changes), cells, draft.separated, heading))
    return Edited(copy, names)


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
    draft: Draft, part: str, marks: dict[Cell, Mark], author: str, heading: str
) -> frozenset[str]:
    """Fill and annotate cells of the worksheet in `part`; returns the cells whose style may differ now."""
    outline = Outline(plain(draft.package.part(part) or b"", part), part)
    shown = _as_shown(marks, sheet.merged_areas(outline))
    fills = {cell.first: cell.fill for cell in shown if cell.fill}
    splices = sheet.paint(outline, fills, draft.styles) if fills else []
    noted = [cell for cell in shown if cell.note]
    if noted:
        splices += annotate(draft, outline, noted, author, heading)
    if splices:
        draft.put(part, spliced(outline.xml, splices))
    return frozenset(map(reference_to, fills))


def _as_shown(marks: dict[Cell, Mark], areas: list[tuple[Cell, Cell]]) -> list[Marked]:
    """The marks by what a reader sees as one cell, whose first cell alone shows a fill or a note."""
    together: dict[tuple[Cell, Cell], list[Mark]] = defaultdict(list)
    for cell, mark in sorted(marks.items(), key=lambda item: item[0]):
        together[sheet.shown_at(cell, areas)].append(mark)
    return [
        Marked(
            first,
            last,
            next((mark.fill for mark in group if mark.fill), None),
            "\n".join(mark.note for mark in group if mark.note) or None,
        )
        for (first, last), group in together.items()
    ]
