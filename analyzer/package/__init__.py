"""An .xlsx or .xlsm package edited in place: what is not touched keeps its bytes."""

from analyzer.package.cells import cell_at, reference_to
from analyzer.package.editor import Edited, Mark, edit
from analyzer.package.error import PackageError
from analyzer.package.package import Package
from analyzer.package.recognise import REASONS, Kind, recognise

__all__ = [
    "REASONS",
    "Edited",
    "Kind",
    "Mark",
    "Package",
    "PackageError",
    "cell_at",
    "edit",
    "recognise",
    "reference_to",
]
