"""What a conversion could not carry, counted and said in plain sentences."""

from collections import Counter
from enum import Enum

from analyzer.language import Text


class Loss(Enum):
    """One kind of content that stays behind; `{n}` is how many there were."""

    FORMULA = Text("{n} 个公式只带入了计算结果", "Formulas of which only the results were carried: {n}")
    MACRO = Text("宏未带入", "The macros were not carried")
    PICTURE = Text("{n} 张图片未带入", "Pictures not carried: {n}")
    CHART = Text("{n} 个图表未带入", "Charts not carried: {n}")
    SHAPE = Text("{n} 个图形、文本框或控件未带入", "Shapes, text boxes or controls not carried: {n}")
    SHEET = Text("{n} 张图表页或宏表未带入", "Chart or macro sheets not carried: {n}")
    VALIDATION = Text(
        "{n} 处数据有效性（下拉选项、输入限制）未带入", "Drop-downs and other input checks not carried: {n}"
    )
    CONDITION = Text("{n} 处条件格式未带入", "Conditional formats not carried: {n}")
    PIVOT = Text(
        "{n} 个数据透视表只带入了显示的数值", "Pivot tables of which only the shown values were carried: {n}"
    )
    NAME = Text("{n} 个自定义名称未带入", "Defined names not carried: {n}")
    PROTECTION = Text("{n} 张工作表的保护未带入", "Sheets whose protection was not carried: {n}")
    LINK = Text("{n} 个超链接未带入", "Hyperlinks not carried: {n}")
    HEADING = Text(
        "{n} 张工作表的页眉页脚未完全带入", "Sheets whose page header or footer was not carried in full: {n}"
    )
    RENAMED = Text(
        "{n} 张工作表的名称 Excel 不允许，已改名", "Sheets renamed because Excel forbids their names: {n}"
    )
    CUT = Text("{n} 段文字超过 32767 字，已截断", "Texts cut at 32,767 characters: {n}")


def sentences(losses: Counter[Loss]) -> tuple[Text, ...]:
    """One sentence for each kind of loss that occurred, in the order of their declaration."""
    return tuple(
        Text(loss.value.zh.format(n=losses[loss]), loss.value.en.format(n=losses[loss]))
        for loss in Loss
        if losses[loss]
    )
