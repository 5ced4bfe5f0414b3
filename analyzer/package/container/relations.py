"""How parts point at each other, and the content type each part declares (ECMA-376 part 2, OPC)."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from lxml import etree

from analyzer.package.container.archive import Archive
from analyzer.package.container.markup import add, document, local, parse

CONTENT_TYPES = "[Content_Types].xml"
PACKAGE_RELATIONSHIPS = "_rels/.rels"
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"


@dataclass(frozen=True, slots=True)
class Relationship:
    """One pointer from a part; `kind` is the last word of its type, `part` None when it leads outside."""

    id: str
    kind: str
    target: str
    part: str | None


@lru_cache(maxsize=4096)  # workbooks have most names in common
def relationships_part(part: str) -> str:
    """The name of the part holding the relationships of `part`."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def no_relationships() -> etree._Element:
    """The root of an empty relationships part."""
    return document("Relationships", _RELATIONSHIPS)


def relationships(root: etree._Element, source: str) -> Iterator[Relationship]:
    """What `root`, the relationships part of `source`, lists."""
    for element in root:
        if local(element) == "Relationship":
            target = element.get("Target", "")
            inside = element.get("TargetMode") != "External"
            yield Relationship(
                element.get("Id", ""),
                element.get("Type", "").rpartition("/")[2],
                target,
                resolved(source, target) if inside else None,
            )


def add_relationship(root: etree._Element, type_: str, target: str, external: bool = False) -> str:
    """Append a relationship and return its new id."""
    taken = {element.get("Id", "").lower() for element in root}
    number = len(taken) + 1
    while f"rid{number}" in taken:
        number += 1
    mode = {"TargetMode": "External"} if external else {}
    add(root, "Relationship", {"Id": f"rId{number}", "Type": type_, "Target": target} | mode)
    return f"rId{number}"


@lru_cache(maxsize=4096)
def resolved(source: str, target: str) -> str:
    """The name, without a leading slash, of the part that `target` in the relationships of `source` means."""
    path = unquote(target.partition("#")[0]).replace("\\", "/")
    joined = path if path.startswith("/") else posixpath.join("/", posixpath.dirname(source), path)
    return posixpath.normpath(joined).lstrip("/")


def main_part(archive: Archive) -> str | None:
    """The name of the document's main part, None when the archive is no Office document."""
    member = archive.find(PACKAGE_RELATIONSHIPS)
    if member is not None:
        for relationship in relationships(parse(archive.read(member), member.name), ""):
            if (
                relationship.kind == "officeDocument"
                and relationship.part
                and archive.find(relationship.part)
            ):
                return relationship.part
    return "xl/workbook.xml" if archive.find("xl/workbook.xml") else None


class ContentTypes:
    """The content type declared for each part."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._by_part = {
            element.get("PartName", "").lstrip("/").lower(): element
            for element in root
            if local(element) == "Override"
        }
        self._by_extension = {
            element.get("Extension", "").lower(): element for element in root if local(element) == "Default"
        }

    @property
    def overridden(self) -> set[str]:
        """Lower-case names of the parts with a declaration of their own."""
        return set(self._by_part)

    def of(self, part: str) -> str | None:
        """The content type of `part`."""
        found = self._by_part.get(part.lower())
        if found is None:
            found = self._by_extension.get(_extension(part))
        return None if found is None else found.get("ContentType")

    def forget(self, part: str) -> None:
        """Take back what is stated about that part alone."""
        element = self._by_part.pop(part.lower(), None)
        if element is not None:
            self.root.remove(element)

    def declare(self, part: str, content_type: str) -> None:
        """State the content type of a part, or of its whole extension while nothing is stated about that."""
        extension = _extension(part)
        if part.lower() in self._by_part:
            self._by_part[part.lower()].set("ContentType", content_type)
        elif self.of(part) == content_type:
            return
        elif extension == "xml" or extension in self._by_extension:
            attributes = {"PartName": f"/{part}", "ContentType": content_type}
            self._by_part[part.lower()] = add(self.root, "Override", attributes)
        else:
            default = add(self.root, "Default", {"Extension": extension, "ContentType": content_type})
            self.root.insert(0, default)
            self._by_extension[extension] = default


def _extension(part: str) -> str:
    return posixpath.splitext(part)[1][1:].lower()
