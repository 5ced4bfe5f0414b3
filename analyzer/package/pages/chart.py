"""A native line chart on a new sheet, with its values cached so that it shows without recalculation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from analyzer.package.container.markup import DECLARATION
from analyzer.package.looks.look import colour
from analyzer.package.pages.content import absolute_area, escaped, quoted, serial_day
from analyzer.package.pages.worksheet import RELATIONSHIPS, Range

Shown = tuple[object, str]
"""What a cell shows, and its number format."""

PIXEL: Final = 9525  # English metric units
_FONT: Final = "微软雅黑"
_GREY, _DARK = "D9D9D9", "404040"
_CATEGORY_AXIS, _VALUE_AXIS = 10_000_001, 10_000_002
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_SHEET_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"


@dataclass(frozen=True)
class Series:
    """One line; `categories` and `values` are ranges of the page the chart stands on, `colour` is #RRGGBB."""

    name: str
    categories: Range
    values: Range
    colour: str
    dashed: bool = False


@dataclass(frozen=True)
class LineChart:
    """Lines over common categories; `percent` writes the value axis in per cent, from zero where it can."""

    title: str
    series: Sequence[Series]
    y_title: str = ""
    percent: bool = False


@dataclass(frozen=True)
class Placed:
    """A chart with its upper left corner in a cell; the size is in pixels."""

    chart: LineChart
    row: int
    column: int
    width: int
    height: int


def chart_xml(
    chart: LineChart, sheet: str, shown: Callable[[Range], list[Shown]], *, since_1904: bool
) -> str:
    """The chart's part, for a page that is called `sheet` in the workbook."""
    writer = _Chart(sheet, shown, since_1904)
    lines = "".join(writer.series(number, series) for number, series in enumerate(chart.series))
    dates = next(filter(None, (writer.date_format(series.categories) for series in chart.series)), None)
    from_zero = chart.percent and not any(writer.has_negative(series.values) for series in chart.series)
    return (
        f'{DECLARATION}<c:chartSpace xmlns:c="{_CHART}" xmlns:a="{_MAIN}"'
        f' xmlns:r="{RELATIONSHIPS}"><c:date1904 val="{int(since_1904)}"/><c:roundedCorners val="0"/>'
        f"<c:chart>{_title(chart.title, 1200)}"
        f'<c:autoTitleDeleted val="{int(not chart.title)}"/><c:plotArea><c:layout/>'
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{lines}<c:marker val="1"/>'
        f'<c:axId val="{_CATEGORY_AXIS}"/><c:axId val="{_VALUE_AXIS}"/></c:lineChart>'
        f"{_category_axis(dates)}{_value_axis(chart, from_zero=from_zero)}</c:plotArea>"
        '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend><c:plotVisOnly val="0"/>'
        f'<c:dispBlanksAs val="gap"/></c:chart>{_line(_GREY, 9525, "c:spPr", fill="FFFFFF")}'
        f"<c:txPr><a:bodyPr/><a:p><a:pPr>{_letters(900, 'a:defRPr')}</a:pPr>"
        '<a:endParaRPr lang="zh-CN"/></a:p></c:txPr></c:chartSpace>'
    )


def drawing_xml(placed: Sequence[Placed]) -> str:
    """The drawing that puts the charts on the page; the chart of relationship rId1 comes first."""
    anchors = "".join(_anchor(number, chart) for number, chart in enumerate(placed, start=1))
    return f'{DECLARATION}<xdr:wsDr xmlns:xdr="{_SHEET_DRAWING}" xmlns:a="{_MAIN}">{anchors}</xdr:wsDr>'


def _anchor(number: int, placed: Placed) -> str:
    title = escaped(placed.chart.title)
    return (
        f"<xdr:oneCellAnchor><xdr:from><xdr:col>{placed.column}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{placed.row}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{placed.width * PIXEL}" cy="{placed.height * PIXEL}"/>'
        '<xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>'
        f'<xdr:cNvPr id="{number + 1}" name="Chart {number}" descr="{title}"/><xdr:cNvGraphicFramePr/>'
        '</xdr:nvGraphicFramePr><xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm>'
        f'<a:graphic><a:graphicData uri="{_CHART}">'
        f'<c:chart xmlns:c="{_CHART}" xmlns:r="{RELATIONSHIPS}" r:id="rId{number}"/>'
        "</a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:oneCellAnchor>"
    )


class _Chart:
    """Writes the series of one chart with what their cells hold."""

    def __init__(self, sheet: str, shown: Callable[[Range], list[Shown]], since_1904: bool) -> None:
        self._sheet, self._since_1904 = sheet, since_1904
        self._cells = cache(shown)
        self._categories = cache(self._reference)  # which the series have in common

    def date_format(self, given: Range) -> str | None:
        """The number format of a range that holds dates and nothing else."""
        cells = self._cells(given)
        dated = bool(cells) and all(isinstance(value, date) for value, _ in cells)
        return cells[0][1] if dated else None

    def has_negative(self, given: Range) -> bool:
        """Whether a number in the range is below zero."""
        return any(isinstance(value, int | float) and value < 0 for value, _ in self._cells(given))

    def series(self, number: int, series: Series) -> str:
        shade = colour(series.colour)
        marker = '<c:marker><c:symbol val="none"/></c:marker>'
        if not series.dashed:  # of a single month nothing but the marker is seen
            dot = _line(shade, 9525, "c:spPr", fill=shade)
            marker = f'<c:marker><c:symbol val="circle"/><c:size val="5"/>{dot}</c:marker>'
        values = self._reference(series.values, numbers=True)
        return (
            f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/>'
            f"<c:tx><c:v>{escaped(series.name)}</c:v></c:tx>"
            f"{_line(shade, 22225, 'c:spPr', dashed=series.dashed)}{marker}"
            f"<c:cat>{self._categories(series.categories)}</c:cat><c:val>{values}</c:val>"
            '<c:smooth val="0"/></c:ser>'
        )

    def _reference(self, given: Range, *, numbers: bool = False) -> str:
        """The range with a cache of what its cells hold, as numbers if they are numbers or must be."""
        formula = f"<c:f>{escaped(quoted(self._sheet))}!{absolute_area(*given)}</c:f>"
        cells = self._cells(given)
        written = [self._number(value) for value, _ in cells]
        count = f'<c:ptCount val="{len(cells)}"/>'
        if numbers or None not in written:
            code = escaped(cells[0][1]) if cells else "General"
            points = "".join(_point(at, text) for at, text in enumerate(written) if text is not None)
            cached = f"<c:formatCode>{code}</c:formatCode>{count}{points}"
            return f"<c:numRef>{formula}<c:numCache>{cached}</c:numCache></c:numRef>"
        texts = (number or str(value or "") for (value, _), number in zip(cells, written, strict=True))
        points = "".join(_point(at, escaped(text)) for at, text in enumerate(texts) if text)
        return f"<c:strRef>{formula}<c:strCache>{count}{points}</c:strCache></c:strRef>"

    def _number(self, value: object) -> str | None:
        if isinstance(value, date):
            return str(serial_day(value, since_1904=self._since_1904))
        return repr(float(value)) if isinstance(value, int | float) else None


def _point(index: int, text: str) -> str:
    return f'<c:pt idx="{index}"><c:v>{text}</c:v></c:pt>'


def _title(text: str, size: int, *, turned: bool = False) -> str:
    if not text:
        return ""
    body = '<a:bodyPr rot="-5400000" vert="horz"/>' if turned else "<a:bodyPr/>"
    bold = _letters(size, "a:rPr", bold=True)
    return (
        f"<c:title><c:tx><c:rich>{body}<a:p><a:r>{bold}<a:t>{escaped(text)}</a:t></a:r></a:p></c:rich></c:tx>"
        '<c:overlay val="0"/></c:title>'
    )


def _letters(size: int, tag: str, *, bold: bool = False) -> str:
    """Character properties in a Chinese font; `size` in hundredths of a point."""
    language = ' lang="zh-CN"' if tag == "a:rPr" else ""
    return (
        f'<{tag}{language} sz="{size}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{_DARK}"/></a:solidFill>'
        f'<a:latin typeface="{_FONT}"/><a:ea typeface="{_FONT}"/></{tag}>'
    )


def _line(shade: str, width: int, tag: str, *, fill: str | None = None, dashed: bool = False) -> str:
    """Shape properties: a line of that colour and width, and a fill or none said."""
    inside = f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>' if fill else ""
    dash = '<a:prstDash val="sysDash"/>' if dashed else ""
    return (
        f'<{tag}>{inside}<a:ln w="{width}" cap="rnd"><a:solidFill><a:srgbClr val="{shade}"/></a:solidFill>'
        f"{dash}<a:round/></a:ln></{tag}>"
    )


def _category_axis(dates: str | None) -> str:
    """Dates, whose format is given, stand on an axis of time; texts stand side by side."""
    tag, code, ending = "c:catAx", "General", '<c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
    if dates is not None:
        tag, code, ending = "c:dateAx", escaped(dates), '<c:lblOffset val="100"/>'
    return (
        f'<{tag}><c:axId val="{_CATEGORY_AXIS}"/><c:scaling><c:orientation val="minMax"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="b"/>'
        f'<c:numFmt formatCode="{code}" sourceLinked="{int(dates is None)}"/>'
        '<c:majorTickMark val="out"/><c:minorTickMark val="none"/><c:tickLblPos val="low"/>'
        f'{_line(_GREY, 9525, "c:spPr")}<c:crossAx val="{_VALUE_AXIS}"/>'
        f'<c:crosses val="autoZero"/><c:auto val="1"/>{ending}</{tag}>'
    )


def _value_axis(chart: LineChart, *, from_zero: bool) -> str:
    least = '<c:min val="0"/>' if from_zero else ""
    linked = '<c:numFmt formatCode="General" sourceLinked="1"/>'
    percent = '<c:numFmt formatCode="0%" sourceLinked="0"/>'
    return (
        f'<c:valAx><c:axId val="{_VALUE_AXIS}"/><c:scaling><c:orientation val="minMax"/>{least}</c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/>'
        f"<c:majorGridlines>{_line(_GREY, 6350, 'c:spPr')}</c:majorGridlines>"
        f"{_title(chart.y_title, 900, turned=True)}{percent if chart.percent else linked}"
        '<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>'
        f'<c:crossAx val="{_CATEGORY_AXIS}"/><c:crosses val="autoZero"/>'
        '<c:crossBetween val="between"/></c:valAx>'
    )
