"""Comparing a worksheet of an edited copy with the original one, row by row."""

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml import etree

from analyzer.language import Text
from analyzer.package.container.error import PackageError
from analyzer.package.container.markup import local, parse
from analyzer.package.sheet.cells import cell_at, reference_to
from analyzer.package.verify.differing import differing_rows
from analyzer.package.verify.rows import same_but_for_marks

_ROOT_PREFIX = re.compile(rb"<([\w.-]+:)?worksheet[\s/>]")
_NUMBER = re.compile(rb"""<[^>]*?\sr\s*=\s*["'](\d+)["']""")
_AFTER_A_NAME = (b" ", b">", b"/", b"\t", b"\r", b"\n")
_MAY_BE_NEW = ("sheetData", "legacyDrawing")


def compare_sheets(name: str, old: bytes, new: bytes, cells: frozenset[str]) -> tuple[int, int]:
    """The same cells, values, formulas and all else of a sheet; only the styles of `cells` may differ.

    Returns how many rows were compared, and of how many cells the style may differ. Rows whose bytes are the
    same are the same; where bytes cannot tell, a sheet made of the others alone is compared as a tree.
    """
    few = differing_rows(old, new, most=len(cells) + 1)
    if few is not None and same_but_for_marks(few.old, few.new, cells, name):
        return few.rows, len(cells)
    old_rows, rows = _rows_apart(old), _rows_apart(new)
    if not same_but_for_marks(old_rows, rows, cells, name):
        _compare_as_trees(name, list(_paired(old_rows, rows)), cells)
    return len(rows) - 1, len(cells)


def _compare_as_trees(name: str, pairs: list[tuple[int, bytes, bytes]], cells: frozenset[str]) -> None:
    before = parse(b"".join(before for _, before, _ in pairs), name)
    after = parse(b"".join(after for _, _, after in pairs), name)
    _compare_children(name, before, after)
    old_rows, new_rows = _rows(before), _rows(after)
    for number, was, now in pairs[1:]:
        if not now:
            raise differs(name, f"{number}:{number}")
        _compare_rows(name, number, next(old_rows) if was else None, next(new_rows), cells)


def _compare_children(name: str, before: etree._Element, after: etree._Element) -> None:
    """All that is in a sheet beside its cells; a drawing for the notes may have been added."""
    names = [local(element) for element in before]
    kept = [element for element in after if local(element) in names or local(element) not in _MAY_BE_NEW]
    if [local(element) for element in kept] != names or before.attrib != after.attrib:
        raise differs(name)
    for was, now in zip(before, kept, strict=True):
        if local(was) != "sheetData" and canonical(was) != canonical(now):
            raise differs(name)


def _compare_rows(
    name: str, number: int, before: etree._Element | None, after: etree._Element, cells: frozenset[str]
) -> None:
    """The same row once the styles of marked cells and the empty cells made for marks are taken away."""
    old = list(_cells(before, number)) if before is not None else []
    known = {reference for reference, _ in old}
    for reference, cell in list(_cells(after, number)):
        if reference in cells and reference not in known and _is_empty(cell):
            after.remove(cell)
        elif reference in cells:
            cell.attrib.pop("s", "")
    for reference, cell in old:
        if reference in cells:
            cell.attrib.pop("s", "")
    for row in (before, after):
        if row is not None:
            row.attrib.pop("spans", "")
    if not (canonical(before) == canonical(after) if before is not None else _is_blank(after)):
        raise differs(name, f"{number}:{number}")


def _is_blank(row: etree._Element) -> bool:
    return len(row) == 0 and set(row.keys()) == {"r"}


def _is_empty(cell: etree._Element) -> bool:
    return len(cell) == 0 and not cell.text and set(cell.keys()) == {"r", "s"}


def _paired(old: list[bytes], new: list[bytes]) -> Iterator[tuple[int, bytes, bytes]]:
    """Row number, old and new bytes of the rows that differ; what is before and in the last row always."""
    yield 0, old[0], new[0]
    yield from _paired_in_place(old, new) or _paired_by_number(old, new)


def _paired_in_place(old: list[bytes], new: list[bytes]) -> list[tuple[int, bytes, bytes]]:
    """The pairs where no row was added and those that differ state their number; nothing where not so."""
    if len(old) != len(new) or len(old) == 1:
        return []
    last = len(old) - 1
    places = [place for place in range(1, last) if old[place] != new[place]] + [last]
    pairs = [(_number(new[place], 0), old[place], new[place]) for place in places]
    return pairs if all(number > 1 and _number(row, 0) == number for number, row, _ in pairs) else []


def _paired_by_number(old: list[bytes], new: list[bytes]) -> Iterator[tuple[int, bytes, bytes]]:
    at, number = 1, 0
    for position in range(1, len(new)):
        row = new[position]
        last = position == len(new) - 1 or at == len(old) - 1
        number = _number(row, number)
        if at < len(old) and _number(old[at], number - 1) == number:
            if last or old[at] != row:
                yield number, old[at], row
            at += 1
        else:
            yield number, b"", row
    for row in old[at:]:
        number = _number(row, number)
        yield number, row, b""


def _rows_apart(xml: bytes) -> list[bytes]:
    """The sheet's XML cut before every row; what follows the cells stays with the last."""
    root = _ROOT_PREFIX.search(xml)
    prefix = (root[1] or b"") if root else b""
    end = max(xml.rfind(b"</" + prefix + b"sheetData"), 0)
    row = b"<" + prefix + b"row"
    first, *pieces = xml[:end].split(row)
    if not all(piece[:1] in _AFTER_A_NAME for piece in pieces):
        starts = re.finditer(re.escape(row) + rb"[\s/>]", xml[:end])
        cuts = [0, *(found.start() for found in starts), len(xml)]
        return [xml[start:stop] for start, stop in pairwise(cuts)]
    rows = [first, *(row + piece for piece in pieces)]
    rows[-1] += xml[end:]
    return rows


def _number(row: bytes, before: int) -> int:
    found = _NUMBER.match(row)
    return int(found[1]) if found else before + 1


def _rows(root: etree._Element) -> Iterator[etree._Element]:
    return (row for cells in root.iterchildren("{*}sheetData") for row in cells.iterchildren("{*}row"))


def _cells(row: etree._Element, number: int) -> Iterator[tuple[str, etree._Element]]:
    """The row's cells by their reference; one that states none follows the one before it."""
    reference = None
    for cell in row.iterchildren("{*}c"):
        reference = cell.get("r") or _following(reference, number)
        yield reference, cell


def _following(reference: str | None, row: int) -> str:
    return reference_to((row, cell_at(reference)[1] + 1 if reference else 1))


def canonical(element: etree._Element) -> bytes:
    """The element written out, for comparing."""
    return etree.tostring(element, with_tail=False)


def differs(part: str, cell: str | None = None) -> PackageError:
    """The error that keeps a copy from being delivered."""
    where = f"{part} {cell}" if cell else part
    return PackageError(
        Text(
            f"写好的副本在 {where} 处与原文件不符，为安全起见没有交付这个副本",
            f"The copy differs from the original at {where}; to be safe this copy was not delivered",
        )
    )
