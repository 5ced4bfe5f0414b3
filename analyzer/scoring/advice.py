"""What would change an indicator's score, in one sentence."""

from collections.abc import Mapping
from typing import Any, Final

from analyzer.language import Text

NOISE: Final = 0.05  # half a digit of scores written with one decimal

UNDECIDED = Text(
    "完成情况不是可以和指标值相比的数，不能测算", "The figures cannot be compared, so nothing follows"
)
BLANK = Text("没有填分值或自评得分", "Weight or score is blank")
FULL = Text("已是满分", "Full marks")
OVER = Text("自评比测算高 {gap} 分，应降为 {upper} 分", "Scored {gap} above what the figures give: {upper}")
UNDER = Text(
    "按完成情况可得 {lower} 分，自评少 {gap} 分", "The figures give {lower}, {gap} more than was scored"
)
REACH = Text(
    "现得 {upper} 分；实际完成值达到 {target} 可得满分 {weight} 分",
    "Gives {upper} now; an actual value of {target} would give the full {weight}",
)
EXECUTE = Text(
    "现得 {upper} 分；全年预算全部支出可得满分 {weight} 分",
    "Gives {upper} now; spending the whole budget would give the full {weight}",
)
BAND = Text(
    "按所填完成程度应在 {lower}–{upper} 分之间", "The degree reached allows between {lower} and {upper}"
)


def advice(row: Mapping[str, Any]) -> Text:
    """The sentence for one indicator row with its weight, score, target, method, lower and upper or None."""
    weight, score, lower, upper = (row[name] for name in ("weight", "score", "lower", "upper"))
    if weight is None or score is None:
        return BLANK
    if lower is None or upper is None:
        return UNDECIDED
    if score > upper + NOISE:
        text, gap = OVER, score - upper
    elif score < lower - NOISE:
        text, gap = UNDER, lower - score
    elif row["method"] == "band":
        text, gap = BAND, 0.0
    elif upper > weight - NOISE:
        return FULL
    else:
        text, gap = (EXECUTE if row["method"] == "execution" else REACH), 0.0
    values = {"gap": gap, "upper": upper, "lower": lower, "weight": weight}
    points = {name: f"{round(value, 2):g}" for name, value in values.items()}
    return Text(*(phrase.format(**points, target=row["target"]) for phrase in text))
