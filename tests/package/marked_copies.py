"""Annotated copies as tests of stripping make them, send them through other programs, and strip them."""

from collections.abc import Mapping

from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from packages import (
    AMBER,
    HEADING,
    RED,
    analysis_page,
    budget,
    parts,
    read,
    rebuilt,
    results_page,
    saved,
)

from analyzer.package import Mark, Painted, Stripped, edit, strip

MARKS = [
    Mark("预算", "B2", RED, "第1条"),
    Mark("预算", "A3", AMBER, "第2条\n第二行"),
    Mark("预算", "H30", RED, "第3条"),
    Mark("预算", "C1", None, "第4条"),
]


PAGES = {"results": "审核结果", "analysis": "执行分析"}


def annotated(content: bytes, *marks: Mark) -> tuple[bytes, Painted]:
    """The copy with marks and pages, and what the pages were told."""
    told: list[Painted] = []

    def compose(painted: Painted):
        told.append(painted)
        return [results_page(), analysis_page()]

    made = edit(content, marks or MARKS, compose=compose, author="审核", heading=HEADING)
    return made.content, told[0]


def stripped(content: bytes, fills: Mapping[tuple[str, str], str] | None = None, **more) -> Stripped | None:
    return strip(content, headings=[HEADING], fills=fills or {}, colours=[RED, AMBER], **more)


def others() -> bytes:
    """A workbook with fills, notes and sheets of its own."""
    book = budget()
    sheet = book["预算"]
    sheet["B2"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["B4"].fill = PatternFill("solid", fgColor=f"FF{RED}")
    sheet["B2"].comment = Comment("张三：已核对", "张三")
    sheet["B5"].comment = Comment("李四", "李四")
    book.create_sheet("另一张")["A1"] = "文字"
    return saved(book)


def with_openpyxl(content: bytes) -> bytes:
    return saved(read(content))


def in_place(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The copy as a program leaves it that changes one part and no other."""
    assert old in parts(content)[part], parts(content)[part]
    return rebuilt(content, {part: parts(content)[part].replace(old, new)})
