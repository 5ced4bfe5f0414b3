"""All rules: every `Rule` declared in a module of a family, a family being a folder."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module

from analyzer.rules.contract import Rule

FAMILIES = {
    "form": (
        *("sheets", "changed", "formulas", "concealed"),
        *("required", "entries", "codes", "texts", "narrative"),
    ),
    "money": (
        *("totals", "stated", "quantities", "magnitude"),
        *("execution", "cash", "adjustments", "idle"),
    ),
    "rates": ("execution_rates", "arrival_rates", "indicator_rates"),
    "scores": (
        *("weights", "levels", "self_scores", "execution_score", "grades"),
        *("attainment", "indicators", "wording"),
    ),
    "ledger": ("entries", "duplicates", "dates", "year_end", "patterns"),
    "monitoring": ("progress",),
}  # in the order they are listed


@cache
def catalogue() -> tuple[Rule, ...]:
    """Every rule, family by family and module by module, by code within a module."""
    rules: list[Rule] = []
    for family, modules in FAMILIES.items():
        for name in modules:
            module = import_module(f"analyzer.rules.{family}.{name}")
            rules += sorted((r for r in vars(module).values() if isinstance(r, Rule)), key=lambda r: r.code)
    return tuple(rules)


def selected(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> tuple[Rule, ...]:
    """Rules whose code begins with one of `select` (all without), but with none of `ignore`."""
    return tuple(
        rule
        for rule in catalogue()
        if (not select or rule.code.startswith(tuple(select))) and not rule.code.startswith(tuple(ignore))
    )
