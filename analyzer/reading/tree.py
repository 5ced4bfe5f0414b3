"""The budget's hierarchy, read from its dotted codes."""

import numpy as np
import pandas as pd

from analyzer.template.budget import OF_WHICH

ORPHAN = -1  # parent of a row whose code has no dot, or whose parent's code is absent


def with_tree(budget: pd.DataFrame) -> pd.DataFrame:
    """The budget with columns derived from `code`, `item` and `is_total`.

    `node`: the same number for equal codes of one workbook, -1 for rows without a code; `parent`: the
    parent's node, or -1; `parent_code`: what the parent's code must be, NA for top rows; `depth`: 1 for
    top rows, 0 without a code; `is_leaf`: no row names it as parent; `of_which`: part of a partial
    breakdown.
    """
    codes = budget["code"]
    key, known = pd.factorize(codes, use_na_sentinel=True)
    names = pd.Series(known, dtype="str")
    has_dot = names.str.contains(".", regex=False)
    parent_names = names.str.rsplit(".", n=1).str[0].where(has_dot)
    # the last entry of each is that of rows without a code, whose key is -1
    parent_key = np.append(pd.Index(known).get_indexer(pd.Index(parent_names.fillna(""))), ORPHAN)
    width = len(known) + 1
    workbook = budget["workbook"].to_numpy()
    node = np.where(key >= 0, workbook * width + key, ORPHAN)
    wanted = parent_key[key]
    parent = np.where(wanted >= 0, workbook * width + wanted, ORPHAN)
    parent = np.where(np.isin(parent, node), parent, ORPHAN)
    depth = np.append(names.str.count(r"\.").to_numpy(dtype=np.int64) + 1, 0)
    above = np.array([*parent_names, None], dtype=object)
    return budget.assign(
        node=node,
        parent=parent,
        parent_code=pd.Series(above[key], index=budget.index, dtype="str"),
        depth=depth[key],
        is_leaf=~np.isin(node, parent) & (node >= 0),
        of_which=budget["item"].str.startswith(OF_WHICH).fillna(False).astype(bool),
    )
