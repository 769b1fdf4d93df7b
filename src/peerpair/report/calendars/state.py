"""What residents were sent, and what the last result would send: ``peerpair-state/1``.

Identifiers of events are random, so they must be remembered: without them a changed meeting could
not replace what a calendar already shows.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

from peerpair.documents.files import changing, read_document, write_json
from peerpair.errors import ProblemError, ReadError, reads_files
from peerpair.plan.history import FormedRound
from peerpair.report.calendars.event import Kept
from peerpair.shapes.noun import Key, Noun, Of
from peerpair.shapes.visit import Visit, inside

_HINT = (
    "move the file away to start afresh; meetings that were sent can then be moved or cancelled "
    "only by hand"
)


@dataclass(frozen=True)
class State(Noun):
    """What was sent, and what the last result would send.

    Attributes
    ----------
    groups : tuple of Kept
        One for each set of members, those of the last result first.
    sent : bool
        Whether anything was ever sent.
    formed, told : FormedRound or None
        The last result, and the last that was sent; None = there is none, or it is not known.

    Examples
    --------
    >>> State.from_document(State().to_document()) == State()
    True
    """

    groups: tuple[Kept, ...] = ()
    sent: bool = False
    formed: Annotated[FormedRound | None, Of(FormedRound), Key(needed=False, quiet=True)] = None
    told: Annotated[FormedRound | None, Of(FormedRound), Key(needed=False, quiet=True)] = None

    head: ClassVar[str] = "format"
    format: ClassVar[str] = "peerpair-state/1"
    complete: ClassVar[bool] = True
    order: ClassVar[tuple[str, ...]] = ("sent", "groups", "formed", "told")

    def check(self, place: str, visit: Visit) -> None:
        """Record groups and identifiers that there are twice."""
        teams: set[frozenset[str]] = set()
        uids: set[str] = set()
        for number, kept in enumerate(self.groups):
            own, team = inside(place, f"groups[{number}]"), frozenset(kept.members)
            if team in teams:
                visit.fault(f"{own}.members", "an earlier group has the same members")
            teams.add(team)
            for at, event in enumerate(kept.events):
                if event.uid in uids:
                    visit.fault(f"{own}.events[{at}].uid", "is a duplicate", event.uid)
                uids.add(event.uid)

    @property
    def drafts(self) -> int:
        """In how many groups something was not sent as the last result has it."""
        return sum(kept.draft for kept in self.groups)

    def as_sent(self) -> State:
        """Return the state after the files of the last result were sent."""
        groups = tuple(kept.as_sent() for kept in self.groups)
        return replace(self, groups=groups, sent=True, told=self.formed or self.told)

    def without_drafts(self) -> State:
        """Return the state without what was never sent, where no calendars are made."""
        kept = (group.without_drafts() for group in self.groups)
        return replace(self, groups=tuple(group for group in kept if group.events))

    @property
    def news(self) -> int:
        """In how many groups something is new to somebody."""
        if self.formed is None:
            return self.drafts
        told = {frozenset(group.members) for group in self.told.groups} if self.told else set()
        new = {frozenset(group.members) for group in self.formed.groups} - told
        return len(new | {frozenset(kept.members) for kept in self.groups if kept.draft})


@reads_files
def read_state(path: str | os.PathLike[str]) -> State:
    """Read a ``peerpair-state/1`` file; raises as `peerpair.files.read_document` does."""
    try:
        return read_document(path, State.from_document, "state")
    except ReadError as error:
        if not os.path.lexists(path):
            raise
        raise ReadError(error.fault.place, error.fault.message, _HINT) from None
    except ProblemError as error:
        first, *others = error.faults
        hint = f"put it right, or {_HINT}"
        raise ProblemError([replace(first, hint=hint), *others], error.title) from None


def write_state(state: State, path: str | os.PathLike[str]) -> None:
    """Write a state as JSON, whole or not at all, readable by its owner alone.

    Where `path` is a symbolic link, what it points to is written and the link stays.
    """
    write_json(state.to_document(), os.path.realpath(path))


def mark_sent(path: str | os.PathLike[str]) -> int:
    """Remember that the files of the last result were sent to the residents.

    Until then they are drafts: what is in them is forgotten, and not cancelled, where a later
    result does not have it.

    Parameters
    ----------
    path : path
        The state that `peerpair.report.write_report` wrote.

    Returns
    -------
    int
        In how many groups something was new; 0 = all was sent before, and nothing is written.

    Raises
    ------
    OSError
        If the state cannot be written.
    ReadError, ProblemError
        If it cannot be read, or is missing.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_state(State(), f"{folder}/state.json")
    ...     mark_sent(f"{folder}/state.json")
    0
    """
    with changing(path):
        state = read_state(path)
        if state.drafts or state.told != state.formed:
            write_state(state.as_sent(), path)
    return state.news
