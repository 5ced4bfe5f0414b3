"""Writing the notes of one sheet: the parts that hold them, and the boxes they are shown in."""

from dataclasses import dataclass

from analyzer.package.container.markup import parse
from analyzer.package.container.package import Package
from analyzer.package.editing.draft import Draft
from analyzer.package.notes import comments
from analyzer.package.notes.layout import Layout
from analyzer.package.notes.shapes import Shapes
from analyzer.package.sheet import marking
from analyzer.package.sheet.cells import Cell, area, reference_to
from analyzer.package.sheet.outline import Outline, Splice

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
class Marked:
    """The marks on what a reader sees as one cell, a merged range from `first` to `last` included."""

    first: Cell
    last: Cell
    marks: tuple[Mark, ...]

    @property
    def fill(self) -> str | None:
        """The colour the cell gets, None when it keeps its own."""
        return next((mark.fill for mark in self.marks if mark.fill), None)

    @property
    def note(self) -> str:
        """What the cell's note gets to say."""
        return "\n".join(mark.note for mark in self.marks if mark.note)


def threaded_cells(package: Package, part: str) -> set[Cell]:
    """The cells of a worksheet with a threaded comment, whose text and box belong to the thread."""
    threads = (
        related.part for related in package.relationships(part).values() if related.kind == "threadedComment"
    )
    cells = set()
    for thread in threads:
        xml = package.part(thread) if thread else None
        if thread and xml is not None:
            comments = parse(xml, thread).iterchildren("{*}threadedComment")
            cells |= {area(comment.get("ref", "A1"))[0] for comment in comments}
    return cells


def annotate(draft: Draft, outline: Outline, noted: list[Marked], author: str, heading: str) -> list[Splice]:
    """Write the notes of one sheet and their boxes; returns the splice that shows them, if one is needed."""
    comments_part = _own_part(draft, outline.part, "comments")
    if comments_part is None:
        comments_part = draft.fresh("xl/comments.xml")
        draft.relate(outline.part, comments_part, "comments")
    present = draft.tree(comments_part) if draft.content(comments_part) is not None else None
    if present is None:
        draft.put(comments_part, comments.no_notes(draft.package.main_namespace))
        draft.declare(comments_part, _COMMENTS_TYPE)
    written = comments.Notes(present, author, heading)
    vml_part = _vml_part(draft, outline)
    shapes = Shapes(draft.content(vml_part) if vml_part else None, draft.block(outline.part))
    layout = Layout(outline)
    for cell in noted:
        text = written.write(reference_to(cell.first), cell.note)
        shapes.fit(cell.first, cell.last, comments.box(text), layout)
    for table, entries in written.new.items():
        draft.append(comments_part, table, entries)
    splices = []
    if vml_part is None:
        vml_part = draft.fresh("xl/drawings/vmlDrawing.vml")
        splices.append(marking.legacy_drawing(outline, draft.relate(outline.part, vml_part, "vmlDrawing")))
    if draft.content(vml_part) is None:
        draft.declare(vml_part, _VML_TYPE)
    draft.put(vml_part, shapes.to_bytes())
    return splices


def _vml_part(draft: Draft, outline: Outline) -> str | None:
    drawing = outline.child(b"legacyDrawing")
    if drawing is None:
        return None
    return _own_part(draft, outline.part, "vmlDrawing", marking.relationship_of(drawing))


def _own_part(draft: Draft, part: str, kind: str, relationship: str | None = None) -> str | None:
    """The worksheet's part of that kind, copied first when another sheet uses it too."""
    found = draft.package.relationships(part).values()
    wanted = (related for related in found if related.kind == kind and relationship in (None, related.id))
    own = next((related for related in wanted if related.part), None)
    if own is None or own.part is None:
        return None
    others = [other for other in draft.package.sheet_parts.values() if other != part]
    if not any(
        own.part == used.part for other in others for used in draft.package.relationships(other).values()
    ):
        return own.part
    return draft.separate(part, own, _COMMENTS_TYPE if kind == "comments" else _VML_TYPE)
