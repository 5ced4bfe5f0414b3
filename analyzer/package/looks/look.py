"""The SpreadsheetML of a look: font, fill, border, number format and alignment of a cell."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple
from xml.sax.saxutils import quoteattr

Look = Mapping[str, Any]
"""Format properties as xlsxwriter names them. A look must not be changed once a cell was written in it."""

_SIDES = ("left", "right", "top", "bottom")
_FONT_KEYS = ("font_name", "font_size", "font_color", "bold", "italic", "underline")
_ALIGNMENT_KEYS = ("align", "valign", "text_wrap", "indent", "rotation")
_KNOWN: Final = frozenset(
    [*_FONT_KEYS, *_ALIGNMENT_KEYS, "bg_color", "num_format", "locked", "border", "border_color"]
    + [f"{side}{ending}" for side in _SIDES for ending in ("", "_color")]
)
# ECMA-376 part 1, ST_BorderStyle, by the numbers Excel's programming interfaces give them.
_LINES = (
    *("none", "thin", "medium", "dashed", "dotted", "thick", "double", "hair"),
    *("mediumDashed", "dashDot", "mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot"),
)
_UNDERLINES = {1: "", 2: ' val="double"', 33: ' val="singleAccounting"', 34: ' val="doubleAccounting"'}
_HORIZONTAL = {"center_across": "centerContinuous"}
_VERTICAL = {"vcenter": "center", "vjustify": "justify", "vdistributed": "distributed"}
_STACKED = 270
_COLOUR = re.compile(r"#?([0-9A-Fa-f]{6})")
_CHINESE_CHARSET = 134  # GB 2312, as Excel writes beside the name of a Chinese font


class Pieces(NamedTuple):
    """A look as XML without a namespace; `inside` is what its style holds, `applied` which parts count."""

    font: str
    fill: str
    border: str
    number_format: str
    inside: str
    applied: str


def pieces(look: Look) -> Pieces:
    """The XML of a look. Raises ValueError for a property or a colour that is not known."""
    return _pieces(frozenset(look.items()))


def colour(given: str) -> str:
    """RRGGBB of a colour written `#RRGGBB`."""
    found = _COLOUR.fullmatch(given)
    if found is None:
        raise ValueError(f"not a colour: {given!r}")
    return found[1].upper()


@lru_cache(maxsize=1024)
def _pieces(items: frozenset[tuple[str, Any]]) -> Pieces:
    look = dict(items)
    if unknown := look.keys() - _KNOWN:
        raise ValueError(f"unknown in a look: {', '.join(sorted(unknown))}")
    number_format = str(look.get("num_format", "General"))
    alignment, protection = _alignment(look), _protection(look)
    fill = look.get("bg_color")
    applied = {
        "Font": True,
        "NumberFormat": number_format != "General",
        "Fill": bool(fill),
        "Border": any(look.get(key) for key in ("border", *_SIDES)),
        "Alignment": bool(alignment),
        "Protection": bool(protection),
    }
    return Pieces(
        _font(look),
        _fill(fill) if fill else "",
        _border(look),
        number_format,
        alignment + protection,
        "".join(f' apply{name}="1"' for name, given in applied.items() if given),
    )


def _font(look: Look) -> str:
    name = str(look.get("font_name", "Calibri"))
    marks = "".join(f"<{tag}/>" for tag, key in (("b", "bold"), ("i", "italic")) if look.get(key))
    if underline := look.get("underline"):
        marks += f"<u{_UNDERLINES[int(underline)]}/>"
    shade = f'<color rgb="FF{colour(look["font_color"])}"/>' if look.get("font_color") else ""
    charset = "" if name.isascii() else f'<charset val="{_CHINESE_CHARSET}"/>'
    size = f'<sz val="{look.get("font_size", 11)}"/>'
    return f'<font>{marks}{size}{shade}<name val={quoteattr(name)}/><family val="2"/>{charset}</font>'


def _fill(given: str) -> str:
    solid = f'<fgColor rgb="FF{colour(given)}"/><bgColor indexed="64"/>'
    return f'<fill><patternFill patternType="solid">{solid}</patternFill></fill>'


def _border(look: Look) -> str:
    return f"<border>{''.join(_side(look, side) for side in _SIDES)}<diagonal/></border>"


def _side(look: Look, side: str) -> str:
    line = look.get(side, look.get("border", 0))
    if not line:
        return f"<{side}/>"
    given = look.get(f"{side}_color", look.get("border_color"))
    shade = f'<color rgb="FF{colour(given)}"/>' if given else '<color auto="1"/>'
    return f'<{side} style="{_LINES[line]}">{shade}</{side}>'


def _alignment(look: Look) -> str:
    given = {}
    indent = look.get("indent", 0)
    horizontal = look.get("align", "left" if indent else None)
    if horizontal:
        given["horizontal"] = _HORIZONTAL.get(horizontal, horizontal)
    if vertical := look.get("valign"):
        given["vertical"] = _VERTICAL.get(vertical, vertical)
    if rotation := int(look.get("rotation", 0)):
        # Downward angles are counted on from 90; 255 stacks the letters.
        given["textRotation"] = (
            "255" if rotation == _STACKED else str(rotation if rotation > 0 else 90 - rotation)
        )
    if look.get("text_wrap"):
        given["wrapText"] = "1"
    if indent:
        given["indent"] = str(indent)
    written = "".join(f' {key}="{text}"' for key, text in given.items())
    return f"<alignment{written}/>" if written else ""


def _protection(look: Look) -> str:
    return "" if look.get("locked", True) else '<protection locked="0"/>'
