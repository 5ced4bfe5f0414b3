"""填报说明: the sheet that tells an accountant how to fill in the workbook and what the results mean."""

from itertools import count

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from analyzer.template import SHEETS, VERSION, frame, looks
from analyzer.template.model import Column, Sheet

NAME = "填报说明"
WIDTHS = [22, 12, 90]

STEPS = (
    "一个项目填一本工作簿。先填“项目信息”，再依次填“预算”“资金拨付”“绩效指标”。",
    "表名、标题和表头已锁定，不要改名、移动或删除；其余单元格都可以填，也可以设格式、排序、插入行、删除行。",
    "行数不够时，在“合计”行上方插入行；多余的空行可以留着，也可以删除。",
    "全部金额用同一个单位，由“项目信息”的“金额单位”决定；只有“单价（元）”一律以元为单位。",
    "“合计”可以直接填数，也可以用公式；与上面各行相加不等时（预算只加一级编号）会变成红色，请核对。",
    "没有发生的金额留空，或填“—”“/”“无”，都按空处理；不要把几个数写在同一个单元格里。",
    "用公式填的数，要在 Excel 或 WPS 里算出结果并保存后再提交。",
    "深色表头和带 * 的栏目必须填写，浅色的按实际情况填写，灰色的可以不填。",
)
EXAMPLE = (
    ("1", "40.00", "线路与设备（上级行填本级金额）"),
    ("1.1", "28.00", "线路租赁"),
    ("1.2", "12.00", "设备维护：1.1 与 1.2 相加应等于 1"),
    ("2", "59.00", "大厅运转"),
    ("2.1", "9.60", "其中：劳务费（名称以“其中”开头，只列一部分，相加可以小于上级）"),
    ("合计", "99.00", "等于各一级编号（1、2……）相加，下级不重复计入"),
)
RESULTS = (
    ("原表不动", "审核在副本上进行：有疑问的单元格标色并加批注，写明哪里不对、差多少、可能的原因和依据。"),
    ("错误", "数字之间对不上或必填项缺失，必须更正。"),
    ("核实", "可能合理，需要说明；在相应的说明栏写清原因后，状态变为“已说明”。"),
    ("提示", "供参考，不要求修改。"),
    ("未判断", "单元格读不出来时，用到它的审核会列为“未判断”，并写明原因；没有列出的就是查过且没有问题。"),
    ("审核结果表", "列出全部问题，点击即可跳到对应的单元格。"),
    ("执行分析表", "按项目和子项列出资金到位率、支出实现率、预算执行率和结余。"),
)


def write_instructions(workbook: Workbook) -> None:
    """Add the sheet; what it says of sheets and columns comes from the declaration."""
    page = frame.add_sheet(workbook, NAME, WIDTHS, f"模板版本 {VERSION}")
    frame.write_title(workbook, page, len(WIDTHS), NAME)
    rows = count(frame.HEADER_ROW)
    _write_section(workbook, page, next(rows), "一、怎样用")
    for number, step in enumerate(STEPS, 1):
        _write_line(workbook, page, next(rows), f"{number}. {step}")
    _write_section(workbook, page, next(rows), "二、各表各栏")
    for sheet in SHEETS:
        _write_line(workbook, page, next(rows), f"【{sheet.title.zh}】{sheet.guide.zh}", bold=True)
        for column in () if sheet.is_form else sheet.columns:
            _write_cells(workbook, page, next(rows), _describe(sheet, column))
    _write_section(workbook, page, next(rows), "三、编号示例（编号、金额、说明）")
    for code, amount, note in EXAMPLE:
        _write_cells(workbook, page, next(rows), (code, amount, note))
    _write_section(workbook, page, next(rows), "四、审核结果怎样看")
    for name, meaning in RESULTS:
        _write_cells(workbook, page, next(rows), (name, meaning))
    frame.set_up_print(page, landscape=False)
    page.fit_to_pages(1, 1)


def _describe(sheet: Sheet, column: Column) -> tuple[str, str, str]:
    need = "必填" if column.required else "可不填" if column.since != "1.0" else "按实际"
    guide = (
        column.guide.zh.removeprefix("可不填；").replace("可不填", "")
        if need == "可不填"
        else column.guide.zh
    )
    return column.label.zh, need, guide


def _write_section(workbook: Workbook, page: Worksheet, row: int, text: str) -> None:
    look = looks.add(workbook, looks.FONT, looks.REQUIRED_HEADER, looks.LEFT, {"font_size": 11})
    page.merge_range(row, 0, row, len(WIDTHS) - 1, text, look)
    page.set_row(row, 24.0)


def _write_line(workbook: Workbook, page: Worksheet, row: int, text: str, *, bold: bool = False) -> None:
    look = looks.add(workbook, looks.FONT, looks.WRAPPED, looks.LEFT, looks.BOLD if bold else {})
    page.merge_range(row, 0, row, len(WIDTHS) - 1, text, look)
    page.set_row(row, looks.text_height((text, sum(WIDTHS))))


def _write_cells(workbook: Workbook, page: Worksheet, row: int, texts: tuple[str, ...]) -> None:
    """One ruled row; the last text takes the columns that remain."""
    cell = looks.FONT | looks.RULED | looks.LEFT | looks.WRAPPED
    last = len(texts) - 1
    for position, text in enumerate(texts):
        look = looks.add(workbook, cell, {"bg_color": looks.PALE} if position == 0 else {})
        if position == last < len(WIDTHS) - 1:
            page.merge_range(row, position, row, len(WIDTHS) - 1, text, look)
        else:
            page.write_string(row, position, text, look)
    page.set_row(row, looks.text_height((texts[last], sum(WIDTHS[last:]))))
