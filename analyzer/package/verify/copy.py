"""Comparing an edited copy with its original; independent of the code that edited it wherever it can be."""

import io
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from analyzer.package.container.archive import Archive
from analyzer.package.container.markup import entries, local, parse
from analyzer.package.container.package import Package
from analyzer.package.container.relations import resolved
from analyzer.package.notes.comments import text_of, without_ours
from analyzer.package.notes.shapes import blanked
from analyzer.package.sheet.outline import becomes, plain
from analyzer.package.undoing.undo import UNDO, undo_of
from analyzer.package.verify.growth import only_grown
from analyzer.package.verify.pages import Trees, compare_pages
from analyzer.package.verify.sheet import canonical, compare_sheets, differs

_LOCAL = struct.Struct("<4s5H3L2H")
_UTF8 = 0x800
_AT_ONCE = 1 << 16
_MOST_ROOM = 1 << 24
_GROWING = frozenset(
    ["sheets", "definedNames", "numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs"]
)


@dataclass(frozen=True)
class Intention:
    """What an edit meant to change.

    `contents` holds what each part that is new or may differ was to become, `cells` those of each worksheet
    part whose style may differ, `separated` the parts that are new copies of others, `sheets` the names of
    the new sheets; notes may have grown from `heading` on.
    """

    contents: Mapping[str, bytes]
    cells: Mapping[str, frozenset[str]]
    separated: Mapping[str, str]
    heading: str
    sheets: tuple[str, ...] = ()


@dataclass(frozen=True)
class Compared:
    """How many parts have the same bytes, how many rows were compared, how many cells have another style."""

    kept: int
    rows: int
    restyled: int


def verify(package: Package, copy: bytes, intended: Intention) -> Compared:
    """Raise PackageError unless `copy` is the workbook `package` but for what was intended.

    All members are there in their order; those not meant to change have the same bytes, unpacked and packed;
    in those that were, everything that was there before is there still. What is new is what it was meant to
    be, and the record in the copy gives every part back as it was.
    """
    compared = compare(package, copy, intended)
    if intended.contents:
        _compare_undone(package, intended.contents, Archive(copy))
    return compared


def compare(package: Package, copy: bytes, intended: Intention) -> Compared:
    """The same without trying whether the copy can be undone."""
    after = _opened(copy)
    members = {_part_name(member): member for member in after.infolist()}
    differing = _differing(package.archive, copy, after.infolist())
    expected = {part.lower() for part in (*intended.contents, UNDO)} if intended.contents else set()
    unexpected = [name for name in differing if name.lower() not in expected]
    if unexpected:
        raise differs(min(unexpected))
    originals = {part: package.part(part) for part in intended.contents}
    for part, content in intended.contents.items():
        member = package.archive.find(part)
        _compare_content(copy, members.get(_plain(member.name) if member else part), part, content)
    trees = Trees(intended.contents)
    if intended.contents:
        compare_pages(package, trees, intended.sheets)
    counts = [(0, 0)]
    for part, old in originals.items():
        if old is not None:
            counts.append(_compare(part, old, part, trees, intended))
    for part, source in intended.separated.items():
        _compare(source, package.part(source) or b"", part, trees, intended)
    rows, restyled = map(sum, zip(*counts, strict=True))
    return Compared(len(after.infolist()) - len(differing), rows, restyled)


def _differing(before: Archive, copy: bytes, members: list[zipfile.ZipInfo]) -> set[str]:
    """The parts that are new or whose bytes are not the same; the others are all there, in their order."""
    differing = set()
    new_members = iter(members)
    for old in before.members:
        new = next(new_members, None)
        if new is None or new.orig_filename != old.name:
            raise differs(_plain(old.name))
        piece = before.packed(old).piece
        same = copy.startswith(piece, new.header_offset)
        if not same or (new.CRC, new.compress_type, new.file_size) != (old.crc, old.method, old.size):
            differing.add(_part_name(new))
    return differing | set(map(_part_name, new_members))


def _compare_undone(package: Package, changed: Mapping[str, bytes], copy: Archive) -> None:
    """The record in the copy gives back every part as it was, and knows the workbook it was made of."""
    undo = undo_of(copy)
    if undo is None or undo.input_sha256 != package.sha256:
        raise differs(UNDO)
    if undo.untouched(copy) != set(changed):
        raise differs(UNDO)
    for part, content in changed.items():
        was, original = undo.was.get(part), package.part(part)
        if isinstance(was, list):
            same = original is not None and becomes(content, was, original)
        else:
            member = package.archive.find(part)
            same = was == (package.archive.packed(member) if member else None)
        if not same:
            raise differs(UNDO, part)


def _compare(name: str, old: bytes, part: str, trees: Trees, intended: Intention) -> tuple[int, int]:
    """Compare what was in `name` with what is in `part`, the trees of which may be used up by it.

    Returns the rows compared and the cells with another style.
    """
    cells = {part.lower(): references for part, references in intended.cells.items()}
    if name.lower() in cells:
        return compare_sheets(name, plain(old, name), trees.contents[part], cells[name.lower()])
    if name.lower().endswith(".vml"):
        if not blanked(trees.contents[part]).startswith(blanked(old)):
            raise differs(name)
    else:
        new = trees[part]  # well formed, which comparing bytes takes for granted
        if not only_grown(old, trees.contents[part]):
            _compare_trees(name, parse(old, name), new, intended)
    return 0, 0


def _compare_trees(name: str, old: etree._Element, new: etree._Element, intended: Intention) -> None:
    if local(old) == "comments":
        _compare_notes(name, old, new, intended.heading)
    elif local(old) in ("Types", "Relationships"):
        present = {frozenset(element.items()) for element in new}
        missing = [element for element in old if frozenset(element.items()) not in present]
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
    known = {note.get("ref") for note in old.iter("{*}comment")}
    for reference in after.keys() - known:
        if without_ours(_note_text(after[reference]), heading):
            raise differs(name, reference)
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
    return _plain(member.orig_filename)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise differs("zip") from problem


def _compare_content(copy: bytes, member: zipfile.ZipInfo | None, part: str, content: bytes) -> None:
    """The member is unpacked as any program does, which trusts the directory and then the local header."""
    if member is None:
        raise differs(part)
    try:
        signature, _, flags, method, *_, name_length, extra_length = _LOCAL.unpack_from(
            copy, member.header_offset
        )
        at = member.header_offset + _LOCAL.size
        name = copy[at : at + name_length].decode("utf-8" if flags & _UTF8 else "cp437")
        at += name_length + extra_length
        packed = memoryview(copy)[at : at + member.compress_size]
        size = 0
        for piece in _unpacked(packed, member) if method == zipfile.ZIP_DEFLATED else (bytes(packed),):
            if not content.startswith(piece, size):
                raise differs(part)
            size += len(piece)
    except (struct.error, zlib.error, UnicodeDecodeError) as problem:
        raise differs(part) from problem
    told = (b"PK\3\4", member.orig_filename, member.compress_type, member.CRC, member.file_size)
    if size != len(content) or (signature, name, method, zlib.crc32(content), size) != told:
        raise differs(part)


def _unpacked(packed: memoryview, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The content in pieces: a sheet may be too long to be held once more."""
    if len(packed) <= _AT_ONCE:
        room = min(max(member.file_size, 1), _MOST_ROOM)
        yield zlib.decompress(packed, -zlib.MAX_WBITS, room)
        return
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(0, len(packed), _AT_ONCE):
        yield unpacker.decompress(packed[start : start + _AT_ONCE])
    yield unpacker.flush()
    if not unpacker.eof:
        raise zlib.error("incomplete")
