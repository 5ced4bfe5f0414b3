"""Scores recomputed against the formulas written out, row by row and without the package's helpers."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.reading import read_batch
from analyzer.rules import NATIONAL, Profile, judge
from analyzer.rules.case import Case
from analyzer.scoring import NATIONAL_SCORING, Scoring, grade, recompute, total_cap, what_would_change

HEADER = "一级指标 | 三级指标 | 指标性质 | 年度指标值 | 计量单位 | 实际完成值 | 分值 | 自评得分\n"
BUDGET = "编号 | 项目内容 | 全年预算数\n1 | 设备 | 100\n合计 | | 100"


def tables(
    rows: str, spent: float | None = None, scoring: Scoring = NATIONAL_SCORING
) -> dict[str, pd.DataFrame]:
    """The judged tables of a workbook with these indicator rows."""
    own = {"indicators": HEADER + rows.strip(), "budget": BUDGET}
    if spent is not None:
        own["disbursement"] = f"日期 | 预算编号 | 业务类型 | 金额\n2024-06-01 | 1 | 支出 | {spent}"
    source = Case("S101", "", own, {}, (), {}).source
    return dict(judge(read_batch([source]), [], Profile(scoring=scoring)).tables)


def expected(rows: str, scoring: Scoring = NATIONAL_SCORING) -> list[tuple[object, object]]:
    scores = tables(rows, scoring=scoring)["scores"]
    points = scores["expected"].astype(object).where(scores["expected"].notna(), None)
    methods = scores["method"].astype(object).where(scores["method"].notna(), None)
    return [(method, None if p is None else round(p, 4)) for method, p in zip(methods, points, strict=True)]


def test_each_kind_of_target() -> None:
    rows = """
    产出 | 比例     | ≥    | 4754         |    | 4604         | 5
    产出 | 超额     | ≥    | 530          |    | 583          | 5
    产出 | 无性质   |      | 100          |    | 50           | 10
    产出 | 百分比   | ≥    | 95%          |    | 76           | 10
    产出 | 上限     | ≤    | 5300         | 元 | 5830         | 10
    产出 | 上限内   | ≤    | 5300         | 元 | 5300         | 10
    产出 | 等于     | =    | 100          |    | 90           | 10
    产出 | 等于超额 | =    | 100          |    | 110          | 10
    产出 | 等于零   | =    | 0            |    | 1            | 10
    产出 | 零达标   | =    | 0            |    | 0            | 10
    产出 | 负数     | ≥    | 10           |    | -5           | 10
    产出 | 区间内   |      | 10-15天      |    | 12天         | 10
    产出 | 区间外   |      | 10-15天      |    | 18天         | 10
    产出 | 按时     |      | 2024年12月   |    | 2024年11月   | 10
    产出 | 逾期     |      | 2024年6月    |    | 2024年11月   | 10
    产出 | 约数     | ≥    | 100          |    | 约90         | 10
    产出 | 单位不同 | ≥    | 50人         |    | 280人次      | 10
    产出 | 文字     | ≤    | 30万元       |    | 完成         | 10
    效益 | 定性     | 定性 | 达成预期指标 |    | 部分达成     | 10
    """
    assert expected(rows) == [
        ("proportional", 4.8422),
        ("proportional", 5.0),
        ("proportional", 5.0),
        ("proportional", 8.0),
        ("reverse ratio", 9.0909),
        ("reverse ratio", 10.0),
        ("equal", 9.0),
        ("equal", 10.0),
        ("equal", 0.0),
        ("equal", 10.0),
        ("proportional", 0.0),
        ("range", 10.0),
        ("range", None),
        ("date", 10.0),
        ("date", None),
        (None, None),
        (None, None),
        (None, None),
        ("band", None),
    ]


def test_the_linear_reverse_formula_and_the_other_beside_it() -> None:
    rows = """
    产出 | 上限 | ≤ | 5300 | | 5830 | 10
    产出 | 翻倍 | ≤ | 100  | | 200  | 10
    产出 | 零   | ≤ | 0    | | 1    | 10
    """
    linear = Scoring(reverse="linear")
    assert expected(rows, linear) == [
        ("reverse linear", 9.0),
        ("reverse linear", 0.0),
        ("reverse linear", 0.0),
    ]
    other = tables(rows, scoring=linear)["scores"]["alternative"]
    assert other.round(4).to_list() == [9.0909, 5.0, 0.0]


@pytest.mark.parametrize(
    ("level", "scoring", "band"),
    [
        ("达成预期指标", NATIONAL_SCORING, (8.0, 10.0)),
        ("部分达成", NATIONAL_SCORING, (6.0, 8.0)),
        ("未达成", NATIONAL_SCORING, (0.0, 6.0)),
        ("部分达成", Scoring(partly_from=0.5), (5.0, 8.0)),
        ("未达成", Scoring(partly_from=0.5), (0.0, 5.0)),
    ],
)
def test_bands(level: str, scoring: Scoring, band: tuple[float, float]) -> None:
    scores = tables(f"效益 | 环境 | 定性 | 达成预期指标 | | {level} | 10", scoring=scoring)["scores"]
    assert (scores["lower"][0], scores["upper"][0]) == pytest.approx(band)


@pytest.mark.parametrize(("actual", "points"), [(129, 10.0), (130, 8.0), (500, 8.0), (90, 9.0)])
def test_over_completion_is_deducted_where_the_scoring_says_so(actual: int, points: float) -> None:
    rows = f"产出 | 讲座 | ≥ | 100 | | {actual} | 10"
    assert expected(rows, Scoring(over_deduction=2.0)) == [("proportional", points)]


@pytest.mark.parametrize(
    ("spent", "formula", "points"),
    [
        *((100, "proportional", 10.0), (88.74, "proportional", 8.874), (120, "proportional", 10.0)),
        *((100, "stepped", 10.0), (99.9, "stepped", 7.0), (80, "stepped", 7.0), (79.99, "stepped", 5.0)),
        *((60, "stepped", 5.0), (59.9, "stepped", 0.0)),
    ],
)
def test_execution_by_the_ledger(spent: float, formula: str, points: float) -> None:
    row = "预算执行率 | 预算执行率 | ≥ | 100% | | | 10"
    scores = tables(row, spent, Scoring(execution=formula))["scores"]  # type: ignore[arg-type]
    assert scores["execution_expected"].round(4).to_list() == [points]
    assert scores["method"].to_list() == ["execution"]
    assert scores["expected"].isna().all()


def test_execution_without_a_ledger_is_unknown() -> None:
    scores = tables("预算执行率 | 预算执行率 | ≥ | 100% | | 95% | 10")["scores"]
    assert scores["execution_expected"].isna().all()


def test_levels() -> None:
    rows = "\n".join(
        f"{level} | 项 | ≥ | 1 | | 1 | 10"
        for level in (
            *(
                "预算执行率（10分）",
                "产出指标",
                "效益指标(30分)",
                "满意度指标",
                "成本指标",
                "社会效益",
                "其他",
            ),
        )
    )
    levels = tables(rows)["scores"]["level"].fillna("").to_list()
    assert levels == ["execution", "output", "benefit", "satisfaction", "cost", "benefit", ""]


def test_grades_at_their_limits() -> None:
    scores = pd.Series([100, 90, 89.5, 80, 79.99, 60, 59.99, 0, pd.NA], dtype="Float64")
    assert grade(scores, 90, 80, 60).fillna("").to_list() == [*"优优良良中中差差", ""]


def test_totals_are_capped_by_the_execution_rate() -> None:
    rates = pd.Series([1.0, 0.8, 0.7999, 0.7, 0.6999, 0.6, 0.5999, 0.5, 0.4999, pd.NA], dtype="Float64")
    assert total_cap(rates).fillna(-1).to_list() == [100, 100, 89, 89, 79, 79, 69, 69, 59, -1]


def test_what_would_change() -> None:
    rows = """
    预算执行率 | 预算执行率 | ≥    | 100%         |    | 90%      | 10 | 10
    产出指标   | 里程       | ≥    | 300          | 公里 | 270      | 20 | 18
    产出指标   | 标准       | ≤    | 5300元       |    | 5830元   | 10 | 10
    产出指标   | 完工       |      | 2024年6月底前 |   | 2024年9月 | 10 | 5
    产出指标   | 工期       |      | 10-15天      |    | 18天     | 10 | 8
    效益指标   | 环境       | 定性 | 达成预期指标 |    | 部分达成 | 10 | 7
    效益指标   | 就业       | ≥    | 95%          |    | 96%      | 10 | 10
    满意度指标 | 满意度     | ≥    | 90%          |    | 81%      | 10 |
    合计       |            |      |              |    |          | 90 | 68
    """
    own = tables(rows, 90)
    found = what_would_change(own["indicators"], own["scores"])
    shown = [
        (row["level3"], row["lost"], row["overstated"], row["full_at"].zh if row["full_at"] else None)
        for row in found.round(4).fillna({"overstated": -1.0}).to_dict("records")
    ]
    assert shown == [
        ("预算执行率", 0.0, 1.0, "支出等于全年预算数（执行率 100%）"),
        ("里程", 2.0, 0.0, "不低于 300公里"),
        ("标准", 0.0, 0.9091, "不超过 5300元"),
        ("完工", 5.0, -1.0, "在 2024年6月底 前完成"),
        ("工期", 2.0, -1.0, "在 10-15天 之内"),
        ("环境", 3.0, -1.0, "达成预期指标"),
        ("就业", 0.0, 0.0, None),
        ("满意度", 1.0, -1.0, "不低于 90%"),
    ]


numbers = st.integers(0, 10_000)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.tuples(st.sampled_from(["≥", "≤", "=", ""]), numbers, numbers, st.integers(1, 50)),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["ratio", "linear"]),
)
def test_equals_the_formulas_in_exact_fractions(
    indicators: list[tuple[str, int, int, int]], reverse: str
) -> None:
    rows = "\n".join(f"产出 | 项 | {sign} | {t} | | {a} | {w}" for sign, t, a, w in indicators)
    scores = tables(rows, scoring=Scoring(reverse=reverse))["scores"]  # type: ignore[arg-type]
    for points, (sign, t, a, w) in zip(scores["expected"], indicators, strict=True):
        assert points == pytest.approx(float(by_hand(sign, t, a, w, reverse)), abs=1e-6)
    assert ((scores["expected"] >= 0) & (scores["expected"] <= [w for *_, w in indicators])).all()


def by_hand(sign: str, target: int, actual: int, weight: int, reverse: str) -> Fraction:
    """The form's note: reached is full marks; short of it in proportion; a limit exceeded by its formula."""
    if sign == "≤":
        if actual <= target:
            return Fraction(weight)
        if reverse == "ratio":
            return Fraction(target, actual) * weight
        return max(Fraction(0), 1 - Fraction(actual - target, target)) * weight if target else Fraction(0)
    if sign == "=" and target == 0:
        return Fraction(weight if actual <= 0 else 0)
    return Fraction(weight) if actual >= target else Fraction(actual, target) * weight


def test_is_in_step_with_the_indicators_whatever_their_order() -> None:
    own = tables("产出 | 甲 | ≥ | 10 | | 5 | 10\n产出 | 乙 | ≥ | 10 | | 10 | 10")
    turned = own["indicators"][::-1]
    assert recompute(turned, own["totals"])["expected"].to_list() == [10.0, 5.0]
    assert recompute(turned, own["totals"]).index.equals(turned.index)


def test_an_empty_sheet_gives_no_scores() -> None:
    source = Case("S101", "", {}, {}, (), {}).source
    own = judge(read_batch([source]), [], NATIONAL).tables
    assert own["scores"].empty
    assert what_would_change(own["indicators"], own["scores"]).empty
