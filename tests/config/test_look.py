"""What a folder shows by itself, and the configuration that is written for it."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peerpair.config import look, read_config, write_config
from peerpair.config.look import Look
from peerpair.config.parse import plain
from peerpair.config.shape import check_config
from peerpair.config.zones import other_zone
from peerpair.errors import Fault, ReadError
from peerpair.model.settings import Horizon

EXAMPLE = Path(__file__).parents[2] / "examples" / "roster"
TODAY = date(2026, 7, 20)
PEOPLE = "id,name,specialty\nim01,Ana,IM\nped01,Ben,Peds\n"


def shifts(first: str, after: str) -> str:
    return f"resident,start,end,kind\nim01,{first},{after},ward\nped01,{first},{after},ward\n"


def folder(tmp_path: Path, **files: str) -> Path:
    for name, text in files.items():
        (tmp_path / name.replace("_csv", ".csv").replace("_ics", ".ics")).write_text(text)
    return tmp_path


def stated(found: Look, at: Path) -> Path:
    file = at / "peerpair.toml"
    file.write_text(write_config(found), encoding="utf-8")
    return file


def test_the_example_is_understood_without_a_word(tmp_path: Path) -> None:
    found = look(EXAMPLE, today=TODAY, zone="Europe/London")
    assert (found.timezone, found.start, found.end) == (
        "America/Chicago",
        date(2026, 8, 3),
        date(2026, 8, 31),
    )
    assert found.lists == {"exclusions": ("exclusions.csv",), "preferences": ("preferences.csv",)}
    assert not found.trouble
    text = write_config(found)
    for name in ("residents.csv: residents", "calendars/psy01.ics: calendar"):
        assert f"#   {name}\n" in text
    # Whose pairs are confidential is not assumed: the chief names the list.
    assert "exclusions" not in tomllib.loads(text)["rosters"]
    assert '# exclusions = "exclusions.csv"' in text
    assert tomllib.loads(text)["meeting"]["buffer_minutes"] == 30


def test_a_round_begins_on_a_monday_that_is_not_past(tmp_path: Path) -> None:
    year = shifts("2026-07-01 00:00", "2027-07-01 00:00")
    place = folder(tmp_path, who_csv=PEOPLE, year_csv=year)
    for today, start in (
        (date(2026, 10, 1), date(2026, 10, 5)),
        (date(2026, 10, 5), date(2026, 10, 5)),
        (date(2026, 1, 1), date(2026, 7, 6)),
        (date(2028, 1, 1), date(2026, 7, 6)),
    ):
        found = look(place, today=today)
        assert (found.start, found.end) == (start, start + timedelta(weeks=4))
    late = look(place, today=date(2027, 6, 10))
    assert (late.start, late.end) == (date(2027, 6, 14), date(2027, 6, 28))


def test_a_few_days_are_taken_as_they_are(tmp_path: Path) -> None:
    place = folder(tmp_path, who_csv=PEOPLE, few_csv=shifts("2026-08-05 00:00", "2026-08-08 00:00"))
    found = look(place, today=TODAY)
    assert (found.start, found.end) == (date(2026, 8, 5), date(2026, 8, 8))


def test_dates_that_can_be_read_both_ways_are_a_guess_that_is_marked(tmp_path: Path) -> None:
    place = folder(tmp_path, who_csv=PEOPLE, shift_csv=shifts("8/3/2026 07:00", "8/4/2026 07:00"))
    found = look(place, today=TODAY)
    assert found.dates == "m/d"
    assert found.schedule is not None
    assert 'dates = "m/d"  # a guess' in write_config(found)
    assert read_config(stated(found, place)).read().assignments


def test_a_plain_list_of_names_is_found_and_named(tmp_path: Path) -> None:
    names = "name\nAna Lim\nBen Ode\nCy Poe\n"
    roster = "resident,start,end,kind\nAna Lim,2026-08-03 00:00,2026-08-31 00:00,ward\n"
    place = folder(tmp_path, people_csv=names, roster_csv=roster)
    found = look(place, today=TODAY)
    assert found.residents_file == "people.csv"
    schedule = read_config(stated(found, place)).read()
    assert [resident.label for resident in schedule.residents] == ["Ana Lim", "Ben Ode", "Cy Poe"]


def test_a_folder_without_people_still_gets_a_configuration(tmp_path: Path) -> None:
    place = folder(tmp_path, roster_csv=shifts("2026-08-03 07:00", "2026-08-04 07:00"))
    found = look(place, today=TODAY)
    assert found.schedule is None
    assert "no residents were found" in str(found.trouble[0])
    text = write_config(found)
    assert "# NOT READ" in text
    assert '# residents = "residents.csv"' in text
    assert (found.start, found.end) == (date(2026, 7, 20), date(2026, 8, 17))
    assert read_config(stated(found, place)).settings["horizon"]["start"] == "2026-07-20"


def test_an_empty_folder_and_a_missing_one(tmp_path: Path) -> None:
    assert look(tmp_path, today=TODAY, zone="Europe/London").timezone == "Europe/London"
    with pytest.raises(ReadError, match="there is no such folder"):
        look(tmp_path / "nowhere", today=TODAY)


def test_the_zone_that_most_calendars_name_is_proposed(tmp_path: Path) -> None:
    for number, zone in enumerate(["Eastern Standard Time", "America/New_York", "Europe/Paris"]):
        (tmp_path / f"{number}.ics").write_text(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
            f"DTSTART;TZID={zone}:20260803T070000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    found = look(tmp_path, today=TODAY, zone="Asia/Tokyo")
    assert found.timezone == "America/New_York"
    assert "calendars" in found.timezone_from


@given(
    names=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), max_size=4),
    trouble=st.text(max_size=120),
    zone=st.sampled_from(["America/Chicago", "Asia/Kolkata"]),
)
def test_whatever_files_are_called_the_configuration_can_be_read(
    names: list[str], trouble: str, zone: str
) -> None:
    found = Look(
        timezone=zone,
        timezone_from="x",
        start=date(2026, 8, 3),
        end=date(2026, 8, 31),
        dates_from=trouble,
        files=tuple(names),
        lists={"exclusions": tuple(names), "groups": tuple(names)},
        residents_file=names[0] if names else "",
        trouble=(Fault(trouble, trouble, trouble),),
    )
    table = tomllib.loads(write_config(found))
    assert table["rosters"].get("residents", "") == (names[0] if names else "")
    assert table["rosters"].get("history", []) == names
    assert "exclusions" not in table["rosters"]
    assert table["rosters"]["timezone"] == zone
    assert set(table) == {
        "title",
        "sizes",
        "unplaced",
        "fairness",
        "objectives",
        "constraints",
        "horizon",
        "meeting",
        "rosters",
        "output",
    }


def blocks(*rotations: str) -> str:
    """Four residents, each on one rotation for four weeks."""
    rows = [f"r{i},2026-09-07,2026-10-04,{name}\n" for i, name in enumerate(rotations)]
    return "resident,start,end_inclusive,rotation\n" + "".join(rows)


FOUR = "id,name,specialty\nr0,Ana,IM\nr1,Ben,IM\nr2,Cy,IM\nr3,Di,IM\n"
HOURS = "rotation,days,start,end\nWard,mon-fri,07:00,17:00\n"
PARTS = (("09-07", "09-08", "Moon Base"), ("09-09", "09-13", "Ward"), ("09-14", "10-04", "Lab"))


def test_whole_weeks_are_proposed_where_rotations_without_hours_hide_who_is_known(
    tmp_path: Path,
) -> None:
    """Otherwise the round would be six days from a Tuesday on."""
    rosters = "resident,start,end_inclusive,rotation\n" + "".join(
        f"r{i},2026-{first},2026-{last},{name}\n" for i in range(4) for first, last, name in PARTS
    )
    place = folder(tmp_path, who_csv=FOUR, hours_csv=HOURS, blocks_csv=rosters)
    found = look(place, today=TODAY)
    assert (found.start, found.end) == (date(2026, 9, 7), date(2026, 10, 5))
    assert found.known == (date(2026, 9, 7), date(2026, 10, 5))
    assert found.dates_from == (
        "the files cover 2026-09-07 to 2026-10-04, though few residents are known for these "
        "dates yet: 2 rotations have no hours"
    )
    assert found.schedule is not None
    assert set(found.schedule.unmatched) == {"Moon Base", "Lab"}
    assert "# published = [2026-09-07, 2026-10-05]" in write_config(found)


def test_a_roster_of_nothing_but_rotations_without_hours_gets_its_dates(tmp_path: Path) -> None:
    found = look(folder(tmp_path, who_csv=FOUR, blocks_csv=blocks("A", "B", "C", "D")), today=TODAY)
    assert (found.start, found.end) == (date(2026, 9, 7), date(2026, 10, 5))
    assert "few residents are known for these dates yet: 4 rotations" in found.dates_from


ODD = {
    "cut_csv": 'resident,start,end\nim01,"2026-08-03 07:00,2026-08-04\n',
    "both_csv": "resident,start,end\nim01,31/3/2026 07:00,31/3/2026 09:00\n"
    "im01,3/31/2026 07:00,3/31/2026 09:00\n",
    "broken_ics": "BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
}


def test_an_odd_file_does_not_hide_the_others(tmp_path: Path) -> None:
    place = folder(
        tmp_path, who_csv=PEOPLE, fine_csv=shifts("2026-08-03 00:00", "2026-08-31 00:00")
    )
    plain = look(place, today=TODAY)
    folder(tmp_path, **ODD, exclusions_csv="first,second\nim01,ped01\n")
    found = look(place, today=TODAY)
    assert found.schedule is not None
    assert len(found.schedule.residents) == 2
    assert (found.start, found.end) == (plain.start, plain.end)
    assert found.lists == {"exclusions": ("exclusions.csv",)}
    odd = {fault.place.partition(":")[0] for fault in found.trouble}
    assert odd <= {"cut.csv", "both.csv", "broken.ics"}
    assert "cut.csv" in odd
    text = write_config(found)
    for name in odd:
        assert f"# NOT READ: {name}" in text
    remarks = [line for line in text.splitlines() if "NOT READ" in line]
    assert all(len(line) <= 98 for line in remarks)
    with pytest.raises(ReadError):
        read_config(stated(found, place)).read()  # it is still there, and check says so


def test_a_workbook_that_cannot_be_opened_is_left_out(tmp_path: Path) -> None:
    place = folder(
        tmp_path, who_csv=PEOPLE, fine_csv=shifts("2026-08-03 00:00", "2026-08-31 00:00")
    )
    (place / "year.xlsx").write_bytes(b"PK\x03\x04 nothing")
    found = look(place, today=TODAY)
    assert found.start == date(2026, 8, 3)
    (fault,) = found.trouble
    assert fault.place == "year.xlsx"


@pytest.mark.parametrize(
    ("zone", "words"),
    [("America/Chicago", "please check it"), ("UTC", "UTC is hardly right: set your own zone")],
)
def test_a_zone_that_no_file_names_is_to_be_checked(tmp_path: Path, zone: str, words: str) -> None:
    found = look(tmp_path, today=TODAY, zone=zone)
    assert found.timezone_from.endswith(words)
    assert f'timezone = "{zone}"  # {found.timezone_from}' in write_config(found)


def calendar(zone: str) -> str:
    return f"BEGIN:VCALENDAR\r\nDTSTART;TZID={zone}:20260803T070000\r\nEND:VCALENDAR\r\n"


@pytest.mark.parametrize(
    ("zones", "ours", "other"),
    [
        (["America/New_York"] * 2 + ["America/Chicago"], "America/Chicago", "America/New_York"),
        (["Central Standard Time"] * 2, "America/Chicago", ""),
        (["America/Winnipeg"] * 2, "America/Chicago", ""),  # its clocks are the same
        (["America/New_York", "Europe/Paris"], "America/Chicago", ""),  # neither is most
        ([], "America/Chicago", ""),
    ],
)
def test_another_zone_in_most_calendars_is_found(
    tmp_path: Path, zones: list[str], ours: str, other: str
) -> None:
    for number, zone in enumerate(zones):
        (tmp_path / f"{number}.ics").write_text(calendar(zone))
    assert other_zone(tmp_path, ours, Horizon(date(2026, 8, 3), date(2026, 8, 31))) == other


def test_what_stands_in_comments_can_be_used(tmp_path: Path) -> None:
    text = write_config(look(EXAMPLE, today=TODAY, zone="Europe/London"))
    for line in ("{ kind", "    { kind", "hours.spans", "days =", "quorum", "mode"):
        text = text.replace(f"# {line}", line)
    text = text.replace('hours = ["07:00", "22:00"]\n', "")
    document = plain(tomllib.loads(text))
    assert check_config(document)[1].faults == []
    assert "any_of" in [entry["kind"] for entry in document["constraints"]]
    assert set(document["meeting"]["hours"]["spans"]) == {"default", "tue"}
