"""The answer: groups with their numbers and windows, what is proven, and the certificate."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from peerpair.model.remark import Remark
from peerpair.model.result_html import result_html
from peerpair.shapes.frozen import freeze

__all__ = [
    "Certificate",
    "Group",
    "Level",
    "LevelKind",
    "OddSet",
    "Result",
    "Row",
    "Status",
    "Window",
    "relative_gap",
]


class Status(StrEnum):
    """What is known about an answer; running out of time is never reported as optimal."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    INFEASIBLE = "INFEASIBLE"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, eq=False)
class Window:
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

    def _key(self) -> tuple[float, float, tuple[str, ...], tuple[str, ...]]:
        # Two readings of one zone are compared by the clock on the wall, whatever their offsets.
        return self.start.timestamp(), self.end.timestamp(), self.missing, self.soft

    def __eq__(self, other: object) -> bool:
        return self._key() == other._key() if isinstance(other, Window) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())


@dataclass(frozen=True)
class Group:
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

    members: tuple[str, ...]
    value: int
    points: Mapping[str, int] = field(default_factory=dict)
    weeks_met: int | None = None
    starts_per_week: tuple[int, ...] = ()
    windows: tuple[Window, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", freeze(self.points))

    def __hash__(self) -> int:
        return hash((self.members, self.value, self.windows))


class LevelKind(StrEnum):
    """What a level counts or measures."""

    UNPLACED = "unplaced"
    WEEKS = "weeks"
    MAXMIN = "maxmin"
    OTHER = "other"


_VALUES = (LevelKind.MAXMIN,)
"""Kinds of which more is better; of all others, which count something, fewer is."""
_WEEKS_NAME = re.compile(r"weeks<=(0|[1-9][0-9]{0,5})")


@dataclass(frozen=True)
class Level:
    """One level of the lexicographic objective that comes before the total.

    Attributes
    ----------
    kind : LevelKind
        What it counts or measures; ``OTHER`` is a name in a document that is none of ours.
    threshold : int or None
        Of ``WEEKS``: whoever can meet in at most so many weeks is counted.
    value : int or None
        Its value; None for ``MAXMIN`` when no group is formed, and where it is not known yet.
    bound : int or None
        A lower bound for a count, an upper bound for a value, given the levels before.
    proven : bool
        Whether no answer can do better.
    label : str
        The name of an ``OTHER``.

    Examples
    --------
    >>> level = Level(LevelKind.WEEKS, 2, value=3)
    >>> level.name, level.counts, Level.named("weeks<=2", value=3) == level
    ('weeks<=2', True, True)
    """

    kind: LevelKind
    threshold: int | None = None
    value: int | None = None
    bound: int | None = None
    proven: bool = False
    label: str = ""

    @classmethod
    def named(
        cls,
        name: str,
        value: int | None = None,
        bound: int | None = None,
        proven: bool = False,
    ) -> Level:
        """Return the level that a document calls by a name."""
        weeks = _WEEKS_NAME.fullmatch(name)
        if weeks is not None:
            return cls(LevelKind.WEEKS, int(weeks[1]), value, bound, proven)
        if name in (LevelKind.UNPLACED, LevelKind.MAXMIN):
            return cls(LevelKind(name), None, value, bound, proven)
        return cls(LevelKind.OTHER, None, value, bound, proven, name)

    @property
    def name(self) -> str:
        """What documents call it."""
        if self.kind is LevelKind.OTHER:
            return self.label
        return self.kind.value if self.threshold is None else f"{self.kind}<={self.threshold}"

    @property
    def goal(self) -> tuple[LevelKind, int | None, str]:
        """What it is about, whatever its numbers are: one level of two answers has one goal."""
        return self.kind, self.threshold, self.label

    @property
    def counts(self) -> bool:
        """Whether it counts something, so that fewer is better."""
        return self.kind not in _VALUES


@dataclass(frozen=True)
class Row:
    """Price of one row of the model in a certificate."""

    row: str
    price: int


@dataclass(frozen=True)
class OddSet:
    """A blossom or subset-row cut: ``sum of floor(|G & S| / divisor) <= floor(|S| / divisor)``."""

    residents: tuple[str, ...]
    divisor: int
    price: int


@dataclass(frozen=True)
class Certificate:
    """Prices that bound every solution, checkable without a solver (LP duality in integers).

    Attributes
    ----------
    scale : int
        Prices are in units of ``1 / scale``.
    prices : mapping of str to int
        Price of each resident.
    rows, sets : tuple
        Prices of rows and of odd sets.
    bound : int
        What the prices prove about the total.
    """

    scale: int
    prices: Mapping[str, int]
    rows: tuple[Row, ...]
    sets: tuple[OddSet, ...]
    bound: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "prices", freeze(self.prices))

    def __hash__(self) -> int:
        return hash((self.scale, self.rows, self.sets, self.bound))


@dataclass(frozen=True, repr=False)
class Result:
    """What `solve` returns; `write_result` writes it as ``peerpair-result/1``.

    Attributes
    ----------
    status : Status
        See `Status`; ``OPTIMAL`` only when every level is proven.
    value, bound : int or None
        Total of the answer and an upper bound of it, given the levels.
    bound_rests_on : {"prices", "search"} or None
        Whether the certificate alone proves the bound.
    levels : tuple of Level
        The levels before the total.
    groups : tuple of Group
        In document order of their first member.
    unplaced : tuple of str
        Residents without a group.
    remarks : tuple of Remark
        What a reader of the result should know.
    warnings : tuple of str
        The remarks as sentences, which is what documents hold; they follow from `remarks`.
    metrics : mapping
        Counts over the groups; see the documentation.
    certificate : Certificate or None
        Prices behind the bound.
    problem_sha256 : str
        Hash of the problem document.
    versions, seconds : mapping
        Versions of what computed the result; seconds by stage.
    peak_mb : int or None
        Peak resident memory in MiB of the process that solved, since its start, and of the
        solver's process together; None where the system does not tell.
    seed : int
        Seed given to `solve`.
    strategy : str
        Kind of the strategy that found the groups.
    stated_gap : float or None
        The gap as a document states it, for `verify` to compare with `gap`.
    """

    status: Status
    value: int | None = None
    bound: int | None = None
    bound_rests_on: str | None = None
    levels: tuple[Level, ...] = ()
    groups: tuple[Group, ...] = ()
    unplaced: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = field(default=(), compare=False)
    warnings: tuple[str, ...] = field(default=(), init=False)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    certificate: Certificate | None = None
    problem_sha256: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict, compare=False)
    peak_mb: int | None = field(default=None, compare=False)
    seed: int = 0
    strategy: str = "exact"
    stated_gap: float | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        for name in ("levels", "groups", "unplaced", "remarks"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        object.__setattr__(self, "warnings", tuple(map(str, self.remarks)))
        for name in ("metrics", "versions", "seconds"):
            object.__setattr__(self, name, freeze(getattr(self, name)))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        bounds = f"value {self.value}, bound {self.bound}"
        return f"<Result {self.status}: {bounds}, {len(self.groups)} groups>"

    def _repr_html_(self) -> str:
        return result_html(self)

    @property
    def gap(self) -> float | None:
        """Relative gap between value and bound; 0 exactly when they are equal."""
        return relative_gap(self.value, self.bound)


def relative_gap(value: int | None, bound: int | None) -> float | None:
    """Return ``(bound - value) / max(1, |bound|)``, or None without a value or a bound.

    Examples
    --------
    >>> relative_gap(90, 100), relative_gap(7, 7), relative_gap(7, None)
    (0.1, 0.0, None)
    """
    if value is None or bound is None:
        return None
    return (bound - value) / max(1, abs(bound))
