"""Residents as a report shows them, and how much of their time is known."""

from __future__ import annotations

from peerpair.model.problem import Problem
from peerpair.report.clean import clean
from peerpair.report.view import PersonView
from peerpair.report.words import count, number

__all__ = ["People"]


class People:
    """The residents of a problem, by id."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._known = {resident.id: resident for resident in problem.residents}

    def person(self, name: str) -> PersonView:
        """Return one resident as shown."""
        resident = self._known[name]
        shown = clean(resident.id) or "?"
        return PersonView(
            id=shown,
            name=clean(resident.name) or shown,
            specialty=clean(resident.specialty or ""),
            pgy="" if resident.pgy is None else f"PGY {resident.pgy}",
            site=clean(resident.site or ""),
        )

    def coverage(self) -> tuple[tuple[PersonView, ...], tuple[tuple[PersonView, str], ...]]:
        """Return who has no known schedule in the horizon, and who has one for a part of it."""
        horizon = self._problem.horizon
        unknown, partly = [], []
        for resident in self._problem.active if horizon else ():
            assert horizon is not None
            if resident.coverage is None:
                continue
            known = set()
            for first, last in resident.coverage:
                low, high = (d - horizon.start for d in (first, last))
                known |= set(range(max(0, low.days), min(horizon.days, high.days)))
            if not known:
                unknown.append(self.person(resident.id))
            elif len(known) < horizon.days:
                text = f"known for {number(len(known))} of {count(horizon.days, 'day')}"
                partly.append((self.person(resident.id), text))
        return tuple(unknown), tuple(partly)
