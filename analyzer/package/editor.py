"""Marking cells of a workbook and adding sheets to it, with everything else left as it is."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.language import Text
from analyzer.package import notes, sheet
from analyzer.package.cells import Cell, cell_at, reference_to
from analyzer.package.draft import Draft
from analyzer.package.error import PackageError
from analyzer.package.graft import graft
from analyzer.package.layout import Layout
from analyzer.package.outline import Outline, Splice, plain, spliced
from analyzer.package.package import Package
from analyzer.package.shapes import Shapes
from analyzer.package.verify import Intention, verify

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"


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


@dataclass(frozen=True)
class _Shown:
    """The marks on what a reader sees as one cell, a merged range included."""

    first: Cell
    last: Cell
    fill: str | None
    note: str | None


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
        cells[part] = _mark_sheet(draft, part, shown, author, heading)
    names = graft(draft, grafted) if grafted is not None else {}
    changes = draft.changes()
    copy = draft.to_bytes(changes)
    verify(content, copy, Intention(frozenset(changes), cells, heading))
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
        splices += _annotate(draft, outline, noted, author, heading)
    if splices:
        draft.put(part, spliced(outline.xml, splices))
    return frozenset(map(reference_to, fills))


def _as_shown(marks: dict[Cell, Mark], areas: list[tuple[Cell, Cell]]) -> list[_Shown]:
    """The marks by what a reader sees as one cell, whose first cell alone shows a fill or a note."""
    together: dict[tuple[Cell, Cell], list[Mark]] = defaultdict(list)
    for cell, mark in sorted(marks.items(), key=lambda item: item[0]):
        together[sheet.shown_at(cell, areas)].append(mark)
    return [
        _Shown(
            first,
            last,
            next((mark.fill for mark in group if mark.fill), None),
            "\n".join(mark.note for mark in group if mark.note) or None,
        )
        for (first, last), group in together.items()
    ]


def _annotate(draft: Draft, outline: Outline, noted: list[_Shown], author: str, heading: str) -> list[Splice]:
    """Write the notes of one sheet and their boxes; returns the splice that shows them, if one is needed."""
    comments_part = _own_part(draft, outline.part, "comments")
    if comments_part is None:
        comments_part = draft.fresh("xl/comments.xml")
        draft.put(comments_part, notes.no_notes(draft.package.main_namespace))
        draft.content_types.declare(comments_part, _COMMENTS_TYPE)
        draft.relate(outline.part, comments_part, "comments")
    written = notes.Notes(draft.tree(comments_part), author, heading)
    drawing = outline.child(b"legacyDrawing")
    vml_part = (
        _own_part(draft, outline.part, "vmlDrawing", sheet.relationship_of(drawing)) if drawing else None
    )
    shapes = Shapes(draft.content(vml_part) if vml_part else None, draft.block(outline.part))
    layout = Layout(outline)
    for cell in noted:
        text = written.write(reference_to(cell.first), cell.note or "")
        shapes.fit(cell.first, cell.last, notes.box(text), layout)
    if vml_part is not None:
        draft.put(vml_part, shapes.to_bytes())
        return []
    vml_part = draft.fresh("xl/drawings/vmlDrawing.vml")
    draft.put(vml_part, shapes.to_bytes())
    draft.content_types.declare(vml_part, _VML_TYPE)
    return [sheet.legacy_drawing(outline, draft.relate(outline.part, vml_part, "vmlDrawing"))]


def _own_part(draft: Draft, part: str, kind: str, relationship: str | None = None) -> str | None:
    """The worksheet's part of that kind, copied first when another sheet uses it too."""
    found = [
        related
        for related in draft.package.relationships(part).values()
        if related.kind == kind and related.part and relationship in (None, related.id)
    ]
    own = next((related for related in found if draft.package.part(related.part or "") is not None), None)
    if own is None or own.part is None:
        return None
    others = [other for other in draft.package.sheet_parts.values() if other != part]
    if not any(
        own.part == used.part for other in others for used in draft.package.relationships(other).values()
    ):
        return own.part
    copy = draft.fresh(own.part)
    draft.put(copy, draft.package.part(own.part) or b"")
    draft.content_types.declare(copy, _COMMENTS_TYPE if kind == "comments" else _VML_TYPE)
    draft.retarget(part, own.id, copy)
    return copy
