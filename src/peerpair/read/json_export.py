"""JSON exports: parsed within limits, and what their entries have in common: times, people."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from peerpair.errors import ReadError
from peerpair.model.place import Place
from peerpair.model.schedule import IssueKind
from peerpair.read.coverage.extents import ALWAYS
from peerpair.read.dates.cells import ONE_DAY, YEARS, midnight, read_date
from peerpair.read.draft import Draft
from peerpair.read.source import Source
from peerpair.read.tables.grid import Head
from peerpair.text import show

JsonObject = Mapping[str, Any]
_FRACTION = re.compile(r"(?<=:\d\d)\.\d+", re.ASCII)
_MORE_PAGES = frozenset(("@odata.nextLink", "nextLink", "nextPageToken"))
_PARTS = 8  # lists and objects inside each entry that is allowed
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?", re.ASCII)


def is_json(head: Head) -> bool:
    """Tell whether a file begins as JSON does."""
    return head.text.lstrip("\ufeff \t\r\n")[:1] in tuple("[{")


def read_json(source: Source) -> Any:
    """Return what a JSON file holds; raises `ReadError` if it is not JSON, or nested too deeply."""
    text = source.text.lstrip("\ufeff")
    depth, count = _brackets(text)
    if depth > source.limits.nesting:
        message = f"is nested more than {source.limits.nesting} deep"
        raise ReadError(source.at(), message, kind=IssueKind.LIMIT)
    source.bound(count, "events", what="lists and objects", times=_PARTS)
    try:
        return json.loads(text, parse_constant=_refuse, parse_int=_number)
    except json.JSONDecodeError as error:
        hint = "the file is cut off" if error.pos >= len(text.rstrip()) else ""
        place = source.at(error.lineno)
        raise ReadError(place, f"is not JSON: {error.msg}", hint, IssueKind.FILE) from None
    except (ValueError, RecursionError):
        message = "is not JSON: a number is out of range"
        raise ReadError(source.at(), message, kind=IssueKind.FILE) from None


def _refuse(word: str) -> None:
    raise ValueError(word)


def _number(digits: str) -> int:
    if len(digits) > 30:
        raise ValueError("too many digits")
    return int(digits)


def _brackets(text: str) -> tuple[int, int]:
    """Return how deep brackets are nested, and how many open; those in strings left out."""
    depth = deepest = count = 0
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", text, flags=re.DOTALL)
    for bracket in re.finditer(r"[\[\]{}]", bare):
        if bracket[0] in "[{":
            depth, count = depth + 1, count + 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return deepest, count


def doubt_pages(document: Any, source: Source, draft: Draft) -> None:
    """Doubt all of whom a response speaks that says it goes on: the rest may be theirs."""
    links = document.get("link") if isinstance(document, dict) else None
    ways = [each.get("relation") for each in links or () if isinstance(each, dict)]
    more = isinstance(document, dict) and document.keys() & _MORE_PAGES
    for resident in draft.coverage.spoken_of if more or "next" in ways else ():
        message, hint = "goes on in another page", "keep the answer of all pages in one file"
        about = {"unit": "resident", "hint": hint}
        draft.lose(IssueKind.FILE, source.at(), message, resident, ALWAYS, **about)


def objects(source: Source, entries: Any, what: str) -> Iterator[tuple[int, JsonObject]]:
    """Yield the objects of a list with their numbers, the first being 1.

    Raises `ReadError` if it is no list, is longer than the limit, or holds something else.
    """
    if not isinstance(entries, list):
        raise ReadError(source.at(), f"has no list of {what}", kind=IssueKind.FILE)
    source.bound(len(entries), "events", what=what)
    for number, each in enumerate(entries, 1):
        if not isinstance(each, dict):
            message = f"is no object: {show(each)}"
            raise ReadError(source.at(number), message, kind=IssueKind.FILE)
        yield number, each


def text_of(entry: JsonObject, *keys: str) -> str:
    """Return the text, or the number as text, under the first key that has any."""
    for key in keys:
        value = entry.get(key)
        if isinstance(value, str) and value.strip():
            text = value.strip()[:1000]
            # A writer that cuts texts may leave half of a pair of surrogates, which is no letter.
            return text if text.isascii() else _whole(text)
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return ""


def _whole(text: str) -> str:
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def local_moment(day: str, time: str) -> datetime | None:
    """Return a local moment from the texts of a date and a time; seconds of 59.5 or more round up.

    >>> local_moment("2026-08-03T00:00:00", "23:59:59.999")
    datetime.datetime(2026, 8, 4, 0, 0)
    """
    local, match = read_date(day[:10]), _TIME.fullmatch(time.strip())
    if local is None or match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if hours > 24 or minutes > 59 or seconds > 60:
        return None
    if (hours, minutes, seconds) == (23, 59, 59):
        hours, minutes, seconds = 24, 0, 0  # an all-day task ends a moment before midnight
    clock = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    moment = midnight(local) + clock
    return moment if moment.year in YEARS else None


def without_fraction(text: str) -> str:
    """Return a moment without parts of seconds.

    >>> without_fraction("2026-08-03T07:00:00.0000000Z")
    '2026-08-03T07:00:00Z'
    """
    return _FRACTION.sub("", text)


def whole_dates(draft: Draft, start: datetime, end: datetime) -> tuple[date, date] | None:
    """Return the local dates ``[first, after)`` that lie between two moments, if there are any."""
    first, last = (draft.clock.local(draft.clock.instant(moment)) for moment in (start, end))
    day = first.date() + (first.time() != datetime.min.time()) * ONE_DAY
    return (day, last.date()) if day < last.date() else None


def cover_only(draft: Draft, resident: str, start: datetime, end: datetime) -> None:
    """Make a span that was asked for all that a file claims of a resident."""
    dates = whole_dates(draft, start, end)
    if dates:
        draft.coverage.state(resident, *dates)
    else:
        draft.coverage.forget(resident)


def find_person(
    draft: Draft,
    place: Place,
    *,
    email: str = "",
    ids: Iterable[str] = (),
    first: str = "",
    last: str = "",
    other: str = "",
) -> str | None:
    """Return the id of the resident, or None with an issue.

    `ids` are those that the vendor has given, `other` what else the entry calls somebody, such as
    an abbreviation.
    """
    name = f"{last}, {first}" if first and last else first or last
    by_name = draft.names.search(name).resident if name else None
    for text in (email, *ids):
        by_id = draft.names.find(text) if text else None
        if by_id is None:
            continue
        if by_name is not None and by_name != by_id:
            # A vendor's numbers are not the programme's: one of the two is wrong.
            message = f"{show(text)} is {by_id}, and {show(name)} is {by_name}"
            for resident in (by_id, by_name):
                draft.coverage.appear(resident)
                kind = IssueKind.PERSON
                draft.lose(kind, place, message, resident, ALWAYS, unit="entry", value=text)
            return None
        return by_id
    if by_name is None and other:
        by_id = draft.names.find(other)
        if by_id is not None:
            return by_id
    return draft.resident(name or other or email, place, unit="entry")
