"""The levels before the total, and the gap between a value and its bound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from peerpair.shapes.basic import How, Integer, Member, Text
from peerpair.shapes.containers import Nullable
from peerpair.shapes.noun import Noun, Of, check_fields
from peerpair.shapes.visit import FAILED, Visit


class LevelKind(StrEnum):
    """What a level counts or measures."""

    UNPLACED = "unplaced"
    GROUPS_KEPT = "groups_kept"
    PAIRS_KEPT = "pairs_kept"
    WEEKS = "weeks"
    MAXMIN = "maxmin"
    REPEATS = "repeats"
    SAT_OUT = "sat_out"
    NEVER_MET = "never_met"
    WORST_RESIDENT = "worst_resident"
    OTHER = "other"


_VALUES = (LevelKind.GROUPS_KEPT, LevelKind.PAIRS_KEPT, LevelKind.MAXMIN)
"""Kinds of which more is better; of all others, which count something, fewer is."""
_WEEKS_NAME = re.compile(r"weeks<=(0|[1-9][0-9]{0,5})(?:,credit>=([1-9][0-9]{0,5}))?")


@dataclass(frozen=True)
class Level:
    """One level of the lexicographic objective that comes before the total.

    Attributes
    ----------
    kind : LevelKind
        What it counts or measures; ``OTHER`` is a name in a document that is none of ours.
    threshold : int or None
        Of ``WEEKS``: whoever can meet in at most so many weeks is counted.
    credit : int
        Of ``WEEKS``: only whoever was left out, or never met, in so many earlier rounds is counted.
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
    credit: int = 0

    def __post_init__(self) -> None:
        number = Nullable(Integer())
        check_fields(
            self,
            kind=Member(LevelKind),
            threshold=number,
            value=number,
            bound=number,
            label=Text(),
            credit=Integer(0),
        )

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
            credit = int(weeks[2] or 0)
            return cls(LevelKind.WEEKS, int(weeks[1]), value, bound, proven, credit=credit)
        if name in {*LevelKind} - {LevelKind.WEEKS, LevelKind.OTHER}:
            return cls(LevelKind(name), None, value, bound, proven)
        return cls(LevelKind.OTHER, None, value, bound, proven, name)

    @property
    def name(self) -> str:
        """What documents call it."""
        if self.kind is LevelKind.OTHER:
            return self.label
        if self.threshold is None:
            return self.kind.value
        return f"{self.kind}<={self.threshold}" + (f",credit>={self.credit}" if self.credit else "")

    @property
    def goal(self) -> tuple[LevelKind, int | None, int, str]:
        """What it is about, whatever its numbers are: one level of two answers has one goal."""
        return self.kind, self.threshold, self.credit, self.label

    @property
    def counts(self) -> bool:
        """Whether it counts something, so that fewer is better."""
        return self.kind not in _VALUES


@dataclass(frozen=True)
class _LevelEntry(Noun):
    """A level as documents have it: by a name that says kind and threshold."""

    name: Annotated[str, Text(1)]
    value: int | None
    bound: int | None
    proven: bool
    complete: ClassVar[bool] = True


class LevelShape(Of):
    """A level; in documents it has a name."""

    def __init__(self) -> None:
        super().__init__(_LevelEntry)

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if isinstance(value, Level):
            return value
        entry = super().take(value, place, visit)
        if entry is FAILED:
            return FAILED
        return Level.named(entry.name, entry.value, entry.bound, entry.proven)

    def give(self, value: Any, how: How) -> Any:
        return _LevelEntry(value.name, value.value, value.bound, value.proven).written(how)


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
