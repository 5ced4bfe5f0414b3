"""What kind of file the bytes are, whatever the file is called."""

import re
from typing import Literal, NamedTuple

from lxml import etree

from analyzer.language import Text
from analyzer.package.container.archive import Archive, has_signature
from analyzer.package.container.error import PackageError, TruncatedError
from analyzer.package.container.limits import USUAL, Limits
from analyzer.package.container.markup import local, parse
from analyzer.package.container.relations import main_part

Kind = Literal["xlsx", "xls", "xlsb", "ods", "encrypted", "html", "truncated", "other"]

REASONS: dict[Kind, Text] = {
    "xls": Text(
        "这是旧的 .xls 格式，请用 Excel 或 WPS 另存为 .xlsx",
        "This is the old .xls format; please save it as .xlsx in Excel or WPS",
    ),
    "xlsb": Text(
        "这是二进制的 .xlsb 格式，请用 Excel 另存为 .xlsx",
        "This is the binary .xlsb format; please save it as .xlsx in Excel",
    ),
    "ods": Text(
        "这是 OpenDocument 表格（.ods），请另存为 .xlsx",
        "This is an OpenDocument spreadsheet (.ods); please save it as .xlsx",
    ),
    "encrypted": Text(
        "文件设有打开密码，请先取消密码再检查",
        "The file is protected by a password; please remove the password first",
    ),
    "html": Text(
        "这其实是网页，只是改了扩展名，请用 Excel 或 WPS 打开后另存为 .xlsx",
        "This is really a web page under another name; please open it in Excel or WPS and save it as .xlsx",
    ),
    "truncated": TruncatedError().reason,
    "other": Text("这不是 Excel 工作簿", "This is not an Excel workbook"),
}
"""Why a file of each kind but xlsx cannot be edited in place."""

_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Beginning-of-file records of Excel 2, 3 and 4, which wrote no compound file.
_EARLY_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00")
_MARKUP = re.compile(
    rb"\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(!doctype\s+html|html|head|meta|table|body|style)\b", re.I | re.S
)
_LOOKED_AT = 4096


class Opened(NamedTuple):
    """The archive of a workbook, and the name and content of its main part."""

    archive: Archive
    part: str
    workbook: etree._Element


def recognise(content: bytes) -> Kind:
    """The kind of file `content` is; "xlsx" includes .xlsm and the templates .xltx and .xltm."""
    if not has_signature(content):
        return _kind_without_archive(content)
    try:
        found = _main_part(Archive(content))
    except TruncatedError:
        return "truncated"
    except PackageError:
        return "xlsx"  # opening it says what is wrong with it
    return "xlsx" if isinstance(found, Opened) else found


def opened(content: bytes, limits: Limits = USUAL) -> Opened:
    """Open an .xlsx or .xlsm workbook. Raises PackageError when `content` is none, or exceeds `limits`."""
    found = _main_part(Archive(content, limits)) if has_signature(content) else _kind_without_archive(content)
    if isinstance(found, Opened):
        return found
    raise PackageError(REASONS[found])


def _kind_without_archive(content: bytes) -> Kind:
    if not content:
        return "truncated"
    if content.startswith(_COMPOUND_FILE):
        return _kind_of_compound_file(content)
    if content.startswith(_EARLY_EXCEL):
        return "xls"
    return "html" if _is_html(content[:_LOOKED_AT]) else "other"


def _kind_of_compound_file(content: bytes) -> Kind:
    """By the names of its streams, which the directory of a compound file keeps as UTF-16."""
    if "EncryptedPackage".encode("utf-16-le") in content:
        return "encrypted"
    if any(f"{name}\0".encode("utf-16-le") in content for name in ("Workbook", "Book")):
        return "xls"
    return "other"


def _main_part(archive: Archive) -> Opened | Kind:
    if archive.encrypted:
        return "encrypted"
    mimetype = archive.find("mimetype")
    if mimetype and archive.read(mimetype).startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return "ods"
    part = main_part(archive)
    member = archive.find(part) if part else None
    if member is None or part is None:
        return "other"
    if member.name.lower().endswith(".bin"):
        return "xlsb"
    root = parse(archive.read(member), member.name)
    return Opened(archive, part, root) if local(root) == "workbook" else "other"


def _is_html(start: bytes) -> bool:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", "ignore").encode()
    return _MARKUP.match(start.removeprefix(b"\xef\xbb\xbf")) is not None
