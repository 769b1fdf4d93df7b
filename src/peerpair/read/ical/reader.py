"""One calendar's events and lists of busy times, entered into the draft."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from functools import cached_property

from peerpair.model.schedule import Assignment, IssueKind, Topic
from peerpair.read.coverage.extents import extent, widened
from peerpair.read.draft import Draft
from peerpair.read.duties import Rotations
from peerpair.read.ical.event import Event, EventTimes, Reading, Unreadable, is_proposal
from peerpair.read.ical.freebusy import busy_periods
from peerpair.read.ical.lines import RawCalendar, RawPart
from peerpair.read.ical.owners import declined, owners_of
from peerpair.read.ical.quick import QuickEvents
from peerpair.read.ical.recurrence import Effort
from peerpair.read.ical.series import Changes, Occurrence, Series, is_recurring
from peerpair.read.ical.titles import Titles
from peerpair.read.ical.zones import Zones
from peerpair.read.rotations.words import AWAY, names_duty_or_leave
from peerpair.read.source import Source
from peerpair.text import show

_BLOCKS = AWAY | {"night_float"}
_NOT_BUSY = "the event does not make busy"
_MISMARKED = "the event is marked as free, and its title names duty or leave"
_SECOND = timedelta(seconds=1)
_STEPS = 16  # of the rules of recurring events, for each event that is allowed
_MONTH = 28 * 86_400


class CalendarReader:
    """Reads one calendar into a draft.

    Its `owners` are those of whom it spoke.
    """

    def __init__(
        self, source: Source, calendar: RawCalendar, owner: str | None, draft: Draft
    ) -> None:
        self._source, self._calendar, self._owner, self._draft = source, calendar, owner, draft
        self.owners: dict[str, None] = {owner: None} if owner else {}
        zones = Zones(draft.clock, calendar.zones)
        floating = zones.clock(calendar.floating) if calendar.floating else None
        effort = Effort(source.limits.events * _STEPS)
        self._reading = Reading(
            draft.clock, floating or draft.clock, zones, source.limits, draft.templates, effort
        )
        self._rotations = Rotations(source, draft)
        self._changes: dict[str, Changes] = defaultdict(Changes)
        self._uids: set[str] = set()
        self._used: dict[str, set[int]] = defaultdict(set)
        self._singles = 0
        self._said: set[tuple[int, str, str]] = set()
        self._bounded: list[tuple[str, EventTimes]] = []
        self._quick = owner and QuickEvents(
            source, self._reading, owner, (self._uids, self._changes), draft
        )

    @cached_property
    def _titles(self) -> Titles:
        """Whom titles name: only a calendar for many has to know."""
        return Titles(self._draft)

    def run(self) -> None:
        """Read everything."""
        draft = self._draft
        parts = [part for part in self._calendar.events if not self._is_proposal(part)]
        if self._calendar.floating and self._reading.floating is draft.clock:
            self._check_floating()
        for part in parts:
            if "RECURRENCE-ID" in part.body.upper():
                change = Event(part, self._reading)
                if change.all("RECURRENCE-ID"):
                    self._changes[change.text("UID")].events.append(change)
        for part in parts:
            if not (self._quick and self._quick.take(part)):
                self._event(Event(part, self._reading))
        for part in self._calendar.busy:
            if self._calendar.asking:
                message = "the list of busy times is a question (METHOD:REQUEST)"
                place = self._source.at(part.line)
                draft.leave_out(IssueKind.NOT_BUSY, place, message, unit="list")
            else:
                self._busy_list(part)
        if not self._singles and not (self._quick and self._quick.count):
            # A calendar of nothing but series is published as far as those that end.
            for resident, times in self._bounded:
                self._draft.coverage.appear_at(resident, times.start, times.end)
        self._rotations.finish()
        self._check_zones()

    def _is_proposal(self, part: RawPart) -> bool:
        """Tell whether an event is a meeting that was proposed here, and note it."""
        if not is_proposal(part):
            return False
        message = "the event is a meeting proposed by peerpair"
        place = self._source.at(part.line)
        self._draft.issue(IssueKind.NOT_BUSY, place, message, "left out", unit="event")
        return True

    def _check_floating(self) -> None:
        """Say so if the zone for times without a zone is not known."""
        name = self._calendar.floating
        if self._reading.zones.clock(name) is None:
            message = f"X-WR-TIMEZONE {show(name)} is no time zone that is known"
            action = "times without a zone are read as the programme's"
            place, topic = self._source.at(), Topic.CHANGED
            self._draft.issue(IssueKind.ZONE, place, message, action, topic, value=name)

    def _event(self, event: Event) -> None:
        draft, place = self._draft, self._source.at(event.line)
        title = event.text("SUMMARY")
        uid = event.text("UID")
        change = bool(event.all("RECURRENCE-ID"))
        if uid and not change:
            if uid in self._uids:
                message = "the event has the UID of another"
                draft.issue(IssueKind.DUPLICATE, place, message, "both are kept", unit="event")
            self._uids.add(uid)
        if self._owner:
            residents = [self._owner]
        else:
            residents, title = self._owners(event, title)
        if not residents:
            return
        refused = bool(self._owner) and declined(event, self._owner or "", draft)
        busy = event.takes_time(title) and not refused
        event.kind(title), event.text("LOCATION")  # so that what is broken shows before it matters
        for resident in residents:
            self.owners[resident] = None
            draft.coverage.appear(resident)
        if not busy and is_recurring(event) and not self._changes[uid].events:
            self._count_as_free(event, residents, title)
            return
        try:
            occurrences = self._occurrences(event, uid, change, residents)
        except Unreadable as trouble:
            if busy:
                self._lose(event, residents, trouble)
            return
        for each in occurrences:
            named = title if each.event is event else each.event.text("SUMMARY") or title
            busy = each.event.takes_time(named) and not refused
            self._occurrence(each, residents, named, busy)

    def _owners(self, event: Event, title: str) -> tuple[list[str], str]:
        return owners_of(event, title, self._titles, self._source, self._draft)

    def _occurrences(
        self, event: Event, uid: str, change: bool, residents: list[str]
    ) -> list[Occurrence]:
        """Return when an event is, and note what follows from it for the coverage."""
        changes = Changes() if change or not uid else self._changes[uid]
        if change or not (is_recurring(event) or changes.events):
            occurrences = [Occurrence(event.start, event)]
            self._singles += 1
            endless = False
        else:
            if event.has("EXRULE"):
                message = "the event has an EXRULE, which is out of date"
                place = self._source.at(event.line)
                self._draft.issue(IssueKind.TIME, place, message, "not used", unit="event")
            series = Series(event, changes, self._draft.window)
            occurrences = series.occurrences()
            endless = series.endless
            if series.beyond and event.takes_time(event.text("SUMMARY")):
                message = "the event recurs without end, and no horizon is given"
                place, kind = self._source.at(event.line), IssueKind.COVERAGE
                for resident in residents:
                    self._draft.lose(kind, place, message, resident, series.beyond, unit="row")
        self._note_zone(event, occurrences)
        self._cover(event, occurrences, residents, endless)
        return occurrences

    def _cover(
        self, event: Event, occurrences: list[Occurrence], residents: list[str], endless: bool
    ) -> None:
        """Note the dates that the calendar speaks of.

        A series may go on far beyond the dates for which the rest was published, so it counts
        only in a calendar of nothing but series, and only if it has an end.
        """
        single = not is_recurring(event) or event.has("RECURRENCE-ID")
        for each in occurrences if single or not endless else ():
            try:
                times = each.times if each.end or not each.event.endless else None
            except Unreadable:
                continue
            day = self._reading.home.local(each.start.instant)
            first, last = (times.start, times.end) if times else (day, day)
            for resident in residents:
                if single:
                    self._draft.coverage.appear_at(resident, first, last)
                else:
                    self._bounded.append((resident, EventTimes(first, last)))

    def _occurrence(self, each: Occurrence, residents: list[str], title: str, busy: bool) -> None:
        event, draft = each.event, self._draft
        try:
            if each.end is None and event.endless:
                self._moment(each, residents, title, busy)
                return
            times = each.times
        except Unreadable as trouble:
            if busy:
                self._lose(event, residents, trouble)
            return
        if times is None:
            message = "a clock change leaves nothing of the event"
            self._leave_out(event, message)
            return
        if event.remark and busy:
            place, topic = self._source.at(event.line), Topic.CHANGED
            draft.issue(IssueKind.TIME, place, event.remark, "kept", topic)
        self._enter(each, times, residents, title, busy)

    def _enter(
        self, each: Occurrence, times: EventTimes, residents: list[str], title: str, busy: bool
    ) -> None:
        event, draft = each.event, self._draft
        kind, soft = event.kind(title)
        template = draft.templates.find(title) if times.whole_days else None
        if not busy:
            self._count_as_free(event, residents, title, named=times.whole_days)
            return
        if event.is_mismarked(title):
            if times.whole_days and not (template or soft or kind in _BLOCKS):
                near = extent(times.start.date(), (times.end - _SECOND).date())
                self._lose(event, residents, Unreadable(_MISMARKED, near))
                return
            place, topic = self._source.at(event.line), Topic.CHANGED
            draft.issue(IssueKind.NOT_BUSY, place, _MISMARKED, "read as busy", topic, unit="event")
        site = " ".join(event.text("LOCATION").split()) or None
        if template:
            first, last = times.start.date(), (times.end - _SECOND).date()
            for resident in residents:
                self._rotations.add(resident, title, (first, last), (event.line, 0), site)
            return
        entries = [Assignment(r, times.start, times.end, kind, soft, site) for r in residents]
        draft.add(entries, self._source, event.line)

    def _moment(self, each: Occurrence, residents: list[str], title: str, busy: bool) -> None:
        """An event without length takes no time, unless its title says that one was forgotten."""
        event = each.event
        if not (busy and names_duty_or_leave(title)):
            self._leave_out(event, "the event has no length")
            return
        day = each.start.local.date()
        near = extent(day, day)
        if each.start.clock is not self._draft.clock:
            near = widened(near)
        message = "the event has no length, and its title names duty"
        self._lose(event, residents, Unreadable(message, near))

    def _count_as_free(
        self, event: Event, residents: list[str], title: str, *, named: bool = False
    ) -> None:
        """Leave an event out, and say who is free because of it; `named` = say its title, too."""
        message = f"{_NOT_BUSY}: {show(title)}" if named else _NOT_BUSY
        action = f"left out; {', '.join(residents)} can be free in it"
        place, kind, topic = self._source.at(event.line), IssueKind.NOT_BUSY, Topic.LEFT_OUT
        self._draft.issue(kind, place, message, action, topic, unit="event", value=title)

    def _leave_out(self, event: Event, message: str) -> None:
        place = self._source.at(event.line)
        self._draft.leave_out(IssueKind.NOT_BUSY, place, message, unit="event")

    def _lose(self, event: Event, residents: list[str], trouble: Unreadable) -> None:
        """Make dates unknown; a series that is broken says so once."""
        place, draft = self._source.at(event.line), self._draft
        for resident in residents:
            said = event.line, resident, trouble.message
            if said in self._said:
                draft.coverage.lose((resident,), trouble.dates)
            else:
                kind, message, dates = IssueKind.TIME, trouble.message, trouble.dates
                if draft.matters(*dates):  # of what is far away nothing is said
                    self._said.add(said)
                draft.lose(kind, place, message, resident, dates, value=trouble.value)

    def _note_zone(self, event: Event, occurrences: list[Occurrence]) -> None:
        """Remember when a zone was used that the file defines, too: once a month is enough."""
        if not self._calendar.zones:
            return
        for line in event.all("DTSTART"):
            name = line.parameters.get("TZID")
            if name in self._calendar.zones:
                known = self._used[name]
                for each in occurrences[:: max(1, len(occurrences) // 24)]:
                    known.add(each.start.instant // _MONTH * _MONTH)

    def _check_zones(self) -> None:
        home = self._reading.home
        if self._quick and home.zone.key in self._calendar.zones:
            noons = (datetime(year, month, 15, 12) for year, month in self._quick.months)
            self._used[home.zone.key].update(map(home.instant, noons))
        for name, instants in self._used.items():
            if self._reading.zones.differences(name, instants):
                message = f"the file defines time zone {show(name)} differently from the database"
                place, action = self._source.at(), "the database is used"
                self._draft.issue(IssueKind.ZONE, place, message, action, Topic.CHANGED)

    def _busy_list(self, part: RawPart) -> None:
        """Read a list of busy times (VFREEBUSY)."""
        event, place = Event(part, self._reading), self._source.at(part.line)
        residents = [self._owner] if self._owner else self._owners(event, "")[0]
        for resident in residents:
            self.owners[resident] = None
            self._draft.coverage.appear(resident)
        try:
            dates, periods = busy_periods(event)
        except Unreadable as trouble:
            self._lose(event, residents, trouble)
            return
        for resident in residents:
            if dates:
                self._draft.coverage.appear_at(resident, dates.start, dates.end)
            entries = [Assignment(resident, times.start, times.end) for times in periods]
            self._draft.add(entries, self._source, part.line)
        if not residents:
            message = "the list of busy times names no known resident"
            self._draft.leave_out(IssueKind.PERSON, place, message)
