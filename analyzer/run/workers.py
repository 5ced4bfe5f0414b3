"""Who does the batches: this process, a pool of processes, or the workers of a Dask cluster."""

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import parent_process
from threading import Thread
from typing import Final

from analyzer.report import Report
from analyzer.run.discover import Task
from analyzer.run.examine import examine
from analyzer.run.settings import Settings
from analyzer.run.writing import reachable

BATCH: Final = 200  # workbooks judged together: enough for long tables to pay, little to hold in memory
BATCH_BYTES: Final = 64 << 20  # and of files together: unpacked and read they take some ten times as much
WORTH_A_PROCESS: Final = 50  # workbooks that take about as long as a process takes to start
AHEAD: Final = 2  # batches handed out per worker, so that none waits and few are held

LOCAL: Final = "local"  # a Dask cluster on this machine

Batch = Sequence[Task]


def examine_all(
    tasks: Sequence[Task], settings: Settings, executor: Executor | None = None, workers: int = 1
) -> Iterator[tuple[Batch, list[Report | None]]]:
    """Each batch with its reports, as they are done; copies are written on the way.

    Only so many batches are in hand as keep the workers busy, whatever the number of workbooks.
    """
    work = partial(examine, settings=settings)
    waiting = batches(tasks, workers)
    if executor is None:
        yield from ((batch, work(batch)) for batch in waiting)
        return
    running: dict[Future[list[Report | None]], Batch] = {}
    try:
        while True:
            for batch in islice(waiting, AHEAD * workers - len(running)):
                running[executor.submit(work, batch)] = batch
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                yield running.pop(future), future.result()
    finally:
        for future in running:
            future.cancel()


def batches(tasks: Sequence[Task], workers: int = 1) -> Iterator[Batch]:
    """The tasks in their order, no batch of more than BATCH files or, but for a single one, BATCH_BYTES.

    They are alike and enough for every worker, so that none is long idle at the end.
    """
    rounds = -(-len(tasks) // (BATCH * workers))
    most = -(-len(tasks) // (rounds * workers)) if tasks else BATCH
    batch: list[Task] = []
    held = 0
    for task in tasks:
        size = _size(task)
        if batch and (len(batch) == most or held + size > BATCH_BYTES):
            yield batch
            batch, held = [], 0
        batch.append(task)
        held += size
    if batch:
        yield batch


def _size(task: Task) -> int:
    try:
        return reachable(task.file).stat().st_size
    except OSError:  # whoever opens it says why
        return 0


@contextmanager
def workers(workbooks: int, jobs: int, scheduler: str | None) -> Iterator[tuple[Executor | None, int]]:
    """The executor, None being this process, and how many batches it does at a time.

    `scheduler`: the address of a Dask scheduler, "local" for a cluster on this machine, else a pool of `jobs`
    processes; with `jobs` 0 one process a core, but each with WORTH_A_PROCESS, for a pool starts slowly.
    """
    wanted = jobs or os.cpu_count() or 1
    if scheduler is not None:
        from distributed import Client

        where = {"n_workers": wanted, "threads_per_worker": 1, "dashboard_address": None}
        with Client(**where) if scheduler == LOCAL else Client(scheduler) as client:
            yield client.get_executor(), max(len(client.scheduler_info()["workers"]), 1)
        return
    processes = min(wanted, -(-workbooks // WORTH_A_PROCESS))
    if processes <= 1:
        yield None, 1
        return
    with ProcessPoolExecutor(processes, initializer=_follow_parent) as pool:
        try:
            yield pool, processes
        except BaseException:
            _stop(pool)
            raise


def _follow_parent() -> None:
    """Leave it to the process that started the pool what Ctrl-C does, and end when that one ends, however."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _stop(pool: ProcessPoolExecutor) -> None:
    """End the workers at once: every file they write appears whole or not at all."""
    processes = list((pool._processes or {}).values())
    pool.shutdown(wait=False, cancel_futures=True)
    for process in processes:
        process.terminate()
