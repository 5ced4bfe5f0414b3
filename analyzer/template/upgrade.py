"""Bringing a workbook made from an older template to the present version, with nothing in it lost."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import python_calamine as calamine

from analyzer.language import Text
from analyzer.package import Package, PackageError, reference_to
from analyzer.package.container.error import damaged
from analyzer.package.editing.entries import Entry, enter
from analyzer.package.editing.properties import property_of
from analyzer.package.sheet.cells import Cell
from analyzer.package.sheet.columns import Widening
from analyzer.package.sheet.occupied import Occupied
from analyzer.template import BUDGET, PROJECT, SHEETS, VERSION, VERSION_PROPERTY
from analyzer.template.header import Place, Row, find_fields, find_header, plain, title_in
from analyzer.template.model import Column, Kind, Sheet

UP_TO_DATE: Final = Text(
    f"已经是模板 {VERSION} 版，没有需要改动的地方", f"This is template {VERSION} already; nothing was changed"
)
FIRST_VERSION: Final = "1.0"
NUMERIC: Final = (Kind.MONEY, Kind.PRICE, Kind.NUMBER)


@dataclass(frozen=True)
class Upgraded:
    """The upgraded workbook; `changes` says each change, and is empty where nothing had to be changed.

    `left` says what differs from the template and was not touched, so that nothing would be lost.
    """

    content: bytes
    changes: tuple[Text, ...]
    left: tuple[Text, ...] = ()


@dataclass
class _Plan:
    entries: list[Entry] = field(default_factory=list)
    widenings: list[Widening] = field(default_factory=list)
    changes: list[Text] = field(default_factory=list)
    left: list[Text] = field(default_factory=list)


@dataclass(frozen=True)
class _Found:
    """A sheet of the template in the workbook: its name there, and where its columns or fields stand."""

    sheet: Sheet
    title: str
    places: dict[str, Place]
    occupied: Occupied
    has_table: bool  # an Excel table, whose own list of headers must equal the cells


def upgrade(content: bytes) -> Upgraded:
    """The workbook brought to the present template version, in place.

    Columns that came after 1.0 get their header to the right of the last, fields their label below the
    last; a header written otherwise gets the template's words; the version is noted. Nothing is moved, and
    no cell that holds something is written over, but for headers and labels. Upgrading twice changes
    nothing the second time.

    Raises PackageError where the workbook cannot be read, is not this template, or is of a later version.
    """
    package = Package(content)
    version = property_of(package, VERSION_PROPERTY)
    _refuse_later(version)
    found = _find(package, content)
    plan = _Plan()
    for own in found.values():
        _rename(own, plan)
        (_add_fields if own.sheet.is_form else _add_columns)(own, found, plan)
    if version != VERSION:
        plan.changes.append(_noted(version))
    if not plan.changes:
        return Upgraded(content, (), tuple(plan.left))
    copy = enter(content, plan.entries, plan.widenings, [(VERSION_PROPERTY, VERSION)])
    return Upgraded(copy, tuple(plan.changes), tuple(plan.left))


def _refuse_later(version: str | None) -> None:
    if _numbers(version or "") > _numbers(VERSION):
        raise PackageError(
            Text(
                f"这本工作簿用的是模板 {version} 版，比本程序的 {VERSION} 版新，请先更新程序",
                f"It is of template {version}, later than this program's {VERSION}; update that first",
            )
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split(".") if number.isdigit())


def _noted(version: str | None) -> Text:
    if version is None:
        return Text(f"注明模板版本 {VERSION}", f"noted the template's version {VERSION}")
    return Text(f"模板版本由 {version} 改为 {VERSION}", f"template version {version} became {VERSION}")


def _find(package: Package, content: bytes) -> dict[str, _Found]:
    """The template's sheets that are in the workbook, by table."""
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = {title: _rows(workbook, title) for title in package.sheet_names}
    except calamine.CalamineError as problem:
        raise damaged(package.workbook_part) from problem
    found = {}
    for sheet in SHEETS:
        title = title_in(package.sheet_names, sheet)
        if title is None:
            continue
        places = find_fields(sheet, rows[title]) if sheet.is_form else find_header(sheet, rows[title])
        if len(places) > 1:
            has_table = any(
                relationship.kind == "table"
                for relationship in package.relationships(package.sheet_parts[title]).values()
            )
            found[sheet.table] = _Found(sheet, title, places, Occupied(package, title), has_table)
    if PROJECT.table not in found and BUDGET.table not in found:
        raise PackageError(
            Text(
                "找不到“项目信息”和“预算”工作表，不是本程序的模板，没有改动",
                "The sheets 项目信息 and 预算 were not found: this is not the template; nothing was changed",
            )
        )
    return found


def _rows(workbook: calamine.CalamineWorkbook, title: str) -> Sequence[Row]:
    return workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)


def _header_cell(own: _Found, place: Place) -> Cell:
    """The cell with the header or label, counted from 1; a form's place is that of the value beside it."""
    return place.row + 1, place.column + (0 if own.sheet.is_form else 1)


def _rename(own: _Found, plan: _Plan) -> None:
    for name, place in own.places.items():
        column = own.sheet.by_name[name]
        if plain(place.label) == plain(column.label.zh):
            continue
        cell = _header_cell(own, place)
        text = _written_label(own.sheet, column)
        where = f"{own.title}!{reference_to(cell)}"
        if own.has_table or cell in own.occupied.formulas:
            plan.left.append(
                Text(
                    f"{where}：“{place.label}”在“表格”里或由公式得出，没有改为“{text}”，读取时仍按它处理",
                    f"{where}: {place.label} belongs to a table or a formula and was not changed to {text}; "
                    "it is read as such all the same",
                )
            )
            continue
        plan.entries.append(Entry(own.title, cell, text))
        plan.changes.append(
            Text(f"{where}：“{place.label}”改回“{text}”", f"{where}: {place.label} became {text}")
        )


def _written_label(sheet: Sheet, column: Column) -> str:
    return column.label.zh + ("*" if sheet.is_form and column.required else "")


def _missing(own: _Found) -> list[Column]:
    """What later versions added. A column of 1.0 that somebody took out is not put back."""
    return [c for c in own.sheet.columns if c.since != FIRST_VERSION and c.name not in own.places]


def _add_columns(own: _Found, found: dict[str, _Found], plan: _Plan) -> None:
    row = next(iter(own.places.values())).row + 1
    last = max(place.column for place in own.places.values()) + 1
    free = (at for at in range(last + 1, last + 200) if not own.occupied.column_from((row, at)))
    before = last
    for column, at in zip(_missing(own), free, strict=False):
        cell = row, at
        plan.entries.append(Entry(own.title, cell, column.label.zh, (own.title, (row, last))))
        look = _look(own, column.kind)
        plan.widenings.append(Widening(own.title, at, column.width, (own.title, look or (row + 1, at))))
        plan.changes.append(_added(own, cell, column, skipped=at - before - 1, form=False))
        before = at


def _look(own: _Found, kind: Kind) -> Cell | None:
    """The first cell below a header of the same sort: amounts for numbers, texts for texts."""
    numeric = kind in NUMERIC
    for name in ("adjusted_budget", "amount", "initial_budget") if numeric else ("remark", "payee", "item"):
        if name in own.places:
            place = own.places[name]
            return place.row + 2, place.column + 1
    return None


def _add_fields(own: _Found, found: dict[str, _Found], plan: _Plan) -> None:
    lowest = max(own.places.values(), key=lambda place: place.row)
    label = lowest.column  # counted from 1, the column before the value's
    before = lowest.row + 1
    for column, row in zip(_missing(own), _free_rows(own, before, label), strict=False):
        like = lowest.row + 1
        value = _money_look(found) if column.kind in NUMERIC else None
        text = next(place for name, place in own.places.items() if own.sheet.by_name[name].kind is Kind.TEXT)
        plan.entries += [
            Entry(own.title, (row, label), _written_label(own.sheet, column), (own.title, (like, label))),
            Entry(own.title, (row, label + 1), "", value or (own.title, (text.row + 1, text.column + 1))),
            Entry(own.title, (row, label + 2), column.guide.zh, (own.title, (like, label + 2))),
        ]
        plan.changes.append(_added(own, (row, label), column, skipped=row - before - 1, form=True))
        before = row


def _free_rows(own: _Found, last: int, label: int) -> Iterator[int]:
    for row in range(last + 1, last + 1000):
        if not any((row, column) in own.occupied for column in range(label, label + 3)):
            yield row


def _money_look(found: dict[str, _Found]) -> tuple[str, Cell] | None:
    own = found.get(BUDGET.table)
    cell = _look(own, Kind.MONEY) if own else None
    return (own.title, cell) if own and cell else None


def _added(own: _Found, cell: Cell, column: Column, *, skipped: int, form: bool) -> Text:
    where = f"{own.title}!{reference_to(cell)}"
    sort = Text("栏目", "the field") if form else Text("列", "the column")
    said = Text(f"{where}：增加{sort.zh}“{column.label.zh}”", f"{where}: added {sort.en} {column.label.zh}")
    if not skipped:
        return said
    passed = Text("行", "rows") if form else Text("列", "columns")
    return Text(
        f"{said.zh}（前面 {skipped} {passed.zh}已有内容，没有动）",
        f"{said.en} ({skipped} {passed.en} before it hold something and were left alone)",
    )
