"""A profile: the options of the rules, as one place or one year applies them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from analyzer.language import Text
from analyzer.rules.contract import Rule


@dataclass(frozen=True)
class Profile:
    """Options by rule code; what is not named keeps the rule's own default."""

    name: str = "national"
    title: Text = Text("全国", "National")
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def options_of(self, rule: Rule) -> Mapping[str, Any]:
        """The options to call a rule with."""
        return self.options.get(rule.code, {})


NATIONAL = Profile()
