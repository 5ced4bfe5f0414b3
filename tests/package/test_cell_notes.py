"""Notes: others' words stay, ours come after them once, in boxes one can read."""

import pytest
from openpyxl.comments import Comment
from packages import (
    HEADING,
    RED,
    SHEET,
    anchors,
    budget,
    marked,
    note_of,
    parts,
    read,
    saved,
    written,
)

from analyzer.package import Mark


def test_others_notes_stay_and_ours_comes_after_them_once() -> None:
    book = budget()
    book["预算"]["B2"].comment = Comment("张三：已核对", "张三")
    book["预算"]["B3"].comment = Comment("李四", "李四")
    first = marked(saved(book), Mark("预算", "B2", None, "旧意见\n第二行")).content
    assert note_of(first, "预算", "B2") == f"张三：已核对\n{HEADING}\n旧意见\n第二行"
    again = marked(first, Mark("预算", "B2", None, "新意见"), Mark("预算", "B4", None, "四")).content
    assert note_of(again, "预算", "B2") == f"张三：已核对\n{HEADING}\n新意见"
    assert note_of(again, "预算", "B3") == "李四"
    assert note_of(again, "预算", "B4") == f"{HEADING}\n四"
    assert read(again)["预算"]["B2"].comment.author == "张三"
    assert read(again)["预算"]["B4"].comment.author == "审核"


def test_our_own_note_is_replaced() -> None:
    once = marked(saved(budget()), Mark("预算", "B2", None, "一")).content
    assert note_of(marked(once, Mark("预算", "B2", None, "二")).content, "预算", "B2") == f"{HEADING}\n二"


@pytest.mark.parametrize("others", [f"见{HEADING}一栏", f"已看{HEADING}", f"{HEADING}已看\n无"])
def test_a_heading_quoted_within_a_line_is_not_ours(others: str) -> None:
    book = budget()
    book["预算"]["B2"].comment = Comment(others, "张三")
    copy = marked(saved(book), Mark("预算", "B2", None, "一")).content
    assert note_of(copy, "预算", "B2") == f"{others}\n{HEADING}\n一"


def test_boxes_are_as_large_as_their_text_and_hidden() -> None:
    """Columns are 64 pixels and rows 20 in this sheet, so the anchors tell the sizes."""
    content = written(lambda book: book.add_worksheet("预算").write("A1", 1))
    long = "子项合计与上级不符，" * 12
    copy = marked(
        content, Mark("预算", "A1", None, "短"), Mark("预算", "C5", None, f"{long}\n{long}")
    ).content
    vml = parts(copy)["xl/drawings/vmlDrawing1.vml"]
    small, large = map(size, anchors(vml))
    assert small == (160, 52)
    assert large == (380, 20 + 16 * (1 + 5 + 5))
    assert anchors(vml)[1][:4] == [3, 15, 3, 15]
    assert vml.count(b"visibility:hidden") == 2
    assert b"<x:Row>4</x:Row><x:Column>2</x:Column>" in vml


def size(anchor: list[int]) -> tuple[int, int]:
    left, left_pixels, top, top_pixels, right, right_pixels, bottom, bottom_pixels = anchor
    return (right - left) * 64 + right_pixels - left_pixels, (bottom - top) * 20 + bottom_pixels - top_pixels


def test_the_tallest_box_still_fits_a_screen() -> None:
    content = written(lambda book: book.add_worksheet("预算"))
    vml = parts(marked(content, Mark("预算", "A1", None, "行\n" * 100)).content)[
        "xl/drawings/vmlDrawing1.vml"
    ]
    assert size(anchors(vml)[0]) == (160, 560)


def test_the_box_of_an_existing_note_grows_but_does_not_shrink() -> None:
    def compose(book):
        sheet = book.add_worksheet("预算")
        sheet.write_comment("B2", "小", {"width": 50, "height": 30})
        sheet.write_comment("B3", "大", {"width": 640, "height": 400})

    copy = marked(written(compose), Mark("预算", "B2", None, "一"), Mark("预算", "B3", None, "二")).content
    small, large = map(size, anchors(parts(copy)["xl/drawings/vmlDrawing1.vml"]))
    assert small == (160, 20 + 16 * 3)
    assert large == (640, 400)


def test_wide_columns_and_hidden_rows_are_counted() -> None:
    def compose(book):
        sheet = book.add_worksheet("预算")
        sheet.set_column_pixels(1, 1, 300)
        sheet.set_row(3, None, None, {"hidden": True})

    vml = parts(marked(written(compose), Mark("预算", "A3", None, "短")).content)[
        "xl/drawings/vmlDrawing1.vml"
    ]
    # from column B, which is 300 pixels wide, and row 2 on; row 4 is hidden
    assert anchors(vml) == [[1, 15, 1, 15, 1, 175, 5, 7]]


def test_the_drawing_of_the_notes_stands_where_the_schema_wants_it() -> None:
    def compose(book):
        sheet = book.add_worksheet("预算")
        sheet.write("A1", "a")
        sheet.insert_chart("C3", add_series(book.add_chart({"type": "line"})))
        sheet.add_table("A5:B7")

    def add_series(chart):
        chart.add_series({"values": "=预算!$A$1:$A$3"})
        return chart

    xml = parts(marked(written(compose), Mark("预算", "A1", RED, "注")).content)[SHEET]
    assert xml.index(b"<drawing ") < xml.index(b"<legacyDrawing ") < xml.index(b"<tableParts ")
