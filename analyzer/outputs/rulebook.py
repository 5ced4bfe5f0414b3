"""RULES.md: every rule with its examples, and which reviewer checks are covered.

`python -m analyzer.outputs.rulebook` writes it anew.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from analyzer.outputs.catalogue import example, label, reads
from analyzer.rules import Rule, catalogue
from analyzer.rules.case import Case, read_cases

FAMILIES: Final = {
    "T": "文本与表单 Text and form",
    "M": "资金与合计 Money and totals",
    "R": "率 Rates",
    "S": "指标与得分 Indicators and scores",
    "L": "资金台账 Ledger",
    "P": "运行监控 Monitoring",
}
# the reviewer's checks: money and totals, rates, indicators and scores, text and form
CHECKS: Final = tuple(
    f"{family}{number}"
    for family, count in (("M", 30), ("R", 10), ("S", 31), ("T", 7))
    for number in range(1, count + 1)
)
# checks that are no rule of their own, and why
ELSEWHERE: Final = {
    "M30": "未覆盖：文字里的个数与清单的对应关系，单元格里看不出来",
    "R9": "不需要：模板里到位率、执行率各有专栏，“占比”不会被当成执行率",
    "R10": "由 `analyzer.measures` 保证：分母为零显示“—”，不报错",
    "T6": "未覆盖：模板的资金来源按名称读取，标签前后颠倒看不出来",
}

HEAD: Final = """# 规则 Rules

由规则声明生成（`python -m analyzer.outputs.rulebook`），请勿手改。
Generated from the declarations; a test fails when it is stale.

级别：**错误**必须改正；**核实**填写说明后变为“已说明”；**提示**仅供参考。
例子取自规则自己的用例表，就在 `analyzer/rules/` 里每个规则文件旁边。
"""


def rulebook() -> str:
    """The whole text of RULES.md."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    cases: dict[str, list[Case]] = defaultdict(list)
    for case in read_cases():
        cases[case.code].append(case)
    yield HEAD
    yield from _overview()
    yield from _coverage()
    for family, title in FAMILIES.items():
        rules = [rule for rule in sorted(catalogue(), key=lambda rule: rule.code) if rule.code[0] == family]
        if rules:
            yield f"\n## {title}"
        for rule in rules:
            yield from _section(rule, cases[rule.code])


def _overview() -> Iterator[str]:
    yield "| 规则 | 级别 | 检查什么 | What it checks |"
    yield "|---|---|---|---|"
    for rule in sorted(catalogue(), key=lambda rule: (list(FAMILIES).index(rule.code[0]), rule.code)):
        link = f"[{rule.code}](#{rule.code.lower()})"
        yield f"| {link} | {rule.severity.label.zh} | {rule.title.zh} | {rule.title.en} |"


def _coverage() -> Iterator[str]:
    covering: dict[str, list[str]] = defaultdict(list)
    for rule in catalogue():
        for check in rule.checks:
            covering[check].append(rule.code)
    yield "\n## 复核人检查清单的覆盖 Reviewer checks covered\n"
    yield "| 检查 | 规则 |"
    yield "|---|---|"
    for check in CHECKS:
        yield f"| {check} | {'、'.join(sorted(covering[check])) or ELSEWHERE[check]} |"


def _section(rule: Rule, cases: list[Case]) -> Iterator[str]:
    yield f'\n### <a id="{rule.code.lower()}"></a>{rule.code} {rule.title.zh}\n'
    yield f"{rule.title.en}\n"
    yield f"* 级别：{rule.severity.label.zh} {rule.severity.value}"
    yield f"* 依据：{rule.basis.zh}"
    if rule.needs:
        yield f"* 读取：{'、'.join(reads(rule))}"
    yield f"* 提示语：{rule.message.zh}"
    if rule.explained_by:
        yield f"* 填写后变为“已说明”：{'、'.join(map(label, rule.explained_by))}"
    for setting in rule.settings:
        option = setting.option
        default = f"`{setting.name}` = {setting.default} {option.unit}"
        yield f"* 配置 {default}：{option.meaning.zh}（{option.source}）"
    for title, wanted in (("会报", True), ("不报", False)):
        for case in [case for case in cases if bool(case.finds) is wanted][:1]:
            yield f"\n{title}：{case.about}\n\n```"
            yield from example(case)
            yield "```"


def main() -> None:
    """Write RULES.md into the current folder."""
    Path("RULES.md").write_text(rulebook(), encoding="utf-8")


if __name__ == "__main__":
    main()
