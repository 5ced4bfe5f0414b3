"""What xlrd does not tell of an .xls workbook, from the records of its stream.

Record numbers and layouts are those of Microsoft's [MS-XLS], sections 2.3 and 2.4.
"""

import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from analyzer.foreign.losses import Loss

WORKSHEET: Final = 0
BIFF8: Final = 0x0600

_BOUNDSHEET, _FILEPASS, _EOF = 0x85, 0x2F, 0x0A
_BEGINNINGS = frozenset({0x009, 0x209, 0x409, 0x809})
_FORMULAS = frozenset({0x006, 0x206, 0x406})
_OBJECT, _PROTECT, _SETUP, _FIT, _HEADER, _FOOTER = 0x5D, 0x12, 0xA1, 0x81, 0x14, 0x15
_COUNTED = {0x1BE: Loss.VALIDATION, 0x1B0: Loss.CONDITION, 0x879: Loss.CONDITION, 0xB0: Loss.PIVOT}
_MARGINS = {0x26: "left", 0x27: "right", 0x28: "top", 0x29: "bottom"}
_CENTRED = {0x83: "horizontally", 0x84: "vertically"}

_CHART, _PICTURE = 0x05, 0x08
_NO_SHAPES = frozenset({0x00, 0x14, 0x19})  # a group, the arrow of a drop-down, a cell's note

_INVALID_SETUP, _PORTRAIT, _NO_ORIENTATION = 0x04, 0x02, 0x40
_FIT_TO_PAGE = 0x0100


@dataclass
class Printing:
    """How a sheet is printed; sizes in inches."""

    paper: int | None = None
    landscape: bool = False
    scale: int | None = None
    fit: tuple[int, int] | None = None
    header: str = ""
    footer: str = ""
    margins: dict[str, float] = field(default_factory=dict)
    centred: set[str] = field(default_factory=set)


@dataclass
class SheetFacts:
    """What one sheet holds besides its cells."""

    losses: Counter[Loss] = field(default_factory=Counter)
    printing: Printing = field(default_factory=Printing)


@dataclass
class BookFacts:
    """What the whole workbook holds; `sheets` are the worksheets in their order."""

    encrypted: bool = False
    other_sheets: int = 0
    sheets: list[SheetFacts] = field(default_factory=list)


Record = tuple[int, bytes]


def book_facts(stream: bytes) -> BookFacts:
    """Look through the records of a Workbook or Book stream (or a whole file of Excel 4 and before)."""
    facts = BookFacts()
    positions: list[int] = []
    for kind, body in substream(stream, 0):
        if kind == _FILEPASS:
            facts.encrypted = True
            return facts
        if kind == _BOUNDSHEET and len(body) > 5:  # noqa: PLR2004 - position, visibility, type
            position, _, sheet_type = struct.unpack_from("<LBB", body)
            if sheet_type == WORKSHEET:
                positions.append(position)
            else:
                facts.other_sheets += 1
    facts.sheets = [sheet_facts(stream, position) for position in positions or [0]]
    return facts


def substream(stream: bytes, at: int) -> Iterator[Record]:
    """The records from the beginning at `at` to its end, charts within left out."""
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        if kind in _BEGINNINGS:
            depth += 1
        if depth <= 1:
            yield kind, stream[at + 4 : at + 4 + length]
        if kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        at += 4 + length


def sheet_facts(stream: bytes, at: int) -> SheetFacts:
    """What the sheet that begins at `at` holds besides its cells."""
    facts = SheetFacts()
    version = 0
    for kind, body in substream(stream, at):
        if kind in _BEGINNINGS and len(body) >= 2:  # noqa: PLR2004
            version = struct.unpack_from("<H", body)[0]
        elif kind in _FORMULAS:
            facts.losses[Loss.FORMULA] += 1
        elif kind in _COUNTED:
            facts.losses[_COUNTED[kind]] += 1
        elif kind == _PROTECT:
            facts.losses[Loss.PROTECTION] |= body[:1] == b"\1"
        elif kind == _OBJECT and len(body) >= 6:  # noqa: PLR2004
            _count_object(struct.unpack_from("<H", body, 4)[0], facts.losses)
        else:
            if kind in (_HEADER, _FOOTER) and body and version != BIFF8:
                facts.losses[Loss.HEADING] = 1  # its text is in an encoding of the time
                continue
            _note_printing(kind, body, facts.printing)
    return facts


def _count_object(shape: int, losses: Counter[Loss]) -> None:
    if shape == _CHART:
        losses[Loss.CHART] += 1
    elif shape == _PICTURE:
        losses[Loss.PICTURE] += 1
    elif shape not in _NO_SHAPES:
        losses[Loss.SHAPE] += 1


def _note_printing(kind: int, body: bytes, printing: Printing) -> None:
    if kind == _SETUP and len(body) >= 12:  # noqa: PLR2004
        paper, scale, _, wide, tall, flags = struct.unpack_from("<6H", body)
        if not flags & _INVALID_SETUP:
            printing.paper, printing.scale = paper, scale
            printing.landscape = not flags & (_PORTRAIT | _NO_ORIENTATION)
        if printing.fit is not None:
            printing.fit = wide, tall
    elif kind == _FIT and body and struct.unpack_from("<H", body.ljust(2, b"\0"))[0] & _FIT_TO_PAGE:
        printing.fit = 1, 1  # told by the set-up record, which follows
    elif kind in _MARGINS and len(body) == 8:  # noqa: PLR2004
        printing.margins[_MARGINS[kind]] = struct.unpack("<d", body)[0]
    elif kind in _CENTRED and body[:1] == b"\1":
        printing.centred.add(_CENTRED[kind])
    elif kind == _HEADER:
        printing.header = _text(body)
    elif kind == _FOOTER:
        printing.footer = _text(body)


def _text(body: bytes) -> str:
    """A string with a length of two bytes and a byte that says whether its characters take two."""
    if len(body) <= 3:  # noqa: PLR2004
        return ""
    if body[2] & 1:
        return body[3:].decode("utf-16-le", "replace")
    return body[3:].decode("latin-1")
