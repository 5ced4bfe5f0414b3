"""The commands about the template and the rules."""

from pathlib import Path
from typing import Annotated

import typer

from analyzer.cli.options import Lang, LangOption, MoneyUnit
from analyzer.cli.speech import ABOUT_FILE, CANNOT_WRITE, EXISTS, UNKNOWN_CODE, WRITTEN, refuse, say
from analyzer.language import Text

UPGRADED = Text("（新版）", " (upgraded)")


def template(
    out: Annotated[Path | None, typer.Argument(help="要生成的 .xlsx 文件 / the .xlsx file to write")] = None,
    unit: Annotated[MoneyUnit, typer.Option("--unit", help="金额单位 / unit of amounts")] = MoneyUnit.wan,
    year: Annotated[
        int | None, typer.Option("--year", min=2000, max=2100, help="预算年度 / budget year")
    ] = None,
    old: Annotated[
        Path | None,
        typer.Option(
            "--upgrade",
            exists=True,
            dir_okay=False,
            help="把旧版模板填的工作簿升到现行版本，另存一份 / bring an older workbook up to date",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="覆盖已有文件 / overwrite an existing file")] = False,
    lang: LangOption = Lang.zh,
) -> None:
    """生成空白模板；--upgrade 升级旧版 / write the blank template, or upgrade a filled one."""
    if old is not None:
        _upgrade(old, out or old.with_name(f"{old.stem}{UPGRADED(lang.value)}{old.suffix}"), force, lang)
        return
    import io

    from analyzer.template.workbook import write_workbook

    content = io.BytesIO()
    write_workbook(content, unit=unit.value, year=year)
    _write(out or Path("template.xlsx"), content.getvalue(), force, lang)


def _upgrade(old: Path, out: Path, force: bool, lang: Lang) -> None:
    from analyzer.package import PackageError
    from analyzer.template.upgrade import UP_TO_DATE, upgrade

    try:
        upgraded = upgrade(old.read_bytes())
    except PackageError as refusal:
        refuse(ABOUT_FILE, lang, path=old, said=refusal.reason(lang.value))
    for change in (*upgraded.changes, *upgraded.left):
        say(change, lang)
    if upgraded.changes:
        _write(out, upgraded.content, force, lang)
    else:
        say(ABOUT_FILE, lang, path=old, said=UP_TO_DATE(lang.value))


def _write(out: Path, content: bytes, force: bool, lang: Lang) -> None:
    from analyzer.run.failures import why
    from analyzer.run.writing import write_whole

    if out.exists() and not force:
        refuse(EXISTS, lang, path=out)
    try:
        write_whole(out, content)
    except OSError as failure:
        refuse(CANNOT_WRITE, lang, path=out, why=why(failure)(lang.value))
    say(WRITTEN, lang, path=out)


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
        refuse(UNKNOWN_CODE, lang, code=code)
    typer.echo(explain(found[0], lang.value))
