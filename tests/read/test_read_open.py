"""A cell that begins with a question mark is not answered yet: it is never taken as a value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from peerpair.model.schedule import Schedule, Topic

RESIDENTS = "id,name,specialty,pgy,tags,email,active\n"
BLOCKS = "Resident,2026-08-03,2026-08-04\nAna Lopez,Wards,Wards\nBen Okafor,Wards,Wards\n"
HOURS = "rotation,hours,kind,comment\nWards,mon-sun 6am-6pm,ward,as in the legend\n"
Write = Callable[..., Schedule]


def _read(folder: Path, residents: str, hours: str, aliases: str = "") -> Schedule:
    from peerpair.read import read

    for name, text in (("residents", residents), ("hours", hours), ("blocks", BLOCKS)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    if aliases:
        (folder / "aliases.csv").write_text(aliases, encoding="utf-8")
    return read(folder, timezone="America/Chicago")


def _known(schedule: Schedule) -> list[str]:
    return [resident.id for resident in schedule.residents if resident.coverage]


def test_hours_may_stand_in_one_cell(tmp_path: Path) -> None:
    people = RESIDENTS + "a,Ana Lopez,IM,1,,,yes\nb,Ben Okafor,IM,?,?,?,yes\n"
    schedule = _read(tmp_path, people, HOURS)
    assert [str(entry.end)[11:16] for entry in schedule.assignments] == ["18:00"] * 4
    assert not any(issue.topic is Topic.UNKNOWN for issue in schedule.issues)
    assert schedule.residents[1].pgy is None
    assert schedule.residents[1].tags == ()


def test_open_hours_are_unknown(tmp_path: Path) -> None:
    people = RESIDENTS + "a,Ana Lopez,IM,1,,,yes\nb,Ben Okafor,IM,1,,,yes\n"
    schedule = _read(tmp_path, people, HOURS.replace("mon-sun", "? mon-sun"))
    assert _known(schedule) == []
    assert not schedule.assignments


def test_hours_twice_or_without_a_clock_are_unknown(tmp_path: Path) -> None:
    people = RESIDENTS + "a,Ana Lopez,IM,1,,,yes\n"
    for hours in (
        "rotation,hours,days,start,end\nWards,mon-fri 6am-6pm,mon-sat,06:00,18:00\n",
        "rotation,hours\nWards,all day\n",
        "rotation,hours\nWards,mon-fri 6-6\n",
    ):
        assert _known(_read(tmp_path, people, hours)) == [], hours


def test_somebody_of_whom_it_is_open_whether_they_take_part_is_unknown(tmp_path: Path) -> None:
    people = RESIDENTS + "a,Ana Lopez,IM,1,,,?\nb,Ben Okafor,IM,1,,,yes\n"
    schedule = _read(tmp_path, people, HOURS)
    assert _known(schedule) == ["b"]
    (issue,) = (issue for issue in schedule.issues if issue.topic is Topic.UNKNOWN)
    assert issue.residents == ("a",)


def test_an_open_alias_is_no_answer(tmp_path: Path) -> None:
    people = RESIDENTS + "a,Ana Lopez,IM,1,,,yes\nb,Ben Okafor,IM,1,,,yes\n"
    (tmp_path / "more.csv").write_text("resident,date,rotation\nLopez,2026-08-04,Wards\n")
    for who, known in (("? Ana Lopez", ["b"]), ("Ana Lopez", ["a", "b"]), ("", ["a", "b"])):
        aliases = f"alias,resident,candidates\nLopez,{who},Ana Lopez\n"
        assert _known(_read(tmp_path, people, HOURS, aliases)) == known, who
