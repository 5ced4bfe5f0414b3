"""Where the pieces of a worksheet's XML lie, found without building a tree.

A tree of a large sheet takes some twenty times the bytes of its XML, and writing it out again would touch
every cell; here the few places that change are found and everything between them is copied as it is.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

from lxml import etree

from analyzer.package.container.error import damaged
from analyzer.package.container.markup import parse
from analyzer.package.sheet.alike import alike

ATTRIBUTES = rb"""(?:\s+[^\s=<>"'/]+\s*=\s*(?:"[^"]*"|'[^']*'))*"""
_TAG = re.compile(rb"<(/?)([^\s<>/!?]+)(" + ATTRIBUTES + rb")\s*(/?)>")
_ATTRIBUTE = re.compile(rb"""([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_DECLARED_ENCODING = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']""")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
TRUE = (b"1", b"true")
# The children of a worksheet that come before its cells (ECMA-376 part 1, CT_Worksheet).
_BEFORE_CELLS = (b"sheetPr", b"dimension", b"sheetViews", b"sheetFormatPr", b"cols")


class Splice(NamedTuple):
    """Bytes to put in place of those between `start` and `end`."""

    start: int
    end: int
    replacement: bytes


class Span(NamedTuple):
    """Where an element lies: its start tag from `start` to `opened`, the whole of it up to `end`."""

    name: bytes
    start: int
    opened: int
    end: int
    attributes: bytes


class Row(NamedTuple):
    """Where a row lies, and the number it has, stated or counted."""

    number: int
    start: int
    end: int


def spliced(xml: bytes, splices: Iterable[Splice]) -> bytes:
    """`xml` with every splice made; splices may not overlap, those at one place keep their order."""
    whole = memoryview(xml)
    pieces: list[bytes | memoryview] = []
    at = 0
    for start, end, replacement in sorted(splices, key=lambda splice: splice[:2]):
        pieces += [whole[at:start], replacement]
        at = end
    return b"".join([*pieces, whole[at:]])


def becomes(xml: bytes, splices: Iterable[Splice], expected: bytes) -> bool:
    """Whether `xml` with every splice made is what was `expected`; found out without making it."""
    at = reached = 0
    for start, end, replacement in sorted(splices, key=lambda splice: splice[:2]):
        if alike(xml, at, expected, reached, start - at) < start - at:
            return False
        reached += start - at
        if not expected.startswith(replacement, reached):
            return False
        at, reached = end, reached + len(replacement)
    rest = len(xml) - at
    return len(expected) - reached == rest and alike(xml, at, expected, reached, rest) == rest


def inverse(xml: bytes, splices: Iterable[Splice]) -> list[Splice]:
    """The splices that make `xml` again of what it becomes by `splices`."""
    back = []
    shift = 0
    for start, end, replacement in sorted(splices, key=lambda splice: splice[:2]):
        back.append(Splice(start + shift, start + shift + len(replacement), xml[start:end]))
        shift += len(replacement) - (end - start)
    return back


def attributes(raw: bytes) -> dict[bytes, bytes]:
    """The attributes in a start tag, values as written."""
    return {name: double or single for name, double, single in _ATTRIBUTE.findall(raw)}


def place_of(raw: bytes, name: bytes) -> tuple[int, int] | None:
    """Where the value of that attribute lies among those of a start tag; None when it is not there."""
    for found in _ATTRIBUTE.finditer(raw):
        if found[1] == name:
            return found.span(2 if found[2] is not None else 3)
    return None


def plain(xml: bytes, part: str) -> bytes:
    """`xml` as UTF-8 in which every `<` begins a tag; the very same bytes when it already is."""
    encoding = _DECLARED_ENCODING.match(xml.removeprefix(_BYTE_ORDER_MARK)[:200])
    ascii_based = encoding is None or encoding[1].lower() in (b"utf-8", b"us-ascii", b"ascii")
    if ascii_based and b"\0" not in xml[:4] and not _has(xml, b"!") and not _has(xml, b"?"):
        return xml
    root = parse(xml, part)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)


def _has(xml: bytes, sign: bytes) -> bool:
    """Whether a `<` followed by that sign comes after the declaration; the sign alone is found sooner."""
    declared = xml.removeprefix(_BYTE_ORDER_MARK).startswith(b"<?xml")
    start = xml.find(b"?>") + 1 if declared else 0
    return xml.find(sign, start) >= 0 and xml.find(b"<" + sign, start) >= 0


@cache
def _start_tag(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + re.escape(name) + rb"(" + ATTRIBUTES + rb")\s*(/?)>")


@dataclass(frozen=True)
class Outline:
    """The top level of a worksheet's XML and its rows. `xml` must be `plain`."""

    xml: bytes
    part: str

    @cached_property
    def root(self) -> Span:
        """The worksheet element itself."""
        tag = _TAG.search(self.xml)
        if tag is None:
            raise damaged(self.part)
        end = self.xml.rfind(b"</") if not tag[4] else tag.end()
        return Span(tag[2], tag.start(), tag.end(), end, tag[3])

    @cached_property
    def prefix(self) -> bytes:
        """What the sheet's own element names begin with, such as `x:`; mostly nothing."""
        before, colon, _ = self.root.name.rpartition(b":")
        return before + colon

    @cached_property
    def children(self) -> list[Span]:
        """The worksheet's children in order, named without the sheet's own prefix."""
        found = []
        at = self.root.opened
        while at < self.root.end and (tag := _TAG.search(self.xml, at, self.root.end)):
            end = tag.end() if tag[4] else self._end_of(tag)
            found.append(Span(tag[2].removeprefix(self.prefix), tag.start(), tag.end(), end, tag[3]))
            at = end
        return found

    def child(self, name: bytes) -> Span | None:
        """The first child of that name."""
        return next((span for span in self.children if span.name == name), None)

    @property
    def cells_belong_at(self) -> int:
        """Where sheetData goes in a sheet that has none."""
        return max(
            (span.end for span in self.children if span.name in _BEFORE_CELLS), default=self.root.opened
        )

    @cached_property
    def rows(self) -> list[Row]:
        """The rows in the order they are written; a row without a number follows the one before it."""
        cells = self.child(b"sheetData")
        if cells is None:
            return []
        starts, numbers, number = [], [], 0
        for tag in self._row_tag.finditer(self.xml, cells.opened, cells.end):
            number = int(tag[1] or self._stated(tag.start()) or number + 1)
            starts.append(tag.start())
            numbers.append(number)
        closing = self.xml.rfind(b"</", cells.opened, cells.end)
        ends = [*starts[1:], closing]
        return list(map(Row, numbers, starts, ends))

    def row(self, number: int) -> Row | None:
        """The row of that number; None when it is not written."""
        cells = self._table
        if cells is None:
            return None
        if not self._all_begin_with_number:
            return self._row_by_number.get(number)
        name = b"<" + self.prefix + b"row"
        beginning = b'%s r="%d"' % (name, number)
        above = self._found.get(number - 1)
        follows = above is not None and self.xml.startswith(beginning, above.end)
        start = above.end if above and follows else self.xml.find(beginning, cells.opened, cells.end)
        if start < 0:
            return None
        end = self.xml.find(name, start + 1, cells.end)
        end = end if end >= 0 else self.xml.rfind(b"</", cells.opened, cells.end)
        return self._found.setdefault(number, Row(number, start, end))

    @cached_property
    def _found(self) -> dict[int, Row]:
        return {}

    @cached_property
    def _table(self) -> Span | None:
        return self.child(b"sheetData")

    @cached_property
    def _all_begin_with_number(self) -> bool:
        cells = self._table
        within = (cells.opened, cells.end) if cells else (0, 0)
        name = b"<" + self.prefix + b"row"
        return self.xml.count(name, *within) == self.xml.count(name + b' r="', *within)

    @cached_property
    def _row_by_number(self) -> dict[int, Row]:
        return {row.number: row for row in self.rows}

    def row_attributes(self, row: Row) -> dict[bytes, bytes]:
        """The attributes of the row's start tag."""
        tag = _TAG.match(self.xml, row.start)
        return attributes(tag[3]) if tag else {}

    def tags(self, name: bytes, start: int, end: int) -> Iterable[re.Match[bytes]]:
        """The start tags called `name` in a stretch: their attributes, and the slash of an empty element."""
        return _start_tag(self.prefix + name).finditer(self.xml, start, end)

    def column_attributes(self, column: int) -> dict[bytes, bytes]:
        """What is stated about a whole column, counted from 1: its style, its width, that it is hidden."""
        for first, last, given in self._columns:
            if first <= column <= last:
                return given
        return {}

    @cached_property
    def _columns(self) -> list[tuple[int, int, dict[bytes, bytes]]]:
        columns = self.child(b"cols")
        if columns is None:
            return []
        stated = [attributes(tag[1]) for tag in self.tags(b"col", columns.opened, columns.end)]
        return [(int(given[b"min"]), int(given[b"max"]), given) for given in stated]

    @cached_property
    def _row_tag(self) -> re.Pattern[bytes]:
        # The number comes first in what almost every program writes; the rest is read only when it does not.
        name = re.escape(self.prefix + b"row")
        return re.compile(rb"<" + name + rb'(?: r="(\d+)"|(?=[\s/>]))')

    def _stated(self, row: int) -> bytes | None:
        tag = _TAG.match(self.xml, row)
        if tag is None:
            raise damaged(self.part)
        return attributes(tag[3]).get(b"r")

    def _end_of(self, tag: re.Match[bytes]) -> int:
        if tag[2] == self.prefix + b"sheetData":
            at = self.xml.rfind(b"</" + tag[2])
            closing = _TAG.match(self.xml, at) if at >= tag.end() else None
            if closing is None:
                raise damaged(self.part)
            return closing.end()
        closed = self.xml.find(b"</%s>" % tag[2], tag.end())
        if closed >= 0 and self.xml.find(b"<" + tag[2], tag.end(), closed) < 0:  # none of that name within it
            return closed + len(tag[2]) + len(b"</>")
        depth, at = 1, tag.end()
        while depth:
            inner = _TAG.search(self.xml, at)
            if inner is None:
                raise damaged(self.part)
            depth += -1 if inner[1] else 0 if inner[4] else 1
            at = inner.end()
        return at
