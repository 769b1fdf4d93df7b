"""What `peerpair.lint` says about rosters, rule by rule, and against counting minute by minute."""

from __future__ import annotations

import pickle
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import peerpair as pp
from peerpair import Assignment, DutyLimits, Issue, Resident, Topic

ZONE = "America/Chicago"
START, END = date(2026, 8, 3), date(2026, 8, 31)  # four weeks from a Monday on
SPRING, AUTUMN = date(2026, 3, 2), date(2026, 10, 26)  # the clock changes on the first Sunday


def duty(start: str, end: str, kind: str | None = "ward", who: str = "a") -> Assignment:
    return Assignment(who, datetime.fromisoformat(start), datetime.fromisoformat(end), kind)


def found(
    entries: Sequence[Assignment],
    topic: Topic | None = None,
    start: date = START,
    end: date = END,
    residents: Sequence[Resident] = (Resident("a"),),
    limits: DutyLimits | None = None,
) -> list[Issue]:
    schedule = pp.Schedule(residents, entries, ZONE)
    issues = pp.lint(schedule, start, end, *([limits] if limits else []))
    return [issue for issue in issues if topic is None or issue.topic is topic]


def only(issues: list[Issue]) -> str:
    assert len(issues) == 1, issues
    return issues[0].message


def test_an_ordinary_week_is_not_odd() -> None:
    days = [START + timedelta(days=d) for d in range(28) if d % 7 < 5]
    assert found([duty(f"{d} 07:00", f"{d} 17:00") for d in days]) == []


def test_an_issue_names_its_resident_and_says_that_nothing_was_done() -> None:
    issue = found([duty("2026-08-03 07:00", "2026-08-04 13:00", "call")])[0]
    assert (issue.place, issue.place.file) == ("resident a", "resident a")
    assert issue.residents == ("a",)
    assert issue.action == "reported only"
    assert pickle.loads(pickle.dumps(issue)) == issue
    assert str(issue).startswith("resident a: 30 h of duty without a pause, more than 28 h: ")


@pytest.mark.parametrize(("start", "end"), [(START, START), (END, START)])
def test_dates_must_be_in_order(start: date, end: date) -> None:
    with pytest.raises(ValueError, match=r"end: must be after start 2026-08-"):
        found([], start=start, end=end)


@pytest.mark.parametrize(
    ("name", "value"),
    [("week_hours", -1), ("averaged_weeks", 0), ("days_for_a_day_off", 0), ("break_hours", True)],
)
def test_limits_are_whole_numbers_that_mean_something(name: str, value: int) -> None:
    with pytest.raises(ValueError, match=f"DutyLimits.{name}: must be "):
        DutyLimits(**{name: value})


# ---------------------------------------------------------------- overlaps


def test_duties_that_overlap_are_told_by_kinds_with_the_first_and_how_many() -> None:
    entries = [
        duty("2026-08-03 06:00", "2026-08-03 19:00"),
        duty("2026-08-03 13:00", "2026-08-03 17:00", "clinic"),
        duty("2026-08-10 06:00", "2026-08-10 19:00"),
        duty("2026-08-10 13:00", "2026-08-10 17:00", "clinic"),
        duty("2026-08-12 06:00", "2026-08-12 19:00"),
        duty("2026-08-12 18:30", "2026-08-13 00:00", None),
    ]
    one, other = found(entries, Topic.OVERLAP)
    assert one.message == (
        "'ward' Mon 2026-08-03 06:00–19:00 and 'clinic' Mon 2026-08-03 13:00–17:00 overlap by 4 h "
        "(2 times, this is the first)"
    )
    assert other.message == (
        "'ward' Wed 2026-08-12 06:00–19:00 and an entry without a kind Wed 2026-08-12 18:30–24:00 "
        "overlap by 30 min"
    )


def test_duties_that_touch_do_not_overlap() -> None:
    entries = [
        duty("2026-08-03 07:00", "2026-08-03 19:00"),
        duty("2026-08-03 19:00", "2026-08-04 07:00", "night_float"),
    ]
    assert found(entries, Topic.OVERLAP) == []


def test_absences_have_words_of_their_own() -> None:
    entries = [
        duty("2026-08-10 00:00", "2026-08-15 00:00", "vacation"),
        duty("2026-08-09 19:00", "2026-08-10 07:00", "night_float"),
        duty("2026-08-12 08:00", "2026-08-12 17:00", "clinic"),
        duty("2026-08-13 08:00", "2026-08-13 17:00", "clinic"),
    ]
    clinic, night = found(entries, Topic.OVERLAP)
    assert clinic.message == (
        "'clinic' Wed 2026-08-12 08:00–17:00 overlaps 'vacation' Mon 2026-08-10 to Fri 2026-08-14 "
        "by 9 h (2 times, this is the first)"
    )
    assert night.message == (
        "'night_float' Sun 2026-08-09 19:00 to Mon 2026-08-10 07:00 reaches 7 h into "
        "'vacation' Mon 2026-08-10 to Fri 2026-08-14"
    )


def test_absences_among_themselves_and_soft_entries_are_not_odd() -> None:
    soft = Assignment("a", "2026-08-03T00:00", "2026-08-31T00:00", "home_call", soft=True)  # type: ignore[arg-type]
    entries = [
        soft,
        duty("2026-08-03 07:00", "2026-08-03 19:00"),
        duty("2026-08-05 00:00", "2026-08-07 00:00", "vacation"),
        duty("2026-08-06 00:00", "2026-08-08 00:00", "sick"),
    ]
    assert found(entries) == []


def test_overlaps_outside_the_dates_are_not_told() -> None:
    twice = [duty("2026-08-02 06:00", "2026-08-02 23:00"), duty("2026-08-02 08:00", "2026-08-03")]
    assert found(twice, Topic.OVERLAP) == []
    assert found(twice, Topic.OVERLAP, START - timedelta(days=1)) != []


def test_an_entry_that_a_clock_change_empties_is_nothing() -> None:
    entries = [
        duty("2026-03-08 00:00", "2026-03-08 08:00"),
        duty("2026-03-08 02:15", "2026-03-08 03:15", "clinic"),  # 03:15 to 03:15
    ]
    assert found(entries, Topic.OVERLAP, SPRING, SPRING + timedelta(days=7)) == []


# ---------------------------------------------------------------- hours


def week(first: date, hours: float, days: int = 5) -> list[Assignment]:
    """Return duties of so many hours together, the same each day."""
    entries = []
    for day in range(days):
        at = datetime(first.year, first.month, first.day) + timedelta(days=day)
        entries.append(Assignment("a", at, at + timedelta(hours=hours / days), "ward"))
    return entries


def test_eighty_hours_are_not_more_than_eighty() -> None:
    entries = [e for w in range(4) for e in week(START + timedelta(days=7 * w), 80, 5)]
    assert found(entries, Topic.HOURS) == []
    more = duty("2026-08-08 00:00", "2026-08-08 00:01")
    assert only(found([*entries, more], Topic.HOURS)) == (
        "80 h 1 min of duty a week on average over 4 weeks, more than 80 h: Mon 2026-08-03 to "
        "Sun 2026-08-30, week by week 80 h 1 min, 80 h, 80 h, 80 h"
    )


def test_the_average_is_over_any_four_weeks_and_the_highest_is_told() -> None:
    hours = (10, 100, 80, 80, 80, 20)
    entries = [e for w, h in enumerate(hours) for e in week(START + timedelta(days=7 * w), h)]
    message = only(found(entries, Topic.HOURS, START, START + timedelta(days=7 * 6 + 5)))
    assert message.startswith("85 h of duty a week on average over 4 weeks, more than 80 h: ")
    assert "Mon 2026-08-10 to Sun 2026-09-06, week by week 100 h, 80 h, 80 h, 80 h" in message
    assert "times" not in message


def test_fewer_weeks_than_four_are_averaged_as_they_are() -> None:
    entries = week(START, 91, 7) + week(START + timedelta(days=7), 71)
    assert "81 h of duty a week on average over 2 weeks" in only(
        found(entries, Topic.HOURS, START, START + timedelta(days=14))
    )
    assert only(found(entries, Topic.HOURS, START, START + timedelta(days=13))).startswith(
        "91 h of duty in one week, more than 80 h: Mon 2026-08-03 to Sun 2026-08-09"
    )


def test_dates_fewer_than_a_week_count_as_one() -> None:
    entries, end = week(START, 84, 7), START + timedelta(days=7)
    assert found(entries, Topic.HOURS, START, end) != []
    assert found(entries, Topic.HOURS, START, end - timedelta(days=1)) == []
    assert found(week(START, 84, 6), Topic.HOURS, START, end - timedelta(days=1)) != []


def test_hours_are_elapsed_hours_clipped_to_the_week() -> None:
    """The night of the clock change has an hour less in spring, and one more in autumn."""
    limits = DutyLimits(week_hours=12, averaged_weeks=1)
    for first, worked in ((SPRING, 11), (AUTUMN, 13)):
        sunday = first + timedelta(days=6)
        entry = duty(f"{sunday - timedelta(days=1)} 20:00", f"{sunday} 08:00")
        issues = found([entry], Topic.HOURS, first, first + timedelta(days=7), limits=limits)
        assert bool(issues) == (worked > 12)
        low = DutyLimits(week_hours=1, averaged_weeks=1)
        issues = found([entry], Topic.HOURS, first, first + timedelta(days=7), limits=low)
        assert only(issues).startswith(f"{worked} h of duty in one week")
        issues = found([entry], Topic.HOURS, sunday, sunday + timedelta(days=7), limits=low)
        assert only(issues).startswith(f"{worked - 4} h of duty in one week")


def test_an_hour_worked_twice_counts_once() -> None:
    limits = DutyLimits(week_hours=12, averaged_weeks=1)
    entries = [
        duty("2026-08-03 07:00", "2026-08-03 17:00"),
        duty("2026-08-03 09:00", "2026-08-03 19:00", "clinic"),
        duty("2026-08-04 00:00", "2026-08-05 00:00", "vacation"),
    ]
    assert found(entries, Topic.HOURS, START, START + timedelta(days=7), limits=limits) == []


# ---------------------------------------------------------------- long duties and rests


def test_twenty_eight_hours_are_not_more_than_twenty_eight() -> None:
    assert found([duty("2026-08-03 07:00", "2026-08-04 11:00")], Topic.LONG_DUTY) == []
    message = only(found([duty("2026-08-03 07:00", "2026-08-04 11:01")], Topic.LONG_DUTY))
    assert message == (
        "28 h 1 min of duty without a pause, more than 28 h: "
        "Mon 2026-08-03 07:00 to Tue 2026-08-04 11:01"
    )


def test_duties_that_touch_or_overlap_are_one() -> None:
    entries = [
        duty("2026-08-10 07:00", "2026-08-11 07:00", "call"),
        duty("2026-08-11 07:00", "2026-08-11 17:00"),
        duty("2026-08-11 15:00", "2026-08-11 19:00", "clinic"),
        duty("2026-08-20 00:00", "2026-08-21 05:00"),
    ]
    assert only(found(entries, Topic.LONG_DUTY)) == (
        "36 h of duty without a pause, more than 28 h: Mon 2026-08-10 07:00 to "
        "Tue 2026-08-11 19:00 (2 times, this is the longest)"
    )


def test_long_duties_are_measured_in_elapsed_time() -> None:
    spring = duty("2026-03-07 20:00", "2026-03-09 01:00")  # 29 hours by the clock
    assert found([spring], Topic.LONG_DUTY, SPRING, SPRING + timedelta(days=7)) == []
    autumn = duty("2026-10-31 20:00", "2026-11-02 00:00")  # 28 hours by the clock
    message = only(found([autumn], Topic.LONG_DUTY, AUTUMN, AUTUMN + timedelta(days=7)))
    assert message.startswith("29 h of duty")


def test_a_long_duty_that_begins_before_the_dates_is_told_whole() -> None:
    entry = duty("2026-08-02 07:00", "2026-08-03 13:00")
    assert only(found([entry], Topic.LONG_DUTY)).startswith("30 h of duty")
    assert found([duty("2026-08-01 07:00", "2026-08-03 00:00")], Topic.LONG_DUTY) == []


def test_eight_hours_are_not_less_than_eight() -> None:
    first = duty("2026-08-03 07:00", "2026-08-03 23:00")
    assert found([first, duty("2026-08-04 07:00", "2026-08-04 12:00")], Topic.SHORT_REST) == []
    assert only(found([first, duty("2026-08-04 06:59", "2026-08-04 12:00")], Topic.SHORT_REST)) == (
        "7 h 59 min between two duties, less than 8 h: Mon 2026-08-03 23:00 to Tue 2026-08-04 06:59"
    )


def test_rests_are_measured_in_elapsed_time() -> None:
    spring = [duty("2026-03-07 12:00", "2026-03-08 00:00"), duty("2026-03-08 08:00", "2026-03-09")]
    message = only(found(spring, Topic.SHORT_REST, SPRING, SPRING + timedelta(days=7)))
    assert message.startswith("7 h between two duties")
    autumn = [duty("2026-10-31 12:00", "2026-11-01 00:00"), duty("2026-11-01 07:00", "2026-11-02")]
    assert found(autumn, Topic.SHORT_REST, AUTUMN, AUTUMN + timedelta(days=7)) == []


def test_a_break_within_the_work_of_one_date_is_no_rest() -> None:
    entries = [
        duty("2026-08-03 08:00", "2026-08-03 12:00", "clinic"),
        duty("2026-08-03 13:00", "2026-08-03 17:00", "clinic"),
    ]
    assert found(entries, Topic.SHORT_REST) == []
    limits = DutyLimits(break_hours=0)
    assert only(found(entries, Topic.SHORT_REST, limits=limits)).startswith("1 h between")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # after a night, before a night, and too long for a break
        (("2026-08-03 19:00", "2026-08-04 07:00"), ("2026-08-04 08:00", "2026-08-04 12:00")),
        (("2026-08-03 07:00", "2026-08-03 17:00"), ("2026-08-03 18:00", "2026-08-04 06:00")),
        (("2026-08-03 07:00", "2026-08-03 12:00"), ("2026-08-03 14:01", "2026-08-03 20:00")),
    ],
)
def test_everything_else_is_a_rest(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert len(found([duty(*one), duty(*other)], Topic.SHORT_REST)) == 1


def test_the_shortest_rest_is_told_with_how_many() -> None:
    entries = [
        duty("2026-08-03 07:00", "2026-08-03 23:00"),
        duty("2026-08-04 06:00", "2026-08-04 22:00"),
        duty("2026-08-05 04:00", "2026-08-05 12:00"),
        duty("2026-08-06 00:00", "2026-08-06 08:00", "sick"),
    ]
    message = only(found(entries, Topic.SHORT_REST))
    assert message.startswith("6 h between two duties")
    assert message.endswith("(2 times, this is the shortest)")


# ---------------------------------------------------------------- days off


def test_seven_dates_with_duty_are_one_too_many() -> None:
    days = [START + timedelta(days=d) for d in range(7)]
    entries = [duty(f"{d} 07:00", f"{d} 12:00") for d in days]
    assert found(entries[:6], Topic.NO_DAY_OFF) == []
    assert only(found(entries, Topic.NO_DAY_OFF)) == (
        "7 dates in a row with duty, no day off: Mon 2026-08-03 to Sun 2026-08-09"
    )


def test_the_morning_after_a_night_is_no_day_off_and_midnight_is() -> None:
    nights = [START + timedelta(days=d) for d in range(6)]
    day = timedelta(days=1)
    entries = [duty(f"{d} 19:00", f"{d + day} 07:00") for d in nights]
    assert only(found(entries, Topic.NO_DAY_OFF)).startswith("7 dates in a row")
    evenings = [duty(f"{d} 19:00", f"{d + day} 00:00") for d in nights]
    assert found(evenings, Topic.NO_DAY_OFF) == []


def test_the_first_stretch_is_told_with_how_many() -> None:
    days = [START + timedelta(days=d) for d in (*range(8), *range(10, 20))]
    message = only(found([duty(f"{d} 07:00", f"{d} 12:00") for d in days], Topic.NO_DAY_OFF))
    assert message.startswith("8 dates in a row with duty, no day off: Mon 2026-08-03")
    assert message.endswith("(2 times, this is the first)")


def test_a_date_that_a_zone_left_out_is_no_day_off() -> None:
    """Samoa went from 29 to 31 December 2011."""
    entries = [duty(f"2011-12-{d} 07:00", f"2011-12-{d} 12:00") for d in (25, 26, 27, 28, 29, 31)]
    entries.append(duty("2012-01-01 07:00", "2012-01-01 12:00"))
    schedule = pp.Schedule([Resident("a")], entries, "Pacific/Apia")
    issues = pp.lint(schedule, date(2011, 12, 25), date(2012, 1, 8))
    assert [issue.topic for issue in issues] == [Topic.NO_DAY_OFF]
    assert "7 dates in a row" in issues[0].message


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Smith, J", "Smith, Jane", True),
        ("J. Smith", "Jane Smith, MD", True),
        ("Smith, John", "Smith, Jane", False),
        ("Smith, Jane", "Smyth, Jane", False),
        ("Smith, Jane A.", "Smith, Jane", True),
        ("Smith", "Smith, Jane", True),
        ("García, Ana", "Garcia, Ana (PGY-2)", True),
        ("Ana Lim", "Ana Lim", True),
        ("IM Resident 1", "Anesthesia Resident 1", False),
        ("I Resident 1", "IM Resident 1", False),
        ("PGY1-01", "PGY2-01", False),
        ("", "", False),
    ],
)
def test_names_alike(one: str, other: str, alike: bool) -> None:
    residents = [Resident("a", one), Resident("b", other), Resident("c", "Chen, Bo")]
    issues = found([duty("2026-08-03 07:00", "2026-08-03 12:00", who=w) for w in "abc"], None)
    assert issues == []
    issues = found([], Topic.ALIKE, residents=residents)
    assert len(issues) == alike
    assert all(issue.place == "resident a" and "(resident b)" in issue.message for issue in issues)


def test_ids_alike() -> None:
    ids = ["IM-01", "im 01", "IM-1", "PGY1-IM-07", "PGY2-IM-07"]
    issues = found([], Topic.ALIKE, residents=[Resident(i) for i in ids])
    assert only(issues) == "'IM-01' and 'im 01' (resident im 01) are nearly the same"


def test_a_pair_alike_in_id_and_name_is_told_once() -> None:
    residents = [Resident("Lim", "Ana Lim"), Resident("lim", "Lim, Ana")]
    assert only(found([], Topic.ALIKE, residents=residents)).startswith("'Ana Lim' and 'Lim, Ana'")


def test_a_thousand_people_of_one_name_do_not_make_a_million_lines() -> None:
    residents = [Resident(f"r{i}", "Smith, Jane") for i in range(1000)]
    issues = found([], Topic.ALIKE, residents=residents)
    assert len(issues) == 1001
    assert issues[-1].message == "more than 1,000 pairs of names are alike"


# ---------------------------------------------------------------- what is known


def test_nobody_and_nothing_are_told_apart() -> None:
    residents = [
        Resident("a", coverage=()),
        Resident("b", coverage=((START, END),)),
        Resident("c"),
        Resident("d", coverage=((date(2026, 1, 1), date(2026, 2, 1)),)),
        Resident("e", active=False, coverage=()),
        Resident("f", coverage=((START, END),)),
    ]
    soft = Assignment("f", datetime(2026, 8, 3, 7), datetime(2026, 8, 3, 8), soft=True)
    issues = found([soft], residents=residents)
    assert [(issue.place, issue.topic) for issue in issues] == [
        (f"resident {who}", Topic.NO_SCHEDULE) for who in "abcd"
    ]
    nothing = "no entry and no known date"
    assert [issue.message == nothing for issue in issues] == [True, False, False, True]
    assert issues[1].message == (
        "no entry on any known date (Mon 2026-08-03 to Sun 2026-08-30), free all the time"
    )
    assert issues[1].action == "counts as free"


def test_dates_that_are_not_known_are_told_by_group() -> None:
    early = ((date(2026, 7, 1), date(2026, 8, 29)),)
    holes = ((START, date(2026, 8, 10)), (date(2026, 8, 12), date(2026, 8, 13)))
    residents = [Resident(f"r{i:02}", coverage=early) for i in range(12)]
    residents += [Resident("h", coverage=holes), Resident("n", coverage=()), Resident("w")]
    entries = [duty("2026-08-03 07:00", "2026-08-03 12:00", who=r.id) for r in residents]
    ends, hole, none = found(entries, residents=residents)
    assert {ends.topic, hole.topic, none.topic} == {Topic.ENDS_EARLY}
    assert ends.place == "12 residents"
    assert ends.residents == tuple(resident.id for resident in residents[:12])
    names = ", ".join(f"r{i:02}" for i in range(10))
    assert ends.message == (f"known only for Mon 2026-08-03 to Fri 2026-08-28 ({names} and 2 more)")
    assert (hole.place, hole.residents) == ("resident h", ("h",))
    assert hole.message == "known only for Mon 2026-08-03 to Sun 2026-08-09, Wed 2026-08-12"
    assert (none.place, none.message) == (
        "resident n",
        "some entries, but no date is known in full",
    )


def test_a_coverage_full_of_holes_is_cut_short() -> None:
    holes = tuple(
        (START + timedelta(days=d), START + timedelta(days=d + 1)) for d in range(0, 28, 2)
    )
    entries = [duty("2026-08-03 07:00", "2026-08-03 12:00")]
    message = only(found(entries, residents=[Resident("a", coverage=holes)]))
    assert message.endswith("Sun 2026-08-09 and 10 more stretches of dates")


def test_inactive_residents_are_left_out_of_every_rule() -> None:
    entries = [duty("2026-08-03 07:00", "2026-08-31 07:00"), duty("2026-08-03 08:00", "2026-08-04")]
    residents = [Resident("a", "Ana Lim", active=False), Resident("b", "Ana Lim", active=False)]
    assert found(entries, residents=residents) == []


# ---------------------------------------------------------------- against counting

HOURS = 14 * 24
KINDS = ("ward", "clinic", None)


@st.composite
def rosters(draw: st.DrawFn) -> tuple[date, list[Assignment]]:
    first = draw(st.sampled_from((START, SPRING, AUTUMN)))
    low = datetime(first.year, first.month, first.day) - timedelta(days=2)
    entries = {}
    for _ in range(draw(st.integers(0, 25))):
        at = low + timedelta(hours=draw(st.integers(0, HOURS + 72)))
        end = at + timedelta(hours=draw(st.integers(1, 40)))
        entries[at, end] = Assignment("a", at, end, draw(st.sampled_from(KINDS)))
    return first, list(entries.values())


def hour(moment: datetime) -> int:
    """Return the hour since 1970 of a local time, by Python's own zones."""
    return int(moment.replace(tzinfo=ZoneInfo(ZONE)).astimezone(UTC).timestamp()) // 3600


@given(rosters())
def test_hours_and_overlaps_are_those_that_counting_finds(
    roster: tuple[date, list[Assignment]],
) -> None:
    first, entries = roster
    marks = [
        hour(datetime(first.year, first.month, first.day) + timedelta(days=d)) for d in (0, 7, 14)
    ]
    spans = sorted((hour(e.start), hour(e.end)) for e in entries)
    limits = DutyLimits(week_hours=40, averaged_weeks=2)
    issues = found(entries, None, first, first + timedelta(days=14), limits=limits)

    worked = {h for a, b in spans for h in range(a, b)}
    weeks = [len(worked & set(range(a, b))) for a, b in pairwise(marks)]
    long = [issue.message for issue in issues if issue.topic is Topic.HOURS]
    assert bool(long) == (sum(weeks) > 80)
    if long:
        assert long[0].endswith("week by week " + ", ".join(f"{h} h" for h in weeks))

    inside = set(range(marks[0], marks[2]))
    together = [
        set(range(*one)) & set(range(*other)) & inside for one, other in combinations(spans, 2)
    ]
    overlaps = [issue.message for issue in issues if issue.topic is Topic.OVERLAP]
    assert bool(overlaps) == any(together)
    times = sum(int(match[1]) if (match := re.search(r"\((\d+) times", m)) else 1 for m in overlaps)
    begun = [
        any(inside & set(range(max(a, c), min(b, d))) for c, d in spans[:i])
        for i, (a, b) in enumerate(spans)
    ]
    assert times == sum(begun)


@given(rosters())
def test_long_duties_rests_and_days_off_are_those_that_counting_finds(
    roster: tuple[date, list[Assignment]],
) -> None:
    first, entries = roster
    midnight = datetime(first.year, first.month, first.day)
    marks = [hour(midnight + timedelta(days=d)) for d in range(15)]
    issues = found(
        entries, None, first, first + timedelta(days=14), limits=DutyLimits(break_hours=0)
    )
    worked = {h for e in entries for h in range(hour(e.start), hour(e.end))}
    runs: list[list[int]] = []
    for h in sorted(worked):
        if runs and runs[-1][1] == h:
            runs[-1][1] = h + 1
        else:
            runs.append([h, h + 1])

    def times(topic: Topic) -> int:
        messages = [issue.message for issue in issues if issue.topic is topic]
        assert len(messages) <= 1
        match = re.search(r"\((\d+) times", messages[0]) if messages else None
        return int(match[1]) if match else len(messages)

    touching = [(a, b) for a, b in runs if a < marks[14] and b > marks[0]]
    assert times(Topic.LONG_DUTY) == sum(b - a > 28 for a, b in touching)
    rests = [(b, c) for (_, b), (c, _) in pairwise(runs) if b < marks[14] and c > marks[0]]
    assert times(Topic.SHORT_REST) == sum(c - b < 8 for b, c in rests)
    duties = "".join("x" if worked & set(range(a, b)) else " " for a, b in pairwise(marks))
    assert times(Topic.NO_DAY_OFF) == sum(len(run) >= 7 for run in duties.split())
