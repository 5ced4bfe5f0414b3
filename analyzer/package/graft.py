"""Appending the sheets of a workbook composed elsewhere: everything they need comes along, renumbered."""

import posixpath
from copy import deepcopy

from lxml import etree

from analyzer.package import relations
from analyzer.package.draft import Draft
from analyzer.package.markup import (
    RELATIONSHIP_NAMESPACES,
    add,
    entries,
    local,
    parse,
    section,
    serialise,
)
from analyzer.package.package import Package
from analyzer.package.references import renamed, unique_sheet_name
from analyzer.package.styles import Numbering

_WORKSHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
# ECMA-376 part 1, CT_Workbook, up to the end of what the sheets are followed by.
_WORKBOOK_ORDER = (
    *("fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets"),
    *("functionGroups", "externalReferences", "definedNames", "calcPr", "oleSize", "customWorkbookViews"),
    *("pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects"),
    "extLst",
)
_FORMULAS = ("{*}f", "{*}formula", "{*}formula1", "{*}formula2")
_CARRIED = {"drawing", "chart", "image", "comments", "vmlDrawing", "hyperlink"}
_STRICT_NAMESPACES = [
    (f"http://schemas.openxmlformats.org/{old}".encode(), f"http://purl.oclc.org/ooxml/{new}".encode())
    for old, new in (
        ("spreadsheetml/2006/main", "spreadsheetml/main"),
        ("officeDocument/2006/relationships", "officeDocument/relationships"),
        ("drawingml/2006/spreadsheetDrawing", "drawingml/spreadsheetDrawing"),
        ("drawingml/2006/chart", "drawingml/chart"),
        ("drawingml/2006/main", "drawingml/main"),
    )
]


def graft(draft: Draft, composed: bytes) -> dict[str, str]:
    """Append all sheets of `composed`, a workbook as xlsxwriter writes it; returns the names they are given.

    Its shared strings are written into the cells, so the draft's own string table stays as it is. Raises
    ValueError for what cannot be carried over: tables, chart sheets, names that belong to the whole workbook.
    """
    return _Graft(draft, Package(composed)).run()


class _Graft:
    def __init__(self, draft: Draft, source: Package) -> None:
        self._draft = draft
        self._source = source
        self._types = relations.ContentTypes(self._tree(relations.CONTENT_TYPES))
        self._strings = self._shared_strings()
        self._copied: dict[str, str] = {}
        taken = [element.get("name", "") for element in draft.package.sheet_elements()]
        self._names: dict[str, str] = {}
        for name in source.sheet_names:
            self._names[name] = unique_sheet_name(name, taken)
            taken.append(self._names[name])

    def run(self) -> dict[str, str]:
        if len(self._source.sheet_elements()) != len(self._names):
            raise ValueError("only worksheets can be grafted")
        numbering = self._draft.styles.extend(self._tree(self._source.styles_part or ""))
        workbook = self._draft.tree(self._draft.package.workbook_part)
        sheets = section(workbook, "sheets", _WORKBOOK_ORDER)
        first = len(sheets)
        for element in self._source.sheet_elements():
            self._add_sheet(sheets, element, numbering)
        self._add_defined_names(workbook, first)
        return self._names

    def _add_sheet(self, sheets: etree._Element, listed: etree._Element, numbering: Numbering) -> None:
        """Copy one worksheet and list it in the workbook."""
        name = listed.get("name", "")
        source_part = self._source.sheet_parts[name]
        root = self._tree(source_part)
        self._adapt(root, numbering)
        part = self._draft.fresh("xl/worksheets/sheet.xml")
        self._draft.put(part, serialise(root))
        self._draft.content_types.declare(part, _WORKSHEET_TYPE)
        self._copy_relationships(source_part, part)
        id_ = self._draft.relate(self._draft.package.workbook_part, part, "worksheet")
        numbers = [int(element.get("sheetId", "0")) for element in sheets]
        element = add(sheets, "sheet", {"name": self._names[name], "sheetId": str(max([0, *numbers]) + 1)})
        if (state := listed.get("state")) is not None:
            element.set("state", state)
        element.set(f"{{{RELATIONSHIP_NAMESPACES[self._draft.strict]}}}id", id_)

    def _adapt(self, root: etree._Element, numbering: Numbering) -> None:
        """Point the sheet's styles, strings and references at what they are called in the draft."""
        for cell in list(root.iter("{*}c")):
            self._adapt_cell(cell, numbering)
        for attribute, tag in (("s", "{*}row"), ("style", "{*}col")):
            for element in root.iter(tag):
                if (style := element.get(attribute)) is not None:
                    element.set(attribute, str(numbering.cells[int(style)]))
        for rule in root.iter("{*}cfRule"):
            if (number := rule.get("dxfId")) is not None:
                rule.set("dxfId", str(numbering.dxfs + int(number)))
        for view in root.iter("{*}sheetView"):
            view.attrib.pop("tabSelected", "")
        for link in root.iter("{*}hyperlink"):
            if (location := link.get("location")) is not None:
                link.set("location", renamed(location, self._names))
        self._rename(root)

    def _adapt_cell(self, cell: etree._Element, numbering: Numbering) -> None:
        cell.set("s", str(numbering.cells[int(cell.get("s", "0"))]))
        if cell.get("t") != "s":
            return
        value = cell.find("{*}v")
        if value is None:
            return
        cell.set("t", "inlineStr")
        inline = add(cell, "is")
        inline.extend(deepcopy(piece) for piece in self._strings[int(value.text or "0")])
        cell.remove(value)

    def _rename(self, root: etree._Element) -> None:
        """Call the grafted sheets by their new names in every formula of a part."""
        for element in root.iter(*_FORMULAS):
            if element.text:
                element.text = renamed(element.text, self._names)

    def _copy_relationships(self, source: str, part: str) -> None:
        """Give `part` the relationships of `source` under the same ids, copying what they point at."""
        listed = self._source.relationships(source)
        if not listed:
            return
        root = self._draft.relationships(part)
        for relationship in listed.values():
            if relationship.kind not in _CARRIED:
                raise ValueError(f"a grafted sheet may not have a {relationship.kind}")
            target, mode = relationship.target, {"TargetMode": "External"}
            if relationship.part is not None:
                copy = self._copy_part(relationship.part)
                target, mode = posixpath.relpath(copy, posixpath.dirname(part)), {}
            kind = self._draft.relationship_type(relationship.kind)
            add(root, "Relationship", {"Id": relationship.id, "Type": kind, "Target": target} | mode)

    def _copy_part(self, source: str) -> str:
        """Copy a part and all it points at under fresh names; a part shared by several is copied once."""
        if source in self._copied:
            return self._copied[source]
        part = self._copied[source] = self._draft.fresh(source)
        content_type = self._types.of(source)
        if content_type is None:
            raise ValueError(f"the grafted workbook states no content type for {source}")
        self._draft.content_types.declare(part, content_type)
        if content_type.endswith("+xml"):
            root = self._tree(source)
            self._rename(root)
            self._draft.put(part, serialise(root))
        else:
            self._draft.put(part, self._source.part(source) or b"")
        self._copy_relationships(source, part)
        return part

    def _add_defined_names(self, workbook: etree._Element, first: int) -> None:
        """Carry over print areas, print titles, filters and the like, which belong to one sheet each."""
        for element in entries(self._tree(self._source.workbook_part), "definedNames"):
            if (index := element.get("localSheetId")) is None:
                raise ValueError(f"a grafted name must belong to one sheet: {element.get('name')}")
            names = section(workbook, "definedNames", _WORKBOOK_ORDER)
            carried = add(
                names, "definedName", {str(key): str(value) for key, value in element.attrib.items()}
            )
            carried.set("localSheetId", str(first + int(index)))
            carried.text = renamed(element.text or "", self._names)

    def _shared_strings(self) -> list[etree._Element]:
        part = self._source.related("sharedStrings")
        return [element for element in self._tree(part) if local(element) == "si"] if part else []

    def _tree(self, part: str) -> etree._Element:
        xml = self._source.part(part) or b""
        return parse(_strict(xml) if self._draft.strict else xml, part)


def _strict(xml: bytes) -> bytes:
    for old, new in _STRICT_NAMESPACES:
        xml = xml.replace(old, new)
    return xml
