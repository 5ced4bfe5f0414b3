"""The workbook's cell styles: cloned with another fill, or extended by the looks of new sheets."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import deepcopy
from xml.sax.saxutils import quoteattr

from lxml import etree

from analyzer.package.container.markup import DECLARATION, child, entries
from analyzer.package.looks.look import Pieces

_OWN_FORMATS_FROM = 164
"""Number formats below this number are built in and shared by all workbooks (ECMA-376 part 1, 18.8.30)."""
_BUILT_IN = {"General": 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, "@": 49}
"""Those of them that mean the same in every language."""


_FIRST_FILLS = (
    '<fill><patternFill patternType="none"/></fill>',
    '<fill><patternFill patternType="gray125"/></fill>',
)
"""Fills 0 and 1, which are always these, whatever the file says."""
_FIRST_STYLE = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
_DECLARATION = re.compile(r' xmlns(?::[\w.-]+)?="[^"]*"')


def minimal(namespace: str) -> bytes:
    """The styles of a workbook that has none: one font, the two obligatory fills, one border, one style."""
    sides = "".join(f"<{side}/>" for side in ("left", "right", "top", "bottom", "diagonal"))
    return (
        f'{DECLARATION}<styleSheet xmlns="{namespace}">'
        '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
        f'<fills count="2">{"".join(_FIRST_FILLS)}</fills>'
        f'<borders count="1"><border>{sides}</border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="1">{_FIRST_STYLE}</cellXfs></styleSheet>'
    ).encode()


class Styles:
    """The styles part being extended; nothing that is in it changes or moves.

    `root` is the part as it was; `append` is told the entries each of its tables gets.
    """

    def __init__(self, root: etree._Element, append: Callable[[str, Sequence[str]], None]) -> None:
        self.root = root
        self._append = append
        self._lengths: dict[str, int] = {}
        self._fills: dict[str, int] = {}
        self._filled: dict[tuple[int, str], int] = {}

    def filled(self, style: int, colour: str) -> int:
        """The number of the cell style that is `style` but for its fill of `colour` (RRGGBB)."""
        key = (style, colour)
        if key not in self._filled:
            self._filled[key] = self._with_fill(style, self._fill(colour))
        return self._filled[key]

    def add_looks(self, looks: Sequence[Pieces]) -> list[int]:
        """Append styles that look so, each font, fill and so on once; returns the style of each look."""
        fonts = self._add("fonts", (look.font for look in looks))
        borders = self._add("borders", (look.border for look in looks))
        self._complete_fills()
        fills = self._add("fills", (look.fill for look in looks if look.fill)) | {"": 0}
        formats = self._formats([look.number_format for look in looks])
        self._ensure_first_style()
        styles = [
            f'<xf numFmtId="{formats[look.number_format]}" fontId="{fonts[look.font]}"'
            f' fillId="{fills[look.fill]}" borderId="{borders[look.border]}" xfId="0"{look.applied}>'
            f"{look.inside}</xf>"
            for look in looks
        ]
        numbers = self._add("cellXfs", styles)
        return [numbers[style] for style in styles]

    def _length(self, name: str) -> int:
        """How many entries the table has, those appended included."""
        if name not in self._lengths:
            table = child(self.root, name)
            self._lengths[name] = 0 if table is None else len(table)
        return self._lengths[name]

    def _add(self, name: str, entries: Iterable[str]) -> dict[str, int]:
        """Append each entry to the table once; returns the number each has in it."""
        distinct = list(dict.fromkeys(entries))
        first = self._length(name)
        if distinct:
            self._append(name, distinct)
            self._lengths[name] += len(distinct)
        return {entry: first + place for place, entry in enumerate(distinct)}

    def _formats(self, codes: Iterable[str]) -> Mapping[str, int]:
        """The number of each number format, appended where it is no built-in one."""
        own = [code for code in dict.fromkeys(codes) if code not in _BUILT_IN]
        if not own:
            return _BUILT_IN
        taken = (int(entry.get("numFmtId", "0")) for entry in entries(self.root, "numFmts"))
        first = max([_OWN_FORMATS_FROM - 1, *taken]) + 1
        numbers = {code: first + position for position, code in enumerate(own)}
        self._add(
            "numFmts",
            [f'<numFmt numFmtId="{numbers[code]}" formatCode={quoteattr(code)}/>' for code in own],
        )
        return _BUILT_IN | numbers

    def _with_fill(self, style: int, fill: int) -> int:
        self._ensure_first_style()
        clone = self._clone(style)
        clone.set("fillId", str(fill))
        clone.set("applyFill", "1")
        start, end, inside = etree.tostring(clone, encoding="unicode", with_tail=False).partition(">")
        written = _DECLARATION.sub("", start) + end + inside  # declared where it is put
        return self._add("cellXfs", [written])[written]

    def _clone(self, style: int) -> etree._Element:
        """A cell style; one that is not there, though a cell names it, Excel shows as the first one."""
        table = child(self.root, "cellXfs")
        if table is None or len(table) == 0:
            return etree.fromstring(_FIRST_STYLE)
        return deepcopy(table[style if style < len(table) else 0])

    def _fill(self, colour: str) -> int:
        if colour not in self._fills:
            self._complete_fills()
            shade = f'<fgColor rgb="FF{colour.upper()}"/><bgColor indexed="64"/>'
            entry = f'<fill><patternFill patternType="solid">{shade}</patternFill></fill>'
            self._fills[colour] = self._add("fills", [entry])[entry]
        return self._fills[colour]

    def _complete_fills(self) -> None:
        self._add("fills", _FIRST_FILLS[self._length("fills") :])

    def _ensure_first_style(self) -> None:
        if self._length("cellXfs") == 0:
            self._add("cellXfs", [_FIRST_STYLE])
