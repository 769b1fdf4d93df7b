"""The form of ``peerpair.toml``: a problem document without its people, what to read, and where to.

The settings of a round have the keys, shapes and meanings of the problem document.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from peerpair.model.problem_shape import problem_shape
from peerpair.read.mapping import ORDERS
from peerpair.shapes.basic import (
    Calendar,
    Choice,
    Flag,
    Integer,
    Items,
    Number,
    Pattern,
    Range,
    Shape,
    Text,
    Visit,
)
from peerpair.shapes.record import Key, Record, required
from peerpair.text import ADDRESS, LONGEST_NOTE, type_name

__all__ = ["CALENDARS", "SETTINGS", "check_config", "config_shape"]

SETTINGS = (
    "title",
    "horizon",
    "meeting",
    "rest",
    "unknown",
    "soft",
    "release_limits",
    "constraints",
    "objectives",
    "per",
    "sizes",
    "unplaced",
    "fairness",
)
"""Keys that a configuration shares with the problem document."""

CALENDARS = ("group", "resident", "none")
"""What there is a calendar file for."""


class _Files(Text):
    """The name of a file, or a list of them."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        shape = Items(Text(1)) if isinstance(value, list) else Text(1)
        shape.check(value, place, visit)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [Text(1).schema(), Items(Text(1)).schema()]}


class _Note(Text):
    """A text for residents."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        super().check(value, place, visit)
        if isinstance(value, str) and len(value) > LONGEST_NOTE:
            visit.fault(place, f"must have at most {LONGEST_NOTE} characters, has", len(value))


class _Published(Range):
    """The rosters are complete for ``[start, end)``."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        if not isinstance(value, list) or len(value) != 2:
            got = type_name(value)
            if isinstance(value, list):
                got = {0: "none", 1: "one"}.get(len(value), str(len(value)))
            visit.fault(place, f"must be two dates, [first, the date after the last], got {got}")
            return
        before = len(visit.faults)
        super().check(value, place, visit)
        if len(visit.faults) == before and value[1] <= value[0]:
            visit.fault(place, f"must end after {value[0]}, got", value[1])


class _Seconds(Number):
    """A time to search."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        before = len(visit.faults)
        super().check(value, place, visit)
        if len(visit.faults) == before and isinstance(value, int | float) and value < 0:
            visit.fault(place, "must not be negative, got", value)


def config_shape() -> Record:
    """Return the shape of a configuration, with the constraints and objectives known now."""
    document = problem_shape().keys
    keys: dict[str, Key | Shape] = {name: document[name] for name in SETTINGS}
    horizon = document["horizon"]
    keys["horizon"] = required(horizon.shape if isinstance(horizon, Key) else horizon)
    day = Calendar()
    keys["rosters"] = required(
        Record(
            {
                "folder": Text(1),
                "timezone": required(_shape_of(document["timezone"])),
                "residents": _Files(),
                "templates": _Files(),
                "absences": _Files(),
                "aliases": _Files(),
                "mapping": Text(1),
                "dates": Choice(ORDERS),
                "default_rotations": Flag(),
                "published": _Published(day, day),
                "exclusions": _Files(),
                "preferences": _Files(),
                "history": Items(Text(1)),
            }
        )
    )
    keys["output"] = Record(
        {
            "folder": Text(1),
            "calendars": Choice(CALENDARS),
            "organizer": Pattern(ADDRESS, "an e-mail address such as chief@example.org"),
            "note": _Note(),
            "seconds": _Seconds(),
            "gap": _Seconds(),
            "seed": Integer(0),
        }
    )
    return Record(keys)


def check_config(document: object) -> Visit:
    """Check a configuration; `faults` of the result is empty exactly if it is valid."""
    visit = Visit()
    config_shape().check(document, "", visit)
    if not visit.faults and isinstance(document, dict):
        _check_published(document, visit)
    return visit


def _check_published(document: Mapping[str, Any], visit: Visit) -> None:
    """Rosters that are complete for other dates alone say nothing about the round."""
    published, round_ = document["rosters"].get("published"), document["horizon"]
    if published and not (published[0] < round_["end"] and published[1] > round_["start"]):
        last = [
            date.fromisoformat(day) - timedelta(days=1) for day in (round_["end"], published[1])
        ]
        message = f"has no date of the round ({round_['start']} to {last[0]}), got"
        visit.fault("rosters.published", f"{message} {published[0]} to {last[1]}")


def _shape_of(key: Key | Shape) -> Shape:
    return key.shape if isinstance(key, Key) else key
