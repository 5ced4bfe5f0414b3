"""How a run judges and speaks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from analyzer.language import Language
from analyzer.package.container.limits import Limits
from analyzer.report import Provenance
from analyzer.rules import NATIONAL, Profile, Rule, selected
from analyzer.run.provenance import provenance


@dataclass(frozen=True)
class Settings:
    """How a run judges and speaks."""

    language: Language = "zh"
    profile: Profile = NATIONAL
    select: Sequence[str] = field(default=())
    ignore: Sequence[str] = field(default=())
    limits: Limits = field(default_factory=Limits)
    day: date = field(default_factory=date.today)

    @property
    def rules(self) -> Sequence[Rule]:
        """The rules that are judged."""
        return selected(self.select, self.ignore)

    @cached_property
    def provenance(self) -> Provenance:
        """What the reports are made with, as they state it."""
        return provenance(self.profile, self.rules, self.day)

    @cached_property
    def key(self) -> str:
        """Stands for everything but the file that a report depends on; not the day."""
        parts = (self.language, self.profile, self.provenance.tool, self.provenance.rules, self.limits)
        return hashlib.sha256(repr(parts).encode()).hexdigest()
