"""Whom the title of an event names, in a calendar for many.

``Ana Lopez: Night``, ``Clinic - Ana Lopez / Ben Okafor``, or a tag of residents as in ``+1 week
Cohort A``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from peerpair.read.draft import Draft
from peerpair.read.people.names import Whom
from peerpair.read.people.parts import parts_of
from peerpair.read.people.words import name_key
from peerpair.read.rotations.words import names_duty_or_leave

_LONGEST = 200
_MOST_CUTS, _MOST_PARTS, _MOST_WORDS = 3, 8, 15
_SHORTEST = 2  # letters of a single word that may be somebody
_KEPT = 20_000
_CUT = re.compile(r"\s*:\s*|\s+-+\s+|\s*[\u2013\u2014]+\s*")
_BETWEEN = re.compile(r"\s*[/&;|()]\s*|\s+(?:and|und|et|y)\s+", re.IGNORECASE)
_WORD = re.compile(r"\w[\w.'\u2019-]*")


@dataclass(frozen=True)
class Named:
    """Whom a title names."""

    residents: tuple[str, ...]  # for certain
    maybe: Mapping[str, str]  # who else may be meant -> by what
    strangers: tuple[str, ...]  # named beside residents, and nobody known
    rest: str  # the title without whom it is for
    beside: str  # what stands among the names, and in brackets beside them


class Titles:
    """Finds the people of titles."""

    def __init__(self, draft: Draft) -> None:
        self._names, self._templates = draft.names, draft.templates
        self._tags: dict[str, dict[str, None]] = defaultdict(dict)
        self._words: set[str] = set()  # of names: others are not looked for inside titles
        for resident, _ in draft.residents.values():
            for tag in resident.tags:
                self._tags[_plain(tag)][resident.id] = None
            self._words.update(name_key(resident.name), name_key(resident.id))
        for alias in draft.aliases:
            self._words.update(name_key(alias))
        self._known = lru_cache(maxsize=_KEPT)(self._find)

    def named(self, title: str) -> Named:
        """Return whom a title names.

        They stand before or after a colon or a dash, several between ``/``, ``&``, ``;``, commas
        or "and".  Whoever is named elsewhere, or in part, may be meant.
        """
        return self._known(title[:_LONGEST].strip())

    def _find(self, title: str) -> Named:
        sides = [(self._names.whom(who), who, rest) for who, rest in _sides(title)]
        sides = [side for side in sides if side[0].residents]
        # A side where everybody is known is better than the first one that names somebody.
        whole = (side for side in sides if side[0] == Whom(side[0].residents))
        meant, who, rest = next(whole, sides[0] if sides else (Whom(), "", title))
        residents = meant.residents or self._tagged(title)
        maybe = {resident: name for name, people in meant.maybe.items() for resident in people}
        maybe |= dict.fromkeys(meant.unsure, who)
        others = " / ".join((rest, *meant.strangers))
        for resident, words in self._mentioned(others, clear=bool(residents)):
            maybe.setdefault(resident, words)
        strangers = (text for text in meant.strangers if not self._is_duty(text))
        nobody = (text for text in strangers if not any(self._mentioned(text, clear=True)))
        beside = " / ".join((*meant.strangers, *parts_of(who).aside))
        return Named(residents, maybe, tuple(nobody), rest, beside)

    def _is_duty(self, text: str) -> bool:
        return names_duty_or_leave(text) or self._templates.find(text) is not None

    def _mentioned(self, text: str, *, clear: bool) -> Iterator[tuple[str, str]]:
        """Yield who may be meant by a part of a text or by words in it, and by which.

        Where it is clear whom the event is for, a single word is no name.
        """
        for part in _parts(text)[:_MOST_PARTS]:
            yield from ((resident, part) for resident in self._names.search(part).people)
        words: list[str] = _WORD.findall(text)[:_MOST_WORDS]
        for length in (3, 2) if clear else (3, 2, 1):
            for at in range(len(words) - length + 1):
                phrase = " ".join(words[at : at + length])
                if self._words.isdisjoint(name_key(phrase)) or "" in words[at : at + length]:
                    continue
                if length == 1 and (len(phrase) < _SHORTEST or self._is_duty(phrase)):
                    continue
                people = self._names.search(phrase).people
                yield from ((resident, phrase) for resident in people)
                if people:  # words of a name are no other names
                    words[at : at + length] = [""] * length

    def _tagged(self, title: str) -> tuple[str, ...]:
        """Return the residents with a tag that a title names: anywhere if it has several words."""
        words = f" {_plain(title)} "
        parts = {*map(_plain, _parts(title))}
        tags = (t for t in self._tags if t in parts or (" " in t and f" {t} " in words))
        return tuple({resident: None for tag in tags for resident in self._tags[tag]})


def _sides(title: str) -> Iterator[tuple[str, str]]:
    """Yield what may be the people of a title, and the rest: its beginnings, its ends, or all."""
    cuts = list(_CUT.finditer(title))
    for cut in cuts[:_MOST_CUTS]:
        yield title[: cut.start()], title[cut.end() :]
    for cut in cuts[: -_MOST_CUTS - 1 : -1]:
        yield title[cut.end() :], title[: cut.start()]
    if not cuts:
        yield title, ""


def _parts(text: str) -> list[str]:
    return [part.strip() for cut in _CUT.split(text) for part in _BETWEEN.split(cut)]


def _plain(text: str) -> str:
    """Return the words of a tag or a title, as they are compared."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
