"""How many rounds there can be at most in which nobody meets twice, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from peerpair.designs.cuts import meagre_cut, odd_cut
from peerpair.designs.exhaust import every_round, most_disjoint
from peerpair.designs.ground import Ground, Shape
from peerpair.designs.known import most_rounds
from peerpair.designs.packing import Packing
from peerpair.model.arrays import Bools, Ints


class BoundKind(StrEnum):
    """Why there are no more rounds."""

    NO_ROUND = "no round"
    PARTNERS = "partners"
    MEETINGS = "meetings"
    PLACES = "places"
    CROWD = "crowd"
    ODD_SET = "odd set"
    NO_DESIGN = "no design"
    SEARCH = "search"


@dataclass(frozen=True)
class Bound:
    """At most so many rounds, and the reason.

    Attributes
    ----------
    rounds : int
        No more are possible.
    kind : BoundKind
        ``NO_ROUND``: not a single one is possible.  ``PARTNERS``: `vertices` can each be in `have`
        groups at most that share only themselves.  ``MEETINGS``: all rounds together have `have`
        edges, and each takes `need` or more.  ``PLACES``: too few places in pairs and outside any
        group for those whose partners do not last for triads.  ``CROWD``: `vertices` have `have`
        ends of edges beside those to fewer `others`, and each round takes `need`.  ``ODD_SET``:
        `have` edges leave `vertices`, an odd number, and each round takes one.  ``NO_DESIGN``: so
        many rounds of triads are known not to exist even for everybody with everybody.
        ``SEARCH``: all possibilities were looked at.
    vertices, others : tuple of int
        Whom it is about.
    have, need : int
        See `kind`.
    """

    rounds: int
    kind: BoundKind
    vertices: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    have: int = 0
    need: int = 0


_EXACT = 100
"""Vertices up to which the triads of one vertex are packed exactly."""


def quick_bound(ground: Ground, over: Callable[[], bool] = lambda: False) -> Bound:
    """Return the best bound that counting gives.

    Parameters
    ----------
    ground : Ground
        Which groups are allowed, and what a round looks like.
    over : callable
        Asked often whether to stop; what is not known by then is bounded more roughly.

    Examples
    --------
    >>> meet = ~np.eye(9, dtype=bool)
    >>> meet[0, 1:4] = meet[1:4, 0] = False
    >>> quick_bound(Ground(meet, [Shape(0, 3)]))
    Bound(rounds=2, kind=<BoundKind.PARTNERS: 'partners'>, vertices=(0,), others=(), have=2, need=0)
    """
    bounds = list(_counted(_useful(ground), over))
    return min(bounds, key=lambda bound: bound.rounds)


def _useful(ground: Ground) -> Ground:
    """Return the ground without edges that are in no group that is allowed."""
    if ground.has_triads and ground.cube is None:
        return ground
    useful = ground.pair_groups.copy()
    if ground.cube is not None:
        useful |= ground.cube.any(axis=2)
    return ground if (useful == ground.meet).all() else replace(ground, meet=useful)


def _counted(ground: Ground, over: Callable[[], bool]) -> Iterator[Bound]:
    shapes = [shape for shape in ground.shapes if shape.edges]
    pairs, meetings = ground.pair_groups, int(ground.meet.sum()) // 2
    if not shapes or not meetings:
        yield Bound(0, BoundKind.NO_ROUND)
        return
    need = min(shape.edges for shape in shapes)
    triads = np.array([_triads_at(ground, v, over) for v in range(ground.n)])
    # A group of two with a partner takes no more than any other group with them.
    groups = pairs.sum(axis=1) + np.array(
        [_triads_at(ground, v, over, but=pairs[v]) for v in range(ground.n)]
    )
    rough = meetings // need
    partners = _of_partners(ground, groups, rough)
    if partners.vertices or partners.rounds < rough:
        yield partners
    yield Bound(rough, BoundKind.MEETINGS, have=meetings, need=need)
    if ground.has_triads:
        yield _of_places(ground, shapes, triads, rough)
    if few := min(shape.pairs for shape in shapes):
        alone = int(pairs.sum()) // 2
        yield Bound(alone // few, BoundKind.MEETINGS, have=alone, need=few)
    if len(shapes) == 1 and ground.n % 3 == 0 and shapes[0] == Shape(0, ground.n // 3):
        most = most_rounds(ground.n, shapes[0])
        if most < (ground.n - 1) // 2:
            yield Bound(most, BoundKind.NO_DESIGN)


def _triads_at(
    ground: Ground, vertex: int, over: Callable[[], bool], but: Bools | None = None
) -> int:
    """Return how many triads of a vertex share nobody else at most, without some partners."""
    if not ground.has_triads:
        return 0
    near = ground.meet[vertex] if but is None else ground.meet[vertex] & ~but
    at = np.flatnonzero(near)
    rough = len(at) // 2
    if ground.cube is None or ground.n > _EXACT or over():
        return rough
    link = ground.cube[vertex][np.ix_(at, at)]
    if len(at) and 2 * int(link.sum(axis=1).min()) >= len(at):
        return rough  # so many edges have a Hamiltonian cycle (Dirac 1952)
    return matching_size(link)


def matching_size(graph: Bools) -> int:
    """Return how many disjoint edges a graph (bool[n, n]) has at most.

    Examples
    --------
    >>> star = np.zeros((4, 4), dtype=bool)
    >>> star[0, 1:] = star[1:, 0] = True
    >>> matching_size(star)
    1
    """
    n = len(graph)
    packing = Packing(Ground(graph, [Shape(n // 2, 0)]), [np.empty((0, 3), dtype=np.int64)])
    while packing.improve(0):
        pass
    return (n - len(packing.alone(0))) // 2


def _of_partners(ground: Ground, groups: Ints, rounds: int) -> Bound:
    """Return the bound by the groups of each vertex: who has none left must sit out."""
    fixed = ground.fixed if ground.out else np.ones(ground.n, dtype=bool)
    order = np.argsort(groups, kind="stable")
    if fixed.any():
        rounds = min(rounds, int(groups[fixed].min()))
    while rounds and int(np.maximum(0, rounds - groups).sum()) > ground.out * rounds:
        rounds -= 1
    short = [int(v) for v in order if groups[v] <= rounds]
    least = int(groups[short].max(initial=rounds)) if short else rounds
    return Bound(rounds, BoundKind.PARTNERS, tuple(short), have=least)


def _of_places(ground: Ground, shapes: Sequence[Shape], triads: Ints, rounds: int) -> Bound:
    """Return the bound by the places outside triads, which those need who have few partners."""
    degree = ground.meet.sum(axis=1)
    spare = ground.out + max(2 * shape.pairs for shape in shapes)

    def fits(rounds: int) -> bool:
        missing = int(np.maximum(0, rounds - triads).sum()) <= spare * rounds
        # A pair takes one partner less than a triad, and who sits out takes two less.
        return missing and int(np.maximum(0, 2 * rounds - degree).sum()) <= rounds * max(
            2 * shape.pairs + 2 * ground.out for shape in shapes
        )

    while rounds and not fits(rounds):
        rounds -= 1
    return Bound(rounds, BoundKind.PLACES)


def closer_bound(
    ground: Ground, bound: Bound, rounds: Sequence[Ints], over: Callable[[], bool]
) -> tuple[Bound, Sequence[Ints]]:
    """Return a bound that takes longer, where it is better, and rounds found beside it.

    Parameters
    ----------
    ground : Ground
        Which groups are allowed.
    bound : Bound
        Known so far.
    rounds : sequence of int[k, 3]
        As many as are known to be possible.
    over : callable
        Asked often whether to stop.

    Examples
    --------
    >>> meet = np.zeros((6, 6), dtype=bool)
    >>> meet[:3, :3] = meet[3:, 3:] = ~np.eye(3, dtype=bool)
    >>> meet[0, 3] = meet[3, 0] = True  # two triangles and an edge between them
    >>> ground = Ground(meet, [Shape(3, 0)])
    >>> closer_bound(ground, quick_bound(ground), [], lambda: False)[0].kind
    <BoundKind.ODD_SET: 'odd set'>
    """
    alike = len(ground.shapes) == 1 and not ground.out
    if bound.rounds > len(rounds) and alike and not ground.shapes[0].triads:
        inside, leaving = odd_cut(ground.pair_groups, bound.rounds, over)
        if leaving < bound.rounds:
            bound = Bound(leaving, BoundKind.ODD_SET, tuple(inside), have=leaving)
    if bound.rounds > len(rounds) and alike and 0 in ground.shapes[0]:
        each = 2 if ground.shapes[0].triads else 1
        crowd = meagre_cut(_useful(ground).meet, each, bound.rounds, rounds, over)
        if crowd is not None and crowd.rounds < bound.rounds:
            vertices, others = tuple(crowd.inside), tuple(crowd.beside)
            need = each * (len(vertices) - len(others))
            bound = Bound(crowd.rounds, BoundKind.CROWD, vertices, others, crowd.edges, need)
    if bound.rounds > len(rounds):
        every = every_round(ground, over)
        if every is not None and not every:
            return Bound(0, BoundKind.NO_ROUND), []
        if every is not None:
            found = most_disjoint(ground, every, bound.rounds, over)
            rounds = max(rounds, found.rounds, key=len)
            if found.proven and len(found.rounds) < bound.rounds:
                bound = Bound(len(found.rounds), BoundKind.SEARCH)
    return bound, rounds
