"""The command line: parse, call, print, exit.

What does the work is imported inside each command, so that `analyzer --help` answers at once.
"""

import sys
from typing import Annotated

import typer

from analyzer import __version__
from analyzer.cli import examining, template
from analyzer.cli.speech import FAILED, NOT_ALL_READ

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="预算执行审核：检查项目预算、资金拨付和绩效指标工作簿，并写出批注副本。\n\n"
    "Checks project budget workbooks and writes each back as an annotated copy.",
)
app.command(short_help="检查文件夹，写批注副本和汇总 / check and annotate a folder")(examining.run)
app.command(short_help="只检查，不写文件 / check only, write nothing")(examining.check)
app.command(short_help="盯住文件夹，保存即检查 / check again whatever is saved")(examining.watch)
app.command(short_help="生成空白模板，或升级旧模板 / write or upgrade the template")(template.template)
app.command(short_help="列出或说明规则 / list or explain the rules")(template.rules)


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
