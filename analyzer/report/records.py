"""Tables as plain Python values, with None for what is missing."""

from typing import Any

import numpy as np
import pandas as pd


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as dicts, with None for what is missing."""
    names = [str(name) for name in table.columns]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns(table), strict=True)]


def columns(table: pd.DataFrame) -> list[list[Any]]:
    """Each column's values as Python's own, with None for what is missing."""
    missing = np.array(None, dtype=object)
    return [
        np.where(column.notna(), column.to_numpy(dtype=object), missing).tolist()
        for _, column in table.items()
    ]
