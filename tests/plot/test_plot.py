"""Pictures: what is drawn is what was computed, and nothing else is touched."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest

import peerpair as pp
from peerpair.errors import PeerpairError, ProblemError
from peerpair.generate import generate
from peerpair.model.group import Group
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.result import Result, Status
from peerpair.report.gather.chance import chance
from peerpair.report.gather.contacts import contacts as count_contacts
from peerpair.verify.facts import PlainFacts
from tests.report.by_hand import consecutive, result_of
from tests.report.hostile import HOSTILE

pytest.importorskip("matplotlib", reason="pictures need matplotlib")

from matplotlib.collections import PatchCollection
from matplotlib.container import ErrorbarContainer
from matplotlib.figure import Figure

from peerpair import plot

PICTURES: list[Any] = [plot.overlap, plot.contacts, plot.fairness]
MEETINGS: list[dict[str, Any]] = [{}, {"mode": "in_person"}, {"cap_minutes_per_day": None}]


def some(n: int = 13, seed: int = 2, **meeting: Any) -> tuple[Problem, Result]:
    problem = generate(n, seed)
    problem = replace(problem, meeting=replace(problem.meeting, **meeting))
    return problem, result_of(problem, consecutive(problem)[1:])


def png(ax: Any) -> bytes:
    data = io.BytesIO()
    ax.figure.savefig(data, format="png", metadata={"Software": None})
    return data.getvalue()


@pytest.mark.parametrize("meeting", MEETINGS, ids=str)
def test_the_map_holds_what_each_two_share(meeting: dict[str, Any]) -> None:
    problem, result = some(**meeting)
    facts, ids = PlainFacts(problem), [r.id for r in problem.active]
    for measure in ("hours", "weeks"):
        ax: Any = plot.overlap(problem, result, measure=measure)
        names = [text.get_text() for text in ax.get_yticklabels()]
        assert sorted(names) == sorted(r.name for r in problem.active)
        found = np.asarray(ax.images[0].get_array().filled(np.nan))
        by_name = {r.name: r.id for r in problem.active}
        order = [by_name[name] for name in names]
        assert sorted(order) == sorted(ids)
        for (i, one), (j, other) in combinations(enumerate(order), 2):
            pair = (one, other)
            starts = facts.starts(pair)[one].values()
            slot = problem.meeting.slot_minutes
            cap = problem.meeting.cap_minutes_per_day or 10**6
            hours = sum(min(cap, slot * n) for n in starts) / 60
            expected = hours if measure == "hours" else facts.weeks_met(pair)[one]
            assert found[i, j] == found[j, i] == pytest.approx(expected)
        assert np.isnan(found.diagonal()).all()


def test_the_map_stands_by_specialty_and_marks_the_groups() -> None:
    problem, result = some(23)
    ax: Any = plot.overlap(problem, result)
    people = {r.name: r for r in problem.active}
    order = [people[text.get_text()] for text in ax.get_yticklabels()]
    runs = [r.specialty for r in order]
    changes = sum(one != other for one, other in pairwise(runs))
    assert changes == len(set(runs)) - 1
    squares: list[Any] = [c for c in ax.collections if isinstance(c, PatchCollection)]
    marked = {
        (order[round(float(x))].id, order[round(float(y))].id)
        for x, y in (path.vertices[:4].mean(axis=0) for path in squares[-1].get_paths())
    }
    groups = {p for g in result.groups for p in combinations(g.members, 2)}
    assert marked == groups | {(j, i) for i, j in groups}
    assert not any(isinstance(c, PatchCollection) for c in plot.overlap(problem).collections)


def test_large_maps_name_specialties() -> None:
    problem, result = some(61)
    ax: Any = plot.overlap(problem, result)
    names = [text.get_text() for text in ax.get_xticklabels()]
    assert sorted(names) == sorted({r.specialty or "" for r in problem.active})
    assert ax.get_xlabel() == "61 residents, by specialty"
    assert ax.get_xlim() == (-0.5, 60.5)  # no room is left around the map


def test_bars_and_lots_are_those_of_the_computation() -> None:
    problem, result = some(31)
    ax: Any = plot.fairness(problem, result, draws=50, seed=3)
    found = chance(problem, result, 50, 3)
    assert found is not None
    assert [bar.get_height() for bar in ax.patches] == [*found.formed]
    (points,) = (line for line in ax.lines if line.get_marker() == "D")
    assert np.asarray(points.get_ydata()) == pytest.approx(found.mean)
    (error,) = (c for c in ax.containers if isinstance(c, ErrorbarContainer))
    (lines,) = error[2]
    ends = [(float(low[1]), float(high[1])) for low, high in lines.get_segments()]
    reach = zip(found.low, found.mean, found.high, strict=True)
    assert ends == [pytest.approx((min(low, mean), max(high, mean))) for low, mean, high in reach]
    assert len({high - low for low, high in ends}) > 2
    assert ax.get_xlabel().endswith("(of 4)")


def test_lines_and_circles_are_those_of_the_computation() -> None:
    problem, result = some(40)
    ax: Any = plot.contacts(problem, result)
    found = count_contacts(problem, result)
    assert found is not None
    circles = ax.collections[0]
    assert len(circles.get_offsets()) == len(found.specialties)
    assert len(ax.lines) == found.joined
    texts = [text.get_text() for text in ax.texts]
    for name in found.specialties:
        assert any(text.split("\n")[0] == name for text in texts)
    numbers = [n for i, row in enumerate(found.counts) for n in row[:i] if n]
    on_lines = [text.get_text() for text in ax.texts if text.get_bbox_patch() is not None]
    assert sorted(on_lines) == sorted(f"{n:,}" for n in numbers)


def test_the_course_of_a_run() -> None:
    progress = [
        pp.Progress("compile", 0.0),
        pp.Progress("weeks<=0", 0.5, -2, -1, pp.Level.named("weeks<=0")),
        pp.Progress("a level called total", 0.8, 1, 1, pp.Level.named("total")),
        pp.Progress("total", 1.0, 70),
        pp.Progress("total", 2.0, 70, 90),
        pp.Progress("total", 3.0, 85, 88),
    ]
    ax: Any = plot.convergence(progress)
    steps = {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}
    value, bound = steps["best answer so far"], steps["bound: no answer can exceed it"]
    assert [*value.get_ydata()] == [70, 70, 85, 85]
    assert [*value.get_xdata()] == [1, 2, 3, 3]
    assert [*bound.get_ydata()] == [90, 88, 88]
    assert ax.get_title() == "Best answer and bound; last gap 3.5%"
    assert ax.get_ylabel() == "total (points)"
    assert plot.convergence(progress, stage="weeks<=0").get_ylabel() == "weeks<=0"
    level = plot.convergence(progress, stage="a level called total")
    assert level.get_ylabel() == "total"  # of whatever it counts; points it has none
    for odd in ([], [pp.Progress("compile", 0.0)]):
        assert png(plot.convergence(odd))


def test_a_real_run_can_be_drawn() -> None:
    progress: list[pp.Progress] = []
    pp.solve(generate(20, 1), seconds=30, on_progress=progress.append)
    assert "total (points)" in plot.convergence(progress).get_ylabel()


@pytest.mark.filterwarnings("ignore:Glyph .* missing from:UserWarning")
@pytest.mark.parametrize("size", [9, 45], ids=["by name", "by specialty"])
def test_hostile_names_are_drawn_as_text(size: int) -> None:
    names = [*HOSTILE, "$", "$\\frac{", "_x", "$$a$$"]
    problem = generate(size, 1)
    for first in range(0, len(names), size):
        some_names = (names * 2)[first : first + size]
        people = tuple(
            replace(person, name=name, specialty=name)
            for person, name in zip(problem.residents, some_names, strict=True)
        )
        case = replace(problem, residents=people, title=some_names[0])
        result = result_of(case, consecutive(case))
        for draw in PICTURES:
            assert png(draw(case, result)).startswith(b"\x89PNG")
        labels = plot.overlap(case).get_yticklabels()
        assert len(labels) == size or size > 30
        assert not any(label.get_parse_math() for label in labels)
        assert all(len(label.get_text()) <= 24 for label in labels)


@pytest.mark.parametrize("draw", PICTURES)
def test_given_axes_are_used_and_equal_input_gives_equal_pictures(draw: Any) -> None:
    problem, result = some()
    ax = Figure().add_subplot()
    assert draw(problem, result, ax=ax) is ax
    assert png(draw(problem, result)) == png(draw(problem, result))


def test_nothing_global_is_touched() -> None:
    code = """
import matplotlib
before = dict(matplotlib.rcParams)
from peerpair import evaluate, plot
from peerpair.generate import generate
problem = generate(4, 1)
result, _ = evaluate(problem, [("r001", "r002"), ("r003", "r004")])
for draw in (plot.overlap, plot.contacts, plot.fairness):
    draw(problem, result)
plot.convergence([])
same = before == dict(matplotlib.rcParams)
import matplotlib.pyplot as plt
print(plt.get_fignums(), same)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[] True"


def test_what_cannot_be_drawn_is_said() -> None:
    plain = Problem((Resident("a"), Resident("b")))
    result = result_of(plain, [("a", "b")])
    for draw in PICTURES:
        with pytest.raises(PeerpairError, match="needs"):
            draw(plain, result)
    strangers = Result(Status.FEASIBLE, groups=(Group(("a", "nobody"), 0),))
    for draw in PICTURES:
        with pytest.raises((ProblemError, PeerpairError)):
            draw(generate(4, 1), strangers)


def test_without_the_library_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem, result = some()
    for name in [name for name in sys.modules if name.split(".")[0] == "matplotlib"]:
        monkeypatch.setitem(sys.modules, name, None)
    message = r"need matplotlib: pip install 'peerpair\[plot\]'"
    for draw in PICTURES:
        with pytest.raises(PeerpairError, match=message):
            draw(problem, result)
    with pytest.raises(PeerpairError, match=message):
        plot.convergence([])
