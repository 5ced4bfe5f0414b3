"""Number formats of OpenDocument as Excel's format codes (OpenDocument 1.3, part 3, section 16.29)."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from analyzer.foreign.odf import get, name
from analyzer.package.container.markup import local

GENERAL: Final = "General"
KINDS: Final = tuple(
    f"number:{kind}-style" for kind in ("number", "percentage", "currency", "date", "time", "boolean", "text")
)

_MOST_DIGITS = 30
_PLAIN = re.compile(r"[-+ ():/,.$￥¥€%]*")
_COLOURS: Final = {
    "#000000": "[Black]", "#0000ff": "[Blue]", "#00ff00": "[Green]", "#00ffff": "[Cyan]",
    "#ff0000": "[Red]", "#ff00ff": "[Magenta]", "#ffff00": "[Yellow]", "#ffffff": "[White]",
}  # fmt: skip
# What Excel takes for granted when a format has two, three or four parts.
_IMPLIED = {1: (">=0",), 2: (">0", "<0"), 3: (">0", "<0", "=0")}
_CONDITION = re.compile(r"value\(\)\s*(<=|>=|<>|!=|<|>|=)\s*(-?[\d.]+)")


def format_code(style: etree._Element, styles: Mapping[str, etree._Element]) -> str:
    """The code of a number style; `styles` holds those its conditions may apply, by name."""
    conditions: list[str] = []
    codes: list[str] = []
    for choice in style.iterfind(name("style:map")):
        applied = styles.get(get(choice, "style:apply-style-name"))
        match = _CONDITION.search(get(choice, "style:condition"))
        if applied is not None and match:
            conditions.append(f"{match[1].replace('!=', '<>')}{match[2]}")
            codes.append(_single(applied))
    if tuple(conditions) != _IMPLIED.get(len(conditions)):
        codes = [f"[{condition}]{code}" for condition, code in zip(conditions, codes, strict=True)][:2]
    return ";".join([*codes, _single(style)])


def _single(style: etree._Element) -> str:
    colour = next((get(one, "fo:color") for one in style.iterfind(name("style:text-properties"))), "")
    pieces = [_COLOURS.get(colour.lower(), "")]
    overflows = get(style, "number:truncate-on-overflow") == "false"
    for part in style:
        write = _PARTS.get(local(part))
        if write is not None:
            piece = write(part)
            if overflows and local(part) in ("hours", "minutes", "seconds"):
                piece, overflows = f"[{piece}]", False
            pieces.append(piece)
    return "".join(pieces) or GENERAL


def _literal(part: etree._Element) -> str:
    text = part.text or ""
    if _PLAIN.fullmatch(text):
        return text
    return '"' + text.replace('"', '"\\""') + '"'


def _digits(part: etree._Element, attribute: str, default: int) -> int:
    given = get(part, attribute)
    return min(int(given), _MOST_DIGITS) if given.isascii() and given.isdigit() else default


def _number(part: etree._Element) -> str:
    if not get(part, "number:decimal-places"):
        return GENERAL
    whole = "0" * _digits(part, "number:min-integer-digits", 0) or "#"
    if get(part, "number:grouping") == "true":
        whole = whole.rjust(4, "#")
        whole = f"{whole[:-3]},{whole[-3:]}"
    most = _digits(part, "number:decimal-places", 0)
    least = _digits(part, "number:min-decimal-places", _digits(part, "loext:min-decimal-places", most))
    decimals = "0" * least + "#" * (most - least)
    scaling = "," * (max(len(get(part, "number:display-factor", "1")) - 1, 0) // 3)
    return whole + (f".{decimals}" if decimals else "") + scaling


def _scientific(part: etree._Element) -> str:
    decimals = "0" * _digits(part, "number:decimal-places", 0)
    exponent = "0" * _digits(part, "number:min-exponent-digits", 2)
    return f"0{'.' if decimals else ''}{decimals}E+{exponent}"


def _fraction(part: etree._Element) -> str:
    above = "?" * _digits(part, "number:min-numerator-digits", 1)
    below = "?" * _digits(part, "number:min-denominator-digits", 1)
    return f"# {above}/{get(part, 'number:denominator-value') or below}"


def _long(short: str, long: str) -> Callable[[etree._Element], str]:
    return lambda part: long if get(part, "number:style") == "long" else short


def _month(part: etree._Element) -> str:
    letters = 3 if get(part, "number:textual") == "true" else 1
    return "m" * (letters + (get(part, "number:style") == "long"))


def _seconds(part: etree._Element) -> str:
    decimals = "0" * min(_digits(part, "number:decimal-places", 0), 3)
    return _long("s", "ss")(part) + (f".{decimals}" if decimals else "")


_PARTS: Final[dict[str, Callable[[etree._Element], str]]] = {
    "text": _literal,
    "currency-symbol": _literal,
    "number": _number,
    "scientific-number": _scientific,
    "fraction": _fraction,
    "year": _long("yy", "yyyy"),
    "month": _month,
    "day": _long("d", "dd"),
    "day-of-week": _long("ddd", "dddd"),
    "hours": _long("h", "hh"),
    "minutes": _long("m", "mm"),
    "seconds": _seconds,
    "am-pm": lambda _: "AM/PM",
    "boolean": lambda _: GENERAL,
    "text-content": lambda _: "@",
}
