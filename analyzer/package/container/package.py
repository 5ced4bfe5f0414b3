"""A workbook package opened for reading."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from types import MappingProxyType

from lxml import etree

from analyzer.language import Text
from analyzer.package.container.error import PackageError, damaged
from analyzer.package.container.limits import USUAL, Limits
from analyzer.package.container.markup import local, namespace, parse, relationship_id
from analyzer.package.container.recognise import opened
from analyzer.package.container.relations import Relationship, relationships, relationships_part


class Package:
    """The parts of a workbook.

    Raises PackageError when `content` is not an .xlsx or .xlsm workbook, or exceeds `limits`.
    """

    def __init__(self, content: bytes, limits: Limits = USUAL) -> None:
        self.content = content
        self._unpacked: dict[str, bytes | None] = {}
        self._trees: dict[str, etree._Element] = {}
        self._relationships_of: dict[str, dict[str, Relationship]] = {}
        self.archive, self.workbook_part, self.workbook = opened(content, limits)
        self._relationships = self.relationships(self.workbook_part)
        self._worksheets = {name: part for name, part, kind in self._sheets() if kind == "worksheet" and part}

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the whole file."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def sheet_names(self) -> tuple[str, ...]:
        """The names of the worksheets, chart sheets and the like left out, in the workbook's order."""
        return tuple(self._worksheets)

    @property
    def sheet_parts(self) -> Mapping[str, str]:
        """Worksheet name -> name of the part with its cells."""
        return MappingProxyType(self._worksheets)

    @property
    def styles_part(self) -> str | None:
        """The name of the part with the cell styles, None when there is none."""
        usual = "xl/styles.xml"
        return self.related("styles") or (usual if self.archive.find(usual) else None)

    def sheet_xml(self, name: str) -> bytes:
        """The XML of the worksheet called `name`. Raises PackageError when there is none."""
        part = self._worksheets.get(name)
        xml = self.part(part) if part else None
        if xml is None:
            raise PackageError(
                Text(f"工作簿里没有工作表“{name}”", f"The workbook has no worksheet called “{name}”")
            )
        return xml

    def part(self, name: str) -> bytes | None:
        """The content of the part called `name`, unpacked once; None when the package has none."""
        if name not in self._unpacked:
            member = self.archive.find(name)
            self._unpacked[name] = self.archive.read(member) if member else None
        return self._unpacked[name]

    def let_go(self, name: str) -> None:
        """Keep the content of that part no longer; it is unpacked anew where it is asked for again."""
        self._unpacked.pop(name, None)

    def tree(self, name: str) -> etree._Element:
        """The root of the part called `name`, to be read only. Raises PackageError when there is none."""
        if name not in self._trees:
            xml = self.part(name)
            if xml is None:
                raise damaged(name)
            self._trees[name] = parse(xml, name)
        return self._trees[name]

    def related(self, kind: str) -> str | None:
        """The name of the part the workbook points at as its `kind`, such as "styles"."""
        for relationship in self._relationships.values():
            if relationship.kind == kind and relationship.part and self.archive.find(relationship.part):
                return relationship.part
        return None

    def relationships(self, part: str) -> Mapping[str, Relationship]:
        """The relationships of `part` by their id."""
        if part not in self._relationships_of:
            name = relationships_part(part)
            listed = relationships(self.tree(name), part) if self.archive.find(name) else ()
            self._relationships_of[part] = {
                relationship.id: self._found(relationship) for relationship in listed
            }
        return self._relationships_of[part]

    def sheet_elements(self) -> list[etree._Element]:
        """The workbook's own list of all its sheets, of whatever kind."""
        sheets = next((element for element in self.workbook if local(element) == "sheets"), None)
        if sheets is None:
            raise damaged(self.workbook_part)
        return [element for element in sheets if local(element) == "sheet"]

    @property
    def main_namespace(self) -> str:
        """The namespace of the workbook's XML, transitional or strict."""
        return namespace(self.workbook)

    def _sheets(self) -> list[tuple[str, str | None, str]]:
        listed = []
        for element in self.sheet_elements():
            relationship = self._relationships.get(relationship_id(element) or "")
            if relationship is not None:
                listed.append((element.get("name", ""), relationship.part, relationship.kind))
        return listed

    def _found(self, relationship: Relationship) -> Relationship:
        """Some programs write targets from the package's root without the slash that says so."""
        if relationship.part is None or self.archive.find(relationship.part):
            return relationship
        rooted = relationship.target.replace("\\", "/")
        if not self.archive.find(rooted):
            return relationship
        return Relationship(relationship.id, relationship.kind, relationship.target, rooted)
