"""Rosters that nobody here made: one residency's year, and a solved competition roster."""

import csv
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import peerpair as pp
from peerpair.availability.availability import BUSY, UNKNOWN, availability
from peerpair.read import read

DATA = Path(__file__).parents[2].parent / "shared" / "data"
TEMPLATES = Path(__file__).with_name("fm_rotations.csv")
EXPLAINED = Path(__file__).with_name("real_issues.toml")
BLOCK = date(2025, 10, 23), date(2025, 11, 20)

pytestmark = pytest.mark.skipif(
    not DATA.is_dir(), reason="the real rosters are not part of the repository"
)


def unexplained(schedule: pp.Schedule, data: str) -> list[str]:
    """Return the issues that the checked-in list does not explain, or explains too often."""
    found = [issue.message for issue in schedule.issues if "is in no roster" not in issue.message]
    wrong = []
    for entry in tomllib.loads(EXPLAINED.read_text(encoding="utf-8"))[data]:
        same = [text for text in found if re.fullmatch(entry["message"], text)]
        found = [text for text in found if text not in same]
        if len(same) != entry["times"] or not entry["reason"]:
            wrong.append(f"{len(same)} times: {entry['message']}")
    return wrong + found


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def family_medicine(tmp_path: Path) -> pp.Schedule:
    rows = table(DATA / "fm-program" / "rotations.csv")
    people = {row["resident"]: row["pgy"] for row in rows}
    lines = ["id,specialty,pgy", *(f"{name},FM,{pgy}" for name, pgy in people.items())]
    residents = tmp_path / "residents.csv"
    residents.write_text("\n".join(lines), encoding="utf-8")
    return read(
        DATA / "fm-program", residents=residents, templates=TEMPLATES, timezone="Pacific/Honolulu"
    )


def test_every_issue_of_the_residency_is_explained(family_medicine: pp.Schedule) -> None:
    assert unexplained(family_medicine, "fm-program") == []


def test_every_issue_of_the_competition_roster_is_explained() -> None:
    columns = {"resident": "person", "kind": "shift", "specialty": "grade"}
    schedule = read(DATA / "inrc2", timezone="Europe/Berlin", columns=columns)
    assert unexplained(schedule, "inrc2") == []


def test_amion_reports(tmp_path: Path) -> None:
    """Both accounts at once: one with divisions, one without, their people by name."""
    people = tmp_path / "people.csv"
    people.write_text('id,name\nn1,Johnson\nn2,Jones\nm1,"Johnson, John"\nm2,"Jones, Jerry"\n')
    schedule = read(DATA / "amion", residents=people, timezone="America/New_York")
    assert unexplained(schedule, "amion") == []
    calls = {(a.resident, f"{a.start:%H:%M}", f"{a.end:%H:%M}") for a in schedule.assignments}
    assert calls == {
        ("m1", "00:00", "11:00"),
        ("m2", "08:30", "00:00"),
        ("n1", "18:00", "06:00"),
        ("n2", "18:00", "06:00"),
    }
    assert schedule.unmatched == ("MICU", "GI", "NICU", "Consult")
    templates = tmp_path / "templates.csv"
    templates.write_text(
        "rotation,match,days,start,end,kind\n*icu*,glob,daily,06:00,19:00,icu\n"
        "GI,,daily,07:00,18:00,consult\nConsult,,daily,07:00,18:00,consult\n"
    )
    schedule = read(
        DATA / "amion", residents=people, templates=templates, timezone="America/New_York"
    )
    assert len(schedule.assignments) == 8
    # A report of rotations speaks only of its dates, and one of calls of none.
    first = (date(2015, 7, 1), date(2015, 7, 2))
    assert {r.coverage for r in schedule.residents} == {(first,)}


def test_a_residency_year_every_rotation_has_a_meaning(family_medicine: pp.Schedule) -> None:
    messages = Counter(issue.message for issue in family_medicine.issues)
    assert not [message for message in messages if "template" in message]
    assert not [message for message in messages if "not a known resident" in message]
    assert messages["column 'pgy' is not used"] == 1


def test_a_residency_year_duplicate_absences_are_reported(family_medicine: pp.Schedule) -> None:
    rows = table(DATA / "fm-program" / "absences.csv")
    repeats = len(rows) - len({tuple(row.values()) for row in rows})
    found = [i for i in family_medicine.issues if "stands already at" in i.message]
    assert len(found) == repeats == 9
    assert all(i.place.startswith("absences.csv:") and i.action == "dropped" for i in found)
    leaves = [a for a in family_medicine.assignments if a.kind == "leave"]
    assert len(leaves) == len(rows) - repeats


def test_a_residency_year_is_covered_as_published(family_medicine: pp.Schedule) -> None:
    year = (date(2025, 7, 1), date(2026, 7, 1))
    assert len(family_medicine.residents) == 17
    assert {resident.coverage for resident in family_medicine.residents} == {(year,)}


def test_rotations_joined_by_a_plus_are_both_at_once(family_medicine: pp.Schedule) -> None:
    rows = table(DATA / "fm-program" / "rotations.csv")
    row = next(r for r in rows if r["rotation"] == "Night Float + Cardiology")
    first, last = date.fromisoformat(row["start"]), date.fromisoformat(row["end_inclusive"])
    duties = [
        a
        for a in family_medicine.assignments
        if a.resident == row["resident"] and first <= a.start.date() <= last and a.kind != "leave"
    ]
    weeks = {(duty.start.date() - first).days // 7 for duty in duties}
    for night in (True, False):
        kinds = [duty for duty in duties if (duty.kind == "night_float") == night]
        assert {(duty.start.date() - first).days // 7 for duty in kinds} == weeks


def test_away_rotations_carry_their_site(family_medicine: pp.Schedule) -> None:
    sites = {a.site for a in family_medicine.assignments}
    assert sites == {None, "Hilo", "Kapiolani", "Military Medicine", "Military course", "Okinawa"}


def test_a_block_becomes_a_problem_with_sane_free_time(family_medicine: pp.Schedule) -> None:
    problem = pp.Problem.from_schedule(family_medicine, *BLOCK)
    found = availability(problem)
    assert len(problem.active) == 17
    assert not (found.state == UNKNOWN).any()
    hours_busy = (found.state == BUSY).sum(axis=1) / 2
    per_week = hours_busy / 4
    assert per_week.min() >= 0
    assert per_week.max() <= 168
    assert 40 <= np.median(per_week) <= 110  # duties and the rest after nights
    placed = found.usable.sum(axis=1)
    assert np.median(placed) > 100
    on_leave = {
        a.resident
        for a in family_medicine.assignments
        if a.kind == "leave" and BLOCK[0] <= a.start.date() < BLOCK[1]
    }
    assert on_leave


def test_nobody_on_leave_is_on_the_ward(family_medicine: pp.Schedule) -> None:
    leaves = [a for a in family_medicine.assignments if a.kind == "leave"]
    for a in family_medicine.assignments:
        if a.kind not in ("leave", "away"):
            mine = [leave for leave in leaves if leave.resident == a.resident]
            assert not any(leave.start <= a.start < leave.end for leave in mine)
    assert any("fall on days of absence" in i.message for i in family_medicine.issues)


def test_a_competition_roster_with_mapped_columns() -> None:
    schedule = read(
        DATA / "inrc2",
        timezone="Europe/Berlin",
        published=("2026-08-03", "2026-08-31"),
        columns={"resident": "person", "kind": "shift", "specialty": "grade"},
    )
    assert len(schedule.residents) == 21
    assert len(schedule.assignments) == 336
    assert {i.message for i in schedule.issues} == {
        "column 'contract' is not used",
        "column 'skill' is not used",
    }
    specialties = {r.specialty for r in schedule.residents}
    assert {"HeadNurse", "Nurse", "Caretaker"} <= specialties
    assert {a.kind for a in schedule.assignments} == {"early", "day", "late", "night"}
    problem = pp.Problem.from_schedule(schedule, "2026-08-03", "2026-08-31")
    found = availability(problem)
    assert not (found.state == UNKNOWN).any()
    shifts = table(DATA / "inrc2" / "shifts.csv")
    for row, resident in enumerate(problem.active):
        mine = [s for s in shifts if s["person"] == resident.id]
        nights = sum(s["shift"] == "night" for s in mine)
        slots = int((found.state[row] == BUSY).sum())
        assert 16 * len(mine) <= slots + 16 <= 16 * len(mine) + 16 * nights + 16
    assert found.usable.any(axis=1).all()


def test_a_block_of_the_residency_is_paired_and_proven(family_medicine: pp.Schedule) -> None:
    for sizes, mode in (("pairs", "remote"), ("triads", "remote"), ("mixed", "in_person")):
        problem = pp.Problem.from_schedule(
            family_medicine, *BLOCK, sizes=sizes, meeting=pp.Meeting(mode=mode)
        )
        result = pp.solve(problem)
        assert result.status is pp.Status.OPTIMAL
        assert pp.verify(problem, result, certificate=True).ok
        assert sum(len(group.members) for group in result.groups) == 17


def test_the_competition_roster_is_paired_and_proven() -> None:
    schedule = read(
        DATA / "inrc2",
        timezone="Europe/Berlin",
        published=("2026-08-03", "2026-08-31"),
        columns={"resident": "person", "kind": "shift", "specialty": "grade"},
    )
    problem = pp.Problem.from_schedule(schedule, "2026-08-03", "2026-08-31", sizes="triads")
    result = pp.solve(problem)
    assert result.status is pp.Status.OPTIMAL
    assert result.metrics["triads"] == 7
    assert result.metrics["never_meeting"] == 0
    assert pp.verify(problem, result, certificate=True).ok
