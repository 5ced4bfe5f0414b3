"""The rules in words: the list, and one rule explained with its examples."""

from collections.abc import Iterator

from tabulate import tabulate

from analyzer.language import Language, Text
from analyzer.rules import Rule, catalogue
from analyzer.rules.case import Case, read_cases
from analyzer.rules.judge import base_columns
from analyzer.template import SHEETS

HEADER = (
    Text("规则", "Rule"),
    Text("级别", "Level"),
    Text("检查什么", "What it checks"),
    Text("依据", "Basis"),
)
LEVEL, BASIS = Text("级别", "Level"), Text("依据", "Basis")
READS, MESSAGE = Text("读取", "Reads"), Text("提示语", "Message")
OPTIONS = Text("可配置项（默认值）", "Options (default)")
SETTLED_BY = Text("填写后变为“已说明”", "Explained by")
BAD, GOOD = Text("会报的例子", "An example it reports"), Text("不会报的例子", "An example it leaves alone")
BASIS_WIDTH = 44


def rules_table(language: Language) -> str:
    """All rules with level, title and basis."""
    rows = [
        [rule.code, rule.severity.label(language), rule.title(language), rule.basis(language)]
        for rule in catalogue()
    ]
    header = [text(language) for text in HEADER]
    return tabulate(
        rows, header, tablefmt="simple", disable_numparse=True, maxcolwidths=[None, None, None, BASIS_WIDTH]
    )


def explain(rule: Rule, language: Language) -> str:
    """One rule in full: title, level, basis, what it reads, its options, a bad and a good example."""
    return "\n".join(_lines(rule, language))


def _lines(rule: Rule, language: Language) -> Iterator[str]:
    yield f"{rule.code}  {rule.title(language)}"
    yield ""
    yield f"{LEVEL(language)}: {rule.severity.label(language)}"
    yield f"{BASIS(language)}: {rule.basis(language)}"
    if rule.needs:
        yield f"{READS(language)}: {'、'.join(reads(rule))}"
    yield f"{MESSAGE(language)}: {rule.message(language)}"
    if rule.explained_by:
        yield f"{SETTLED_BY(language)}: {'、'.join(map(label, rule.explained_by))}"
    if rule.settings:
        yield f"{OPTIONS(language)}:"
    for setting in rule.settings:
        option = setting.option
        default = f"{setting.name} = {setting.default} {option.unit}"
        yield f"  {default}  {option.meaning(language)}（{option.source}）"
    cases = [case for case in read_cases() if case.code == rule.code]
    for text, wanted in ((BAD, True), (GOOD, False)):
        for case in [case for case in cases if bool(case.finds) is wanted][:1]:
            yield ""
            yield f"{text(language)}: {case.about}"
            yield from example(case)


def example(case: Case) -> Iterator[str]:
    """A case as text: what is filled in, and what is found."""
    for name, value in case.project.items():
        yield f"  项目信息 {name}: {value}"
    for table, text in case.tables.items():
        title = next(sheet.title.zh for sheet in SHEETS if sheet.table == table)
        yield f"  {title}"
        yield from (f"    {line}" for line in text.strip().splitlines())
    for finding in case.finds:
        yield f"  => {finding['cell']}: {finding['message']}"


def reads(rule: Rule) -> list[str]:
    """The template columns the rule reads, as "sheet.column" in Chinese."""
    order = [f"{sheet.table}.{column.name}" for sheet in SHEETS for column in sheet.columns]
    return [label(name) for name in sorted(base_columns(rule.needs), key=order.index)]


def label(name: str) -> str:
    """A column such as budget.item in the template's words: 预算·项目内容."""
    table, column = name.split(".")
    sheet = next(sheet for sheet in SHEETS if sheet.table == table)
    return f"{sheet.title.zh}·{sheet.by_name[column].label.zh}"
