"""A folder from end to end: find the workbooks, examine what is new, keep the record."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import rmtree

from analyzer.language import Language
from analyzer.record import FILE_NAME, Record
from analyzer.run.discover import Found, Task, with_copies
from analyzer.run.settings import Settings
from analyzer.run.workers import examine_all, workers
from analyzer.run.writing import PART, reachable

Advance = Callable[[int, str], None]
"""Told how many more workbooks are done, and the name of the last."""


@dataclass(frozen=True)
class Engine:
    """What does the work: `jobs` processes (0: one a core), or a Dask `scheduler` (address, or "local")."""

    jobs: int = 0
    scheduler: str | None = None


def check_all(record: Record, found: Found, settings: Settings, engine: Engine, advance: Advance) -> None:
    """Examine all workbooks into `record`; nothing else is written."""
    _examine_into(record, found.tasks, settings, engine, advance)


def run_folder(
    record: Record,
    found: Found,
    folder: Path,
    results: Path,
    settings: Settings,
    engine: Engine,
    advance: Advance,
    *,
    resume: bool = True,
    previous: Path | None = None,
) -> None:
    """Examine the workbooks of a folder into `record` and write their copies below `results`.

    With `resume` those are left alone whose file, rules and copy are as the record says. `previous` is the
    results folder of an earlier run, whose explanations are taken over and whose findings are followed up.
    """
    tasks = with_copies(found.tasks, folder, results)
    if previous is not None:
        tasks = [replace(task, previous=previous / (task.shown_copy or "")) for task in tasks]
    if resume:
        known = record.known()
        tasks = [replace(task, known=known.get(task.name)) for task in tasks]
    _examine_into(record, tasks, settings, engine, advance)


def keep_to(record: Record, found: Found, language: Language) -> None:
    """Forget the workbooks that are no longer in the folder, and note its files that are no workbooks."""
    record.keep_only(task.name for task in found.tasks)
    record.pass_over({name: reason(language) for name, reason in found.passed_over.items()})


def _examine_into(
    record: Record, tasks: Sequence[Task], settings: Settings, engine: Engine, advance: Advance
) -> None:
    with workers(len(tasks), engine.jobs, engine.scheduler) as (executor, side_by_side):
        for batch, reports in examine_all(tasks, settings, executor, side_by_side):
            record.add((report for report in reports if report is not None), settings.key)
            advance(len(batch), batch[-1].name)


def open_record(results: Path) -> Record:
    """The record of a results folder, made if need be; what a killed run left half written is removed."""
    results = reachable(results)
    results.mkdir(parents=True, exist_ok=True)
    for leftover in results.rglob(f".~*{PART}"):
        if leftover.is_dir():
            rmtree(leftover, ignore_errors=True)
        else:
            leftover.unlink(missing_ok=True)
    return Record(results / FILE_NAME)
