"""All rules: every `Rule` declared in a module of a family."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module

from analyzer.rules.contract import Rule

FAMILIES = (
    "form",
    "required",
    "entries",
    "codes",
    "texts",
    "narrative",
    "totals",
    "stated",
    "quantities",
    "magnitude",
    "execution",
    "cash",
    "adjustments",
    "idle",
    "rates",
    "arrival_rates",
    "indicator_rates",
    "weights",
    "levels",
    "scores",
    "execution_score",
    "grades",
    "attainment",
    "indicators",
    "wording",
    "ledger",
    "ledger_duplicates",
    "ledger_dates",
    "ledger_year_end",
    "ledger_patterns",
    "monitoring",
)  # in the order they are listed


@cache
def catalogue() -> tuple[Rule, ...]:
    """Every rule, family by family, by code within a family."""
    rules: list[Rule] = []
    for family in FAMILIES:
        module = import_module(f"analyzer.rules.{family}")
        rules += sorted((r for r in vars(module).values() if isinstance(r, Rule)), key=lambda r: r.code)
    return tuple(rules)


def selected(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Rules whose code begins with one of `select` (all without), but with none of `ignore`."""
    return tuple(
        rule
        for rule in catalogue()
        if (not select or rule.code.startswith(tuple(select))) and not rule.code.startswith(tuple(ignore))
    )
