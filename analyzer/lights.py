"""Progress against the time that has passed, and its traffic lights, for projects that are monitored."""

from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from analyzer.language import Text
from analyzer.measures import Frame, rate
from analyzer.template.project import MONITORING


class Light(StrEnum):
    """How far execution or an indicator is against the time that has passed; the worst first."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"

    @property
    def label(self) -> Text:
        """The word shown to people."""
        return Text({"red": "红", "yellow": "黄", "green": "绿", "blue": "蓝"}[self], self.value)


# Limits of progress / time progress, as a local budget performance system sets its lights.
RED_BELOW, YELLOW_BELOW, BLUE_FROM = 0.6, 0.8, 1.2
CUMULATIVE = ("quantity", "money")  # kinds of targets that grow with the months; a percentage does not
UPWARD = ("≥", ">", "=", "")


def time_progress(project: Frame) -> "pd.Series[Any]":
    """序时进度 per workbook (index: workbook): month of 数据截止日期 / 12, Float64.

    NA but for 运行监控, and without a closing date in the budget year.
    """
    closing, year = project["data_date"], project["year"].astype("Float64")
    month = closing.dt.month.astype("Float64")
    current = (project["stage"] == MONITORING) & (closing.dt.year == year).fillna(False)
    passed: pd.Series[Any] = (month / 12).where(current)
    return passed.set_axis(pd.Index(project["workbook"], name="workbook"))


def execution_progress(project: Frame, totals: Frame) -> "pd.Series[Any]":
    """Execution rate / time progress per workbook (index: workbook), Float64; 1 is on time."""
    executed = rate(totals["spent"], totals["budget"]).set_axis(pd.Index(totals["workbook"]))
    return (executed / time_progress(project)).round(9)  # 0.6 must not fall below 0.6 by binary noise


def indicator_progress(project: Frame, indicators: Frame) -> "pd.Series[Any]":
    """Actual / (target x time progress) of each indicator row, Float64; NA where time does not carry it on.

    Left out are percentages, dates and words, targets not to be exceeded, and the execution rate itself.
    """
    grows = indicators["target_kind"].isin(CUMULATIVE) & indicators["target_operator"].fillna("").isin(UPWARD)
    grows &= ~indicators["is_execution"] & ~indicators["is_total"]
    passed = time_progress(project).reindex(indicators["workbook"]).set_axis(indicators.index)
    return (indicators["completion"] / passed).round(9).where(grows)


def lights(progress: "pd.Series[Any]", *, blue: bool = False) -> "pd.Series[Any]":
    """The light of each progress as text, NaN where it is not known; only indicators have a `blue` one."""
    known = progress.to_numpy(dtype=float, na_value=np.nan)
    above = np.where(known >= BLUE_FROM, Light.BLUE, Light.GREEN) if blue else Light.GREEN
    light = np.where(known < RED_BELOW, Light.RED, np.where(known < YELLOW_BELOW, Light.YELLOW, above))
    return pd.Series(light, index=progress.index, dtype="str").where(~np.isnan(known))


def overall_lights(project: Frame, totals: Frame, indicators: Frame) -> "pd.Series[Any]":
    """Each workbook's light (index: workbook): the worst of its execution's and its indicators'.

    NaN for 年度自评 and where nothing can be judged.
    """
    own = lights(indicator_progress(project, indicators), blue=True)
    own.index = pd.Index(indicators["workbook"])
    every = pd.concat([lights(execution_progress(project, totals)), own]).dropna()
    rank = every.map({light.value: position for position, light in enumerate(Light)})
    worst: pd.Series[Any] = rank.groupby(level=0).min().map(dict(enumerate(light.value for light in Light)))
    return worst.reindex(pd.Index(project["workbook"], name="workbook"))
