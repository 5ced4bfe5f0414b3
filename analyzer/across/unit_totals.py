"""A unit's projects against the total it was given."""

from collections.abc import Iterator

from analyzer.across.contract import Filings, Line, Match, Spot, check
from analyzer.across.years import ROUNDING
from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import RECONCILIATION
from analyzer.template import BUDGET
from analyzer.template.project import STAGES

# what is filed twice in a year counts once
_UNITS = f"""
SELECT s.file, s.row, s.shown_unit, s.year, s.amount, min(f.number),
    count(f.number), count(f.number) - count(f.budget), coalesce(sum(f.budget), 0)
FROM stated AS s LEFT JOIN (
    SELECT number, unit, year, budget FROM (
        SELECT *, min(number) OVER (PARTITION BY unit, year, coalesce(code, name, number)) AS first
        FROM (SELECT * FROM filing WHERE repeats IS NULL ORDER BY stage = '{STAGES[0]}' DESC, number)
    ) WHERE number = first
) AS f ON f.unit = s.unit AND f.year = s.year
GROUP BY s.file, s.row
HAVING count(f.number) = 0 OR count(f.number) > count(f.budget)
    OR abs(coalesce(sum(f.budget), 0) - s.amount) > {ROUNDING}
ORDER BY s.row
"""


@check(
    "C105",
    title=Text("各项目合计与单位预算总额不符", "A unit's projects do not add up to its total"),
    message=Text(
        "{unit} {year} 年预算总额 {expected}，"
        "收到的 {projects} 个项目全年预算合计 {actual}{unread}，相差 {difference}",
        "{unit} has a total of {expected} for {year}; the {projects} projects received add up to "
        "{actual}{unread}; the difference is {difference}",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    quantity=Quantity.MONEY,
)
def projects_differ_from_unit_total(filings: Filings) -> Iterator[Match]:
    """The adjusted budgets of a unit's projects of a year against the total stated in the file of totals.

    A project filed more than once counts once. Left alone: differences of rounding, and units that the file
    does not name.
    """
    for file, row, unit, year, stated, first, projects, blank, total in filings.execute(_UNITS):
        yield Match(
            Line(file, f"A{row}", unit),
            None
            if first is None
            else Spot(first, BUDGET.title, "A1", BUDGET.by_name["adjusted_budget"].label),
            actual=total,
            expected=stated,
            difference=abs(total - stated),
            fields={"unit": unit, "year": year, "projects": projects, "unread": _unread(blank)},
        )


def _unread(blank: int) -> Text:
    if blank == 0:
        return Text("", "")
    return Text(f"（其中 {blank} 个读不出全年预算）", f" ({blank} of them without a readable budget)")
