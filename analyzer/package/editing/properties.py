"""A workbook's own document properties, such as the version of the template it was made from."""

from functools import lru_cache

from lxml import etree

from analyzer.package.container.markup import add, document, local, parse
from analyzer.package.container.package import Package
from analyzer.package.container.relations import PACKAGE_RELATIONSHIPS
from analyzer.package.editing.draft import Draft

_CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
# What every property set that is not one of Office's own carries (MS-OLEPS, FMTID_UserDefinedProperties).
_USER_DEFINED = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_FIRST = 2  # property numbers 0 and 1 are reserved


def property_of(package: Package, name: str) -> str | None:
    """The text of the custom document property called `name`; None when the workbook has none."""
    part = _part(package)
    xml = package.part(part) if part else None
    return None if xml is None or part is None else _stated(xml, part, name)


@lru_cache(maxsize=4)  # the workbooks of one template have the same
def _stated(xml: bytes, part: str, name: str) -> str | None:
    found = _named(parse(xml, part), name)
    return None if found is None else "".join(map(str, found.itertext())).strip() or None


def set_property(draft: Draft, name: str, value: str) -> list[str]:
    """Set the custom document property called `name`; returns the parts that may have changed."""
    part = _part(draft.package)
    changed = [part] if part else []
    if part is None:
        part = "docProps/custom.xml"
        draft.put(part, document("Properties", _CUSTOM))
        draft.declare(part, _TYPE)
        draft.relate("", part, "custom-properties")
        changed = [part, "[Content_Types].xml", PACKAGE_RELATIONSHIPS]
    root = draft.tree(part)
    found = _named(root, name)
    if found is None:
        numbers = [int(entry.get("pid", 0)) for entry in root]
        number = str(max([_FIRST - 1, *numbers]) + 1)
        found = add(root, "property", {"fmtid": _USER_DEFINED, "pid": number, "name": name})
    for old in list(found):
        found.remove(old)
    etree.SubElement(found, f"{{{_VALUES}}}lpwstr").text = value
    return changed


def _part(package: Package) -> str | None:
    pointers = package.relationships("").values()
    parts = (pointer.part for pointer in pointers if pointer.kind == "custom-properties")
    return next((part for part in parts if part and package.archive.find(part)), None)


def _named(root: etree._Element, name: str) -> etree._Element | None:
    return next((e for e in root if local(e) == "property" and e.get("name") == name), None)
