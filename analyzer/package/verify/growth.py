"""Comparing parts as bytes in which tables may have grown at their ends."""

import re

_ENDS = re.compile(
    rb"</(?:sheets|definedNames|numFmts|fonts|fills|borders|cellXfs|Types|Relationships)>",
)
_COUNT = re.compile(rb'(<(?:numFmts|fonts|fills|borders|cellXfs)) count="\d+"')


def only_grown(old: bytes, new: bytes) -> bool:
    """Whether `new`, which must be well formed, is `old` but for entries put in at the ends of its tables.

    False may also mean that bytes cannot tell: the part was written anew, or a table was made.
    """
    old, new = _COUNT.sub(rb"\1", old), _COUNT.sub(rb"\1", new)
    compared = at = 0
    for end in _ENDS.finditer(old):
        kept = old[compared : end.start()]
        if not new.startswith(kept, at):
            return False
        at = new.find(end[0][:-1], at + len(kept))
        if at < 0:
            return False
        compared = end.start()
    return old[compared:] == new[at:]
