"""What reading one cell gives: a value of one of these kinds, `EMPTY`, or `Unreadable` with the reason."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Final, Literal

from analyzer.language import Text
from analyzer.money import Fen

Remarks = tuple[Text, ...]


class Empty(Enum):
    """The cell holds nothing: blank, a dash, 无."""

    EMPTY = "empty"


EMPTY: Final = Empty.EMPTY


@dataclass(frozen=True, slots=True)
class Unreadable:
    """The cell holds something that is not one clear value; `reason` says why and what to write instead."""

    reason: Text


@dataclass(frozen=True, slots=True)
class Amount:
    """Money in fen; `quantum_fen` is one unit of the last digit stated ("8.50" 万元: 10 000 fen)."""

    fen: Fen
    quantum_fen: Fen
    remarks: Remarks = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate as a fraction (0.95 is 95%); `decimals` are those of the percentage as typed ("31.00%": 2)."""

    fraction: Decimal
    decimals: int
    remarks: Remarks = ()


@dataclass(frozen=True, slots=True)
class Day:
    """A date; with `precision` "month" it is the first day of the month stated."""

    date: date
    precision: Literal["day", "month"] = "day"
    remarks: Remarks = ()


@dataclass(frozen=True, slots=True)
class Year:
    """A budget year."""

    year: int
    remarks: Remarks = ()


@dataclass(frozen=True, slots=True)
class Code:
    """A dotted item code, always text: "1.10" is not "1.1"."""

    text: str
    remarks: Remarks = ()


@dataclass(frozen=True, slots=True)
class Score:
    """Points; `decimals` as typed ("9.50": 2)."""

    points: Decimal
    decimals: int
    remarks: Remarks = ()
