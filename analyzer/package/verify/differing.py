"""The rows of two versions of a long worksheet that differ, found without cutting out all the others."""

from typing import NamedTuple

from analyzer.package.sheet.alike import alike

_ROW, _CELLS_END = b"<row ", b"</sheetData>"


class Differing(NamedTuple):
    """What is before the first row, the rows that differ, and the last one with all that follows it.

    `old` and `new` are in step, what lies between them in the one lies there in the other; `rows` counts all
    rows of the new version.
    """

    old: list[bytes]
    new: list[bytes]
    rows: int


def differing_rows(old: bytes, new: bytes, most: int) -> Differing | None:
    """None where more than `most` rows differ, or the rows are not written as nearly every program does."""
    ends = old.rfind(_CELLS_END), new.rfind(_CELLS_END)
    last = old.rfind(_ROW, 0, ends[0]), new.rfind(_ROW, 0, ends[1])
    rows = new.count(_ROW, 0, ends[1])
    at, place = old.find(_ROW), new.find(_ROW)
    if min(*ends, *last) < 0 or rows != new.count(_ROW[:-1], 0, ends[1]):
        return None
    found = Differing([old[:at]], [new[:place]], rows)
    while (at, place) != last:
        same = alike(old, at, new, place, min(last[0] - at, last[1] - place))
        here = old.startswith(_ROW, at + same) and new.startswith(_ROW, place + same)
        row = at + same if here else old.rfind(_ROW, at, at + same)  # begins in what is the same
        at, place = row, place + row - at
        if (at, place) == last:
            break
        next_at, next_place = old.find(_ROW, at + 1, ends[0]), new.find(_ROW, place + 1, ends[1])
        if row < 0 or next_at < 0 or next_place < 0 or len(found.old) > most:
            return None
        found.old.append(old[at:next_at])
        found.new.append(new[place:next_place])
        at, place = next_at, next_place
    found.old.append(old[last[0] :])
    found.new.append(new[last[1] :])
    return found
