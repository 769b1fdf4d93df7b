"""Remarks on a round, as the chief who wrote its configuration would say them."""

from __future__ import annotations

from collections.abc import Iterable

from peerpair.config.config import Config
from peerpair.config.people import called
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.resident import Resident


def plain_reasons(remarks: Iterable[Remark], config: Config | None, problem: Problem) -> list[str]:
    r"""Return remarks as sentences with people by name and rules by where the chief wrote them.

    Parameters
    ----------
    remarks : iterable of Remark
        Of a `Forecast` or a `Result`.
    config : Config or None
        The configuration that stated the problem; None leaves the places of rules as they are.
    problem : Problem
        What the remarks are about.

    Returns
    -------
    list of str
        Each sentence once; of a confidential rule its place and nothing else.

    Examples
    --------
    >>> import peerpair as pp
    >>> problem = pp.Problem([pp.Resident("r1", name="Ana Lim"), pp.Resident("r2")])
    >>> plain_reasons([Remark(RemarkKind.STRANDED, ("r1",))], None, problem)
    ['Ana Lim (r1): no group is allowed; loosen a rule, set active to no, or unplaced = "allow"']
    """
    words = _Words(config, problem)
    alike: dict[str, list[Remark]] = {}
    for remark in remarks:
        alike.setdefault(words.of(remark), []).append(remark)
    # Pairs of a list have no other place, so several of them can be one sentence.
    return [words.of(same[0], len(same)) for same in alike.values()]


class _Words:
    """Sentences of the chief on one problem."""

    def __init__(self, config: Config | None, problem: Problem) -> None:
        self._config, self._problem = config, problem
        self._own = len(config.settings.get("constraints", ())) if config else 0
        self._busy = {assignment.resident for assignment in problem.busy}
        self._people = {resident.id: resident for resident in problem.residents}

    def of(self, remark: Remark, times: int = 1) -> str:
        """Return one remark in words; `times` of them that say the same."""
        if remark.rule is not None:
            return self._rule(remark, remark.rule, times)
        people = [self._people[name] for name in remark.residents if name in self._people]
        if remark.kind is RemarkKind.STRANDED and people:
            return f"{called(people[0])}: {self._stranded(people[0])}"
        return remark.sentence(who=", ".join(map(called, people)))

    def _stranded(self, resident: Resident) -> str:
        known = resident.coverage != () or resident.id in self._busy
        step = "loosen a rule" if known else "find the roster"
        return f'no group is allowed; {step}, set active to no, or unplaced = "allow"'

    def _rule(self, remark: Remark, number: int, times: int) -> str:
        kind = "" if remark.confidential else f" ({remark.rule_kind})"
        if self._config is None:
            place = f"constraints[{number}]{kind}"
        elif number < self._own:
            place = f"rule {number + 1} in {self._config.path.name}{kind}"
        else:
            pairs = "a pair" if times == 1 else f"{times} pairs"
            place = f"{pairs} of {', '.join(self._config.rosters.exclusions)}"
        text = remark.text
        if remark.kind is RemarkKind.NEEDED_RULE and not remark.confidential:
            text = self._problem.rules[number].describe_with(self._called)
        return remark.sentence(rule=place, text=text)

    def _called(self, name: str) -> str:
        return called(self._people[name])
