"""Writing an annotated copy where an earlier one may stand that somebody has worked on."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from analyzer.annotate import Returned, annotate, follow_up, read_returned, unchanged
from analyzer.language import Language, Text
from analyzer.package import Certificate, Package, PackageError
from analyzer.reading import UnreadableWorkbookError, read_source
from analyzer.report import Report
from analyzer.run.discover import Task
from analyzer.run.failures import why
from analyzer.run.settings import Settings
from analyzer.run.writing import reachable, write_whole

CANNOT_WRITE = Text(
    "批注副本写不进去（{why}）；它可能正在 Excel 或 WPS 中打开，请关闭后再运行",
    "The copy cannot be written ({why}); if it is open in Excel or WPS, close it and run again",
)
SET_ASIDE = Text(
    "结果文件夹里的副本被改过，已改名为“{name}”保留；要检查改过的内容，请对它运行 analyzer run",
    "The copy in the results folder had been edited and is kept as “{name}”; "
    "to examine what was edited, run analyzer on it",
)
RENAMED = Text(
    "另有文件的副本与它同名，它的副本存为“{name}”",
    "Another file's copy has the same name; the copy of this one is called “{name}”",
)
EDITED: Final = Text("（改过的副本）", " (edited copy)")


class Opened(NamedTuple):
    """One workbook in memory, on its way to its copy.

    `content` is the file's, or what it was converted to, or what is left of a returned copy without our
    marks; `sha256` the file's; `lost` what a conversion could not carry.
    """

    content: bytes
    sha256: str
    lost: tuple[Text, ...]
    returned: Returned | None


def remembered(task: Task, sha256: str, key: str) -> bool:
    """Whether the record holds for the workbook: same file, same rules, and its copy as it was written."""
    known = task.known
    if known is None or task.copy is None or known.key != key or known.input_sha256 != sha256:
        return False
    copy = reachable(task.copy)
    return copy.is_file() and sha256_of(copy.read_bytes()) == known.output_sha256


def deliver(task: Task, opened: Opened, found: Report, settings: Settings) -> Report:
    """Write the annotated copy; the report says where it is, or why it could not be written.

    What the unit wrote into the copy that stands there, or into the last one (`task.previous`), is kept: its
    explanations go into the new copy, and a copy with edited cells is renamed, never overwritten. Where there
    is nothing new to say the copy that is there stays as it is.
    """
    if task.copy is None:
        return follow_up(opened.returned.findings, found, settings.rules) if opened.returned else found
    language = settings.language
    try:
        return _delivered(reachable(task.copy), task, opened, found, settings)
    except PackageError as refusal:
        return replace(found, undelivered=refusal.reason(language))
    except OSError as failure:
        return replace(found, undelivered=CANNOT_WRITE(language).format(why=why(failure)(language)))


def _delivered(copy: Path, task: Task, opened: Opened, found: Report, settings: Settings) -> Report:
    provenance, language = settings.provenance, settings.language
    standing = _content(copy)
    earlier = _returned(standing)
    last = opened.returned or earlier or _returned(_content(task.previous))
    found = follow_up(last.findings, found, settings.rules) if last else found
    remarks = list(found.remarks)
    if standing is not None and earlier and unchanged(earlier, opened.content, found, provenance, language):
        certificate = _as_it_stands(opened, standing)
        return replace(found, follow_ups=(), copy=task.shown_copy, certificate=certificate)
    if standing is not None and not (earlier and _has_same_cells(earlier, opened.content, settings)):
        remarks.append(SET_ASIDE(language).format(name=_set_aside(copy, language)))
    if opened.returned and unchanged(opened.returned, opened.content, found, provenance, language):
        content = reachable(task.file).read_bytes()
        certificate = _as_it_stands(opened, content)
    else:
        package = Package(opened.content, settings.limits)
        edited = annotate(package, found, provenance, language)
        content, certificate = edited.content, _stated(edited.certificate, opened, language)
    write_whole(copy, content)
    if copy.stem != task.file.stem:
        remarks.append(RENAMED(language).format(name=copy.name))
    return replace(found, copy=task.shown_copy, remarks=tuple(remarks), certificate=certificate)


def _returned(content: bytes | None) -> Returned | None:
    try:
        return read_returned(content) if content is not None else None
    except PackageError:
        return None


def _content(file: Path | None) -> bytes | None:
    return reachable(file).read_bytes() if file is not None and file.is_file() else None


def _has_same_cells(earlier: Returned, content: bytes, settings: Settings) -> bool:
    """Whether nobody edited the cells of an earlier copy: its parts say so, or its cells are the input's."""
    try:
        return earlier.exact or _cells(earlier.content, settings) == _cells(content, settings)
    except UnreadableWorkbookError:
        return False


def _cells(content: bytes, settings: Settings) -> dict[str, tuple[Any, ...]]:
    source = read_source(content, settings.limits)
    return {table: (raw.title, raw.rows, raw.values) for table, raw in source.sheets.items()}


def _set_aside(copy: Path, language: Language) -> str:
    """Rename an edited copy to a free name; returns that name."""
    number, name = 1, f"{copy.stem}{EDITED(language)}{copy.suffix}"
    while copy.with_name(name).exists():
        number += 1
        name = f"{copy.stem}{EDITED(language)} ({number}){copy.suffix}"
    copy.rename(copy.with_name(name))
    return name


def _stated(certificate: Certificate, opened: Opened, language: Language) -> dict[str, Any]:
    """The certificate as it is reported; a conversion or a returned copy is said to be one."""
    return {
        "input_sha256": opened.sha256,
        "output_sha256": certificate.output_sha256,
        "kept": certificate.kept,
        "changed": [{"part": part, "why": reason(language)} for part, reason in certificate.changed],
    }


def _as_it_stands(opened: Opened, content: bytes) -> dict[str, Any]:
    """The certificate of a copy that was not written anew."""
    return {"input_sha256": opened.sha256, "output_sha256": sha256_of(content), "kept": 0, "changed": []}


def sha256_of(content: bytes) -> str:
    """The SHA-256 of a file's content, as hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
