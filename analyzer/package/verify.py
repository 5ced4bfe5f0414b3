"""Comparing an edited copy with its original; independent of the code that edited it wherever it can be."""

import io
import posixpath
import struct
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from analyzer.package.markup import entries, local, parse
from analyzer.package.notes import text_of, without_ours
from analyzer.package.outline import plain
from analyzer.package.relations import resolved
from analyzer.package.shapes import blanked
from analyzer.package.verify_sheet import canonical, compare_sheets, differs

_GROWING = frozenset(
    ["sheets", "definedNames", "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs"]
)
_LOCAL_HEADER = struct.Struct("<26x2H")


@dataclass(frozen=True)
class Intention:
    """What an edit meant to change.

    `parts` are new or may differ, `cells` are those of each worksheet part whose style may differ,
    `separated` holds the parts that are new copies of others, and notes may have grown from `heading` on.
    """

    parts: frozenset[str]
    cells: Mapping[str, frozenset[str]]
    separated: Mapping[str, str]
    heading: str


def verify(original: bytes, copy: bytes, intended: Intention) -> None:
    """Raise PackageError unless `copy` is `original` but for what was intended.

    All members are there in their order; those not meant to change have the same bytes, unpacked and packed;
    in those that were, everything that was there before is there still.
    """
    before, after = _opened(original), _opened(copy)
    new_members = iter(after.infolist())
    parts = {part.lower() for part in intended.parts}
    for old in before.infolist():
        new = next(new_members, None)
        name = _part_name(old)
        if new is None or new.orig_filename != old.orig_filename:
            raise differs(name)
        same = _packed(original, before, old) == _packed(copy, after, new) and _seal(old) == _seal(new)
        if not same and name.lower() not in parts:
            raise differs(name)
        if not same:
            _compare(name, before.read(old), after.read(new), intended)
    unexpected = [member.filename for member in new_members if member.filename.lower() not in parts]
    if unexpected:
        raise differs(unexpected[0])
    originals = {_part_name(member).lower(): member for member in before.infolist()}
    for part, source in intended.separated.items():
        _compare(source, before.read(originals[source.lower()]), after.read(part), intended)


def _compare(name: str, old: bytes, new: bytes, intended: Intention) -> None:
    """Compare a part that was meant to change, in the way its kind may change."""
    cells = {part.lower(): references for part, references in intended.cells.items()}
    if name.lower() in cells:
        compare_sheets(name, plain(old, name), new, cells[name.lower()])
    elif name.lower().endswith(".vml"):
        if not blanked(new).startswith(blanked(old)):
            raise differs(name)
    else:
        _compare_trees(name, parse(old, name), parse(new, name), intended)


def _compare_trees(name: str, old: etree._Element, new: etree._Element, intended: Intention) -> None:
    if local(old) == "comments":
        _compare_notes(name, old, new, intended.heading)
    elif local(old) in ("Types", "Relationships"):
        present = {canonical(element) for element in new}
        missing = [element for element in old if canonical(element) not in present]
        if not all(_is_separated(name, element, new, intended) for element in missing):
            raise differs(name)
    else:
        _compare_tables(name, old, new)


def _is_separated(name: str, old: etree._Element, new: etree._Element, intended: Intention) -> bool:
    """Whether a relationship now leads to the sheet's own copy of what it led to."""
    source = posixpath.join(posixpath.dirname(posixpath.dirname(name)), "part")
    for element in new:
        if element.get("Id") == old.get("Id") and element.get("Type") == old.get("Type"):
            copied = intended.separated.get(resolved(source, element.get("Target", "")))
            return copied is not None and copied == resolved(source, old.get("Target", ""))
    return False


def _compare_tables(name: str, old: etree._Element, new: etree._Element) -> None:
    """Styles and workbook: a table may be new or have grown at its end, all else is the same."""
    names = [local(table) for table in old]
    kept = [table for table in new if local(table) in names or local(table) not in _GROWING]
    if [local(table) for table in kept] != names or old.attrib != new.attrib:
        raise differs(name)
    for was, now in zip(old, kept, strict=True):
        if local(was) in _GROWING:
            _take_back(now, len(was))
            was.attrib.pop("count", "")
        if canonical(was) != canonical(now):
            raise differs(name)


def _take_back(table: etree._Element, length: int) -> None:
    """Shorten a table to the entries it had, so that it can be compared whole."""
    for entry in list(table)[length:]:
        table.remove(entry)
    table.attrib.pop("count", "")


def _begins_with(grown: list[etree._Element], entries: list[etree._Element]) -> bool:
    return list(map(canonical, grown[: len(entries)])) == list(map(canonical, entries))


def _compare_notes(name: str, old: etree._Element, new: etree._Element, heading: str) -> None:
    """Each note is the same or still begins with what others wrote in it."""
    if not _begins_with(entries(new, "authors"), entries(old, "authors")):
        raise differs(name)
    after = {note.get("ref"): note for note in new.iter("{*}comment")}
    for was in old.iter("{*}comment"):
        now = after.get(was.get("ref"))
        if now is None or was.attrib != now.attrib:
            raise differs(name, was.get("ref"))
        if canonical(was) != canonical(now):
            kept = without_ours(_note_text(was), heading).rstrip("\n")
            text = _note_text(now)
            if without_ours(text, heading) == text or without_ours(text, heading).rstrip("\n") != kept:
                raise differs(name, was.get("ref"))


def _note_text(note: etree._Element) -> str:
    return "".join(map(text_of, note.iterchildren("{*}text")))


def _part_name(member: zipfile.ZipInfo) -> str:
    return member.filename.replace("\\", "/").lstrip("/")


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise differs("zip") from problem


def _packed(content: bytes, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> memoryview:
    name_length, extra_length = _LOCAL_HEADER.unpack_from(content, member.header_offset)
    start = member.header_offset + 30 + name_length + extra_length
    return memoryview(content)[start : start + member.compress_size]


def _seal(member: zipfile.ZipInfo) -> tuple[int, int, int]:
    return member.CRC, member.compress_type, member.file_size
