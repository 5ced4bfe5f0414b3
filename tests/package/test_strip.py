"""Stripping a copy that nobody edited gives the workbook it was made of, byte for byte."""

import contextlib
import io
import json
import os
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from marked_copies import PAGES, annotated, in_place, others, stripped
from packages import (
    AMBER,
    RED,
    SHEET,
    fill_of,
    parts,
    plain,
    read,
    rebuilt,
    rich,
    saved,
    with_sheet_xml,
    written,
)

from analyzer.package import Mark, Package, PackageError
from analyzer.package.undoing.undo import UNDO

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


def test_a_record_of_another_workbook_is_not_believed() -> None:
    """It fits the parts as they lie in the copy, but leads to other figures than the copy shows."""
    copy, painted = annotated(others())
    other, _ = annotated(in_place(others(), SHEET, b"<v>4.5</v>", b"<v>99</v>"))
    forged = with_seals_of(parts(copy)[UNDO], parts(other)[UNDO])
    found = stripped(rebuilt(copy, {UNDO: forged}), painted.fills)
    assert found is not None
    assert not found.exact
    assert read(found.content)["预算"]["B3"].value == 4.5
    honest = stripped(rebuilt(copy, {UNDO: with_seals_of(parts(copy)[UNDO], parts(copy)[UNDO])}))
    assert honest is not None
    assert honest.exact


def with_seals_of(true: bytes, other: bytes) -> bytes:
    """The record `other`, which speaks of the parts as if they were those that `true` speaks of."""
    (seals, _), (index, pieces) = opened(true), opened(other)
    written = {entry["part"]: entry["written"] for entry in seals["parts"]}
    for entry in index["parts"]:
        entry["written"] = written[entry["part"]]
    text = json.dumps({**index, "rest": seals["rest"]}).encode()
    return RECORD_NAME + struct.pack("<L", len(text)) + text + pieces


def opened(record: bytes) -> tuple[dict, bytes]:
    """The index of a record, and the members that follow it."""
    at = len(RECORD_NAME) + 4
    (length,) = struct.unpack_from("<L", record, at - 4)
    return json.loads(record[at : at + length]), record[at + length :]


RECORD_NAME = b"analyzer undo 1\n"


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


def test_a_workbook_whose_own_fill_is_like_ours() -> None:
    copy, painted = annotated(others(), Mark("预算", "B4", RED, "第1条"))
    assert painted.fills["预算", "B4"] == (
        '<fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/></patternFill></fill>'
    )
    again = stripped(saved(read(copy)), painted.fills)
    assert again is not None
    assert fill_of(again.content, "预算", "B4") == RED
    assert stripped(again.content, painted.fills) is None
