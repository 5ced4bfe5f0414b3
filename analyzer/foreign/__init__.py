"""Workbooks of other formats (.xls, .et, .ods) as a new .xlsx workbook in memory."""

from analyzer.foreign.convert import Converted, convert

__all__ = ["Converted", "convert"]
