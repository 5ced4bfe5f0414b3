"""Workbooks read into long tables, every value traceable to its cell."""

import pandas as pd

from analyzer.reading.batch import Batch, read_batch
from analyzer.reading.source import Source, UnreadableWorkbookError, read_sheet, read_source

__all__ = ["Batch", "Source", "UnreadableWorkbookError", "read_batch", "read_sheet", "read_source"]

# Texts are short and read in small parts: Arrow, which pandas takes where it is installed, is half as fast.
pd.options.mode.string_storage = "python"
