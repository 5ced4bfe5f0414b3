"""Removing whole sheets from a workbook, with all that only they need."""

from collections.abc import Collection, Iterable

from lxml import etree

from analyzer.package.container.markup import child, entries, local, relationship_id
from analyzer.package.container.package import Package
from analyzer.package.container.relations import relationships_part
from analyzer.package.editing.draft import Draft
from analyzer.package.pages.page import KIND_NAME


def kinds_of_sheets(package: Package) -> dict[int, str]:
    """The kind of each sheet that is ours, by its position, as the name defined on it says."""
    kinds = {}
    for name in entries(package.workbook, "definedNames"):
        position = name.get("localSheetId", "")
        if name.get("name") == KIND_NAME and position.isdigit():
            kinds[int(position)] = (name.text or "").strip().removeprefix("=").strip('"')
    listed = package.sheet_elements()
    return {position: kind for position, kind in kinds.items() if position < len(listed)}


def remove_sheets(draft: Draft, positions: Collection[int]) -> None:
    """Remove the sheets at those positions; a workbook keeps at least one sheet that can be seen."""
    workbook = draft.tree(draft.package.workbook_part)
    listed = entries(workbook, "sheets")
    visible = [
        position
        for position, element in enumerate(listed)
        if position not in positions and element.get("state", "visible") == "visible"
    ]
    if not positions or not visible:
        return
    removed = [listed[position] for position in sorted(positions)]
    for element in removed:
        parent = element.getparent()
        if parent is not None:
            parent.remove(element)
    ids = {relationship_id(element) or "" for element in removed}
    _drop_unreachable(draft, ids)
    draft.unrelate(draft.package.workbook_part, ids)
    _renumber_names(workbook, positions)
    _renumber_views(workbook, positions, visible[0])
    _drop_calculation_order(draft, {element.get("sheetId", "") for element in removed})


def _drop_unreachable(draft: Draft, ids: Collection[str]) -> None:
    """Drop the parts that only the relationships of the workbook with those `ids` lead to."""
    package = draft.package
    pointers = package.relationships(package.workbook_part)
    rest = [pointer.part for id_, pointer in pointers.items() if id_ not in ids]
    root = [pointer.part for pointer in package.relationships("").values()]
    kept = _reachable(package, [*rest, *root], stop=package.workbook_part)
    gone = [pointer.part for id_, pointer in pointers.items() if id_ in ids]
    for part in _reachable(package, gone, stop=package.workbook_part) - kept:
        draft.drop(part)
        if package.archive.find(relationships_part(part)):
            draft.drop(relationships_part(part))


def _reachable(package: Package, starts: Iterable[str | None], stop: str) -> set[str]:
    """The parts one gets to, never going through the one called `stop`."""
    found: set[str] = set()
    waiting = list(starts)
    while waiting:
        part = waiting.pop()
        if part and part not in found and part != stop and package.archive.find(part):
            found.add(part)
            waiting += [pointer.part for pointer in package.relationships(part).values()]
    return found


def _renumber_names(workbook: etree._Element, positions: Collection[int]) -> None:
    """Names that belong to a sheet state its position."""
    table = child(workbook, "definedNames")
    for name in entries(workbook, "definedNames"):
        stated = name.get("localSheetId", "")
        if not stated.isdigit() or table is None:
            continue
        if int(stated) in positions:
            table.remove(name)
        else:
            name.set("localSheetId", str(_moved(int(stated), positions)))
    if table is not None and len(table) == 0:
        workbook.remove(table)


def _renumber_views(workbook: etree._Element, positions: Collection[int], visible: int) -> None:
    """Windows state the sheet they show and the first whose tab is seen."""
    for view in entries(workbook, "bookViews"):
        for attribute in ("activeTab", "firstSheet"):
            stated = view.get(attribute, "")
            if stated.isdigit():
                shown = visible if int(stated) in positions else int(stated)
                view.set(attribute, str(_moved(shown, positions)))


def _moved(position: int, removed: Collection[int]) -> int:
    return position - sum(1 for other in removed if other < position)


def _drop_calculation_order(draft: Draft, sheets: Collection[str]) -> None:
    """Drop the order of calculation when it names a sheet that is gone; Excel makes another."""
    part = draft.package.related("calcChain")
    if part is None:
        return
    named = {cell.get("i") for cell in draft.tree(part) if local(cell) == "c"}
    if named & set(sheets):
        draft.drop(part)
        pointers = draft.package.relationships(draft.package.workbook_part)
        draft.unrelate(
            draft.package.workbook_part, {id_ for id_, pointer in pointers.items() if pointer.part == part}
        )
