"""What a cell says about dates, before anybody knows its year, or which number is the month."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from peerpair.read.dates.words import TO, half_of, month_number, weekday_number

LONGEST_TEXT = 80
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(\.?)", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th|er|\.)?(?: de |[- /])?([^\W\d_]{3,12})\.?(?:,? (?:del? )?|[-/' ])?"
    r"(\d{4}|\d{2})?"
)
_MONTH_FIRST = re.compile(
    r"([^\W\d_]{3,12})\.?(?: ?(\d{1,2})(?:st|nd|rd|th)?(?:(?:, ?| )(\d{4}))?"
    r"|-(\d{1,2})(?:-(\d{4}|\d{2}))?)"
)
_FIRST_WORD = re.compile(r"([^\W\d_]{1,12})[.,]?[,\s]*(?=[^\W_])")
_LAST_WORD = re.compile(r"(?<=[\d.)])[\s,]*\(?([^\W\d_]{2,12})\.?\)?$")
_HALF = re.compile(r"[\s,]+([ap]\.?m\.?|[^\W\d_]{5,10})$", re.IGNORECASE)
_DASH = re.compile(rf"\s*[-\u2010-\u2014]\s*|\s+{TO}\s+", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,2})\.?", re.ASCII)
_SHORT_YEARS = 2000
_BLOCK = r"block|blk|period|week|wk|bloc|bloque|woche|kw|semaine|semana|rotation|rot|b"
_LABEL = re.compile(rf"(?:(?:{_BLOCK})[ _-]?#?)?\d{{1,2}}[ _-]?[a-d]?", re.IGNORECASE | re.ASCII)
_LABELLED = re.compile(
    rf"((?:{_BLOCK})[ _-]?#?\d{{1,2}}[ _-]?[a-d]?|\d{{1,2}}[a-d]?(?=\s*[\n(:]))"
    r"[\s:,(\[\u2013-]+(.+?)[)\]]?",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_WORD = re.compile(rf"(?:{_BLOCK})[ _-]?#?(?=\d)", re.ASCII)
_PREFIX = re.compile(r"(?:week|wk|block|period) (?:of|beginning|starting)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class WrittenDate:
    """A date as written.

    Where `either` is set, `month` and `day` stand in the order of the text, and which is which is
    not known.
    """

    month: int
    day: int
    year: int | None = None
    either: bool = False

    @property
    def order(self) -> str:
        """Return the order of day and month that the numbers alone show, or nothing."""
        if not self.either or (self.month > 12) == (self.day > 12):
            return ""
        return "d/m" if self.month > 12 else "m/d"

    def turned(self, order: str) -> WrittenDate:
        """Return the date with month and day in their places."""
        if not self.either:
            return self
        month, day = (self.month, self.day) if order == "m/d" else (self.day, self.month)
        return WrittenDate(month, day, self.year)


@dataclass(frozen=True)
class Heading:
    """What one cell of a header says: a label, a date or a range of dates, or half a day."""

    label: str = ""
    first: WrittenDate | None = None
    last: WrittenDate | None = None
    half: str = ""

    @property
    def dates(self) -> Iterator[WrittenDate]:
        """Yield the dates that it names."""
        yield from (date for date in (self.first, self.last) if date)


@lru_cache(maxsize=65536)
def written_date(text: str) -> WrittenDate | None:
    """Return a date with or without year, weekday before or after it, or None.

    >>> written_date("Mon 3. August 2026")
    WrittenDate(month=8, day=3, year=2026, either=False)
    >>> written_date("8/3"), written_date("8-1"), written_date("7.30")
    (WrittenDate(month=8, day=3, year=None, either=True), None, None)
    """
    if len(text) > LONGEST_TEXT or not any(map(str.isdigit, text)):
        return None
    text = " ".join(text.split())
    bare = _dated(text)
    if bare is None and (match := _FIRST_WORD.match(text)) and _is_weekday(match[1]):
        text = text[match.end() :]
        bare = _dated(text)
    if bare is None and (match := _LAST_WORD.search(text)) and _is_weekday(match[1]):
        bare = _dated(text[: match.start()].rstrip(" ,("))
    return bare


def _is_weekday(word: str) -> bool:
    return weekday_number(word) is not None


def _dated(text: str) -> WrittenDate | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return WrittenDate(int(match[3]), int(match[4]), int(match[1]))
    if match := _SLASHED.fullmatch(text):
        one, sign, other, year, dot = match.groups()
        if year is None and (sign == "-" or (sign == "." and not dot)):
            return None  # a label such as 8-1, a clock time such as 7.30
        if dot and (year or sign != "."):
            return None
        if dot:  # 3.8. is written where the day comes first
            return WrittenDate(int(other), int(one))
        return WrittenDate(int(one), int(other), _full(year), either=True)
    if match := _DAY_FIRST.fullmatch(text):
        month = month_number(match[2])
        return WrittenDate(month, int(match[1]), _full(match[3])) if month else None
    if match := _MONTH_FIRST.fullmatch(text):
        month, day = month_number(match[1]), int(match[2] or match[4])
        return WrittenDate(month, day, _full(match[3] or match[5])) if month else None
    return None


def _full(year: str | None) -> int | None:
    """Return a year that may have two digits."""
    return None if year is None else int(year) + (_SHORT_YEARS if len(year) == 2 else 0)


def _range(text: str) -> tuple[WrittenDate, WrittenDate] | None:
    """Return both ends of a range; either may leave out the month or the year that it shares."""
    for match in _DASH.finditer(text):
        left, right = text[: match.start()].strip(" /"), text[match.end() :].strip(" /")
        first, last = written_date(left), written_date(right)
        if first and not last and (day := _NUMBER.fullmatch(right)) and not first.either:
            last = replace(first, day=int(day[1]))
        if last and not first and (day := _NUMBER.fullmatch(left)) and not last.either:
            first = replace(last, day=int(day[1]))
        if first and last:
            return first, last
    return None


def is_label(text: str) -> bool:
    """Tell whether a text looks like the label of a block: ``1``, ``1A``, ``Block 7``."""
    return bool(_LABEL.fullmatch(text.strip()))


def block_number(label: str) -> str:
    """Return a label without the word before its number.

    >>> block_number("Block 7"), block_number("1A")
    ('7', '1a')
    """
    return _WORD.sub("", label.strip().casefold(), count=1)


@lru_cache(maxsize=65536)
def read_heading(text: str) -> Heading | None:
    """Return what a cell of a header says about time, or None.

    >>> read_heading("Block 7 (12/14-1/10)").label
    'Block 7'
    >>> read_heading("3 - 30 Aug 2026").first
    WrittenDate(month=8, day=3, year=2026, either=False)
    """
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        return None
    if half := half_of(text):
        return Heading(half=half)
    if is_label(text):
        return Heading(label=text)
    if dates := _dates(text):
        return dates
    if (match := _HALF.search(text)) and (half := half_of(match[1])):
        dates = _dates(text[: match.start()])
        return dates and replace(dates, half=half)
    if match := _LABELLED.fullmatch(text):
        dates = _dates(match[2].strip())
        return dates and replace(dates, label=" ".join(match[1].split()))
    return None


def _dates(text: str) -> Heading | None:
    text = _PREFIX.sub("", text, count=1).strip("()[] ")
    if date := written_date(text):
        return Heading(first=date)
    ends = _range(text)
    return Heading(first=ends[0], last=ends[1]) if ends else None
