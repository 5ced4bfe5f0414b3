"""A workbook with a long ledger, its rows written straight into the XML: a million take seconds."""

import io
import math
import re
import zipfile
from collections.abc import Iterator

from analyzer.package import Package
from analyzer.template import DISBURSEMENT
from benchmarks.ordinary import STRINGS, mark

FILLED = 7  # cells of an entry with a value
FIRST_DAY, DAYS = 45292, 366  # 2024 as Excel counts days
_ROW = re.compile(r'<row r="(\d+)".*?</row>', re.S)
SPENT, DECADES = 1500, 3  # 万元 of all entries together, from the smallest to a thousand times as much


def long_ledger(content: bytes, rows: int) -> bytes:
    """The ordinary workbook with so many entries, each with a voucher of its own."""
    part = Package(content).sheet_parts[DISBURSEMENT.title.zh]
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        strings = before.read(STRINGS).decode()
        known = strings.count("<si>")
        for member in before.infolist():
            xml = before.read(member)
            if member.filename == part:
                xml = _with_entries(xml.decode(), rows, known).encode()
            elif member.filename == STRINGS:
                xml = _with_vouchers(strings, rows).encode()
            after.writestr(member.filename, xml)
    return made.getvalue()


def _with_entries(xml: str, rows: int, first_voucher: int) -> str:
    written = [row for row in _ROW.finditer(xml) if row[0].count("<v>") >= FILLED][1:]
    patterns = [_pattern(row) for row in written if row[0].count("<v>") == FILLED]
    first = int(written[0][1])
    entries = "".join(_entries(patterns, rows, first, first_voucher))
    body = xml[: written[0].start()] + entries + xml[written[-1].end() :]
    last = first + rows - 1
    return re.sub(r'((?:dimension|autoFilter) ref="A\d+:[A-Z]+)\d+"', rf'\g<1>{last}"', body)


def _pattern(row: re.Match[str]) -> str:
    """An entry with gaps for its row, day, voucher and amount."""
    text = row[0].replace("{", "{{").replace("}", "}}")
    for column, gap in (("A", "day"), ("B", "voucher"), ("E", "amount")):
        text = re.sub(rf'(<c r="{column}{row[1]}"[^>]*><v>)[^<]*', rf"\g<1>{{{gap}}}", text)
    return re.sub(rf' r="([A-Z]*){row[1]}"', r' r="\g<1>{row}"', text)


def _entries(patterns: list[str], rows: int, first: int, voucher: int) -> Iterator[str]:
    smallest = SPENT / rows * DECADES * math.log(10) / 10**DECADES
    for number in range(rows):
        day = FIRST_DAY + number * DAYS // rows
        amount = smallest * 10 ** (DECADES * (number * 7919 % 99991) / 99991)
        pattern = patterns[number % len(patterns)]
        yield pattern.format(row=first + number, day=day, voucher=voucher + number, amount=f"{amount:.6f}")


def _with_vouchers(strings: str, rows: int) -> str:
    vouchers = "".join(f"<si><t>{mark(0)}-{number}</t></si>" for number in range(rows))
    longer = strings.replace("</sst>", vouchers + "</sst>")
    return re.sub(r'uniqueCount="(\d+)"', lambda found: f'uniqueCount="{int(found[1]) + rows}"', longer)
