"""The commands that examine workbooks."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analyzer.cli import options
from analyzer.cli.options import FailOn, Format, Lang
from analyzer.cli.printing import exit_code, print_certificates, print_findings, print_reports
from analyzer.cli.speech import (
    CANNOT_WRITE,
    INTERRUPTED,
    NO_PATH,
    NO_WORKBOOK,
    NOT_ALL_READ,
    STOPPED,
    UNKNOWN_CODE,
    WRITTEN,
    refuse,
    say,
)
from analyzer.language import Text

if TYPE_CHECKING:
    from analyzer.across import UnitTotal
    from analyzer.outputs.progress import Advance
    from analyzer.record import Record
    from analyzer.run import Engine, Found, Settings

ONTO_ITSELF = Text(
    "结果文件夹不能就是要检查的文件夹，否则会覆盖原文件；请换一个 -o。",
    "The results folder cannot be the folder to examine: its files would be overwritten; choose another.",
)
BUSY = Text(
    "{path} 用不了（{why}）；可能另一个 analyzer 正在写这个结果文件夹，请等它结束后再运行。",
    "{path} cannot be used ({why}); another analyzer may be writing this folder: wait and run again.",
)
NEEDS_FOLDER = Text(
    "check 不写文件，不能用 --format {format}；请用 run，或 --format jsonl。",
    "check writes no files, so --format {format} is not possible; use run, or --format jsonl.",
)
WATCHING = Text("正在盯着 {path}，按 Ctrl-C 结束。", "Watching {path}; Ctrl-C ends it.")


def run(
    folder: Annotated[Path, typer.Argument(help="要检查的文件夹或一个工作簿 / folder or one workbook")],
    output: options.OutputOption = None,
    lang: options.LangOption = Lang.zh,
    output_format: options.FormatOption = Format.table,
    fail_on: options.FailOnOption = FailOn.never,
    profile: options.ProfileOption = "national",
    select: options.SelectOption = [],  # noqa: B006  typer copies it
    ignore: options.IgnoreOption = [],  # noqa: B006
    jobs: options.JobsOption = 0,
    scheduler: options.SchedulerOption = None,
    resume: options.ResumeOption = True,
    previous: options.PreviousOption = None,
    totals: options.TotalsOption = None,
    verify_report: options.VerifyReportOption = False,
    unpacked: options.UnpackedOption = 1024,
    ratio: options.RatioOption = 250,
    cells: options.CellsOption = 3000,
) -> None:
    """检查文件夹，写出批注副本和汇总.xlsx / check a folder, write annotated copies and a summary."""
    from analyzer.run import Engine

    settings = _settings(lang, profile, select, ignore, (unpacked, ratio, cells))
    results = _results(folder, output, lang)
    stated = _totals(totals, lang)
    with _record(results, lang) as record:
        engine = Engine(jobs, scheduler)
        names = _run(record, folder, results, settings, engine, resume, previous, stated)
        reports = partial(record.reports, names)
        print_reports(reports, output_format, lang, base=_base(folder), results=results)
        if verify_report:
            print_certificates(reports(), lang)
        say(WRITTEN, lang, path=results)
        raise typer.Exit(exit_code(reports(), fail_on))


def check(
    paths: Annotated[list[Path], typer.Argument(help="工作簿或文件夹 / workbooks or folders")],
    lang: options.LangOption = Lang.zh,
    output_format: options.FormatOption = Format.table,
    fail_on: options.FailOnOption = FailOn.error,
    profile: options.ProfileOption = "national",
    select: options.SelectOption = [],  # noqa: B006
    ignore: options.IgnoreOption = [],  # noqa: B006
    jobs: options.JobsOption = 0,
    scheduler: options.SchedulerOption = None,
    unpacked: options.UnpackedOption = 1024,
    ratio: options.RatioOption = 250,
    cells: options.CellsOption = 3000,
) -> None:
    """只检查，不写文件；可作提交前的关卡 / check only, write nothing; a gate for scripts."""
    from analyzer.record import Record
    from analyzer.run import Engine, check_all, discover

    if output_format in (Format.csv, Format.parquet):
        refuse(NEEDS_FOLDER, lang, format=output_format.value)
    settings = _settings(lang, profile, select, ignore, (unpacked, ratio, cells))
    found = _found(discover(paths), paths, lang)
    with Record(None) as record:
        with _progress(found, lang) as advance:
            check_all(record, found, settings, Engine(jobs, scheduler), advance)
        print_reports(record.reports, output_format, lang, findings=True)
        raise typer.Exit(exit_code(record.reports(), fail_on))


def watch(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="要盯住的文件夹 / the folder")],
    output: options.OutputOption = None,
    lang: options.LangOption = Lang.zh,
    profile: options.ProfileOption = "national",
    select: options.SelectOption = [],  # noqa: B006
    ignore: options.IgnoreOption = [],  # noqa: B006
    jobs: options.JobsOption = 0,
    poll: Annotated[
        bool | None,
        typer.Option("--poll/--no-poll", help="轮询文件，网络盘自动采用 / poll; chosen on network drives"),
    ] = None,
) -> None:
    """盯住文件夹：先检查一遍，之后谁保存就再检查谁 / check a folder, then whatever is saved in it."""
    from analyzer.run import Engine
    from analyzer.run.watch import saved_in

    settings = _settings(lang, profile, select, ignore)
    results = _results(folder, output, lang)
    with _record(results, lang) as record:
        _run(record, folder, results, settings, Engine(jobs), may_be_empty=True)
        print_reports(record.reports, Format.table, lang)
        say(WATCHING, lang, path=folder)
        for saved in saved_in(folder, results, poll):
            _run(record, folder, results, settings, Engine(jobs), may_be_empty=True)
            print_findings(record.reports(saved), lang)


def _run(
    record: "Record",
    folder: Path,
    results: Path,
    settings: "Settings",
    engine: "Engine",
    resume: bool = True,
    previous: Path | None = None,
    totals: "Sequence[UnitTotal]" = (),
    *,
    may_be_empty: bool = False,
) -> Collection[str]:
    """Examine what is new and write the summary of all that is recorded; returns what was asked for."""
    from analyzer.outputs.summary import write_summary
    from analyzer.run import SUMMARY, discover, keep_to, run_folder
    from analyzer.run.failures import why
    from analyzer.run.writing import appearing_whole

    lang = Lang(settings.language)
    base = _base(folder)
    found = discover([folder], results, base)
    found = found if may_be_empty else _found(found, [folder], lang)
    if folder.is_dir():
        keep_to(record, found, settings.language)
    with _progress(found, lang) as advance:
        run_folder(record, found, base, results, settings, engine, advance, resume=resume, previous=previous)
    try:
        with appearing_whole(results / SUMMARY) as target:
            write_summary(
                record,
                settings.provenance,
                target,
                settings.language,
                rules=settings.rules,
                profile=settings.profile,
                totals=totals,
                scratch=results,
            )
    except OSError as failure:
        refuse(CANNOT_WRITE, lang, path=results / SUMMARY, why=why(failure)(lang.value))
    return {task.name for task in found.tasks}


def _settings(
    lang: Lang,
    profile: str,
    select: list[str],
    ignore: list[str],
    limits: tuple[int, int, int] = (1024, 250, 3000),
) -> "Settings":
    from analyzer.package.container.limits import Limits
    from analyzer.rules import selected
    from analyzer.rules.profile_file import ProfileError, load_profile
    from analyzer.run import Settings

    try:
        loaded = load_profile(profile)
    except ProfileError as refusal:
        refuse(refusal.reason, lang)
    select, ignore = (_codes(option) for option in (select, ignore))
    for code in (*select, *ignore):
        if not selected((code,)):
            refuse(UNKNOWN_CODE, lang, code=code)
    megabytes, ratio, cells = limits
    allowed = Limits(unpacked=megabytes * options.MEGABYTE, ratio=ratio, area=cells * options.TEN_THOUSAND)
    return Settings(lang.value, loaded, tuple(select), tuple(ignore), allowed)


def _codes(option: list[str]) -> list[str]:
    return [code.strip().upper() for several in option for code in several.split(",") if code.strip()]


def _results(folder: Path, output: Path | None, lang: Lang) -> Path:
    from analyzer.run import RESULTS

    if not folder.exists():
        refuse(NO_PATH, lang, path=folder)
    if output is not None and output.resolve() == _base(folder).resolve():
        refuse(ONTO_ITSELF, lang)
    return output or _base(folder) / RESULTS


def _base(folder: Path) -> Path:
    """The folder that the paths of a run are relative to."""
    return folder if folder.is_dir() else folder.parent


def _totals(file: Path | None, lang: Lang) -> "Sequence[UnitTotal]":
    from analyzer.across import TotalsError, read_totals

    try:
        return read_totals(file) if file else ()
    except TotalsError as refusal:
        refuse(refusal.reason, lang)


@contextmanager
def _record(results: Path, lang: Lang) -> Iterator["Record"]:
    """The folder's record; a folder that cannot be written, or is being written, is said to be so."""
    from sqlite3 import OperationalError

    from analyzer.run import open_record
    from analyzer.run.failures import why

    try:
        record = open_record(results)
    except (OSError, OperationalError) as failure:
        refuse(BUSY, lang, path=results, why=why(failure)(lang.value))
    with record:
        try:
            yield record
        except OperationalError as failure:
            say(BUSY, lang, path=results, why=why(failure)(lang.value))
            raise typer.Exit(NOT_ALL_READ) from failure


def _found(found: "Found", paths: list[Path], lang: Lang) -> "Found":
    for path in paths:
        if not path.exists():
            refuse(NO_PATH, lang, path=path)
    if not found.tasks:
        refuse(NO_WORKBOOK, lang, path="、".join(map(str, paths)))
    return found


@contextmanager
def _progress(found: "Found", lang: Lang) -> Iterator["Advance"]:
    """Progress on stderr; Ctrl-C ends the command with how far it came."""
    from analyzer.outputs.progress import progress

    done = 0
    with progress(len(found.tasks), lang.value) as shown:

        def advance(more: int, name: str) -> None:
            nonlocal done
            done += more
            shown(more, name)

        try:
            yield advance
        except KeyboardInterrupt as stop:
            say(STOPPED, lang, done=done, total=len(found.tasks))
            raise typer.Exit(INTERRUPTED) from stop
