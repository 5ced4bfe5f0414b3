"""Why a cell could not be read and what to write instead; and remarks on cells that could."""

import re
from typing import Final

from analyzer.language import Text
from analyzer.money import DECIMALS_OF_A_FEN, Unit
from analyzer.reading.characters import is_error

EXCEL_ERROR: Final = Text(
    "单元格是公式错误值，请修正公式或直接填写数字",
    "the cell shows a formula error; correct the formula or type the number",
)
FORMULA_TEXT: Final = Text(
    "公式被存成了文字，请把单元格格式改为“常规”后重新输入",
    "the formula is stored as text; set the cell's format to General and enter it again",
)
LOGICAL: Final = Text(
    "单元格是逻辑值 TRUE/FALSE，请填写数字或文字", "the cell holds TRUE or FALSE; write a number or text"
)
DATE_IN_CELL: Final = Text(
    "单元格是日期或时间，请把单元格格式改为“常规”后填写数字",
    "the cell holds a date or a time; set its format to General and write the number",
)
CONTENT: Final = Text(
    "单元格内容的类型不能识别，请重新填写", "this kind of content cannot be read; enter it again"
)
APPROXIMATE: Final = Text(
    "填的是大约数（约、多、余、左右），请填写准确数字", "the number is approximate; write the exact number"
)
RANGE: Final = Text("填的是一个区间，请填写一个数字", "the cell states a range; write one number")
BOUND: Final = Text(
    "填的是范围（不低于、以上、≥），请填写实际数字",
    "the cell states a bound (≥, at least); write the number itself",
)
ELSEWHERE: Final = Text(
    "内容写在别处（见附件），请在本格填写数字", "the cell refers elsewhere; write the number here"
)
NO_NUMBER: Final = Text("单元格中没有数字，请填写数字", "there is no number in the cell; write one")
GROUPING: Final = Text(
    "逗号或空格的位置不合千分位规则，无法确定数值，请去掉分隔符重新填写",
    "the commas or spaces are not thousands separators, so the value is uncertain; write it without them",
)
TWO_SIGNS: Final = Text("正负号重复，请只保留一个", "the sign is written twice; keep one")
NOT_ONLY_A_NUMBER: Final = Text(
    "除数字和单位外还有其他内容，请只填写一个数字",
    "the cell holds more than a number and its unit; write one number only",
)
TOO_LARGE: Final = Text(
    "数额达到十万亿元以上，Excel 已不能精确保存，请核对单位和位数",
    "the amount is 10 trillion yuan or more, which Excel cannot hold exactly; check the unit and the digits",
)
TOO_MANY_DIGITS: Final = Text(
    "数字位数过多，请核对后重新填写", "the number has too many digits; check and write it again"
)
PERCENT_IN_AMOUNT: Final = Text("这里应填金额，却填了百分比", "an amount belongs here, not a percentage")

NUMBER_AS_TEXT: Final = Text("数字以文字形式存储", "the number is stored as text")
UNIT_IN_CELL: Final = Text("单元格中写了单位，已按所写单位换算", "a unit is written in the cell and was used")
TRIANGLE_MINUS: Final = Text("△、▲ 按负号读取", "△ and ▲ were read as a minus sign")
CHINESE_NUMERAL: Final = Text("数字用中文书写", "the number is written in Chinese characters")
SCIENTIFIC: Final = Text(
    "数字用科学计数法书写，只保留了所写的位数",
    "the number is in scientific notation and has only the digits shown",
)

CHINESE_AMOUNT: Final = Text(
    "中文大写金额没有写“元”，无法确定单位，请用阿拉伯数字填写",
    "the amount in Chinese characters lacks 元, so its unit is uncertain; write it in digits",
)
PERCENTAGE_POINTS: Final = Text(
    "“百分点”表示增减幅度，不是比率，请填写如 95%",
    "percentage points are a change, not a rate; write for example 95%",
)
AMBIGUOUS_RATE: Final = Text(
    "1 至 2 之间的数没有百分号：不大于 1.5 按小数（1 即 100%）、大于 1.5 按百分数读取，请补上百分号",
    "a number between 1 and 2 without a percent sign: up to 1.5 it was read as a fraction (1 is 100%), "
    "above as a percentage; add the percent sign",
)
PERCENT_SIGN_MISSING: Final = Text(
    "没有百分号，已按百分数读取（20 即 20%），请补上百分号",
    "the percent sign is missing; it was read as a percentage (20 is 20%). Add the sign",
)
NOT_A_YEAR: Final = Text("请填写四位年份，如 2024", "write the year in four digits, for example 2024")
YEAR_SHOWN_AS_DATE: Final = Text(
    "年份单元格被设成了日期格式，已按年份读取",
    "the year's cell is formatted as a date; it was read as the year",
)
NOT_A_CODE: Final = Text(
    "编号请用数字和点填写，如 1、1.1、1.10", "write the code with digits and dots, for example 1, 1.1, 1.10"
)
CODE_BECAME_DATE: Final = Text(
    "编号被 Excel 变成了日期，请把单元格格式改为“文本”后重新填写",
    "Excel turned the code into a date; set the cell's format to Text and write it again",
)
AMBIGUOUS_CODE: Final = Text(
    "编号以数字存储，末尾的 0 会丢失（1.10 变成 1.1），请把单元格格式改为“文本”后核对",
    "the code is stored as a number, which loses a final 0 (1.10 becomes 1.1); format it as Text and check",
)
NO_SUCH_DAY: Final = Text("日历上没有这一天，请核对", "there is no such day in the calendar; check it")
NOT_A_DATE: Final = Text("日期请按 2024-03-05 的格式填写", "write the date like 2024-03-05")
YEAR_MISSING: Final = Text(
    "日期缺少四位年份，请按 2024-03-05 的格式填写",
    "the date has no four-digit year; write it like 2024-03-05",
)
DAY_MISSING: Final = Text(
    "只有年份，请按 2024-03-05 的格式填写", "only a year is given; write it like 2024-03-05"
)
SERIAL_AS_TEXT: Final = Text(
    "日期以 Excel 序列号的文字形式存储", "the date is stored as the text of Excel's day number"
)
TIME_DROPPED: Final = Text("日期带有时刻，已略去", "the date had a time of day, which was dropped")

_DIAGNOSED: Final = 100  # characters looked at; the patterns below are slow on pages of spaces
_DIGIT: Final = "[0-9〇零一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]"
_APPROXIMATE: Final = re.compile(rf"约|左右|上下|大概|大致|±|^近|^~|{_DIGIT}[多余来几]|几{_DIGIT}")
_BOUND: Final = re.compile(
    r"[≥≤<>]|以上|以下|以内|不[低少小]于|不超过|不[高大多]于|至少|最多|大于|小于|[高低]于"
)
_RANGE: Final = re.compile(rf"{_DIGIT}\S? *(?:[-~—－至到]|——|--) *{_DIGIT}")
_ELSEWHERE: Final = re.compile("见|附件|附表|同上|同左|另附")
_GROUPING: Final = re.compile(r"[0-9] *[,' ] *[0-9]")
_SIGN_PAIR: Final = re.compile(r"[-+△▲负] *[-+△▲负(]|\( *[-+△▲负]")


def finer_than_fen(unit: Unit) -> Text:
    """The reason for an amount that is not a whole number of fen."""
    places = DECIMALS_OF_A_FEN[unit]
    return Text(
        f"金额精确到了分以下，请四舍五入到分（以{unit}填写时最多 {places} 位小数）",
        f"the amount is finer than one fen; round it to the fen (at most {places} decimals in {unit})",
    )


def date_without_separators(candidates: list[str]) -> Text:
    """The reason for digits such as 2021325日, with the days they could mean."""
    return Text(
        f"年月日之间没有分隔，请写成 {' 或 '.join(candidates)}",
        f"year, month and day run together; write {' or '.join(candidates)}",
    )


def why_not_a_number(text: str) -> Text:
    """The most helpful reason why normalised `text` is not one exact number."""
    if is_error(text):
        return EXCEL_ERROR
    text = text[:_DIAGNOSED]
    if text.startswith("="):
        return FORMULA_TEXT
    for pattern, reason in _DIAGNOSES:
        if pattern.search(text):
            return reason
    return NOT_ONLY_A_NUMBER if re.search(_DIGIT, text) else NO_NUMBER


_DIAGNOSES: Final = (
    (_APPROXIMATE, APPROXIMATE),
    (_BOUND, BOUND),
    (_ELSEWHERE, ELSEWHERE),
    (_RANGE, RANGE),
    (_SIGN_PAIR, TWO_SIGNS),
    (_GROUPING, GROUPING),
)
