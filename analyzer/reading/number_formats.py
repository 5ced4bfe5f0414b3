"""The workbook's number formats: the decimals they display, and what calamine needs to know dates by."""

import re
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from analyzer.package import Package
from analyzer.package.container.markup import entries, local, parse

_BUILT_IN = {1: 0, 2: 2, 3: 0, 4: 2, 9: 0, 10: 2, 37: 0, 38: 0, 39: 2, 40: 2}
_GENERAL = 0
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


@dataclass(frozen=True)
class NumberFormats:
    """By cell style: the decimals displayed, 2 for 0.00 and #,##0.00####, None for General and dates.

    `xml` is a styles part with nothing but the formats.
    """

    decimals: tuple[int | None, ...]
    xml: bytes


def number_formats(package: Package) -> NumberFormats:
    """The formats of the workbook's styles part."""
    part = package.styles_part
    xml = package.part(part) if part else None
    return _read(xml, part) if xml is not None and part else NumberFormats((), b"<styleSheet></styleSheet>")


@lru_cache(maxsize=4)  # the workbooks of one run mostly come from one template
def _read(xml: bytes, part: str) -> NumberFormats:
    root = parse(xml, part)
    codes = {
        _number(entry.get("numFmtId")): entry.get("formatCode", "")
        for entry in entries(root, "numFmts")
        if local(entry) == "numFmt"
    }
    styles = [_number(xf.get("numFmtId")) for xf in entries(root, "cellXfs") if local(xf) == "xf"]
    known = _BUILT_IN | {number: format_decimals(code) for number, code in codes.items()}
    stated = "".join(f'<numFmt numFmtId="{n}" formatCode={quoteattr(code)}/>' for n, code in codes.items())
    used = "".join(f'<xf numFmtId="{number}"/>' for number in styles)
    written = f"<styleSheet><numFmts>{stated}</numFmts><cellXfs>{used}</cellXfs></styleSheet>"
    return NumberFormats(tuple(known.get(number) for number in styles), written.encode())


def _number(stated: str | None) -> int:
    return int(stated) if stated and stated.isdecimal() else _GENERAL


def format_decimals(code: str) -> int | None:
    """Decimals a number format always displays, or None if it is not a plain number format."""
    positive = _LITERAL.sub("", code.partition(";")[0])
    match = re.fullmatch(r"[^0#ymdhs@]*[#,0?]*0(?:\.(0*)[#?]*)?%?[^0#.ymdhs@]*", positive)
    return len(match[1] or "") if match else None
