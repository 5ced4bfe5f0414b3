"""The sample workbooks: kept as the script writes them, and true to the reports' figures."""

import importlib
from datetime import datetime
from pathlib import Path

import pytest

from tests.pictures import load, picture

WORKBOOKS = Path(__file__).parent.parent / "workbooks"
LIXIAN, FAULTY = "澧县2020-网络维护与政务大厅.xlsx", "澧县2020-有误.xlsx"
FENGDU = "丰都2023-党政信息中心.xlsx"


@pytest.fixture(scope="module")
def rewritten(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workbooks")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(WORKBOOKS)
        importlib.import_module("make_samples").write_samples(folder)
    return folder


def test_the_kept_samples_are_what_the_script_writes(rewritten: Path) -> None:
    names = {path.name for path in rewritten.iterdir()}
    assert names == {path.name for path in WORKBOOKS.glob("*.xlsx")}
    for name in names:
        assert picture(WORKBOOKS / name) == picture(rewritten / name), name


def sums(name: str) -> dict[str, float]:
    workbook = load(WORKBOOKS / name, data_only=True)
    ledger = list(workbook["资金拨付"].iter_rows(min_row=4, values_only=True))
    scores = list(workbook["绩效指标"].iter_rows(min_row=4, values_only=True))
    leaves = [
        row
        for row in workbook["预算"].iter_rows(min_row=4, values_only=True)
        if row[0] not in ("1", "2", "合计")
    ]
    return {
        "leaves": round(sum(float(row[4] or 0) for row in leaves), 6),
        "arrived": sum(row[4] for row in ledger if row[3] == "到位"),
        "spent": round(sum(row[4] for row in ledger if row[3] == "支出"), 6),
        "weights": sum(row[7] for row in scores[:-1]),
        "scores": sum(row[8] for row in scores[:-1]),
    }


def test_the_samples_add_up_to_what_the_reports_state() -> None:
    lixian = {"leaves": 99.0, "arrived": 99, "spent": 99.0, "weights": 100, "scores": 99}
    assert sums(LIXIAN) == lixian
    assert sums(FAULTY) == lixian | {"leaves": 98.5}
    assert sums(FENGDU) == {"leaves": 0.0, "arrived": 301, "spent": 301, "weights": 100, "scores": 100}


def test_the_twin_differs_from_the_sample_only_in_its_faults() -> None:
    true, faulty = (load(WORKBOOKS / name) for name in (LIXIAN, FAULTY))
    changed = {
        f"{sheet.title}!{cell.coordinate}": (sheet[cell.coordinate].value, cell.value)
        for sheet in true.worksheets
        for row in faulty[sheet.title].iter_rows()
        for cell in row
        if cell.value != sheet[cell.coordinate].value
    }
    texts = [key for key, (_, value) in changed.items() if isinstance(value, str)]
    assert texts == ["项目信息!B16", "项目信息!B19", "绩效指标!J8"]
    assert {key: value for key, value in changed.items() if key not in texts} == {
        "项目信息!B12": (1, 0.95),
        "预算!D5": (None, -0.5),
        "预算!E5": (9, 8.5),
        "资金拨付!E7": (9, 8.5),
        "资金拨付!E14": (3.5, 4),
        "绩效指标!I7": (10, 11),
        "绩效指标!I8": (9, 8),
    }


@pytest.mark.parametrize("name", [LIXIAN, FAULTY, FENGDU])
def test_the_samples_ledgers_are_unremarkable(name: str) -> None:
    """Distinct vouchers in order of time, arrivals first, within the year, no rush at its end."""
    sheet = load(WORKBOOKS / name)["资金拨付"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    days = [row[0] for row in rows]
    assert all(isinstance(day, datetime) for day in days)
    assert days == sorted(days)
    assert len({row[1] for row in rows}) == len(rows)
    assert {day.year for day in days} == {int(name[2:6])}
    assert max(row[0] for row in rows if row[3] == "到位") < min(row[0] for row in rows if row[3] == "支出")
    spent = sum(row[4] for row in rows if row[3] == "支出")
    assert sum(row[4] for row in rows if row[3] == "支出" and row[0].month >= 10) < 0.4 * spent
    assert not [row for row in rows if row[0].month == 12]
