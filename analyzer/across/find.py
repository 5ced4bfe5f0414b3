"""All checks across workbooks over one record, put in words."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from analyzer.across.contract import Check, CrossFinding, Filings, Line, Match, Place, Spot
from analyzer.across.filed_twice import same_file_twice, same_project_twice
from analyzer.across.filings import lay_out
from analyzer.across.paid_twice import contract_in_two_workbooks, voucher_in_two_workbooks
from analyzer.across.totals_file import UnitTotal
from analyzer.across.unit_totals import projects_differ_from_unit_total
from analyzer.across.years import balance_carried_over
from analyzer.finding import write_difference, write_figure
from analyzer.language import Language, Text
from analyzer.money import Unit
from analyzer.record import Record

CHECKS: Final = (
    same_file_twice,
    same_project_twice,
    voucher_in_two_workbooks,
    contract_in_two_workbooks,
    projects_differ_from_unit_total,
    balance_carried_over,
)
ID_LENGTH: Final = 12
_FILING: Final = "SELECT path, copy, shown_name, shown_unit, money_unit FROM filing WHERE number = ?"


def cross_findings(
    record: Record,
    language: Language,
    totals: Sequence[UnitTotal] = (),
    checks: Sequence[Check] = CHECKS,
) -> Iterator[CrossFinding]:
    """What the workbooks of the record say against each other, check by check, in order of their paths.

    `totals` is what the units were given (see `read_totals`). SQL does the comparing on disk, so memory does
    not grow with the number of workbooks or payments.
    """
    filings = lay_out(record, totals)
    for check in checks:
        for match in check(filings):
            yield _in_words(check, match, filings, language)


class _Filed(NamedTuple):
    path: str
    copy: str | None
    project: str | None
    unit: str | None
    money_unit: Unit


def _in_words(check: Check, match: Match, filings: Filings, language: Language) -> CrossFinding:
    places = [place for place in (match.first, match.second) if place is not None]
    filed = {
        place.filing: _Filed(*filings.execute(_FILING, (place.filing,)).fetchone())
        for place in places
        if isinstance(place, Spot)
    }
    money_unit: Unit = next((about.money_unit for about in filed.values()), "万元")
    units = [place.label if isinstance(place, Line) else filed[place.filing].unit or "" for place in places]
    first, *others = (_place(place, filed, language) for place in places)
    figures = {
        "actual": write_figure(match.actual, check.quantity, money_unit, language),
        "expected": write_figure(match.expected, check.quantity, money_unit, language),
        "difference": write_difference(match.difference, check.quantity, money_unit, language),
    }
    fields = {n: v(language) if isinstance(v, Text) else v for n, v in match.fields.items()}
    return CrossFinding(
        _identity(check.code, first, *others),
        check.code,
        check.title(language),
        check.severity,
        check.message(language).format(**figures, **fields),
        check.basis(language),
        units[0],
        first,
        others[0] if others else None,
        **figures,
    )


def _place(place: Spot | Line, filed: dict[int, _Filed], language: Language) -> Place:
    if isinstance(place, Line):
        return Place(place.file, None, "", "", place.cells, place.label)
    about = filed[place.filing]
    # sheets keep their Chinese titles in every language: so they are called in the workbook
    return Place(
        about.path, about.copy, about.project or "", place.sheet.zh, place.cells, place.label(language)
    )


def _identity(code: str, *places: Place) -> str:
    named = "|".join((code, *(f"{place.path}!{place.sheet}!{place.cells}" for place in places)))
    return hashlib.sha256(named.encode()).hexdigest()[:ID_LENGTH]
