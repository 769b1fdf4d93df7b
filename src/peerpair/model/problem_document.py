"""Writing a problem as a ``peerpair-problem/1`` document, and reading a checked one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, cast

from peerpair.model.problem_shape import PROBLEM_FORMAT, read_resident
from peerpair.model.resident import Affinity, PastGroup, Preference, Resident
from peerpair.model.rules import Rule
from peerpair.model.schedule import Assignment
from peerpair.model.settings import Horizon, Meeting, Penalty, ReleaseLimit, Rest, Sizes
from peerpair.model.time import parse_moment, write_moment
from peerpair.registry import family

if TYPE_CHECKING:
    from peerpair.model.problem import Problem

__all__ = ["read_settings", "read_values", "write_document"]


def write_document(problem: Problem) -> dict[str, Any]:
    """Return the document of a problem, every key written out.

    A value of a wrong type is passed on as it is, for the check to name its place.
    """
    found: dict[str, Any] = {"format": PROBLEM_FORMAT}
    if problem.title:
        found["title"] = problem.title
    if problem.timezone is not None:
        found["timezone"] = problem.timezone
    if problem.horizon is not None:
        found["horizon"] = {
            "start": _day(problem.horizon.start),
            "end": _day(problem.horizon.end),
        }
    found["meeting"] = {
        "minutes": problem.meeting.minutes,
        "slot_minutes": problem.meeting.slot_minutes,
        "hours": _items(problem.meeting.hours),
        "days": None if problem.meeting.days is None else _items(problem.meeting.days),
        "blackouts": [_day(day) for day in problem.meeting.blackouts],
        "buffer_minutes": problem.meeting.buffer_minutes,
        "cap_minutes_per_day": problem.meeting.cap_minutes_per_day,
        "quorum": problem.meeting.quorum,
        "mode": problem.meeting.mode,
    }
    found["rest"] = {
        "after_24h_minutes": problem.rest.after_24h_minutes,
        "after_night_minutes": problem.rest.after_night_minutes,
        "not_duty": _items(problem.rest.not_duty),
    }
    found["unknown"], found["soft"] = problem.unknown, problem.soft
    found["residents"] = [_write_resident(resident) for resident in problem.residents]
    found["busy"] = [_write_assignment(assignment) for assignment in problem.busy]
    found["preferences"] = [
        {"from": wish.source, "to": wish.target, "points": wish.points}
        for wish in problem.preferences
    ]
    found["affinities"] = [
        {"members": _items(affinity.members), "points": affinity.points}
        for affinity in problem.affinities
    ]
    found["history"] = [
        {"members": _items(past.members), "round": past.round, "met": past.met}
        for past in problem.history
    ]
    found["release_limits"] = [
        {"kind": limit.kind, "site": limit.site, "per": limit.per, "count": limit.count}
        for limit in problem.release_limits
    ]
    found["constraints"] = [rule.to_document() for rule in problem.constraints]
    found["objectives"] = [objective.to_document() for objective in problem.objectives]
    found["per"] = problem.per
    found["sizes"] = problem.sizes
    if isinstance(problem.sizes, Sizes):
        found["sizes"] = {"2": list(problem.sizes.pairs), "3": list(problem.sizes.triads)}
    found["unplaced"] = problem.unplaced
    if isinstance(problem.unplaced, Penalty):
        found["unplaced"] = {"penalty": problem.unplaced.points}
    found["fairness"] = problem.fairness
    return found


def _items(value: Sequence[str]) -> Any:
    return value if isinstance(value, str) else list(value)


def _day(value: date) -> Any:
    plain = isinstance(value, date) and not isinstance(value, datetime)
    return value.isoformat() if plain else value


def _moment(value: datetime) -> Any:
    return write_moment(value) if isinstance(value, datetime) else value


def _write_resident(resident: Resident) -> dict[str, Any]:
    found: dict[str, Any] = {"id": resident.id}
    if resident.name:
        found["name"] = resident.name
    for name in ("specialty", "pgy", "site"):
        if getattr(resident, name) is not None:
            found[name] = getattr(resident, name)
    found |= {"tags": _items(resident.tags), "active": resident.active}
    if resident.coverage is not None:
        found["coverage"] = [[_day(a), _day(b)] for a, b in resident.coverage]
    return found


def _write_assignment(assignment: Assignment) -> dict[str, Any]:
    found: dict[str, Any] = {
        "resident": assignment.resident,
        "start": _moment(assignment.start),
        "end": _moment(assignment.end),
    }
    for name in ("kind", "site"):
        if getattr(assignment, name) is not None:
            found[name] = getattr(assignment, name)
    return found | {"soft": assignment.soft, "protectable": assignment.protectable}


def read_values(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of `Problem` for a checked document."""
    found = read_settings(document)
    found["residents"] = [read_resident(entry) for entry in document["residents"]]
    found["busy"] = [_read_assignment(entry) for entry in document.get("busy", ())]
    found["preferences"] = [
        Preference(entry["from"], entry["to"], entry["points"])
        for entry in document.get("preferences", ())
    ]
    found["affinities"] = [Affinity(**entry) for entry in document.get("affinities", ())]
    found["history"] = [PastGroup(**entry) for entry in document.get("history", ())]
    return found


def read_settings(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return those arguments of `Problem` for a checked document that name no resident's data."""
    simple = ("title", "timezone", "unknown", "soft", "per", "fairness")
    found = {name: document[name] for name in simple if name in document}
    if "horizon" in document:
        dates = document["horizon"]
        found["horizon"] = Horizon(
            date.fromisoformat(dates["start"]), date.fromisoformat(dates["end"])
        )
    if "meeting" in document:
        meeting = dict(document["meeting"])
        if "blackouts" in meeting:
            meeting["blackouts"] = [date.fromisoformat(day) for day in meeting["blackouts"]]
        found["meeting"] = Meeting(**meeting)
    if "rest" in document:
        found["rest"] = Rest(**document["rest"])
    found["release_limits"] = [
        ReleaseLimit(**entry) for entry in document.get("release_limits", ())
    ]
    for name in ("constraints", "objectives"):
        if name in document:
            known = family(name)
            found[name] = [
                cast(type[Rule], known[entry["kind"]]).from_document(entry)
                for entry in document[name]
            ]
    if "sizes" in document:
        sizes = document["sizes"]
        found["sizes"] = sizes
        if isinstance(sizes, dict):
            found["sizes"] = Sizes(sizes.get("2", (0, 0)), sizes.get("3", (0, 0)))
    if "unplaced" in document:
        unplaced = document["unplaced"]
        found["unplaced"] = Penalty(unplaced["penalty"]) if isinstance(unplaced, dict) else unplaced
    return found


def _read_assignment(entry: Mapping[str, Any]) -> Assignment:
    start, end = parse_moment(entry["start"]), parse_moment(entry["end"])
    return Assignment(**{**entry, "start": start, "end": end})
