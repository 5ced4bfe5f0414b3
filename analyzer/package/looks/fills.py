"""What a cell style fills a cell with: read, written down, and put back."""

import re
from copy import deepcopy

from lxml import etree

from analyzer.package.container.error import PackageError
from analyzer.package.container.markup import child, entries, local, namespace, parse

_DECLARATION = re.compile(r' xmlns(?::[\w.-]+)?="[^"]*"')
_PREFIX = re.compile(r"<(/?)[\w.-]+:")
_LONGEST = 1000
"""Characters of a fill written down; only a gradient of a dozen colours takes more."""


def fill_of(styles: etree._Element, style: int) -> str:
    """The XML of the fill in that cell style, without its namespace; empty when it fills with nothing."""
    fill = _fill_element(styles, style)
    pattern = child(fill, "patternFill") if fill is not None else None
    if (
        fill is None
        or len(fill) == 0
        or (pattern is not None and pattern.get("patternType", "none") == "none")
    ):
        return ""
    written = _plain(fill)
    return written if len(written) <= _LONGEST else ""


def solid_colour(styles: etree._Element, style: int) -> str | None:
    """RRGGBB of the colour that style fills a cell with, None when it is not one plain colour."""
    fill = _fill_element(styles, style)
    pattern = child(fill, "patternFill") if fill is not None else None
    if pattern is None or pattern.get("patternType") != "solid":
        return None
    colour = child(pattern, "fgColor")
    return None if colour is None else (colour.get("rgb") or "")[-6:].upper() or None


def with_fill(styles: etree._Element, style: int, fill: str) -> int:
    """The number of the cell style that is `style` but for its fill, which is written as by `fill_of`.

    A style and a fill that are there already are used; else they are appended.
    """
    if fill_of(styles, style) == fill:
        return style
    number = _fill_number(styles, fill)
    table = child(styles, "cellXfs")
    known = entries(styles, "cellXfs")
    if table is None or not known:
        return style
    clone = deepcopy(known[style if style < len(known) else 0])
    clone.set("fillId", str(number))
    wanted = _but_for_apply(clone)
    for at, present in enumerate(known):
        if present.get("fillId", "0") == str(number) and _but_for_apply(present) == wanted:
            return at
    clone.set("applyFill", "1")
    table.append(clone)
    table.set("count", str(len(table)))
    return len(table) - 1


def _fill_element(styles: etree._Element, style: int) -> etree._Element | None:
    formats, fills = child(styles, "cellXfs"), child(styles, "fills")
    if formats is None or fills is None or len(formats) == 0:
        return None
    number = int(formats[style if style < len(formats) else 0].get("fillId", "0"))
    return fills[number] if number < len(fills) else None


def _fill_number(styles: etree._Element, fill: str) -> int:
    """The number of the fill, appended where there is none like it. Raises ValueError for what is none."""
    table = child(styles, "fills")
    if not fill or table is None:
        return 0
    try:
        made = parse(f'<fills xmlns="{namespace(styles)}">{fill}</fills>'.encode(), "fill")
    except PackageError as problem:
        raise ValueError(f"not a fill: {fill!r}") from problem
    if len(made) != 1 or local(made[0]) != "fill":
        raise ValueError(f"not a fill: {fill!r}")
    for at, present in enumerate(table):
        if _plain(present) == _plain(made[0]):
            return at
    table.append(made[0])
    table.set("count", str(len(table)))
    return len(table) - 1


def _plain(element: etree._Element) -> str:
    written = etree.tostring(element, encoding="unicode", with_tail=False)
    return _PREFIX.sub(r"<\1", _DECLARATION.sub("", written))


def _but_for_apply(style: etree._Element) -> tuple[list[tuple[str, str]], list[bytes]]:
    given = sorted((str(key), str(value)) for key, value in style.attrib.items() if key != "applyFill")
    return given, [etree.tostring(inside, method="c14n", with_tail=False) for inside in style]
