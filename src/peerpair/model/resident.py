"""Who takes part: residents, and what is known about pairs of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from peerpair.shapes.basic import Integer, ResidentId, Text
from peerpair.shapes.containers import Items, Range, Unordered
from peerpair.shapes.moments import DateText
from peerpair.shapes.noun import Key, Noun
from peerpair.shapes.visit import Visit, inside

_GROUP = Unordered(ResidentId(), 2, 3, distinct=True)


class _DateRange(Range):
    """A range of dates; it may be empty."""

    def odd(self, first: date, second: date) -> str:
        return f"ends before it starts ({first}), got" if second < first else ""


@dataclass(frozen=True)
class Resident(Noun):
    """One resident.

    Parameters
    ----------
    id : str
        The user's own identifier; unique in a problem.
    name : str
        Shown in reports; the id where empty.
    specialty, site : str or None
        Unknown where None; an unknown site equals no other.
    pgy : int or None
        Postgraduate year.
    tags : tuple of str
        Free labels, such as ``"chief"``.
    active : bool
        False leaves the resident out of this round.
    coverage : tuple of (date, date) or None
        Half-open ranges of dates for which a schedule was published; ``()`` = nothing is known;
        None = the whole horizon, vouched for by the author.
    credit : int
        Earlier rounds in which the resident had no group, or one that could never meet: such
        residents come first where some can hardly meet.
    sat_out : int
        Earlier rounds in which the resident sat out, or had the triad where that is a burden:
        whoever did so most is spared first.

    Examples
    --------
    >>> Resident("r1", specialty="IM", pgy=2).label
    'r1'
    """

    id: Annotated[str, Text(1)]
    name: str = ""
    specialty: str | None = None
    pgy: int | None = None
    site: str | None = None
    tags: tuple[str, ...] = ()
    active: bool = True
    coverage: Annotated[
        tuple[tuple[date, date], ...] | None, Items(_DateRange(DateText(), DateText()))
    ] = None
    credit: Annotated[int, Integer(0)] = 0
    sat_out: Annotated[int, Integer(0, 100_000)] = 0

    @property
    def label(self) -> str:
        """The name, or the id where there is none."""
        return self.name or self.id


@dataclass(frozen=True)
class Preference(Noun):
    """How much `source` wishes to be grouped with `target`: -1000 to 1000 points."""

    source: Annotated[str, ResidentId(), Key("from")]
    target: Annotated[str, ResidentId(), Key("to")]
    points: Annotated[int, Integer(-1000, 1000)]

    def check(self, place: str, visit: Visit) -> None:
        if self.source == self.target:
            visit.fault(inside(place, "to"), "is a preference for oneself", self.target)


@dataclass(frozen=True)
class Affinity(Noun):
    """Explicit points of one pair or triad, for instances that come with their own values."""

    members: Annotated[tuple[str, ...], _GROUP]
    points: Annotated[int, Integer(-(2**31), 2**31)]


@dataclass(frozen=True)
class PastGroup(Noun):
    """A group of an earlier round; `met` is False where the meeting did not happen."""

    members: Annotated[tuple[str, ...], _GROUP]
    round: int
    met: bool = True
