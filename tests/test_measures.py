"""Measures held against small tables worked out by hand; amounts in fen."""

import pandas as pd
import pytest

from analyzer.lights import execution_progress, indicator_progress, lights, overall_lights, time_progress
from analyzer.measures import measure_items, measure_months, measure_totals
from analyzer.reading.tree import with_tree


def table(header: str, rows: list[tuple[object, ...]], kinds: dict[str, str]) -> pd.DataFrame:
    """Rows as a long table with `workbook`, `row` and `is_total`, its columns of the reader's dtypes."""
    names = header.split()
    frame = pd.DataFrame(rows, columns=names).astype({n: kinds.get(n, "object") for n in names})
    frame["row"] = range(2, len(frame) + 2)
    if "is_total" not in frame:
        frame["is_total"] = False
    return frame


def budget(*rows: tuple[object, ...]) -> pd.DataFrame:
    """workbook, code (合计 for the closing row), initial, adjustment, adjusted."""
    kinds = {"code": "str", "workbook": "int64"} | dict.fromkeys(
        ("initial_budget", "adjustment", "adjusted_budget"), "Int64"
    )
    frame = table("workbook code initial_budget adjustment adjusted_budget", list(rows), kinds)
    frame["is_total"] = frame["code"] == "合计"
    frame["code"] = frame["code"].where(~frame["is_total"])
    return with_tree(frame.assign(item=pd.Series("项目", frame.index, dtype="str")))


def ledger(*rows: tuple[object, ...]) -> pd.DataFrame:
    """workbook, date, code, type, amount."""
    kinds = {"workbook": "int64", "date": "datetime64[s]", "code": "str", "type": "str", "amount": "Int64"}
    return table("workbook date code type amount", list(rows), kinds)


def plain(frame: pd.DataFrame, *columns: str) -> list[tuple[object, ...]]:
    """Rows as tuples with None for what is missing."""
    return list(
        frame[list(columns)].astype(object).where(frame[list(columns)].notna(), None).itertuples(False, None)
    )


THREE_LEVELS = budget(
    (0, "1", None, None, 100),
    (0, "1.1", None, None, 60),
    (0, "1.1.1", None, None, 40),
    (0, "1.1.2", None, None, 20),
    (0, "1.2", None, None, 40),
    (0, "2", 50, -5, None),
    (0, "合计", None, None, 145),
)


def test_items_take_up_what_stands_below_them_over_three_levels() -> None:
    found = measure_items(
        THREE_LEVELS,
        ledger(
            (0, "2024-01-05", "1", "到位", 100),
            (0, "2024-01-06", "1.1.1", "支出", 30),
            (0, "2024-01-07", "1.1.1", "支出", -10),
            (0, "2024-01-08", "1.1.2", "支出", 5),
            (0, "2024-01-09", "1.1", "支出", 2),
            (0, "2024-01-10", "1.2", "到位", 7),
            (0, "2024-01-11", "1.2", "退回", 3),
            (0, "2024-01-12", "9", "支出", 1000),
            (0, "2024-01-13", None, "支出", 1000),
            (1, "2024-01-14", "1", "支出", 1000),
        ),
    )
    assert plain(found, "code", "budget", "arrived", "spent", "arrivals") == [
        ("1", 100, 104, 27, 2),
        ("1.1", 60, 0, 27, 0),
        ("1.1.1", 40, 0, 20, 0),
        ("1.1.2", 20, 0, 5, 0),
        ("1.2", 40, 4, 0, 1),
        ("2", 45, 0, 0, 0),
        (None, 145, 0, 0, 0),
    ]


def test_a_code_that_stands_twice_is_measured_on_its_first_row() -> None:
    twice = budget((0, "1", None, None, 10), (0, "1.1", None, None, 6), (0, "1.1", None, None, 4))
    found = measure_items(twice, ledger((0, "2024-01-06", "1.1", "支出", 3)))
    assert plain(found, "code", "spent") == [("1", 3), ("1.1", 3), ("1.1", 0)]


def test_totals_count_returns_and_reversals() -> None:
    found = measure_totals(
        1,
        THREE_LEVELS,
        ledger(
            (0, "2024-01-05", "1", "到位", 150),
            (0, "2024-01-06", "1", "退回", 5),
            (0, "2024-01-07", "1", "支出", 80),
            (0, "2024-01-08", "1", "支出", -20),
            (0, None, None, "支出", 27),
            (0, "2024-01-09", "1", "支出", None),
        ),
    )
    assert plain(found, "budget", "arrived", "spent", "balance", "arrivals", "payments") == [
        (145, 145, 87, 58, 1, 4)
    ]
    assert plain(found, "arrival_rate", "spending_rate", "execution_rate") == [(1.0, 0.6, 0.6)]


def test_an_empty_ledger_is_unknown_and_a_ledger_without_payments_is_zero() -> None:
    stated = budget((0, "1", None, None, 10), (1, "1", None, None, 10), (2, "1", None, None, 10))
    found = measure_totals(
        3, stated, ledger((1, "2024-01-05", "1", "到位", 8), (2, "2024-01-05", "1", "支出", 8))
    )
    assert plain(found, "arrived", "spent", "balance", "arrivals", "payments") == [
        (None, None, None, 0, 0),
        (8, 0, 8, 1, 0),
        (0, 8, -8, 0, 1),
    ]
    assert plain(found, "arrival_rate", "spending_rate", "execution_rate") == [
        (None, None, None),
        (0.8, 0.0, 0.0),
        (0.0, None, 0.8),
    ]


def test_a_budget_of_zero_or_none_has_no_rates() -> None:
    found = measure_totals(
        2,
        budget((0, "1", None, None, 0)),
        ledger((0, "2024-01-05", "1", "支出", 8), (1, "2024-01-05", "1", "支出", 8)),
    )
    assert plain(found, "budget", "spent", "arrival_rate", "execution_rate") == [
        (0, 8, None, None),
        (None, 8, None, None),
    ]


def test_the_total_row_counts_and_without_one_the_top_rows() -> None:
    found = measure_totals(
        2,
        budget(
            (0, "1", 40, None, 50),
            (0, "合计", 90, None, 99),
            (1, "1", 40, None, 50),
            (1, "1.1", 40, None, 50),
            (1, "2", 7, None, None),
        ),
        ledger(),
    )
    assert plain(found, "initial_budget", "budget") == [(90, 99), (47, 57)]


def projects(*rows: tuple[object, ...]) -> pd.DataFrame:
    """year, stage, data_date of workbooks 0, 1, ..."""
    frame = pd.DataFrame(rows, columns=["year", "stage", "data_date"])
    frame = frame.astype({"year": "Int64", "stage": "str", "data_date": "datetime64[s]"})
    return frame.assign(workbook=range(len(frame)), row=0)


def test_months_run_through_the_year_with_running_totals() -> None:
    found = measure_months(
        projects((2024, None, None), (None, None, None)),
        ledger(
            (0, "2024-02-05", "1", "到位", 100),
            (0, "2024-02-29", "1", "支出", 30),
            (0, "2023-12-31", "1", "到位", 7),
            (0, "2024-11-30", "1", "退回", 20),
            (0, "2024-11-30", "1", "支出", -5),
            (0, None, "1", "支出", 1000),
            (1, "2025-03-01", "1", "支出", 4),
        ).assign(is_total=[False] * 7),
    )
    columns = ("arrived", "spent", "arrived_to_date", "spent_to_date", "balance")
    own = found[found["workbook"] == 0].assign(month=lambda rows: rows["month"].dt.strftime("%Y-%m"))
    quiet = [(f"2024-{month:02}", 0, 0, 107, 30, 77) for month in range(3, 11)]
    assert plain(own, "month", *columns) == [
        ("2023-12", 7, 0, 7, 0, 7),
        ("2024-01", 0, 0, 7, 0, 7),
        ("2024-02", 100, 30, 107, 30, 77),
        *quiet,
        ("2024-11", -20, -5, 87, 25, 62),
        ("2024-12", 0, 0, 87, 25, 62),
    ]
    assert plain(found[found["workbook"] == 1], "month", *columns) == [
        (pd.Timestamp("2025-03-01"), 0, 4, 0, 4, -4)
    ]


def test_months_of_an_empty_ledger_are_zero() -> None:
    found = measure_months(projects((2024, None, None)), ledger())
    assert len(found) == 12
    assert found["month"].iloc[[0, -1]].to_list() == [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-12-01")]
    assert (found[["arrived", "spent", "arrived_to_date", "spent_to_date", "balance"]] == 0).all(axis=None)


MONITORED = projects(
    (2024, "运行监控", "2024-06-30"),
    (2024, "年度自评", "2024-06-30"),
    (2024, "运行监控", None),
    (2024, "运行监控", "2023-06-30"),
    (2024, "运行监控", "2024-12-01"),
    (None, "运行监控", "2024-06-30"),
)


def test_time_progress_is_the_month_out_of_twelve_and_only_for_monitoring() -> None:
    assert plain(time_progress(MONITORED).rename("passed").reset_index(), "workbook", "passed") == [
        (0, 0.5),
        (1, None),
        (2, None),
        (3, None),
        (4, 1.0),
        (5, None),
    ]


def totals(*rows: tuple[object, ...]) -> pd.DataFrame:
    """budget, spent of workbooks 0, 1, ..."""
    frame = pd.DataFrame(rows, columns=["budget", "spent"]).astype("Int64")
    return frame.assign(workbook=range(len(frame)))


@pytest.mark.parametrize(
    ("spent", "light"),
    [(0, "red"), (2999, "red"), (3000, "yellow"), (3999, "yellow"), (4000, "green"), (9999, "green")],
)
def test_execution_lights_change_at_sixty_and_eighty_percent_of_the_time(spent: int, light: str) -> None:
    progress = execution_progress(MONITORED[:1], totals((10_000, spent)))
    assert lights(progress).to_list() == [light]


def indicators(*rows: tuple[object, ...]) -> pd.DataFrame:
    """workbook, kind, operator, completion, is_execution."""
    names = ["workbook", "target_kind", "target_operator", "completion", "is_execution"]
    frame = pd.DataFrame(rows, columns=names).astype(
        {"target_kind": "str", "target_operator": "str", "completion": "Float64"}
    )
    return frame.assign(is_total=False, row=range(2, len(frame) + 2))


@pytest.mark.parametrize(
    ("completion", "light"),
    [(0.2999, "red"), (0.3, "yellow"), (0.4, "green"), (0.5999, "green"), (0.6, "blue"), (9.0, "blue")],
)
def test_indicator_lights(completion: float, light: str) -> None:
    progress = indicator_progress(MONITORED[:1], indicators((0, "quantity", "≥", completion, False)))
    assert lights(progress, blue=True).to_list() == [light]


def test_what_time_does_not_carry_on_has_no_progress() -> None:
    found = indicator_progress(
        MONITORED,
        indicators(
            (0, "quantity", "≤", 0.5, False),
            (0, "percent", "≥", 0.5, False),
            (0, "quantity", "=", 0.5, True),
            (0, "quantity", "≥", None, False),
            (1, "quantity", "≥", 0.5, False),
            (0, "money", None, 0.5, False),
        ),
    )
    assert found.isna().to_list() == [True, True, True, True, True, False]
    assert found.iloc[-1] == 1.0


def test_a_workbook_shows_its_worst_light() -> None:
    green, red, unknown = (10_000, 5_000), (10_000, 100), (10_000, None)
    stated = projects(*[(2024, "运行监控", "2024-06-30")] * 4, (2024, "年度自评", "2024-06-30"))
    found = overall_lights(
        stated,
        totals(green, green, red, unknown, red),
        indicators(
            (0, "quantity", "≥", 0.9, False),
            (1, "quantity", "≥", 0.35, False),
            (1, "quantity", "≥", 0.9, False),
            (2, "quantity", "≥", 0.9, False),
        ),
    )
    assert plain(found.rename("light").reset_index(), "workbook", "light") == [
        (0, "green"),
        (1, "yellow"),
        (2, "red"),
        (3, None),
        (4, None),
    ]
