"""The command line's options, each declared once."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer


class Lang(StrEnum):
    """The two languages, as the command line offers them."""

    zh = "zh"
    en = "en"


class Format(StrEnum):
    """How results are given: printed, or for csv and parquet written into the results folder."""

    table = "table"
    json = "json"
    jsonl = "jsonl"
    csv = "csv"
    parquet = "parquet"


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
    Format,
    typer.Option(
        "--format",
        help="table、json、jsonl 打印；csv、parquet 写入结果文件夹 / printed, or written to a file",
    ),
]
FailOnOption = Annotated[FailOn, typer.Option("--fail-on", help="何时退出码为 1 / when to exit with 1")]
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
SchedulerOption = Annotated[
    str | None,
    typer.Option("--scheduler", help="Dask 调度器地址，或 local / address of a Dask scheduler, or local"),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="结果文件夹，默认为 FOLDER/审核结果 / results folder"),
]
ResumeOption = Annotated[
    bool,
    typer.Option(help="文件和规则都没变的不再检查 / leave alone what has not changed since the last run"),
]
PreviousOption = Annotated[
    Path | None,
    typer.Option(
        "--previous",
        exists=True,
        file_okay=False,
        help="上一次的结果文件夹：沿用说明，核对整改 / results folder of an earlier run, to be followed up",
    ),
]
TotalsOption = Annotated[
    Path | None,
    typer.Option(
        "--totals",
        exists=True,
        dir_okay=False,
        help="各单位预算总额表（csv 或 xlsx），用于跨簿核对 / units' stated totals, to compare with",
    ),
]
VerifyReportOption = Annotated[
    bool,
    typer.Option("--verify-report", help="打印每个副本的无损证明 / print the proof that nothing was lost"),
]

MEGABYTE: Final = 1 << 20
TEN_THOUSAND: Final = 10_000
UnpackedOption = Annotated[
    int,
    typer.Option(
        "--max-unpacked", min=1, help="工作簿解开后最多多少 MB / megabytes a workbook may unpack to"
    ),
]
RatioOption = Annotated[
    int, typer.Option("--max-ratio", min=2, help="压缩比上限 / how many times a part may grow when unpacked")
]
CellsOption = Annotated[
    int,
    typer.Option("--max-cells", min=1, help="一张表最多多少万个单元格 / tens of thousands of cells a sheet"),
]
