"""A judgement in words: what is reported of each workbook."""

from analyzer.report.compile import report
from analyzer.report.describe import describe
from analyzer.report.model import (
    Facts,
    FollowUp,
    Measures,
    Payments,
    Provenance,
    Report,
    State,
)

__all__ = ["Facts", "FollowUp", "Measures", "Payments", "Provenance", "Report", "State", "describe", "report"]
