"""Sheet names, and the formulas that mention them."""

import re
from collections.abc import Collection, Mapping

LONGEST_NAME = 31
"""Characters a sheet name may have."""

# A sheet's name before an exclamation mark, quoted or not, or a piece of text in which none is meant.
_SHEET = re.compile(r"""'((?:[^']|'')+)'!|([^\s'"!(),;:=<>+\-*/&^{}\[\]#]+)!|"[^"]*\"""")


def unique_sheet_name(name: str, taken: Collection[str]) -> str:
    """`name`, or `name (2)` and so on when it is taken; Excel sees no difference between cases."""
    folded = {other.casefold() for other in taken}
    candidate, number = name[:LONGEST_NAME], 1
    while candidate.casefold() in folded:
        number += 1
        ending = f" ({number})"
        candidate = name[: LONGEST_NAME - len(ending)] + ending
    return candidate


def renamed(formula: str, names: Mapping[str, str]) -> str:
    """`formula` with the sheets in it called by their new `names`."""

    def replace(found: re.Match[str]) -> str:
        name = found[1].replace("''", "'") if found[1] else found[2]
        if name is None or names.get(name, name) == name:
            return found[0]
        quoted = names[name].replace("'", "''")
        return f"'{quoted}'!"

    return _SHEET.sub(replace, formula)
