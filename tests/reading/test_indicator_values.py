"""Targets and actual values read by the column: the same as read and compared one by one."""

from datetime import datetime
from itertools import product

import pandas as pd
import pytest

from analyzer.reading.completion import completion, incomparable, met
from analyzer.reading.indicator_values import SOURCES, with_indicator_values
from analyzer.reading.targets import IndicatorValue, actual, target

CELLS: list[object] = [
    *(0.0, 0.05, 0.8, 1.0, 1.5, 95.0, 96.0, 100.0, 4604.0, -3.0),
    *("", "—", "95%", "97.30%", "≥95%", "5%", "0.8", "95", "≤202.6万元", "2026000元", "100百分比", "1.2亿"),
    *("三批", "300多个", "50人", "280人次", "10-15天", "12天", "80%-90%", "85%"),
    *("2024年12月", "2024年11月30日", datetime(2024, 12, 31), "2024年1月底前"),
    *("达成预期指标", "部分达成", "全部完成", "未完成", "完成", "见附件", "≥90%以上", True),
]
NATURES = ["", "≥", "≤", "=", "定性"]
UNITS = ["", "%", "‰", "万元", "人"]


def frame(rows: list[tuple[object, object, str, str]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["target", "actual", "nature", "measure_unit"], dtype=object)
    table["nature"] = table["nature"].replace("", None).astype("str")
    table["measure_unit"] = table["measure_unit"].replace("", None).astype("str")
    names = {level: pd.Series([None] * len(rows), dtype="str") for level in ("level1", "level2", "level3")}
    return table.assign(workbook=0, row=range(len(rows)), is_total=False, **names)


def test_equals_one_by_one() -> None:
    rows = list(product(CELLS, CELLS, NATURES, UNITS))
    read = with_indicator_values(frame(rows)).to_dict("records")
    for (target_cell, actual_cell, nature, unit), row in zip(rows, read, strict=True):
        wanted, reached = target(target_cell, nature, unit), actual(actual_cell, unit)
        if not isinstance(wanted, IndicatorValue) or not isinstance(reached, IndicatorValue):
            assert pd.isna(row["comparable"]) or True in (target_cell, actual_cell)
            continue
        expected = completion(wanted, reached), met(wanted, reached), incomparable(wanted, reached)
        about = (target_cell, actual_cell, nature, unit)
        assert (pd.isna(row["completion"]), pd.isna(row["met"])) == (
            expected[0] is None,
            expected[1] is None,
        ), about
        if expected[0] is not None:
            assert row["completion"] == pytest.approx(float(expected[0]), rel=1e-9), about
        if expected[1] is not None:
            assert row["met"] == expected[1], about
        assert (row["mismatch"], row["comparable"]) == (expected[2], expected[2] is None), about
        assert row["target_kind"] == wanted.kind, about
        assert row["actual_kind"] == reached.kind, about
        assert row["actual_has_sign"] == reached.sign_in_value, about


def test_two_dates_without_a_year_are_of_one_year() -> None:
    rows = [("12月底前", "11月", "", ""), ("6月底前", "9月", "", ""), ("2024年6月", "9月", "", "")]
    read = with_indicator_values(frame(rows))
    assert read["met"].to_list() == [True, False, pd.NA]
    assert read["comparable"].to_list() == [True, True, False]


def test_cells_become_text_and_words_are_no_fault() -> None:
    rows = [(0.95, 96.5, "≥", "%"), ("见附件", True, "≥", ""), (datetime(2024, 12, 31), "", "", "")]
    read = with_indicator_values(frame(rows))
    assert read["target"].to_list() == ["0.95", "见附件", "2024-12-31"]
    assert read["actual"].fillna("-").to_list() == ["96.5", "True", "-"]
    assert read["target_kind"].to_list() == ["percent", "text", "date"]


def test_the_first_row_that_names_execution_is_the_execution_row() -> None:
    table = frame([("100%", "95%", "≥", "")] * 5)
    table["level1"] = pd.Series(
        ["产出指标", "预算执行率（10分）", "产出指标", "产出指标", "预算执行率"], dtype="str"
    )
    table["level3"] = pd.Series(["执行率说明", None, "全年预算执行率", "支出", "资金支出进度"], dtype="str")
    table["workbook"] = [0, 0, 0, 1, 1]
    read = with_indicator_values(table)
    assert read["names_execution"].to_list() == [False, True, True, False, True]
    assert read["is_execution"].to_list() == [False, True, False, False, True]


def test_every_added_column_has_its_sources() -> None:
    table = frame([("1", "1", "", "")])
    added = set(with_indicator_values(table)) - set(table)
    assert {f"indicators.{name}" for name in added} == set(SOURCES)


def test_an_empty_table_stays_empty() -> None:
    assert with_indicator_values(frame([])).empty
