"""What the command line says to people: on stderr, in their language."""

from typing import NoReturn

import typer

from analyzer.cli.options import Lang
from analyzer.language import Text

NOTHING_FOUND, FINDINGS, WRONG_USAGE, NOT_ALL_READ, INTERRUPTED = 0, 1, 2, 3, 130

NO_PATH = Text("找不到 {path}，请检查路径。", "{path} does not exist; check the path.")
NO_WORKBOOK = Text(
    "{path} 里没有可检查的工作簿（.xlsx、.xlsm、.xls、.et、.ods）。",
    "There is no workbook (.xlsx, .xlsm, .xls, .et, .ods) to check in {path}.",
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
ABOUT_FILE = Text("{path}：{said}", "{path}: {said}")
STOPPED = Text(
    "已停止：完成 {done}/{total}。已写好的副本都是完整的；再次运行同一命令会接着做。",
    "Stopped: {done} of {total} done. The copies written are whole; the same command goes on from here.",
)


def say(text: Text, lang: Lang, **values: object) -> None:
    """One sentence on stderr."""
    typer.echo(text(lang.value).format(**values), err=True)


def refuse(text: Text, lang: Lang, **values: object) -> NoReturn:
    """Say why a command cannot be carried out, and end it."""
    say(text, lang, **values)
    raise typer.Exit(WRONG_USAGE)
