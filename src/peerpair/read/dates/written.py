"""What a cell says about dates, before anybody knows its year, or which number is the month."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from peerpair.read.dates.cells import day_of
from peerpair.read.dates.words import TO, half_of, month_number, weekday_number

LONGEST_TEXT = 80
# One form a line; `one` and `two` are day and month, in an order that the form leaves open.
_FORMS = [
    re.compile(form)
    for form in (
        r"(?a:(?P<year>\d{4})(?P<sign>[-/.])(?P<month>\d{1,2})(?P=sign)(?P<day>\d{1,2}))",
        r"(?a:(?P<year>20\d{2})(?P<month>0\d|1[0-2])(?P<day>[0-3]\d))",
        r"(?a:(?P<one>\d{1,2})(?P<sign>[/.-])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2}))",
        r"(?a:(?P<one>\d{1,2})/(?P<two>\d{1,2}))",  # 8-1 is a label, 7.30 a clock time
        r"(?a:(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.)",  # written where the day comes first
        r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|\.)?(?: de |[- /])?(?P<name>[^\W\d_]{3,12})\.?"
        r"(?:,? (?:del? )?|[-/' ])?(?P<year>\d{4}|\d{2})?",
        r"(?P<name>[^\W\d_]{3,12})\.? ?(?P<day>\d{1,2})(?:st|nd|rd|th)?"
        r"(?:(?:, ?| )(?P<year>\d{4}))?",
        r"(?P<name>[^\W\d_]{3,12})\.?-(?P<day>\d{1,2})(?:-(?P<year>\d{4}|\d{2}))?",
    )
]
_MONTH = re.compile(r"([^\W\d_]{3,12})\.?(?:[ ,-]*(\d{4})| ?['\u2019](\d{2}))?")
_WITHIN = re.compile(
    r"\b(?:\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?|\d{1,2}\.\d{1,2}\.(?:\d{2,4})?"
    r"|[^\W\d_]{3,9}\.? \d{1,2}(?!/)|\d{1,2}\.? [^\W\d_]{3,9})(?!\d)"
)
_FIRST_WORD = re.compile(r"^([^\W\d_]{1,12})[.,]?[,\s]*(?=[^\W_])")
_LAST_WORD = re.compile(r"(?<=[\d.)])[\s,]*\(?([^\W\d_]{2,12})\.?\)?$")
_HALF = re.compile(r"[\s,]+([ap]\.?m\.?|[^\W\d_]{5,10})$", re.IGNORECASE)
_DASH = re.compile(rf"\s*[-\u2010-\u2014\u2192~]>?\s*|\s+{TO}\s+", re.IGNORECASE)
_NUMBER = re.compile(r"(\d{1,2})\.?(?:,? (\d{4}))?", re.ASCII)
_BLOCK = r"block|blk|period|week|wk|bloc|bloque|woche|kw|semaine|semana|rotation|rot|b"
_LABEL = re.compile(
    rf"(?:(?:{_BLOCK})[ _-]?#?)?\d{{1,2}}(?:[ _-]?[a-d]|\.)?", re.IGNORECASE | re.ASCII
)
_LABELLED = re.compile(
    rf"((?:{_BLOCK})[ _-]?#?(?:\d{{1,2}}[ _-]?[a-d]?|[a-h]\b|[ivx]+\b)"
    r"|\d{1,2}[a-d]?(?=\s*[\n(:]))"
    r"[\s:,(\[\u2013-]+(.+?)[)\]]?",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
_WORD = re.compile(rf"(?:{_BLOCK})[ _-]?#?(?=\d)", re.ASCII)
_PREFIX = re.compile(
    r"^(?:(?:week|wk|block|period|semaine|woche|semana) )?"
    r"(?:of|beginning|starting|from|du|del?|vom|von|ab)\s+",
    re.IGNORECASE,
)
_MIDNIGHT = re.compile(r"(?<=\d)[T ](?:0?0:00(?::00)?|12:00(?::00)? ?AM)$", re.IGNORECASE)


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
    weekday: int | None = field(default=None, repr=False, compare=False)

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
        return replace(self, month=month, day=day, either=False)

    def near(self, middle: date | None) -> list[date]:
        """Return the dates that it may be, the nearest first: of its year or those around another.

        On another weekday than it says it is no date of a year that it does not say.

        >>> written_date("Mon Aug 3").near(date(2027, 7, 1))
        [datetime.date(2026, 8, 3)]
        """
        middle = middle or date(self.year or 1, 7, 1)
        years = [self.year] if self.year else range(middle.year - 1, middle.year + 2)
        days = filter(None, (day_of(year, self.month, self.day) for year in years))
        fit = (d for d in days if self.year or self.weekday in (None, d.weekday()))
        return sorted(fit, key=lambda day: abs(day - middle))


@dataclass(frozen=True)
class Heading:
    """What one cell of a header says: a label, a date or a range of dates, or half a day."""

    label: str = ""
    dates: tuple[WrittenDate, ...] = ()  # one, or the first and the last
    half: str = ""
    month: bool = False  # the dates are those of a month


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
    dated, weekday = _dated(text), None
    for beside in (_FIRST_WORD, _LAST_WORD):
        match = None if dated else beside.search(text)
        if match and (weekday := weekday_number(match[1])) is not None:
            text = (text[: match.start()] + text[match.end() :]).rstrip(" ,(")
            dated = _dated(text)
    return dated and replace(dated, weekday=weekday)


def dates_within(text: str, middle: date) -> set[tuple[date, date]]:
    """Return from when to when a note may speak, in each order of day and month.

    >>> [str(day) for days in dates_within("NF 8/6-8/13", date(2026, 8, 15)) for day in days]
    ['2026-08-06', '2026-08-13']
    """
    written = [*filter(None, map(written_date, _WITHIN.findall(text[:LONGEST_TEXT])))]
    ways = [[w.turned(order).near(middle) for w in written] for order in ("m/d", "d/m")]
    # In an order in which one of them is no date the others count if no order fits them all.
    days = [sorted(near[0] for near in way if near) for way in [*filter(all, ways)] or ways]
    return {(way[0], way[-1]) for way in days if way}


def _dated(text: str) -> WrittenDate | None:
    match = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if match is None:
        return None
    parts = match.groupdict()
    whole = _full_year(parts.get("year"))
    if "one" in parts:
        return WrittenDate(int(parts["one"]), int(parts["two"]), whole, either=True)
    month = month_number(parts["name"]) if "name" in parts else int(parts["month"])
    return WrittenDate(month, int(parts["day"]), whole) if month else None


def _full_year(year: str | None) -> int | None:
    return int(year) + 2000 * (len(year) == 2) if year else None


def _range(text: str) -> tuple[WrittenDate, ...]:
    """Return both ends of a range, or nothing; either may leave out a month or year it shares."""
    for match in _DASH.finditer(text):
        left, right = text[: match.start()].strip(" /"), text[match.end() :].strip(" /")
        first, last = written_date(left), written_date(right)
        if first and not last and (day := _NUMBER.fullmatch(right)) and not first.either:
            year = int(day[2]) if day[2] else first.year
            first, last = replace(first, year=year), replace(first, day=int(day[1]), year=year)
        elif last and not first and (day := _NUMBER.fullmatch(left)) and not last.either:
            first = replace(last, day=int(day[1]))
        if first and last:
            return first, last
    return ()


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
    >>> read_heading("3 - 30 Aug 2026").dates[0]
    WrittenDate(month=8, day=3, year=2026, either=False)
    """
    text = text.strip()
    if not text or len(text) > LONGEST_TEXT:
        return None
    if half := half_of(text):
        return Heading(half=half)
    if _LABEL.fullmatch(text):
        return Heading(label=text.rstrip("."))
    if month := _month(text):
        return Heading(dates=month, month=True)
    label, half, dates = "", "", _dates(text)
    if not dates and (match := _HALF.search(text)) and (half := half_of(match[1])):
        dates = _dates(text[: match.start()])
    elif not dates and (match := _LABELLED.fullmatch(text)):
        label, dates = " ".join(match[1].split()), _dates(match[2].strip())
    return Heading(label, dates, half) if dates else None


def _month(text: str) -> tuple[WrittenDate, ...]:
    """Return the first and the last date of a month that a text names and nothing else."""
    match = _MONTH.fullmatch(text)
    month = month_number(match[1]) if match else 0
    if not match or not month:
        return ()
    year = _full_year(match[2] or match[3])
    return WrittenDate(month, 1, year), WrittenDate(month, monthrange(year or 1, month)[1], year)


def _dates(text: str) -> tuple[WrittenDate, ...]:
    """Return the date, or both ends of the range, that a text says and nothing else."""
    text = _MIDNIGHT.sub("", _PREFIX.sub("", text.strip("()[] ")))
    date = written_date(text)
    return (date,) if date else _range(text)
