"""Which clock a calendar means by the name of a time zone.

In this order: the IANA zone; the IANA zone that Windows or another program calls so; the file's own
definition.  A name that is none of them is unknown, and never read as local time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from peerpair.model.time import Clock
from peerpair.read.ical.vtimezone import read_zone
from peerpair.read.ical.zone_names import LONGEST_NAME, iana_name

MOST_ZONES = 64  # definitions of one file that are worked out
# Also names of zones without summer time, which the author of a definition does not mean.
_SHORT = ("EST", "MST", "HST", "CET", "EET", "MET", "WET")


class Zones:
    """The zones of one file; nothing outlives it.

    The `definitions` are the unfolded lines inside the VTIMEZONE of each TZID; for the name of the
    `home` clock that very object is returned.

    >>> zones = Zones(Clock("America/Chicago"), {})
    >>> zones.clock("Pacific Standard Time").zone.key
    'America/Los_Angeles'
    >>> zones.clock("Hospital") is None
    True
    """

    def __init__(self, home: Clock, definitions: Mapping[str, str]) -> None:
        self._home = home
        self._definitions: dict[str, str] = {}
        for name, lines in definitions.items():
            if len(name) <= LONGEST_NAME:
                self._definitions.setdefault(_plain(name), lines)
        self._clocks: dict[str, Clock | None] = {}
        self._defined: dict[str, Clock | None] = {}

    def clock(self, tzid: str) -> Clock | None:
        """Return the clock of a TZID, or None for an unknown one."""
        if len(tzid) > LONGEST_NAME:
            return None
        if tzid not in self._clocks:
            self._clocks[tzid] = self._find(_plain(tzid))
        return self._clocks[tzid]

    def differences(self, tzid: str, instants: Iterable[int]) -> bool:
        """Tell whether the file's definition has another offset at some of the instants."""
        clock, own = self.clock(tzid), self._own(_plain(tzid))
        if clock is None or own is None:
            return False
        return any(clock.local(at) != own.local(at) for at in instants)

    def _find(self, name: str) -> Clock | None:
        if name in _SHORT and self._own(name):
            return self._own(name)
        zone = iana_name(name)
        if zone is None:
            return self._own(name)
        return self._home if zone == self._home.zone.key else Clock(zone)

    def _own(self, name: str) -> Clock | None:
        if name not in self._definitions:
            return None
        if name not in self._defined:
            if len(self._defined) == MOST_ZONES:
                return None
            zone = read_zone(name, self._definitions[name])
            self._defined[name] = Clock(zone) if zone else None
        return self._defined[name]


def _plain(name: str) -> str:
    """Return a name without quotes and escapes: as a property and as a parameter they differ."""
    return " ".join(re.sub(r"\\(.)", r"\1", name).strip(' "').split())
