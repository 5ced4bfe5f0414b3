"""How far out a sheet's filled cells lie: calamine needs memory for every cell of the area they span."""

import re

from analyzer.language import Text
from analyzer.package import PackageError
from analyzer.package.container.limits import Limits
from analyzer.package.sheet.cells import LAST_COLUMN, LAST_ROW, column_number, reference_to
from analyzer.reading.usual import SheetXml

# Cells with nothing but a style are not read, however far out they are.
_FILLED = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"[^>]*(?<!/)>(?!</c>)')


def refuse_far_cells(sheet: SheetXml, title: str, limits: Limits) -> None:
    """Raise PackageError when the area up to the last filled cell is out of proportion to the content."""
    allowed = min(limits.area, limits.free_of_sparseness)
    if sheet.columns * sheet.rows <= allowed:
        return
    cells = sheet.xml.count(b"<c ", sheet.start, sheet.end)
    allowed = max(allowed, min(limits.area, limits.sparseness * cells))
    if sheet.columns * sheet.rows <= allowed:
        return
    columns, rows = _spanned(sheet)
    if columns > LAST_COLUMN or rows > LAST_ROW or columns * rows > allowed:
        last = reference_to((rows, columns))
        raise PackageError(
            Text(
                f"工作表“{title}”的内容一直延伸到 {last}，范围过大，没有打开；"
                "请删除远处多余的内容（整行整列删除）后保存",
                f"The content of the sheet {title} reaches as far as {last}, which is too large an area to "
                "open; delete what stands far out (whole rows and columns) and save",
            )
        )


def _spanned(sheet: SheetXml) -> tuple[int, int]:
    """The furthest column and row with content."""
    columns: set[bytes] = set()
    rows: set[bytes] = {b"0"}
    for filled in _FILLED.finditer(sheet.xml, sheet.start, sheet.end):
        columns.add(filled[1])
        rows.add(filled[2])
    return max((column_number(letters.decode()) for letters in columns), default=0), max(map(int, rows))
