"""The number of a contract as a payment's description names it."""

import re
from typing import Final

LEAST_DIGITS: Final = 3
# 合同编号：HT-2024-001，合同号 县采〔2024〕15号，合同〔2024〕第8号; Chinese only before a bracketed year
_NUMBER: Final = re.compile(
    r"合同(?:编号|编码|序号|号)?\s*[:：为是]?\s*[(（]?"
    r"((?:[一-鿿]{1,10}(?=[〔\[【(（]\d{4}))?[A-Za-z0-9〔\[【][A-Za-z0-9〔〕\[\]【】()（）/_.\-－—第号]*)"
)
_PLAIN: Final = str.maketrans("〔【（〕】）－—", "[[[]]]--", "第号")


def contract_number(summary: str | None) -> str | None:
    """The contract number named in `summary`, written the same way however it was typed; None without one.

    What follows 合同 counts only if it has `LEAST_DIGITS` digits and a letter, a bracket or a hyphen beside
    them, or if it is announced as a number (合同编号 12345): 合同2024年款 and 合同款30000元 name no contract.
    """
    for found in _NUMBER.finditer(summary or ""):
        text = found[1].translate(_PLAIN).replace("(", "[").replace(")", "]").strip("-./_")
        number = _balanced(text).upper()
        announced = re.match(r"合同(编号|编码|序号|号)", found[0])
        if sum(map(str.isdigit, number)) >= LEAST_DIGITS and (announced or not number.isdigit()):
            return number
    return None


def _balanced(text: str) -> str:
    """Without a bracket that belongs to what stands around or after the number."""
    while text.endswith("]") and text.count("]") > text.count("["):
        text = text[:-1]
    return text.rstrip("[")
