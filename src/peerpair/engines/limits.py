"""How long a run may take, whether it is to stop, and whom it tells."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from peerpair.engines.worker import Worker
from peerpair.model.level import Level, relative_gap


@dataclass(frozen=True)
class Progress:
    """Where a run stands.

    Attributes
    ----------
    stage : str
        For people: ``"compile"``, the name of a level such as ``"weeks<=0"``, or ``"total"``.
    elapsed : float
        Seconds since the start of the run.
    value, bound : int or None
        Of the stage: the best answer so far, and what no answer can beat.  Of a level that counts
        residents the fewest are the best.
    level : Level or None
        The level that is settled in this stage, without its numbers; None in any other stage.
    """

    stage: str
    elapsed: float
    value: int | None = None
    bound: int | None = None
    level: Level | None = None

    @property
    def gap(self) -> float | None:
        """Relative gap of the stage."""
        gap = relative_gap(self.value, self.bound)
        return None if gap is None else abs(gap)


class OutOfTimeError(Exception):
    """Work was given up because the limits were reached; never leaves a solve."""


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

    def check(self) -> None:
        """Raise if it is time to stop.

        Raises
        ------
        OutOfTimeError
            If so.
        """
        if self.over():
            raise OutOfTimeError

    def part(self, share: float) -> Limits:
        """Return limits that leave the rest of the run some of the time."""
        elapsed = time.monotonic() - self.began
        return replace(self, seconds=elapsed + share * max(0.0, self.remaining()))

    def late(self, grace: float) -> Limits:
        """Return limits for what is done with an answer: what is left, and so much more at most."""
        until = time.monotonic() - self.began + grace
        if self.over():
            return replace(self, seconds=until, stop=None, stopped=False)
        return replace(self, seconds=max(self.seconds, until))

    def begin(self, stage: str) -> None:
        """Report a stage that has neither an answer nor a bound."""
        if self.on_progress is not None:
            self.on_progress(Progress(stage, time.monotonic() - self.began))

    def tell(
        self,
        level: Level | None,
        value: int | None = None,
        bound: int | None = None,
        *,
        dearer: int = 0,
    ) -> None:
        """Report progress.

        Parameters
        ----------
        level : Level or None
            What is settled; None = the total.  Of a level that counts, minus the count is
            maximised.
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
            if level is not None and level.counts:
                value, bound = (None if n is None else -n for n in (value, bound))
            stage = "total" if level is None else level.name
            self.on_progress(Progress(stage, time.monotonic() - self.began, value, bound, level))
