"""A finding: one faulty cell, what stands there, what should, and how sure we are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, cast

from analyzer.language import Language, Text
from analyzer.money import Unit, format_fen, yuan


class Severity(StrEnum):
    """How a finding must be settled."""

    ERROR = "error"  # must be corrected
    VERIFY = "verify"  # an explanation settles it
    NOTICE = "notice"  # for information

    @property
    def label(self) -> Text:
        """The word shown to people."""
        return _SEVERITY_LABELS[self]

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return list(Severity).index(self)

    @property
    def letter(self) -> str:
        """One letter that tells the severity without colour: E, V or N."""
        return self.value[0].upper()


_SEVERITY_LABELS = {
    Severity.ERROR: Text("错误", "Error"),
    Severity.VERIFY: Text("核实", "Verify"),
    Severity.NOTICE: Text("提示", "Notice"),
}


class Status(StrEnum):
    """Whether somebody has to act on a finding."""

    OPEN = "open"
    EXPLAINED = "explained"

    @property
    def label(self) -> Text:
        """The word shown to people."""
        return Text("待处理", "Open") if self is Status.OPEN else Text("已说明", "Explained")


class Quantity(StrEnum):
    """What a finding's figures measure, and so how they are written."""

    MONEY = "money"  # int fen
    YUAN = "yuan"  # int fen, always written in yuan
    RATE = "rate"  # fraction
    SCORE = "score"  # points
    COUNT = "count"
    DATE = "date"
    TEXT = "text"


Figure = int | float | str | date | Text | None  # a Text only until the finding is put in words


def write_figure(figure: Figure, quantity: Quantity, unit: Unit, language: Language) -> str:
    """One figure as people read it: money in the workbook's unit with the unit named; "" for None."""
    if figure is None:
        return ""
    if isinstance(figure, Text):
        return figure(language)
    return _WRITERS[quantity](figure, unit)


def _money(figure: Any, unit: Unit) -> str:
    return f"{format_fen(int(figure), unit)} {unit}"


_WRITERS: dict[Quantity, Callable[[Any, Unit], str]] = {
    Quantity.MONEY: _money,
    Quantity.YUAN: lambda figure, _: _money(figure, "元"),
    Quantity.RATE: lambda figure, _: f"{float(figure) * 100:.2f}%",
    Quantity.SCORE: lambda figure, _: f"{round(float(figure), 4):g}",
    Quantity.COUNT: lambda figure, _: f"{int(figure)}",
    Quantity.DATE: lambda figure, _: str(figure)[:10],
    Quantity.TEXT: lambda figure, _: str(figure),
}


def write_difference(figure: Figure, quantity: Quantity, unit: Unit, language: Language) -> str:
    """A difference as people read it: between two rates it is percentage points, not per cent."""
    if quantity is Quantity.RATE and figure is not None and not isinstance(figure, Text):
        points = f"{float(cast(float, figure)) * 100:.2f}"
        return f"{points} 个百分点" if language == "zh" else f"{points} percentage points"
    return write_figure(figure, quantity, unit, language)


def export_figure(figure: Figure, quantity: Quantity, language: Language) -> str | None:
    """One figure as JSON carries it: money as plain yuan with two decimals, else as people read it."""
    if figure is None:
        return None
    if quantity in (Quantity.MONEY, Quantity.YUAN):
        return yuan(int(cast(int, figure)))
    return write_figure(figure, quantity, "元", language)


@dataclass(frozen=True)
class Finding:
    """One finding of one workbook, in one language.

    `row` is the sheet's row number, `cell` its address, `label` what the row calls itself; the figures are
    None where the rule has none. `message` ends with the likely `cause` where one is known. `concealed`
    says that the cell is hidden, and where; `explanation` is what the unit wrote in 说明.
    """

    id: str
    rule: str
    title: str
    severity: Severity
    status: Status
    sheet: str
    row: int
    cell: str
    message: str
    basis: str
    quantity: Quantity
    actual: Figure
    expected: Figure
    difference: Figure
    label: str = ""
    cause: str = ""
    concealed: str = ""
    explanation: str = ""

    @property
    def statement(self) -> str:
        """The message without the likely cause."""
        return self.message.replace(self.cause, "").rstrip("。. ") if self.cause else self.message
