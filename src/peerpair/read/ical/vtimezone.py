"""Time zones that a calendar file defines itself (RFC 5545, section 3.6.5).

Unknown lines are passed over, but a part, rule, date or offset that is not read leaves the zone
unknown: half a definition would be a clock an hour off.
"""

from __future__ import annotations

import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

from peerpair.read.ical.property import naive_moment
from peerpair.read.ical.recurrence import Effort, expand
from peerpair.read.ical.recurrence_rule import Recurrence, parse_rule

MOST_DAYS = 500_000  # that the rules of a zone go through together
MOST_CHANGES = 2000  # clock changes of a zone
FIRST_YEAR, LAST_YEAR = 1970, 2100

_EPOCH = datetime(1970, 1, 1)
_PART = re.compile(
    r"^BEGIN:[ \t]*([^\n]*?)[ \t]*\n(.*?)(?=^(?:BEGIN|END):|\Z)",
    re.MULTILINE | re.DOTALL,
)
_LINE = re.compile(
    r"^(DTSTART|TZOFFSETFROM|TZOFFSETTO|RRULE|RDATE)(?![\w-])[^:\n]*:?(.*)", re.MULTILINE
)
_OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):?([0-5]\d)(?::?([0-5]\d))?", re.ASCII)
_Change = tuple[int, str, int, int]  # instant, kind of part, seconds ahead of UTC after and before


def read_zone(key: str, text: str) -> ZoneInfo | None:
    r"""Return the zone that the lines inside a VTIMEZONE define, or None.

    It is right from 1970 to 2100.  Of rules, only yearly ones are used.

    >>> part = "BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:-0500\nTZOFFSETTO:-0500"
    >>> datetime(2026, 8, 3, tzinfo=read_zone("Ward", part)).isoformat()
    '2026-08-03T00:00:00-05:00'
    """
    try:
        changes = sorted(_changes(text))  # of two at once STANDARD is last
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


def _changes(text: str) -> Iterator[_Change]:
    """Yield the clock changes of all parts; raise `ValueError` for what must not be used."""
    effort, changes = Effort(MOST_DAYS), 0
    for kind, body in _PART.findall(text.upper()):
        if kind == "VTIMEZONE":
            continue
        if kind not in ("STANDARD", "DAYLIGHT"):  # perhaps the other half of the year, misspelled
            raise ValueError(kind)
        values: dict[str, list[str]] = defaultdict(list)
        for name, value in _LINE.findall(body):
            values[name].append(value.strip())
        before, after = (_offset(_only(values[f"TZOFFSET{end}"])) for end in ("FROM", "TO"))
        start = _moment(_only(values["DTSTART"]), before)
        rules = map(parse_rule, values["RRULE"])
        onsets = {onset for rule in rules for onset in _onsets(rule, start, before, effort)}
        # The start of a rule that does not make it is no change of the clock: programs write
        # 1 January for both parts of a zone.
        onsets = onsets or {start}
        dates = ",".join(values["RDATE"]).split(",") if values["RDATE"] else []
        changes += len(onsets) + len(dates)
        if changes > MOST_CHANGES:
            raise ValueError("too many changes")
        for onset in onsets.union(_moment(each, before) for each in dates):
            yield (onset - _EPOCH) // timedelta(seconds=1) - before, kind, after, before


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


def _only(values: Iterable[str]) -> str:
    """Return the value of a line that is there once; left out, half of a zone would be wrong."""
    (value,) = {*values}
    return value


def _offset(text: str) -> int:
    match = _OFFSET.fullmatch(text)
    if not match:
        raise ValueError(text)
    seconds = int(match[2]) * 3600 + int(match[3]) * 60 + int(match[4] or 0)
    return -seconds if match[1] == "-" else seconds


def _moment(text: str, offset: int) -> datetime:
    """Return a local moment; one in UTC, which section 3.6.5 forbids, is turned into one."""
    onset = naive_moment(text.strip())
    if onset is None:
        raise ValueError(text)
    return onset.moment + timedelta(seconds=offset * (onset.form == "utc"))
