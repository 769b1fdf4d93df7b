"""Residents as a report shows them, and how much of their time is known."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.result import Result
from peerpair.report.view import GroupView, PersonView, ResidentView
from peerpair.report.words import count, number
from peerpair.text import clean

KNOWN, UNKNOWN = "known", "unknown"


class People:
    """The residents of a problem, by id."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._known = {resident.id: resident for resident in problem.residents}
        self._named = Counter(_look(_name(resident)) for resident in problem.active)
        self._people: dict[str, PersonView] = {}

    def person(self, name: str) -> PersonView:
        """Return one resident as shown."""
        if name not in self._people:
            resident = self._known[name]
            self._people[name] = PersonView(
                id=clean(resident.id) or "?",
                name=_name(resident),
                specialty=clean(resident.specialty or ""),
                pgy="" if resident.pgy is None else f"PGY {resident.pgy}",
                site=clean(resident.site or ""),
                twin=self._named[_look(_name(resident))] > 1,
            )
        return self._people[name]

    def coverage(self) -> tuple[tuple[PersonView, ...], tuple[tuple[PersonView, str], ...]]:
        """Return who has no known schedule in the horizon, and who has one for a part of it."""
        known = self.schedules
        unknown = (name for name, text in known.items() if text == UNKNOWN)
        partly = (name for name, text in known.items() if text not in (KNOWN, UNKNOWN))
        return (
            tuple(map(self.person, unknown)),
            tuple((self.person(name), known[name]) for name in partly),
        )

    @cached_property
    def schedules(self) -> Mapping[str, str]:
        """What is known of the schedule of each active resident; nothing without a horizon."""
        horizon = self._problem.horizon
        known = {}
        for resident in self._problem.active if horizon else ():
            assert horizon is not None
            days = set(range(horizon.days)) if resident.coverage is None else set()
            for first, last in resident.coverage or ():
                low, high = ((day - horizon.start).days for day in (first, last))
                days |= set(range(max(0, low), min(horizon.days, high)))
            text = f"known for {number(len(days))} of {count(horizon.days, 'day')}"
            whole = len(days) == horizon.days
            known[resident.id] = KNOWN if whole else text if days else UNKNOWN
        return known


def residents_of(
    result: Result, problem: Problem, groups: Sequence[GroupView], people: People
) -> tuple[ResidentView, ...]:
    """Return every active resident, in the order of the problem."""
    place = {
        name: (shown, k)
        for group, shown in zip(result.groups, groups, strict=True)
        for k, name in enumerate(group.members)
    }
    unplaced = set(result.unplaced_residents)
    residents = []
    for resident in problem.active:
        group, k = place.get(resident.id, (None, 0))
        weeks = group.attended[k] if group and group.attended else None
        schedule = people.schedules.get(resident.id, "")
        notes = {
            "no group": resident.id in unplaced,
            "schedule unknown": schedule == UNKNOWN,
            "can never meet": weeks == 0,
        }
        residents.append(
            ResidentView(
                person=people.person(resident.id),
                pgy=resident.pgy,
                group=group,
                partners=(*group.people[:k], *group.people[k + 1 :]) if group else (),
                weeks_met=weeks,
                schedule=schedule,
                notes=tuple(note for note, holds in notes.items() if holds),
            )
        )
    return tuple(residents)


def _name(resident: Resident) -> str:
    return clean(resident.name) or clean(resident.id) or "?"


def _look(name: str) -> str:
    """Return what names that look the same have in common."""
    return unicodedata.normalize("NFC", name)
