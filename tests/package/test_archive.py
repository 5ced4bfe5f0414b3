"""The zip layer: members are copied as they are packed, whatever wrote them."""

import io
import struct
import zipfile
import zlib

import pytest

from analyzer.package.container.archive import Archive
from analyzer.package.container.error import PackageError, TruncatedError


class Unseekable(io.RawIOBase):
    """A stream that makes zipfile write data descriptors."""

    def __init__(self) -> None:
        self.content = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, piece) -> int:  # type: ignore[no-untyped-def]
        self.content += piece
        return len(piece)


MEMBERS = {"a.xml": b"<a/>" * 50, "文.bin": b"\0\1", "dir/": b"", "empty": b"", "z.xml": b"<z/>"}


def archive(*, stream: bool = False, method: int = zipfile.ZIP_DEFLATED, zip64: bool = False) -> bytes:
    out = Unseekable() if stream else io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:  # type: ignore[arg-type]
        made.comment = b"a comment"
        for name, content in MEMBERS.items():
            with made.open(name, "w", force_zip64=zip64) as member:
                member.write(content)
    return bytes(out.content) if isinstance(out, Unseekable) else out.getvalue()


VARIANTS = {
    "plain": archive(),
    "stored": archive(method=zipfile.ZIP_STORED),
    "descriptors": archive(stream=True),
    "zip64": archive(zip64=True),
    "zip64 descriptors": archive(stream=True, zip64=True),
    "something before": b"#!/bin/sh\n" + archive(),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_rewritten_archive_holds_the_rest_as_it_was(variant: str) -> None:
    content = VARIANTS[variant]
    opened = Archive(content)
    copy = opened.rewritten({"a.xml": b"<new/>"}, {"xl/added.xml": b"<added/>" * 9})
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(io.BytesIO(copy)) as after:
        assert after.testzip() is None
        assert after.namelist() == [*before.namelist(), "xl/added.xml"]
        assert after.comment == b"a comment"
        assert {name: after.read(name) for name in after.namelist()} == {
            **MEMBERS,
            "a.xml": b"<new/>",
            "xl/added.xml": b"<added/>" * 9,
        }
        for old in before.infolist():
            new = after.getinfo(old.filename)
            assert (new.compress_type, new.date_time, new.external_attr) == (
                *(old.compress_type, old.date_time),
                old.external_attr,
            )
            if old.filename != "a.xml":
                assert packed(copy, new) == packed(content, old)
                assert described(copy, new) == described(content, old)
        assert not after.getinfo("a.xml").flag_bits & 0x8


def packed(content: bytes, member: zipfile.ZipInfo) -> bytes:
    name, extra = struct.unpack_from("<26x2H", content, member.header_offset)
    start = member.header_offset + 30 + name + extra
    return content[start : start + member.compress_size]


def described(content: bytes, member: zipfile.ZipInfo) -> bytes:
    """The descriptor after a member's data, which says what its header left open."""
    end = content.index(packed(content, member), member.header_offset + 30) + member.compress_size
    return content[end : end + 16] if member.flag_bits & 0x8 else b""


def test_offsets_in_the_large_field() -> None:
    """Some programs put every offset into the zip64 field, however small the archive."""
    content = archive()
    end = content.rindex(b"PK\5\6")
    count, _, start = struct.unpack_from("<8xHxxLL", content, end)
    records, at = b"", start
    for _ in range(count):
        name, extra, comment = struct.unpack_from("<28x3H", content, at)
        offset = struct.unpack_from("<42xL", content, at)[0]
        large = struct.pack("<2HQ", 1, 8, offset)
        records += content[at : at + 30] + struct.pack("<H", len(large)) + content[at + 32 : at + 42]
        records += b"\xff" * 4 + content[at + 46 : at + 46 + name] + large
        at += 46 + name + extra + comment
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(records), start, 0)
    opened = Archive(content[:start] + records + tail)
    assert {member.name: opened.read(member) for member in opened.members} == MEMBERS
    copy = opened.rewritten({"a.xml": b"<much longer than before/>" * 99}, {})
    with zipfile.ZipFile(io.BytesIO(copy)) as after:
        assert after.testzip() is None
        assert after.read("z.xml") == MEMBERS["z.xml"]


@pytest.mark.parametrize("variant", VARIANTS)
def test_reading(variant: str) -> None:
    opened = Archive(VARIANTS[variant])
    assert {member.name: opened.read(member) for member in opened.members} == MEMBERS


def test_names_are_found_however_they_are_written() -> None:
    opened = Archive(archive())
    assert opened.find("/A.XML") is opened.find("a.xml") is not None
    assert opened.find("dir\\") is opened.find("dir/")
    assert opened.find("b.xml") is None


def test_of_two_members_with_one_name_the_later_counts() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.xml", "first")
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("a.xml", "second")
    opened = Archive(out.getvalue())
    member = opened.find("a.xml")
    assert member is not None
    assert opened.read(member) == b"second"
    copy = opened.rewritten({"a.xml": b"third"}, {})
    with zipfile.ZipFile(io.BytesIO(copy)) as after:
        assert [after.read(info) for info in after.infolist()] == [b"first", b"third"]


@pytest.mark.parametrize("cut", [1, 22, 40, 100, 300])
def test_an_archive_cut_short(cut: int) -> None:
    content = archive()
    with pytest.raises(TruncatedError):
        Archive(content[:-cut].replace(b"PK\5\6", b"PK\0\0") if cut == 1 else content[:-cut])


def test_an_archive_without_its_beginning() -> None:
    content = archive()
    with pytest.raises(TruncatedError):
        Archive(content[60:])


def test_a_flipped_bit_is_noticed() -> None:
    content = bytearray(archive(method=zipfile.ZIP_STORED))
    content[content.index(b"<z/>") + 1] ^= 1
    opened = Archive(bytes(content))
    member = opened.find("z.xml")
    assert member is not None
    with pytest.raises(PackageError, match=r"z\.xml"):
        opened.read(member)


def test_packing_that_office_does_not_use() -> None:
    opened = Archive(archive(method=zipfile.ZIP_BZIP2))
    member = opened.find("a.xml")
    assert member is not None
    with pytest.raises(PackageError, match=r"a\.xml"):
        opened.read(member)
    copy = opened.rewritten({}, {"b.xml": b"<b/>"})
    with zipfile.ZipFile(io.BytesIO(copy)) as after:
        assert after.read("a.xml") == MEMBERS["a.xml"]


def test_data_that_does_not_unpack() -> None:
    content = bytearray(archive())
    start = content.index(zlib.compress(MEMBERS["a.xml"], wbits=-15))
    content[start] = 0xFF
    opened = Archive(bytes(content))
    member = opened.find("a.xml")
    assert member is not None
    with pytest.raises(PackageError, match=r"a\.xml"):
        opened.read(member)
