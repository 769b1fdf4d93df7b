"""Time zones that a calendar file defines itself (RFC 5545, section 3.6.5).

Unknown lines are passed over, but a part, rule, date or offset that is not read leaves the zone
unknown: half a definition would be a clock an hour off.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from peerpair.read.ical.lines import RawPart
from peerpair.read.ical.property import naive_moment
from peerpair.read.ical.recurrence import Effort, Recurrence, expand, parse_rule

MOST_DAYS = 500_000  # that the rules of a zone go through together
MOST_CHANGES = 2000  # clock changes of a zone
FIRST_YEAR, LAST_YEAR = 1970, 2100

_EPOCH = datetime(1970, 1, 1)
_Change = tuple[int, str, int, int]  # instant, kind of part, seconds ahead of UTC after and before


def read_zone(key: str, zone: RawPart) -> ZoneInfo | None:
    """Return the zone that a VTIMEZONE defines, right from 1970 to 2100, or None.

    Of rules, only yearly ones are used.
    """
    try:
        changes = sorted(_changes(zone))  # of two at once STANDARD is last
        return _zone(key, changes) if changes else None
    except (ValueError, OverflowError):
        return None


def _zone(key: str, changes: Sequence[_Change]) -> ZoneInfo:
    """Return the zone of some clock changes: what the standard library makes of them as a file."""
    after = {instant: offset for instant, _, offset, _ in changes}
    offsets = [*dict.fromkeys((changes[0][3], *after.values()))]
    # RFC 8536: an empty part for old readers, then times, what each begins, and the offsets.
    head = struct.Struct(">5s15x6l")
    counts = 0, 0, 0, len(after), len(offsets), 1
    data = [head.pack(b"TZif2", *[0] * 6), head.pack(b"TZif2", *counts)]
    data += [struct.pack(">q", instant) for instant in after]
    data += [bytes(map(offsets.index, after.values()))]
    data += [struct.pack(">lBB", offset, False, 0) for offset in offsets]
    return ZoneInfo.from_file(BytesIO(b"".join([*data, b"\0\n\n"])), key=key)


def _changes(zone: RawPart) -> Iterator[_Change]:
    """Yield the clock changes of all parts; raise `ValueError` for what must not be used."""
    effort, changes = Effort(MOST_DAYS), 0
    for part in zone.inside:
        # Another part is perhaps the other half of the year, misspelled.
        if part.what not in ("STANDARD", "DAYLIGHT") or part.inside:
            raise ValueError(part.what)
        before, after = (_offset(_only(part, f"TZOFFSET{end}")) for end in ("FROM", "TO"))
        start = _moment(_only(part, "DTSTART"), before)
        rules = map(parse_rule, part.values("RRULE"))
        onsets = {onset for rule in rules for onset in _onsets(rule, start, before, effort)}
        # The start of a rule that does not make it is no change of the clock: programs write
        # 1 January for both parts of a zone.
        onsets = onsets or {start}
        dates = [date for line in part.values("RDATE") for date in line.split(",")]
        if part.broken:
            raise ValueError(part.broken)
        changes += len(onsets) + len(dates)
        if changes > MOST_CHANGES:
            raise ValueError("too many changes")
        for onset in onsets.union(_moment(each, before) for each in dates):
            yield (onset - _EPOCH) // timedelta(seconds=1) - before, part.what, after, before


def _onsets(rule: Recurrence, start: datetime, offset: int, effort: Effort) -> list[datetime]:
    """Return the local moments of a rule that matter from the first year to the last."""
    if rule.freq != "YEARLY":
        raise ValueError(rule.freq)
    low, high = datetime(FIRST_YEAR, 1, 1), datetime(LAST_YEAR + 1, 1, 1)
    until = min(rule.until.moment, high) if rule.until else high
    if rule.until and rule.until.form == "utc":
        until += timedelta(seconds=offset)
    # The last change before the window holds inside it; 29 February may be eight years apart.
    earliest = min(low, until).year - 8 * rule.interval - 1
    low = start if rule.count else datetime(max(earliest, 1), 1, 1)
    return expand(rule, start, (low, high), effort, most=MOST_CHANGES, until=until)


def _only(part: RawPart, name: str) -> str:
    """Return the value of a line that is there once; left out, half of a zone would be wrong."""
    (value,) = {*part.values(name)}
    return value


def _offset(text: str) -> int:
    ahead = datetime.strptime(text, "%z").utcoffset() or timedelta()
    return int(ahead.total_seconds())


def _moment(text: str, offset: int) -> datetime:
    """Return a local moment; one in UTC, which section 3.6.5 forbids, is turned into one."""
    onset = naive_moment(text.strip().upper())
    if onset is None:
        raise ValueError(text)
    return onset.moment + timedelta(seconds=offset * (onset.form == "utc"))
