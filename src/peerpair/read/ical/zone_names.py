"""Names that calendar programs give to time zones, and the IANA zones that they mean."""

from __future__ import annotations

import importlib.resources
import re
import zoneinfo
from functools import cache

from peerpair.model.time import is_zone

LONGEST_NAME = 200  # characters of the longest name that is looked up

# The reading machine's own zone, and clocks that count leap seconds.
_NEVER = frozenset(("localtime", "factory", "posixrules", "posix", "right"))
_PREFIX = re.compile(r"^\((?:utc|gmt)\s*(?:[+-]\d{1,2}[:.]?\d{2})?\)\s*")


def iana_name(text: str) -> str | None:
    """Return the IANA zone that a name means, or None.

    It may be the zone itself in any letters, a name or label of Windows, or something in front of
    an area and a city, as in ``/mozilla.org/20050126_1/Europe/Berlin``.

    >>> iana_name("(UTC-05:00) Eastern Time (US & Canada)"), iana_name("W. Europe Standard Time")
    ('America/New_York', 'Europe/Berlin')
    >>> iana_name("/mozilla.org/20050126_1/Europe/Berlin"), iana_name("localtime")
    ('Europe/Berlin', None)
    """
    parts = text.split("/")
    if not text or len(text) > LONGEST_NAME or not _NEVER.isdisjoint(map(str.casefold, parts)):
        return None
    label = _PREFIX.sub("", " ".join(text.replace("&amp;", "&").casefold().split()))
    after = ("/".join(parts[-size:]) for size in (3, 2) if parts[-size - 1 : -size])
    names = (text, windows_names().get(label), *after)
    return next(filter(None, map(_zone, filter(None, names))), None)


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
