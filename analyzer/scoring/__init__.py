"""Scoring: what the indicators' figures give, by options that a profile may change."""

from analyzer.scoring.gains import what_would_change
from analyzer.scoring.options import NATIONAL_SCORING, Scoring
from analyzer.scoring.points import SOURCES, execution_rates, grade, recompute, total_cap

__all__ = [
    "NATIONAL_SCORING",
    "SOURCES",
    "Scoring",
    "execution_rates",
    "grade",
    "recompute",
    "total_cap",
    "what_would_change",
]
