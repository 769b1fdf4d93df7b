"""No error of a function that reads files holds what was in them, whatever is wrong with them."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import peerpair as pp
from peerpair.config import read_config
from peerpair.documents.files import write_problem, write_result
from peerpair.errors import PeerpairError
from peerpair.generate import generate
from peerpair.read.files import formats
from peerpair.report.calendars.state import State, read_state, write_state
from tests.read.example import example_of
from tests.read.workbooks import workbook
from tests.test_confidential_faults import held

LONGEST = 500
"""Characters that no message has, and every file below."""


def long(data: bytes) -> bytes:
    """Return a file with blank lines at its end."""
    return data + b"\n" * LONGEST


def damaged(data: bytes, rng: random.Random) -> Iterator[bytes]:
    """Yield a file as mishaps leave it."""
    at = rng.randrange(1, max(2, len(data)))
    yield data
    yield data[:at]
    yield data[:at] + b'"' + data[at:]
    for odd in (b"\0", b"\xff\x81", b"[" * 5000, b"{", b"\n[[", b'"', b"9" * 5000):
        yield data[:at] + odd + data[at:]
        yield odd + data
        yield data + odd


def error_of(read: Callable[[], object]) -> PeerpairError | None:
    try:
        read()
    except PeerpairError as error:
        return error
    return None


def check(read: Callable[[], object]) -> int:
    """Read, and look at the error if there is one; return how many there were."""
    error = error_of(read)
    if error is None:
        return 0
    assert error.__context__ is None
    assert error.__cause__ is None
    assert all(len(thing) < LONGEST for thing in held(error) if isinstance(thing, str | bytes))
    return 1


@pytest.mark.parametrize("kind", formats())
def test_rosters(kind: str, tmp_path: Path) -> None:
    example = example_of(kind)
    for name, text in example.beside.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = 0
    for wrong in damaged(long(example.data.encode()), random.Random(kind)):
        (tmp_path / example.file).write_bytes(wrong)
        for strict in (False, True):
            found += check(partial(pp.read, tmp_path, timezone="America/Chicago", strict=strict))
        found += check(partial(pp.read, tmp_path / example.file, timezone="America/Chicago"))
    assert found > 10


def test_workbooks_and_lists(tmp_path: Path) -> None:
    schedule = pp.Schedule((pp.Resident("a"), pp.Resident("b")), (), "America/Chicago")
    readers: list[Callable[[Path], object]] = [
        lambda file: pp.read(file, timezone="America/Chicago"),
        lambda file: pp.read_exclusions(file, schedule),
        lambda file: pp.read_preferences(file, schedule),
        pp.read_groups,
    ]
    rows = [("first", "second"), ("a", "b")]
    whole = [workbook({"Pairs": rows}), long(b"first,second\na,b\n")]
    found = 0
    for data in whole:
        for wrong in damaged(data, random.Random(1)):
            (tmp_path / "list.xlsx").write_bytes(wrong)
            found += sum(check(partial(read, tmp_path / "list.xlsx")) for read in readers)
    assert found > 100


def test_documents_and_settings(tmp_path: Path) -> None:
    problem = generate(6, 1)
    write_problem(problem, tmp_path / "problem.json")
    write_result(pp.solve(problem), tmp_path / "result.json")
    write_state(State(), tmp_path / "state.json")
    (tmp_path / "residents.csv").write_text("id,name\na,Ann\nb,Bea\n", encoding="utf-8")
    settings = 'rosters = { timezone = "America/Chicago", mapping = "mapping.toml" }\n'
    settings += "horizon = { start = 2026-08-03, end = 2026-08-31 }\n"
    (tmp_path / "peerpair.toml").write_text(settings, encoding="utf-8")
    (tmp_path / "mapping.toml").write_text('[[file]]\nmatch = "*.csv"\n', encoding="utf-8")
    round_of = tmp_path / "peerpair.toml"
    readers: dict[str, Callable[[], object]] = {
        "problem.json": lambda: pp.read_problem(tmp_path / "problem.json"),
        "result.json": lambda: pp.read_result(tmp_path / "result.json"),
        "state.json": lambda: read_state(tmp_path / "state.json"),
        "peerpair.toml": lambda: read_config(round_of),
        "mapping.toml": lambda: read_config(round_of).read(),
    }
    for name, read in readers.items():
        data = (tmp_path / name).read_bytes()
        found = 0
        for wrong in damaged(long(data), random.Random(name)):
            (tmp_path / name).write_bytes(wrong)
            found += check(read)
        (tmp_path / name).write_bytes(data)
        assert found > 10, name


def test_the_callers_own_context_stays(tmp_path: Path) -> None:
    (tmp_path / "p.json").write_bytes(b"\xff")
    own, caught = KeyError("of the caller"), None
    try:
        raise own
    except KeyError:
        caught = error_of(partial(pp.read_problem, tmp_path / "p.json"))
    assert caught is not None
    assert caught.__context__ is own
