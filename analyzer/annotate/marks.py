"""What is written on the faulty cells: a colour for the gravest finding, a note for all of them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from analyzer.annotate.appearance import colour
from analyzer.finding import Finding, Severity, Status
from analyzer.language import Language, Text
from analyzer.package import Mark

HEADING: Final = Text("—— 预算执行审核 ——", "—— Budget execution review ——")
SIGNS: Final = {Severity.ERROR: "×", Severity.VERIFY: "？", Severity.NOTICE: "！"}
EXPLAINED_SIGN: Final = "√"
MOST_IN_A_NOTE: Final = 8
"""Findings written out in one note: what a reader takes in, and a box on a screen can show."""

_FIRST_LINE = Text(
    "【{sign}{label}】{title}（{rule}）第{number}条", "[{sign} {label}] {title} ({rule}), No. {number}"
)
_NUMBER = re.compile(r"第(\d+)条$|No\. (\d+)$")
_CAUSE = Text("可能原因：", "Likely cause: ")
_CAUSE_OPENINGS = (*_CAUSE, "可能是：", "It may be: ")
_BASIS = Text("依据：", "Basis: ")
_EXPLANATION = Text("单位说明：", "Explained: ")
_MORE = Text("另有 {n} 条，见“审核结果”", "{n} more in the results sheet")
_LONGEST_BASIS: Final = {"zh": 40, "en": 80}
_LONGEST_EXPLANATION = 200

Numbered = tuple[int, Finding]


def gravity(finding: Finding) -> tuple[bool, int]:
    """Sorts findings: open before explained, then by severity."""
    return finding.status is Status.EXPLAINED, finding.severity.rank


def numbered(findings: Iterable[Finding]) -> list[Numbered]:
    """The findings with their numbers in 审核结果: by gravity, then as they stand in the workbook."""
    return list(enumerate(sorted(findings, key=gravity), start=1))


def marks(findings: Iterable[Numbered], titles: Collection[str], language: Language) -> list[Mark]:
    """One mark per faulty cell of the sheets in `titles`; a missing sheet has no cell to mark."""
    by_cell: dict[tuple[str, str], list[Numbered]] = defaultdict(list)
    for number, finding in findings:
        if finding.sheet in titles:
            by_cell[finding.sheet, finding.cell].append((number, finding))
    return [
        Mark(sheet, cell, colour(found[0][1]), _note(found, language))
        for (sheet, cell), found in by_cell.items()
    ]


def number_of(note: str) -> int:
    """The number in 审核结果 that a note's first line names; 0 where it names none."""
    first = note.strip().partition("\n")[0]
    found = _NUMBER.search(first)
    return int(found[1] or found[2]) if found else 0


def shortened(text: str, longest: int) -> str:
    """The text, cut to `longest` characters with an ellipsis where it has more."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def plain_cause(finding: Finding) -> str:
    """The likely cause without the words that lead up to it in a sentence."""
    cause = finding.cause
    for opening in _CAUSE_OPENINGS:
        cause = cause.removeprefix(opening)
    return cause


def _note(found: Sequence[Numbered], language: Language) -> str:
    told = [_told(number, finding, language) for number, finding in found[:MOST_IN_A_NOTE]]
    if len(found) > MOST_IN_A_NOTE:
        told.append(_MORE(language).format(n=len(found) - MOST_IN_A_NOTE))
    return "\n\n".join(told)


def _told(number: int, finding: Finding, language: Language) -> str:
    explained = finding.status is Status.EXPLAINED
    parts = [
        _FIRST_LINE(language).format(
            sign=EXPLAINED_SIGN if explained else SIGNS[finding.severity],
            label=(finding.status if explained else finding.severity).label(language),
            title=finding.title,
            rule=finding.rule,
            number=number,
        ),
        finding.statement,
    ]
    if finding.cause:
        parts.append(_CAUSE(language) + plain_cause(finding))
    parts.append(_BASIS(language) + shortened(finding.basis, _LONGEST_BASIS[language]))
    if finding.concealed:
        parts.append(finding.concealed)
    if finding.explanation:
        parts.append(_EXPLANATION(language) + shortened(finding.explanation, _LONGEST_EXPLANATION))
    return "\n".join(parts)
