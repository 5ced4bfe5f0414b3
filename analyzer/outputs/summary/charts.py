"""The four charts of 总览, and the sheet 图表数据 with the figures that they show."""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from xlsxwriter.worksheet import Worksheet

from analyzer.finding import Severity, Status
from analyzer.language import Language, Text
from analyzer.outputs.summary.table import COUNT, RATE, TEXT, Book
from analyzer.outputs.summary.tally import BINS, UNNAMED, Tally
from analyzer.template import looks

TITLE: Final = Text("图表数据", "Chart data")
MOST_BARS: Final = 15  # units at the top and at the bottom, rules
LONGEST_NAME: Final = 16  # characters of a name beside a bar
COLOURS: Final = ("#E06666", "#F1C232", "#6FA8DC", "#93C47D")
HIGHEST, LOWEST = "#5B9BD5", "#F4B183"
BAR, TALL, WIDE, ROW = 18, 330, 494, 20  # pixels
BOTTOM: Final = 64


class Series(NamedTuple):
    """One chart: its title, what is counted, the labels and the figures, and the row they are written in."""

    title: Text
    unit: Text
    kind: str
    rows: Sequence[tuple[str, float]]
    first_row: int


class Plotted(NamedTuple):
    """The figures of the charts as they stand on 图表数据."""

    sheet: str
    units: Series
    levels: Series
    rules: Series
    rates: Series


def write_chart_data(book: Book, tally: Tally) -> Plotted:
    """The sheet 图表数据, one table below the other."""
    language = book.language
    sheet = book.sheet(TITLE(language), looks.GREY)
    sheet.set_column(0, 0, 50)
    sheet.set_column(1, 1, 16)
    row = 0
    series: list[Series] = []
    for title, unit, kind, rows in (
        (_units_title(tally), Text("预算执行率", "Execution rate"), RATE, _units(tally, language)),
        (LEVELS, NUMBER, COUNT, _levels(tally, language)),
        (_rules_title(tally), NUMBER, COUNT, _rules(tally)),
        (RATES, Text("工作簿数", "Workbooks"), COUNT, _rates(tally, language)),
    ):
        sheet.write_string(row, 0, title(language), book.header())
        sheet.write_string(row, 1, unit(language), book.header())
        for offset, (label, figure) in enumerate(rows, start=1):
            book.write(sheet, row + offset, 0, TEXT, label)
            book.write(sheet, row + offset, 1, kind, figure)
        series.append(Series(title, unit, kind, rows, row + 1))
        row += len(rows) + 2
    return Plotted(TITLE(language), *series)


NUMBER: Final = Text("问题数", "Findings")
LEVELS: Final = Text("各级别问题数", "Findings by level")
RATES: Final = Text("预算执行率分布", "Workbooks by execution rate")


def _units_title(tally: Tally) -> Text:
    if len(_rated(tally)) <= 2 * MOST_BARS:
        return Text("各单位预算执行率", "Execution rate by unit")
    return Text(
        f"各单位预算执行率（最高、最低各 {MOST_BARS} 家）",
        f"Execution rate by unit (highest and lowest {MOST_BARS})",
    )


def _rules_title(tally: Tally) -> Text:
    if len(tally.rules) <= MOST_BARS:
        return Text("各规则发现的问题数", "Findings by rule")
    return Text(f"问题最多的 {MOST_BARS} 条规则", f"The {MOST_BARS} rules that found most")


def _rated(tally: Tally) -> list[tuple[float, str]]:
    rates = ((sums.rate("execution_rate"), unit or "") for (_, unit), sums in tally.units.items())
    return sorted(((rate, unit) for rate, unit in rates if rate is not None), key=lambda r: (-r[0], r[1]))


def _units(tally: Tally, language: Language) -> list[tuple[str, float]]:
    rated = _rated(tally)
    if len(rated) > 2 * MOST_BARS:
        rated = rated[:MOST_BARS] + rated[-MOST_BARS:]
    return [(_short(unit or UNNAMED(language)), rate) for rate, unit in rated]


def _levels(tally: Tally, language: Language) -> list[tuple[str, float]]:
    counted = [(severity.label(language), tally.total.open[severity]) for severity in Severity]
    return [*counted, (Status.EXPLAINED.label(language), tally.total.explained)]


def _rules(tally: Tally) -> list[tuple[str, float]]:
    most = sorted(tally.rules.items(), key=lambda item: (-item[1].findings, item[0]))[:MOST_BARS]
    return [(f"{code} {_short(counted.title)}", counted.findings) for code, counted in most]


def _rates(tally: Tally, language: Language) -> list[tuple[str, float]]:
    labels = {number: f"{number * 10}–{number * 10 + 10}%" for number in range(BINS)}
    labels |= {BINS: Text("超过100%", "over 100%")(language)}
    named = [(label, tally.bins[number]) for number, label in labels.items()]
    return [*named, (Text("算不出", "unknown")(language), tally.bins[None])]


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def insert_charts(book: Book, sheet: Worksheet, row: int, plotted: Plotted) -> None:
    """Two charts beside each other, and two below them, from `row` on; none for what has no figures."""
    places = ((0, plotted.levels, "column"), (4, plotted.rates, "column"))
    for position, series, kind in places:
        _insert(book, sheet, (row, position), plotted.sheet, series, kind, TALL)
    below = row + TALL // ROW + 1
    for position, series in ((0, plotted.units), (4, plotted.rules)):
        height = max(TALL, BAR * len(series.rows) + 80)
        _insert(book, sheet, (below, position), plotted.sheet, series, "bar", height)


def _insert(
    book: Book, sheet: Worksheet, place: tuple[int, int], source: str, series: Series, kind: str, height: int
) -> None:
    if not series.rows:
        return
    language = book.language
    chart = book.workbook.add_chart({"type": kind})
    last = series.first_row + len(series.rows) - 1
    is_rate = series.kind == RATE
    options: dict[str, Any] = {
        "name": series.unit(language),
        "categories": [source, series.first_row, 0, last, 0],
        "values": [source, series.first_row, 1, last, 1],
        "fill": {"color": "#5B9BD5"},
        "gap": 45,
        "data_labels": {"value": True, "num_format": "0.0%" if is_rate else "#,##0", "font": {"size": 8}},
    }
    if series.title is LEVELS:
        options["points"] = [{"fill": {"color": colour}} for colour in COLOURS]
    elif is_rate and len(series.rows) == 2 * MOST_BARS:
        colours = [HIGHEST] * MOST_BARS + [LOWEST] * MOST_BARS
        options["points"] = [{"fill": {"color": colour}} for colour in colours]
    chart.add_series(options)
    font = {"name": "微软雅黑", "size": 8, "color": looks.GREY}
    chart.set_title({"name": series.title(language), "name_font": font | {"size": 11, "bold": True}})
    chart.set_legend({"none": True})
    grid = {"visible": True, "line": {"color": "#E7E6E6"}}
    lengths = {"num_font": font, "major_gridlines": grid, "min": 0, "line": {"none": True}}
    lengths |= {"num_format": "0%" if is_rate else "#,##0"}
    names: dict[str, Any] = {"num_font": font}
    if kind == "bar":
        names["reverse"] = True
        lengths |= {"visible": False, "major_gridlines": {"visible": False}}
        names, lengths = lengths, names  # a bar chart's x axis is the one along the bars
    chart.set_x_axis(names)
    chart.set_y_axis(lengths)
    chart.set_size({"width": WIDE, "height": height})
    chart.set_chartarea({"border": {"color": "#BFBFBF"}})
    sheet.insert_chart(*place, chart, {"x_offset": 2, "y_offset": 2, "object_position": 2})
