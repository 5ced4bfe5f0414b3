"""Profiles: those of the package, a person's own, and everything that is refused in a full sentence."""

from pathlib import Path
from typing import get_args, get_type_hints

import pandas as pd
import pytest

from analyzer.option import Option
from analyzer.reading import Source, read_batch
from analyzer.report import describe
from analyzer.rules import NATIONAL, Profile, catalogue, judge
from analyzer.rules.case import Case
from analyzer.rules.profile import SHARED
from analyzer.rules.profile_file import ProfileError, load_profile, profile_names
from analyzer.scoring import NATIONAL_SCORING, Scoring

RULES = {rule.code: rule for rule in catalogue()}

BUDGET = """
编号 | 项目内容 | 全年预算数
1    | 设备     | 100
合计 |          | 100
"""
LEDGER = """
日期       | 凭证号 | 预算编号 | 业务类型 | 金额
2024-06-01 | 2      | 1        | 支出     | 90
"""


def workbook(indicators: str, year: int = 2024) -> Source:
    tables = {"budget": BUDGET, "disbursement": LEDGER, "indicators": indicators}
    return Case("S101", "", tables, {"预算年度": year}, (), {}).source


def found(profile: Profile, code: str, *sources: Source) -> list[list[tuple[str, str]]]:
    reports = describe(judge(read_batch(sources), [RULES[code]], profile), "zh")
    return [[(finding.cell, finding.message) for finding in report] for report in reports]


def own(folder: Path, text: str, name: str = "own.toml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("name", profile_names())
def test_profiles_of_the_package_load(name: str) -> None:
    profile = load_profile(name)
    assert profile.name == name
    assert all("一" <= character <= "鿿" for character in profile.title.zh)
    assert all(change.basis for change in profile.changes)


def test_there_are_the_documented_profiles() -> None:
    assert profile_names() == (
        *("guangxi", "hebei", "hubei", "jiangxi", "national", "platform", "shanxi", "sichuan", "zhejiang"),
    )


def test_national_changes_nothing() -> None:
    national = load_profile("national")
    assert (national.options, national.scoring) == (NATIONAL.options, NATIONAL.scoring)


def test_options_shared_with_the_scoring_have_one_default() -> None:
    own_defaults = {
        (rule.code, setting.name): setting.default
        for rule in catalogue()
        for setting in rule.settings
        if setting.name in SHARED
    }
    assert own_defaults == {(code, name): getattr(NATIONAL_SCORING, name) for code, name in own_defaults}
    assert {name for _, name in own_defaults} >= {"tolerance", "over_completion", "excellent", "denominator"}


def test_hubei_weighs_execution_20() -> None:
    form = """
    一级指标   | 三级指标   | 分值 | 自评得分
    预算执行率 | 预算执行率 | 20   | 18
    产出指标   | 里程       | 40   | 40
    效益指标   | 受益       | 25   | 25
    满意度指标 | 满意度     | 15   | 15
    """
    assert found(load_profile("hubei"), "S105", workbook(form)) == [[]]
    assert [cell for cell, _ in found(NATIONAL, "S105", workbook(form))[0]] == ["H2"]


def test_jiangxi_scores_execution_in_steps() -> None:
    form = """
    一级指标   | 三级指标   | 分值 | 自评得分
    预算执行率 | 预算执行率 | 10   | 9
    产出指标   | 里程       | 90   | 90
    """
    assert found(load_profile("jiangxi"), "S122", workbook(form)) == [
        [("I2", "预算执行率得 9 分，按执行率应得 7 分，相差 2 分")]
    ]
    assert found(NATIONAL, "S122", workbook(form)) == [[]]


def test_sichuan_limits_explanations_and_keeps_the_rest() -> None:
    profile = load_profile("sichuan")
    assert profile.options == {"R105": {"threshold": 0.9}, "T144": {"longest": 100}}
    assert profile.scoring == NATIONAL_SCORING


def test_a_profile_extends_a_file_beside_it(tmp_path: Path) -> None:
    own(
        tmp_path,
        'name = "base"\n[scoring]\nreverse = { value = "linear", basis = "县财政局通知" }\n'
        'good = { value = 85, basis = "县财政局通知" }\n',
        "base.toml",
    )
    path = own(
        tmp_path,
        'name = "own"\nextends = "base.toml"\n[scoring]\ngood = { value = 75, basis = "补充通知" }\n',
    )
    profile = load_profile(path)
    assert (profile.scoring.reverse, profile.scoring.good) == ("linear", 75.0)
    assert [(change.option, change.basis) for change in profile.changes] == [
        *(("reverse", "县财政局通知"), ("good", "县财政局通知"), ("good", "补充通知")),
    ]


def test_a_change_counts_from_its_year_on(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        'name = "own"\n[rules.S211]\nover_zero = { value = 30, basis = "旧办法" }\n'
        '[scoring]\nover_completion = { value = 1.5, basis = "新办法", since = 2024 }\n',
    )
    form = """
    一级指标 | 三级指标 | 年度指标值 | 实际完成值
    产出指标 | 讲座     | 100        | 140
    """
    profile = load_profile(path)
    books = [workbook(form, 2023), workbook(form, 2024), workbook(form, 2025)]
    assert [len(findings) for findings in found(profile, "S211", *books)] == [1, 0, 0]
    assert [len(findings) for findings in found(profile, "S211", *books[::-1])] == [0, 0, 1]


def test_editions_cover_every_workbook_once(tmp_path: Path) -> None:
    path = own(
        tmp_path,
        'name = "own"\n[scoring]\ngood = { value = 75, basis = "a", since = 2022 }\n'
        'medium = { value = 55, basis = "b", since = 2024 }\n',
    )
    years = pd.Series([2024, 2021, pd.NA, 2023], dtype="Int64")
    editions = load_profile(path).editions(years)
    shown = [
        (e.scoring.good, e.scoring.medium, list(part[part].index)) for e, part in editions if part is not None
    ]
    assert shown == [(80.0, 60.0, [1, 2]), (75.0, 60.0, [3]), (75.0, 55.0, [0])]


BASIS = 'basis = "县财政局通知"'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('nam = "x"', "“nam”不能识别，允许的有：name、title、extends、scoring、rules。"),
        ("", "“name”必填"),
        ('name = "x"\ntitle = "四川"', "“title”应写成"),
        ('name = "x"\nextends = 3', "“extends”应是另一个配置"),
        ('name = "x"\n[rules.R999]\na = 1', "“rules.R999”不能识别，允许的有："),
        ('name = "x"\n[rules]\nR105 = 0.9', "“rules.R105”应是一个表"),
        (
            f'name = "x"\n[rules.S211]\nlimit = {{ value = 1, {BASIS} }}',
            "允许的有：over_completion、over_zero。",
        ),
        ('name = "x"\n[rules.S211]\nover_zero = 20', "“rules.S211.over_zero”应写成 { value"),
        (
            'name = "x"\n[rules.S211]\nover_zero = { value = 20 }',
            "“rules.S211.over_zero.basis”必填，请写明依据",
        ),
        (f'name = "x"\n[rules.S211]\nover_zero = {{ {BASIS} }}', "“rules.S211.over_zero.value”必填"),
        (f'name = "x"\n[rules.S211]\nover_zero = {{ value = "多", {BASIS} }}', "over_zero.value”应是数字"),
        (f'name = "x"\n[rules.S211]\nover_zero = {{ value = true, {BASIS} }}', "over_zero.value”应是数字"),
        (f'name = "x"\n[scoring]\nreverse = {{ value = "x", {BASIS} }}', "以下之一：ratio / linear"),
        (f'name = "x"\n[scoring]\ncapped_totals = {{ value = 1, {BASIS} }}', "应是 true 或 false"),
        (f'name = "x"\n[scoring]\nweights = {{ value = 1, {BASIS} }}', "“scoring.weights”不能识别"),
        (
            f'name = "x"\n[scoring]\ngood = {{ value = 1, {BASIS}, from = 2024 }}',
            "允许的有：value、basis、since。",
        ),
        (f'name = "x"\n[scoring]\ngood = {{ value = 1, {BASIS}, since = "2024" }}', "good.since”应是年份"),
        ("name = ", "不是有效的 TOML 文件"),
    ],
)
def test_refuses_in_a_full_sentence(tmp_path: Path, text: str, says: str) -> None:
    path = own(tmp_path, text)
    with pytest.raises(ProfileError) as refusal:
        load_profile(path)
    assert says in refusal.value.reason.zh
    assert path in refusal.value.reason.zh
    assert path in refusal.value.reason.en
    assert refusal.value.reason.zh.endswith("。")
    assert refusal.value.reason.en.endswith(".")


def test_names_the_profiles_there_are() -> None:
    with pytest.raises(ProfileError) as refusal:
        load_profile("sichuang")
    assert refusal.value.reason.zh.startswith("找不到配置“sichuang”，可用的有：guangxi、hebei、hubei、")


def test_refuses_profiles_that_extend_each_other(tmp_path: Path) -> None:
    own(tmp_path, 'name = "b"\nextends = "own.toml"', "b.toml")
    with pytest.raises(ProfileError) as refusal:
        load_profile(own(tmp_path, 'name = "a"\nextends = "b.toml"'))
    assert "循环" in refusal.value.reason.zh


def test_every_scoring_option_says_what_it_means_and_where_it_comes_from() -> None:
    for name, hint in get_type_hints(Scoring, include_extras=True).items():
        (option,) = (note for note in get_args(hint) if isinstance(note, Option))
        assert all((option.meaning.zh, option.meaning.en, option.source)), name
