"""A progress bar on a terminal; silence elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from analyzer.language import Language, Text

CHECKING = Text("检查工作簿", "Checking workbooks")


@contextmanager
def progress(total: int, language: Language) -> Iterator[Callable[[int], None]]:
    """Gives a function to call with how many more workbooks are done. Draws on stderr."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    # no spinner: a console in code page 936 cannot print rich's
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(CHECKING(language), total=total)
        yield lambda done: bar.update(task, advance=done)
