"""Comparing the rows of a marked worksheet as bytes: what a mark may change is taken away on both sides."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from operator import ne

from analyzer.package.container.markup import parse

_NUMBER = re.compile(rb'<(?:[\w.-]+:)?row(?: [\w:.-]+="[^"<>]*")*? r="(\d+)"')
_START = re.compile(rb'<(?:[\w.-]+:)?row(?: [\w:.-]+="[^"<>]*")*\s*/?>')
_SPANS = re.compile(rb' spans="[^"<>]*"')
_CELL = re.compile(rb'<(?:[\w.-]+:)?c(?: [\w:.-]+="[^"<>]*")+\s*/?>')
_STYLE = re.compile(rb' s="\d+"')
_MADE = re.compile(rb'<(?:[\w.-]+:)?c r="[A-Z]+\d+" s="\d+"/>')
_ENDS = re.compile(rb"</(?:[\w.-]+:)?c>\Z")
_DRAWING = re.compile(rb"<(?:[\w.-]+:)?legacyDrawing [^<>]*/>")


def same_but_for_marks(old: Sequence[bytes], new: Sequence[bytes], cells: frozenset[str], name: str) -> bool:
    """Whether a sheet is byte for byte what it was but for styles, empty cells and a drawing for the notes.

    Both are cut before every row; the last piece goes on to the end of the sheet. False may also mean that
    bytes cannot tell, because the sheet is written in a way few programs write: then trees must be compared.
    """
    if len(old) != len(new) or len(old) == 1 or old[0] != new[0]:
        return False
    marked: dict[bytes, list[bytes]] = defaultdict(list)
    for reference in cells:
        marked[reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ").encode()].append(reference.encode())
    last = len(old) - 1
    (old_row, old_rest), (new_row, new_rest) = _ended(old[last]), _ended(new[last])
    pairs = [(old[at], new[at]) for at, differ in enumerate(map(ne, old[:last], new[:last])) if differ]
    if old_row != new_row:
        pairs.append((old_row, new_row))
    return all(_same_row(was, now, marked) for was, now in pairs) and (
        old_rest == new_rest or _drawing_added(new[0], old_rest, new_rest, name)
    )


def _ended(piece: bytes) -> tuple[bytes, bytes]:
    """The last row apart from what follows the cells."""
    at = piece.rfind(b"sheetData>")
    end = piece.rfind(b"</", 0, at) if at >= 0 else 0
    return piece[:end], piece[end:]


def _same_row(old: bytes, new: bytes, marked: dict[bytes, list[bytes]]) -> bool:
    number = _NUMBER.match(old)
    if number is None:
        return False
    before, after = _opened(old), _opened(new)
    if not before.rstrip().endswith(b"row>"):
        return False
    for reference in marked.get(number[1], ()):
        was, now = _cell(before, reference), _cell(after, reference)
        if now is None:
            continue  # not there before either, else what is left will differ
        at, tag = now
        if was is not None:
            before = _without_style(before, *was)
            after = _without_style(after, *now)
        elif _MADE.fullmatch(tag) and _between_cells(after[:at]):
            after = after[:at] + after[at + len(tag) :]
        else:
            return False
    return before == after


def _opened(row: bytes) -> bytes:
    """The row without the spans it states, and with an end tag of its own."""
    start = _START.match(row)
    if start is None:
        return row
    tag, rest = _SPANS.sub(b"", start[0], count=1), row[start.end() :]
    if tag.endswith(b"/>"):
        name = tag[1:].partition(b" ")[0]
        return tag[:-2] + b"></" + name + b">" + rest
    return tag + rest


def _cell(row: bytes, reference: bytes) -> tuple[int, bytes] | None:
    """Where the start tag of the only cell of that reference begins, and the tag."""
    found = list(_stated(row, b' r="' + reference + b'"'))
    return found[0] if len(found) == 1 else None


def _stated(row: bytes, stated: bytes) -> Iterator[tuple[int, bytes]]:
    at = row.find(stated)
    while at >= 0:
        tag = _CELL.match(row, row.rfind(b"<", 0, at))
        if tag is not None and tag.end() > at:
            yield tag.start(), tag[0]
        at = row.find(stated, at + 1)


def _without_style(row: bytes, at: int, tag: bytes) -> bytes:
    return row[:at] + _STYLE.sub(b"", tag, count=1) + row[at + len(tag) :]


def _between_cells(before: bytes) -> bool:
    """Whether what comes next is a child of the row: `before` ends with the row's start or with a cell."""
    at = before.rfind(b"<")
    tag = _CELL.fullmatch(before, at)
    return at == 0 or _ENDS.match(before, at) is not None or (tag is not None and tag[0].endswith(b"/>"))


def _drawing_added(head: bytes, old: bytes, new: bytes, name: str) -> bool:
    """Whether a drawing for the notes, the sheet's only one, is all that is new behind the cells."""
    if _DRAWING.sub(b"", new, count=1) != old:
        return False
    return len(list(parse(head + new, name).iterchildren("{*}legacyDrawing"))) == 1
