"""The notes of a sheet: the text each cell's note holds, and the size of box it needs."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache
from typing import NamedTuple

from lxml import etree

from analyzer.package.container.markup import DECLARATION, add, child, entries, local, namespace
from analyzer.package.pages.content import escaped

# The font of our notes, up to where the text of a run begins.
_FONT = (
    '<sz val="9"/><color indexed="81"/><rFont val="宋体"/><charset val="134"/></rPr><t xml:space="preserve">'
)
_BOLD, _REGULAR = f"<rPr><b/>{_FONT}", f"<rPr>{_FONT}"
_HALF_WIDTH = 6
"""Pixels of half a Chinese character at 9 points and 96 pixels an inch."""
_LINE = 16
_MARGIN = 20
_NARROWEST, _WIDEST, _TALLEST = 160, 380, 560
_LOST_TO_WRAPPING = 2
"""Half-widths a full line may leave empty because the next character or word does not fit."""


class Box(NamedTuple):
    """A note's size in pixels."""

    width: int
    height: int


def box(text: str) -> Box:
    """The box that shows `text` without scrolling, up to the tallest that still fits a screen."""
    widths = [_half_widths(line) for line in text.split("\n")]
    width = min(max(_NARROWEST, max(widths) * _HALF_WIDTH + _MARGIN), _WIDEST)
    room = (width - _MARGIN) // _HALF_WIDTH
    lines = sum(1 if wide <= room else -(-wide // (room - _LOST_TO_WRAPPING)) for wide in widths)
    return Box(width, min(lines * _LINE + _MARGIN, _TALLEST))


class Notes:
    """The comments part of one sheet being extended; `new` holds what its tables get at their ends.

    `root` is the part as it is, None when there is none.
    """

    def __init__(self, root: etree._Element | None, author: str, heading: str) -> None:
        self.new: dict[str, list[str]] = {}
        self._heading = heading
        self._present = {
            element.get("ref", "").replace("$", "").upper(): element
            for element in (root.iter("{*}comment") if root is not None else ())
        }
        authors = entries(root, "authors") if root is not None else []
        names = [element.text for element in authors]
        self._new_author = [] if author in names else [f"<author>{escaped(author)}</author>"]
        self._author = names.index(author) if author in names else len(names)

    def write(self, reference: str, note: str) -> str:
        """Put `note` under the heading into the cell's note, after what others wrote; returns the whole text.

        A text of ours already there is replaced: it begins with the heading on a line of its own.
        """
        present = self._present.get(reference)
        if present is not None:
            return self._extend(present, note)
        if not self.new:
            self.new = {"authors": self._new_author, "commentList": []}
        runs = f"<r>{_BOLD}{escaped(self._heading)}</t></r><r>{_REGULAR}\n{escaped(note)}</t></r>"
        self.new["commentList"].append(
            f'<comment ref="{reference}" authorId="{self._author}"><text>{runs}</text></comment>'
        )
        return f"{self._heading}\n{note}"

    def _extend(self, comment: etree._Element, note: str) -> str:
        text = child(comment, "text")
        if text is None:
            text = add(comment, "text")
        whole = text_of(text)
        before = without_ours(whole, self._heading).rstrip("\n")
        if before != whole:
            _cut_at(text, len(before))
        for font, written in (
            (_BOLD, ("\n" if before else "") + self._heading),
            (_REGULAR, "\n" + note),
        ):
            run = f'<text xmlns="{namespace(comment)}"><r>{font}{escaped(written)}</t></r></text>'
            text.append(etree.fromstring(run)[0])
        return f"{before}\n{self._heading}\n{note}" if before else f"{self._heading}\n{note}"


def take_out_ours(root: etree._Element, headings: Collection[str]) -> tuple[dict[str, str], set[str]]:
    """Cut every note from our heading on; a note that held nothing else goes, and so does its author.

    Returns what ours said in each cell's note, without the heading, and the cells whose note is gone.
    """
    ours: dict[str, str] = {}
    gone: set[str] = set()
    authors: set[str] = set()
    for comment in list(root.iter("{*}comment")):
        text = child(comment, "text")
        whole = text_of(text) if text is not None else ""
        before = min((without_ours(whole, heading) for heading in headings), key=len, default=whole)
        if text is None or before == whole:
            continue
        reference = comment.get("ref", "").replace("$", "").upper()
        ours[reference] = whole[len(before) :].partition("\n")[2]
        before = before.rstrip("\n")
        _cut_at(text, len(before))
        parent = comment.getparent()
        if not before and parent is not None:
            gone.add(reference)
            authors.add(comment.get("authorId", ""))
            parent.remove(comment)
    _forget_authors(root, authors)
    return ours, gone


def _forget_authors(root: etree._Element, numbers: Collection[str]) -> None:
    """Remove those of the authors who wrote no note that is left, and number the others anew."""
    authors = child(root, "authors")
    left = list(root.iter("{*}comment"))
    unused = set(numbers) - {comment.get("authorId", "") for comment in left}
    if authors is None or not unused:
        return
    kept = [str(number) for number in range(len(authors)) if str(number) not in unused]
    for place, author in enumerate(list(authors)):
        if str(place) in unused:
            authors.remove(author)
    for comment in left:
        written = comment.get("authorId", "")
        if written in kept:
            comment.set("authorId", str(kept.index(written)))


def no_notes(main_namespace: str) -> bytes:
    """An empty comments part."""
    tables = "<authors></authors><commentList></commentList>"
    return f'{DECLARATION}<comments xmlns="{main_namespace}">{tables}</comments>'.encode()


def text_of(text: etree._Element) -> str:
    """The note's text without its formatting."""
    return "".join(piece.text or "" for piece in _pieces(text))


def without_ours(text: str, heading: str) -> str:
    """What others wrote in a note: all before the heading's own line."""
    found = _heading_line(heading).search(text)
    return text[: found.start()] if found else text


def _heading_line(heading: str) -> re.Pattern[str]:
    return re.compile(rf"^{re.escape(heading)}\r?$", re.M)


def _cut_at(text: etree._Element, length: int) -> None:
    """Keep the first `length` characters of the note."""
    for piece in list(_pieces(text)):
        written = piece.text or ""
        piece.text = written[:length]
        length -= len(piece.text)
        if not piece.text:
            run = piece.getparent()
            text.remove(piece if run is None or run is text else run)


def _pieces(text: etree._Element) -> Iterator[etree._Element]:
    """The pieces a note's text is written in: plain, or one in each run. Pronunciation guides are no text."""
    for element in text.iterchildren("{*}t", "{*}r"):
        if local(element) == "t":
            yield element
        else:
            yield from element.iterchildren("{*}t")


def _half_widths(line: str) -> int:
    return sum(map(_half_widths_of, line))


@cache
def _half_widths_of(character: str) -> int:
    return 2 if unicodedata.east_asian_width(character) in "WFA" else 1
