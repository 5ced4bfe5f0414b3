"""The parts of an OpenDocument spreadsheet and the names in them (OASIS OpenDocument 1.3, part 3)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from lxml import etree

from analyzer.foreign.target import TOO_LARGE
from analyzer.package.container.archive import Archive
from analyzer.package.container.error import PackageError, TruncatedError
from analyzer.package.container.markup import parse
from analyzer.package.container.recognise import REASONS

LARGEST_PART: Final = 150 << 20
"""Bytes of XML that are read as one tree; as a tree they take several times as much memory."""

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
NAMESPACES: Final = {
    "office": f"{_OASIS}office:1.0",
    "table": f"{_OASIS}table:1.0",
    "text": f"{_OASIS}text:1.0",
    "style": f"{_OASIS}style:1.0",
    "number": f"{_OASIS}datastyle:1.0",
    "draw": f"{_OASIS}drawing:1.0",
    "svg": f"{_OASIS}svg-compatible:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "config": f"{_OASIS}config:1.0",
    "manifest": f"{_OASIS}manifest:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}

_LENGTH = re.compile(r"(-?\d*\.?\d+)(in|cm|mm|pt|pc|px)")
_POINTS = {"in": 72.0, "cm": 72 / 2.54, "mm": 72 / 25.4, "pt": 1.0, "pc": 12.0, "px": 0.75}


@cache
def name(prefixed: str) -> str:
    """table:name as lxml writes it, with the namespace in braces."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def get(element: etree._Element, attribute: str, default: str = "") -> str:
    """The attribute of that prefixed name."""
    return str(element.get(name(attribute), default))


def count(element: etree._Element, attribute: str) -> int:
    """How often something is repeated, or how far it spans: at least 1."""
    given = get(element, attribute)
    return max(int(given[:9]), 1) if given.isascii() and given.isdigit() else 1


def points(length: str) -> float | None:
    """A length such as 0.74pt, 2.5cm or 1in in points; None when it is none."""
    match = _LENGTH.search(length)
    return float(match[1]) * _POINTS[match[2]] if match else None


def every(root: etree._Element, *prefixed: str) -> Iterator[etree._Element]:
    """Every element of these names below `root`, in document order."""
    return root.iter(*(name(one) for one in prefixed))


@dataclass(frozen=True)
class Document:
    """The parsed parts; `manifest` gives each part's media type by its path."""

    content: etree._Element
    styles: etree._Element
    settings: etree._Element
    manifest: dict[str, str]


def open_document(content: bytes) -> Document:
    """The parts of an .ods file. Raises PackageError when damaged, locked by a password or too large."""
    archive = Archive(content)
    manifest = _part(archive, "META-INF/manifest.xml", required=False)
    if archive.encrypted or next(every(manifest, "manifest:encryption-data"), None) is not None:
        raise PackageError(REASONS["encrypted"])
    return Document(
        _part(archive, "content.xml", required=True),
        _part(archive, "styles.xml", required=False),
        _part(archive, "settings.xml", required=False),
        {
            get(entry, "manifest:full-path"): get(entry, "manifest:media-type")
            for entry in every(manifest, "manifest:file-entry")
        },
    )


def _part(archive: Archive, path: str, *, required: bool) -> etree._Element:
    member = archive.find(path)
    if member is None:
        if required:
            raise TruncatedError
        return etree.Element("none")
    if member.size > LARGEST_PART:
        raise PackageError(TOO_LARGE)
    return parse(archive.read(member), path)
