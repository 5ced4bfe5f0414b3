"""Whole results for what accountants type; and nothing typed may raise."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language import Text
from analyzer.money import FEN_PER, TOO_MANY_FEN, UNITS, Unit, format_fen
from analyzer.reading import reasons
from analyzer.reading.characters import is_blank, normalise
from analyzer.reading.days import day
from analyzer.reading.results import EMPTY, Amount, Code, Day, Rate, Score, Unreadable, Year
from analyzer.reading.values import amount, code, rate, score, year

WAN = 1_000_000
YI = 10_000 * WAN
AS_TEXT = (reasons.NUMBER_AS_TEXT,)
WITH_UNIT = (reasons.UNIT_IN_CELL,)

FULL_WIDTH = str.maketrans("0123456789.,-()%/ ", "０１２３４５６７８９．，－（）％／\u3000")
ANY_CELL = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.binary(max_size=3),
    st.text(),
    st.text("0123456789.,'- ()（）%％eE+－,，元万亿百千十零一二两三年月日号约≥以上至~—#REF!/¥△", max_size=20),
)


BLANK_TEXTS = ["", " ", "\u3000\xa0\u200b\n", "—", "－", "-", "--", "——", "/", "／", "*", "_", "- -"]
BLANK_WORDS = ["无", " 无 ", "无。", "空", "N/A", "n/a", "Ｎ／Ａ"]
MISSING = [None, float("nan"), Decimal("sNaN"), pd.NA, pd.NaT]


@pytest.mark.parametrize("cell", [*BLANK_TEXTS, *BLANK_WORDS, *MISSING])
def test_blank(cell: object) -> None:
    assert is_blank(cell)
    readings = (amount(cell, "元"), rate(cell), day(cell), year(cell), code(cell), score(cell))
    assert readings == (EMPTY,) * 6


@pytest.mark.parametrize("cell", ["0", "-5", "无锡", "无问题", "#N/A", "1/2", 0, 0.0, False, "-a", "."])
def test_not_blank(cell: object) -> None:
    assert not is_blank(cell)


def test_normalise_keeps_chinese_and_powers() -> None:
    assert normalise(" （１２．５）％，ＡＢ：￥－5−\u20095\u200b ") == "(12.5)%,AB:¥-5- 5"
    assert normalise("！～") == "!~"
    assert normalise("其中：县级——配套、“壹”10²㎡①。") == "其中:县级——配套、“壹”10²㎡①。"


@pytest.mark.parametrize(
    ("cell", "unit", "expected"),
    [
        ("39.5", "万元", Amount(39_500_000, WAN // 10, AS_TEXT)),
        ("8.50", "万元", Amount(8_500_000, 10_000, AS_TEXT)),
        ("139.433578", "万元", Amount(139_433_578, 1, AS_TEXT)),
        ("3.3600000", "万元", Amount(3_360_000, 1, AS_TEXT)),
        ("１２，３４５．６０", "元", Amount(1_234_560, 1, AS_TEXT)),
        ("1,234,567", "元", Amount(123_456_700, 100, AS_TEXT)),
        ("12'345", "元", Amount(1_234_500, 100, AS_TEXT)),
        ("1 234 567.5", "元", Amount(123_456_750, 10, AS_TEXT)),
        (".5", "元", Amount(50, 10, AS_TEXT)),
        ("5.", "元", Amount(500, 100, AS_TEXT)),
        ("+5", "元", Amount(500, 100, AS_TEXT)),
        ("0005", "元", Amount(500, 100, AS_TEXT)),
        ("4753.66万元", "元", Amount(4_753_660_000, 10_000, WITH_UNIT)),
        ("400,600万元", "万元", Amount(400_600 * WAN, WAN, WITH_UNIT)),
        ("2.45亿元", "万元", Amount(24_500 * WAN, YI // 100, WITH_UNIT)),
        ("39.5 万元", "元", Amount(39_500_000, WAN // 10, WITH_UNIT)),
        ("5万", "元", Amount(5 * WAN, WAN, WITH_UNIT)),
        ("5万", "万元", Amount(5 * WAN, WAN, WITH_UNIT)),
        ("395000元", "万元", Amount(39_500_000, 100, WITH_UNIT)),
        ("3千元", "万元", Amount(300_000, 100_000, WITH_UNIT)),
        ("5万元整", "万元", Amount(5 * WAN, 1, WITH_UNIT)),
        ("¥1,200.00", "元", Amount(120_000, 1, AS_TEXT)),
        ("￥ 1200", "元", Amount(120_000, 100, AS_TEXT)),
        ("RMB5", "元", Amount(500, 100, AS_TEXT)),
        ("人民币5元", "万元", Amount(500, 100, WITH_UNIT)),
        ("1.5e3", "元", Amount(150_000, 10_000, (*AS_TEXT, reasons.SCIENTIFIC))),
        ("(12.5)", "元", Amount(-1_250, 10, AS_TEXT)),
        ("（12.5）", "元", Amount(-1_250, 10, AS_TEXT)),
        ("（12.5）万元", "元", Amount(-12_500_000, WAN // 10, WITH_UNIT)),
        ("(12.5万元)", "元", Amount(-12_500_000, WAN // 10, WITH_UNIT)),
        ("-12.5", "元", Amount(-1_250, 10, AS_TEXT)),
        ("－12.5", "元", Amount(-1_250, 10, AS_TEXT)),
        ("−12.5", "元", Amount(-1_250, 10, AS_TEXT)),
        ("负12.5", "元", Amount(-1_250, 10, AS_TEXT)),
        ("-¥12.5", "元", Amount(-1_250, 10, AS_TEXT)),
        ("¥-12.5", "元", Amount(-1_250, 10, AS_TEXT)),
        ("△12.5", "元", Amount(-1_250, 10, (*AS_TEXT, reasons.TRIANGLE_MINUS))),
        ("▲ 12.5", "元", Amount(-1_250, 10, (*AS_TEXT, reasons.TRIANGLE_MINUS))),
        ("叁万元整", "万元", Amount(3 * WAN, 1, (*WITH_UNIT, reasons.CHINESE_NUMERAL))),
        ("人民币叁拾玖万伍仟元整", "元", Amount(39_500_000, 1, (*WITH_UNIT, reasons.CHINESE_NUMERAL))),
        ("三十万元", "元", Amount(30 * WAN, 10 * WAN, (*WITH_UNIT, reasons.CHINESE_NUMERAL))),
        ("一亿零五万元", "元", Amount(YI + 5 * WAN, 5 * WAN // 5, (*WITH_UNIT, reasons.CHINESE_NUMERAL))),
        (0.1 + 0.2, "元", Amount(30, 10)),
        (100.1 - 100, "元", Amount(10, 10)),
        (8.5, "万元", Amount(8_500_000, WAN // 10)),
        (400, "万元", Amount(400 * WAN, WAN)),
        (np.int64(400), "万元", Amount(400 * WAN, WAN)),
        (np.float64(0.5), "元", Amount(50, 10)),
        (0.0, "万元", Amount(0, WAN)),
        (-1.25, "元", Amount(-125, 1)),
        (Decimal("8.50"), "元", Amount(850, 1)),
    ],
)
def test_amounts(cell: object, unit: Unit, expected: Amount) -> None:
    assert amount(cell, unit) == expected


@pytest.mark.parametrize(
    ("scale", "fen"),
    [
        ("百", 100**2),
        ("千", 10**5),
        ("万", WAN),
        ("十万", 10 * WAN),
        ("百万", 100 * WAN),
        ("千万", 1000 * WAN),
        ("亿", YI),
        ("万亿", 10000 * YI),
    ],
)
def test_every_scale(scale: str, fen: int) -> None:
    assert amount(f"2{scale}元", "万元") == Amount(2 * fen, fen, WITH_UNIT)


@pytest.mark.parametrize(
    ("written", "yuan"),
    [
        ("零", 0),
        ("十", 10),
        ("十五", 15),
        ("两百零一", 201),
        ("一千零三十", 1030),
        ("一万二千三百四十五", 12_345),
        ("壹佰贰拾万零叁", 1_200_003),
        ("三千二百一十亿", 321_000_000_000),
    ],
)
def test_chinese_numerals(written: str, yuan: int) -> None:
    reading = amount(f"{written}元整", "万元")
    assert reading == Amount(yuan * 100, 1, (*WITH_UNIT, reasons.CHINESE_NUMERAL))


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1,23,4", reasons.GROUPING),
        ("12,5", reasons.GROUPING),
        ("1,2345", reasons.GROUPING),
        ("0,123", reasons.GROUPING),
        ("1,234 567", reasons.GROUPING),
        ("1, 234", reasons.GROUPING),
        ("约5万元", reasons.APPROXIMATE),
        ("300多", reasons.APPROXIMATE),
        ("三百余万元", reasons.APPROXIMATE),
        ("5万元左右", reasons.APPROXIMATE),
        ("10-15", reasons.RANGE),
        ("10～15万元", reasons.RANGE),
        ("10万元至15万元", reasons.RANGE),
        ("10—15", reasons.RANGE),
        ("≤30万元", reasons.BOUND),
        ("不超过30", reasons.BOUND),
        ("30以内", reasons.BOUND),
        ("见附件", reasons.ELSEWHERE),
        ("详见附表2", reasons.ELSEWHERE),
        ("#REF!", reasons.EXCEL_ERROR),
        ("#DIV/0!", reasons.EXCEL_ERROR),
        ("#N/A", reasons.EXCEL_ERROR),
        ("######", reasons.EXCEL_ERROR),
        ("=SUM(A1:A3)", reasons.FORMULA_TEXT),
        ("(-5)", reasons.TWO_SIGNS),
        ("--5", reasons.TWO_SIGNS),
        ("-(5)", reasons.TWO_SIGNS),
        ("95%", reasons.PERCENT_IN_AMOUNT),
        ("三万", reasons.CHINESE_AMOUNT),
        ("三万五元", reasons.NOT_ONLY_A_NUMBER),
        ("一百五元", reasons.NOT_ONLY_A_NUMBER),
        ("二〇二四元", reasons.NOT_ONLY_A_NUMBER),
        ("一万一万元", reasons.NOT_ONLY_A_NUMBER),
        ("三亿亿元", reasons.NOT_ONLY_A_NUMBER),
        ("5元/辆", reasons.NOT_ONLY_A_NUMBER),
        ("0x10", reasons.NOT_ONLY_A_NUMBER),
        ("1.2.3", reasons.NOT_ONLY_A_NUMBER),
        ("五保户", reasons.NOT_ONLY_A_NUMBER),
        ("1" * 21, reasons.NOT_ONLY_A_NUMBER),
        ("1" * 90, reasons.NOT_ONLY_A_NUMBER),
        ("合计", reasons.NO_NUMBER),
        (".", reasons.NO_NUMBER),
        ("٣", reasons.NO_NUMBER),
        ("39.5000001", reasons.finer_than_fen("万元")),
        ("0.001元", reasons.finer_than_fen("元")),
        (1 / 3, reasons.finer_than_fen("万元")),
        ("1e90", reasons.TOO_LARGE),
        ("100000亿元", reasons.TOO_LARGE),
        (1e300, reasons.TOO_LARGE),
        (10**400, reasons.TOO_MANY_DIGITS),
        (float("-inf"), reasons.TOO_LARGE),
        (True, reasons.LOGICAL),
        (date(2024, 3, 5), reasons.DATE_IN_CELL),
        (time(1), reasons.DATE_IN_CELL),
        (timedelta(1), reasons.DATE_IN_CELL),
        ([], reasons.CONTENT),
    ],
)
def test_amounts_that_are_not_clear(cell: object, reason: Text) -> None:
    assert amount(cell, "万元") == Unreadable(reason)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (0.95, Rate(Decimal("0.95"), 0)),
        (0.8575, Rate(Decimal("0.8575"), 2)),
        (95, Rate(Decimal("0.95"), 0, (reasons.PERCENT_SIGN_MISSING,))),
        (95.5, Rate(Decimal("0.955"), 1, (reasons.PERCENT_SIGN_MISSING,))),
        (0, Rate(Decimal(0), 0)),
        (1, Rate(Decimal(1), 0)),
        (1.0, Rate(Decimal(1), 0)),
        (1.2, Rate(Decimal("1.2"), 0, (reasons.AMBIGUOUS_RATE,))),
        (1.5, Rate(Decimal("1.5"), 0, (reasons.AMBIGUOUS_RATE,))),
        (1.51, Rate(Decimal("0.0151"), 2, (reasons.AMBIGUOUS_RATE,))),
        (2, Rate(Decimal("0.02"), 0, (reasons.AMBIGUOUS_RATE,))),
        (2.1, Rate(Decimal("0.021"), 1, (reasons.PERCENT_SIGN_MISSING,))),
        (-0.05, Rate(Decimal("-0.05"), 0)),
        (1 / 3, Rate(Decimal("0.333333333333333"), 10)),
        ("1", Rate(Decimal(1), 0, AS_TEXT)),
        ("0.950", Rate(Decimal("0.95"), 1, AS_TEXT)),
        ("95", Rate(Decimal("0.95"), 0, (*AS_TEXT, reasons.PERCENT_SIGN_MISSING))),
        ("1.8", Rate(Decimal("0.018"), 1, (*AS_TEXT, reasons.AMBIGUOUS_RATE))),
        ("95%", Rate(Decimal("0.95"), 0, AS_TEXT)),
        ("1.2%", Rate(Decimal("0.012"), 1, AS_TEXT)),
        ("９５％", Rate(Decimal("0.95"), 0, AS_TEXT)),
        ("95.00 %", Rate(Decimal("0.95"), 2, AS_TEXT)),
        ("31.00%", Rate(Decimal("0.31"), 2, AS_TEXT)),
        ("105.65%", Rate(Decimal("1.0565"), 2, AS_TEXT)),
        ("1,234%", Rate(Decimal("12.34"), 0, AS_TEXT)),
        ("-5%", Rate(Decimal("-0.05"), 0, AS_TEXT)),
        ("(5%)", Rate(Decimal("-0.05"), 0, AS_TEXT)),
        ("100百分比", Rate(Decimal(1), 0, AS_TEXT)),
        ("百分之95", Rate(Decimal("0.95"), 0, AS_TEXT)),
        ("百分之九十五", Rate(Decimal("0.95"), 0, (*AS_TEXT, reasons.CHINESE_NUMERAL))),
        ("95个百分点", Unreadable(reasons.PERCENTAGE_POINTS)),
        ("≥95%", Unreadable(reasons.BOUND)),
        ("约95%", Unreadable(reasons.APPROXIMATE)),
        ("80%-90%", Unreadable(reasons.RANGE)),
        ("--5%", Unreadable(reasons.TWO_SIGNS)),
        ("95%%", Unreadable(reasons.NOT_ONLY_A_NUMBER)),
        ("95‰", Unreadable(reasons.NOT_ONLY_A_NUMBER)),
        ("#DIV/0!", Unreadable(reasons.EXCEL_ERROR)),
        (True, Unreadable(reasons.LOGICAL)),
        (float("inf"), Unreadable(reasons.TOO_LARGE)),
    ],
)
def test_rates(cell: object, expected: Rate | Unreadable) -> None:
    assert rate(cell) == expected


MARCH_5 = date(2024, 3, 5)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (MARCH_5, Day(MARCH_5)),
        (datetime(2024, 3, 5, 23, 59), Day(MARCH_5)),
        (pd.Timestamp("2024-03-05"), Day(MARCH_5)),
        (45356, Day(MARCH_5)),
        (45356.99, Day(MARCH_5)),
        (20240305.0, Day(MARCH_5)),
        ("45356", Day(MARCH_5, "day", (reasons.SERIAL_AS_TEXT,))),
        ("2024-03-05", Day(MARCH_5)),
        ("2024/3/5", Day(MARCH_5)),
        ("2024.3.5", Day(MARCH_5)),
        ("２０２４．３．５", Day(MARCH_5)),
        ("2024年3月5日", Day(MARCH_5)),
        ("2024 年 3 月 5 号", Day(MARCH_5)),
        ("20240305", Day(MARCH_5)),
        ("2024-03-05 00:00:00", Day(MARCH_5, "day", (reasons.TIME_DROPPED,))),
        ("2024-03-05T10:30", Day(MARCH_5, "day", (reasons.TIME_DROPPED,))),
        ("2024年3月", Day(date(2024, 3, 1), "month")),
        ("2024年3月份", Day(date(2024, 3, 1), "month")),
        ("2024-03", Day(date(2024, 3, 1), "month")),
        ("202403", Day(date(2024, 3, 1), "month")),
        ("2024-02-29", Day(date(2024, 2, 29))),
        ("1900-01-01", Day(date(1900, 1, 1))),
        ("2100-12-31", Day(date(2100, 12, 31))),
        ("2101-01-01", Unreadable(reasons.NOT_A_DATE)),
        ("2021325日", Unreadable(reasons.date_without_separators(["2021-03-25"]))),
        ("2021115", Unreadable(reasons.date_without_separators(["2021-01-15", "2021-11-05"]))),
        (2021115, Unreadable(reasons.date_without_separators(["2021-01-15", "2021-11-05"]))),
        ("2024999日", Unreadable(reasons.NO_SUCH_DAY)),
        ("2024-02-30", Unreadable(reasons.NO_SUCH_DAY)),
        ("2024年13月", Unreadable(reasons.NO_SUCH_DAY)),
        ("2024-13-01", Unreadable(reasons.NO_SUCH_DAY)),
        ("1024-03-05", Unreadable(reasons.NOT_A_DATE)),
        (date(9999, 1, 1), Unreadable(reasons.NOT_A_DATE)),
        ("3月5日", Unreadable(reasons.YEAR_MISSING)),
        ("24.3.5", Unreadable(reasons.YEAR_MISSING)),
        ("5/3/2024", Unreadable(reasons.YEAR_MISSING)),
        ("2024", Unreadable(reasons.DAY_MISSING)),
        (2024.0, Unreadable(reasons.DAY_MISSING)),
        (2024.3, Unreadable(reasons.NOT_A_DATE)),
        (19_999, Unreadable(reasons.NOT_A_DATE)),
        (80_001, Unreadable(reasons.NOT_A_DATE)),
        ("年底", Unreadable(reasons.NOT_A_DATE)),
        ("2024-3/5日前", Unreadable(reasons.NOT_A_DATE)),
        ("9" * 5000, Unreadable(reasons.NOT_A_DATE)),
        (1e300, Unreadable(reasons.NOT_A_DATE)),
        ("#VALUE!", Unreadable(reasons.EXCEL_ERROR)),
        (time(1), Unreadable(reasons.DATE_IN_CELL)),
    ],
)
def test_days(cell: object, expected: Day | Unreadable) -> None:
    assert day(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (2024, Year(2024)),
        (2024.0, Year(2024)),
        ("2024", Year(2024)),
        ("2024年", Year(2024)),
        ("２０２４年度", Year(2024)),
        ("二〇二四年度", Year(2024)),
        (date(2024, 1, 1), Year(2024, (reasons.YEAR_SHOWN_AS_DATE,))),
        (datetime(1905, 7, 16), Year(2024, (reasons.YEAR_SHOWN_AS_DATE,))),
        (2024.5, Unreadable(reasons.NOT_A_YEAR)),
        (24, Unreadable(reasons.NOT_A_YEAR)),
        ("24年", Unreadable(reasons.NOT_A_YEAR)),
        ("1990", Year(1990)),
        ("1989", Unreadable(reasons.NOT_A_YEAR)),
        ("2100", Year(2100)),
        ("2101", Unreadable(reasons.NOT_A_YEAR)),
        ("2023-2024", Unreadable(reasons.NOT_A_YEAR)),
        (date(1950, 1, 1), Unreadable(reasons.NOT_A_YEAR)),
        ("#REF!", Unreadable(reasons.EXCEL_ERROR)),
    ],
)
def test_years(cell: object, expected: Year | Unreadable) -> None:
    assert year(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("1", Code("1")),
        ("1.1", Code("1.1")),
        ("1.10", Code("1.10")),
        ("１．１０", Code("1.10")),
        (" 1 . 10 ", Code("1.10")),
        ("1、", Code("1")),
        ("1.2.", Code("1.2")),
        ("01.1", Code("01.1")),
        (1, Code("1")),
        (1.0, Code("1")),
        (1.1, Code("1.1", (reasons.AMBIGUOUS_CODE,))),
        (1.12, Code("1.12")),
        ("一", Unreadable(reasons.NOT_A_CODE)),
        ("1-1", Unreadable(reasons.NOT_A_CODE)),
        ("1..1", Unreadable(reasons.NOT_A_CODE)),
        ("合计", Unreadable(reasons.NOT_A_CODE)),
        (-1, Unreadable(reasons.NOT_A_CODE)),
        (1e300, Unreadable(reasons.NOT_A_CODE)),
        (date(2024, 1, 1), Unreadable(reasons.CODE_BECAME_DATE)),
        ("#REF!", Unreadable(reasons.EXCEL_ERROR)),
    ],
)
def test_codes(cell: object, expected: Code | Unreadable) -> None:
    assert code(cell) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (9.5, Score(Decimal("9.5"), 1)),
        (10, Score(Decimal(10), 0)),
        (-1, Score(Decimal(-1), 0)),
        (0.1 + 0.2, Score(Decimal("0.3"), 1)),
        ("9.50", Score(Decimal("9.5"), 2, AS_TEXT)),
        ("９.５分", Score(Decimal("9.5"), 1, AS_TEXT)),
        ("-1 分", Score(Decimal(-1), 0, AS_TEXT)),
        ("95%", Unreadable(reasons.NOT_ONLY_A_NUMBER)),
        ("10/10", Unreadable(reasons.NOT_ONLY_A_NUMBER)),
        ("优", Unreadable(reasons.NO_NUMBER)),
        (True, Unreadable(reasons.LOGICAL)),
    ],
)
def test_scores(cell: object, expected: Score | Unreadable) -> None:
    assert score(cell) == expected


@given(
    fen=st.integers(-TOO_MANY_FEN + 1, TOO_MANY_FEN - 1),
    unit=st.sampled_from(UNITS),
    in_workbook=st.sampled_from(UNITS),
    brackets=st.booleans(),
    full_width=st.booleans(),
    separators=st.booleans(),
    unit_written=st.booleans(),
)
def test_every_fen_reads_back(
    *,
    fen: int,
    unit: Unit,
    in_workbook: Unit,
    brackets: bool,
    full_width: bool,
    separators: bool,
    unit_written: bool,
) -> None:
    text = format_fen(fen, unit)
    quantum = FEN_PER[unit] // 10 ** len(text.partition(".")[2])
    text = f"({text[1:]})" if brackets and fen < 0 else text
    text = text if separators else text.replace(",", "")
    text = text.translate(FULL_WIDTH) if full_width else text
    remarks = WITH_UNIT if unit_written else AS_TEXT
    workbook_unit = in_workbook if unit_written else unit
    assert amount(text + unit * unit_written, workbook_unit) == Amount(fen, quantum, remarks)


@given(st.decimals(-5, 50, places=4), st.booleans())
def test_every_percentage_reads_back(fraction: Decimal, full_width: bool) -> None:
    text = f"{fraction * 100:,.2f}%"
    assert rate(text.translate(FULL_WIDTH) if full_width else text) == Rate(fraction, 2, AS_TEXT)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(["-", "/", "."]), st.booleans())
def test_every_day_reads_back(found: date, separator: str, padded: bool) -> None:
    width = 2 if padded else 1
    text = f"{found.year}{separator}{found.month:0{width}d}{separator}{found.day:0{width}d}"
    chinese = f"{found.year}年{found.month}月{found.day}日"
    written = (text, text.translate(FULL_WIDTH), chinese, found.strftime("%Y%m%d"), found)
    assert [day(cell) for cell in written] == [Day(found)] * len(written)


@given(st.dates(date(1954, 10, 3), date(2119, 1, 10)))
def test_every_day_number_reads_back(found: date) -> None:
    number = (found - date(1899, 12, 30)).days
    assert day(float(number)) == Day(found)


@given(st.lists(st.integers(0, 999), min_size=1, max_size=6))
def test_every_code_reads_back(parts: list[int]) -> None:
    text = ".".join(map(str, parts))
    assert (code(text), code(text.translate(FULL_WIDTH) + "、")) == (Code(text), Code(text))


@given(ANY_CELL)
def test_nothing_raises_and_every_reason_has_both_languages(cell: object) -> None:
    for reading in (
        amount(cell, "万元"),
        amount(cell, "元"),
        rate(cell),
        day(cell),
        year(cell),
        code(cell),
        score(cell),
    ):
        if isinstance(reading, Unreadable):
            assert reading.reason.zh
            assert reading.reason.en
        else:
            assert reading is EMPTY or isinstance(reading, Amount | Rate | Day | Year | Code | Score)


@pytest.mark.parametrize("filler", [" ", "1", "1,", "1 ", "( ", "亿", "零", "-", "一", "=", "1-", "约 "])
def test_a_full_cell_of_anything_is_read_at_once(filler: str) -> None:
    cell = ("1" + filler * 32_767)[:32_767]
    started = datetime.now()
    amount(cell, "元"), rate(cell), day(cell), year(cell), code(cell), score(cell), is_blank(cell)
    assert datetime.now() - started < timedelta(seconds=1)
