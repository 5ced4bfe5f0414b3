"""The workbook's cell styles: cloned with another fill, or extended by the looks of new sheets."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from xml.sax.saxutils import quoteattr

from lxml import etree

from analyzer.package.container.markup import add, document, entries, local, namespace, section
from analyzer.package.looks.look import Pieces

# ECMA-376 part 1, CT_Stylesheet.
_ORDER = (
    *("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs"),
    *("tableStyles", "colors", "extLst"),
)
_OWN_FORMATS_FROM = 164
"""Number formats below this number are built in and shared by all workbooks (ECMA-376 part 1, 18.8.30)."""
_BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49}
"""Those of them that mean the same in every language."""


def minimal(namespace: str) -> etree._Element:
    """The styles of a workbook that has none: one font, the two obligatory fills, one border, one style."""
    root = document("styleSheet", namespace)
    font = add(_counted(root, "fonts"), "font")
    add(font, "sz", {"val": "11"})
    add(font, "name", {"val": "Calibri"})
    for pattern in ("none", "gray125"):
        add(add(_counted(root, "fills"), "fill"), "patternFill", {"patternType": pattern})
    border = add(_counted(root, "borders"), "border")
    for side in ("left", "right", "top", "bottom", "diagonal"):
        add(border, side)
    plain = {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0"}
    add(_counted(root, "cellStyleXfs"), "xf", plain)
    add(_counted(root, "cellXfs"), "xf", plain | {"xfId": "0"})
    for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs"):
        _recount(_counted(root, name))
    return root


class Styles:
    """The styles part being extended; nothing that is in it changes or moves."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._fills: dict[str, int] = {}
        self._known: list[etree._Element] | None = None
        self._filled: dict[tuple[int, str], int] = {}

    def filled(self, style: int, colour: str) -> int:
        """The number of the cell style that is `style` but for its fill of `colour` (RRGGBB)."""
        key = (style, colour)
        if key not in self._filled:
            self._filled[key] = self._with_fill(style, self._fill(colour))
        return self._filled[key]

    def add_looks(self, looks: Sequence[Pieces]) -> list[int]:
        """Append styles that look so, each font, fill and so on once; returns the style of each look."""
        fonts = self._append_xml("fonts", (look.font for look in looks))
        borders = self._append_xml("borders", (look.border for look in looks))
        self._complete_fills(_counted(self.root, "fills"))
        fills = self._append_xml("fills", (look.fill for look in looks if look.fill)) | {"": 0}
        formats = self._formats([look.number_format for look in looks])
        self._ensure_first_style(_counted(self.root, "cellXfs"))
        styles = [
            f'<xf numFmtId="{formats[look.number_format]}" fontId="{fonts[look.font]}"'
            f' fillId="{fills[look.fill]}" borderId="{borders[look.border]}" xfId="0"{look.applied}>'
            f"{look.inside}</xf>"
            for look in looks
        ]
        numbers = self._append_xml("cellXfs", styles)
        return [numbers[style] for style in styles]

    def _append_xml(self, name: str, pieces: Iterable[str]) -> dict[str, int]:
        """Append each piece of XML to the table once; returns the number each has in it."""
        distinct = list(dict.fromkeys(pieces))
        table = _counted(self.root, name)
        first = len(table)
        if distinct:
            space = namespace(table)
            table.extend(list(etree.fromstring(f'<{name} xmlns="{space}">{"".join(distinct)}</{name}>')))
            _recount(table)
        return {piece: first + number for number, piece in enumerate(distinct)}

    def _formats(self, codes: Iterable[str]) -> Mapping[str, int]:
        """The number of each number format, appended where it is no built-in one."""
        own = [code for code in dict.fromkeys(codes) if code not in _BUILT_IN]
        if not own:
            return _BUILT_IN
        taken = (int(entry.get("numFmtId", "0")) for entry in entries(self.root, "numFmts"))
        first = max([_OWN_FORMATS_FROM - 1, *taken]) + 1
        numbers = {code: first + position for position, code in enumerate(own)}
        self._append_xml(
            "numFmts",
            [f'<numFmt numFmtId="{numbers[code]}" formatCode={quoteattr(code)}/>' for code in own],
        )
        return _BUILT_IN | numbers

    def _with_fill(self, style: int, fill: int) -> int:
        table = _counted(self.root, "cellXfs")
        self._ensure_first_style(table)
        if self._known is None:
            self._known = [element for element in table if local(element) == "xf"]
        # A cell may name a style that is not there; Excel shows it in the first one.
        clone = deepcopy(self._known[style if style < len(self._known) else 0])
        clone.set("fillId", str(fill))
        clone.set("applyFill", "1")
        return _appended(table, clone)

    def _fill(self, colour: str) -> int:
        if colour not in self._fills:
            table = _counted(self.root, "fills")
            self._complete_fills(table)
            fill = etree.Element(_tag(table, "fill"))
            pattern_fill = add(fill, "patternFill", {"patternType": "solid"})
            add(pattern_fill, "fgColor", {"rgb": f"FF{colour.upper()}"})
            add(pattern_fill, "bgColor", {"indexed": "64"})
            self._fills[colour] = _appended(table, fill)
        return self._fills[colour]

    def _complete_fills(self, table: etree._Element) -> None:
        """Fills 0 and 1 are always none and gray125, whatever the file says."""
        for pattern in ("none", "gray125")[len(table) :]:
            add(add(table, "fill"), "patternFill", {"patternType": pattern})

    def _ensure_first_style(self, table: etree._Element) -> None:
        if len(table) == 0:
            add(table, "xf", {"numFmtId": "0", "fontId": "0", "fillId": "0", "borderId": "0", "xfId": "0"})


def _counted(root: etree._Element, name: str) -> etree._Element:
    return section(root, name, _ORDER)


def _recount(table: etree._Element) -> None:
    table.set("count", str(len(table)))


def _appended(table: etree._Element, element: etree._Element) -> int:
    table.append(element)
    _recount(table)
    return len(table) - 1


def _tag(sibling: etree._Element, name: str) -> str:
    space = sibling.tag.rpartition("}")[0]
    return f"{space}}}{name}" if space else name
