"""Mutates valid workbooks and runs the whole of the program on each: no traceback, no hang, no flood.

    python -m tests.fuzz --inputs 5000 --seed 1

Every input comes from its number and the seed alone, so that a failure can be made again with
`--only NUMBER --keep FILE`. The inputs are the samples and small filled templates, changed at one of three
levels: bytes of the zip archive, the XML of a part, or cells. Each is read, judged and annotated in a worker
process. One input may take 10 s of processor time and 1 GB of memory; inputs are examined a few at once, and
again one by one where anything was wrong.
"""

import argparse
import contextlib
import io
import multiprocessing
import random
import re
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection, wait
from pathlib import Path

from analyzer.report import Report
from analyzer.run import Settings, Task, examine
from analyzer.run import examine as run_examine
from tests.hostile.workbooks import plain
from tests.mutations import MUTATIONS

SAMPLES = Path(__file__).parents[1] / "workbooks"
SECONDS, MEGABYTES = 10.0, 1024  # of processor time for one input, and of memory in use
HANGS = 120.0  # seconds without an answer
TOGETHER = 25
RULE_FAILED = "规则运行出错"
UNEXPECTED = ("程序处理这个文件时出错", "程序出错")


@cache
def originals() -> tuple[bytes, ...]:
    """The workbooks that are mutated."""
    return (*(file.read_bytes() for file in sorted(SAMPLES.glob("*.xlsx"))), *[plain()] * 4)


def mutated(seed: int, number: int) -> tuple[str, bytes]:
    """The input of that number: what was done to it, and its bytes."""
    chance = random.Random(f"{seed} {number}")
    content = chance.choice(originals())
    name = chance.choice(sorted(MUTATIONS))
    done = [name]
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        with contextlib.suppress(Exception):  # what is spoiled already may not be open to more
            content = MUTATIONS[done[-1]](content, chance)
        done.append(chance.choice(sorted(MUTATIONS)))
    return name, content


@dataclass
class Outcome:
    """What became of one input."""

    number: int
    mutation: str = ""
    reason: str | None = None
    findings: int = 0
    seconds: float = 0.0
    megabytes: int = 0
    failures: list[str] = field(default_factory=list)


def examined(seed: int, numbers: Sequence[int], folder: Path) -> list[Outcome]:
    """Run the program on some inputs at once; whatever it could not foresee is a failure."""
    outcomes, tasks = [], []
    for number in numbers:
        mutation, content = mutated(seed, number)
        file, copy = folder / f"输入{number}.xlsx", folder / "结果" / f"输入{number}.xlsx"
        file.write_bytes(content)
        outcomes.append(Outcome(number, mutation))
        tasks.append(Task(file, file.name, copy))
    started = time.process_time()
    try:
        for outcome, report in zip(outcomes, examine(tasks, Settings()), strict=True):
            if report is not None:
                note(outcome, report)
    except BaseException:
        outcomes[0].failures.append(traceback.format_exc(limit=-3))
    seconds = (time.process_time() - started) / len(numbers)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    for outcome, task in zip(outcomes, tasks, strict=True):
        outcome.seconds, outcome.megabytes = seconds, peak
        task.file.unlink()
        if task.copy:
            task.copy.unlink(missing_ok=True)
    return outcomes


def note(outcome: Outcome, report: Report) -> None:
    """What the report says."""
    outcome.reason, outcome.findings = report.reason or report.undelivered, len(report.findings)
    outcome.failures += [f"{code}: {reason}" for code, reason in report.skipped if RULE_FAILED in reason][:1]
    if outcome.reason and outcome.reason.startswith(UNEXPECTED):
        outcome.failures.append(outcome.reason + "\n" + "\n".join(TRACED[-1:]))


TRACED: list[str] = []


def worker(link: Connection, seed: int) -> None:
    """Examine the inputs whose numbers come over the link, until None comes."""
    module = sys.modules[run_examine.__module__]
    sentence = module._sentence

    def traced(text: object, failure: BaseException, settings: object) -> str:
        TRACED.append("".join(traceback.format_exception(failure, limit=-3)))
        said: str = sentence(text, failure, settings)
        return said

    module._sentence = traced  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as folder:
        examined(seed, [0], Path(folder))  # what is loaded on first use is no input's fault
        while (numbers := link.recv()) is not None:
            link.send(examined(seed, numbers, Path(folder)))


class Worker:
    """A process of its own with what it is doing; begun anew after every death."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.begin()

    def begin(self) -> None:
        self.link, theirs = multiprocessing.Pipe()
        self.process = multiprocessing.Process(target=worker, args=(theirs, self.seed), daemon=True)
        self.process.start()
        theirs.close()
        self.numbers: list[int] = []
        self.until = time.monotonic() + HANGS

    def give(self, numbers: list[int]) -> None:
        self.numbers, self.until = numbers, max(self.until, time.monotonic() + HANGS)
        self.link.send(numbers)

    def taken(self) -> list[Outcome] | None:
        """The outcomes, if they are there by now; a process that died or hangs is one too."""
        try:
            if self.link.poll():
                outcomes: list[Outcome] = self.link.recv()
                return outcomes
        except EOFError:
            return self.ended("the process died")
        return self.ended(f"no answer in {HANGS:.0f} s") if time.monotonic() > self.until else None

    def ended(self, why: str) -> list[Outcome]:
        numbers = self.numbers
        self.process.kill()
        self.process.join()
        self.begin()
        return [Outcome(number, mutated(self.seed, number)[0], failures=[why]) for number in numbers]


def outcomes(groups: list[list[int]], seed: int, jobs: int) -> Iterator[Outcome]:
    """The outcomes of the inputs, as they come; where a group fails, of each of its inputs by itself."""
    waiting = deque(groups)
    busy: list[Worker] = []
    for _ in range(min(jobs, len(groups))):
        busy.append(Worker(seed))
        busy[-1].give(waiting.popleft())
    while busy:
        wait([one.link for one in busy], timeout=1)
        for one in list(busy):
            found = one.taken()
            if found is None:
                continue
            if len(found) > 1 and any(spoilt(outcome) for outcome in found):
                waiting.extend([outcome.number] for outcome in found)
            else:
                yield from found
            if waiting:
                one.give(waiting.popleft())
            else:
                busy.remove(one)
                with contextlib.suppress(OSError):
                    one.link.send(None)


def spoilt(outcome: Outcome) -> bool:
    """Whether it failed, or its group took too long or too much."""
    slow = outcome.seconds * TOGETHER > SECONDS
    return bool(outcome.failures) or slow or outcome.megabytes > MEGABYTES


def plainly(reason: str) -> str:
    """A reason without the names and numbers that tell one input from another."""
    return re.sub(r"“[^”]*”|[\w./\[\]-]*\.(?:xml|rels|bin|png|vml)\S*|[A-Z]{1,3}\d+", "…", reason)


def main() -> int:
    """Run and print the table; the exit code is 1 when anything failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", type=int, help="one input by its number")
    parser.add_argument("--keep", type=Path, help="with --only: write the input to this file")
    given = parser.parse_args()
    if given.keep:
        given.keep.write_bytes(mutated(given.seed, given.only)[1])
    numbers = list(range(given.inputs)) if given.only is None else [given.only]
    groups = [numbers[start : start + TOGETHER] for start in range(0, len(numbers), TOGETHER)]
    reasons: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    failures: dict[str, list[int]] = {}
    slowest, peak, findings, count = Outcome(-1), 0, 0, 0
    for outcome in outcomes(groups, given.seed, given.jobs):
        count += 1
        kinds[outcome.mutation] += 1
        findings += outcome.findings
        reasons["read" if outcome.reason is None else plainly(outcome.reason)] += 1
        slowest = max(slowest, outcome, key=lambda one: one.seconds)
        peak = max(peak, outcome.megabytes)
        if count % 500 == 0:
            print(f"{count:,} of {len(numbers):,}", file=sys.stderr, flush=True)
        if outcome.seconds > SECONDS:
            outcome.failures.append(f"more than {SECONDS:.0f} s")
        if outcome.megabytes > MEGABYTES:
            outcome.failures.append(f"more than {MEGABYTES} MB")
        for failure in outcome.failures:
            failures.setdefault(failure, []).append(outcome.number)
            if len(failures[failure]) == 1:
                print(f"input {outcome.number} ({outcome.mutation}): {failure}", file=sys.stderr, flush=True)
    print_table(count, reasons, kinds, findings, slowest, peak, failures)
    return 1 if failures else 0


def print_table(
    count: int,
    reasons: Counter[str],
    kinds: Counter[str],
    findings: int,
    slowest: Outcome,
    peak: int,
    failures: dict[str, list[int]],
) -> None:
    """One line a figure."""
    rows = [
        ("inputs", f"{count:,}"),
        ("mutations", ", ".join(f"{name} {n}" for name, n in sorted(kinds.items()))),
    ]
    rows += [
        ("read" if reason == "read" else f"not: {reason}", f"{n:,}") for reason, n in reasons.most_common()
    ]
    rows += [
        ("findings", f"{findings:,}"),
        ("slowest", f"{slowest.seconds:.2f} s (with the group of input {slowest.number})"),
        ("peak memory", f"{peak:,} MB"),
        ("failures", f"{sum(map(len, failures.values())):,} in {len(failures)} kinds"),
    ]
    out = io.StringIO()
    for name, value in rows:
        out.write(f"{name[:90]:<90} {value}\n")
    for failure, numbers in failures.items():
        out.write(f"\n{len(numbers)} times, inputs {numbers[:5]}:\n{failure}\n")
    print(out.getvalue())


if __name__ == "__main__":
    raise SystemExit(main())
