"""Residents that the rules of a configuration name, by id or by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from peerpair.errors import Fault
from peerpair.model.resident import Resident
from peerpair.model.rules import may_be_private
from peerpair.read.people.names import Names
from peerpair.shapes.visit import Visit

_MAYBE = 5
"""Residents that a hint names."""


def called(resident: Resident) -> str:
    """Return what a chief calls a resident, with the id that files use.

    Examples
    --------
    >>> called(Resident("r13", name="Ruth Adeyemi")), called(Resident("r13"))
    ('Ruth Adeyemi (r13)', 'r13')
    """
    named = resident.name and resident.name != resident.id
    return f"{resident.name} ({resident.id})" if named else resident.id


def who_may_be_meant(maybe: Iterable[str], residents: Sequence[Resident]) -> str:
    """Return a hint for ids that nearly fit, or the empty string."""
    names = {resident.id: called(resident) for resident in residents}
    return " or ".join(names[one] for one in list(maybe)[:_MAYBE])


def name_residents(
    rules: Iterable[dict[str, Any]], residents: Sequence[Resident], names: Names
) -> list[Fault]:
    """Put ids where rules have names; return a fault for each name that is nobody's.

    Of a rule that may be meant as private neither a value nor a hint is shown.

    Examples
    --------
    >>> people = [Resident("r12", name="Hannah Stein")]
    >>> rule = {"kind": "together", "residents": ["hannah stein", "Hanna Stein"]}
    >>> print(*name_residents([rule], people, Names(people)))
    constraints[0].residents[1]: unknown resident: 'Hanna Stein'. Maybe Hannah Stein (r12)
    >>> rule["residents"][0]
    'r12'
    """
    visit = Visit()
    for place, rule in _entries(rules, "constraints"):
        visit.secret = may_be_private(rule)
        for i, text in enumerate(rule.get("residents", ())):
            match = names.search(text)
            if match.resident is None:
                hint = "" if visit.secret else who_may_be_meant(match.maybe, residents)
                visit.fault(f"{place}.residents[{i}]", "unknown resident", text, hint)
            else:
                rule["residents"][i] = match.resident
    return visit.faults


def _entries(rules: Iterable[dict[str, Any]], place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield place and entry of each rule, and of those inside it."""
    for number, rule in enumerate(rules):
        yield f"{place}[{number}]", rule
        yield from _entries(rule.get("rules", ()), f"{place}[{number}].rules")
