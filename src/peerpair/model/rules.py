"""The interfaces of hard constraints and objectives.

Each rule is stated twice on purpose: in bulk over arrays (what `compile` runs, nothing per
candidate) and plainly over one group of ids (what `verify` and `explain` run).  A contract test
compares both for every registered class, so neither can drift.
"""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

import numpy as np

from peerpair.model.arrays import Bools, Ints
from peerpair.model.resident import Resident
from peerpair.registry import Registered
from peerpair.shapes.basic import Integer, Shape
from peerpair.shapes.record import Key, Record, record

if TYPE_CHECKING:
    from peerpair.model.problem import Problem

__all__ = [
    "Batch",
    "Cohort",
    "Constraint",
    "Facts",
    "Members",
    "Objective",
    "Rule",
    "nobody_tagged",
]

Members = tuple[str, ...]


class Cohort(Protocol):
    """Dense view of the active residents, numbered 0 … n-1 in document order."""

    @property
    def problem(self) -> Problem:
        """The problem."""
        ...

    @property
    def residents(self) -> tuple[Resident, ...]:
        """The active residents."""
        ...

    @property
    def index(self) -> Mapping[str, int]:
        """Id -> dense number."""
        ...

    def codes(self, labels: Iterable[str | None]) -> Ints:
        """Return one code per resident: equal labels share one, None has a code of its own."""
        ...

    def tagged(self, tag: str) -> Bools:
        """Return which residents carry a tag."""
        ...

    def given(self, size: int) -> tuple[Ints, Ints]:
        """Return int[m, size] and int[m]: groups with an affinity, in order, and their points."""
        ...

    def once(self, compute: Callable[[Cohort], Ints]) -> Ints:
        """Return ``compute(cohort)``, computed once for each rule: batches are many."""
        ...

    def light(self, kinds: Sequence[str]) -> Bools:
        """Return bool[n, weeks]: the resident's main kind of that week is one of `kinds`."""
        ...


class Batch(Protocol):
    """Some groups of one size, as an array of any shape: a list, or all triads of a resident.

    A rule computes with whole arrays of this shape (`member_sum`, `pair_sum`, `minutes`,
    `fewest_weeks`).  One that needs the members themselves reads `groups` and may return a flat
    array with one entry a row; that is slower, since every candidate is then written out.
    """

    @property
    def cohort(self) -> Cohort:
        """The residents."""
        ...

    @property
    def size(self) -> int:
        """Members of each group: 2 or 3."""
        ...

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of every array of the batch."""
        ...

    @property
    def groups(self) -> Ints:
        """int[m, size]: the groups in the order of the flattened shape, members ascending."""
        ...

    @property
    def minutes(self) -> Ints:
        """int[shape]: capped shared minutes over dates and members (starts without a cap)."""
        ...

    @property
    def weeks(self) -> Sequence[Ints]:
        """Weeks met, int[shape], of each member; one array where all members share a number."""
        ...

    def member_sum(self, numbers: Ints | Bools) -> Ints:
        """int[shape]: the sum over the members of a number for each resident."""
        ...

    def pair_sum(self, numbers: Ints) -> Ints:
        """int64[shape]: the sum over the pairs of members of a symmetric int[n, n]."""
        ...


class Facts(Protocol):
    """Plain facts by id, computed without `compile`: what `verify` and `explain` ask."""

    @property
    def problem(self) -> Problem:
        """The problem."""
        ...

    def resident(self, name: str) -> Resident:
        """Return the resident with an id."""
        ...

    def given(self, group: Members) -> int | None:
        """Return the points given for a group as a whole; None where there are none."""
        ...

    def starts(self, group: Members) -> Mapping[str, Mapping[int, int]]:
        """Return member -> date number -> windows of the group that the member attends."""
        ...

    def weeks_met(self, group: Members) -> Mapping[str, int]:
        """Return member -> weeks with a window that the member attends."""
        ...

    def main_kind(self, name: str, week: int) -> str | None:
        """Return the kind with most non-soft minutes of a resident in a week."""
        ...


class Rule(Registered):
    """What constraints and objectives have in common; subclasses are frozen dataclasses."""

    keys: ClassVar[Mapping[str, Key | Shape]] = {}
    needs_horizon: ClassVar[bool] = False

    @classmethod
    def shape(cls) -> Record:
        """Return the shape of this rule's entry in a problem document."""
        return record(cls.kind, cls.keys)

    @classmethod
    def from_document(cls, entry: Mapping[str, Any]) -> Self:
        """Build the rule from a checked entry."""
        values = {name: value for name, value in entry.items() if name != "kind"}
        return cls(**{k: tuple(v) if isinstance(v, list) else v for k, v in values.items()})

    def to_document(self) -> dict[str, Any]:
        """Return the rule's entry; keys that are None are left out."""
        found: dict[str, Any] = {"kind": self.kind}
        if dataclasses.is_dataclass(self):
            for entry in dataclasses.fields(self):
                value = getattr(self, entry.name)
                if value is not None:
                    found[entry.name] = list(value) if isinstance(value, tuple) else value
        return found

    def describe(self) -> str:
        """Return one line for people."""
        return self.kind.replace("_", " ")

    @classmethod
    def example(cls, problem: Problem, rng: random.Random) -> Self:
        """Return a random instance that fits `problem`, for the contract tests."""
        raise NotImplementedError


class Constraint(Rule):
    """A hard constraint: what it forbids is never formed, whatever it costs.

    A subclass overrides `allows_pairs` when a group is allowed exactly if all its pairs are,
    else `allows`; a rule over the whole cohort overrides `coefficients` and `limit`.
    """

    family: ClassVar[str] = "constraints"
    private: bool = False
    idle_when_inactive: ClassVar[bool] = False

    def allows_pairs(self, cohort: Cohort) -> Bools | None:
        """Return bool[n, n], symmetric, or None when the rule is not about pairs."""
        return None

    def allows(self, batch: Batch) -> Bools | None:
        """Return bool[shape], or None when the rule is not about single groups."""
        return None

    def coefficients(self, batch: Batch) -> Ints | None:
        """Return int[shape]: what each group adds to the row ``sum <= limit()``, or None."""
        return None

    def limit(self) -> int:
        """Return the right-hand side of the row."""
        raise NotImplementedError

    def placed(self) -> Members:
        """Return the residents who may not stay unplaced because of this rule."""
        return ()

    def refusal(self, group: Members, facts: Facts) -> str:
        """Return why one group is forbidden, or the empty string.  Plain Python."""
        return ""

    def breach(self, groups: Sequence[Members], facts: Facts) -> str:
        """Return what is wrong with the whole choice of groups, or the empty string."""
        return ""

    def residents(self) -> Members:
        """Return the residents the rule names."""
        return ()

    def idle(self, problem: Problem) -> str:
        """Return why the rule can forbid nothing in this problem, or the empty string."""
        return ""

    def lacking(self, residents: Sequence[Resident]) -> tuple[str, Members]:
        """Return a field this rule needs and the ids of active residents who lack it."""
        return "", ()


class Objective(Rule):
    """Points of a group, as integers; `weight` multiplies them in the value."""

    family: ClassVar[str] = "objectives"
    weight: int = 1

    @classmethod
    def shape(cls) -> Record:
        """Return the shape of this objective's entry: its weight and its own keys."""
        return record(cls.kind, {"weight": Integer(-(10**6), 10**6), **cls.keys})

    def points(self, batch: Batch) -> Ints:
        """Return int[shape]: the points of each group of the batch."""
        raise NotImplementedError

    def score(self, group: Members, facts: Facts) -> int:
        """Return the points of one group.  Plain Python."""
        raise NotImplementedError

    def unusual(self, problem: Problem) -> Iterable[Members] | None:
        """Return the groups that may have other points than the rest of their size, or None.

        None says nothing: any group may differ, and whoever needs the plain points of all groups
        has to ask for each.  An objective that is the same for all groups of a size, but for a few
        that it can list, is asked for those and for one of the rest.  The order of members, and
        groups listed twice or with inactive residents, do not matter.

        Parameters
        ----------
        problem : Problem
            The problem.

        Examples
        --------
        >>> import peerpair as pp
        >>> from peerpair.objectives import AffinityPoints, SharedTime
        >>> problem = pp.Problem(
        ...     [pp.Resident("a"), pp.Resident("b"), pp.Resident("c")],
        ...     affinities=[pp.Affinity(("a", "b"), 5)],
        ... )
        >>> AffinityPoints().unusual(problem), SharedTime().unusual(problem)
        ([('a', 'b')], None)
        """
        return None

    def reason(self, group: Members, facts: Facts) -> str:
        """Return one sentence on what the group has of this objective, or the empty string."""
        return ""


def listed(cohort: Cohort, members: Iterable[str]) -> Bools:
    """Return bool[n]: who is among some ids."""
    wanted = set(members)
    return np.array([resident.id in wanted for resident in cohort.residents], dtype=bool)


def nobody_tagged(problem: Problem, *tags: str) -> str:
    """Return a reason if no active resident carries one of the tags, or the empty string.

    Examples
    --------
    >>> import peerpair as pp
    >>> nobody_tagged(pp.Problem([pp.Resident("a", tags=("chief",))]), "chief", "intern")
    "nobody is tagged 'intern'"
    """
    known = {tag for resident in problem.active for tag in resident.tags}
    missing = [tag for tag in tags if tag not in known]
    return f"nobody is tagged {missing[0]!r}" if missing else ""


def pairs_of(size: int) -> list[tuple[int, int]]:
    """Return the positions of the pairs inside a group of `size` members.

    Examples
    --------
    >>> pairs_of(3)
    [(0, 1), (0, 2), (1, 2)]
    """
    return [(i, j) for i in range(size) for j in range(i + 1, size)]


class PairObjective(Objective):
    """An objective that adds up over the pairs of a group: ``sum // (pairs x per_pair)``."""

    per_pair: ClassVar[int] = 1

    def pair_points(self, cohort: Cohort) -> Ints:
        """Return int[n, n], symmetric: what each pair adds.

        Of any integer type; sums are made in 64 bits.
        """
        raise NotImplementedError

    def pair_score(self, one: str, other: str, facts: Facts) -> int:
        """Return what one pair adds.  Plain Python."""
        raise NotImplementedError

    def points(self, batch: Batch) -> Ints:
        pairs = len(pairs_of(batch.size))
        found: Ints = batch.pair_sum(batch.cohort.once(self.pair_points)) // (pairs * self.per_pair)
        return found

    def score(self, group: Members, facts: Facts) -> int:
        pairs = pairs_of(len(group))
        total = sum(self.pair_score(group[i], group[j], facts) for i, j in pairs)
        return total // (len(pairs) * self.per_pair)
