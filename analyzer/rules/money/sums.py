"""What several rules about money share: sums of parts, rounding, and where a whole budget is stated."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.rules.contract import (
    Table,
    keyed,
    shared,
)
from analyzer.template.disbursement import ARRIVAL, PAYMENT

AMOUNTS = ("adjusted_budget", "initial_budget", "adjustment")
CARRIED_OVER = "上年结转"
LOOSE = -1  # the group of a row that is part of nothing
TEN_THOUSAND = 10_000  # yuan in 万元
HALF_A_HUNDREDTH = 5_000  # fen in half of 0.01 万元, the finest figure that reports print


@shared
def sums_of_parts(budget: Table, amount: str) -> Table:
    """Each parent row, 合计 included, with the sum of the rows right below it; sums in Int64 fen.

    Columns: workbook, row, group (what its parts count in, see `group_of`), above (what it counts in
    itself), stated, parts (their sum; NA where none states an amount), slack (fen by which rounding alone
    may part the two), partial (the parts are a partial breakdown). 合计's parts are the top rows. Parts
    without an amount count as zero. Each stated amount is the interval of half a unit of its last stated
    digit to either side, as in XBRL Calculations 1.1; `slack` is the sum of those halves.
    """
    parents, parts_of = _parents(budget), _parts(budget)
    half = half_quantum(budget, amount)
    at = parts_of.groups.get_indexer(pd.Index(parents["group"]))
    found = parents[at >= 0]
    stated = budget[amount]
    known = parts_of.sum(stated.notna().to_numpy()) > 0
    parts = parts_of.sum(stated.to_numpy(dtype=np.int64, na_value=0))
    slack, partial = parts_of.sum(half.to_numpy()), parts_of.sum(budget["of_which"].to_numpy()) > 0
    at = at[at >= 0]
    return found.assign(
        parts=pd.arrays.IntegerArray(parts[at], ~known[at]),
        slack=half[found.index] + slack[at],
        partial=partial[at],
        stated=stated[found.index],
    )


class _Parts(NamedTuple):
    """The rows that are part of a group (see `group_of`), by position."""

    rows: npt.NDArray[np.intp]
    which: npt.NDArray[np.intp]  # group of each of the rows, by position in `groups`
    groups: pd.Index

    def sum(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Sum of a column of the budget over each group; of flags, how many are set."""
        own = values[self.rows]
        total = np.zeros(len(self.groups), dtype=np.int64 if own.dtype == bool else own.dtype)
        np.add.at(total, self.which, own)
        return total


@shared
def _parts(budget: Table) -> _Parts:
    group = group_of(budget).to_numpy()
    rows = np.flatnonzero(group != LOOSE)
    which, groups = pd.factorize(group[rows])
    return _Parts(rows, which, pd.Index(groups))


@shared
def _parents(budget: Table) -> Table:
    """Rows that others may be part of, by index: workbook, row, group and above (see `sums_of_parts`)."""
    standing = budget["is_total"] | (budget["node"] >= 0)
    parents = budget.loc[standing, ["workbook", "row", "node"]].drop_duplicates(["workbook", "node"])
    at = parents.index
    return parents.assign(group=group_below(budget)[at], above=group_of(budget)[at]).drop(columns="node")


@shared
def group_of(budget: Table) -> "pd.Series[Any]":
    """What each row is added up into: its parent's node, -2 - workbook for top rows (合计), or LOOSE."""
    top = ~budget["is_total"] & (budget["depth"] == 1)
    return budget["parent"].where(~top, -2 - budget["workbook"])


def group_below(budget: Table) -> "pd.Series[Any]":
    """What the rows below each row are added up as (see `group_of`); LOOSE for a row without a code."""
    return budget["node"].where(~budget["is_total"], -2 - budget["workbook"])


@shared
def orphans_below(budget: Table) -> "pd.Series[Any]":
    """Rows whose own parent is missing, by index, with the group they would count in if it stood there.

    That of the nearest row above that exists (1 for 1.2.1 without 1.2), or 合计's.
    """
    orphans = budget[(budget["depth"] > 1) & (budget["parent"] < 0) & ~budget["is_total"]]
    rows = budget[budget["node"] >= 0].drop_duplicates("node")
    nodes = rows.set_index(["workbook", "code"])["node"]
    group = -2 - orphans["workbook"]
    above = orphans["parent_code"].str.split(".")
    for levels in range(1, int(orphans["depth"].max()) if len(orphans) else 0):
        keys = pd.MultiIndex.from_arrays([orphans["workbook"], above.str[:levels].str.join(".")])
        node = nodes.reindex(keys).set_axis(orphans.index)
        group = node.where(node.notna(), group)
    return group.astype("int64")


def half_quantum(table: Table, amount: str) -> "pd.Series[Any]":
    """Fen by which each stated amount may have been rounded; zero and blank are exact."""
    rounded = table[amount].to_numpy(dtype=np.int64, na_value=0) != 0
    half = table[f"{amount}_quantum"].to_numpy() / 2
    return pd.Series(np.where(rounded, half, 0.0), index=table.index)


@shared
def gaps(budget: Table, amounts: Sequence[str] = AMOUNTS) -> Table:
    """Complete breakdowns whose parts do not add up, one row per parent and amount column.

    Columns as `sums_of_parts` with `amount` (the column) and `gap` (|parts - stated| in fen). Where the
    initial budget of a parent is off by just as much as its adjusted budget, only the latter is listed:
    it is the same fault carried over. A gap of just what orphaned rows below state is left out: T132
    reports their missing parent. So is one of just what parts are off from their own parts: the fault lies
    there.
    """
    found = [_gaps_of(budget, amount) for amount in amounts]
    some = [own for own in found if len(own)]
    if not some:
        return found[0]
    return pd.concat(some, ignore_index=True).drop_duplicates(["workbook", "row", "gap"])


@shared
def _gaps_of(budget: Table, amount: str) -> Table:
    """`gaps` of one amount column."""
    sums = sums_of_parts(budget, amount)
    surplus = sums["parts"] - sums["stated"]
    off = ((surplus != 0) & (sums["stated"] != 0)).fillna(False) & ~sums["partial"]
    found = sums[off].assign(amount=amount, gap=surplus[off].abs())
    if found.empty:
        return found
    orphans = orphans_below(budget)
    lost = budget.loc[orphans.index, amount].fillna(0).groupby(orphans).sum()
    found = found[-surplus[found.index] != found["group"].map(lost).fillna(0)]
    from_below = (-surplus[found.index]).groupby(found["above"]).sum()
    return found[surplus[found.index] != found["group"].map(from_below).fillna(0)]


def limit_slack(table: Table, amount: str) -> "pd.Series[Any]":
    """Fen by which an amount that may not be exceeded may have been rounded.

    Approved amounts are often typed without their decimals (9 for 9.00), so at most half of 0.01 万元 is
    put down to rounding, however coarsely the amount is stated.
    """
    return half_quantum(table, amount).clip(upper=HALF_A_HUNDREDTH)


def at_bottom_line(totals: Table, budget: Table) -> Table:
    """The totals given, in the row that stands for each whole budget, with the columns of both.

    That is 合计, or the first top row where there is none. Needs depth.
    """
    standing = budget[budget["is_total"] | (budget["depth"] == 1)]
    standing = standing[standing["workbook"].isin(totals["workbook"])]
    ordered = standing.sort_values(["workbook", "is_total", "row"], ascending=[True, False, True])
    return ordered.drop_duplicates("workbook").merge(totals, on="workbook")


@shared
def total_rounding(budget: Table) -> "pd.Series[Any]":
    """Fen by which each whole budget may have been rounded, by workbook: 合计's or the top rows'."""
    half = half_quantum(budget, "adjusted_budget").to_numpy()
    workbook = budget["workbook"].to_numpy()
    top = (budget["depth"] == 1).to_numpy()
    rounding = np.bincount(workbook[top], weights=half[top], minlength=workbook.max(initial=-1) + 1)
    stated = np.flatnonzero((budget["is_total"] & budget["adjusted_budget"].notna()).to_numpy())[::-1]
    rounding[workbook[stated]] = half[stated]  # of several the first, which is written last
    return pd.Series(rounding)


@shared
def unit_slips(totals: Table) -> Table:
    """Arrivals or spending about ten thousand times the budget, or a ten-thousandth: 元 and 万元 mixed up.

    Columns workbook, type (到位 or 支出), times (10,000 or 1/10,000). "About" is half to twice. Little may
    be spent in earnest, so spending is a slip to a ten-thousandth only where arrivals are too. Needs
    totals.budget, arrived and spent.
    """
    budget = totals["budget"].to_numpy(dtype=np.float64, na_value=np.nan)
    found = []
    for flow, kind in (("arrived", ARRIVAL), ("spent", PAYMENT)):
        moved = totals[flow].to_numpy(dtype=np.float64, na_value=np.nan)
        for times, large, small in ((TEN_THOUSAND, moved, budget), (1 / TEN_THOUSAND, budget, moved)):
            whole = small * TEN_THOUSAND
            slipped = (small > 0) & (large >= whole / 2) & (large <= whole * 2)
            found += [(workbook, kind, times) for workbook in totals["workbook"].to_numpy()[slipped]]
    slips = pd.DataFrame(found, columns=["workbook", "type", "times"])
    if slips.empty:
        return slips
    arrived_little = slips["workbook"][(slips["type"] == ARRIVAL) & (slips["times"] < 1)]
    little = (slips["type"] == PAYMENT) & (slips["times"] < 1)
    return slips[~little | slips["workbook"].isin(arrived_little)].reset_index(drop=True)


def in_one_unit(totals: Table) -> Table:
    """The totals of workbooks without a `unit_slips`: the others can only be judged once M116 is settled."""
    return totals[~totals["workbook"].isin(unit_slips(totals)["workbook"])]


@shared
def carried_over(project: Table, budget: Table) -> "pd.Series[Any]":
    """Int64 fen brought over from last year, by workbook; NA where none is stated.

    What 项目信息 states, or else the sum of the lowest budget rows whose 资金来源 is 上年结转.
    """
    rows = budget[(budget["source"] == CARRIED_OVER) & budget["is_leaf"]]
    marked = rows.groupby("workbook")["adjusted_budget"].sum(min_count=1)
    return keyed(project, "carryover_fund").combine_first(marked)
