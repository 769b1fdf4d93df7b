"""Calendars of other projects: our busy time beside that of icalendar and recurring-ical-events.

``python -m benchmarks.corpus FOLDER`` reads every .ics file below FOLDER as one resident's calendar
and compares instants, wherever peerpair claims to know them.  ``--from auto`` takes for each file
the year with most events.  Needs Linux and ``pip install recurring-ical-events``.
"""

from __future__ import annotations

import argparse
import inspect
import multiprocessing
import re
import resource
import shutil
import tempfile
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from itertools import combinations
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import icalendar

import peerpair as pp

Spans = list[tuple[int, int]]
"""Seconds since 1970, ``[start, end)``."""

HOME = ZoneInfo("America/New_York")
LIMIT, HANG, MEMORY = 10.0, 5.0, 2**31
"""Seconds until a process is ended, seconds of work that count as a hang, bytes of addresses."""
DAY = timedelta(days=1)

DATE_ZONE = "a date with TZID"
ZULU = "TZID beside a time in UTC"
WR_ZONE = "X-WR-TIMEZONE beside times in UTC"
NO_WR_ZONE = "X-WR-TIMEZONE passed over"
MIXED = "only one of DTSTART and DTEND is floating"
KIND = "RDATE or EXDATE of another kind than DTSTART"
TWICE = "a UID that stands twice"
UNTIL = "UNTIL"
SWAPPED = "an end before its start"
HOURS = "DURATION over a clock change"
EXACT = "DTEND of a series over a clock change"
OFF_RULE = "COUNT where DTSTART is off the rule"
FILE_ZONE = "VTIMEZONE against the known zone of that name"
FIRST_ONSET = "a time before the first change in a VTIMEZONE"
FLIPS = (
    *(DATE_ZONE, ZULU, WR_ZONE, NO_WR_ZONE, MIXED, KIND, TWICE),
    *(UNTIL, SWAPPED, HOURS, EXACT, OFF_RULE, FILE_ZONE, FIRST_ONSET),
)
"""Questions with two known answers; a difference that the other answer removes is named by it."""

FEATURES = {
    "THISANDFUTURE": r"RANGE=\"?THISANDFUTURE",
    "moved instances": r"^RECURRENCE-ID",
    "PERIOD of dates": r"^RDATE[^:\n]*:\d{8}/",
    "RDATE is a time, DTSTART a date": r"^DTSTART[^:\n]*:\d{8}$(?s:.*)^RDATE[^:\n]*:\d{8}T",
    "RDATE is a date, DTSTART a time": r"^DTSTART[^:\n]*:\d{8}T(?s:.*)^RDATE[^:\n]*:\d{8}[,\n]",
    "EXDATE floats, DTSTART does not": r"^DTSTART;TZID(?s:.*)^EXDATE:\d{8}T\d{6}[,\n]",
    "PERIOD": r"VALUE=\"?PERIOD",
    "RDATE": r"^RDATE",
    "EXDATE": r"^EXDATE",
    "EXRULE": r"^EXRULE",
    "RSCALE": r"RSCALE=",
    "VFREEBUSY": r"^BEGIN:VFREEBUSY",
    "VAVAILABILITY": r"^BEGIN:VAVAILABILITY",
    "several calendars": r"^BEGIN:VCALENDAR(?s:.*)^BEGIN:VCALENDAR",
    "VTIMEZONE": r"^BEGIN:VTIMEZONE",
    "RRULE": r"^RRULE",
}
"""What to look for in a file whose difference no flip removes."""

TIMES = frozenset(
    ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
)
EVENT = TIMES | {"UID", "SEQUENCE", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"}
ZONE = frozenset(
    ("BEGIN", "END", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "DTSTART", "RRULE", "RDATE"),
)
"""Lines that decide about time, of events and of zones."""


class Window(NamedTuple):
    """Dates ``[first, after)``."""

    first: date
    after: date

    @property
    def span(self) -> tuple[int, int]:
        """The instants from midnight to midnight."""
        return instant(self.first), instant(self.after)


@dataclass
class Ours:
    """What peerpair makes of a file: instants it vouches for, busy ones, why others are unknown."""

    known: Spans
    busy: Spans
    issues: list[str]


@dataclass
class Theirs:
    """What the oracle makes of a file, and how many events it read and could not read."""

    busy: Spans = field(default_factory=list)
    read: int = 0
    lost: int = 0


# --- instants ---------------------------------------------------------------------------------


def instant(value: date) -> int:
    """Return seconds since 1970 of a date (its midnight), a time of HOME, or an instant."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)
    return int((value if value.tzinfo else value.replace(tzinfo=HOME)).timestamp())


def merged(spans: Iterable[tuple[int, int]]) -> Spans:
    """Return spans in order, those that touch as one."""
    found: Spans = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def common(these: Spans, those: Spans) -> Spans:
    """Return what lies in both of two merged lists."""
    found, at = [], 0
    for start, end in these:
        while at < len(those) and those[at][1] <= start:
            at += 1
        for low, high in those[at:]:
            if low >= end:
                break
            found.append((max(start, low), min(end, high)))
    return found


def without(these: Spans, those: Spans) -> Spans:
    """Return what lies in the first of two merged lists only."""
    edges = [-(2**62), *(edge for span in those for edge in span), 2**62]
    return common(these, list(zip(edges[::2], edges[1::2], strict=True)))


def shown(spans: Spans) -> str:
    """Return the first spans as local times."""
    texts = []
    for start, end in spans[:3]:
        low, high = (datetime.fromtimestamp(s, HOME) for s in (start, end))
        texts.append(f"{low:%Y-%m-%d %H:%M}{low:%z} to {high:%Y-%m-%d %H:%M}{high:%z}")
    more = f", {len(spans) - 3} more" if len(spans) > 3 else ""
    return ", ".join(texts) + more


# --- ours -------------------------------------------------------------------------------------


def ours(path: Path, window: Window) -> Ours:
    """Read a file with peerpair as the calendar of its only resident."""
    more: dict[str, Any] = {"published": window}
    if "horizon" in inspect.signature(pp.read).parameters:
        more["horizon"] = window
    with tempfile.TemporaryDirectory() as folder:
        # A copy: whatever the file is called, its name shall be a resident's.
        copy, people = Path(folder, "r1.ics"), Path(folder, "residents.csv")
        shutil.copyfile(path, copy)
        people.write_text("id,specialty\nr1,IM\n")
        schedule = pp.read(copy, residents=people, timezone=HOME.key, **more)
    coverage = schedule.residents[0].coverage or ()
    known = [(instant(first), instant(after)) for first, after in coverage]
    busy = merged((instant(each.start), instant(each.end)) for each in schedule.assignments)
    return Ours(
        common(merged(known), [window.span]),
        common(busy, [window.span]),
        [issue.message for issue in schedule.issues if "unknown" in issue.action],
    )


# --- the oracle -------------------------------------------------------------------------------


def theirs(path: Path, window: Window, flips: Sequence[str]) -> Theirs:
    """Expand a file with icalendar and recurring-ical-events; event by event if the whole fails."""
    warnings.simplefilter("ignore")
    text = unfolded(path)
    zone = r'(?m);TZID=(?:"[^"\n]*"|[^;:\n]*)'
    if DATE_ZONE not in flips:  # a date has no zone, whatever is written (RFC 5545, 3.2.19)
        text = re.sub(zone + r"(?=[^:\n]*:\d{8}(?:,\d{8})*$)", "", text)
    if ZULU not in flips:  # nor has a time in UTC another one (3.3.5)
        text = re.sub(zone + r"(?=[^:\n]*:\d{8}T\d{6}Z(?:,\d{8}T\d{6}Z)*$)", "", text)
    text = _renamed(text, file_wins=FILE_ZONE in flips)
    if FIRST_ONSET in flips:
        text = re.sub(r"(?ms)^BEGIN:VTIMEZONE$.*?(?=^END:VTIMEZONE$)", _from_the_start, text)
    try:
        found = expanded([text], window, flips)
        # A component that is never closed swallows what follows, without an error.
        if found.read + found.lost == len(re.findall("(?mi)^BEGIN:V(?:EVENT|FREEBUSY)$", text)):
            return found
    except Exception:  # any of a dozen classes; the events may be read one by one
        pass
    found = Theirs()
    for part in cut(text):
        one = _one_by_one(part, window, flips)
        found.read, found.lost = found.read + one.read, found.lost + one.lost
        found.busy += one.busy
    found.busy = merged(found.busy)
    if not found.read:
        raise ValueError(f"no event of {found.lost} can be read")
    return found


def _renamed(text: str, *, file_wins: bool) -> str:
    """Give zones that the file describes names which are looked up in it, or only outside it."""
    iana = {name.casefold(): name for name in available_timezones()}
    zones = "".join(re.findall(r"(?ms)^BEGIN:VTIMEZONE$.*?^END:VTIMEZONE$", text))
    for name in set(re.findall(r"(?m)^TZID(?:;[^:\n]*)?:(.+)$", zones)):
        # A Windows name, an IANA name in any case, or one that follows a vendor's.
        windows = icalendar.timezone.windows_to_olson.WINDOWS_TO_OLSON.get(name)
        parts = name.casefold().split("/") if name.startswith("/") else [name.casefold()]
        ends = ("/".join(parts[at:]) for at in range(len(parts)))
        known = windows or next((iana[end] for end in ends if end in iana), name)
        other = f"File {name}" if file_wins else known
        sign = rf'(TZID[^:=\n]*[:=]"?){re.escape(name)}(?=["\n;:])'
        text = re.sub(sign, r"\1" + other.replace("\\", r"\\"), text)
    return text


def _from_the_start(match: re.Match[str]) -> str:
    """Let a zone begin with what its first change changes from, not with its standard time."""
    starts = re.findall(r"(?m)^DTSTART[^:\n]*:(\d{8})", match[0])
    offsets = re.findall(r"(?m)^TZOFFSETFROM:([+-]\d+)", match[0])
    if not starts or len(starts) != len(offsets):
        return match[0]
    offset = min(zip(starts, offsets, strict=True))[1]
    lines = ("DTSTART:19000101T000000", f"TZOFFSETFROM:{offset}", f"TZOFFSETTO:{offset}")
    return match[0] + "\n".join(("BEGIN:STANDARD", *lines, "TZNAME:X", "END:STANDARD", ""))


def _one_by_one(part: str, window: Window, flips: Sequence[str]) -> Theirs:
    """Expand a small calendar; without its zones if they are what cannot be read."""
    for text in (part, re.sub(r"(?ms)^BEGIN:VTIMEZONE$.*?^END:VTIMEZONE\n", "", part)):
        try:
            return expanded([text], window, flips)
        except Exception:
            continue
    return Theirs(lost=1)


def unfolded(path: Path) -> str:
    """Return the text of a file, one logical line a line."""
    raw = path.read_bytes()
    utf16 = raw[:2] in (b"\xff\xfe", b"\xfe\xff")
    try:
        text = raw.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    lines = re.sub(r"\r*\n|\r", "\n", text)
    return re.sub(r"[ \t]+$", "", re.sub(r"\n[ \t]", "", lines), flags=re.MULTILINE)


def cut(text: str) -> Iterator[str]:
    """Yield a small calendar for each UID, with the zones and with what decides about time only."""
    for body in re.split(r"(?mi)^BEGIN:VCALENDAR$", text)[1:]:
        head, zones, events = ["BEGIN:VCALENDAR"], list[str](), defaultdict[str, list[str]](list)
        open_: list[str] = []
        periods: list[str] = []
        for line in body.split("\n"):
            name, _, value = line.upper().partition(":")
            name = re.split("[:;]", name)[0]
            if name == "BEGIN" and value:
                if value == "VEVENT":
                    open_, event = ["VEVENT"], list[str]()
                else:
                    open_.append(value)
            if not open_ and name in ("METHOD", "X-WR-TIMEZONE"):
                head.append(line)
            elif open_[:1] == ["VTIMEZONE"] and name in ZONE:
                zones.append(line)
            elif open_ == ["VFREEBUSY"] and name in ("BEGIN", "END", "FREEBUSY"):
                periods.append(line)
            elif open_ != ["VEVENT"] or name not in EVENT:
                pass
            elif name != "SEQUENCE" or value.strip().isdecimal():
                event.append(line)
            if name == "END" and value and open_:
                if open_ == ["VEVENT"]:
                    uid = next((x for x in event if x.upper().startswith("UID")), "")
                    events[uid or str(len(events))] += ["BEGIN:VEVENT", *event, "END:VEVENT"]
                open_.pop()
        for lines in (*events.values(), *([periods] if periods else [])):
            yield "\n".join([*head, *zones, *lines, "END:VCALENDAR", ""])


def expanded(texts: Iterable[str], window: Window, flips: Sequence[str]) -> Theirs:
    """Return the busy time of calendars in the window."""
    icalendar.use_zoneinfo()  # forgets the zones of what was read before
    found = Theirs()
    for text in texts:
        for calendar in icalendar.Calendar.from_ical(text.encode(), multiple=True):
            found.busy += list(_busy(calendar, window, flips, found))
    found.busy = common(merged(found.busy), [window.span])
    return found


def _busy(calendar: Any, window: Window, flips: Sequence[str], tally: Theirs) -> Spans:
    cancelled = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    spans: Spans = []
    calendar = _zoned(calendar, flips)
    kept, uids = [], Counter[str]()
    for event in calendar.subcomponents:
        if event.name == "VEVENT":
            usable = _corrected(event, flips)
            tally.read, tally.lost = tally.read + usable, tally.lost + (not usable)
            if not usable:
                continue
            uid = str(event.get("UID", id(event)))
            if TWICE not in flips and "RECURRENCE-ID" not in event:
                # Two events, not two versions of one: the oracle would lose all but one.
                uids[uid] += 1
                uid = f"{uid} {uids[uid]}" if uids[uid] > 1 else uid
            event["UID"] = uid
        elif event.name == "VFREEBUSY":
            tally.read += 1
            spans += _free_busy(event)
        kept.append(event)
    calendar.subcomponents = kept
    low, high = (datetime.fromtimestamp(each, UTC) for each in window.span)
    query = import_module("recurring_ical_events").of(calendar)
    for event in query.between(low - 3 * DAY, high + 3 * DAY):
        if _takes_time(event):
            spans.append(_span(event))
    return [] if cancelled else spans


def _zoned(calendar: Any, flips: Sequence[str]) -> Any:
    """Apply X-WR-TIMEZONE: to floating times, or as the oracle would, to those in UTC too."""
    name = calendar.pop("X-WR-TIMEZONE", None)
    zone = name and icalendar.timezone.tzp.timezone(str(name))
    if not zone or NO_WR_ZONE in flips:
        return calendar
    walker = import_module("x_wr_timezone").UTCChangingWalker(zone)
    if WR_ZONE not in flips:
        walker.is_UTC = lambda _: False
    return walker.walk(calendar)


def _corrected(event: Any, flips: Sequence[str]) -> bool:
    """Correct what the oracle is known to read otherwise; tell whether the event can be used."""
    if any(name in TIMES for name, _ in event.errors):
        return False
    start = event["DTSTART"].dt
    end = event["DTEND"].dt if "DTEND" in event else None
    length = event["DURATION"].dt if "DURATION" in event and end is None else None
    for name in ("DTSTART", "DTEND"):  # a zone that nobody knows would become a floating time
        if name in event and "TZID" in event[name].params and not _is_zoned(event[name].dt):
            return False
    if end == start and not isinstance(start, datetime):
        event["DTEND"].dt = end = end + DAY  # a date that ends on itself is one day
    if MIXED not in flips and end is not None:
        event["DTEND"].dt = end = _like(end, start)
    for name in ("EXDATE", "RDATE"):  # or one of them would give its own kind to all the others
        if name in event and KIND not in flips:
            lines = event[name] if isinstance(event[name], list) else [event[name]]
            days = [[_like(each.dt, start, same=True) for each in line.dts] for line in lines]
            event[name] = [icalendar.prop.vDDDLists(line) for line in days]
    backwards = end is not None and instant(end) < instant(start)
    if SWAPPED not in flips and (backwards or (length and length < timedelta(0))):
        return False
    if length and length.seconds and HOURS not in flips:  # hours are exact (RFC 5545, 3.3.6)
        event["X-EXACT"] = f"{length.days} {length.seconds} {_seconds(length)}"
    if isinstance(start, datetime) and end is not None and EXACT in flips:
        event["X-EXACT"] = f"0 {instant(end) - instant(start)} {_seconds(_wall(end, start))}"
    rules = event.get("RRULE", [])
    for rule in rules if isinstance(rules, list) else [rules]:
        if "UNTIL" in rule and UNTIL not in flips:
            rule["UNTIL"] = [_until(rule["UNTIL"][0], start)]
            if instant(rule["UNTIL"][0]) < instant(start):
                del event["RRULE"]  # the first instance stands in any case (RFC 5545, 3.8.5.3)
                break
        if "COUNT" in rule and OFF_RULE in flips and not _on_rule(rule, start):
            rule["COUNT"] = [rule["COUNT"][0] - 1]  # DTSTART is the first of them (3.3.10)
    return True


def _is_zoned(value: Any) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def _like(value: Any, start: Any, *, same: bool = False) -> Any:
    """Return a time as floating or not as `start` is.

    What floats beside a zoned start is local; with `same`, in the zone of the start, and it is a
    date where that is one.
    """
    if not isinstance(value, datetime):
        return value  # a date removes whatever is on that day; a period is left alone
    if not isinstance(start, datetime):
        local = value.astimezone(HOME) if value.tzinfo else value
        return local.date() if same else value
    if start.tzinfo is None and value.tzinfo is not None:
        return value.astimezone(HOME).replace(tzinfo=None)
    if start.tzinfo is not None and value.tzinfo is None:
        return value.replace(tzinfo=start.tzinfo if same else HOME)
    return value


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _wall(end: Any, start: Any) -> timedelta:
    """Return what the oracle takes for the length of an event: the hands' way on one clock."""
    same = _is_zoned(end) == _is_zoned(start) and type(end) is type(start)
    length: timedelta = end - start if same else timedelta(seconds=instant(end) - instant(start))
    return length


def _until(until: Any, start: Any) -> date:
    """Return UNTIL as the start of an event is written: a date, a local time, or in UTC."""
    if not isinstance(start, datetime):
        day: date = until.date() if isinstance(until, datetime) else until
        return day
    if not isinstance(until, datetime):  # to the end of that day
        until = datetime(until.year, until.month, until.day, 23, 59, 59)
    if start.tzinfo is None:
        local: datetime = _like(until, start)
        return local
    zoned: datetime = until if until.tzinfo else until.replace(tzinfo=start.tzinfo)
    return zoned.astimezone(UTC)


def _on_rule(rule: Any, start: Any) -> bool:
    """Tell whether a rule yields the start of its event."""
    naive = datetime(*start.timetuple()[:6])
    text = re.sub(r";?(UNTIL|COUNT)=[^;]*", "", rule.to_ical().decode()) + ";COUNT=1"
    first = next(iter(import_module("dateutil.rrule").rrulestr(text, dtstart=naive)), None)
    return bool(first == naive)


def _takes_time(event: Any) -> bool:
    """RFC 4791, 7.10; what Microsoft wrote is what the author saw, and beats TRANSP."""
    names = ("STATUS", "X-MICROSOFT-CDO-BUSYSTATUS", "TRANSP")
    status, microsoft, transparent = (str(event.get(name, "")).upper() for name in names)
    if status == "CANCELLED" or microsoft == "FREE":
        return False
    return bool(microsoft) or transparent != "TRANSPARENT"


def _span(event: Any) -> tuple[int, int]:
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    exact = event.get("X-EXACT")
    if exact:
        days, seconds, wall = map(int, exact.split())
        if _seconds(_wall(end, start)) == wall:  # else a PERIOD has its own length
            return instant(start), instant(start + days * DAY) + seconds
    return instant(start), instant(end)


def _free_busy(component: Any) -> Iterator[tuple[int, int]]:
    """Yield the busy periods of a VFREEBUSY, which the oracle ignores."""
    lines = component.to_ical().decode().replace("\r\n ", "").split("\r\n")
    for line in lines:
        name, _, value = line.partition(":")
        if re.match("FREEBUSY(;|$)", name) and "FBTYPE=FREE" not in name.upper().split(";"):
            for period in value.split(","):
                start, end = icalendar.vPeriod.from_ical(period)
                yield instant(start), instant(start + end if isinstance(end, timedelta) else end)


# --- one process a file -----------------------------------------------------------------------


def apart(work: Callable[..., Any], *given: Any) -> tuple[str, Any]:
    """Run `work` in a process of its own; return done, refused, error, died or hang, and more."""
    fork = multiprocessing.get_context("fork")
    here, there = fork.Pipe(duplex=False)
    child = fork.Process(target=_child, args=(there, work, given))
    child.start()
    there.close()
    try:
        if not here.poll(LIMIT):
            return "hang", f"more than {LIMIT:.0f} s"
        status, answer, seconds = here.recv()
        return ("hang", f"{seconds:.1f} s") if seconds > HANG else (status, answer)
    except EOFError:
        return "died", "the process ended without an answer"
    finally:
        child.kill()
        child.join()
        here.close()


def _child(there: Connection, work: Callable[..., Any], given: tuple[Any, ...]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    begin = time.process_time()
    try:
        status, answer = "done", work(*given)
    except pp.PeerpairError as error:
        status, answer = "refused", str(error)
    except Exception as error:
        status, answer = "error", f"{type(error).__name__}: {error}"[:300]
    there.send((status, answer, time.process_time() - begin))


# --- the comparison ---------------------------------------------------------------------------


@dataclass
class Report:
    """What to print at the end."""

    counts: Counter[str] = field(default_factory=Counter)
    classes: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    days: list[int] = field(default_factory=lambda: [0, 0])

    def file(self, name: str, path: Path, window: Window) -> None:
        """Compare one file."""
        status, mine = apart(ours, path, window)
        self.counts["files"] += 1
        if status != "done":
            kind = {"refused": "refused", "hang": "hang"}.get(status, "foreign exception")
            self.counts[kind] += 1
            self.reasons[_plain(mine.replace(str(path), ""))] += status == "refused"
            if kind != "refused":
                print(f"{kind.upper()} {name}\n    {mine}")
            return
        self.days[0] += sum(round((end - start) / 86400) for start, end in mine.known)
        self.days[1] += (window.after - window.first).days
        if mine.known != [window.span]:
            self.counts["(some dates unknown)"] += 1
            self.reasons.update({_plain(issue) for issue in mine.issues} or {"no reason given"})
        if not mine.known:
            self.counts["unknown"] += 1
            return
        status, right = apart(theirs, path, window, ())
        if status != "done":
            self.counts["oracle failed"] += 1
            busy = common(mine.busy, mine.known)
            self.counts["(oracle failed, we know of busy time)"] += bool(busy)
            if busy:
                print(f"UNCHECKED {name}  {window.first} to {window.after}\n    {shown(busy)}")
            return
        self._compare(name, path, window, mine, right)

    def _compare(self, name: str, path: Path, window: Window, mine: Ours, right: Theirs) -> None:
        busy, other = common(mine.busy, mine.known), common(right.busy, mine.known)
        if busy == other:
            self.counts["equal"] += 1
            self.counts["(equal, with busy time)"] += bool(busy)
            self.counts["(equal, all dates known)"] += bool(busy) and mine.known == [window.span]
            return
        self.counts["different"] += 1
        extra, missing = without(busy, other), without(other, busy)
        cause = _cause(path, window, mine.known, busy)
        if not cause and right.lost and not missing:
            cause = "an event that the oracle cannot read"
        self.counts["(different, no known cause)"] += not cause
        cause = cause or f"? {_features(path)}"
        self.classes[cause] += 1
        print(f"DIFFERENT {name}  {window.first} to {window.after}  {cause}")
        for what, spans in (("ours only  ", extra), ("oracle only", missing)):
            if spans:
                print(f"    {what} {shown(spans)}")

    def close(self) -> int:
        """Print the counts; return 1 if anything has no known cause."""
        print()
        for tally, least in ((self.counts, 0), (self.classes, 1), (self.reasons, 1)):
            for text, times in tally.most_common(40):
                if times >= least:
                    print(f"{times:7,} {text}")
            print()
        print(f"known: {self.days[0]:,} of {self.days[1]:,} days")
        bad = ("(different, no known cause)", "hang", "foreign exception")
        return int(any(self.counts[name] for name in bad))


def _cause(path: Path, window: Window, known: Spans, busy: Spans) -> str:
    """Return the flips with which the oracle agrees, the fewest first."""
    helpful = []
    for flips in [(flip,) for flip in FLIPS]:
        status, answer = apart(theirs, path, window, flips)
        other = common(answer.busy, known) if status == "done" else None
        if other == busy:
            return flips[0]
        helpful.append((flips[0], other))
    base = helpful and Counter(str(other) for _, other in helpful).most_common(1)[0][0]
    for pair in combinations([flip for flip, other in helpful if str(other) != base], 2):
        status, answer = apart(theirs, path, window, pair)
        if status == "done" and common(answer.busy, known) == busy:
            return " and ".join(pair)
    return ""


def _features(path: Path) -> str:
    text = unfolded(path)
    found = [name for name, sign in FEATURES.items() if re.search(sign, text, re.M | re.I)]
    return ", ".join(found) or "single events"


def _plain(message: str) -> str:
    """Return a message without what differs from file to file."""
    message = re.sub(r"'[^']*'|\"[^\"]*\"|[^\s:]*r1\.ics[:\d]*:?", "…", message.splitlines()[0])
    return re.sub(r"\d+", "0", message)[:120].strip()


def year_of(path: Path) -> Window | None:
    """Return the year in which most events or busy periods of a file start."""
    text = re.sub(r"(?ms)^BEGIN:VTIMEZONE$.*?^END:VTIMEZONE$", "", unfolded(path))
    starts = re.findall(r"(?m)^(?:DTSTART|FREEBUSY)[^:\n]*:(\d{4})\d{4}", text, re.ASCII)
    years = Counter(map(int, starts))
    fit = [(times, year) for year, times in years.items() if 1971 <= year <= 2099]
    return Window(date(max(fit)[1], 1, 1), date(max(fit)[1] + 1, 1, 1)) if fit else None


def main(arguments: Sequence[str] | None = None) -> int:
    """Print differences and counts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    add = parser.add_argument
    add("folder", type=Path)
    add("--from", dest="first", default="2025-07-01", help="first date (2025-07-01), or auto")
    add("--to", dest="after", default="2026-07-01", help="date after the last (2026-07-01)")
    add("--only", default="", help="files whose path has this text")
    options = parser.parse_args(arguments)
    auto = options.first == "auto"
    first = date(2025, 7, 1) if auto else date.fromisoformat(options.first)
    window = Window(first, date.fromisoformat(options.after))
    report = Report()
    for path in sorted(options.folder.rglob("*.ics")):
        name = path.relative_to(options.folder).as_posix()
        if options.only in name:
            report.file(name, path, (auto and year_of(path)) or window)
    return report.close()


if __name__ == "__main__":
    raise SystemExit(main())
