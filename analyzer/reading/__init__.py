"""Workbooks read into long tables, every value traceable to its cell."""

from analyzer.reading.batch import Batch, read_batch
from analyzer.reading.source import Source, UnreadableWorkbookError, read_sheet, read_source

__all__ = ["Batch", "Source", "UnreadableWorkbookError", "read_batch", "read_sheet", "read_source"]
