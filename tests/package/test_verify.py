"""The comparison catches every broken promise: each is broken once, and must be seen."""

import io
import re
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.comments import Comment
from packages import HEADING, RED, SHEET, STYLES, marked, parts, rebuilt, results_page, rich, saved, written

from analyzer.package import Mark, Package, PackageError
from analyzer.package.undoing.undo import UNDO
from analyzer.package.verify.copy import Compared, Intention, verify

COMMENTS, VML = "xl/comments1.xml", "xl/drawings/vmlDrawing1.vml"
TYPES, WORKBOOK = "[Content_Types].xml", "xl/workbook.xml"
POINTING = "xl/worksheets/_rels/sheet1.xml.rels"


def noted(book) -> None:
    rich(book)
    sheet = book.get_worksheet_by_name("预算")
    sheet.write_comment("A2", "张三：已核对", {"author": "张三"})
    sheet.write_comment("A5", "李四", {"author": "李四"})


ORIGINAL = written(noted)
COPY = marked(
    ORIGINAL,
    *(Mark("预算", "A2", RED, "一"), Mark("预算", "B4", RED, "二"), Mark("预算", "H30", RED, "三")),
    pages=[results_page()],
).content
PACKAGE = Package(ORIGINAL)
CHANGED = {name for name, part in parts(COPY).items() if parts(ORIGINAL).get(name) != part} - {UNDO}


def intended(copy: bytes) -> Intention:
    """The intention to write just what `copy` holds, so that the original alone can tell what is wrong."""
    contents = {name: part for name, part in parts(copy).items() if name in CHANGED}
    return Intention(contents, {SHEET: frozenset({"A2", "B4", "H30"})}, {}, HEADING, ("审核结果",))


def same_packing(changed: dict[str, bytes | None]) -> bytes:
    """The copy with parts replaced, every other member's packed bytes as they were."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(COPY)) as copy, zipfile.ZipFile(out, "w") as made:
        for info in copy.infolist():
            content = changed.get(info.filename, copy.read(info))
            if content is not None:
                made.writestr(info, content)
    return out.getvalue()


def test_the_copy_itself_passes() -> None:
    assert verify(PACKAGE, COPY, intended(COPY)) == Compared(
        kept=len(parts(ORIGINAL)) - 7, rows=22, restyled=3
    )
    verify(PACKAGE, same_packing({}), intended(COPY))


def cell(xml: bytes, reference: str) -> bytes:
    found = re.search(rb'<c r="%s"[^>]*?(/>|>.*?</c>)' % reference.encode(), xml)
    assert found
    return found[0]


def replaced(part: str, old: bytes, new: bytes) -> Callable[[], dict[str, bytes | None]]:
    def change() -> dict[str, bytes | None]:
        assert old in parts(COPY)[part], (part, old)
        return {part: parts(COPY)[part].replace(old, new, 1)}

    return change


def without(part: str, pattern: bytes) -> Callable[[], dict[str, bytes | None]]:
    def change() -> dict[str, bytes | None]:
        assert re.search(pattern, parts(COPY)[part], re.S), (part, pattern)
        return {part: re.sub(pattern, b"", parts(COPY)[part], count=1, flags=re.S)}

    return change


def in_cell(reference: str, old: bytes, new: bytes) -> Callable[[], dict[str, bytes | None]]:
    def change() -> dict[str, bytes | None]:
        xml = parts(COPY)[SHEET]
        written_cell = cell(xml, reference)
        assert old in written_cell, written_cell
        return {SHEET: xml.replace(written_cell, written_cell.replace(old, new, 1))}

    return change


BROKEN = {
    "a member is gone": lambda: {"docProps/app.xml": None},
    "an untouched part differs": replaced("xl/sharedStrings.xml", b"0.10", b"0.1"),
    "a chart differs": replaced("xl/charts/chart1.xml", b"$B$20", b"$B$19"),
    "a value in an unmarked row differs": in_cell("B9", b"<v>", b"<v>1"),
    "a value of a marked cell differs": in_cell("B4", b"<v>", b"<v>1"),
    "a value beside a marked cell differs": in_cell("C4", b"<v>", b"<v>1"),
    "a formula differs": in_cell("C7", b"B7", b"B8"),
    "a formula became a value": in_cell("C4", b"<f>B4*2</f>", b""),
    "a type differs": in_cell("A2", b't="s"', b't="n"'),
    "an unmarked cell has another style": in_cell("B9", b"<c ", b'<c s="1" '),
    "an unmarked cell in a marked row has another style": in_cell("C4", b"<c ", b'<c s="1" '),
    "a cell is gone": without(SHEET, rb'<c r="C4".*?</c>'),
    "a row is gone": without(SHEET, rb'<row r="9".*?</row>'),
    "the last row is gone": without(SHEET, rb'<row r="22".*?</row>'),
    "a row is added": replaced(
        SHEET, b"</sheetData>", b'<row r="99"/><row r="100"><c r="A100"/></row></sheetData>'
    ),
    "an added cell holds a value": in_cell("H30", b"/>", b"><v>1</v></c>"),
    "an added cell was not marked": replaced(SHEET, b'<c r="H30"', b'<c r="G30" s="1"/><c r="H30"'),
    "a row's height differs": replaced(SHEET, b'<row r="4"', b'<row r="4" ht="9"'),
    "a merge is gone": without(SHEET, rb"<mergeCells.*</mergeCells>"),
    "a validation differs": replaced(SHEET, "到位".encode(), "拨付".encode()),
    "a conditional format is gone": without(SHEET, rb"<conditionalFormatting.*</conditionalFormatting>"),
    "the notes are not shown": without(SHEET, rb"<legacyDrawing[^>]*>"),
    "an element is added": replaced(SHEET, b"</sheetData>", b'</sheetData><sheetProtection sheet="1"/>'),
    "a style differs": replaced(STYLES, b'<xf numFmtId="0"', b'<xf numFmtId="9"'),
    "a font differs": replaced(STYLES, b'<sz val="11"/>', b'<sz val="12"/>'),
    "the named styles differ": replaced(STYLES, b'name="Normal"', b'name="Other"'),
    "a differential style is gone": without(STYLES, rb"<dxf>.*?</dxf>"),
    "a sheet is renamed": replaced(WORKBOOK, "预算".encode(), "决算".encode()),
    "the open sheet differs": replaced(WORKBOOK, b"<workbookView ", b'<workbookView activeTab="1" '),
    "a name is gone": without(WORKBOOK, rb'<definedName name="\xe5.*?</definedName>'),
    "the calculation differs": replaced(WORKBOOK, b"fullCalcOnLoad", b"iterate"),
    "a note is gone": without(COMMENTS, rb'<comment ref="A5".*?</comment>'),
    "another's note differs": replaced(COMMENTS, "李四</t>".encode(), "王五</t>".encode()),
    "another's words before ours differ": replaced(COMMENTS, "已核对".encode(), "未核对".encode()),
    "a note has another author": replaced(COMMENTS, "<author>李四".encode(), "<author>王五".encode()),
    "a note's box is gone": without(VML, rb'<v:shape id="_x0000_s1025".*?</v:shape>'),
    "a content type is gone": without(TYPES, rb"<Override[^>]*theme[^>]*>"),
    "a pointer is gone": without(POINTING, rb"<Relationship [^>]*drawing1.xml[^>]*>"),
    "a pointer leads elsewhere": replaced(POINTING, b"drawing1.xml", b"drawing2.xml"),
    "a new sheet's style is none": replaced("xl/worksheets/sheet2.xml", b' s="', b' s="9'),
    "a part is added": lambda: {},
}


@pytest.mark.parametrize("promise", BROKEN)
def test_broken_promise(promise: str) -> None:
    tampered = same_packing(BROKEN[promise]())
    if promise == "a part is added":
        tampered = rebuilt(COPY, {"xl/extra.xml": b"<a/>"})
    with pytest.raises(PackageError) as caught:
        verify(PACKAGE, tampered, intended(tampered))
    assert caught.value.reason.zh.endswith("为安全起见没有交付这个副本"), promise
    assert UNDO not in caught.value.reason.zh


@pytest.mark.parametrize("part", sorted(CHANGED | {UNDO}))
def test_a_part_that_is_not_what_was_written(part: str) -> None:
    """One more space at its end, which no comparison of what it means would see."""
    with pytest.raises(PackageError, match=re.escape(part)):
        verify(PACKAGE, same_packing({part: parts(COPY)[part] + b" "}), intended(COPY))
    with pytest.raises(PackageError, match=re.escape(part)):
        verify(PACKAGE, same_packing({part: None}), intended(COPY))


def test_a_new_sheet_that_is_not_well_formed() -> None:
    page = "xl/worksheets/sheet2.xml"
    broken = same_packing({page: parts(COPY)[page].replace(b"</sheetData>", b"</sheetdata>")})
    with pytest.raises(PackageError, match=page):
        verify(PACKAGE, broken, intended(broken))


def test_one_byte_of_a_kept_part() -> None:
    with zipfile.ZipFile(io.BytesIO(COPY)) as copy:
        at = copy.getinfo("xl/media/image1.png").header_offset + 60
    with pytest.raises(PackageError, match=r"image1\.png"):
        verify(PACKAGE, COPY[:at] + bytes([COPY[at] ^ 1]) + COPY[at + 1 :], intended(COPY))


@pytest.mark.parametrize("place", [16, 24])
def test_a_checksum_or_a_size_that_is_false(place: int) -> None:
    """The directory says of a part, whose content is right, what makes other programs refuse it."""
    at = COPY.rindex(b"PK\1\2", 0, COPY.rindex(SHEET.encode()))
    false = COPY[: at + place] + bytes([COPY[at + place] ^ 1]) + COPY[at + place + 1 :]
    with pytest.raises(PackageError, match="sheet1"):
        verify(PACKAGE, false, intended(COPY))


def test_members_in_another_order() -> None:
    members = parts(COPY)
    first = next(iter(members))
    swapped = {name: part for name, part in members.items() if name != first} | {first: members[first]}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in swapped.items():
            made.writestr(name, part)
    with pytest.raises(PackageError):
        verify(PACKAGE, out.getvalue(), intended(COPY))


def test_a_member_packed_another_way() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(COPY)) as copy, zipfile.ZipFile(out, "w") as made:
        for info in copy.infolist():
            method = zipfile.ZIP_STORED if info.filename == "docProps/core.xml" else info.compress_type
            made.writestr(info, copy.read(info), method)
    with pytest.raises(PackageError, match=r"docProps/core\.xml"):
        verify(PACKAGE, out.getvalue(), intended(COPY))


def test_a_copy_cut_short() -> None:
    with pytest.raises(PackageError):
        verify(PACKAGE, COPY[:-30], intended(COPY))


def test_shared_notes_must_arrive_in_the_copy_of_their_part() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("二")
    for sheet in book.worksheets:
        sheet["A1"].comment = Comment("共用", "张三")
    content = saved(book)
    first = parts(content)["xl/worksheets/_rels/sheet1.xml.rels"]
    content = rebuilt(content, {"xl/worksheets/_rels/sheet2.xml.rels": first})
    copy = marked(content, Mark("二", "B1", None, "注")).content
    names = [name for name in parts(copy) if name not in parts(content)]
    comments = next(name for name in names if "comment" in name and name.endswith(".xml"))
    sources = {comments: "xl/comments/comment1.xml"}
    sources |= {
        name: next(part for part in parts(content) if part.endswith(".vml"))
        for name in names
        if ".vml" in name
    }
    changed = {
        name: part for name, part in parts(copy).items() if parts(content).get(name) != part and name != UNDO
    }
    verify(Package(content), copy, Intention(changed, {}, sources, HEADING))
    emptied = changed | {comments: parts(copy)[comments].replace("共用".encode(), b"")}
    with pytest.raises(PackageError, match="comment"):
        verify(
            Package(content),
            repacked(copy, comments, emptied[comments]),
            Intention(emptied, {}, sources, HEADING),
        )


def repacked(content: bytes, part: str, replacement: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as copy, zipfile.ZipFile(out, "w") as made:
        for info in copy.infolist():
            made.writestr(info, replacement if info.filename == part else copy.read(info))
    return out.getvalue()


def test_editing_always_verifies(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def seeing(package: Package, copy: bytes, intended: Intention) -> Compared:
        seen.append((package.content, copy))
        return verify(package, copy, intended)

    monkeypatch.setattr("analyzer.package.editing.editor.verify", seeing)
    copy = marked(ORIGINAL, Mark("预算", "B4", RED)).content
    assert seen == [(ORIGINAL, copy)]
