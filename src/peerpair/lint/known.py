"""Residents without entries, and dates that are not known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from peerpair.lint.roster import Person, Roster, odd
from peerpair.lint.words import dates_text
from peerpair.model.resident import Resident
from peerpair.model.schedule import Issue, Topic
from peerpair.read.coverage.extents import without

_Ranges = tuple[tuple[date, date], ...]
_MOST = 10
"""Residents that are named in one issue."""
_MOST_RANGES = 4
_UNKNOWN = "all other time is unknown"


def no_schedule(person: Person, roster: Roster) -> Iterator[Issue]:
    """Report a resident without any entry in the horizon."""
    if person.is_listed:
        return
    known = _known(person.resident, roster)
    if not known:
        message = "no entry and no known date"
        hint = "their roster is missing, names them otherwise, or has rotations without hours"
        action = "all their time is unknown"
    else:
        message = f"no entry on any known date ({_in_words(known)}), free all the time"
        hint = "the roster is not complete"
        action = "counts as free"
    yield odd(person.resident, Topic.NO_SCHEDULE, message, action, hint)


def partly_known(roster: Roster) -> Iterator[Issue]:
    """Report residents with dates of the horizon that are not known, by their known dates."""
    whole = ((roster.horizon.start, roster.horizon.end),)
    groups: dict[_Ranges, list[Resident]] = defaultdict(list)
    for person in roster.people:
        known = _known(person.resident, roster)
        if known != whole and (known or person.is_listed):
            groups[known].append(person.resident)
    for known, residents in groups.items():
        if known:
            message, action = f"known only for {_in_words(known)}", _UNKNOWN
            hint = "the rosters are published for more dates: say for which"
        else:
            message, action = "some entries, but no date is known in full", _UNKNOWN
            hint = "their roster has rotations without hours, or a name that fits several people"
        if len(residents) > 1:
            names = ", ".join(resident.label for resident in residents[:_MOST])
            more = f" and {len(residents) - _MOST:,} more" if len(residents) > _MOST else ""
            message = f"{message} ({names}{more})"
        yield odd(residents, Topic.ENDS_EARLY, message, action, hint)


def _known(resident: Resident, roster: Roster) -> _Ranges:
    """Return the known dates inside the horizon."""
    whole = [(roster.horizon.start, roster.horizon.end)]
    if resident.coverage is None:
        return tuple(whole)
    return tuple(without(whole, without(whole, resident.coverage)))


def _in_words(ranges: _Ranges) -> str:
    texts = [dates_text(first, after) for first, after in ranges[:_MOST_RANGES]]
    more = len(ranges) - len(texts)
    return ", ".join(texts) + (f" and {more} more stretches of dates" if more else "")
