"""Reasons and warnings of a round, as the chief who wrote its configuration would say them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from peerpair.config.config import Config
from peerpair.config.people import called
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.solve.conflicts import is_confidential

__all__ = ["plain_reasons"]

_RULE = re.compile(r"constraints\[(\d+)\] (?:\((\w+)\)(: )?)?")
_STRANDED = "no group is allowed for this resident"
_SILENT = "no schedule was given"


def plain_reasons(reasons: Iterable[str], config: Config | None, problem: Problem) -> list[str]:
    r"""Return reasons with people by name and rules by where the chief wrote them.

    Parameters
    ----------
    reasons : iterable of str
        Of a `Forecast`, or warnings of a `Result`.
    config : Config or None
        The configuration that stated the problem; None leaves the places of rules as they are.
    problem : Problem
        What the reasons are about.

    Returns
    -------
    list of str
        Of a confidential rule its place and nothing else.

    Examples
    --------
    >>> import peerpair as pp
    >>> problem = pp.Problem([pp.Resident("r1", name="Ana Lim"), pp.Resident("r2")])
    >>> plain_reasons(["r1: no group is allowed for this resident"], None, problem)
    ['Ana Lim (r1): no group is allowed; loosen a rule, set active to no, or unplaced = "allow"']
    """
    words = _Words(config, problem)
    found = [words.of(reason) for reason in reasons]
    merged: dict[str, int] = {}
    for text in found:
        merged[text] = merged.get(text, 0) + 1
    return [_several(text, times) for text, times in merged.items()]


def _several(text: str, times: int) -> str:
    """Return a reason that stands several times once: pairs of a list have no other place."""
    return text.replace("a pair of ", f"{times} pairs of ", 1) if times > 1 else text


class _Words:
    def __init__(self, config: Config | None, problem: Problem) -> None:
        self._config, self._problem = config, problem
        self._own = len(config.settings.get("constraints", ())) if config else 0
        self._busy = {assignment.resident for assignment in problem.busy}
        self._people = {resident.id: resident for resident in problem.residents}

    def of(self, reason: str) -> str:
        """Return one reason in words."""
        match = _RULE.match(reason)
        if match is not None:
            return self._rule(reason, match)
        name, colon, rest = reason.rpartition(f": {_STRANDED}")
        if colon and not rest and name in self._people:
            return f"{called(self._people[name])}: {self._stranded(self._people[name])}"
        name, colon, rest = reason.partition(f": {_SILENT}")
        if colon and name in self._people:
            return f"{called(self._people[name])}{colon}{rest}"
        return reason

    def _stranded(self, resident: Resident) -> str:
        known = resident.coverage != () or resident.id in self._busy
        step = "loosen a rule" if known else "find the roster"
        return f'no group is allowed; {step}, set active to no, or unplaced = "allow"'

    def _rule(self, reason: str, match: re.Match[str]) -> str:
        number, kind = int(match[1]), match[2]
        if self._config is None:
            place, own = f"constraints[{number}]", True
        else:
            own = number < self._own
            listed = f"a pair of {', '.join(self._config.rosters.exclusions)}"
            place = f"rule {number + 1} in {self._config.path.name}" if own else listed
        if is_confidential(reason):
            return f"{place} (confidential)"
        rest = self._named(reason[match.end() :], self._problem.constraints[number].residents())
        return f"{place} ({kind}){match[3] or ''}{rest}" if own else f"{place}: {rest.strip()}"

    def _named(self, text: str, members: Sequence[str]) -> str:
        """Put names where a rule has ids."""
        if not members:
            return text
        ids = "|".join(map(re.escape, sorted(members, key=len, reverse=True)))
        return re.sub(
            rf"(?<!\w)(?:{ids})(?!\w)", lambda found: called(self._people[found[0]]), text
        )
