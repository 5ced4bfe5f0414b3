"""Taking everything of ours out of a copy that came back: the notes, the fills, the sheets."""

import re
import struct
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from analyzer.package.container.error import PackageError, damaged
from analyzer.package.container.package import Package
from analyzer.package.container.relations import CONTENT_TYPES, Relationship, relationships_part
from analyzer.package.editing.draft import Draft
from analyzer.package.looks.fills import solid_colour, with_fill
from analyzer.package.notes.comments import take_out_ours
from analyzer.package.notes.shapes import Shapes
from analyzer.package.sheet import marking
from analyzer.package.sheet.cells import Cell, cell_at
from analyzer.package.sheet.outline import Outline, Splice, plain
from analyzer.package.undoing.removal import kinds_of_sheets, remove_sheets
from analyzer.package.undoing.undo import UNDO, Undo, undo_of
from analyzer.package.verify.copy import Intention, compare
from analyzer.package.verify.sheet import compare_sheets

_CELLS = re.compile(rb'<(?:[\w.-]+:)?c(?: [\w:.-]+="[^"<>]*")*? r="([A-Z]+\d+)"')

Key = tuple[str, str]
"""A sheet's name and a cell on it."""


@dataclass(frozen=True)
class Stripped:
    """The workbook without our marks.

    `exact` says that every part is byte for byte that of the workbook the copy was made of, whose SHA-256 is
    `input_sha256` where the copy still tells. `names` holds the sheets that were removed, by their kind.
    """

    content: bytes
    exact: bool
    input_sha256: str | None
    names: Mapping[str, str]


@dataclass(frozen=True)
class Marks:
    """How our marks are known: the headings of our notes, our colours, and the fills recorded before them.

    `fills` has the XML of a fill, as in `Painted`, by the sheet and cell that were marked. `recorded` leads
    from what a note of ours says (without its heading) to the key in `fills` of the cell it was written for,
    which may have moved since; None when the note does not tell.
    """

    headings: Collection[str]
    fills: Mapping[Key, str]
    colours: Collection[str]
    recorded: Callable[[str], Key | None]


def strip(
    content: bytes | Package,
    *,
    headings: Collection[str],
    fills: Mapping[Key, str],
    colours: Collection[str],
    recorded: Callable[[str], Key | None] = lambda note: None,
) -> Stripped | None:
    """The workbook as it was before `edit`; None when it carries nothing of ours.

    A copy nobody edited comes back byte for byte; one edited only in parts without marks keeps what was
    edited. Of any other, sheets that are still as written get their own bytes back; in the rest every note is
    cut from our heading on (what others wrote stays, an empty note goes with its box), and a cell in one of
    our `colours` (RRGGBB) that has our note or stands in `fills` gets the fill recorded for it, or none. Our
    sheets go with all that only they use. `fills` and `recorded` are those of `Marks`. A fill that cannot be
    read counts as none.

    Raises PackageError when the workbook cannot be opened or edited.
    """
    package = content if isinstance(content, Package) else Package(content)
    undo = undo_of(package.archive)
    kinds = kinds_of_sheets(package)
    names = {kind: package.sheet_elements()[position].get("name", "") for position, kind in kinds.items()}
    sha256 = undo.input_sha256 if undo else None
    original = _undone(package, undo, headings, tuple(names.values())) if undo else None
    if undo is not None and original is not None:
        return Stripped(original, undo.intact(package.archive), sha256, names)
    if undo is None and not kinds and not fills and not _has_notes(package):
        return None
    marks = Marks(headings, fills, {colour.upper() for colour in colours}, recorded)
    try:
        stripped = _stripped(package, undo, kinds, marks)
    except struct.error as problem:
        raise damaged(UNDO) from problem
    return None if stripped is None else Stripped(stripped, False, sha256, names)


def _undone(package: Package, undo: Undo, headings: Collection[str], sheets: tuple[str, ...]) -> bytes | None:
    """The workbook the copy was made of, where nothing that carries marks was edited.

    A record can be made up by anyone; the copy must differ from what it leads to by marks and `sheets` alone.
    """
    if undo.untouched(package.archive) != set(undo.written):
        return None
    try:
        original = Package(undo.original(package.archive))
    except (PackageError, struct.error):
        return None
    agrees = any(_agrees(original, package, undo, heading, sheets) for heading in headings)
    return original.content if agrees else None


def _agrees(original: Package, copy: Package, undo: Undo, heading: str, sheets: tuple[str, ...]) -> bool:
    contents = {part: copy.part(part) or b"" for part in undo.written}
    parts = [part for part in original.sheet_parts.values() if part in contents]
    cells = {part: _cells_in(contents[part]) for part in parts}
    separated = {now: was for part in parts for was, now in _led_elsewhere(original, copy, part)}
    try:
        compare(original, copy.content, Intention(contents, cells, separated, heading, sheets))
    except (PackageError, ValueError, KeyError):
        return False
    return True


def _led_elsewhere(original: Package, copy: Package, part: str) -> Iterator[tuple[str, str]]:
    """The parts a worksheet pointed at, and those it points at in their stead."""
    for id_, now in copy.relationships(part).items():
        was = original.relationships(part).get(id_)
        if was is not None and was.part and now.part and was.part != now.part:
            yield was.part, now.part


def _has_notes(package: Package) -> bool:
    return b"comments+xml" in (package.part(CONTENT_TYPES) or b"")


def _stripped(package: Package, undo: Undo | None, kinds: Collection[int], marks: Marks) -> bytes | None:
    """The workbook with everything of ours found and taken out; None when nothing was."""
    draft = Draft(package)
    restored = _restored(draft, undo) if undo else set()
    ours = {package.sheet_elements()[position].get("name", "") for position in kinds}
    sheets = {
        name: part for name, part in package.sheet_parts.items() if name not in ours and part not in restored
    }
    said = {name: _take_out_notes(draft, part, marks.headings) for name, part in sheets.items()}
    fills = _fills_before(said, marks)
    for name, part in sheets.items():
        try:
            _rework(draft, part, fills.get(name, {}), marks.colours)
        except (ValueError, KeyError) as problem:  # a number or a reference in the sheet that is none
            raise damaged(part) from problem
    remove_sheets(draft, kinds)
    if package.archive.find(UNDO):
        draft.drop(UNDO)
    changes = draft.changes()
    found = changes or draft.parts_left_out or draft.parts_put_back
    return draft.to_bytes(changes) if found else None


def _restored(draft: Draft, undo: Undo) -> set[str]:
    """Put the marked sheets back where they, their notes and the styles are as they were written."""
    package = draft.package
    untouched = undo.untouched(package.archive)
    if package.styles_part in undo.written.keys() - untouched:
        return set()
    try:
        original = Package(undo.original(package.archive))
    except (PackageError, struct.error):
        return set()
    restored = set()
    for part in package.sheet_parts.values():
        pointed_at = {pointer.part for pointer in package.relationships(part).values() if pointer.part}
        group = {part, relationships_part(part), *pointed_at} & undo.written.keys()
        if part in undo.was and group <= untouched and _same_cells(original, package, part):
            for member in group:
                draft.restore(member, undo.undone(package.archive, member))
            restored.add(part)
    return restored


def _same_cells(original: Package, copy: Package, part: str) -> bool:
    """Whether a worksheet holds the same in both but for styles."""
    was, now = original.part(part) or b"", copy.part(part) or b""
    try:
        compare_sheets(part, plain(was, part), now, _cells_in(now))
    except (PackageError, ValueError, KeyError):
        return False
    return True


def _cells_in(xml: bytes) -> frozenset[str]:
    return frozenset(map(bytes.decode, _CELLS.findall(xml)))


def _take_out_notes(draft: Draft, part: str, headings: Collection[str]) -> dict[str, str]:
    """Take our words out of the notes of a sheet; returns what they said, by cell."""
    pointer = _pointer(draft.package, part, "comments")
    if pointer is None or pointer.part is None:
        return {}
    root = draft.tree(pointer.part)
    said, gone = take_out_ours(root, headings)
    drawing = _pointer(draft.package, part, "vmlDrawing")
    if gone and drawing is not None and drawing.part is not None:
        shapes = Shapes(draft.content(drawing.part), 1)
        for reference in gone:
            shapes.remove(cell_at(reference))
        draft.put(drawing.part, shapes.to_bytes())
        if shapes.empty:
            draft.drop(drawing.part)
            draft.unrelate(part, {drawing.id})
    if gone and next(root.iter("{*}comment"), None) is None:
        draft.drop(pointer.part)
        draft.unrelate(part, {pointer.id})
    return said


def _pointer(package: Package, part: str, kind: str) -> Relationship | None:
    """The worksheet's pointer at a part of that kind that exists."""
    pointers = package.relationships(part).values()
    wanted = (pointer for pointer in pointers if pointer.kind == kind and pointer.part)
    return next((pointer for pointer in wanted if package.archive.find(pointer.part or "")), None)


def _fills_before(said: Mapping[str, Mapping[str, str]], marks: Marks) -> dict[str, dict[str, str]]:
    """The fill each cell gets back, by sheet and cell: found by its note, else by where it was marked."""
    fills: dict[str, dict[str, str]] = {name: {} for name in said}
    claimed = set()
    for name, notes in said.items():
        for cell, note in notes.items():
            key = marks.recorded(note) or (name, cell)
            claimed.add(key)
            fills[name][cell] = marks.fills.get(key, "")
    for (name, cell), fill in marks.fills.items():
        if (name, cell) not in claimed and name in fills:
            fills[name].setdefault(cell, fill)
    return fills


def _rework(draft: Draft, part: str, fills: Mapping[str, str], colours: Collection[str]) -> None:
    """Give the cells of a sheet their fills back, and let it no longer show a drawing that is gone."""
    drawing = _pointer(draft.package, part, "vmlDrawing")
    undrawn = drawing is not None and drawing.part in draft.parts_left_out
    if not fills and not undrawn:
        return
    outline = Outline(plain(draft.package.part(part) or b"", part), part)
    splices = _refilled(draft, outline, fills, colours)
    shown = outline.child(b"legacyDrawing")
    if undrawn and shown is not None:
        splices.append(Splice(shown.start, shown.end, b""))
    if splices:
        draft.splice(part, outline.xml, splices)


def _refilled(
    draft: Draft, outline: Outline, fills: Mapping[str, str], colours: Collection[str]
) -> list[Splice]:
    """The splices that give each cell in one of our colours another fill."""
    if not fills or draft.package.styles_part is None:
        return []
    areas = marking.merged_areas(outline)
    by_cell: dict[Cell, str] = {}
    for reference, fill in fills.items():
        by_cell.setdefault(marking.shown_at(cell_at(reference), areas)[0], fill)
    styles = draft.tree(draft.package.styles_part)
    before = marking.styles_of(outline, by_cell)
    coloured = {cell: style for cell, style in before.items() if solid_colour(styles, style) in colours}
    refilled = {cell: _with_fill(styles, style, by_cell[cell]) for cell, style in coloured.items()}
    changed = {cell: style for cell, style in refilled.items() if style != before[cell]}
    return marking.restyle(outline, changed, lambda cell, style: changed[cell])


def _with_fill(styles: etree._Element, style: int, fill: str) -> int:
    try:
        return with_fill(styles, style, fill)
    except ValueError:
        return with_fill(styles, style, "")
