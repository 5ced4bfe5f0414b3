"""One batch of workbooks: open, read, judge, deliver. No workbook's fault stops the others."""

from collections.abc import Sequence
from dataclasses import replace

from analyzer.annotate import read_returned
from analyzer.foreign import convert
from analyzer.language import Text
from analyzer.package import Package, PackageError
from analyzer.reading import Source, UnreadableWorkbookError, read_batch, read_source
from analyzer.report import Report, report
from analyzer.rules import judge
from analyzer.run.deliver import Opened, deliver, remembered, sha256_of
from analyzer.run.discover import Task
from analyzer.run.failures import why
from analyzer.run.settings import Settings
from analyzer.run.writing import reachable

CANNOT_OPEN = Text("文件打不开（{why}）", "The file cannot be opened ({why})")
UNEXPECTED = Text(
    "程序处理这个文件时出错（{why}），其余文件不受影响；请把文件和这句话发给维护人员",
    "The program failed on this file ({why}); the others are not affected. Please report it with the file",
)
CHANGED = Text(
    "检查期间原文件被改动，结果可能不是最新的；请保存并关闭后再运行",
    "The file was changed while it was examined; save and close it and run again",
)


def examine(tasks: Sequence[Task], settings: Settings) -> list[Report | None]:
    """A report for each task; None where the record still holds and nothing was done."""
    opened: dict[int, Opened] = {}
    sources: list[Source] = []
    reports: dict[int, Report | None] = {}
    for number, task in enumerate(tasks):
        try:
            file = reachable(task.file).read_bytes()
            sha256 = sha256_of(file)
            if remembered(task, sha256, settings.key):
                reports[number] = None
            else:
                workbook, source = _opened(file, sha256, settings)
                opened[number] = workbook
                sources.append(source)
        except (UnreadableWorkbookError, PackageError) as refusal:
            reports[number] = Report(task.name, refusal.reason(settings.language))
        except OSError as failure:
            reports[number] = _refused(task, CANNOT_OPEN, failure, settings)
        except Exception as failure:
            reports[number] = _refused(task, UNEXPECTED, failure, settings)
    judged = _judge([tasks[number] for number in opened], sources, settings)
    sources.clear()  # copies are written without them
    for number, found in zip(opened, judged, strict=True):
        reports[number] = _finished(tasks[number], opened[number], found, settings)
    return [reports[number] for number in range(len(tasks))]


def _opened(file: bytes, sha256: str, settings: Settings) -> tuple[Opened, Source]:
    converted = convert(file)
    content, lost = (converted.content, converted.lost) if converted else (file, ())
    package = Package(content, settings.limits)
    returned = read_returned(package)
    if returned:
        package = Package(returned.content, settings.limits)
    source = read_source(package, settings.limits)
    return Opened(package.content, sha256, lost, returned), source


def _judge(tasks: Sequence[Task], sources: Sequence[Source], settings: Settings) -> list[Report]:
    """Reports of readable workbooks; where the batch fails as a whole, each workbook by itself."""
    if not tasks:
        return []
    try:
        batch = read_batch(sources)
        return report(
            judge(batch, settings.rules, settings.profile), [task.name for task in tasks], settings.language
        )
    except Exception as failure:
        if len(tasks) == 1:
            return [_refused(tasks[0], UNEXPECTED, failure, settings)]
    return [_judge([task], [source], settings)[0] for task, source in zip(tasks, sources, strict=True)]


def _finished(task: Task, opened: Opened, found: Report, settings: Settings) -> Report:
    """The report followed up and its copy written, without what was needed for that alone."""
    if found.reason is not None:
        return found
    language = settings.language
    lost = tuple(text(language) for text in opened.lost)
    found = replace(found, lost=lost, input_sha256=opened.sha256)
    try:
        found = deliver(task, opened, found, settings)
        if sha256_of(reachable(task.file).read_bytes()) != opened.sha256:
            found = replace(found, undelivered=CHANGED(language))
    except OSError as failure:
        found = replace(found, undelivered=_sentence(CANNOT_OPEN, failure, settings))
    except Exception as failure:
        found = replace(found, undelivered=_sentence(UNEXPECTED, failure, settings))
    return replace(found, tables={})


def _refused(task: Task, text: Text, failure: Exception, settings: Settings) -> Report:
    return Report(task.name, _sentence(text, failure, settings))


def _sentence(text: Text, failure: Exception, settings: Settings) -> str:
    return text(settings.language).format(why=why(failure)(settings.language))
