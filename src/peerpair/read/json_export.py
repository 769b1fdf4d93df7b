"""JSON exports: parsed within limits; what their entries say about people and times."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import accumulate, repeat
from typing import Any

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import Assignment, IssueKind
from peerpair.model.time import Clock
from peerpair.read.coverage.extents import Extent, extent, widened
from peerpair.read.dates.cells import dates_inside, is_after, plain_moment, read_moment, stated_date
from peerpair.read.draft import Draft
from peerpair.read.ical.zones import Zones
from peerpair.read.source import Source
from peerpair.text import show

Moments = tuple[datetime | None, datetime | None]
"""Start and end on the programme's clock, as far as they are known."""
_MORE_PAGES = frozenset(("@odata.nextLink", "nextLink", "nextPageToken"))
_PARTS = 8  # lists and objects inside each entry that is allowed


def with_keys(*keys: str) -> re.Pattern[str]:
    """Return what JSON begins with that has each of these words, or of the patterns of words."""
    words = "".join(f'(?=.*"(?:{key})")' for key in keys)
    return re.compile(rf"\A[\ufeff \t\r\n]*[\[{{]{words}", re.DOTALL)


def _parsed(source: Source) -> Any:
    """Return what a JSON file holds; raises `ReadError` if it is none, or nested too deeply."""
    text = source.text.lstrip("\ufeff")
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", text, flags=re.DOTALL)
    depths = accumulate(1 if sign in "[{" else -1 for sign in re.findall(r"[\[\]{}]", bare))
    if max(depths, default=0) > source.limits.nesting:
        message = f"is nested more than {source.limits.nesting} deep"
        raise ReadError(source.at(), message, kind=IssueKind.LIMIT)
    count = bare.count("[") + bare.count("{")
    source.bound(count, "events", what="lists and objects", times=_PARTS)
    try:
        return json.loads(text, parse_constant=int)  # which refuses NaN, no number of JSON
    except json.JSONDecodeError as error:
        hint = "the file is cut off" if error.pos >= len(text.rstrip()) else ""
        place = source.at(error.lineno)
        raise ReadError(place, f"is not JSON: {error.msg}", hint, IssueKind.FILE) from None
    except (ValueError, RecursionError):
        message = "is not JSON: a number is out of range"
        raise ReadError(source.at(), message, kind=IssueKind.FILE) from None


@dataclass(frozen=True)
class JsonEntry:
    """An object of an export, with its place, and the draft that it is written to."""

    source: Source
    draft: Draft
    number: int  # which one it is of its list, the first being 1; what stands in it has the same
    keys: Mapping[str, Any]
    zones: Zones
    name: str = ""  # the key under which it stands among others

    @classmethod
    def whole(cls, source: Source, draft: Draft, unit: str) -> JsonEntry:
        """Return a whole export, whose entries are called `unit`; a list stands under no key."""
        document = _parsed(source)
        keys = document if isinstance(document, dict) else {"": document}
        return cls(replace(source, unit=unit), draft, 0, keys, Zones(draft.clock))

    @cached_property
    def place(self) -> Place:
        """Where it stands."""
        return self.source.at(self.number)

    def entries(self, key: str, what: str) -> Iterator[JsonEntry]:
        """Yield the objects of a list, or under the keys of an object.

        Those inside an entry have its place.  Raises `ReadError` if there are none, if there are
        more than the limit, or something else among them.
        """
        listed = self.keys.get(key)
        if not isinstance(listed, list | dict):
            raise ReadError(self.place, f"has no list of {what}", kind=IssueKind.FILE)
        self.source.bound(len(listed), "events", what=what)
        named = listed.items() if isinstance(listed, dict) else zip(repeat(""), listed)
        for number, (name, each) in enumerate(named, 1):
            entry = replace(self, number=self.number or number, keys=each, name=name)
            if not isinstance(each, dict):
                raise ReadError(entry.place, f"is no object: {show(each)}", kind=IssueKind.FILE)
            yield entry

    def part(self, key: str) -> JsonEntry:
        """Return the object under a key, or one without any keys."""
        value = self.keys.get(key)
        return replace(self, keys=value if isinstance(value, dict) else {})

    def text(self, *keys: str) -> str:
        """Return the text, or the number as text, under the first key that has any."""
        for key in keys:
            value = self.keys.get(key)
            if isinstance(value, str) and value.strip():
                # A writer that cuts texts may leave half of a pair of surrogates: no letter.
                halves = value.strip()[:1000].encode("utf-16", "surrogatepass")
                return halves.decode("utf-16", "replace")
            if isinstance(value, int) and not isinstance(value, bool):
                return str(value)
        return ""

    def person(self, *ids: str, last: str = "", first: str = "", other: str = "") -> str | None:
        """Return the id of the resident, or None with an issue.

        `ids` are an address and those that the vendor has given, `other` what else the entry calls
        somebody, such as an abbreviation.
        """
        names, name = self.draft.names, ", ".join(filter(None, (last, first)))
        known = ((text, who) for text in ids if (who := names.find(text)))
        text, by_id = next(known, ("", None))
        by_name = names.find(name)
        if by_id and by_name and by_name != by_id:
            # A vendor's numbers are not the programme's: one of the two is wrong.
            message = f"{show(text)} is {by_id}, and {show(name)} is {by_name}"
            kind, both = IssueKind.PERSON, (by_id, by_name)
            self.draft.lose(kind, self.place, message, both, unit="entry", value=text)
            return None
        resident = by_id or by_name or names.find(other)
        return resident or self.draft.resident(name or other or ids[0], self.place, unit="entry")

    def owner(self, address: str, asked: Moments, *, told: bool) -> str | None:
        """Return the resident with an address, if it is `told` what was asked about them."""
        resident = self.person(address, other=address.partition("@")[0])
        if resident and not told:
            self.refuse(resident, asked, f"the {self.source.unit} could not be asked")
            return None
        if resident:
            self.draft.coverage.appear(resident)
        return resident

    def moment(self, key: str) -> datetime | None:
        """Return the moment under a key on the programme's clock, perhaps from a zone beside it."""
        moment, part, home = read_moment(self.stated(key)), self.part(key), self.draft.clock
        clock = self.zones.clock(part.text("timeZone")) if part.keys else home
        if moment is None or (moment.tzinfo is None and clock is None):
            return None
        return self.on_clock(moment, clock or home)

    def stated(self, key: str) -> str:
        """Return a moment as it is written."""
        return self.text(key) or self.part(key).text("dateTime")

    def on_clock(self, moment: datetime, clock: Clock) -> datetime:
        """Return a moment of another clock, or one with its offset, on the programme's clock."""
        home = self.draft.clock
        local = moment.tzinfo is None and clock is home
        return moment if local else plain_moment(home, clock.instant(moment))

    def lose(
        self, kind: IssueKind, message: str, resident: str, dates: Extent, **about: Any
    ) -> None:
        """Make the dates of a resident unknown, who stands in the file."""
        self.draft.coverage.appear(resident)
        self.draft.lose(kind, self.place, message, resident, dates, **about)

    def span(self, resident: str, start: str, end: str) -> tuple[datetime, datetime] | None:
        """Return the time of a resident between the moments under two keys; see `time`."""
        moments = self.moment(start), self.moment(end)
        return self.time(resident, moments, (self.stated(start), self.stated(end)))

    def time(
        self, resident: str, moments: Moments, stated: tuple[str, str]
    ) -> tuple[datetime, datetime] | None:
        """Return the time of a resident from a start to an end, both on the programme's clock.

        If it is none, as in the words in which they are `stated`, there is an issue.
        """
        start, end = moments
        if start and end and is_after(end, start, self.draft.clock):
            self.draft.coverage.appear_at(resident, start, end)
            return start, end
        dates = widened(extent(*map(stated_date, stated)))
        message = f"{' to '.join(map(show, stated))} is no time from a start to an end"
        self.lose(IssueKind.TIME, message, resident, dates)
        return None

    def add(self, *entries: Assignment) -> None:
        """Add what somebody does."""
        self.draft.add(entries, self.source, self.number)

    def cover(self, resident: str, span: Moments) -> None:
        """Make a span that was asked for all that the file claims of a resident, if it is known."""
        (start, end), coverage = span, self.draft.coverage
        if start and end:
            first, after = dates_inside(start, end)
            if first < after:
                coverage.state(resident, first, after)
            else:
                coverage.forget(resident)

    def refuse(self, resident: str, span: Moments, message: str) -> None:
        """Make the span that was asked for unknown for a resident."""
        dates = extent(*(moment and moment.date() for moment in span))
        self.lose(IssueKind.COVERAGE, message, resident, dates, unit=self.source.unit)
        self.draft.coverage.forget(resident)

    def doubt_pages(self) -> None:
        """Doubt all of whom an export speaks that says it goes on: the rest may be theirs."""
        links = self.entries("link", "links") if self.keys.get("link") else ()
        more = self.keys.keys() & _MORE_PAGES or any(x.text("relation") == "next" for x in links)
        if more and (people := sorted(self.draft.coverage.spoken_of)):
            message, hint = "goes on in another page", "keep the answer of all pages in one file"
            self.draft.lose(IssueKind.FILE, self.place, message, people, hint=hint)
