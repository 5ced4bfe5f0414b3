"""Every kind of file people call a workbook is told apart, and refused in one plain sentence."""

import io
import zipfile

import pytest
from packages import parts, rebuilt, written

from analyzer.package import REASONS, Package, PackageError, recognise

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def stream(name: str) -> bytes:
    return COMPOUND + (name + "\0").encode("utf-16-le")


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


WORKBOOK = written(lambda book: book.add_worksheet("表"))
RELATIONSHIPS = (
    b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="a" Target="%s" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>'
    b"</Relationships>"
)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (WORKBOOK, "xlsx"),
        (WORKBOOK[:-30], "truncated"),
        (WORKBOOK[: len(WORKBOOK) // 2], "truncated"),
        (b"", "truncated"),
        (stream("Workbook"), "xls"),
        (stream("Book"), "xls"),
        (stream("EncryptedPackage"), "encrypted"),
        (stream("WordDocument"), "other"),
        (b"\x09\x04\x06\x00\x00\x00\x10\x00", "xls"),
        (b"\xef\xbb\xbf  <HTML><body><table></table></body></HTML>", "html"),
        (b"<!DOCTYPE html><p>", "html"),
        ('<html xmlns:x="urn:schemas-microsoft-com:office:excel">'.encode("utf-16"), "html"),
        (b"<table><tr><td>1</td></tr></table>", "html"),
        (b"name,amount\n1,2\n", "other"),
        (zipped(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        (zipped(**{"_rels__.rels": RELATIONSHIPS % b"xl/workbook.bin", "xl__workbook.bin": b"\0"}), "xlsb"),
        (zipped(**{"_rels__.rels": RELATIONSHIPS % b"word/a.xml", "word__a.xml": b"<document/>"}), "other"),
        (zipped(a=b"1"), "other"),
    ],
)
def test_kind(content: bytes, kind: str) -> None:
    assert recognise(content) == kind


@pytest.mark.parametrize("kind", REASONS)
def test_every_kind_but_xlsx_has_its_sentence(kind: str) -> None:
    assert REASONS[kind].zh
    assert "。" not in REASONS[kind].zh
    assert REASONS[kind].en
    assert "xlsx" not in REASONS


def test_package_refuses_with_the_sentence_of_the_kind() -> None:
    with pytest.raises(PackageError) as refused:
        Package(stream("EncryptedPackage"))
    assert refused.value.reason == REASONS["encrypted"]


def test_password_of_a_zip_counts_as_a_password() -> None:
    locked = bytearray(WORKBOOK)
    at = locked.find(b"PK\1\2")
    locked[at + 8] |= 1
    assert recognise(bytes(locked)) == "encrypted"


def test_unpacking_more_than_a_gibibyte_is_refused() -> None:
    """The size in the directory is what counts: nothing has been unpacked by then."""
    bomb = bytearray(WORKBOOK)
    at = bomb.find(b"PK\1\2")
    bomb[at + 24 : at + 28] = (1 << 30).to_bytes(4, "little")
    with pytest.raises(PackageError) as refused:
        Package(bytes(bomb))
    assert refused.value.reason.zh == "文件解开后超过 1 GB，不像正常的工作簿，没有打开"


def test_declared_size_is_not_believed() -> None:
    """A member that unpacks to more than it declares is damaged, and no more of it is unpacked."""
    lying = bytearray(WORKBOOK)
    at = lying.find(b"xl/workbook.xml", lying.find(b"PK\1\2")) - 46
    lying[at + 24 : at + 28] = (10).to_bytes(4, "little")
    with pytest.raises(PackageError) as refused:
        Package(bytes(lying))
    assert refused.value.reason.zh == "工作簿内部的 xl/workbook.xml 已损坏，请用 Excel 或 WPS 打开后另存一份"


def test_document_type_is_refused_unexpanded() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 100 + b'">]>'
    workbook = parts(WORKBOOK)["xl/workbook.xml"].replace(b"<workbook", bomb + b"<workbook", 1)
    with pytest.raises(PackageError) as refused:
        Package(rebuilt(WORKBOOK, {"xl/workbook.xml": workbook}))
    assert "xl/workbook.xml" in refused.value.reason.zh


def test_reading_a_package() -> None:
    def compose(book):
        book.add_worksheet("预算").write("A1", 1)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=预算!$A$1"})
        book.add_chartsheet("图").set_chart(chart)
        book.add_worksheet("资金拨付")

    content = written(compose)
    package = Package(content)
    assert package.sheet_names == ("预算", "资金拨付")
    assert package.sheet_xml("预算") == parts(content)["xl/worksheets/sheet1.xml"]
    assert package.sheet_xml("资金拨付") == parts(content)["xl/worksheets/sheet2.xml"]
    assert package.styles_part == "xl/styles.xml"
    assert package.part("xl/styles.xml") == parts(content)["xl/styles.xml"]
    assert package.part("xl/none.xml") is None
    with pytest.raises(PackageError, match="图"):
        package.sheet_xml("图")
