"""Giving whole columns of a worksheet their width and style by splicing its XML."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from analyzer.package.sheet.cells import Cell
from analyzer.package.sheet.outline import Outline, Splice, attributes

_PADDING = 0.7109375
"""Characters of margin that the stated width includes (ECMA-376 part 1, 18.3.1.13, at 7 pixels a digit)."""


@dataclass(frozen=True)
class Widening:
    """Room for a column, counted from 1: `width` in half-width characters, its style that of `look_of`."""

    sheet: str
    column: int
    width: int
    look_of: tuple[str, Cell]


def widened(sheet: Outline, room: Mapping[int, tuple[int, int]]) -> Iterator[Splice]:
    """The splice that gives each column its width and style number, and shows it if it was hidden."""
    if not room:
        return
    columns = sheet.child(b"cols")
    stated = [] if columns is None else sheet.tags(b"col", columns.opened, columns.end)
    pieces = [attributes(tag[1]) for tag in stated]
    for column, (width, style) in room.items():
        pieces = [piece for stated in pieces for piece in _without(stated, column)]
        own = {
            b"min": b"%d" % column,
            b"max": b"%d" % column,
            b"width": str(width + _PADDING).encode(),
            b"style": b"%d" % style,
            b"customWidth": b"1",
        }
        pieces.append(own)
    pieces.sort(key=lambda piece: int(piece[b"min"]))
    written = b"".join(_col(sheet, piece) for piece in pieces)
    name = sheet.prefix + b"cols"
    cells = sheet.child(b"sheetData")
    at = (columns.start, columns.end) if columns else (cells.start if cells else sheet.cells_belong_at,) * 2
    yield Splice(*at, b"<%s>%s</%s>" % (name, written, name))


def _without(piece: Mapping[bytes, bytes], column: int) -> Iterator[dict[bytes, bytes]]:
    """A stretch of columns without one of them: one or two stretches, none if it was that column alone."""
    first, last = int(piece[b"min"]), int(piece[b"max"])
    if not first <= column <= last:
        yield dict(piece)
        return
    if first < column:
        yield {**piece, b"max": b"%d" % (column - 1)}
    if column < last:
        yield {**piece, b"min": b"%d" % (column + 1)}


def _col(sheet: Outline, given: Mapping[bytes, bytes]) -> bytes:
    written = b"".join(b' %s="%s"' % (name, value.replace(b'"', b"&quot;")) for name, value in given.items())
    return b"<%scol%s/>" % (sheet.prefix, written)
