"""Whose event it is, in a calendar of one resident and in a calendar of many."""

from __future__ import annotations

import re
from urllib.parse import unquote

from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind
from peerpair.read.draft import Draft
from peerpair.read.ical.event import Event
from peerpair.read.ical.property import Property
from peerpair.read.ical.titles import Titles
from peerpair.read.source import Source
from peerpair.text import show

_CALENDAR = re.compile(
    r"\b(?:calendar|schedule|roster|shifts?|events?|'s)\b|\(\d+\)", re.IGNORECASE
)
_NOBODY = "the event names no known resident, in its attendees, its title or the file name"
_NAME = "name the file after its resident, or give an alias, or a tag such as cohort-A"
_SETTLE = "name people before or after a dash or a colon, or settle it in a table alias,resident"


def owner_named(text: str, place: Place, draft: Draft) -> str | None:
    """Return the resident whose name a file or a calendar has, words for calendars left out.

    Whoever merely may be meant becomes unknown.
    """
    match = draft.names.search(text)
    if match.resident is None and text:
        bare = " ".join(_CALENDAR.sub(" ", text[:200].replace("_", " ")).split())
        other = draft.names.search(bare)
        match = other if other.resident or not match.maybe else match
    for resident in match.maybe:
        message = f"the calendar of {show(text)} may be that of {resident}"
        draft.coverage.appear(resident)
        draft.lose(IssueKind.PERSON, place, message, resident, unit="file", value=text)
    return match.resident


def declined(event: Event, owner: str, draft: Draft) -> bool:
    """Tell whether the calendar's owner declined an event."""
    return any(
        attendee.parameters.get("PARTSTAT", "").upper() == "DECLINED"
        and owner in map(draft.names.find, _names_of(attendee))
        for attendee in event.all("ATTENDEE")
    )


def owners_of(
    event: Event, title: str, titles: Titles, source: Source, draft: Draft
) -> tuple[list[str], str]:
    """Return the residents of an event in a calendar for many, and the title without their names.

    The attendees, or else those whom the title names.  Whoever merely may be meant, and whoever is
    named elsewhere in the title, becomes unknown for the dates of the event.
    """
    place = source.at(event.line)
    owners: dict[str, None] = {}
    refused: set[str] = set()
    maybe: dict[str, str] = {}
    strangers: list[str] = []
    for attendee in event.all("ATTENDEE"):
        names = _names_of(attendee)
        matches = [draft.names.search(name) for name in names]
        resident = next((match.resident for match in matches if match.resident), None)
        if resident is None:
            shown = names[0] if names else ""
            maybe |= {who: shown for match in matches for who in match.maybe}
            strangers.append(f"attendee {show(shown)}")
        elif attendee.parameters.get("PARTSTAT", "").upper() == "DECLINED":
            refused.add(resident)
        else:
            owners[resident] = None
    named = titles.named(title)
    maybe |= named.maybe
    if owners or refused:
        maybe |= dict.fromkeys(named.residents, title)
    else:
        owners, title = dict.fromkeys(named.residents), named.rest
        if event.is_mismarked(named.beside) and not event.is_mismarked(title):
            title = named.beside  # "MICU with Ana Lopez", marked as free
        strangers += map(show, named.strangers)
    kind, busy = IssueKind.PERSON, event.takes_time(title)
    for stranger in strangers:
        message = f"{stranger} is not a known resident"
        draft.leave_out(kind, place, message, unit="event")
    for who, name in maybe.items():
        if busy and who not in owners and who not in refused:
            message, about = f"{show(name)} may be {who}", {"value": name, "hint": _SETTLE}
            draft.coverage.appear(who)
            draft.lose(kind, place, message, who, event.dates, unit="event", **about)
    if refused and not (owners or maybe or strangers):
        draft.leave_out(kind, place, "its residents declined the event", unit="event")
    elif not (owners or maybe or strangers):
        if title.strip() or not busy:
            draft.leave_out(kind, place, _NOBODY, unit="event", hint=_NAME)
        else:  # its title is missing, and with it whose it is
            draft.doubt_everybody(place, event.dates, unit="event")
    return list(owners), title


def _names_of(attendee: Property) -> list[str]:
    """Return what an attendee may be known by: address, its local part, common name."""
    address = re.sub(r"(?i)^mailto:", "", unquote(attendee.value)).strip()
    names = (address, address.partition("@")[0], attendee.parameters.get("CN", ""))
    return [name for name in names if name]
