"""What is said of a finding beside its message: the row's own label, the likely cause, and what hides it."""

import io
from pathlib import Path

import openpyxl
import pytest

from analyzer.finding import Finding
from analyzer.language import Language
from analyzer.reading import read_batch, read_source
from analyzer.report import report
from analyzer.rules import NATIONAL, catalogue, judge

FAULTY = Path(__file__).parent.parent / "workbooks" / "澧县2020-有误.xlsx"


def findings(content: bytes, language: Language = "zh") -> dict[str, Finding]:
    batch = read_batch([read_source(content)])
    [found] = report(judge(batch, catalogue(), NATIONAL), ["a.xlsx"], language)
    return {finding.rule: finding for finding in found.findings}


@pytest.mark.parametrize(
    ("rule", "label"),
    [
        ("M101", "1 网络维护及外网光纤租赁"),
        ("M202", "记-11 2020-07-20 1.2 支出"),
        ("S113", "网上可办率"),
        ("R111", "填报资金到位率"),
    ],
)
def test_the_row_is_called_what_it_calls_itself(rule: str, label: str) -> None:
    assert findings(FAULTY.read_bytes())[rule].label == label


def test_the_cause_stands_apart_from_the_statement() -> None:
    found = findings(FAULTY.read_bytes())["M101"]
    assert found.statement == "下级合计 39.50 万元，本行填报 40.00 万元，相差 0.50 万元"
    assert found.cause.startswith("可能是：本行仍是调整前的数")
    assert found.message == f"{found.statement}。{found.cause}"


@pytest.mark.parametrize(
    ("hide", "language", "said"),
    [
        (lambda book: setattr(book["预算"].row_dimensions[4], "hidden", True), "zh", "这一行已隐藏"),
        (lambda book: setattr(book["预算"].column_dimensions["E"], "hidden", True), "zh", "这一列已隐藏"),
        (lambda book: setattr(book["预算"], "sheet_state", "hidden"), "zh", "这张表已隐藏"),
        (lambda book: setattr(book["预算"], "sheet_state", "veryHidden"), "en", "this sheet is hidden"),
        (lambda book: setattr(book["预算"].row_dimensions[5], "hidden", True), "zh", ""),
    ],
)
def test_a_hidden_cell_is_said_to_be_hidden(hide: object, language: Language, said: str) -> None:
    book = openpyxl.load_workbook(FAULTY)
    hide(book)  # type: ignore[operator]
    content = io.BytesIO()
    book.save(content)
    assert findings(content.getvalue(), language)["M101"].concealed == said
    assert findings(content.getvalue(), language)["S113"].concealed == ""
