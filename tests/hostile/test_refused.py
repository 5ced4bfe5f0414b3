"""Files made to do harm are refused with a plain sentence, quickly and in little memory, or read right."""

import json
import subprocess
import sys
from collections.abc import Callable

import pytest

from analyzer.package import Package
from analyzer.package.container.limits import Limits
from analyzer.reading import Source, UnreadableWorkbookError, read_source
from analyzer.reading.extent import refuse_far_cells
from analyzer.reading.usual import in_usual_form
from tests.hostile.workbooks import (
    BUDGET_SHEET,
    LEDGER_SHEET,
    STRINGS,
    STYLES,
    VERSION,
    WORKBOOK,
    declaring,
    nested,
    overlapping,
    plain,
    replaced,
    with_document_type,
    with_parts,
    with_row,
)

LARGE = "文件解开后超过 1 GB，不像正常的工作簿，没有打开"
BOMB = "文件内部有异常的高压缩内容（解开后是原来的几百倍以上），不像正常的工作簿，没有打开"
OVERLAP = "文件内部的内容互相重叠，不是正常的工作簿，没有打开"
UNUSABLE = "文件已损坏，无法打开，请用 Excel 或 WPS 重新另存后再试"
NO_TEMPLATE = "不是预算执行模板"
MOST_SECONDS, MOST_MEMORY = 5, 350  # of all refusals together; MB, most of it pandas


MEMBERS = len(Package(plain()).archive.members)


def outside(name: str) -> str:
    return f"文件内部有指向外面的路径“{name}”，不是正常的工作簿，没有打开"


def entities(part: str) -> str:
    return f"工作簿内部的 {part} 含有实体定义（DOCTYPE），可能是恶意文件，没有打开"


def damaged(part: str) -> str:
    return f"工作簿内部的 {part} 已损坏，请用 Excel 或 WPS 打开后另存一份"


def far(sheet: str, cell: str) -> str:
    return (
        f"工作表“{sheet}”的内容一直延伸到 {cell}，范围过大，没有打开；"
        "请删除远处多余的内容（整行整列删除）后保存"
    )


def wide(xml: bytes) -> bytes:
    document = xml.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    return document.replace("<styleSheet", "<!DOCTYPE a><styleSheet").encode("utf-16")


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "declares a gibibyte in a few bytes": (lambda: declaring(LEDGER_SHEET, 1 << 30), LARGE),
    "declares hundreds of times its size": (lambda: declaring(LEDGER_SHEET, 900 << 20), BOMB),
    "unpacks to more than declared": (lambda: declaring(LEDGER_SHEET, 100), damaged(LEDGER_SHEET)),
    "blanks by the million": (
        lambda: with_parts({}, {"xl/media/a.png": bytes(100 << 20)}),
        BOMB,
    ),
    "shares the data of a member": (overlapping, OVERLAP),
    "leads up": (lambda: with_parts({}, {"xl/../../a.xml": b""}), outside("xl/../../a.xml")),
    "leads up the Windows way": (lambda: with_parts({}, {"..\\a.xml": b""}), outside("..\\a.xml")),
    "leads to a drive": (lambda: with_parts({}, {"C:/a.xml": b""}), outside("C:/a.xml")),
    **{
        f"laughs in {part}": (lambda part=part: with_document_type(part), entities(part))
        for part in (BUDGET_SHEET, STRINGS, STYLES, WORKBOOK, VERSION, "xl/_rels/workbook.xml.rels")
    },
    "a document type in UTF-16": (lambda: with_parts({STYLES: wide}), entities(STYLES)),
    "an encoding nobody uses": (
        lambda: replaced(STYLES, "UTF-8", "UTF-7"),
        damaged(STYLES),
    ),
    "deep workbook": (lambda: nested(WORKBOOK), damaged(WORKBOOK)),
    "deep styles": (lambda: nested(STYLES), damaged(STYLES)),
    "a cell at the far end": (
        lambda: with_row('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        far("预算", "XFD1048576"),
    ),
    "cells in opposite corners": (
        lambda: with_row(
            '<row r="9"><c r="XFD9"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
        ),
        far("预算", "XFD1048576"),
    ),
    "a column that no sheet has": (
        lambda: with_row('<row r="9"><c r="ZZZ9"><v>1</v></c></row>'),
        far("预算", "ZZZ9"),
    ),
    "a row that no sheet has": (
        lambda: with_row('<row r="9999999"><c r="M9999999"><v>1</v></c></row>'),
        far("预算", "M9999999"),
    ),
    "a column of seven letters": (
        lambda: with_row('<row r="9"><c r="AAAAAAA9"><v>1</v></c></row>'),
        damaged(BUDGET_SHEET),
    ),
    "a row of eleven digits": (
        lambda: with_row('<row r="9"><c r="M99999999999"><v>1</v></c></row>'),
        damaged(BUDGET_SHEET),
    ),
    "a million columns": (
        lambda: with_row(f'<row r="9">{"<c><v>1</v></c>" * 1_000_000}</row>'),
        damaged(BUDGET_SHEET),
    ),
    "a row of a negative number": (
        lambda: with_row('<row r="-9"><c><v>1</v></c></row>'),
        damaged(BUDGET_SHEET),
    ),
    "a string that is not there": (
        lambda: with_row('<row r="9"><c r="A9" t="s"><v>99999</v></c></row>'),
        UNUSABLE,
    ),
    "a string of a negative number": (
        lambda: with_row('<row r="9"><c r="A9" t="s"><v>-1</v></c></row>'),
        damaged(BUDGET_SHEET),
    ),
    "a string of an absurd number": (
        lambda: with_row(f'<row r="9"><c r="A9" t="s"><v>{"9" * 30}</v></c></row>'),
        damaged(BUDGET_SHEET),
    ),
    "a sheet that is the workbook itself": (
        lambda: replaced("xl/_rels/workbook.xml.rels", "worksheets/sheet2.xml", "workbook.xml"),
        damaged(WORKBOOK),
    ),
    "strings cut short": (lambda: with_parts({STRINGS: lambda xml: xml[:500]}), UNUSABLE),
}

READ: dict[str, Callable[[], bytes]] = {
    "styled cells at the far end": lambda: with_row('<row r="1048576"><c r="XFD1048576" s="1"/></row>'),
    "styled cells closed twice": lambda: with_row('<row r="1048576"><c r="XFD1048576" s="1"></c></row>'),
    "strings counted by the billion": lambda: replaced(
        STRINGS, r'count="\d+" uniqueCount="\d+"', 'count="4294967295" uniqueCount="4294967295"'
    ),
    "strings counted below zero": lambda: replaced(STRINGS, r'uniqueCount="\d+"', 'uniqueCount="-1"'),
    "styles counted by the billion": lambda: replaced(
        STYLES, r'<cellXfs count="\d+"', '<cellXfs count="4294967295"'
    ),
    "a dimension of everything": lambda: replaced(BUDGET_SHEET, 'ref="A1:[A-Z0-9]+"', 'ref="A1:XFD1048576"'),
    "a dimension of nonsense": lambda: replaced(BUDGET_SHEET, 'ref="A1:[A-Z0-9]+"', 'ref="-"'),
    "a merged area of everything": lambda: replaced(
        BUDGET_SHEET, '<mergeCell ref="[^"]+"', '<mergeCell ref="A1:XFD1048576"'
    ),
    "deep before the rows": lambda: replaced(
        BUDGET_SHEET, "<sheetData>", f"{'<a>' * 200_000}{'</a>' * 200_000}<sheetData>"
    ),
    "a relationship to itself": lambda: with_parts(
        {},
        {
            "xl/worksheets/_rels/sheet2.xml.rels": b'<Relationships><Relationship Id="rId1" '
            b'Type="x/worksheet" Target="sheet2.xml"/></Relationships>'
        },
    ),
    "a style that is not there": lambda: replaced(BUDGET_SHEET, r'(<c r="A4" s=)"\d+"', r'\1"99999"'),
}


def reason(content: bytes, limits: Limits = Limits()) -> str:  # noqa: B008
    with pytest.raises(UnreadableWorkbookError) as refused:
        read_source(content, limits)
    return refused.value.reason.zh


def cells(source: Source) -> dict[str, object]:
    return {table: (raw.rows, raw.values) for table, raw in source.sheets.items()}


@pytest.mark.parametrize("case", REFUSED)
def test_refused(case: str) -> None:
    build, sentence = REFUSED[case]
    assert reason(build()) == sentence


@pytest.mark.parametrize("case", READ)
def test_read_as_if_nothing_were_wrong(case: str) -> None:
    assert cells(read_source(READ[case]())) == cells(read_source(plain()))


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Limits(unpacked=50_000), "文件解开后超过 4.66e-05 GB，不像正常的工作簿，没有打开"),
        (Limits(ratio=2, free_of_ratio=1_000), BOMB),
        (
            Limits(members=5),
            f"文件内部有 {MEMBERS} 个部件，超过 5 个，不像正常的工作簿，没有打开",
        ),
        (Limits(area=1_000), None),
        (Limits(free_of_sparseness=5, sparseness=1), None),
    ],
)
def test_limits_are_options(limits: Limits, sentence: str | None) -> None:
    content = with_row('<row r="900"><c r="M900"><v>1</v></c></row>')
    assert "超过" not in str(read_source(content).sheets["budget"].rows)
    assert reason(content, limits) == (sentence or far("预算", "M900"))


def test_a_long_ledger_is_in_proportion_and_a_wide_empty_one_is_not() -> None:
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c><c r="H{0}" s="1"/></row>'
    long = "".join(row.format(number) for number in range(1, 200_001))
    sheet = in_usual_form(f"<worksheet><sheetData>{long}</sheetData></worksheet>".encode(), "")
    refuse_far_cells(sheet, "资金拨付", Limits())
    assert (sheet.columns, sheet.rows) == (26, 1_049_999)


ALL_AT_ONCE = """
import json, resource, sys, time
from tests.hostile.test_refused import REFUSED
from analyzer.reading import UnreadableWorkbookError, read_source
large = ("a million columns", "blanks by the million")  # to build
built = {case: build() for case, (build, _) in REFUSED.items() if case not in large}
resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
start, told = time.process_time(), {}
for case, content in built.items():
    try:
        read_source(content)
    except UnreadableWorkbookError as refusal:
        told[case] = refusal.reason.zh
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(json.dumps({"told": told, "peak": peak, "seconds": time.process_time() - start}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited and measured as Linux does")
def test_refusing_takes_little_time_and_memory() -> None:
    ran = subprocess.run([sys.executable, "-c", ALL_AT_ONCE], capture_output=True, text=True, check=True)
    measured = json.loads(ran.stdout)
    assert all(measured["told"][case] == REFUSED[case][1] for case in measured["told"])
    assert len(measured["told"]) >= len(REFUSED) - 2
    assert measured["seconds"] < MOST_SECONDS
    assert measured["peak"] < MOST_MEMORY
