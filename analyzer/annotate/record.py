"""What 审核结果 remembers in hidden cells of the examination it shows, written and read back."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from analyzer.annotate.marks import shortened
from analyzer.finding import Finding, Severity, Status
from analyzer.language import Language
from analyzer.package import Package
from analyzer.report import Provenance

HEADER: Final = "_analyzer"
"""The heading of the hidden column with one record a finding."""

_LONGEST_LABEL, _LONGEST_MESSAGE, _LONGEST_FILL = 200, 2000, 8000  # together far below a cell's 32,767
_SHOWN_DIGITS = 16


@dataclass(frozen=True)
class Examination:
    """What an annotated copy was made from and with; the hashes are SHA-256 in hexadecimal.

    `parts` stands for the parts of the workbook that was judged, however they are packed; `input` for the
    file it came from.
    """

    parts: str
    input: str
    tool: str
    rules: str
    profile: str
    language: str


@dataclass(frozen=True)
class Past:
    """A finding of an earlier examination, and the 说明 that stands beside it now.

    `rewritten` says that somebody changed the 说明 since the copy was made.
    """

    id: str
    rule: str
    title: str
    severity: Severity
    status: Status
    sheet: str
    cell: str
    label: str
    message: str
    explanation: str = ""
    rewritten: bool = False


@dataclass(frozen=True)
class Record:
    """One finding as it was written; `fill` is its cell's own fill as XML, None where it is not known."""

    number: int
    past: Past
    explained: str
    fill: str | None


def examination(package: Package, source: str, provenance: Provenance, language: Language) -> Examination:
    """What is remembered of the examination of a workbook that was made from a file of hash `source`."""
    members = sorted(f"{member.name} {member.crc} {member.size}" for member in package.archive.members)
    parts = hashlib.sha256("\n".join(members).encode("utf-8", "replace")).hexdigest()
    return Examination(parts, source, provenance.tool, provenance.rules, provenance.profile, language)


def write_examination(made: Examination) -> str:
    """The text of the hidden cell in the head."""
    return _written({"analyzer": 1, **vars(made)})


def read_examination(text: str) -> Examination | None:
    """The examination a hidden cell tells of, None where it is no such cell."""
    stated = _stated(text, "analyzer")
    try:
        return Examination(**stated) if stated and stated.pop("analyzer") else None
    except TypeError:
        return None


def write_finding(number: int, finding: Finding, fill: str | None) -> str:
    """The text of the hidden cell beside a finding."""
    return _written(
        {
            "finding": number,
            "id": finding.id,
            "rule": finding.rule,
            "title": finding.title,
            "severity": finding.severity.value,
            "status": finding.status.value,
            "sheet": finding.sheet,
            "cell": finding.cell,
            "label": shortened(finding.label, _LONGEST_LABEL),
            "message": message(finding),
            "explained": digest(finding.explanation),
            "fill": fill if fill is None or len(fill) <= _LONGEST_FILL else None,
        }
    )


def read_finding(text: str) -> Record | None:
    """The finding a hidden cell tells of, None where it is no such cell or was tampered with."""
    stated = _stated(text, "finding")
    if stated is None:
        return None
    try:
        number, explained, fill = (stated.pop(name) for name in ("finding", "explained", "fill"))
        severity, status = Severity(stated.pop("severity")), Status(stated.pop("status"))
        return Record(number, Past(severity=severity, status=status, **stated), explained, fill)
    except (KeyError, TypeError, ValueError):
        return None


def message(finding: Finding) -> str:
    """The message as it is remembered."""
    return shortened(finding.message, _LONGEST_MESSAGE)


def digest(explanation: str) -> str:
    """Stands for an explanation, however long; programs write the ends of its lines in different ways."""
    text = "\n".join(explanation.split())
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:_SHOWN_DIGITS] if text else ""


def _written(stated: dict[str, Any]) -> str:
    # Escaped, no program that writes the cell anew can change it: line ends, rare characters, _x000D_.
    return json.dumps(stated, separators=(",", ":"), ensure_ascii=True).replace("_x", "\\u005fx")


def _stated(text: str, first: str) -> dict[str, Any] | None:
    if not text.startswith(f'{{"{first}":'):
        return None
    try:
        stated = json.loads(text)
    except ValueError:
        return None
    return stated if isinstance(stated, dict) else None
