"""What is written on the faulty cells: a colour for the gravest finding, a note for all of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from analyzer.finding import Finding, Severity, Status
from analyzer.language import Language, Text
from analyzer.package import Mark

HEADING = Text("—— 预算执行审核 ——", "—— Budget execution review ——")
BASIS = Text("依据：", "Basis: ")

EXPLAINED_COLOUR = "E2EFDA"
COLOURS = {Severity.ERROR: "FFC7CE", Severity.VERIFY: "FFEB9C", Severity.NOTICE: "DDEBF7"}


def colour(finding: Finding) -> str:
    """The fill of a finding's cell, as red green blue."""
    return EXPLAINED_COLOUR if finding.status is Status.EXPLAINED else COLOURS[finding.severity]


def gravity(finding: Finding) -> tuple[bool, int]:
    """Sorts findings: open before explained, then by severity."""
    return finding.status is Status.EXPLAINED, finding.severity.rank


def marks(findings: Iterable[Finding], titles: Collection[str], language: Language) -> list[Mark]:
    """One mark per faulty cell of the sheets in `titles`; a missing sheet has no cell to mark."""
    by_cell: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.sheet in titles:
            by_cell[finding.sheet, finding.cell].append(finding)
    return [
        _mark(sheet, cell, sorted(found, key=gravity), language) for (sheet, cell), found in by_cell.items()
    ]


def _mark(sheet: str, cell: str, found: Sequence[Finding], language: Language) -> Mark:
    return Mark(sheet, cell, colour(found[0]), "\n\n".join(_note(finding, language) for finding in found))


def _note(finding: Finding, language: Language) -> str:
    label = finding.severity.label if finding.status is Status.OPEN else finding.status.label
    return (
        f"【{label(language)}】{finding.title}（{finding.rule}）\n"
        f"{finding.message}\n{BASIS(language)}{finding.basis}"
    )
