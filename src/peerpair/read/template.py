"""Rotation templates: what a rotation means on the clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peerpair.model.schedule import Assignment

__all__ = ["Stretch", "Template"]

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Stretch:
    """Hours that a rotation has on some weekdays; an end not after the start is on the next day."""

    days: frozenset[int]
    start: timedelta
    end: timedelta
    kind: str | None
    site: str | None
    soft: bool
    protectable: bool


@dataclass(frozen=True)
class Template:
    """A rotation; `readable` is False if one of its rows could not be read."""

    name: str
    stretches: tuple[Stretch, ...] = ()
    readable: bool = True

    def entries(
        self, resident: str, first: date, last: date, site: str | None
    ) -> Iterator[Assignment]:
        """Yield the duties that start on the dates from `first` to `last`, both included."""
        for ahead in range((last - first).days + 1):
            day = first + ahead * _DAY
            midnight = datetime(day.year, day.month, day.day)
            for stretch in self.stretches:
                if day.weekday() in stretch.days:
                    end = stretch.end if stretch.end > stretch.start else stretch.end + _DAY
                    yield Assignment(
                        resident,
                        midnight + stretch.start,
                        midnight + end,
                        kind=stretch.kind,
                        soft=stretch.soft,
                        site=site or stretch.site,
                        protectable=stretch.protectable,
                    )
