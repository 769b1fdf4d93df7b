"""Rotation templates: what a rotation's name means on the clock."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from peerpair.model.schedule import Assignment
from peerpair.read.dates.cells import ONE_DAY, is_by_day, midnight, tidy
from peerpair.read.rotations.words import kind_named

_LONGEST_NAME = 100
_MOST_WORDS, _LONGEST_PHRASE = 10, 3  # of a text in which a name is looked for
_SIGNS = ".,:;!?()[]\"'*"


@dataclass(frozen=True)
class Stretch:
    """Hours that a rotation has on some of its days."""

    days: frozenset[int]  # Monday being 0
    start: timedelta  # since midnight
    end: timedelta  # on the next day, if not after the start
    kind: str | None
    site: str | None
    soft: bool
    protectable: bool
    every: int = 1  # 4 = call every fourth night
    first: int = 1  # the day of the rotation on which that begins, its own first being 1

    def hours(self, half: str = "") -> tuple[timedelta, timedelta]:
        """Return start and end since midnight, of a `half` of the day what lies in it, if any."""
        end = self.end if self.end > self.start else self.end + ONE_DAY
        noon = ONE_DAY / 2
        start = max(self.start, noon) if half == "pm" else self.start
        return start, min(end, noon) if half == "am" else end

    @property
    def is_by_day(self) -> bool:
        """Whether it takes up the middle of a weekday."""
        return is_by_day(*self.hours()) and bool(self.days & set(range(5)))

    def applies(self, day: date, since: date) -> bool:
        """Tell whether there is duty on a date of a rotation that began on `since`."""
        ahead = (day - since).days + 1 - self.first
        return day.weekday() in self.days and ahead >= 0 and ahead % self.every == 0


@dataclass(frozen=True)
class Template:
    """A rotation."""

    name: str  # or a pattern of names
    match: str = "exact"  # "exact", "glob" or "regex"
    stretches: tuple[Stretch, ...] = ()
    load: str = ""  # "light" or "heavy"
    readable: bool = True  # or one of its rows could not be read
    default: bool = False  # it comes with peerpair; nobody at the programme has seen it

    def entries(
        self, resident: str, first: date, last: date, site: str | None, half: str = ""
    ) -> Iterator[Assignment]:
        """Yield the duties that start on the dates from `first` to `last`, both included.

        With a `half`, ``"am"`` or ``"pm"``, only what lies before, or after, noon of each date.
        """
        for ahead in range((last - first).days + 1):
            day = first + ahead * ONE_DAY
            for stretch in self.stretches:
                start, end = stretch.hours(half)
                if stretch.applies(day, first) and start < end:
                    times = midnight(day) + start, midnight(day) + end
                    like = stretch.kind, stretch.soft, site or stretch.site, stretch.protectable
                    yield Assignment(resident, *times, *like)


def with_hours(name: str, start: timedelta, end: timedelta) -> Template:
    """Return the rotation of a name that states hours, which are those of each day."""
    daily = Stretch(frozenset(range(7)), start, end, kind_named(name), None, False, False)
    return Template(name, stretches=(daily,))


class Templates:
    """All templates: a name of its own counts before patterns, patterns in their order.

    >>> found = Templates()
    >>> found.add(Template("*icu*", "glob"))
    >>> found.add(Template("SICU"))
    >>> found.find("sicu").name, found.find("MICU nights").name, found.find("Ward")
    ('SICU', '*icu*', None)
    """

    def __init__(self) -> None:
        self._all: dict[tuple[bool, str, str], Template] = {}
        self._patterns: dict[tuple[bool, str, str], re.Pattern[str]] = {}
        self._known = lru_cache(maxsize=None)(self._search)

    def add(self, template: Template) -> None:
        """Add a template; several of one name are one rotation with all their hours."""
        self._known.cache_clear()
        name = tidy(template.name)
        key = template.default, template.match, name
        if older := self._all.get(key):
            stretches, load = older.stretches + template.stretches, template.load or older.load
            readable = older.readable and template.readable
            template = replace(older, stretches=stretches, load=load, readable=readable)
        self._all[key] = template
        if template.match != "exact":
            text = template.name.strip() if template.match == "regex" else fnmatch.translate(name)
            self._patterns[key] = re.compile(text, re.IGNORECASE)

    def find(self, name: str) -> Template | None:
        """Return the template of a rotation's name, or None."""
        return self._known(tidy(name[: _LONGEST_NAME + 1]))

    def shift(
        self,
        name: str,
        resident: str,
        start: datetime,
        end: datetime,
        *,
        kind: str | None = None,
        site: str | None = None,
    ) -> Assignment:
        """Return a shift with times of its own; a template, or else words in the name, say more."""
        template = self.find(name)
        if template is None or not template.stretches:
            kind = kind or kind_named(name)
            return Assignment(resident, start, end, kind, site=site)
        like = template.stretches[0]
        soft = all(stretch.soft for stretch in template.stretches)
        protectable = all(stretch.protectable for stretch in template.stretches)
        return Assignment(resident, start, end, like.kind, soft, site or like.site, protectable)

    def begin_with(self, text: str) -> bool:
        """Tell whether a text may be the beginning of a rotation's name that was cut off."""
        plain = tidy(text)
        return any(name.startswith(plain) for _, match, name in self._all if match == "exact")

    def within(self, text: str) -> Template | None:
        """Return the template of the longest name that stands in a text, as words of their own."""
        words = [word.strip(_SIGNS) for word in text[:_LONGEST_NAME].split()][:_MOST_WORDS]
        phrases = (
            words[at : at + length]
            for length in range(min(len(words), _LONGEST_PHRASE), 0, -1)
            for at in range(len(words) - length + 1)
        )
        return next(filter(None, (self.find(" ".join(phrase)) for phrase in phrases)), None)

    def names_whole(self, name: str) -> bool:
        """Tell whether a name with ``+``, ``/``, ``&`` or a comma in it is that of one rotation."""
        template = self.find(name)  # a pattern such as *night float* does not say so by itself
        return template is not None and (
            template.match == "exact" or any(sign in template.name for sign in "+/&,")
        )

    def _search(self, plain: str) -> Template | None:
        for default in (False, True):  # those that come with peerpair give way to one's own
            if exact := self._all.get((default, "exact", plain)):
                return exact
            patterns = self._patterns.items() if len(plain) <= _LONGEST_NAME else ()
            fits = [self._all[k] for k, p in patterns if k[0] == default and p.fullmatch(plain)]
            # A name such as ``ICU nights`` is that of no usual rotation: several kinds fit it.
            kinds = {tuple(stretch.kind for stretch in each.stretches) for each in fits}
            if fits and not (default and len(kinds) > 1):
                return fits[0]
        return None

    @property
    def light_kinds(self) -> tuple[str, ...]:
        """Kinds of the entries of rotations that are called light."""
        light = (each for each in self._all.values() if each.load == "light")
        return tuple(sorted({s.kind for each in light for s in each.stretches if s.kind}))
