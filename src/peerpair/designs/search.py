"""As many rounds as can be found in which nobody meets twice, whatever groups are allowed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from peerpair.designs.exhaust import every_round, most_disjoint
from peerpair.designs.ground import Ground, as_round, edges
from peerpair.designs.known import known_rounds, most_rounds
from peerpair.designs.packing import pack
from peerpair.designs.relabel import relabelled
from peerpair.designs.tabu import mended
from peerpair.model.arrays import Bools, Ints

_EFFORT = 2_000_000_000
"""What one search by exchanges may cost, in rounds x vertices x vertices x steps."""

_LEAST, _MOST = 300, 6_000
"""Steps of one such search, whatever it costs."""

_VAIN = 2
"""Searches for one more round that end in vain before no more is looked for."""

_TABLES = 20_000_000
"""Rounds x vertices x vertices that a search by exchanges holds at most."""

_SHAPES = 4
"""Shapes of rounds that are tried, those with the fewest edges first."""

_SMALL = 9
"""Vertices up to which all rounds are listed before anything else is tried."""


def find_rounds(
    ground: Ground,
    most: int,
    over: Callable[[], bool],
    *,
    begin: Sequence[Ints] = (),
    seed: int = 0,
) -> list[Ints]:
    """Return rounds in which nobody meets twice: as many as are wanted, or as are found.

    A known design is the beginning; its vertices are renamed so that few rounds are spoilt by what
    is not allowed, and these are mended: pairs by alternating paths, triads by tabu search.

    Parameters
    ----------
    ground : Ground
        Which groups are allowed, and what a round looks like.
    most : int
        How many rounds are wanted.
    over : callable
        Asked often whether to stop; what has been found by then is returned.
    begin : sequence of int[k, 3]
        Rounds that are known to be possible together.
    seed : int
        Of all that is random: equal seeds give equal rounds unless `over` cut the search short.

    Returns
    -------
    list of int[k, 3]
        Each round's groups, padded with -1, members ascending.

    Examples
    --------
    >>> from peerpair.designs.ground import Shape
    >>> meet = ~np.eye(30, dtype=bool)
    >>> meet[0, 1] = meet[1, 0] = False
    >>> len(find_rounds(Ground(meet, [Shape(0, 10)]), 14, lambda: False))
    14
    """
    best = [*begin]
    if ground.n <= _SMALL:
        every = every_round(ground, over)
        if every is not None:
            exact = most_disjoint(ground, every, most, over)
            best = max(best, exact.rounds, key=len)
            if exact.proven:
                return best[:most]
    shapes = sorted((s for s in ground.shapes if s.edges), key=lambda shape: shape.edges)
    for shape in shapes[:_SHAPES]:
        if len(best) >= most or over():
            break
        found = _of_shape(replace(ground, shapes=[shape]), most, over, seed)
        best = max(best, found, key=len)
    if len(best) < most:
        best = _more(ground, best, most, over)
    return best[:most]


def _of_shape(ground: Ground, most: int, over: Callable[[], bool], seed: int) -> list[Ints]:
    """Return rounds of one shape."""
    shape = ground.shapes[0]
    most = min(most, most_rounds(ground.n, shape))
    design = known_rounds(ground.n, shape, over)
    free = ground.meet if shape.triads else ground.pair_groups
    renamed = relabelled(design, free, seed, over)
    whole = [groups for groups in renamed if ground.allows(groups)]
    spoilt = [groups for groups in renamed if not ground.allows(groups)]
    if len(whole) >= most or over():
        return whole
    if not shape.triads:
        begin = [*whole, *spoilt, *[as_round([])] * (most - len(renamed))][:most]
        for attempt in range(_VAIN):
            whole = max(whole, pack(ground, begin, seed + attempt, over), key=len)
            if len(whole) >= most:
                break
        return whole
    return _grown(ground, whole, spoilt, most, over, seed)


def _grown(
    ground: Ground,
    whole: list[Ints],
    spoilt: list[Ints],
    most: int,
    over: Callable[[], bool],
    seed: int,
) -> list[Ints]:
    """Return one round after the other added to whole ones by exchanges in all of them."""
    rng, vain = np.random.default_rng(seed), 0
    ruled = ground.triads is not None and ground.cube is None
    while len(whole) < most and vain < _VAIN and not over():
        more = spoilt[0] if spoilt else _fresh_round(ground, ground.without(whole), rng)
        spoilt = spoilt[1:]
        if _fits(ground, whole, more):
            whole = [*whole, more]
            continue
        work = (len(whole) + 1) * ground.n**2
        if work > _TABLES or ruled:
            break
        steps = min(_MOST, max(_LEAST, _EFFORT // work))
        found = mended(ground, [*whole, more], steps, seed + vain, over)
        whole, vain = (whole, vain + 1) if found is None else (found, 0)
    return whole


def _fits(ground: Ground, rounds: list[Ints], more: Ints) -> bool:
    """Tell whether a round can follow others as it is."""
    one, other = edges(more).T
    return bool(ground.without(rounds)[one, other].all()) and ground.allows(more)


def _fresh_round(ground: Ground, left: Bools, rng: np.random.Generator) -> Ints:
    """Return a round in which few meet again: who has fewest to meet chooses first."""
    shape, free = ground.shapes[0], np.ones(ground.n, dtype=bool)
    sizes = rng.permutation([2] * shape.pairs + [3] * shape.triads).tolist()
    luck, groups = rng.random(ground.n), []
    for size in sizes:
        near = left & free
        want = near.sum(axis=1) + luck - 2 * ground.fixed * ground.n
        group = [int(np.where(free, want, np.inf).argmin())]
        while len(group) < size:
            free[group] = False
            fits = near[group].all(axis=0) & free
            if size == 2:
                fits &= ground.pair_groups[group[0]]
            elif ground.cube is not None:
                fits &= ground.cube[group[0], group[-1]] if len(group) == 2 else True
            group.append(int(rng.choice(np.flatnonzero(fits if fits.any() else free))))
        free[group] = False
        groups.append(sorted(group))
    return as_round(groups)


def _more(ground: Ground, rounds: list[Ints], most: int, over: Callable[[], bool]) -> list[Ints]:
    """Return the rounds and more from what they leave, where few rounds are possible there."""
    left = replace(ground, meet=ground.without(rounds))
    rest = every_round(left, over)
    if not rest:
        return rounds
    return [*rounds, *most_disjoint(left, rest, most - len(rounds), over).rounds]
