"""A new worksheet: what is written on it, in any order, until it is appended to a workbook."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from analyzer.package.container.markup import DECLARATION, RELATIONSHIP_NAMESPACES, STRICT, child
from analyzer.package.container.relations import relationships_part
from analyzer.package.editing.draft import Draft
from analyzer.package.looks.look import Look, Pieces, pieces
from analyzer.package.pages import cells, content, worksheet
from analyzer.package.pages.cells import Cell, Computed
from analyzer.package.pages.chart import LineChart, Placed, Shown, chart_xml, drawing_xml
from analyzer.package.pages.references import renamed, unique_sheet_name
from analyzer.package.pages.worksheet import Range

KIND_NAME = "_analyzer"
"""The hidden name, defined on each page alone, whose text says what kind of page it is."""

_PACKAGE_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument."
_WORKSHEET_TYPE = f"{_TYPES}spreadsheetml.worksheet+xml"
_DRAWING_TYPE = f"{_TYPES}drawing+xml"
_CHART_TYPE = f"{_TYPES}drawingml.chart+xml"
_STRICT_NAMESPACES = [
    (f"http://schemas.openxmlformats.org/{old}", f"{STRICT}{new}")
    for old, new in (
        ("spreadsheetml/2006/main", "spreadsheetml/main"),
        ("officeDocument/2006/relationships", "officeDocument/relationships"),
        ("drawingml/2006/spreadsheetDrawing", "drawingml/spreadsheetDrawing"),
        ("drawingml/2006/chart", "drawingml/chart"),
        ("drawingml/2006/main", "drawingml/main"),
    )
]


_NOTHING: Cell = ({}, "", None)


class _Workbook(NamedTuple):
    """What a page must know of the workbook it goes to: the names of pages there, the style of each look."""

    names: Mapping[str, str]
    styles: Mapping[Pieces, int]
    since_1904: bool


class Page:
    """A worksheet to be. Rows and columns are counted from 0; the later of two writings of a cell stays."""

    def __init__(self, name: str, kind: str) -> None:
        self.name = name
        self.kind = kind
        self.tab_color: str | None = None
        self.freeze: tuple[int, int] | None = None
        self.autofilter: Range | None = None
        self.repeat_rows: tuple[int, int] | None = None
        self.landscape = False
        self.charts: list[Placed] = []
        self._rows: dict[int, dict[int, Cell]] = defaultdict(dict)
        self._heights: dict[int, float] = {}
        self._columns: list[worksheet.Column] = []
        self._merged: list[Range] = []
        self._bars: list[worksheet.Bar] = []
        self._links: list[worksheet.Link] = []

    def text(self, row: int, column: int, value: str, look: Look) -> None:
        """A text, whatever it begins with; longer than 32,767 characters it is cut."""
        self._rows[row][column] = cells.text(value, look)

    def number(self, row: int, column: int, value: float, look: Look) -> None:
        """A number. Raises ValueError for one that is not finite."""
        self._rows[row][column] = cells.number(value, look)

    def day(self, row: int, column: int, value: date, look: Look) -> None:
        """A date."""
        self._rows[row][column] = cells.day(value, look)

    def blank(self, row: int, column: int, look: Look) -> None:
        """An empty cell with a look."""
        self._rows[row][column] = cells.blank(look)

    def formula(self, row: int, column: int, formula: str, cached: float | str, look: Look) -> None:
        """A formula, without its equals sign, and its result as it is now."""
        self._rows[row][column] = cells.formula(formula, cached, look)

    def row(self, row: int, cells: Mapping[int, Cell], height: float) -> None:
        """The cells of a row by their columns, as `cells` makes them, and its height in points."""
        self._rows[row].update(cells)
        self._heights[row] = height

    def link(self, row: int, column: int, sheet: str, cell: str, shown: str, look: Look) -> None:
        """A text that leads to a cell of a page of that name, else of a sheet of the workbook."""
        self.text(row, column, shown, look)
        self._links.append(worksheet.Link(row, column, sheet, cell))

    def set_column(self, first: int, last: int, width: float, *, hidden: bool = False) -> None:
        """The width of columns, in digits; the columns of two calls may not overlap."""
        self._columns.append(worksheet.Column(first, last, width, hidden))

    def set_row(self, row: int, height: float) -> None:
        """The height of a row in points."""
        self._heights[row] = height
        self._rows.setdefault(row, {})

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Show a range as one cell, its first."""
        self._merged.append((first_row, first_column, last_row, last_column))

    def data_bar(
        self, first_row: int, first_column: int, last_row: int, last_column: int, colour: str
    ) -> None:
        """Bars behind rates: nothing at 0, the whole cell from 1 on. The colour is #RRGGBB."""
        self._bars.append(worksheet.Bar((first_row, first_column, last_row, last_column), colour))

    def chart(self, chart: LineChart, row: int, column: int, width: int, height: int) -> None:
        """A chart with its upper left corner in a cell; the size is in pixels."""
        self.charts.append(Placed(chart, row, column, width, height))

    @cached_property
    def looks(self) -> dict[int, Pieces]:
        """The looks its cells have by their `id`, which is theirs as long as the cells hold them."""
        held = {id(cell[0]): cell[0] for cells in self._rows.values() for cell in cells.values()}
        return {number: pieces(look) for number, look in held.items()}

    def shown(self, given: Range) -> list[Shown]:
        """What the cells of a range show, row by row, None for nothing, and their number formats."""
        first_row, first_column, last_row, last_column = given
        formats = {look: found.number_format for look, found in self.looks.items()}
        shown: list[Shown] = []
        for row in range(first_row, last_row + 1):
            across = self._rows.get(row, {})
            for column in range(first_column, last_column + 1):
                look, _, value = across.get(column, _NOTHING)
                held = value.cached if isinstance(value, Computed) else value
                shown.append((held, formats.get(id(look), "General")))
        return shown

    def xml(self, workbook: _Workbook, drawing: str | None) -> str:
        """The worksheet as it stands in a workbook; `drawing` is the relationship to that of its charts."""
        links = [link._replace(sheet=workbook.names.get(link.sheet, link.sheet)) for link in self._links]
        styles = {number: workbook.styles[look] for number, look in self.looks.items()}
        pieces_in_order = (
            worksheet.OPENING,
            worksheet.properties(self.tab_color),
            worksheet.dimension(self._rows),
            worksheet.view(self.freeze),
            worksheet.columns(self._columns),
            worksheet.cells(self._adapted(workbook), self._heights, styles),
            worksheet.filter_(self.autofilter),
            worksheet.merges(self._merged),
            worksheet.bars(self._bars),
            worksheet.links(links),
            worksheet.printing(landscape=self.landscape),
            f'<drawing r:id="{drawing}"/>' if drawing else "",
            worksheet.bar_extension(self._bars),
            worksheet.CLOSING,
        )
        return "".join(pieces_in_order)

    def _adapted(self, workbook: _Workbook) -> dict[int, dict[int, Cell]]:
        """The cells with dates as the workbook counts them and pages called by their names there."""
        changed = {wished: given for wished, given in workbook.names.items() if wished != given}
        if not (changed or workbook.since_1904):
            return self._rows

        def adapted(cell: Cell) -> Cell:
            look, xml, value = cell
            if isinstance(value, date):
                xml = content.day(value, since_1904=workbook.since_1904)
            elif isinstance(value, Computed):
                xml = content.formula(renamed(value.formula, changed), value.cached)
            return look, xml, value

        return {
            row: {column: adapted(cell) for column, cell in cells.items()}
            for row, cells in self._rows.items()
        }


def append(draft: Draft, pages: Sequence[Page]) -> dict[str, str]:
    """Add the pages as the workbook's last sheets; returns the name each is given by the one wished for it.

    Nothing of the workbook moves: styles are added behind its own, texts stand in the cells themselves.
    Raises ValueError when two pages wish for one name.
    """
    names = _names(draft, pages)
    stated = child(draft.package.workbook, "workbookPr")
    since_1904 = stated is not None and stated.get("date1904") in ("1", "true")
    looks = list(dict.fromkeys(look for page in pages for look in page.looks.values()))
    workbook = _Workbook(
        names, dict(zip(looks, draft.styles.add_looks(looks), strict=True)) if looks else {}, since_1904
    )
    ids = [sheet.get("sheetId", "") for sheet in draft.package.sheet_elements()]
    highest = max((int(number) for number in ids if number.isdecimal()), default=0)
    for place, page in enumerate(pages):
        part = draft.fresh("xl/worksheets/sheet.xml")
        drawing = _add_drawing(draft, part, page, workbook) if page.charts else None
        _put(draft, part, page.xml(workbook, drawing), _WORKSHEET_TYPE)
        listed = len(ids) + place, highest + 1 + place
        _list(draft, part, page, names[page.name], listed)
    return names


def _names(draft: Draft, pages: Sequence[Page]) -> dict[str, str]:
    taken = [element.get("name", "") for element in draft.package.sheet_elements()]
    names: dict[str, str] = {}
    for page in pages:
        if page.name in names:
            raise ValueError(f"two pages wish to be called {page.name!r}")
        names[page.name] = unique_sheet_name(page.name, [*taken, *names.values()])
    return names


def _add_drawing(draft: Draft, sheet: str, page: Page, workbook: _Workbook) -> str:
    """Write the page's charts and the drawing they stand in; returns the relationship to it."""
    drawing, charts = draft.fresh("xl/drawings/drawing.xml"), []
    for placed in page.charts:
        chart = draft.fresh("xl/charts/chart.xml")
        xml = chart_xml(placed.chart, workbook.names[page.name], page.shown, since_1904=workbook.since_1904)
        _put(draft, chart, xml, _CHART_TYPE)
        charts.append(chart)
    _put(draft, drawing, drawing_xml(page.charts), _DRAWING_TYPE)
    _relate(draft, drawing, charts, "chart")
    _relate(draft, sheet, [drawing], "drawing")
    return "rId1"


def _list(draft: Draft, part: str, page: Page, name: str, listed: tuple[int, int]) -> None:
    """Name the page's part in the workbook's list of sheets, and define the names that belong to the page.

    `listed` are the page's position among the sheets and its number.
    """
    index, number = listed
    workbook = draft.package.workbook_part
    id_ = draft.relate(workbook, part, "worksheet")
    attribute = _relationship_attribute(draft)
    sheet = f'<sheet name="{content.escaped(name)}" sheetId="{number}" {attribute}="{id_}"/>'
    draft.append(workbook, "sheets", [sheet])
    defined = [(KIND_NAME, True, f'"{page.kind}"')]
    if page.autofilter:
        cells = f"{content.quoted(name)}!{content.absolute_area(*page.autofilter)}"
        defined.append(("_xlnm._FilterDatabase", True, cells))
    if page.repeat_rows:
        first, last = page.repeat_rows
        defined.append(("_xlnm.Print_Titles", False, f"{content.quoted(name)}!${first + 1}:${last + 1}"))
    draft.append(
        workbook,
        "definedNames",
        (
            f'<definedName name="{title}" localSheetId="{index}"{_HIDDEN if hidden else ""}>'
            f"{content.escaped(text)}</definedName>"
            for title, hidden, text in defined
        ),
    )


_HIDDEN = ' hidden="1"'


def _relationship_attribute(draft: Draft) -> str:
    """What the id of a relationship is called in the workbook, declared where it is not."""
    space = RELATIONSHIP_NAMESPACES[draft.strict]
    prefixes = (prefix for prefix, uri in draft.package.workbook.nsmap.items() if prefix and uri == space)
    prefix = next(prefixes, None)
    return f"{prefix}:id" if prefix else f'xmlns:r="{space}" r:id'


def _relate(draft: Draft, source: str, parts: Sequence[str], kind: str) -> None:
    """Make the new part `source` point at `parts`, as rId1, rId2 and so on."""
    type_ = draft.relationship_type(kind)
    written = "".join(
        f'<Relationship Id="rId{number}" Type="{type_}" Target="/{part}"/>'
        for number, part in enumerate(parts, start=1)
    )
    xml = f'{DECLARATION}<Relationships xmlns="{_PACKAGE_RELATIONSHIPS}">{written}</Relationships>'
    draft.put(relationships_part(source), xml.encode())


def _put(draft: Draft, part: str, xml: str, content_type: str) -> None:
    if draft.strict:
        for transitional, strict in _STRICT_NAMESPACES:
            xml = xml.replace(transitional, strict)
    draft.put(part, xml.encode())
    draft.declare(part, content_type)
