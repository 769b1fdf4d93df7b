"""Who meets whom across specialties, counted and set beside what drawing lots would give."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.text import clean


@dataclass(frozen=True)
class Network:
    """The network of residents over all rounds, this one included.

    Attributes
    ----------
    rounds : int
        How many rounds, this one included.
    residents : int
        All active residents.
    together : int
        How many of them the largest part of the network holds.
    parts : int
        Parts that no contact joins; a resident who never met anybody is one by itself.
    """

    rounds: int
    residents: int
    together: int
    parts: int


@dataclass(frozen=True)
class Contacts:
    """Contacts between specialties; a contact is two residents in one group.

    Attributes
    ----------
    specialties : tuple of str
        As clean text: those with most residents first, then by name.
    residents : tuple of int
        Active residents of each.
    counts : tuple of tuple of int
        Contacts between two of them, symmetric; on the diagonal those within one.
    across, known : int
        Contacts between two specialties, and all whose two specialties are known.
    unknown : int
        Contacts of which a specialty is not known; they count nowhere else.
    by_chance : float or None
        The share of contacts across specialties, on average, if the same residents were dealt
        into the same groups by lot; None for fewer than two residents with a specialty.
    assortativity : float or None
        Newman's coefficient of the network of residents by specialty: 1 where all contacts are
        within a specialty, 0 where specialty makes no difference; None where it has no value.
    joined, possible : int
        Pairs of specialties with a contact, and all pairs.
    network : Network or None
        None without a history.

    References
    ----------
    M. E. J. Newman, "Mixing patterns in networks", Physical Review E 67, 026126 (2003),
    doi:10.1103/PhysRevE.67.026126.
    """

    specialties: tuple[str, ...]
    residents: tuple[int, ...]
    counts: tuple[tuple[int, ...], ...]
    across: int
    known: int
    unknown: int
    by_chance: float | None
    assortativity: float | None
    joined: int
    possible: int
    network: Network | None = None


def contacts(problem: Problem, result: Result) -> Contacts | None:
    """Count the contacts between specialties.  Rules and wishes play no part.

    Returns
    -------
    Contacts or None
        None without groups.

    Examples
    --------
    >>> import peerpair as pp
    >>> problem = pp.Problem([pp.Resident(name, specialty=name[0]) for name in ("A1", "A2", "B1")])
    >>> result, _ = pp.evaluate(problem, [("A1", "A2", "B1")])
    >>> met = contacts(problem, result)
    >>> met.specialties, met.counts, (met.across, met.known)
    (('A', 'B'), ((1, 2), (2, 0)), (2, 3))
    """
    if not result.groups:
        return None
    import networkx as nx  # heavy

    of = {r.id: clean(r.specialty or "") for r in problem.active}
    cohort = Counter(name for name in of.values() if name)
    names = sorted(cohort, key=lambda name: (-cohort[name], name))
    place = {name: i for i, name in enumerate(names)}
    pairs = list(_pairs(group.members for group in result.groups))
    graph = nx.Graph(pair for pair in pairs if of[pair[0]] and of[pair[1]])
    nx.set_node_attributes(graph, of, "specialty")
    counts = [[0] * len(names) for _ in names]
    for one, other in graph.edges:
        i, j = place[of[one]], place[of[other]]
        counts[i][j] += 1
        if i != j:
            counts[j][i] += 1
    known = graph.number_of_edges()
    joined = sum(n > 0 for i, row in enumerate(counts) for n in row[:i])
    return Contacts(
        specialties=tuple(names),
        residents=tuple(cohort[name] for name in names),
        counts=tuple(map(tuple, counts)),
        across=known - sum(counts[i][i] for i in range(len(names))),
        known=known,
        unknown=len(pairs) - known,
        by_chance=_by_chance(Counter(of[m] for g in result.groups for m in g.members if of[m])),
        assortativity=_assortativity(graph) if known else None,
        joined=joined,
        possible=math.comb(len(names), 2),
        network=_network(problem, pairs),
    )


def _pairs(groups: Iterable[Sequence[str]]) -> Iterator[tuple[str, str]]:
    for members in groups:
        for i, other in enumerate(members):
            yield from ((one, other) for one in members[:i])


def _by_chance(placed: Counter[str]) -> float | None:
    """Return how probable it is that two of the residents, drawn by lot, differ in specialty.

    By lot every contact joins two residents drawn like that, whatever the sizes of the groups.
    """
    n = placed.total()
    if n < 2:
        return None
    same = sum(math.comb(k, 2) for k in placed.values())
    return 1 - same / math.comb(n, 2)


def _assortativity(graph: Any) -> float | None:
    import networkx as nx

    if len(set(nx.get_node_attributes(graph, "specialty").values())) < 2:
        return None  # 0 / 0
    return float(nx.attribute_assortativity_coefficient(graph, "specialty"))


def _network(problem: Problem, pairs: Iterable[tuple[str, str]]) -> Network | None:
    if not problem.history:
        return None
    import networkx as nx

    graph = nx.Graph(pairs)
    known = {resident.id for resident in problem.active}
    graph.add_nodes_from(known)
    graph.add_edges_from(tuple(pair) for pair in problem.met_rounds if pair <= known)
    parts = [len(part) for part in nx.connected_components(graph)]
    rounds = len({past.round for past in problem.history}) + 1
    return Network(rounds, len(graph), max(parts), len(parts))
