"""Characters as typed in Chinese workbooks: full width, look-alike signs, marks that mean "nothing"."""

import re
from typing import Final

# Not NFKC: it would turn 10² into 102, ㎡ into m2 and rewrite Chinese compatibility characters.
_FULL_WIDTH_ASCII = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SPACES = dict.fromkeys(map(ord, "\u3000\xa0\u2002\u2003\u2005\u2007\u2009\u200a\u202f\t\r\n\v\f"), " ")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\xad"), None)
_MINUS = dict.fromkeys(map(ord, "−﹣‐‑‒–"), "-")  # not the dash —, which joins ranges and marks empty cells
_LOOK_ALIKE = {ord("￥"): "¥", ord("﹪"): "%", ord("≧"): "≥", ord("≦"): "≤", ord("⩾"): "≥", ord("⩽"): "≤"}
_LOOK_ALIKE |= {ord("﹤"): "<", ord("﹥"): ">", ord("∼"): "~", ord("〜"): "~", ord("’"): "'", ord("‘"): "'"}
_TRANSLATION: Final = _FULL_WIDTH_ASCII | _SPACES | _INVISIBLE | _MINUS | _LOOK_ALIKE

_BLANK_MARKS: Final = frozenset("-—―─_*/\\")
_BLANK_WORDS: Final = frozenset({"", "无", "空", "n/a", "na"})
# Digits and Chinese characters but 无 and 空: one of them says that a text is not blank.
_CONTENT: Final = re.compile("[0-9\u4e00-\u65df\u65e1-\u7a79\u7a7b-\u9fff]")

_ERROR: Final = re.compile(r"#(REF!|DIV/0!|VALUE!|N/A|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|#+)", re.I)


def normalise(text: str) -> str:
    """`text` trimmed, with half-width letters, digits, signs and spaces; Chinese characters stay."""
    return text.translate(_TRANSLATION).strip()


def is_blank(cell: object) -> bool:
    """Whether the cell counts as empty: None, nan, spaces, only dashes, stars, strokes, or 无 空 N/A."""
    if not isinstance(cell, str):
        return is_missing(cell)
    if _CONTENT.search(cell):
        return False
    text = normalise(cell).rstrip("。").lower()
    return text in _BLANK_WORDS or _BLANK_MARKS.issuperset(text.replace(" ", ""))


def is_missing(cell: object) -> bool:
    """Whether the cell has no content at all: None, or one of the values unequal to themselves (nan, NaT)."""
    try:
        return cell is None or bool(cell != cell)  # noqa: PLR0124 - that is how nan is known
    except (TypeError, ValueError, ArithmeticError):  # pandas.NA and signalling nan refuse to be compared
        return True


def is_error(text: str) -> bool:
    """Whether normalised `text` is an Excel error such as #REF! or the ##### of a narrow column."""
    return _ERROR.fullmatch(text) is not None
