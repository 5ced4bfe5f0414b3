"""Adding entries at the ends of the tables in a part, with every other byte of the part left as it is."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from analyzer.package.container.error import damaged
from analyzer.package.container.markup import local, namespace, parse, section, serialise
from analyzer.package.sheet.outline import Splice, plain, spliced

Entries = Mapping[str, Sequence[str]]
"""The XML of the entries for each table, without a namespace; the root itself is a table, too."""

# The children of each root in the order of its schema (ECMA-376 part 1).
_ORDERS: Mapping[str, tuple[str, ...]] = {
    "styleSheet": (
        *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
        *("tableStyles", "colors", "extLst"),
    ),
    "workbook": (
        *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
        *("functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews"),
        *("pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr"),
        *("webPublishObjects", "extLst"),
    ),
    "comments": ("authors", "commentList", "extLst"),
}
_COUNT = re.compile(rb"""\scount\s*=\s*["'](\d+)["']""")
_ROOT = re.compile(rb"<(?![?!])(?:([^\s<>/:]+):)?([^\s<>/:]+)")
_NAME = re.compile(r"<([^\s/>]+)")


def grown(xml: bytes, part: str, added: Entries) -> bytes:
    """The part with the entries added; a table that is missing is made where the schema has it.

    Raises PackageError when there is no such table.
    """
    xml = plain(xml, part)
    splices = _splices(xml, added)
    if splices is None:
        xml = _completed(xml, part, added)
        splices = _splices(xml, added)
    if splices is None:
        raise damaged(part)
    return spliced(xml, splices)


def _splices(xml: bytes, added: Entries) -> list[Splice] | None:
    """The entries put before the end tags of their tables; None where a table has no end tag."""
    root = _ROOT.search(xml)
    prefix = (root[1] + b":") if root and root[1] else b""
    space = namespace(parse(xml, "")) if prefix else ""
    splices: list[Splice] = []
    for table, entries in added.items():
        name = prefix + table.encode()
        at = xml.rfind(b"</" + name)
        if at < 0:
            return None
        written = (
            [_NAME.sub(rf'<\1 xmlns="{space}"', entry, count=1) for entry in entries] if prefix else entries
        )
        splices.append(Splice(at, at, "".join(written).encode()))
        splices += _recounted(xml, name, len(entries))
    return splices


def _recounted(xml: bytes, name: bytes, more: int) -> Iterator[Splice]:
    """The number of its entries, where the table states it."""
    tag = _start_tag(name).search(xml)
    stated = _COUNT.search(tag[0]) if tag else None
    if tag and stated:
        start, end = (tag.start() + at for at in stated.span(1))
        yield Splice(start, end, b"%d" % (int(stated[1]) + more))


@cache
def _start_tag(name: bytes) -> re.Pattern[bytes]:
    return re.compile(rb"<" + re.escape(name) + rb"(?=[\s/>])[^<>]*>")


def _completed(xml: bytes, part: str, tables: Entries) -> bytes:
    """The part with the tables there, each with an end tag of its own."""
    root = parse(xml, part)
    order = _ORDERS.get(local(root), ())
    for name in tables:
        table = section(root, name, order) if name in order else root
        if len(table) == 0:
            table.text = ""  # written as two tags
    return serialise(root)
