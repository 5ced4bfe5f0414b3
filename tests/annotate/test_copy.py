"""The annotated copy as openpyxl and LibreOffice see it: marks, notes, result sheets, and nothing lost."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from analyzer.annotate.marks import COLOURS, HEADING
from analyzer.finding import Finding, Severity
from analyzer.language import Language
from analyzer.report import Report
from analyzer.run import Settings, Task, examine
from tests.conftest import WORKBOOKS

FAULTY = WORKBOOKS / "澧县2020-有误.xlsx"
SUFFICIENT_HEADING = HEADING.zh


def examined(path: Path, language: Language = "zh") -> tuple[Report, bytes]:
    """The report of a workbook and its annotated copy."""
    copy = path.parent / "copy.xlsx"
    [report] = examine([Task(path, path.name, copy)], Settings(language))
    return report, copy.read_bytes()


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return Path(shutil.copy(FAULTY, tmp_path))


def opened(content: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def fill_of(workbook: Workbook, sheet: str, cell: str) -> str:
    return str(workbook[sheet][cell].fill.fgColor.rgb)[2:]


def test_each_faulty_cell_is_coloured_by_its_gravest_finding_and_says_why(faulty: Path) -> None:
    report, copy = examined(faulty)
    workbook = opened(copy)
    assert report.open(Severity.ERROR) > 0
    by_cell: dict[tuple[str, str], list[Finding]] = {}
    for finding in report.findings:
        by_cell.setdefault((finding.sheet, finding.cell), []).append(finding)
    for (sheet, cell), findings in by_cell.items():
        gravest = min((f.severity for f in findings), key=lambda severity: severity.rank)
        assert fill_of(workbook, sheet, cell) == COLOURS[gravest]
        note = workbook[sheet][cell].comment.text
        assert note.startswith(SUFFICIENT_HEADING)
        for finding in findings:
            assert f"（{finding.rule}）\n{finding.message}\n依据：{finding.basis}" in note


def test_no_other_cell_changes_in_value_or_look(faulty: Path) -> None:
    report, copy = examined(faulty)
    marked = {(finding.sheet, finding.cell) for finding in report.findings}
    before, after = openpyxl.load_workbook(faulty), opened(copy)
    assert after.sheetnames == [*before.sheetnames, "审核结果", "执行分析"]
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                other = after[sheet.title][cell.coordinate]
                assert other.value == cell.value
                assert other.number_format == cell.number_format
                assert repr(other.font) == repr(cell.font)
                assert repr(other.protection) == repr(cell.protection)
                if (sheet.title, cell.coordinate) not in marked:
                    assert repr(other.fill) == repr(cell.fill)
                    assert other.comment is None


def test_untouched_parts_keep_their_bytes(faulty: Path) -> None:
    _, copy = examined(faulty)
    with zipfile.ZipFile(faulty) as before, zipfile.ZipFile(io.BytesIO(copy)) as after:
        names = before.namelist()
        assert after.namelist()[: len(names)] == names
        kept = [name for name in names if before.read(name) == after.read(name)]
        assert {"xl/sharedStrings.xml", "xl/theme/theme1.xml", "docProps/custom.xml"} <= set(kept)


def test_the_results_sheet_lists_every_finding_with_a_link_to_its_cell(faulty: Path) -> None:
    report, copy = examined(faulty)
    sheet = opened(copy)["审核结果"]
    header = [cell.value for cell in sheet[5]]
    rows = [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=6, values_only=True)]
    listed = {(row["规则"], row["工作表"], row["单元格"], row["说明"]) for row in rows if row["序号"]}
    assert listed == {(f.rule, f.sheet, f.cell, f.message) for f in report.findings}
    for number, row in enumerate(rows, start=6):
        if row["序号"]:
            link = sheet[f"E{number}"].hyperlink
            assert link.location == f"'{row['工作表']}'!{row['单元格']}"


def test_the_analysis_sheet_states_the_rates_of_each_item(faulty: Path) -> None:
    _, copy = examined(faulty)
    sheet = opened(copy)["执行分析"]
    rows = {row[0]: row for row in sheet.iter_rows(min_row=4, values_only=True)}
    assert rows["1"][:9] == ("1", "网络维护及外网光纤租赁", 40, 40, 1, 40, 1, 1, 0)
    assert rows["合计"][2:9] == (99, 99, 1, 99, 1, 1, 0)


def test_english_copies_speak_english(faulty: Path) -> None:
    report, copy = examined(faulty, "en")
    workbook = opened(copy)
    assert workbook.sheetnames[-2:] == ["Results", "Execution"]
    first = report.findings[0]
    assert f"{first.message}\nBasis: {first.basis}" in workbook[first.sheet][first.cell].comment.text


def test_a_finding_on_a_missing_sheet_is_listed_without_a_link(faulty: Path) -> None:
    workbook = openpyxl.load_workbook(faulty)
    workbook.remove(workbook["绩效指标"])
    workbook.save(faulty)
    report, copy = examined(faulty)
    missing = [finding for finding in report.findings if finding.sheet == "绩效指标"]
    assert len(missing) == 1
    values = list(opened(copy)["审核结果"].iter_rows(min_row=6, values_only=True))
    assert missing[0].message in {row[6] for row in values}


def test_a_copy_can_be_examined_again(faulty: Path) -> None:
    """Accountants correct the copy and hand that in: notes are renewed, not piled up."""
    report, copy = examined(faulty)
    faulty.write_bytes(copy)
    again, second = examined(faulty)
    assert [f.id for f in again.findings] == [f.id for f in report.findings]
    workbook = opened(second)
    first = report.findings[0]
    assert workbook[first.sheet][first.cell].comment.text.count(SUFFICIENT_HEADING) == 1


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_copy_and_keeps_its_values(faulty: Path, tmp_path: Path) -> None:
    _, copy = examined(faulty)
    written = tmp_path / "copy.xlsx"
    written.write_bytes(copy)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "ods",
        "--outdir",
        str(tmp_path),
        str(written),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    converted = tmp_path / "copy.ods"
    assert converted.stat().st_size > 0


def test_a_workbook_without_findings_is_told_so(tmp_path: Path) -> None:
    true = Path(shutil.copy(WORKBOOKS / "澧县2020-网络维护与政务大厅.xlsx", tmp_path))
    report, copy = examined(true)
    assert report.findings == ()
    assert opened(copy)["审核结果"]["A2"].value == "没有发现错误，也没有待核实的问题。"
