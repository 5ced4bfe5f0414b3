"""What became of the findings of an earlier examination."""

from collections.abc import Iterable
from dataclasses import replace

from analyzer.annotate import record
from analyzer.annotate.returned import Returned
from analyzer.finding import Finding, Severity, Status
from analyzer.language import Language
from analyzer.package import Package
from analyzer.report import FollowUp, Provenance, Report, State
from analyzer.rules import Rule


def follow_up(past: Iterable[record.Past], report: Report, rules: Iterable[Rule]) -> Report:
    """The report with the explanations of `past` and what became of its findings, matched by their ids.

    An explanation settles what is to be verified, and nothing else: an error stays one. A finding that is
    gone counts as corrected only if its rule is one of the `rules` chosen this time and could be judged.
    """
    judged = {rule.code for rule in rules} - {rule for rule, _ in report.skipped}
    before = {each.id: each for each in past}
    findings = tuple(_explained(finding, before.get(finding.id)) for finding in report.findings)
    ids = {finding.id for finding in findings}
    follow_ups = [_now(finding, finding.id in before) for finding in findings]
    follow_ups += [_gone(each, each.rule in judged) for each in before.values() if each.id not in ids]
    return replace(report, findings=findings, follow_ups=tuple(follow_ups))


def unchanged(
    returned: Returned, content: bytes, report: Report, provenance: Provenance, language: Language
) -> bool:
    """Whether a copy already says all that examining the workbook `content` has to say, but for the day.

    `report` must have been followed up. Then the copy needs not be made anew.
    """
    made = returned.examination
    if made is None or not returned.exact:
        return False
    now = record.examination(Package(content), made.input, provenance, language)
    stated = [(each.id, each.status, each.message) for each in returned.findings]
    found = [(each.id, each.status, record.message(each)) for each in report.findings]
    return (
        made == now
        and not any(each.rewritten for each in returned.findings)
        and sorted(stated) == sorted(found)
    )


def _explained(finding: Finding, before: record.Past | None) -> Finding:
    if before is None or not before.explanation:
        return finding
    status = Status.EXPLAINED if finding.severity is Severity.VERIFY else finding.status
    return replace(finding, explanation=before.explanation, status=status)


def _now(finding: Finding, known: bool) -> FollowUp:
    if not known:
        state = State.NEW
    else:
        state = State.EXPLAINED if finding.status is Status.EXPLAINED else State.STANDING
    return FollowUp(
        state,
        finding.id,
        finding.rule,
        finding.title,
        finding.severity,
        finding.sheet,
        finding.cell,
        finding.label,
        finding.message,
        finding.explanation,
    )


def _gone(past: record.Past, judged: bool) -> FollowUp:
    return FollowUp(
        State.CORRECTED if judged else State.STANDING,
        past.id,
        past.rule,
        past.title,
        past.severity,
        past.sheet,
        past.cell,
        past.label,
        past.message,
        past.explanation,
    )
