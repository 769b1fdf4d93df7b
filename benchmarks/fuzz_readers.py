"""Every input format beside random bytes: what comes out, how long it takes, how much memory.

``python -m benchmarks.fuzz_readers --cases 100000`` before a release.  A case is known by format,
seed and number (`tests.read.fuzzing`): ``--format amion --seed 0 --first 4711 --cases 1`` makes one
again, and ``--keep FILE`` adds each that went wrong to FILE with its files, one JSON object a line.
Each format is read in a process of its own: a crash of the interpreter ends that process, and is
found.  Anything but a sound schedule or a `ReadError`, and any case of over five seconds, counts as
foreign; the exit code is 1 then.
"""

from __future__ import annotations

import argparse
import base64
import faulthandler
import json
import multiprocessing
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType

from tests.read.fuzzing import KINDS, BrokenError, Case, Desk, case_of, memory, numbered

SECONDS = 5.0
"""A case that takes longer is stopped, and counts as foreign."""
FUSE = 60.0
"""Seconds after which a process that cannot be stopped is ended."""
SHOWN = 5
"""Faults of a format that are printed; all are kept."""


@dataclass
class Tally:
    """What came of the cases of one format; seconds of the slowest, most memory in MB."""

    cases: int = 0
    read: int = 0
    reached: int = 0
    refused: int = 0
    slowest: float = 0.0
    slowest_number: int = 0
    seconds: float = 0.0
    memory: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


class TooSlowError(BaseException):
    """A case took too long; no reader may catch it."""


def _stop(number: int, frame: FrameType | None) -> None:
    raise TooSlowError(f"over {SECONDS:g} s")


def fuzz(kind: str, seed: int, numbers: range, folder: Path, keep: Path | None) -> Tally:
    """Read the cases of one format, in this process."""
    desk, tally, begin = Desk(folder), Tally(), time.perf_counter()
    signal.signal(signal.SIGALRM, _stop)
    for number in numbers:
        if number % 256 == 0:
            faulthandler.dump_traceback_later(FUSE, exit=True)
        case = case_of(kind, numbered(kind, seed, number))
        start = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            outcome = desk.examine(case)
            tally.read += outcome.read
            tally.refused += not outcome.read
            tally.reached += outcome.reached
        except (BrokenError, TooSlowError) as error:
            tally.faults.append((number, str(error)))
            if keep:
                _keep(keep, kind, seed, number, str(error), case)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
        taken = time.perf_counter() - start
        tally.cases += 1
        if taken > tally.slowest:
            tally.slowest, tally.slowest_number = taken, number
    faulthandler.cancel_dump_traceback_later()
    tally.seconds = time.perf_counter() - begin
    tally.memory = _memory()
    return tally


def _memory() -> int:
    """Return the most memory this process has had, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return int(peak // (2**20 if sys.platform == "darwin" else 2**10))


def _keep(path: Path, kind: str, seed: int, number: int, fault: str, case: Case) -> None:
    files = case.files
    options = {name: repr(value) for name, value in case.options.items()}
    _append(path, kind, seed, number, fault, files, options)


def _append(
    path: Path,
    kind: str,
    seed: int,
    number: int | None,
    fault: str,
    files: Mapping[str, bytes],
    options: Mapping[str, str],
) -> None:
    entry = {
        "format": kind,
        "seed": seed,
        "number": number,
        "fault": fault,
        "files": {name: base64.b64encode(data).decode() for name, data in files.items()},
        "options": options,
    }
    with path.open("a", encoding="utf-8") as out:
        out.write(json.dumps(entry) + "\n")


def _child(
    answer: Connection, kind: str, seed: int, numbers: range, folder: Path, keep: Path | None
) -> None:
    answer.send(fuzz(kind, seed, numbers, folder, keep))


def apart(kind: str, seed: int, numbers: range, keep: Path | None) -> Tally:
    """Read the cases of one format in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    with tempfile.TemporaryDirectory(dir=memory()) as name:
        folder = Path(name)
        child = context.Process(target=_child, args=(theirs, kind, seed, numbers, folder, keep))
        child.start()
        theirs.close()
        try:
            found: Tally = ours.recv()
        except EOFError:
            child.join()
            fault = f"the process ended with exit code {child.exitcode}"
            found = Tally(faults=[(-1, fault)])
            if keep:  # what it was reading still lies there
                files = {path.name: path.read_bytes() for path in folder.iterdir()}
                _append(keep, kind, seed, None, fault, files, {})
        child.join()
    return found


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="of each format")
    parser.add_argument("--format", action="append", choices=KINDS, dest="formats", default=[])
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--keep", type=Path, help="file that gets what went wrong")
    given = parser.parse_args(argv)
    head = (
        "cases",
        "read",
        "reached",
        "refused",
        "slowest s",
        "its number",
        "ms a case",
        "peak MB",
        "foreign",
    )
    print(f"{'format':16}" + "".join(f"{title:>11}" for title in head), flush=True)
    foreign = 0
    for kind in given.formats or KINDS:
        numbers = range(given.first, given.first + given.cases)
        found = apart(kind, given.seed, numbers, given.keep)
        each = 1000 * found.seconds / max(1, found.cases)
        print(
            f"{kind:16}{found.cases:11}{found.read:11}{found.reached:11}{found.refused:11}"
            f"{found.slowest:11.3f}{found.slowest_number:11}{each:11.2f}{found.memory:11}"
            f"{len(found.faults):11}",
            flush=True,
        )
        for number, fault in found.faults[:SHOWN]:
            print(f"  {kind} {number}: {fault}", flush=True)
        foreign += len(found.faults)
    return 1 if foreign else 0


if __name__ == "__main__":
    sys.exit(main())
