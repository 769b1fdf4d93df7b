"""QGenda's, ShiftAdmin's and FHIR's exports as JSON."""

import json
from typing import Any

import pytest

import peerpair as pp
from peerpair.read.limits import ReadLimits

from .conftest import Folder, issues, known, span, times


def task(**more: Any) -> dict[str, Any]:
    return {
        "ScheduleKey": "k",
        "StaffFName": "Ana",
        "StaffLName": "Lopez",
        "StaffKey": "s1",
        "StaffEmail": "",
        "TaskName": "OR",
        "StartDate": "2026-08-03T00:00:00",
        "StartTime": "07:00:00",
        "EndDate": "2026-08-03T00:00:00",
        "EndTime": "17:00:00",
        "TimeZone": "(UTC-06:00) Central Time (US & Canada)",
        "IsPublished": True,
        "IsStruck": False,
        **({"StaffFName": "", "StaffLName": ""} if {"StaffId", "StaffEmail"} & more.keys() else {}),
    } | more


def put(folder: Folder, entries: Any, **options: Any) -> pp.Schedule:
    return folder.read("schedule.json", json.dumps(entries), **options)


def test_qgenda_tasks(folder: Folder) -> None:
    night = {"StartTime": "19:00:00", "EndDate": "2026-08-04T00:00:00", "EndTime": "07:00:00"}
    whole = {"StartTime": "00:00:00", "EndTime": "23:59:59.999"}
    schedule = put(
        folder,
        [
            task(),
            task(StaffFName="Benjamin", StaffLName="X", StaffId="b", **night),
            task(StaffEmail="c.dubois@x.org", TaskName="Vacation", LocationName="VA", **whole),
            task(StaffId="b", TaskName="Post Call", **whole),
            task(StaffId="b", IsStruck=True),
            task(StaffLName="Nobody"),
        ],
    )
    assert times(schedule) == [
        "a 08-03 07:00/08-03 17:00 OR",
        "b 08-03 19:00/08-04 07:00 OR",
        "c 08-03 00:00/08-04 00:00 vacation",
    ]
    assert schedule.assignments[2].site == "VA"
    assert issues(schedule) == [
        "schedule.json entry 4: 'Post Call' is no duty; no entry",
        "schedule.json entry 5: the task is struck; left out",
        "schedule.json entry 6: 'Nobody, Ana' is not a known resident; left out",
    ]
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-04")]


def test_qgenda_zones(folder: Folder) -> None:
    schedule = put(
        folder,
        [
            task(TimeZone="Eastern Time (US & Canada)"),
            task(
                TimeZone="Eastern Standard Time",
                TaskName="Late",
                StartTime="18:00:00",
                EndTime="20:00:00",
            ),
            task(
                TimeZone="Hospital time",
                StartDateUTC="2026-08-04T12:00:00Z",
                EndDateUTC="2026-08-04T22:00:00",
            ),
            task(TimeZone="Hospital time", StaffId="b"),
            task(
                StaffId="c",
                StartDateUTC="2026-08-03T13:00:00",
                EndDateUTC="2026-08-03T22:00:00",
            ),
        ],
    )
    assert times(schedule) == [
        "a 08-03 06:00/08-03 16:00 OR",
        "a 08-03 17:00/08-03 19:00 Late",
        "a 08-04 07:00/08-04 17:00 OR",
        "c 08-03 07:00/08-03 17:00 OR",
    ]
    assert known(schedule, "b") == []
    assert any("'Hospital time' is no time zone that is known" in i for i in issues(schedule))
    assert any("the times in UTC are not the local times" in i for i in issues(schedule))


def test_qgenda_what_is_not_published_or_not_readable_is_unknown(folder: Folder) -> None:
    schedule = put(
        folder,
        [
            task(),
            task(StartDate="2026-08-20T00:00:00", EndDate="2026-08-20T00:00:00"),
            task(StartDate="2026-08-10", EndDate="2026-08-10", IsPublished=False),
            task(StartDate="2026-08-15", EndDate="2026-08-15", EndTime="late"),
        ],
        published=("2026-08-03", "2026-08-31"),
    )
    assert known(schedule, "a") == [
        span("2026-08-03", "2026-08-10"),
        span("2026-08-11", "2026-08-14"),
        span("2026-08-18", "2026-08-31"),
    ]


def test_qgenda_rotation_tasks_need_a_template(folder: Folder) -> None:
    folder.put("templates.csv", "rotation,days,start,end,kind\nMICU,daily,06:00,19:00,icu\n")
    whole = {"StartTime": "00:00:00", "EndTime": "23:59:59.999", "IsRotationTask": True}
    schedule = put(
        folder,
        {"value": [task(TaskName="MICU", **whole), task(TaskName="Moon", StaffId="b", **whole)]},
    )
    assert times(schedule) == ["a 08-03 06:00/08-03 19:00 icu"]
    assert schedule.unmatched == ("Moon",)
    assert known(schedule, "b") == []


def test_shiftadmin(folder: Folder) -> None:
    shift = {"firstName": "Ana", "lastName": "Lopez", "shiftShortName": "Night", "userID": 7}
    shifts = [
        shift | {"shiftStart": "2026-08-03 23:00:00", "shiftEnd": "2026-08-04 07:00:00"},
        shift | {"shiftStart": "2026-08-09 23:00:00", "shiftEnd": ""},
        {"userID": "b", "shiftStart": "2026-08-05T07:00", "shiftEnd": "2026-08-05T15:00"},
    ]
    schedule = put(folder, {"data": {"scheduledShifts": shifts}})
    assert times(schedule) == ["a 08-03 23:00/08-04 07:00 Night", "b 08-05 07:00/08-05 15:00 -"]
    assert known(schedule, "b") == [span("2026-08-03", "2026-08-06")]
    assert "schedule.json shift 2: '2026-08-09 23:00:00' to '' is no time" in issues(schedule)[0]


def test_fhir(folder: Folder) -> None:
    planned = {"start": "2026-08-03T00:00:00-05:00", "end": "2026-08-10T00:00:00-05:00"}
    actor = [{"reference": "Practitioner/a"}]
    slots = [
        {
            "status": status,
            "start": f"2026-08-0{day}T09:00:00-05:00",
            "end": f"2026-08-0{day}T12:00:00Z",
        }
        for status, day in (("free", 3), ("entered-in-error", 4))
    ]
    busy = {"start": "2026-08-05T07:00:00-05:00", "end": "2026-08-05T17:00:00-05:00"}
    resources: list[dict[str, Any]] = [
        {"resourceType": "Schedule", "id": "s1", "actor": actor, "planningHorizon": planned},
        {"resourceType": "Slot", "status": "busy", "schedule": {"reference": "Schedule/s1"}} | busy,
        *(
            {"resourceType": "Slot", "schedule": {"reference": "Schedule/s1"}} | s
            for s in slots[1:]
        ),
        {"resourceType": "Slot", "status": "busy", "schedule": {"reference": "Schedule/x"}} | busy,
    ]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}
    schedule = put(folder, bundle)
    assert times(schedule) == ["a 08-05 07:00/08-05 17:00 -"]
    assert known(schedule, "a") == [
        span("2026-08-03", "2026-08-04"),
        span("2026-08-08", "2026-08-10"),
    ]
    assert "which is not in the file" in issues(schedule)[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[{"StaffKey": 1', "is not JSON"),
        ('{"StaffKey": 1}', "has no list of entries"),
        ('[{"StaffKey": 1}, 7]', "schedule.json entry 2: is no object"),
        ('{"StaffKey":' + "[" * 100_000, "is nested more than 16 deep"),
        ('[{"StaffKey": 1' + "0" * 5000 + "}]", "a number is out of range"),
        ('[{"StaffKey": NaN}]', "a number is out of range"),
        ('[{"StaffKey": 1}' + ', {"StaffKey": 1}' * 3 + "]", "has more than 3 entries"),
    ],
)
def test_what_is_no_schedule_is_an_error(folder: Folder, text: str, words: str) -> None:
    with pytest.raises(pp.ReadError, match=words):
        folder.read("schedule.json", text, limits=ReadLimits(events=3))


def test_a_number_that_contradicts_the_name_is_nobody(folder: Folder) -> None:
    schedule = put(folder, [task(), task(StaffFName="Ana", StaffLName="Lopez", StaffId="b")])
    assert known(schedule, "a") == known(schedule, "b") == []
    assert "'b' is b, and 'Lopez, Ana' is a" in issues(schedule)[0]


@pytest.mark.parametrize("name", ["Off-Service ED", "Post Call Clinic", "Off Cycle Ward"])
def test_a_word_for_a_day_off_is_not_a_day_off(folder: Folder, name: str) -> None:
    whole = {"StartTime": "00:00:00", "EndTime": "23:59:59.999"}
    assert len(put(folder, [task(TaskName=name, **whole)]).assignments) == 1


def test_fhir_schedules_of_several_and_of_nobody(folder: Folder) -> None:
    busy = {"start": "2026-08-05T07:00:00-05:00", "end": "2026-08-05T17:00:00-05:00"}
    actors = [{"reference": "Practitioner/a"}, {"reference": "Practitioner/b"}]
    planned = {"start": "2026-08-03T12:00:00-05:00", "end": "2026-08-10T00:00:00-05:00"}
    slot = {"resourceType": "Slot", "status": "busy"} | busy
    resources: list[dict[str, Any]] = [
        {"resourceType": "Schedule", "id": "s1", "actor": actors, "planningHorizon": planned},
        slot | {"schedule": {"reference": "Schedule/s1"}},
        {"resourceType": "Appointment", "id": "x"},
    ]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}
    schedule = put(folder, bundle)
    assert [a.resident for a in schedule.assignments] == ["a", "b"]
    assert known(schedule, "b") == [span("2026-08-04", "2026-08-10")]
    assert "'Appointment' resources are not read" in issues(schedule)[0]
    resources.append(slot | {"schedule": {"reference": "Schedule/lost"}})
    schedule = put(
        folder, {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}
    )
    assert known(schedule, "a") == [span("2026-08-08", "2026-08-10")]


def test_a_task_that_ends_before_it_starts_is_unknown_around_both(folder: Folder) -> None:
    whole = {"StartTime": "00:00", "EndTime": "00:00"}
    schedule = put(folder, [task(), task(StartDate="2026-08-10", EndDate="2026-08-10", **whole)])
    assert known(schedule, "a") == [span("2026-08-03", "2026-08-04")]
    published = ("2026-08-03", "2026-08-17")
    schedule = put(folder, [task(), task(StartDate="2026-08-10", **whole)], published=published)
    assert known(schedule, "a") == [span("2026-08-13", "2026-08-17")]


def test_a_fhir_slot_without_a_schedule_may_be_anybodys(folder: Folder) -> None:
    busy = {"start": "2026-08-05T07:00:00-05:00", "end": "2026-08-05T17:00:00-05:00"}
    planned = {"start": "2026-08-03", "end": "2026-08-10"}
    actor = [{"reference": "Practitioner/a"}]
    resources: list[dict[str, Any]] = [
        {"resourceType": "Schedule", "id": "s1", "actor": actor, "planningHorizon": planned},
        {"resourceType": "Slot", "status": "busy"} | busy,
    ]
    bundle = {"resourceType": "Bundle", "entry": [{"resource": r} for r in resources]}
    schedule = put(folder, bundle)
    assert not schedule.assignments
    assert known(schedule, "a") == [
        span("2026-08-03", "2026-08-04"),
        span("2026-08-08", "2026-08-10"),
    ]
