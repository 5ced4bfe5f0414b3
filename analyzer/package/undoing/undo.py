"""The record in a copy from which the workbook it was made of can be had back byte for byte.

It is a part of its own that nothing points at, with a content type stated for it alone: a program that opens
the copy has no reason to read it, and one that saves the copy anew leaves it out, so that it never outlives
what it speaks of. It begins with a line that names it; then come the length of its index (4 bytes), the index
as JSON, and the members of the original zip archive as they lay there, one after the other.
"""

import hashlib
import json
import struct
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from analyzer.package.container.archive import Archive, Packed, stored
from analyzer.package.container.error import PackageError
from analyzer.package.container.relations import CONTENT_TYPES
from analyzer.package.editing.draft import Draft
from analyzer.package.sheet.outline import Splice, spliced

UNDO = "xl/analyzer/undo.bin"
_CONTENT_TYPE = "application/octet-stream"
_NAME = b"analyzer undo 1\n"
_LENGTH = struct.Struct("<L")
_KEPT_WHOLE = 1 << 16
"""Bytes up to which a sheet is kept as it was packed, so that even the zip file comes back the same."""

Seal = tuple[int, int]
"""CRC-32 and size of a part's content."""


@dataclass(frozen=True)
class Undo:
    """What turns a copy into its original: for each part that changed its seal as written, and how it was.

    A part that was new has nothing in `was`; a large sheet has the splices that take back its marks. `rest`
    stands for all parts that did not.
    """

    input_sha256: str
    rest: str
    written: Mapping[str, Seal]
    was: Mapping[str, Packed | list[Splice]]

    def untouched(self, archive: Archive) -> set[str]:
        """The parts that changed and are still as they were written."""
        return {part for part, seal in self.written.items() if _seal(archive, part) == seal}

    def intact(self, archive: Archive) -> bool:
        """Whether every part of the copy is as it was written, so that undoing it gives the input."""
        return self.untouched(archive) == set(self.written) and _rest(archive, self.written) == self.rest

    def undone(self, archive: Archive, part: str) -> Packed | bytes | None:
        """What goes back into the place of `part`; None for one that was new."""
        was = self.was.get(part)
        if not isinstance(was, list):
            return was
        member = archive.find(part)
        return spliced(archive.read(member), was) if member else None

    def original(self, archive: Archive) -> bytes:
        """The whole workbook from a copy whose changed parts are all untouched."""
        return archive.rewritten({part: self.undone(archive, part) for part in (*self.written, UNDO)}, {})


def announced(draft: Draft, changes: Mapping[str, bytes]) -> dict[str, bytes]:
    """The changes with the content type of the record about to be added stated among them."""
    types = draft.content_types
    if UNDO.lower() not in types.overridden:
        draft.append(CONTENT_TYPES, "Types", [types.override(UNDO, _CONTENT_TYPE)])
    return {**changes, CONTENT_TYPES: draft.written(CONTENT_TYPES)}


def record(draft: Draft, changes: Mapping[str, bytes]) -> Packed:
    """The record of `changes`, packed as the member it becomes."""
    archive = draft.package.archive
    parts: list[dict[str, object]] = []
    pieces: list[bytes] = []
    for part, content in changes.items():
        entry: dict[str, object] = {"part": part, "written": [zlib.crc32(content), len(content)]}
        member = archive.find(part)
        back = draft.spliced_back.get(part)
        if member is not None and back is not None and member.packed > _KEPT_WHOLE:
            entry["splices"] = [(start, end, replaced.decode("latin-1")) for start, end, replaced in back]
        elif member is not None:
            pieces += (packed := archive.packed(member))
            entry["packed"] = list(map(len, packed))
        parts.append(entry)
    if (earlier := archive.find(UNDO)) is not None:  # the workbook is itself a copy with marks in it
        pieces += (packed := archive.packed(earlier))
        parts.append({"part": UNDO, "written": None, "packed": list(map(len, packed))})
    index = {"input": draft.package.sha256, "rest": _rest(archive, changes), "parts": parts}
    written = json.dumps(index).encode()
    return stored(UNDO, b"".join([_NAME, _LENGTH.pack(len(written)), written, *pieces]))


def undo_of(archive: Archive) -> Undo | None:
    """The record a copy carries; None when it has none that can be read."""
    member = archive.find(UNDO)
    if member is None:
        return None
    try:
        return _read(archive.read(member))
    except (PackageError, ValueError, KeyError, TypeError, struct.error):
        return None


def _read(content: bytes) -> Undo | None:
    if not content.startswith(_NAME):
        return None
    at = len(_NAME) + _LENGTH.size
    end = at + _LENGTH.unpack_from(content, len(_NAME))[0]
    index = json.loads(content[at:end])
    written: dict[str, Seal] = {}
    was: dict[str, Packed | list[Splice]] = {}
    for entry in index["parts"]:
        part = str(entry["part"])
        if part != UNDO:
            crc, size = entry["written"]
            written[part] = int(crc), int(size)
        if "splices" in entry:
            was[part] = [
                Splice(int(start), int(stop), replaced.encode("latin-1"))
                for start, stop, replaced in entry["splices"]
            ]
        elif "packed" in entry:
            piece, directory = map(int, entry["packed"])
            was[part] = Packed(content[end : end + piece], content[end + piece : end + piece + directory])
            end += piece + directory
    if end != len(content):
        return None
    return Undo(str(index["input"]), str(index["rest"]), written, was)


def _rest(archive: Archive, changed: Iterable[str]) -> str:
    """What all members but the changed ones add up to, their order included."""
    aside = {id(archive.find(part)) for part in (*changed, UNDO)}
    seals = [(member.name, member.crc, member.size) for member in archive.members if id(member) not in aside]
    return hashlib.sha256(repr(seals).encode()).hexdigest()


def _seal(archive: Archive, part: str) -> Seal | None:
    member = archive.find(part)
    return (member.crc, member.size) if member else None
