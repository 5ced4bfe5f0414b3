"""Units of measure as written beside a number: 万元, 人次, 个乡镇, 元/辆."""

import re
from functools import lru_cache
from typing import Final

_NAMES: Final = """
    人次 人月 人天 户次 车次 台次 台套 场次 班次 批次 件次 架次 课时 学时 小时 分钟 工作日 个月 年 月 周 天
    公里 平方公里 平方米 立方米 厘米 毫米 米 公顷 亩 公斤 吨 克 升 元 % ‰ 百分点 倍 分 点
    人 户 个 批 次 项 家 台 套 辆 件 场 期 份 所 处 条 座 篇 本 册 种 类 轮 支 架 艘 只 头 株 棵 块 片 间 栋
    幢 村 镇 乡 班 门 例 宗 起 部 张 幅 盏 根 节 组 队
"""
# The longer names first, so that 人次 is not taken for 人.
_MEASURES: Final = tuple(sorted(_NAMES.split(), key=len, reverse=True))
_SAME: Final = {
    "百分比": "%",
    "百分数": "%",
    "个百分点": "百分点",
    "圆": "元",
    "人民币": "元",
    "名": "人",
    "位": "人",
    "日": "天",
    "千米": "公里",
    "km": "公里",
    "千克": "公斤",
    "kg": "公斤",
    "平米": "平方米",
    "㎡": "平方米",
    "m2": "平方米",
    "m²": "平方米",
    "立方": "立方米",
    "m³": "立方米",
    "t": "吨",
}
_POWERS: Final = {"万亿": 12, "亿": 8, "千万": 7, "百万": 6, "十万": 5, "万": 4, "千": 3, "百": 2}
# 千 and 百 belong to the unit in 千米, 千瓦, 百分比; before money and heads they multiply.
_SCALE: Final = re.compile("(万亿|亿|千万|百万|十万|万|千(?=[元人户])|百(?=[元人户]))")
_NOT_A_UNIT: Final = re.compile("完成|建设|实现|提[升高]|发放|开展|保障|[达增减不的率有是较已未前底]")
LONGEST_UNIT: Final = 10


@lru_cache(maxsize=4096)
def split_scale(text: str) -> tuple[int, str]:
    """The power of ten that leads a unit, and the unit in its usual name: 万元 gives (4, 元), 名 (0, 人)."""
    text = text.replace(" ", "")
    match = _SCALE.match(text)
    scale = match[1] if match else ""
    return _POWERS.get(scale, 0), _usual_name(text[len(scale) :])


def is_measure(unit: str) -> bool:
    """Whether `unit` is a known measure or nothing: what may follow a Chinese numeral (三批, not 一般)."""
    match = _SCALE.match(unit)
    name = unit[match.end() :] if match else unit
    return name == "" or name in _MEASURES or name in _SAME


def may_be_unit(text: str) -> bool:
    """Whether `text` after a number can be its unit rather than the rest of a sentence."""
    return len(text) <= LONGEST_UNIT and _NOT_A_UNIT.search(text) is None


def _usual_name(unit: str) -> str:
    """The measure that leads the unit (个乡镇 gives 个); compound and unknown units stay whole."""
    same = _SAME.get(unit.lower())
    if same is not None:
        return same
    if "/" in unit:
        return unit
    return next((measure for measure in _MEASURES if unit.startswith(measure)), unit)
