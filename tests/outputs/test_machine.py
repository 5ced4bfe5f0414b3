"""JSON and JSON lines: one shape, fixed by the schema, written as the reports come."""

import io
import json

import jsonschema

from analyzer.outputs.machine import _workbook, schema, write_json, write_jsonl
from tests.outputs.folder import FAULTY, REPORTS


def written(*reports: object, lines: bool = False) -> str:
    stream = io.StringIO()
    (write_jsonl if lines else write_json)(reports, stream, "zh")  # type: ignore[arg-type]
    return stream.getvalue()


def test_one_object_with_all_workbooks() -> None:
    found = json.loads(written(*REPORTS))
    jsonschema.validate(found, schema())
    assert [workbook["path"] for workbook in found["workbooks"]] == [report.path for report in REPORTS]
    assert found["workbooks"][0] == {
        "path": "甲/道路#1 [终稿].xlsx",
        "status": "checked",
        "reason": None,
        "project": {"name": "道路", "unit": "甲中心", "department": "县交通局", "year": 2024},
        "measures": {
            "budget": "400000.00",
            "arrived": "400000.00",
            "spent": "180000.00",
            "arrival_rate": 1.0,
            "spending_rate": 0.45,
            "execution_rate": 0.45,
            "score": 92.5,
            "grade": "优",
        },
        "findings": [
            {
                "id": "0123456789ab",
                "rule": "M101",
                "severity": "error",
                "status": "open",
                "sheet": "预算",
                "cell": "E5",
                "message": "子项合计 39.50 万元，本行填报 40.00 万元，相差 0.50 万元。疑似漏填一个子项",
                "actual": "395000.00",
                "expected": "400000.00",
                "difference": "5000.00",
            },
            {
                "id": "0123456789ac",
                "rule": "R105",
                "severity": "verify",
                "status": "explained",
                "sheet": "项目信息",
                "cell": "B13",
                "message": "执行率 45.00%，低于 90%",
                "actual": "45.00%",
                "expected": "90.00%",
                "difference": "45.00%",
            },
        ],
        "skipped": [{"rule": "S101", "reason": "分值读不出来"}],
        "copy": "甲/道路#1 [终稿].xlsx",
    }


def test_written_piece_by_piece_it_is_what_json_would_write_at_once() -> None:
    for reports in ((), REPORTS[:1], REPORTS):
        at_once = {"version": 1, "workbooks": [_workbook(report, "zh") for report in reports]}
        assert written(*reports) == json.dumps(at_once, ensure_ascii=False, indent=1) + "\n"


def test_one_line_per_workbook() -> None:
    lines = written(*REPORTS, lines=True).splitlines()
    assert [json.loads(line) for line in lines] == json.loads(written(*REPORTS))["workbooks"]
    assert written(FAULTY, lines=True).count("\n") == 1


def test_a_workbook_is_written_before_the_next_is_asked_for() -> None:
    stream = io.StringIO()

    def reports():  # type: ignore[no-untyped-def]
        yield FAULTY
        assert FAULTY.path in stream.getvalue()

    write_json(reports(), stream, "zh")
    stream = io.StringIO()
    write_jsonl(reports(), stream, "zh")
