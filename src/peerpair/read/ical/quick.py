"""Events that have nothing odd about them: a year of a hospital has 130,000, nearly all like this.

What is odd in any way is left to `reader`; both end in the same entries.
"""

from __future__ import annotations

import re
from collections.abc import Container
from datetime import datetime

from peerpair.model.schedule import Assignment
from peerpair.read.coverage.extents import shifted
from peerpair.read.dates.cells import ONE_DAY
from peerpair.read.draft import Draft
from peerpair.read.ical.event import LONGEST_RECURRING, NEEDED, Reading, is_busy, plain_day
from peerpair.read.ical.lines import RawPart
from peerpair.read.ical.property import read_stamp, split_line
from peerpair.read.rotations.words import kind_of_shift
from peerpair.read.source import Source

_SERIAL = re.compile(r"^(?:RRULE|RDATE|RECURRENCE-ID)[;:]", re.MULTILINE | re.IGNORECASE)
# The dates of an event that nothing odd is known of: where both are far outside the horizon,
# reading the rest would only take time.
_START = re.compile(r"^DTSTART(?:;TZID=[^:;\n]+|;VALUE=DATE)?:(\d{8})", re.MULTILINE)
_END = re.compile(r"^DTEND(?:;TZID=[^:;\n]+|;VALUE=DATE)?:(\d{8})", re.MULTILINE)
_MICROSOFT = "X-MICROSOFT-CDO-BUSYSTATUS"
_WHOLE_DAY = "X-MICROSOFT-CDO-ALLDAYEVENT"
_TEXTS = ("STATUS", _MICROSOFT, "TRANSP", "SUMMARY", "LOCATION")
_USUAL = frozenset(("DTSTART", "DTEND", "UID", "SEQUENCE", _WHOLE_DAY, *_TEXTS))
_LOCAL = re.compile(r"(?:;TZID=([^:;\"]+))?:(\d{8}T\d{6})")
_KEPT = 100_000


class QuickEvents:
    """Takes the plain events of one resident's calendar.

    The `uids` are those of the events so far, and of those that other events change.
    """

    def __init__(
        self,
        source: Source,
        reading: Reading,
        owner: str,
        uids: tuple[set[str], Container[str]],
        draft: Draft,
    ) -> None:
        self._source, self._reading, self._owner = source, reading, owner
        (self._uids, self._changed), self._draft = uids, draft
        self._bounds = draft.window and tuple(
            f"{shifted(day, by):%Y%m%d}" for day, by in zip(draft.window, (-2, 2), strict=True)
        )
        self.count = 0
        self.months: set[tuple[int, int]] = set()

    def take(self, part: RawPart) -> bool:
        """Take an event; False = look at it closely."""
        return not part.broken and (self._far_away(part) or self._plain(part))

    def _far_away(self, part: RawPart) -> bool:
        """Tell whether an event lies outside the horizon for certain, and note its dates."""
        if self._bounds is None:
            return False
        starts = _START.findall(part.body)
        if part.body.upper().count("DTSTART") != 1 or len(starts) != 1:
            return False
        if _SERIAL.search(part.body):
            return False
        ends = _END.findall(part.body)
        low, high = self._bounds
        if ends and ends[0] < starts[0]:
            return False
        if not (starts[0] > high or (len(ends) == 1 and starts[0] <= ends[0] < low)):
            return False
        first, last = plain_day(starts[0]), plain_day(ends[0]) if ends else None
        if first is None or (ends and last is None):
            return False
        self.count += 1
        self._draft.coverage.appear(self._owner, first, max(first, (last or first) - ONE_DAY))
        return True

    def _plain(self, part: RawPart) -> bool:
        """Enter an event of usual lines, with start and end on the programme's clock."""
        pairs = NEEDED.findall(part.body)
        lines = dict(pairs)
        if len(lines) != len(pairs) or not _USUAL.issuperset(lines):
            return False
        start, end = self._moment_of(lines.get("DTSTART")), self._moment_of(lines.get("DTEND"))
        if start is None or end is None or end <= start or end - start > LONGEST_RECURRING:
            return False
        if "TRUE" in lines.get(_WHOLE_DAY, "").upper():
            return False
        if part.body.upper().count("DTSTART") != 1 or "RRULE" in part.body.upper():
            return False  # also where a line is not as it should be
        texts = {}
        for name in _TEXTS:
            try:
                texts[name] = split_line(name + lines[name]).value if name in lines else ""
            except ValueError:
                return False
        uid = lines.get("UID", "")[1:]
        if uid in self._uids or uid in self._changed:
            return False
        if not is_busy(texts["STATUS"], texts[_MICROSOFT], texts["TRANSP"]):
            return False
        if uid:
            self._uids.add(uid)
        draft, owner = self._draft, self._owner
        self.count += 1
        self.months.add((start.year, start.month))
        draft.coverage.appear_at(owner, start, end)
        kind = kind_of_shift(texts["SUMMARY"])
        site = " ".join(texts["LOCATION"].split()) or None
        draft.add((Assignment(owner, start, end, kind, False, site),), self._source, part.line)
        return True

    def _moment_of(self, line: str | None) -> datetime | None:
        """Return the local time that a DTSTART or DTEND line says, if it is one on this clock."""
        if line is None:
            return None
        known = self._draft.moments
        if line in known:
            return known[line]
        match = _LOCAL.fullmatch(line)
        home = self._draft.clock
        if not match or match[1] not in (None, home.zone.key):
            return None  # not kept: what a zone's name means may differ from file to file
        if match[1] is None and self._reading.floating is not home:
            return None
        stamp = read_stamp(match[2], home, home)
        moment = stamp.local if stamp else None
        if moment and home.local(home.instant(moment)) != moment:
            moment = None  # a clock change skips it
        if match[1] and len(known) < _KEPT:
            known[line] = moment
        return moment
