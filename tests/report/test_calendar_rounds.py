"""Any course of results, drafts and sendings: what residents' calendars show, and what leaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from peerpair.report.calendars import State
from peerpair.report.calendars.event import CalendarEvent
from peerpair.report.residents.invitation import Invitation, MeetingTime, Partner
from tests.report.calendar_model import WEEK, Sender, events, group, lines, weekly

PEOPLE = [Partner(name, name.upper()) for name in "abcdefg"]
TIMES = ["2026-08-03T18:00", "2026-08-05T07:30", "2026-08-08T20:00"]
FIRST_DAY = date(2026, 8, 3)
Times = tuple[datetime, datetime]


@dataclass(frozen=True)
class Step:
    """One result: its groups, who is in the programme, and how it is made."""

    groups: list[Invitation]
    people: list[Partner]
    first: int
    options: dict[str, Any]
    days: int
    sent: bool


@st.composite
def steps(draw: st.DrawFn, blocks: bool) -> Step:
    """Draw a result over all weeks, or over some of them."""
    people = draw(st.permutations(PEOPLE[:5] if blocks else PEOPLE))
    people = people[: draw(st.integers(4, len(people)))]
    first = draw(st.integers(0, 5)) if blocks else 0
    left = list(people)
    groups: list[Invitation] = []
    while len(left) >= 2 and draw(st.integers(0, 9)):
        size = draw(st.integers(2, min(3, len(left))))
        members, left = left[:size], left[size:]
        # Few pairs and few times, so that the same ones come back.
        base, others = draw(st.permutations(TIMES))[:2]
        series: list[MeetingTime] = []
        single: list[MeetingTime] = []
        for week in range(first, first + 4):
            what = draw(st.sampled_from(["none", "series", "series", "single"]))
            missing = (draw(st.sampled_from(members)),) if size == 3 and draw(st.booleans()) else ()
            if what != "none":
                text, found = (base, series) if what == "series" else (others, single)
                found.extend(weekly(text, (week,), missing=missing))
        groups.append(group(*members, number=len(groups) + 1, weekly=series, single=single))
    start = FIRST_DAY + first * WEEK
    options = {
        "per": draw(st.sampled_from(["group", "resident"])),
        "organizer": draw(st.sampled_from([None, None, "chief@example.org"])),
        "order": [partner.id for partner in people],
        "dates": (start, start + 4 * WEEK) if blocks else None,
    }
    days = draw(st.integers(0, 12))
    return Step(groups, people, first, options, days, draw(st.booleans()))


def of(step: Step, resident: str) -> set[Times]:
    """Return the meetings of a result that a resident is told of."""
    return {
        (meeting.start.astimezone(UTC), meeting.end.astimezone(UTC))
        for each in step.groups
        for meeting in (*each.weekly, *each.single)
        if resident in {partner.id for partner in each.partners}
        and (
            step.options["per"] == "group"
            or resident not in {partner.id for partner in meeting.missing}
        )
    }


def speaks_of(step: Step, times: Times) -> bool:
    dates = step.options["dates"]
    day = times[0].astimezone(weekly(TIMES[0], (0,))[0].start.tzinfo).date()
    return dates is None or bool(dates[0] <= day < dates[1])


@given(st.booleans().flatmap(lambda blocks: st.lists(steps(blocks), min_size=2, max_size=6)))
@settings(max_examples=150)
def test_calendars_show_what_was_sent_last(course: list[Step]) -> None:
    sender, now = Sender(), datetime(2026, 7, 30, tzinfo=UTC)
    told: set[frozenset[str]] = set()
    for step in course:
        now += timedelta(days=step.days)
        before = {event.uid: event for event in all_events(sender.state)}
        held = {name: set(sender.calendars[name].all()) for name in "abcdefg"}
        options = step.options | {"now": now}
        found = sender.draft(*step.groups, **options)
        check_steps(before, sender.state, now)
        check_files(found.files, step)
        # Who was never told of a group does not hear of it when it is gone.
        teams = {frozenset(p.id for p in each.partners) for each in step.groups}
        for name, receivers in found.receivers.items():
            if name.startswith("cancelled") and step.options["per"] == "group":
                assert any(frozenset(receivers) <= team for team in told)
            assert receivers
            for event in events(found.files[name]):
                assert team_of(event) in teams | told
        assert {frozenset(kept.members) for kept in sender.state.groups} <= teams | told
        again = sender.draft(*step.groups, **options)
        assert (again.files, again.state) == (found.files, found.state)
        if not step.sent:
            continue
        sender.deliver()
        told |= {frozenset(kept.members) for kept in sender.state.groups if kept.events}
        for name in "abcdefg":
            shown = sender.calendars[name].all()
            assert len(shown) == len(set(shown))
            stays = {t for t in held[name] if t[1] <= now or not speaks_of(step, t)}
            wanted = {t for t in of(step, name) if t[1] > now} | stays
            assert {t for t in shown if t[1] > now} == {t for t in wanted if t[1] > now}
            # Nothing that took place is erased, and nothing that was never proposed is added.
            gone_by = {t for t in shown if t[1] <= now}
            assert stays - gone_by <= {t for t in stays if t[1] > now}
            assert gone_by <= {t for each in course for t in of(each, name)}
        again = sender.draft(*step.groups, **options)
        assert sender.state.drafts == 0
        assert written(again.files) <= written(found.files)


def all_events(state: State) -> list[CalendarEvent]:
    return [event for kept in state.groups for event in kept.events]


def written(files: Any) -> set[bytes]:
    """Return the events of files as they are written there."""
    return {event.to_ical() for data in files.values() for event in events(data)}


def team_of(event: Any) -> frozenset[str]:
    """Return whose meeting an event says it is."""
    return frozenset(str(event["DESCRIPTION"]).split("\n\n")[0].lower().split("\n"))


def check_steps(before: dict[str, CalendarEvent], state: State, now: datetime) -> None:
    """An event changes exactly if its SEQUENCE grows by one."""
    found = all_events(state)
    assert len({event.uid for event in found}) == len(found)
    for event in found:
        old = before.get(event.uid)
        if old is None:
            assert (event.sequence, event.stamp, event.known) == (0, now, ())
        else:
            assert (event.sent, event.known) == (old.sent, old.known)
            assert event.sequence - old.sequence == (event.now != old.now)
            assert event.stamp == (old.stamp if event == old else max(now, old.stamp))


def check_files(files: Any, step: Step) -> None:
    for data in files.values():
        found = events(data)
        assert found
        if step.options["organizer"]:
            cancelled = "METHOD:CANCEL" in lines(data)
            assert cancelled or "METHOD:PUBLISH" in lines(data)
            assert {e["STATUS"] == "CANCELLED" for e in found} == {cancelled}
            assert len(found) == 1 or not cancelled
            assert all(e["ORGANIZER"] == "mailto:chief@example.org" for e in found)


def test_the_course_covers_what_it_is_for() -> None:
    """A draft that leaves no trace: the model above sees it."""
    sender = Sender()
    pair = group(*PEOPLE[:2], weekly=weekly(TIMES[0], range(4)))
    sender.send(pair)
    sender.draft(group(*PEOPLE[1:3], weekly=weekly(TIMES[1], range(4))))
    found = sender.draft(pair)
    assert list(found.files) == ["group-001.ics"]
    assert [each.draft for each in sender.state.groups] == [False]
    assert sender.state.groups[0].events[0].sequence == 2
