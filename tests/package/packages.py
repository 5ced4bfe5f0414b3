"""Workbooks the tests of the package editor build, and witnesses that read copies without it."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence

import openpyxl
import xlsxwriter
from openpyxl.workbook import Workbook

from analyzer.package import Edited, LineChart, Mark, Page, Series, edit

AUTHOR, HEADING = "审核", "【审核意见】"
RED, AMBER = "FFC7CE", "FFEB9C"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = "xl/styles.xml"
SHEET = "xl/worksheets/sheet1.xml"


def marked(content: bytes, *marks: Mark, pages: Sequence[Page] | None = None) -> Edited:
    compose = None if pages is None else lambda painted: pages
    return edit(content, marks, compose=compose, author=AUTHOR, heading=HEADING)


def written(fill: Callable[[xlsxwriter.Workbook], object]) -> bytes:
    """A workbook by xlsxwriter, as `fill` composes it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        fill(book)
    return out.getvalue()


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content), keep_vba=False)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rebuilt(
    content: bytes, changed: Mapping[str, bytes | None], renamed: Mapping[str, str] | None = None
) -> bytes:
    """The package with some parts replaced, added or (None) left out, or under other names."""
    out = io.BytesIO()
    everything = {**parts(content), **changed}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in everything.items():
            if part is not None:
                archive.writestr((renamed or {}).get(name, name), part)
    return out.getvalue()


def with_sheet_xml(content: bytes, old: bytes, new: bytes) -> bytes:
    """The package with `old` in its first sheet replaced by `new`, which must be there to be replaced."""
    xml = parts(content)[SHEET]
    assert old in xml, xml
    return rebuilt(content, {SHEET: xml.replace(old, new)})


def note_of(content: bytes, sheet: str, cell: str) -> str | None:
    comment = read(content)[sheet][cell].comment
    return comment.text if comment else None


def fill_of(content: bytes, sheet: str, cell: str) -> str | None:
    fill = read(content)[sheet][cell].fill
    return fill.fgColor.rgb[2:] if fill.fill_type == "solid" else None


def anchors(vml: bytes) -> list[list[int]]:
    """The anchors of all notes in a drawing, each as its eight numbers."""
    found = re.findall(rb"<x:Anchor>([^<]*)<", vml)
    return [[int(number) for number in anchor.split(b",")] for anchor in found]


def untouched(before: bytes, after: bytes) -> set[str]:
    """The names of the parts that are in both with the same bytes, packed the same way."""
    old = zipfile.ZipFile(io.BytesIO(before)).infolist()
    new = {info.filename: info for info in zipfile.ZipFile(io.BytesIO(after)).infolist()}
    return {
        info.filename
        for info in old
        if (info.CRC, info.compress_size, info.compress_type, info.date_time)
        == (
            new[info.filename].CRC,
            new[info.filename].compress_size,
            new[info.filename].compress_type,
            new[info.filename].date_time,
        )
    }


def budget() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "预算"
    for row in range(1, 6):
        sheet.append([f"{row}", row * 1.5, f"=B{row}*2"])
    return book


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000"
    "050001a5f645400000000049454e44ae426082"
)


def rich(book) -> None:
    sheet = book.add_worksheet("预算")
    for row in range(20):
        sheet.write_row(row, 0, [f"{row}.10", row / 3])
        sheet.write_formula(row, 2, f"=B{row + 1}*2", None, row / 3 * 2)
    sheet.merge_range("A22:C22", "合并")
    sheet.data_validation("B1:B20", {"validate": "list", "source": ["到位", "支出"]})
    sheet.conditional_format("B1:B20", {"type": "top", "value": 3, "format": book.add_format({"bold": True})})
    sheet.repeat_rows(0, 1)
    sheet.insert_image("E10", "pixel.png", {"image_data": io.BytesIO(PIXEL)})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=预算!$B$1:$B$20"})
    sheet.insert_chart("E20", chart)
    book.define_name("合计数", "=预算!$B$20")


def results_page() -> Page:
    page = Page("审核结果", "results")
    page.text(0, 0, "问题", {"bold": True})
    page.link(1, 0, "预算", "B2", "查看", {})
    return page


def analysis_page() -> Page:
    """A page with a chart of its own figures."""
    page = Page("执行分析", "analysis")
    page.repeat_rows = (0, 0)
    for row in range(3):
        page.text(row, 0, f"{row + 1}月", {})
        page.number(row, 1, row * 0.25, {"num_format": "0.0%"})
    series = Series("到位", (0, 0, 2, 0), (0, 1, 2, 1), "#FF0000")
    page.chart(LineChart("进度", [series]), 5, 0, 480, 240)
    return page


def plain() -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "预算"
    for row in range(1, 5):
        book.active.append([row, row * 2, f"第{row}行"])
    return saved(book)
