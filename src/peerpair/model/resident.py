"""Who takes part: residents, and what is known about pairs of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peerpair.model.settings import as_date, listed

__all__ = ["Affinity", "PastGroup", "Preference", "Resident"]


@dataclass(frozen=True)
class Resident:
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

    Examples
    --------
    >>> Resident("r1", specialty="IM", pgy=2).label
    'r1'
    """

    id: str
    name: str = ""
    specialty: str | None = None
    pgy: int | None = None
    site: str | None = None
    tags: tuple[str, ...] = ()
    active: bool = True
    coverage: tuple[tuple[date, date], ...] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "tags", listed(self.tags))
        if self.coverage is not None:
            ranges = tuple((as_date(first), as_date(last)) for first, last in self.coverage)
            object.__setattr__(self, "coverage", ranges)

    @property
    def label(self) -> str:
        """The name, or the id where there is none."""
        return self.name or self.id


@dataclass(frozen=True)
class Preference:
    """How much `source` wishes to be grouped with `target`: -1000 to 1000 points."""

    source: str
    target: str
    points: int


@dataclass(frozen=True)
class Affinity:
    """Explicit points of one pair or triad, for instances that come with their own values."""

    members: tuple[str, ...]
    points: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", listed(self.members))


@dataclass(frozen=True)
class PastGroup:
    """A group of an earlier round; `met` is False where the meeting did not happen."""

    members: tuple[str, ...]
    round: int
    met: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", listed(self.members))
