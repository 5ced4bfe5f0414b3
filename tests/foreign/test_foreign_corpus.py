"""Public workbooks: none in today's format is converted, and their .xls and .ods twins lose no value."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

from analyzer.foreign import convert
from analyzer.package import PackageError
from analyzer.package.container.recognise import recognise
from tests.foreign.documents import witnessed
from tests.foreign.office import needs_office, written_as

CORPUS = os.environ.get("ANALYZER_CORPUS")
SMALL = 200_000
TINY = 30_000
EVERY = 20  # LibreOffice takes nearly all of the time, so only some are saved in the other formats

pytestmark = pytest.mark.skipif(not CORPUS, reason="ANALYZER_CORPUS names no folder of workbooks")


def corpus() -> list[Path]:
    return sorted(path for path in Path(CORPUS or "").rglob("*") if path.is_file())


def test_only_the_other_formats_are_converted() -> None:
    others = {".xls", ".et", ".ods"}
    for path in corpus():
        if path.suffix.lower() in others or path.stat().st_size > SMALL:
            continue
        content = path.read_bytes()
        assert (convert(content) is None) == (recognise(content) not in ("xls", "ods")), path


def test_every_workbook_of_the_other_formats_converts_or_is_refused_in_a_sentence() -> None:
    for path in corpus():
        if path.suffix.lower() in (".xls", ".et", ".ods"):
            with suppress(PackageError):  # any other error fails the test
                convert(path.read_bytes())


@needs_office
@pytest.mark.parametrize("suffix", ["xls", "ods"])
def test_twins_of_public_workbooks_keep_every_value(tmp_path: Path, suffix: str) -> None:
    chosen = [path for path in corpus() if path.stat().st_size < TINY][::EVERY]
    twins = written_as(suffix, chosen, tmp_path)
    assert len(twins) > len(chosen) // 2
    for path in twins.values():
        content = path.read_bytes()
        result = convert(content)
        assert result is not None, path
        assert witnessed(result.content) == witnessed(content), path
