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
        span = answer.moment("startTime"), answer.moment("endTime")
        minutes = answer.text("availabilityViewInterval")
        for mailbox in answer.entries("value" if "value" in answer.keys else "", "mailboxes"):
            view, items = (mailbox.keys.get(key) for key in ("availabilityView", "scheduleItems"))
            told = isinstance(items, list) or (bool(view) and items is None)
            told = told and isinstance(view or "", str) and not mailbox.keys.get("error")
            if resident := mailbox.owner(mailbox.text("scheduleId"), span, told=told):
                listed = mailbox.entries("scheduleItems", "items") if items else ()
                entries = [entry for item in listed if (entry := _entry(item, resident))]
                if view and view.strip("0"):
                    entries += _shown(mailbox, resident, view, minutes, span, entries)
                mailbox.add(*entries)
                mailbox.cover(resident, span)
        answer.doubt_pages()


def _entry(item: JsonEntry, resident: str) -> Assignment | None:
    """Return an item's entry, unless it is free or cannot be read."""
    status = item.text("status").casefold()
    if status == "free" and not names_duty_or_leave(item.text("subject")):
        return None
    span = item.span(resident, "start", "end")
    if span and status not in _KINDS:
        wrong = "marked as free, and its subject names duty or leave"
        message = "the item " + (f"is {wrong}" if status == "free" else "has no known status")
        kind, topic = IssueKind.VALUE, Topic.CHANGED
        item.draft.issue(kind, item.place, message, "read as busy", topic, unit="item")
    return Assignment(resident, *span, _KINDS.get(status)) if span else None


def _shown(
    mailbox: JsonEntry,
    resident: str,
    view: str,
    stated: str,
    span: Moments,
    named: Sequence[Assignment],
) -> Iterator[Assignment]:
    """Yield the times that the view of a mailbox shows as not free and no item names."""
    clock, (first, last) = mailbox.draft.clock, span
    if first is None or last is None:
        if not named:
            message = "the busy times are not told, nor for which span"
            mailbox.refuse(resident, span, message)
        return
    origin = clock.instant(first)
    minutes, rest = divmod(clock.instant(last) - origin, len(view) * 60)
    if minutes < 1 or rest or stated not in ("", str(minutes)):
        mailbox.refuse(resident, span, "the view of availability does not fit the span")
        return
    length, reach = minutes * 60, 0
    busy = [step != "0" for step in view]
    for entry in sorted(named, key=lambda entry: clock.instant(entry.start)):
        begin = max(reach, (clock.instant(entry.start) - origin) // length)
        after = -((origin - clock.instant(entry.end)) // length)
        reach = max(reach, min(len(view), after))
        busy[begin:reach] = [False] * (reach - begin)
    for more, run in groupby(range(len(view)), key=busy.__getitem__):
        steps = [*run]
        if more:
            start = plain_moment(clock, origin + steps[0] * length)
            end = plain_moment(clock, origin + (steps[-1] + 1) * length)
            mailbox.draft.coverage.appear_at(resident, start, end)
            yield Assignment(resident, start, end)
