"""Writing texts into cells of a workbook in place: headers, labels, and room for what belongs to them."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from analyzer.package.container.package import Package
from analyzer.package.editing.draft import Draft
from analyzer.package.editing.properties import set_property
from analyzer.package.sheet.cells import Cell, area, column_number, reference_to
from analyzer.package.sheet.columns import Widening, widened
from analyzer.package.sheet.outline import TRUE, Outline, Row, Splice, attributes, plain, spliced
from analyzer.package.verify.entries import verify_entries

_COLUMN = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]+)""")
_SPANS = re.compile(rb"""\sspans\s*=\s*(?:"[^"]*"|'[^']*')""")


@dataclass(frozen=True)
class Entry:
    """What one cell is to say; an empty `text` only gives a cell that is not there the look it needs.

    `look_of` is the sheet and cell whose style it takes; without, it keeps its own.
    """

    sheet: str
    cell: Cell
    text: str
    look_of: tuple[str, Cell] | None = None


def enter(
    content: bytes,
    entries: Sequence[Entry],
    widenings: Sequence[Widening] = (),
    properties: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A copy of the workbook with the `entries` made, columns given room, and document properties set.

    What stands in an entry's cell is replaced; every other cell, note, picture and part stays. The copy is
    compared with `content` before it is returned. Raises PackageError when that fails, or when the workbook
    cannot be edited.
    """
    draft = Draft(Package(content))
    outlines = _Outlines(draft.package)
    for name in dict.fromkeys([*(e.sheet for e in entries), *(w.sheet for w in widenings)]):
        sheet = outlines[name]
        own = [entry for entry in entries if entry.sheet == name]
        room = {w.column: (w.width, outlines.style(*w.look_of)) for w in widenings if w.sheet == name}
        splices = [*_written(sheet, own, outlines), *_dimension(sheet, own), *widened(sheet, room)]
        draft.put(sheet.part, spliced(sheet.xml, splices))
    changed_properties = {part for name, value in properties for part in set_property(draft, name, value)}
    changes = draft.changes()
    copy = draft.to_bytes(changes)
    texts = {(entry.sheet, entry.cell): entry.text for entry in entries}
    verify_entries(content, copy, texts, frozenset(changes) & changed_properties)
    return copy


class _Outlines:
    """The worksheets by name, outlined when first asked for."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._known: dict[str, Outline] = {}

    def __getitem__(self, name: str) -> Outline:
        if name not in self._known:
            part = self._package.sheet_parts[name]
            self._known[name] = Outline(plain(self._package.sheet_xml(name), part), part)
        return self._known[name]

    def style(self, name: str, cell: Cell) -> int:
        """The number of the style that a cell has, or would have if it were written."""
        sheet, (number, column) = self[name], cell
        row = sheet.row(number)
        for tag, at in _cells(sheet, row) if row else ():
            if at == column:
                return int(attributes(tag[1]).get(b"s", 0))
        given = sheet.row_attributes(row) if row else {}
        if given.get(b"customFormat") in TRUE:
            return int(given.get(b"s", 0))
        return int(sheet.column_attributes(column).get(b"style", 0))


def _cells(sheet: Outline, row: Row) -> Iterator[tuple[re.Match[bytes], int]]:
    """The start tags of a row's cells with their column; one that states none follows the one before it."""
    column = 0
    for tag in sheet.tags(b"c", row.start, row.end):
        stated = _COLUMN.search(tag[1])
        column = column_number(stated[1].decode()) if stated else column + 1
        yield tag, column


def _written(sheet: Outline, entries: Sequence[Entry], outlines: _Outlines) -> Iterator[Splice]:
    by_row: dict[int, list[Entry]] = defaultdict(list)
    for entry in sorted(entries, key=lambda entry: entry.cell):
        by_row[entry.cell[0]].append(entry)
    new: list[tuple[int, bytes]] = []
    for number, own in by_row.items():
        cells = {entry.cell[1]: _cell(sheet, entry, outlines) for entry in own}
        row = sheet.row(number)
        if row is not None:
            yield from _into_row(sheet, row, cells)
        else:
            parts = sheet.prefix, number, b"".join(cells.values()), sheet.prefix
            new.append((number, b'<%srow r="%d">%s</%srow>' % parts))
    yield from _new_rows(sheet, new)


def _cell(sheet: Outline, entry: Entry, outlines: _Outlines) -> bytes:
    style = outlines.style(*(entry.look_of or (entry.sheet, entry.cell)))
    start = b'<%sc r="%s" s="%d"' % (sheet.prefix, reference_to(entry.cell).encode(), style)
    if not entry.text:
        return start + b"/>"
    text = escape(entry.text).encode()
    return start + b' t="inlineStr"><%sis><%st>%s</%st></%sis></%sc>' % (
        *(sheet.prefix,) * 2,
        text,
        *(sheet.prefix,) * 3,
    )


def _into_row(sheet: Outline, row: Row, cells: dict[int, bytes]) -> Iterator[Splice]:
    """The splices that put cells into a row that is there, in place of those with the same column."""
    tag = next(iter(sheet.tags(b"row", row.start, row.end)))
    spans = _SPANS.search(tag[1])  # they only help a reader along, and need not be stated
    if spans:
        yield Splice(tag.start(1) + spans.start(), tag.start(1) + spans.end(), b"")
    waiting = dict(cells)
    for present, column in _cells(sheet, row):
        for earlier in [earlier for earlier in waiting if earlier < column]:
            yield Splice(present.start(), present.start(), waiting.pop(earlier))
        if column in waiting:
            closing = b"</%sc>" % sheet.prefix
            end = present.end() if present[2] else sheet.xml.index(closing, present.end()) + len(closing)
            yield Splice(present.start(), end, waiting.pop(column))
    rest = b"".join(waiting.values())
    if rest and tag[2]:
        yield Splice(tag.end() - 2, tag.end(), b">%s</%srow>" % (rest, sheet.prefix))
    elif rest:
        at = sheet.xml.rfind(b"</", tag.end(), row.end)
        yield Splice(at, at, rest)


def _new_rows(sheet: Outline, rows: Sequence[tuple[int, bytes]]) -> Iterator[Splice]:
    cells = sheet.child(b"sheetData")
    if cells is None or cells.opened == cells.end:
        return  # an entry stands beside headers, and a sheet without cells has none
    numbers = [row.number for row in sheet.rows]
    starts = [*(row.start for row in sheet.rows), sheet.xml.rfind(b"</", cells.opened, cells.end)]
    for number, xml in rows:
        at = starts[bisect_right(numbers, number)]
        yield Splice(at, at, xml)


def _dimension(sheet: Outline, entries: Sequence[Entry]) -> Iterator[Splice]:
    """The area in use, where the sheet states it, made to reach the entries."""
    stated = sheet.child(b"dimension")
    given = attributes(stated.attributes).get(b"ref") if stated else None
    if stated is None or given is None or not entries:
        return
    corners = [*area(given.decode()), *(entry.cell for entry in entries)]
    first = min(row for row, _ in corners), min(column for _, column in corners)
    last = max(row for row, _ in corners), max(column for _, column in corners)
    reference = f"{reference_to(first)}:{reference_to(last)}".encode()
    yield Splice(stated.start, stated.end, b'<%sdimension ref="%s"/>' % (sheet.prefix, reference))
