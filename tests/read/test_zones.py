"""Names of time zones, and zones that a calendar file defines itself."""

import zoneinfo
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peerpair.model.time import Clock
from peerpair.read.ical.lines import CalendarFile, RawPart
from peerpair.read.ical.vtimezone import read_zone
from peerpair.read.ical.zones import MOST_ZONES, Zones, iana_name, windows_names

HOUR = timedelta(hours=1)


def part(kind: str, start: str, old: str, new: str, *more: str) -> list[str]:
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{start}",
        f"TZOFFSETFROM:{old}",
        f"TZOFFSETTO:{new}",
        *more,
        f"END:{kind}",
    ]


def yearly(month: int, day: str, until: str = "") -> str:
    return f"RRULE:FREQ=YEARLY;BYMONTH={month};BYDAY={day}" + (f";UNTIL={until}" if until else "")


NEW_YORK = [
    "TZID:America/New_York",
    "X-LIC-LOCATION:America/New_York",
    *part("DAYLIGHT", "20070311T020000", "-0500", "-0400", yearly(3, "2SU"), "TZNAME:EDT"),
    *part("STANDARD", "20071104T020000", "-0400", "-0500", yearly(11, "1SU"), "TZNAME:EST"),
]
# All of the summer times of 1970 to 2100, as the programs of Mozilla and Evolution write them.
NEW_YORK_LONG = [
    *part("DAYLIGHT", "19670430T020000", "-0500", "-0400", yearly(4, "-1SU", "19730429T070000Z")),
    *part("STANDARD", "19671029T020000", "-0400", "-0500", yearly(10, "-1SU", "20061029T060000Z")),
    *part("DAYLIGHT", "19740106T020000", "-0500", "-0400", "RDATE:19740106T020000,19750223T020000"),
    *part("DAYLIGHT", "19760425T020000", "-0500", "-0400", yearly(4, "-1SU", "19860427T070000Z")),
    *part("DAYLIGHT", "19870405T020000", "-0500", "-0400", yearly(4, "1SU", "20060402T020000")),
    *part("DAYLIGHT", "20070311T020000", "-0500", "-0400", yearly(3, "2SU")),
    *part("STANDARD", "20071104T020000", "-0400", "-0500", yearly(11, "1SU")),
]
BERLIN = [
    *part("DAYLIGHT", "19810329T020000", "+0100", "+0200", yearly(3, "-1SU")),
    *part("STANDARD", "19961027T030000", "+0200", "+0100", yearly(10, "-1SU")),
]
SYDNEY = [
    *part("STANDARD", "20080406T030000", "+1100", "+1000", yearly(4, "1SU")),
    *part("DAYLIGHT", "20081005T020000", "+1000", "+1100", yearly(10, "1SU")),
]
LORD_HOWE = [
    *part("STANDARD", "20080406T020000", "+1100", "+1030", yearly(4, "1SU")),
    *part("DAYLIGHT", "20081005T020000", "+1030", "+1100", yearly(10, "1SU")),
]
# Outlook: both parts begin in 1601, on a day that the rules do not make.
OUTLOOK = [
    *part("STANDARD", "16010101T020000", "-0500", "-0600", yearly(11, "1SU")),
    *part("DAYLIGHT", "16010101T020000", "-0600", "-0500", yearly(3, "2SU")),
]
PHOENIX = part("STANDARD", "16010101T000000", "-0700", "-0700")
# Clock changes one by one, the form of long exported histories.
DUBLIN_DATES = [
    *part("DAYLIGHT", "20240331T010000", "+0000", "+0100", "RDATE:20250330T010000"),
    *part("STANDARD", "20241027T020000", "+0100", "+0000", "RDATE;VALUE=DATE-TIME:20251026T020000"),
]
SAME = [
    (NEW_YORK, "America/New_York", 2008, 2012),
    (NEW_YORK, "America/New_York", 2098, 2101),
    (NEW_YORK_LONG, "America/New_York", 1970, 1977),
    (NEW_YORK_LONG, "America/New_York", 1986, 1989),
    (NEW_YORK_LONG, "America/New_York", 2005, 2009),
    (BERLIN, "Europe/Berlin", 1997, 2001),
    (BERLIN, "Europe/Berlin", 2036, 2039),
    (SYDNEY, "Australia/Sydney", 2009, 2013),
    (LORD_HOWE, "Australia/Lord_Howe", 2025, 2028),
    (OUTLOOK, "America/Chicago", 2008, 2012),
    (OUTLOOK, "America/Chicago", 2026, 2029),
    (PHOENIX, "America/Phoenix", 1970, 1972),
    (DUBLIN_DATES, "Europe/Dublin", 2024, 2026),
]


def definition(lines: list[str], name: str = "Ward") -> RawPart:
    text = "\n".join(["BEGIN:VTIMEZONE", *lines, f"TZID:{name}", "END:VTIMEZONE"])
    return CalendarFile(text).calendars[0].parts("VTIMEZONE")[0]


def read(lines: list[str]) -> zoneinfo.ZoneInfo | None:
    return read_zone("Ward", definition(lines))


def zones_of(home: Clock, definitions: dict[str, list[str]]) -> Zones:
    return Zones(home, [definition(lines, name) for name, lines in definitions.items()])


def zone_of(lines: list[str]) -> zoneinfo.ZoneInfo:
    zone = read(lines)
    assert zone is not None
    return zone


@pytest.mark.parametrize(("lines", "name", "first", "after"), SAME)
def test_the_same_hour_by_hour(lines: list[str], name: str, first: int, after: int) -> None:
    ours, known = zone_of(lines), zoneinfo.ZoneInfo(name)
    moment, step = datetime(first, 1, 1, 0, 30), HOUR
    while moment.year < after:
        instant = moment.replace(tzinfo=UTC)
        mine, right = instant.astimezone(ours), instant.astimezone(known)
        assert mine.replace(tzinfo=None) == right.replace(tzinfo=None)
        assert mine.fold == right.fold
        assert mine.utcoffset() == right.utcoffset()
        for fold in (0, 1):
            local = moment.replace(fold=fold)
            assert local.replace(tzinfo=ours).utcoffset() == local.replace(tzinfo=known).utcoffset()
        moment += step


def test_the_same_day_by_day_for_130_years() -> None:
    ours, right = Clock(zone_of(NEW_YORK_LONG)), Clock("America/New_York")
    for day in range(365 * 131):
        instant = day * 86_400 + 6 * 3600 + 1800
        assert ours.local(instant) == right.local(instant)


def test_readings_that_are_skipped_or_occur_twice() -> None:
    ours, right = Clock(zone_of(OUTLOOK)), Clock("America/Chicago")
    for day in (datetime(2026, 3, 8), datetime(2026, 11, 1)):
        for minutes in range(24 * 60):
            moment = day + timedelta(minutes=minutes)
            assert ours.instant(moment) == right.instant(moment)
    skipped = datetime(2026, 3, 8, 2, 30)
    assert ours.local(ours.instant(skipped)) == datetime(2026, 3, 8, 3, 30)
    begin, end = (right.midnight(datetime(2026, month, 1)) for month in (1, 12))
    assert ours.spans(begin, end) == right.spans(begin, end)


def test_the_last_change_before_1970_holds() -> None:
    lines = [
        *part("STANDARD", "18831118T120358", "-045602", "-0500"),
        *part(
            "DAYLIGHT", "19180331T020000", "-0500", "-0400", yearly(3, "-1SU", "19190330T070000Z")
        ),
        *part(
            "STANDARD", "19181027T020000", "-0400", "-0500", yearly(10, "-1SU", "19191026T060000Z")
        ),
    ]
    zone = zone_of(lines)
    assert datetime(1970, 1, 1, tzinfo=zone).utcoffset() == -5 * HOUR
    assert datetime(1919, 7, 1, tzinfo=zone).utcoffset() == -4 * HOUR
    assert datetime(1800, 1, 1, tzinfo=zone).utcoffset() == -timedelta(
        hours=4, minutes=56, seconds=2
    )


def test_forms_of_a_definition() -> None:
    winter = datetime(2026, 1, 15, 12)
    for lines in (
        [line.lower() for line in NEW_YORK],
        [line.replace("DTSTART:", "DTSTART;X-NOTE=a:") + " " for line in NEW_YORK],
        [line.replace("-0500", "-05:00") for line in NEW_YORK],
        ["TZUNTIL:20300101T000000Z", "", "garbage", "TZID-ALIAS-OF:x", *NEW_YORK, "END:NOTHING"],
        NEW_YORK[:-1],
    ):
        zone = zone_of(lines)
        assert winter.replace(tzinfo=zone).utcoffset() == -5 * HOUR
        assert (winter + timedelta(days=180)).replace(tzinfo=zone).utcoffset() == -4 * HOUR


def test_starts_on_one_day_are_no_changes() -> None:
    lines = [
        *part("DAYLIGHT", "20260101T020000", "-0600", "-0500", yearly(3, "2SU")),
        *part("STANDARD", "20260101T020000", "-0500", "-0600", yearly(11, "1SU")),
    ]
    ours, right = Clock(zone_of(lines)), Clock("America/Chicago")
    for day in range(365 * 5):
        instant = 1_767_243_600 + day * 86_400
        assert ours.local(instant) == right.local(instant)


BAD_RULES = """
FREQ=SECONDLY
FREQ=MONTHLY;BYDAY=1SU
FREQ=YEARLY;INTERVAL=0
FREQ=YEARLY;COUNT=2;UNTIL=20300101
FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR,SA,SU
nonsense
""".strip().splitlines()


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["BEGIN:STANDARD"],
        ["DTSTART:19700101T000000", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000"],
        ["BEGIN:STANDARD", "TZOFFSETFROM:+0000", "TZOFFSETTO:+0000", "END:STANDARD"],
        ["BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETTO:+0000", "END:STANDARD"],
        part("STANDARD", "19700101T000000", "+0000", "+2400"),
        part("STANDARD", "19700101T000000", "+0000", "0100"),
        part("STANDARD", "19700101T000000", "+0000", "+0160"),
        part("STANDARD", "19700230T000000", "+0000", "+0100"),
        part("STANDARD", "00000101T000000", "+0000", "+0100"),
        part("STANDARD", "yesterday", "+0000", "+0100"),
        part("STANDARD", "00010101T000000Z", "-0100", "+0100"),
        part("STANDARD", "19700101T000000", "+0000", "+0100", "RDATE:19710101T000000,x"),
        part("STANDARD", "19700101T000000", "+0000", "+0100", "RDATE;VALUE=PERIOD:19710101/P1D"),
        part("STANDARD", "19700101T000000", "+0000", "+0100", "DTSTART:19800101T000000"),
        part("STANDARD", "19700101T000000", "+0000", "+0100", "RDATE:" + "19710101," * 3000),
        part("STANDARD", "19700101T000000", "+0000", "+0100") * 2001,
        [*NEW_YORK, "BEGIN:X-PART", "END:X-PART"],
        # Without its other half a zone would be an hour off for half of the year.
        [*NEW_YORK, "BEGIN:STANDARD", "TZOFFSETFROM:-0500", "TZOFFSETTO:+0900", "END:STANDARD"],
        [*NEW_YORK, *part("DAYLIGHT", "20070311T020000", "-0500", "-0400")[:-2], "END:DAYLIGHT"],
        part("STANDARD", "19700101T000000", "+0000", "+0100", yearly(2, "1MO")) * 30,
        *(part("STANDARD", "19700101T000000", "+0000", "+0100", f"RRULE:{r}") for r in BAD_RULES),
    ],
)
def test_no_zone(lines: list[str]) -> None:
    assert read(lines) is None


def test_extreme_definitions() -> None:
    for start in ("00010101T000000", "99991231T235959Z", "99991231T235959", "21500101"):
        for until in ("00010101T000000Z", "99991231T235959Z", "99991231", "19000101"):
            for offset in ("+2359", "-2359"):
                rule = f"RRULE:FREQ=YEARLY;INTERVAL=1000;UNTIL={until}"
                zone = read(part("STANDARD", start, offset, "+0100", rule))
                if zone:
                    clock = Clock(zone)
                    clock.local(clock.instant(datetime(2026, 8, 3)))


def test_a_hostile_definition_ends() -> None:
    rule = "RRULE:FREQ=YEARLY;BYYEARDAY=366;BYDAY=1MO"
    lines = part("STANDARD", "16010101T000000", "+0000", "+0100", *[rule] * 6) * 200
    assert read(lines) is None


LINES = st.sampled_from(
    [
        *NEW_YORK,
        *DUBLIN_DATES,
        "BEGIN:X",
        "END:X",
        "DTSTART:99991231T235959Z",
        "DTSTART",
        "TZOFFSETFROM:+2359",
        "RRULE:FREQ=YEARLY;COUNT=900",
        "RRULE:FREQ=YEARLY;BYDAY=MO",
        "RDATE:00010101",
        ":",
    ]
)


@settings(max_examples=300)
@given(st.lists(st.one_of(LINES, st.text(max_size=30)), max_size=30))
def test_any_lines_are_a_zone_or_none(lines: list[str]) -> None:
    zone = read(["BEGIN:STANDARD", *lines])
    if zone:
        clock = Clock(zone)
        for year in (1970, 2026, 2100):
            instant = clock.instant(datetime(year, 7, 1))
            assert abs((clock.local(instant) - datetime(year, 7, 1)).days) <= 1


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("America/Chicago", "America/Chicago"),
        ("america/chicago", "America/Chicago"),
        ("AMERICA/ARGENTINA/BUENOS_AIRES", "America/Argentina/Buenos_Aires"),
        ("America/New York", "America/New_York"),
        ("US/Eastern", "US/Eastern"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("UTC", "UTC"),
        ("EST5EDT", "EST5EDT"),
        ("Eastern Standard Time", "America/New_York"),
        ("eastern standard time", "America/New_York"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("US Mountain Standard Time", "America/Phoenix"),
        ("Eastern Time (US & Canada)", "America/New_York"),
        ("(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"),
        ("(GMT-05:00) Eastern Time (US &amp; Canada)", "America/New_York"),
        ("(GMT-06.00) Central Time (US & Canada)", "America/Chicago"),
        ("(UTC-07:00)  Arizona", "America/Phoenix"),
        ("(UTC) Coordinated Universal Time", "Etc/UTC"),
        ("(GMT) Greenwich Mean Time : Dublin, Edinburgh, Lisbon, London", "Europe/London"),
        ("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "Europe/Berlin"),
        ("tzone://Microsoft/Utc", "Etc/UTC"),
        ("/softwarestudio.org/Olson_20011030_5/America/New_York", "America/New_York"),
        ("/mozilla.org/20050126_1/Europe/Berlin", "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/America/Indiana/Knox", "America/Indiana/Knox"),
        ("/America/New_York", "America/New_York"),
        ("http://tz.example/zones/Pacific/Honolulu", "Pacific/Honolulu"),
    ],
)
def test_known_names(name: str, zone: str) -> None:
    assert iana_name(name) == zone


@pytest.mark.parametrize(
    "name",
    [
        *("", " ", "/", "//", "America", "US", "Etc", "Eastern", "Customized Time Zone"),
        *("America/Nowhere", "Mars/Olympus", "Americ/New_York", "/x/y/z", "New_York"),
        *("localtime", "LOCALTIME", "Factory", "posixrules", "posix/America/New_York"),
        *("right/America/New_York", "/usr/share/zoneinfo/right/America/New_York", "posix/UTC"),
        *("../../etc/localtime", "/etc/localtime", "America/../UTC", "America//New_York", "."),
        *("zone.tab", "tzdata.zi", "America/New_York\0", "America/New_York\a", "\0", "\u0661/x"),
        *("x" * 201, "America/" + "x" * 300, "/" * 5000, "(UTC-05:00)", "(UTC-05:00) Nowhere"),
        *("tzone://Microsoft/Custom", "GMT -0500 (Standard) / GMT -0400 (Daylight)"),
    ],
)
def test_unknown_names(name: str) -> None:
    assert iana_name(name) is None
    assert zones_of(Clock("America/Chicago"), {}).clock(name) is None


def test_every_label_is_a_zone() -> None:
    assert len(windows_names()) > 250
    for name, zone in windows_names().items():
        assert iana_name(name), name
        assert iana_name(f"(UTC+00:00) {name}") == zone


@settings(max_examples=300)
@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_any_name_is_a_zone_or_none(name: str) -> None:
    for each in (name, f"America/{name}", f"(UTC) {name}"):
        found = iana_name(each)
        assert found is None or zoneinfo.ZoneInfo(found)


def test_clocks_of_a_file() -> None:
    home = Clock("America/Chicago")
    zones = zones_of(
        home, {"Ward": OUTLOOK, "Broken": ["BEGIN:STANDARD"], "America/Denver": PHOENIX}
    )
    for name in ("America/Chicago", "Central Standard Time", "/x/America/Chicago"):
        assert zones.clock(name) is home
    ward = zones.clock("Ward")
    assert ward is not None
    assert ward is zones.clock("Ward")
    assert ward.zone.key == "Ward"
    assert ward.instant(datetime(2026, 8, 3)) == home.instant(datetime(2026, 8, 3))
    denver = zones.clock("America/Denver")
    assert denver is not None
    assert denver.zone.key == "America/Denver"
    assert denver.local(denver.instant(datetime(2026, 8, 3))) == datetime(2026, 8, 3)
    assert zones.clock("Broken") is None
    assert zones.clock("Moon") is None


def test_two_files_define_one_name() -> None:
    home = Clock("America/Chicago")
    first, second = zones_of(home, {"Ward": NEW_YORK}), zones_of(home, {"Ward": BERLIN})
    noon = datetime(2026, 8, 3, 12)
    clocks = [zones.clock("Ward") for zones in (first, second, zones_of(home, {}))]
    assert [clock and (clock.instant(noon) - home.instant(noon)) // 3600 for clock in clocks] == [
        -1,
        -7,
        None,
    ]


def test_names_with_escapes_and_quotes() -> None:
    zones = zones_of(Clock("America/Chicago"), {r"Ward\, north\; 2": NEW_YORK})
    assert zones.clock("Ward, north; 2") is not None
    assert zones.clock('"Ward,  north; 2"') is not None
    label = zones.clock(r"(UTC+01:00) Brussels\, Copenhagen\, Madrid\, Paris")
    assert label is not None
    assert label.zone.key == "Europe/Paris"


def test_an_abbreviation_is_what_the_file_says() -> None:
    home, july = Clock("America/Chicago"), datetime(2026, 7, 1)
    for definitions, hours in (({"EST": NEW_YORK}, 4), ({}, 5), ({"EST": ["BEGIN:X"]}, 5)):
        clock = zones_of(home, definitions).clock("EST")
        assert clock is not None
        assert (clock.instant(july) - Clock("UTC").instant(july)) // 3600 == hours


def test_differences() -> None:
    home = Clock("America/Chicago")
    definitions = {
        "America/New_York": NEW_YORK,
        "America/Denver": PHOENIX,
        "Eastern Standard Time": OUTLOOK,
        "Ward": BERLIN,
        "Europe/Berlin": ["BEGIN:STANDARD"],
    }
    zones = zones_of(home, definitions)
    winter, summer = (home.instant(datetime(2026, month, 15)) for month in (1, 7))
    east, denver = "America/New_York", "America/Denver"
    spring, before = home.instant(datetime(1995, 3, 20)), home.instant(datetime(1995, 7, 1))
    outlook = "Eastern Standard Time"
    assert [*zones.odd([winter])] == [outlook]
    assert [*zones.odd([winter, summer])] == [denver, outlook]
    assert east not in zones.odd([spring, 0])
    assert east in zones.odd([before])


def test_only_so_many_definitions_are_worked_out() -> None:
    names = [f"Ward {number}" for number in range(MOST_ZONES + 5)]
    zones = zones_of(Clock("America/Chicago"), dict.fromkeys(names, NEW_YORK))
    found = [zones.clock(name) for name in names]
    assert all(found[:MOST_ZONES])
    assert not any(found[MOST_ZONES:])
    assert zones.clock(names[0]) is found[0]
