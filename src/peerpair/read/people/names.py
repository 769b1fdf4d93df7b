"""Finding residents by what a roster calls them: id, alias, e-mail address, then name.

Two people with one name are never merged, and a name that is merely close is never taken for
somebody: both are settled in an alias table.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain

from peerpair.model.resident import Resident
from peerpair.read.people.near import Near
from peerpair.read.people.parts import has_several, parts_of, plain_part
from peerpair.read.people.words import (
    LONGEST,
    Key,
    joined,
    name_key,
    name_keys,
    parts_of_names,
    plain_name,
    without_numbers,
)

_KEPT = 100_000
_AS_WRITTEN = "email", "written"
_WAYS = *_AS_WRITTEN, "ordered", "sorted", "joined", "without initials"
"""Ways in which names are compared, the surest first."""


@dataclass(frozen=True)
class Whom:
    """Whom a cell names."""

    residents: tuple[str, ...] = ()  # certainly, and all of them
    maybe: dict[str, tuple[str, ...]] = field(default_factory=dict)  # a part -> whom it may mean
    unsure: tuple[str, ...] = ()  # named, but perhaps in the place of another
    strangers: tuple[str, ...] = ()  # parts that are nobody's

    @property
    def named(self) -> tuple[str, ...]:
        """All who are named, or may be."""
        people = chain(self.residents, self.unsure, *self.maybe.values())
        return tuple(dict.fromkeys(people))


@dataclass(frozen=True)
class Match:
    """Who is meant: the one resident, or those who may be."""

    resident: str | None = None  # the id, if exactly one is meant
    # several who fit, or nearly do (initials, a part of a name, letters that are wrong)
    maybe: tuple[str, ...] = ()
    nobody: bool = False  # an alias says that this is no resident

    @property
    def people(self) -> tuple[str, ...]:
        """The one who is meant, or all who may be."""
        return (self.resident,) if self.resident else self.maybe


class Names:
    """Looks residents up by id, alias, e-mail address or name: the first that fits decides.

    An id counts as written; addresses without capitals; names without capitals, accents, titles,
    degrees and signs, in any order and with or without blanks and middle initials.  The `emails`
    are by id, the `aliases` what rosters call people -> the id, or None for nobody of these.

    >>> names = Names([Resident("im03", name="Jos\u00e9 Smith"), Resident("00123")])
    >>> names.find("SMITH Jose"), names.find("123")
    ('im03', None)
    >>> names.search("Smith, J").maybe
    ('im03',)
    """

    def __init__(
        self,
        residents: Iterable[Resident],
        emails: Mapping[str, str] | None = None,
        aliases: Mapping[str, str | None] | None = None,
    ) -> None:
        people = list(residents)
        self._rank = {resident.id: rank for rank, resident in enumerate(people)}
        self._shapes = set(map(_shape, self._rank))
        self._aliases = {plain_name(text): who for text, who in (aliases or {}).items()}
        self._index: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._keys: dict[str, Key] = {}
        self._tags: dict[str, dict[str, None]] = defaultdict(dict)
        for resident in people:
            who = resident.id
            for tag in resident.tags:
                self._tags[_words_of(tag)][who] = None
            email, *written = map(plain_name, ((emails or {}).get(who, ""), who, resident.name))
            lookups = [("email", email), *(("written", text) for text in written)]
            for key in _keys_of(resident):
                self._keys.setdefault(who, key)
                lookups += _ways(key)
            for way, text in lookups:
                self._index[way, text].add(who)
        self._numbered = any(map(str.isdigit, "".join(chain(*self._keys.values()))))
        self._match_of = lru_cache(_KEPT)(self._search)

    def tagged(self, text: str, parts: Iterable[str]) -> tuple[str, ...]:
        """Return the residents with a tag that is a part of a text, or has several words in it."""
        words, whole = f" {_words_of(text)} ", {*map(_words_of, parts)}
        tags = (t for t in self._tags if t in whole or (" " in t and f" {t} " in words))
        return tuple({who: None for tag in tags for who in self._tags[tag]})

    def names_nobody(self, text: str) -> bool:
        """Tell whether a text is no name at all: blank, a number, an error of a spreadsheet."""
        # What has the shape of a resident's id, as r99 has that of r04, is somebody's.
        words = re.split(r"[\W_]+", text)
        named = any(word.isalpha() and len(word) > 1 for word in words) and text[:1] != "#"
        return not named and _shape(text) not in self._shapes

    def find(self, text: str) -> str | None:
        """Return the id of the one resident meant by `text`, or None."""
        return self.search(text).resident

    def search(self, text: str) -> Match:
        """Return who is meant by `text`, or who may be."""
        return self._match_of(text[:LONGEST])

    def whom(self, text: str, *, initials: bool = False) -> Whom:
        """Return whom a cell names; with `initials`, ``AL`` may be Ana Lopez.

        >>> names = Names([Resident("a", name="Lea Brandt"), Resident("b", name="Wen Li")])
        >>> names.whom("Brandt, Lea; Li, W").residents, names.whom("Brandt, Lea; Li, W").maybe
        (('a',), {'Li, W': ('b',)})
        >>> names.whom("Lea Brandt -> Wen Li").unsure
        ('a', 'b')
        """
        whole = self.search(text)
        if whole.resident or whole.nobody:
            return Whom(whole.people)
        parts = parts_of(text)
        residents: dict[str, None] = {}
        unsure: dict[str, None] = {}
        maybe: dict[str, tuple[str, ...]] = {}
        strangers = []
        for part in (*parts.sure, *parts.unsure, *parts.aside):
            on_duty = part in parts.sure
            for name, match in self._listed(part):
                if match.resident:
                    (residents if on_duty else unsure)[match.resident] = None
                elif match.maybe:
                    maybe[name] = match.maybe
                elif on_duty and not match.nobody:
                    strangers.append(name)
        if not residents and not unsure:
            near = whole.maybe or self._of_families(text) or (initials and self._of_initials(text))
            maybe = maybe or ({text: near} if near else {})
            strangers = [] if maybe else [text]
        maybe = {name: left for name, who in maybe.items() if (left := _less(who, residents))}
        return Whom(tuple(residents), maybe, _less(unsure, residents), tuple(strangers))

    def _listed(self, text: str) -> list[tuple[str, Match]]:
        """Return the names of a text and whom they mean, parted by commas where that is surer."""
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
        ways = [[text], pieces]
        if len(pieces) > 2 and len(pieces) % 2 == 0:  # a comma behind each family name, too
            ways.append([", ".join(pair) for pair in zip(pieces[::2], pieces[1::2], strict=True)])
        return max(([(name, self.search(name)) for name in way] for way in ways), key=_certain)

    def _of_families(self, text: str) -> tuple[str, ...]:
        """Return those whose family names the words of a text are, if each is one."""
        words = name_key(text)
        whose = [[who for who in self.search(w).maybe if self._keys[who][-1] == w] for w in words]
        return tuple(dict.fromkeys(chain(*whose))) if all(whose) else ()

    def _of_initials(self, text: str) -> tuple[str, ...]:
        """Return those who have the initials that a text in capitals is."""
        letters = "".join(filter(str.isalpha, text))
        if not text.isupper() or len(letters) not in (2, 3):
            return ()
        initials = {who: "".join(word[0] for word in key) for who, key in self._keys.items()}
        wanted = letters.casefold()
        return tuple(who for who, own in initials.items() if wanted in (own, own[0] + own[-1]))

    def _search(self, text: str) -> Match:
        if text in self._rank:
            return Match(text)
        plain = plain_name(text)
        if plain in self._aliases:
            who = self._aliases[plain]
            return Match(who, nobody=who is None)
        keys = [key for key in name_keys(text) if key]
        lookups = [*((way, plain) for way in _AS_WRITTEN if plain), *chain(*map(_ways, keys))]
        for way in _WAYS:
            hits = set[str]().union(*(self._index.get(x, ()) for x in lookups if x[0] == way))
            if hits:
                sure = way in _AS_WRITTEN or (
                    not has_several(text)
                    and all(_agree(key, self._keys[who]) for key in keys for who in hits)
                )
                return self._match(hits, sure=sure)
        bare = "" if self._numbered else without_numbers(text)
        if bare and bare != text:
            return self._match_of(bare)
        return self._match(self._near.search((*keys, *parts_of_names(text))), sure=False)

    def _match(self, hits: Iterable[str], *, sure: bool) -> Match:
        maybe = tuple(sorted(hits, key=self._rank.__getitem__))
        return Match(maybe[0]) if sure and len(maybe) == 1 else Match(maybe=maybe)

    @cached_property
    def _near(self) -> Near:
        return Near(self._keys)


def _shape(text: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", text.strip()))


def _keys_of(resident: Resident) -> dict[Key, None]:
    """Return the words of a resident's name; where there is none, of an id that is one."""
    # An id with a digit, or of one word, is a code in which every sign counts.
    code = any(map(str.isdigit, resident.id)) or len(resident.id.split()) < 2
    name = resident.name or ("" if code else resident.id)
    keys = name_keys(name) | name_keys(plain_part(name))
    keys.pop((), None)
    return keys


def _ways(key: Key) -> Iterator[tuple[str, str]]:
    """Yield the texts by which a name is looked up, each with the way in which it was made."""
    yield "ordered", " ".join(key)
    yield "sorted", " ".join(sorted(key))
    yield from (("joined", text) for text in joined(key))
    core = sorted(word for word in key if len(word) > 1 or not word.isalpha())
    if len(core) > 1:
        yield "without initials", " ".join(core)


def _agree(one: Key, other: Key) -> bool:
    """Tell whether the initials of two names are the same, if both have any."""
    initials, others = (sorted(w for w in key if len(w) == 1) for key in (one, other))
    return not initials or not others or initials == others


def _less(people: Iterable[str], known: Container[str]) -> tuple[str, ...]:
    return tuple(who for who in people if who not in known)


def _certain(way: list[tuple[str, Match]]) -> int:
    # A lone letter is an initial behind a comma, whoever's id it may be.
    alone = any(len(name) == 1 for name, _ in way)
    return 0 if alone else sum(match.resident is not None for _, match in way)


def _words_of(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
