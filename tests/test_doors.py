"""What embedders run into: wrong arguments, missing files, parts of other packages, the log."""

from __future__ import annotations

import logging
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import peerpair as pp
from peerpair import plot
from peerpair.config import read_config
from peerpair.constraints import Exclude, Pin, SameSite, Together
from peerpair.report import build_view, check_places, invite, text_table, write_report

pd: Any = pytest.importorskip("pandas")  # OR-Tools brings it
PROBLEM = pp.Problem([pp.Resident("a"), pp.Resident("b")])
DAY = date(2026, 8, 3)
ANSWER = pp.solve(PROBLEM)
SCHEDULE = pp.Schedule(PROBLEM.residents, (), "America/Chicago")


def exclude(group: object) -> bool:
    """Have a name that is taken."""
    return True


WRONG: list[tuple[Callable[[], object], str]] = [
    (lambda: pp.solve(None), "problem"),  # type: ignore[arg-type]
    (lambda: pp.solve(PROBLEM, 5), "strategy"),  # type: ignore[arg-type]
    (lambda: pp.solve(PROBLEM, stop=True), "stop"),  # type: ignore[arg-type]
    (lambda: pp.solve(PROBLEM, start=5), "start"),  # type: ignore[arg-type]
    (lambda: pp.solve(PROBLEM, start=[5]), "start[0]"),  # type: ignore[list-item]
    (lambda: pp.evaluate(PROBLEM, ["ab"]), "groups[0]"),
    (lambda: pp.evaluate("ab", []), "problem"),  # type: ignore[arg-type]
    (lambda: pp.verify(PROBLEM, None), "result"),  # type: ignore[arg-type]
    (lambda: pp.verify({}, pp.solve(PROBLEM)), "problem"),  # type: ignore[arg-type]
    (lambda: pp.forecast(5), "problem"),  # type: ignore[arg-type]
    (lambda: pp.lint(5, date(2026, 8, 3), date(2026, 8, 4)), "schedule"),  # type: ignore[arg-type]
    (lambda: pp.read_problem(5), "path"),  # type: ignore[arg-type]
    (lambda: pp.write_problem(5, "x.json"), "problem"),  # type: ignore[arg-type]
    (lambda: pp.write_result(PROBLEM, "x.json"), "result"),  # type: ignore[arg-type]
    (lambda: pp.write_result(ANSWER, "x.json", certificate="x"), "certificate"),  # type: ignore[arg-type]
    (lambda: pp.read(5, timezone="America/Chicago"), "source"),  # type: ignore[arg-type]
    (lambda: pp.Problem.from_schedule(5, "2026-08-03", "2026-08-31"), "schedule"),  # type: ignore[arg-type]
    (lambda: pp.compile_problem(5), "problem"),  # type: ignore[arg-type]
    (lambda: pp.group_rule(5), "allowed"),  # type: ignore[arg-type]
    (lambda: pp.evaluate(PROBLEM, [("a", ["b"])]), "groups[0][1]"),  # type: ignore[list-item]
    (lambda: pp.read_groups(None), "path"),  # type: ignore[arg-type]
    (lambda: pp.read(".", timezone="UTC", limits=5), "limits"),  # type: ignore[arg-type]
    (lambda: pp.generate(5, start="x"), "start"),  # type: ignore[arg-type]
    (lambda: pp.generate("x"), "residents"),  # type: ignore[arg-type]
    (lambda: pp.generate(0), "residents"),
    (lambda: pp.Sizes.named("x"), "name"),
    (lambda: pp.Sizes.named([]), "name"),  # type: ignore[arg-type]
    (lambda: PROBLEM.without([7]), "numbers[0]"),
    (lambda: PROBLEM.without([-1]), "numbers[0]"),
    (lambda: PROBLEM.without(5), "numbers"),  # type: ignore[arg-type]
    (lambda: PROBLEM.without("x"), "numbers"),  # type: ignore[arg-type]
    (lambda: pp.solve(PROBLEM, isolate="yes"), "isolate"),  # type: ignore[arg-type]
    (lambda: pp.verify(PROBLEM, ANSWER, certificate="yes"), "certificate"),  # type: ignore[arg-type]
    (lambda: pp.group_rule(lambda group: True), "allowed"),
    (lambda: pp.group_rule(partial(any)), "allowed"),
    (lambda: pp.group_rule(exclude), "allowed"),
    (lambda: pp.read(".", timezone="UTC", residents=5), "residents"),  # type: ignore[arg-type]
    (lambda: pp.read(".", timezone="UTC", absences=["a", 5]), "absences[1]"),  # type: ignore[list-item]
    (lambda: pp.read(".", timezone="UTC", columns=5), "columns"),  # type: ignore[arg-type]
    (lambda: pp.read(".", timezone="UTC", mapping=5), "mapping"),  # type: ignore[arg-type]
    (lambda: pp.read(".", timezone="UTC", without="x"), "without"),
    (lambda: pp.read_exclusions("x.csv", 5), "schedule"),  # type: ignore[arg-type]
    (lambda: pp.read_preferences("x.csv", SCHEDULE, 5), "columns"),  # type: ignore[arg-type]
    (lambda: write_report(5, ANSWER, "x"), "problem"),  # type: ignore[arg-type]
    (lambda: write_report(PROBLEM, 5, "x"), "result"),  # type: ignore[arg-type]
    (lambda: write_report(PROBLEM, ANSWER, 5), "folder"),  # type: ignore[arg-type]
    (lambda: write_report(PROBLEM, ANSWER, "x", 5), "schedule_issues"),  # type: ignore[arg-type]
    (lambda: write_report(PROBLEM, ANSWER, "x", [5]), "schedule_issues[0]"),  # type: ignore[list-item]
    (lambda: write_report(PROBLEM, ANSWER, "x", state=5), "state"),  # type: ignore[arg-type]
    (lambda: write_report(PROBLEM, ANSWER, "x", certificate=5), "certificate"),  # type: ignore[arg-type]
    (lambda: check_places(5), "folder"),  # type: ignore[arg-type]
    (lambda: check_places("x", 5), "state"),  # type: ignore[arg-type]
    (lambda: build_view(PROBLEM, 5), "result"),  # type: ignore[arg-type]
    (lambda: build_view(PROBLEM, ANSWER, [5]), "schedule_issues[0]"),  # type: ignore[list-item]
    (lambda: invite(5, ANSWER), "problem"),  # type: ignore[arg-type]
    (lambda: read_config(5), "path"),  # type: ignore[arg-type]
    (lambda: pp.lint(SCHEDULE, DAY, DAY, 5), "limits"),  # type: ignore[arg-type]
    (lambda: write_report(PROBLEM, ANSWER, "x", note=5), "note"),  # type: ignore[arg-type]
    (lambda: write_report(PROBLEM, ANSWER, "x", organizer=5), "organizer"),  # type: ignore[arg-type]
    (lambda: write_report(PROBLEM, ANSWER, "x", calendars="x"), "calendars"),  # type: ignore[arg-type]
    (lambda: text_table(PROBLEM, None), "result"),  # type: ignore[arg-type]
    (lambda: plot.overlap(None), "problem"),  # type: ignore[arg-type]
    (lambda: plot.contacts(PROBLEM, 5), "result"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("call", "place"), WRONG)
def test_a_wrong_argument_is_named(call: Callable[[], object], place: str) -> None:
    with pytest.raises(pp.ArgumentError) as error:
        call()
    assert isinstance(error.value, TypeError)
    assert isinstance(error.value, pp.PeerpairError)
    assert [fault.place for fault in error.value.faults] == [place]


def test_missing_files_and_folders_are_what_python_calls_them(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as reading:
        pp.read_problem(tmp_path / "no.json")
    with pytest.raises(FileNotFoundError) as listed:
        pp.read_groups(tmp_path / "no.csv")
    with pytest.raises(FileNotFoundError) as roster:
        pp.read(tmp_path / "no.csv", timezone="America/Chicago")
    with pytest.raises(FileNotFoundError) as writing:
        pp.write_problem(PROBLEM, tmp_path / "no" / "p.json")
    with pytest.raises(IsADirectoryError) as folder:
        pp.write_problem(PROBLEM, tmp_path)
    for caught in (reading, listed, roster, writing, folder):
        error = caught.value
        assert isinstance(error, pp.PeerpairError)
        assert error.filename
        assert error.strerror


FAULTS: list[tuple[Callable[[], object], str]] = [
    (lambda: pp.Level("x"), "Level.kind: must be one of"),  # type: ignore[arg-type]
    (lambda: pp.Level(pp.LevelKind.WEEKS, "2"), "Level.threshold: must be an integer, got string"),  # type: ignore[arg-type]
    (lambda: pp.Remark("x"), "Remark.kind: must be one of"),  # type: ignore[arg-type]
    (lambda: pp.Remark(pp.RemarkKind.CLASH, confidential=True), "Remark: has the position"),
    (lambda: pp.DutyLimits(-1), "DutyLimits.week_hours: must be at least 0, got: -1"),
    (lambda: pp.Schedule(5, 5, 5), "Schedule.residents: must be a list"),  # type: ignore[arg-type]
    (lambda: pp.Schedule([5], (), "UTC"), "Schedule.residents[0]"),  # type: ignore[list-item]
    (lambda: pp.Schedule((), (), "UTC", [5]), "Schedule.issues[0]: must be of the class Issue"),  # type: ignore[list-item]
    (lambda: pp.Schedule((), (), "Mars/Olympus"), "Schedule.timezone: unknown time zone"),
    (lambda: pp.forecast(PROBLEM, seconds="x"), "seconds: must be a number, got string"),  # type: ignore[arg-type]
    (lambda: problem(issue_count="x"), "Problem.issue_count: must be an integer, got string"),
    (lambda: problem(sizes={2: [0, 3]}), 'sizes.2: unknown key. Maybe "2", a string?'),
    (lambda: problem(constraints=[SameSite]), "got the class SameSite. Maybe SameSite()"),
    (lambda: problem(objectives=[SameSite]), "objectives[0]: must be an objective, got the class"),
    (lambda: pp.Certificate(1, {5: 1}, (), (), 0), "Certificate.prices: must have strings"),  # type: ignore[dict-item]
]


def problem(**settings: Any) -> pp.Problem:
    """Return a problem with some settings."""
    return pp.Problem(PROBLEM.residents, **settings)


@pytest.mark.parametrize(("call", "words"), FAULTS)
def test_a_wrong_value_is_named_with_its_place(call: Callable[[], object], words: str) -> None:
    with pytest.raises(pp.PeerpairError, match=re.escape(words)) as error:
        call()
    assert isinstance(error.value, ValueError)


MIDNIGHTS = [
    datetime(2026, 8, 3),
    np.datetime64("2026-08-03"),
    np.datetime64("2026-08-03T00:00:00", "ns"),
    pd.Timestamp("2026-08-03"),
]
NO_DATES = [
    datetime(2026, 8, 3, 7),
    datetime(2026, 8, 3, tzinfo=UTC),
    np.datetime64("2026-08-03T07:00"),
    np.datetime64("NaT"),
    pd.Timestamp("2026-08-03") + pd.Timedelta(1, "ns"),
    pd.NaT,
    5,
]


@pytest.mark.parametrize("day", MIDNIGHTS)
def test_a_midnight_of_numpy_or_pandas_is_a_date(day: Any) -> None:
    horizon = pp.Problem.from_schedule(SCHEDULE, start=day, end="2026-08-31").horizon
    assert horizon == pp.Horizon(DAY, date(2026, 8, 31))
    assert type(horizon.start) is date
    assert pp.generate(4, start=day) == pp.generate(4, start=DAY)


@pytest.mark.parametrize("day", MIDNIGHTS)
def test_rosters_are_read_for_dates_of_numpy_or_pandas(day: Any, tmp_path: Path) -> None:
    (tmp_path / "who.csv").write_text("id,specialty\na,IM\n")
    dates = (day, date(2026, 8, 31))
    schedule = pp.read(tmp_path, timezone="America/Chicago", horizon=dates)
    assert [resident.id for resident in schedule.residents] == ["a"]


def test_residents_of_a_generator_are_residents() -> None:
    people = (resident for resident in PROBLEM.residents)
    assert pp.Problem(people, constraints=[Exclude("a", "b")]).active == PROBLEM.active  # type: ignore[arg-type]


@pytest.mark.parametrize("day", NO_DATES)
def test_any_other_moment_is_no_date(day: Any) -> None:
    with pytest.raises(pp.ProblemError, match=r"Horizon\.start: must be a date such as"):
        pp.Horizon(day, date(2026, 8, 31))


BAD: list[Callable[[], object]] = [
    lambda: pp.generate(5, "x"),  # type: ignore[arg-type]
    lambda: pp.read_problem("\0"),
    lambda: pp.read_result("\0"),
    lambda: pp.write_problem(PROBLEM, "\0"),
    lambda: Pin(5),  # type: ignore[arg-type]
    lambda: Pin(None),  # type: ignore[arg-type]
    lambda: Exclude("a"),
    lambda: Exclude("a", "a"),
    lambda: Together("a", "b", "c", "d"),
]


@pytest.mark.parametrize("call", BAD)
def test_bad_values_are_errors_of_ours(call: Callable[[], object]) -> None:
    with pytest.raises(pp.PeerpairError):
        call()


def test_rules_that_name_residents_can_be_replaced() -> None:
    assert replace(Exclude("b", "a"), private=True) == Exclude("a", "b", private=True)
    assert replace(Pin("a", "b"), members=("c", "d")) == Pin("c", "d")
    assert replace(Together("a", "b")) == Together("a", "b")


def test_numbers_of_numpy_are_limits_and_sizes() -> None:
    assert pp.generate(np.int64(5), np.int64(1)) == pp.generate(5, 1)  # type: ignore[arg-type]
    for seed in (3.0, np.int64(3)):
        assert type(pp.solve(PROBLEM, seed=seed).seed) is int  # type: ignore[arg-type]


def test_the_log_has_numbers_and_no_names(caplog: pytest.LogCaptureFixture) -> None:
    people = [pp.Resident(f"canary{i}", name=f"Canary {i}") for i in range(4)]
    rules = [Exclude("canary0", "canary1", private=True)]
    with caplog.at_level(logging.DEBUG, logger="peerpair"):
        pp.solve(pp.Problem(people, constraints=rules))
    assert "4 residents" in caplog.text
    assert "canary" not in caplog.text.lower()


PLUGIN = """
from dataclasses import dataclass
from typing import ClassVar
from peerpair.strategies.greedy import Greedy

class Other(Greedy):
    kind: ClassVar[str] = "other"
"""


def test_parts_of_other_packages_are_found(tmp_path: Path) -> None:
    (tmp_path / "theirs.py").write_text(PLUGIN)
    (tmp_path / "theirs_leaves.py").write_text("raise SystemExit('no')")
    info = tmp_path / "theirs-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: theirs\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[peerpair.strategies]\nother = theirs:Other\nbroken = theirs_not_here\n"
        "leaves = theirs_leaves\n"
    )
    pp.write_problem(PROBLEM, tmp_path / "p.json")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "from peerpair.cli.main import run\n"
        f"sys.exit(run(['solve', {str(tmp_path / 'p.json')!r}, '--strategy', 'other']))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"strategy": "other"' in done.stdout
    words = [line for line in done.stderr.splitlines() if "not used" in line]
    assert words == [
        "peerpair.strategies: theirs_not_here cannot be loaded, so it is not used "
        "(ModuleNotFoundError: No module named 'theirs_not_here')",
        f"peerpair.strategies: {tmp_path / 'theirs_leaves.py'} cannot be loaded, so it is not used "
        "(SystemExit: no)",
    ]
    assert "warn" not in done.stderr  # neither the class nor a line of ours


def test_a_file_that_cannot_be_loaded_is_left_out_alone(tmp_path: Path) -> None:
    (tmp_path / "aaa.py").write_text("import peerpair_not_there")
    (tmp_path / "half.py").write_text(
        PLUGIN.replace("Other", "Half").replace("other", "half") + "half a line"
    )
    (tmp_path / "late.py").write_text(
        PLUGIN.replace("Other", "Late").replace("other", "late") + "raise SystemExit(3)"
    )
    (tmp_path / "taken.py").write_text(PLUGIN.replace('"other"', '"greedy"'))
    (tmp_path / "zzz.py").write_text(PLUGIN)
    code = (
        "import warnings, peerpair as pp\n"
        "from peerpair import registry, strategies\n"
        f"strategies.__path__.append({str(tmp_path)!r})\n"
        "with warnings.catch_warnings(record=True) as told:\n"
        "    warnings.simplefilter('always')\n"
        "    print(*registry.family('strategies'))\n"
        "for each in told:\n"
        "    assert each.category is pp.PartWarning and issubclass(each.category, RuntimeWarning)\n"
        "    print(each.message)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    kinds, *words = done.stdout.splitlines()
    assert kinds.split() == ["exact", "greedy", "matching", "other", "random"]
    causes = {
        "aaa": "(ModuleNotFoundError: No module named 'peerpair_not_there')",
        "half": "(SyntaxError: invalid syntax)",
        "late": "(SystemExit: 3)",
        "taken": "(TypeError: strategies: kind 'greedy' belongs to Greedy)",
    }
    assert words == [
        f"peerpair.strategies: {tmp_path / name}.py cannot be loaded, so it is not used {cause}"
        for name, cause in causes.items()
    ]


def test_strategies_have_a_short_import_path() -> None:
    from peerpair.strategies import Exact, Greedy, Matching, Random

    kinds = [strategy.kind for strategy in (Exact, Greedy, Matching, Random)]
    assert kinds == ["exact", "greedy", "matching", "random"]
    answer = Greedy().run(pp.compile_problem(PROBLEM), pp.Limits())
    assert isinstance(answer, pp.Answer)
