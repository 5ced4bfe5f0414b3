"""How parts point at each other, and the content type each part declares (ECMA-376 part 2, OPC)."""

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote
from xml.sax.saxutils import quoteattr

from lxml import etree

from analyzer.package.container.archive import Archive
from analyzer.package.container.markup import DECLARATION, local, parse

CONTENT_TYPES = "[Content_Types].xml"
PACKAGE_RELATIONSHIPS = "_rels/.rels"
_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
NO_RELATIONSHIPS = f'{DECLARATION}<Relationships xmlns="{_SPACE}"></Relationships>'.encode()


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


def fresh_id(taken: Iterable[str]) -> str:
    """An id for one more relationship beside those with the ids `taken`."""
    folded = {id_.lower() for id_ in taken}
    number = len(folded) + 1
    while f"rid{number}" in folded:
        number += 1
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
        self._by_part: dict[str, str] = {}
        self._by_extension: dict[str, str] = {}
        for element in root:
            kind = local(element)
            if kind == "Override":
                self._by_part[_folded(element.get("PartName", ""))] = element.get("ContentType", "")
            elif kind == "Default":
                self._by_extension[element.get("Extension", "").lower()] = element.get("ContentType", "")

    @property
    def overridden(self) -> set[str]:
        """Lower-case names of the parts with a declaration of their own."""
        return set(self._by_part)

    def of(self, part: str) -> str | None:
        """The content type of `part`."""
        return self._by_part.get(part.lower()) or self._by_extension.get(_extension(part))

    def declare(self, part: str, content_type: str) -> str:
        """State the content type of a part, or of its whole extension while nothing is stated about that.

        Returns the element that says so, nothing where it is said already.
        """
        if self.of(part) == content_type:
            return ""
        extension = _extension(part)
        if extension == "xml" or extension in self._by_extension:
            return self.override(part, content_type)
        self._by_extension[extension] = content_type
        return f'<Default Extension="{extension}" ContentType="{content_type}"/>'

    def override(self, part: str, content_type: str) -> str:
        """State the content type of that part alone; returns the element that says so."""
        self._by_part[part.lower()] = content_type
        return f"<Override PartName={quoteattr(f'/{part}')} ContentType={quoteattr(content_type)}/>"


def forget(root: etree._Element, part: str) -> None:
    """Take back what `root`, the list of content types, states about that part alone."""
    for element in list(root):
        if local(element) == "Override" and _folded(element.get("PartName", "")) == part.lower():
            root.remove(element)


def _folded(part_name: str) -> str:
    return part_name.lstrip("/").lower()


def _extension(part: str) -> str:
    return posixpath.splitext(part)[1][1:].lower()
