"""Each check across workbooks on small folders: what it finds, and what it leaves alone."""

from pathlib import Path

import pytest

from analyzer.across import CrossFinding, Place, UnitTotal, cross_findings
from analyzer.finding import Severity
from analyzer.record import Record
from tests.across.rows import expected, folder, found

FILED = {
    "the same file copied is one finding for each copy, and its payments none": (
        """
        file   | sha | code | unit | name | year | finds
        a.xlsx | s   | P1   | 甲   | 道路 | 2024 |
        b.xlsx | s   | P1   | 甲   | 道路 | 2024 | C101 a.xlsx!A1 b.xlsx!A1
        c.xlsx | s   | P1   | 甲   | 道路 | 2024 | C101 a.xlsx!A1 c.xlsx!A1
        d.xlsx | t   | P2   | 甲   | 桥梁 | 2024 |
        """,
        """
        file   | row | date       | voucher | payee | summary | amount | finds
        a.xlsx | 3   | 2024-03-05 | 记-1    | 路桥  |         | 100.5  |
        b.xlsx | 3   | 2024-03-05 | 记-1    | 路桥  |         | 100.5  |
        c.xlsx | 3   | 2024-03-05 | 记-1    | 路桥  |         | 100.5  |
        d.xlsx | 9   | 2024-03-05 | 记-1    | 路桥  |         | 100.5  | C103 a.xlsx!A3:H3 d.xlsx!A9:H9
        """,
    ),
    "a copy without a name of its project is no second place for its payments": (
        """
        file   | sha | unit | finds
        a.xlsx | s   | 甲   |
        b.xlsx | s   | 甲   | C101 a.xlsx!A1 b.xlsx!A1
        """,
        """
        file   | row | date       | voucher | payee | summary | amount | finds
        a.xlsx | 3   | 2024-03-05 | 记-1    | 路桥  |         | 100.5  |
        b.xlsx | 3   | 2024-03-05 | 记-1    | 路桥  |         | 100.5  |
        """,
    ),
    "unreadable files repeat nothing": (
        """
        file   | sha | reason | unit | name | year | finds
        a.xlsx | s   | 加密   |      |      |      |
        b.xlsx | s   | 加密   |      |      |      |
        """,
        "",
    ),
    "one project by its code, however the name is written": (
        """
        file   | code  | unit | name     | year | finds
        a.xlsx | Ｐ１  | 甲   | 道路     | 2024 |
        b.xlsx | p 1   | 甲   | 道路改造 | 2024 | C102 a.xlsx!A1 b.xlsx!A1
        c.xlsx | P1    | 甲   | 道路     | 2023 |
        d.xlsx | P1    | 甲   | 道路     |      |
        """,
        "",
    ),
    "one project by unit and name, where a code is missing": (
        """
        file   | code | unit   | name          | year | finds
        a.xlsx |      | 甲中心 | 道路（一期）  | 2024 |
        b.xlsx | P1   | 甲 中心 | 道路(一期)   | 2024 | C102 a.xlsx!A1 b.xlsx!A1
        c.xlsx |      | 乙中心 | 道路（一期）  | 2024 |
        d.xlsx |      | 甲中心 | 道路（二期）  | 2024 |
        e.xlsx |      |        | 道路（一期）  | 2024 |
        f.xlsx |      |        | 道路（一期）  | 2024 |
        """,
        "",
    ),
    "one name under two codes is two projects": (
        """
        file   | code | unit | name | year | finds
        a.xlsx | P1   | 甲   | 修缮 | 2024 |
        b.xlsx | P2   | 甲   | 修缮 | 2024 |
        c.xlsx |      | 甲   | 修缮 | 2024 | C102 a.xlsx!A1 c.xlsx!A1
        """,
        "",
    ),
    "the first without a code, the next with one": (
        """
        file   | code | unit | name | year | finds
        a.xlsx |      | 甲   | 修缮 | 2024 |
        b.xlsx | P2   | 甲   | 修缮 | 2024 | C102 a.xlsx!A1 b.xlsx!A1
        """,
        "",
    ),
    "units share a code with budgets of their own, or repeat even the budget": (
        """
        file   | code | unit | name | year | budget | finds
        a.xlsx | P1   | 甲镇 | 补助 | 2024 | 100    |
        b.xlsx | P1   | 乙镇 | 补助 | 2024 | 120    |
        c.xlsx | P1   | 丙镇 | 补助 | 2024 | 120    | C102 b.xlsx!A1 c.xlsx!A1
        """,
        "",
    ),
}

PAID = {
    "the same voucher: unit, date, number, payee and amount": (
        """
        file   | row | date       | voucher | payee    | summary | amount  | finds
        a.xlsx | 3   | 2024-03-05 | 记-12   | 路桥公司 |         | 453.21  |
        b.xlsx | 7   | 2024-03-05 | 记 - 12 | 路桥公司 |         | 453.21  | C103 a.xlsx!A3:H3 b.xlsx!A7:H7
        """
    ),
    "what differs in the amount, the day, the number or the payee, lacks one of them, or is a reversal": (
        """
        file   | row | date       | voucher | payee    | summary | amount  | finds
        a.xlsx | 4   | 2024-03-06 | 记-13   | 路桥公司 |         | 100     |
        b.xlsx | 8   | 2024-03-06 | 记-13   | 路桥公司 |         | 200     |
        a.xlsx | 5   | 2024-03-07 | 记-14   | 路桥公司 |         | 100     |
        b.xlsx | 9   | 2024-03-08 | 记-14   | 路桥公司 |         | 100     |
        a.xlsx | 6   | 2024-03-09 | 记-15   | 路桥公司 |         | 100     |
        b.xlsx | 10  | 2024-03-09 | 记-16   | 路桥公司 |         | 100     |
        a.xlsx | 7   | 2024-03-10 | 记-17   | 路桥公司 |         | 100     |
        b.xlsx | 11  | 2024-03-10 | 记-17   | 设备公司 |         | 100     |
        a.xlsx | 8   | 2024-03-11 |         | 路桥公司 |         | 100     |
        b.xlsx | 12  | 2024-03-11 |         | 路桥公司 |         | 100     |
        a.xlsx | 9   |            | 记-18   | 路桥公司 |         | 100     |
        b.xlsx | 13  |            | 记-18   | 路桥公司 |         | 100     |
        a.xlsx | 10  | 2024-03-12 | 记-19   | 路桥公司 |         | -100    |
        b.xlsx | 14  | 2024-03-12 | 记-19   | 路桥公司 |         | -100    |
        """
    ),
    "another unit's vouchers have numbers of their own": (
        """
        file   | row | date       | voucher | payee    | summary | amount  | finds
        a.xlsx | 3   | 2024-03-05 | 记-12   | 路桥公司 |         | 453.21  |
        z.xlsx | 7   | 2024-03-05 | 记-12   | 路桥公司 |         | 453.21  |
        """
    ),
    "one workbook may repeat itself: that is its own finding": (
        """
        file   | row | date       | voucher | payee    | summary | amount  | finds
        a.xlsx | 3   | 2024-03-05 | 记-12   | 路桥公司 |         | 453.21  |
        a.xlsx | 4   | 2024-03-05 | 记-12   | 路桥公司 |         | 453.21  |
        """
    ),
    "without a payee the description must agree": (
        """
        file   | row | date       | voucher | payee | summary | amount | finds
        a.xlsx | 3   | 2024-03-05 | 记-12   |       | 工资    | 100    |
        b.xlsx | 7   | 2024-03-05 | 记-12   |       | 工资    | 100    | C103 a.xlsx!A3:H3 b.xlsx!A7:H7
        """
    ),
    "neither payee nor description, or another description": (
        """
        file   | row | date       | voucher | payee | summary | amount | finds
        a.xlsx | 4   | 2024-03-06 | 记-13   |       | 工资    | 100    |
        b.xlsx | 8   | 2024-03-06 | 记-13   |       | 差旅    | 100    |
        a.xlsx | 5   | 2024-03-07 | 记-14   |       |         | 100    |
        b.xlsx | 9   | 2024-03-07 | 记-14   |       |         | 100    |
        """
    ),
    "all that two workbooks repeat is one finding": (
        """
        file   | row | date       | voucher | payee    | summary | amount | finds
        a.xlsx | 3   | 2024-03-05 | 记-1    | 路桥公司 |         | 100    |
        b.xlsx | 3   | 2024-03-05 | 记-1    | 路桥公司 |         | 100    | C103 a.xlsx!A3:H3 b.xlsx!A3:H3
        a.xlsx | 4   | 2024-03-05 | 记-2    | 路桥公司 |         | 100    |
        b.xlsx | 4   | 2024-03-05 | 记-2    | 路桥公司 |         | 100    |
        """
    ),
    "the same contract, payee and amount in one year": (
        """
        file   | row | date       | voucher | payee | summary     | amount | finds
        a.xlsx | 3   | 2024-03-05 | 记-1    | 路桥  | 合同号HT-201 | 100    |
        z.xlsx | 4   | 2024-06-05 | 记-2    | 路桥  | 合同ht－201款 | 100    | C104 a.xlsx!A3:H3 z.xlsx!A4:H4
        b.xlsx | 5   | 2024-07-05 | 记-3    | 路桥  | 合同号HT-201 | 90     |
        b.xlsx | 6   | 2024-07-05 | 记-4    | 设备  | 合同号HT-201 | 100    |
        b.xlsx | 7   | 2024-07-05 | 记-5    | 路桥  | 合同号HT-202 | 100    |
        b.xlsx | 8   | 2024-07-05 | 记-6    | 路桥  | 合同款       | 100    |
        y.xlsx | 9   | 2025-07-05 | 记-7    | 路桥  | 合同号HT-201 | 100    |
        """
    ),
    "a voucher found is not found again by its contract": (
        """
        file   | row | date       | voucher | payee | summary     | amount | finds
        a.xlsx | 3   | 2024-03-05 | 记-1    | 路桥  | 合同HT-2024 | 100    |
        b.xlsx | 4   | 2024-03-05 | 记-1    | 路桥  | 合同HT-2024 | 100    | C103 a.xlsx!A3:H3 b.xlsx!A4:H4
        """
    ),
    "one project filed twice is one finding, not one per payment": (
        """
        file   | row | date       | voucher | payee | summary              | amount | finds
        c.xlsx | 3   | 2024-03-05 | 记-1    | 路桥  |                      | 100    | C102 c.xlsx!A1 d.xlsx!A1
        d.xlsx | 3   | 2024-03-05 | 记-1    | 路桥  |                      | 100    |
        c.xlsx | 4   | 2024-03-05 | 记-1    | 路桥  | 合同编号：HT-2024-01 | 200    |
        d.xlsx | 4   | 2024-03-06 | 记-2    | 路桥  | 合同编号：HT-2024-01 | 200    |
        """
    ),
}
PROJECTS = """
    file   | code | unit | name | year
    a.xlsx | P1   | 甲   | 道路 | 2024
    b.xlsx | P2   | 甲   | 桥梁 | 2024
    y.xlsx | P8   | 甲   | 河堤 | 2025
    z.xlsx | P9   | 乙   | 校舍 | 2024
"""
FILED_TWICE = """
    file   | code | unit | name | year
    c.xlsx | P1   | 甲   | 道路 | 2024
    d.xlsx | P1   | 甲   | 道路 | 2024
"""


@pytest.mark.parametrize(("filings", "payments"), FILED.values(), ids=FILED)
def test_filed_twice(filings: str, payments: str) -> None:
    with folder(filings, payments) as record:
        assert found(cross_findings(record, "zh")) == expected(filings, payments)


@pytest.mark.parametrize("payments", PAID.values(), ids=PAID)
def test_paid_twice(payments: str) -> None:
    with folder(FILED_TWICE if "C102" in payments else PROJECTS, payments) as record:
        assert found(cross_findings(record, "zh")) == expected(payments)


def test_what_is_filed_several_times_a_year_by_right() -> None:
    filings = """
        file   | code | unit | name | year | stage    | as_of      | finds
        a.xlsx | P1   | 甲   | 道路 | 2024 | 年度自评 | 2024-12-31 |
        b.xlsx | P1   | 甲   | 道路 | 2024 | 运行监控 | 2024-06-30 |
        c.xlsx | P1   | 甲   | 道路 | 2024 | 运行监控 | 2024-08-31 |
        d.xlsx | P1   | 甲   | 道路 | 2024 | 运行监控 | 2024-08-31 | C102 c.xlsx!A1 d.xlsx!A1
        e.xlsx |      | 甲   | 桥梁 | 2024 | 年度自评 | 2024-12-31 |
        f.xlsx |      | 甲   | 桥梁 | 2024 | 运行监控 | 2024-06-30 |
        g.xlsx |      | 甲   | 桥梁 | 2024 | 运行监控 | 2024-08-31 |
    """
    with folder(filings) as record:
        assert found(cross_findings(record, "zh")) == expected(filings)


def test_a_balance_and_the_next_opening() -> None:
    filings = """
        file   | code | unit | name | year | balance | carried_over | finds
        a.xlsx | P1   | 甲   | 道路 | 2023 | 5000    |              |
        b.xlsx | P1   | 甲   | 道路 | 2024 | 700     | 4800         | C106 b.xlsx!A1 a.xlsx!A1
        c.xlsx | P1   | 甲   | 道路 | 2025 |         | 700          |
        d.xlsx |      | 乙   | 桥梁 | 2023 | 5000    |              |
        e.xlsx | P2   | 乙   | 桥梁 | 2024 |         | 0            | C106 e.xlsx!A1 d.xlsx!A1
        f.xlsx |      | 丙   | 校舍 | 2023 | 5000    |              |
        g.xlsx |      | 丙   | 校舍 | 2024 |         |              |
        h.xlsx |      | 丙   | 河堤 | 2023 | 5000    |              |
        i.xlsx |      | 丙   | 河堤 | 2024 |         | 5100         |
        j.xlsx |      | 丙   | 河堤 | 2025 |         | 5000         |
        k.xlsx |      | 丁   | 广场 | 2023 | 5000    |              |
        l.xlsx |      | 丁   | 广场 | 2024 |         | 5100.01      | C106 l.xlsx!A1 k.xlsx!A1
        m.xlsx |      | 丁   | 泵站 | 2023 | 5000    |              |
        n.xlsx |      | 丁   | 泵站 | 2025 |         | 700          |
    """
    with folder(filings) as record:
        assert found(cross_findings(record, "zh")) == expected(filings)
        first = next(cross_findings(record, "zh"))
    assert first.message == (
        "2023 年结余（到位减支出）5,000.00 元，"
        "下一年预算中资金来源为“上年结转”的是 4,800.00 元，相差 200.00 元"
    )


def test_projects_against_the_total_of_their_unit() -> None:
    filings = """
        file   | code | unit | name | year | budget
        a.xlsx | P1   | 甲   | 道路 | 2024 | 1000
        b.xlsx | P2   | 甲   | 桥梁 | 2024 | 2000
        c.xlsx | P2   | 甲   | 桥梁 | 2024 | 2000
        d.xlsx | P3   | 乙   | 校舍 | 2024 | 500
        e.xlsx | P4   | 丙   | 河堤 | 2024 |
        f.xlsx | P5   | 丁   | 广场 | 2024 | 1000
    """
    totals = [
        UnitTotal("单位总额.csv", 2, "甲", 2024, 310_000),
        UnitTotal("单位总额.csv", 3, " 乙", 2024, 60_000),
        UnitTotal("单位总额.csv", 4, "丙", 2024, 100_000),
        UnitTotal("单位总额.csv", 5, "戊", 2024, 100_000),
        UnitTotal("单位总额.csv", 6, "甲", 2023, 100_000),
        UnitTotal("单位总额.csv", 7, "丁", 2024, 110_001),
    ]
    with folder(filings) as record:
        messages = [
            (f.first.cells, f.second and f.second.path, f.message)
            for f in cross_findings(record, "zh", totals)
            if f.rule == "C105"
        ]
    assert messages == [
        (
            "A4",
            "e.xlsx",
            "丙 2024 年预算总额 1,000.00 元，"
            "收到的 1 个项目全年预算合计 0.00 元（其中 1 个读不出全年预算），相差 1,000.00 元",
        ),
        (
            "A5",
            None,
            "戊 2024 年预算总额 0.10 万元，收到的 0 个项目全年预算合计 0.00 万元，相差 0.10 万元",
        ),
        (
            "A6",
            None,
            "甲 2023 年预算总额 0.10 万元，收到的 0 个项目全年预算合计 0.00 万元，相差 0.10 万元",
        ),
        (
            "A7",
            "f.xlsx",
            "丁 2024 年预算总额 1,100.01 元，收到的 1 个项目全年预算合计 1,000.00 元，相差 100.01 元",
        ),
    ]


def test_a_finding_in_full_and_in_both_languages() -> None:
    payments = """
        file   | row | date       | voucher | payee    | summary | amount
        a.xlsx | 3   | 2024-03-05 | 记-{12} | 路桥公司 |         | 453.21
        b.xlsx | 7   | 2024-03-05 | 记-{12} | 路桥公司 |         | 453.21
    """
    with folder(PROJECTS, payments) as record:
        (finding,) = cross_findings(record, "zh")
        (english,) = cross_findings(record, "en")
    assert finding == CrossFinding(
        id=english.id,
        rule="C103",
        title="同一凭证列入两本工作簿",
        severity=Severity.VERIFY,
        message="同一单位的 1 笔支出（合计 453.21 元）在两本工作簿里日期、凭证号、收款单位和金额都相同："
        "第 3 行与第 7 行（2024-03-05 记-{12}）；请核对是否重复列支，一张凭证由两个项目分摊的请说明",
        basis="勾稽关系",
        unit="甲",
        first=Place("a.xlsx", "a.xlsx", "道路", "资金拨付", "A3:H3", "第 3 行"),
        second=Place("b.xlsx", "b.xlsx", "桥梁", "资金拨付", "A7:H7", "第 7 行"),
        actual="453.21 元",
    )
    assert english.message == (
        "1 payments (453.21 元) of one unit agree in date, voucher, payee and amount: "
        "rows 3 and 7 (2024-03-05 记-{12}). "
        "Check whether they are claimed twice; if two projects share a voucher, say so"
    )


def test_the_order_in_which_workbooks_were_examined_does_not_matter(tmp_path: Path) -> None:
    filings, payments = FILED["the same file copied is one finding for each copy, and its payments none"]
    header, *rows = [line for line in filings.splitlines() if line.strip()]
    with folder(filings, payments) as record, folder("\n".join([header, *rows[::-1]]), payments) as other:
        assert list(cross_findings(record, "zh")) == list(cross_findings(other, "zh"))


def test_an_empty_record_has_nothing_to_compare() -> None:
    with Record(None) as record:
        assert list(cross_findings(record, "zh")) == []
