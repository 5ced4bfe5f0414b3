"""The command line: parse, call, print, exit.

What does the work is imported inside each command, so that `analyzer --help` answers at once.
"""

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from analyzer import __version__
from analyzer.language import Text

if TYPE_CHECKING:
    from analyzer.report import Report
    from analyzer.run import Settings, Task

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="预算执行审核：检查项目预算、资金拨付和绩效指标工作簿，并写出批注副本。\n\n"
    "Checks project budget workbooks and writes each back as an annotated copy.",
)

NOTHING_FOUND, FINDINGS, WRONG_USAGE, NOT_ALL_READ = 0, 1, 2, 3


class Lang(StrEnum):
    """The two languages, as the command line offers them."""

    zh = "zh"
    en = "en"


class Format(StrEnum):
    """How results are printed."""

    table = "table"
    json = "json"


class FailOn(StrEnum):
    """From which severity on the exit code is 1."""

    error = "error"
    verify = "verify"
    notice = "notice"
    never = "never"


class MoneyUnit(StrEnum):
    """The template's money units."""

    wan = "万元"
    yuan = "元"


LangOption = Annotated[Lang, typer.Option("--lang", help="输出语言 / language of the output")]
FormatOption = Annotated[
    Format, typer.Option("--format", help="table 或 json；json 写到标准输出 / or json on stdout")
]
ProfileOption = Annotated[
    str, typer.Option("--profile", help="规则配置：名称或 TOML 文件 / a profile's name or a TOML file")
]
SelectOption = Annotated[
    list[str], typer.Option("--select", help="只用这些规则（代码或前缀，可重复）/ only these rules")
]
IgnoreOption = Annotated[
    list[str], typer.Option("--ignore", help="不用这些规则（代码或前缀，可重复）/ all but these rules")
]
JobsOption = Annotated[int, typer.Option("--jobs", min=0, help="并行进程数，0 为自动 / processes, 0 chooses")]
DaskOption = Annotated[
    str | None, typer.Option("--dask", help="Dask 调度器地址 / address of a Dask scheduler")
]

NO_PATH = Text("找不到 {path}，请检查路径。", "{path} does not exist; check the path.")
NO_WORKBOOK = Text(
    "{path} 里没有可检查的工作簿（.xlsx、.xlsm）。", "There is no workbook (.xlsx, .xlsm) to check in {path}."
)
EXISTS = Text(
    "{path} 已存在，没有覆盖；请换一个文件名，或加 --force。",
    "{path} exists and was not overwritten; choose another name or add --force.",
)
UNKNOWN_CODE = Text(
    "没有以 {code} 开头的规则；用 analyzer rules 查看全部。",
    "No rule begins with {code}; see `analyzer rules`.",
)
CANNOT_WRITE = Text(
    "{path} 写不进去（{why}）；它可能正在 Excel 或 WPS 中打开。",
    "{path} cannot be written ({why}); it may be open in Excel or WPS.",
)
FAILED = Text(
    "程序出错，没有完成（{why}）。请把这句话发给维护人员。",
    "The program failed and did not finish ({why}). Please report this sentence.",
)
WRITTEN = Text("结果已写入 {path}", "Results are in {path}")
UNREAD = Text("{path}：{reason}", "{path}: {reason}")


@app.command(short_help="检查文件夹，写批注副本和汇总 / check and annotate a folder")
def run(
    folder: Annotated[Path, typer.Argument(help="要检查的文件夹或一个工作簿 / folder or one workbook")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="结果文件夹，默认为 FOLDER/审核结果 / results folder"),
    ] = None,
    lang: LangOption = Lang.zh,
    output_format: FormatOption = Format.table,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="何时退出码为 1 / when to exit with 1")
    ] = FailOn.never,
    profile: ProfileOption = "national",
    select: SelectOption = [],  # noqa: B006  typer copies it
    ignore: IgnoreOption = [],  # noqa: B006
    jobs: JobsOption = 0,
    dask: DaskOption = None,
) -> None:
    """检查文件夹，写出批注副本和汇总.xlsx / check a folder, write annotated copies and a summary."""
    from analyzer.outputs.summary import write_summary
    from analyzer.run import RESULTS, discover, with_copies, write_whole

    settings = _settings(lang, profile, select, ignore)
    base = folder if folder.is_dir() else folder.parent
    results = output or base / RESULTS
    tasks = with_copies(_found(discover([folder], results), [folder], lang), base, results)
    reports = _examine(tasks, settings, jobs, dask)
    copies = {
        task.name: task.copy.relative_to(results).as_posix()
        for task, report in zip(tasks, reports, strict=True)
        if task.copy and report.reason is None
    }
    summary = results / "汇总.xlsx"
    try:
        write_whole(summary, write_summary(reports, copies, lang.value))
    except OSError as failure:
        _refuse(CANNOT_WRITE, lang, path=summary, why=failure.strerror or failure)
    _print(reports, output_format, lang)
    _say(WRITTEN, lang, path=results)
    _exit(reports, fail_on)


@app.command(short_help="只检查，不写文件 / check only, write nothing")
def check(
    paths: Annotated[list[Path], typer.Argument(help="工作簿或文件夹 / workbooks or folders")],
    lang: LangOption = Lang.zh,
    output_format: FormatOption = Format.table,
    fail_on: Annotated[
        FailOn, typer.Option("--fail-on", help="何时退出码为 1 / when to exit with 1")
    ] = FailOn.error,
    profile: ProfileOption = "national",
    select: SelectOption = [],  # noqa: B006
    ignore: IgnoreOption = [],  # noqa: B006
    jobs: JobsOption = 0,
    dask: DaskOption = None,
) -> None:
    """只检查，不写文件；可作提交前的关卡 / check only, write nothing; a gate for scripts."""
    from analyzer.run import discover

    settings = _settings(lang, profile, select, ignore)
    tasks = _found(discover(paths), paths, lang)
    reports = _examine(tasks, settings, jobs, dask)
    _print(reports, output_format, lang, findings=True)
    _exit(reports, fail_on)


@app.command(short_help="生成空白模板 / write the blank template")
def template(
    out: Annotated[Path, typer.Argument(help="要生成的 .xlsx 文件 / the .xlsx file to write")],
    unit: Annotated[MoneyUnit, typer.Option("--unit", help="金额单位 / unit of amounts")] = MoneyUnit.wan,
    year: Annotated[
        int | None, typer.Option("--year", min=2000, max=2100, help="预算年度 / budget year")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有文件 / overwrite an existing file")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """生成空白模板 / write the blank template."""
    import io

    from analyzer.run import write_whole
    from analyzer.template.workbook import write_workbook

    if out.exists() and not force:
        _refuse(EXISTS, lang, path=out)
    content = io.BytesIO()
    write_workbook(content, unit=unit.value, year=year)
    try:
        write_whole(out, content.getvalue())
    except OSError as failure:
        _refuse(CANNOT_WRITE, lang, path=out, why=failure.strerror or failure)
    _say(WRITTEN, lang, path=out)


@app.command(short_help="列出或说明规则 / list or explain the rules")
def rules(
    code: Annotated[str | None, typer.Argument(help="规则代码，如 M101 / a rule's code")] = None,
    lang: LangOption = Lang.zh,
) -> None:
    """列出规则，或说明一条规则 / list the rules, or explain one."""
    from analyzer.outputs.catalogue import explain, rules_table
    from analyzer.rules import selected

    if code is None:
        typer.echo(rules_table(lang.value))
        return
    found = [rule for rule in selected((code.upper(),)) if rule.code == code.upper()]
    if not found:
        _refuse(UNKNOWN_CODE, lang, code=code)
    typer.echo(explain(found[0], lang.value))


def _settings(lang: Lang, profile: str, select: list[str], ignore: list[str]) -> "Settings":
    from analyzer.rules import selected
    from analyzer.rules.profile_file import ProfileError, load_profile
    from analyzer.run import Settings

    try:
        loaded = load_profile(profile)
    except ProfileError as refusal:
        _refuse(refusal.reason, lang)
    select, ignore = (_codes(option) for option in (select, ignore))
    for code in (*select, *ignore):
        if not selected((code,)):
            _refuse(UNKNOWN_CODE, lang, code=code)
    return Settings(lang.value, loaded, tuple(select), tuple(ignore))


def _codes(option: list[str]) -> list[str]:
    return [code.strip().upper() for several in option for code in several.split(",") if code.strip()]


def _found(tasks: "list[Task]", paths: list[Path], lang: Lang) -> "list[Task]":
    for path in paths:
        if not path.exists():
            _refuse(NO_PATH, lang, path=path)
    if not tasks:
        _refuse(NO_WORKBOOK, lang, path="、".join(map(str, paths)))
    return tasks


def _examine(tasks: "list[Task]", settings: "Settings", jobs: int, dask: str | None) -> "list[Report]":
    from analyzer.outputs.progress import progress
    from analyzer.run import examine_all, workers

    with workers(len(tasks), jobs, dask) as executor, progress(len(tasks), settings.language) as advance:
        reports: list[Report] = []
        for batch in examine_all(tasks, settings, executor):
            reports += batch
            advance(len(batch))
    return reports


def _print(reports: "list[Report]", output_format: Format, lang: Lang, *, findings: bool = False) -> None:
    from analyzer.outputs.console import findings_table, summary_table
    from analyzer.outputs.machine import to_json

    if output_format is Format.json:
        typer.echo(to_json(reports, lang.value))
    else:
        for report in reports if findings else ():
            if report.findings:
                typer.echo(f"{report.path}\n{findings_table(report, lang.value)}\n")
        typer.echo(summary_table(reports, lang.value))
    for report in reports:
        if report.reason is not None:
            _say(UNREAD, lang, path=report.path, reason=report.reason)


def _exit(reports: "list[Report]", fail_on: FailOn) -> NoReturn:
    from analyzer.finding import Severity

    if any(report.reason is not None for report in reports):
        raise typer.Exit(NOT_ALL_READ)
    counted = (
        [] if fail_on is FailOn.never else [s for s in Severity if s.rank <= Severity(fail_on.value).rank]
    )
    found = any(report.open(severity) for report in reports for severity in counted)
    raise typer.Exit(FINDINGS if found else NOTHING_FOUND)


def _say(text: Text, lang: Lang, **values: object) -> None:
    typer.echo(text(lang.value).format(**values), err=True)


def _refuse(text: Text, lang: Lang, **values: object) -> NoReturn:
    _say(text, lang, **values)
    raise typer.Exit(WRONG_USAGE)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def about(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="版本 / version")
    ] = False,
) -> None:
    """预算执行审核 / budget execution analyzer."""


def main() -> None:
    """Entry point; a console that cannot show a character gets a question mark, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    try:
        app()
    except Exception as failure:
        if sys.flags.dev_mode:  # python -X dev -m analyzer ... shows engineers where
            raise
        typer.echo(f"{FAILED.zh}\n{FAILED.en}".format(why=f"{type(failure).__name__}: {failure}"), err=True)
        sys.exit(NOT_ALL_READ)
