"""Checks across the workbooks of a folder: what only shows when they are laid side by side."""

from analyzer.across.contract import Check, CrossFinding, Place
from analyzer.across.find import CHECKS, cross_findings
from analyzer.across.totals_file import TotalsError, UnitTotal, read_totals

__all__ = [
    "CHECKS",
    "Check",
    "CrossFinding",
    "Place",
    "TotalsError",
    "UnitTotal",
    "cross_findings",
    "read_totals",
]
