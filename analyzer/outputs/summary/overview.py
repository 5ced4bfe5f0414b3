"""总览: the folder in figures and four charts."""

from collections import Counter
from typing import Any, Final

from xlsxwriter.worksheet import Worksheet

from analyzer.finding import Severity
from analyzer.language import Text
from analyzer.outputs.summary.charts import BOTTOM, Plotted, insert_charts
from analyzer.outputs.summary.table import BLUE, COUNT, GREEN, MONEY, RATE, RED_FILL, YELLOW, Book
from analyzer.outputs.summary.tally import Tally
from analyzer.report import Provenance
from analyzer.template import looks
from analyzer.template.looks import add

TITLE: Final = Text("总览", "Overview")
HEADING: Final = Text("预算执行审核汇总", "Summary of the budget execution review")
MADE: Final = Text(
    "{day}　　{tool}　　规则 {rules}　　配置 {profile}",
    "{day}    {tool}    rules {rules}    profile {profile}",
)
LEGEND: Final = Text(
    "需修改：有错误，改正后再上报；需说明：没有错误，有待核实的问题；可上报：两样都没有。"
    "合计的率只算两个数都读到的工作簿。",
    "To correct: has errors; to explain: no errors, but points to verify; ready: neither. "
    "The overall rates count only workbooks that state both figures.",
)
GREY: Final = "#F2F2F2"
COLUMNS: Final = 8
WIDTH: Final = 17

Card = tuple[Text, str, Any, str]


class Overview:
    """The first sheet; made first, but filled in last, when everything has been counted."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.sheet: Worksheet = book.sheet(TITLE(book.language), "#C00000")
        self.sheet.set_column(0, COLUMNS - 1, WIDTH)
        self.sheet.repeat_rows(0, 1)

    def fill(
        self, tally: Tally, crossings: Counter[Severity], provenance: Provenance, plotted: Plotted
    ) -> None:
        """Title, two rows of figures and the charts of `plotted`."""
        workbook, language = self.book.workbook, self.book.language
        hint = add(workbook, looks.FONT, {"font_color": looks.GREY, "font_size": 9})
        self.sheet.set_row(0, 36)
        self.sheet.write_string(0, 0, HEADING(language), add(workbook, looks.TITLE, {"align": "left"}))
        made = MADE(language).format(**vars(provenance))
        self.sheet.write_string(1, 0, made, hint)
        self._cards(3, _workbooks(tally, crossings))
        self._cards(6, _findings(tally, crossings))
        self._cards(9, _money(tally))
        self.sheet.write_string(12, 0, LEGEND(language), hint)
        insert_charts(self.book, self.sheet, 14, plotted)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.print_area(0, 0, BOTTOM, COLUMNS - 1)
        self.sheet.activate()

    def _cards(self, row: int, cards: list[Card]) -> None:
        """A row of labels over a row of large figures."""
        workbook = self.book.workbook
        self.sheet.set_row(row, 20)
        for position, (label, _, _, fill) in enumerate(cards):
            look = (
                looks.FONT,
                looks.CENTRED,
                {"bg_color": fill, "font_color": looks.GREY, "top": 1, "left": 1},
            )
            edges = {"right": 1, "border_color": "#BFBFBF"}
            self.sheet.write_string(row, position, label(self.book.language), add(workbook, *look, edges))
        self.sheet.set_row(row + 1, 32)
        for position, (_, kind, value, fill) in enumerate(cards):
            large = {"bg_color": fill, "font_size": 16, "bold": True, "font_color": looks.NAVY}
            edges = {"bottom": 1, "left": 1, "right": 1, "border_color": "#BFBFBF", "shrink": True}
            form = add(workbook, looks.FONT, looks.CENTRED, large, edges, _FORMATS[kind])
            if value is None:
                self.sheet.write_string(row + 1, position, "—", form)
            else:
                self.sheet.write_number(row + 1, position, value, form)


_FORMATS: Final = {
    COUNT: {"num_format": "#,##0"},
    MONEY: {"num_format": "#,##0.00"},
    RATE: {"num_format": "0.00%"},
}


def _workbooks(tally: Tally, crossings: Counter[Severity]) -> list[Card]:
    return [
        (Text("工作簿", "Workbooks"), COUNT, tally.total.workbooks + tally.unreadable, GREY),
        (Text("已读", "Read"), COUNT, tally.total.workbooks, GREY),
        (Text("未能读取", "Not read"), COUNT, tally.unreadable, RED_FILL if tally.unreadable else GREY),
        (
            Text("副本未写出", "Copy not written"),
            COUNT,
            tally.undelivered,
            RED_FILL if tally.undelivered else GREY,
        ),
        (Text("可上报", "Ready"), COUNT, tally.conclusions[None], GREEN),
        (Text("需说明", "To explain"), COUNT, tally.conclusions[Severity.VERIFY], YELLOW),
        (Text("需修改", "To correct"), COUNT, tally.conclusions[Severity.ERROR], RED_FILL),
        (Text("跨簿问题", "Across workbooks"), COUNT, crossings.total(), YELLOW if crossings else GREY),
    ]


def _findings(tally: Tally, _: Counter[Severity]) -> list[Card]:
    total = tally.total
    return [
        (Text("实施单位", "Units"), COUNT, len(tally.units), GREY),
        (Text("主管部门", "Departments"), COUNT, len(tally.departments), GREY),
        (Text("错误", "Errors"), COUNT, total.open[Severity.ERROR], RED_FILL),
        (Text("核实", "To verify"), COUNT, total.open[Severity.VERIFY], YELLOW),
        (Text("提示", "Notices"), COUNT, total.open[Severity.NOTICE], BLUE),
        (Text("已说明", "Explained"), COUNT, total.explained, GREEN),
        (Text("平均自评分", "Average score"), MONEY, total.score, GREY),
        (Text("出过问题的规则", "Rules that found"), COUNT, len(tally.rules), GREY),
    ]


def _money(tally: Tally) -> list[Card]:
    total = tally.total
    wan = 1_000_000
    return [
        (Text("全年预算（万元）", "Budget (万元)"), MONEY, total.budget / wan, GREY),
        (Text("到位（万元）", "Arrived (万元)"), MONEY, total.arrived / wan, GREY),
        (Text("支出（万元）", "Spent (万元)"), MONEY, total.spent / wan, GREY),
        (Text("结余（万元）", "Balance (万元)"), MONEY, (total.arrived - total.spent) / wan, GREY),
        (Text("资金到位率", "Arrival rate"), RATE, total.rate("arrival_rate"), GREY),
        (
            Text("支出实现率", "Spending rate"),
            RATE,
            total.rate("spending_rate"),
            GREY,
        ),
        (Text("预算执行率", "Execution rate"), RATE, total.rate("execution_rate"), GREY),
    ]
