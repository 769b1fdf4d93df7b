"""Instants and local clocks: the only file that knows time zones.

An *instant* is an integer, seconds since 1970-01-01T00:00Z; everything else in peerpair computes
with instants and with the local readings this file hands out.
"""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from peerpair.shapes.basic import Text
from peerpair.shapes.visit import FAILED, Visit

DAY = 86_400
"""Seconds of a day without a clock change."""

_EPOCH = datetime(1970, 1, 1)
# A day inside what datetime can hold, so that every zone can show it; "for ever" ends there.
_FIRST = (datetime(1, 1, 3) - _EPOCH).days * DAY
_LAST = (datetime(9999, 12, 29) - _EPOCH).days * DAY


@dataclass(frozen=True)
class Span:
    """Instants ``[start, end)`` in which the local clock is ahead of UTC by `offset` seconds."""

    start: int
    end: int
    offset: int


def is_zone(name: str) -> bool:
    """Tell whether `name` is a zone of the IANA database.

    Examples
    --------
    >>> is_zone("America/Chicago"), is_zone("Mars/Olympus")
    (True, False)
    """
    try:
        zoneinfo.ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return False
    return True


@dataclass(frozen=True)
class ZoneName(Text):
    """The name of an IANA zone."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        name = super().take(value, place, visit)
        if isinstance(name, str) and not is_zone(name):
            visit.fault(place, "unknown time zone", value, "an IANA name such as America/Chicago")
            return FAILED
        return name


class Clock:
    """The local clock of one zone.

    Parameters
    ----------
    zone : str or zoneinfo.ZoneInfo
        The name of an IANA zone, see `is_zone`; or a zone itself.

    Examples
    --------
    >>> clock = Clock("America/Chicago")
    >>> clock.instant(datetime(2026, 3, 8, 2, 30)) == clock.instant(datetime(2026, 3, 8, 3, 30))
    True
    """

    def __init__(self, zone: str | zoneinfo.ZoneInfo) -> None:
        self.zone = zoneinfo.ZoneInfo(zone) if isinstance(zone, str) else zone
        # Rosters repeat a few thousand moments; asking the zone once for each is most of the cost.
        self._instants: dict[datetime, int] = {}
        self._locals: dict[int, datetime] = {}
        self._awares: dict[int, datetime] = {}
        self._zoned: dict[int, datetime] = {}

    def instant(self, moment: datetime) -> int:
        """Return the instant of a moment, in seconds.

        A naive moment is local: one that a clock change skips moves forward by the gap, one that
        occurs twice is its first occurrence (PEP 495, ``fold=0``).
        """
        if moment.tzinfo is not None:
            offset = moment.utcoffset()
            assert offset is not None
            return _seconds(moment.replace(tzinfo=None)) - _whole(offset)
        seconds = self._instants.get(moment)
        if seconds is None:
            offset = moment.replace(tzinfo=self.zone, fold=0).utcoffset()
            assert offset is not None
            seconds = self._instants[moment] = _seconds(moment) - _whole(offset)
        return seconds

    def midnight(self, day: date) -> int:
        """Return the instant at which the local date `day` begins."""
        return self.instant(datetime(day.year, day.month, day.day))

    def local(self, instant: int) -> datetime:
        """Return the naive reading of the local clock at an instant."""
        reading = self._locals.get(instant)
        if reading is None:
            reading = self._locals[instant] = self._read(instant).replace(tzinfo=None, fold=0)
        return reading

    def aware(self, instant: int) -> datetime:
        """Return the local reading with its UTC offset."""
        reading = self._awares.get(instant)
        if reading is None:
            moment = self._read(instant)
            offset = moment.utcoffset()
            assert offset is not None
            reading = self._awares[instant] = moment.replace(tzinfo=timezone(offset), fold=0)
        return reading

    def zoned(self, instant: int) -> datetime:
        """Return the local reading with the zone itself; `fold` tells hours that occur twice."""
        reading = self._zoned.get(instant)
        if reading is None:
            reading = self._zoned[instant] = self._read(instant)
        return reading

    def _read(self, instant: int) -> datetime:
        inside = min(max(instant, _FIRST), _LAST)
        return (_EPOCH + timedelta(seconds=inside)).replace(tzinfo=UTC).astimezone(self.zone)

    def spans(self, start: int, end: int) -> list[Span]:
        """Cut ``[start, end)`` where the clock changes.

        The zone database shows offsets, not changes, so an hourly walk finds the hours in which
        the offset differs and a bisection finds the second.
        """
        spans: list[Span] = []
        left, offset = start, self._offset(start)
        at = start
        while at < end:
            ahead = min(at + 3600, end - 1) if at < end - 1 else end
            if ahead < end and self._offset(ahead) != offset:
                low, high = at, ahead
                while high - low > 1:
                    middle = (low + high) // 2
                    low, high = (middle, high) if self._offset(middle) == offset else (low, middle)
                spans.append(Span(left, high, offset))
                left, offset, at = high, self._offset(high), high
            else:
                at = ahead
        spans.append(Span(left, end, offset))
        return spans

    def _offset(self, instant: int) -> int:
        return _seconds(self.local(instant)) - instant


def _seconds(moment: datetime) -> int:
    return _whole(moment - _EPOCH)


def _whole(delta: timedelta) -> int:
    return delta.days * DAY + delta.seconds
