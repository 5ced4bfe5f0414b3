"""Stripping: a copy that came back gives the workbook it was made of, whatever program saved it meanwhile."""

import io
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

from analyzer.package import Mark, Painted, Stripped, edit, strip
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
