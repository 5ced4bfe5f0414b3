"""The samples saved as .xls and .ods by LibreOffice: converted, read, judged and opened again."""

import io
import random
import struct
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from analyzer.foreign import Converted, convert
from analyzer.package import PackageError
from analyzer.run import Settings, Task, examine
from tests.conftest import WORKBOOKS
from tests.foreign.documents import witnessed
from tests.foreign.office import needs_office, written_as

SAMPLES = sorted(WORKBOOKS.glob("*.xlsx"))
FAULTY = "澧县2020-有误"
FORMATS = ("xls", "ods")

pytestmark = needs_office


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("twins")


@pytest.fixture(scope="module")
def twins(folder: Path) -> dict[str, dict[str, Path]]:
    return {suffix: written_as(suffix, SAMPLES, folder) for suffix in FORMATS}


@pytest.fixture(scope="module")
def conversions(twins: dict[str, dict[str, Path]], folder: Path) -> dict[str, dict[str, Path]]:
    """The .xlsx made of each twin, as a file."""
    made: dict[str, dict[str, Path]] = {}
    for suffix, files in twins.items():
        target = folder / f"from-{suffix}"
        target.mkdir()
        made[suffix] = {}
        for name, path in files.items():
            made[suffix][name] = target / f"{name}.xlsx"
            made[suffix][name].write_bytes(conversion(path).content)
    return made


def conversion(path: Path) -> Converted:
    result = convert(path.read_bytes())
    assert result is not None
    return result


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_value_calamine_reads_stands_at_the_same_address(
    twins: dict[str, dict[str, Path]], conversions: dict[str, dict[str, Path]], suffix: str
) -> None:
    assert set(twins[suffix]) == {path.stem for path in SAMPLES}
    for name, path in twins[suffix].items():
        before = witnessed(path.read_bytes())
        assert len(before) > 200
        assert witnessed(conversions[suffix][name].read_bytes()) == before


def test_the_findings_are_those_of_the_xlsx(conversions: dict[str, dict[str, Path]]) -> None:
    folders = {"xlsx": {path.stem: path for path in SAMPLES}, **conversions}
    tasks = [Task(path, f"{kind}/{name}") for kind, files in folders.items() for name, path in files.items()]
    found = {report.path: report for report in examine(tasks, Settings())}
    assert len(found[f"xlsx/{FAULTY}"].findings) > 3
    for name in folders["xlsx"]:
        findings = {
            kind: sorted(
                (one.rule, one.sheet, one.cell, one.message) for one in found[f"{kind}/{name}"].findings
            )
            for kind in folders
        }
        assert findings["xls"] == findings["xlsx"]
        assert findings["ods"] == findings["xlsx"]
        skipped = {kind: found[f"{kind}/{name}"].skipped for kind in folders}
        assert skipped["xls"] == skipped["ods"] == skipped["xlsx"]


@pytest.mark.parametrize("suffix", FORMATS)
def test_looks_widths_and_merged_ranges_are_those_of_the_xlsx(
    conversions: dict[str, dict[str, Path]], suffix: str
) -> None:
    original = openpyxl.load_workbook(WORKBOOKS / f"{FAULTY}.xlsx")
    made = openpyxl.load_workbook(conversions[suffix][FAULTY])
    assert made.sheetnames == original.sheetnames
    for old, new in zip(original.worksheets, made.worksheets, strict=True):
        assert {str(one) for one in new.merged_cells.ranges} == {str(one) for one in old.merged_cells.ranges}
        assert new.page_setup.orientation == old.page_setup.orientation
        assert new.print_title_rows == old.print_title_rows
        assert new.sheet_properties.pageSetUpPr.fitToPage
        for cell in (cell for line in old.iter_rows() for cell in line if cell.value is not None):
            twin = new[cell.coordinate]
            assert (twin.font.b or False, twin.font.sz) == (cell.font.b or False, cell.font.sz), cell
            # In an .xls LibreOffice names the font it has in place of a missing one.
            assert twin.font.name == cell.font.name or suffix == "xls", cell
            assert (twin.fill.patternType, twin.border.left.style) == (
                cell.fill.patternType, cell.border.left.style,
            ), cell  # fmt: skip
            assert twin.alignment.wrap_text == cell.alignment.wrap_text or cell.data_type == "n", cell


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_the_samples_lose_is_said(twins: dict[str, dict[str, Path]], suffix: str) -> None:
    said = [sentence.zh for sentence in conversion(twins[suffix][FAULTY]).lost]
    assert said[:4] == [
        "2 个公式只带入了计算结果",
        "41 处数据有效性（下拉选项、输入限制）未带入",
        "7 处条件格式未带入",
        "5 张工作表的保护未带入",
    ]


def test_libreoffice_opens_every_conversion(conversions: dict[str, dict[str, Path]], folder: Path) -> None:
    for suffix, files in conversions.items():
        again = written_as("ods", list(files.values()), folder / f"again-{suffix}")
        assert set(again) == set(files)
        for name, path in again.items():
            reread = witnessed(path.read_bytes())
            assert reread == witnessed(files[name].read_bytes())


@pytest.mark.parametrize("suffix", FORMATS)
def test_damaged_files_are_refused_in_a_sentence_or_read(
    twins: dict[str, dict[str, Path]], suffix: str
) -> None:
    good = twins[suffix][FAULTY].read_bytes()
    outcomes = set()
    for content in damaged(good):
        try:
            outcomes.add(type(convert(content)).__name__)
        except PackageError as refused:
            outcomes.add("refused" if all(refused.reason) else "no sentence")
    assert "refused" in outcomes
    assert "no sentence" not in outcomes


def damaged(good: bytes) -> Iterator[bytes]:
    chance = random.Random(20240101)
    for _ in range(40):
        content = bytearray(good[: chance.randrange(len(good))] if chance.random() < 0.2 else good)
        for _ in range(chance.choice((1, 20, 200))):
            content[chance.randrange(len(content))] = chance.randrange(256)
        yield bytes(content)


def workbook_stream_start(content: bytes) -> int:
    start = content.find(struct.pack("<HHH", 0x0809, 16, 0x0600))
    assert start > 0
    return start


def test_a_password_is_said(twins: dict[str, dict[str, Path]]) -> None:
    content = bytearray(twins["xls"][FAULTY].read_bytes())
    second_record = workbook_stream_start(bytes(content)) + 20
    content[second_record : second_record + 2] = struct.pack("<H", 0x2F)
    with pytest.raises(PackageError) as refused:
        convert(bytes(content))
    assert "密码" in refused.value.reason.zh


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_file_gives_the_same_bytes(twins: dict[str, dict[str, Path]], suffix: str) -> None:
    path = twins[suffix][FAULTY]
    assert conversion(path) == conversion(path)


ERRORS = {"A1": "#N/A", "B1": "#DIV/0!", "C1": "#VALUE!", "D1": "#REF!", "E1": "#NAME?", "F1": "#NUM!"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_errors_booleans_dates_notes_and_hidden_sheets(tmp_path: Path, suffix: str) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for place, code in ERRORS.items():
        sheet[place] = code
    sheet["A2"], sheet["B2"], sheet["C2"] = True, "1.10", 1234.56
    sheet["D2"] = openpyxl.utils.datetime.from_excel(45356)
    sheet["A3"].comment = openpyxl.comments.Comment("核对", "张三")
    sheet["E2"] = "网页"
    sheet["E2"].hyperlink = "https://example.org/a"
    sheet.row_dimensions[5].hidden = True
    sheet["A5"], sheet["C7"] = 5, "末"
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("藏").sheet_state = "hidden"
    book["藏"]["A1"] = 1
    book.save(tmp_path / "各样.xlsx")
    (path,) = written_as(suffix, [tmp_path / "各样.xlsx"], tmp_path).values()
    made = openpyxl.load_workbook(io.BytesIO(conversion(path).content))
    new = made.worksheets[0]
    assert {place: (new[place].value, new[place].data_type) for place in ERRORS} == {
        place: (code, "e") for place, code in ERRORS.items()
    }
    assert (new["A2"].value, new["B2"].value, new["C2"].value) == (True, "1.10", 1234.56)
    assert str(new["D2"].value) == "2024-03-05 00:00:00"
    assert "核对" in new["A3"].comment.text
    assert new["E2"].hyperlink.target == "https://example.org/a"
    assert new.row_dimensions[5].hidden
    assert new.column_dimensions["B"].hidden
    assert [one.sheet_state for one in made.worksheets] == ["visible", "hidden"]
