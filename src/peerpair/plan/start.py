"""A first plan from a design, where rounds chosen one after the other come to a dead end."""

from __future__ import annotations

import numpy as np

from peerpair.designs import find_rounds
from peerpair.engines.limits import Limits
from peerpair.plan.grounds import Cohorts, fewest_out, plain
from peerpair.plan.state import Groups, PlanState, Rounds


def from_design(state: PlanState, limits: Limits) -> Rounds | None:
    """Return rounds in which nobody meets twice, whatever they are worth; None without any.

    Each goes where it is worth most of those that are left.

    Parameters
    ----------
    state : PlanState
        The plan; rounds with residents, rules or sizes of their own have no design in common.
    limits : Limits
        When to stop.

    Raises
    ------
    OutOfTimeError
        If the limits are reached before anything is known.
    """
    first, *others = state.plan.rounds
    alike = all(
        [r.id for r in own.active] == [r.id for r in first.active]
        and (own.constraints, own.sizes, own.unplaced)
        == (first.constraints, first.sizes, first.unplaced)
        for own in others
    )
    if not alike:
        return None
    problem, _ = state.beside(0, [()] * (1 + len(others)))
    cohorts = Cohorts(plain(problem), limits.check)
    out, _ = fewest_out(cohorts, limits)
    if out is None:
        return None
    wanted = 1 + len(others)
    found = find_rounds(cohorts.ground(out), wanted, limits.over, seed=limits.seed)
    left = [*cohorts.named([groups for groups in found if cohorts.keeps_rows(groups)])]
    if len(left) < wanted:
        return None
    rounds: list[Groups] = []
    for number in range(wanted):
        ranks = [_rank(state, number, groups) for groups in left]
        rounds.append(left.pop(min(range(len(left)), key=ranks.__getitem__)))
    return tuple(rounds) if _allowed(state, rounds) else None


def _rank(state: PlanState, number: int, groups: Groups) -> tuple[int, int]:
    value, stranded = state.of_round(number, groups, [groups] * (number + 1))
    return len(stranded), -value


def _allowed(state: PlanState, rounds: list[Groups]) -> bool:
    """Tell whether every group is a candidate of its round, whose rosters a design ignores."""
    for number, groups in enumerate(rounds):
        oracle = state.oracle(number, rounds)
        index = oracle.cohort.index
        for size in (2, 3):
            some = [sorted(index[m] for m in g) for g in groups if len(g) == size]
            if some and len(oracle.candidates(np.array(some, dtype=np.int64))) < len(some):
                return False
    return True
