"""The head of 审核结果: which project, may it be submitted, how bad is it, and how to go on."""

from collections.abc import Iterable
from typing import Final

from analyzer.annotate import appearance
from analyzer.annotate.appearance import EXPLAINED_COLOUR, UNKNOWN, lines
from analyzer.finding import Severity
from analyzer.language import Language, Text
from analyzer.package import Page
from analyzer.report import Provenance, Report, State

TITLE: Final = Text("审核结果", "Results")

_MUST_CORRECT = Text("有 {n} 处错误必须改正后再上报", "{n} errors must be corrected before this is submitted")
_AND_EXPLAIN = Text(
    "；另有 {n} 处需要核实：改正，或在“说明”栏写明原因",
    "; {n} more points must be corrected, or explained in the column “Explanation”",
)
_TO_EXPLAIN = Text(
    "没有错误；有 {n} 处需要核实：改正，或在“说明”栏写明原因",
    "No errors; {n} points must be corrected, or explained in the column “Explanation”",
)
_PASSED = Text("没有发现错误，也没有待核实的问题", "No errors, nothing to explain")
_PARTLY = Text("；有 {n} 条规则未能判断，见表后", "; {n} rules could not be judged, see below")
_STOP = Text("。", ".")
_VERDICTS: Final = {
    Severity.ERROR: Text("需修改", "To correct"),
    Severity.VERIFY: Text("需说明", "To explain"),
    None: Text("可上报", "May be submitted"),
}
_COUNTS = Text(
    "E 错误 {error} 处　　V 核实 {verify} 处　　N 提示 {notice} 处　　S 已说明 {explained} 处",
    "E errors: {error}    V to verify: {verify}    N notices: {notice}    S explained: {explained}",
)
_RATES = Text(
    "资金到位率 {arrival}　　支出实现率 {spending}　　预算执行率 {execution}　　"
    "自评总分 {score}　　等级 {grade}",
    "Arrival {arrival}    Spent of arrived {spending}    Execution {execution}    "
    "Score {score}    Grade {grade}",
)
_FOLLOWED = Text(
    "与上次审核相比：{counts}，见“整改”表", "Since the last examination: {counts}; see “Follow-up”"
)
_HOW_TO = Text(
    "① 点蓝色的单元格地址跳到出错的位置，批注里写着同样的内容；"
    "要回到本表，Excel 按 Alt+←，WPS 点窗口下方“审核结果”标签。\n"
    "② 错误（E）请改正；核实（V）请改正，或在最右边的黄色“说明”栏写明原因；"
    "提示（N）供参考；S 是已说明的。黑白打印时看这些字母。\n"
    "③ 改好后保存，把这个文件再交审核一次：旧的批注和本表会自动去掉重做，写下的说明会保留，不必自己删除。",
    "1. Click a blue cell address to go to the cell, whose note says the same; to come back press Alt+Left "
    "in Excel, or click this sheet's tab.\n"
    "2. Errors (E) must be corrected; points to verify (V) corrected, or explained in the yellow column at "
    "the right; notices (N) are for information; S means explained. "
    "The letters tell them apart in black and white.\n"
    "3. Save and have this file examined again: old notes and these sheets are renewed, "
    "explanations are kept.",
)
_MADE = Text(
    "{tool}　　规则 {rules}　　配置 {profile}　　审核日期 {day}　　送审文件 SHA-256：{input}",
    "{tool}    Rules {rules}    Profile {profile}    Examined on {day}    File's SHA-256: {input}",
)
_PROJECT, _FINDINGS = Text("项目", "Project"), Text("问题", "Findings")
_FIGURES, _PROGRESS = Text("指标", "Figures"), Text("整改", "Progress")
_USE, _SOURCE = Text("用法", "How to use"), Text("版本", "Made with")
_LOST, _REMARKS = Text("转换", "Conversion"), Text("备注", "Remarks")
_CONVERTED = Text("原文件不是 .xlsx，转换时没有带过来的：", "Not carried over from the original format: ")
_YEAR = Text("{year} 年度", "{year}")
_UNIT, _DEPARTMENT = Text("实施单位：", "Unit: "), Text("主管部门：", "Department: ")

_TITLE_HEIGHT, _VERDICT_HEIGHT, _LINE = 28.0, 24.0, 16.0


def verdict(report: Report) -> Text:
    """可上报, 需修改 or 需说明."""
    return _VERDICTS[_gravest(report)]


def conclusion(report: Report) -> Text:
    """What is to be done about the workbook, in one sentence."""
    errors, to_verify = report.open(Severity.ERROR), report.open(Severity.VERIFY)
    parts = [(_MUST_CORRECT, errors)] if errors else []
    if to_verify:
        parts.append((_AND_EXPLAIN if errors else _TO_EXPLAIN, to_verify))
    if not parts:
        parts.append((_PASSED, 0))
    if report.skipped:
        parts.append((_PARTLY, len(report.skipped)))
    zh, en = ("".join(text[at].format(n=n) for text, n in parts) for at in (0, 1))
    return Text(zh + _STOP.zh, en + _STOP.en)


def write_head(
    page: Page,
    report: Report,
    provenance: Provenance,
    source: str,
    columns: tuple[int, int, int],
    language: Language,
) -> int:
    """Write the head; returns the row after it.

    `columns` are the first column of the texts beside the labels, their last, and their width together in
    half-width characters; `source` is the hash of the file examined.
    """
    first, last, width = columns
    page.text(0, 0, TITLE(language), appearance.TITLE)
    page.set_row(0, _TITLE_HEIGHT)
    gravest = _gravest(report)
    page.text(1, 0, verdict(report)(language), _BADGES[gravest])
    page.text(1, first, conclusion(report)(language), appearance.VERDICT)
    page.merge(1, 0, 1, first - 1)
    page.merge(1, first, 1, last)
    page.set_row(1, _VERDICT_HEIGHT)
    row = 2
    for label, text in _told(report, provenance, source, language):
        page.text(row, 0, label(language), appearance.LABEL)
        page.text(row, first, text, appearance.SENTENCE)
        page.merge(row, first, row, last)
        page.set_row(row, lines(text, width) * _LINE)
        row += 1
    return row


def _gravest(report: Report) -> Severity | None:
    return next((each for each in (Severity.ERROR, Severity.VERIFY) if report.open(each)), None)


_BADGES: Final = {
    gravest: appearance.tinted(colour, font_size=12)
    for gravest, colour in (*appearance.COLOURS.items(), (None, EXPLAINED_COLOUR))
}


def _told(report: Report, provenance: Provenance, source: str, language: Language) -> list[tuple[Text, str]]:
    counts = {severity.value: report.open(severity) for severity in Severity}
    explained = len(report.findings) - sum(counts.values())
    told = [
        (_PROJECT, _project(report, language)),
        (_FINDINGS, _COUNTS(language).format(**counts, explained=explained)),
        (_FIGURES, _figures(report, language)),
    ]
    if report.follow_ups:
        told.append((_PROGRESS, _FOLLOWED(language).format(counts=follow_up_counts(report, language))))
    told.append((_USE, _HOW_TO(language)))
    made = _MADE(language).format(**{**vars(provenance), "day": provenance.day.isoformat()}, input=source)
    told.append((_SOURCE, made))
    if report.lost:
        told.append((_LOST, _CONVERTED(language) + _listed(report.lost, language)))
    if report.remarks:
        told.append((_REMARKS, _listed(report.remarks, language)))
    return told


def _project(report: Report, language: Language) -> str:
    project = report.project
    parts = [project.name or UNKNOWN, _UNIT(language) + (project.unit or UNKNOWN)]
    if project.department:
        parts.append(_DEPARTMENT(language) + project.department)
    if project.year:
        parts.append(_YEAR(language).format(year=project.year))
    return _spaced(" ".join(part.split()) for part in parts)


def _figures(report: Report, language: Language) -> str:
    measures = report.measures
    return _RATES(language).format(
        arrival=_percent(measures.arrival_rate),
        spending=_percent(measures.spending_rate),
        execution=_percent(measures.execution_rate),
        score=UNKNOWN if measures.score is None else f"{measures.score:g}",
        grade=measures.grade or UNKNOWN,
    )


def follow_up_counts(report: Report, language: Language) -> str:
    """How many findings were corrected, stand, were explained and are new."""
    states = [follow_up.state for follow_up in report.follow_ups]
    return _spaced(f"{state.label(language)} {states.count(state)}" for state in State)


def _spaced(parts: Iterable[str]) -> str:
    return "　　".join(parts)


def _percent(rate: float | None) -> str:
    return UNKNOWN if rate is None else f"{rate * 100:.2f}%"


def _listed(sentences: tuple[str, ...], language: Language) -> str:
    return ("；" if language == "zh" else "; ").join(sentence.rstrip("。.;；") for sentence in sentences)
