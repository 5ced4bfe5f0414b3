"""The annotated copy as openpyxl and LibreOffice see it: marks, notes, sheets, and nothing lost."""

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from analyzer.annotate import annotate
from analyzer.annotate.appearance import COLOURS
from analyzer.annotate.marks import HEADING, plain_cause
from analyzer.finding import Finding
from analyzer.report import Report
from tests.annotate.copies import FAULTY, PROVENANCE, annotated, examined, opened, table_of
from tests.conftest import WORKBOOKS

TRUE = WORKBOOKS / "澧县2020-网络维护与政务大厅.xlsx"


@pytest.fixture(scope="module")
def report() -> Report:
    return examined(FAULTY.read_bytes())


@pytest.fixture(scope="module")
def copy(report: Report) -> bytes:
    return annotated(FAULTY.read_bytes(), report)


def test_each_faulty_cell_is_coloured_and_says_what_is_wrong_and_where_it_is_listed(
    report: Report, copy: bytes
) -> None:
    workbook = opened(copy)
    numbers = {row["规则"]: int(row["序号"]) for row in table_of(workbook["审核结果"])}
    assert sorted(numbers.values()) == [1, 2, 3, 4]
    for finding in report.findings:
        cell = workbook[finding.sheet][finding.cell]
        assert cell.fill.fgColor.rgb == f"FF{COLOURS[finding.severity]}"
        sign, label = {"error": ("×", "错误"), "verify": ("？", "核实")}[finding.severity]
        cause = [f"可能原因：{plain_cause(finding)}"] if finding.cause else []
        expected = [
            HEADING.zh,
            f"【{sign}{label}】{finding.title}（{finding.rule}）第{numbers[finding.rule]}条",
            finding.statement,
            *cause,
            f"依据：{finding.basis}",
        ]
        assert cell.comment.text == "\n".join(expected)
        assert cell.comment.author == "预算执行审核"


def same_cell(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """All findings moved to the cell of the first."""
    return tuple(
        replace(each, sheet=findings[0].sheet, cell=findings[0].cell, id=f"{number}")
        for number, each in enumerate(findings)
    )


def test_one_note_holds_all_findings_of_a_cell_the_worst_first(report: Report) -> None:
    together = replace(report, findings=same_cell(tuple(reversed(report.findings))))
    place = together.findings[0]
    note = opened(annotated(FAULTY.read_bytes(), together))[place.sheet][place.cell].comment.text
    firsts = [line for line in note.split("\n") if line.startswith("【")]
    assert [line[:4] for line in firsts] == ["【×错误", "【×错误", "【×错误", "【？核实"]
    assert [line[-3:] for line in firsts] == ["第1条", "第2条", "第3条", "第4条"]


def test_a_note_with_many_findings_says_how_many_more_there_are(report: Report) -> None:
    many = replace(report, findings=same_cell(report.findings * 3))
    place = many.findings[0]
    note = opened(annotated(FAULTY.read_bytes(), many))[place.sheet][place.cell].comment.text
    assert note.count("依据：") == 8
    assert note.endswith("另有 4 条，见“审核结果”")


def test_what_is_hidden_and_what_was_explained_is_said(report: Report) -> None:
    [first, *rest] = report.findings
    hidden = replace(first, concealed="该行已隐藏", explanation="甲" * 300)
    copy = annotated(FAULTY.read_bytes(), replace(report, findings=(hidden, *rest)))
    note = opened(copy)[first.sheet][first.cell].comment.text
    assert note.endswith(f"该行已隐藏\n单位说明：{'甲' * 199}…")
    row = table_of(opened(copy)["审核结果"])[0]
    assert row["错在哪里"] == f"{first.statement}\n（该行已隐藏）"
    assert row["说明"] == "甲" * 300


def test_no_other_cell_changes_in_value_or_look(report: Report, copy: bytes) -> None:
    marked = {(finding.sheet, finding.cell) for finding in report.findings}
    before, after = openpyxl.load_workbook(FAULTY), opened(copy)
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


def test_untouched_parts_keep_their_bytes(copy: bytes) -> None:
    with zipfile.ZipFile(FAULTY) as before, zipfile.ZipFile(io.BytesIO(copy)) as after:
        names = before.namelist()
        assert after.namelist()[: len(names)] == names
        kept = [name for name in names if before.read(name) == after.read(name)]
        assert {"xl/sharedStrings.xml", "xl/theme/theme1.xml", "docProps/custom.xml"} <= set(kept)


def test_the_same_report_gives_the_same_bytes_on_the_same_day(report: Report, copy: bytes) -> None:
    assert annotated(FAULTY.read_bytes(), report) == copy


def test_english_copies_speak_english() -> None:
    report = examined(FAULTY.read_bytes(), "en")
    workbook = opened(annotated(FAULTY.read_bytes(), report, "en"))
    assert workbook.sheetnames[-2:] == ["Results", "Execution"]
    rows = {row["Rule"]: row for row in table_of(workbook["Results"], "No.")}
    for finding in report.findings:
        note = workbook[finding.sheet][finding.cell].comment.text
        number = int(rows[finding.rule]["No."])
        assert f"{finding.title} ({finding.rule}), No. {number}\n{finding.statement}\n" in note
        assert note.endswith(f"Basis: {finding.basis}")


def test_a_finding_on_a_missing_sheet_is_listed_without_a_link(report: Report) -> None:
    gone = tuple(replace(each, sheet="不存在") for each in report.findings[:1])
    sheet = opened(annotated(FAULTY.read_bytes(), replace(report, findings=gone)))["审核结果"]
    [row] = table_of(sheet)
    assert (row["工作表"], row["单元格"]) == ("不存在", gone[0].cell)
    assert sheet.cell(row["_row"], 6).hyperlink is None


def test_sheets_whose_names_are_taken_get_others_and_links_follow(report: Report) -> None:
    workbook = openpyxl.load_workbook(FAULTY)
    workbook.create_sheet("审核结果")
    written = io.BytesIO()
    workbook.save(written)
    edited = annotate(written.getvalue(), report, PROVENANCE, "zh")
    assert edited.sheets["审核结果"] == "审核结果 (2)"
    assert opened(edited.content)["执行分析"]["A3"].hyperlink.location == "'审核结果 (2)'!A1"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_computes_what_the_formulas_show(copy: bytes, tmp_path: Path) -> None:
    """openpyxl drops the stored results, so that LibreOffice must compute every formula itself."""
    workbook = opened(copy)
    workbook.save(tmp_path / "copy.xlsx")
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    command += ["--outdir", str(tmp_path / "out"), str(tmp_path / "copy.xlsx")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    computed = openpyxl.load_workbook(tmp_path / "out" / "copy.xlsx", data_only=True)["执行分析"]
    shown = opened(copy, data_only=True)["执行分析"]
    formulas = [cell.coordinate for row in workbook["执行分析"] for cell in row if cell.data_type == "f"]
    assert len(formulas) > 100
    found = {at: computed[at].value for at in formulas}
    assert found == pytest.approx({at: shown[at].value for at in formulas}, rel=1e-14)  # it stores 15 digits
