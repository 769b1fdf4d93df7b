"""One calendar's events and lists of busy times, entered into the draft."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from peerpair.model.schedule import Assignment, IssueKind, Topic
from peerpair.read.coverage.extents import extent, widened
from peerpair.read.dates.cells import ONE_DAY, dates_inside
from peerpair.read.draft import Draft
from peerpair.read.duties import Rotations
from peerpair.read.ical.event import Event, EventTimes, Reading, Unreadable
from peerpair.read.ical.lines import RawPart
from peerpair.read.ical.owners import Titles, declined, owners_of
from peerpair.read.ical.recurrence import Effort
from peerpair.read.ical.series import AHEAD, Changes, Occurrence, listed, occurrences
from peerpair.read.ical.zones import Zones
from peerpair.read.rotations.words import AWAY, kind_of_shift, names_duty_or_leave
from peerpair.read.source import Source
from peerpair.text import show

_BLOCKS = AWAY | {"night_float"}
_MISMARKED = "the event is marked as free, and its title names duty or leave, or is lost"
_SECOND = timedelta(seconds=1)
_STEPS = 16  # of the rules of recurring events, for each event that is allowed


@dataclass(frozen=True)
class _Meant:
    """An event and those whom it is for."""

    event: Event
    residents: Sequence[str]
    title: str  # without their names
    refused: bool  # they declined it

    @cached_property
    def busy(self) -> bool:
        """Whether it takes their time."""
        return not self.refused and self.event.takes_time(self.title)


class CalendarReader:
    """Reads one calendar into a draft."""

    def __init__(self, source: Source, calendar: RawPart, owner: str | None, draft: Draft) -> None:
        self._source, self._calendar, self._owner, self._draft = source, calendar, owner, draft
        self._people: dict[str, None] = {owner: None} if owner else {}
        zones = Zones(draft.clock, calendar.parts("VTIMEZONE"))
        floating = zones.clock(calendar.value("X-WR-TIMEZONE"))
        effort = Effort(source.limits.events * _STEPS)
        self._reading = Reading(
            draft.clock, floating or draft.clock, zones, source.limits, draft.templates, effort
        )
        self._rotations = Rotations(source, draft)
        self._changes: dict[str, Changes] = defaultdict(Changes)
        self._unchanged = Changes()
        self._uids: set[str] = set()
        self._months: set[tuple[int, int]] = set()  # in which something happens
        self._said: set[tuple[int, str, str]] = set()
        self._single = False  # something happens that is no series
        self._bounded: list[tuple[str, datetime, datetime]] = []  # times of series that end

    @cached_property
    def _titles(self) -> Titles:
        """Whom titles name: only a calendar for many has to know."""
        return Titles(self._draft)

    def run(self) -> dict[str, None]:
        """Read everything; return those of whom the calendar speaks."""
        calendar, draft, reading = self._calendar, self._draft, self._reading
        name = calendar.value("X-WR-TIMEZONE")
        if name and reading.zones.clock(name) is None:
            message = f"X-WR-TIMEZONE {show(name)} is no time zone that is known"
            action, topic = "times without a zone are read as the programme's", Topic.CHANGED
            draft.issue(IssueKind.ZONE, self._source.at(), message, action, topic, value=name)
        events = calendar.parts("VEVENT")
        for part in events:
            if part.says("RECURRENCE-ID"):
                change = Event(part, reading)
                if change.is_change and not change.is_proposal:
                    self._changes[change.text("UID")].events.append(change)
        for part in events:
            self._event(Event(part, reading))
        asked = calendar.value("METHOD").upper() == "REQUEST"
        for part in calendar.parts("VFREEBUSY"):
            if asked:
                message = "the list of busy times is a question (METHOD:REQUEST)"
                place = self._source.at(part.line)
                draft.leave_out(IssueKind.NOT_BUSY, place, message, unit="list")
            else:
                self._busy_list(Event(part, reading))
        if not self._single:
            # A calendar of nothing but series is published as far as those that end.
            for resident, start, end in self._bounded:
                draft.coverage.appear_at(resident, start, end)
        self._rotations.finish()
        noons = [draft.clock.instant(datetime(*month, 15, 12)) for month in self._months]
        for name in reading.zones.odd(noons):
            message = f"the file defines time zone {show(name)} differently from the database"
            action, topic = "the database is used", Topic.CHANGED
            draft.issue(IssueKind.ZONE, self._source.at(), message, action, topic)
        return self._people

    def _event(self, event: Event) -> None:
        draft, owner = self._draft, self._owner
        if event.is_proposal:
            message = "the event is a meeting proposed by peerpair"
            self._issue(event, IssueKind.NOT_BUSY, message, "left out", unit="event")
            return
        if owner and draft.window and self._is_far(event, owner):
            return
        uid, change = event.text("UID"), event.is_change
        changes = self._unchanged if change else self._changes.get(uid, self._unchanged)
        if uid and not change:
            if uid in self._uids:
                message = "the event has the UID of another"
                self._issue(event, IssueKind.DUPLICATE, message, "both are kept", unit="event")
            self._uids.add(uid)
        usual = event.usual(draft.moments) if owner and not changes.events else None
        if owner and usual:
            start, end, title, site = usual
            self._note((owner,), start, end, serial=False, endless=False)
            entry = Assignment(owner, start, end, kind_of_shift(title), False, site)
            draft.add((entry,), self._source, event.line)
            return
        residents, title = self._owners(event, event.text("SUMMARY"))
        if residents:
            refused = owner is not None and declined(event, owner, draft)
            self._read(_Meant(event, residents, title, refused), changes)

    def _issue(self, event: Event, kind: IssueKind, *said: Any, **about: Any) -> None:
        self._draft.issue(kind, self._source.at(event.line), *said, **about)

    def _is_far(self, event: Event, owner: str) -> bool:
        """Tell whether an event is far outside the horizon: nothing odd is looked for in it."""
        first, last = event.stated
        serial = event.is_recurring or event.is_change
        if event.broken or serial or first is None or (last or first) < first:
            return False
        if self._draft.matters(first - 2 * ONE_DAY, last and last + 2 * ONE_DAY):
            return False
        self._draft.coverage.appear(owner, first, max(first, (last or first) - ONE_DAY))
        self._single = True
        return True

    def _owners(self, event: Event, title: str) -> tuple[list[str], str]:
        """Return whose event it is, and the title without their names."""
        owner, draft = self._owner, self._draft
        residents = [owner] if owner else []
        if not owner:
            residents, title = owners_of(event, title, self._titles, self._source, draft)
        for resident in residents:
            self._people[resident] = None
            draft.coverage.appear(resident)
        return residents, title

    def _read(self, meant: _Meant, changes: Changes) -> None:
        """Enter every occurrence of an event."""
        event, draft, recurring = meant.event, self._draft, meant.event.is_recurring
        event.kind(meant.title), event.site  # so that what is broken shows before it matters
        if not meant.busy and recurring and not changes.events:
            self._count_as_free(meant)
            return
        if recurring and "EXRULE" in event.lines:
            message = "the event has an EXRULE, which is out of date"
            self._issue(event, IssueKind.TIME, message, "not used", unit="event")
        try:
            each_time, endless = occurrences(event, changes, draft.window)
        except Unreadable as trouble:
            self._lose(meant, trouble)
            return
        if endless and meant.busy and not draft.window:
            message = "the event recurs without end, and no horizon is given"
            beyond = (event.start.local + AHEAD).date(), None
            place = self._source.at(event.line)
            for resident in meant.residents:
                draft.lose(IssueKind.COVERAGE, place, message, resident, beyond, unit="row")
        for each in each_time:
            mine = meant
            if each.event is not event:
                title = each.event.text("SUMMARY") or meant.title
                mine = replace(meant, event=each.event, title=title)
            try:
                times = each.event.times(each.start, each.end)
            except Unreadable as trouble:
                self._lose(mine, trouble)
                continue
            day = draft.clock.local(each.start.instant)
            start, end = (times.start, times.end) if times else (day, day)
            self._note(meant.residents, start, end, recurring, endless)
            if times:
                self._enter(mine, times)
            else:
                self._nothing(mine, each)

    def _note(
        self, residents: Iterable[str], start: datetime, end: datetime, serial: bool, endless: bool
    ) -> None:
        """Note the dates that the calendar speaks of."""
        # A series may go on far beyond what was published: it counts only without single events,
        # and only if it has an end.
        self._months.add((start.year, start.month))
        self._single = self._single or not serial
        for resident in residents:
            if not serial:
                self._draft.coverage.appear_at(resident, start, end)
            elif not endless:
                self._bounded.append((resident, start, end))

    def _nothing(self, meant: _Meant, each: Occurrence) -> None:
        """What has no length takes no time, unless its title says that one was forgotten."""
        is_moment = not any(meant.event.length)
        if is_moment and meant.busy and names_duty_or_leave(meant.title):
            day = each.start.local.date()
            near = extent(day, day)
            near = near if each.start.clock is self._draft.clock else widened(near)
            message = "the event has no length, and its title names duty"
            self._lose(meant, Unreadable(message, dates=near))
            return
        message = "a clock change leaves nothing of the event"
        message = "the event has no length" if is_moment else message
        left_out = "left out", Topic.LEFT_OUT
        self._issue(meant.event, IssueKind.NOT_BUSY, message, *left_out, unit="event")

    def _enter(self, meant: _Meant, times: EventTimes) -> None:
        event, draft, title = meant.event, self._draft, meant.title
        if not meant.busy:
            self._count_as_free(meant, named=times.whole_days)
            return
        if event.remark:
            self._issue(event, IssueKind.TIME, event.remark, "kept", Topic.CHANGED)
        kind, soft = event.kind(title)
        template = draft.templates.find(title) if times.whole_days else None
        first, last = times.start.date(), (times.end - _SECOND).date()
        if event.is_mismarked(title):
            if times.whole_days and not (template or soft or kind in _BLOCKS):
                if title and draft.matters(first, last):
                    draft.unmatched[title] += 1  # hours in a table of rotations would settle it
                self._lose(meant, Unreadable(_MISMARKED, dates=extent(first, last)))
                return
            about = _MISMARKED, "read as busy", Topic.CHANGED
            self._issue(event, IssueKind.NOT_BUSY, *about, unit="event")
        for resident in meant.residents if template else ():
            where = event.line, 0
            self._rotations.add(resident, title, (first, last), where, event.site)
        if not template:
            when = times.start, times.end
            entries = [Assignment(r, *when, kind, soft, event.site) for r in meant.residents]
            draft.add(entries, self._source, event.line)

    def _count_as_free(self, meant: _Meant, *, named: bool = False) -> None:
        """Leave an event out, and say who is free because of it; `named` = say its title, too."""
        message = "the event does not make busy" + (f": {show(meant.title)}" if named else "")
        action = f"left out; {', '.join(meant.residents)} can be free in it"
        about = IssueKind.NOT_BUSY, message, action, Topic.LEFT_OUT
        self._issue(meant.event, *about, unit="event", value=meant.title)

    def _lose(self, meant: _Meant, trouble: Unreadable) -> None:
        """Make the dates of what would be busy unknown; a series that is broken says so once."""
        draft, line = self._draft, meant.event.line
        dates, place = trouble.dates or meant.event.dates, self._source.at(line)
        for resident in meant.residents if meant.busy else ():
            said = line, resident, trouble.message
            if said in self._said:
                draft.coverage.lose((resident,), dates)
                continue
            if draft.matters(*dates):  # of what is far away nothing is said
                self._said.add(said)
            about = IssueKind.TIME, place, trouble.message, resident, dates
            draft.lose(*about, value=trouble.value)

    def _busy_list(self, event: Event) -> None:
        """Read a list of busy times (VFREEBUSY)."""
        draft, place = self._draft, self._source.at(event.line)
        residents, _ = self._owners(event, "")
        try:
            whole = "DTSTART" in event.lines and "DTEND" in event.lines
            span = (event.start.instant, event.end.instant) if whole else (0, 0)
            most, floating = self._source.limits.events, self._reading.floating
            periods = listed(event, "FREEBUSY", most, floating)
            times = [event.times(each.start, each.end) for each in periods]
        except Unreadable as trouble:
            if residents:  # none of its periods is entered, whenever they are
                about = IssueKind.TIME, place, trouble.message, residents
                draft.lose(*about, value=trouble.value)
            return
        for resident in residents:
            if span[0] < span[1]:  # all busy times of these dates, as a server knows them
                draft.coverage.state(resident, *dates_inside(*map(draft.clock.local, span)))
            entries = [Assignment(resident, each.start, each.end) for each in times if each]
            draft.add(entries, self._source, event.line)
        if not residents:
            message = "the list of busy times names no known resident"
            draft.leave_out(IssueKind.PERSON, place, message)
