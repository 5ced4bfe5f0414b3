"""Notes as odd programs leave them: drawings that are no XML, parts shared or missing, threads."""

import openpyxl
import pytest
from lxml import etree
from openpyxl.comments import Comment
from packages import (
    HEADING,
    RED,
    fill_of,
    marked,
    note_of,
    parts,
    plain,
    read,
    rebuilt,
    saved,
    untouched,
)

from analyzer.package import Mark, edit

B2 = Mark("预算", "B2", RED, "注")


def commented(text: str = "张三") -> bytes:
    book = read(plain())
    book["预算"]["C3"].comment = Comment(text, "张三")
    return saved(book)


def vml_part(content: bytes) -> str:
    return next(name for name in parts(content) if name.endswith(".vml"))


def comments_part(content: bytes) -> str:
    return next(name for name in parts(content) if "comments/" in name or name.startswith("xl/comments"))


def test_a_drawing_that_is_no_xml() -> None:
    """Older Excel writes tags that are never closed and attributes without quotes into the drawing."""
    content = commented()
    name = vml_part(content)
    broken = parts(content)[name].replace(
        b"</xml>", b"<v:textbox><br><div style=x>&nbsp;</div></v:textbox></xml>"
    )
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(broken)
    copy = marked(rebuilt(content, {name: broken}), B2, Mark("预算", "C3", RED, "三")).content
    kept = parts(copy)[name]
    assert b"<br><div style=x>&nbsp;</div>" in kept
    # openpyxl states no anchor for the note it wrote; with ours in it, it needs one
    assert kept.count(b":Anchor>") == 2 * 2
    assert note_of(copy, "预算", "C3") == f"张三\n{HEADING}\n三"


def test_bytes_of_a_code_page_in_the_drawing() -> None:
    content = commented()
    name = vml_part(content)
    gbk = parts(content)[name].replace(b"</xml>", b"<!--" + "批注".encode("gbk") + b"--></xml>")
    assert "批注".encode("gbk") in parts(marked(rebuilt(content, {name: gbk}), B2).content)[name]


def test_threaded_comments_stay() -> None:
    content = commented("[线程批注]")
    threaded = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"/>'
    )
    pointing = "xl/worksheets/_rels/sheet1.xml.rels"
    related = parts(content)[pointing].replace(
        b"</Relationships>",
        b'<Relationship Id="t" Target="../threadedComments/threadedComment1.xml" '
        b'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/></Relationships>',
    )
    content = rebuilt(content, {"xl/threadedComments/threadedComment1.xml": threaded, pointing: related})
    copy = marked(content, Mark("预算", "C3", RED, "三")).content
    assert "xl/threadedComments/threadedComment1.xml" in untouched(content, copy)
    assert b"threadedComment1.xml" in parts(copy)[pointing]


def test_notes_two_sheets_share_are_parted() -> None:
    book = openpyxl.Workbook()
    book.active.title = "预算"
    book.create_sheet("决算")
    for name in ("预算", "决算"):
        book[name]["C3"].comment = Comment("共用", "张三")
    content = saved(book)
    first = parts(content)["xl/worksheets/_rels/sheet1.xml.rels"]
    content = rebuilt(content, {"xl/worksheets/_rels/sheet2.xml.rels": first})
    copy = marked(content, Mark("决算", "C3", None, "三")).content
    assert note_of(copy, "预算", "C3") == "共用"
    assert note_of(copy, "决算", "C3") == f"共用\n{HEADING}\n三"


def test_a_notes_part_that_is_missing_is_made() -> None:
    content = commented()
    content = rebuilt(content, {comments_part(content): None, vml_part(content): None})
    copy = marked(content, B2).content
    assert note_of(copy, "预算", "B2") == f"{HEADING}\n注"


def threaded(content: bytes) -> bytes:
    """The workbook with a thread on C3, as Excel writes it: the thread, and a note that speaks for it."""
    thread = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="C3" id="{1}"><text>请核对</text></threadedComment></ThreadedComments>'
    ).encode()
    pointing = "xl/worksheets/_rels/sheet1.xml.rels"
    related = parts(content)[pointing].replace(
        b"</Relationships>",
        b'<Relationship Id="t" Target="../threadedComments/threadedComment1.xml" '
        b'Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"/></Relationships>',
    )
    return rebuilt(content, {"xl/threadedComments/threadedComment1.xml": thread, pointing: related})


def test_a_cell_with_a_thread_gets_its_colour_and_no_note() -> None:
    content = threaded(commented("[Threaded comment]\n请核对"))
    told = []
    marks = [Mark("预算", "C3", RED, "三"), Mark("预算", "B2", RED, "二")]
    copy = edit(
        content, marks, compose=lambda painted: told.append(painted) or [], author="审核", heading=HEADING
    ).content
    assert told[0].unnoted == {("预算", "C3")}
    assert fill_of(copy, "预算", "C3") == RED
    assert note_of(copy, "预算", "C3") == "[Threaded comment]\n请核对"
    assert note_of(copy, "预算", "B2") == f"{HEADING}\n二"
    alone = marked(content, Mark("预算", "C3", RED, "三")).content
    for part in (vml_part(content), comments_part(content), "xl/threadedComments/threadedComment1.xml"):
        assert part in untouched(content, alone), part
