"""The likely cause of a gap: each slip made on purpose in a sound budget must be named, and nothing else."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.language import Language
from analyzer.reading import read_batch
from analyzer.report import describe
from analyzer.rules import NATIONAL, judge, selected
from analyzer.rules.case import Case
from analyzer.rules.money.causes import swapped_digits

HEADER = "编号 | 项目内容 | 年初预算数 | 预算调整数 | 全年预算数"
SOUND = {
    "1": "1 | 网络 | | | 47.31",
    "1.1": "1.1 | 采编 | | | 9.27",
    "1.2": "1.2 | 设备 | | | 21.60",
    "1.3": "1.3 | 线路 | | | 16.44",
    "2": "2 | 大厅 | | | 52.69",
    "合计": "合计 | | | | 100.00",
}


def messages(
    changed: dict[str, str], ledger: str = "", unit: str = "万元", language: Language = "zh"
) -> list[str]:
    """The messages of M101 on the sound budget with some rows changed, added, or taken out (blank)."""
    rows = [row for row in {**SOUND, **changed}.values() if row]
    quoted = [" | ".join(_quoted(cell) for cell in row.split("|")) for row in rows]
    tables = {"budget": "\n".join([HEADER, *quoted]), "disbursement": ledger}
    case = Case("M101", "", tables, {"金额单位": unit}, (), {})
    judgement = judge(read_batch([case.source]), selected(("M101",)), NATIONAL)
    return [finding.message for finding in describe(judgement, language)[0]]


def _quoted(cell: str) -> str:
    """Amounts as text, so that their decimals are stated."""
    text = cell.strip()
    return f'"{text}"' if text.replace(".", "").replace("-", "").isdigit() and "." in text else text


def cause(changed: dict[str, str], ledger: str = "", unit: str = "万元") -> str:
    (message,) = messages(changed, ledger, unit)
    return message.partition("。")[2]


def test_a_sound_budget_has_no_gap() -> None:
    assert messages({}) == []


def test_what_a_missing_level_hides_is_no_gap() -> None:
    assert messages({"1.3": "1.3.1 | 线路 | | | 16.44"}) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"1.1": "1.1 | 采编 | | | 9.72"}, "可能原因：1.1 采编（E3）有两位数字颠倒，应为 9.27 万元"),
        ({"1.2": "1.2 | 设备 | | | 216.00"}, "可能原因：1.2 设备（E4）的小数点错位，应为 21.60 万元"),
        ({"1.2": "1.2 | 设备 | | | 2.16"}, "可能原因：1.2 设备（E4）的小数点错位，应为 21.60 万元"),
        ({"1.2": "1.2 | 设备 | | | 216000"}, "可能原因：1.2 设备（E4）的元与万元写混，应为 21.60 万元"),
        ({"1.2": "1.2 | 设备 | | | -21.60"}, "可能原因：1.2 设备（E4）的正负号写反，应为 21.60 万元"),
        ({"1.4": "1.4 | 线路 | | | 16.44"}, "可能是：1.3 线路（E5）重复计入或不属于本项，去掉它即相符，"
         "或1.4 线路（E8）重复计入或不属于本项，去掉它即相符"),
        ({"1.3": " | 线路 | | | 16.44"}, "可能原因：线路（E5）没有算进来，加上它即相符"),
        ({"1.3": "2.3.1 | 线路 | | | 16.44"}, "可能原因：2.3.1 线路（E5）没有算进来，加上它即相符"),
        (
            {"1.1": "1.1 | 采编 | 9.77 | -0.50 | 9.77"},
            "可能原因：1.1 采编（E3）按年初数加调整数应为 9.27 万元",
        ),
        (
            {"1.1": "1.1 | 采编 | 9.27 | 0.50 | 9.77"},
            "可能原因：本行仍是调整前的数，下级年初数合计正是 47.31 万元",
        ),
        ({"1.1": "1.1 | 采编 | | | 8.88"}, ""),
    ],
)  # fmt: skip
def test_names_the_slip(changed: dict[str, str], said: str) -> None:
    assert cause(changed) == said


def test_names_the_parent_itself() -> None:
    changed = {"1": "1 | 网络 | | | 43.71", "合计": "合计 | | | | 96.40"}
    assert cause(changed) == "可能原因：本行有两位数字颠倒，应为 47.31 万元"


def test_names_the_item_whose_spending_settles_it() -> None:
    ledger = "预算编号 | 业务类型 | 金额\n1.1 | 支出 | 9.27"
    changed = {"1.1": "1.1 | 采编 | | | 8.88"}
    assert cause(changed, ledger=ledger) == "可能原因：1.1 采编（E3）的支出为 9.27 万元，预算按此填即相符"


def test_a_code_in_the_wrong_group_is_named_on_both_sides() -> None:
    misplaced = {"1.3": "2.1 | 线路 | | | 16.44", "2.2": "2.2 | 其他 | | | 52.69"}
    assert [message.partition("。")[2] for message in messages(misplaced)] == [
        "可能原因：2.1 线路（E5）没有算进来，加上它即相符",
        "可能原因：2.1 线路（E5）重复计入或不属于本项，去掉它即相符",
    ]


def test_more_than_three_candidates_are_no_evidence() -> None:
    equal = {f"1.{n}": f"1.{n} | 子项 | | | 5.00" for n in range(1, 6)}
    assert cause({**equal, "1": "1 | 网络 | | | 20.00", "合计": "合计 | | | | 72.69"}) == ""


def test_a_gap_that_fits_by_rounding_only_is_no_evidence() -> None:
    assert cause({"1.2": "1.2 | 设备 | | | 216.01"}) == ""


def test_amounts_are_written_in_the_workbooks_unit_and_both_languages() -> None:
    changed = {"1.1": "1.1 | 采编 | | | 9.72"}
    assert cause(changed, unit="元") == "可能原因：1.1 采编（E3）有两位数字颠倒，应为 9.27 元"
    (message,) = messages(changed, language="en")
    assert message.endswith(
        "off by 0.45 万元. Likely cause: 1.1 采编 (E3) has two digits swapped and should be 9.27 万元"
    )


def test_an_unreadable_ledger_does_not_hide_the_gap() -> None:
    ledger = "预算编号 | 业务类型 | 金额\n1.1 | 支出 | 九块"
    assert cause({"1.1": "1.1 | 采编 | | | 9.72"}, ledger=ledger).startswith("可能原因：1.1 采编（E3）")


@given(st.integers(10, 10**14), st.data())
def test_neighbouring_digits_swapped_by_hand_are_recognised(amount: int, data: st.DataObject) -> None:
    digits = list(str(amount))
    at = data.draw(st.integers(0, len(digits) - 2))
    swapped = [*digits]
    swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
    other = int("".join(swapped))
    expected = digits[at] != digits[at + 1] and swapped[0] != "0"
    assert _swapped(amount, other) == expected
    assert _swapped(-amount, -other) == expected
    assert not _swapped(amount, -other)


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_what_is_recognised_is_a_swap(amount: int, other: int) -> None:
    same_digits = sorted(str(amount)) == sorted(str(other))
    assert not _swapped(amount, other) or (same_digits and Fraction(amount - other, 9).denominator == 1)


def test_digits_finer_than_stated_are_not_swapped() -> None:
    assert _swapped(12_000_000, 10_200_000)
    assert not _swapped(12_000_000, 10_200_000, quantum=1_000_000)


def _swapped(value: int, settled: int, quantum: int = 1) -> bool:
    return bool(swapped_digits(np.array([value]), np.array([settled]), np.array([quantum]))[0])
