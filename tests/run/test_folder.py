"""A folder examined again: what is left alone, what is done anew, and what a unit wrote is never lost."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from analyzer.finding import Severity, Status
from analyzer.report import Report, State
from analyzer.run import RESULTS, Engine, Settings, discover, keep_to, open_record, run_folder
from tests.run.conftest import FAULTY

NAME = f"乡镇/{FAULTY}"


class Office:
    """Runs the analyzer on a folder as an office does, again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.results = folder, folder / RESULTS
        self.examined: list[str] = []

    def run(self, settings: Settings | None = None, **options: object) -> dict[str, Report]:
        settings = settings or Settings()
        with open_record(self.results) as record:
            before = dict(self._rows(record))
            found = discover([self.folder], self.results, self.folder)
            keep_to(record, found, settings.language)
            run_folder(
                record,
                found,
                self.folder,
                self.results,
                settings,
                Engine(jobs=1),
                lambda *_: None,
                **options,  # type: ignore[arg-type]
            )
            after = dict(self._rows(record))
            self.examined = [path for row, path in after.items() if row not in before]
            return {report.path: report for report in record.reports()}

    def _rows(self, record: object) -> list[tuple[int, str]]:
        rows = record.connection.execute("SELECT id, path FROM workbook")  # type: ignore[attr-defined]
        return list(rows)


@pytest.fixture
def office(folder: Path) -> Office:
    return Office(folder)


def copies(office: Office) -> dict[str, bytes]:
    return {
        path.relative_to(office.results).as_posix(): path.read_bytes()
        for path in office.results.rglob("*.xlsx")
    }


def judged(reports: dict[str, Report]) -> dict[str, Report]:
    """The reports without the certificate: a copy left as it stands gets a short one."""
    return {name: replace(report, certificate=None) for name, report in reports.items()}


def test_the_second_run_examines_nothing_and_changes_nothing(office: Office) -> None:
    first = office.run()
    written = copies(office)
    assert len(office.examined) == len(first)
    assert office.run() == first
    assert office.examined == []
    assert copies(office) == written
    assert judged(office.run(resume=False)) == judged(first)
    assert len(office.examined) == len(first)
    assert copies(office) == written


def test_only_a_changed_workbook_is_examined_again(office: Office) -> None:
    office.run()
    other = copies(office)
    change(office.folder / NAME, "预算", "B3", "改了名称")
    office.run()
    assert office.examined == [NAME]
    now = copies(office)
    assert {name for name in now if now[name] != other[name]} == {NAME}


@pytest.mark.parametrize("settings", [Settings(ignore=("M1",)), Settings(language="en")])
def test_other_rules_or_another_language_examine_all_again(office: Office, settings: Settings) -> None:
    number = len(office.run())
    office.run(settings)
    assert len(office.examined) == number


def test_a_copy_that_is_gone_is_written_again(office: Office) -> None:
    office.run()
    written = copies(office)
    (office.results / NAME).unlink()
    office.run()
    assert office.examined == [NAME]
    assert copies(office) == written


def test_a_workbook_that_is_gone_is_forgotten(office: Office) -> None:
    number = len(office.run())
    (office.folder / NAME).unlink()
    reports = office.run()
    assert NAME not in reports
    assert len(reports) == number - 1


def test_a_record_that_is_no_database_is_begun_anew(office: Office) -> None:
    first = office.run()
    (office.results / "审核记录.sqlite").write_bytes(b"not a database" * 100)
    assert judged(office.run()) == judged(first)
    assert len(office.examined) == len(first)


def change(file: Path, sheet: str, cell: str, value: object) -> None:
    workbook = openpyxl.load_workbook(file)
    workbook[sheet][cell] = value
    workbook.save(file)


def explain(copy: Path, finding: str, text: str) -> None:
    """Write `text` into 说明 of the row whose hidden record names the id `finding`."""
    workbook = openpyxl.load_workbook(copy)
    sheet = workbook["审核结果"]
    rows = list(sheet.iter_rows())
    header = next(row for row in rows if "说明" in [cell.value for cell in row])
    column = [cell.value for cell in header].index("说明")
    row = next(row for row in rows if any(finding in str(cell.value) for cell in row))
    row[column].value = text
    workbook.save(copy)


def test_an_explanation_in_the_standing_copy_is_kept_and_settles_the_finding(office: Office) -> None:
    first = office.run()[NAME]
    asked = next(f for f in first.findings if f.severity is Severity.VERIFY and f.status is Status.OPEN)
    explain(office.results / NAME, asked.id, "市级资金 12 月才下达，附批文")
    again = office.run()
    assert office.examined == [NAME]
    settled = next(f for f in again[NAME].findings if f.id == asked.id)
    assert (settled.status, settled.explanation) == (Status.EXPLAINED, "市级资金 12 月才下达，附批文")
    states = {follow_up.id: follow_up.state for follow_up in again[NAME].follow_ups}
    assert states[asked.id] is State.EXPLAINED
    assert again[NAME].remarks == ()
    written = copies(office)
    assert office.run() == again
    assert office.examined == []
    assert office.run(resume=False)[NAME].findings == again[NAME].findings
    assert copies(office) == written


def test_a_copy_whose_cells_were_edited_is_kept_under_another_name(office: Office) -> None:
    office.run()
    change(office.results / NAME, "预算", "B4", "在副本里改的")
    edited = (office.results / NAME).read_bytes()
    report = office.run()[NAME]
    kept = office.results / "乡镇" / "澧县2020-有误（改过的副本）.xlsx"
    assert kept.read_bytes() == edited
    assert report.remarks == (
        "结果文件夹里的副本被改过，已改名为“澧县2020-有误（改过的副本）.xlsx”保留；"
        "要检查改过的内容，请对它运行 analyzer run",
    )
    workbook = openpyxl.load_workbook(office.results / NAME)
    assert workbook["预算"]["B4"].value != "在副本里改的"


def test_the_results_of_an_earlier_run_are_followed_up(
    office: Office, tmp_path_factory: pytest.TempPathFactory
) -> None:
    first = office.run()[NAME]
    asked = next(f for f in first.findings if f.severity is Severity.VERIFY and f.status is Status.OPEN)
    explain(office.results / NAME, asked.id, "已附批文")
    later = Office(office.folder)
    later.results = tmp_path_factory.mktemp("第二次")
    again = later.run(previous=office.results)[NAME]
    assert next(f for f in again.findings if f.id == asked.id).explanation == "已附批文"
    assert {follow_up.state for follow_up in again.follow_ups} == {State.STANDING, State.EXPLAINED}
