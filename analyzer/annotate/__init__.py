"""Findings written into a copy of the workbook, and read back from a copy that was returned."""

from analyzer.annotate.copy import annotate
from analyzer.annotate.follow_up import follow_up, unchanged
from analyzer.annotate.record import Past
from analyzer.annotate.returned import Returned, read_returned

__all__ = ["Past", "Returned", "annotate", "follow_up", "read_returned", "unchanged"]
