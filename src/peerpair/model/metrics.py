"""Counts over the groups of a result: what a table of strategies or a report wants first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from peerpair.model.group import Group
from peerpair.model.problem import Problem


def measure(problem: Problem, groups: Iterable[Group], unplaced: int) -> dict[str, Any]:
    """Return the metrics of a choice of groups.

    Returns
    -------
    dict
        ``residents``, ``pairs``, ``triads``, ``unplaced``; ``cross_specialty_groups``: groups in
        which no two members share a known specialty; with a horizon also ``groups_by_weeks_met``:
        how many groups can meet in 0, 1, … weeks, and ``never_meeting``: members of those with 0.
    """
    groups = list(groups)
    specialty = {resident.id: resident.specialty for resident in problem.active}
    mixed = 0
    for group in groups:
        names = [specialty[member] for member in group.members]
        mixed += None not in names and len(set(names)) == len(names)
    counts: dict[str, Any] = {
        "residents": len(problem.active),
        "pairs": sum(len(group.members) == 2 for group in groups),
        "triads": sum(len(group.members) == 3 for group in groups),
        "unplaced": unplaced,
        "cross_specialty_groups": mixed,
    }
    if problem.horizon is not None:
        weeks = [0] * (problem.horizon.weeks + 1)
        for group in groups:
            weeks[min(group.weeks_met or 0, problem.horizon.weeks)] += 1
        counts["groups_by_weeks_met"] = weeks
        counts["never_meeting"] = sum(len(group.members) for group in groups if not group.weeks_met)
    return counts
