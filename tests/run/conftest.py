"""A folder of workbooks as people have them."""

import shutil
from pathlib import Path

import pytest

from analyzer.run import RESULTS

FAULTY = "澧县2020-有误.xlsx"


@pytest.fixture
def folder(tmp_path: Path, samples: list[Path]) -> Path:
    """Two levels of workbooks among files that are none."""
    (tmp_path / "乡镇").mkdir()
    for sample in samples:
        shutil.copy(sample, tmp_path / "乡镇" if "有误" in sample.name else tmp_path)
    for name in ("~$打开的.xlsx", ".~打开的.xlsx", ".隐藏.xlsx", "说明.docx"):
        (tmp_path / name).write_bytes(b"")
    for results in (RESULTS, f"乡镇/{RESULTS}", ".git"):
        (tmp_path / results).mkdir()
        shutil.copy(samples[0], tmp_path / results / "旧结果.xlsx")
    return tmp_path
