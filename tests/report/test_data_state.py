"""The verdict begins with the state of the data."""

from __future__ import annotations

from datetime import date

import peerpair as pp
from peerpair.model.place import Place
from peerpair.model.schedule import Issue, IssueKind, Topic
from peerpair.model.settings import Horizon
from peerpair.report.formats.text import TextReport
from peerpair.report.gather.state import data_state
from peerpair.report.gather.whole import build_view

FILE = Place.of("year.xlsx")


def issue(kind: IssueKind, *residents: str, topic: Topic = Topic.UNKNOWN) -> Issue:
    return Issue(FILE, "odd", "unknown", topic, kind=kind, residents=residents)


def test_nothing_is_said_where_everybody_is_known() -> None:
    assert data_state((), (), 9, [issue(IssueKind.PERSON, "a")], free=False) == ""


def test_the_reasons_are_counted_and_the_most_frequent_comes_first() -> None:
    issues = [
        issue(IssueKind.PERSON, "a", "z"),
        issue(IssueKind.ROTATION, "a", "b"),
        issue(IssueKind.ROTATION, "b", "c"),
        issue(IssueKind.FILE, "d", topic=Topic.LEFT_OUT),
    ]
    assert data_state(("a", "b", "c"), ("d",), 9, issues, free=False) == (
        "3 of 9 residents are unknown, and 1 more on some dates, because of rotations without "
        "hours (3), spellings that may mean them (1), rosters that do not reach over all dates "
        "(1). "
        "Unknown time is taken as busy."
    )


def test_the_text_begins_with_it() -> None:
    days = date(2026, 8, 3), date(2026, 8, 31)
    people = [pp.Resident("a", coverage=(days,)), pp.Resident("b", coverage=())]
    problem = pp.Problem(people, horizon=Horizon(*days), timezone="America/Chicago")
    view = build_view(problem, pp.solve(problem), [issue(IssueKind.COVERAGE, "b")])
    text = TextReport().write(view).decode()
    first = "1 of 2 residents is unknown, because of missing rosters (1). Unknown time is taken"
    assert text.startswith(first)
    assert text.index("Proven best") > text.index("unknown")
