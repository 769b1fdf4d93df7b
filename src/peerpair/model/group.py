"""Groups that are formed, and the times at which they can meet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar

from peerpair.shapes.basic import Integer, Text
from peerpair.shapes.containers import Items
from peerpair.shapes.frozen import FrozenDict
from peerpair.shapes.noun import Noun

_COUNT = Integer(0)


@dataclass(frozen=True, eq=False)
class Window(Noun):
    """A proposed meeting time of a group.

    Attributes
    ----------
    start, end : datetime
        Local times of the problem's zone (`zoneinfo.ZoneInfo`); with a fixed UTC offset where they
        were read from a document.  Windows are equal if they are at the same instants.
    missing : tuple of str
        Members who cannot come (with a quorum).
    soft : tuple of str
        Members who come while on home call or backup.
    """

    start: datetime
    end: datetime
    missing: tuple[str, ...] = ()
    soft: tuple[str, ...] = ()
    complete: ClassVar[bool] = True

    def _key(self) -> tuple[float, float, tuple[str, ...], tuple[str, ...]]:
        # Two readings of one zone are compared by the clock on the wall, whatever their offsets.
        return self.start.timestamp(), self.end.timestamp(), self.missing, self.soft

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Window) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())


@dataclass(frozen=True)
class Group(Noun):
    """A pair or triad that is formed.

    Attributes
    ----------
    members : tuple of str
        Ids in document order.
    value : int
        What the group adds to the total.
    points : mapping of str to int
        Points by objective, before weights.
    weeks_met : int or None
        Weeks with a window, for the member with fewest; None without a horizon.
    starts_per_week : tuple of int
        Number of windows in each week.
    windows : tuple of Window
        At most three a week, on distinct dates where possible.
    """

    members: Annotated[tuple[str, ...], Items(Text(1), 2, 3, distinct=True)]
    value: int
    points: Mapping[str, int] = field(default_factory=FrozenDict)
    weeks_met: Annotated[int | None, _COUNT] = None
    starts_per_week: Annotated[tuple[int, ...], Items(_COUNT)] = ()
    windows: tuple[Window, ...] = ()
    complete: ClassVar[bool] = True

    def __hash__(self) -> int:
        return hash((self.members, self.value, self.windows))
