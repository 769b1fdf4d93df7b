"""What was understood about one resident, entry by entry."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from peerpair.config.people import called, who_may_be_meant
from peerpair.errors import ReadError
from peerpair.model.schedule import Assignment, Schedule
from peerpair.model.settings import Horizon
from peerpair.model.time import Clock
from peerpair.read.people.names import Names
from peerpair.text import clean, show


def time_of(who: str, schedule: Schedule, horizon: Horizon) -> Iterator[str]:
    r"""Yield the known dates and the entries of a resident as lines.

    Parameters
    ----------
    who : str
        An id or a name.
    schedule : Schedule
        As read.
    horizon : Horizon
        The dates that were asked for.

    Raises
    ------
    ReadError
        If nobody, or more than one, is called so.

    Examples
    --------
    >>> from datetime import date
    >>> from peerpair.model.resident import Resident
    >>> day = date(2026, 8, 3), date(2026, 8, 4)
    >>> duty = Assignment("a", datetime(2026, 8, 3, 7), datetime(2026, 8, 3, 18), "ward")
    >>> schedule = Schedule([Resident("a", coverage=(day,))], [duty], "America/Chicago")
    >>> print("\n".join(time_of("a", schedule, Horizon(*day))))
    a
      known from Mon 2026-08-03 to Mon 2026-08-03
      Mon 2026-08-03 07:00 to 18:00  ward
    """
    match = Names(schedule.residents).search(who)
    resident = next((r for r in schedule.residents if r.id == match.resident), None)
    if resident is None:
        hint = who_may_be_meant(match.maybe, schedule.residents)
        raise ReadError("--who", f"{show(who)} is no resident", hint)
    clock = Clock(schedule.timezone)
    yield clean(called(resident))
    for first, after in resident.coverage or ():
        last = datetime.fromordinal(after.toordinal() - 1)
        yield f"  known from {first:%a} {first} to {last:%a} {last:%Y-%m-%d}"
    if not resident.coverage:
        yield "  nothing is known"
    low, high = clock.midnight(horizon.start), clock.midnight(horizon.end)
    mine = [entry for entry in schedule.assignments if entry.resident == resident.id]
    for entry in sorted(mine, key=lambda entry: clock.instant(entry.start)):
        start, end = clock.instant(entry.start), clock.instant(entry.end)
        if end > low and start < high:
            yield f"  {_span(clock.local(start), clock.local(end))}  {clean(_what(entry))}"


def _span(start: datetime, end: datetime) -> str:
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{end:%a} {end:%Y-%m-%d %H:%M}"
    return f"{start:%a} {start:%Y-%m-%d %H:%M} to {last}"


def _what(entry: Assignment) -> str:
    soft = " (reachable, free to meet)" if entry.soft else ""
    return f"{entry.kind or 'busy'}{soft}{f' at {entry.site}' if entry.site else ''}"
