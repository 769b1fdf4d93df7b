"""What was sent: the private document ``peerpair-state/1``.

Identifiers of events are random, so they must be remembered: without them a changed meeting could
not replace what a calendar already shows.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from peerpair.errors import Fault, ProblemError
from peerpair.files import read_document, write_json
from peerpair.model.record import Record, required
from peerpair.model.shape import Choice, Integer, Items, Pattern, Shape, Text, Visit, show
from peerpair.model.time import Moment, is_zone, parse_moment, write_moment
from peerpair.read.ical.event import OWN_UID
from peerpair.report.calendars.plan import Plan
from peerpair.text import ADDRESS

__all__ = ["FORMAT", "Event", "Sent", "State", "read_state", "write_state"]

FORMAT = "peerpair-state/1"
_YEARS = range(1970, 3000)
_NAME = r"(group|resident|cancelled)-[0-9]{3,9}(-cancelled)?\.ics"


@dataclass(frozen=True)
class Event:
    """An event under its identifier, as it was last sent.

    Attributes
    ----------
    uid : str
        ``peerpair-`` and 32 hexadecimal digits.
    sequence : int
        How often it was changed.
    stamp : datetime
        When it was last changed, in UTC.
    plan : Plan
        What it says.
    to : tuple of str
        Ids of those in whose calendars it stands, sorted; empty = it is cancelled.
    off : tuple of str
        Ids of those who had it once, and not any more, sorted.
    """

    uid: str
    sequence: int
    stamp: datetime
    plan: Plan
    to: tuple[str, ...]
    off: tuple[str, ...] = ()

    @property
    def cancelled(self) -> bool:
        """Whether it stands in nobody's calendar."""
        return not self.to


@dataclass(frozen=True)
class Sent:
    """What was sent to one set of residents."""

    members: tuple[str, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True)
class State:
    """What was sent, and which files were written for it.

    Attributes
    ----------
    groups : tuple of Sent
        One for each set of members, those of the last result first.
    files : tuple of (str, str)
        Names of files, and the SHA-256 of what was written into them.

    Examples
    --------
    >>> State.from_document(State().to_document()) == State()
    True
    """

    groups: tuple[Sent, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    def to_document(self) -> dict[str, Any]:
        """Return the JSON document."""
        return {
            "format": FORMAT,
            "groups": [
                {"members": list(sent.members), "events": list(map(_write_event, sent.events))}
                for sent in self.groups
            ],
            "files": [{"name": name, "sha256": digest} for name, digest in self.files],
        }

    @classmethod
    def from_document(cls, document: object) -> State:
        """Return the state that a document says.

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
        return cls(
            tuple(
                Sent(tuple(sent["members"]), tuple(map(_read_event, sent["events"])))
                for sent in document["groups"]
            ),
            tuple((file["name"], file["sha256"]) for file in document["files"]),
        )


def read_state(path: str | os.PathLike[str]) -> State:
    """Read a ``peerpair-state/1`` file; raises as `peerpair.files.read_document` does."""
    return read_document(path, State.from_document, "state")


def write_state(state: State, path: str | os.PathLike[str]) -> None:
    """Write a state as JSON, whole or not at all, readable by its owner alone."""
    write_json(state.to_document(), path)


def _all(keys: Mapping[str, Shape]) -> Record:
    return Record({name: required(shape) for name, shape in keys.items()})


def _shape() -> Record:
    ids = Items(Text(1), distinct=True)
    event = _all(
        {
            "uid": Pattern(OWN_UID, "peerpair- and 32 hexadecimal digits"),
            "sequence": Integer(0, 2**31 - 1),
            "stamp": Moment(),
            "zone": Text(1),
            "start": Moment(),
            "end": Moment(),
            "weeks": Integer(1, 5000),
            "skipped": Items(Integer(1)),
            "description": Text(),
            "organizer": Pattern(f"({ADDRESS})?", "an address, or empty"),
            "to": ids,
            "off": ids,
        }
    )
    sent = {"members": Items(Text(1), 2, 3, distinct=True), "events": Items(event)}
    file = {
        "name": Pattern(_NAME, "the name of a calendar file such as group-007.ics"),
        "sha256": Pattern("[0-9a-f]{64}", "64 hexadecimal digits"),
    }
    return Record(
        {
            "format": required(Choice((FORMAT,))),
            "groups": required(Items(_all(sent))),
            "files": required(Items(_all(file))),
        }
    )


def _contradictions(document: dict[str, Any]) -> Iterator[Fault]:
    """Yield what the shape alone cannot say."""
    uids: set[str] = set()
    teams: set[frozenset[str]] = set()
    for g, sent in enumerate(document["groups"]):
        team = frozenset(sent["members"])
        if team in teams:
            yield Fault(f"groups[{g}].members", "an earlier group has the same members")
        teams.add(team)
        for e, event in enumerate(sent["events"]):
            place = f"groups[{g}].events[{e}]"
            if event["uid"] in uids:
                yield Fault(f"{place}.uid", f"stands twice: {show(event['uid'])}")
            uids.add(event["uid"])
            yield from _odd_event(event, team, place)


def _odd_event(event: dict[str, Any], team: frozenset[str], place: str) -> Iterator[Fault]:
    start, end, stamp = (parse_moment(event[key]) for key in ("start", "end", "stamp"))
    for key, moment in (("start", start), ("end", end), ("stamp", stamp)):
        if moment.year not in _YEARS:
            yield Fault(f"{place}.{key}", f"is in no plausible year: {show(event[key])}")
    if not is_zone(event["zone"]):
        yield Fault(f"{place}.zone", f"is not a time zone that is known: {show(event['zone'])}")
    if stamp.tzinfo is None:
        yield Fault(f"{place}.stamp", f"must have an offset, got: {show(event['stamp'])}")
    if (start.tzinfo is None) != (end.tzinfo is None):
        yield Fault(f"{place}.end", "must have an offset exactly if the start has one")
    elif end <= start:
        yield Fault(f"{place}.end", f"must be after the start, got: {show(event['end'])}")
    if start.tzinfo and event["weeks"] > 1:
        yield Fault(f"{place}.weeks", f"must be 1 for times with an offset: {event['weeks']}")
    skipped = event["skipped"]
    if skipped != sorted(set(skipped)) or any(week >= event["weeks"] - 1 for week in skipped):
        yield Fault(f"{place}.skipped", "must be weeks between the first and the last, ascending")
    for key in ("to", "off"):
        for k, name in enumerate(event[key]):
            if name not in team or (key == "off" and name in event["to"]):
                message = "is not a member" if name not in team else "stands in `to`, too"
                yield Fault(f"{place}.{key}[{k}]", f"{message}: {show(name)}")


def _write_event(event: Event) -> dict[str, Any]:
    plan = event.plan
    return {
        "uid": event.uid,
        "sequence": event.sequence,
        "stamp": write_moment(event.stamp),
        "zone": plan.zone,
        "start": write_moment(plan.start),
        "end": write_moment(plan.end),
        "weeks": plan.weeks,
        "skipped": list(plan.skipped),
        "description": plan.description,
        "organizer": plan.organizer,
        "to": list(event.to),
        "off": list(event.off),
    }


def _read_event(entry: Mapping[str, Any]) -> Event:
    plan = Plan(
        entry["zone"],
        _utc_or_local(entry["start"]),
        _utc_or_local(entry["end"]),
        entry["weeks"],
        tuple(entry["skipped"]),
        entry["description"],
        entry["organizer"],
    )
    to, off = (tuple(sorted(entry[key])) for key in ("to", "off"))
    stamp = parse_moment(entry["stamp"]).astimezone(UTC)
    return Event(entry["uid"], entry["sequence"], stamp, plan, to, off)


def _utc_or_local(text: str) -> datetime:
    moment = parse_moment(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment
