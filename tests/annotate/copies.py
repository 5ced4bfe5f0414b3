"""What the tests of annotated copies share: a run in memory, and people who edit a copy."""

import hashlib
import io
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import openpyxl
from lxml import etree

from analyzer.annotate import Returned, annotate, follow_up, read_returned, unchanged
from analyzer.language import Language
from analyzer.package import Package
from analyzer.reading import read_batch, read_source
from analyzer.report import Provenance, Report, report
from analyzer.rules import NATIONAL, catalogue, judge
from tests.conftest import WORKBOOKS

FAULTY = WORKBOOKS / "澧县2020-有误.xlsx"
PROVENANCE = Provenance("analyzer 0", "rules 1", "profile 2", date(2026, 11, 21))

Edits = Mapping[tuple[str, str], str | float]


@cache
def examined(content: bytes, language: Language = "zh") -> Report:
    """The report of one workbook, judged once however many tests ask."""
    [found] = report(judge(read_batch([read_source(content)]), catalogue(), NATIONAL), ["a.xlsx"], language)
    return replace(found, input_sha256=hashlib.sha256(content).hexdigest())


def annotated(content: bytes, found: Report, language: Language = "zh") -> bytes:
    return annotate(content, found, PROVENANCE, language).content


def run(content: bytes) -> tuple[Report, bytes]:
    """What a run makes of a file: its report, and its copy or the file itself where that says it all."""
    returned: Returned | None = read_returned(content)
    if returned is None:
        found = examined(content)
        return found, annotated(content, found)
    found = follow_up(returned.findings, examined(returned.content), catalogue())
    if unchanged(returned, returned.content, found, PROVENANCE, "zh"):
        return found, content
    return found, annotated(returned.content, found)


def opened(content: bytes, **options: bool) -> Any:
    """What openpyxl reads; its cells may hold any of a dozen types, hence Any."""
    return openpyxl.load_workbook(io.BytesIO(content), **options)


def saved_by_openpyxl(content: bytes, edits: Edits) -> bytes:
    workbook = opened(content)
    for (sheet, cell), value in edits.items():
        workbook[sheet][cell] = value
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def edited_in_place(content: bytes, edits: Edits) -> bytes:
    """The package with the edited cells' XML changed and every other part as it was."""
    package = Package(content)
    parts: dict[str, etree._Element] = {}
    for (sheet, cell), value in edits.items():
        part = package.sheet_parts[sheet]
        root = parts.setdefault(part, etree.fromstring(package.part(part) or b""))
        element = next(each for each in root.iter("{*}c") if each.get("r") == cell)
        for child in list(element):
            element.remove(child)
        space = str(element.tag).rpartition("}")[0][1:]
        if isinstance(value, str):
            element.set("t", "inlineStr")
            inside = etree.SubElement(element, f"{{{space}}}is")
            etree.SubElement(inside, f"{{{space}}}t").text = value
        else:
            element.attrib.pop("t", "")
            etree.SubElement(element, f"{{{space}}}v").text = repr(value)
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            changed = parts.get(member.filename)
            new.writestr(member, etree.tostring(changed) if changed is not None else old.read(member))
    return written.getvalue()


def table_of(sheet: Any, first_heading: str = "序号") -> list[dict[str, Any]]:
    """The rows of the table that begins under that heading, each with its place as `_row`."""
    rows = list(sheet.iter_rows())
    at = next(number for number, row in enumerate(rows) if row[0].value == first_heading)
    header = [cell.value for cell in rows[at]]
    table = []
    for row in rows[at + 1 :]:
        if row[0].value is None:
            break
        table.append({**dict(zip(header, (cell.value for cell in row), strict=True)), "_row": row[0].row})
    return table


def cell_of(sheet: Any, rule: str, heading: str) -> str:
    """The cell of 审核结果 under a heading in the row of a rule."""
    [row] = [row for row in table_of(sheet) if row["规则"] == rule]
    column = list(row).index(heading) + 1
    return str(sheet.cell(row["_row"], column).coordinate)
