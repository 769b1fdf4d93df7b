"""Why there is no answer: the residents or constraints concerned, never a private exclusion.

Counting comes first, without the private exclusions, and needs no search.  Then constraints are
dropped and the rest is solved: a private exclusion is named, by its place alone, only where the
problem without it has been solved.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import cast

from peerpair.compile.compile import compile_problem
from peerpair.compile.compiled import Compiled
from peerpair.engines.limits import Limits, OutOfTimeError
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.result import Status
from peerpair.registry import family
from peerpair.solve.counting import counted, numbers_clash
from peerpair.strategies.base import Strategy

_PROBE = 10.0
"""Seconds of one solve at most."""

_Proof = Callable[[Compiled, Limits], list[Remark]]


def explain_infeasible(problem: Problem, limits: Limits) -> list[Remark]:
    """Return what makes a problem infeasible.

    Parameters
    ----------
    problem : Problem
        Proven infeasible.
    limits : Limits
        Time left for the explanation; where it runs out, the explanation says so.

    Examples
    --------
    >>> import peerpair as pp
    >>> print(*explain_infeasible(pp.Problem([pp.Resident("a")]), Limits()))
    sizes: 1 resident cannot be split as the size policy 'pairs' asks
    """
    by_counting = explain_by_counting(problem, limits.part(0.5))
    if by_counting:
        return by_counting
    public, private = _places(problem)
    alone = status_of(problem.without(private), limits) if private else Status.INFEASIBLE
    if alone is Status.UNKNOWN:
        return [Remark(RemarkKind.UNEXPLAINED)]
    blamed, dropped = (public, private) if alone is Status.INFEASIBLE else (private, [])
    statuses = set()

    def still(rest: Sequence[int]) -> bool:
        status = status_of(problem.without({*dropped, *blamed} - {*rest}), limits)
        statuses.add(status)
        return status is Status.INFEASIBLE

    needed = _delete(blamed, still, limits)
    unsure = Status.UNKNOWN in statuses or limits.over()
    if blamed is public:
        return _conflict(problem, needed, limits, unsure=unsure)
    if unsure:
        return [Remark(RemarkKind.UNEXPLAINED)]
    return [Remark.of_rule(RemarkKind.NEEDED_RULE, i, problem.rules[i]) for i in needed]


def explain_by_counting(problem: Problem, limits: Limits) -> list[Remark]:
    """Return what counting proves to be impossible without the private exclusions, if it does."""
    public, private = _places(problem)
    plain = _plain(problem)
    # Numbers that do not add up need no groups, and no more do the rules behind them.
    for prove in (numbers_clash, counted):

        def ask(rest: Sequence[int], prove: _Proof = prove) -> list[Remark]:
            with suppress(OutOfTimeError):
                some = plain.without({*public, *private} - {*rest})
                return prove(compile_problem(some, pulse=limits.check), limits)
            return []

        if reasons := ask(public):
            return _counting_reasons(problem, public, ask, reasons, limits)
    return []


def _counting_reasons(
    problem: Problem,
    public: Sequence[int],
    ask: Callable[[Sequence[int]], list[Remark]],
    reasons: list[Remark],
    limits: Limits,
) -> list[Remark]:
    """Return what counting proves, and the public rules that it takes."""
    stranded = {name for remark in reasons for name in remark.residents}

    def still(rest: Sequence[int]) -> bool:
        again = ask(rest)
        return bool(again) and stranded <= {name for remark in again for name in remark.residents}

    needed = _delete(public, still, limits)
    if not needed:
        return _conflict(problem, needed, limits, unsure=False)
    reasons = reasons if stranded else ask(needed) or reasons
    part = [remark for remark in reasons if remark.kind is not RemarkKind.CLASH]
    unsure = limits.over()
    return [*part, *_conflict(problem, needed, limits, unsure=unsure, clash=not stranded)]


def _conflict(
    problem: Problem,
    needed: Sequence[int],
    limits: Limits,
    *,
    unsure: bool,
    clash: bool = True,
) -> list[Remark]:
    """Return the public rules that cannot all hold; without any it is the sizes or affinities."""
    if not needed:
        relaxed = replace(_plain(problem), objectives=(), constraints=(), repeats="allow")
        if problem.raw:
            try:
                reasons = counted(compile_problem(relaxed, pulse=limits.check), limits)
                limits.check()  # after the time nothing is proven
            except OutOfTimeError:
                return [Remark(RemarkKind.UNEXPLAINED)]
            if not reasons:
                return [Remark(RemarkKind.AFFINITIES)]
        return [Remark(RemarkKind.SIZES, count=len(problem.active), value=problem.sizes)]
    rules = [(problem.place_of(i), problem.rules[i]) for i in needed]
    remarks = [Remark.of_rule(RemarkKind.NEEDED_RULE, i, r, r.describe()) for i, r in rules]
    remarks += [Remark(RemarkKind.CLASH)] if clash else []
    return remarks + ([Remark(RemarkKind.MAYBE_FEWER)] if unsure else [])


def _places(problem: Problem) -> tuple[list[int], list[int]]:
    """Return where the public constraints stand, and the private ones."""
    places: tuple[list[int], list[int]] = [], []
    for i, rule in enumerate(problem.rules):
        places[rule.private].append(i)
    return places


def _delete(
    candidates: Sequence[int], still: Callable[[Sequence[int]], bool], limits: Limits
) -> list[int]:
    """Return a set of candidates, none of which can go, that the rest makes infeasible.

    Halves are dropped first, so a few needed rules among many cost few solves.
    """
    kept = list(candidates)
    step = max(1, len(kept) // 2)
    while kept:
        at = 0
        while at < len(kept) and not limits.over():
            rest = kept[:at] + kept[at + step :]
            if still(rest):
                kept = rest
            else:
                at += step
        if step == 1 or limits.over():
            return kept
        step //= 2
    return kept


def status_of(problem: Problem, limits: Limits) -> Status:
    """Return what is known of a problem; only its rules matter, not its values."""
    spare = Limits(
        min(_PROBE, limits.remaining()),
        seed=limits.seed,
        stop=limits.stop,
        worker=limits.worker,
    )
    exact = cast(type[Strategy], family("strategies")["exact"])()
    with suppress(OutOfTimeError):
        return exact.run(compile_problem(_plain(problem), pulse=spare.check), spare).status
    return Status.UNKNOWN


def _plain(problem: Problem) -> Problem:
    """Return the problem without values."""
    # A raw instance keeps its objective: it says which groups are candidates at all.
    objectives = problem.objectives if problem.raw else ()
    repeats = "forbid" if problem.repeats == "forbid" else "allow"
    return replace(problem, objectives=objectives, fairness="total", repeats=repeats)
