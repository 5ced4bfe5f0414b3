"""A package being edited: the parts that change, and nothing else, are held here until they are written."""

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

from lxml import etree

from analyzer.package.container import relations
from analyzer.package.container.archive import Packed
from analyzer.package.container.error import damaged
from analyzer.package.container.markup import STRICT, parse, serialise
from analyzer.package.container.package import Package
from analyzer.package.container.relations import Relationship
from analyzer.package.looks.styles import Styles, minimal
from analyzer.package.sheet.outline import Splice, inverse, spliced

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_NUMBERED = re.compile(r"(.*?)\d*(\.\w+)?")


class Draft:
    """The changes to one package. Parts are named as in relationships, without a leading slash."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self._trees: dict[str, etree._Element] = {}
        self._contents: dict[str, bytes] = {}
        self._as_it_was: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self._restored: dict[str, Packed | bytes] = {}
        self.separated: dict[str, str] = {}
        self.spliced_back: dict[str, list[Splice]] = {}
        self.content_types = relations.ContentTypes(self.tree(relations.CONTENT_TYPES))
        self._taken = {
            member.name.replace("\\", "/").lstrip("/").lower() for member in package.archive.members
        }
        self._taken |= self.content_types.overridden

    @property
    def strict(self) -> bool:
        """Whether the workbook is written in the strict variant of the format."""
        return self.package.main_namespace.startswith(STRICT)

    def tree(self, part: str, *, changing: bool = False) -> etree._Element:
        """The root of a part that may be changed, or surely is. Raises PackageError when there is none."""
        if part not in self._trees:
            xml = self.content(part)
            if xml is None:
                raise damaged(part)
            self._trees[part] = parse(xml, part)
            if not changing:
                self._as_it_was[part] = serialise(self._trees[part])
        return self._trees[part]

    def content(self, part: str) -> bytes | None:
        """The content the part will have."""
        return self._contents[part] if part in self._contents else self.package.part(part)

    def splice(self, part: str, xml: bytes, splices: Iterable[Splice]) -> None:
        """Set the content of a part to `xml` with the splices made; what takes them back is kept."""
        self._contents[part] = spliced(xml, splices)
        if xml == self.package.part(part):
            self.spliced_back[part] = inverse(xml, splices)

    def put(self, part: str, content: bytes | etree._Element) -> None:
        """Set the content of a part, new or not."""
        if isinstance(content, bytes):
            self._contents[part] = content
        else:
            self._trees[part] = content

    def fresh(self, like: str) -> str:
        """A part name not in use, `like` the given one but for its number."""
        folder, name = posixpath.split(like)
        match = _NUMBERED.fullmatch(name)
        stem, extension = (match[1], match[2] or "") if match else (name, "")
        number = 1
        while (part := posixpath.join(folder, f"{stem}{number}{extension}")).lower() in self._taken:
            number += 1
        self._taken.add(part.lower())
        return part

    def relationships(self, part: str, *, changing: bool = False) -> etree._Element:
        """The root of the relationships part of `part`, made when it has none."""
        name = relations.relationships_part(part)
        if name not in self._trees and self.content(name) is None:
            self.put(name, relations.no_relationships())
        return self.tree(name, changing=changing)

    def relate(self, source: str, part: str, kind: str) -> str:
        """Make `source` point at `part`; returns the relationship's id."""
        type_ = self.relationship_type(kind)
        return relations.add_relationship(
            self.relationships(source, changing=True), type_, _target(source, part)
        )

    def unrelate(self, source: str, ids: Collection[str]) -> None:
        """Take back the relationships of `source` with those ids."""
        root = self.relationships(source)
        for element in list(root):
            if element.get("Id") in ids:
                root.remove(element)
        if len(root) == 0:
            self.drop(relations.relationships_part(source))

    def drop(self, part: str) -> None:
        """Leave the part out, and what is stated about it."""
        self._dropped.add(part)
        self.content_types.forget(part)

    def restore(self, part: str, packed: Packed | bytes | None) -> None:
        """Put back what the part was, None when it was not there."""
        if packed is None:
            self.drop(part)
        else:
            self._restored[part] = packed

    def relationship_type(self, kind: str) -> str:
        """The full type of a relationship of that kind in the workbook's variant of the format."""
        return (f"{STRICT}officeDocument/relationships/" if self.strict else _OFFICE) + kind

    def separate(self, source: str, shared: Relationship, content_type: str) -> str:
        """Give `source` a copy of its own of a part that others use too; returns the copy's name."""
        original = shared.part or ""
        copy = self.fresh(original)
        self.put(copy, self.package.part(original) or b"")
        self.content_types.declare(copy, content_type)
        self.separated[copy] = original
        for element in self.relationships(source):
            if element.get("Id") == shared.id:
                element.set("Target", _target(source, copy))
        return copy

    def block(self, sheet_part: str) -> int:
        """The number, from 1, of the block of shape numbers that the worksheet draws from."""
        return list(self.package.sheet_parts.values()).index(sheet_part) + 1

    @cached_property
    def styles(self) -> Styles:
        """The cell styles, made when the workbook has none."""
        part = self.package.styles_part
        if part is None:
            part = "xl/styles.xml"  # where programs that follow no relationships look for it
            self.put(part, minimal(self.package.main_namespace))
            self.content_types.declare(part, _STYLES_TYPE)
            self.relate(self.package.workbook_part, part, "styles")
        return Styles(self.tree(part))

    @property
    def parts_left_out(self) -> frozenset[str]:
        """The parts of the package that will not be in it any more."""
        return frozenset(self._dropped)

    @property
    def parts_put_back(self) -> frozenset[str]:
        """The parts that will be what they once were."""
        return frozenset(self._restored)

    def changes(self) -> dict[str, bytes]:
        """The content of every part that is new or changed; one that was only looked at is neither."""
        written = {part: serialise(root) for part, root in self._trees.items()}
        return self._contents | {
            part: xml for part, xml in written.items() if xml != self._as_it_was.get(part)
        }

    def to_bytes(self, changes: Mapping[str, bytes | Packed]) -> bytes:
        """The whole package with those `changes` made."""
        archive = self.package.archive
        whole = {**changes, **self._restored}
        present = {part: content for part, content in whole.items() if archive.find(part)}
        added = {part: content for part, content in whole.items() if part not in present}
        return archive.rewritten({**present, **dict.fromkeys(self._dropped)}, added)


def _target(source: str, part: str) -> str:
    return posixpath.relpath(part, posixpath.dirname(source) or ".")
