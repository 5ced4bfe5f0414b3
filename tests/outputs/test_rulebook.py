"""RULES.md says what the rules say, and every reviewer check is accounted for."""

from pathlib import Path

import pytest

from analyzer.outputs.catalogue import explain
from analyzer.outputs.rulebook import CHECKS, ELSEWHERE, FAMILIES, rulebook
from analyzer.rules import Rule, catalogue

ROOT = Path(__file__).parent.parent.parent


def test_rules_md_is_not_stale() -> None:
    written = (ROOT / "RULES.md").read_text(encoding="utf-8")
    assert written == rulebook(), "run: python -m analyzer.outputs.rulebook"


def test_every_check_is_covered_or_says_why_not() -> None:
    covered = {check for rule in catalogue() for check in rule.checks}
    assert covered | ELSEWHERE.keys() == set(CHECKS)
    assert not covered & ELSEWHERE.keys()
    assert len(CHECKS) == 78


@pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.code)
def test_each_rule_is_explained_with_both_examples(rule: Rule) -> None:
    assert rule.code[0] in FAMILIES
    text = explain(rule, "zh")
    assert rule.title.zh in text
    assert "会报的例子" in text
    assert "不会报的例子" in text
    assert f"  => {rule.code}" not in text
    assert rule.title.en in explain(rule, "en")
