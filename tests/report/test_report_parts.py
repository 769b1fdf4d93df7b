"""Parts of a view: figures at a glance, bars beside chance, weeks without a time, findings."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from peerpair.generate import generate
from peerpair.model.place import Place
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.result import Result
from peerpair.model.schedule import Issue, Topic
from peerpair.model.settings import Horizon
from peerpair.report import ReportView, build_view
from peerpair.report.formats.html import HtmlReport
from peerpair.report.gather.chance import chance
from peerpair.report.gather.topics import MOST
from peerpair.report.words import tenths
from tests.report.by_hand import consecutive, result_of
from tests.report.page import Page


def free(weeks: int, n: int = 4) -> Problem:
    """Return residents who are always free."""
    end = date.fromordinal(date(2026, 8, 3).toordinal() + 7 * weeks)
    people = tuple(Resident(f"r{i}", specialty="AB"[i % 2]) for i in range(n))
    return Problem(people, Horizon(date(2026, 8, 3), end), "America/Chicago")


def viewed(problem: Problem, result: Result | None = None) -> ReportView:
    return build_view(problem, result or result_of(problem, consecutive(problem)))


def test_figures_at_a_glance_stand_beside_chance() -> None:
    problem = generate(31, 2)
    result = result_of(problem, consecutive(problem)[:-1])
    lots = chance(problem, result)
    assert lots is not None
    tiles = {tile.what: tile for tile in viewed(problem, result).tiles}
    assert tiles["groups"].figure == "14"
    assert tiles["groups"].note == "14 pairs"
    often = tiles["can meet every week"]
    assert often.figure == f"{lots.formed[-1]} of 31"
    assert often.note == f"{tenths(lots.mean[-1])} if drawn by lot"
    never = tiles["have no group or can never meet"]
    assert (never.figure, never.good) == (f"{lots.formed[0]} of 31", False)


@pytest.mark.parametrize(
    ("weeks", "often"),
    [(1, "can meet"), (8, "can meet every week"), (52, "can meet in 40 weeks or more")],
)
def test_often_means_every_week_but_not_of_a_year(weeks: int, often: str) -> None:
    view = viewed(free(weeks))
    tiles = {tile.what: tile.figure for tile in view.tiles}
    assert tiles[often] == "4 of 4"
    assert view.summary.startswith("All 4 residents have a group. All of them can meet")
    assert sum(bar.residents for bar in view.bars) == 4
    assert view.bars[0].residents == 4
    assert view.bars[0].share == 100


def test_bars_are_those_of_chance_most_weeks_first() -> None:
    problem = generate(40, 3)
    result = result_of(problem, consecutive(problem)[1:])
    lots = chance(problem, result)
    assert lots is not None
    bars = viewed(problem, result).bars
    assert [bar.residents for bar in bars] == list(reversed(lots.formed))
    assert [bar.lot for bar in bars] == [tenths(mean) for mean in reversed(lots.mean)]
    spans = zip(reversed(lots.low), reversed(lots.high), strict=True)
    assert [bar.span for bar in bars] == [f"{low} to {high}" for low, high in spans]
    assert bars[-1].label == "never, or no group"
    assert max(max(bar.share, bar.lot_share, bar.high_share) for bar in bars) == 100
    assert all(bar.low_share <= bar.high_share for bar in bars)


def test_a_year_is_cut_into_quarters() -> None:
    problem = generate(30, 1)
    year = replace(problem, horizon=Horizon(date(2026, 8, 3), date(2027, 8, 2)))
    bars = viewed(year).bars
    labels = [f"{low} to {low + 12} of 52 weeks" for low in (40, 27, 14, 1)]
    assert [bar.label for bar in bars] == [*labels, "never"]
    assert sum(bar.residents for bar in bars) == 30
    assert sum(float(bar.lot) for bar in bars) == pytest.approx(30, abs=0.3)
    assert not any(bar.span for bar in bars)


def test_weeks_without_a_time_are_told_as_dates() -> None:
    from peerpair.model.schedule import Assignment

    problem = free(6, 2)
    day, later, end = "2026-08-10T00:00", "2026-08-24T00:00", "2026-09-14T00:00"
    away = (Assignment("r0", day, later), Assignment("r1", "2026-09-07T00:00", end))  # type: ignore[arg-type]
    (group,) = viewed(replace(problem, busy=away)).groups
    assert group.gaps == "10 – 23 Aug, 7 – 13 Sep"
    (group,) = viewed(problem).groups
    assert group.gaps == ""


def test_a_member_who_cannot_come_is_named_with_the_meetings() -> None:
    problem = generate(31, 2)
    problem = replace(problem, meeting=replace(problem.meeting, quorum=2))
    view = viewed(problem)
    triad, text = view.groups[-1], Page(HtmlReport().write(view)).text
    absent = [p.name for time in triad.times if time.meeting for p in time.missing]
    for person in triad.people:
        told = f"without {person.name} {absent.count(person.name)} time"
        assert (told in text) == (person.name in absent)


def test_findings_are_grouped_and_counted_first() -> None:
    problem = generate(12, 3)
    issues = [
        Issue(Place.of("a.csv", i), f"odd {i}", "dropped", topic, hint="a hint")
        for topic, n in ((Topic.NOTE, 2), (Topic.UNKNOWN, 1), (Topic.LEFT_OUT, MOST + 5))
        for i in range(n)
    ]
    view = build_view(problem, result_of(problem, consecutive(problem)), issues)
    counted = [(topic.title, topic.count, topic.more) for topic in view.topics]
    assert counted == [
        ("Time that became unknown", 1, 0),
        ("Left out", MOST + 5, 5),
        ("Worth knowing", 2, 0),
    ]
    text = Page(HtmlReport().write(view)).text
    assert (
        f"{MOST + 8} notes on the rosters: 1 made time unknown, {MOST + 5} left something out, "
        "2 are worth knowing."
    ) in text
    assert view.unread == view.attention == MOST + 6 + len(view.never) + len(view.partly)
    assert f"Rosters not read as they stand ({MOST + 6})" in text
    assert "Left out (405)" in text
    assert "and 5 more, which are in issues.csv" in text
    assert "a.csv:1 odd 1; dropped Maybe a hint" in text


def test_every_topic_has_a_title() -> None:
    problem = generate(12, 3)
    issues = [Issue(Place.of("a.csv"), "odd", "dropped", topic) for topic in Topic]
    view = build_view(problem, result_of(problem, consecutive(problem)), issues)
    assert len(view.topics) == len(Topic)


def test_the_page_is_the_same_every_time() -> None:
    problem = generate(40, 3)
    result = result_of(problem, consecutive(problem))
    pages = {HtmlReport().write(viewed(problem, result)) for _ in range(2)}
    assert len(pages) == 1
