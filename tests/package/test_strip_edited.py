"""Stripping a copy that was edited or saved by another program takes out our marks and nothing else."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from marked_copies import PAGES, annotated, in_place, others, stripped, with_openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from packages import (
    AMBER,
    RED,
    SHEET,
    fill_of,
    note_of,
    parts,
    read,
    saved,
)

from analyzer.package import Mark, Painted, Stripped
from analyzer.package.undoing.undo import UNDO


def with_libreoffice(content: bytes, folder: Path) -> bytes:
    source = folder / "copy.xlsx"
    source.write_bytes(content)
    command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder / "out"), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "out" / "copy.xlsx").read_bytes()


def assert_stripped(original: bytes, found: Stripped | None, painted: Painted) -> None:
    """Values, fills and notes are those of the original, and nothing of ours is left."""
    assert found is not None
    assert not found.exact
    assert found.names == PAGES
    before, after = read(original), read(found.content)
    assert after.sheetnames == before.sheetnames
    for sheet in before.worksheets:
        for row in sheet["A1:H30"]:
            for cell in row:
                there = after[sheet.title][cell.coordinate]
                assert there.value == cell.value, cell
                assert there.number_format == cell.number_format, cell
                assert note_of(found.content, sheet.title, cell.coordinate) == (
                    cell.comment.text if cell.comment else None
                )
                assert fill_of(found.content, sheet.title, cell.coordinate) == fill_of(
                    original, sheet.title, cell.coordinate
                ), cell
    assert not [name for name in parts(found.content) if "chart" in name]
    assert UNDO not in parts(found.content)
    assert UNDO.encode() not in parts(found.content)["[Content_Types].xml"]
    assert stripped(found.content, painted.fills) is None


def test_a_copy_saved_by_openpyxl() -> None:
    copy, painted = annotated(others())
    assert_stripped(others(), stripped(with_openpyxl(copy), painted.fills), painted)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_a_copy_saved_by_libreoffice(tmp_path: Path) -> None:
    copy, painted = annotated(others())
    assert_stripped(others(), stripped(with_libreoffice(copy, tmp_path), painted.fills), painted)


def test_a_value_corrected_in_place_stays_and_the_marks_go() -> None:
    copy, painted = annotated(others())
    edited = in_place(copy, SHEET, b"<v>4.5</v>", b"<v>99</v>")
    found = stripped(edited, painted.fills)
    assert found is not None
    assert (found.exact, found.names) == (False, PAGES)
    assert found.input_sha256 == hashlib.sha256(others_as_marked(copy)).hexdigest()
    assert read(found.content)["预算"]["B3"].value == 99
    assert note_of(found.content, "预算", "B2") == "张三：已核对"
    assert fill_of(found.content, "预算", "B2") == "00FF00"
    assert fill_of(found.content, "预算", "A3") is None
    assert read(found.content).sheetnames == ["预算", "另一张"]
    assert stripped(found.content, painted.fills) is None


def others_as_marked(copy: bytes) -> bytes:
    whole = stripped(copy)
    assert whole is not None
    return whole.content


def test_a_sheet_nobody_edited_gets_its_bytes_back_though_another_was() -> None:
    content = others()
    copy, painted = annotated(content, Mark("预算", "B2", RED, "第1条"), Mark("另一张", "A1", RED, "第2条"))
    edited = in_place(copy, "xl/worksheets/sheet2.xml", b"</sheetData>", b'<row r="9"/></sheetData>')
    found = stripped(edited, painted.fills)
    assert found is not None
    for part in (SHEET, "xl/worksheets/_rels/sheet1.xml.rels", "xl/comments/comment1.xml"):
        assert parts(found.content)[part] == parts(content)[part], part
    assert b'<row r="9"/>' in parts(found.content)["xl/worksheets/sheet2.xml"]
    assert fill_of(found.content, "另一张", "A1") is None
    assert note_of(found.content, "另一张", "A1") is None
    assert not any(name.startswith("xl/comments2") for name in parts(found.content))
    assert stripped(found.content, painted.fills) is None


def test_what_others_edited_elsewhere_stays_though_the_rest_is_undone() -> None:
    copy, _ = annotated(others())
    edited = in_place(copy, "xl/worksheets/sheet2.xml", b"</sheetData>", b'<row r="9"/></sheetData>')
    found = stripped(edited)
    assert found is not None
    assert not found.exact
    changed = {name for name, part in parts(found.content).items() if parts(others()).get(name) != part}
    assert changed - {"docProps/core.xml"} == {"xl/worksheets/sheet2.xml"}


def test_a_fill_follows_the_note_of_a_cell_that_moved() -> None:
    copy, painted = annotated(others())
    book = read(copy)
    sheet = book["预算"]
    for place, source in (("B12", "B2"), ("B2", "B3")):
        sheet[place]._style = sheet[source]._style
        sheet[place].comment = Comment(sheet[source].comment.text, "x") if sheet[source].comment else None
    sheet["B2"].fill = PatternFill("solid", fgColor=f"FF{AMBER}")
    sheet["B2"].comment = None
    recorded = {"第1条": ("预算", "B2"), "第2条": ("预算", "A3")}
    moved = stripped(saved(book), painted.fills, recorded=lambda note: recorded.get(note.split("\n")[0]))
    assert moved is not None
    assert fill_of(moved.content, "预算", "B12") == "00FF00"
    assert note_of(moved.content, "预算", "B12") == "张三：已核对"
    assert fill_of(moved.content, "预算", "A3") is None
    assert fill_of(moved.content, "预算", "B2") == AMBER, "theirs: what was recorded there moved away"


def test_a_mark_whose_note_was_deleted_goes_by_its_place() -> None:
    copy, painted = annotated(others())
    book = read(copy)
    book["预算"]["A3"].comment = None
    book["预算"]["D9"].fill = PatternFill("solid", fgColor=f"FF{RED}")
    found = stripped(saved(book), painted.fills)
    assert found is not None
    assert fill_of(found.content, "预算", "A3") is None
    assert fill_of(found.content, "预算", "D9") == RED, "a fill of theirs, whatever its colour"


def test_a_cell_they_painted_over_keeps_their_fill() -> None:
    copy, painted = annotated(others())
    book = read(copy)
    book["预算"]["A3"].fill = PatternFill("solid", fgColor="FF112233")
    found = stripped(saved(book), painted.fills)
    assert found is not None
    assert fill_of(found.content, "预算", "A3") == "112233"


def test_words_they_wrote_before_ours_stay() -> None:
    copy, _ = annotated(others())
    book = read(copy)
    for cell in ("A3", "B2"):
        comment = book["预算"][cell].comment
        comment.text = f"王五：会改\n{comment.text}"
    found = stripped(saved(book))
    assert found is not None
    assert note_of(found.content, "预算", "A3") == "王五：会改"
    assert note_of(found.content, "预算", "B2") == "王五：会改\n张三：已核对"


def test_a_fill_that_cannot_be_read_counts_as_none() -> None:
    copy, _ = annotated(others())
    found = stripped(with_openpyxl(copy), {("预算", "A3"): "<fill", ("预算", "B2"): "<fill/><fill/>"})
    assert found is not None
    assert [fill_of(found.content, "预算", cell) for cell in ("A3", "B2")] == [None, None]
