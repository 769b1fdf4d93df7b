"""What is wrong with a problem whose parts are right: faults that span several places.

Parts with faults of their own stand as FAILED, and are passed over: all faults come at once.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol, cast

from peerpair.model.resident import Affinity, Preference, Resident
from peerpair.model.rules import Constraint, Objective, may_be_private
from peerpair.model.schedule import Assignment
from peerpair.model.settings import SAFE, Horizon, Penalty, Sizes
from peerpair.model.time import Clock
from peerpair.shapes.moments import write_moment
from peerpair.shapes.visit import Visit, any_failed, whole


class ProblemParts(Protocol):
    """The parts of a problem; see `peerpair.Problem`."""

    @property
    def residents(self) -> Sequence[Resident]: ...
    @property
    def timezone(self) -> str | None: ...
    @property
    def horizon(self) -> Horizon | None: ...
    @property
    def busy(self) -> Sequence[Assignment]: ...
    @property
    def preferences(self) -> Sequence[Preference]: ...
    @property
    def affinities(self) -> Sequence[Affinity]: ...
    @property
    def constraints(self) -> Sequence[Constraint]: ...
    @property
    def objectives(self) -> Sequence[Objective]: ...
    @property
    def sizes(self) -> str | Sizes: ...
    @property
    def unplaced(self) -> str | Penalty: ...
    @property
    def fairness(self) -> str: ...


def known_ids(residents: object) -> frozenset[str]:
    """Return the ids of residents, as nouns or as objects of a document."""
    if not isinstance(residents, Iterable) or isinstance(residents, str | Mapping):
        return frozenset()
    ids = (r.get("id") if isinstance(r, Mapping) else getattr(r, "id", None) for r in residents)
    return frozenset(name for name in ids if isinstance(name, str))


def check_together(parts: ProblemParts, visit: Visit) -> None:
    """Record every fault that spans several places."""
    active = [resident for _, resident in whole(parts.residents) if resident.active]
    _check_repeats(parts, visit)
    _check_people(parts, active, visit)
    _check_zone(parts, visit)
    _check_horizon(parts, visit)
    _check_rules(parts, active, visit)


def _check_repeats(parts: ProblemParts, visit: Visit) -> None:
    """Duplicate ids, ordered preferences, affinities and objectives."""

    def once(entries: Iterator[tuple[str, Hashable, object]], message: str) -> None:
        seen = set()
        for place, key, value in entries:
            if key in seen:
                visit.fault(place, message, value)
            seen.add(key)

    once(
        ((f"residents[{i}].id", r.id, r.id) for i, r in whole(parts.residents)),
        "two residents have this id",
    )
    once(
        (
            (f"preferences[{i}]", (w.source, w.target), f"{w.source} -> {w.target}")
            for i, w in whole(parts.preferences)
        ),
        "is a duplicate of an earlier preference",
    )
    once(
        (
            (f"affinities[{i}]", frozenset(a.members), list(a.members))
            for i, a in whole(parts.affinities)
        ),
        "is a duplicate of an earlier affinity",
    )
    once(
        ((f"objectives[{i}].kind", o.kind, o.kind) for i, o in whole(parts.objectives or ())),
        "is a duplicate of an earlier objective",
    )


def _check_people(parts: ProblemParts, active: Sequence[Resident], visit: Visit) -> None:
    """Somebody takes part; a penalty stays in range."""
    if not active and not any_failed(parts.residents):
        visit.fault("residents", "nobody to group: there is no active resident")
    if isinstance(parts.unplaced, Penalty) and parts.unplaced.points * len(active) >= SAFE:
        message = "is too large: the total must stay below 2^53, got"
        visit.fault("unplaced.penalty", message, parts.unplaced.points)


def _check_zone(parts: ProblemParts, visit: Visit) -> None:
    """Entries with one local and one absolute time; a zone for the horizon."""
    if parts.horizon is not None and parts.timezone is None:
        visit.fault("timezone", "is missing: a horizon needs one", hint="America/Chicago?")
    if not isinstance(parts.timezone, str):
        return
    mixed = [
        (i, entry)
        for i, entry in whole(parts.busy)
        if (entry.start.tzinfo is None) != (entry.end.tzinfo is None)
    ]
    clock = Clock(parts.timezone)
    for i, entry in mixed:
        if clock.instant(entry.end) <= clock.instant(entry.start):
            message = f"must be after start {write_moment(entry.start)}, got"
            visit.fault(f"busy[{i}].end", message, write_moment(entry.end))


def _check_horizon(parts: ProblemParts, visit: Visit) -> None:
    """Anything about weeks needs a horizon; max-min does not go with a penalty."""
    if parts.fairness == "maxmin" and isinstance(parts.unplaced, Penalty):
        message = "cannot go with a penalty for unplaced residents, got"
        visit.fault("fairness", message, parts.fairness)
    if parts.horizon is not None:
        return
    if parts.fairness in ("weeks", "maxmin"):
        visit.fault("fairness", "needs a horizon, got", parts.fairness)
    for name, rules in (("constraints", parts.constraints), ("objectives", parts.objectives)):
        for i, rule in whole(rules or ()):
            for inside, part in rule.parts():
                if part.needs_horizon:
                    visit.fault(f"{name}[{i}]{inside}.kind", "needs a horizon, got", part.kind)


def _check_rules(parts: ProblemParts, active: Sequence[Resident], visit: Visit) -> None:
    """Constraints that name inactive residents or need a field that some resident lacks."""
    inactive = {resident.id for _, resident in whole(parts.residents) if not resident.active}
    rules = [
        (f"constraints[{i}]{inside}", may_be_private(rule), cast(Constraint, part))
        for i, rule in whole(parts.constraints)
        for inside, part in rule.parts()
    ]
    for place, visit.secret, rule in rules:
        for number, name in enumerate(rule.residents()):
            if name in inactive and not rule.idle_when_inactive:
                visit.fault(f"{place}.residents[{number}]", "is not active", name)
        field, names = rule.lacking(active)
        if names:
            shown = ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")
            visit.fault(place, f"{rule.kind} needs {field}, which is unknown for {shown}")
    visit.secret = False
