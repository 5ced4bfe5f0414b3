"""A package being edited: the parts that change, and nothing else, are held here until they are written."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, lru_cache
from xml.sax.saxutils import quoteattr

from lxml import etree

from analyzer.package.container import relations
from analyzer.package.container.archive import Packed
from analyzer.package.container.error import damaged
from analyzer.package.container.markup import STRICT, parse, serialise
from analyzer.package.container.package import Package
from analyzer.package.container.relations import CONTENT_TYPES, Relationship
from analyzer.package.editing.growth import grown
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
        self._added: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._ids: dict[str, list[str]] = {}
        self._as_it_was: dict[str, bytes] = {}
        self._dropped: set[str] = set()
        self._restored: dict[str, Packed | bytes] = {}
        self.separated: dict[str, str] = {}
        self.spliced_back: dict[str, list[Splice]] = {}
        self.content_types = relations.ContentTypes(package.tree(CONTENT_TYPES))
        self._taken = {
            member.name.replace("\\", "/").lstrip("/").lower() for member in package.archive.members
        }
        self._taken |= self.content_types.overridden

    @property
    def strict(self) -> bool:
        """Whether the workbook is written in the strict variant of the format."""
        return self.package.main_namespace.startswith(STRICT)

    def tree(self, part: str) -> etree._Element:
        """The root of a part that may be changed. Raises PackageError when there is none."""
        if part not in self._trees:
            xml = self.content(part)
            if xml is None:
                raise damaged(part)
            self._trees[part] = parse(xml, part)
            self._as_it_was[part] = serialise(self._trees[part])
        return self._trees[part]

    def content(self, part: str) -> bytes | None:
        """The content the part will have."""
        return self._contents[part] if part in self._contents else self.package.part(part)

    def append(self, part: str, table: str, entries: Iterable[str]) -> None:
        """Add entries at the end of a table of the part; nothing else of it changes."""
        self._added[part][table] += entries

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

    def declare(self, part: str, content_type: str) -> None:
        """State the content type of a part."""
        stated = self.content_types.of(part)
        if stated != content_type and part.lower() in self.content_types.overridden:
            relations.forget(self.tree(CONTENT_TYPES), part)
        if entry := self.content_types.declare(part, content_type):
            self.append(CONTENT_TYPES, "Types", [entry])

    def relate(self, source: str, part: str, kind: str) -> str:
        """Make `source` point at `part`; returns the relationship's id."""
        name = relations.relationships_part(source)
        if self.content(name) is None:
            self.put(name, relations.NO_RELATIONSHIPS)
        ids = self._ids.setdefault(source, list(self.package.relationships(source)))
        ids.append(relations.fresh_id(ids))
        type_, target = self.relationship_type(kind), quoteattr(_target(source, part))
        entry = f'<Relationship Id="{ids[-1]}" Type="{type_}" Target={target}/>'
        self.append(name, "Relationships", [entry])
        return ids[-1]

    def unrelate(self, source: str, ids: Collection[str]) -> None:
        """Take back the relationships of `source` with those ids."""
        root = self.tree(relations.relationships_part(source))
        for element in list(root):
            if element.get("Id") in ids:
                root.remove(element)
        if len(root) == 0:
            self.drop(relations.relationships_part(source))

    def drop(self, part: str) -> None:
        """Leave the part out, and what is stated about it."""
        self._dropped.add(part)
        relations.forget(self.tree(CONTENT_TYPES), part)

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
        self.declare(copy, content_type)
        self.separated[copy] = original
        for element in self.tree(relations.relationships_part(source)):
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
            root = self.tree(part)
            self.declare(part, _STYLES_TYPE)
            self.relate(self.package.workbook_part, part, "styles")
        else:
            root = self.package.tree(part)
        return Styles(root, lambda table, entries: self.append(part, table, entries))

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
        parts = dict.fromkeys([*self._contents, *self._trees, *self._added])
        return {part: self.written(part) for part in parts if self._is_changed(part)}

    def written(self, part: str) -> bytes:
        """The part as it will be in the package. Raises PackageError when there is none."""
        tree = self._trees.get(part)
        content = self.content(part) if tree is None else serialise(tree)
        if content is None:
            raise damaged(part)
        added = self._added.get(part)
        return grown(content, part, added) if added else content

    def _is_changed(self, part: str) -> bool:
        if part in self._contents or part in self._added:
            return True
        return serialise(self._trees[part]) != self._as_it_was.get(part)

    def to_bytes(self, changes: Mapping[str, bytes | Packed]) -> bytes:
        """The whole package with those `changes` made."""
        archive = self.package.archive
        whole = {**changes, **self._restored}
        present = {part: content for part, content in whole.items() if archive.find(part)}
        added = {part: content for part, content in whole.items() if part not in present}
        return archive.rewritten({**present, **dict.fromkeys(self._dropped)}, added)


@lru_cache(maxsize=1024)  # workbooks have most names in common
def _target(source: str, part: str) -> str:
    return posixpath.relpath(part, posixpath.dirname(source) or ".")
