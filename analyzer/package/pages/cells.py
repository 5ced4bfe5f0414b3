"""What a new cell shows and how: the makings of the rows of a page."""

from datetime import date
from typing import NamedTuple

from analyzer.package.looks.look import Look
from analyzer.package.pages import content

Cell = tuple[Look, str, object]
"""The look, the XML after the style's number, and the value shown."""


class Computed(NamedTuple):
    """A formula, without its equals sign, and its result as it is now."""

    formula: str
    cached: float | str


def text(value: str, look: Look) -> Cell:
    """A text, whatever it begins with; longer than 32,767 characters it is cut."""
    return look, content.text(value), value


def number(value: float, look: Look) -> Cell:
    """A number. Raises ValueError for one that is not finite."""
    return look, content.number(value), value


def day(value: date, look: Look) -> Cell:
    """A date."""
    return look, content.day(value), value


def blank(look: Look) -> Cell:
    """An empty cell with a look."""
    return look, content.BLANK, None


def formula(written: str, cached: float | str, look: Look) -> Cell:
    """A formula, without its equals sign, and its result as it is now."""
    return look, content.formula(written, cached), Computed(written, cached)
