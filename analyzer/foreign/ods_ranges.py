"""Print areas and filters of an OpenDocument sheet, which are ranges written as texts."""

import re
from collections.abc import Sequence
from typing import Final

from openpyxl.worksheet.worksheet import Worksheet

from analyzer.foreign.odf import Document, every, get

_RANGE: Final = re.compile(
    r"(?P<sheet>.*?)\.\$?(?P<start>[A-Z]{1,3}\$?\d{1,7})(?::.*\.\$?(?P<end>[A-Z]{1,3}\$?\d{1,7}))?"
)


def set_up_print_area(page: Worksheet, ranges: str) -> None:
    """Print the one range that is given; several, or none, leave the whole sheet."""
    found = parsed(ranges)
    if found is not None and ranges.count(":") == 1:
        page.print_area = found[1]


def set_up_filters(document: Document, pages: Sequence[Worksheet]) -> None:
    """The arrows of an auto-filter, where they were."""
    by_title = {page.title: page for page in pages}
    for area in every(document.content, "table:database-range"):
        found = parsed(get(area, "table:target-range-address"))
        if found is not None and get(area, "table:display-filter-buttons") == "true" and found[0] in by_title:
            by_title[found[0]].auto_filter.ref = found[1]


def parsed(address: str) -> tuple[str, str] | None:
    """The sheet and the cells of an address such as $'Sheet 1'.$A$1:.$B$2."""
    match = _RANGE.fullmatch(address)
    if match is None:
        return None
    sheet = match["sheet"].removeprefix("$").strip("'").replace("''", "'")
    start = match["start"].replace("$", "")
    return sheet, f"{start}:{(match['end'] or start).replace('$', '')}"
