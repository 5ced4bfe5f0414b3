"""What spares the verifier from holding a long sheet several times finds the same as looking at all of it."""

import random
from itertools import zip_longest

import pytest

from analyzer.package.sheet.alike import alike
from analyzer.package.sheet.outline import Splice, becomes, inverse, spliced
from analyzer.package.verify.differing import differing_rows

ROWS = 9000  # more bytes than are compared at once


def sheet(rows: dict[int, str], count: int = ROWS) -> bytes:
    """A sheet of so many rows, some with another content."""
    written = (rows.get(n, f'<row r="{n}"><c r="A{n}"><v>{n % 7}</v></c></row>') for n in range(1, count + 1))
    return f"<worksheet><sheetData>{''.join(written)}</sheetData><end/></worksheet>".encode()


def pieces(xml: bytes) -> list[bytes]:
    head, *rows = xml.split(b"<row ")
    return [head, *(b"<row " + row for row in rows)]


@pytest.mark.parametrize("rows", [(), (1,), (2, 3), (1, ROWS), (5, 4000, 4001, 8999), (ROWS,)])
def test_the_rows_that_differ_are_found_wherever_they_are(rows: tuple[int, ...]) -> None:
    old, new = sheet({}), sheet({n: f'<row r="{n}"><c r="A{n}" s="1"><v>0</v></c></row>' for n in rows})
    both = list(zip(pieces(old), pieces(new), strict=True))
    kept = [both[0], *(pair for pair in both[1:-1] if pair[0] != pair[1]), both[-1]]
    found = differing_rows(old, new, most=9)
    assert found is not None
    assert list(zip_longest(found.old, found.new)) == kept
    assert found.rows == ROWS


@pytest.mark.parametrize(
    "new",
    [
        sheet({}, ROWS - 1),
        sheet({}, ROWS + 1),
        sheet({7: ""}),
        sheet({n: f'<row r="{n}"/>' for n in range(1, 30)}),
        sheet({}).replace(b"sheetData", b"x:sheetData"),
        sheet({9: '<rowX r="9"/>'}),
        b"",
    ],
)
def test_what_rows_cannot_tell_is_left_to_the_trees(new: bytes) -> None:
    assert differing_rows(sheet({}), new, most=9) is None


def test_splices_are_followed_without_being_made() -> None:
    dice = random.Random(5)
    xml = sheet({})
    for _ in range(30):
        places = sorted(dice.sample(range(len(xml)), 8))
        splices = [Splice(a, b, xml[a : a + 3]) for a, b in zip(places[::2], places[1::2], strict=True)]
        made = spliced(xml, splices)
        assert becomes(xml, splices, made)
        assert becomes(made, inverse(xml, splices), xml)
        at = dice.randrange(len(made))
        assert not becomes(xml, splices, made[:at] + b"\0" + made[at + 1 :])
        assert not becomes(xml, splices, made[:-1])
        assert not becomes(xml, splices, made + b"x")


@pytest.mark.parametrize("same", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_how_far_two_contents_agree(same: int) -> None:
    one, other = b"ab" + b"c" * same + b"d", b"c" * same + b"e"
    assert alike(one, 2, other, 0, len(other)) == same
    assert alike(one, 2, other, 0, same // 2) == same // 2
