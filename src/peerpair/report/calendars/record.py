"""The private document ``peerpair-state/1``: its shape, what contradicts itself, to and fro."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from peerpair.errors import Fault, ProblemError
from peerpair.model.time import is_zone
from peerpair.read.ical.event import OWN_UID
from peerpair.report.calendars.event import Event, Kept
from peerpair.report.calendars.version import Version
from peerpair.shapes.basic import Choice, Flag, Integer, Pattern, Shape, Text
from peerpair.shapes.containers import Items, Mapped, Nullable
from peerpair.shapes.moments import Moment, parse_moment, write_moment
from peerpair.shapes.record import Record, required
from peerpair.shapes.visit import Visit
from peerpair.text import ADDRESS, show

FORMAT = "peerpair-state/1"
_YEARS = range(1970, 3000)


def read_record(document: object) -> tuple[tuple[Kept, ...], bool]:
    """Return the groups, and whether anything was sent, as a document says.

    Raises
    ------
    ProblemError
        With every fault and its place.
    """
    visit = Visit()
    _shape().check(document, "", visit)
    if not visit.faults:
        assert isinstance(document, dict)
        visit.faults.extend(_contradictions(document))
    if visit.faults:
        raise ProblemError(visit.faults, "the state is not valid")
    assert isinstance(document, dict)
    return (
        tuple(
            Kept(tuple(kept["members"]), tuple(map(_read_event, kept["events"])))
            for kept in document["groups"]
        ),
        document["sent"],
    )


def write_record(groups: Iterable[Kept], sent: bool) -> dict[str, Any]:
    """Return the JSON document."""
    return {
        "format": FORMAT,
        "sent": sent,
        "groups": [
            {"members": list(kept.members), "events": list(map(_write_event, kept.events))}
            for kept in groups
        ],
    }


def _all(keys: Mapping[str, Shape]) -> Record:
    return Record({name: required(shape) for name, shape in keys.items()})


def _shape() -> Record:
    ids = Items(Text(1), distinct=True)
    version = _all(
        {
            "zone": Text(1),
            "start": Moment(),
            "end": Moment(),
            "weeks": Integer(1, 5000),
            "skipped": Items(Integer(1)),
            "description": Text(),
            "organizer": Pattern(f"({ADDRESS})?", "an address, or empty"),
            "to": ids,
        }
    )
    event = _all(
        {
            "uid": Pattern(OWN_UID, "peerpair- and 32 hexadecimal digits"),
            "sequence": Integer(0, 2**31 - 1),
            "stamp": Moment(),
            "now": version,
            "sent": Nullable(version),
            "known": ids,
        }
    )
    kept = {"members": Items(Text(1), 2, 3, distinct=True), "events": Items(event)}
    return Record(
        {
            "format": required(Choice((FORMAT,))),
            "sent": required(Flag()),
            "groups": required(Items(_all(kept))),
            "files": Items(
                Mapped(Text())
            ),  # written by earlier versions; the folder knows its files
        }
    )


def _contradictions(document: dict[str, Any]) -> Iterator[Fault]:
    """Yield what the shape alone cannot say."""
    uids: set[str] = set()
    teams: set[frozenset[str]] = set()
    for g, kept in enumerate(document["groups"]):
        team = frozenset(kept["members"])
        if team in teams:
            yield Fault(f"groups[{g}].members", "an earlier group has the same members")
        teams.add(team)
        for e, event in enumerate(kept["events"]):
            place = f"groups[{g}].events[{e}]"
            if event["uid"] in uids:
                yield Fault(f"{place}.uid", f"stands twice: {show(event['uid'])}")
            uids.add(event["uid"])
            yield from _odd_event(event, team, place)


def _odd_event(event: dict[str, Any], team: frozenset[str], place: str) -> Iterator[Fault]:
    stamp = parse_moment(event["stamp"])
    yield from _odd_year(event["stamp"], f"{place}.stamp")
    if stamp.tzinfo is None:
        yield Fault(f"{place}.stamp", f"must have an offset, got: {show(event['stamp'])}")
    yield from _odd_version(event["now"], team, f"{place}.now")
    yield from _strangers(event["known"], team, f"{place}.known")
    sent = event["sent"]
    if (sent is None) != (not event["known"]):
        yield Fault(f"{place}.known", "must be empty exactly if `sent` is null")
    if sent is not None:
        yield from _odd_version(sent, team, f"{place}.sent")
        for k, name in enumerate(sent["to"]):
            if name not in event["known"]:
                yield Fault(f"{place}.sent.to[{k}]", f"is not among `known`: {show(name)}")


def _odd_version(version: dict[str, Any], team: frozenset[str], place: str) -> Iterator[Fault]:
    start, end = (parse_moment(version[key]) for key in ("start", "end"))
    for key in ("start", "end"):
        yield from _odd_year(version[key], f"{place}.{key}")
    if not is_zone(version["zone"]):
        yield Fault(f"{place}.zone", f"is not a time zone that is known: {show(version['zone'])}")
    if (start.tzinfo is None) != (end.tzinfo is None):
        yield Fault(f"{place}.end", "must have an offset exactly if the start has one")
    elif end <= start:
        yield Fault(f"{place}.end", f"must be after the start, got: {show(version['end'])}")
    if start.tzinfo and version["weeks"] > 1:
        yield Fault(f"{place}.weeks", f"must be 1 for times with an offset: {version['weeks']}")
    skipped = version["skipped"]
    if skipped != sorted(set(skipped)) or any(week >= version["weeks"] - 1 for week in skipped):
        yield Fault(f"{place}.skipped", "must be weeks between the first and the last, ascending")
    yield from _strangers(version["to"], team, f"{place}.to")


def _odd_year(text: str, place: str) -> Iterator[Fault]:
    if parse_moment(text).year not in _YEARS:
        yield Fault(place, f"is in no plausible year: {show(text)}")


def _strangers(ids: Iterable[str], team: frozenset[str], place: str) -> Iterator[Fault]:
    for k, name in enumerate(ids):
        if name not in team:
            yield Fault(f"{place}[{k}]", f"is not a member: {show(name)}")


def _write_event(event: Event) -> dict[str, Any]:
    return {
        "uid": event.uid,
        "sequence": event.sequence,
        "stamp": write_moment(event.stamp),
        "now": _write_version(event.now),
        "sent": event.sent and _write_version(event.sent),
        "known": list(event.known),
    }


def _write_version(version: Version) -> dict[str, Any]:
    return {
        "zone": version.zone,
        "start": write_moment(version.start),
        "end": write_moment(version.end),
        "weeks": version.weeks,
        "skipped": list(version.skipped),
        "description": version.description,
        "organizer": version.organizer,
        "to": list(version.to),
    }


def _read_event(entry: Mapping[str, Any]) -> Event:
    stamp = parse_moment(entry["stamp"]).astimezone(UTC)
    now, sent = _read_version(entry["now"]), entry["sent"] and _read_version(entry["sent"])
    return Event(entry["uid"], entry["sequence"], stamp, now, sent, tuple(sorted(entry["known"])))


def _read_version(entry: Mapping[str, Any]) -> Version:
    return Version(
        entry["zone"],
        _utc_or_local(entry["start"]),
        _utc_or_local(entry["end"]),
        entry["weeks"],
        tuple(entry["skipped"]),
        entry["description"],
        entry["organizer"],
        tuple(sorted(entry["to"])),
    )


def _utc_or_local(text: str) -> datetime:
    moment = parse_moment(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment
