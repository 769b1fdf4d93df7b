"""Hard constraints and objectives, one small type a family.

Each rule is stated twice on purpose: in bulk over arrays (what `compile` runs, nothing per
candidate) and plainly over ids (what `verify` and `explain` run).  A contract test compares both
for every registered class, so neither can drift.
"""

from __future__ import annotations

import random
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated, Any, ClassVar, Self, final

import numpy as np

from peerpair.model.arrays import Bools, Ints
from peerpair.model.asked import Batch, Cohort, Facts, Members, ProblemView, Timed
from peerpair.model.resident import Resident
from peerpair.registry import Registered, family
from peerpair.shapes.basic import Integer
from peerpair.shapes.noun import Noun, keys_of, named_in
from peerpair.shapes.visit import Visit

FAMILIES = ("constraints", "objectives")
"""The families of rules."""


@dataclass(frozen=True)
class Rule(Noun, Registered, ABC):
    """What constraints and objectives have in common; subclasses are frozen dataclasses.

    A rule's fields are the keys of its entry in a problem document: their annotations say what
    each may hold.
    """

    head: ClassVar[str] = "kind"
    needs_horizon: ClassVar[bool] = False
    needs_weeks: ClassVar[bool] = False
    """Whether it reads the `weeks` of a batch; needs a horizon too."""
    needs_history: ClassVar[bool] = False
    """Whether what it says of a group rests on earlier rounds."""

    def describe(self) -> str:
        """Return one line for people."""
        return self.kind.replace("_", " ")

    def parts(self) -> Sequence[tuple[str, Rule]]:
        """Return the rules it is made of, with their places in it; most are one, themselves."""
        return [("", self)]

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        """Return a random instance that fits `problem`, for the contract tests.

        A rule with parameters that it needs overrides it.
        """
        return cls()


def may_be_private(entry: object) -> bool:
    """Tell whether a part of a document may have been meant as a private exclusion.

    That is whatever is no object, and any rule but one whose kind and keys are known, each
    standing once, and whose ``private``, if it can be private, is plainly false.  It alone decides
    what messages may quote.

    Examples
    --------
    >>> may_be_private({"kind": "together", "residents": ["a", 5]})
    False
    >>> may_be_private({"kind": "exclude", "residents": ["a", "b"], "privat": True})
    True
    """
    if isinstance(entry, Rule):
        return getattr(entry, "private", False) is not False
    if not isinstance(entry, Mapping) or getattr(entry, "repeated", False):
        return True
    kind = entry.get(Rule.head)
    rules = [family(name).get(kind) for name in FAMILIES] if isinstance(kind, str) else []
    known = {key.name for rule in rules if rule for key in keys_of(rule)}
    odd = any(name != Rule.head and name not in known for name in entry)
    hidden = "private" in known and entry.get("private") is not False
    return odd or hidden or not any(rules)


class Constraint(Rule):
    """A hard constraint: what it forbids is never formed, whatever it costs.

    A rule is a `PairRule`, a `GroupRule` or a `CohortRule`.
    """

    family: ClassVar[str] = "constraints"
    private: bool = False
    idle_when_inactive: ClassVar[bool] = False
    in_any_of: ClassVar[bool] = False
    """Whether it may stand inside `AnyOf`: what it says of a group is all that it says."""

    @classmethod
    def meet(cls, values: Mapping[str, Any], visit: Visit) -> None:
        """Show no value of a rule that may have been meant as private."""
        visit.secret |= may_be_private(values)

    @abstractmethod
    def breaches(self, groups: Sequence[Members], facts: Facts) -> Iterator[Members]:
        """Yield each group that the rule forbids, or nobody (``()``) for a choice as a whole."""

    def describe_with(self, called: Callable[[str], str]) -> str:
        """Return one line for people, in which residents are called otherwise than by their ids.

        A rule that names residents overrides it.
        """
        return self.describe()

    def placed(self) -> Members:
        """Return the residents who may not stay unplaced because of this rule."""
        return ()

    def residents(self) -> Members:
        """Return the residents the rule names."""
        return tuple(named_in(self))

    def idle(self, problem: ProblemView) -> str:
        """Return why the rule can forbid nothing in this problem, or the empty string."""
        return ""

    def lacking(self, residents: Sequence[Resident]) -> tuple[str, Members]:
        """Return a field this rule needs and the ids of active residents who lack it."""
        return "", ()


class GroupRule(Constraint):
    """A rule that judges a group alone."""

    one_by_one: ClassVar[bool] = False
    in_any_of: ClassVar[bool] = True

    @abstractmethod
    def allows(self, batch: Batch) -> Bools:
        """Return bool[shape]: which groups of the batch are allowed."""

    @abstractmethod
    def forbids(self, group: Members, facts: Facts) -> bool:
        """Tell whether one group is forbidden.  Plain Python."""

    def breaches(self, groups: Sequence[Members], facts: Facts) -> Iterator[Members]:
        """Yield each group that the rule forbids."""
        return (group for group in groups if self.forbids(group, facts))

    def least_weeks(self) -> int | None:
        """Return the weeks in which each member must be able to come, if that is the whole rule.

        Nothing else needs it than a fast check of certificates.
        """
        return None


class PairRule(GroupRule):
    """A rule that allows a group exactly if it allows all its pairs."""

    @abstractmethod
    def allows_pairs(self, cohort: Cohort) -> Bools:
        """Return bool[n, n], symmetric: which pairs are allowed."""

    def forbid_in(self, allowed: Bools, cohort: Cohort) -> None:
        """Put False into bool[n, n] for each pair that is not allowed."""
        allowed &= self.allows_pairs(cohort)

    @abstractmethod
    def forbids_pair(self, one: str, other: str, facts: Facts) -> bool:
        """Tell whether a pair is forbidden, in either order.  Plain Python."""

    @final
    def allows(self, batch: Batch) -> Bools:
        """Return bool[shape]: which groups have allowed pairs alone."""
        allowed: Bools = batch.pair_sum(batch.cohort.once(self._forbidden)) == 0
        return allowed

    def _forbidden(self, cohort: Cohort) -> Ints:
        return (~self.allows_pairs(cohort)).astype(np.int8)

    @final
    def forbids(self, group: Members, facts: Facts) -> bool:
        """Tell whether a pair of the group is forbidden."""
        return any(self.forbids_pair(one, other, facts) for one, other in combinations(group, 2))


class CohortRule(Constraint):
    """A rule over the chosen groups together: what each adds comes to at most `limit`."""

    counts: ClassVar[int | None] = None
    """Size of the groups that the row counts, where it adds 1 for these and 0 for all others.

    The size policy's limit then does the work, and a certificate may price the row by its kind.
    """

    @abstractmethod
    def limit(self) -> int:
        """Return what the groups may add at most."""

    @abstractmethod
    def coefficients(self, batch: Batch) -> Ints:
        """Return int[shape]: what each group of the batch adds."""

    @abstractmethod
    def coefficient(self, group: Members, facts: Facts) -> int:
        """Return what one group adds.  Plain Python."""

    def breaches(self, groups: Sequence[Members], facts: Facts) -> Iterator[Members]:
        """Yield nobody where the groups add too much."""
        if sum(self.coefficient(group, facts) for group in groups) > self.limit():
            yield ()


@dataclass(frozen=True)
class Objective(Rule):
    """Points of a group, as integers; `weight` multiplies them in the value.

    One of the families below is checked faster where it fits: a `PairObjective`, a
    `ListedObjective` or a `TimeObjective`.
    """

    family: ClassVar[str] = "objectives"
    names_candidates: ClassVar[bool] = False
    """As the only objective it lets groups with an affinity alone be candidates: a raw instance."""
    weight: Annotated[int, Integer(-(10**6), 10**6)] = 1

    @abstractmethod
    def points(self, batch: Batch) -> Ints:
        """Return int[shape]: the points of each group of the batch."""

    @classmethod
    def example(cls, problem: ProblemView, rng: random.Random) -> Self:
        """Return one with a random weight, for the contract tests."""
        return cls(weight=rng.randint(-2, 5))

    @abstractmethod
    def score(self, group: Members, facts: Facts) -> int:
        """Return the points of one group.  Plain Python."""

    def pair_bound(self, pairs: Batch, factor: int) -> tuple[Ints, int] | None:
        """Return what bounds the points of a triad by its pairs, or None where nothing does.

        Parameters
        ----------
        pairs : Batch
            All pairs of the cohort.
        factor : int
            Of either sign; multiplies the points.

        Returns
        -------
        bound : int[m]
            For each pair.
        constant : int
            ``factor x points <= constant + bounds of its three pairs``, for any triad.
        """
        return None

    def reason(self, group: Members, facts: Facts) -> str:
        """Return one sentence on what the group has of this objective, or the empty string."""
        return ""


class PairObjective(Objective):
    """An objective that adds up over the pairs of a group: ``sum // (pairs x per_pair)``."""

    per_pair: ClassVar[int] = 1

    @abstractmethod
    def pair_points(self, cohort: Cohort) -> Ints:
        """Return int[n, n], symmetric: what each pair adds.

        Of any integer type; sums are made in 64 bits.
        """

    @abstractmethod
    def pair_score(self, one: str, other: str, facts: Facts) -> int:
        """Return what one pair adds.  Plain Python."""

    @final
    def points(self, batch: Batch) -> Ints:
        """Return int[shape]: the points of each group of the batch."""
        pairs = batch.size * (batch.size - 1) // 2
        return batch.pair_sum(batch.cohort.once(self.pair_points)) // (pairs * self.per_pair)

    @final
    def score(self, group: Members, facts: Facts) -> int:
        """Return the points of one group."""
        pairs = [*combinations(group, 2)]
        total = sum(self.pair_score(one, other, facts) for one, other in pairs)
        return total // (len(pairs) * self.per_pair)

    def pair_bound(self, pairs: Batch, factor: int) -> tuple[Ints, int]:
        """Return what each pair adds; rounding adds a constant where the factor is negative."""
        points = pairs.pair_sum(pairs.cohort.once(self.pair_points))
        return -(-factor * points // (3 * self.per_pair)), max(0, -factor)


class ListedObjective(Objective):
    """An objective that is the same for all groups of a size, but for some that it lists."""

    @abstractmethod
    def unusual(self, problem: ProblemView) -> Iterable[Members]:
        """Return the groups that may have other points than the rest of their size.

        The order of members, and groups listed twice or with inactive residents, do not matter.

        Examples
        --------
        >>> import peerpair as pp
        >>> from peerpair.objectives import AffinityPoints
        >>> people = [pp.Resident("a"), pp.Resident("b"), pp.Resident("c")]
        >>> problem = pp.Problem(people, affinities=[pp.Affinity(("a", "b"), 5)])
        >>> AffinityPoints().unusual(problem)
        [('a', 'b')]
        """


class TimeObjective(Objective):
    """An objective that follows from how the members can meet, and nothing else."""

    @abstractmethod
    def points(self, batch: Timed) -> Ints:
        """Return int[shape]: the points of groups; the checker gives its own measurements."""


def nobody_tagged(problem: ProblemView, *tags: str) -> str:
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
