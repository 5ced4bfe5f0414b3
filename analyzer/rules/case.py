"""A rule's table of cases: small workbooks written as text, with the findings each must give.

The cases of `totals.py` stand beside it in `totals.toml`; they are the rules' tests and their examples:

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
ones text; a code is text unless written `=1.1`. Fields of 项目信息 not given are filled so that the workbook
is complete. `missing = ["资金拨付", "预算!编号"]` takes sheets and columns out, and
`renamed = { "预算" = "预算表", "预算!编号" = "序号" }` gives them other names. `concealed` names hidden rows
("预算!3"), columns ("预算!备注") and sheets ("预算"); `formulas = { "预算!E2" = "SUM(E3:E4)" }` is behind a
cell's number; `titled = { "预算" = "元" }` is the unit in a title; `version` is the template's; `extra` names
further sheets, with a * after hidden ones.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Any, cast

from analyzer.package import cell_at
from analyzer.reading.header import Place
from analyzer.reading.hidden import Hidden
from analyzer.reading.source import Oddity, RawSheet, Remark, Source, blank_remarks, title_remarks
from analyzer.reading.surroundings import ExtraSheet
from analyzer.rules.catalogue import FAMILIES
from analyzer.rules.profile import Profile
from analyzer.scoring import NATIONAL_SCORING
from analyzer.template import SHEETS, Column, Sheet

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
    missing: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)
    moved: tuple[str, ...] = ()
    titled: Mapping[str, str] = field(default_factory=dict)
    concealed: tuple[str, ...] = ()
    formulas: Mapping[str, str] = field(default_factory=dict)
    version: str | None = None
    extra: tuple[str, ...] = ()

    @property
    def source(self) -> Source:
        """The workbook as the reader would have it."""
        fields = {**ORDINARY, **self.project}
        sheets = {sheet.table: _raw(sheet, self.tables.get(sheet.table, ""), fields) for sheet in SHEETS}
        remarks = [
            *blank_remarks(sheets),
            *(_take_out(sheets, name) for name in self.missing),
            *(_rename(sheets, name, found) for name, found in self.renamed.items()),
            *(_move(sheets, name) for name in self.moved),
            *title_remarks(
                sheets, {_named(t)[0].table: Place(0, 0, unit) for t, unit in self.titled.items()}
            ),
        ]
        for name in self.concealed:
            _conceal(sheets, name)
        for address, formula in self.formulas.items():
            _put_formula(sheets, address, formula)
        extra = tuple(ExtraSheet(name.rstrip("*"), name.endswith("*")) for name in self.extra)
        return Source(sheets, remarks, self.version, extra)


def case_profile(case: Case) -> Profile:
    """The profile a case is judged by: the defaults, with the options the case sets.

    They are the rule's own; those of the scoring stand in a table `scoring`.
    """
    options = dict(case.profile)
    scoring = replace(NATIONAL_SCORING, **cast(dict[str, Any], options.pop("scoring", {})))
    return Profile(options={case.code: options}, scoring=scoring)


def read_cases() -> Iterator[Case]:
    """Every case of every family, in the order of the catalogue."""
    tables = [(family, f"{module}.toml") for family, modules in FAMILIES.items() for module in modules]
    for table in tables:
        file = files("analyzer.rules").joinpath(*table)
        for code, cases in tomllib.loads(file.read_text(encoding="utf-8")).items():
            for case in cases:
                yield Case(
                    code,
                    case.pop("about"),
                    project=case.pop("project", {}),
                    finds=tuple(case.pop("finds", ())),
                    profile=case.pop("profile", {}),
                    missing=tuple(case.pop("missing", ())),
                    renamed=case.pop("renamed", {}),
                    moved=tuple(case.pop("moved", ())),
                    titled=case.pop("titled", {}),
                    concealed=tuple(case.pop("concealed", ())),
                    formulas=case.pop("formulas", {}),
                    version=case.pop("version", None),
                    extra=tuple(case.pop("extra", ())),
                    tables=case,
                )


def _take_out(sheets: dict[str, RawSheet], name: str) -> Remark:
    """Leave out a sheet (资金拨付) or a column (资金拨付!金额), and what the reader remarks then."""
    sheet, column = _named(name)
    if column is None:
        del sheets[sheet.table]
        return Remark(Oddity.SHEET_MISSING, sheet.table, "", Place(0, 0, sheet.title.zh))
    del sheets[sheet.table].places[column.name], sheets[sheet.table].values[column.name]
    return Remark(Oddity.COLUMN_MISSING, sheet.table, column.name, Place(0, 0, column.label.zh))


def _rename(sheets: dict[str, RawSheet], name: str, found: str) -> Remark:
    sheet, column = _named(name)
    raw = sheets[sheet.table]
    if column is None:
        sheets[sheet.table] = replace(raw, title=found)
        return Remark(Oddity.SHEET_RENAMED, sheet.table, "", Place(0, 0, found))
    raw.places[column.name] = replace(raw.places[column.name], label=found)
    return Remark(Oddity.HEADER_RENAMED, sheet.table, column.name, raw.places[column.name])


def _move(sheets: dict[str, RawSheet], name: str) -> Remark:
    """What the reader remarks where a column (预算!备注) is out of the template's order."""
    sheet, column = _named(name)
    assert column is not None
    return Remark(Oddity.HEADER_MOVED, sheet.table, column.name, sheets[sheet.table].places[column.name])


def _conceal(sheets: dict[str, RawSheet], name: str) -> None:
    """Hide a sheet (资金拨付), one of its columns (资金拨付!备注) or of its rows (资金拨付!3)."""
    title, _, place = name.partition("!")
    raw = sheets[_named(title)[0].table]
    if not place:
        raw.hidden.sheet = True
    elif place.isdecimal():
        raw.hidden.rows.add(int(place))
    else:
        column = _named(name)[1]
        assert column is not None
        position = raw.places[column.name].column
        raw.hidden.columns += (range(position, position + 1),)


def _put_formula(sheets: dict[str, RawSheet], address: str, formula: str) -> None:
    """Put a formula, written without "=", behind the number of a cell such as 预算!E2."""
    title, _, cell = address.partition("!")
    row, column = cell_at(cell)
    sheets[_named(title)[0].table].hidden.formulas[row, column - 1] = formula


def _named(name: str) -> tuple[Sheet, Column | None]:
    """The sheet, and the column of it where one is named, by their Chinese titles."""
    title, _, label = name.partition("!")
    sheet = next(sheet for sheet in SHEETS if sheet.title.zh == title)
    return sheet, next(column for column in sheet.columns if column.label.zh == label) if label else None


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
        return float(text[1:]) if text.startswith("=") else text
    try:
        return float(text)
    except ValueError:
        return text
