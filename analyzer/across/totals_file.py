"""The table of units' totals that a finance bureau keeps: 实施单位, 年度, 预算总额（万元）; .xlsx or .csv.

The form has no field for a unit's total over all its projects, so it is given beside the folder
(`analyzer run FOLDER --totals FILE`): one row per unit and year. The heading of the amounts names their unit.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, NamedTuple

from analyzer.language import Text
from analyzer.money import FinerThanFen, TooLarge, Unit, float_to_fen, to_fen
from analyzer.reading.characters import is_blank, normalise

UNIT, YEAR = ("实施单位", "单位名称", "单位"), ("年度", "预算年度")
TOTAL: Final[dict[str, Unit]] = {"预算总额(万元)": "万元", "预算总额(元)": "元"}
MOST_TITLE_ROWS: Final = 10


class UnitTotal(NamedTuple):
    """What one unit was given for a year, in fen, and the row of the file that says so."""

    file: str
    row: int
    unit: str
    year: int
    amount: int


class TotalsError(Exception):
    """A table of totals that cannot be used; `reason` is a full sentence naming the file and the row."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


def read_totals(file: Path) -> list[UnitTotal]:
    """The rows of the table, blank ones and 合计 left out.

    Raises TotalsError for a file that cannot be read, a missing column, a year or an amount that is none, and
    a unit stated twice for one year.
    """
    rows = _rows(file)
    header, places = _header(file, rows)
    totals: dict[tuple[str, int], UnitTotal] = {}
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        cells = [row[place] if place < len(row) else "" for place in places[:3]]
        if is_blank(cells[0]) or normalise(str(cells[0])) in ("合计", "总计"):
            continue
        total = _total(file, number, cells, places[3])
        key = ("".join(total.unit.split()), total.year)
        if key in totals:
            raise _wrong(
                file,
                number,
                f"“{total.unit}”{total.year} 年在第 {totals[key].row} 行已经写过",
                f"{total.unit} is already stated for {total.year} in row {totals[key].row}",
            )
        totals[key] = total
    return list(totals.values())


def _rows(file: Path) -> Sequence[Sequence[Any]]:
    try:
        if file.suffix.lower() == ".csv":
            return list(csv.reader(io.StringIO(_decoded(file.read_bytes()), newline="")))
        from python_calamine import CalamineWorkbook  # noqa: PLC0415 - a csv needs it not

        workbook = CalamineWorkbook.from_filelike(io.BytesIO(file.read_bytes()))
        return workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception as failure:  # calamine has many errors of its own
        why = getattr(failure, "strerror", None) or failure
        raise TotalsError(
            Text(f"单位总额文件 {file} 读不出来（{why}）。", f"The totals {file} cannot be read ({why}).")
        ) from failure


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030")  # as Excel saves .csv on a Chinese Windows


def _header(file: Path, rows: Sequence[Sequence[Any]]) -> tuple[int, tuple[int, int, int, Unit]]:
    """The header's row and the places of unit, year and total, with the unit of the amounts."""
    for number, row in enumerate(rows[:MOST_TITLE_ROWS]):
        texts = ["".join(normalise(str(cell)).split()) for cell in row]
        unit, year, total = (next(_positions(texts, names), None) for names in (UNIT, YEAR, TOTAL))
        if unit is not None and year is not None and total is not None:
            return number, (unit, year, total, TOTAL[texts[total]])
    raise TotalsError(
        Text(
            f"单位总额文件 {file} 里找不到表头：要有“实施单位”“年度”“预算总额（万元）”三列；"
            "金额以元为单位的写“预算总额（元）”。",
            f"The totals {file} lack their heading: 实施单位, 年度, and 预算总额（万元） or 预算总额（元）.",
        )
    )


def _positions(texts: Sequence[str], names: Any) -> Iterator[int]:
    return (position for position, text in enumerate(texts) if text in names)


def _total(file: Path, number: int, cells: Sequence[Any], unit: Unit) -> UnitTotal:
    name, year, amount = cells
    try:
        stated_year = int(Decimal(normalise(str(year)).removesuffix("年")))
    except (InvalidOperation, ValueError, OverflowError):
        raise _wrong(file, number, f"年度“{year}”不是年份", f"the year {year!r} is none") from None
    try:
        fen = _fen(amount, unit)
    except (InvalidOperation, ValueError, FinerThanFen, TooLarge):
        raise _wrong(file, number, f"金额“{amount}”不是数字", f"the amount {amount!r} is none") from None
    return UnitTotal(file.name, number, normalise(str(name)), stated_year, fen)


def _fen(amount: Any, unit: Unit) -> int:
    if isinstance(amount, float | int):
        return float_to_fen(float(amount), unit)
    return to_fen(Decimal(normalise(str(amount)).replace(",", "")), unit)


def _wrong(file: Path, row: int, zh: str, en: str) -> TotalsError:
    return TotalsError(
        Text(f"单位总额文件 {file} 第 {row} 行：{zh}。", f"The totals {file}, row {row}: {en}.")
    )
