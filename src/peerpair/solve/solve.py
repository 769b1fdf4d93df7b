"""The two verbs of peerpair: `solve` a problem, `evaluate` groups made by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from peerpair.engines.limits import Progress
from peerpair.errors import check_argument
from peerpair.model.group import Group
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark
from peerpair.model.result import Result
from peerpair.shapes.basic import Flag
from peerpair.shapes.noun import take_argument
from peerpair.strategies.base import Strategy


def solve(
    problem: Problem,
    strategy: str | Strategy = "exact",
    *,
    seconds: float = 60.0,
    gap: float = 0.0,
    seed: int = 0,
    start: Iterable[Sequence[str] | Group] | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    stop: Callable[[], bool] | None = None,
    threads: int | None = None,
    isolate: bool = False,
    memory_mb: int | None = None,
) -> Result:
    """Choose groups for a problem; the answer is verified before it is returned.

    Parameters
    ----------
    problem : Problem
        The problem; never changed.
    strategy : str or Strategy
        A kind (``"exact"``, ``"matching"``, ``"greedy"``, ``"random"``) or an instance.
    seconds : float
        Wall time for the strategy.  Running out of it is never reported as a proof.
    gap : float
        Relative gap of the total at which the exact strategy may stop.
    seed : int
        Seed of anything random.
    start : iterable of Group or of sequences of str, optional
        Groups to begin with, such as last month's; a warning says when they cannot be used.
    on_progress, stop : callable, optional
        Told about progress, and asked several times a second whether to stop.  Both are called in
        the caller's thread; what they raise ends the solve and is raised here.
    threads : int, optional
        Threads of bulk computations over large cohorts; None = one.  The answer is the same.
    isolate : bool
        Solve in a process of its own, for services: running out of memory or an abort inside a
        solver cannot harm this one.  The problem must be picklable, and classes of your own must
        be importable from a module.
    memory_mb : int, optional
        With `isolate`, the address space of that process and of the solver's, each, in MiB.

    Returns
    -------
    Result
        With `Status.INFEASIBLE`, ``warnings`` names what stands in the way.

    Raises
    ------
    ProblemError
        If a value is out of range or `start` names an unknown resident.
    StrategyError
        If the strategy cannot handle the problem.
    ProcessError
        With `isolate`, if the process cannot be started or ends without an answer.
    InternalError
        If the answer does not survive `verify`: a bug in peerpair.

    Notes
    -----
    No thread and no process is left behind, and nothing is printed.  While a solve runs, BLAS is
    limited to one thread in the whole process.

    Examples
    --------
    >>> import peerpair as pp
    >>> people = [pp.Resident("a", specialty="IM"), pp.Resident("b", specialty="FM")]
    >>> result = solve(pp.Problem(people))
    >>> str(result.status), [group.members for group in result.groups]
    ('OPTIMAL', [('a', 'b')])
    """
    check_argument("problem", problem, Problem)
    check_argument("strategy", strategy, str, Strategy)
    for name, call in (("on_progress", on_progress), ("stop", stop)):
        if call is not None:
            check_argument(name, call, cast(type, Callable))
    isolate = take_argument("isolate", isolate, Flag())
    begin = None if start is None else _groups("start", start)
    # Compiling, strategies and explanations load when they are first needed: importing stays quick.
    options: dict[str, Any] = {
        "seconds": seconds,
        "gap": gap,
        "seed": seed,
        "threads": threads,
        "start": begin,
        "on_progress": on_progress,
        "stop": stop,
    }
    if isolate or memory_mb is not None:
        from peerpair.solve.isolate import run_isolated

        return run_isolated(problem, strategy, isolate=isolate, memory_mb=memory_mb, **options)
    from peerpair.solve.run import run_solve

    return run_solve(problem, strategy, **options)


def evaluate(
    problem: Problem, groups: Iterable[Sequence[str] | Group]
) -> tuple[Result, tuple[Remark, ...]]:
    """Score groups made by hand; nothing is solved.

    Parameters
    ----------
    problem : Problem
        The problem.
    groups : iterable of Group or of sequences of str
        Pairs and triads of resident ids; who is in none is unplaced.

    Returns
    -------
    result : Result
        Numbers of the groups; ``FEASIBLE`` if they keep all rules, else ``UNKNOWN``.
    violations : tuple of Remark
        Rules that are broken, `str` of each being a sentence; a private one is named by its place
        alone.

    Raises
    ------
    ProblemError
        If a resident is unknown or inactive, or listed twice, or a group is no pair or triad.

    Examples
    --------
    >>> import peerpair as pp
    >>> people = [pp.Resident("a", specialty="IM"), pp.Resident("b", specialty="FM")]
    >>> result, violations = evaluate(pp.Problem(people), [("b", "a")])
    >>> result.value, violations
    (8000, ())
    """
    from peerpair.solve.run import run_evaluate

    check_argument("problem", problem, Problem)
    return run_evaluate(problem, _groups("groups", groups))


def _groups(name: str, groups: Iterable[Sequence[str] | Group]) -> list[Sequence[str]]:
    """Return groups as sequences of ids."""
    check_argument(name, groups, Iterable)
    members = [group.members if isinstance(group, Group) else group for group in groups]
    for i, group in enumerate(members):
        check_argument(f"{name}[{i}]", group, list, tuple)
        for j, member in enumerate(group):
            check_argument(f"{name}[{i}][{j}]", member, str)
    return members
