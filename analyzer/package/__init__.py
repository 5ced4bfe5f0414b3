"""An .xlsx or .xlsm package edited in place: what is not touched keeps its bytes."""

from analyzer.package.editor import Edited, Mark, edit
from analyzer.package.error import PackageError
from analyzer.package.package import Package
from analyzer.package.recognise import REASONS, Kind, recognise

__all__ = ["REASONS", "Edited", "Kind", "Mark", "Package", "PackageError", "edit", "recognise"]
