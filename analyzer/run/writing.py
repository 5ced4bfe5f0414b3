"""Files that are there whole or not at all."""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

PART: Final = ".part"  # ending of a file that is still being written
_LONGEST_ON_WINDOWS: Final = 240  # characters of a plain path; 260 with what is added to it


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that it appears whole or not at all. Raises OSError."""
    with appearing_whole(target) as part:
        part.write(content)


@contextmanager
def appearing_whole(target: Path) -> Iterator[BinaryIO]:
    """A file to write that appears under its name, whole, when all went well. Raises OSError."""
    target = reachable(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".~{os.getpid()}-{threading.get_ident()}{PART}")
    try:
        with part.open("w+b") as file:
            yield file
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def files_appearing_whole(folder: Path) -> Iterator[Path]:
    """A folder to write files in that appear in `folder`, whole, when all went well. Raises OSError."""
    with TemporaryDirectory(prefix=".~", suffix=PART, dir=reachable(folder)) as scratch:
        yield Path(scratch)
        for file in Path(scratch).iterdir():
            file.replace(reachable(folder / file.name))


def reachable(path: Path) -> Path:
    """The path in the form that Windows needs where it is long; elsewhere as it is."""
    if sys.platform != "win32" or len(str(path)) < _LONGEST_ON_WINDOWS:
        return path
    return Path(extended(str(path.absolute())))


def extended(full: str) -> str:
    """A full Windows path in the form that may be longer than 260 characters."""
    if full.startswith("\\\\?\\"):
        return full
    return "\\\\?\\UNC" + full[1:] if full.startswith("\\\\") else "\\\\?\\" + full
