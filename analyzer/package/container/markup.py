"""Parsing and writing the XML of a part, with nothing fetched and nothing expanded."""

import re
from xml.parsers import expat

from lxml import etree

from analyzer.language import Text
from analyzer.package.container.error import PackageError, damaged
from analyzer.package.container.limits import LARGEST_TREE

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
STRICT = "http://purl.oclc.org/ooxml/"
RELATIONSHIP_NAMESPACES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)

# No entity is ever expanded, so lifting libxml2's size limits (a sheet may be large) opens no bomb.
_PARSER = etree.XMLParser(
    resolve_entities=False,
    no_network=True,
    load_dtd=False,
    huge_tree=True,
    remove_comments=True,
    remove_pis=True,
)


_ASCII_BASED = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*<(?!\?xml\s[^>]*?\bencoding\s*=\s*["'](?!(?i:utf-8|us-ascii|ascii|iso-8859-\d+"""
    rb"""|windows-125\d|gb2312|gbk|gb18030|big5)["']))"""
)
_TWO_BYTES = ("utf-16-le", "utf-16-be")


def refuse_document_type(xml: bytes, part: str) -> None:
    """Raise PackageError when `xml` brings a document type, which no workbook may, before it is parsed.

    libxml2 expands entities in attributes even when told to expand none.
    """
    beginning = xml[:2]
    wide = beginning in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
    if not wide and not _ASCII_BASED.match(xml):
        raise damaged(part)
    written = ["<!DOCTYPE".encode(encoding) for encoding in (_TWO_BYTES if wide else ("ascii",))]
    if any(declaration in xml for declaration in written):
        raise PackageError(
            Text(
                f"工作簿内部的 {part} 含有实体定义（DOCTYPE），可能是恶意文件，没有打开",
                f"{part} inside the workbook defines entities (DOCTYPE), as malicious files do; "
                "it was not opened",
            )
        )


def parse(xml: bytes, part: str) -> etree._Element:
    """The root element of `xml`, the content of `part`; comments and processing instructions are left out.

    Raises PackageError when it is not well-formed, brings a document type, or is too large for a tree.
    """
    refuse_document_type(xml, part)
    if len(xml) > LARGEST_TREE:
        raise PackageError(
            Text(
                f"工作簿内部的 {part} 超过 {LARGEST_TREE >> 20} MB，不像正常的工作簿，没有打开",
                f"{part} inside the workbook has more than {LARGEST_TREE >> 20} MB, which no ordinary "
                "workbook has; it was not opened",
            )
        )
    try:
        return etree.fromstring(xml, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise damaged(part) from problem


def check_well_formed(xml: bytes, part: str) -> None:
    """Raise PackageError when `xml` is not well-formed or brings a document type; no tree is built."""
    refuse_document_type(xml, part)
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(xml, True)
    except (expat.ExpatError, ValueError) as problem:
        raise damaged(part) from problem


def serialise(root: etree._Element) -> bytes:
    """The whole document of `root` as UTF-8 bytes."""
    return etree.tostring(root.getroottree(), encoding="UTF-8", xml_declaration=True, standalone=True)


def document(name: str, namespace: str) -> etree._Element:
    """The root of a new document whose elements need no prefix."""
    nsmap: dict[str | None, str] = {None: namespace}
    return etree.Element(f"{{{namespace}}}{name}", nsmap=nsmap)  # type: ignore[arg-type]


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def namespace(element: etree._Element) -> str:
    """The element's namespace; empty when it has none."""
    return element.tag.rpartition("}")[0][1:] if isinstance(element.tag, str) else ""


def child(parent: etree._Element, name: str) -> etree._Element | None:
    """The first child called `name` in the parent's own namespace."""
    space = namespace(parent)
    return next(parent.iterchildren(f"{{{space}}}{name}" if space else name), None)


def entries(parent: etree._Element, name: str) -> list[etree._Element]:
    """What the table called `name` among the children holds; nothing when there is no such table."""
    table = child(parent, name)
    return [] if table is None else list(table)


def add(parent: etree._Element, name: str, attributes: dict[str, str] | None = None) -> etree._Element:
    """A new last child called `name` in the parent's own namespace."""
    space = namespace(parent)
    return etree.SubElement(parent, f"{{{space}}}{name}" if space else name, attributes or {})


def relationship_id(element: etree._Element) -> str | None:
    """The element's r:id, transitional or strict."""
    for space in RELATIONSHIP_NAMESPACES:
        if (found := element.get(f"{{{space}}}id")) is not None:
            return found
    return None


def section(root: etree._Element, name: str, order: tuple[str, ...]) -> etree._Element:
    """The child called `name`, created where the schema's `order` of children puts it when it is missing."""
    found = child(root, name)
    if found is not None:
        return found
    made = add(root, name)
    later = set(order[order.index(name) + 1 :])
    follower = next((element for element in root if local(element) in later), None)
    if follower is not None:
        follower.addprevious(made)
    return made
