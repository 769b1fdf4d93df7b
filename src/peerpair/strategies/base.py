"""The interface of strategies: compiled integers in, chosen groups out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from peerpair.engines.limits import Limits
from peerpair.model.arrays import Ints
from peerpair.model.level import Level
from peerpair.model.result import Status
from peerpair.registry import Registered

if TYPE_CHECKING:
    from peerpair.compile.compiled import Compiled


@dataclass(frozen=True)
class OddSetPrice:
    """Price of an odd-set or subset-row cut; see `peerpair.model.certificate.OddSet`."""

    residents: tuple[int, ...]
    divisor: int
    price: int


@dataclass(frozen=True)
class Proof:
    """Integer prices that bound the total; see `peerpair.model.certificate.Certificate`.

    Attributes
    ----------
    scale : int
        Prices are in units of ``1 / scale``.
    prices : int[n]
        Price of each resident.
    rows : mapping
        Price by row name.
    bound : int
        What they prove.
    sets : tuple of OddSetPrice
        Prices of sets of residents.
    """

    scale: int
    prices: Ints
    rows: Mapping[str, int]
    bound: int
    sets: tuple[OddSetPrice, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a strategy returns.

    Attributes
    ----------
    status : Status
        `Status.OPTIMAL` only when every level is proven.
    groups : int[k, 3] or None
        The groups, members ascending, padded with -1; residents in none of them stay unplaced.
    levels : tuple of Level
        The levels before the total, where the strategy knows bounds of its own.
    bound : int or None
        Upper bound of the total; the total itself where the status is optimal.
    proof : Proof or None
        Prices behind a bound.
    """

    status: Status
    groups: Ints | None = None
    levels: tuple[Level, ...] = ()
    bound: int | None = None
    proof: Proof | None = None


class Strategy(Registered):
    """One way of choosing groups."""

    family: ClassVar[str] = "strategies"
    searches: ClassVar[bool] = False
    """Whether it solves integer programs, so that a process for them is worth starting early."""

    def describe(self) -> str:
        """Return one line for people."""
        raise NotImplementedError

    def refuses(self, compiled: Compiled) -> str:
        """Return why this strategy cannot handle the problem, or the empty string."""
        return ""

    def run(self, compiled: Compiled, limits: Limits, start: Ints | None = None) -> Answer:
        """Choose groups.

        Parameters
        ----------
        compiled : Compiled
            The problem in integers.
        limits : Limits
            When to stop.
        start : int[k, 3], optional
            A valid choice of groups to begin with.
        """
        raise NotImplementedError
