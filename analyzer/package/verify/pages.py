"""Checking that new parts of a copy hang together: nothing points nowhere, nothing is left unsaid."""

import posixpath
import re
from collections.abc import Mapping

from lxml import etree

from analyzer.package.container.markup import check_well_formed, child, entries, parse, relationship_id
from analyzer.package.container.package import Package
from analyzer.package.container.relations import (
    CONTENT_TYPES,
    ContentTypes,
    relationships,
    relationships_part,
)
from analyzer.package.verify.sheet import differs

_STYLE = re.compile(rb' s="(\d+)"')


class Trees:
    """The parts of a copy by name, each parsed when first asked for."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self.contents = contents
        self._known: dict[str, etree._Element] = {}

    def __getitem__(self, part: str) -> etree._Element:
        if part not in self._known:
            self._known[part] = parse(self.contents[part], part)
        return self._known[part]


def compare_pages(package: Package, trees: Trees, sheets: tuple[str, ...]) -> None:
    """Raise PackageError unless the parts in `trees` that are new are whole and add just `sheets`.

    Each is well formed, has a content type, and is pointed at by parts that exist; the workbook lists the
    sheets it had and then the new ones; their cells have styles there are.
    """
    contents = trees.contents
    new = {part for part in contents if package.archive.find(part) is None}
    types = ContentTypes(trees[CONTENT_TYPES])
    pointed_at = _pointed_at_before(package)
    for part in contents:
        if part.endswith(".rels"):
            source = posixpath.join(posixpath.dirname(posixpath.dirname(part)), posixpath.basename(part)[:-5])
            pointed_at |= _targets(package, trees, part, source)
        elif part in new and types.of(part) is None:
            raise differs(part)
    for part in new:
        if part.endswith(".xml"):
            check_well_formed(contents[part], part)
            if part not in pointed_at:
                raise differs(part)
    for part in _listed(package, trees, sheets):
        _compare_styles(package, trees, part)


def _pointed_at_before(package: Package) -> set[str]:
    """What the worksheets point at, whether it was there or not."""
    sheets = package.sheet_parts.values()
    return {entry.part for sheet in sheets for entry in package.relationships(sheet).values() if entry.part}


def _targets(package: Package, trees: Trees, part: str, source: str) -> set[str]:
    """What a relationships part points at, which must be there unless it was missing before."""
    present = package.archive.find(part) is not None
    before = {entry.part for entry in relationships(package.tree(part), source)} if present else set()
    targets = {entry.part for entry in relationships(trees[part], source) if entry.part}
    for target in targets - before:
        if target not in trees.contents and package.archive.find(target) is None:
            raise differs(part)
    return targets


def _listed(package: Package, trees: Trees, sheets: tuple[str, ...]) -> list[str]:
    """The parts of the new sheets, by way of the workbook's list."""
    part, contents = package.workbook_part, trees.contents
    if part not in contents:
        if sheets:
            raise differs(part)
        return []
    workbook = trees[part]
    listed = entries(workbook, "sheets")
    before = [element.get("name") for element in package.sheet_elements()]
    if [element.get("name") for element in listed] != [*before, *sheets]:
        raise differs(part)
    _compare_names(package, workbook, part, len(before))
    name = relationships_part(part)
    pointers = relationships(trees[name], part) if name in contents else ()
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


def _compare_styles(package: Package, trees: Trees, sheet: str) -> None:
    used = max(map(int, set(_STYLE.findall(trees.contents[sheet]))), default=0)
    part = package.styles_part or "xl/styles.xml"
    present = part in trees.contents or package.archive.find(part) is not None
    styles = (trees[part] if part in trees.contents else package.tree(part)) if present else None
    table = child(styles, "cellXfs") if styles is not None else None
    if used and (table is None or used >= len(table)):
        raise differs(sheet)
