"""Groups made by hand as an answer like any other, and the rules that they break."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from peerpair.errors import Fault, ProblemError
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark
from peerpair.model.result import BY_HAND, Result
from peerpair.read.people.names import Names
from peerpair.solve import evaluate
from peerpair.text import show


def made_by_hand(
    problem: Problem, groups: Iterable[Sequence[str]], file: str
) -> tuple[Result, tuple[Remark, ...]]:
    """Take groups as they are.

    Parameters
    ----------
    problem : Problem
        The round.
    groups : iterable of sequence of str
        Their members, by id or by name; whoever is in none is left out.
    file : str
        Where they stand, for messages.

    Returns
    -------
    result : Result
        Of the strategy `BY_HAND`; ``UNKNOWN`` where a rule is broken, with the rules among its
        remarks.
    violations : tuple of Remark
        The rules that are broken; a confidential one by its place alone.

    Raises
    ------
    ProblemError
        With everybody who is not known, takes no part or stands in two groups.

    Examples
    --------
    >>> from peerpair.model.resident import Resident
    >>> problem = Problem([Resident("a", "Ana Lim"), Resident("b", "Bo Yi")])
    >>> result, broken = made_by_hand(problem, [("Ana Lim", "b")], "groups.csv")
    >>> result.groups[0].members, result.strategy, broken
    (('a', 'b'), 'by hand', ())
    """
    names = Names(problem.residents)
    known, faults = [], []
    for number, group in enumerate(groups, 1):
        ids = [names.find(member) for member in group]
        for member, who in zip(group, ids, strict=True):
            if who is None:
                faults.append(Fault(f"{file}: group {number}", f"nobody is called {show(member)}"))
        known.append([who or "" for who in ids])
    title = "the groups cannot be used"
    if faults:
        raise ProblemError(faults, title)
    try:
        result, violations = evaluate(problem, known)
    except ProblemError as error:
        raise ProblemError(error.faults, f"{title} ({file})") from None
    remarks = (*result.remarks, *violations)
    return replace(result, strategy=BY_HAND, remarks=remarks), violations
