"""Findings written into a copy of the workbook: coloured cells, notes and two result sheets."""

from analyzer.annotate.copy import annotate

__all__ = ["annotate"]
