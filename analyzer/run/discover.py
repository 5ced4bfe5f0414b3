"""Which files of a folder are workbooks to examine, and where their copies go."""

import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from analyzer.language import Text
from analyzer.record import FILE_NAME, Known

RESULTS: Final = "审核结果"  # folder of the results, never an input
SUMMARY: Final = "汇总.xlsx"
SUFFIXES: Final = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods"})
IN_PLACE: Final = frozenset({".xlsx", ".xlsm"})  # the copy keeps the name; others become .xlsx

NOT_A_WORKBOOK = Text("不是 Excel 工作簿，没有检查", "Not an Excel workbook; not examined")
SAME_FILE = Text(
    "与 {other} 是同一个文件（链接），只检查一次", "The same file as {other} (a link); examined once"
)


@dataclass(frozen=True)
class Task:
    """One workbook to examine: the file, the name it is reported under, where its copy goes, if anywhere.

    `previous` is the last annotated copy of it, if that is to be followed up; `known` what the record says.
    """

    file: Path
    name: str
    copy: Path | None = None
    shown_copy: str | None = None  # the copy's path relative to the results, with forward slashes
    previous: Path | None = None
    known: Known | None = None


@dataclass(frozen=True)
class Found:
    """What stands at the paths given: workbooks, and the other files with the reason they are none."""

    tasks: Sequence[Task]
    passed_over: dict[str, Text]


def discover(paths: Iterable[Path], output: Path | None = None, base: Path | None = None) -> Found:
    """The workbooks at `paths` (files, or folders searched through), each once, in order of name.

    They are reported under their paths, relative to the folder `base` if one is given. Results folders,
    `output`, hidden files and the lock files of Excel and WPS (~$ and .~) are no inputs.
    """
    tasks: dict[Path, Task] = {}
    passed_over: dict[str, Text] = {}
    results = output.resolve() if output else None
    for path in paths:
        for file in [path] if path.is_file() else sorted(_files_below(path, results)):
            name = printable((file.relative_to(base) if base else file).as_posix())
            if file != path and file.suffix.lower() not in SUFFIXES:
                passed_over[name] = NOT_A_WORKBOOK
                continue
            known = tasks.setdefault(_identity(file), Task(file, name))
            if known.file != file:
                passed_over[name] = Text(*(text.format(other=known.name) for text in SAME_FILE))
    return Found(list(tasks.values()), passed_over)


def _files_below(folder: Path, results: Path | None) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        here = Path(parent)
        folders[:] = [
            name
            for name in folders
            if _is_input(name) and (results is None or (here / name).resolve() != results)
        ]
        ours = {SUMMARY, FILE_NAME} if FILE_NAME in files else set()
        yield from (here / name for name in files if _is_input(name) and name not in ours)


def _is_input(name: str) -> bool:
    return name != RESULTS and not name.startswith((".", "~$"))


def _identity(file: Path) -> Path:
    try:
        return file.resolve()
    except (OSError, RuntimeError):  # a link that leads to itself; opening it says so
        return file


def printable(path: str) -> str:
    """The path with line breaks and other control characters shown as what they are, not obeyed."""
    return "".join(
        character
        if unicodedata.category(character)[0] != "C"
        else character.encode("unicode_escape").decode()
        for character in path
    )


def with_copies(tasks: Iterable[Task], folder: Path, output: Path) -> list[Task]:
    """The tasks with their copies placed in `output` under the same relative paths and names.

    A copy that would take the place of another, of the summary or of the record gets a number; names that
    differ in case only are the same to Windows.
    """
    taken = {_folded(output / name) for name in (SUMMARY, FILE_NAME)}
    placed = []
    for task in tasks:
        own = output / task.file.relative_to(folder)
        own = own if own.suffix.lower() in IN_PLACE else own.with_suffix(".xlsx")
        copy, number = own, 1
        while _folded(copy) in taken:
            number += 1
            copy = own.with_name(f"{own.stem} ({number}){own.suffix}")
        taken.add(_folded(copy))
        placed.append(replace(task, copy=copy, shown_copy=_as_text(copy.relative_to(output))))
    return placed


def _as_text(path: Path) -> str:
    """The path with forward slashes; bytes of a name that are no text (Linux allows them) as such."""
    return os.fsencode(path.as_posix()).decode("utf-8", "replace")


def _folded(path: Path) -> str:
    return unicodedata.normalize("NFC", path.as_posix()).casefold()
