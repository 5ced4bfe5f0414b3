"""What tests share: the sample workbooks."""

from pathlib import Path

import pytest

WORKBOOKS = Path(__file__).parent.parent / "workbooks"


@pytest.fixture
def samples() -> list[Path]:
    """Every workbook in workbooks/."""
    return sorted(WORKBOOKS.glob("*.xlsx"))
