"""How the cells of an .xls workbook look: its XF records as styles of the new workbook."""

from typing import Any, Final

from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Protection, Side
from xlrd.book import Book
from xlrd.formatting import XF

from analyzer.foreign.target import Look, clean

# Positions are the values in the file: Microsoft [MS-XLS], sections 2.5.51 (border) and 2.5.165 (fill).
_LINES: Final = (
    None, "thin", "medium", "dashed", "dotted", "thick", "double", "hair", "mediumDashed", "dashDot",
    "mediumDashDot", "dashDotDot", "mediumDashDotDot", "slantDashDot",
)  # fmt: skip
_PATTERNS: Final = (
    None, "solid", "mediumGray", "darkGray", "lightGray", "darkHorizontal", "darkVertical", "darkDown",
    "darkUp", "darkGrid", "darkTrellis", "lightHorizontal", "lightVertical", "lightDown", "lightUp",
    "lightGrid", "lightTrellis", "gray125", "gray0625",
)  # fmt: skip
_HORIZONTAL: Final = (
    None, "left", "center", "right", "fill", "justify", "centerContinuous", "distributed",
)  # fmt: skip
_VERTICAL: Final = ("top", "center", None, "justify", "distributed")  # the third, bottom, is the default
_UNDERLINES: Final[dict[int, Any]] = {
    1: "single",
    2: "double",
    33: "singleAccounting",
    34: "doubleAccounting",
}
_ESCAPEMENTS: Final[dict[int, Any]] = {1: "superscript", 2: "subscript"}

# Formats whose code depends on the language of Excel, which the file therefore does not state:
# ECMA-376 part 1, 18.8.30, the column for Simplified Chinese.
_CHINESE_FORMATS: Final = {
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"', 35: '上午/下午h"时"mm"分"ss"秒"',
    36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip

_BOLD = 600


def looks(book: Book) -> list[Look]:
    """The look of each XF record, by its number."""
    return [_look(book, xf) for xf in book.xf_list]


def normal_font(book: Book) -> Font | None:
    """The font by whose digits the widths of columns are counted."""
    return font(book, 0) if book.font_list else None


def font(book: Book, number: int) -> Font:
    """The font of that number as the new workbook has it."""
    old = book.font_list[number]
    return Font(
        name=clean(old.name) or None,
        sz=old.height / 20 or None,
        b=bool(old.bold or old.weight >= _BOLD) or None,
        i=bool(old.italic) or None,
        strike=bool(old.struck_out) or None,
        u=_UNDERLINES.get(old.underline_type),
        vertAlign=_ESCAPEMENTS.get(old.escapement),
        color=_colour(book, old.colour_index),
        charset=old.character_set if old.character_set > 1 else None,
        family=old.family or None,
    )


def _look(book: Book, xf: XF) -> Look:
    number_format = book.format_map.get(xf.format_key)
    code = number_format.format_str if number_format else None
    alignment, protection = xf.alignment, xf.protection
    return Look(
        number_format=code or _CHINESE_FORMATS.get(xf.format_key, "General"),
        font=font(book, xf.font_index),
        fill=_fill(book, xf),
        border=_border(book, xf),
        alignment=Alignment()
        if alignment is None
        else Alignment(
            horizontal=_at(_HORIZONTAL, alignment.hor_align),
            vertical=_at(_VERTICAL, alignment.vert_align),
            textRotation=alignment.rotation if alignment.rotation <= 180 or alignment.rotation == 255 else 0,  # noqa: PLR2004
            wrapText=bool(alignment.text_wrapped) or None,
            indent=alignment.indent_level,
            shrinkToFit=bool(alignment.shrink_to_fit) or None,
            readingOrder=alignment.text_direction,
        ),
        protection=Protection(bool(protection.cell_locked), bool(protection.formula_hidden))
        if protection
        else Protection(),
    )


def _fill(book: Book, xf: XF) -> PatternFill:
    background = xf.background
    pattern = _at(_PATTERNS, background.fill_pattern) if background else None
    if background is None or pattern is None:
        return PatternFill()
    front = _colour(book, background.pattern_colour_index)
    back = _colour(book, background.background_colour_index)
    fill = PatternFill(patternType=pattern)
    fill.fgColor, fill.bgColor = front or fill.fgColor, back or fill.bgColor
    return fill


def _border(book: Book, xf: XF) -> Border:
    old = xf.border
    if old is None:
        return Border()

    def side(line: int, colour: int) -> Side:
        style = _at(_LINES, line)
        return Side(style=style, color=_colour(book, colour) if style else None)

    return Border(
        left=side(old.left_line_style, old.left_colour_index),
        right=side(old.right_line_style, old.right_colour_index),
        top=side(old.top_line_style, old.top_colour_index),
        bottom=side(old.bottom_line_style, old.bottom_colour_index),
        diagonal=side(old.diag_line_style, old.diag_colour_index),
        diagonalUp=bool(old.diag_up),
        diagonalDown=bool(old.diag_down),
    )


def _at(names: tuple[str | None, ...], number: int) -> Any:
    """The name openpyxl has for a number of the file; None for one that is unknown."""
    return names[number] if number < len(names) else None


def _colour(book: Book, index: int) -> Color | None:
    """The colour by the workbook's palette; None for the automatic ones."""
    rgb = book.colour_map.get(index)
    return None if rgb is None else Color(rgb="FF{:02X}{:02X}{:02X}".format(*rgb))
