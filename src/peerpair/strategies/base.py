"""The interface of strategies: compiled integers in, chosen groups out."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from peerpair.model.arrays import Ints
from peerpair.model.result import Level, Status, relative_gap
from peerpair.registry import Registered

if TYPE_CHECKING:
    from peerpair.compile.compiled import Compiled
    from peerpair.engines.worker import Worker

__all__ = ["Answer", "Limits", "OddSetPrice", "Progress", "Proof", "Strategy"]


@dataclass(frozen=True)
class Progress:
    """Where a run stands.

    Attributes
    ----------
    stage : str
        Such as ``"compile"``, ``"weeks<=0"`` or ``"total"``.
    seconds : float
        Since the start of the run.
    value, bound : int or None
        Of the stage: the best answer so far, and what no answer can beat.  In the stages
        ``"unplaced"`` and ``"weeks<=t"``, which count residents, the fewest are the best.
    """

    stage: str
    seconds: float
    value: int | None = None
    bound: int | None = None

    @property
    def gap(self) -> float | None:
        """Relative gap of the stage."""
        gap = relative_gap(self.value, self.bound)
        return None if gap is None else abs(gap)


@dataclass
class Limits:
    """When to stop, and whom to tell.

    Attributes
    ----------
    seconds : float
        Wall time of the run.
    gap : float
        Relative gap of the total at which a strategy may stop.
    seed : int
        Seed of anything random.
    stop, on_progress : callable
        Asked and told between steps.
    threads : int
        Threads of bulk computations.
    worker : Worker or None
        The process for integer programs, shared by the run; whoever made it ends it.
    """

    seconds: float = 60.0
    gap: float = 0.0
    seed: int = 0
    stop: Callable[[], bool] | None = None
    on_progress: Callable[[Progress], None] | None = None
    threads: int = 1
    worker: Worker | None = None
    began: float = field(default_factory=time.monotonic)
    stopped: bool = False
    shortened: bool = False  # a part of the run has used up its share

    def remaining(self) -> float:
        """Return the seconds left."""
        return self.seconds - (time.monotonic() - self.began)

    def over(self) -> bool:
        """Tell whether to stop now; once over, it stays so."""
        self.stopped = self.stopped or self.remaining() <= 0
        self.stopped = self.stopped or (self.stop is not None and self.stop())
        return self.stopped

    def part(self, share: float) -> Limits:
        """Return limits that leave the rest of the run some of the time."""
        elapsed = time.monotonic() - self.began
        return replace(self, seconds=elapsed + share * max(0.0, self.remaining()))

    def tell(
        self, stage: str, value: int | None = None, bound: int | None = None, *, dearer: int = 0
    ) -> None:
        """Report progress.

        Parameters
        ----------
        stage : str
            Name of the level; what is maximised for one that counts residents is minus the count.
        value, bound : int or None
            Of what is maximised.
        dearer : int
            How much less the best answer is worth than `value` says, where a strategy reckons with
            a smaller penalty that decides the same.
        """
        if dearer and value is not None:
            bound = value - dearer if bound == value else bound
            value -= dearer
        if self.on_progress is not None:
            if stage == "unplaced" or stage.startswith("weeks<="):
                value, bound = (None if n is None else -n for n in (value, bound))
            self.on_progress(Progress(stage, time.monotonic() - self.began, value, bound))


@dataclass(frozen=True)
class OddSetPrice:
    """Price of an odd-set or subset-row cut; see `peerpair.model.result.OddSet`."""

    residents: tuple[int, ...]
    divisor: int
    price: int


@dataclass(frozen=True)
class Proof:
    """Integer prices that bound the total; see `peerpair.model.result.Certificate`.

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
