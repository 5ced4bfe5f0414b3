"""A folder of workbooks: find them, judge them batch by batch, write the copies, keep the record."""

from analyzer.run.discover import RESULTS, SUMMARY, Found, Task, discover
from analyzer.run.examine import examine
from analyzer.run.folder import Engine, check_all, keep_to, open_record, run_folder
from analyzer.run.settings import Settings
from analyzer.run.writing import write_whole

__all__ = [
    "RESULTS",
    "SUMMARY",
    "Engine",
    "Found",
    "Settings",
    "Task",
    "check_all",
    "discover",
    "examine",
    "keep_to",
    "open_record",
    "run_folder",
    "write_whole",
]
