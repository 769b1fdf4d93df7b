"""What drawing lots would have given: the answer's weeks met beside those of random groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.compile.shared_time import SharedTimeKernel
from peerpair.model.arrays import Ints
from peerpair.model.problem import Problem
from peerpair.model.result import Result

_AT_ONCE = 100_000
"""Groups measured at once, so that thousands of draws need no more memory than a few."""


@dataclass(frozen=True)
class Chance:
    """Residents by weeks met; every tuple has an entry for 0, 1, …, all weeks.

    Attributes
    ----------
    formed : tuple of int
        Residents by the weeks in which they can meet their group, as formed; one without a group
        counts under 0.
    mean : tuple of float
        The same under random groups: the mean over the draws.
    low, high : tuple of int
        Between these lie nine in ten draws (5th and 95th percentile).
    draws : int
        How often lots were drawn.
    """

    formed: tuple[int, ...]
    mean: tuple[float, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    draws: int


def chance(problem: Problem, result: Result, draws: int = 200, seed: int = 0) -> Chance | None:
    """Compare the weeks met under an answer with random groups of the same cohort.

    Each draw puts all active residents in random order and cuts it into as many pairs and triads
    as the answer has; the rest, as many as the answer leaves out, have no group.  Rules and wishes
    are ignored, so that nothing here depends on them.

    Parameters
    ----------
    problem : Problem
        The problem.
    result : Result
        An answer to it.
    draws : int
        How often lots are drawn; at least 1.
    seed : int
        Seed of the lots; equal seeds give equal numbers on every platform.

    Returns
    -------
    Chance or None
        None without a horizon or without groups: there is nothing to compare.

    Examples
    --------
    >>> from datetime import date, datetime
    >>> import peerpair as pp
    >>> away = [pp.Assignment(r, datetime(2026, 8, 3), datetime(2026, 8, 10)) for r in "cd"]
    >>> problem = pp.Problem([pp.Resident(r) for r in "abcd"],
    ...     pp.Horizon(date(2026, 8, 3), date(2026, 8, 10)), "America/Chicago", busy=away)
    >>> result, _ = pp.evaluate(problem, [("a", "b"), ("c", "d")])
    >>> weeks = chance(problem, result, draws=10_000)
    >>> weeks.formed, [round(x, 1) for x in weeks.mean]  # a and b meet in one draw of three
    ((2, 2), [3.3, 0.7])
    """
    if problem.horizon is None or not result.groups:
        return None
    kernel = SharedTimeKernel(DenseCohort(problem))
    index = kernel.cohort.index
    rows = [[index[name] for name in group.members] for group in result.groups]
    sizes = [sum(len(row) == size for row in rows) for size in (2, 3)]
    order = [member for size in (2, 3) for row in rows if len(row) == size for member in row]
    formed = _residents_by_weeks(kernel, np.array([order], dtype=np.int64), sizes)
    counts = np.concatenate(
        [
            _residents_by_weeks(kernel, lots, sizes)
            for lots in _lots(kernel.n, draws, seed, len(rows))
        ]
    )
    low, high = np.percentile(counts, (5, 95), axis=0, method="inverted_cdf")
    return Chance(
        formed=tuple(formed[0].tolist()),
        mean=tuple(counts.mean(axis=0).tolist()),
        low=tuple(low.tolist()),
        high=tuple(high.tolist()),
        draws=draws,
    )


def _lots(n: int, draws: int, seed: int, groups: int) -> Iterator[Ints]:
    """Yield int[some, n]: random orders of the residents, so many groups at once as fit."""
    # Raw words, as only these are promised to stay the same in every version of numpy.
    source = np.random.PCG64(seed)
    step = max(1, _AT_ONCE // groups)
    for first in range(0, draws, step):
        some = min(step, draws - first)
        yield source.random_raw(some * n).reshape(some, n).argsort(axis=1, kind="stable")


def _residents_by_weeks(kernel: SharedTimeKernel, orders: Ints, sizes: Sequence[int]) -> Ints:
    """Return int[orders, weeks + 1]: residents by weeks met, if orders are cut into groups.

    The first ones form ``sizes[0]`` pairs, the next ``sizes[1]`` triads, others have no group.
    """
    draws, width = len(orders), kernel.weeks + 1
    residents = np.zeros((draws, width), dtype=np.int64)
    residents[:, 0] = kernel.n - 2 * sizes[0] - 3 * sizes[1]
    at = 0
    for size, groups in zip((2, 3), sizes, strict=True):
        if not groups:
            continue
        stop = at + size * groups
        _, met = kernel.measure(orders[:, at:stop].reshape(-1, size))
        place = np.arange(draws)[:, None] * width + met.reshape(draws, -1)
        residents += np.bincount(place.ravel(), minlength=draws * width).reshape(draws, width)
        at = stop
    return residents
