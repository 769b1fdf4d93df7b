"""Microsoft Graph's ``getSchedule`` responses: the items of mailboxes, for a span that was asked.

The response does not say for which span.  Where the request's ``startTime`` and ``endTime`` were
kept beside ``value`` it is known; else a mailbox is known as far as its items tell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from peerpair.model.schedule import Assignment, IssueKind, Topic
from peerpair.read.dates.cells import plain_moment
from peerpair.read.draft import Draft
from peerpair.read.formats.base import Format
from peerpair.read.json_export import JsonEntry, Moments, with_keys
from peerpair.read.rotations.words import names_duty_or_leave
from peerpair.read.source import Source

_KINDS = {"busy": None, "tentative": None, "workingelsewhere": None, "oof": "away"}


class GraphSchedule(Format):
    """Mailboxes by address; one with an error is unknown, and subjects are not kept."""

    kind = "graph_schedule"
    title = "Microsoft Graph getSchedule response"
    sign = with_keys("scheduleId", "availabilityView|scheduleItems")

    @classmethod
    def read(cls, source: Source, draft: Draft) -> None:
        answer = JsonEntry.whole(source, draft, "mailbox")
        reader = _MailboxReader(answer)
        for mailbox in answer.entries("value" if "value" in answer.keys else "", "mailboxes"):
            reader.mailbox(mailbox)
        answer.doubt_pages()


class _MailboxReader:
    """Reads the mailboxes of one response."""

    def __init__(self, answer: JsonEntry) -> None:
        self._minutes = answer.text("availabilityViewInterval")
        self._span: Moments = answer.moment("startTime"), answer.moment("endTime")

    def mailbox(self, mailbox: JsonEntry) -> None:
        """Read one mailbox."""
        address = mailbox.text("scheduleId")
        resident = mailbox.person(address, other=address.partition("@")[0])
        if resident is None:
            return
        mailbox.draft.coverage.appear(resident)
        view, items = mailbox.keys.get("availabilityView") or "", mailbox.keys.get("scheduleItems")
        told = isinstance(items, list) or (bool(view) and items is None)
        if mailbox.keys.get("error") or not isinstance(view, str) or not told:
            mailbox.refuse(resident, self._span, "the mailbox could not be asked")
            return
        entries: list[Assignment] = []
        for item in mailbox.entries("scheduleItems", "items") if items else ():
            entries += self._item(item, resident)
        if view.strip("0"):
            entries += self._shown(view, entries, mailbox, resident)
        mailbox.add(*entries)
        mailbox.cover(resident, self._span)

    def _item(self, item: JsonEntry, resident: str) -> Iterator[Assignment]:
        """Yield an item's entry, unless it is free or cannot be read."""
        status = item.text("status").casefold()
        if status == "free" and not names_duty_or_leave(item.text("subject")):
            return
        span = item.span(resident, "start", "end")
        if span and status not in _KINDS:
            wrong = "marked as free, and its subject names duty or leave"
            message = "the item " + (f"is {wrong}" if status == "free" else "has no known status")
            kind, topic = IssueKind.VALUE, Topic.CHANGED
            item.draft.issue(kind, item.place, message, "read as busy", topic, unit="item")
        if span:
            yield Assignment(resident, *span, _KINDS.get(status))

    def _shown(
        self, view: str, named: Sequence[Assignment], mailbox: JsonEntry, resident: str
    ) -> Iterator[Assignment]:
        """Yield the times that the view of a mailbox shows as not free and no item names."""
        clock, (first, last) = mailbox.draft.clock, self._span
        if first is None or last is None:
            if not named:
                message = "the busy times are not told, nor for which span"
                mailbox.refuse(resident, self._span, message)
            return
        origin = clock.instant(first)
        minutes, rest = divmod(clock.instant(last) - origin, len(view) * 60)
        if minutes < 1 or rest or self._minutes not in ("", str(minutes)):
            message = "the view of availability does not fit the span"
            mailbox.refuse(resident, self._span, message)
            return
        length, reach = minutes * 60, 0
        taken: set[int] = set()
        for entry in sorted(named, key=lambda entry: clock.instant(entry.start)):
            begin = max(reach, (clock.instant(entry.start) - origin) // length)
            after = -((origin - clock.instant(entry.end)) // length)
            reach = max(reach, min(len(view), after))
            taken.update(range(begin, reach))
        steps = enumerate(view)
        for busy, run in groupby(steps, lambda step: step[1] != "0" and step[0] not in taken):
            numbers = [number for number, _ in run]
            if busy:
                start = plain_moment(clock, origin + numbers[0] * length)
                end = plain_moment(clock, origin + (numbers[-1] + 1) * length)
                mailbox.draft.coverage.appear_at(resident, start, end)
                yield Assignment(resident, start, end)
