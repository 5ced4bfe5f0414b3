"""Why a breakdown probably does not add up: which row, put right in which way, would settle the gap.

Every row of a gap has one value that would close it. A row is a candidate where that value and the one
that stands there are a common slip apart. The amounts must fit to the fen; what fits by rounding only is
no evidence.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analyzer.language import Text
from analyzer.money import Unit, format_fen
from analyzer.package import reference_to
from analyzer.rules.contract import Table
from analyzer.rules.money.sums import LOOSE, group_of

MOST = 3  # more candidates than this are no help
DIGITS = 15  # of the largest amount in fen
NO_CAUSE = Text("", "")
_CANDIDATE = ["gap", "row", "code", "item", "rank", "settled", "is_part"]
_THIS_ROW = Text("本行", "this row")

Fen = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


# What each slip is called, in the order of how much such a coincidence proves: where two fit one row, the
# first is named. {row} is the row, {value} the amount that settles the gap, {stated} the parent's own.
SLIPS: dict[str, Text] = {
    "stale": Text(
        "{row}仍是调整前的数，下级年初数合计正是 {stated}",
        "{row} still states the sum before the adjustment, {stated}",
    ),
    "formula": Text(
        "{row}按年初数加调整数应为 {value}",
        "{row} should be {value} by its initial budget and adjustment",
    ),
    "unit": Text("{row}的元与万元写混，应为 {value}", "{row} mixes up 元 and 万元 and should be {value}"),
    "digits": Text("{row}有两位数字颠倒，应为 {value}", "{row} has two digits swapped and should be {value}"),
    "point": Text(
        "{row}的小数点错位，应为 {value}", "{row} has its decimal point slipped and should be {value}"
    ),
    "left_out": Text("{row}没有算进来，加上它即相符", "{row} was left out; with it the sum is right"),
    "twice": Text(
        "{row}重复计入或不属于本项，去掉它即相符",
        "{row} is counted twice or does not belong here; without it the sum is right",
    ),
    "sign": Text("{row}的正负号写反，应为 {value}", "{row} has the wrong sign and should be {value}"),
    "spent": Text(
        "{row}的支出为 {value}，预算按此填即相符",
        "{row} spent {value}; with a budget of that the sum is right",
    ),
}
RANKS = {name: rank for rank, name in enumerate(SLIPS)}


def likely_causes(
    gaps: Table, budget: Table, items: Table, places: Table, units: "pd.Series[Any]"
) -> "pd.Series[Any]":
    """For each gap the likely cause as a Text that continues a sentence; NO_CAUSE where none fits.

    `gaps`: rows of `sums.gaps` with distinct index. `budget` and `items` in step. `places`: where the
    columns stand. `units`: money unit by workbook. One candidate is named as the cause, up to three are
    listed as possible, more are none.
    """
    rows = items.assign(group=group_of(budget).to_numpy())
    found = [
        _candidates(
            own, rows.assign(value=budget[amount].to_numpy(), quantum=budget[f"{amount}_quantum"].to_numpy())
        )
        for amount, own in gaps.groupby("amount")
    ]
    if not found:
        return pd.Series([], index=gaps.index, dtype=object)
    candidates = pd.concat(found, ignore_index=True).sort_values(["gap", "rank", "row"])
    candidates = candidates.drop_duplicates(["gap", "row"])
    count = candidates.groupby("gap")["row"].transform("size")
    texts = _texts(candidates[count <= MOST], gaps, places, units)
    return pd.Series([_sentence(texts.get(gap, [])) for gap in gaps.index], index=gaps.index, dtype=object)


def _candidates(gaps: Table, rows: Table) -> Table:
    """Columns _CANDIDATE: gap (its index), the row, rank (see RANKS), settled (what closes the gap, fen)."""
    rows = rows.assign(value=rows["value"].fillna(0).astype("int64"))
    ends = gaps.assign(gap=gaps.index, surplus=(gaps["parts"] - gaps["stated"]).astype("int64"))
    ends = ends[["gap", "workbook", "row", "group", "amount", "surplus"]]
    parts = rows.merge(ends.drop(columns=["workbook", "row"]), on="group")
    whole = rows.drop(columns="group").merge(ends, on=["workbook", "row"])
    own = pd.concat(
        [
            parts.assign(settled=parts["value"] - parts["surplus"], is_part=True),
            whole.assign(settled=whole["value"] + whole["surplus"], is_part=False),
        ],
        ignore_index=True,
    )
    own = own.assign(is_stale=_is_stale(own))
    return pd.concat([_slipped(own), _left_out(rows, parts, ends)], ignore_index=True)


def _is_stale(own: Table) -> "pd.Series[bool]":
    """Rows that state the sum of their parts before the adjustment."""
    before = own["initial_budget"].fillna(own["value"])[own["is_part"]].groupby(own["gap"]).sum()
    return ~own["is_part"] & (own["gap"].map(before) == own["value"]).fillna(False)


def _slipped(own: Table) -> Table:
    """The rows of the gaps whose value and settled value are one of SLIPS apart."""
    value, settled = own["value"].to_numpy(), own["settled"].to_numpy()
    is_part, budgeted = own["is_part"].to_numpy(), (own["amount"] == "adjusted_budget").to_numpy()
    formula = (own["initial_budget"] + own["adjustment"].fillna(0) == own["settled"]).fillna(False).to_numpy()
    spent = own["spent"].to_numpy()
    fits = {
        "stale": own["is_stale"].to_numpy() & budgeted,
        "formula": formula & budgeted,
        "unit": _apart(value, settled, 10_000),
        "digits": swapped_digits(value, settled, own["quantum"].to_numpy()),
        "point": _apart(value, settled, 10),
        "twice": (settled == 0) & is_part,
        "sign": (settled == -value) & is_part,
        "spent": (spent == settled) & (spent != 0) & is_part & budgeted,
    }
    ranked = [own[fit & (value != 0)].assign(rank=RANKS[name]) for name, fit in fits.items()]
    slipped: Table = pd.concat(ranked)[_CANDIDATE]
    return slipped


def _left_out(rows: Table, parts: Table, ends: Table) -> Table:
    """Rows that belong to nothing, or are too much elsewhere, whose amount is what a gap lacks."""
    loose = rows[(rows["group"] == LOOSE) & ~rows["is_total"] & (rows["value"] != 0)]
    elsewhere = parts[(parts["value"] == parts["surplus"])].drop(columns=["gap", "amount", "surplus"])
    spare = pd.concat([loose, elsewhere]).assign(lacking=lambda rows: -rows["value"])
    both = spare.merge(
        ends.rename(columns={"surplus": "lacking", "row": "own_row", "group": "own_group"}),
        on=["workbook", "lacking"],
    )
    both = both[(both["group"] != both["own_group"]) & (both["row"] != both["own_row"])]
    both = both.assign(rank=RANKS["left_out"], settled=both["value"], is_part=True)
    left_out: Table = both[_CANDIDATE]
    return left_out


def _apart(value: Fen, settled: Fen, factor: int) -> Mask:
    """One of the two is `factor` times the other."""
    apart: Mask = ((value * factor == settled) | (settled * factor == value)) & (settled != 0)
    return apart


def swapped_digits(value: Fen, settled: Fen, quantum: Fen) -> Mask:
    """Whether exchanging two neighbouring digits of `value` gives `settled`; all in fen.

    Only digits that are stated (not finer than `quantum`) count, and the first may not become zero: that
    would be a slipped decimal point.
    """
    a, b = np.abs(value), np.abs(settled)
    found = np.zeros(len(a), dtype=bool)
    for low in 10 ** np.arange(DIGITS, dtype=np.int64):
        right, left = a // low % 10, a // (10 * low) % 10
        exchanged = a + 9 * low * (right - left)
        stated = (low >= quantum) & (np.minimum(a, b) >= 10 * low)
        found |= (right != left) & (exchanged == b) & stated
    same_sign: Mask = (value < 0) == (settled < 0)
    return found & same_sign


def _texts(candidates: Table, gaps: Table, places: Table, units: "pd.Series[Any]") -> dict[int, list[Text]]:
    """What is said of each gap's candidates; one by one, as there are only a few."""
    columns = places[places["table"] == "budget"][["workbook", "column", "position"]]
    stated = gaps[["workbook", "amount", "stated"]].rename_axis("gap").reset_index()
    found = candidates.merge(stated, on="gap").merge(
        columns, left_on=["workbook", "amount"], right_on=["workbook", "column"], how="left"
    )
    texts: dict[int, list[Text]] = {}
    for candidate in found.to_dict("records"):
        texts.setdefault(candidate["gap"], []).append(_text(candidate, units[candidate["workbook"]]))
    return texts


def _text(candidate: dict[Any, Any], unit: Unit) -> Text:
    cell = reference_to((int(candidate["row"]), int(candidate["position"]) + 1))
    name = " ".join(part for part in (candidate["code"], candidate["item"]) if isinstance(part, str))
    row = Text(f"{name}（{cell}）", f"{name} ({cell})") if candidate["is_part"] else _THIS_ROW
    amounts = {
        "value": f"{format_fen(int(candidate['settled']), unit)} {unit}",
        "stated": f"{format_fen(int(candidate['stated']), unit)} {unit}",
    }
    text = list(SLIPS.values())[candidate["rank"]]
    return Text(text.zh.format(row=row.zh, **amounts), text.en.format(row=row.en, **amounts))


def _sentence(texts: list[Text]) -> Text:
    if not texts:
        return NO_CAUSE
    zh, en = "，或".join(text.zh for text in texts), ", or ".join(text.en for text in texts)
    if len(texts) == 1:
        return Text(f"。可能原因：{zh}", f". Likely cause: {en}")
    return Text(f"。可能是：{zh}", f". It may be: {en}")
