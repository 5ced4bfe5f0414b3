"""规则与配置: what the folder was judged by: versions, the profile's changes, the rules and the checks."""

from collections.abc import Iterator, Sequence
from typing import Any, Final, get_type_hints

from analyzer.across import CHECKS
from analyzer.language import Language, Text
from analyzer.option import Option
from analyzer.outputs.summary.table import CENTRED, TEXT, Book, level
from analyzer.report import Provenance
from analyzer.rules import Profile, Rule
from analyzer.rules.profile import SCORING, Change
from analyzer.scoring.options import Scoring
from analyzer.template import looks
from analyzer.template.looks import add

TITLE: Final = Text("规则与配置", "Rules and profile")
MADE_WITH: Final = Text("版本", "Made with")
PARTS: Final = (
    Text("程序", "Program"),
    Text("规则", "Rules"),
    Text("配置", "Profile"),
    Text("日期", "Day"),
)
CHANGES: Final = Text(
    "配置“{title}”改了这些选项，没有列出的用默认值",
    "The profile {title} changes these options; all others keep their defaults",
)
NO_CHANGE: Final = Text("配置“{title}”没有改动任何选项。", "The profile {title} changes no option.")
CHANGED: Final = (
    Text("规则", "Rule"),
    Text("选项", "Option"),
    Text("起始年度", "Since"),
    Text("取值", "Value"),
    Text("依据", "Basis"),
)
RULES: Final = Text("所用规则（{n} 条）", "Rules used ({n})")
ACROSS: Final = Text("跨簿核对（{n} 项）", "Checks across workbooks ({n})")
RULE: Final = (
    Text("规则", "Rule"),
    Text("检查什么", "What it checks"),
    Text("级别", "Level"),
    Text("选项（当前取值）", "Options (as used)"),
    Text("依据", "Basis"),
)
SCORED: Final = Text("评分", "Scoring")
WIDTHS: Final = (12, 44, 16, 60, 60)


class _Page:
    """The sheet, written from the top: titles, headings and rows."""

    def __init__(self, book: Book) -> None:
        self.book, self.row = book, 0
        self.sheet = book.sheet(TITLE(book.language), looks.GREY)
        for position, width in enumerate(WIDTHS):
            self.sheet.set_column(position, position, width)
        self.strong = add(book.workbook, looks.FONT, looks.BOLD, {"font_size": 12, "font_color": looks.NAVY})

    def title(self, text: str) -> None:
        self.row += 1 if self.row else 0
        self.sheet.set_row(self.row, 24)
        self.sheet.write_string(self.row, 0, text, self.strong)
        self.row += 1

    def heading(self, labels: Sequence[Text]) -> None:
        for position, label in enumerate(labels):
            self.sheet.write_string(self.row, position, label(self.book.language), self.book.header())
        self.row += 1

    def line(self, values: Sequence[Any]) -> None:
        shown = [value if isinstance(value, str) else None for value in values]
        self.sheet.set_row(self.row, looks.text_height(*zip(shown, WIDTHS, strict=False)))
        for position, value in enumerate(values):
            kind = CENTRED if position in (0, 2) else TEXT
            self.book.write(self.sheet, self.row, position, kind, value)
        self.row += 1


def write_settings(book: Book, provenance: Provenance, rules: Sequence[Rule], profile: Profile) -> None:
    """Versions, then the profile's changes, the rules with their options, and the checks across workbooks."""
    page, language = _Page(book), book.language
    page.title(MADE_WITH(language))
    stated = (provenance.tool, provenance.rules, provenance.profile, provenance.day.isoformat())
    for part, value in zip(PARTS, stated, strict=True):
        page.line((part(language), value))
    title = profile.title(language)
    page.title((CHANGES if profile.changes else NO_CHANGE)(language).format(title=title))
    if profile.changes:
        page.heading(CHANGED)
    for change in profile.changes:
        code = SCORED(language) if change.code == SCORING else change.code
        since = "" if change.since is None else str(change.since)
        meaning = _meaning(change, rules, language)
        page.line((code, meaning, since, str(change.value), change.basis))
    page.title(RULES(language).format(n=len(rules)))
    page.heading(RULE)
    for line in _rules(rules, profile, language):
        page.line(line)
    page.title(ACROSS(language).format(n=len(CHECKS)))
    page.heading(RULE)
    for check in CHECKS:
        severity = level(check.severity, language)
        page.line((check.code, check.title(language), severity, "", check.basis(language)))


def _meaning(change: Change, rules: Sequence[Rule], language: Language) -> str:
    """What the changed option means; its name, where the rule is not used."""
    if change.code == SCORING:
        notes: Sequence[Any] = get_type_hints(Scoring, include_extras=True)[change.option].__metadata__
        options = [note for note in notes if isinstance(note, Option)]
    else:
        own = [rule.settings for rule in rules if rule.code == change.code]
        options = [s.option for settings in own for s in settings if s.name == change.option]
    return options[0].meaning(language) if options else change.option


def _rules(rules: Sequence[Rule], profile: Profile, language: Language) -> Iterator[tuple[Any, ...]]:
    for rule in rules:
        used = profile.options_of(rule)
        options = "\n".join(
            f"{s.option.meaning(language)}：{used.get(s.name, s.default)} {s.option.unit}"
            for s in rule.settings
        )
        severity = level(rule.severity, language)
        yield rule.code, rule.title(language), severity, options, rule.basis(language)
