"""Which workbooks of a folder have just been saved."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from watchfiles import Change, watch

from analyzer.run.discover import SUFFIXES, printable

SETTLED: Final = 1_000  # milliseconds without a further change: Excel saves in several steps
_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "9p", "drvfs", "vboxsf"})
_REMOTE_DRIVE: Final = 4  # what Windows' GetDriveTypeW calls a network drive


def saved_in(folder: Path, results: Path, poll: bool | None = None) -> Iterator[set[str]]:
    """The names, as reports bear them, of the workbooks saved since the last time; ends with Ctrl-C.

    Network drives send no word of changes and are polled, unless `poll` says otherwise.
    """

    def wanted(_: Change, changed: str) -> bool:
        path = Path(changed)
        hidden = any(part.startswith((".", "~$")) for part in path.relative_to(folder.resolve()).parts)
        return path.suffix.lower() in SUFFIXES and not hidden and not path.is_relative_to(results.resolve())

    polled = is_network_drive(folder) if poll is None else poll
    saved = watch(
        folder.resolve(), watch_filter=wanted, force_polling=polled, debounce=SETTLED, raise_interrupt=False
    )
    for changes in saved:
        inside = (Path(changed).relative_to(folder.resolve()) for _, changed in changes)
        yield {printable(path.as_posix()) for path in inside}


def is_network_drive(folder: Path) -> bool:
    """Whether the folder lies on a network drive, as far as the system tells."""
    full = folder.resolve()
    if sys.platform == "win32":
        from ctypes import windll

        return str(full).startswith("\\\\") or windll.kernel32.GetDriveTypeW(full.anchor) == _REMOTE_DRIVE
    return _file_system(full) in _NETWORK


def _file_system(full: Path) -> str:
    """The kind of the file system the path is on, by Linux's list of mounts; elsewhere unknown."""
    mounts = Path("/proc/mounts")
    kinds = {}
    for line in mounts.read_text(encoding="utf-8").splitlines() if mounts.exists() else ():
        _, where, kind, *_ = line.split(" ")
        kinds[where.replace("\\040", " ")] = kind
    places = (place.as_posix() for place in (full, *full.parents))
    return next((kinds[place] for place in places if place in kinds), "")
