"""One year's balance against the next year's opening."""

from collections.abc import Iterator
from typing import Final

from analyzer.across.contract import Filings, Match, Spot, check
from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.money import FEN_PER
from analyzer.rules.contract import RECONCILIATION
from analyzer.template import BUDGET, DISBURSEMENT
from analyzer.template.project import STAGES

ROUNDING: Final = FEN_PER["万元"] // 100  # amounts are stated to 0.01 万元

# a project without a code goes by unit and name; where a year is filed twice the first one counts
_YEARS = f"""
SELECT a.number, min(b.number), a.year, a.balance, b.carried_over
FROM (
    SELECT *, min(number) OVER (PARTITION BY coalesce(code, unit || '|' || name), year) AS first
    FROM filing WHERE repeats IS NULL AND stage = '{STAGES[0]}'
) AS a
JOIN filing AS b ON b.year = a.year + 1 AND b.repeats IS NULL
    AND CASE WHEN a.code IS NOT NULL AND b.code IS NOT NULL THEN a.code = b.code AND a.unit IS b.unit
        ELSE a.unit = b.unit AND a.name = b.name END
WHERE a.number = a.first AND a.balance IS NOT NULL AND b.carried_over IS NOT NULL
GROUP BY a.number HAVING abs(a.balance - b.carried_over) > {ROUNDING} ORDER BY a.number
"""


@check(
    "C106",
    title=Text("上年结余与本年结转不符", "Last year's balance is not this year's opening"),
    message=Text(
        "{year} 年结余（到位减支出）{expected}，"
        "下一年预算中资金来源为“上年结转”的是 {actual}，相差 {difference}",
        "The balance of {year} (arrived less spent) is {expected}; the next year's budget carries over "
        "{actual}, a difference of {difference}",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    quantity=Quantity.MONEY,
)
def balance_carried_over(filings: Filings) -> Iterator[Match]:
    """A year's balance against the items of the next whose 资金来源 is 上年结转, of one project and unit.

    Left alone: differences of rounding, a next year that carries nothing over (a balance may be taken back,
    and a form without sources says nothing), and a monitoring form as the earlier year, not over then.
    """
    for earlier, later, year, balance, opening in filings.execute(_YEARS):
        yield Match(
            Spot(later, BUDGET.title, "A1", BUDGET.by_name["source"].label),
            Spot(earlier, DISBURSEMENT.title, "A1", Text("结余", "Balance")),
            actual=opening,
            expected=balance,
            difference=abs(opening - balance),
            fields={"year": year},
        )
