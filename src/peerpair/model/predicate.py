"""Small rules of one's own, as a plain function of one group."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, cast

import numpy as np

from peerpair.errors import ArgumentError, Fault, check_argument
from peerpair.model.arrays import Bools
from peerpair.model.asked import Batch, Facts, Members
from peerpair.model.resident import Resident
from peerpair.model.rules import GroupRule
from peerpair.text import show


@dataclass(frozen=True)
class PredicateRule(GroupRule):
    """A rule made of a plain function by `group_rule`: it is asked for each group in turn."""

    one_by_one: ClassVar[bool] = True
    allowed: ClassVar[Callable[[tuple[Resident, ...]], bool]]

    def describe(self) -> str:
        """Return the first line of the function's docstring."""
        return (self.__doc__ or "").strip().partition("\n")[0] or super().describe()

    def allows(self, batch: Batch) -> Bools:
        """Ask the function for each group; a cell that names somebody twice means nothing."""
        people, allowed = batch.cohort.residents, type(self).allowed
        rows = batch.groups.tolist()
        told = (
            len(set(row)) < len(row) or bool(allowed(tuple(people[i] for i in row))) for row in rows
        )
        return np.fromiter(told, dtype=bool, count=len(rows))

    def forbids(self, group: Members, facts: Facts) -> bool:
        """Ask the function for one group."""
        return not type(self).allowed(tuple(facts.resident(member) for member in group))


def group_rule(allowed: Callable[[tuple[Resident, ...]], bool]) -> type[PredicateRule]:
    """Make a rule of a plain function that tells whether a group is allowed.

    The function's name is the kind of the rule in documents, its docstring says the rule for
    people.  It is called for every candidate group, millions in a large hospital: a result warns
    where that makes a run slow.

    Parameters
    ----------
    allowed : callable
        Takes the two or three `Resident` of a group, in document order, and returns a bool.

    Returns
    -------
    type
        The rule; it is made without arguments.

    Examples
    --------
    >>> import peerpair as pp
    >>> @pp.group_rule
    ... def one_senior(members):
    ...     "every group has a senior"
    ...     return any("senior" in member.tags for member in members)
    >>> people = [pp.Resident(name, tags=tags) for name, tags in (("a", ()), ("b", ("senior",)))]
    >>> pp.solve(pp.Problem(people, constraints=[one_senior()])).status
    <Status.OPTIMAL: 'OPTIMAL'>
    """
    check_argument("allowed", allowed, cast(type, Callable))
    name = getattr(allowed, "__name__", "")
    if not name.isidentifier():  # a lambda, a partial, an object that can be called
        message = f"must have a name, which is the kind of the rule, got: {show(name)}"
        raise ArgumentError([Fault("allowed", message, "a function made by def")])
    fields = {
        "__doc__": allowed.__doc__,
        "__module__": allowed.__module__,
        "__qualname__": allowed.__qualname__,
        "kind": name,
        "allowed": staticmethod(allowed),
    }
    try:
        rule = type(name, (PredicateRule,), fields)
    except TypeError as error:  # another rule is of this kind
        raise ArgumentError([Fault("allowed", str(error), "another name")]) from None
    return cast("type[PredicateRule]", rule)
