"""Which clock a calendar means by the name of a time zone.

In this order: the IANA zone; the IANA zone that Windows or another program calls so; the file's own
definition.  A name that is none of them is unknown, and never read as local time.
"""

from __future__ import annotations

import importlib.resources
import re
import zoneinfo
from collections.abc import Collection, Iterable, Iterator
from functools import cache

from peerpair.model.time import Clock, is_zone
from peerpair.read.ical.lines import RawPart
from peerpair.read.ical.vtimezone import read_zone

LONGEST_NAME = 200  # characters of the longest name that is looked up

# The reading machine's own zone, and clocks that count leap seconds.
_NEVER = frozenset(("localtime", "factory", "posixrules", "posix", "right"))
_PREFIX = re.compile(r"^\((?:utc|gmt)\s*(?:[+-]\d{1,2}[:.]?\d{2})?\)\s*")
MOST_ZONES = 64  # definitions of one file that are worked out
# Also names of zones without summer time, which the author of a definition does not mean.
_SHORT = ("EST", "MST", "HST", "CET", "EET", "MET", "WET")


class Zones:
    """The zones of one file; nothing outlives it.

    The `definitions` are its VTIMEZONE parts; for the name of the `home` clock that very object is
    returned.
    """

    def __init__(self, home: Clock, definitions: Iterable[RawPart] = ()) -> None:
        self._home = home
        self.clock = cache(self._clock)
        self._own: dict[str, Clock | None] = {}
        for part in definitions:
            name = "" if part.broken else _plain(part.value("TZID"))
            if name and name not in self._own and len(self._own) < MOST_ZONES:
                zone = read_zone(name, part)
                self._own[name] = Clock(zone) if zone else None

    def odd(self, instants: Collection[int]) -> Iterator[str]:
        """Yield the zones that the file defines with another offset at some of the instants."""
        for name, own in self._own.items():
            clock = self.clock(name)
            if clock and own and any(clock.local(at) != own.local(at) for at in instants):
                yield name

    def _clock(self, tzid: str) -> Clock | None:
        """Return the clock of a TZID, or None for an unknown one."""
        name = _plain(tzid)
        own, zone = self._own.get(name), iana_name(name)
        if zone is None or (own and name in _SHORT):
            return own
        return self._home if zone == self._home.zone.key else Clock(zone)


def _plain(name: str) -> str:
    """Return a name without quotes and escapes: as a property and as a parameter they differ."""
    return " ".join(re.sub(r"\\(.)", r"\1", name).strip(' "').split())


def iana_name(text: str) -> str | None:
    """Return the IANA zone that a name means, or None.

    It may be the zone itself in any letters, a name or label of Windows, or something in front of
    an area and a city, as in ``/mozilla.org/20050126_1/Europe/Berlin``.
    """
    parts = text.split("/")
    if not text or len(text) > LONGEST_NAME or not _NEVER.isdisjoint(map(str.casefold, parts)):
        return None
    if zone := _zone(text):
        return zone
    label = _PREFIX.sub("", " ".join(text.replace("&amp;", "&").casefold().split()))
    after = ("/".join(parts[-size:]) for size in (3, 2) if parts[-size - 1 : -size])
    return next(filter(None, map(_zone, (windows_names().get(label, ""), *after))), None)


def _zone(name: str) -> str | None:
    return name if is_zone(name) else _known_zones().get(name.replace(" ", "_").casefold())


@cache
def _known_zones() -> dict[str, str]:
    return {name.casefold(): name for name in zoneinfo.available_timezones()}


@cache
def windows_names() -> dict[str, str]:
    """Return the zones of Windows' names, and of what its lists show in old and new editions."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    zones = {name.casefold(): zone for name, zone in WINDOWS_TO_OLSON.items()}
    shown = importlib.resources.files("peerpair.read.ical") / "windows_labels.txt"
    for line in shown.read_text("utf-8").splitlines():
        zone, _, labels = line.partition(": ")
        zones.update((label.casefold(), zone) for label in labels.split(" | "))
    return zones
