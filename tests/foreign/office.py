"""Workbooks as LibreOffice writes them in other formats."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed")


def written_as(suffix: str, workbooks: Sequence[Path], folder: Path) -> dict[str, Path]:
    """The workbooks saved in another format (xls, ods, xlsx), by the name without its suffix."""
    assert SOFFICE is not None
    target = folder / suffix
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [SOFFICE, profile, "--headless", "--convert-to", suffix, "--outdir", str(target)]
    try:
        subprocess.run([*command, *map(str, workbooks)], check=True, capture_output=True, timeout=120)
    except subprocess.TimeoutExpired:
        pytest.skip("LibreOffice did not finish in two minutes")
    return {path.stem: path for path in sorted(target.iterdir())}
