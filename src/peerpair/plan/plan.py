"""Several rounds planned together: built one after the other, then bettered one at a time.

The rounds are first chosen in order, each as well as the rounds before it allow.  Then one round at
a time is chosen anew by the exact engine while the others stay, which can only make the plan
better, until no round changes any more or time is up.

References
----------
M. Triska and N. Musliu, "An effective greedy heuristic for the social golfer problem", Annals of
Operations Research 194, 2012, https://doi.org/10.1007/s10479-011-0866-7.
I. Dotú and P. Van Hentenryck, "Scheduling social golfers locally", CPAIOR 2005,
https://doi.org/10.1007/11493853_13.
"""

from __future__ import annotations

from collections.abc import Callable

from peerpair.engines.limits import Limits, Progress
from peerpair.errors import InternalError, check_argument
from peerpair.model.plan import Plan, PlanResult


def plan(
    rounds: Plan,
    *,
    seconds: float = 120.0,
    seed: int = 0,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> PlanResult:
    """Plan several rounds together; the answer is verified before it is returned.

    Parameters
    ----------
    rounds : Plan
        The rounds.
    seconds : float
        Wall time.  Running out of it is never reported as a proof.
    seed : int
        Seed of anything random.
    on_progress, stop : callable, optional
        As in `peerpair.solve`; the stages are ``"round 1"``, ``"round 2"`` and so on.

    Raises
    ------
    InternalError
        If the answer does not survive `peerpair.verify_plan`: a bug in peerpair.

    Examples
    --------
    >>> import peerpair as pp
    >>> people = [pp.Resident(name) for name in "abcd"]
    >>> year = plan(pp.Plan([pp.Problem(people)] * 3))
    >>> [[group.members for group in result.groups] for result in year.rounds]
    [[('a', 'b'), ('c', 'd')], [('a', 'c'), ('b', 'd')], [('a', 'd'), ('b', 'c')]]
    """
    check_argument("rounds", rounds, Plan)
    from peerpair.plan.programme import Programme  # loads the solvers
    from peerpair.solve.limits import check_limits
    from peerpair.verify.plan import verify_plan

    numbers = check_limits(seconds=seconds, seed=seed)
    limits = Limits(**numbers, stop=stop, on_progress=on_progress)
    result = Programme(rounds, limits).run()
    check = verify_plan(rounds, result)
    if not check.ok:
        raise InternalError("a bug in peerpair: " + "; ".join(check.violations))
    return result
