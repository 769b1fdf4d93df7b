"""Which clock a calendar means by the name of a time zone.

In this order: the IANA zone; the IANA zone that Windows or another program calls so; the file's own
definition.  A name that is none of them is unknown, and never read as local time.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from peerpair.model.time import Clock
from peerpair.read.ical.lines import RawPart
from peerpair.read.ical.vtimezone import read_zone
from peerpair.read.ical.zone_names import iana_name

MOST_ZONES = 64  # definitions of one file that are worked out
# Also names of zones without summer time, which the author of a definition does not mean.
_SHORT = ("EST", "MST", "HST", "CET", "EET", "MET", "WET")


class Zones:
    """The zones of one file; nothing outlives it.

    The `definitions` are its VTIMEZONE parts; for the name of the `home` clock that very object is
    returned.

    >>> zones = Zones(Clock("America/Chicago"))
    >>> zones.clock("Pacific Standard Time").zone.key
    'America/Los_Angeles'
    >>> zones.clock("Hospital") is None
    True
    """

    def __init__(self, home: Clock, definitions: Iterable[RawPart] = ()) -> None:
        self._home = home
        self._clocks: dict[str, Clock | None] = {}
        self._own: dict[str, Clock | None] = {}
        for part in definitions:
            name = "" if part.broken else _plain(part.value("TZID"))
            if name and name not in self._own and len(self._own) < MOST_ZONES:
                zone = read_zone(name, part)
                self._own[name] = Clock(zone) if zone else None

    def clock(self, tzid: str) -> Clock | None:
        """Return the clock of a TZID, or None for an unknown one."""
        if tzid not in self._clocks:
            self._clocks[tzid] = self._find(_plain(tzid))
        return self._clocks[tzid]

    def odd(self, instants: Collection[int]) -> Iterator[str]:
        """Yield the zones that the file defines with another offset at some of the instants."""
        for name, own in self._own.items():
            clock = self.clock(name)
            if clock and own and any(clock.local(at) != own.local(at) for at in instants):
                yield name

    def _find(self, name: str) -> Clock | None:
        own, zone = self._own.get(name), iana_name(name)
        if zone is None or (own and name in _SHORT):
            return own
        return self._home if zone == self._home.zone.key else Clock(zone)


def _plain(name: str) -> str:
    """Return a name without quotes and escapes: as a property and as a parameter they differ."""
    return " ".join(re.sub(r"\\(.)", r"\1", name).strip(' "').split())
