"""A rule's table of cases: small workbooks written as text, with the findings each must give.

The cases stand in `analyzer/rules/cases/FAMILY.toml`; they are the rule's tests and its examples:

    [[M101]]
    about = "组内少 0.5 万元"
    project = { "填报资金到位率" = "95%" }
    budget = '''
    编号 | 项目内容 | 全年预算数
    1    | 网络维护 | 40
    1.1  | 信息采编 | 39.5
    合计 |          | 40
    '''
    finds = [{ cell = "预算!E2", actual = "39.50 万元", expected = "40.00 万元", message = "..." }]

Rows stand below a header in row 1, columns at the template's own places; numbers are number cells, quoted
ones text. Fields of 项目信息 not given are filled so that the workbook is complete.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from analyzer.reading.header import Place
from analyzer.reading.hidden import Hidden
from analyzer.reading.source import RawSheet, Source
from analyzer.rules.profile import Profile
from analyzer.template import SHEETS, Sheet

ORDINARY = {
    "项目名称": "示例项目",
    "主管部门": "示例县财政局",
    "实施单位": "示例县信息中心",
    "预算年度": 2024.0,
    "金额单位": "万元",
    "年度总体目标": "完成年度任务",
}


@dataclass(frozen=True)
class Case:
    """One small workbook and the findings the rule `code` must give on it, in any order."""

    code: str
    about: str
    tables: Mapping[str, str]
    project: Mapping[str, object]
    finds: tuple[Mapping[str, str], ...]
    profile: Mapping[str, object]

    @property
    def source(self) -> Source:
        """The workbook as the reader would have it."""
        fields = {**ORDINARY, **self.project}
        sheets = {sheet.table: _raw(sheet, self.tables.get(sheet.table, ""), fields) for sheet in SHEETS}
        return Source(sheets, [])


def case_profile(case: Case) -> Profile:
    """The profile a case is judged by: the rule's defaults, with the options the case sets."""
    return Profile(options={case.code: dict(case.profile)})


def read_cases() -> Iterator[Case]:
    """Every case of every family, in the order of the files."""
    for file in sorted(files("analyzer.rules").joinpath("cases").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        for code, cases in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for case in cases:
                yield Case(
                    code,
                    case.pop("about"),
                    project=case.pop("project", {}),
                    finds=tuple(case.pop("finds", ())),
                    profile=case.pop("profile", {}),
                    tables=case,
                )


def _raw(sheet: Sheet, text: str, fields: Mapping[str, object]) -> RawSheet:
    if sheet.is_form:
        return _raw_form(sheet, fields)
    names = {column.label.zh: column.name for column in sheet.columns}
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    header, *rows = lines or [[]]
    unknown = set(header) - set(names) - {""}
    if unknown:
        raise KeyError(f"{sheet.title.zh}: {unknown}")
    places = {c.name: Place(0, position, c.label.zh) for position, c in enumerate(sheet.columns)}
    values: dict[str, list[object]] = {name: [""] * len(rows) for name in places}
    for number, row in enumerate(rows):
        for label, cell in zip(header, row, strict=False):
            values[names[label]][number] = _cell(sheet, names[label], cell)
    return RawSheet(sheet.title.zh, places, [number + 2 for number in range(len(rows))], values, Hidden())


def _raw_form(sheet: Sheet, fields: Mapping[str, object]) -> RawSheet:
    places = {c.name: Place(row, 1, c.label.zh) for row, c in enumerate(sheet.columns)}
    values = {c.name: [_plain(fields.get(c.label.zh, ""))] for c in sheet.columns}
    return RawSheet(sheet.title.zh, places, [0], values, Hidden())


def _plain(value: object) -> object:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _cell(sheet: Sheet, name: str, text: str) -> object:
    """A number where it looks like one, but for codes; text in quotes stays text."""
    if text.startswith('"'):
        return text.strip('"')
    if sheet.by_name[name].kind == "code":
        return text
    try:
        return float(text)
    except ValueError:
        return text
