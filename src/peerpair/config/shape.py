"""The form of ``peerpair.toml``: a problem document without its people, what to read, and where to.

The settings of a round have the keys, shapes and meanings of the problem document.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from peerpair.model.problem_shape import problem_shape
from peerpair.model.record import Key, Record, required
from peerpair.model.shape import (
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
from peerpair.read.common.mapping import ORDERS
from peerpair.text import ADDRESS

__all__ = ["CALENDARS", "SETTINGS", "config_shape", "plain"]

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


class _Published(Range):
    """The rosters are complete for ``[start, end)``."""

    def check(self, value: object, place: str, visit: Visit) -> None:
        before = len(visit.faults)
        super().check(value, place, visit)
        if len(visit.faults) == before and isinstance(value, list) and value[1] <= value[0]:
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
    day = _day_shape()
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
                "exclusions": Text(1),
                "preferences": Text(1),
                "history": Items(Text(1)),
            }
        )
    )
    keys["output"] = Record(
        {
            "folder": Text(1),
            "calendars": Choice(CALENDARS),
            "organizer": Pattern(ADDRESS, "an e-mail address such as chief@example.org"),
            "seconds": _Seconds(),
            "gap": _Seconds(),
            "seed": Integer(0),
        }
    )
    return Record(keys)


def _shape_of(key: Key | Shape) -> Shape:
    return key.shape if isinstance(key, Key) else key


def _day_shape() -> Shape:
    horizon = _shape_of(problem_shape().keys["horizon"])
    assert isinstance(horizon, Record)
    return _shape_of(horizon.keys["start"])


def plain(value: Any) -> Any:
    """Return a TOML value as JSON has it: dates and clock times as text.

    Examples
    --------
    >>> plain({"start": date(2026, 8, 3), "hours": [time(7), "22:00"]})
    {'start': '2026-08-03', 'hours': ['07:00', '22:00']}
    """
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, time) and not (value.second or value.microsecond):
        return f"{value:%H:%M}"
    return value.isoformat() if isinstance(value, date | datetime | time) else value
