"""The VML drawing that gives notes their boxes, edited as text: older files often hold VML that is no XML."""

import re

from analyzer.package.notes.comments import Box
from analyzer.package.notes.layout import Anchor, Layout
from analyzer.package.sheet.cells import Cell

_NAMESPACES = {
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "x": "urn:schemas-microsoft-com:office:excel",
}
_EMPTY = (
    "<xml " + " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items()) + ">"
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="{block}"/></o:shapelayout></xml>'
)
_NOTE_TYPE = (
    '<v:shapetype id="_x0000_t202"{declared} coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_NOTE = (
    '<v:shape id="_x0000_s{number}"{declared} type="#_x0000_t202" style="position:absolute;margin-left:60pt;'
    'margin-top:1.5pt;width:{width:g}pt;height:{height:g}pt;z-index:{order};visibility:hidden" '
    'fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/><v:shadow on="t" color="black" '
    'obscured="t"/><v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
    '<div style="text-align:left"></div></v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/>'
    "<x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPE = re.compile(r"<(\w+:)?shape\b.*?</(\w+:)?shape\s*>", re.S)
_DRAWN = re.compile(r"<(\w+:)?(shape|group|rect|line|oval|image|polyline|curve|arc|roundrect)\b(?!type)")
_ANCHOR = re.compile(r"(<(?:\w+:)?Anchor\s*>)([^<]*)(</(?:\w+:)?Anchor\s*>)")
_CLIENT_DATA = re.compile(r"(<(\w+:)?ClientData\b[^>]*>)")
_ROW = re.compile(r"<(?:\w+:)?Row\s*>\s*(\d+)\s*<")
_COLUMN = re.compile(r"<(?:\w+:)?Column\s*>\s*(\d+)\s*<")
_NUMBER = re.compile(r"_x0000_s(\d+)")
_IDS_IN_A_BLOCK = 1024
_PIXEL = 0.75
"""Points."""


class Shapes:
    """The VML part of one sheet, as text. `block` numbers its shapes when it has none (from 1)."""

    def __init__(self, vml: bytes | None, block: int) -> None:
        self._encoding = "utf-16" if vml and vml.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
        # Bytes that are no UTF-8 (some programs write the system's code page) must come back as they were.
        self._text = vml.decode(self._encoding, "surrogateescape") if vml else ""
        if "</" not in self._text:
            self._text = _EMPTY.format(block=block)
        numbers = [int(number) for number in _NUMBER.findall(self._text)]
        self._next = max([block * _IDS_IN_A_BLOCK, *numbers]) + 1
        self._shape_by_cell = {_cell(found[0]): found[0] for found in _SHAPE.finditer(self._text)}
        self._new: list[str] = []

    def fit(self, first: Cell, last: Cell, box: Box, layout: Layout) -> None:
        """Give the note of the cells from `first` to `last` a box of at least that size."""
        present = self._shape_by_cell.get(first)
        if present is None:
            self._new.append(self._note(first, box, layout.anchor(first, last, box)))
            return
        if _ANCHOR.search(present):
            grown = _ANCHOR.sub(
                lambda found: f"{found[1]}{layout.grown(found[2], box)}{found[3]}", present, count=1
            )
        else:
            anchor = layout.anchor(first, last, box)
            grown = _CLIENT_DATA.sub(rf"\1<\2Anchor>{anchor}</\2Anchor>", present, count=1)
        self._text = self._text.replace(present, grown, 1)
        self._shape_by_cell[first] = grown

    def remove(self, cell: Cell) -> None:
        """Take away the box of the cell's note."""
        shape = self._shape_by_cell.pop(cell, None)
        if shape is not None:
            self._text = self._text.replace(shape, "", 1)

    @property
    def empty(self) -> bool:
        """Whether nothing is drawn, be it for a note or for anything else."""
        return not _DRAWN.search(self._text)

    def to_bytes(self) -> bytes:
        """The part with the new shapes at its end."""
        needs_type = 'id="_x0000_t202"' not in self._text
        note_type = _NOTE_TYPE.format(declared=self._declared()) if needs_type and self._new else ""
        at = self._text.rindex("</")
        whole = self._text[:at] + note_type + "".join(self._new) + self._text[at:]
        return whole.encode(self._encoding, "surrogateescape")

    def _note(self, cell: Cell, box: Box, anchor: Anchor) -> str:
        number = self._next
        self._next += 1
        return _NOTE.format(
            number=number,
            declared=self._declared(),
            width=box.width * _PIXEL,
            height=box.height * _PIXEL,
            order=number % _IDS_IN_A_BLOCK,
            anchor=anchor,
            row=cell[0] - 1,
            column=cell[1] - 1,
        )

    def _declared(self) -> str:
        """Declarations of the prefixes that the part itself does not declare."""
        return "".join(
            f' xmlns:{prefix}="{uri}"'
            for prefix, uri in _NAMESPACES.items()
            if f"xmlns:{prefix}=" not in self._text
        )


def _cell(shape: str) -> Cell | None:
    row, column = _ROW.search(shape), _COLUMN.search(shape)
    is_note = "ClientData" in shape and "Note" in shape
    return (int(row[1]) + 1, int(column[1]) + 1) if row and column and is_note else None


def blanked(vml: bytes) -> str:
    """The text of a part without the anchors of its notes and the end of its root, where shapes are added."""
    text = vml.decode("utf-16" if vml.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8", "surrogateescape")
    return _ANCHOR.sub("", text[: text.rindex("</")] if "</" in text else "")
