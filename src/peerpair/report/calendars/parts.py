"""Which events stand in which file; names of files are numbers alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from peerpair.errors import Fault, ProblemError
from peerpair.report.calendars.advance import Said
from peerpair.report.calendars.document import calendar_bytes
from peerpair.report.calendars.event import CalendarEvent
from peerpair.report.residents.invitation import stems
from peerpair.text import show

NO_CALENDARS = "no calendars can be made"
"""What is wrong where an argument is."""


@dataclass(frozen=True)
class Part:
    """What some residents are sent.

    Attributes
    ----------
    stem : str
        Such as ``group-007``.
    receivers : tuple of str
        Ids of residents.
    events : sequence of (CalendarEvent, bool)
        Events; True = the receivers are told that it is cancelled.
    """

    stem: str
    receivers: tuple[str, ...]
    events: Sequence[tuple[CalendarEvent, bool]]

    def files(self, *, split: bool) -> Iterator[tuple[str, bytes]]:
        """Yield names and contents; with `split` each cancelled event goes apart.

        An object with ``METHOD:CANCEL`` is about one event (RFC 5546, section 3.2.5).
        """
        if not split:
            if self.events:
                yield f"{self.stem}.ics", calendar_bytes(self.events)
            return
        live, gone = ([e for e in self.events if e[1] is off] for off in (False, True))
        if live:
            yield f"{self.stem}.ics", calendar_bytes(live, "PUBLISH")
        for number, event in enumerate(gone, 1):
            yield f"{self.stem}-cancelled-{number}.ics", calendar_bytes([event], "CANCEL")


def per_group(said: Sequence[Said]) -> list[Part]:
    """Return a part for each group, then those for groups that are gone.

    What is left of an event that some members never had goes to the others in a part of its own.
    """
    living: dict[int, Part] = {}
    others: list[Part] = []
    for each in said:
        members = each.kept.members
        whole: list[tuple[CalendarEvent, bool]] = []
        apart: dict[tuple[str, ...], list[tuple[CalendarEvent, bool]]] = {}
        for event in each.now:
            shared = event.cancelled or len(event.now.to) == len(members)
            listed = whole if shared else apart.setdefault(event.now.to, [])
            listed.append((event, event.cancelled))
        if each.number is not None:
            living[each.number] = Part("", members, whole)
        elif whole:
            others.append(Part("", members, whole))
        others.extend(Part("", names, events) for names, events in apart.items())
    return [
        replace(part, stem=stem)
        for word, listed in (("group", living), ("cancelled", dict(enumerate(others, 1))))
        for stem, part in zip(stems(word, listed), listed.values(), strict=True)
    ]


def per_resident(said: Sequence[Said], order: Sequence[str]) -> list[Part]:
    """Return a part for each resident, then for those who are not in `order` any more.

    Raises
    ------
    ProblemError
        If `order` lacks a member of a group of the result, or names one twice.
    """
    events: dict[str, list[tuple[CalendarEvent, bool]]] = {name: [] for name in order}
    if len(events) < len(order):
        raise ProblemError([Fault("order", "names a resident twice")], NO_CALENDARS)
    for each in said:
        now = {event.uid for event in each.now}
        for name in each.kept.members:
            if each.number is not None and name not in events:
                fault = Fault("order", f"lacks the resident {show(name)}")
                raise ProblemError([fault], NO_CALENDARS)
            mine = events.setdefault(name, [])
            for event in each.kept.events:
                # What lies outside the dates of the result stands as it was sent.
                if name in event.off or (name in event.now.to and event.uid in now):
                    mine.append((event, name in event.off))
    names = list(events)
    left = [name for name in names[len(order) :] if events[name]]
    return [
        Part(stem, (name,), events[name])
        for word, listed in (("resident", names[: len(order)]), ("cancelled", left))
        for stem, name in zip(stems(word, range(1, len(listed) + 1)), listed, strict=True)
    ]
