"""What residents may see: partners, times, and one fixed sentence.

An allow-list, apart from what the coordinator sees: no field here can hold a value, a weight, a
count, an alternative, a wish or the name of a rotation.  With the groups fixed, everything made
from it is the same whatever confidential exclusions were in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from peerpair.errors import Fault, ProblemError
from peerpair.meetings.planner import Proposal, propose_meetings
from peerpair.model.group import Window
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.report.gather import check_answer
from peerpair.report.gather.people import People
from peerpair.report.words import span_text
from peerpair.shapes.basic import Text
from peerpair.shapes.noun import take_argument
from peerpair.text import LONGEST_NOTE, clean

NOT_MATCHED = "You were not matched this round."
"""All that a resident without a group is told, whatever the cause."""

WELCOME = (
    "You have been put together so that you have colleagues to talk with who know what it is "
    "like. Meeting is voluntary, and what you say stays among you."
)
"""What the members of a group are told that this is."""


@dataclass(frozen=True)
class Partner:
    """A member of a group: the id as in the problem, and the name as clean text.

    Where several residents have one name, the id is a part of it.
    """

    id: str
    name: str


@dataclass(frozen=True)
class MeetingTime:
    """A proposed time, local with its offset; `missing` are the members who cannot come."""

    start: datetime
    end: datetime
    missing: tuple[Partner, ...] = ()


@dataclass(frozen=True)
class Invitation:
    """What the members of one group may see.

    Attributes
    ----------
    number : int
        As in the report, from 1.
    partners : tuple of Partner
        The members.
    weekly : tuple of MeetingTime
        Two or more meetings on one weekday at one local clock time, in order; else empty.
    single : tuple of MeetingTime
        Meetings in other weeks, in order; at most one a week.
    """

    number: int
    partners: tuple[Partner, ...]
    weekly: tuple[MeetingTime, ...] = ()
    single: tuple[MeetingTime, ...] = ()


@dataclass(frozen=True)
class Invitations:
    """What all residents may see, each their own part.

    Attributes
    ----------
    title, span, timezone : str
        Of the round; `span` and `timezone` are empty without a horizon.
    groups : tuple of Invitation
        One for each group.
    unplaced : tuple of Partner
        Who is told `NOT_MATCHED`.
    note : str
        What the programme wants to tell everybody, as clean text.
    """

    title: str
    span: str
    timezone: str
    groups: tuple[Invitation, ...]
    unplaced: tuple[Partner, ...] = ()
    note: str = ""


def invite(
    problem: Problem,
    result: Result,
    note: str = "",
    *,
    meetings: Sequence[Proposal] | None = None,
) -> Invitations:
    """Gather what residents may see.

    Parameters
    ----------
    problem : Problem
        The problem.
    result : Result
        An answer to it.
    note : str
        What the programme wants to tell everybody; at most `LONGEST_NOTE` characters, one
        paragraph.
    meetings : sequence of Proposal, optional
        Those of `propose_meetings` for the groups, where they are at hand.

    Raises
    ------
    ProblemError
        If the result names residents whom the problem does not list, or the note is too long.

    Examples
    --------
    >>> import peerpair as pp
    >>> from peerpair.model.group import Group
    >>> from peerpair.model.result import Result, Status
    >>> problem = pp.Problem([pp.Resident("a", "Ana"), pp.Resident("b", "Ben")])
    >>> given_out = invite(problem, Result(Status.OPTIMAL, 0, 0, groups=(Group(("a", "b"), 0),)))
    >>> [partner.name for partner in given_out.groups[0].partners]
    ['Ana', 'Ben']
    """
    check_answer(problem, result)
    told = clean(take_argument("note", note, Text()))
    if len(told) > LONGEST_NOTE:
        most = f"must have at most {LONGEST_NOTE:,} characters, got {len(told):,}"
        raise ProblemError([Fault("note", most)], "the note is too long")
    known = People(problem)
    people = {r.id: Partner(r.id, known.person(r.id).shown) for r in problem.active}

    def shown(windows: tuple[Window, ...]) -> tuple[MeetingTime, ...]:
        return tuple(
            MeetingTime(w.start, w.end, tuple(people[name] for name in w.missing)) for w in windows
        )

    if meetings is None:
        meetings = propose_meetings(problem, [group.members for group in result.groups])
    groups = tuple(
        Invitation(
            number,
            tuple(people[name] for name in group.members),
            shown(proposal.weekly),
            shown(proposal.single),
        )
        for number, (group, proposal) in enumerate(zip(result.groups, meetings, strict=True), 1)
    )
    return Invitations(
        title=clean(problem.title) or "Peer groups",
        span=span_text(problem.horizon) if problem.horizon else "",
        timezone=clean(problem.timezone or ""),
        groups=groups,
        unplaced=tuple(people[name] for name in result.unplaced_residents),
        note=told,
    )


def stems(word: str, numbers: Iterable[int]) -> list[str]:
    """Return names of files for numbers, all of one width.

    Examples
    --------
    >>> stems("group", [1, 29])
    ['group-001', 'group-029']
    """
    texts = [str(number) for number in numbers]
    width = max([3, *map(len, texts)])
    return [f"{word}-{text:0>{width}}" for text in texts]
