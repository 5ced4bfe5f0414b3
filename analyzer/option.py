"""What an option of a rule or of the scoring means."""

from typing import NamedTuple

from analyzer.language import Text


class Option(NamedTuple):
    """For `Annotated` options: what it means, its unit, and where the default comes from."""

    meaning: Text
    unit: str
    source: str
