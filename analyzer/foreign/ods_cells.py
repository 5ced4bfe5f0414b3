"""The content of one cell of an OpenDocument table."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Final

from lxml import etree

from analyzer.foreign.odf import count, get, name
from analyzer.foreign.target import ERRORS, LONGEST_TEXT, Failure, Uncalculated, Value

DAY_ZERO: Final = datetime(1899, 12, 30)
"""The day Excel counts from, as it is from March 1900 on."""

_DURATION = re.compile(
    r"(-)?P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9}(?:[.,]\d{1,9})?)S)?)?"
)
_SHOWN_ERROR = re.compile(r"(#[A-Z0-9/]+[!?]?|Err:\d+)")
_NUMBERS = frozenset({"float", "percentage", "currency"})
_CONTROLS = {name("text:tab"): "\t", name("text:line-break"): "\n"}


def value(cell: etree._Element) -> Value:
    """What the cell holds: numbers and dates as Excel stores them, texts as they stand."""
    kind = get(cell, "office:value-type") or get(cell, "calcext:value-type")
    formula = get(cell, "table:formula")
    if formula or get(cell, "calcext:value-type") == "error":
        shown = cell_text(cell)
        if get(cell, "calcext:value-type") == "error" or _SHOWN_ERROR.fullmatch(shown):
            return Failure(shown if shown in ERRORS else "#VALUE!")
    if kind in _NUMBERS:
        return _number(get(cell, "office:value"))
    if kind == "boolean":
        return get(cell, "office:boolean-value") == "true"
    if kind == "date":
        return _day(get(cell, "office:date-value"))
    if kind == "time":
        return _hours(get(cell, "office:time-value"))
    text = get(cell, "office:string-value") or cell_text(cell)
    return Uncalculated() if formula and not kind and not text else text


def cell_text(element: etree._Element) -> str:
    """The text of an element's paragraphs, one a line."""
    return "".join(text for text, _ in runs(element))


def runs(element: etree._Element) -> list[tuple[str, str]]:
    """The same text in pieces, each with the name of its text style, empty where it has none of its own."""
    pieces: list[tuple[str, str]] = []
    for number, paragraph in enumerate(element.iterchildren(name("text:p"))):
        if number:
            pieces.append(("\n", ""))
        pieces += _line(paragraph)
    return [("".join(text for text, _ in group), style) for style, group in groupby(pieces, itemgetter(1))]


def _line(paragraph: etree._Element) -> Iterator[tuple[str, str]]:
    styles = [""]
    for event, element in etree.iterwalk(paragraph, events=("start", "end")):
        if event == "start":
            if element.tag == name("text:span"):
                styles.append(get(element, "text:style-name") or styles[-1])
            yield _own_text(element), styles[-1]
        else:
            if element.tag == name("text:span"):
                styles.pop()
            if element is not paragraph:
                yield element.tail or "", styles[-1]


def _own_text(element: etree._Element) -> str:
    if element.tag == name("text:s"):
        return " " * min(count(element, "text:c"), LONGEST_TEXT)
    return _CONTROLS.get(element.tag) or element.text or ""


def _number(given: str) -> Value:
    try:
        return float(given)
    except ValueError:
        return given or None


def _day(given: str) -> Value:
    """A date as the number of days; one before Excel's first stays a text."""
    try:
        moment = datetime.fromisoformat(given.removesuffix("Z"))
    except ValueError:
        return given or None
    moment = moment.replace(tzinfo=None)
    return (moment - DAY_ZERO) / timedelta(days=1) if moment >= DAY_ZERO else given


def _hours(given: str) -> Value:
    """A duration such as PT12H30M00S as a part of a day."""
    match = _DURATION.fullmatch(given)
    if not match:
        return given or None
    days, hours, minutes = (int(match[group] or 0) for group in (2, 3, 4))
    seconds = float((match[5] or "0").replace(",", "."))
    total = days + (hours * 3600 + minutes * 60 + seconds) / 86400
    return -total if match[1] else total
