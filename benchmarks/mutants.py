"""Plant errors in the code one by one, and see whether the tests near it fail.

``python -m benchmarks.mutants`` takes a fixed sample of all small changes to rules, kernels, check,
certificate, dates, planner and calendar writer, and the errors written down in ``mutants.toml``.
Each runs in a process of its own on a copy of ``src``.  A survivor is an error that no test near it
sees, unless ``mutants.toml`` says why it changes nothing.  The exit code is 1 if more than 5 % of
the others survive.
"""

from __future__ import annotations

import argparse
import fnmatch
import os
import shutil
import signal
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.mutations import Mutant, mutants, planted

HOME = Path(__file__).parents[1]
TABLE = Path(__file__).with_name("mutants.toml")
BAR = 5
"""Per cent that may survive without a proof that they change nothing."""
_CPU = 120
"""Seconds of processor time a run of tests may take: an error may make a loop endless."""
_PRELOADED = (
    *("numpy", "hypothesis", "icalendar", "recurring_ical_events", "networkx", "rustworkx"),
    *("ortools.math_opt.python.mathopt", "ortools.sat.python.cp_model"),
)


@dataclass(frozen=True)
class Area:
    """Modules that belong together, the tests near them, and how many errors are drawn."""

    name: str
    modules: tuple[str, ...]
    tests: tuple[str, ...]
    count: int


@dataclass
class Table:
    """What ``mutants.toml`` says."""

    skip: tuple[str, ...]
    areas: list[Area]
    planted: list[dict[str, Any]]
    equivalent: list[dict[str, Any]]

    @classmethod
    def read(cls, path: Path = TABLE) -> Table:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        areas = [
            Area(
                name,
                tuple(entry["modules"]),
                tuple(entry["tests"]),
                entry["count"],
            )
            for name, entry in document["areas"].items()
        ]
        return cls(
            tuple(document["skip"]), areas, document["planted"], document.get("equivalent", [])
        )

    def reason(self, mutant: Mutant) -> str:
        """Return why an error changes nothing, or the empty string."""
        for entry in self.equivalent:
            same = (mutant.function, mutant.code, mutant.instead) == (
                *(entry["function"], entry["code"], entry["instead"]),
            )
            if same and entry.get("nth", mutant.nth) == mutant.nth:
                return str(entry["because"])
        return ""


@dataclass
class Tally:
    """What became of the errors."""

    killed: int = 0
    equivalent: int = 0
    survivors: list[str] = field(default_factory=list)

    @property
    def percentage(self) -> float:
        """Survivors among the errors that change something."""
        return 100 * len(self.survivors) / max(1, self.killed + len(self.survivors))


def _matches(name: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)


def modules_of(area: Area, source: Path) -> dict[str, str]:
    """Return the text of each module of an area by its name, such as ``verify/check``."""
    found = {}
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source).with_suffix("").as_posix()
        if _matches(name, area.modules):
            found[name] = path.read_text(encoding="utf-8")
    if not found:
        raise SystemExit(f"{area.name}: no module is left of {', '.join(area.modules)}")
    return found


def drawn(area: Area, table: Table, source: Path, count: int | None = None) -> list[Mutant]:
    """Return the errors of an area that are always the first to be drawn."""
    every = [
        mutant
        for name, text in modules_of(area, source).items()
        for mutant in mutants(name, text, table.skip)
    ]
    return sorted(every, key=lambda mutant: mutant.rank)[: area.count if count is None else count]


def written_down(entry: dict[str, Any], source: Path) -> Mutant:
    """Return a planted error of the table; its function and code say where it belongs."""
    last = entry["function"].split(".")[-1]
    found = []
    for path in sorted(source.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if last in text:
            name = path.relative_to(source).with_suffix("").as_posix()
            if fnmatch.fnmatchcase(name, entry.get("module", "*")):
                found += planted(name, text, entry["function"], entry["code"], entry["instead"])
    if len(found) != 1:
        raise SystemExit(
            f"mutants.toml: {len(found)} places have {entry['code']} in {entry['function']}"
        )
    return found[0]


class Workshop:
    """A copy of ``src`` in which errors are planted, and the tests run against it."""

    def __init__(self, folder: Path) -> None:
        self.source = folder / "src" / "peerpair"
        shutil.copytree(HOME / "src", folder / "src")
        self.log = folder / "log.txt"

    def run(self, tests: Sequence[str], mutant: Mutant | None = None) -> int:
        """Return 0 if all tests pass, with an error planted or without."""
        path = self.source / f"{mutant.module}.py" if mutant else None
        before = path.read_bytes() if path else b""
        try:
            if path and mutant:
                path.write_text(mutant.source, encoding="utf-8")
                os.utime(path, (0, 0))  # else a module compiled before could pass for the new one
            return self._fork(tests)
        finally:
            if path:
                path.write_bytes(before)

    def _fork(self, tests: Sequence[str]) -> int:
        child = os.fork()  # by now imports are done that every run needs
        if not child:
            self._child(tests)
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status)

    def _child(self, tests: Sequence[str]) -> None:
        code = 99
        try:
            log = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(log, 1)
            os.dup2(log, 2)
            import resource  # not on every system, nor is `fork`

            resource.setrlimit(resource.RLIMIT_CPU, (_CPU, _CPU))
            signal.alarm(10 * _CPU)
            os.environ["PYTHONPATH"] = str(self.source.parent)
            os.environ["HYPOTHESIS_PROFILE"] = "unshrunk"
            sys.path.insert(0, str(self.source.parent))
            sys.dont_write_bytecode = True
            import pytest

            usual = ["-x", "-q", "--rootdir", str(HOME), "-p", "no:cacheprovider", "-p", "no:xdist"]
            usual += ["--assert=plain", "--tb=line"]  # nobody reads more of them
            code = int(pytest.main([*usual, *tests]))
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)


def preload() -> None:
    """Import what every run of tests needs, once."""
    assert "peerpair" not in sys.modules, "the copy of it is to be tested"
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads do not live on in a fork
    for name in (*_PRELOADED, "pytest"):
        __import__(name)
    os.chdir(HOME)


def chosen(given: argparse.Namespace, table: Table, source: Path) -> Iterator[tuple[Area, Mutant]]:
    """Yield the errors that are asked for."""
    for area in table.areas:
        if given.area and area.name not in given.area:
            continue
        own = [written_down(e, source) for e in table.planted if e["area"] == area.name]
        if not given.planted:
            known = {mutant.address for mutant in own}
            draw = drawn(area, table, source, given.count)
            own += [mutant for mutant in draw if mutant.address not in known]
        for mutant in own:
            if given.match in mutant.address:
                yield area, mutant


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--area", action="append", help="only this area (repeatable)")
    parser.add_argument("--count", type=int, help="errors drawn in each area")
    parser.add_argument("--planted", action="store_true", help="only those of mutants.toml")
    parser.add_argument("--match", default="", help="only those whose address has this text")
    parser.add_argument("--part", default="1/1", help="the first of two parts: 1/2")
    parser.add_argument("--tests", nargs="+", help="these tests instead of the near ones")
    parser.add_argument("--trust", action="store_true", help="do not try them without an error")
    parser.add_argument("--list", action="store_true", help="run nothing")
    given = parser.parse_args(arguments)
    table = Table.read()
    with tempfile.TemporaryDirectory() as folder:
        shop = Workshop(Path(folder))
        part, parts = map(int, given.part.split("/"))
        wanted = [*chosen(given, table, shop.source)][part - 1 :: parts]
        if given.list:
            print(*(mutant.address for _, mutant in wanted), sep="\n")
            return 0
        preload()
        if not given.trust:
            _try_without(wanted, shop, given.tests)
        return _try(wanted, table, shop, given.tests)


def _try_without(
    wanted: Sequence[tuple[Area, Mutant]], shop: Workshop, tests: list[str] | None
) -> None:
    """Run the tests without any error: they must pass."""
    for tried in sorted({tuple(tests or area.tests) for area, _ in wanted}):
        if shop.run(tried):
            print(shop.log.read_text())
            raise SystemExit(f"without any error these fail: {' '.join(tried)}")


def _try(
    wanted: Sequence[tuple[Area, Mutant]], table: Table, shop: Workshop, tests: list[str] | None
) -> int:
    tally, by_area = Tally(), Counter[str]()
    for number, (area, mutant) in enumerate(wanted, 1):
        begin = time.perf_counter()
        reason = table.reason(mutant)
        if reason:
            tally.equivalent += 1
            said = f"equivalent ({reason})"
        elif code := shop.run(tests or area.tests, mutant):
            # Tests fail, or cannot be imported, or there is no end.
            if code not in (1, 2, -signal.SIGXCPU, -signal.SIGALRM):
                print(shop.log.read_text())
                raise SystemExit(f"the tests could not be run ({code}): {mutant.address}")
            tally.killed += 1
            by_area[area.name] += 1
            said = "killed"
        else:
            tally.survivors.append(mutant.address)
            said = "SURVIVED"
        seconds = time.perf_counter() - begin
        print(f"{number:4} {area.name:12} {seconds:5.1f} s  {said:8}  {mutant.address}", flush=True)
    print(
        f"{len(wanted)} errors planted: {tally.killed} killed, {len(tally.survivors)} survived "
        f"({tally.percentage:.1f} %), {tally.equivalent} equivalent"
    )
    print("killed by area:", ", ".join(f"{name} {count}" for name, count in by_area.items()))
    for address in tally.survivors:
        print("survived:", address)
    return 1 if tally.percentage > BAR else 0


if __name__ == "__main__":
    sys.exit(main())
