"""Small OpenDocument spreadsheets written by hand, and what calamine reads of a workbook."""

import io
import zipfile
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

import python_calamine as calamine

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMESPACES = " ".join(
    f'xmlns:{prefix}="{space}"'
    for prefix, space in {
        "office": f"{_OASIS}:office:1.0",
        "table": f"{_OASIS}:table:1.0",
        "text": f"{_OASIS}:text:1.0",
        "style": f"{_OASIS}:style:1.0",
        "number": f"{_OASIS}:datastyle:1.0",
        "draw": f"{_OASIS}:drawing:1.0",
        "fo": f"{_OASIS}:xsl-fo-compatible:1.0",
        "config": f"{_OASIS}:config:1.0",
        "manifest": f"{_OASIS}:manifest:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
        "dc": "http://purl.org/dc/elements/1.1/",
        "calcext": "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
    }.items()
)


def ods(
    tables: str,
    *,
    styles: str = "",
    parts: Mapping[str, str] | None = None,
    manifest: str = "",
    prolog: str = "",
) -> bytes:
    """A document of these table:table elements; `styles` are automatic styles, `parts` further members."""
    content = (
        f"{prolog}<office:document-content {NAMESPACES}><office:automatic-styles>{styles}"
        f"</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    members = {
        "content.xml": content,
        "META-INF/manifest.xml": f"<manifest:manifest {NAMESPACES}>{manifest}</manifest:manifest>",
        **(parts or {}),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MIMETYPE, zipfile.ZIP_STORED)
        for path, xml in members.items():
            archive.writestr(path, xml)
    return written.getvalue()


def table(rows: str, title: str = "表一", attributes: str = "") -> str:
    return f'<table:table table:name="{title}" {attributes}>{rows}</table:table>'


def row(*cells: str, attributes: str = "") -> str:
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def cell(kind: str = "", value: str = "", text: str = "", attributes: str = "") -> str:
    """One table:table-cell; `kind` is its value type, `value` what the attribute for it says."""
    holder = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
    typed = f'office:value-type="{kind}"' if kind else ""
    valued = f'office:{holder}="{value}"' if value else ""
    shown = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {typed} {valued} {attributes}>{shown}</table:table-cell>"


Cells = dict[tuple[str, int, int], object]


def witnessed(content: bytes) -> Cells:
    """Every filled cell calamine reads: by sheet, row and column from 0."""
    workbook = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {
        (sheet.name, row, column): _plain(value)
        for sheet in workbook.sheets_metadata
        if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        for row, values in enumerate(workbook.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False))
        for column, value in enumerate(values)
        if value != ""
    }


def _plain(value: object) -> object:
    """Day 0 of the count of days is told as a date of .ods and as midnight of .xlsx."""
    if isinstance(value, datetime | date) and not isinstance(value, datetime) and value == date(1899, 12, 30):
        return time(0, 0)
    return value.total_seconds() if isinstance(value, timedelta) else value
