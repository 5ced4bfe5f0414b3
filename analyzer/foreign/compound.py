"""The streams of a compound file, the container of .xls and .et.

Layouts are those of Microsoft's [MS-CFB], sections 2.2 to 2.6. xlrd reads them too, but it follows a
circular chain of sectors until memory ends.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.package.container.error import TruncatedError

SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_LAST_SECTOR = 0xFFFFFFF9
_STREAM = 2
_ENTRY = 128


@dataclass(frozen=True)
class Entry:
    """A stream or a storage (a folder) of the directory; `next` are the entries beside it."""

    name: str
    kind: int
    next: tuple[int, int]
    child: int
    start: int
    size: int


class CompoundFile:
    """A compound file in memory. Raises TruncatedError or struct.error when it cannot be followed."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        shift, mini_shift = struct.unpack_from("<2H", content, 30)
        self._size = 1 << (shift if shift in (9, 12) else 9)
        self._mini_size = 1 << (mini_shift if mini_shift < shift else 6)
        directory, self._cutoff, mini_table = struct.unpack_from("<L4x2L", content, 48)
        self._table = self._allocation()
        self._entries = [*_entries(self._joined(directory))]
        if not self._entries:
            raise TruncatedError
        self._mini_table = _numbers(self._joined(mini_table))
        self._mini_stream = self._joined(self._entries[0].start)

    @property
    def names(self) -> set[str]:
        """The names of what lies at the top; embedded documents lie deeper."""
        return {entry.name for entry in self._top()}

    def stream(self, name: str) -> bytes | None:
        """The content of the stream of that name at the top."""
        for entry in self._top():
            if entry.kind == _STREAM and entry.name.lower() == name.lower():
                return self._content_of(entry)
        return None

    def _content_of(self, entry: Entry) -> bytes:
        if entry.size >= self._cutoff:
            return self._joined(entry.start)[: entry.size]
        size = self._mini_size
        sectors = _chain(self._mini_table, entry.start)
        return b"".join(self._mini_stream[at * size : (at + 1) * size] for at in sectors)[: entry.size]

    def _top(self) -> Iterator[Entry]:
        """The entries below the root, which hang in a tree."""
        waiting, seen = [self._entries[0].child], set()
        while waiting:
            number = waiting.pop()
            if number < len(self._entries) and number not in seen:
                seen.add(number)
                yield self._entries[number]
                waiting += self._entries[number].next

    def _sector_at(self, number: int) -> bytes:
        start = (number + 1) * self._size
        return self._content[start : start + self._size]

    def _joined(self, start: int) -> bytes:
        return b"".join(self._sector_at(number) for number in _chain(self._table, start))

    def _allocation(self) -> Sequence[int]:
        """For each sector the number of the one that follows it."""
        most = len(self._content) // self._size + 1
        listed = list(struct.unpack_from("<109L", self._content, 76))
        (more,) = struct.unpack_from("<L", self._content, 68)
        seen: set[int] = set()
        while more <= _LAST_SECTOR and more not in seen and len(listed) <= most:
            seen.add(more)
            *further, more = _numbers(self._sector_at(more)) or [_LAST_SECTOR + 1]
            listed += further
        table: list[int] = []
        for number in listed:
            if number <= _LAST_SECTOR and len(table) < most:
                table += _numbers(self._sector_at(number))
        return table


def _numbers(content: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(content) // 4}L", content[: len(content) // 4 * 4]))


def _chain(table: Sequence[int], start: int) -> Iterator[int]:
    """The sectors from `start` to the end of their chain."""
    for _ in range(len(table) + 1):
        if start > _LAST_SECTOR:
            return
        yield start
        if start >= len(table):
            raise TruncatedError
        start = table[start]
    raise TruncatedError  # it goes round in a circle


def _entries(directory: bytes) -> Iterator[Entry]:
    for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
        length, kind = struct.unpack_from("<HB", directory, at + 64)
        name = directory[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
        left, right, child = struct.unpack_from("<3L", directory, at + 68)
        start, size = struct.unpack_from("<2L", directory, at + 116)
        yield Entry(name, kind, (left, right), child, start, size)
