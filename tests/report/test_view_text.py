"""Sentences of a report that must be true of the problem at hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

import peerpair as pp
from peerpair.constraints import Exclude
from peerpair.generate import generate
from peerpair.meetings.planner import propose_meetings
from peerpair.model.place import Place
from peerpair.model.problem import Problem
from peerpair.model.problem_remarks import remarks_on
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.resident import Resident
from peerpair.model.result import Result, Status
from peerpair.model.schedule import Assignment, Issue, Topic
from peerpair.model.settings import Horizon
from peerpair.report import build_view
from peerpair.report.formats.html import HtmlReport
from peerpair.report.gather.people import People
from peerpair.report.residents.invitation import invite
from peerpair.report.view import ReportView
from peerpair.solve import solve
from tests.report.by_hand import consecutive, result_of
from tests.report.page import Page

HORIZON = Horizon(date(2026, 8, 3), date(2026, 8, 17))
ZONE = "America/Chicago"


def text_of(view: ReportView) -> str:
    return Page(HtmlReport().write(view)).text.replace("\xa0", " ")


def test_groups_that_break_a_rule_are_said_to_do_so_and_no_rule_is_named() -> None:
    people = tuple(Resident(name, f"Dr {name}") for name in "abcd")
    problem = Problem(people, constraints=(Exclude("a", "b", private=True),))
    result, violations = pp.evaluate(problem, [("a", "b"), ("c", "d")])
    assert violations
    assert result.status is Status.UNKNOWN
    text = text_of(build_view(problem, result))
    assert "These groups break a rule" in text
    assert "Nothing found" not in text
    assert "Exclude" not in text
    assert "exclude" not in text
    assert "Nothing found in the time given" in text_of(build_view(problem, Result(Status.UNKNOWN)))


@pytest.mark.parametrize("unknown", ["busy", "free"])
def test_what_unknown_time_means_is_said_as_it_was_taken(unknown: str) -> None:
    known = ((HORIZON.start, date(2026, 8, 6)),)
    people = (Resident("a", coverage=()), Resident("b", coverage=known))
    problem = Problem(people, HORIZON, ZONE, unknown=unknown)
    text = text_of(build_view(problem, result_of(problem, [("a", "b")])))
    busy = ("nobody can tell when they are free", "No meeting is proposed on days without")
    free = ("taken to be free at all times, as you asked", "a meeting may be proposed on them")
    assert [words in text for words in busy] == [unknown == "busy"] * 2
    assert [words in text for words in free] == [unknown == "free"] * 2


def test_residents_of_whom_nothing_was_given_are_one_list() -> None:
    people = (*(Resident(f"r{i}", f"Dr {i}") for i in range(13)), Resident("x", coverage=()))
    problem = Problem(people, HORIZON, ZONE)
    result = solve(problem)
    assert len(result.warnings) == 14
    view = build_view(problem, result)
    assert view.warnings == ()
    assert [person.id for person in view.silent] == [f"r{i}" for i in range(13)]
    assert [person.id for person in view.unknown] == ["x"]
    text = text_of(view)
    assert "no entries, no coverage" not in text
    assert "No schedule was given (13)" in text
    assert view.attention == 13 + 1 + len(view.never)


def test_a_warning_is_hidden_only_where_its_very_resident_is_listed() -> None:
    people = (Resident("a"), Resident("a\u200b", coverage=()), Resident("a: b"), Resident("c"))
    busy = tuple(
        Assignment(name, datetime(2026, 8, 4), datetime(2026, 8, 5)) for name in ("a: b", "c")
    )
    problem = Problem(people, HORIZON, ZONE, busy)
    kept = ("a: something else", "a\u200b: something else", "a: b: something else")
    notes = remarks_on(problem)
    assert len(notes) == 2
    groups = [("a", "a: b"), ("a\u200b", "c")]
    remarks = (*notes, *(Remark(RemarkKind.OTHER, text=text) for text in kept))
    result = result_of(problem, groups, remarks=remarks)
    stored = pp.Result.from_document(result.to_document())
    assert {remark.kind for remark in stored.remarks} == {RemarkKind.OTHER}
    for given in (result, stored):
        view = build_view(problem, given)
        assert view.warnings == ("a: something else", "a: something else", "a: b: something else")
        assert [person.id for person in view.silent] == ["a"]
        assert len(view.unknown) == 1


def test_that_there_were_issues_is_said_only_where_they_are_not_listed() -> None:
    problem = Problem((Resident("a"), Resident("b")), issue_count=1)
    result = solve(problem)
    stored = pp.Result.from_document(result.to_document())
    (issue,) = [Issue(Place.of("a.csv"), "odd", "dropped")]
    for given in (result, stored):
        said = ("1 issue was reported when the rosters were read",)
        assert build_view(problem, given).warnings == said
        assert build_view(problem, given, [issue]).warnings == ()


@pytest.mark.parametrize(
    ("topic", "calm"),
    [(topic, topic not in (Topic.UNKNOWN, Topic.LEFT_OUT)) for topic in Topic],
)
def test_nothing_needs_attention_only_where_the_rosters_were_read(topic: Topic, calm: bool) -> None:
    problem = Problem((Resident("a"), Resident("b")), HORIZON, ZONE)
    issues = [Issue(Place.of("a.csv", i), "odd", "dropped", topic) for i in range(3)]
    view = build_view(problem, result_of(problem, [("a", "b")]), issues)
    text = text_of(view)
    assert ("Nothing needs attention" in text) == calm
    assert view.attention == view.unread == (0 if calm else 3)
    assert "3 notes on the rosters: 3 " in text
    assert "could not be taken" not in text


def test_a_name_that_is_not_unique_has_its_id_with_it() -> None:
    people = (
        Resident("a", "Sam Lee"),
        Resident("b", "Sam Lee"),
        Resident("c", "Cal"),
        Resident("d", "Cal", active=False),
        Resident("e", "Zoe\u0301"),
        Resident("f", "Zo\u00e9"),
        Resident("g", "h"),
        Resident("h"),
    )
    problem = Problem(people)
    shown = [People(problem).person(r.id).shown for r in people]
    assert shown[:4] == ["Sam Lee (a)", "Sam Lee (b)", "Cal", "Cal"]
    assert shown[4:] == ["Zoe\u0301 (e)", "Zo\u00e9 (f)", "h (g)", "h"]
    result = result_of(problem, [("a", "c"), ("b", "e")])
    text = text_of(build_view(problem, result))
    for name in ("Sam Lee (a)", "Sam Lee (b)", "Cal\n", "Zoe\u0301 (e)"):
        assert name in text
    names = [partner.name for group in invite(problem, result).groups for partner in group.partners]
    assert names == ["Sam Lee (a)", "Cal", "Sam Lee (b)", "Zoe\u0301 (e)"]


def test_meetings_at_hand_are_taken_and_not_proposed_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    problem = generate(13, 2)
    groups = consecutive(problem)
    result = result_of(problem, groups)
    meetings = propose_meetings(problem, groups)
    expected = build_view(problem, result), invite(problem, result)

    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("peerpair.report.gather.groups.propose_meetings", fail)
    monkeypatch.setattr("peerpair.report.residents.invitation.propose_meetings", fail)
    assert build_view(problem, result, meetings=meetings) == expected[0]
    assert invite(problem, result, meetings=meetings) == expected[1]


def test_a_call_says_what_kinds_it_may_be() -> None:
    calls = (Assignment("a", datetime(2026, 8, 3), datetime(2026, 8, 17), "backup", soft=True),)
    problem = Problem((Resident("a", "Ana"), Resident("b")), HORIZON, ZONE, calls)
    text = text_of(build_view(problem, solve(problem)))
    assert "Ana on call from home or backup" in text
    assert "on home call" not in text


def test_a_year_and_more_tells_the_years() -> None:
    horizon = Horizon(date(2026, 8, 3), date(2027, 9, 6))
    problem = Problem((Resident("a"), Resident("b")), horizon, ZONE)
    (group,) = build_view(problem, result_of(problem, [("a", "b")])).groups
    assert group.windows[0].text.startswith("Mon 3 Aug 2026, ")
    assert replace(group).meetings == "Mondays 18:00–19:00, 3 Aug 2026 – 30 Aug 2027"
