"""Findings written into a copy of the workbook, and read back from a copy that was returned."""

from analyzer.annotate.copy import annotate

__all__ = ["annotate"]
