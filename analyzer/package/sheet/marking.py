"""Giving cells of a worksheet another style, and the sheet its notes, by splicing its XML."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from analyzer.package.container.markup import RELATIONSHIP_NAMESPACES
from analyzer.package.sheet.cells import Cell, area, column_number, reference_to
from analyzer.package.sheet.outline import TRUE, Outline, Row, Span, Splice, attributes, place_of

Restyled = Callable[[Cell, int], int]
"""The number of the style a cell gets, from the cell and the number of the one it has."""

# The children of a worksheet that come after legacyDrawing (ECMA-376 part 1, CT_Worksheet).
_AFTER_LEGACY_DRAWING = (
    *(b"legacyDrawingHF", b"drawingHF", b"picture", b"oleObjects", b"controls"),
    *(b"webPublishItems", b"tableParts", b"extLst"),
)
_COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+)""")
_ALTERNATE = b"AlternateContent"


def merged_areas(sheet: Outline) -> list[tuple[Cell, Cell]]:
    """First and last cell of every merged range."""
    merges = sheet.child(b"mergeCells")
    if merges is None:
        return []
    tags = sheet.tags(b"mergeCell", merges.opened, merges.end)
    return [area(attributes(tag[1]).get(b"ref", b"A1").decode()) for tag in tags]


def shown_at(cell: Cell, areas: Iterable[tuple[Cell, Cell]]) -> tuple[Cell, Cell]:
    """First and last cell of what a reader sees as `cell`: the merged range it lies in, or itself."""
    row, column = cell
    for first, last in areas:
        if first[0] <= row <= last[0] and first[1] <= column <= last[1]:
            return first, last
    return cell, cell


def restyle(sheet: Outline, cells: Iterable[Cell], restyled: Restyled) -> list[Splice]:
    """The splices that give each cell another style; cells and rows that are not written are added."""
    by_row: dict[int, set[int]] = defaultdict(set)
    for number, column in sorted(cells):
        by_row[number].add(column)
    splices: list[Splice] = []
    missing: list[tuple[int, bytes]] = []
    for number, columns in by_row.items():
        row = sheet.row(number)
        if row is not None:
            splices += _restyled_row(sheet, row, columns, restyled)
        else:
            written = _new_cells(sheet, number, columns, restyled)
            missing.append(
                (number, b'<%srow r="%d">%s</%srow>' % (sheet.prefix, number, written, sheet.prefix))
            )
    return splices + _added_rows(sheet, missing)


def styles_of(sheet: Outline, cells: Iterable[Cell]) -> dict[Cell, int]:
    """The style of each of the cells that is written."""
    wanted = set(cells)
    found = {}
    for number in {number for number, _ in wanted}:
        row = sheet.row(number)
        for column, cell in _cells(sheet, row) if row else ():
            if (number, column) in wanted:
                found[number, column] = int(attributes(cell[1]).get(b"s", 0))
    return found


def legacy_drawing(sheet: Outline, relationship: str) -> Splice:
    """The splice that makes the sheet show the notes' drawing under that relationship id."""
    attribute = _relationship_attribute(sheet.root, strict=b"purl.oclc.org" in sheet.root.attributes)
    element = b'<%slegacyDrawing %s="%s"/>' % (sheet.prefix, attribute, relationship.encode())
    if (present := sheet.child(b"legacyDrawing")) is not None:
        return Splice(present.start, present.end, element)
    later = next((span for span in sheet.children if _comes_later(sheet, span)), None)
    at = later.start if later else sheet.root.end
    return Splice(at, at, element)


def relationship_of(drawing: Span) -> str | None:
    """The relationship id an element points with."""
    given = attributes(drawing.attributes)
    return next((value.decode() for name, value in given.items() if name.rpartition(b":")[2] == b"id"), None)


def _comes_later(sheet: Outline, span: Span) -> bool:
    if span.name.endswith(_ALTERNATE):
        inside = sheet.xml[span.opened : span.end]
        return b"controls" in inside or b"oleObjects" in inside
    return span.name in _AFTER_LEGACY_DRAWING


def _relationship_attribute(root: Span, *, strict: bool) -> bytes:
    for name, value in attributes(root.attributes).items():
        if name.startswith(b"xmlns:") and value.decode() in RELATIONSHIP_NAMESPACES:
            return name.removeprefix(b"xmlns:") + b":id"
    space = RELATIONSHIP_NAMESPACES[strict].encode()
    return b'xmlns:r="%s" r:id' % space


def _cells(sheet: Outline, row: Row) -> Iterator[tuple[int, re.Match[bytes]]]:
    """Column and start tag of each cell of a row; one that states no reference follows the one before it."""
    column = 0
    for cell in sheet.tags(b"c", row.start, row.end):
        stated = _COLUMN.search(cell[1])
        column = column_number(stated[1].decode()) if stated else column + 1
        yield column, cell


def _restyled_row(sheet: Outline, row: Row, columns: set[int], restyled: Restyled) -> Iterator[Splice]:
    """The splices in a row that is there: restyled cells, cells added in their order, its spans widened."""
    tag = next(iter(sheet.tags(b"row", row.start, row.end)))
    waiting = set(columns)
    for column, cell in _cells(sheet, row):
        before = {earlier for earlier in waiting if earlier < column}
        if before:
            waiting -= before
            yield _inserted(cell.start(), _new_cells(sheet, row.number, before, restyled))
        if column in columns:
            waiting.discard(column)
            style = restyled((row.number, column), int(attributes(cell[1]).get(b"s", 0)))
            yield _set(cell.start(1), cell[1], b"s", b"%d" % style)
    yield from _widened(tag.start(1), tag[1], columns)
    if waiting:
        cells = _new_cells(sheet, row.number, waiting, restyled)
        if tag[2]:
            yield Splice(tag.end() - 2, tag.end(), b">%s</%srow>" % (cells, sheet.prefix))
        else:
            yield _inserted(sheet.xml.rfind(b"</", tag.end(), row.end), cells)


def _inserted(at: int, new: bytes) -> Splice:
    return Splice(at, at, new)


def _new_cells(sheet: Outline, row: int, columns: Iterable[int], restyled: Restyled) -> bytes:
    """Empty cells, styled from their row or else their column before they get their own style."""
    present = sheet.row(row)
    given = sheet.row_attributes(present) if present else {}
    whole_row = int(given.get(b"s", 0)) if given.get(b"customFormat") in TRUE else None
    return b"".join(
        b'<%sc r="%s" s="%d"/>'
        % (
            sheet.prefix,
            reference_to((row, column)).encode(),
            restyled((row, column), _column_style(sheet, column) if whole_row is None else whole_row),
        )
        for column in sorted(columns)
    )


def _column_style(sheet: Outline, column: int) -> int:
    return int(sheet.column_attributes(column).get(b"style", 0))


def _added_rows(sheet: Outline, rows: Sequence[tuple[int, bytes]]) -> list[Splice]:
    """The splices that add whole rows, making the sheet's cell table first when it has none."""
    if not rows:
        return []
    cells = sheet.child(b"sheetData")
    table = sheet.prefix + b"sheetData"
    if cells is None or cells.opened == cells.end:
        start, end = (cells.start, cells.end) if cells else (sheet.cells_belong_at,) * 2
        written = b"".join(xml for _, xml in rows)
        return [Splice(start, end, b"<%s>%s</%s>" % (table, written, table))]
    numbers = [row.number for row in sheet.rows]
    starts = [*(row.start for row in sheet.rows), sheet.xml.rfind(b"</", cells.opened, cells.end)]
    return [_inserted(starts[bisect_right(numbers, number)], xml) for number, xml in rows]


def _set(at: int, raw: bytes, name: bytes, value: bytes) -> Splice:
    """The splice that sets one of the attributes `raw` of a start tag, which begin at `at`."""
    place = place_of(raw, name)
    if place is None:
        return _inserted(at + len(raw), b' %s="%s"' % (name, value))
    return Splice(at + place[0], at + place[1], value)


def _widened(at: int, raw: bytes, columns: Iterable[int]) -> Iterator[Splice]:
    """The row's `spans`, which say where its cells lie, made to reach the cells added."""
    first, colon, last = attributes(raw).get(b"spans", b"").partition(b":")
    if not (first.isdigit() and colon and last.isdigit()):
        return
    reach = (min(int(first), *columns), max(int(last), *columns))
    if reach != (int(first), int(last)):
        yield _set(at, raw, b"spans", b"%d:%d" % reach)
