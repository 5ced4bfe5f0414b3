"""Files appear whole or not at all."""

import errno
from pathlib import Path
from typing import BinaryIO

import pytest

from analyzer.run.failures import why
from analyzer.run.writing import appearing_whole, extended, write_whole


def test_a_file_that_could_not_be_finished_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "汇总.xlsx"
    write_whole(target, b"old")
    full = OSError(errno.ENOSPC, "disk")
    with pytest.raises(OSError, match="disk"), appearing_whole(target) as file:
        _write_half(file, full)
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["汇总.xlsx"]


def _write_half(file: BinaryIO, failure: OSError) -> None:
    file.write(b"half of the new")
    raise failure


def test_a_name_as_long_as_the_disk_allows_can_be_written(tmp_path: Path) -> None:
    target = tmp_path / f"{'长' * 83}.xlsx"  # 254 of 255 bytes
    write_whole(target, b"content")
    assert target.read_bytes() == b"content"


@pytest.mark.parametrize(
    ("full", "long"),
    [
        ("C:\\送审\\a.xlsx", "\\\\?\\C:\\送审\\a.xlsx"),
        ("\\\\server\\share\\a.xlsx", "\\\\?\\UNC\\server\\share\\a.xlsx"),
        ("\\\\?\\C:\\a.xlsx", "\\\\?\\C:\\a.xlsx"),
    ],
)
def test_long_paths_on_windows(full: str, long: str) -> None:
    assert extended(full) == long


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (PermissionError(errno.EACCES, "Permission denied"), "没有权限，或正在 Excel、WPS 中打开"),
        (OSError(errno.EROFS, "Read-only file system"), "所在的盘只能读"),
        (OSError(errno.EBADF, "Bad file descriptor"), "Bad file descriptor"),
        (ValueError("unforeseen"), "ValueError: unforeseen"),
    ],
)
def test_the_systems_refusals_in_plain_words(failure: Exception, said: str) -> None:
    assert why(failure).zh == said
