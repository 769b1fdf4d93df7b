"""How many further rounds there are in which nobody meets twice, and what limits them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from peerpair.designs import Bound, BoundKind, closer_bound, find_rounds, quick_bound
from peerpair.designs.ground import as_round
from peerpair.engines.blas import one_blas_thread
from peerpair.engines.limits import Limits, OutOfTimeError
from peerpair.engines.worker import Worker
from peerpair.errors import check_argument
from peerpair.model.asked import Members
from peerpair.model.problem import Problem
from peerpair.plan.grounds import Cohorts, Rounds, fewest_out, one_round, plain
from peerpair.solve.limits import check_limits

_SEARCH, _PROOF = 0.6, 0.7
"""Shares of the time that is left: for rounds, and then for a closer bound."""


class CapacityLimit(StrEnum):
    """What keeps residents from more rounds."""

    PARTNERS = "partners"
    MEETINGS = "meetings"
    PLACES = "places"
    CROWD = "crowd"
    ODD_SET = "odd set"
    NO_DESIGN = "no design"
    SEARCH = "search"
    NO_ROUND = "no round"
    RULES = "rules"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class CapacityReason:
    """Why there are no more rounds than `Capacity.upper` says.

    Confidential exclusions are not among what is named or counted here: where they alone explain
    the bound, the reason is ``RULES`` and names nobody.

    Attributes
    ----------
    kind : CapacityLimit
        ``PARTNERS``: the `residents` can each be in at most `have` groups that share nobody else.
        ``MEETINGS``: of the `have` pairs that may still meet, each round takes `need` or more.
        ``PLACES``: too few places outside triads for those whose partners do not last for triads.
        ``CROWD``: the `residents` can meet few others than the fewer `others`: `have` meetings,
        where a round takes `need`.  ``ODD_SET``: the `residents`, an odd number, can meet others
        in `have` pairs, and each round takes one.  ``NO_DESIGN``: known to be impossible even if
        everybody could meet everybody.  ``SEARCH``: every possibility was looked at.
        ``NO_ROUND``: not one round is possible.  ``RULES``: no more is said.  ``UNKNOWN``: time ran
        out before the fewest unplaced were known.
    residents, others : tuple of str
        Ids of those whom it is about.
    have, need : int
        See `kind`.
    """

    kind: CapacityLimit
    residents: Members = ()
    others: Members = ()
    have: int = 0
    need: int = 0


@dataclass(frozen=True)
class Capacity:
    """How many further rounds are possible without a repeat.

    Attributes
    ----------
    lower, upper : int
        So many are possible, and no more than so many.
    reason : CapacityReason
        What limits them to `upper`.
    rounds : tuple of tuple of tuple of str
        `lower` rounds, each a tuple of groups of ids: a plan that attains the lower bound.
    fewest_unplaced : int or None
        Residents whom each round leaves unplaced, which is the fewest that one round can; None
        where no round is possible, or time ran out first.
    """

    lower: int
    upper: int
    reason: CapacityReason
    rounds: tuple[tuple[Members, ...], ...]
    fewest_unplaced: int | None

    @property
    def proven(self) -> bool:
        """Whether the two bounds meet."""
        return self.lower == self.upper

    def to_document(self) -> dict[str, Any]:
        """Return it as JSON has it: ids, never names."""
        why = self.reason
        return {
            "lower": self.lower,
            "upper": self.upper,
            "proven": self.proven,
            "reason": {
                "kind": why.kind.value,
                "residents": list(why.residents),
                "others": list(why.others),
                "have": why.have,
                "need": why.need,
            },
            "fewest_unplaced": self.fewest_unplaced,
            "rounds": [[list(group) for group in groups] for groups in self.rounds],
        }


def capacity(
    problem: Problem,
    *,
    seconds: float = 10.0,
    stop: Callable[[], bool] | None = None,
    seed: int = 0,
) -> Capacity:
    """Count the further rounds in which no two residents meet twice or have met in `history`.

    Each round leaves unplaced no more residents than the fewest possible in one round under the
    problem's own rules.  Rules and modes that need a horizon are ignored, and so is a rule with
    alternatives (`any_of`) of which one needs it.  A meeting that did not take place
    (``met=False``) does not count as one.  A round has at least one group.

    Parameters
    ----------
    problem : Problem
        Residents, rules, sizes and history; never changed.
    seconds : float
        Wall time.  Running out of it widens the bounds and is never taken for a proof.
    stop : callable, optional
        Asked several times a second whether to stop.
    seed : int
        Seed of anything random.

    Returns
    -------
    Capacity
        Bounds, rounds that attain the lower one, and the reason for the upper one.

    Raises
    ------
    ArgumentError
        If an argument is wrong.

    References
    ----------
    Triska and Musliu, "An effective greedy heuristic for the social golfer problem", Annals of
    Operations Research 194 (2012), doi:10.1007/s10479-011-0866-7.  Dotú and Van Hentenryck,
    "Scheduling social golfers locally", CPAIOR 2005, 155-167.  Padberg and Rao, "Odd minimum
    cut-sets and b-matchings", Mathematics of Operations Research 7 (1982), doi:10.1287/moor.7.1.67.

    Examples
    --------
    >>> import peerpair as pp
    >>> people = [pp.Resident(f"r{i}") for i in range(9)]
    >>> found = capacity(pp.Problem(people, sizes="triads"))
    >>> found.lower, found.upper, found.rounds[0]
    (4, 4, (('r0', 'r1', 'r2'), ('r3', 'r4', 'r5'), ('r6', 'r7', 'r8')))
    """
    check_argument("problem", problem, Problem)
    if stop is not None:
        check_argument("stop", stop, cast(type, Callable))
    numbers = check_limits(seconds=seconds, seed=seed)
    with one_blas_thread(), Worker() as worker:
        return _capacity(plain(problem), Limits(**numbers, stop=stop, worker=worker))


def _capacity(problem: Problem, limits: Limits) -> Capacity:
    everybody = len(problem.active)
    most_anyway = everybody * (everybody - 1) // 2
    try:
        cohorts = Cohorts(problem, limits.check)
        out, proven = fewest_out(cohorts, limits)
    except OutOfTimeError:
        return _nothing(most_anyway, CapacityLimit.UNKNOWN)
    if out is None:
        if proven:
            return _nothing(0, _why_none(cohorts, limits))
        return _nothing(most_anyway, CapacityLimit.UNKNOWN)
    try:
        bound, rounds = _bounds(cohorts, out, limits)
    except OutOfTimeError:
        return _nothing(most_anyway, CapacityLimit.UNKNOWN)
    if not proven:  # rounds that leave fewer unplaced might be asked for
        return Capacity(0, bound.rounds, CapacityReason(CapacityLimit.UNKNOWN), (), None)
    return Capacity(
        len(rounds), bound.rounds, _reason(cohorts, out, bound, rounds, limits), rounds, out
    )


def _nothing(upper: int, kind: CapacityLimit) -> Capacity:
    return Capacity(0, upper, CapacityReason(kind), (), None)


def _bounds(cohorts: Cohorts, out: int, limits: Limits) -> tuple[Bound, Rounds]:
    """Return the upper bound, and as many rounds as are found."""
    ground = cohorts.ground(out)
    bound = quick_bound(ground, limits.over)
    searching = limits.part(_SEARCH).over
    known = find_rounds(ground, bound.rounds, searching, seed=limits.seed)
    known = [groups for groups in known if cohorts.keeps_rows(groups)]
    if bound.rounds > len(known):
        bound, more = closer_bound(ground, bound, known, limits.part(_PROOF).over)
        more = [groups for groups in more if cohorts.keeps_rows(groups)]
        known = max(known, more, key=len)
    rounds = cohorts.named(known)
    while len(rounds) < bound.rounds and not limits.over():
        answer = one_round(cohorts.problem, rounds, out, limits)
        if answer.groups is not None:
            rounds = (*rounds, answer.groups)
            continue
        if answer.none and not rounds:
            bound = Bound(0, BoundKind.NO_ROUND)
        break
    return bound, rounds


def _why_none(cohorts: Cohorts, limits: Limits) -> CapacityLimit:
    """Return why no round at all is possible: without the confidential rules, or with them."""
    if not cohorts.private:
        return CapacityLimit.NO_ROUND
    with suppress(OutOfTimeError):
        out, proven = fewest_out(Cohorts(cohorts.public, limits.check), limits)
        if out is None and proven:
            return CapacityLimit.NO_ROUND
    return CapacityLimit.RULES


def _reason(
    cohorts: Cohorts, out: int, bound: Bound, rounds: Rounds, limits: Limits
) -> CapacityReason:
    """Return the reason for a bound as it may be told."""
    told = _public_bound(cohorts, out, bound, rounds, limits) if cohorts.private else bound
    if told is None:
        return CapacityReason(CapacityLimit.RULES)
    names = [resident.id for resident in cohorts.problem.active]
    people, others = (tuple(names[v] for v in some) for some in (told.vertices, told.others))
    return CapacityReason(CapacityLimit(told.kind.value), people, others, told.have, told.need)


def _public_bound(
    cohorts: Cohorts, out: int, bound: Bound, rounds: Rounds, limits: Limits
) -> Bound | None:
    """Return the same bound from what holds without confidential rules; None where it is higher.

    Nothing that is named or counted in it can rest on them.
    """
    with suppress(OutOfTimeError):
        public = Cohorts(cohorts.public, limits.check)
        ground = public.ground(out)
        told = quick_bound(ground, limits.over)
        if told.rounds > bound.rounds:
            index = public.oracle.cohort.index
            known = [as_round([[index[r] for r in g] for g in groups]) for groups in rounds]
            told, _ = closer_bound(ground, told, known[: bound.rounds], limits.over)
        if told.rounds > bound.rounds == 0 and one_round(public.problem, (), out, limits).none:
            return Bound(0, BoundKind.NO_ROUND)
        return told if told.rounds == bound.rounds else None
    return None
