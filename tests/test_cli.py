"""The command line: exit codes, what goes to stdout and what to stderr, consoles that know little."""

import hashlib
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from analyzer.cli import app
from analyzer.outputs.machine import schema

WORKBOOKS = Path(__file__).parent.parent / "workbooks"
FAULTY = WORKBOOKS / "澧县2020-有误.xlsx"
TRUE = WORKBOOKS / "澧县2020-网络维护与政务大厅.xlsx"


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def unreadable(tmp_path: Path) -> Path:
    path = tmp_path / "坏.xlsx"
    path.write_bytes(b"PK\x03\x04")
    return path


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("check", TRUE), 0),
        (("check", FAULTY), 1),
        (("check", FAULTY, "--fail-on", "never"), 0),
        (("check", FAULTY, "--select", "T"), 0),
        (("check", TRUE, FAULTY), 1),
        (("check", "没有这个文件.xlsx"), 2),
        (("check", TRUE, "--select", "Z9"), 2),
        (("check", TRUE, "--profile", "没有这个配置"), 2),
        (("check",), 2),
        (("check", TRUE, "--lang", "fr"), 2),
        (("rules", "Z999"), 2),
        (("rules", "M101"), 0),
        (("rules",), 0),
    ],
)
def test_exit_codes(arguments: tuple[object, ...], code: int) -> None:
    assert call(*arguments).exit_code == code


def test_exit_code_3_where_a_workbook_could_not_be_read(unreadable: Path, tmp_path: Path) -> None:
    assert call("check", unreadable, TRUE).exit_code == 3
    result = call("run", tmp_path)
    assert result.exit_code == 3
    assert "坏.xlsx：文件不完整" in result.stderr


def test_an_empty_folder_is_wrong_usage(tmp_path: Path) -> None:
    result = call("run", tmp_path)
    assert result.exit_code == 2
    assert "没有可检查的工作簿" in result.stderr


def test_run_ends_with_0_whatever_was_found_unless_asked(tmp_path: Path) -> None:
    assert call("run", FAULTY, "-o", tmp_path).exit_code == 0
    assert call("run", FAULTY, "-o", tmp_path, "--fail-on", "error").exit_code == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [FAULTY.name, "汇总.xlsx", "审核记录.sqlite"]
    )


@pytest.mark.parametrize("command", ["check", "run"])
def test_json_is_alone_on_stdout_and_fits_the_schema(command: str, unreadable: Path, tmp_path: Path) -> None:
    paths = [FAULTY, TRUE, unreadable] if command == "check" else [unreadable.parent, "-o", tmp_path / "out"]
    result = call(command, *paths, "--format", "json")
    printed = json.loads(result.stdout)
    jsonschema.validate(printed, schema())
    by_path = {workbook["path"]: workbook for workbook in printed["workbooks"]}
    assert list(by_path) == sorted(by_path)
    assert by_path[unreadable.as_posix()] == {
        "path": unreadable.as_posix(),
        "status": "unreadable",
        "reason": "文件不完整，可能没有下载完或复制完，请重新获取这个文件",
        "project": {"name": None, "unit": None, "department": None, "year": None},
        "measures": dict.fromkeys(
            (
                "budget",
                "arrived",
                "spent",
                "arrival_rate",
                "spending_rate",
                "execution_rate",
                "score",
                "grade",
            )
        ),
        "findings": [],
        "skipped": [],
    }


def test_json_money_is_yuan_with_two_decimals() -> None:
    [workbook] = json.loads(call("check", TRUE, "--format", "json").stdout)["workbooks"]
    assert workbook["measures"]["budget"] == workbook["measures"]["spent"] == "990000.00"
    assert workbook["measures"]["arrival_rate"] == 1.0
    assert workbook["project"]["year"] == 2020


def test_the_schema_can_refuse() -> None:
    broken = json.loads(call("check", FAULTY, "--format", "json").stdout)
    broken["workbooks"][0]["findings"][0]["cell"] = "第五行"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(broken, schema())


def test_template_is_never_written_over_a_file_unasked(tmp_path: Path) -> None:
    out = tmp_path / "填报.xlsx"
    assert call("template", out, "--unit", "元", "--year", "2025").exit_code == 0
    values = [cell.value for row in openpyxl.load_workbook(out)["项目信息"].iter_rows() for cell in row]
    assert "元" in values
    assert 2025 in values
    out.write_bytes(b"filled in")
    assert call("template", out).exit_code == 2
    assert out.read_bytes() == b"filled in"
    assert call("template", out, "--force").exit_code == 0


def test_english_is_english() -> None:
    result = call("check", FAULTY, "--lang", "en")
    assert "Workbook" in result.stdout
    assert "Error" in result.stdout


def piped(*arguments: object, encoding: str = "utf-8") -> tuple[bytes, bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "analyzer", *map(str, arguments)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    return done.stdout, done.stderr


@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_a_console_that_lacks_characters_gets_no_traceback(encoding: str, tmp_path: Path) -> None:
    out, err = piped("run", FAULTY, "-o", tmp_path, encoding=encoding)
    assert b"Traceback" not in out + err
    if encoding == "gbk":
        assert "错误" in out.decode("gbk")


def test_a_redirected_run_draws_no_progress_bar(tmp_path: Path) -> None:
    _, err = piped("run", FAULTY, "-o", tmp_path)
    assert err.decode().strip() == f"结果已写入 {tmp_path}"


def test_the_summary_has_one_row_per_workbook_with_links(tmp_path: Path) -> None:
    call("run", WORKBOOKS, "-o", tmp_path)
    summary = openpyxl.load_workbook(io.BytesIO((tmp_path / "汇总.xlsx").read_bytes()))
    rows = {row[0].value: row for row in summary["工作簿"].iter_rows()}
    assert set(rows) >= {path.name for path in WORKBOOKS.glob("*.xlsx")}
    true = rows[TRUE.name]
    assert [cell.value for cell in true[4:10]] == ["澧县行政审批服务局", 2020, 99, 99, 99, 0]
    assert true[0].hyperlink.target == TRUE.name
    assert (tmp_path / TRUE.name).exists()


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_findings_and_measures_as_tables_beside_the_copies(kind: str, tmp_path: Path) -> None:
    assert call("run", FAULTY, "-o", tmp_path, "--format", kind).exit_code == 0
    read = {"csv": pd.read_csv, "parquet": pd.read_parquet}[kind]
    findings = read(tmp_path / f"findings.{kind}")
    assert list(findings["rule"]) == ["R111", "M101", "M202", "S113"]
    measures = read(tmp_path / f"measures.{kind}")
    assert [float(value) for value in measures["budget"]] == [990_000.0]
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".~")]


def test_check_writes_no_files_and_says_so() -> None:
    result = call("check", TRUE, "--format", "csv")
    assert (result.exit_code, result.stderr.strip()) == (
        2,
        "check 不写文件，不能用 --format csv；请用 run，或 --format jsonl。",
    )


def test_jsonl_is_one_workbook_a_line(tmp_path: Path) -> None:
    result = call("run", WORKBOOKS, "-o", tmp_path, "--format", "jsonl")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [Path(line["path"]) for line in lines] == sorted(WORKBOOKS.glob("*.xlsx"))
    jsonschema.validate({"version": 1, "workbooks": lines}, schema())
    assert {line["certificate"]["input_sha256"] for line in lines} == {
        hashlib.sha256(path.read_bytes()).hexdigest() for path in WORKBOOKS.glob("*.xlsx")
    }


def test_the_certificate_names_what_was_kept_and_why_the_rest_changed(tmp_path: Path) -> None:
    out = call("run", TRUE, "-o", tmp_path, "--verify-report").stdout
    copy = (tmp_path / TRUE.name).read_bytes()
    assert f"原文件 SHA-256 {hashlib.sha256(TRUE.read_bytes()).hexdigest()}" in out
    assert f"副本   SHA-256 {hashlib.sha256(copy).hexdigest()}" in out
    assert "11 个部件原样保留，其余有改动或是新增的：" in out
    assert "xl/workbook.xml                      工作表目录" in out


def test_an_old_workbook_is_upgraded_beside_it(tmp_path: Path) -> None:
    old = tmp_path / "填报.xlsx"
    old.write_bytes(TRUE.read_bytes())
    result = call("template", "--upgrade", old)
    assert result.exit_code == 0
    assert "已经是模板 1.1 版" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["填报.xlsx"]


def test_one_workbook_examined_again_leaves_the_others_in_the_summary(tmp_path: Path) -> None:
    for path in (FAULTY, TRUE):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    assert call("run", tmp_path).exit_code == 0
    again = call("run", tmp_path / TRUE.name, "--format", "json", "--fail-on", "error")
    assert again.exit_code == 0
    assert [Path(one["path"]).name for one in json.loads(again.stdout)["workbooks"]] == [TRUE.name]
    rows = openpyxl.load_workbook(tmp_path / "审核结果" / "汇总.xlsx")["工作簿"].iter_rows(min_row=2)
    assert [row[0].value for row in rows] == [FAULTY.name, TRUE.name]
