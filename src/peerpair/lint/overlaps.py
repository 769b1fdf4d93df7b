"""Two duties at once, and duties while away."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import accumulate

from peerpair.lint.roster import Entry, Person, Roster, odd
from peerpair.lint.words import called, hours_text, interval_text, times_text
from peerpair.model.schedule import Issue, Topic

_Clash = tuple[Entry, Entry]


def duties_at_once(person: Person, roster: Roster) -> Iterator[Issue]:
    """Report duties that begin while another one still runs, one issue for each pair of kinds.

    Each duty is held against the one before it that ends last: whatever overlaps, overlaps that
    one, and a roster in which everything overlaps does not take the square of its size.
    """
    clashes = []
    longest: Entry | None = None
    for duty in person.duties:
        if longest is not None and longest.end > duty.start:
            clashes.append((longest, duty))
        if longest is None or duty.end > longest.end:
            longest = duty
    for (one, other), times in _by_kinds(clashes, roster):
        texts = f"{_in_words(one, roster)} and {_in_words(other, roster)}"
        message = f"{texts} overlap by {_both(one, other)}{times_text(times)}"
        yield odd(person.resident, Topic.OVERLAP, message)


def duties_while_away(person: Person, roster: Roster) -> Iterator[Issue]:
    """Report duties that overlap an absence, one issue for each pair of kinds.

    A night that ends on the first morning of a vacation is less odd than a duty in its midst, and
    has words of its own.
    """
    within: list[_Clash] = []
    before: list[_Clash] = []
    starts = [absence.start for absence in person.absences]
    longest = list(accumulate(person.absences, _later))
    for duty in person.duties:
        begun = bisect_left(starts, duty.end)
        if begun and longest[begun - 1].end > duty.start:
            absence = longest[begun - 1]
            (before if duty.start < absence.start else within).append((absence, duty))
    for (absence, duty), times in _by_kinds(within, roster):
        texts = f"{_in_words(duty, roster)} overlaps {_in_words(absence, roster)}"
        message = f"{texts} by {_both(absence, duty)}{times_text(times)}"
        yield odd(person.resident, Topic.OVERLAP, message)
    for (absence, duty), times in _by_kinds(before, roster):
        reach = f"{_in_words(duty, roster)} reaches {_both(absence, duty)} into"
        message = f"{reach} {_in_words(absence, roster)}{times_text(times)}"
        yield odd(person.resident, Topic.OVERLAP, message)


def _later(one: Entry, other: Entry) -> Entry:
    return other if other.end > one.end else one


def _by_kinds(clashes: list[_Clash], roster: Roster) -> Iterable[tuple[_Clash, int]]:
    """Return the first clash of each pair of kinds in the horizon, and how many there are."""
    first_and_count: dict[tuple[str, str], tuple[_Clash, int]] = {}
    for one, other in clashes:
        if roster.touches(max(one.start, other.start), min(one.end, other.end)):
            key = one.kind, other.kind
            first, times = first_and_count.get(key, ((one, other), 0))
            first_and_count[key] = first, times + 1
    return first_and_count.values()


def _both(one: Entry, other: Entry) -> str:
    return hours_text(min(one.end, other.end) - max(one.start, other.start), up=True)


def _in_words(entry: Entry, roster: Roster) -> str:
    return f"{called(entry.kind)} {interval_text(entry.start, entry.end, roster.clock)}"
