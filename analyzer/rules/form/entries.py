"""Entries: choices, units and codes as they were typed, where two readers could take them differently."""

from typing import Any

import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.reading import reasons
from analyzer.reading.characters import normalise
from analyzer.reading.targets import target
from analyzer.rules.contract import NOTHING, Findings, Table, flag, keyed, rule, together
from analyzer.rules.form.sheets import LABELS, TEMPLATE, on_own_cell, places_of
from analyzer.template.indicators import NATURES, QUALITATIVE
from analyzer.template.project import STAGES

# Readings that rest on an assumption; a number kept as text is too common, and too sure, to mention.
_ASSUMED = (
    reasons.TRIANGLE_MINUS,
    reasons.CHINESE_NUMERAL,
    reasons.SCIENTIFIC,
    reasons.YEAR_SHOWN_AS_DATE,
    reasons.SERIAL_AS_TEXT,
)


@rule(
    "T109",
    title=Text("选项不在范围内", "Not one of the choices"),
    message=Text(
        "“{label}”填的是“{actual}”，请从 {choices} 中选择；{taken}",
        "{label} states {actual}, which is not one of {choices}; {taken}",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(),
)
def unknown_choice(project: Table, indicators: Table) -> Findings:
    """填报阶段 and 指标性质 that are none of the choices. An unknown 业务类型 is unreadable: T101's."""
    stage = project[project["stage"].notna() & ~project["stage"].isin(STAGES)]
    natures = indicators["nature"]
    unknown = [nature for nature in natures.dropna().unique() if not _is_nature(nature)]
    nature = indicators[natures.isin(unknown) & ~indicators["is_total"]]
    return together(
        [
            flag(stage, "stage", actual=stage["stage"], table="project").assign(
                label=_repeated(LABELS["project.stage"], stage),
                choices=" ".join(STAGES),
                taken=_repeated(Text("已按年度自评处理", "taken as a self-evaluation"), stage),
            ),
            flag(nature, "nature", actual=nature["nature"], table="indicators").assign(
                label=_repeated(LABELS["indicators.nature"], nature),
                choices=" ".join(NATURES),
                taken=_repeated(Text("已按没有填写处理", "taken as blank"), nature),
            ),
        ]
    )


def _is_nature(nature: str) -> bool:
    """Whether the reader of indicator values understands it; it accepts >= and 不低于 as well."""
    operator = getattr(target(1.0, nature), "operator", None)
    return operator is not None or normalise(nature) == QUALITATIVE


def _repeated(text: Text, rows: Table) -> "pd.Series[Any]":
    return pd.Series([text] * len(rows), index=rows.index, dtype=object)


@rule(
    "T110",
    title=Text("单元格中的单位与金额单位不同", "A unit in the cell differs from the workbook's"),
    message=Text(
        "这里写的是“{actual}”，而整本工作簿的金额单位是{expected}；已按这里所写的单位换算，请核对后去掉单位",
        "The cell states {actual} while the workbook is in {expected}; the unit written here was used. "
        "Check the amount and drop the unit",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(),
    checks=("M16",),
)
def unit_differs(project: Table, remarks: Table) -> Findings:
    """An amount with 元 in a workbook of 万元, or the reverse: a mix that easily errs by ten thousand times.

    Where the unit written is the workbook's own there is nothing to say.
    """
    cells = remarks[remarks["reason"].isin([reasons.UNIT_IN_CELL])]
    cells = cells[cells["column"] != "unit_price"]
    scale = cells["found"].astype("str").str.extract("([十百千]?万亿?|[百千亿])", expand=False).fillna("")
    unit = cells["workbook"].map(keyed(project, "money_unit"))
    other = cells[scale != unit.map({"万元": "万", "元": ""})]
    return on_own_cell(other, actual=other["found"], expected=unit[other.index])


@rule(
    "T111",
    title=Text("按推断读取的内容", "Read with an assumption"),
    message=Text("“{label}”填的是“{actual}”：{reason}", "{label} states {actual}: {reason}"),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=(),
)
def read_with_assumption(remarks: Table) -> Findings:
    """△ as a minus sign, Chinese numerals, scientific notation, days stored as numbers: please confirm."""
    cells = remarks[remarks["reason"].isin(_ASSUMED)]
    labels = places_of(cells).map(LABELS)
    return on_own_cell(cells, actual=cells["found"], label=labels, reason=cells["reason"])


def number_codes(remarks: Table, table: str) -> Table:
    """Code cells of a table typed as numbers such as 1.1: remarks with `code` and `other`, its twin."""
    typed = (remarks["table"] == table) & (remarks["column"] == "code")
    cells = remarks[typed & remarks["reason"].isin([reasons.AMBIGUOUS_CODE])]
    code = cells["found"].astype("str")
    return cells.assign(code=code, other=code + "0")


@rule(
    "T134",
    title=Text("预算编号可能是两个编号之一", "A code that may be either of two"),
    message=Text(
        "编号 {code} 以数字存储，可能是 {code}，也可能是 {other}，预算表中两个都有；"
        "请改为文本后核对（这样的共 {count} 行）",
        "The code {code} is stored as a number: it may be {code} or {other}, and the budget has both. "
        "Format it as text and check ({count} such rows)",
    ),
    severity=Severity.VERIFY,
    basis=TEMPLATE,
    needs=("budget.code",),
    fields={"count": Quantity.COUNT},
)
def code_is_either(remarks: Table, budget: Table) -> Findings:
    """A number drops its final 0, so a payment of 1.10 may stand at 1.1; shown on the first such row."""
    cells = number_codes(remarks, "disbursement")
    if cells.empty:
        return NOTHING
    codes = budget.loc[budget["code"].notna(), ["workbook", "code"]].drop_duplicates()
    both = cells.merge(codes, on=["workbook", "code"]).merge(
        codes.rename(columns={"code": "other"}), on=["workbook", "other"]
    )
    return _first_with_count(both, ["workbook", "code"], ["code", "other"])


@rule(
    "T135",
    title=Text("编号以数字存储", "Codes stored as numbers"),
    message=Text(
        "{count} 个编号以数字存储，末尾的 0 会丢失（1.10 变成 1.1），请把整列设为文本格式后核对",
        "{count} codes are stored as numbers, which lose a final 0 (1.10 becomes 1.1); format them as text",
    ),
    severity=Severity.NOTICE,
    basis=TEMPLATE,
    needs=("budget.code",),
    fields={"count": Quantity.COUNT},
)
def codes_are_numbers(remarks: Table, budget: Table) -> Findings:
    """Codes such as 1.1 kept as numbers; one finding a sheet, on the first. The truly ambiguous is T134's."""
    own = number_codes(remarks, "budget")
    ledger = number_codes(remarks, "disbursement")
    if own.empty and ledger.empty:
        return NOTHING
    codes = budget.loc[budget["code"].notna(), ["workbook", "code"]]
    both = ledger.merge(codes.rename(columns={"code": "other"}).drop_duplicates(), on=["workbook", "other"])
    ledger = ledger[~ledger["workbook"].isin(both["workbook"])]
    return _first_with_count(pd.concat([own, ledger]), ["workbook", "table"], [])


def _first_with_count(cells: Table, keys: list[str], fields: list[str]) -> Findings:
    """One finding per group of cells, on its first row, with the number of cells."""
    ordered = cells.sort_values("row")
    ordered = ordered.assign(count=ordered.groupby(keys)["row"].transform("size"))
    first = ordered.drop_duplicates(keys)
    return on_own_cell(first, **{name: first[name] for name in ("count", *fields)})
