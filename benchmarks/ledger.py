"""The ledger rules over a million rows of 资金拨付, against a quarter of them.

python -m benchmarks.ledger [ROWS]
"""

import sys
import time
from dataclasses import replace

import numpy as np
import pandas as pd
from tabulate import tabulate

from analyzer.reading import Batch, read_batch, read_source
from analyzer.rules import NATIONAL, judge, selected
from benchmarks.ordinary import ordinary_workbook

WORKBOOKS = 100


def long_ledger(batch: Batch, rows: int) -> Batch:
    """The batch with its ledger repeated until it has `rows` rows, each on a sheet row of its own."""
    ledger = batch.tables["disbursement"]
    times = -(-rows // len(ledger))
    repeated = pd.concat([ledger] * times, ignore_index=True).head(rows)
    repeated["row"] = np.arange(len(repeated)) + 2
    return replace(batch, tables={**batch.tables, "disbursement": repeated})


def main() -> None:
    """Measure and print."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    batch = read_batch([read_source(ordinary_workbook(seed)) for seed in range(WORKBOOKS)])
    rules = selected(("L",))
    table = []
    for count in (rows // 4, rows):
        longer = long_ledger(batch, count)
        start = time.process_time()
        judge(longer, rules, NATIONAL)
        table.append((count, time.process_time() - start))
    (_, quarter), (_, whole) = table
    print(tabulate(table, ["ledger rows", f"{len(rules)} ledger rules s"], intfmt=",", floatfmt=".2f"))
    print(f"four times the rows take {whole / quarter:.1f} times as long")


if __name__ == "__main__":
    main()
