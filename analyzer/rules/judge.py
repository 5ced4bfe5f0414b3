"""Running the rules over a batch: what is flagged, and what could not be judged and why."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analyzer.finding import Status
from analyzer.language import Text
from analyzer.measures import SOURCES, measure_items, measure_totals
from analyzer.package import reference_to
from analyzer.reading import Batch
from analyzer.reading.indicator_values import SOURCES as INDICATOR_SOURCES
from analyzer.reading.source import Oddity
from analyzer.reading.texts import WITHOUT_ARROW
from analyzer.rules.contract import FIGURES, Findings, Rule, Table, sharing
from analyzer.rules.profile import Profile
from analyzer.scoring import SOURCES as SCORE_SOURCES
from analyzer.scoring import execution_rates, recompute
from analyzer.template import SHEETS

ALWAYS = ("workbook", "row", "is_total")  # keys every rule may read
OF_TREE = ("node", "parent", "parent_code", "depth", "is_leaf", "of_which")
DERIVED: Mapping[str, tuple[str, ...]] = {
    **SOURCES,
    **INDICATOR_SOURCES,
    **SCORE_SOURCES,
    **{f"{table}.{name}": ("budget.code",) for table in ("budget", "items") for name in OF_TREE},
    "budget.of_which": ("budget.item",),
    "project.money_unit": ("project.unit",),
    "items.is_total": (),
}
FLAGGED = ("rule", "workbook", "table", "row", "column", *FIGURES, "fields", "status")

Edition = tuple[Profile, Collection[int]]  # a profile as some years have it, and the workbooks of those
SHAPE_ONLY = ("oddities",)  # tables of a rule that judges nothing that is filled in
NOT_FILLED_IN = Text("工作簿还没有填报", "the workbook is not filled in")

Blind = Mapping[str, Mapping[int, Text]]  # "table.column" -> workbook -> why it is not known


@dataclass(frozen=True)
class Judgement:
    """Everything known of a batch after judging.

    `findings` has the columns FLAGGED (`fields`: dict of message fields); `skipped` has workbook, rule and
    reason; `tables` are the batch's tables with `items`, `totals` (see `analyzer.measures`) and `scores`
    (see `analyzer.scoring.recompute`).
    """

    batch: Batch
    tables: Mapping[str, Table]
    findings: pd.DataFrame
    skipped: pd.DataFrame


@WITHOUT_ARROW
def judge(batch: Batch, rules: Sequence[Rule], profile: Profile) -> Judgement:
    """Run `rules` over the batch; a rule that cannot see what it needs is skipped for that workbook.

    A rule that raises is run again workbook by workbook, and is reported as failed where it raises.
    """
    editions = [
        (edition, frozenset(range(batch.size)) if own is None else frozenset(own.index[own]))
        for edition, own in profile.editions(batch.tables["project"].set_index("workbook")["year"])
    ]
    tables = _tables(batch, editions)
    parts: list[tuple[Profile, Collection[int], Mapping[str, Table], dict[Hashable, Any]]] = [
        (edition, books, tables if len(editions) == 1 else _of(books, tables), {})
        for edition, books in editions
    ]
    blind = _blind(batch)
    blank = batch.oddities["workbook"][batch.oddities["kind"] == Oddity.NOT_FILLED_IN]
    not_filled_in = dict.fromkeys(blank, NOT_FILLED_IN)
    findings: list[pd.DataFrame] = []
    skipped: list[tuple[int, str, Text]] = []
    for rule in rules:
        unseen = _unseen(rule, blind) | ({} if rule.tables == SHAPE_ONLY else not_filled_in)
        skipped += [(workbook, rule.code, reason) for workbook, reason in unseen.items()]
        for edition, workbooks, own, shared_results in parts:
            flagged, failed = _run(rule, own, edition, workbooks, shared_results)
            skipped += [(book, rule.code, reason) for book, reason in failed if book not in unseen]
            for found in flagged:
                seen = found[~found["workbook"].isin(list(unseen))] if unseen else found
                findings += [_settled(rule, seen, batch.tables)] if len(seen) else []
    return Judgement(
        batch,
        tables,
        pd.concat(findings, ignore_index=True) if findings else pd.DataFrame(columns=list(FLAGGED)),
        pd.DataFrame(skipped, columns=["workbook", "rule", "reason"]),
    )


def _tables(batch: Batch, editions: Sequence[Edition]) -> dict[str, Table]:
    budget, disbursement = batch.tables["budget"], batch.tables["disbursement"]
    indicators, totals = batch.tables["indicators"], measure_totals(batch.size, budget, disbursement)
    scores = []
    for edition, workbooks in editions:
        of_edition = totals["workbook"].isin(workbooks)
        own = indicators[indicators["workbook"].isin(workbooks)]
        scores.append(recompute(own, totals[of_edition], edition.scoring))
        rates = execution_rates(totals[of_edition], edition.scoring)
        totals.loc[of_edition, "execution_rate"] = rates
    return {
        **batch.tables,
        "unreadable": batch.unreadable,
        "remarks": batch.remarks,
        "oddities": batch.oddities,
        "concealed": batch.concealed,
        "formulas": batch.formulas,
        "extra_sheets": batch.extra_sheets,
        "versions": batch.versions,
        "places": batch.places,
        "items": measure_items(budget, disbursement),
        "totals": totals,
        "scores": pd.concat(scores).loc[indicators.index],
    }


def _of(workbooks: Collection[int], tables: Mapping[str, Table]) -> dict[str, Table]:
    """The tables' rows of these workbooks, numbered anew from 0."""
    return {
        name: table[table["workbook"].isin(workbooks)].reset_index(drop=True)
        for name, table in tables.items()
    }


def _blind(batch: Batch) -> Blind:
    """Which columns hold something unreadable, or are missing though required, by workbook."""
    blind: dict[str, dict[int, Text]] = defaultdict(dict)
    sheets = {sheet.table: sheet for sheet in SHEETS}
    where = batch.unreadable.merge(
        batch.places[["workbook", "table", "column", "row", "position"]].rename(columns={"row": "own_row"}),
        on=["workbook", "table", "column"],
    )
    for workbook, table, column, row, own_row, position in where[
        ["workbook", "table", "column", "row", "own_row", "position"]
    ].to_numpy():
        address = f"{sheets[table].title.zh} {reference_to((row or own_row, position + 1))}"
        reason = Text(f"{address} 无法读取", f"{address} could not be read")
        blind[f"{table}.{column}"].setdefault(workbook, reason)
    for workbook, table, column, kind in batch.oddities[["workbook", "table", "column", "kind"]].to_numpy():
        missing = {Oddity.COLUMN_MISSING: [column], Oddity.SHEET_MISSING: list(sheets[table].by_name)}
        for name in missing.get(kind, ()):
            label = f"{sheets[table].title.zh}“{sheets[table].by_name[name].label.zh}”"
            blind[f"{table}.{name}"].setdefault(workbook, Text(f"缺少 {label}", f"{label} is missing"))
    return blind


def base_columns(needs: Iterable[str]) -> set[str]:
    """The template columns that the needed columns are made from."""
    found: set[str] = set()
    for need in needs:
        found |= base_columns(DERIVED[need]) if need in DERIVED else {need}
    return found


def _unseen(rule: Rule, blind: Blind) -> dict[int, Text]:
    unseen: dict[int, Text] = {}
    for column in sorted(base_columns(rule.needs)):
        for workbook, reason in blind.get(column, {}).items():
            unseen.setdefault(workbook, reason)
    return unseen


def _run(
    rule: Rule,
    tables: Mapping[str, Table],
    profile: Profile,
    workbooks: Collection[int],
    shared_results: dict[Hashable, Any],
) -> tuple[list[pd.DataFrame], list[tuple[int, Text]]]:
    """The rule's findings with the columns FLAGGED but for status, and the workbooks it failed on."""
    visible = {name: _visible(rule, name, tables[name], shared_results) for name in rule.tables}
    options = profile.options_of(rule)
    try:
        with sharing(shared_results):
            return _shaped(rule, rule(*visible.values(), **options)), []
    except Exception as failure:  # a rule's fault must not stop the run; it is reported, never hidden
        if len(workbooks) == 1:
            return [], [(next(iter(workbooks)), _failed(failure))]
    found: list[pd.DataFrame] = []
    failed: list[tuple[int, Text]] = []
    for workbook in sorted(workbooks):
        try:
            found += _shaped(rule, rule(*_of([workbook], visible).values(), **options))
        except Exception as failure:
            failed.append((workbook, _failed(failure)))
    return found, failed


def _failed(failure: Exception) -> Text:
    what = f"{type(failure).__name__}: {failure}"
    return Text(f"规则运行出错，未能判断（{what}）", f"the rule failed and could not judge ({what})")


def _visible(rule: Rule, name: str, table: Table, known: dict[Hashable, Any]) -> Table:
    """The columns of a table that the rule declares, with the keys; it can see no others."""
    prefix = name + "."
    wanted = {need.removeprefix(prefix) for need in rule.needs if need.startswith(prefix)}
    if not wanted:
        return table
    companions = {w + suffix for w in wanted for suffix in ("_quantum", "_decimals")}
    columns = tuple(c for c in table.columns if c in ALWAYS or c in wanted or c in companions)
    if (name, columns) not in known:
        known[name, columns] = table.reindex(columns=list(columns))  # quicker than table[columns]
    restricted: Table = known[name, columns]
    return restricted


def _shaped(rule: Rule, flagged: Findings) -> list[pd.DataFrame]:
    """One rule's findings with the columns FLAGGED but for status, as one frame or none."""
    if flagged.empty:
        return []
    names = list(rule.message_fields)
    shaped = pd.DataFrame(
        {
            "rule": rule.code,
            "workbook": flagged["workbook"].astype("int64"),
            "table": flagged["table"] if "table" in flagged else rule.tables[0],
            "row": flagged["row"].astype("int64"),
            "column": flagged["column"],
        }
    )
    for name in FIGURES:
        shaped[name] = flagged[name].astype(object).where(flagged[name].notna(), None)
    fields = [flagged[name].astype(object).where(flagged[name].notna(), None) for name in names]
    rows = zip(*fields, strict=True) if names else ((),) * len(shaped)
    shaped["fields"] = pd.Series([dict(zip(names, row, strict=True)) for row in rows], index=shaped.index)
    return [shaped]


def _settled(rule: Rule, found: pd.DataFrame, tables: Mapping[str, Table]) -> pd.DataFrame:
    """The findings with their status: explained where one of the rule's explanations is filled in."""
    explained = pd.Series(False, index=found.index)
    for source in rule.explained_by:
        table, column = source.split(".")
        keys = ["workbook"] if table == "project" else ["workbook", "row"]
        texts = tables[table].drop_duplicates(keys).set_index(keys)[column]
        at = pd.MultiIndex.from_frame(found[keys]) if len(keys) > 1 else pd.Index(found["workbook"])
        given = texts.reindex(at).notna().to_numpy()
        explained |= given & ((found["table"] == table).to_numpy() | (table == "project"))
    status = explained.map({True: Status.EXPLAINED, False: Status.OPEN})
    return found.assign(status=status)
