"""How far a run is: a bar on a terminal, a line now and then elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from analyzer.language import Language, Text

CHECKING = Text("检查工作簿", "Checking workbooks")
SO_FAR = Text(
    "已检查 {done}/{total}，约还需 {left}：{name}", "{done} of {total} checked, about {left} to go: {name}"
)
EVERY: Final = 5.0  # seconds between two lines
SHOWN: Final = 36  # characters of a file's name

Advance = Callable[[int, str], None]
"""Told how many more workbooks are done, and the last one's name."""


@contextmanager
def progress(total: int, language: Language) -> Iterator[Advance]:
    """Shows on stderr how many workbooks are done, which one was last, and the time the rest will take."""
    if not sys.stderr.isatty():
        yield _lines(total, language)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    # no spinner: a console in code page 936 cannot print rich's
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    current = TextColumn("{task.fields[name]}", markup=False)
    with Progress(*columns, current, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(CHECKING(language), total=total, name="")
        yield lambda done, name: bar.update(task, advance=done, name=name[-SHOWN:])


def _lines(total: int, language: Language) -> Advance:
    begun = said = time.monotonic()
    done = 0

    def advance(more: int, name: str) -> None:
        nonlocal said, done
        done += more
        now = time.monotonic()
        if done < total and now - said >= EVERY:
            said = now
            left = _span(round((now - begun) / done * (total - done)), language)
            line = SO_FAR(language).format(done=done, total=total, left=left, name=name)
            print(line, file=sys.stderr, flush=True)

    return advance


def _span(seconds: int, language: Language) -> str:
    minutes, seconds = divmod(seconds, 60)
    if language == "en":
        return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
    return f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"
