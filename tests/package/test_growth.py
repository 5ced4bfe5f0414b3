"""Parts whose tables grow at their ends: what is added, and how a comparison of bytes knows it."""

import pytest
from lxml import etree

from analyzer.package import PackageError
from analyzer.package.editing.growth import grown
from analyzer.package.verify.growth import only_grown

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STYLES = (
    f'<?xml version="1.0"?>\n<styleSheet  xmlns="{MAIN}"><fonts count="1"><font/></fonts>'
    "<fills count='2'><fill/><fill/></fills ><cellXfs><xf/></cellXfs><extLst/></styleSheet>"
).encode()
ADDED = {"fonts": ["<font><b/></font>", "<font><i/></font>"], "fills": ["<fill/>"], "cellXfs": ["<xf/>"]}


def test_entries_go_to_the_ends_of_their_tables_and_no_other_byte_changes() -> None:
    assert (
        grown(STYLES, "styles", ADDED)
        == (
            f'<?xml version="1.0"?>\n<styleSheet  xmlns="{MAIN}">'
            '<fonts count="3"><font/><font><b/></font><font><i/></font></fonts>'
            "<fills count='3'><fill/><fill/><fill/></fills ><cellXfs><xf/><xf/></cellXfs>"
            "<extLst/></styleSheet>"
        ).encode()
    )


def test_a_missing_table_is_made_where_the_schema_has_it() -> None:
    new = etree.fromstring(grown(STYLES, "styles", {"numFmts": ["<numFmt/>"], "borders": ["<border/>"]}))
    found = [(etree.QName(table).localname, len(table)) for table in new]
    assert found == [
        ("numFmts", 1),
        ("fonts", 1),
        ("fills", 2),
        ("borders", 1),
        ("cellXfs", 1),
        ("extLst", 0),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_prefixed_part_gets_entries_of_its_namespace(encoding: str) -> None:
    written = (
        f'<?xml version="1.0" encoding="{encoding}"?><x:styleSheet xmlns:x="{MAIN}"><x:fills/></x:styleSheet>'
    )
    new = etree.fromstring(grown(written.encode(encoding), "styles", {"fills": ["<fill><a/></fill>"]}))
    assert [element.tag for element in new.iter()] == [
        f"{{{MAIN}}}{name}" for name in ("styleSheet", "fills", "fill", "a")
    ]


def test_a_part_that_grew_is_told_from_one_that_changed() -> None:
    old = STYLES.replace(b"</fills >", b"</fills>").replace(b"'2'", b'"2"')
    new = grown(old, "styles", ADDED)
    changed = {
        "an entry that was there": new.replace(b"<font/>", b"<font><b/></font>", 1),
        "an entry before it": new.replace(b"<font/>", b"<font><u/></font><font/>", 1),
        "what follows": new.replace(b"<extLst/>", b"<extLst></extLst>"),
        "a new element": new.replace(b"<extLst/>", b"<extLst/><evil/>"),
        "a table closed and opened again": new.replace(b"</fills>", b"</fills ><evil/><fills></fills>"),
        "an entry less": new.replace(b"<fill/>", b""),
        "cut short": new[:-4],
    }
    assert only_grown(old, old)
    assert only_grown(old, new)
    assert {name for name, content in changed.items() if only_grown(old, content)} == set()


def test_a_part_without_a_table_to_grow_is_refused() -> None:
    with pytest.raises(PackageError):
        grown(b"<styleSheet/>", "styles", {"unheard": ["<of/>"]})
