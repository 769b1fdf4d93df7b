"""Words in titles and names: what kind of time they speak of, its hours, who is away."""

from __future__ import annotations

import importlib.resources
import re
import tomllib
from collections.abc import Iterable
from datetime import timedelta
from functools import lru_cache

from peerpair.model.settings import NOT_DUTY
from peerpair.read.dates.cells import read_hours, read_kind

AWAY = frozenset(("vacation", "leave", "sick"))
"""Kinds of absence that a word names, whatever else is said about it."""

_KIND = 60
_SOFT = ("home_call", "jeopardy", "backup")
_FILE = importlib.resources.files("peerpair.read.rotations") / "words.toml"
_SAID: dict[str, dict[str, str]] = tomllib.loads(_FILE.read_text("utf-8"))
_ANYWHERE, _ALONE = (
    [(re.compile(form.format(words), re.IGNORECASE), kind) for kind, words in _SAID[table].items()]
    for table, form in (("anywhere", r"\b(?:{})\b"), ("alone", "(?:{})"))
)
TAUGHT, _DUTY = (
    re.compile(rf"\b(?:{'|'.join(_SAID[table].values())})\b", re.IGNORECASE)
    for table in ("taught", "duty")
)
_HALF_DAY = re.compile(r"[, ]+(?:am|pm)$", re.IGNORECASE)
_OFF = re.compile(r"\b(?:(?:full )?days? off|post[- ]?call(?: day)?|off(?: day)?)\b", re.IGNORECASE)
_CLOCK = r"(?:\d{1,2}(?::?[0-5]\d)? ?[ap]m?|\d{1,2}:[0-5]\d)"
_HOURS = re.compile(rf"(?<![\w:]){_CLOCK} ?[-\u2013] ?{_CLOCK}(?!\w)", re.ASCII | re.IGNORECASE)
_RANGE = re.compile(r"\d ?(?:[ap]m?|h|uhr)? ?(?:[-\u2013\u2014]|to|bis) ?\d", re.IGNORECASE)
_HALF_IN_NAME = re.compile(r",\s*(am|pm)\s*$", re.IGNORECASE)
_HALVES = {
    "am": (timedelta(hours=8), timedelta(hours=12)),
    "pm": (timedelta(hours=13), timedelta(hours=17)),
}


def kind_of(categories: Iterable[str], title: str) -> tuple[str | None, bool]:
    """Return the kind of an event with CATEGORIES as written, and whether it is soft.

    Only a category makes it soft: a word in a title is too weak a sign for calling somebody free.
    """
    for written in categories:
        first = re.split(r"(?<!\\),", written, maxsplit=1)[0]
        kind = read_kind(re.sub(r"\\(.)", r"\1", first)[:100])
        if kind:
            plain = re.sub(r"[- ]", "_", kind.casefold())
            return (plain, True) if plain in _SOFT else (kind, False)
    return kind_of_shift(title), False


def kind_of_title(title: str) -> str | None:
    """Return the kind that a word in a title names.

    >>> kind_of_title("IM Night Float"), kind_of_title("Cardiology")
    ('night_float', None)
    """
    return _kind_of_short(title[:200])


@lru_cache(maxsize=4096)
def _kind_of_short(title: str) -> str | None:
    return next((kind for words, kind in _ANYWHERE if words.search(title)), None)


def kind_of_shift(title: str) -> str | None:
    """Return the kind of something with times of its own.

    A shift is no absence because of a word in its title: ``Sick call`` and ``Vacation coverage``
    are duty, and rest follows them.  Only a title that says nothing else names an absence.

    >>> kind_of_shift("Sick call ICU"), kind_of_shift("Vacation"), kind_of_shift("Sick call")
    (None, 'vacation', None)
    """
    kind = kind_of_title(title)
    return absence_named(title) if kind in NOT_DUTY else kind


def absence_named(title: str) -> str | None:
    """Return the kind of absence, or ``off``, that is all that a title says.

    >>> absence_named("Annual Leave"), absence_named("Post-call"), absence_named("Off-Service ED")
    ('leave', 'off', None)
    """
    plain = _HALF_DAY.sub("", title[:200]).strip(" .!*")
    return next((kind for words, kind in _ALONE if words.fullmatch(plain)), None)


def names_duty_or_leave(title: str) -> bool:
    """Tell whether a title names, anywhere, something that takes time.

    >>> [names_duty_or_leave(text) for text in ("Ana in the MICU", "Ben's birthday", "Day off")]
    [True, False, False]
    """
    rest = _OFF.sub(" ", title[:200]).strip()
    return kind_of_title(rest) is not None or bool(_DUTY.search(rest))


def kind_named(name: str) -> str | None:
    """Return the kind of a task with times of its own: by words in its name, or all of that."""
    return kind_of_shift(name) or " ".join(name.split())[:_KIND] or None


def hours_in_name(name: str) -> tuple[timedelta, timedelta] | None:
    """Return start and end that a name states, or None.

    >>> [str(part) for part in hours_in_name("ACE 2 Resident 8:30a-12a Long")]
    ['8:30:00', '0:00:00']
    >>> hours_in_name("Ward SAR 7-3") is None
    True
    """
    rest, _, last = name[:200].rpartition(", ")
    if whole := read_hours(last):  # as of a row of hours beside the names
        return None if _RANGE.search(rest) else whole
    spans = [read_hours(span[0]) for span in _HOURS.finditer(name[:200])]
    if any(spans) or len(spans) > 1:  # two stretches, or one and a half: not for us to choose
        return spans[0] if len(spans) == 1 else None
    half = _HALF_IN_NAME.search(name[:200])
    return _HALVES[half[1].casefold()] if half else None
