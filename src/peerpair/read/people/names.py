"""Finding a resident by what a roster calls them: id, e-mail address, then name.

Two people with one name are never merged, and a name that is merely close is never taken for
somebody: both are settled in an alias table.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from peerpair.model.resident import Resident
from peerpair.read.dates.cells import tidy

_SUFFIXES = {"md", "do", "phd", "mph", "mba", "mbbs", "mbchb", "dpm", "dds", "dmd", "pharmd"}
_SUFFIXES |= {"facp", "dr", "jr", "sr", "ii", "iii", "iv"}
_YEAR = re.compile(r"\(?\b(?:pgy|ca|r)[- ]?\d\b\)?", re.IGNORECASE | re.ASCII)
_LONGEST = 200
_KEPT = 100_000
_SPELLED = 40
_SHORTEST = 6  # letters of the shortest name of which one may be wrong


@dataclass(frozen=True)
class Match:
    """Who is meant: the one resident, or those who may be."""

    resident: str | None = None  # the id, if exactly one is meant
    # several who fit, or nearly do (initials, a middle name, one letter)
    maybe: tuple[str, ...] = ()
    nobody: bool = False  # an alias says that this is no resident


class Names:
    """Looks residents up by id, alias, e-mail address or name, in this order.

    The first of these that fits anybody decides.  An id counts as written; e-mail addresses
    without capitals; names without capitals, accents, suffixes and commas, so that ``Smith, Jane,
    MD`` is ``Jane Smith``.  Where a resident has no name, an id of several words counts as one.

    Both `emails` and `aliases` may be left out: addresses by id, and what rosters call people ->
    the id, or None for nobody of these.

    >>> names = Names([Resident("im03", name="Jos\u00e9 Smith"), Resident("00123")])
    >>> names.find("SMITH, Jose"), names.find("123")
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
        self._ids = {resident.id for resident in people}
        self._shapes = set(map(_shape, self._ids))
        self._aliases = {plain_name(text): who for text, who in (aliases or {}).items()}
        self._tiers: list[dict[str, dict[str, None]]] = [defaultdict(dict) for _ in range(3)]
        self._last: dict[str, dict[str, None]] = defaultdict(dict)
        self._first: dict[str, dict[str, None]] = defaultdict(dict)
        self._spelled: dict[str, dict[str, None]] = defaultdict(dict)
        self._keys: dict[str, tuple[str, ...]] = {}
        for resident in people:
            email = (emails or {}).get(resident.id, "")
            key = _key_of(resident)
            written = (plain_name(email), plain_name(resident.id), plain_name(resident.name))
            for tier, text in zip((0, 1, 1), written, strict=True):
                if text:
                    self._tiers[tier][text][resident.id] = None
            if key:
                self._tiers[2][" ".join(key)][resident.id] = None
                self._last[key[-1]][resident.id] = None
                self._first[key[0]][resident.id] = None
                self._keys[resident.id] = key
                for variant in _variants(" ".join(key)):
                    self._spelled[variant][resident.id] = None
        self._found: dict[str, Match] = {}

    def names_nobody(self, text: str) -> bool:
        """Tell whether a text is no name at all: blank, a number, an error of a spreadsheet.

        What has the shape of a resident's id, as ``r99`` has that of ``r04``, is somebody's.
        """
        words = re.split(r"[\W_]+", text)
        named = any(word.isalpha() and len(word) > 1 for word in words) and text[:1] != "#"
        return not named and _shape(text) not in self._shapes

    def find(self, text: str) -> str | None:
        """Return the id of the one resident meant by `text`, or None."""
        return self.search(text).resident

    def search(self, text: str) -> Match:
        """Return who is meant by `text`, or who may be."""
        found = self._found.get(text)
        if found is None:
            found = self._search(text[:_LONGEST])
            if len(self._found) < _KEPT:
                self._found[text] = found
        return found

    def _search(self, text: str) -> Match:
        if text in self._ids:
            return Match(text)
        plain = plain_name(text)
        if plain in self._aliases:
            who = self._aliases[plain]
            return Match(who, nobody=who is None)
        key = name_key(text)
        for tier, wanted in zip(self._tiers, (plain, plain, " ".join(key)), strict=True):
            hits = tuple(tier.get(wanted, ())) if wanted else ()
            if hits:
                return Match(hits[0]) if len(hits) == 1 else Match(maybe=hits)
        return self._near(key)

    def _near(self, key: tuple[str, ...]) -> Match:
        """Return who may be meant: the same family name, or one letter more, less or other."""
        if not key:
            return Match()
        maybe = {r: None for r in self._last.get(key[-1], ()) if _fits(key, self._keys[r])}
        if len(key) == 1:
            maybe |= self._first.get(key[0], {})
        text = " ".join(key)
        for variant in _variants(text):
            for resident in self._spelled.get(variant, ()):
                # With another number it is somebody else: IM Resident 3 is not IM Resident 8.
                if _digits(text) == _digits(" ".join(self._keys[resident])):
                    maybe[resident] = None
        return Match(maybe=tuple(maybe))


def _key_of(resident: Resident) -> tuple[str, ...]:
    """Return the words of a resident's name; where there is none, of an id that is one.

    An id with a digit, or of one word, is a code in which every sign counts.
    """
    code = any(map(str.isdigit, resident.id)) or len(resident.id.split()) < 2
    return name_key(resident.name or ("" if code else resident.id))


def _variants(text: str) -> Iterator[str]:
    """Yield a text, and the text without each of its letters.

    Two texts that share one of these differ by a letter more, less or other, or by two letters
    that changed places.
    """
    if _SHORTEST <= len(text) <= _SPELLED:
        yield text
        yield from (text[:i] + text[i + 1 :] for i in range(len(text)))


def _shape(text: str) -> str:
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "9", text.strip()))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def name_key(name: str) -> tuple[str, ...]:
    r"""Return the words of a name as they are compared, given names first.

    >>> name_key("Garc\u00eda L\u00f3pez, Ana, MD"), name_key("Ana Garcia-Lopez (PGY-2)")
    (('ana', 'garcia', 'lopez'), ('ana', 'garcia', 'lopez'))
    """
    text = _YEAR.sub(" ", unicodedata.normalize("NFKD", name[:_LONGEST]).casefold())
    text = "".join(c for c in text if not unicodedata.combining(c))
    parts = [re.sub(r"[\W_]+", " ", part.replace(".", "")).split() for part in text.split(",")]
    bare = [[word for word in part if word not in _SUFFIXES] for part in parts]
    bare = [part for part in bare if part]
    if not any(word.isalpha() and len(word) > 1 for part in bare for word in part):
        # Somebody whose name is "Do", or a code such as R4-1, in which every sign counts.
        return tuple(re.sub(r"[^\w]+", " ", name.casefold()).split())
    if sum(map(len, bare)) < 2 <= sum(map(len, parts)) and len(bare) == len(parts):
        bare = [part for part in parts if part]  # Minh Do is not Minh
    family, *given = bare
    words = tuple(word for part in (*given, family) for word in part)
    return (words[-1], *words[:-1]) if _ends_in_initial(words) else words


def _ends_in_initial(words: tuple[str, ...]) -> bool:
    """Tell whether a name is written as ``Smith J``."""
    return len(words) > 1 and len(words[-1]) == 1 and words[-1].isalpha()


def _fits(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names with one family name may be one person's: initials, middle names."""
    first, second = one[:-1], other[:-1]
    if not first or not second:
        return True
    a, b = first[0], second[0]
    return a == b or ((len(a) == 1 or len(b) == 1) and a[0] == b[0])


def plain_name(text: str) -> str:
    """Return a name as it is compared first: without capitals, with single blanks."""
    # The same letter can be stored as one sign or as letter and accent; NFC makes them equal.
    return tidy(unicodedata.normalize("NFC", text))
