"""What is said about a copy once it has been compared with the workbook it was made of."""

from collections.abc import Iterable
from dataclasses import dataclass

from analyzer.language import Text
from analyzer.package.editing.draft import Draft
from analyzer.package.undoing.undo import UNDO

_REASONS = {
    "worksheet": Text("标注了单元格", "cells marked"),
    "comments": Text("批注", "notes"),
    "vmlDrawing": Text("批注的文本框", "boxes of the notes"),
    "styles": Text("增加了单元格格式", "cell styles added"),
    "main": Text("工作表目录", "list of the sheets"),
    "relationships": Text("部件之间的指向", "pointers between parts"),
}
_NEW_REASONS = {
    "worksheet": Text("新增的工作表", "new sheet"),
    "drawing": Text("新增工作表中图表的位置", "places of the charts of a new sheet"),
    "chart": Text("新增工作表中的图表", "chart of a new sheet"),
}
_LISTED = Text("部件目录", "list of the parts")
_UNDO = Text("还原记录", "record for undoing the marks")
_OTHER = Text("新增工作表的附属内容", "belongs to a new sheet")


@dataclass(frozen=True)
class Certificate:
    """What a comparison of a copy with its original has shown.

    `kept` parts have the very same bytes; `changed` names the others and what each is about. Of the marked
    sheets `rows_compared` rows were compared, and in `cells_restyled` cells the style alone differs.
    """

    input_sha256: str
    output_sha256: str
    kept: int
    changed: tuple[tuple[str, Text], ...]
    rows_compared: int
    cells_restyled: int


def reasons(draft: Draft, parts: Iterable[str]) -> tuple[tuple[str, Text], ...]:
    """Each of the parts that changed or are new, with what it is about."""
    return tuple((part, _reason(draft, part)) for part in parts)


def _reason(draft: Draft, part: str) -> Text:
    if part == UNDO:
        return _UNDO
    if part == "[Content_Types].xml":
        return _LISTED
    if part.endswith(".rels"):
        return _REASONS["relationships"]
    kind = (draft.content_types.of(part) or "").removesuffix("+xml").rpartition(".")[2]
    if draft.package.archive.find(part) is None and kind in _NEW_REASONS:
        return _NEW_REASONS[kind]
    return _REASONS.get(kind, _OTHER)
