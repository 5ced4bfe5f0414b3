"""A worksheet's XML in the one form that the quick scans and calamine both understand.

Nearly every program writes UTF-8 without comments, prefixes or single quotes, and begins a cell with its
reference: <c r="B3" s="7" t="s">. Such a part is taken as it is; any other is first rewritten that way.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from analyzer.package.container.error import damaged
from analyzer.package.container.markup import refuse_document_type
from analyzer.package.sheet.cells import LAST_COLUMN, LAST_ROW, cell_at, reference_to

# For each: a cell that is not within so many columns and rows, or not written in the usual way.
_NOT_WITHIN = (
    (26, 99_999, re.compile(rb'<c(?! r="[A-Z][1-9][0-9]{0,4}")')),
    (26, 1_049_999, re.compile(rb'<c(?! r="[A-Z](?:[1-9][0-9]{0,5}|10[0-4][0-9]{4})")')),
    (26**3 + 26**2 + 26, 9_999_999, re.compile(rb'<c(?! r="[A-Z]{1,3}[1-9][0-9]{0,6}")')),
)
_ODD_INDEX = re.compile(rb't="s"><v>(?![0-9]{1,9}<)')  # of a shared string; calamine would take it for 0
# Both look for the rarer of their two characters first.
_NO_TAG = re.compile(rb"!(?<=<!)")
_QUERY = re.compile(rb"\?(?<=<\?)")
_LONGEST_DECLARATION = 200
_FED_AT_ONCE = 1 << 20
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_SPOKEN = "rPh"  # phonetic hints to a text
_KEPT = {
    "worksheet": (),
    "sheetFormatPr": (),
    "col": ("min", "max", "width", "hidden"),
    "sheetData": (),
    "row": ("ht", "hidden"),
    "c": ("s", "t"),
    "f": ("t", "ref", "si"),
    "v": (),
    "is": (),
    "sst": (),
    "si": (),
    "r": (),
    "t": (_SPACE,),
}
_NAMES = {_SPACE: "xml:space"}
_HOLD_TEXT = frozenset({"f", "v", "t"})


@dataclass(frozen=True)
class SheetXml:
    """A worksheet in the usual form; its rows lie from `start` to `end`.

    No cell of it, filled or not, is beyond the first `columns` and `rows`.
    """

    xml: bytes
    start: int
    end: int
    columns: int
    rows: int


def in_usual_form(xml: bytes, part: str) -> SheetXml:
    """The worksheet `xml`, content of `part`. Raises PackageError when it cannot be parsed."""
    found = _as_it_is(xml) or _as_it_is(rewritten(xml, part))
    if found is None:
        raise damaged(part)
    return found


def _as_it_is(xml: bytes) -> SheetXml | None:
    start, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    if start < 0 or end < start or not is_plain(xml):
        return None
    start += len(b"<sheetData>")
    if _ODD_INDEX.search(xml, start, end):
        return None
    at = start
    for columns, rows, elsewhere in _NOT_WITHIN:
        cell = elsewhere.search(xml, at, end)
        if cell is None:
            return SheetXml(xml, start, end, columns, rows)
        at = cell.start()  # all before it are within what comes next too
    return None


def is_plain(xml: bytes) -> bool:
    """Whether it is UTF-8 in which every `<` begins a tag."""
    beginning = xml[:_LONGEST_DECLARATION]
    declaration = beginning.partition(b"?>")[0].lower()
    utf8 = b"encoding" not in declaration or b'"utf-8"' in declaration
    return (
        utf8 and b"\0" not in beginning and not _NO_TAG.search(xml) and not _QUERY.search(xml, len(b"<?xml"))
    )


def rewritten(xml: bytes, part: str) -> bytes:
    """What is read of a worksheet or of the shared strings, every cell with its reference.

    No tree is built, so that the memory needed is little more than `xml`. Raises PackageError when it
    cannot be parsed.
    """
    refuse_document_type(xml, part)
    rewriter = _Rewriter()
    target: Any = rewriter
    parser = etree.XMLParser(target=target, huge_tree=True, resolve_entities=False)
    try:
        for start in range(0, len(xml), _FED_AT_ONCE):
            parser.feed(xml[start : start + _FED_AT_ONCE])
        parser.close()
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise damaged(part) from problem
    return b"".join(rewriter.written)


class _Rewriter:
    """What lxml tells of each tag and text, written down again."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self._row = self._column = self._spoken = 0
        self._holds_text = False

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        self._spoken += name == _SPOKEN
        if name not in _KEPT or self._spoken:
            return
        attributes = {key: given[key] for key in _KEPT[name] if key in given}
        if name == "row":
            self._row, self._column = _number(given.get("r"), self._row + 1, LAST_ROW), 0
            attributes = {"r": str(self._row), **attributes}
        elif name == "c":
            reference = given.get("r")
            place = cell_at(reference) if reference else (self._row, self._column + 1)
            self._column = _number(None, place[1], LAST_COLUMN)
            attributes = {"r": reference_to(place), **attributes}
        stated = "".join(f" {_NAMES.get(key, key)}={quoteattr(value)}" for key, value in attributes.items())
        self.written.append(f"<{name}{stated}>".encode())
        self._holds_text = name in _HOLD_TEXT

    def data(self, text: str) -> None:
        if self._holds_text:
            self.written.append(escape(text).encode())

    def end(self, tag: str) -> None:
        name = tag.rpartition("}")[2]
        self._holds_text = False
        if name in _KEPT and not self._spoken:
            self.written.append(f"</{name}>".encode())
        self._spoken -= name == _SPOKEN

    def close(self) -> None:
        """Nothing is left to do; lxml asks for it."""


def _number(stated: str | None, otherwise: int, largest: int) -> int:
    number = int(stated) if stated else otherwise
    if not 0 < number <= largest:
        raise ValueError(f"outside any worksheet: {number}")
    return number
