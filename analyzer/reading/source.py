"""One workbook file opened once: the raw cells of the template's sheets, or the reason it cannot be read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter

import python_calamine as calamine

from analyzer.language import Text
from analyzer.package import Package, PackageError
from analyzer.package.container.limits import USUAL, Limits
from analyzer.reading.cells import Piece, open_cells, rows_only
from analyzer.reading.characters import is_blank
from analyzer.reading.extent import refuse_far_cells
from analyzer.reading.header import Place, Row, find_fields, find_header
from analyzer.reading.hidden import Hidden, hidden_content
from analyzer.reading.number_formats import number_formats
from analyzer.reading.surroundings import ExtraSheet, extra_sheets, hidden_sheets, template_version
from analyzer.reading.title import unit_in_title
from analyzer.reading.usual import in_usual_form
from analyzer.template import BUDGET, PROJECT, SHEETS, TOTAL_LABELS, Kind, Sheet
from analyzer.template.header import title_in
from analyzer.template.project import UNITS

FOOTER_CELLS = 2
PREFILLED = ("unit", "year", "stage")  # what a blank template may already say
WITH_DECIMALS = {PROJECT.table, BUDGET.table}  # whose stated decimals matter
PANIC = "PanicException"  # of pyo3, which gives it no importable name; no Exception either
SHEETS_BY_TABLE = {sheet.table: sheet for sheet in SHEETS}
LONGEST_TOTAL_LABEL = 12  # "合　　　　计："

_SPACING = re.compile(r"[\s\u3000：:]+")


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
        workbook = open_cells(package, [rows_only(xml)], number_formats(package))
        rows: Sequence[Row] = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
        return rows


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
    formats, concealed = number_formats(package), hidden_sheets(package)
    hidden: dict[str, Hidden] = {}
    rows_given: list[list[Piece]] = []
    for table, title in titles.items():
        xml = in_usual_form(package.sheet_xml(title), package.sheet_parts[title])
        refuse_far_cells(xml, title, limits)
        decimals = formats.decimals if table in WITH_DECIMALS else ()
        hidden[table] = hidden_content(xml, decimals, concealed=title in concealed)
        rows_given.append(rows_only(xml))
    workbook = open_cells(package, rows_given, formats)
    sheets: dict[str, RawSheet] = {}
    titled: dict[str, Place | None] = {}
    for number, (table, title) in enumerate(titles.items()):
        rows = workbook.get_sheet_by_index(number).to_python(skip_empty_area=False)
        raw = read_rows(SHEETS_BY_TABLE[table], rows, title, hidden[table])
        if raw is not None:
            sheets[table] = raw
            titled[table] = _unit_in_title(SHEETS_BY_TABLE[table], rows, raw)
    if PROJECT.table not in sheets and BUDGET.table not in sheets:
        raise UnreadableWorkbookError(NOT_THE_TEMPLATE)
    remarks = [remark for sheet in SHEETS for remark in _remarks(sheet, titles.get(sheet.table), sheets)]
    return Source(
        sheets,
        [*remarks, *title_remarks(sheets, titled), *blank_remarks(sheets)],
        template_version(package),
        tuple(extra_sheets(package, frozenset(titles.values()))),
    )


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


def read_rows(sheet: Sheet, rows: Sequence[Row], title: str, hidden: Hidden) -> RawSheet | None:
    """The template columns of one sheet's rows; None where neither header nor labels are found."""
    if sheet.is_form:
        places = find_fields(sheet, rows)
        values = {name: [_at(rows[place.row], place.column)] for name, place in places.items()}
        return RawSheet(title, places, [0], values, hidden) if len(places) > 1 else None
    places = find_header(sheet, rows)
    if not places:
        return None
    header_row = next(iter(places.values())).row
    cells_of = itemgetter(*(place.column for place in places.values()))
    kept = _data_rows([cells_of(row) for row in rows], header_row, hidden)
    columns = zip(*kept.values(), strict=True) if kept else [()] * len(places)
    values = {name: list(column) for name, column in zip(places, columns, strict=True)}
    return RawSheet(title, places, list(kept), values, hidden)


def _at(row: Row, position: int) -> object:
    return row[position] if position < len(row) else ""


def _data_rows(
    rows: Sequence[tuple[object, ...]], header_row: int, hidden: Hidden
) -> dict[int, tuple[object, ...]]:
    """The rows below the header with anything in them, be it an error value, by row (1-based)."""
    marked = {row for row, _ in (*hidden.errors, *hidden.uncalculated)}
    blank = ("",) * len(rows[header_row])
    kept = {
        number: cells
        for number, cells in enumerate(rows[header_row + 1 :], header_row + 2)
        if cells != blank or number in marked
    }
    while kept:
        last, cells = kept.popitem()
        if last in marked or not _is_footer(cells):
            kept[last] = cells
            break
    return kept


def _is_footer(cells: Sequence[object]) -> bool:
    """A note or signature line below a table: one or two texts, none a number, a date or 合计."""
    filled = [cell for cell in cells if not (isinstance(cell, str) and is_blank(cell))]
    return len(filled) <= FOOTER_CELLS and all(
        isinstance(cell, str) and not cell.strip()[0].isdigit() and not is_total(cell) for cell in filled
    )


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


def is_total(label: object) -> bool:
    """Whether a row's code or name marks the closing 合计 row."""
    if type(label) is not str or len(label) > LONGEST_TOTAL_LABEL:
        return False
    return _SPACING.sub("", label) in TOTAL_LABELS
