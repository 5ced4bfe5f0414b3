"""Every rule against its own table of cases, and what all rules promise alike."""

from collections.abc import Sequence
from functools import cache

import pandas as pd
import pytest

from analyzer.finding import Finding, write_figure
from analyzer.reading import Batch, Source, read_batch
from analyzer.report import describe
from analyzer.rules import Rule, catalogue, judge
from analyzer.rules.case import Case, case_profile, read_cases
from analyzer.rules.judge import Judgement, base_columns

CASES = list(read_cases())
RULES = {rule.code: rule for rule in catalogue()}
BY_RULE = {code: [case for case in CASES if case.code == code] for code in RULES}


def name(case: Case) -> str:
    return f"{case.code}-{case.about}"


def run(rule: Rule, batch: Batch, case: Case) -> Judgement:
    return judge(batch, [rule], case_profile(case))


def as_promised(finding: Finding) -> dict[str, str]:
    shown = {
        "cell": f"{finding.sheet}!{finding.cell}",
        "status": finding.status.value,
        "message": finding.message,
    }
    for figure in ("actual", "expected", "difference"):
        shown[figure] = write_figure(getattr(finding, figure), finding.quantity, "万元", "zh")
    return shown


def found_in(judgement: Judgement) -> list[list[dict[str, str]]]:
    """Per workbook its findings, as cases promise them."""
    return [[as_promised(finding) for finding in findings] for findings in describe(judgement, "zh")]


def assert_promised(found: Sequence[dict[str, str]], promised: Sequence[dict[str, str]]) -> None:
    """Every promised finding is found, in all the promise says, and no other."""
    cells = sorted(finding["cell"] for finding in found)
    assert cells == sorted(finding["cell"] for finding in promised)
    for promise in promised:
        alike = [finding for finding in found if promise.items() <= finding.items()]
        same_cell = [finding for finding in found if finding["cell"] == promise["cell"]]
        assert alike, f"promised {promise}, found {same_cell}"


@pytest.mark.parametrize("case", CASES, ids=name)
def test_finds_what_the_case_promises_and_nothing_else(case: Case) -> None:
    if case.profile:
        judgement = run(RULES[case.code], read_batch([case.source]), case)
        [found] = found_in(judgement)
    else:
        judgement = together(case.code)
        found = found_together(case.code)[plain(case.code).index(case)]
    assert judgement.skipped.empty, judgement.skipped["reason"].to_list()
    assert_promised(found, case.finds)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_has_a_bad_and_a_good_case(rule: Rule) -> None:
    assert any(case.finds for case in BY_RULE[rule.code])
    assert any(not case.finds for case in BY_RULE[rule.code])


@pytest.mark.parametrize("case", CASES, ids=name)
def test_cases_promise_whole_findings(case: Case) -> None:
    assert all({"cell", "message"} <= finding.keys() for finding in case.finds)


@cache
def together(code: str) -> Judgement:
    """All cases of a rule that need no profile, judged as one batch."""
    return run(RULES[code], read_batch([case.source for case in plain(code)]), plain(code)[0])


@cache
def found_together(code: str) -> list[list[dict[str, str]]]:
    return found_in(together(code))


def plain(code: str) -> list[Case]:
    return [case for case in BY_RULE[code] if not case.profile]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_a_batch_equals_its_workbooks_run_alone(rule: Rule) -> None:
    for case, found in zip(plain(rule.code), found_together(rule.code), strict=True):
        assert found_in(run(rule, read_batch([case.source]), case)) == [found], case.about


def test_all_rules_together_find_what_each_finds_alone() -> None:
    """What rules share must not leak from one to another."""
    cases = [case for code in RULES for case in plain(code)]
    judged = judge(read_batch([case.source for case in cases]), catalogue(), case_profile(cases[0]))
    assert not any("规则运行出错" in reason.zh for reason in judged.skipped["reason"])
    for case, findings in zip(cases, describe(judged, "zh"), strict=True):
        own = [as_promised(finding) for finding in findings if finding.rule == case.code]
        assert own == found_together(case.code)[plain(case.code).index(case)], case.about


@pytest.mark.parametrize("code", ["T131", "M202", "R101", "S201", "L112", "P103"])
def test_no_rule_fails_where_all_judge_one_workbook(code: str) -> None:
    """A batch of one is not tried again workbook by workbook, so that nothing hides a failure."""
    case = next(case for case in plain(code) if case.finds)
    judged = judge(read_batch([case.source]), catalogue(), case_profile(case))
    assert not [reason.zh for reason in judged.skipped["reason"] if "规则运行出错" in reason.zh]


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_row_order_does_not_matter(rule: Rule) -> None:
    """Rows keep their sheet row, so the same cells must be found whatever order a table is in."""
    judged = together(rule.code)
    turned = {table: rows[::-1].reset_index(drop=True) for table, rows in judged.batch.tables.items()}
    backwards = run(rule, Batch(**{**vars(judged.batch), "tables": turned}), plain(rule.code)[0])
    assert found_in(backwards) == found_together(rule.code)


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_an_unreadable_input_makes_it_skipped(rule: Rule) -> None:
    """One workbook for each column it needs, unreadable there, beside one that can be judged."""
    case = next(case for case in BY_RULE[rule.code] if case.finds)
    columns = sorted(base_columns(rule.needs))
    judgement = run(
        rule, read_batch([*(blinded(case.source, column) for column in columns), case.source]), case
    )
    assert sorted(judgement.skipped["workbook"]) == list(range(len(columns)))
    *blind, seeing = found_in(judgement)
    assert blind == [[]] * len(columns)
    assert_promised(seeing, case.finds)


def blinded(source: Source, column: str) -> Source:
    """The workbook with an error value in one cell of the column."""
    table, field = column.split(".")
    sheet = source.sheets[table]
    row = sheet.rows[0] or sheet.places[field].row + 1
    sheet.hidden.errors[row, sheet.places[field].column] = "#REF!"
    if not sheet.rows[0]:
        sheet.values[field] = [""]
    return source


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_copes_with_tables_that_have_no_rows(rule: Rule) -> None:
    bare = Case(rule.code, "only the form is filled in", {}, {}, (), {})
    assert run(rule, read_batch([bare.source]), bare).skipped.empty


@pytest.mark.parametrize("rule", RULES.values(), ids=lambda rule: rule.code)
def test_speaks_both_languages(rule: Rule) -> None:
    for text in (
        rule.title,
        rule.message,
        rule.basis,
        *(setting.option.meaning for setting in rule.settings),
    ):
        assert text.zh.strip()
        assert text.en.strip()
    assert any("\u4e00" <= character <= "\u9fff" for character in rule.title.zh + rule.message.zh)
    for findings in describe(together(rule.code), "en"):
        assert not any("{" in finding.message for finding in findings)


def test_codes_are_unique() -> None:
    assert pd.Series([rule.code for rule in catalogue()]).is_unique
