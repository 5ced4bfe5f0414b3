"""The SpreadsheetML of a new worksheet around its cells; elements are in the order of CT_Worksheet."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from analyzer.package.container.markup import DECLARATION
from analyzer.package.looks.look import colour
from analyzer.package.pages.cells import Cell
from analyzer.package.pages.content import area, column_letters, escaped, quoted, reference

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column, counted from 0."""

RELATIONSHIPS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPENING: Final = f'{DECLARATION}<worksheet xmlns="{_MAIN}" xmlns:r="{RELATIONSHIPS}">'
CLOSING: Final = "</worksheet>"
_X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
# What Excel 2010 and later know of a data bar stands in extensions of rule and sheet ([MS-XLSX] 2.2.4)
_RULE_EXTENSION = "{B025F937-C7B1-47D3-B67F-A62EFF666E3E}"
_SHEET_EXTENSION = "{78C0D931-6437-407d-A8EE-F0AAD7539E65}"
_A4 = 9
_DIGIT, _PADDING = 7, 5
"""Pixels of a digit in an 11-point font and of a column's margins (ECMA-376 part 1, 18.3.1.13)."""


class Column(NamedTuple):
    """Columns from `first` to `last`; the width is in digits, without margins."""

    first: int
    last: int
    width: float
    hidden: bool


class Bar(NamedTuple):
    """Cells with a bar as long as their value, from nothing at 0 to the whole cell at 1."""

    cells: Range
    colour: str


class Link(NamedTuple):
    """A cell that leads to a cell of a sheet of the same workbook."""

    row: int
    column: int
    sheet: str
    cell: str


def properties(tab_color: str | None) -> str:
    """The tab's colour, and that a printed page is as wide as the sheet."""
    tab = f'<tabColor rgb="FF{colour(tab_color)}"/>' if tab_color else ""
    return f'<sheetPr>{tab}<pageSetUpPr fitToPage="1"/></sheetPr>'


def dimension(rows: dict[int, dict[int, Cell]]) -> str:
    """The range the cells lie in."""
    columns = set().union(*rows.values())
    if not columns:
        return '<dimension ref="A1"/>'
    written = [row for row, cells in rows.items() if cells]
    return f'<dimension ref="{area(min(written), min(columns), max(written), max(columns))}"/>'


def view(freeze: tuple[int, int] | None) -> str:
    """No gridlines; rows above and columns left of the cell in `freeze` stay in sight."""
    pane = ""
    if freeze and any(freeze):
        row, column = freeze
        name = ("bottomRight" if row else "topRight") if column else "bottomLeft"
        splits = (f' xSplit="{column}"' if column else "") + (f' ySplit="{row}"' if row else "")
        given = f'{splits} topLeftCell="{reference(row, column)}" activePane="{name}" state="frozen"'
        pane = f'<pane{given}/><selection pane="{name}"/>'
    return (
        f'<sheetViews><sheetView showGridLines="0" workbookViewId="0">{pane}</sheetView></sheetViews>'
        '<sheetFormatPr defaultRowHeight="15"/>'
    )


def columns(given: Sequence[Column]) -> str:
    """Widths as Excel stores them, margins included."""
    if not given:
        return ""
    return f"<cols>{''.join(map(_column, sorted(given)))}</cols>"


def cells(rows: dict[int, dict[int, Cell]], heights: dict[int, float], styles: Mapping[int, int]) -> str:
    """The table of cells; `styles` has the workbook's style for the `id` of each look."""
    last = max(map(max, filter(None, rows.values())), default=0)
    letters = [column_letters(column) for column in range(last + 1)]
    styled = {look: f'" s="{style}"' for look, style in styles.items()}
    written = []
    for row, across in sorted(rows.items()):
        number = str(row + 1)
        height = f' ht="{heights[row]:g}" customHeight="1"' if row in heights else ""
        written.append(f'<row r="{number}"{height}>')
        written += [
            f'<c r="{letters[column]}{number}{styled[id(look)]}{xml}'
            for column, (look, xml, _) in sorted(across.items())
        ]
        written.append("</row>")
    return f"<sheetData>{''.join(written)}</sheetData>"


def filter_(given: Range | None) -> str:
    """Buttons to filter by in the range's first row."""
    return f'<autoFilter ref="{area(*given)}"/>' if given else ""


def merges(given: Sequence[Range]) -> str:
    """Ranges shown as one cell."""
    written = "".join(f'<mergeCell ref="{area(*each)}"/>' for each in given)
    return f'<mergeCells count="{len(given)}">{written}</mergeCells>' if written else ""


def bars(given: Sequence[Bar]) -> str:
    """Data bars as Excel 2007 knows them, each pointing at what later ones know of it."""
    return "".join(
        f'<conditionalFormatting sqref="{area(*bar.cells)}"><cfRule type="dataBar" priority="{number}">'
        '<dataBar><cfvo type="num" val="0"/><cfvo type="num" val="1"/>'
        f'<color rgb="FF{colour(bar.colour)}"/></dataBar><extLst><ext xmlns:x14="{_X14}"'
        f' uri="{_RULE_EXTENSION}"><x14:id>{_bar_id(number)}</x14:id></ext></extLst>'
        "</cfRule></conditionalFormatting>"
        for number, bar in enumerate(given, start=1)
    )


def bar_extension(given: Sequence[Bar]) -> str:
    """The bars once more, of one plain colour, from edge to edge of the cell and without an axis."""
    if not given:
        return ""
    written = "".join(
        f'<x14:conditionalFormatting xmlns:xm="{_XM}"><x14:cfRule type="dataBar" id="{_bar_id(number)}">'
        '<x14:dataBar minLength="0" maxLength="100" gradient="0" axisPosition="none">'
        '<x14:cfvo type="num"><xm:f>0</xm:f></x14:cfvo><x14:cfvo type="num"><xm:f>1</xm:f></x14:cfvo>'
        f'<x14:negativeFillColor rgb="FF{colour(bar.colour)}"/></x14:dataBar></x14:cfRule>'
        f"<xm:sqref>{area(*bar.cells)}</xm:sqref></x14:conditionalFormatting>"
        for number, bar in enumerate(given, start=1)
    )
    return (
        f'<extLst><ext xmlns:x14="{_X14}" uri="{_SHEET_EXTENSION}">'
        f"<x14:conditionalFormattings>{written}</x14:conditionalFormattings></ext></extLst>"
    )


def links(given: Sequence[Link]) -> str:
    """Links within the workbook."""
    targets = {sheet: escaped(quoted(sheet)) for sheet in {link.sheet for link in given}}
    written = "".join(
        f'<hyperlink ref="{reference(row, column)}" location="{targets[sheet]}!{cell}"/>'
        for row, column, sheet, cell in given
    )
    return f"<hyperlinks>{written}</hyperlinks>" if written else ""


def printing(*, landscape: bool) -> str:
    """A4, one page wide and as many long as it takes, the page's number at the foot."""
    orientation = "landscape" if landscape else "portrait"
    return (
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="{_A4}" fitToHeight="0" orientation="{orientation}"/>'
        "<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>"
    )


def _column(column: Column) -> str:
    stored = int((int(column.width * _DIGIT + 0.5) + _PADDING) / _DIGIT * 256) / 256
    hidden = ' hidden="1"' if column.hidden else ""
    given = f'min="{column.first + 1}" max="{column.last + 1}" width="{stored:.10g}"{hidden}'
    return f'<col {given} customWidth="1"/>'


def _bar_id(number: int) -> str:
    return f"{{B0D6E7A1-0000-4000-8000-{number:012X}}}"
