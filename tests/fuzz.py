"""Mutates valid workbooks and runs the whole of the program on each: no traceback, no hang, no flood.

    python -m tests.fuzz --inputs 5000 --seed 1

Every input comes from its number and the seed alone, so that a failure can be made again with
`--only NUMBER --keep FILE`. The inputs are the samples and small filled templates, changed at one of three
levels: bytes of the zip archive, the XML of a part, or cells. Each is read, judged and annotated in a worker
process, which is ended when one input takes more than 10 s, and watched for its largest memory.
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
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection, wait
from pathlib import Path

from analyzer.run import Settings, Task, examine
from analyzer.run import examine as run_examine
from tests.mutations import MUTATIONS

SAMPLES = Path(__file__).parents[1] / "workbooks"
SECONDS, MEGABYTES = 10.0, 1024
RULE_FAILED = "规则运行出错"
UNEXPECTED = ("程序处理这个文件时出错", "程序出错")


@cache
def originals() -> tuple[bytes, ...]:
    """The workbooks that are mutated."""
    from tests.hostile.workbooks import plain

    return (*(file.read_bytes() for file in sorted(SAMPLES.glob("*.xlsx"))), *[plain()] * 4)


def mutated(seed: int, number: int) -> tuple[str, bytes]:
    """The input of that number: what was done to it, and its bytes."""
    chance = random.Random(f"{seed} {number}")
    content = chance.choice(originals())
    name = chance.choice(sorted(MUTATIONS))
    done = [name]
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        with contextlib.suppress(
            zipfile.BadZipFile, KeyError, OSError, NotImplementedError, ValueError, EOFError
        ):
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


def examined(seed: int, number: int, folder: Path) -> Outcome:
    """Run the program on one input; whatever it could not foresee is a failure."""
    mutation, content = mutated(seed, number)
    file, copy = folder / "输入.xlsx", folder / "结果" / "输入.xlsx"
    file.write_bytes(content)
    copy.unlink(missing_ok=True)
    outcome = Outcome(number, mutation)
    started = time.monotonic()
    try:
        (report,) = examine([Task(file, file.name, copy)], Settings())
    except BaseException:
        outcome.failures.append(traceback.format_exc(limit=-3))
    else:
        if report is not None:
            outcome.reason, outcome.findings = report.reason or report.undelivered, len(report.findings)
            failed = [f"{code}: {reason}" for code, reason in report.skipped if RULE_FAILED in reason]
            outcome.failures += failed[:1]
        if outcome.reason and outcome.reason.startswith(UNEXPECTED):
            outcome.failures.append(outcome.reason + "\n" + "\n".join(TRACED))
    TRACED.clear()
    outcome.seconds = time.monotonic() - started
    outcome.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return outcome


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
        examined(seed, 0, Path(folder))  # what is loaded on first use is no input's fault
        while (number := link.recv()) is not None:
            link.send(examined(seed, number, Path(folder)))


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
        self.number, self.until = -1, 0.0

    def give(self, number: int) -> None:
        self.number, self.until = number, time.monotonic() + SECONDS * (3 if self.number < 0 else 1)
        self.link.send(number)

    def taken(self) -> Outcome | None:
        """The outcome, if there is one by now; a process that died or took too long is one too."""
        try:
            if self.link.poll():
                outcome: Outcome = self.link.recv()
                return outcome
        except EOFError:
            return self.ended("the process died")
        return self.ended(f"more than {SECONDS:.0f} s") if time.monotonic() > self.until else None

    def ended(self, why: str) -> Outcome:
        number = self.number
        self.process.kill()
        self.process.join()
        self.begin()
        return Outcome(number, mutated(self.seed, number)[0], None, 0, SECONDS, 0, [why])


def outcomes(numbers: list[int], seed: int, jobs: int) -> Iterator[Outcome]:
    """The outcomes of the inputs, as they come."""
    waiting = iter(numbers)
    busy: list[Worker] = []
    for _ in range(min(jobs, len(numbers))):
        busy.append(Worker(seed))
        busy[-1].give(next(waiting))
    while busy:
        wait([one.link for one in busy], timeout=1)
        for one in list(busy):
            outcome = one.taken()
            if outcome is None:
                continue
            yield outcome
            number = next(waiting, None)
            if number is None:
                busy.remove(one)
                with contextlib.suppress(OSError):
                    one.link.send(None)
            else:
                one.give(number)


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
    reasons: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    failures: dict[str, list[int]] = {}
    slowest, peak, findings, count = Outcome(-1), 0, 0, 0
    for outcome in outcomes(numbers, given.seed, given.jobs):
        count += 1
        kinds[outcome.mutation] += 1
        findings += outcome.findings
        reasons["read" if outcome.reason is None else plainly(outcome.reason)] += 1
        slowest = max(slowest, outcome, key=lambda one: one.seconds)
        peak = max(peak, outcome.megabytes)
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
        ("slowest", f"{slowest.seconds:.1f} s (input {slowest.number}, {slowest.mutation})"),
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
