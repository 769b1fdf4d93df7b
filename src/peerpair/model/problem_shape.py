"""The form of a ``peerpair-problem/1`` document: shapes, and the faults that span several places.

`check_problem` is the one definition of a valid problem: documents go through it as read, problems
built in Python as written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, cast

from peerpair.model.resident import Resident
from peerpair.model.rules import Constraint, Rule
from peerpair.model.settings import DAYS, clock_seconds
from peerpair.model.time import Clock, Moment, is_zone, parse_moment
from peerpair.registry import family
from peerpair.shapes.basic import (
    Calendar,
    Choice,
    Flag,
    Integer,
    Items,
    Nullable,
    Pattern,
    Range,
    ResidentId,
    Shape,
    Text,
    Visit,
)
from peerpair.shapes.record import Key, OneOf, Record, Tagged, required

__all__ = ["PROBLEM_FORMAT", "check_problem", "problem_shape", "read_resident"]

PROBLEM_FORMAT = "peerpair-problem/1"
MINUTES = 10**9
"""Upper limit of every number of minutes: far beyond any roster, and it keeps arithmetic exact."""
LONGEST_HORIZON = 3_700
SAFE = 2**53
"""Sums stay below this, so that every JSON reader and every solver sees them exactly."""


class _Entry(Record):
    """A busy entry: it must end after it starts, as written."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        before = len(visit.faults)
        super().check(value, place, visit)
        if isinstance(value, dict) and len(visit.faults) == before:
            start, end = parse_moment(value["start"]), parse_moment(value["end"])
            # One local and one absolute time can only be compared in the zone; that comes later.
            if (start.tzinfo is None) == (end.tzinfo is None) and end <= start:
                visit.fault(
                    f"{place}.end", f"must be after start {value['start']}, got", value["end"]
                )


class _Dates(Range):
    """A range of dates; `empty` allows the end to equal the start."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        before = len(visit.faults)
        super().check(value, place, visit)
        if len(visit.faults) == before and isinstance(value, list) and value[1] < value[0]:
            visit.fault(place, f"ends before it starts ({value[0]}), got", value[1])


class _Horizon(Record):
    """A horizon has at least one date."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        before = len(visit.faults)
        super().check(value, place, visit)
        if isinstance(value, dict) and len(visit.faults) == before:
            days = (date.fromisoformat(value["end"]) - date.fromisoformat(value["start"])).days
            if days < 1:
                visit.fault(
                    f"{place}.end", f"must be after start {value['start']}, got", value["end"]
                )
            elif not (value["start"] > "0100" and value["end"] < "9900"):
                visit.fault(place, "is out of the range of calendars", value["start"])
            elif days > LONGEST_HORIZON:
                visit.fault(
                    f"{place}.end", f"is over {LONGEST_HORIZON} dates away, got", value["end"]
                )


class _Hours(Range):
    """Meeting hours ascend."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        before = len(visit.faults)
        super().check(value, place, visit)
        if len(visit.faults) > before or not isinstance(value, list):
            return
        if clock_seconds(value[0]) >= clock_seconds(value[1]):
            visit.fault(place, "must ascend, got", value)


class _Divisor(Integer):
    """A divisor of 60."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        before = len(visit.faults)
        super().check(value, place, visit)
        if len(visit.faults) == before and isinstance(value, int) and 60 % value:
            visit.fault(place, "must be a divisor of 60, got", value)

    def schema(self) -> dict[str, Any]:
        return {"enum": [d for d in range(1, 61) if 60 % d == 0]}


class _Wish(Record):
    """A preference is for somebody else."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        before = len(visit.faults)
        super().check(value, place, visit)
        if isinstance(value, dict) and len(visit.faults) == before and value["from"] == value["to"]:
            visit.fault(f"{place}.to", "is a preference for oneself", value["to"])


class _Zone(Text):
    """An IANA zone."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        before = len(visit.faults)
        super().check(value, place, visit)
        if len(visit.faults) == before and isinstance(value, str) and not is_zone(value):
            visit.fault(place, "unknown time zone", value, "an IANA name such as America/Chicago")


def _records(name: str) -> dict[str, Record]:
    return {kind: cast(type[Rule], cls).shape() for kind, cls in family(name).items()}


def problem_shape() -> Record:
    """Return the shape of a problem document, with the constraints and objectives known now."""
    keys = dict(_fixed_keys())
    keys["constraints"] = Items(Tagged("constraint", _records("constraints")))
    keys["objectives"] = Items(Tagged("objective", _records("objectives")))
    return Record(keys)


@cache
def _fixed_keys() -> Mapping[str, Key | Shape]:
    clock = Pattern(r"([01]\d|2[0-3]):[0-5]\d|24:00", "a time such as 07:00")
    minutes = Integer(0, MINUTES)
    members = required(Items(ResidentId(), 2, 3, distinct=True))
    limits = Range(Integer(0), Nullable(Integer(0)))
    return {
        "format": required(Choice((PROBLEM_FORMAT,))),
        "title": Text(),
        "timezone": _Zone(1),
        "horizon": _Horizon({"start": required(Calendar()), "end": required(Calendar())}),
        "meeting": Record(
            {
                "minutes": Integer(1, MINUTES),
                "slot_minutes": _Divisor(1, 60),
                "hours": _Hours(clock, clock),
                "days": Nullable(Items(Choice(DAYS))),
                "blackouts": Items(Calendar()),
                "buffer_minutes": minutes,
                "cap_minutes_per_day": Nullable(Integer(1, MINUTES)),
                "quorum": Nullable(Integer(2, 2)),
                "mode": Choice(("remote", "in_person")),
            }
        ),
        "rest": Record(
            {
                "after_24h_minutes": minutes,
                "after_night_minutes": minutes,
                "not_duty": Items(Text()),
            }
        ),
        "unknown": Choice(("busy", "free")),
        "soft": Choice(("free", "busy")),
        "residents": required(
            Items(
                Record(
                    {
                        "id": required(Text(1)),
                        "name": Text(),
                        "specialty": Text(),
                        "pgy": Integer(),
                        "site": Nullable(Text()),
                        "tags": Items(Text()),
                        "active": Flag(),
                        "coverage": Nullable(Items(_Dates(Calendar(), Calendar()))),
                    }
                )
            )
        ),
        "busy": Items(
            _Entry(
                {
                    "resident": required(ResidentId()),
                    "start": required(Moment()),
                    "end": required(Moment()),
                    "kind": Text(),
                    "soft": Flag(),
                    "site": Text(),
                    "protectable": Flag(),
                }
            )
        ),
        "preferences": Items(
            _Wish(
                {
                    "from": required(ResidentId()),
                    "to": required(ResidentId()),
                    "points": required(Integer(-1000, 1000)),
                }
            )
        ),
        "affinities": Items(
            Record({"members": members, "points": required(Integer(-(2**31), 2**31))})
        ),
        "history": Items(Record({"members": members, "round": required(Integer()), "met": Flag()})),
        "release_limits": Items(
            Record(
                {
                    "kind": required(Text()),
                    "site": Nullable(Text()),
                    "per": Choice(("hour", "day", "week")),
                    "count": required(Integer(0)),
                }
            )
        ),
        "per": Choice(("resident", "group")),
        "sizes": OneOf(Choice(("pairs", "triads", "mixed")), Record({"2": limits, "3": limits})),
        "unplaced": OneOf(
            Choice(("forbid", "allow")), Record({"penalty": required(Integer(0, SAFE))})
        ),
        "fairness": Choice(("weeks", "maxmin", "total")),
    }


def check_problem(document: object) -> Visit:
    """Check a problem document; `faults` of the result is empty exactly if it is valid."""
    visit = Visit()
    if isinstance(document, dict):
        visit.ids = frozenset(i for _, r in _objects(document, "residents") if (i := _id(r)))
    problem_shape().check(document, "", visit)
    if isinstance(document, dict):
        for check in (_check_repeats, _check_people, _check_zone, _check_horizon, _check_rules):
            check(document, visit)
    return visit


def _objects(document: Mapping[str, Any], key: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield place and value of each object of a list, skipping what has a fault of type already."""
    entries = document.get(key)
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield f"{key}[{number}]", entry


def _id(entry: Mapping[str, Any]) -> str:
    return entry["id"] if isinstance(entry.get("id"), str) else ""


def _check_repeats(document: Mapping[str, Any], visit: Visit) -> None:
    """Duplicate ids, ordered preferences, affinities, distances, and objectives."""

    def once(seen: set[object], key: object, place: str, message: str, value: object) -> None:
        if key in seen:
            visit.fault(place, message, value)
        seen.add(key)

    ids: set[object] = set()
    for place, entry in _objects(document, "residents"):
        if _id(entry):
            once(ids, _id(entry), f"{place}.id", "two residents have this id", _id(entry))
    wishes: set[object] = set()
    for place, entry in _objects(document, "preferences"):
        pair = (entry.get("from"), entry.get("to"))
        if all(isinstance(name, str) for name in pair):
            once(wishes, pair, place, "this preference stands twice", " -> ".join(map(str, pair)))
    affinities: set[object] = set()
    for place, entry in _objects(document, "affinities"):
        members = entry.get("members")
        if isinstance(members, list) and all(isinstance(m, str) for m in members):
            once(affinities, frozenset(members), place, "this affinity stands twice", members)
    kinds: set[object] = set()
    for place, entry in _objects(document, "objectives"):
        kind = entry.get("kind")
        if isinstance(kind, str):
            once(kinds, kind, f"{place}.kind", "this objective stands twice", kind)
        distances: set[object] = set()
        for inner, distance in _objects(entry, "distance"):
            names = distance.get("specialties")
            if isinstance(names, list) and all(isinstance(name, str) for name in names):
                once(distances, frozenset(names), f"{place}.{inner}", "stands twice", names)


def _check_people(document: Mapping[str, Any], visit: Visit) -> None:
    """Somebody takes part; a penalty stays in range."""
    active = [r for _, r in _objects(document, "residents") if r.get("active", True) is True]
    if isinstance(document.get("residents"), list) and not active:
        visit.fault("residents", "nobody to group: there is no active resident")
    unplaced = document.get("unplaced")
    penalty = unplaced.get("penalty") if isinstance(unplaced, dict) else None
    if isinstance(penalty, int) and penalty * len(active) >= SAFE:
        visit.fault(
            "unplaced.penalty", "is too large: the total must stay below 2^53, got", penalty
        )


def _check_zone(document: Mapping[str, Any], visit: Visit) -> None:
    """Entries with one local and one absolute time; a zone for the horizon."""
    zone = document.get("timezone")
    if "horizon" in document and zone is None:
        visit.fault("timezone", "is missing: a horizon needs one", hint="America/Chicago?")
    if not isinstance(zone, str) or not is_zone(zone):
        return
    clock = Clock(zone)
    for place, entry in _objects(document, "busy"):
        try:
            start, end = parse_moment(entry["start"]), parse_moment(entry["end"])
        except (KeyError, TypeError, ValueError):
            continue
        mixed = (start.tzinfo is None) != (end.tzinfo is None)
        if mixed and clock.instant(end) <= clock.instant(start):
            visit.fault(f"{place}.end", f"must be after start {entry['start']}, got", entry["end"])


def _check_horizon(document: Mapping[str, Any], visit: Visit) -> None:
    """Anything about weeks needs a horizon; max-min does not go with a penalty."""
    fairness = document.get("fairness")
    if fairness == "maxmin" and isinstance(document.get("unplaced"), dict):
        visit.fault("fairness", "cannot go with a penalty for unplaced residents, got", fairness)
    if "horizon" in document:
        return
    if fairness in ("weeks", "maxmin"):
        visit.fault("fairness", "needs a horizon, got", fairness)
    for name in ("constraints", "objectives"):
        known = family(name)
        for place, entry in _objects(document, name):
            cls = known.get(entry["kind"]) if isinstance(entry.get("kind"), str) else None
            if cls is not None and cast(type[Rule], cls).needs_horizon:
                visit.fault(f"{place}.kind", "needs a horizon, got", entry["kind"])


def _check_rules(document: Mapping[str, Any], visit: Visit) -> None:
    """Constraints that name inactive residents or need a field that some resident lacks."""
    broken = [fault.place for fault in visit.faults]
    people = [
        read_resident(entry)
        for place, entry in _objects(document, "residents")
        if not any(fault.startswith(f"{place}.") for fault in broken)
    ]
    active = [person for person in people if person.active]
    inactive = {person.id for person in people if not person.active}
    known = family("constraints")
    for place, entry in _objects(document, "constraints"):
        if any(fault == place or fault.startswith((f"{place}.", f"{place}[")) for fault in broken):
            continue
        rule = cast(type[Constraint], known[entry["kind"]]).from_document(entry)
        for number, name in enumerate(rule.residents()):
            if name in inactive and not rule.idle_when_inactive:
                visit.fault(f"{place}.residents[{number}]", "is not active", name)
        field, names = rule.lacking(active)
        if names:
            shown = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
            visit.fault(place, f"{rule.kind} needs {field}, which is unknown for {shown}")


def read_resident(entry: Mapping[str, Any]) -> Resident:
    """Build a resident from a checked entry."""
    coverage = entry.get("coverage")
    ranges = None
    if coverage is not None:
        ranges = tuple((date.fromisoformat(a), date.fromisoformat(b)) for a, b in coverage)
    return Resident(
        id=entry["id"],
        name=entry.get("name", ""),
        specialty=entry.get("specialty"),
        pgy=entry.get("pgy"),
        site=entry.get("site"),
        tags=tuple(entry.get("tags", ())),
        active=entry.get("active", True),
        coverage=ranges,
    )
