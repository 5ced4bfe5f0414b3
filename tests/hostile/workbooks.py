"""Workbooks made to do harm, from the filled template."""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

from analyzer.template.workbook import Content, write_workbook

BUDGET_SHEET, LEDGER_SHEET = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"
STRINGS, STYLES, WORKBOOK = "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
VERSION = "docProps/custom.xml"

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10))
DOCTYPE = f"<!DOCTYPE a [{LAUGHS}]>"


@cache
def plain() -> bytes:
    """A small workbook with nothing wrong."""
    content = Content(
        {"name": "网络维护", "competent_dept": "财政局", "implementing_unit": "信息中心", "year": 2024},
        [{"code": "1", "item": "维护", "adjusted_budget": 40}, {"code": "合计", "adjusted_budget": 40}],
        [{"date": "2024-03-05", "voucher": "记-1", "code": "1", "type": "支出", "amount": 12.5}],
        [{"level1": "产出指标", "level3": "数量", "weight": 10, "score": 10}],
    )
    written = io.BytesIO()
    write_workbook(written, content=content)
    return written.getvalue()


def with_parts(changes: Mapping[str, Callable[[bytes], bytes]], added: Mapping[str, bytes] = {}) -> bytes:
    """The plain workbook with some parts changed and others added."""
    rewritten = io.BytesIO()
    whole = zipfile.ZipFile(io.BytesIO(plain()))
    with whole, zipfile.ZipFile(rewritten, "w", zipfile.ZIP_DEFLATED) as made:
        for name in whole.namelist():
            made.writestr(name, changes.get(name, bytes)(whole.read(name)))
        for name, content in added.items():
            made.writestr(name, content)
    return rewritten.getvalue()


def with_row(row: str, part: str = BUDGET_SHEET) -> bytes:
    """With one more row at the end of a sheet."""
    return with_parts({part: lambda xml: xml.replace(b"</sheetData>", row.encode() + b"</sheetData>")})


def replaced(part: str, pattern: str, by: str) -> bytes:
    """With the first match of a pattern in a part replaced; there must be one."""

    def change(xml: bytes) -> bytes:
        changed, count = re.subn(pattern.encode(), by.encode(), xml, count=1)
        assert count
        return changed

    return with_parts({part: change})


def with_document_type(part: str) -> bytes:
    """With the billion laughs before a part's first element, used in an attribute of it."""
    return replaced(part, r"<(\w+) ", DOCTYPE.replace("\\", "") + r'<\1 a="&l9;" ')


def declaring(part: str, size: int) -> bytes:
    """With another unpacked size in the directory's record of a part."""
    content = bytearray(plain())
    record = content.find(part.encode(), content.find(b"PK\1\2")) - 46
    content[record + 24 : record + 28] = struct.pack("<L", size)
    return bytes(content)


def overlapping() -> bytes:
    """With two records that share one member's data, as bombs do that unpack it again and again."""
    content = plain()
    end = content.rindex(b"PK\5\6")
    count, length, start = struct.unpack_from("<8xHxxLL", content, end)
    record = content[start : content.index(b"PK\1\2", start + 4)]
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count + 1, count + 1, length + len(record), start, 0)
    return content[:end] + record + tail


def nested(part: str, depth: int = 200_000) -> bytes:
    """With elements nested deep inside a part's first element."""
    return replaced(part, r"(<\w+[^>?]*>)(?=<)", r"\1" + "<a>" * depth + "</a>" * depth)
