"""The calendar files of a result, and what is to be remembered of them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from types import NoneType
from typing import Literal

from peerpair.errors import Fault, ProblemError, check_argument
from peerpair.model.time import is_zone
from peerpair.report.calendars.advance import Wanted, advance
from peerpair.report.calendars.parts import NO_CALENDARS, per_group, per_resident
from peerpair.report.calendars.propose import propose_events
from peerpair.report.calendars.state import State
from peerpair.report.calendars.update import Update
from peerpair.report.residents.invitation import Invitation, Invitations
from peerpair.text import is_address, show

Per = Literal["group", "resident"]
"""Whether each group, or each resident, has a calendar file."""


def _random() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Calendars:
    """Calendar files, put together.

    Attributes
    ----------
    files : mapping of str to bytes
        Their names and contents.
    receivers : mapping of str to tuple of str
        Whom each file is for: ids of residents.  For the coordinator's eyes.
    state : State
        What to remember.
    """

    files: Mapping[str, bytes]
    receivers: Mapping[str, tuple[str, ...]]
    state: State = field(repr=False)


def make_calendars(
    invitations: Invitations,
    state: State | None = None,
    *,
    per: Per = "group",
    order: Sequence[str] = (),
    now: datetime | None = None,
    organizer: str | None = None,
    dates: tuple[date, date] | None = None,
    draw: Callable[[], str] = _random,
) -> Calendars:
    """Put the calendar files of a result together; write nothing.

    Parameters
    ----------
    invitations : Invitations
        What residents may see.
    state : State, optional
        What came before.  An event that did not change comes out as the same bytes; one that did
        keeps its UID under a higher SEQUENCE; one that is gone is cancelled until it is over if it
        was sent (`peerpair.report.calendars.mark_sent`), and forgotten if it was a draft.
    per : {"group", "resident"}
        A file for each group (``group-007.ics``, the group's number), or for each resident
        (``resident-014.ics``, the place in `order`) without the meetings that the resident misses.
        Cancelled meetings of members who have no such file any more are in ``cancelled-001.ics``
        and so on.  An event has one UID for all its members, so `per` may change between results.
    order : sequence of str
        Ids of all residents in the problem's order; for files per resident.
    now : datetime, optional
        The present, with an offset.
    organizer : str, optional
        An e-mail address.  With it files say ``METHOD:PUBLISH``, and each cancelled event is in a
        file of its own with ``METHOD:CANCEL`` (``group-007-cancelled-1.ics``), as invitations by
        e-mail have it; without it there is no METHOD, as calendar servers have it.
    dates : (date, date), optional
        The local dates ``[first, after)`` that the result speaks of: its horizon.  Meetings that
        lie outside, or are over, are left as they were sent; a series that is partly outside is
        cut.  Missing = the result speaks of all dates to come, so that whatever it does not have is
        cancelled.
    draw : callable
        Returns 32 random hexadecimal digits for a UID; for tests.

    Raises
    ------
    ProblemError
        If the organizer is no address, the time zone is not known, `order` lacks a resident, a
        meeting lies outside `dates`, or `now` has no offset.
    ArgumentError
        If `now` or `organizer` is of another class.

    Examples
    --------
    >>> from datetime import timedelta
    >>> from peerpair.report.residents.invitation import MeetingTime, Partner
    >>> start = datetime(2026, 8, 3, 23, tzinfo=UTC)
    >>> group = Invitation(1, (Partner("a", "Ana"), Partner("b", "Ben")), (),
    ...                    (MeetingTime(start, start + timedelta(hours=1)),))
    >>> made = make_calendars(Invitations("", "", "America/Chicago", (group,)), now=start)
    >>> list(made.files), made.receivers["group-001.ics"]
    (['group-001.ics'], ('a', 'b'))
    >>> b"DTSTART;TZID=America/Chicago:20260803T180000" in made.files["group-001.ics"]
    True
    """
    before = state or State()
    update = _update(invitations, now, organizer, dates, draw, first=not before.sent)
    wanted = [_wanted(group, invitations.timezone, per, update) for group in invitations.groups]
    said = advance(before.groups, wanted, update)
    if per == "resident":
        parts = per_resident(said, order)
    elif per == "group":
        parts = per_group(said)
    else:
        fault = Fault("per", f"must be 'group' or 'resident', got {show(per)}")
        raise ProblemError([fault], NO_CALENDARS)
    files: dict[str, bytes] = {}
    receivers: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for name, data in part.files(split=bool(update.organizer)):
            files[name], receivers[name] = data, part.receivers
    return Calendars(files, receivers, replace(before, groups=tuple(each.kept for each in said)))


def _update(
    invitations: Invitations,
    now: datetime | None,
    organizer: str | None,
    dates: tuple[date, date] | None,
    draw: Callable[[], str],
    *,
    first: bool,
) -> Update:
    check_argument("now", now, datetime, NoneType)
    check_argument("organizer", organizer, str, NoneType)
    faults = []
    if organizer and not is_address(organizer):
        faults.append(Fault("organizer", f"must be an e-mail address, got: {show(organizer)}"))
    zone = invitations.timezone
    if any(group.weekly or group.single for group in invitations.groups) and not is_zone(zone):
        faults.append(Fault("timezone", f"is not a time zone that is known: {show(zone)}"))
    present = datetime.now(UTC) if now is None else now
    if not isinstance(present, datetime) or present.tzinfo is None:
        faults.append(Fault("now", f"must be a time with an offset, got: {show(now)}"))
    if faults:
        raise ProblemError(faults, "no calendars can be made")
    present = present.astimezone(UTC).replace(microsecond=0)
    return Update(present, organizer or "", dates, draw, first)


def _wanted(group: Invitation, zone: str, per: Per, update: Update) -> Wanted:
    members = tuple(partner.id for partner in group.partners)
    if not (group.weekly or group.single):
        return Wanted(group.number, members, ())
    per_resident = per == "resident"
    events = propose_events(group, zone, update.organizer, per_resident=per_resident)
    for event in events:
        for start in event.starts:
            if not update.speaks_of(day := event.date_of(start)):
                fault = Fault("dates", f"the result has a meeting outside: {day}")
                raise ProblemError([fault], NO_CALENDARS)
    return Wanted(group.number, members, [event for event in events if event.to])
