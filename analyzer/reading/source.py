"""One workbook file opened once: the raw cells of the template's sheets, or the reason it cannot be read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from itertools import chain, islice, repeat

import python_calamine as calamine

from analyzer.language import Text
from analyzer.package import Package, PackageError
from analyzer.package.container.limits import USUAL, Limits
from analyzer.reading.cells import Piece, rows_of, rows_only
from analyzer.reading.data_rows import DataRows, is_total
from analyzer.reading.extent import refuse_far_cells
from analyzer.reading.header import SEARCHED_ROWS, Place, Row, find_fields, find_header
from analyzer.reading.hidden import Hidden, hidden_content
from analyzer.reading.number_formats import number_formats
from analyzer.reading.surroundings import ExtraSheet, extra_sheets, hidden_sheets, template_version
from analyzer.reading.title import unit_in_title
from analyzer.reading.usual import in_usual_form
from analyzer.template import BUDGET, PROJECT, SHEETS, Kind, Sheet
from analyzer.template.header import title_in
from analyzer.template.project import UNITS

PREFILLED = ("unit", "year", "stage")  # what a blank template may already say
WITH_DECIMALS = {PROJECT.table, BUDGET.table}  # whose stated decimals matter
PANIC = "PanicException"  # of pyo3, which gives it no importable name; no Exception either
SHEETS_BY_TABLE = {sheet.table: sheet for sheet in SHEETS}


class Oddity(StrEnum):
    """What a reader must report about the shape of a workbook, though it could go on."""

    SHEET_MISSING = "sheet missing"
    SHEET_RENAMED = "sheet renamed"
    COLUMN_MISSING = "column missing"
    HEADER_RENAMED = "header renamed"
    HEADER_MOVED = "header moved"
    NOT_FILLED_IN = "not filled in"
    UNIT_IN_TITLE = "unit in title"


@dataclass(frozen=True)
class Remark:
    """One oddity at a cell (zero-based row and column); `found` is the text that stands there."""

    kind: Oddity
    table: str
    column: str
    place: Place


@dataclass
class RawSheet:
    """Raw cells of one template sheet: per column a list of values, in step with `rows` (1-based)."""

    title: str
    places: dict[str, Place]
    rows: list[int]
    values: dict[str, list[object]]
    hidden: Hidden

    def shown_decimals(self, name: str) -> list[int]:
        """Decimals each cell of a column displays by its number format; 0 where it does not say."""
        place = self.places.get(name)
        if place is None or not self.hidden.decimals:
            return [0] * len(self.rows)
        rows = self.rows if self.rows != [0] else [place.row + 1]
        return [self.hidden.decimals.get((row, place.column), 0) for row in rows]


@dataclass
class Source:
    """What one workbook holds, before any cell is interpreted.

    `version`: that of the template, where the workbook says it. `extra_sheets`: those not the template's.
    """

    sheets: dict[str, RawSheet]
    remarks: list[Remark]
    version: str | None
    extra_sheets: tuple[ExtraSheet, ...]


class UnreadableWorkbookError(Exception):
    """The file cannot be read as a template workbook; `reason` is one plain sentence."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


NOT_THE_TEMPLATE = Text(
    "不是预算执行模板：找不到“项目信息”和“预算”工作表，请用 analyzer template 生成的模板填报",
    "This is not the budget execution template: the sheets 项目信息 and 预算 were not found. "
    "Fill in the workbook made by `analyzer template`",
)
DAMAGED = Text(
    "文件已损坏，无法打开，请用 Excel 或 WPS 重新另存后再试",
    "The file is damaged and cannot be opened; save it again in Excel or WPS",
)


def read_source(workbook: bytes | Package, limits: Limits = USUAL) -> Source:
    """Raw cells of a workbook given as bytes, or already opened.

    Raises UnreadableWorkbookError with one plain sentence for passwords, HTML named .xls, truncated
    files, workbooks that are not this template, and those that exceed `limits`.
    """
    with _refusals():
        package = workbook if isinstance(workbook, Package) else Package(workbook, limits)
        return _read_sheets(package, limits)


def read_sheet(package: Package, title: str, limits: Limits = USUAL) -> Sequence[Row]:
    """The cells of any one worksheet. Raises UnreadableWorkbookError as `read_source` does."""
    with _refusals():
        xml = in_usual_form(package.sheet_xml(title), package.sheet_parts[title])
        refuse_far_cells(xml, title, limits)
        return list(_rows(_opened(rows_of(package, [rows_only(xml)], number_formats(package))), 0))


@contextmanager
def _refusals() -> Iterator[None]:
    """Whatever keeps a workbook from being read, as one plain sentence."""
    try:
        yield
    except PackageError as refusal:
        raise UnreadableWorkbookError(refusal.reason) from refusal
    except calamine.CalamineError as refusal:
        raise UnreadableWorkbookError(DAMAGED) from refusal
    except BaseException as failure:
        if type(failure).__name__ != PANIC:
            raise
        raise UnreadableWorkbookError(DAMAGED) from failure


def _read_sheets(package: Package, limits: Limits) -> Source:
    titles = {
        sheet.table: title for sheet in SHEETS if (title := title_in(package.sheet_names, sheet)) is not None
    }
    cells, hidden = _looked_through(package, titles, limits)
    workbook = _opened(cells)
    del cells  # as long as the sheets
    sheets: dict[str, RawSheet] = {}
    titled: dict[str, Place | None] = {}
    for number, (table, title) in enumerate(titles.items()):
        rows = _rows(workbook, number)
        above = list(islice(rows, SEARCHED_ROWS))
        raw = read_rows(SHEETS_BY_TABLE[table], above, rows, title, hidden[table])
        if raw is not None:
            sheets[table] = raw
            titled[table] = _unit_in_title(SHEETS_BY_TABLE[table], above, raw)
    if PROJECT.table not in sheets and BUDGET.table not in sheets:
        raise UnreadableWorkbookError(NOT_THE_TEMPLATE)
    remarks = [remark for sheet in SHEETS for remark in _remarks(sheet, titles.get(sheet.table), sheets)]
    return Source(
        sheets,
        [*remarks, *title_remarks(sheets, titled), *blank_remarks(sheets)],
        template_version(package),
        tuple(extra_sheets(package, frozenset(titles.values()))),
    )


def _looked_through(
    package: Package, titles: Mapping[str, str], limits: Limits
) -> tuple[bytes, dict[str, Hidden]]:
    """The sheets as calamine is given them, and what it does not tell; their XML is not kept."""
    formats, concealed = number_formats(package), hidden_sheets(package)
    hidden: dict[str, Hidden] = {}
    rows_given: list[list[Piece]] = []
    for table, title in titles.items():
        part = package.sheet_parts[title]
        xml = in_usual_form(package.sheet_xml(title), part)
        package.let_go(part)
        refuse_far_cells(xml, title, limits)
        decimals = formats.decimals if table in WITH_DECIMALS else ()
        hidden[table] = hidden_content(xml, decimals, concealed=title in concealed)
        rows_given.append(rows_only(xml))
    return rows_of(package, rows_given, formats), hidden


def _opened(cells: bytes) -> calamine.CalamineWorkbook:
    return calamine.CalamineWorkbook.from_filelike(BytesIO(cells))


def _rows(workbook: calamine.CalamineWorkbook, number: int) -> Iterator[Row]:
    """The rows of a sheet from A1 on, one by one: to hold all takes several times what is in them."""
    sheet = workbook.get_sheet_by_index(number)
    left_out = sheet.start[1] if sheet.start else 0
    return ([*repeat("", left_out), *row] for row in sheet.iter_rows()) if left_out else sheet.iter_rows()


def _remarks(sheet: Sheet, title: str | None, sheets: Mapping[str, RawSheet]) -> Iterator[Remark]:
    raw = sheets.get(sheet.table)
    if title is None or raw is None:
        yield Remark(Oddity.SHEET_MISSING, sheet.table, "", Place(0, 0, sheet.title.zh))
        return
    if title != sheet.title.zh:
        yield Remark(Oddity.SHEET_RENAMED, sheet.table, "", Place(0, 0, title))
    yield from _header_remarks(sheet, raw.places)


def _unit_in_title(sheet: Sheet, rows: Sequence[Row], raw: RawSheet) -> Place | None:
    if sheet.is_form or all(column.kind is not Kind.MONEY for column in sheet.columns):
        return None
    header = next(iter(raw.places.values())).row
    return unit_in_title(rows[:header], raw.hidden.formulas)


def title_remarks(sheets: Mapping[str, RawSheet], titled: Mapping[str, Place | None]) -> Iterator[Remark]:
    """The titles, by table, that state another unit of amounts than the form does."""
    form = sheets.get(PROJECT.table)
    unit = str(form.values.get("unit", [""])[0]).strip().removeprefix("人民币") if form else ""
    for table, place in titled.items():
        if place is not None and unit in UNITS and place.label != unit:
            yield Remark(Oddity.UNIT_IN_TITLE, table, "", place)


def blank_remarks(sheets: Mapping[str, RawSheet]) -> list[Remark]:
    """The remark that nothing is filled in, if that is so."""
    if any(_is_filled(SHEETS_BY_TABLE[table], raw) for table, raw in sheets.items()):
        return []
    form = sheets.get(PROJECT.table)
    place = form.places.get("name") if form else None
    return [Remark(Oddity.NOT_FILLED_IN, PROJECT.table, "name", place or Place(0, 0, PROJECT.title.zh))]


def _is_filled(sheet: Sheet, raw: RawSheet) -> bool:
    """Whether anything stands in a sheet that the blank template does not have there already."""
    if sheet.is_form:
        return any(values != [""] for name, values in raw.values.items() if name not in PREFILLED)
    names = [name for name in sheet.key if name in raw.values]
    return any(not any(is_total(raw.values[name][row]) for name in names) for row in range(len(raw.rows)))


def read_rows(
    sheet: Sheet, above: Sequence[Row], below: Iterator[Row], title: str, hidden: Hidden
) -> RawSheet | None:
    """The template columns of one sheet; None where neither header nor labels are found.

    `above`: the first rows, where the header of a table stands; `below`: the others.
    """
    if sheet.is_form:
        rows = [*above, *below]
        places = find_fields(sheet, rows)
        values = {name: [_at(rows[place.row], place.column)] for name, place in places.items()}
        return RawSheet(title, places, [0], values, hidden) if len(places) > 1 else None
    places = find_header(sheet, above)
    if not places:
        return None
    first = next(iter(places.values())).row + 1
    marked = {row for row, _ in (*hidden.errors, *hidden.uncalculated)}
    positions = [place.column for place in places.values()]
    found = DataRows(chain(above[first:], below), first + 1, positions, marked)
    return RawSheet(title, places, found.numbers, dict(zip(places, found.columns, strict=True)), hidden)


def _at(row: Row, position: int) -> object:
    return row[position] if position < len(row) else ""


def _header_remarks(sheet: Sheet, places: dict[str, Place]) -> Iterator[Remark]:
    header_row = 0 if sheet.is_form or not places else next(iter(places.values())).row
    furthest = -1
    for column in sheet.columns:
        place = places.get(column.name)
        if place is None:
            if column.required:
                yield Remark(
                    Oddity.COLUMN_MISSING, sheet.table, column.name, Place(header_row, 0, column.label.zh)
                )
            continue
        order = place.row if sheet.is_form else place.column
        if re.sub(r"[\s*＊：:]", "", place.label) != re.sub(r"[：:]", "", column.label.zh):
            yield Remark(Oddity.HEADER_RENAMED, sheet.table, column.name, place)
        elif order < furthest:
            yield Remark(Oddity.HEADER_MOVED, sheet.table, column.name, place)
        furthest = max(furthest, order)
