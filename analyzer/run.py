"""A folder of workbooks: find them, judge them batch by batch, write the copies."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from analyzer.annotate import annotate
from analyzer.language import Language, Text
from analyzer.package import PackageError
from analyzer.reading import Source, UnreadableWorkbookError, read_batch, read_source
from analyzer.report import Report, report
from analyzer.rules import NATIONAL, Profile, judge, selected

RESULTS = "审核结果"  # folder of the results, never an input
SUFFIXES = frozenset({".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods"})
BATCH = 200  # workbooks judged together: enough for long tables to pay, little to hold in memory

CANNOT_OPEN = Text("文件打不开（{why}）", "The file cannot be opened ({why})")
CANNOT_WRITE = Text(
    "批注副本写不进去（{why}）；它可能正在 Excel 或 WPS 中打开，请关闭后再运行",
    "The copy cannot be written ({why}); if it is open in Excel or WPS, close it and run again",
)
UNEXPECTED = Text(
    "程序处理这个文件时出错（{why}），其余文件不受影响；请把文件和这句话发给维护人员",
    "The program failed on this file ({why}); the others are not affected. Please report it with the file",
)


@dataclass(frozen=True)
class Task:
    """One workbook to examine: the file, the name it is reported under, where its copy goes, if anywhere."""

    file: Path
    name: str
    copy: Path | None = None


@dataclass(frozen=True)
class Settings:
    """How a run judges and speaks."""

    language: Language = "zh"
    profile: Profile = NATIONAL
    select: Sequence[str] = field(default=())
    ignore: Sequence[str] = field(default=())


def discover(paths: Iterable[Path], output: Path | None = None) -> list[Task]:
    """The workbooks at `paths` (files, or folders searched through), each once, in order of name.

    Results folders, `output`, hidden files and the lock files of Excel and WPS (~$ and .~) are no inputs.
    """
    tasks: dict[Path, Task] = {}
    for path in paths:
        files = [path] if path.is_file() else sorted(_workbooks_below(path, output))
        for file in files:
            tasks.setdefault(file.resolve(), Task(file, file.as_posix()))
    return list(tasks.values())


def _workbooks_below(folder: Path, output: Path | None) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        here = Path(parent)
        folders[:] = [
            name for name in folders if _is_input(name) and (output is None or here / name != output)
        ]
        yield from (
            here / name for name in files if _is_input(name) and Path(name).suffix.lower() in SUFFIXES
        )


def _is_input(name: str) -> bool:
    return name != RESULTS and not name.startswith((".", "~$"))


def with_copies(tasks: Iterable[Task], folder: Path, output: Path) -> list[Task]:
    """The tasks with their copies placed in `output` under the same relative paths and names."""
    return [replace(task, copy=output / task.file.relative_to(folder)) for task in tasks]


def examine_all(
    tasks: Sequence[Task], settings: Settings, executor: Executor | None = None
) -> Iterator[list[Report]]:
    """Reports batch by batch, in the order of `tasks`; copies are written on the way.

    With an executor (a process pool, or a Dask client's) the batches run side by side.
    """
    batches = [tasks[start : start + BATCH] for start in range(0, len(tasks), BATCH)]
    if executor is None:
        yield from (examine(batch, settings) for batch in batches)
    else:
        pending = [executor.submit(examine, batch, settings) for batch in batches]
        for future in pending:
            yield future.result()


@contextmanager
def workers(workbooks: int, jobs: int, dask: str | None) -> Iterator[Executor | None]:
    """Who does the batches: a Dask cluster, a pool of `jobs` processes, or None: this process.

    With `jobs` 0 there is one process a core; never more than there are batches, for a pool starts slowly.
    """
    if dask is not None:
        from distributed import Client

        with Client(dask) as client:
            yield client.get_executor()
        return
    processes = min(jobs or os.cpu_count() or 1, -(-workbooks // BATCH))
    if processes <= 1:
        yield None
        return
    with ProcessPoolExecutor(processes) as pool:
        yield pool


def examine(tasks: Sequence[Task], settings: Settings) -> list[Report]:
    """Read, judge and annotate one batch. No workbook's fault stops the others."""
    sources: dict[int, Source] = {}
    contents: dict[int, bytes] = {}
    reports: dict[int, Report] = {}
    for number, task in enumerate(tasks):
        try:
            contents[number] = task.file.read_bytes()
            sources[number] = read_source(contents[number])
        except UnreadableWorkbookError as refusal:
            reports[number] = Report(task.name, refusal.reason(settings.language))
        except OSError as failure:
            reports[number] = _refused(task, CANNOT_OPEN, failure, settings)
        except Exception as failure:
            reports[number] = _refused(task, UNEXPECTED, failure, settings)
    names = {number: tasks[number].name for number in sources}
    for number, found in zip(
        sources, _judge(list(names.values()), list(sources.values()), settings), strict=True
    ):
        reports[number] = _deliver(tasks[number], contents[number], found, settings)
    return [reports[number] for number in range(len(tasks))]


def _judge(names: Sequence[str], sources: Sequence[Source], settings: Settings) -> list[Report]:
    """Reports of readable workbooks; where the batch fails as a whole, each workbook by itself."""
    if not sources:
        return []
    try:
        rules = selected(settings.select, settings.ignore)
        return report(judge(read_batch(sources), rules, settings.profile), names, settings.language)
    except Exception as failure:
        if len(sources) == 1:
            return [Report(names[0], _sentence(UNEXPECTED, failure, settings))]
    return [_judge([name], [source], settings)[0] for name, source in zip(names, sources, strict=True)]


def _deliver(task: Task, content: bytes, found: Report, settings: Settings) -> Report:
    """Write the annotated copy, if one is wanted; the report says so if it could not be."""
    if task.copy is None or found.reason is not None:
        return replace(found, tables={})
    try:
        copy = annotate(content, found, settings.language)
        write_whole(task.copy, copy)
    except PackageError as refusal:
        return replace(found, tables={}, reason=refusal.reason(settings.language))
    except OSError as failure:
        return replace(found, tables={}, reason=_sentence(CANNOT_WRITE, failure, settings))
    except Exception as failure:
        return replace(found, tables={}, reason=_sentence(UNEXPECTED, failure, settings))
    return replace(found, tables={})


def write_whole(target: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".~{target.name}.part")
    part.write_bytes(content)
    part.replace(target)


def _refused(task: Task, text: Text, failure: Exception, settings: Settings) -> Report:
    return Report(task.name, _sentence(text, failure, settings))


def _sentence(text: Text, failure: Exception, settings: Settings) -> str:
    why = getattr(failure, "strerror", None) or f"{type(failure).__name__}: {failure}"
    return text(settings.language).format(why=why)
