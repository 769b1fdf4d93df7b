"""Whose event it is, in a calendar of one resident and in a calendar of many."""

from __future__ import annotations

import re
from urllib.parse import unquote

from peerpair.model.schedule import Topic
from peerpair.model.shape import show
from peerpair.read.calendar_event import Event
from peerpair.read.calendar_property import Property
from peerpair.read.draft import Draft
from peerpair.read.source import Source

__all__ = ["declined", "owner_named", "owners_of"]

_CALENDAR = re.compile(
    r"\b(?:calendar|schedule|roster|shifts?|events?|'s)\b|\(\d+\)", re.IGNORECASE
)
_TITLE_END = re.compile(r"\s*:|\s[-\u2013\u2014]+\s")


def owner_named(text: str, draft: Draft) -> str | None:
    """Return the resident whose name a file or a calendar has, words for calendars left out.

    Examples
    --------
    >>> from peerpair.model.resident import Resident
    >>> from peerpair.read.names import Names
    >>> draft = Draft("America/Chicago")
    >>> draft.names = Names([Resident("im03", name="Olivia Grant")])
    >>> owner_named("Olivia Grant Calendar", draft)
    'im03'
    """
    found = draft.names.find(text)
    if found is None and text:
        bare = " ".join(_CALENDAR.sub(" ", text[:200].replace("_", " ")).split())
        found = draft.names.find(bare) if bare else None
    return found


def declined(event: Event, owner: str, draft: Draft) -> bool:
    """Tell whether the calendar's owner declined an event."""
    return any(
        attendee.parameters.get("PARTSTAT", "").upper() == "DECLINED"
        and owner in map(draft.names.find, _names_of(attendee))
        for attendee in event.all("ATTENDEE")
    )


def owners_of(event: Event, title: str, source: Source, draft: Draft) -> tuple[list[str], str]:
    """Return the residents of an event in a calendar for many, and the title without their name.

    The attendees, or else the beginning of the title.
    """
    place = source.at(event.line)
    found: dict[str, None] = {}
    refused = False
    for attendee in event.all("ATTENDEE"):
        names = _names_of(attendee)
        resident = next((r for name in names if (r := draft.names.find(name))), None)
        if resident is None:
            message = f"attendee {show(names[0] if names else '')} is not a known resident"
            draft.count(place, message, "left out", Topic.LEFT_OUT, unit="event")
        elif attendee.parameters.get("PARTSTAT", "").upper() == "DECLINED":
            refused = True
        else:
            found[resident] = None
    if found:
        return list(found), title
    for match in list(_TITLE_END.finditer(title[:200]))[:5]:
        resident = draft.names.find(title[: match.start()].strip())
        if resident:
            return [resident], title[match.end() :].strip()
    message = ""
    if refused:
        message = "its residents declined the event"
    elif not event.has("ATTENDEE"):
        message = "the event names no known resident, in its attendees, its title or the file name"
    if message:
        hint = "" if refused else "rename the file after its resident, or give its name as an alias"
        draft.count(place, message, "left out", Topic.LEFT_OUT, unit="event", hint=hint)
    return [], title


def _names_of(attendee: Property) -> list[str]:
    """Return what an attendee may be known by: address, its local part, common name."""
    address = re.sub(r"(?i)^mailto:", "", unquote(attendee.value)).strip()
    names = (address, address.partition("@")[0], attendee.parameters.get("CN", ""))
    return [name for name in names if name]
