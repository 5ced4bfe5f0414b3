"""Contract numbers as descriptions name them."""

import pytest

from analyzer.across.contract_number import contract_number

NAMED = {
    "付道路工程款，合同编号：HT-2024-001": "HT-2024-001",
    "合同号HT2024001（首付款）": "HT2024001",
    "合同编号 ht－2024－001 尾款": "HT-2024-001",
    "合同编号：20240315001": "20240315001",
    "合同〔2024〕第15号 30%预付款": "[2024]15",
    "支付合同（编号另附），合同号：县采〔2024〕15号": "县采[2024]15",
    "采购合同(HT2024-08)进度款": "HT2024-08",
    "依合同为HT/2024/07付款": "HT/2024/07",
}
UNNAMED = [
    None,
    "",
    "按合同付款",
    "合同款30000元",
    "合同2024年度维护费",
    "合同编号：见附件",
    "合同A1",
    "HT-2024-001",
    "第二份合同，共12个月",
]


@pytest.mark.parametrize(("summary", "number"), NAMED.items())
def test_named(summary: str, number: str) -> None:
    assert contract_number(summary) == number


@pytest.mark.parametrize("summary", UNNAMED)
def test_not_named(summary: str | None) -> None:
    assert contract_number(summary) is None
