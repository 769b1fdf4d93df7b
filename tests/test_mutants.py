"""The planting of errors itself: what is planted, where, and that it is seen."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

import peerpair
from benchmarks.mutants import Table, drawn, written_down
from benchmarks.mutations import mutants, planted

SOURCE = Path(peerpair.__file__).parent
HOME = Path(__file__).parents[1]
SAMPLE = '''
"""Words are left alone: 1 + 1."""
LIMIT = 3

class Counter:
    def over(self, numbers: list[int], start: int = 0) -> bool:
        """Nothing is planted in here either: 2 < 3."""
        total = start
        for number in numbers:
            if number > LIMIT and not number % 2:
                total += max(number, 1) // 2
        return total >= LIMIT

    def describe(self) -> str:
        return f"{1 + 1}"
'''


def test_what_is_planted() -> None:
    found = [*mutants("sample", SAMPLE, ["describe"])]
    assert Counter(each.function for each in found) == {"": 2, "Counter.over": len(found) - 2}
    changes = {(each.code, each.instead) for each in found}
    assert changes >= {
        ("LIMIT = 3", "LIMIT = 4"),
        ("number > LIMIT", "number >= LIMIT"),
        ("number > LIMIT", "number <= LIMIT"),
        ("number > LIMIT and (not number % 2)", "number > LIMIT or not number % 2"),
        ("number > LIMIT and (not number % 2)", "number > LIMIT"),
        ("not number % 2", "number % 2"),
        ("number % 2", "number // 2"),
        ("max(number, 1)", "min(number, 1)"),
        ("max(number, 1) // 2", "-(-max(number, 1) // 2)"),
        ("total += max(number, 1) // 2", "total -= max(number, 1) // 2"),
        ("total += max(number, 1) // 2", "total = max(number, 1) // 2"),
        ("total >= LIMIT", "total > LIMIT"),
    }
    for each in found:
        ast.parse(each.source)
        assert each.source != SAMPLE
    assert len({each.address for each in found}) == len(found)


def test_an_error_goes_where_its_code_is() -> None:
    (found,) = planted("sample", SAMPLE, "Counter.over", "total >= LIMIT", "total == LIMIT")
    assert "return (total == LIMIT)" in found.source
    assert not planted("sample", SAMPLE, "Counter.describe", "total >= LIMIT", "True")


def test_the_table_has_enough_errors_and_each_entry_has_its_place() -> None:
    table = Table.read()
    known = [written_down(entry, SOURCE).address for entry in table.planted]
    assert len({*known}) == len(known) >= 20
    every = {area.name: drawn(area, table, SOURCE, 10**6) for area in table.areas}
    assert sum(min(area.count, len(every[area.name])) for area in table.areas) >= 150
    there = {(m.function, m.code, m.instead) for found in every.values() for m in found}
    for entry in table.equivalent:
        place = entry["function"], entry["code"], entry["instead"]
        assert place in there, f"mutants.toml: is no error any more: {place}"
        assert entry["because"]
    assert all((HOME / test.split("::")[0]).exists() for area in table.areas for test in area.tests)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks.mutants", "--planted", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=HOME, check=False)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="errors are planted in forked processes")
@pytest.mark.skipif(
    not (HOME / "src").is_dir(), reason="errors are planted in the sources, which are not here"
)
def test_planted_errors_are_seen_or_survive() -> None:
    near = ["--match", "WrittenDate.order", "--tests", "tests/known/test_dates.py"]
    found = run(*near)
    assert "2 errors planted: 2 killed, 0 survived" in found.stdout, found.stdout + found.stderr
    assert found.returncode == 0
    blind = run(*near[:-1], "tests/known/test_dates.py::test_small_cells")
    assert "2 errors planted: 0 killed, 2 survived (100.0 %)" in blind.stdout
    assert "survived: read/dates/written:WrittenDate.order" in blind.stdout
    assert blind.returncode == 1
