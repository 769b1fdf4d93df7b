"""Recurrence rules: against dateutil, day by day against RFC 5545, and hostile ones."""

import calendar
import contextlib
import itertools
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from peerpair.read.ical.recurrence import Effort, Recurrence, RuleError, expand, parse_rule

START = datetime(2024, 1, 2, 9, 30)  # a Tuesday
LONG = (datetime(2020, 1, 1), datetime(2032, 1, 1))
SHORT = (datetime(2024, 1, 1), datetime(2027, 1, 1))
YEAR = (datetime(2026, 7, 1), datetime(2027, 7, 1))
WEEK = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
FEW = settings(max_examples=150)

ALIKE = """
FREQ=DAILY
FREQ=DAILY;INTERVAL=2
FREQ=DAILY;INTERVAL=7;COUNT=30
FREQ=DAILY;INTERVAL=10;COUNT=5
FREQ=DAILY;INTERVAL=365
FREQ=DAILY;INTERVAL=1000
FREQ=DAILY;COUNT=1
FREQ=DAILY;UNTIL=20240110T093000
FREQ=DAILY;UNTIL=20240110T092959
FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR
FREQ=DAILY;BYDAY=SA,SU;INTERVAL=3
FREQ=DAILY;BYMONTH=1
FREQ=DAILY;BYMONTH=2,8;BYDAY=TU
FREQ=DAILY;BYMONTHDAY=1,15
FREQ=DAILY;BYMONTHDAY=-1
FREQ=DAILY;BYMONTHDAY=29,30,31
FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29
FREQ=DAILY;BYMONTHDAY=13;BYDAY=FR
FREQ=DAILY;BYHOUR=7,19;COUNT=40
FREQ=DAILY;BYHOUR=7;BYMINUTE=0,30;COUNT=40
FREQ=DAILY;BYMINUTE=0,20,40;COUNT=40
FREQ=DAILY;BYSECOND=0,30;COUNT=9
FREQ=DAILY;BYHOUR=23;BYMINUTE=59;BYSECOND=59;COUNT=9
FREQ=DAILY;BYHOUR=8,12,16;BYSETPOS=2
FREQ=DAILY;BYHOUR=8,12,16;BYSETPOS=-1;INTERVAL=2
FREQ=DAILY;BYHOUR=8,12;BYMINUTE=0,30;BYSETPOS=1,-1
FREQ=DAILY;WKST=SU
FREQ=WEEKLY
FREQ=WEEKLY;INTERVAL=2
FREQ=WEEKLY;INTERVAL=2;WKST=SU
FREQ=WEEKLY;INTERVAL=53
FREQ=WEEKLY;COUNT=10
FREQ=WEEKLY;UNTIL=20240331T235959
FREQ=WEEKLY;BYDAY=TU
FREQ=WEEKLY;BYDAY=MO,WE,FR
FREQ=WEEKLY;BYDAY=SU,MO,TU,WE,TH,FR,SA
FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=100
FREQ=WEEKLY;BYDAY=TU,SU;INTERVAL=2;WKST=MO
FREQ=WEEKLY;BYDAY=TU,SU;INTERVAL=2;WKST=SU
FREQ=WEEKLY;BYDAY=TU,SU;INTERVAL=2;WKST=WE
FREQ=WEEKLY;BYDAY=MO,TU;INTERVAL=3;WKST=TU
FREQ=WEEKLY;BYDAY=MO,SA;INTERVAL=4;WKST=FR;COUNT=50
FREQ=WEEKLY;BYMONTH=6,7
FREQ=WEEKLY;BYMONTH=1,12;BYDAY=MO,TH
FREQ=WEEKLY;BYMONTH=2;BYDAY=TH;INTERVAL=2
FREQ=WEEKLY;BYDAY=TU;BYHOUR=7,19
FREQ=WEEKLY;BYDAY=TU,TH;BYHOUR=7;BYMINUTE=0
FREQ=WEEKLY;BYHOUR=0,23
FREQ=MONTHLY
FREQ=MONTHLY;INTERVAL=2
FREQ=MONTHLY;INTERVAL=18;COUNT=10
FREQ=MONTHLY;INTERVAL=13
FREQ=MONTHLY;COUNT=12
FREQ=MONTHLY;UNTIL=20250102T093000
FREQ=MONTHLY;BYMONTHDAY=1
FREQ=MONTHLY;BYMONTHDAY=31
FREQ=MONTHLY;BYMONTHDAY=30
FREQ=MONTHLY;BYMONTHDAY=-1
FREQ=MONTHLY;BYMONTHDAY=-31
FREQ=MONTHLY;BYMONTHDAY=1,-1
FREQ=MONTHLY;BYMONTHDAY=10,11,12,13,14,15;INTERVAL=18
FREQ=MONTHLY;BYMONTHDAY=-3,-2,-1;COUNT=20
FREQ=MONTHLY;BYDAY=TU
FREQ=MONTHLY;BYDAY=1MO
FREQ=MONTHLY;BYDAY=-1FR
FREQ=MONTHLY;BYDAY=2TU,4TU
FREQ=MONTHLY;BYDAY=5TH
FREQ=MONTHLY;BYDAY=-5WE
FREQ=MONTHLY;BYDAY=1SU,-1SU;INTERVAL=2
FREQ=MONTHLY;BYDAY=+3WE
FREQ=MONTHLY;BYDAY=6MO
FREQ=MONTHLY;BYDAY=TU;INTERVAL=2;COUNT=18
FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13
FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13
FREQ=MONTHLY;BYDAY=1FR;BYMONTHDAY=1,2,3
FREQ=MONTHLY;BYMONTH=3,11
FREQ=MONTHLY;BYMONTH=5;INTERVAL=13
FREQ=MONTHLY;BYMONTH=1;BYDAY=2TU
FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=29
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1
FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=7
FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3
FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=1,-1
FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=9
FREQ=MONTHLY;BYMONTHDAY=13,14,15;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1
FREQ=MONTHLY;BYHOUR=7,19;BYMONTHDAY=1;BYSETPOS=2
FREQ=MONTHLY;BYHOUR=6,18;BYDAY=1MO
FREQ=MONTHLY;BYMINUTE=12,39;BYHOUR=8,14,15;BYDAY=1MO,1TU,2SA,3MO;BYSETPOS=1,-5,3,-21,4,-8
FREQ=YEARLY
FREQ=YEARLY;INTERVAL=2
FREQ=YEARLY;INTERVAL=4;COUNT=3
FREQ=YEARLY;INTERVAL=1000
FREQ=YEARLY;COUNT=5
FREQ=YEARLY;UNTIL=20280101T000000
FREQ=YEARLY;BYMONTH=6,7
FREQ=YEARLY;BYMONTH=1,2,3;INTERVAL=2
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=28,29
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1
FREQ=YEARLY;BYMONTH=4,9;BYMONTHDAY=31
FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=25;INTERVAL=3
FREQ=YEARLY;BYMONTH=11;BYDAY=4TH
FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO
FREQ=YEARLY;BYMONTH=3;BYDAY=TH
FREQ=YEARLY;BYMONTH=6,7,8;BYDAY=TH
FREQ=YEARLY;BYMONTH=1,7;BYDAY=1MO,-1FR
FREQ=YEARLY;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;INTERVAL=4
FREQ=YEARLY;BYMONTH=9;BYDAY=MO;BYMONTHDAY=1,2,3,4,5,6,7
FREQ=YEARLY;BYDAY=TU
FREQ=YEARLY;BYDAY=20MO
FREQ=YEARLY;BYDAY=1MO,-1MO
FREQ=YEARLY;BYDAY=53TU
FREQ=YEARLY;BYDAY=-53MO
FREQ=YEARLY;BYDAY=1TU;INTERVAL=3
FREQ=YEARLY;BYYEARDAY=1
FREQ=YEARLY;BYYEARDAY=366
FREQ=YEARLY;BYYEARDAY=-366
FREQ=YEARLY;BYYEARDAY=-1
FREQ=YEARLY;BYYEARDAY=1,100,200;INTERVAL=3
FREQ=YEARLY;BYYEARDAY=60
FREQ=YEARLY;BYYEARDAY=-306
FREQ=YEARLY;BYYEARDAY=1,2,3,4,5,6,7;BYDAY=MO
FREQ=YEARLY;BYYEARDAY=-1,-2,-3,-4,-5,-6,-7;BYDAY=FR
FREQ=YEARLY;BYYEARDAY=90,91,92;BYMONTH=4
FREQ=YEARLY;BYYEARDAY=32,60;BYMONTHDAY=1
FREQ=YEARLY;BYYEARDAY=1,2,3,4,5,6,7;BYSETPOS=3,2
FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO
FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=SU
FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;WKST=FR
FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO
FREQ=YEARLY;BYWEEKNO=1,2,-1,-2;BYDAY=TU
FREQ=YEARLY;BYWEEKNO=53;BYDAY=TU,SA
FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU
FREQ=YEARLY;BYWEEKNO=-53;BYDAY=SA
FREQ=YEARLY;BYWEEKNO=1;BYDAY=SU;WKST=WE
FREQ=YEARLY;BYWEEKNO=26;BYDAY=MO,FR;INTERVAL=2
FREQ=YEARLY;BYWEEKNO=6;BYDAY=TU;WKST=TH
FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=SA;BYMONTH=1
FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;BYWEEKNO=1
FREQ=YEARLY;BYMONTH=1,2,3;BYMONTHDAY=29;BYSETPOS=3,2
FREQ=YEARLY;BYMONTH=9;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1
FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1
FREQ=YEARLY;BYDAY=SA,SU;BYSETPOS=1,52,-1
FREQ=YEARLY;BYMONTH=1;BYDAY=TU;BYHOUR=7,19;BYSETPOS=4
FREQ=YEARLY;BYHOUR=0,12;BYMINUTE=15
FREQ=HOURLY;COUNT=50
FREQ=HOURLY;INTERVAL=3;UNTIL=20240105T000000
FREQ=HOURLY;INTERVAL=7;COUNT=60
FREQ=HOURLY;INTERVAL=25;COUNT=60
FREQ=HOURLY;INTERVAL=1000;COUNT=20
FREQ=HOURLY;BYHOUR=7,19
FREQ=HOURLY;BYHOUR=22,23;BYDAY=TH
FREQ=HOURLY;BYHOUR=3,6;BYMINUTE=5,15,25;INTERVAL=7;COUNT=30
FREQ=HOURLY;BYMINUTE=0,20,40;COUNT=50
FREQ=HOURLY;BYSECOND=0,59;COUNT=20
FREQ=HOURLY;BYMONTH=2;BYHOUR=12
FREQ=HOURLY;BYMONTHDAY=-1;BYHOUR=0,6
FREQ=HOURLY;BYYEARDAY=1,-1;BYHOUR=12
FREQ=HOURLY;INTERVAL=12;BYDAY=MO
freq=weekly; byday=mo , we ;interval=2
""".strip().splitlines()

# dateutil reads these otherwise; what is right was taken from the RFC, and libical agrees.
DIFFERENT = {
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;": "dateutil stops at a semicolon at the end",
    "FREQ=YEARLY;BYWEEKNO=20": "dateutil takes all seven days, not the weekday of DTSTART",
    "FREQ=YEARLY;BYWEEKNO=1,-1;WKST=SU": "the same",
    "FREQ=YEARLY;BYWEEKNO=53": "the same",
    "FREQ=YEARLY;BYWEEKNO=10;BYMONTH=3": "the same",
    "FREQ=YEARLY;BYMONTHDAY=2": "dateutil takes every month, not that of DTSTART",
    "FREQ=YEARLY;BYMONTHDAY=1,-1;INTERVAL=2": "the same",
    "FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=13": "the same",
    "FREQ=WEEKLY;BYDAY=MO,WE,FR;BYSETPOS=1": "in the first week dateutil counts from DTSTART",
    "FREQ=WEEKLY;BYDAY=MO,TU,SU,SA,TH;BYSETPOS=3,2;COUNT=4": "the same",
    "FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO;INTERVAL=2": "dateutil cuts week 1 at the new year",
    "FREQ=YEARLY;BYWEEKNO=-53;BYDAY=WE": "the same",
    "FREQ=MONTHLY;BYDAY=1MO,TU": "dateutil wants a first Monday that is a Tuesday",
    "FREQ=MONTHLY;BYSECOND=60": "a leap second is read as 59",
}


def made(
    rule: Recurrence,
    start: datetime,
    window: tuple[datetime, datetime],
    most: int = 1_000_000,
    **more: Any,
) -> list[datetime]:
    return expand(rule, start, window, Effort(10**9), most=most, **more)


def ours(
    text: str, start: datetime = START, window: tuple[datetime, datetime] = LONG
) -> list[datetime]:
    rule = parse_rule(text)
    return made(rule, start, window, until=rule.until.moment if rule.until else None)


def theirs(
    text: str, start: datetime = START, window: tuple[datetime, datetime] = LONG
) -> list[datetime]:
    walk = rrulestr(text.replace(" ", ""), dtstart=start)
    inside = itertools.takewhile(lambda moment: moment < window[1], walk)
    return [moment for moment in inside if moment >= window[0]]


def day_by_day(
    text: str, start: datetime = START, window: tuple[datetime, datetime] = LONG
) -> list[datetime]:
    """Return the same by asking of each day, in words of its own, whether it passes each part."""
    parts = dict(part.split("=") for part in text.upper().replace(" ", "").split(";") if part)
    found = []
    for moment in _all_moments(parts, start, window[1]):
        if moment >= start:
            found.append(moment)
    if "COUNT" in parts:
        found = found[: int(parts["COUNT"])]
    if "UNTIL" in parts:
        found = [moment for moment in found if f"{moment:%Y%m%dT%H%M%S}" <= parts["UNTIL"]]
    return [moment for moment in found if window[0] <= moment < window[1]]


def _all_moments(parts: dict[str, str], start: datetime, end: datetime) -> Iterator[datetime]:
    numbers = {
        name: {int(number) for number in value.split(",")}
        for name, value in parts.items()
        if name.startswith("BY") and name != "BYDAY"
    }
    groups: dict[int, list[datetime]] = {}
    step = int(parts.get("INTERVAL", "1"))
    hourly = parts["FREQ"] == "HOURLY"
    hours = range(24) if hourly else numbers.get("BYHOUR", {start.hour})
    minutes = numbers.get("BYMINUTE", {start.minute})
    seconds = {min(second, 59) for second in numbers.get("BYSECOND", {start.second})}
    day = date(start.year - 1, 12, 1)
    while day < end.date() + timedelta(days=366):
        if _passes(day, parts, numbers, start):
            for hour, minute, second in itertools.product(
                sorted(hours), sorted(minutes), sorted(seconds)
            ):
                moment = datetime(day.year, day.month, day.day, hour, minute, second)
                if hourly and hour not in numbers.get("BYHOUR", {hour}):
                    continue
                period = _period(moment, parts) - _period(start, parts)
                if parts["FREQ"] == "YEARLY" and "BYWEEKNO" in parts:
                    period = _week(day, parts)[0] - start.year
                if period % step == 0:
                    groups.setdefault(period, []).append(moment)
        day += timedelta(days=1)
    for _, group in sorted(groups.items()):
        places = numbers.get("BYSETPOS")
        for place, moment in enumerate(group):
            if places is None or places & {place + 1, place - len(group)}:
                yield moment


def _passes(
    day: date, parts: dict[str, str], numbers: dict[str, set[int]], start: datetime
) -> bool:
    freq = parts["FREQ"]
    month = calendar.monthrange(day.year, day.month)[1]
    in_year = (day - date(day.year, 1, 1)).days + 1
    year = 366 if calendar.isleap(day.year) else 365
    wanted = dict(numbers)
    byday = parts.get("BYDAY")
    if not {"BYDAY", "BYMONTHDAY", "BYYEARDAY"} & set(parts):
        if freq == "WEEKLY" or "BYWEEKNO" in parts:
            byday = WEEK[start.weekday()]
        elif freq in ("MONTHLY", "YEARLY"):
            wanted["BYMONTHDAY"] = {start.day}
    if freq == "YEARLY" and "BYMONTHDAY" in wanted and not {"BYWEEKNO", "BYYEARDAY"} & set(parts):
        wanted.setdefault("BYMONTH", {start.month})
    signed = {"BYMONTHDAY": (day.day, month), "BYYEARDAY": (in_year, year)}
    if "BYWEEKNO" in wanted:
        signed["BYWEEKNO"] = _week(day, parts)[1:]
    for name, (place, size) in signed.items():
        if name in wanted and not wanted[name] & {place, place - size - 1}:
            return False
    if day.month not in wanted.get("BYMONTH", {day.month}):
        return False
    if byday is None:
        return True
    place, size = (
        (in_year, year) if freq == "YEARLY" and "BYMONTH" not in parts else (day.day, month)
    )
    name = WEEK[day.weekday()]
    names = {name, f"{(place + 6) // 7}{name}", f"+{(place + 6) // 7}{name}"}
    return bool({*names, f"-{(size - place) // 7 + 1}{name}"} & set(byday.split(",")))


def _week(day: date, parts: dict[str, str]) -> tuple[int, int, int]:
    """Return year, number, and weeks of that year, of the week that a day is in."""
    first = WEEK.index(parts.get("WKST", "MO"))

    def begin(year: int) -> date:
        fourth = date(year, 1, 4)
        return fourth - timedelta(days=(fourth.weekday() - first) % 7)

    year = day.year + 1 if day >= begin(day.year + 1) else day.year
    year = year - 1 if day < begin(year) else year
    size = (begin(year + 1) - begin(year)).days // 7
    return year, (day - begin(year)).days // 7 + 1, size


def _period(moment: datetime, parts: dict[str, str]) -> int:
    days = moment.toordinal()
    first = WEEK.index(parts.get("WKST", "MO"))
    return {
        "YEARLY": moment.year,
        "MONTHLY": moment.year * 12 + moment.month,
        "WEEKLY": (days - 1 - first) // 7,
        "DAILY": days,
        "HOURLY": days * 24 + moment.hour,
    }[parts["FREQ"]]


def test_there_are_many_rules() -> None:
    assert len(set(ALIKE)) == len(ALIKE) >= 150


@pytest.mark.parametrize("text", ALIKE)
def test_like_dateutil(text: str) -> None:
    window = SHORT if "HOURLY" in text else LONG
    assert ours(text, START, window) == theirs(text, START, window)


@pytest.mark.parametrize("text", [*ALIKE, *DIFFERENT])
def test_day_by_day(text: str) -> None:
    assert ours(text, START, SHORT) == day_by_day(text, START, SHORT)


@pytest.mark.parametrize(("text", "reason"), DIFFERENT.items())
def test_known_differences(text: str, reason: str) -> None:
    try:
        expected = theirs(text)
    except ValueError:
        assert reason
        return
    assert ours(text) != expected


LISTS = {
    "BYMONTH": st.integers(1, 12),
    "BYMONTHDAY": st.integers(-31, 31).filter(bool),
    "BYYEARDAY": st.integers(-366, 366).filter(bool),
    "BYWEEKNO": st.integers(-53, 53).filter(bool),
    "BYHOUR": st.integers(0, 23),
    "BYMINUTE": st.integers(0, 59),
    "BYSECOND": st.integers(0, 60),
    "BYSETPOS": st.sampled_from([*range(1, 6), *range(-5, 0), 20, 40]),
}
ALLOWED = {
    "HOURLY": tuple(name for name in LISTS if name not in ("BYWEEKNO", "BYSETPOS")),
    "DAILY": ("BYMONTH", "BYMONTHDAY", "BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS"),
    "WEEKLY": ("BYMONTH", "BYHOUR", "BYMINUTE", "BYSECOND", "BYSETPOS"),
    "MONTHLY": ("BYMONTH", "BYMONTHDAY", "BYHOUR", "BYMINUTE", "BYSETPOS"),
    "YEARLY": tuple(LISTS),
}
STARTS = st.datetimes(datetime(2023, 12, 25), datetime(2025, 1, 8)).map(
    lambda moment: moment.replace(microsecond=0)
)


@st.composite
def usual_rules(draw: st.DrawFn) -> str:
    """Draw a rule that makes occurrences: dateutil looks for others until the year 9999."""
    days = st.lists(st.sampled_from(WEEK), min_size=1, max_size=5, unique=True).map(",".join)
    places = st.sampled_from(["1TU", "-1FR", "2MO,4MO", "5TH", "MO,TU,WE,TH,FR"])
    months = st.lists(st.integers(1, 12), min_size=1, max_size=3, unique=True)
    dates = st.lists(st.integers(1, 28), min_size=1, max_size=3, unique=True)
    kind = draw(
        st.one_of(
            st.just("HOURLY"),
            st.just("DAILY"),
            days.map("DAILY;BYDAY={}".format),
            dates.map(lambda found: f"DAILY;BYMONTHDAY={','.join(map(str, found))}"),
            st.just("WEEKLY"),
            days.map("WEEKLY;BYDAY={}".format),
            st.just("MONTHLY"),
            places.map("MONTHLY;BYDAY={}".format),
            dates.map(lambda found: f"MONTHLY;BYMONTHDAY={found[0]},{-found[0]}"),
            st.just("MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1,2"),
            st.just("YEARLY"),
            st.tuples(months, places).map(
                lambda both: f"YEARLY;BYMONTH={both[0][0]};BYDAY={both[1]}"
            ),
            months.map(lambda found: f"YEARLY;BYMONTH={','.join(map(str, found))};BYMONTHDAY=9"),
        )
    )
    rule = f"FREQ={kind};INTERVAL={draw(st.sampled_from([1, 1, 2, 3, 5]))}"
    rule += draw(st.sampled_from(["", ";WKST=SU", ";WKST=WE", ";BYMINUTE=0,45"]))
    end = draw(STARTS) + timedelta(days=300)
    return rule + draw(
        st.sampled_from(["", ";COUNT=7", ";COUNT=90", f";UNTIL={end:%Y%m%dT%H%M%S}"])
    )


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Draw any rule that is read."""
    freq = draw(st.sampled_from(sorted(ALLOWED)))
    parts = [f"FREQ={freq}"]
    names = draw(st.sets(st.sampled_from(ALLOWED[freq]), max_size=3))
    for name in sorted(names):
        values = draw(st.lists(LISTS[name], min_size=1, max_size=4, unique=True))
        parts.append(f"{name}={','.join(map(str, values))}")
    if draw(st.booleans()):
        days = draw(st.lists(st.sampled_from(WEEK), min_size=1, max_size=4, unique=True))
        if freq in ("MONTHLY", "YEARLY") and "BYWEEKNO" not in names:
            ordinals = st.sampled_from(["", "", "1", "2", "-1", "-2", "5"])
            days = [draw(ordinals) + day for day in days]
        parts.append(f"BYDAY={','.join(days)}")
    if draw(st.booleans()):
        parts.append(f"INTERVAL={draw(st.integers(1, 30))}")
    if draw(st.booleans()):
        parts.append(f"WKST={draw(st.sampled_from(WEEK))}")
    end = draw(st.sampled_from(["", "COUNT", "UNTIL"]))
    if end == "COUNT":
        parts.append(f"COUNT={draw(st.integers(1, 60))}")
    elif end:
        parts.append(f"UNTIL={draw(STARTS) + timedelta(days=100):%Y%m%dT%H%M%S}")
    return ";".join(draw(st.permutations(parts)))


@FEW
@given(usual_rules(), STARTS)
def test_usual_rules_like_dateutil(text: str, start: datetime) -> None:
    window = (datetime(2023, 1, 1), datetime(2026, 1, 1))
    assert ours(text, start, window) == theirs(text, start, window)


@FEW
@given(rules(), STARTS)
def test_all_rules_day_by_day(text: str, start: datetime) -> None:
    window = (datetime(2023, 1, 1), datetime(2027, 1, 1))
    assert ours(text, start, window) == day_by_day(text, start, window)


@FEW
@given(rules(), STARTS, st.data())
def test_a_window_is_a_slice(text: str, start: datetime, data: st.DataObject) -> None:
    last = datetime(2024, 4, 1) if "HOURLY" in text else datetime(2028, 1, 1)
    moments = st.datetimes(datetime(2023, 6, 1), last).map(lambda at: at.replace(microsecond=0))
    low, high = sorted((data.draw(moments), data.draw(moments)))
    whole = ours(text, start, (datetime(2023, 1, 1), last))
    assert whole == sorted(set(whole))
    assert ours(text, start, (low, high)) == [at for at in whole if low <= at < high]


def test_an_end_is_the_last_moment() -> None:
    rule = parse_rule("FREQ=DAILY")
    assert made(rule, START, LONG, until=START - timedelta(days=9)) == []
    assert made(rule, START, LONG, until=START - timedelta(seconds=1)) == []
    assert made(rule, START, LONG, until=START) == [START]


def test_whole_days() -> None:
    start, high = datetime(2024, 10, 18), datetime(2024, 10, 23)
    rule = parse_rule("FREQ=DAILY;BYHOUR=5;BYMINUTE=1,2,3,4;INTERVAL=2;COUNT=3")
    found = made(rule, start, (start, high), whole_day=True)
    assert [moment.day for moment in found] == [18, 20, 22]
    with pytest.raises(RuleError, match="HOURLY does not go with a whole day"):
        made(parse_rule("FREQ=HOURLY"), start, (start, high), whole_day=True)


def test_the_ends_of_the_calendar() -> None:
    for freq in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY", "YEARLY;BYWEEKNO=1,53,-1"):
        for more in ("", ";INTERVAL=999", ";BYDAY=FR", ";BYDAY=FR;BYSETPOS=-1"):
            for start, end in ((1, 100), (9990, 9999), (9999, 9999)):
                window = datetime(start, 1, 1), datetime(end, 12, 31)
                made(parse_rule(f"FREQ={freq}{more}"), window[0], window)


HOSTILE = """
FREQ=DAILY;BYSETPOS=3
FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30
FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3
FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30
FREQ=MONTHLY;BYDAY=6MO;COUNT=5
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3
FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=99991231T235959Z
FREQ=YEARLY;BYYEARDAY=366;BYMONTH=1;COUNT=1000000000
FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6
FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2
FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30
""".strip().splitlines()


@pytest.mark.parametrize("text", HOSTILE)
def test_an_impossible_rule_ends(text: str) -> None:
    rule, start = parse_rule(text), datetime(1972, 1, 1)
    assert made(rule, start, YEAR) == []


def test_a_large_count_is_bounded_by_the_window() -> None:
    rule = parse_rule("FREQ=DAILY;COUNT=1000000000")
    assert len(made(rule, datetime(1970, 1, 1), YEAR)) == 365


def test_a_count_is_exact_far_from_the_start() -> None:
    rule = parse_rule("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=500")
    found = made(rule, START, LONG)
    assert made(rule, START, (found[-2], datetime(2100, 1, 1))) == found[-2:]


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=3", "FREQ=HOURLY;INTERVAL=5"])
@pytest.mark.parametrize("count", [1, 2, 7, 40, 90])
def test_a_count_is_exact(rule: str, count: int) -> None:
    step = timedelta(**{"hours": 5} if "HOUR" in rule else {"days": 21 if "WEEK" in rule else 1})
    every = [START + number * step for number in range(count)]
    for low in (START, START + 3 * step, START + 60 * step):
        wanted = [moment for moment in every if moment >= low]
        assert made(parse_rule(f"{rule};COUNT={count}"), START, (low, LONG[1])) == wanted


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        # All days are gone through from the start on, and what is kept counts for more.
        ("FREQ=DAILY;COUNT=1000000000", 40_000, 55_000),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=20000", 18_000, 40_000),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1;COUNT=20000", 18_000, 60_000),
        ("FREQ=DAILY", 365, 12_000),
    ],
)
def test_what_a_rule_takes_is_told(text: str, least: int, most: int) -> None:
    effort = Effort(10**9)
    expand(parse_rule(text), datetime(1970, 1, 1), YEAR, effort, most=1000)
    assert least <= 10**9 - effort.left <= most
    with pytest.raises(RuleError, match="takes too long"):
        expand(parse_rule(text), datetime(1970, 1, 1), YEAR, Effort(least), most=1000)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("FREQ=HOURLY", "makes more than 2000 occurrences"),
        ("FREQ=DAILY;BYHOUR=1,2,3,4,5,6", "makes more than 2000 occurrences"),
        (f"FREQ=YEARLY;BYDAY={','.join(WEEK)};BYHOUR=1,2,3,4,5,6", "makes more than 2000 occurr"),
        ("FREQ=YEARLY;COUNT=500", "goes on for more than 100,000 days"),
        ("FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "goes on for more than 100,000 days"),
    ],
)
def test_too_much_is_refused(text: str, message: str) -> None:
    with pytest.raises(RuleError, match=message):
        made(parse_rule(text), datetime(1700, 1, 1), YEAR, most=2000)


MANY = ",".join(map(str, range(1, 367)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "FREQ= is not one of HOURLY, DAILY"),
        (";", "FREQ= is not one of"),
        ("INTERVAL=2", "FREQ= is not one of"),
        ("FREQ", "FREQ= is not one of"),
        ("FREQ=", "FREQ= is not one of"),
        ("FREQ=SECONDLY", "FREQ=SECONDLY is not one of"),
        ("FREQ=MINUTELY;INTERVAL=60", "FREQ=MINUTELY is not one of"),
        ("FREQ=SOMETIMES", "FREQ=SOMETIMES is not one of"),
        ("FREQ=DAILY;FREQ=DAILY", "has FREQ twice"),
        ("FREQ=DAILY;BYDAY=MO;byday=TU", "has BYDAY twice"),
        ("FREQ=DAILY;X-NAME=1", "X-NAME=1 is not understood"),
        ("FREQ=DAILY;BYEASTER=1", "BYEASTER=1 is not understood"),
        ("FREQ=DAILY;=1", "=1 is not understood"),
        ("FREQ=DAILY;\u0660", "is not understood"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL=0 is not from 1 to 1000"),
        ("FREQ=DAILY;INTERVAL=-1", "INTERVAL=-1 is not from 1 to 1000"),
        ("FREQ=DAILY;INTERVAL=1001", "INTERVAL=1001 is not"),
        ("FREQ=DAILY;INTERVAL=1000000000000000000", "INTERVAL=1000000000000000000 is not"),
        ("FREQ=DAILY;INTERVAL=2.0", "INTERVAL=2.0 is not"),
        ("FREQ=DAILY;COUNT=0", "COUNT=0 is not from 1 to"),
        ("FREQ=DAILY;COUNT=-3", "COUNT=-3 is not from"),
        ("FREQ=DAILY;COUNT=", "COUNT= is not from"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20250101", "has both COUNT and UNTIL"),
        ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL=TOMORROW is not a date"),
        ("FREQ=DAILY;UNTIL=2025-01-01", "UNTIL=2025-01-01 is not a date"),
        ("FREQ=DAILY;UNTIL=20250230", "UNTIL=20250230 is not a date"),
        ("FREQ=DAILY;UNTIL=00000101", "UNTIL=00000101 is not a date"),
        ("FREQ=DAILY;UNTIL=20250101T240000", "is not a date"),
        ("FREQ=DAILY;UNTIL=20250101T000061", "is not a date"),
        ("FREQ=DAILY;BYDAY=XX", "BYDAY=XX names no weekday"),
        ("FREQ=DAILY;BYDAY=", "BYDAY= names no weekday"),
        ("FREQ=DAILY;BYDAY=MO,", "BYDAY= names no weekday"),
        ("FREQ=MONTHLY;BYDAY=0MO", "BYDAY=0 is not from 1 to 53 or from -53 to -1"),
        ("FREQ=MONTHLY;BYDAY=54MO", "BYDAY=54 is not from"),
        ("FREQ=MONTHLY;BYDAY=100MO", "BYDAY=100MO names no weekday"),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO", "BYDAY=1MO does not go with BYWEEKNO"),
        ("FREQ=DAILY;WKST=1", "WKST=1 is not one of MO, TU"),
        ("FREQ=DAILY;BYMONTH=13", "BYMONTH=13 is not from"),
        ("FREQ=DAILY;BYMONTH=-1", "BYMONTH=-1 is not from"),
        ("FREQ=DAILY;BYMONTH=5L", "BYMONTH=5L is not from"),
        ("FREQ=DAILY;BYMONTHDAY=0", "BYMONTHDAY=0 is not from"),
        ("FREQ=DAILY;BYMONTHDAY=32", "BYMONTHDAY=32 is not from"),
        ("FREQ=DAILY;BYMONTHDAY=9999", "BYMONTHDAY=9999 is not from"),
        ("FREQ=DAILY;BYHOUR=24", "BYHOUR=24 is not from"),
        ("FREQ=DAILY;BYMINUTE=60", "BYMINUTE=60 is not from"),
        ("FREQ=DAILY;BYSECOND=61", "BYSECOND=61 is not from"),
        ("FREQ=DAILY;BYHOUR=-1", "BYHOUR=-1 is not from"),
        ("FREQ=YEARLY;BYYEARDAY=367", "BYYEARDAY=367 is not from"),
        ("FREQ=YEARLY;BYWEEKNO=54", "BYWEEKNO=54 is not from"),
        ("FREQ=YEARLY;BYSETPOS=0", "BYSETPOS=0 is not from"),
        ("FREQ=HOURLY;BYSETPOS=1", "has BYSETPOS, which does not go with FREQ=HOURLY"),
        ("FREQ=MONTHLY;BYWEEKNO=3", "has BYWEEKNO, which does not go with FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYWEEKNO=3", "has BYWEEKNO"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "has BYMONTHDAY"),
        ("FREQ=DAILY;BYYEARDAY=3", "has BYYEARDAY"),
        ("FREQ=MONTHLY;BYYEARDAY=3", "has BYYEARDAY"),
        (
            f"FREQ=DAILY;BYHOUR=1,2;BYMINUTE={','.join(map(str, range(60)))};BYSECOND="
            + ",".join(map(str, range(60))),
            "more than 1440 times of day",
        ),
        ("FREQ=DAILY;RSCALE=HEBREW", "RSCALE=HEBREW is not one of GREGORIAN"),
        ("FREQ=DAILY;RSCALE=GREGORIAN;SKIP=OMIT", "SKIP=OMIT is not understood"),
        ("FREQ=DAILY;BYDAY=" + "MO," * 3000, "has more than 8000 characters"),
        ("FREQ=DAILY;BYDAY=\u202eMO", "is not understood"),
        ("FREQ=DAILY;BYDAY=\x00", r"BYDAY='\\x00' names no weekday"),
        ("FREQ=DAILY\nDTSTART=1", "is not one of HOURLY"),
    ],
)
def test_refused_rules(text: str, message: str) -> None:
    with pytest.raises(RuleError, match=message) as caught:
        parse_rule(text)
    assert len(str(caught.value)) < 160
    assert str(caught.value).isprintable()


def test_what_is_let_through() -> None:
    weekly = Recurrence("WEEKLY", byday=((0, 0), (0, 2)))
    assert parse_rule("FREQ=WEEKLY;BYDAY=WE,MO,MO;") == weekly
    assert parse_rule(" freq = weekly ; byday = mo , we ; interval=1 ;") == weekly
    assert parse_rule("FREQ=WEEKLY;BYDAY=1MO,-2WE;RSCALE=GREGORIAN") == weekly
    assert parse_rule("FREQ=MONTHLY;BYDAY=+1MO").byday == ((1, 0),)
    assert parse_rule(f"FREQ=YEARLY;BYYEARDAY={MANY}").byyearday == tuple(range(1, 367))
    assert parse_rule("FREQ=DAILY;COUNT=000000000007").count == 7


def test_the_end_of_a_rule() -> None:
    forms = {"20250710": "date", "20250710T120060": "local", "20250710T120000Z": "utc"}
    for text, form in forms.items():
        until = parse_rule(f"FREQ=DAILY;UNTIL={text}").until
        assert until is not None
        assert until.form == form
        assert f"{until.moment:%Y%m%d}" == "20250710"


PIECES = """
    FREQ INTERVAL COUNT UNTIL BYDAY BYMONTH BYMONTHDAY BYYEARDAY BYWEEKNO BYHOUR BYSETPOS WKST SKIP
    DAILY YEARLY MO -1FR 20250101 T000000Z 1 -1 53 366 99 , ; ; = =
"""
PIECE = st.sampled_from([*PIECES.split(), "\u0661", "\xa0", "\0", "\n", " "])


@settings(FEW, max_examples=500)
@given(st.one_of(st.text(), st.lists(PIECE, max_size=20).map("".join)))
def test_any_text_is_a_rule_or_an_error(text: str) -> None:
    for each in (text, "FREQ=YEARLY;" + text):
        with contextlib.suppress(RuleError):
            made(parse_rule(each), START, YEAR, most=2000)
