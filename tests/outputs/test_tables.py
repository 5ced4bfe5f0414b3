"""Findings and measures as CSV and Parquet, read back as machines would."""

import csv
import sys
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from analyzer.outputs import tables
from analyzer.outputs.tables import MissingPyarrowError, protected, write_csv, write_parquet
from analyzer.report import Report
from tests.outputs.folder import CLEAN, FAULTY, REPORTS, SUM


def read_csv(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_csv_of_findings(tmp_path: Path) -> None:
    write_csv(REPORTS, tmp_path, "zh")
    first, second, third = read_csv(tmp_path / "findings.csv")
    assert first == {
        "path": "甲/道路#1 [终稿].xlsx",
        "project": "道路",
        "project_code": "P1",
        "unit": "甲中心",
        "department": "县交通局",
        "year": "2024",
        "id": "0123456789ab",
        "rule": "M101",
        "title": "子项合计与上级不符",
        "severity": "error",
        "status": "open",
        "sheet": "预算",
        "cell": "E5",
        "label": "1 网络维护",
        "message": "子项合计 39.50 万元，本行填报 40.00 万元，相差 0.50 万元。疑似漏填一个子项",
        "cause": "疑似漏填一个子项",
        "basis": "勾稽关系",
        "explanation": "",
        "actual": "395000.00",
        "expected": "400000.00",
        "difference": "5000.00",
        "difference_yuan": "5000.00",
    }
    assert (second["explanation"], second["difference_yuan"]) == ("'=上级资金 12 月到账", "")
    assert (third["path"], third["project"], third["year"]) == ("乙.xlsx", "", "")


def test_csv_of_measures(tmp_path: Path) -> None:
    overdrawn = replace(CLEAN, measures=replace(CLEAN.measures, balance=-123))
    write_csv([FAULTY, overdrawn, *REPORTS[2:]], tmp_path, "zh")
    found = read_csv(tmp_path / "measures.csv")
    assert found[0] == {
        "path": "甲/道路#1 [终稿].xlsx",
        "project": "道路",
        "project_code": "P1",
        "unit": "甲中心",
        "department": "县交通局",
        "year": "2024",
        "status": "checked",
        "reason": "",
        "budget": "400000.00",
        "arrived": "400000.00",
        "spent": "180000.00",
        "balance": "220000.00",
        "arrival_rate": "1.0",
        "spending_rate": "0.45",
        "execution_rate": "0.45",
        "score": "92.5",
        "grade": "优",
        "errors": "1",
        "to_verify": "0",
        "notices": "0",
        "explained": "1",
        "skipped": "1",
        "copy": "甲/道路#1 [终稿].xlsx",
        "input_sha256": "aa",
    }
    assert (found[1]["project"], found[1]["balance"]) == ("'=桥梁", "-1.23")
    assert (found[3]["status"], found[3]["reason"], found[3]["budget"]) == (
        "unreadable",
        "文件有密码，打不开",
        "",
    )


def test_excel_knows_the_csv_for_utf8(tmp_path: Path) -> None:
    write_csv([], tmp_path, "zh")
    assert (tmp_path / "findings.csv").read_bytes().startswith(b"\xef\xbb\xbfpath,project,")
    assert (tmp_path / "measures.csv").read_bytes().startswith(b"\xef\xbb\xbfpath,project,")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("'=1+1", "''=1+1"),
        ("-12.50", "-12.50"),
        ("+3", "+3"),
        ("-0.50%", "-0.50%"),
        ("——", "——"),
        ("道路=桥梁", "道路=桥梁"),
        ("'引用'", "'引用'"),
        ("", ""),
    ],
)
def test_formulas_are_disarmed_and_can_be_had_back(text: str, cell: str) -> None:
    assert protected(text) == cell
    undone = cell[1:] if cell.startswith("'") and cell.lstrip("'")[:1] in set("=+-@\t\r\n＝＋－＠") else cell
    assert undone == text


def test_parquet_is_typed(tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    write_parquet(REPORTS, tmp_path, "zh")
    measures = parquet.read_table(tmp_path / "measures.parquet")
    types = {field.name: str(field.type) for field in measures.schema}
    assert {types[name] for name in ("budget", "arrived", "spent", "balance")} == {"decimal128(18, 2)"}
    assert {types[name] for name in ("arrival_rate", "spending_rate", "execution_rate", "score")} == {
        "double"
    }
    assert types["year"] == types["errors"] == "int32"
    rows = measures.to_pylist()
    assert [row["budget"] for row in rows] == [Decimal("400000.00"), Decimal("100000.00"), None, None]
    assert [row["project"] for row in rows] == ["道路", "=桥梁", None, None]
    assert [row["year"] for row in rows] == [2024, 2024, None, None]
    findings = parquet.read_table(tmp_path / "findings.parquet").to_pylist()
    assert [(row["rule"], row["severity"], row["difference_yuan"]) for row in findings] == [
        ("M101", "error", Decimal("5000.00")),
        ("R105", "verify", None),
        ("R105", "verify", None),
    ]


def test_parquet_in_row_groups_and_of_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    monkeypatch.setattr(tables, "ROW_GROUP", 4)
    write_parquet((replace(FAULTY, path=f"{n}.xlsx") for n in range(5)), tmp_path, "zh")
    groups = parquet.ParquetFile(tmp_path / "findings.parquet").metadata
    assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [4, 4, 2]
    write_parquet([], tmp_path, "zh")
    assert parquet.read_table(tmp_path / "findings.parquet").num_rows == 0


def test_without_pyarrow_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPyarrowError) as missing:
        write_parquet(REPORTS, tmp_path, "zh")
    assert missing.value.reason.zh.startswith("写 Parquet 需要 pyarrow，请先安装：pip install ")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_a_table_is_there_whole_or_not_at_all(tmp_path: Path, write: object) -> None:
    write_csv([FAULTY], tmp_path, "zh")
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}

    def broken() -> Iterator[Report]:
        yield replace(FAULTY, findings=(SUM,) * 3)
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write(broken(), tmp_path, "zh")  # type: ignore[operator]
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
