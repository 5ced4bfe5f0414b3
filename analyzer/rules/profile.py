"""A profile: the options of the rules and of the scoring, as one place or one year applies them.

    name = "sichuan"
    title = { zh = "四川", en = "Sichuan" }
    extends = "national"

    [scoring]
    reverse = { value = "linear", basis = "..." }

    [rules.R105]
    threshold = { value = 0.9, basis = "...", since = 2024 }

Every change names its basis. With `since` it counts for workbooks of that budget year and later; a workbook
without a readable year takes the changes without `since` only. Severity stays with the rule.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final

import pandas as pd

from analyzer.language import Text
from analyzer.rules.contract import Rule
from analyzer.scoring.options import NATIONAL_SCORING, Scoring

SCORING: Final = "scoring"
SHARED: Final = frozenset(option.name for option in fields(Scoring))

Options = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Change:
    """One option set by a profile: of the rule `code`, or of the scoring where `code` is "scoring"."""

    code: str
    option: str
    value: Any
    basis: str
    since: int | None = None


_NATIONAL: Final = Text("全国", "National")


@dataclass(frozen=True)
class Profile:
    """Options by rule code, and the scoring; what is not named keeps its own default.

    `changes` lists what the profile and those it extends set, for showing it and for years that differ.
    """

    name: str = "national"
    title: Text = _NATIONAL
    options: Options = field(default_factory=dict)
    scoring: Scoring = NATIONAL_SCORING
    changes: tuple[Change, ...] = ()

    def options_of(self, rule: Rule) -> Mapping[str, Any]:
        """The options to call a rule with: those it shares with the scoring, then its own."""
        shared = {s.name: getattr(self.scoring, s.name) for s in rule.settings if s.name in SHARED}
        return {**shared, **self.options.get(rule.code, {})}

    def editions(self, years: "pd.Series[Any]") -> Sequence[tuple["Profile", "pd.Series[bool] | None"]]:
        """The profile as it stands in each span of years, with which of the workbooks it is for.

        `years` holds each workbook's budget year (NA where unknown). None means all of them.
        """
        turns = sorted({change.since for change in self.changes if change.since is not None})
        if not turns:
            return [(self, None)]
        known = years.fillna(0)
        spans = zip([0, *turns], [*turns, None], strict=True)
        parts = [(first, (known >= first) & ((known < last) if last else True)) for first, last in spans]
        return [(self.of_year(first), part) for first, part in parts if part.any()]

    def of_year(self, year: int) -> "Profile":
        """The profile with the changes that count for budget year `year`; 0: those without `since`."""
        return applied(self, [c for c in self.changes if c.since is None or c.since <= year])


def applied(profile: Profile, changes: Sequence[Change]) -> Profile:
    """`profile` with exactly these changes in force, a later one before an earlier."""
    options: dict[str, dict[str, Any]] = {}
    for change in changes:
        options.setdefault(change.code, {})[change.option] = change.value
    scoring = replace(NATIONAL_SCORING, **options.pop(SCORING, {}))
    return replace(profile, options=options, scoring=scoring)


NATIONAL = Profile()
