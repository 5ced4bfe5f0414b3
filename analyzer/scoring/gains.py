"""What would change the score: points lost by indicator, and what would have given full marks."""

from typing import Any, Final

import pandas as pd

from analyzer.language import Text
from analyzer.scoring.points import Frame

NOISE: Final = 1e-9
_DESCRIBED: Final = Text("达成预期指标", "reached as described")
_SPENT: Final = Text("支出等于全年预算数（执行率 100%）", "spending equal to the budget (a rate of 100%)")
_BOUNDS: Final = {
    "≥": Text("不低于 {target}", "at least {target}"),
    ">": Text("高于 {target}", "above {target}"),
    "≤": Text("不超过 {target}", "at most {target}"),
    "<": Text("低于 {target}", "below {target}"),
    "=": Text("达到 {target}", "{target}"),
}
_IN_RANGE: Final = Text("在 {target} 之内", "within {target}")
_IN_TIME: Final = Text("在 {target} 前完成", "done by {target}")


def what_would_change(indicators: Frame, scores: Frame) -> Frame:
    """Points lost and how to get them, one row per weighted indicator; `scores` is from `recompute`.

    Columns: workbook, row, level1, level3, weight, score, `due` (points that the figures give, NA where they
    decide nothing), `lost` (weight - score; by `due` where the score is blank), `overstated` (score - due,
    where positive), `full_at` (Text: the actual value that gives full marks; None where nothing is lost).
    """
    weighted = ~indicators["is_total"] & (indicators["weight"] > 0).fillna(False)
    rows, own = indicators[weighted], scores[weighted]
    due = own["expected"].fillna(own["execution_expected"])
    found = rows[["workbook", "row", "level1", "level3", "weight", "score"]].assign(
        due=due,
        lost=(rows["weight"] - rows["score"].fillna(due)).clip(lower=0.0),
        overstated=(rows["score"] - due).clip(lower=0.0),
    )
    less = ((found["lost"] > NOISE) | (rows["weight"] - due > NOISE).fillna(False)).fillna(False)
    words = _full_at(rows[less], own.loc[less, "method"]).reindex(rows.index)
    return found.assign(full_at=words.where(words.notna(), None)).reset_index(drop=True)


def _full_at(rows: Frame, methods: "pd.Series[Any]") -> "pd.Series[Any]":
    """The actual value that gives full marks, in words; None where the target says nothing."""
    fields = zip(
        methods,
        rows["target_kind"],
        rows["target_operator"],
        rows["target"],
        rows["measure_unit"],
        strict=True,
    )
    return pd.Series([_words(*field) for field in fields], index=rows.index, dtype=object)


def _words(method: Any, kind: Any, operator: Any, target: Any, unit: Any) -> Text | None:
    if method == "execution":
        return _SPENT
    if not isinstance(target, str):
        return None
    if kind in ("qualitative", "text"):
        return _DESCRIBED
    bare = target.lstrip("≥≤≧≦<>=＝ ")
    if isinstance(unit, str) and bare.replace(".", "", 1).isdigit():
        bare += unit
    if kind == "date":
        return _filled(_IN_TIME, bare.removesuffix("前"))
    if kind == "range":
        return _filled(_IN_RANGE, bare)
    return _filled(_BOUNDS[operator if isinstance(operator, str) else "≥"], bare)


def _filled(text: Text, target: str) -> Text:
    return Text(text.zh.format(target=target), text.en.format(target=target))
