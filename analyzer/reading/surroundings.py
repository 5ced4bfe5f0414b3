"""What a workbook tells beside the cells of the template's sheets: its version, its other sheets."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from analyzer.package import Package
from analyzer.package.container.markup import entries, local
from analyzer.package.editing.properties import property_of
from analyzer.template import VERSION_PROPERTY

INSTRUCTIONS: Final = "填报说明"
OUR_MARK: Final = "_analyzer"  # a name defined on the sheets that annotating adds
_HIDDEN_STATES = frozenset({"hidden", "veryHidden"})


@dataclass(frozen=True)
class ExtraSheet:
    """A sheet that is not the template's."""

    title: str
    hidden: bool


def template_version(package: Package) -> str | None:
    """The version of the template the workbook was made from; None when its properties do not say."""
    return property_of(package, VERSION_PROPERTY)


def hidden_sheets(package: Package) -> frozenset[str]:
    """The names of the sheets that are hidden."""
    return frozenset(
        sheet.get("name", "") for sheet in package.sheet_elements() if sheet.get("state") in _HIDDEN_STATES
    )


def extra_sheets(package: Package, titles: frozenset[str]) -> Iterator[ExtraSheet]:
    """The sheets, of whatever kind, but those with the `titles` given, the instructions, and our own."""
    ours = {
        int(name.get("localSheetId", "-1"))
        for name in entries(package.workbook, "definedNames")
        if local(name) == "definedName"
        and name.get("name") == OUR_MARK
        and name.get("localSheetId", "").isdecimal()
    }
    hidden = hidden_sheets(package)
    for number, sheet in enumerate(package.sheet_elements()):
        title = sheet.get("name", "")
        if title not in titles and title != INSTRUCTIONS and number not in ours:
            yield ExtraSheet(title, title in hidden)
