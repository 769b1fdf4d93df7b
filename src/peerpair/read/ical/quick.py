"""Events that have nothing odd about them: a year of a hospital has 130,000, nearly all like this.

What is odd in any way is left to `reader`; both end in the same entries.
"""

from __future__ import annotations

import re
from datetime import datetime

from peerpair.model.schedule import Assignment
from peerpair.read.dates.cells import YEARS
from peerpair.read.draft import Draft
from peerpair.read.ical.event import LONGEST_RECURRING, Event
from peerpair.read.ical.property import naive_moment
from peerpair.read.rotations.words import kind_of_shift

_WHOLE_DAY = "X-MICROSOFT-CDO-ALLDAYEVENT"
_USUAL = {"DTSTART", "DTEND", "UID", "SEQUENCE", "SUMMARY", "LOCATION", "STATUS", "TRANSP"}
_USUAL |= {"X-MICROSOFT-CDO-BUSYSTATUS", _WHOLE_DAY}
_LOCAL = re.compile(r"(?:;TZID=([^:;\"]+))?:(\d{8}T\d{6})")
_KEPT = 100_000


def quick_entry(event: Event, owner: str, draft: Draft) -> Assignment | None:
    """Return the entry of an event of usual lines, with start and end on the draft's clock."""
    lines = event.lines
    if event.broken or not _USUAL.issuperset(lines) or len(lines) != sum(map(len, lines.values())):
        return None
    start, end = (_moment(lines.get(name), event, draft) for name in ("DTSTART", "DTEND"))
    if start is None or end is None or end <= start or end - start > LONGEST_RECURRING:
        return None
    whole_days = event.text(_WHOLE_DAY).upper() == "TRUE"
    entry = Assignment(owner, start, end, kind_of_shift(event.text("SUMMARY")), False, event.site)
    return entry if event.busy and not whole_days and not event.broken else None


def _moment(lines: list[str] | None, event: Event, draft: Draft) -> datetime | None:
    """Return the local time of a DTSTART or DTEND line, if it is one on the draft's clock."""
    if lines is None:
        return None
    line, known, home = lines[0], draft.moments, draft.clock
    if line in known:
        return known[line]
    match = _LOCAL.fullmatch(line)
    if not match or match[1] not in (None, home.zone.key):
        return None  # not kept: what a zone's name means may differ from file to file
    if match[1] is None and event.reading.floating is not home:
        return None
    said = naive_moment(match[2])
    moment = said.moment if said and said.moment.year in YEARS else None
    if moment and home.local(home.instant(moment)) != moment:
        moment = None  # a clock change skips it
    if match[1] and len(known) < _KEPT:
        known[line] = moment
    return moment
