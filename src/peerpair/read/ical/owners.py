"""Whose event it is, in a calendar of one resident and in a calendar for many.

In that the title may say it: ``Ana Lopez: Night``, ``Clinic - Ana Lopez / Ben Okafor``, or a tag of
residents as in ``+1 week Cohort A``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind
from peerpair.read.draft import Draft
from peerpair.read.ical.event import Event
from peerpair.read.ical.property import Property
from peerpair.read.people.names import Whom
from peerpair.read.people.parts import parts_of
from peerpair.read.people.words import name_key
from peerpair.read.rotations.words import names_duty_or_leave
from peerpair.read.source import Source
from peerpair.text import show

_CALENDAR = re.compile(
    r"\b(?:calendar|schedule|roster|shifts?|events?|'s)\b|\(\d+\)", re.IGNORECASE
)
_NOBODY = "the event names no known resident, in its attendees, its title or the file name"
_NAME = "name the file after its resident, or give an alias, or a tag such as cohort-A"
_SETTLE = "name people before or after a dash or a colon, or settle it in a table alias,resident"
_LONGEST = 200
_MOST_CUTS, _MOST_PARTS, _MOST_WORDS = 3, 8, 15
_SHORTEST = 2  # letters of a single word that may be somebody
_KEPT = 20_000
_CUT = re.compile(r"\s*:\s*|\s+-+\s+|\s*[\u2013\u2014]+\s*")
_BETWEEN = re.compile(r"\s*[/&;|()]\s*|\s+(?:and|und|et|y)\s+", re.IGNORECASE)
_WORD = re.compile(r"\w[\w.'\u2019-]*")


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


@dataclass(frozen=True)
class Named:
    """Whom a title names."""

    residents: tuple[str, ...]  # for certain
    maybe: Mapping[str, str]  # who else may be meant -> by what
    strangers: tuple[str, ...]  # named beside residents, and nobody known
    rest: str  # the title without whom it is for
    beside: str  # what stands among the names, and in brackets beside them


class Titles:
    """Finds the people of titles."""

    def __init__(self, draft: Draft) -> None:
        self._names, self._templates = draft.names, draft.templates
        self._words: set[str] = set()  # of names: others are not looked for inside titles
        for resident, _ in draft.residents.values():
            self._words.update(name_key(resident.name), name_key(resident.id))
        for alias in draft.aliases:
            self._words.update(name_key(alias))
        self._known = lru_cache(maxsize=_KEPT)(self._find)

    def named(self, title: str) -> Named:
        """Return whom a title names.

        They stand before or after a colon or a dash, several between ``/``, ``&``, ``;``, commas
        or "and".  Whoever is named elsewhere, or in part, may be meant.
        """
        return self._known(title[:_LONGEST].strip())

    def _find(self, title: str) -> Named:
        sides = [(self._names.whom(who), who, rest) for who, rest in _sides(title)]
        sides = [side for side in sides if side[0].residents]
        # A side where everybody is known is better than the first one that names somebody.
        whole = (side for side in sides if side[0] == Whom(side[0].residents))
        meant, who, rest = next(whole, sides[0] if sides else (Whom(), "", title))
        residents = meant.residents or self._names.tagged(title, _parts(title))
        maybe = {resident: name for name, people in meant.maybe.items() for resident in people}
        maybe |= dict.fromkeys(meant.unsure, who)
        others = " / ".join((rest, *meant.strangers))
        for resident, words in self._mentioned(others, clear=bool(residents)):
            maybe.setdefault(resident, words)
        strangers = (text for text in meant.strangers if not self._is_duty(text))
        nobody = (text for text in strangers if not any(self._mentioned(text, clear=True)))
        beside = " / ".join((*meant.strangers, *parts_of(who).aside))
        return Named(residents, maybe, tuple(nobody), rest, beside)

    def _is_duty(self, text: str) -> bool:
        return names_duty_or_leave(text) or self._templates.find(text) is not None

    def _mentioned(self, text: str, *, clear: bool) -> Iterator[tuple[str, str]]:
        """Yield who may be meant by a part of a text or by words in it, and by which."""
        # Where it is clear whom the event is for, a single word is no name.
        for part in _parts(text)[:_MOST_PARTS]:
            yield from ((resident, part) for resident in self._names.search(part).people)
        words: list[str] = _WORD.findall(text)[:_MOST_WORDS]
        for length in (3, 2) if clear else (3, 2, 1):
            for at in range(len(words) - length + 1):
                phrase = " ".join(words[at : at + length])
                if self._words.isdisjoint(name_key(phrase)) or "" in words[at : at + length]:
                    continue
                if length == 1 and (len(phrase) < _SHORTEST or self._is_duty(phrase)):
                    continue
                people = self._names.search(phrase).people
                yield from ((resident, phrase) for resident in people)
                if people:  # words of a name are no other names
                    words[at : at + length] = [""] * length


def _sides(title: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the people of a title, and the rest: its beginnings, its ends, or all."""
    cuts = list(_CUT.finditer(title))
    for cut in cuts[:_MOST_CUTS]:
        yield title[: cut.start()], title[cut.end() :]
    for cut in cuts[: -_MOST_CUTS - 1 : -1]:
        yield title[cut.end() :], title[: cut.start()]
    if not cuts:
        yield title, ""


def _parts(text: str) -> list[str]:
    return [part.strip() for cut in _CUT.split(text) for part in _BETWEEN.split(cut)]
