"""Whatever is wrong with a folder is one clear line, and every file is accounted for once."""

import os
import random
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from analyzer.cli import app
from analyzer.run import RESULTS

CORPUS = os.environ.get("ANALYZER_CORPUS")
MOST_CORPUS_BYTES = 200_000


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def one_line(result: Result) -> str:
    [line] = result.stderr.splitlines()
    return str(line)


def test_results_that_would_overwrite_the_inputs_are_refused(folder: Path) -> None:
    result = call("run", folder, "-o", folder)
    assert (result.exit_code, one_line(result)) == (
        2,
        "结果文件夹不能就是要检查的文件夹，否则会覆盖原文件；请换一个 -o。",
    )


def test_a_file_where_the_results_folder_belongs(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    occupied = tmp_path_factory.mktemp("别处") / "结果"
    occupied.write_bytes(b"")
    result = call("run", folder, "-o", occupied)
    assert result.exit_code == 2
    assert one_line(result).startswith(f"{occupied} 用不了（那里已有一个同名文件）")
    assert occupied.read_bytes() == b""


def test_a_results_folder_another_run_is_writing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert call("run", folder).exit_code == 0
    opened = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path: opened(path, timeout=0.1))
    other = opened(folder / RESULTS / "审核记录.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    result = call("run", folder)
    other.close()
    assert result.exit_code in (2, 3)
    assert "可能另一个 analyzer 正在写这个结果文件夹" in one_line(result)
    assert "Traceback" not in result.output


def summary_rows(results: Path, sheet: str) -> list[str]:
    """What stands in the first column of a sheet of the summary."""
    book = openpyxl.load_workbook(results / "汇总.xlsx", read_only=True)
    return [str(row[0].value) for row in book[sheet].iter_rows() if row and row[0].value is not None]


def test_names_with_line_breaks_emoji_and_formulas(tmp_path: Path, samples: list[Path]) -> None:
    names = ["换\n行.xlsx", "笑😀.xlsx", "=cmd.xlsx", "-1+1.xlsx", "100%#1.xlsx", "a&b<c>'d\".xlsx"]
    for name in names:
        shutil.copy(samples[-1], tmp_path / name)
    result = call("run", tmp_path)
    assert result.exit_code == 0, result.output
    for name in names:
        assert (tmp_path / RESULTS / name).is_file()
    shown = summary_rows(tmp_path / RESULTS, "工作簿")
    assert [name for name in names if name.replace("\n", "\\n") not in shown] == []


def test_every_file_of_a_folder_of_junk_is_accounted_for_once(tmp_path: Path, samples: list[Path]) -> None:
    chance = random.Random(7)
    for sample in samples:
        shutil.copy(sample, tmp_path)
    for path in sorted(Path(CORPUS).rglob("*")) if CORPUS else ():
        if path.is_file() and path.stat().st_size < MOST_CORPUS_BYTES:
            (tmp_path / "公开").mkdir(exist_ok=True)
            shutil.copy(path, tmp_path / "公开" / path.name)
    for number, ending in enumerate(("xlsx", "xls", "ods", "et", "xlsm", "xlsb", "txt", "pdf", "")):
        (tmp_path / f"乱{number}.{ending}").write_bytes(chance.randbytes(1 + 500 * number))
    (tmp_path / "空.xlsx").write_bytes(b"")
    (tmp_path / "夹.xlsx").mkdir()
    shutil.copy(samples[0], tmp_path / "夹.xlsx" / "内.xlsx")
    (tmp_path / "链.xlsx").symlink_to(samples[0].name)
    (tmp_path / "断.xlsx").symlink_to("没有.xlsx")
    (tmp_path / "圈.xlsx").symlink_to("圈.xlsx")
    (tmp_path / "夹链").symlink_to(tmp_path)
    expected = {
        path.relative_to(tmp_path).as_posix()
        for path in tmp_path.rglob("*")
        if (path.is_file() or path.is_symlink()) and not path.is_dir() and "夹链/" not in path.as_posix()
    }
    result = call("run", tmp_path)
    assert result.exit_code == 3, result.output
    assert "Traceback" not in result.output
    results = tmp_path / RESULTS
    counted = Counter(name for sheet in ("工作簿", "未读文件") for name in summary_rows(results, sheet))
    assert {name: counted[name] for name in expected} == dict.fromkeys(expected, 1)
