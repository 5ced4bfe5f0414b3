"""The two languages the analyzer speaks."""

from typing import Literal, NamedTuple

Language = Literal["zh", "en"]


class Text(NamedTuple):
    """One phrase in Chinese and in English."""

    zh: str
    en: str

    def __call__(self, language: Language) -> str:
        """The phrase in `language`."""
        return self.en if language == "en" else self.zh
