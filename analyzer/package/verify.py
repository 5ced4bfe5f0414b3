"""Comparing an edited copy with its original; independent of the code that edited it wherever it can be."""

import io
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from analyzer.language import Text
from analyzer.package.cells import cell_at, reference_to
from analyzer.package.error import PackageError
from analyzer.package.markup import local, parse
from analyzer.package.notes import text_of, without_ours
from analyzer.package.outline import plain
from analyzer.package.shapes import blanked

_ROW = re.compile(rb"(?=<(?:[\w.-]+:)?row[\s/>])")
_NUMBER = re.compile(rb"""<[^>]*?\sr\s*=\s*["'](\d+)["']""")
_LOCAL_HEADER = struct.Struct("<26x2H")


@dataclass(frozen=True)
class Intention:
    """What an edit meant to change: parts, and in each worksheet part the cells whose style may differ."""

    parts: frozenset[str]
    cells: Mapping[str, frozenset[str]]
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
        name = old.filename.replace("\\", "/").lstrip("/")
        if new is None or new.orig_filename != old.orig_filename:
            raise _differs(name)
        same = _packed(original, before, old) == _packed(copy, after, new) and _seal(old) == _seal(new)
        if not same and name.lower() not in parts:
            raise _differs(name)
        if not same:
            _compare(name, before.read(old), after.read(new), intended)
    unexpected = [member.filename for member in new_members if member.filename.lower() not in parts]
    if unexpected:
        raise _differs(unexpected[0])


def _compare(name: str, old: bytes, new: bytes, intended: Intention) -> None:
    """Compare a part that was meant to change, in the way its kind may change."""
    cells = {part.lower(): references for part, references in intended.cells.items()}
    if name.lower() in cells:
        _compare_sheets(name, plain(old, name), new, cells[name.lower()])
    elif name.lower().endswith(".vml"):
        if not blanked(new).startswith(blanked(old)):
            raise _differs(name)
    else:
        _compare_trees(name, parse(old, name), parse(new, name), intended.heading)


def _compare_trees(name: str, old: etree._Element, new: etree._Element, heading: str) -> None:
    if local(old) == "comments":
        _compare_notes(name, old, new, heading)
    elif local(old) in ("Types", "Relationships"):
        missing = {_xml(element) for element in old} - {_xml(element) for element in new}
        if missing:
            raise _differs(name)
    else:
        _compare_tables(name, old, new)


def _compare_tables(name: str, old: etree._Element, new: etree._Element) -> None:
    """Styles and workbook: every table may have grown at its end, all else is the same."""
    by_name = {local(table): table for table in new}
    for table in old:
        grown = by_name.get(local(table))
        if (
            grown is None
            or _attributes(grown) != _attributes(table)
            or (table.text or "") != (grown.text or "")
        ):
            raise _differs(name)
        may_grow = local(table) in _GROWING
        entries = list(grown)[: len(table)] if may_grow else list(grown)
        if list(map(_xml, entries)) != list(map(_xml, table)):
            raise _differs(name)
    order = [local(table) for table in new if local(table) in {local(table) for table in old}]
    if order != [local(table) for table in old] or _attributes(old) != _attributes(new):
        raise _differs(name)


_GROWING = {
    "sheets",
    "definedNames",
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "dxfs",
}


def _compare_notes(name: str, old: etree._Element, new: etree._Element, heading: str) -> None:
    """Each note still begins with what others wrote in it."""
    after = dict(_notes(new))
    for reference, text in _notes(old):
        kept = without_ours(text, heading).rstrip("\n")
        if not after.get(reference, "").startswith(kept):
            raise _differs(name, reference)


def _compare_sheets(name: str, old: bytes, new: bytes, cells: frozenset[str]) -> None:
    """The same cells, values, formulas and all else of a sheet; only the styles of `cells` may differ.

    Rows whose bytes are the same are the same; a sheet made of the others alone is compared as a tree.
    """
    pairs = list(_paired(_ROW.split(old), _ROW.split(new)))
    before = parse(b"".join(before for _, before, _ in pairs), name)
    after = parse(b"".join(after for _, _, after in pairs), name)
    _compare_children(name, before, after)
    old_rows = dict(zip(_numbers(pairs, 1), _rows(before), strict=True))
    new_rows = dict(zip(_numbers(pairs, 2), _rows(after), strict=True))
    for number, row in new_rows.items():
        _compare_rows(name, number, old_rows.pop(number, None), row, cells)
    if old_rows:
        raise _differs(name)


def _compare_children(name: str, before: etree._Element, after: etree._Element) -> None:
    """All that is in a sheet beside its cells; a drawing for the notes may have been added."""
    old = {local(element): element for element in before}
    kept = [element for element in after if local(element) in old or local(element) not in _MAY_BE_NEW]
    apart = ("sheetData", "legacyDrawing")
    if [local(element) for element in kept] != [local(element) for element in before]:
        raise _differs(name)
    for was, now in zip(before, kept, strict=True):
        if local(was) not in apart and _xml(was) != _xml(now):
            raise _differs(name)
    if before.attrib != after.attrib:
        raise _differs(name)


_MAY_BE_NEW = ("sheetData", "legacyDrawing")


def _compare_rows(
    name: str, number: int, before: etree._Element | None, after: etree._Element, cells: frozenset[str]
) -> None:
    old = dict(_cells(before, number)) if before is not None else {}
    for reference, cell in _cells(after, number):
        marked = reference in cells
        was = old.pop(reference, None)
        if was is None:
            # An added cell holds nothing.
            if not marked or len(cell) or set(cell.keys()) != {"r", "s"}:
                raise _differs(name, reference)
        elif _content(was, marked) != _content(cell, marked):
            raise _differs(name, reference)
    if old:
        raise _differs(name, next(iter(old)))
    if before is not None and _attributes(before, {"spans"}) != _attributes(after, {"spans"}):
        raise _differs(name)


def _paired(old: list[bytes], new: list[bytes]) -> Iterator[tuple[int, bytes, bytes]]:
    """Row number, old and new bytes of the rows that differ; what is before and in the last row always."""
    yield 0, old[0], new[0]
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


def _number(row: bytes, before: int) -> int:
    found = _NUMBER.match(row)
    return int(found[1]) if found else before + 1


def _numbers(pairs: Iterable[tuple[int, bytes, bytes]], side: int) -> list[int]:
    return [pair[0] for pair in pairs if pair[0] and pair[side]]


def _rows(root: etree._Element) -> list[etree._Element]:
    return [row for data in root if local(data) == "sheetData" for row in data if local(row) == "row"]


def _cells(row: etree._Element, number: int) -> Iterator[tuple[str, etree._Element]]:
    column = 0
    for cell in row:
        if local(cell) == "c":
            stated = cell.get("r")
            column = cell_at(stated)[1] if stated else column + 1
            yield reference_to((number, column)), cell


def _content(cell: etree._Element, marked: bool) -> tuple[list[bytes], dict[str, str]]:
    """A cell's value, formula and text, and its attributes but for the style of a marked one."""
    return [_xml(piece) for piece in cell], _attributes(cell, {"s"} if marked else set())


def _notes(root: etree._Element) -> Iterator[tuple[str, str]]:
    for comment in root.iter():
        if local(comment) == "comment":
            text = next((text_of(element) for element in comment if local(element) == "text"), "")
            yield comment.get("ref", "").replace("$", "").upper(), text


def _attributes(element: etree._Element, apart: set[str] | None = None) -> dict[str, str]:
    ignored = {"count", "uniqueCount"} | (apart or set())
    return {str(key): str(value) for key, value in element.attrib.items() if key not in ignored}


def _xml(element: etree._Element) -> bytes:
    return etree.tostring(element, with_tail=False)


def _opened(content: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise _differs("zip") from problem


def _packed(content: bytes, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> memoryview:
    name_length, extra_length = _LOCAL_HEADER.unpack_from(content, member.header_offset)
    start = member.header_offset + 30 + name_length + extra_length
    return memoryview(content)[start : start + member.compress_size]


def _seal(member: zipfile.ZipInfo) -> tuple[int, int, int]:
    return member.CRC, member.compress_type, member.file_size


def _differs(part: str, cell: str | None = None) -> PackageError:
    where = f"{part} {cell}" if cell else part
    return PackageError(
        Text(
            f"写好的副本在 {where} 处与原文件不符，为安全起见没有交付这个副本",
            f"The copy differs from the original at {where}; to be safe this copy was not delivered",
        )
    )
