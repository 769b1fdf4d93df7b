"""The form of ``peerpair.toml``: a problem document without its people, what to read, and where to.

The settings of a round have the keys, shapes and meanings of the problem document.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from peerpair.config.away import Pause
from peerpair.model.problem import Problem
from peerpair.model.time import ZoneName
from peerpair.read.mapping import DATE_ORDERS, SLASHES
from peerpair.shapes.basic import Choice, Integer, Number, Pattern, Shape, Text
from peerpair.shapes.containers import FileNames, Items, Range
from peerpair.shapes.moments import DateText
from peerpair.shapes.noun import Noun, Of, keys_of
from peerpair.shapes.record import Record
from peerpair.shapes.visit import FAILED, Visit
from peerpair.text import ADDRESS, LONGEST_NOTE, type_name

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
    "repeats",
    "triad_is_burden",
)
"""Keys that a configuration shares with the problem document."""


class _Published(Range):
    """The rosters are complete for ``[start, end)``."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if isinstance(value, list | tuple) and len(value) == 2:
            return super().take(value, place, visit)
        got = type_name(value)
        if isinstance(value, list):
            got = {0: "none", 1: "one"}.get(len(value), str(len(value)))
        visit.fault(place, f"must be two dates, [first, the date after the last], got {got}")
        return FAILED

    def odd(self, first: date, second: date) -> str:
        return "" if first < second else f"must end after {first}, got"


_Files = Annotated[tuple[str, ...], FileNames()]

AWAY = Items(Of(Pause))
"""Shape of the pauses of residents."""


@dataclass(frozen=True)
class Rosters(Noun):
    """What is read; names of files are relative to `folder`, which is relative to the file.

    The parameters are those of `peerpair.read`, and the lists beside the rosters.
    """

    timezone: Annotated[str, ZoneName(1)]
    folder: Annotated[str, Text(1)] = "."
    residents: _Files = ()
    templates: _Files = ()
    absences: _Files = ()
    aliases: _Files = ()
    mapping: Annotated[str, Text(1)] = ""
    dates: Annotated[str, Choice(DATE_ORDERS)] = ""
    slash: Annotated[str, Choice(SLASHES)] = ""
    default_rotations: bool = False
    published: Annotated[tuple[date, date] | None, _Published(DateText(), DateText())] = None
    exclusions: _Files = ()
    preferences: _Files = ()
    history: Annotated[tuple[str, ...], Items(Text(1))] = ()
    ignore: _Files = ()


@dataclass(frozen=True)
class Output(Noun):
    """Where the report goes, what for residents there is, and how long to search.

    Parameters
    ----------
    folder : str
        Relative to the file; empty = named after it, ``peerpair-out`` for ``peerpair.toml``.
    calendars : {"group", "resident", "none"}
        What there is a calendar file for.
    organizer : str
        E-mail address of who invites, or empty.
    note : str
        A text of one's own on the residents' pages.
    seconds, gap, seed
        As in `peerpair.solve`.
    """

    folder: Annotated[str, Text(1)] = ""
    calendars: Annotated[str, Choice(("group", "resident", "none"))] = "group"
    organizer: Annotated[str, Pattern(ADDRESS, "an e-mail address such as chief@example.org")] = ""
    note: Annotated[str, Text(0, LONGEST_NOTE)] = ""
    seconds: Annotated[float, Number(0)] = 60.0
    gap: Annotated[float, Number(0)] = 0.0
    seed: Annotated[int, Integer(0)] = 0


def settings_shape() -> dict[str, Shape]:
    """Return the shapes of the keys that a configuration shares with the problem document."""
    shapes = {key.name: key.shape for key in keys_of(Problem)}
    return {name: shapes[name] for name in SETTINGS}


def config_shape() -> Record:
    """Return the shape of a configuration, with the constraints and objectives known now."""
    keys = {**settings_shape(), "away": AWAY, "rosters": Of(Rosters), "output": Of(Output)}
    return Record(keys, needed=("horizon", "rosters"))


def check_config(document: object) -> tuple[dict[str, Any], Visit]:
    """Return what a configuration says, and the faults in it."""
    # Residents are named as the chief names them; who they are shows once the rosters are read.
    visit = Visit()
    taken = config_shape().take(document, "", visit)
    if not visit.faults:
        _check_published(taken, visit)
    return taken, visit


def _check_published(taken: dict[str, Any], visit: Visit) -> None:
    """Rosters that are complete for other dates alone say nothing about the round."""
    published, horizon = taken["rosters"].published, taken["horizon"]
    if published and not (published[0] < horizon.end and published[1] > horizon.start):
        last, known = (day - timedelta(days=1) for day in (horizon.end, published[1]))
        message = f"has no date of the round ({horizon.start} to {last}), got"
        visit.fault("rosters.published", f"{message} {published[0]} to {known}")
