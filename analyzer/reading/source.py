"""One workbook file opened once: the raw cells of the template's sheets, or the reason it cannot be read."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import python_calamine as calamine
from lxml import etree

from analyzer.language import Text
from analyzer.package import REASONS, Package, PackageError
from analyzer.reading.characters import is_blank
from analyzer.reading.header import Place, Row, find_fields, find_header
from analyzer.reading.hidden import Hidden, hidden_content
from analyzer.template import BUDGET, PROJECT, SHEETS, TOTAL_LABELS, Sheet

FOOTER_CELLS = 2
PREFILLED = ("unit", "year", "stage")  # what a blank template may already say
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
    """What one workbook holds, before any cell is interpreted."""

    sheets: dict[str, RawSheet]
    remarks: list[Remark]


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


def read_source(content: bytes) -> Source:
    """Raw cells of a workbook given as bytes.

    Raises UnreadableWorkbookError with one plain sentence for passwords, HTML named .xls, truncated
    files and workbooks that are not this template.
    """
    try:
        package = Package(content)
        workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return _read_sheets(workbook, package)
    except PackageError as refusal:
        raise UnreadableWorkbookError(refusal.reason) from refusal
    except calamine.PasswordError as refusal:
        raise UnreadableWorkbookError(REASONS["encrypted"]) from refusal
    except (calamine.CalamineError, etree.XMLSyntaxError) as refusal:
        raise UnreadableWorkbookError(DAMAGED) from refusal


def _read_sheets(workbook: calamine.CalamineWorkbook, package: Package) -> Source:
    sheets: dict[str, RawSheet] = {}
    remarks: list[Remark] = []
    for sheet in SHEETS:
        title = _title_in(workbook.sheet_names, sheet)
        raw = None
        if title is not None:
            hidden = hidden_content(package, title, formats=sheet in (PROJECT, BUDGET))
            rows = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
            raw = read_rows(sheet, rows, title, hidden)
        if title is None or raw is None:
            remarks.append(Remark(Oddity.SHEET_MISSING, sheet.table, "", Place(0, 0, sheet.title.zh)))
            continue
        sheets[sheet.table] = raw
        if title != sheet.title.zh:
            remarks.append(Remark(Oddity.SHEET_RENAMED, sheet.table, "", Place(0, 0, title)))
        remarks.extend(_header_remarks(sheet, raw.places))
    if PROJECT.table not in sheets and BUDGET.table not in sheets:
        raise UnreadableWorkbookError(NOT_THE_TEMPLATE)
    return Source(sheets, [*remarks, *blank_remarks(sheets)])


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


def _title_in(titles: Sequence[str], sheet: Sheet) -> str | None:
    """The worksheet that is meant: the exact title, or else the only one that contains it."""
    if sheet.title.zh in titles:
        return sheet.title.zh
    others = {other.title.zh for other in SHEETS if other is not sheet}
    alike = [title for title in titles if sheet.title.zh in title and title not in others]
    return alike[0] if len(alike) == 1 else None


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
    kept = _data_rows(rows, header_row, [place.column for place in places.values()], hidden)
    values = {name: [rows[row][place.column] for row in kept] for name, place in places.items()}
    return RawSheet(title, places, [row + 1 for row in kept], values, hidden)


def _at(row: Row, position: int) -> object:
    return row[position] if position < len(row) else ""


def _data_rows(rows: Sequence[Row], header_row: int, positions: Sequence[int], hidden: Hidden) -> list[int]:
    """Zero-based rows below the header with anything in them, be it an error value."""
    marked = {row - 1 for row, _ in (*hidden.errors, *hidden.uncalculated)}
    kept = [
        number
        for number in range(header_row + 1, len(rows))
        if number in marked or any(rows[number][position] != "" for position in positions)
    ]
    while (
        kept and kept[-1] not in marked and _is_footer([rows[kept[-1]][position] for position in positions])
    ):
        kept.pop()
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
