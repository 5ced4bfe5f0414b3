"""The zip archive a workbook is: members are read by name and copied without being unpacked.

Layouts are those of the ZIP file format specification (PKWARE APPNOTE 6.3, sections 4.3 and 4.5).
"""

import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from analyzer.package.container.error import PackageError, TruncatedError, damaged
from analyzer.package.container.limits import OVERLAP, USUAL, Limits, refuse_path_outside

_SQUEEZED_FROM = 512 << 20

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64 = struct.Struct("<4sLQL")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _DESCRIPTOR_FOLLOWS, _UTF8 = 0x1, 0x8, 0x800
_LARGEST_DESCRIPTOR = 24
_SEE_ZIP64 = 0xFFFFFFFF
_FIRST_OF_1980 = 0x21
_VERSION = 20
_LEVEL, _LEVEL_OF_LARGE, _LARGE = 2, 4, 1 << 18
"""A tenth larger than by zlib's usual 6, in a third of the time; what is large loses less, in two thirds."""
_SMALL, _MEMORY_OF_SMALL = 1 << 12, 5
"""Bytes that a window of their own size holds, and the measure of memory zlib needs for them."""


@dataclass(frozen=True, slots=True)
class Member:
    """One entry of the archive's directory; `start` is where its local header lies in the file."""

    name: str
    record: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int


class Packed(NamedTuple):
    """A member as it lies in an archive: its bytes from the local header on, and its directory record."""

    piece: bytes
    record: bytes


class Archive:
    """A zip archive in memory.

    Raises TruncatedError when its directory cannot be followed, PackageError when it asks for more than
    `limits`, or holds what no workbook does. Nothing is unpacked to find that out.
    """

    def __init__(self, content: bytes, limits: Limits = USUAL) -> None:
        self._content = content
        try:
            self._directory, self._comment, self.members = _read_directory(content, limits)
            self._ends = self._copied_until()
        except (struct.error, IndexError, UnicodeDecodeError) as problem:
            raise TruncatedError from problem
        _refuse_unreasonable(self.members, limits)
        # Of two members with one name readers take the later; names differ in case only by mistake.
        self._by_folded = {_plain(member.name).lower(): member for member in self.members}
        self._by_name = {_plain(member.name): member for member in self.members}

    @property
    def encrypted(self) -> bool:
        """Whether any member is locked by a zip password."""
        return any(member.flags & _ENCRYPTED for member in self.members)

    def find(self, name: str) -> Member | None:
        """The member of that name, whichever slashes or case it was written with."""
        plain = _plain(name)
        return self._by_name.get(plain) or self._by_folded.get(plain.lower())

    def read(self, member: Member) -> bytes:
        """The member's content. Raises PackageError when it does not unpack to what the directory says."""
        start = self._data_start(member)
        packed = self._content[start : start + member.packed]
        try:
            content = _unpacked(packed, member)
        except zlib.error as problem:
            raise damaged(member.name) from problem
        if len(content) != member.size or zlib.crc32(content) != member.crc:
            raise damaged(member.name)
        return content

    def packed(self, member: Member) -> Packed:
        """The member as it lies here."""
        return Packed(self._content[member.start : self._ends[member.start]], member.record)

    def rewritten(
        self, changed: Mapping[str, bytes | Packed | None], added: Mapping[str, bytes | Packed]
    ) -> bytes:
        """The archive with the content of the `changed` members replaced and the `added` ones at its end.

        `changed` is keyed by member name; None leaves a member out, what is packed already goes in as it is.
        All other members keep their bytes, packed as they are.
        """
        replaced = {id(self.find(name)): content for name, content in changed.items()}
        members: list[Packed] = []
        for member in self.members:
            content = replaced.get(id(member), self.packed(member))
            if content is not None:
                members.append(content if isinstance(content, Packed) else _packed(member, content))
        for name, content in added.items():
            members.append(
                content if isinstance(content, Packed) else _packed(_new_member(name, _DEFLATED), content)
            )
        pieces: list[bytes] = []
        records: list[bytes] = []
        offset = 0
        for piece, record in members:
            records.append(_moved(record, offset))
            pieces.append(piece)
            offset += len(piece)
        directory = b"".join(records)
        count = len(records)
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), offset, len(self._comment))
        return b"".join([*pieces, directory, end, self._comment])

    def _data_start(self, member: Member) -> int:
        header = _LOCAL.unpack_from(self._content, member.start)
        if header[0] != b"PK\3\4":
            raise TruncatedError
        return member.start + _LOCAL.size + int(header[9]) + int(header[10])

    def _copied_until(self) -> dict[int, int]:
        """For each local header the end of what belongs to it, the descriptor after the data included."""
        starts = sorted({member.start for member in self.members})
        if len(starts) < len(self.members):
            raise PackageError(OVERLAP)
        following = dict(pairwise([*starts, self._directory]))
        ends = {}
        for member in self.members:
            end = self._data_start(member) + member.packed
            if end > following[member.start]:
                raise TruncatedError
            if member.flags & _DESCRIPTOR_FOLLOWS:
                end = min(end + _LARGEST_DESCRIPTOR, following[member.start])
            ends[member.start] = end
        return ends


def _refuse_unreasonable(members: Sequence[Member], limits: Limits) -> None:
    limits.refuse_size(sum(max(member.size, member.packed) for member in members))
    for member in members:
        limits.refuse_ratio(member.size, member.packed)
        refuse_path_outside(member.name)


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")


def _unpacked(packed: bytes, member: Member) -> bytes:
    if member.flags & _ENCRYPTED:
        raise damaged(member.name)
    if member.method == _STORED:
        return packed
    if member.method != _DEFLATED:
        raise damaged(member.name)
    # One byte more than declared is enough to see that the declaration was false.
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, member.size + 1)


def _read_directory(content: bytes, limits: Limits) -> tuple[int, bytes, list[Member]]:
    at = content.rfind(b"PK\5\6", max(0, len(content) - _END.size - 0xFFFF))
    if at < 0:
        raise TruncatedError
    _, _, _, _, count, length, offset, comment_length = _END.unpack_from(content, at)
    comment = content[at + _END.size : at + _END.size + comment_length]
    end = at
    if at >= _LOCATOR64.size and content[at - _LOCATOR64.size : at].startswith(b"PK\6\7"):
        at64 = at - _LOCATOR64.size - _END64.size
        signature, *_, count, length, offset = _END64.unpack_from(content, at64)
        if signature != b"PK\6\6":
            raise TruncatedError
        end = at64
    limits.refuse_count(count)
    # Whatever was put before the archive shifts every offset in it by the same amount.
    start = end - length
    if start < offset:
        raise TruncatedError
    return start, comment, list(_members(content, start, count, start - offset))


def _members(content: bytes, at: int, count: int, shift: int) -> Iterator[Member]:
    for _ in range(count):
        fields = _CENTRAL.unpack_from(content, at)
        signature, _, _, flags, method, _, _, crc, packed, size, name_length, extra_length, comment_length = (
            fields[:13]
        )
        if signature != b"PK\1\2":
            raise TruncatedError
        end = at + _CENTRAL.size + name_length + extra_length + comment_length
        raw_name = content[at + _CENTRAL.size : at + _CENTRAL.size + name_length]
        extra = content[at + _CENTRAL.size + name_length : end - comment_length]
        size, packed, offset = _large(extra, size, packed, fields[16])
        name = raw_name.decode("utf-8" if flags & _UTF8 else "cp437")
        yield Member(name, content[at:end], flags, method, crc, packed, size, offset + shift)
        at = end


def _large(extra: bytes, *values: int) -> list[int]:
    """Size, packed size and offset, each taken from the zip64 extra field when the plain one is full."""
    if _SEE_ZIP64 not in values:
        return list(values)
    at = _zip64_field(extra)
    result = []
    for value in values:
        if value == _SEE_ZIP64:
            result.append(struct.unpack_from("<Q", extra, at)[0])
            at += 8
        else:
            result.append(value)
    return result


def _zip64_field(extra: bytes) -> int:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            return at + 4
        at += 4 + length
    raise TruncatedError


def _moved(record: bytes, offset: int) -> bytes:
    """The directory record pointing at `offset`; nothing else of it changes."""
    fields = _CENTRAL.unpack_from(record)
    if fields[16] != _SEE_ZIP64:
        return record[:42] + struct.pack("<L", offset) + record[46:]
    extra_at = _CENTRAL.size + fields[10]
    slot = extra_at + _zip64_field(record[extra_at:]) + 8 * fields[8:10].count(_SEE_ZIP64)
    return record[:slot] + struct.pack("<Q", offset) + record[slot + 8 :]


def stored(name: str, content: bytes) -> Packed:
    """A new member whose content is not worth deflating, mostly because that has been done."""
    return _packed(_new_member(name, _STORED), content)


def _new_member(name: str, method: int) -> Member:
    raw = name.encode("utf-8")
    fields = (b"PK\1\2", _VERSION, _VERSION, _UTF8, method, 0, _FIRST_OF_1980, 0, 0, 0)
    record = _CENTRAL.pack(*fields, len(raw), 0, 0, 0, 0, 0, 0) + raw
    return Member(name, record, _UTF8, method, 0, 0, 0, 0)


def _deflated(content: bytes) -> bytes:
    if len(content) <= _SMALL:  # setting up the usual tables takes several times longer than to fill these
        packer = zlib.compressobj(_LEVEL, wbits=1 - _SMALL.bit_length(), memLevel=_MEMORY_OF_SMALL)
    else:
        packer = zlib.compressobj(_LEVEL if len(content) < _LARGE else _LEVEL_OF_LARGE, wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _packed(member: Member, content: bytes) -> Packed:
    """Local header with data, and directory record, of the member holding `content`."""
    fields = list(_CENTRAL.unpack_from(member.record))
    name = member.record[_CENTRAL.size : _CENTRAL.size + fields[10]]
    fields[1] = (fields[1] & 0xFF00) | _VERSION
    fields[2] = _VERSION
    fields[3] &= ~_DESCRIPTOR_FOLLOWS
    fields[4] = _STORED if member.method == _STORED else _DEFLATED
    data = _deflated(content) if fields[4] == _DEFLATED else content
    fields[7:10] = zlib.crc32(content), len(data), len(content)
    fields[11:13] = 0, 0
    fields[16] = 0
    local = _LOCAL.pack(b"PK\3\4", *fields[2:11], 0)
    return Packed(local + name + data, _CENTRAL.pack(*fields) + name)


def packed_anew(parts: Mapping[str, Sequence[bytes | memoryview]]) -> bytes:
    """An archive of `parts`, each given in pieces; only large ones are squeezed, and those quickly."""
    pieces: list[bytes | memoryview] = []
    records: list[bytes] = []
    offset = 0
    for name, contents in parts.items():
        size, crc, data, method = sum(map(len, contents)), 0, contents, _STORED
        for content in contents:
            crc = zlib.crc32(content, crc)
        if size > _SQUEEZED_FROM:
            packer = zlib.compressobj(1, wbits=-zlib.MAX_WBITS)
            data, method = [*map(packer.compress, contents), packer.flush()], _DEFLATED
        raw, packed = name.encode(), sum(map(len, data))
        fields = (_VERSION, _UTF8, method, 0, _FIRST_OF_1980, crc, packed, size, len(raw), 0)
        pieces += [_LOCAL.pack(b"PK\3\4", *fields), raw, *data]
        records.append(_CENTRAL.pack(b"PK\1\2", _VERSION, *fields, 0, 0, 0, 0, offset) + raw)
        offset += _LOCAL.size + len(raw) + packed
    directory = b"".join(records)
    end = _END.pack(b"PK\5\6", 0, 0, len(parts), len(parts), len(directory), offset, 0)
    return b"".join([*pieces, directory, end])


def has_signature(content: bytes) -> bool:
    """Whether the file begins like a zip archive."""
    return content.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\10"))
