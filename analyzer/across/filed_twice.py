"""The same file, or the same project, among the workbooks twice."""

from collections.abc import Iterator

from analyzer.across.contract import Filings, Match, Spot, check
from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.rules.contract import RECONCILIATION
from analyzer.template import PROJECT

WHOLE_FILE = Text("整个文件", "the whole file")


@check(
    "C101",
    title=Text("同一文件重复报送", "The same file filed twice"),
    message=Text(
        "两个文件内容完全相同，只应保留一个；跨簿核对时只计第一个",
        "The two files are identical; keep one. Only the first is counted across workbooks",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
)
def same_file_twice(filings: Filings) -> Iterator[Match]:
    """Two files with the same hash: copied into another folder, or sent twice.

    Each repetition is found once, with the first of them by path; the other checks leave repetitions alone,
    or a copied workbook would have every payment found again.
    """
    pairs = filings.execute("SELECT repeats, number FROM filing WHERE repeats IS NOT NULL ORDER BY number")
    for first, second in pairs:
        yield Match(_spot(first, WHOLE_FILE), _spot(second, WHOLE_FILE))


# Within a group each filing is paired with the group's first. Two codes that differ are two projects, even
# of one name; units that share a code are two shares of one grant, unless even the budget is the same.
_SAME_PROJECT = """
SELECT min(first) AS first, number FROM (
    SELECT number, min(number) OVER (PARTITION BY code, year, stage, as_of, unit) AS first
    FROM filing WHERE repeats IS NULL AND code IS NOT NULL AND year IS NOT NULL
    UNION ALL
    SELECT number, min(number) OVER (PARTITION BY code, year, stage, as_of, budget) AS first
    FROM filing WHERE repeats IS NULL AND code IS NOT NULL AND year IS NOT NULL AND budget > 0
    UNION ALL
    SELECT number, CASE WHEN code IS NULL THEN min(number) OVER named
        ELSE coalesce(min(number) FILTER (WHERE code IS NULL) OVER named, number) END AS first
    FROM filing
    WHERE repeats IS NULL AND unit IS NOT NULL AND name IS NOT NULL AND year IS NOT NULL
    WINDOW named AS (PARTITION BY unit, name, year, stage, as_of)
) WHERE first < number GROUP BY number
"""
_PAIRS = f"""
SELECT p.first, p.number, b.year, a.budget, b.budget,
    CASE WHEN a.code = b.code THEN 'code' ELSE 'name' END
FROM ({_SAME_PROJECT}) AS p
JOIN filing AS a ON a.number = p.first JOIN filing AS b ON b.number = p.number
ORDER BY p.number
"""
_AGREEMENT = {
    "code": Text("项目编码", "the project code"),
    "name": Text("实施单位和项目名称", "unit and name"),
}


@check(
    "C102",
    title=Text("同一项目重复报送", "The same project filed twice"),
    message=Text(
        "两本工作簿的{agreement}相同，都是 {year} 年；全年预算分别为 {expected} 和 {actual}。"
        "只应保留一本，确属不同项目的请说明",
        "The two agree in {agreement}, both for {year}, with budgets of {expected} and {actual}. "
        "Keep one; if they are different projects, say so",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    quantity=Quantity.MONEY,
)
def same_project_twice(filings: Filings) -> Iterator[Match]:
    """Two workbooks for one project and year: the same 项目编码, or the same unit and project name.

    Spaces, full width and case do not matter. Left alone: a monitoring form beside the year's
    self-evaluation, monitoring forms of different days, one name under two codes, and a code that several
    units share with budgets of their own (a grant carried out by each of them).
    """
    for first, second, year, expected, actual, agreement in filings.execute(_PAIRS):
        label = PROJECT.by_name["project_code" if agreement == "code" else "name"].label
        yield Match(
            _spot(first, label),
            _spot(second, label),
            actual=actual,
            expected=expected,
            difference=abs(actual - expected) if None not in (actual, expected) else None,
            fields={"agreement": _AGREEMENT[agreement], "year": year},
        )


def _spot(filing: int, label: Text) -> Spot:
    return Spot(filing, PROJECT.title, "A1", label)
