"""Rows compared as bytes: what a mark changes is passed over, everything else is seen."""

import pytest

from analyzer.package.verify.rows import same_but_for_marks

HEAD = b'<worksheet xmlns="m" xmlns:r="r"><dimension ref="A1"/><sheetData>'
ROWS = (
    b'<row r="2" spans="1:2"><c r="A2" s="1"><v>5</v></c><c r="B2"><v>6</v></c></row>',
    b'<row r="3" ht="30"/>',
    b'<row r="4"><c r="A4" t="s"><v>1</v></c></row>',
)
REST = b'</sheetData><x><legacy/></x><pageMargins left="1"/></worksheet>'
DRAWING = b'<legacyDrawing r:id="rId1"/>'
CELLS = frozenset({"A2", "C2", "B3", "A4"})


def same(*rows: bytes, rest: bytes = REST, old_rest: bytes = REST, head: bytes = HEAD) -> bool:
    """Whether the sheet with some of its rows replaced passes; rows not given are as they were."""
    new = [*rows, *ROWS[len(rows) :]]
    old = [HEAD, *ROWS[:-1], ROWS[-1] + old_rest]
    return same_but_for_marks(old, [head, *new[:-1], new[-1] + rest], CELLS, "sheet")


MARKED = {
    "nothing": ROWS[0],
    "another style": ROWS[0].replace(b's="1"', b's="9"'),
    "an empty cell at the end": ROWS[0].replace(b"</row>", b'<c r="C2" s="9"/></row>'),
    "the row's reach": ROWS[0].replace(b'"1:2"', b'"1:3"').replace(b"</row>", b'<c r="C2" s="9"/></row>'),
}


@pytest.mark.parametrize("mark", MARKED)
def test_marks_are_passed_over(mark: str) -> None:
    assert same(MARKED[mark])


def test_marks_elsewhere_are_passed_over() -> None:
    assert same(ROWS[0], b'<row r="3" ht="30"><c r="B3" s="9"/></row>')
    assert same(ROWS[0], ROWS[1], ROWS[2].replace(b' t="s"', b' t="s" s="9"'))
    assert same(rest=REST.replace(b"</worksheet>", DRAWING + b"</worksheet>"))


SEEN = {
    "a value": ROWS[0].replace(b"5", b"7"),
    "a value beside the mark": ROWS[0].replace(b"6", b"7"),
    "a cell not marked": ROWS[0].replace(b'<c r="B2"', b'<c r="B2" s="9"'),
    "a marked cell that is gone": ROWS[0].replace(b'<c r="A2" s="1"><v>5</v></c>', b""),
    "a new cell not marked": ROWS[0].replace(b"</row>", b'<c r="D2" s="9"/></row>'),
    "a new cell of another row": ROWS[0].replace(b"</row>", b'<c r="A4" s="9"/></row>'),
    "a new cell with a value": ROWS[0].replace(b"</row>", b'<c r="C2" s="9"><v>1</v></c></row>'),
    "a new cell within a cell": ROWS[0].replace(b"<v>6", b'<c r="C2" s="9"/><v>6'),
    "a new cell within a value": ROWS[0].replace(b"6", b'6<c r="C2" s="9"/>'),
    "a new cell twice": ROWS[0].replace(b"</row>", b'<c r="C2" s="9"/><c r="C2" s="9"/></row>'),
    "another style twice": ROWS[0].replace(b's="1"', b's="9" s="9"'),
    "a type": ROWS[0].replace(b'<c r="A2"', b'<c r="A2" t="b"'),
    "a row's height": ROWS[0].replace(b'spans="1:2"', b'spans="1:2" ht="9"'),
    "a row's number": ROWS[0].replace(b'<row r="2"', b'<row r="5"'),
}


@pytest.mark.parametrize("change", SEEN)
def test_everything_else_is_seen(change: str) -> None:
    assert SEEN[change] != ROWS[0]
    assert not same(SEEN[change])


def test_what_lies_around_the_rows() -> None:
    ending = DRAWING + b"</worksheet>"
    assert not same(head=HEAD.replace(b"A1", b"A2"))
    assert not same(rest=REST.replace(b'"1"', b'"2"'))
    assert not same(rest=REST.replace(b'"1"', b'"2"').replace(b"</worksheet>", ending))
    assert not same(rest=REST.replace(b"<legacy/>", DRAWING + b"<legacy/>"))
    assert not same(rest=REST.replace(b"</worksheet>", DRAWING + ending))
    assert not same(
        old_rest=REST.replace(b"</worksheet>", ending),
        rest=REST.replace(b"</worksheet>", b'<legacyDrawing r:id="rId2"/></worksheet>'),
    )
    assert not same(old_rest=REST.replace(b"</worksheet>", ending), rest=REST)
    assert not same(ROWS[0], ROWS[1], ROWS[2].replace(b"1</v>", b"2</v>"))


def test_rows_more_or_less() -> None:
    old = [HEAD, *ROWS[:-1], ROWS[-1] + REST]
    assert not same_but_for_marks(old, [*old[:1], *old[2:]], CELLS, "sheet")
    assert not same_but_for_marks([HEAD + REST], [HEAD + REST], CELLS, "sheet")
