"""What reports are made with: program, rules and profile, each with a version that changes when it does."""

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Final

from analyzer import __version__
from analyzer.report import Provenance
from analyzer.rules import Profile, Rule

_SHOWN: Final = 8  # digits of a fingerprint


def provenance(profile: Profile, rules: Sequence[Rule], day: date) -> Provenance:
    """Versions of what judges: the rules' by their declarations, the profile's by what it changes."""
    declared = [
        (rule.code, rule.title, rule.message, rule.severity, rule.basis, rule.needs, rule.settings)
        for rule in rules
    ]
    changed = (profile.changes, profile.options, profile.scoring)
    return Provenance(
        tool=f"analyzer {__version__}",
        rules=f"{len(rules)} · {_fingerprint(declared)}",
        profile=f"{profile.name} · {_fingerprint(changed)}",
        day=day,
    )


def _fingerprint(declared: object) -> str:
    return hashlib.sha256(repr(declared).encode()).hexdigest()[:_SHOWN]
