"""The problem: everything a strategy may know, frozen."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache, cached_property, lru_cache
from itertools import combinations
from typing import Annotated, Any, ClassVar, Self, cast

from peerpair.errors import ArgumentError, Fault, check_argument
from peerpair.model.problem_check import check_together, known_ids
from peerpair.model.resident import Affinity, PastGroup, Preference, Resident
from peerpair.model.rules import Constraint, Objective
from peerpair.model.schedule import Assignment, Schedule
from peerpair.model.settings import (
    SIZE_POLICY,
    Horizon,
    Meeting,
    Penalty,
    ReleaseLimit,
    Rest,
    Sizes,
)
from peerpair.model.tagged import Rules, Tagged
from peerpair.model.time import DAY, Clock, ZoneName
from peerpair.registry import family
from peerpair.shapes.basic import Choice, How, Integer
from peerpair.shapes.containers import Items, OneOf
from peerpair.shapes.moments import write_moment
from peerpair.shapes.noun import OUTSIDE, Noun, Of, StatedKey, check_fields, take_argument
from peerpair.shapes.visit import Visit

_DEFAULT = {"shared_time": 10, "cross_specialty": 4, "preference": 3, "stage": 1}
"""Kinds and weights of the objectives of a document that states none: part of the format."""
_SIZES = OneOf(SIZE_POLICY, Of(Sizes))
_UNPLACED = OneOf(Choice(("forbid", "allow")), Of(Penalty))
_JOINED = 3  # days of duties that join, after which they are a long duty that held a night
_OFFSETS = 2  # days: where an entry's own offset may differ from the programme's
_written = lru_cache(10_000)(write_moment)  # of local ones alone: shifts share their hours


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a document: JSON with sorted keys and no spaces, in UTF-8."""
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


@dataclass(frozen=True, repr=False)
class Problem(Noun):
    """Residents, their busy time, and what makes a group allowed and good.

    Sequences are copied in as tuples; change a problem with `dataclasses.replace`.  Building one
    checks it: every fault is reported at once.

    Parameters
    ----------
    residents : sequence of Resident
        In the order in which groups are listed.
    horizon : Horizon, optional
        The local dates planned for; None for a raw instance with explicit affinities.
    timezone : str, optional
        IANA zone of all local times; needed with a horizon.
    busy : sequence of Assignment
        Duties, leave and anything else that keeps a resident.
    meeting, rest : Meeting, Rest
        When a meeting may take place; rest after duties.
    unknown, soft : str
        Whether unknown time is ``"busy"`` or ``"free"``; the same for soft entries.
    preferences, affinities, history : sequence
        Wishes, explicit points, and groups of earlier rounds.
    release_limits : sequence of ReleaseLimit
        Kept for planning protected time.
    constraints : sequence of Constraint
        Hard rules.
    objectives : sequence of Objective, optional
        Left out = shared_time 10, cross_specialty 4, preference 3, stage 1 (without a horizon
        the last three); empty = every value is 0.
    per : {"resident", "group"}
        Whether the value of a group counts for each of its members.
    sizes : {"pairs", "triads", "mixed"} or Sizes
        How many pairs and triads may be formed.
    unplaced : {"forbid", "allow"} or Penalty
        What happens to residents without a group.
    fairness : {"weeks", "maxmin", "total"}, optional
        What is optimised before the total; left out = weeks with a horizon, else total.
    repeats : {"allow", "avoid", "forbid"}
        Whether residents who met in `history` may be in one group again; ``"avoid"`` = as few such
        pairs as possible, after fairness and before the total.
    triad_is_burden : bool
        Whether who is in a triad counts, with `Resident.sat_out`, as who sits out does.
    title : str
        For people.
    issue_count : int
        How many issues reading the rosters reported; a result warns of them.  It is no part of the
        document.

    Raises
    ------
    ProblemError
        With every fault and its place.

    Examples
    --------
    >>> from peerpair.objectives import AffinityPoints
    >>> problem = Problem(
    ...     [Resident("a"), Resident("b")],
    ...     affinities=[Affinity(("a", "b"), 5)],
    ...     objectives=[AffinityPoints()],
    ... )
    >>> problem.fairness, [r.id for r in problem.active]
    ('total', ['a', 'b'])
    """

    residents: Sequence[Resident]
    horizon: Horizon | None = None
    timezone: Annotated[str | None, ZoneName(1)] = None
    busy: Sequence[Assignment] = ()
    meeting: Meeting = field(default_factory=Meeting)
    rest: Rest = field(default_factory=Rest)
    unknown: Annotated[str, Choice(("busy", "free"))] = "busy"
    soft: Annotated[str, Choice(("free", "busy"))] = "free"
    preferences: Sequence[Preference] = ()
    affinities: Sequence[Affinity] = ()
    history: Sequence[PastGroup] = ()
    release_limits: Sequence[ReleaseLimit] = ()
    constraints: Annotated[Sequence[Constraint], Rules(Tagged("constraints"))] = ()
    objectives: Annotated[Sequence[Objective], Rules(Tagged("objectives"))] = cast(
        "Sequence[Objective]", None
    )
    per: Annotated[str, Choice(("resident", "group"))] = "resident"
    sizes: Annotated[str | Sizes, _SIZES] = "pairs"
    unplaced: Annotated[str | Penalty, _UNPLACED] = "forbid"
    fairness: Annotated[str, Choice(("weeks", "maxmin", "total"))] = ""
    repeats: Annotated[str, Choice(("allow", "avoid", "forbid"))] = "allow"
    triad_is_burden: bool = False
    title: str = ""
    issue_count: Annotated[int, OUTSIDE] = field(default=0, compare=False)
    given_sha256: Annotated[str, OUTSIDE] = field(default="", init=False, compare=False, repr=False)

    head: ClassVar[str] = "format"
    format: ClassVar[str] = "peerpair-problem/1"
    whole: ClassVar[bool] = True
    order: ClassVar[tuple[str, ...]] = (
        *("title", "timezone", "horizon", "meeting", "rest", "unknown", "soft", "residents"),
        *("busy", "preferences", "affinities", "history", "release_limits", "constraints"),
        *("objectives", "per", "sizes", "unplaced", "fairness", "repeats", "triad_is_burden"),
    )

    def __post_init__(self) -> None:
        if isinstance(self.residents, Iterator):  # they are looked at more than once
            object.__setattr__(self, "residents", tuple(self.residents))
        check_fields(self, issue_count=Integer(0))
        super().__post_init__()

    @classmethod
    def meet(cls, values: Mapping[str, Any], visit: Visit) -> None:
        visit.ids = known_ids(values.get("residents"))

    def check(self, place: str, visit: Visit) -> None:
        for name, default in self._by_horizon().items():
            if getattr(self, name) in (None, ""):
                object.__setattr__(self, name, default)
        check_together(self, visit)

    def default_of(self, key: StatedKey) -> object:
        return self._by_horizon().get(key.field, key.default)

    def _by_horizon(self) -> dict[str, object]:
        """Return the defaults that rest on whether there is a horizon."""
        timed = self.horizon is not None
        fairness = "weeks" if timed else "total"
        return {"objectives": _default_objectives(timed), "fairness": fairness}

    def __repr__(self) -> str:
        return f"<Problem {self.title!r}: {len(self.active)} active residents>"

    @classmethod
    def from_document(cls, document: object) -> Self:
        """Build a problem from a ``peerpair-problem/1`` document.

        Raises
        ------
        ProblemError
            With every fault and its place.
        """
        problem = super().from_document(document)
        with suppress(TypeError):  # dates or numpy's numbers: no file and no result holds these
            object.__setattr__(problem, "given_sha256", digest(cast("Mapping[str, Any]", document)))
        return problem

    @classmethod
    def from_schedule(
        cls, schedule: Schedule, start: date | str, end: date | str, **settings: Any
    ) -> Self:
        """State a problem over the dates ``[start, end)`` of a schedule.

        Parameters
        ----------
        schedule : Schedule
            As read; its time zone is the problem's.
        start, end : date or str
            First date, and the date after the last.
        **settings
            Any other parameter of `Problem`.
        """
        check_argument("schedule", schedule, Schedule)
        return cls(
            residents=schedule.residents,
            horizon=Horizon(start, end),  # type: ignore[arg-type]  # takes text as well
            timezone=schedule.timezone,
            busy=schedule.assignments,
            issue_count=len(schedule.issues),
            **settings,
        )

    def without(self, numbers: Iterable[int]) -> Self:
        """Return the problem without the rules of these positions among `rules`.

        Raises
        ------
        ArgumentError
            If no rule stands at one of them.
        """
        dropped, count = take_argument("numbers", numbers, Items(Integer())), len(self.rules)
        wrong = [
            Fault(f"numbers[{i}]", f"must be the position of one of {count} constraints: {number}")
            for i, number in enumerate(dropped)
            if number not in range(count)
        ]
        if wrong:
            raise ArgumentError(wrong)
        kept = [rule for i, rule in enumerate(self.constraints) if i not in dropped]
        repeats = "allow" if len(self.constraints) in dropped else self.repeats
        return replace(self, constraints=tuple(kept), repeats=repeats)

    @cached_property
    def rules(self) -> tuple[Constraint, ...]:
        """The constraints, and after them the rule that ``repeats: forbid`` stands for."""
        forbidden = [_no_repeat()] if self.repeats == "forbid" else []
        return (*self.constraints, *forbidden)

    def place_of(self, number: int) -> int | None:
        """Return where in `constraints` the rule of a position among `rules` stands, if there."""
        return number if number < len(self.constraints) else None

    @cached_property
    def sha256(self) -> str:
        """Hash of the shortest document that says the same: equal problems have equal hashes."""
        return self._hash()

    def prepare(self, pulse: Callable[[], object]) -> None:
        """Work out the hash, which a year's roster makes long, and call `pulse` meanwhile."""
        if "sha256" not in self.__dict__:
            self.__dict__["sha256"] = self._hash(pulse)

    def _hash(self, pulse: Callable[[], object] | None = None) -> str:
        return digest(self.written(How(brief=True, moment=self._local, pulse=pulse)))

    def _local(self, moment: datetime) -> str:
        """Write a moment by the local clock; with its offset only where two instants read alike."""
        if moment.tzinfo is None:
            return _written(moment)
        if self.timezone is None:
            return write_moment(moment.astimezone(UTC))
        instant = self.clock.instant(moment)
        local = self.clock.local(instant)
        plain = self.clock.instant(local) == instant
        return write_moment(local if plain else self.clock.aware(instant))

    @cached_property
    def active(self) -> tuple[Resident, ...]:
        """The residents who take part, in document order."""
        return tuple(resident for resident in self.residents if resident.active)

    @cached_property
    def near(self) -> tuple[Assignment, ...]:
        """The entries that may matter in the horizon; the others are most of a year's roster.

        Rest and buffers reach into it from outside, and of duties that join, however long, the last
        three days tell how much rest follows.
        """
        assert self.horizon is not None
        owed = self.rest.after_24h_minutes, self.rest.after_night_minutes
        reach = 60 * max(*owed, self.meeting.buffer_minutes)
        ahead = -(-reach // DAY) + _JOINED + _OFFSETS
        first = self.horizon.start.toordinal() - ahead
        last = self.horizon.end.toordinal() + ahead
        return tuple(
            entry
            for entry in self.busy
            if entry.end.toordinal() >= first and entry.start.toordinal() <= last
        )

    @cached_property
    def clock(self) -> Clock:
        """The local clock of `timezone`."""
        assert self.timezone is not None
        return Clock(self.timezone)

    @cached_property
    def last_round(self) -> int:
        """Number of the last round in `history`; 0 without a history."""
        return max((past.round for past in self.history), default=0)

    @cached_property
    def met_rounds(self) -> Mapping[frozenset[str], tuple[int, ...]]:
        """Rounds by pair of residents who met in `history`; a round stands once a meeting."""
        rounds_of: dict[frozenset[str], list[int]] = defaultdict(list)
        for past in self.history:
            if past.met:
                for pair in combinations(past.members, 2):
                    rounds_of[frozenset(pair)].append(past.round)
        return {pair: tuple(rounds) for pair, rounds in rounds_of.items()}

    @cached_property
    def stated(self) -> Mapping[tuple[str, str], int]:
        """Points by (source, target) of the stated preferences."""
        return {(wish.source, wish.target): wish.points for wish in self.preferences}

    @cached_property
    def given(self) -> Mapping[frozenset[str], int]:
        """Points by members of the affinities."""
        return {frozenset(affinity.members): affinity.points for affinity in self.affinities}

    @property
    def raw(self) -> bool:
        """Whether affinity is the only objective: then only groups with one are candidates."""
        return len(self.objectives) == 1 and self.objectives[0].names_candidates

    @property
    def size_limits(self) -> Sizes:
        """Limits on the number of pairs and triads."""
        return self.sizes if isinstance(self.sizes, Sizes) else Sizes.named(self.sizes)


def _no_repeat() -> Constraint:
    """Return the rule that nobody meets a partner of any earlier round again."""
    return cast(type[Constraint], family("constraints")["no_repeat"])()


@cache
def _default_objectives(timed: bool) -> tuple[Objective, ...]:
    known = family("objectives")
    defaults = [(cast(type[Objective], known[kind]), weight) for kind, weight in _DEFAULT.items()]
    return tuple(
        cls.from_document({"kind": cls.kind, "weight": weight})
        for cls, weight in defaults
        if timed or not cls.needs_horizon
    )
