"""Pages for residents: their partners, their times, and nothing else."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

import pytest

from peerpair.constraints import Exclude
from peerpair.generate import generate
from peerpair.model.problem import Problem
from peerpair.model.resident import Preference, Resident
from peerpair.report.residents.invitation import (
    NOT_MATCHED,
    WELCOME,
    Invitation,
    Invitations,
    MeetingTime,
    Partner,
    invite,
)
from peerpair.report.residents.page import resident_pages
from peerpair.report.words import meetings_text
from peerpair.text import clean
from tests.report.by_hand import consecutive, result_of
from tests.report.page import Page
from tests.report.test_report_html import HOSTILE, hash_of


@cache
def quorum_of_31() -> tuple[Problem, dict[str, bytes]]:
    problem = generate(31, 2)
    problem = replace(problem, meeting=replace(problem.meeting, quorum=2))
    groups = consecutive(problem)
    result = result_of(problem, [*groups[:-2], groups[-1]])
    return problem, resident_pages(invite(problem, result))


def test_each_group_has_a_page_and_all_others_one() -> None:
    problem, pages = quorum_of_31()
    assert list(pages) == [*(f"group-{i:03}.html" for i in range(1, 15)), "not-matched.html"]
    ids = [resident.id for resident in problem.residents]
    names = {resident.id: resident.name for resident in problem.residents}
    for i, name in enumerate(ids[:26]):
        page = Page(pages[f"group-{1 + i // 2:03}.html"])
        assert f"{names[name]}\n" in page.text
        others = {names[other] for other in ids} - {
            names[n] for n in ids[i // 2 * 2 : i // 2 * 2 + 2]
        }
        assert not any(f"{other}\n" in page.text for other in others)


def test_the_times_are_the_proposed_ones() -> None:
    problem, pages = quorum_of_31()
    result = result_of(problem, consecutive(problem)[:-2] + consecutive(problem)[-1:])
    for group in invite(problem, result).groups:
        text = Page(pages[f"group-{group.number:03}.html"]).text.replace("\xa0", " ")
        times = re.findall(r"^(\w{3} \d+ Aug, \d\d:\d\d–\d\d:\d\d)", text, re.MULTILINE)
        meetings = sorted((*group.weekly, *group.single), key=lambda m: m.start)
        assert len(times) == len(meetings)
        assert ("No time is proposed" in text) == (not meetings)
        if group.weekly:
            said = meetings_text(group.weekly, group.single, most=3)
            assert f"\n{said}\n" in text
        assert text.count(WELCOME) == 1


def test_who_may_be_missing_is_said_kindly_and_at_that_time_alone() -> None:
    ana, ben, cal = people = (Partner("a", "Ana"), Partner("b", "Ben"), Partner("c", "Cal"))
    starts = [datetime(2026, 8, day, 18) for day in (3, 10, 17)]
    absent: list[tuple[Partner, ...]] = [(), (cal,), (ana, ben)]
    weekly = tuple(
        MeetingTime(start, start + timedelta(hours=1), missing)
        for start, missing in zip(starts, absent, strict=True)
    )
    group = Invitation(1, people, weekly)
    (data,) = resident_pages(Invitations("Round", "August", "America/Chicago", (group,))).values()
    lines = Page(data).text.replace("\xa0", " ").splitlines()
    assert [line for line in lines if line.count(":") == 2 and "Mon " in line] == [
        "Mon 3 Aug, 18:00–19:00",
        "Mon 10 Aug, 18:00–19:00 perhaps without Cal",
        "Mon 17 Aug, 18:00–19:00 perhaps without Ana, Ben",
    ]
    assert data.count(b"<bdi>Cal</bdi>") == 2


def test_the_members_missing_from_a_quorum_are_on_the_page() -> None:
    problem = generate(3, 0)
    first, *others = problem.residents
    people = (replace(first, coverage=()), *others)
    problem = replace(
        problem, residents=people, meeting=replace(problem.meeting, quorum=2), unplaced="allow"
    )
    (group,) = (
        given_out := invite(problem, result_of(problem, [tuple(r.id for r in people)]))
    ).groups
    (data,) = resident_pages(given_out).values()
    assert len((*group.weekly, *group.single)) > 1
    assert Page(data).text.count(f"perhaps without {first.name}") == len(
        (*group.weekly, *group.single)
    )


def test_single_dates_are_in_the_sentence_and_years_where_they_are_needed() -> None:
    people = (Partner("a", "Ana"), Partner("b", "Ben"))

    def meeting(year: int, month: int, day: int) -> MeetingTime:
        start = datetime(year, month, day, 18)
        return MeetingTime(start, start + timedelta(hours=1))

    weekly = (meeting(2026, 12, 21), meeting(2026, 12, 28))
    group = Invitation(1, people, weekly, (meeting(2027, 1, 7),))
    (data,) = resident_pages(Invitations("Round", "Winter", "America/Chicago", (group,))).values()
    text = Page(data).text.replace("\xa0", " ")
    assert "28 Dec 2026; also Thu 7 Jan 2027, 18:00–19:00\n" in text
    assert "Mon 21 Dec 2026, 18:00–19:00\n" in text


def test_a_note_stands_on_every_page_as_text() -> None:
    problem = generate(5, 0)
    result = result_of(problem, consecutive(problem)[:1])
    for note in HOSTILE:
        pages = resident_pages(invite(problem, result, note))
        assert len(pages) == 2
        for data in pages.values():
            assert Page(data).text.count(clean(note)) == 1
            assert ("bdi",) in Page(data).tree
    trees = {
        tuple(Page(resident_pages(invite(problem, result, note))["group-001.html"]).tree)
        for note in (*HOSTILE, "Hello")
    }
    assert len(trees) == 1


def test_the_unmatched_are_told_one_sentence() -> None:
    problem, pages = quorum_of_31()
    page = Page(pages["not-matched.html"])
    told = [line for line in page.text.splitlines() if line]
    assert told == [problem.title, problem.title, "3 Aug 2026 – 30 Aug 2026", NOT_MATCHED]
    alone = Invitations("Round", "", "", (Invitation(1, (Partner("a", "Ana"),)),))
    assert list(resident_pages(alone)) == ["group-001.html"]


def test_a_page_says_nothing_that_residents_must_not_know() -> None:
    _, pages = quorum_of_31()
    words = (
        r"specialt|PGY|point|value|weight|rank|wish|prefer|exclu|score|week|group \d|rotation|IM\b"
    )
    for data in pages.values():
        page = Page(data)
        assert not re.search(words, page.text, re.IGNORECASE)
        assert not {entry[0] for entry in page.tree} & {"a", "script", "img", "form", "link"}
        assert ("content", f"default-src 'none'; style-src {hash_of(page.style)}") in page.values
        assert not re.search(rb"https?:|url\(|@import", data)
        assert not {name for name, _ in page.values if name.startswith("on")}


def test_nothing_depends_on_rules_or_wishes() -> None:
    problem = replace(generate(24, 2), constraints=())
    groups = consecutive(problem)[:-1]
    ids = [resident.id for resident in problem.residents]
    apart = [(a, b) for a in ids for b in ids if a < b and not any({a, b} <= {*g} for g in groups)]
    seen = set()
    for pairs in (apart[:0], apart[:1], apart[5:40:3], apart[-60:]):
        stated = replace(
            problem,
            constraints=tuple(Exclude(a, b, private=True) for a, b in pairs),
            preferences=tuple(Preference(a, b, 700) for a, b in pairs[:9]),
        )
        made = resident_pages(invite(stated, result_of(stated, groups)))
        seen.add(tuple(made.items()))
    assert len(seen) == 1


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text(name: str) -> None:
    def page(called: str) -> Page:
        problem = Problem((Resident("../../x", called), Resident("CON", "Ben")), title=called)
        made = resident_pages(invite(problem, result_of(problem, [("../../x", "CON")])))
        assert list(made) == ["group-001.html"]
        return Page(made["group-001.html"])

    assert page(name).tree == page("Ana").tree
    assert clean(name) in page(name).text


def test_numbers_of_many_groups_stay_apart() -> None:
    many = tuple(Invitation(i, (Partner("a", "Ana"),)) for i in (7, 77, 777, 7777))
    names = list(resident_pages(Invitations("Round", "", "", many)))
    assert names == ["group-0007.html", "group-0077.html", "group-0777.html", "group-7777.html"]
