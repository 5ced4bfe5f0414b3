"""The rules: one function each, in modules by family, and the engine that runs them over a batch."""

from analyzer.rules.catalogue import catalogue, selected
from analyzer.rules.contract import Rule
from analyzer.rules.judge import Judgement, judge
from analyzer.rules.profile import NATIONAL, Profile

__all__ = ["NATIONAL", "Judgement", "Profile", "Rule", "catalogue", "judge", "selected"]
