"""Stripping removes our sheets with all that only they use."""

from marked_copies import annotated, others, stripped
from packages import (
    MAIN,
    SHEET,
    parts,
    plain,
    read,
    rebuilt,
    saved,
)


def test_the_window_shows_a_sheet_that_is_left() -> None:
    copy, _ = annotated(others())
    book = read(copy)
    book.move_sheet("另一张", 2)
    book.active = 1
    assert book.sheetnames == ["预算", "审核结果", "执行分析", "另一张"]
    book["另一张"].print_title_rows = "1:1"
    found = stripped(saved(book))
    assert found is not None
    after = read(found.content)
    assert after.sheetnames == ["预算", "另一张"]
    assert after.active.title == "预算"
    assert after["另一张"].print_title_rows == "$1:$1"
    book.active = 3
    found = stripped(saved(book))
    assert found is not None
    assert read(found.content).active.title == "另一张"


def test_the_order_of_calculation_goes_with_a_sheet_it_names() -> None:
    copy, _ = annotated(others())
    chain = f'<calcChain xmlns="{MAIN}"><c r="A1" i="3"/></calcChain>'.encode()
    pointing = parts(copy)["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="c" Target="calcChain.xml" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/calcChain"/></Relationships>',
    )
    with_chain = rebuilt(copy, {"xl/_rels/workbook.xml.rels": pointing, "xl/calcChain.xml": chain})
    found = stripped(with_chain)
    assert found is not None
    assert "xl/calcChain.xml" not in parts(found.content)
    assert b"calcChain" not in parts(found.content)["xl/_rels/workbook.xml.rels"]
    kept = stripped(rebuilt(with_chain, {"xl/calcChain.xml": chain.replace(b'"3"', b'"1"')}))
    assert kept is not None
    assert "xl/calcChain.xml" in parts(kept.content)


def test_buttons_in_the_drawing_of_the_notes_stay() -> None:
    copy, painted = annotated(plain())
    vml = next(name for name in parts(copy) if name.endswith(".vml"))
    button = b'<v:shape id="b"><x:ClientData ObjectType="Button"/></v:shape></xml>'
    found = stripped(rebuilt(copy, {vml: parts(copy)[vml].replace(b"</xml>", button)}), painted.fills)
    assert found is not None
    assert b'ObjectType="Button"' in parts(found.content)[vml]
    assert b'ObjectType="Note"' not in parts(found.content)[vml]
    assert not [name for name in parts(found.content) if "comments" in name]
    assert b"legacyDrawing" in parts(found.content)[SHEET]


def test_a_workbook_of_our_sheets_alone_keeps_them() -> None:
    copy, _ = annotated(others())
    book = read(copy)
    del book["预算"], book["另一张"]
    found = stripped(saved(book))
    assert found is None or read(found.content).sheetnames == ["审核结果", "执行分析"]
