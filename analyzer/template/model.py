"""What a template is made of: sheets, and columns (or, on the form sheet, labelled fields)."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from analyzer.language import Text


class Kind(StrEnum):
    """How a cell's content is read."""

    TEXT = "text"
    CODE = "code"  # dotted item number, always text
    MONEY = "money"  # int64 fen, by the workbook's unit
    PRICE = "price"  # money always stated in yuan
    DATE = "date"
    YEAR = "year"
    RATE = "rate"  # a fraction; 0.95, 95% and 95 are the same
    SCORE = "score"  # points
    NUMBER = "number"
    VALUE = "value"  # indicator target or actual value: number, percent, date or words
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """One column of a table sheet, or one labelled field of the form sheet.

    `name` is the identifier used in the long tables; `width` is in half-width characters; `lines` is how
    many lines of text the blank form leaves room for; `since` is the template version that added it.
    """

    name: str
    label: Text
    kind: Kind
    guide: Text
    required: bool = False
    aliases: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    width: int = 14
    lines: int = 1
    since: str = "1.0"


@dataclass(frozen=True)
class Sheet:
    """One sheet: a form (label, value, how to fill) or a table with a header row.

    `table` names the long table its rows go to; `key` the columns that name a row in a finding's id;
    `carried` the columns whose merged or blank cells repeat the value above; `rows` is how many blank
    rows the template prepares.
    """

    table: str
    title: Text
    columns: tuple[Column, ...]
    guide: Text
    is_form: bool = False
    key: tuple[str, ...] = ()
    carried: tuple[str, ...] = ()
    has_total: bool = False
    rows: int = 0

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """Columns by identifier."""
        return {column.name: column for column in self.columns}
