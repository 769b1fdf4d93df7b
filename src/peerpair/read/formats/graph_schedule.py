"""Microsoft Graph's ``getSchedule`` responses: the items of mailboxes, for a span that was asked.

The response does not say for which span.  Where the request's ``startTime`` and ``endTime`` were
kept beside ``value`` it is known; else a mailbox is known as far as its items tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, groupby

from peerpair.model.place import Place
from peerpair.model.schedule import Assignment, IssueKind, Topic
from peerpair.read.coverage.extents import ALWAYS, extent, widened
from peerpair.read.dates.cells import plain_moment, read_moment, stated_date
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Example, Format
from peerpair.read.ical.zones import Zones
from peerpair.read.json_export import (
    JsonObject,
    cover_only,
    doubt_pages,
    find_person,
    is_json,
    objects,
    read_json,
    text_of,
    without_fraction,
)
from peerpair.read.rotations.words import names_duty_or_leave
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.text import show

_KINDS = {"busy": None, "tentative": None, "workingelsewhere": None, "oof": "away"}


class GraphSchedule(Format):
    """Mailboxes by address; one with an error is unknown, and subjects are not kept."""

    kind = "graph_schedule"
    title = "Microsoft Graph getSchedule response"

    @classmethod
    def sniff(cls, head: Head) -> bool:
        shown = '"availabilityView"' in head.text or '"scheduleItems"' in head.text
        return is_json(head) and '"scheduleId"' in head.text and shown

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        document = read_json(source)
        source = replace(source, unit="mailbox")
        request = document if isinstance(document, dict) else {}
        reader = _MailboxReader(request, source, draft)
        mailboxes = request.get("value") if isinstance(document, dict) else document
        for number, mailbox in objects(source, mailboxes, "mailboxes"):
            reader.mailbox(number, mailbox)
        doubt_pages(document, source, draft)

    @classmethod
    def example(cls) -> Example:
        return Example(
            "schedules.json",
            '{"startTime": {"dateTime": "2026-08-03T00:00:00", "timeZone": "America/Chicago"},\n'
            '"endTime": {"dateTime": "2026-08-17T00:00:00", "timeZone": "America/Chicago"},\n'
            '"value": [{"scheduleId": "a@x.org", "scheduleItems": [{"status": "busy",\n'
            '"start": {"dateTime": "2026-08-03T12:00:00.0000000", "timeZone": "UTC"},\n'
            '"end": {"dateTime": "2026-08-03T19:00:00.0000000",\n'
            '"timeZone": "Central Standard Time"}}]},\n'
            '{"scheduleId": "c@x.org", "scheduleItems": [{"status": "oof",\n'
            '"start": {"dateTime": "2026-08-05T00:00:00", "timeZone": "America/Chicago"},\n'
            '"end": {"dateTime": "2026-08-06T00:00:00", "timeZone": "America/Chicago"}}]}]}',
            "a 08-03 07:00/08-03 19:00; c 08-05 00:00/08-06 00:00 away",
        )


class _MailboxReader:
    """Reads the mailboxes of one response."""

    def __init__(self, request: JsonObject, source: Source, draft: Draft) -> None:
        self._source, self._draft = source, draft
        self._zones = Zones(draft.clock, {})
        self._minutes = text_of(request, "availabilityViewInterval")
        first, last = (self._instant(request, key) for key in ("startTime", "endTime"))
        self._span = None if first is None or last is None or first >= last else (first, last)

    def mailbox(self, number: int, mailbox: JsonObject) -> None:
        """Read one mailbox."""
        draft, place, key = self._draft, self._source.at(number), text_of(mailbox, "scheduleId")
        resident = find_person(draft, place, email=key, other=key.partition("@")[0])
        if resident is None:
            return
        draft.coverage.appear(resident)
        view, items = mailbox.get("availabilityView") or "", mailbox.get("scheduleItems")
        told = isinstance(items, list) or (bool(view) and items is None)
        if mailbox.get("error") or not isinstance(view, str) or not told:
            self._lose(resident, number, "the mailbox could not be asked")
            return
        entries: list[Assignment] = []
        sound = True
        for _, item in objects(self._source, items or [], "items"):
            entry = self._item(item, resident, place)
            if isinstance(entry, Assignment):
                entries.append(entry)
            sound = sound and entry is not None
        if sound:
            entries += self._shown(view, entries, resident, number)
        for entry in entries:
            draft.coverage.appear_at(resident, entry.start, entry.end)
        draft.add(entries, self._source, number)
        if self._span:
            cover_only(draft, resident, *map(draft.clock.aware, self._span))

    def _lose(self, resident: str, number: int, message: str) -> None:
        draft, dates = self._draft, ALWAYS
        if self._span:
            first, last = (draft.clock.local(instant).date() for instant in self._span)
            dates = extent(first, last)
        place, kind = self._source.at(number), IssueKind.COVERAGE
        draft.lose(kind, place, message, resident, dates, unit="mailbox")
        draft.coverage.forget(resident)

    def _item(self, item: JsonObject, resident: str, place: Place) -> Assignment | bool | None:
        """Return an item's entry; True = it is free, None = it cannot be read."""
        draft, status = self._draft, text_of(item, "status").casefold()
        if status == "free" and not names_duty_or_leave(text_of(item, "subject")):
            return True
        start, end = (self._instant(item, key) for key in ("start", "end"))
        if start is None or end is None or end <= start:
            texts = [_text(item, key) for key in ("start", "end")]
            dates = widened(extent(*map(stated_date, texts)))
            message = f"the item from {show(texts[0])} to {show(texts[1])} cannot be read"
            draft.lose(IssueKind.TIME, place, message, resident, dates)
            return None
        if status not in _KINDS:
            wrong = "marked as free, and its subject names duty or leave"
            message = "the item " + (f"is {wrong}" if status == "free" else "has no known status")
            kind, topic = IssueKind.VALUE, Topic.CHANGED
            draft.issue(kind, place, message, "read as busy", topic, unit="item")
        begin, close = (plain_moment(draft.clock, instant) for instant in (start, end))
        return Assignment(resident, begin, close, _KINDS.get(status))

    def _instant(self, entry: JsonObject, key: str) -> int | None:
        """Return the instant that a date with its time zone says."""
        stated = entry.get(key)
        moment = read_moment(without_fraction(_text(entry, key)))
        if moment is None or not isinstance(stated, dict):
            return None
        label = text_of(stated, "timeZone")
        clock = self._zones.clock(label) if label else None
        if moment.tzinfo is None and clock is None:
            return None
        return (clock or self._draft.clock).instant(moment)

    def _shown(
        self, view: str, entries: list[Assignment], resident: str, number: int
    ) -> Iterator[Assignment]:
        """Yield the times that the view of a mailbox shows as not free and no item names."""
        if not view.strip("0"):
            return
        if self._span is None:
            if not entries:
                self._lose(resident, number, "the busy times are not told, nor for which span")
            return
        clock, (start, end) = self._draft.clock, self._span
        minutes, rest = divmod(end - start, len(view) * 60)
        if rest or (self._minutes and self._minutes != str(minutes)):
            self._lose(resident, number, "the view of availability does not fit the span")
            return
        length = minutes * 60
        edges = [0] * (len(view) + 1)
        for entry in entries:
            first = max(0, (clock.instant(entry.start) - start) // length)
            after = min(len(view), -((start - clock.instant(entry.end)) // length))
            if first < after:
                edges[first], edges[after] = edges[first] + 1, edges[after] - 1
        named = [bool(count) for count in accumulate(edges)]
        missing = [sign != "0" and not named[at] for at, sign in enumerate(view)]
        for open_, run in groupby(range(len(view)), key=missing.__getitem__):
            parts = list(run)
            if open_:
                ends = start + parts[0] * length, start + (parts[-1] + 1) * length
                begin, close = (plain_moment(clock, instant) for instant in ends)
                yield Assignment(resident, begin, close)


def _text(entry: JsonObject, key: str) -> str:
    stated = entry.get(key)
    return text_of(stated, "dateTime") if isinstance(stated, dict) else ""
