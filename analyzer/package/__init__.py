"""An .xlsx or .xlsm package edited in place: what is not touched keeps its bytes."""

from analyzer.package.annotation import Mark
from analyzer.package.cells import cell_at, reference_to
from analyzer.package.certificate import Certificate
from analyzer.package.chart import LineChart, Series
from analyzer.package.editor import Edited, Painted, edit
from analyzer.package.error import PackageError
from analyzer.package.package import Package
from analyzer.package.page import Page
from analyzer.package.recognise import REASONS, Kind, recognise
from analyzer.package.strip import Stripped, strip

__all__ = [
    "REASONS",
    "Certificate",
    "Edited",
    "Kind",
    "LineChart",
    "Mark",
    "Package",
    "PackageError",
    "Page",
    "Painted",
    "Series",
    "Stripped",
    "cell_at",
    "edit",
    "recognise",
    "reference_to",
    "strip",
]
