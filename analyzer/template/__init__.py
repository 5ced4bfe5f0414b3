"""The fixed template, declared once; the blank workbook, reader, notes and docs derive from it."""

from analyzer.template.budget import BUDGET
from analyzer.template.disbursement import DISBURSEMENT
from analyzer.template.indicators import INDICATORS
from analyzer.template.model import Column, Kind, Sheet
from analyzer.template.project import PROJECT

VERSION = "1.1"  # 1.1 adds optional fields after those of 1.0; every 1.0 workbook is a valid 1.1 workbook
VERSION_PROPERTY = "模板版本"
"""The custom document property in which a workbook states it."""

TOTAL_LABELS = ("合计", "总计", "总分", "合计数", "共计")  # the first is the template's own

SHEETS = (PROJECT, BUDGET, DISBURSEMENT, INDICATORS)

__all__ = [
    "BUDGET",
    "DISBURSEMENT",
    "INDICATORS",
    "PROJECT",
    "SHEETS",
    "TOTAL_LABELS",
    "VERSION",
    "VERSION_PROPERTY",
    "Column",
    "Kind",
    "Sheet",
]
