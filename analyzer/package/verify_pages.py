"""Checking that new parts of a copy hang together: nothing points nowhere, nothing is left unsaid."""

import posixpath
import re
from collections.abc import Iterator, Mapping

from lxml import etree

from analyzer.package.markup import entries, parse, relationship_id
from analyzer.package.package import Package
from analyzer.package.relations import (
    CONTENT_TYPES,
    ContentTypes,
    Relationship,
    relationships,
    relationships_part,
)
from analyzer.package.verify_sheet import differs

_STYLE = re.compile(rb'<(?:[\w.-]+:)?c [^>]*?\bs="(\d+)"')


def compare_pages(package: Package, contents: Mapping[str, bytes], sheets: tuple[str, ...]) -> None:
    """Raise PackageError unless the parts in `contents` that are new are whole and add just `sheets`.

    Each is well formed, has a content type, and is pointed at by parts that exist; the workbook lists the
    sheets it had and then the new ones; their cells have styles there are.
    """
    new = [part for part in contents if package.archive.find(part) is None]
    types = ContentTypes(parse(contents[CONTENT_TYPES], CONTENT_TYPES))
    pointed_at: set[str] = set()
    for part in contents:
        if part.endswith(".rels"):
            source = posixpath.join(posixpath.dirname(posixpath.dirname(part)), posixpath.basename(part)[:-5])
            pointed_at |= _targets(package, contents, part, source)
        elif part in new and types.of(part) is None:
            raise differs(part)
    for part in new:
        if part.endswith(".xml"):
            parse(contents[part], part)
            if part not in pointed_at and part not in _pointed_at_before(package):
                raise differs(part)
    for part in _listed(package, contents, sheets):
        _compare_styles(package, contents, part)


def _pointed_at_before(package: Package) -> set[str | None]:
    """What the worksheets point at, whether it was there or not."""
    sheets = package.sheet_parts.values()
    return {entry.part for sheet in sheets for entry in package.relationships(sheet).values()}


def _targets(package: Package, contents: Mapping[str, bytes], part: str, source: str) -> set[str]:
    """What a relationships part points at, which must be there unless it was missing before."""
    old = package.part(part)
    before = {entry.part for entry in _read(old, part, source)} if old is not None else set()
    targets = {entry.part for entry in _read(contents[part], part, source) if entry.part}
    for target in targets - before:
        if target not in contents and package.archive.find(target) is None:
            raise differs(part)
    return targets


def _read(xml: bytes, part: str, source: str) -> Iterator[Relationship]:
    return relationships(parse(xml, part), source)


def _listed(package: Package, contents: Mapping[str, bytes], sheets: tuple[str, ...]) -> list[str]:
    """The parts of the new sheets, by way of the workbook's list."""
    part = package.workbook_part
    if part not in contents:
        if sheets:
            raise differs(part)
        return []
    workbook = parse(contents[part], part)
    listed = entries(workbook, "sheets")
    before = [element.get("name") for element in package.sheet_elements()]
    if [element.get("name") for element in listed] != [*before, *sheets]:
        raise differs(part)
    _compare_names(package, workbook, part, len(before))
    name = relationships_part(part)
    pointers = _read(contents[name], name, part) if name in contents else ()
    targets = {pointer.id: pointer.part for pointer in pointers}
    found = [targets.get(relationship_id(element) or "") for element in listed[len(before) :]]
    if not all(target in contents for target in found):
        raise differs(part)
    return [target for target in found if target]


def _compare_names(package: Package, workbook: etree._Element, part: str, sheets: int) -> None:
    """Names that are new belong to the new sheets alone."""
    known = len(entries(package.workbook, "definedNames"))
    for name in entries(workbook, "definedNames")[known:]:
        if int(name.get("localSheetId", "0")) < sheets:
            raise differs(part, name.get("name"))


def _compare_styles(package: Package, contents: Mapping[str, bytes], sheet: str) -> None:
    used = max(map(int, _STYLE.findall(contents[sheet])), default=0)
    part = package.styles_part or "xl/styles.xml"
    xml = contents.get(part) or package.part(part)
    if used and (xml is None or used >= len(entries(parse(xml, part), "cellXfs"))):
        raise differs(sheet)
