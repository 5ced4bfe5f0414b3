"""An .xlsx or .xlsm package edited in place: what is not touched keeps its bytes."""

from analyzer.package.container.error import PackageError
from analyzer.package.container.package import Package
from analyzer.package.container.recognise import REASONS, Kind, recognise
from analyzer.package.editing.certificate import Certificate
from analyzer.package.editing.editor import Edited, Painted, edit
from analyzer.package.notes.annotation import Mark
from analyzer.package.pages.chart import LineChart, Series
from analyzer.package.pages.page import Page
from analyzer.package.sheet.cells import cell_at, reference_to
from analyzer.package.undoing.strip import Stripped, strip

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
