"""Packages no tidy program writes, and that people have all the same."""

import re

import pytest
from lxml import etree
from packages import (
    HEADING,
    MAIN,
    RED,
    SHEET,
    STYLES,
    fill_of,
    marked,
    note_of,
    parts,
    plain,
    read,
    rebuilt,
    results_page,
    with_sheet_xml,
    written,
)

from analyzer.package import Mark, Package, PackageError

RELATIONSHIPS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
B2 = Mark("预算", "B2", RED, "注")
WORKBOOK_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"


def values(content: bytes) -> dict[str, object]:
    cells = (cell for row in read(content)["预算"].iter_rows() for cell in row)
    return {cell.coordinate: cell.value for cell in cells if cell.value is not None}


def assert_marked(content: bytes, cell: str = "B2") -> bytes:
    """The copy, its cell filled, annotated, and all the other values the same."""
    copy = marked(content, Mark("预算", cell, RED, "注"), pages=[results_page()]).content
    assert values(copy) == values(content)
    assert fill_of(copy, "预算", cell) == RED
    assert note_of(copy, "预算", cell) == f"{HEADING}\n注"
    assert read(copy).sheetnames == ["预算", "审核结果"]
    assert read(copy)["审核结果"]["A1"].value == "问题"
    assert read(copy)["审核结果"]["A1"].font.b
    return copy


def test_utf_16() -> None:
    xml = parts(plain())[SHEET].decode()
    declared = '<?xml version="1.0" encoding="UTF-16"?>' + xml
    content = rebuilt(plain(), {SHEET: declared.encode("utf-16")})
    assert read(content)["预算"]["B2"].value == 4
    assert_marked(content)


def test_prefixed_elements() -> None:
    sheet = parts(plain())[SHEET]
    prefixed = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", sheet).replace(b"xmlns=", b"xmlns:x=")
    copy = assert_marked(rebuilt(plain(), {SHEET: prefixed}))
    assert b'<x:c r="B2" s="1"' in parts(copy)[SHEET].replace(b' t="n"', b"")
    assert b"<x:legacyDrawing " in parts(copy)[SHEET]


def test_prefixed_elements_around_added_rows() -> None:
    sheet = parts(plain())[SHEET]
    prefixed = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", sheet).replace(b"xmlns=", b"xmlns:x=")
    assert_marked(rebuilt(plain(), {SHEET: prefixed}), "D9")


def test_cells_and_rows_without_references() -> None:
    sheet = re.sub(rb'(<(?:row|c)) r="[A-Z0-9]+"', rb"\1", parts(plain())[SHEET])
    content = rebuilt(plain(), {SHEET: sheet})
    assert b'r="B2"' not in parts(content)[SHEET]
    assert read(content)["预算"]["B2"].value == 4
    assert_marked(content)
    assert_marked(content, "E2")
    assert_marked(content, "A6")


def test_comments_and_cdata_in_the_sheet() -> None:
    content = with_sheet_xml(plain(), b"<sheetData>", b'<!-- <row r="2"><c r="B2"/> --><sheetData>')
    content = with_sheet_xml(content, b"<v>4</v>", b"<v><![CDATA[4]]></v>")
    assert_marked(content)


def test_instructions_in_the_sheet() -> None:
    instruction = b'<?note <row r="2"><c r="B2"/></row>?>'
    assert_marked(with_sheet_xml(plain(), b"<sheetData>", instruction + b"<sheetData>"))


def test_brackets_in_attributes() -> None:
    content = with_sheet_xml(plain(), b"<sheetPr>", b'<sheetPr codeName="a>b">')
    assert_marked(content)


@pytest.mark.parametrize("table", [b"", b"<sheetData/>", b"<sheetData></sheetData>"])
def test_no_cells_at_all(table: bytes) -> None:
    sheet = re.sub(rb"<sheetData>.*</sheetData>", table, parts(plain())[SHEET])
    copy = assert_marked(rebuilt(plain(), {SHEET: sheet}))
    names = [etree.QName(element).localname for element in etree.fromstring(parts(copy)[SHEET])]
    assert names.index("sheetData") == names.index("sheetFormatPr") + 1


def test_rows_that_hold_nothing_and_a_dimension_that_lies() -> None:
    content = with_sheet_xml(plain(), b"</sheetData>", b'<row r="7" ht="30"/><row r="9"/></sheetData>')
    content = with_sheet_xml(content, b'ref="A1:C4"', b'ref="A1"')
    copy = assert_marked(content, "C7")
    assert b'<row r="7" ht="30"><c r="C7" s="' in parts(copy)[SHEET]
    assert b'<row r="8"><c r="A8" s="' in parts(assert_marked(content, "A8"))[SHEET]


def test_the_same_row_twice() -> None:
    content = with_sheet_xml(plain(), b"</sheetData>", b'<row r="4"><c r="E4"><v>9</v></c></row></sheetData>')
    assert_marked(content)


def test_a_style_that_is_not_there() -> None:
    content = with_sheet_xml(plain(), b'<c r="B2"', b'<c s="99" r="B2"')
    copy = marked(content, B2).content
    assert fill_of(copy, "预算", "B2") == RED


@pytest.mark.filterwarnings("ignore:Workbook contains no default style")
def test_no_styles_part() -> None:
    stripped = parts(plain())
    types = re.sub(rb"<Override[^>]*styles.xml[^>]*>", b"", stripped["[Content_Types].xml"])
    pointing = re.sub(rb"<Relationship [^>]*styles.xml[^>]*>", b"", stripped[WORKBOOK_RELATIONSHIPS])
    content = rebuilt(plain(), {STYLES: None, "[Content_Types].xml": types, WORKBOOK_RELATIONSHIPS: pointing})
    copy = assert_marked(content)
    assert Package(copy).styles_part == STYLES
    assert parts(marked(content, Mark("预算", "B2", None, "注")).content).keys() & {STYLES} == set()


def test_strict_namespaces() -> None:
    strict = {
        MAIN.encode(): b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        RELATIONSHIPS.encode(): b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    }
    changed = {}
    for name, part in parts(plain()).items():
        changed[name] = part
        for old, new in strict.items():
            changed[name] = changed[name].replace(old, new)
    content = rebuilt(plain(), changed)
    copy = marked(content, B2, pages=[results_page()]).content
    for part in (
        *(name for name in parts(copy) if name.startswith("xl/worksheets/")),
        "xl/comments1.xml",
        STYLES,
    ):
        assert MAIN.encode() not in parts(copy)[part], part
        assert RELATIONSHIPS.encode() not in parts(copy)[part], part
    assert Package(copy).sheet_names == ("预算", "审核结果")
    assert b'<c r="B2" s="1"' in parts(copy)[SHEET].replace(b' t="n"', b"")


def test_backslashes_in_names_and_targets() -> None:
    content = plain()
    pointing = parts(content)[WORKBOOK_RELATIONSHIPS].replace(b"worksheets/", b"worksheets\\")
    content = rebuilt(content, {WORKBOOK_RELATIONSHIPS: pointing}, {SHEET: SHEET.replace("/", "\\")})
    assert Package(content).sheet_names == ("预算",)
    copy = marked(content, B2, pages=[results_page()]).content
    assert b"r:id" in Package(copy).sheet_xml("预算")
    assert Package(copy).sheet_names == ("预算", "审核结果")
    assert list(parts(copy))[: len(parts(content))] == list(parts(content))


@pytest.mark.parametrize(
    "target", ["/xl/worksheets/sheet1.xml", "xl/worksheets/sheet1.xml", "../xl/worksheets/sheet1.xml"]
)
def test_targets_written_in_other_ways(target: str) -> None:
    pointing = re.sub(
        rb'"/xl/worksheets/sheet1.xml"', b'"%s"' % target.encode(), parts(plain())[WORKBOOK_RELATIONSHIPS]
    )
    copy = marked(rebuilt(plain(), {WORKBOOK_RELATIONSHIPS: pointing}), B2).content
    assert b"<legacyDrawing" in parts(copy)[SHEET]


def test_names_that_differ_in_case() -> None:
    content = rebuilt(plain(), {}, {SHEET: "xl/worksheets/Sheet1.XML"})
    copy = marked(content, B2).content
    assert b"<legacyDrawing" in parts(copy)["xl/worksheets/Sheet1.XML"]
    assert not set(parts(copy)) & {SHEET}


def test_chart_sheets_cannot_be_marked() -> None:
    def compose(book):
        book.add_worksheet("预算").write("A1", 1)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=预算!$A$1"})
        book.add_chartsheet("图").set_chart(chart)

    content = written(compose)
    with pytest.raises(PackageError, match="图"):
        marked(content, Mark("图", "A1", RED))
    copy = marked(content, Mark("预算", "A1", RED, "注"), pages=[results_page()])
    assert read(copy.content).sheetnames == ["预算", "图", "审核结果"]


def test_a_sheet_that_is_damaged_is_named() -> None:
    content = with_sheet_xml(plain(), b"</row>", b"")
    with pytest.raises(PackageError) as refused:
        marked(content, B2)
    assert refused.value.reason.zh == f"工作簿内部的 {SHEET} 已损坏，请用 Excel 或 WPS 打开后另存一份"


def test_content_types_of_parts_long_gone() -> None:
    stale = b'<Override PartName="/xl/comments1.xml" ContentType="application/xml"/></Types>'
    types = parts(plain())["[Content_Types].xml"].replace(b"</Types>", stale)
    copy = assert_marked(rebuilt(plain(), {"[Content_Types].xml": types}))
    assert "xl/comments2.xml" in parts(copy)


def test_content_types_already_naming_the_drawings_otherwise() -> None:
    types = parts(plain())["[Content_Types].xml"].replace(
        b"<Override", b'<Default Extension="vml" ContentType="application/xml"/><Override', 1
    )
    copy = marked(rebuilt(plain(), {"[Content_Types].xml": types}), B2).content
    assert (
        b'<Override PartName="/xl/drawings/vmlDrawing1.vml" '
        b'ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>'
    ) in parts(copy)["[Content_Types].xml"]
