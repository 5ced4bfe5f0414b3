"""Whether the money was there: spending against arrivals, at the end and on every date."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.finding import Quantity, Severity
from analyzer.language import Text
from analyzer.measures import signed_amounts
from analyzer.rules.contract import (
    NOTHING,
    RECONCILIATION,
    Findings,
    Table,
    flag,
    keyed,
    rule,
    shared,
)
from analyzer.rules.ledger.dates import Share, outside_year
from analyzer.rules.money.sums import carried_over, in_one_unit, limit_slack
from analyzer.template.disbursement import ARRIVAL, PAYMENT

BEFORE_ALL = pd.Timestamp("1900-01-01")  # before every date of a ledger

_FLOWS = ("disbursement.amount", "disbursement.type")
_CARRIED = (
    "project.carryover_fund",
    "budget.source",
    "budget.is_leaf",
    "budget.adjusted_budget",
)
FUNDS = ("totals.budget", "totals.arrived", "totals.spent", "totals.arrivals", *_FLOWS, *_CARRIED)


@shared
def funds(disbursement: Table, totals: Table, project: Table, budget: Table) -> Table:
    """One row per workbook that records arrivals: arrived, spent, carried, available and slack, in fen.

    Index: workbook.
    Workbooks that return more than arrived are L107's, those with 元 and 万元 mixed up M116's.
    available = arrived + carried over; slack is what rounding of the arrivals may hide (`limit_slack`).
    """
    totals = in_one_unit(totals)
    recorded = (totals["arrivals"] > 0) & (totals["arrived"] >= 0).fillna(False)
    known = totals[recorded].set_index("workbook")[["arrived", "spent"]]
    arrivals = disbursement.loc[
        (disbursement["type"] == ARRIVAL).to_numpy(), ["workbook", "amount", "amount_quantum"]
    ]
    slack = limit_slack(arrivals, "amount").groupby(arrivals["workbook"]).max()
    carried = carried_over(project, budget).reindex(known.index).fillna(0)
    return known.assign(
        carried=carried,
        available=known["arrived"] + carried,
        slack=slack.reindex(known.index).fillna(0),
    )


def overdrawn(known: Table) -> Table:
    """The workbooks of `funds` that spent more than was available, with `excess` (fen)."""
    over = known[(known["spent"] > known["available"] + known["slack"]).fillna(False)]
    return over.assign(excess=over["spent"] - over["available"])


def first_shortfalls(flows: Table) -> Table:
    """The first row of each group at which more has gone out than come in.

    `flows`, in the order of the sheet: group, date, flow (fen, out negative), opening (fen), slack (fen).
    Rows count by date, money in before money out on the same day. The rows found get `balance` (negative
    fen).
    """
    flow, group = flows["flow"].to_numpy(), flows["group"].to_numpy()
    order = np.lexsort((flow < 0, flows["date"], group))
    running, group = np.cumsum(flow[order]), group[order]
    begins = np.flatnonzero(np.diff(group, prepend=group[:1] - 1))
    before = np.repeat(running[begins] - flow[order][begins], np.diff(begins, append=len(group)))
    balance = flows["opening"].to_numpy()[order] + running - before
    short = np.flatnonzero(balance < -flows["slack"].to_numpy()[order])
    first = short[np.unique(group[short], return_index=True)[1]]
    return flows.iloc[order[first]].assign(balance=balance[first])


@shared
def _flows(disbursement: Table, totals: Table, project: Table, budget: Table, most: float) -> Table:
    """Ledger rows of the workbooks in `funds`: workbook, row, date, type, flow, opening and slack.

    By index of `disbursement`.

    Without a date a flow has no place in time, so a workbook with such a row is left out. Nor has a row
    dated outside the budget year, which L121 reports: as money out it is left out, as money in it counts
    from the start. Where more than `most` of the rows are, it is the year that is in doubt (L122).
    """
    known = funds(disbursement, totals, project, budget)
    arrived, spent = signed_amounts(disbursement)
    flow, workbook, date = arrived - spent, disbursement["workbook"].to_numpy(), disbursement["date"]
    moving = np.isin(workbook, known.index) & (flow != 0)
    moving &= ~np.isin(workbook, workbook[moving & date.isna().to_numpy()])
    dated = outside_year(project, disbursement)
    elsewhen = disbursement.index.isin(dated.index[dated["share"] <= most])
    moving &= ~elsewhen | (flow > 0)
    rows: Table = disbursement.loc[moving, ["workbook", "row", "type"]]
    return rows.assign(
        date=date[moving].mask(elsewhen[moving], BEFORE_ALL),
        flow=flow[moving],
        opening=rows["workbook"].map(known["carried"]).astype("int64"),
        slack=rows["workbook"].map(known["slack"]),
    )


@rule(
    "M211",
    title=Text("支出超过到位资金", "More was spent than arrived"),
    message=Text(
        "支出合计 {actual}，超过可用资金 {expected}（到位加上年结转），多支 {difference}，从本笔起超出；"
        "动用了上年结转的，请在项目信息“来源：上年结转”填明金额",
        "Spending adds up to {actual}, more than the {expected} available (arrived and carried over) by "
        "{difference}, from this payment on; if money carried over was used, state it in 来源：上年结转",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=FUNDS,
    quantity=Quantity.MONEY,
    checks=("M11", "M12"),
)
def spending_exceeds_arrivals(disbursement: Table, totals: Table, project: Table, budget: Table) -> Findings:
    """By the last row, spending exceeds arrivals less returns plus what was carried over.

    The cell is the payment, in the ledger's order, with which the total went over and stayed over. Not
    judged where no arrival is recorded (M213).
    """
    known = funds(disbursement, totals, project, budget)
    over = overdrawn(known)
    if over.empty:
        return NOTHING
    paid = disbursement[disbursement["workbook"].isin(over.index) & (disbursement["type"] == PAYMENT)]
    paid = paid[~paid["is_total"]].sort_values(["workbook", "row"])
    amount = paid["amount"].fillna(0)
    running = amount.groupby(paid["workbook"]).cumsum()
    limit = paid["workbook"].map(over["available"])
    crossing = paid[(running > limit) & (running - amount <= limit)]
    crossing = crossing.drop_duplicates("workbook", keep="last")
    figures = over.loc[crossing["workbook"]].set_index(crossing.index)
    return flag(crossing, "amount", actual=figures["spent"], expected=figures["available"])


@rule(
    "M212",
    title=Text("资金未到位先支出", "Paid before the money arrived"),
    message=Text(
        "按日期累计，到本笔为止支出比到位资金（含上年结转）多 {difference}；请核对日期和金额，或补记到位",
        "By date, up to this row more was spent than had arrived or been carried over, by {difference}; "
        "check dates and amounts, or enter the arrival that is missing",
    ),
    severity=Severity.ERROR,
    basis=RECONCILIATION,
    needs=(*FUNDS, "disbursement.date", "project.year"),
    quantity=Quantity.MONEY,
)
def paid_before_arrival(
    disbursement: Table, totals: Table, project: Table, budget: Table, *, most: Share = 0.5
) -> Findings:
    """The running balance falls below zero on some date and recovers later.

    Arrivals count before payments of the same day. Where the balance is negative at the end as well it
    is one fault, M211's; rows dated outside the budget year are L121's (`_flows`). One finding per
    workbook, on the first row that overdraws.
    """
    known = funds(disbursement, totals, project, budget)
    flows = _flows(disbursement, totals, project, budget, most)
    short = first_shortfalls(_recovering(flows, known))
    return flag(short, "amount", difference=-short["balance"])


def _recovering(flows: Table, known: Table) -> Table:
    """Flows, grouped by workbook, of the workbooks that are not overdrawn at the end."""
    sound = known.index[known["spent"].notna()].difference(overdrawn(known).index)
    return flows[flows["workbook"].isin(sound)].assign(group=lambda rows: rows["workbook"])


@rule(
    "M213",
    title=Text("有支出而未登记到位", "Payments but no arrivals"),
    message=Text(
        "登记了支出 {actual}，没有登记一笔到位资金，无法按到位核对支出；有到位的请补记",
        "Payments of {actual} are recorded but not one arrival, so they cannot be held against arrivals; "
        "enter the arrivals, if there were any",
    ),
    severity=Severity.NOTICE,
    basis=RECONCILIATION,
    needs=("totals.spent", "totals.arrivals", "totals.payments", *_FLOWS, *_CARRIED),
    quantity=Quantity.MONEY,
    checks=("M11",),
)
def no_arrival_recorded(disbursement: Table, totals: Table, project: Table, budget: Table) -> Findings:
    """Payments without any 到位 row, beyond what was carried over: nothing can be held against arrivals.

    The cell is the 业务类型 of the first payment.
    """
    carried = carried_over(project, budget).reindex(totals["workbook"]).fillna(0).to_numpy()
    none = totals[(totals["arrivals"] == 0) & (totals["payments"] > 0) & (totals["spent"] > carried)]
    if none.empty:
        return NOTHING
    paid = disbursement[disbursement["workbook"].isin(none["workbook"]) & (disbursement["type"] == PAYMENT)]
    first = paid[~paid["is_total"]].sort_values(["workbook", "row"]).drop_duplicates("workbook")
    return flag(first, "type", actual=first["workbook"].map(keyed(none, "spent")))


@rule(
    "M214",
    title=Text("占用其他子项资金", "An item spent other items' money"),
    message=Text(
        "按日期累计，预算第 {item} 项到本笔为止支出比该项到位资金多 {difference}，占用了其他子项的资金；"
        "请核对预算编号，或说明原因",
        "By date, item {item} had spent {difference} more up to this row than had arrived for it, out of "
        "other items' money; check the budget code, or give the reason",
    ),
    severity=Severity.VERIFY,
    basis=RECONCILIATION,
    needs=(
        *FUNDS,
        "disbursement.date",
        "project.year",
        "disbursement.code",
        *(f"items.{name}" for name in ("code", "depth", "budget", "spent")),
    ),
    quantity=Quantity.MONEY,
    explained_by=("project.deviation_note", "disbursement.remark"),
    checks=("M11",),
)
def item_spent_before_its_arrival(
    disbursement: Table,
    totals: Table,
    project: Table,
    budget: Table,
    items: Table,
    *,
    most: Share = 0.5,
) -> Findings:
    """A top item's running balance falls below zero while the project as a whole had the money.

    Judged only where arrivals are recorded item by item (every top item with payments has some) and
    nothing was carried over, whose share nobody states. Leaves alone items that exceed their budget
    (M202), workbooks that are overdrawn as a whole (M211, M212) and rows dated outside the budget year
    (L121).
    """
    known = funds(disbursement, totals, project, budget)
    flows = _flows(disbursement, totals, project, budget, most)
    flows = flows[flows["workbook"].isin(known.index[known["carried"] == 0])]
    top, codes = _top_items(disbursement["code"][flows.index])
    flows = flows.assign(group=flows["workbook"] * (len(codes) + 1) + top, top=top)
    funded = flows["group"][flows["type"] == ARRIVAL]
    unfunded = flows["workbook"][~flows["group"].isin(funded) | (flows["top"] < 0)]
    itemised = flows[~flows["workbook"].isin(unfunded)]
    short = first_shortfalls(itemised)
    if short.empty:
        return NOTHING
    own = flows[flows["workbook"].isin(short["workbook"])]
    whole = first_shortfalls(own.assign(group=own["workbook"]))["workbook"]
    short = short[~short["workbook"].isin(whole)].assign(code=lambda rows: codes[rows["top"]])
    over = items[(items["depth"] == 1) & (items["spent"] > items["budget"]).fillna(False)]
    short = short.merge(over[["workbook", "code"]], how="left", indicator=True)
    short = short[short["_merge"] == "left_only"]
    return flag(short, "amount", difference=-short["balance"], item=short["code"])


def _top_items(codes: "pd.Series[Any]") -> tuple[npt.NDArray[np.int64], npt.NDArray[Any]]:
    """The top item of each code as a number (-1 without a code), and the top items' codes by number."""
    number, distinct = pd.factorize(codes)
    top, names = pd.factorize(pd.Series(distinct, dtype="str").str.split(".", n=1).str[0])
    return np.append(top, -1)[number], names.to_numpy()
