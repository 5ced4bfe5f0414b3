"""The table of the units' totals, as a finance bureau would save it."""

from pathlib import Path

import pytest
from openpyxl import Workbook

from analyzer.across import TotalsError, UnitTotal, read_totals

HEADER = "实施单位,年度,预算总额（万元）\n"


def written(folder: Path, content: str, encoding: str = "utf-8-sig") -> Path:
    file = folder / "单位总额.csv"
    file.write_bytes(content.encode(encoding))
    return file


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "gb18030"])
def test_csv_as_excel_and_others_save_it(tmp_path: Path, encoding: str) -> None:
    content = "2024 年单位预算\n" + HEADER + '甲,2024,"1,234.5"\n乙,2024年,１２\n\n合计,,1246.5\n'
    assert read_totals(written(tmp_path, content, encoding)) == [
        UnitTotal("单位总额.csv", 3, "甲", 2024, 1_234_500_000),
        UnitTotal("单位总额.csv", 4, "乙", 2024, 12_000_000),
    ]


def test_workbook_with_amounts_in_yuan(tmp_path: Path) -> None:
    workbook = Workbook()
    assert workbook.active is not None
    for row in ([], ["序号", "单位名称", "预算总额(元)", "预算年度"], [1, "甲", 1234.56, 2024]):
        workbook.active.append(row)
    workbook.save(tmp_path / "总额.xlsx")
    assert read_totals(tmp_path / "总额.xlsx") == [UnitTotal("总额.xlsx", 3, "甲", 2024, 123_456)]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (HEADER + "甲,2024,1\n甲 ,2024,2\n", "第 3 行：“甲”2024 年在第 2 行已经写过。"),
        (HEADER + "甲,去年,1\n", "第 2 行：年度“去年”不是年份。"),
        (HEADER + "甲,2024,约一万\n", "第 2 行：金额“约一万”不是数字。"),
        (
            "实施单位,年度,预算总额\n甲,2024,1\n",
            "里找不到表头：要有“实施单位”“年度”“预算总额（万元）”三列；金额以元为单位的写“预算总额（元）”。",
        ),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_row(tmp_path: Path, content: str, sentence: str) -> None:
    file = written(tmp_path, content)
    with pytest.raises(TotalsError) as refusal:
        read_totals(file)
    assert refusal.value.reason.zh.removeprefix(f"单位总额文件 {file}").lstrip() == sentence


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(TotalsError) as refusal:
        read_totals(tmp_path / "无.csv")
    assert (
        refusal.value.reason.zh
        == f"单位总额文件 {tmp_path / '无.csv'} 读不出来（No such file or directory）。"
    )
