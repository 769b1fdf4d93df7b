"""The dense view of a problem: residents as integers 0 … n-1, labels as codes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from itertools import chain, repeat

import numpy as np

from peerpair.availability.availability import Availability, availability
from peerpair.model.arrays import Bools, Ints, narrow
from peerpair.model.asked import Cohort, Label
from peerpair.model.problem import Problem


class DenseCohort:
    """The active residents of a problem, numbered in document order.

    Parameters
    ----------
    problem : Problem
        The problem.
    pulse : callable, optional
        Called by `pulse`; may raise to end the work.

    Examples
    --------
    >>> import peerpair as pp
    >>> cohort = DenseCohort(pp.Problem([pp.Resident("a"), pp.Resident("b", site="Main")]))
    >>> cohort.codes(r.site for r in cohort.residents)  # unknown equals nothing
    array([-1,  0])
    """

    def __init__(self, problem: Problem, pulse: Callable[[], None] | None = None) -> None:
        self.problem, self._pulse = problem, pulse
        self.residents = problem.active
        self.index: Mapping[str, int] = {r.id: i for i, r in enumerate(problem.active)}
        self._light: dict[tuple[str, ...], Bools] = {}
        self._tagged: dict[str, Bools] = {}
        self._once: dict[Callable[[Cohort], Ints], Ints] = {}

    def pulse(self) -> None:
        """Say that long work goes on: whoever computes in bulk says so between steps."""
        if self._pulse is not None:
            self._pulse()

    @cached_property
    def availability(self) -> Availability:
        """Availability of the residents; only for problems with a horizon."""
        return availability(self.problem)

    def codes(self, labels: Iterable[str | None]) -> Ints:
        """Return one code per resident: equal labels share one, None has a code of its own."""
        known: dict[str, int] = {}
        codes = [
            -1 - i if label is None else known.setdefault(label, len(known))
            for i, label in enumerate(labels)
        ]
        return np.array(codes, dtype=np.int64)

    def table(self, labels: Iterable[Label], worth: Callable[[Label, Label], int]) -> Ints:
        """Return int[n, n]: what any two residents give by their labels, one for each resident."""
        known: dict[Label, int] = {}
        codes = np.array([known.setdefault(label, len(known)) for label in labels])
        rows = np.array([[worth(one, other) for other in known] for one in known], dtype=np.int64)
        given: Ints = narrow(rows)[codes].take(codes, axis=1)
        return given

    def tagged(self, tag: str) -> Bools:
        """Return which residents carry a tag."""
        if tag not in self._tagged:
            self._tagged[tag] = np.array([tag in r.tags for r in self.residents], dtype=bool)
        return self._tagged[tag]

    def once(self, compute: Callable[[Cohort], Ints]) -> Ints:
        """Return ``compute(cohort)``, computed once for each rule: batches are many."""
        if compute not in self._once:
            self._once[compute] = compute(self)
        return self._once[compute]

    @cached_property
    def _given(self) -> dict[int, tuple[Ints, Ints]]:
        # Millions in a raw instance: each is touched by nothing but loops inside the interpreter.
        listed = [affinity.members for affinity in self.problem.affinities]
        points = np.array([affinity.points for affinity in self.problem.affinities], dtype=np.int64)
        sizes = np.fromiter(map(len, listed), dtype=np.int64, count=len(listed))
        names = chain.from_iterable(listed)
        numbers = np.fromiter(map(self.index.get, names, repeat(-1)), dtype=np.int64)
        begins = np.cumsum(sizes) - sizes
        given: dict[int, tuple[Ints, Ints]] = {}
        for size in (2, 3):
            at = np.flatnonzero(sizes == size)
            groups = np.sort(numbers[begins[at, None] + np.arange(size)], axis=1)
            order = np.lexsort(groups.T[::-1])
            order = order[groups[order, 0] >= 0]  # an inactive resident is -1
            given[size] = groups[order], points[at[order]]
        return given

    def given(self, size: int) -> tuple[Ints, Ints]:
        """Return int[m, size] and int[m]: groups with an affinity, in order, and their points."""
        return self._given[size]

    def light(self, kinds: Sequence[str]) -> Bools:
        """Return bool[n, weeks]: the resident's main kind of that week is one of `kinds`."""
        key = tuple(kinds)
        if key not in self._light:
            self._light[key] = np.array(
                [[kind in key for kind in row] for row in self._main_kinds], dtype=bool
            )
        return self._light[key]

    @cached_property
    def site_codes(self) -> Ints:
        """int[n, weeks]: where each resident works in each week; an unknown site is unlike any."""
        not_duty = self.problem.rest.not_duty
        rows = self._heaviest(
            {
                number: assignment.site
                for number, assignment in enumerate(self.problem.near)
                if assignment.kind not in not_duty
            },
            [resident.site for resident in self.residents],
        )
        columns = [self.codes(row[week] for row in rows) for week in range(len(rows[0]))]
        return np.stack(columns, axis=1)

    @cached_property
    def _main_kinds(self) -> list[list[str | None]]:
        kinds = {number: assignment.kind for number, assignment in enumerate(self.problem.near)}
        return self._heaviest(kinds, [None] * len(self.residents))

    def _heaviest(
        self, labels: Mapping[int, str | None], fallback: Sequence[str | None]
    ) -> list[list[str | None]]:
        """Return, by resident and week, the label with most time of non-soft entries.

        Entries count singly, clipped to the week.  In a tie the resident's fallback wins if it is
        among the best, else the first in code-point order; without any label the fallback holds.
        """
        problem, horizon, clock = self.problem, self.problem.horizon, self.problem.clock
        assert horizon is not None
        edges = [
            clock.midnight(horizon.start + timedelta(days=7 * w)) for w in range(horizon.weeks)
        ]
        edges.append(clock.midnight(horizon.end))
        seconds: list[list[Counter[str]]] = [
            [Counter() for _ in range(horizon.weeks)] for _ in self.residents
        ]
        for number, label in labels.items():
            assignment = problem.near[number]
            row = self.index.get(assignment.resident)
            if label is None or assignment.soft or row is None:
                continue
            start, end = clock.instant(assignment.start), clock.instant(assignment.end)
            for week in range(horizon.weeks):
                inside = min(end, edges[week + 1]) - max(start, edges[week])
                if inside > 0:
                    seconds[row][week][label] += inside
        return [
            [_heaviest_label(counter, spare) for counter in row]
            for row, spare in zip(seconds, fallback, strict=True)
        ]


def _heaviest_label(seconds: Mapping[str, int], fallback: str | None) -> str | None:
    most = max(seconds.values(), default=0)
    best = sorted(label for label, total in seconds.items() if total == most)
    return fallback if not best or fallback in best else best[0]
