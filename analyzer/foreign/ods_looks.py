"""How the cells of an OpenDocument table look: their styles, with what they inherit, as Look."""

import re
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree
from openpyxl.styles import Alignment, Border, Color, Font, PatternFill, Protection, Side

from analyzer.foreign.odf import Document, every, get, name, points
from analyzer.foreign.ods_formats import GENERAL, KINDS, format_code
from analyzer.foreign.target import Look
from analyzer.package.container.markup import local

_MOST_PARENTS: Final = 20
_COLOUR = re.compile(r"#([0-9A-Fa-f]{6})\b")
_HORIZONTAL: Final = {"start": "left", "left": "left", "center": "center", "end": "right", "right": "right",
                      "justify": "justify"}  # fmt: skip
_VERTICAL: Final = {"top": "top", "middle": "center"}  # Excel's default is bottom
_SIDES = frozenset({"border-left", "border-right", "border-top", "border-bottom"})
_MEDIUM, _THICK = 1.5, 2.2  # points from which Excel draws a line as medium, as thick
_INDENT: Final = 9.0  # points one step of Excel's indent takes at 10-point text, about
_DEFAULT_FORMATS: Final = {"date": "yyyy-mm-dd", "time": "hh:mm:ss", "percentage": "0.00%"}

Properties = dict[str, str]


class Styles:
    """The styles of a document by family and name."""

    def __init__(self, document: Document) -> None:
        self._styles: dict[tuple[str, str], etree._Element] = {}
        self._formats: dict[str, etree._Element] = {}
        self._fonts: dict[str, str] = {}
        self._defaults: dict[str, etree._Element] = {}
        for root in (document.styles, document.content):
            for style in every(root, "style:style"):
                self._styles[get(style, "style:family"), get(style, "style:name")] = style
            for style in every(root, *KINDS):
                self._formats[get(style, "style:name")] = style
            for face in every(root, "style:font-face"):
                self._fonts[get(face, "style:name")] = get(face, "svg:font-family").strip("'\"")
            for style in every(root, "style:default-style"):
                self._defaults[get(style, "style:family")] = style

    def properties(self, family: str, style_name: str) -> Properties:
        """All formatting attributes of a style by local name, the style's own over the inherited."""
        merged: Properties = {}
        for style in reversed([*self._lineage(family, style_name)]):
            for group in style:
                if local(group).endswith("-properties"):
                    own = {_local(key): str(given) for key, given in group.attrib.items()}
                    if "border" in own:  # one border all around also replaces inherited single sides
                        merged = {key: given for key, given in merged.items() if key not in _SIDES}
                    merged |= own
        return merged

    def conditional(self, style_name: str) -> bool:
        """Whether a cell style changes with the cell's content."""
        style = self._styles.get(("table-cell", style_name))
        return style is not None and style.find(name("style:map")) is not None

    def page(self, style_name: str) -> str:
        """The name of the page a table style is printed on."""
        style = self._styles.get(("table", style_name))
        return "" if style is None else get(style, "style:master-page-name")

    def look(self, style_name: str, value_type: str = "") -> Look:
        """The look of a cell style; `value_type` tells the format where the style has none."""
        given = self.properties("table-cell", style_name)
        code = self._format(style_name)
        return Look(
            number_format=_DEFAULT_FORMATS.get(value_type, GENERAL) if code == GENERAL else code,
            font=self._font(given),
            fill=_fill(given),
            border=_border(given),
            alignment=_alignment(given),
            protection=_protection(given),
        )

    def font_within(self, style_name: str, text_style_name: str) -> Font:
        """The font of a piece of text in a cell of that style."""
        return self._font(
            self.properties("table-cell", style_name) | self.properties("text", text_style_name)
        )

    def _lineage(self, family: str, style_name: str) -> Iterator[etree._Element]:
        for _ in range(_MOST_PARENTS):
            style = self._styles.get((family, style_name))
            if style is None:
                break
            yield style
            style_name = get(style, "style:parent-style-name")
        if family in self._defaults:
            yield self._defaults[family]

    def _format(self, style_name: str) -> str:
        for style in self._lineage("table-cell", style_name):
            if format_name := get(style, "style:data-style-name"):
                found = self._formats.get(format_name)
                return GENERAL if found is None else format_code(found, self._formats)
        return GENERAL

    def _font(self, given: Properties) -> Font:
        face = given.get("font-name", "")
        return Font(
            name=self._fonts.get(face) or given.get("font-family", face).strip("'\"") or None,
            sz=points(given.get("font-size", "")) or 10,
            b=given.get("font-weight", "normal") not in ("normal", "400") or None,
            i=given.get("font-style", "normal") != "normal" or None,
            strike=given.get("text-line-through-style", "none") != "none" or None,
            u=_underline(given),
            vertAlign=_escapement(given.get("text-position", "")),
            color=_colour(given.get("color", "")),
        )


def _local(key: str | bytes) -> str:
    return str(key).rpartition("}")[2]


def _colour(text: str) -> Color | None:
    match = _COLOUR.search(text)
    return Color(rgb=f"FF{match[1].upper()}") if match else None


def _underline(given: Properties) -> Any:
    if given.get("text-underline-style", "none") == "none":
        return None
    return "double" if given.get("text-underline-type") == "double" else "single"


def _escapement(position: str) -> Any:
    if position.startswith(("super", "sub")):
        return "superscript" if position.startswith("super") else "subscript"
    return None


def _fill(given: Properties) -> PatternFill:
    colour = _colour(given.get("background-color", ""))
    return PatternFill("solid", fgColor=colour) if colour else PatternFill()


def _border(given: Properties) -> Border:
    def side(which: str) -> Side:
        return _line(given.get(f"border-{which}") or given.get("border", ""))

    falling, rising = _line(given.get("diagonal-tl-br", "")), _line(given.get("diagonal-bl-tr", ""))
    return Border(
        left=side("left"),
        right=side("right"),
        top=side("top"),
        bottom=side("bottom"),
        diagonal=rising if rising.style else falling,
        diagonalUp=bool(rising.style),
        diagonalDown=bool(falling.style),
    )


def _line(line: str) -> Side:
    """A border such as "0.74pt solid #bfbfbf" as the nearest of Excel's lines."""
    width = points(line) or 0.0
    if not width or "none" in line or "hidden" in line:
        return Side()
    style: Any
    if "double" in line:
        style = "double"
    elif "dash-dot-dot" in line:
        style = "mediumDashDotDot" if width >= _MEDIUM else "dashDotDot"
    elif "dash-dot" in line:
        style = "mediumDashDot" if width >= _MEDIUM else "dashDot"
    elif "dash" in line:
        style = "mediumDashed" if width >= _MEDIUM else "dashed"
    elif "dotted" in line:
        style = "dotted"
    else:
        style = _weight(width)
    return Side(style=style, color=_colour(line))


def _weight(width: float) -> Any:
    if width >= _THICK:
        return "thick"
    if width >= _MEDIUM:
        return "medium"
    return "thin" if width > 0.1 else "hair"  # noqa: PLR2004 - points


def _alignment(given: Properties) -> Alignment:
    fixed = given.get("text-align-source") != "value-type"
    horizontal = _HORIZONTAL.get(given.get("text-align", "")) if fixed else None
    if given.get("repeat-content") == "true":
        horizontal = "fill"
    angle = round(float(given.get("rotation-angle", "0") or 0)) % 360
    margin = points(given.get("margin-left", "")) or 0.0
    return Alignment(
        horizontal=horizontal,
        vertical=_VERTICAL.get(given.get("vertical-align", "")),
        textRotation=_rotation(angle),
        wrapText=given.get("wrap-option") == "wrap" or None,
        shrinkToFit=given.get("shrink-to-fit") == "true" or None,
        indent=min(round(margin / _INDENT), 15) if horizontal in ("left", "right") else 0,
    )


def _rotation(angle: int) -> int:
    """Excel counts 1 to 90 upwards and 91 to 180 downwards."""
    if angle <= 90:  # noqa: PLR2004
        return angle
    return 90 + 360 - angle if angle >= 270 else 0  # noqa: PLR2004


def _protection(given: Properties) -> Protection:
    words = given.get("cell-protect", "protected")
    return Protection(
        locked="protected" in words and words != "none", hidden="hidden" in words or "formula" in words
    )
