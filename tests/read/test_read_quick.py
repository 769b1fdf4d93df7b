"""The quick ways of calendars and tables say what the thorough ways say."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest

import peerpair as pp
from peerpair.read.formats import assignments_csv
from peerpair.read.ical.event import Event

from .conftest import Folder

LINES = """
    STATUS:CANCELLED STATUS:CONFIRMED TRANSP:TRANSPARENT TRANSP:OPAQUE SUMMARY:Night%Float
    SUMMARY:Post%call SUMMARY: LOCATION:VA\\,%West CATEGORIES:Home%Call RRULE:FREQ=DAILY;COUNT=2
    X-MICROSOFT-CDO-BUSYSTATUS:OOF X-MICROSOFT-CDO-BUSYSTATUS:FREE DURATION:PT1H status:cancelled
    SUMMARY;LANGUAGE=en:x ATTENDEE;PARTSTAT=DECLINED:mailto:ana@x.org RECURRENCE-ID:20260803T070000
    DTSTART:20260803T070000 BEGIN:VALARM END:VALARM SUMMARY;X:broken LOCATION;X:broken
""".split()  # noqa: SIM905
DAYS = [datetime(2026, 3, 8), datetime(2026, 10, 31), datetime(2026, 11, 1), datetime(2026, 8, 3)]
MINUTES = [-60, 0, 30, 60, 600, 720, 1440, 100_000]


def moments(rng: random.Random) -> tuple[datetime, datetime]:
    day = rng.choice(DAYS) + timedelta(days=rng.randrange(3))
    start = day + timedelta(hours=rng.randrange(24), minutes=rng.choice((0, 30)))
    return start, start + timedelta(minutes=rng.choice(MINUTES))


def event(rng: random.Random, number: int) -> list[str]:
    zone = rng.choice([";TZID=America/Chicago", "", ";TZID=America/New_York", "Z"])
    tail, zone = ("Z", "") if zone == "Z" else ("", zone)
    ends = zip(("DTSTART", "DTEND"), moments(rng), strict=True)
    times = [f"{name}{zone}:{moment:%Y%m%dT%H%M%S}{tail}" for name, moment in ends]
    more = [line.replace("%", " ") for line in LINES if rng.random() < 0.1]
    return ["BEGIN:VEVENT", f"UID:{rng.choice((number, 1, 2))}", *times, *more, "END:VEVENT"]


def both(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, quick: Any, name: str, options: dict[str, Any]
) -> tuple[pp.Schedule, pp.Schedule]:
    first = folder.read(**options)
    with monkeypatch.context() as patch:
        patch.setattr(quick, name, lambda *_: None)
        return first, folder.read(**options)


@pytest.mark.parametrize("seed", range(150))
def test_calendars(folder: Folder, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    rng = random.Random(seed)
    lines = ["BEGIN:VCALENDAR", *(["X-WR-TIMEZONE:Asia/Tokyo"] if seed % 3 == 0 else [])]
    for number in range(rng.randint(1, 7)):
        lines += event(rng, number)
    folder.put("a.ics", "\n".join([*lines, "END:VCALENDAR"]))
    horizon = ("2026-10-30", "2026-11-03") if seed % 2 else None
    quick, slow = both(folder, monkeypatch, Event, "usual", {"horizon": horizon})
    assert sorted(map(repr, quick.assignments)) == sorted(map(repr, slow.assignments))
    assert quick.residents == slow.residents
    assert sorted(map(str, quick.issues)) == sorted(map(str, slow.issues))


@pytest.mark.parametrize("seed", range(100))
def test_tables(folder: Folder, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    rng = random.Random(seed)
    rows = ["resident,start,end,kind,soft,site"]
    for _ in range(rng.randint(1, 12)):
        start, end = moments(rng)
        form = rng.choice(
            ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%MZ", "%m/%d/%Y %H:%M"]
        )
        who = rng.choice(["a", "Okafor, Ben", " c ", "ghost", "Lopez, A", ""])
        cells = [f'"{who}"', f"{start:{form}}", f"{end:{form}}"]
        cells += [rng.choice(["", "ward", " Vacation "]), rng.choice(["", "yes", "maybe"]), "Main"]
        cells += ["more"] if rng.random() < 0.1 else []
        rows.append(",".join(cells[: rng.choice((6, 7, 7, 7))]))
    folder.put("shifts.csv", "\n".join(rows))
    quick, slow = both(folder, monkeypatch, assignments_csv, "_quick", {"dates": "m/d"})
    assert list(map(repr, quick.assignments)) == list(map(repr, slow.assignments))
    assert quick.residents == slow.residents
    assert sorted(map(str, quick.issues)) == sorted(map(str, slow.issues))
