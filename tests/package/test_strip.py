"""Stripping: a copy that came back gives the workbook it was made of, whatever program saved it meanwhile."""

import contextlib
import hashlib
import io
import os
import random
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from packages import (
    AMBER,
    HEADING,
    MAIN,
    RED,
    SHEET,
    analysis_page,
    budget,
    fill_of,
    note_of,
    parts,
    plain,
    read,
    rebuilt,
    results_page,
    rich,
    saved,
    with_sheet_xml,
    written,
)

from analyzer.package import Mark, Package, PackageError, Painted, Stripped, edit, strip
from analyzer.package.undo import UNDO

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


UTF_16 = ('<?xml version="1.0" encoding="UTF-16"?>' + parts(plain())[SHEET].decode()).encode("utf-16")


def stored(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, part in parts(content).items():
            made.writestr(name, part)
    return out.getvalue()


def large() -> bytes:
    """A sheet that is too large to be kept whole in the record."""
    chance = random.Random(1)

    def fill(book) -> None:
        sheet = book.add_worksheet("预算")
        for row in range(4000):
            sheet.write_row(row, 0, [chance.random() for _ in range(4)])

    return written(fill)


ODD: dict[str, Callable[[], bytes]] = {
    "plain": plain,
    "rich": lambda: written(rich),
    "others' notes and fills": others,
    "UTF-16": lambda: rebuilt(plain(), {SHEET: UTF_16}),
    "no cells": lambda: written(lambda book: book.add_worksheet("预算")),
    "comment in the sheet": lambda: with_sheet_xml(plain(), b"<sheetData>", b"<!-- <row> --><sheetData>"),
    "backslashes": lambda: rebuilt(plain(), {}, {SHEET: SHEET.replace("/", "\\")}),
    "stored": lambda: stored(plain()),
    "large": large,
}


@pytest.mark.parametrize("odd", ODD)
def test_an_unedited_copy_gives_its_original_back(odd: str) -> None:
    content = ODD[odd]()
    copy, _ = annotated(content)
    found = stripped(copy)
    assert found is not None
    assert (found.exact, found.names) == (True, PAGES)
    assert list(parts(found.content).items()) == list(parts(content).items())
    assert stripped(found.content) is None
    assert list(parts(annotated(found.content)[0]).items())[:-1] == list(parts(copy).items())[:-1]
    if odd != "large":
        assert found.content == content
        assert annotated(found.content)[0] == copy


def test_the_record_of_a_large_sheet_is_small() -> None:
    content = large()
    copy, _ = annotated(content)
    with zipfile.ZipFile(io.BytesIO(copy)) as made:
        assert made.getinfo(UNDO).file_size < 10_000
    assert len(copy) < 1.1 * len(content)


def test_a_workbook_that_is_not_ours() -> None:
    assert stripped(others()) is None
    assert stripped(others(), {("预算", "B3"): ""}) is None


def test_a_workbook_whose_own_fill_is_like_ours() -> None:
    copy, painted = annotated(others(), Mark("预算", "B4", RED, "第1条"))
    assert painted.fills["预算", "B4"] == (
        '<fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/></patternFill></fill>'
    )
    again = stripped(saved(read(copy)), painted.fills)
    assert again is not None
    assert fill_of(again.content, "预算", "B4") == RED
    assert stripped(again.content, painted.fills) is None


def with_openpyxl(content: bytes) -> bytes:
    return saved(read(content))


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


def in_place(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """The copy as a program leaves it that changes one part and no other."""
    assert old in parts(content)[part], parts(content)[part]
    return rebuilt(content, {part: parts(content)[part].replace(old, new)})


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


def test_a_record_that_is_made_up() -> None:
    """Whatever stands in it, the copy is stripped or refused in words."""
    copy, painted = annotated(others())
    record = parts(copy)[UNDO]
    chance = random.Random(7)
    for _ in range(60):
        at = chance.randrange(len(record))
        broken = record[:at] + bytes([chance.randrange(256)]) + record[at + chance.randrange(1, 4) :]
        with contextlib.suppress(PackageError):
            found = stripped(rebuilt(copy, {UNDO: broken}), painted.fills)
            assert found is not None
            assert "预算" in Package(found.content).sheet_names


def test_a_workbook_of_our_sheets_alone_keeps_them() -> None:
    copy, _ = annotated(others())
    book = read(copy)
    del book["预算"], book["另一张"]
    found = stripped(saved(book))
    assert found is None or read(found.content).sheetnames == ["审核结果", "执行分析"]


CORPUS = os.environ.get("ANALYZER_CORPUS")


def corpus() -> list[Path]:
    files = sorted(path for path in Path(CORPUS or ".").rglob("*.xls?") if CORPUS)
    return random.Random(2021).sample(
        files, min(int(os.environ.get("ANALYZER_CORPUS_SAMPLE", "40")), len(files))
    )


@pytest.mark.skipif(CORPUS is None, reason="ANALYZER_CORPUS names no folder of workbooks")
@pytest.mark.parametrize("path", corpus(), ids=lambda path: path.name)
def test_an_odd_public_workbook_comes_back(path: Path) -> None:
    content = path.read_bytes()
    try:
        sheet = Package(content).sheet_names[0]
        copy, _ = annotated(content, Mark(sheet, "B3", RED, "第1条"), Mark(sheet, "A1", AMBER, "第2条"))
    except (PackageError, IndexError):
        return
    found = stripped(copy)
    assert found is not None
    assert found.exact
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(io.BytesIO(found.content)) as after:
        assert after.namelist() == before.namelist()
        for old, new in zip(before.infolist(), after.infolist(), strict=True):
            assert new.CRC == old.CRC
            assert after.read(new) == before.read(old)
