"""The words of a name, as they are compared, and how far two words are apart."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import combinations

from peerpair.read.dates.cells import tidy
from peerpair.read.dates.words import plain_word
from peerpair.read.word_lists import word_lists

Key = tuple[str, ...]
"""The words of a name as they are compared, given names first."""
LONGEST = 200
"""Characters of a text that are looked at."""

_LISTS = word_lists(__package__, "words.txt")
_TITLES, _NOTES, _DEGREES = (frozenset(_LISTS[name]) for name in ("titles", "notes", "degrees"))
_DROPPED = _TITLES | _DEGREES
_DOTTED = _DROPPED - {"jr", "sr"}  # words that may be written with dots inside
_YEAR = re.compile(
    r"\(?\b(?:(?:pgy|ca|r|ct|st|fy)[- ]?\d|\d(?:st|nd|rd|th) year|pgy[- ]?(?:iv|i{1,3}))\b\)?",
    re.IGNORECASE | re.ASCII,
)
_BESIDE = re.compile(
    r"^\s*\d{1,3}[.)]\s|<[^<>]*@[^<>]*>|\(?#?\b(?:x|ext|p|pgr|pager|ph|phone|tel|cell)?[.: ]*"
    r"\d[\d() .-]*\d{2,}\s*$",
    re.IGNORECASE | re.ASCII,
)
_SIGNS = re.compile(r"[\W_]+")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_FOLDED = str.maketrans("łøđðı", "loddi") | str.maketrans({"þ": "th", "æ": "ae", "œ": "oe"})
_TWO_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_SHORT, _LONG = 3, 6  # letters of the shortest words in which one letter, or two, may be wrong


def plain_name(text: str) -> str:
    """Return a name as it is compared first: without capitals, with single blanks."""
    # The same letter can be stored as one sign or as letter and accent; NFC makes them equal.
    return tidy(unicodedata.normalize("NFC", text))


def without_degrees(name: str) -> str:
    """Return a name as it is written, but for degrees behind it and a year of training.

    >>> [without_degrees(name) for name in ("Li, Wen, MD PhD (PGY-2)", "Minh, Do", "PGY1-01")]
    ['Li, Wen', 'Minh, Do', 'PGY1-01']
    """
    parts = _YEAR.sub("", name).rstrip(" ,").split(",")
    words = [[*_words(part.casefold())] for part in parts]
    while sum(map(len, words[:-1])) > 1 and _DEGREES.issuperset(words.pop()):
        parts.pop()
    bare = ",".join(parts).strip()
    return bare if any(map(str.isalpha, bare)) else name  # PGY1-01 is all the name there is


def without_numbers(text: str) -> str:
    """Return a name without a number in a list, telephone or pager number, or e-mail address.

    >>> without_numbers("2. Wen Li x5512"), without_numbers("Wen Li <wen.li@example.org>")
    ('Wen Li', 'Wen Li')
    """
    return _BESIDE.sub(" ", text).strip(" ,;-")


def name_key(name: str) -> Key:
    r"""Return the words of a name as they are compared, given names first.

    Titles, degrees, years of training, accents and signs are left out.

    >>> name_key("Garc\u00eda L\u00f3pez, Ana, MD"), name_key("Dr. Ana Garcia-Lopez* (PGY-2)")
    (('ana', 'garcia', 'lopez'), ('ana', 'garcia', 'lopez'))
    """
    parts = _parts(name)
    bare = _without(_DROPPED, parts)
    if not any(word.isalpha() and len(word) > 1 for part in bare for word in part):
        # Somebody whose name is "Do", or a code such as R4-1, in which every sign counts.
        return tuple(re.findall(r"\w+", name[:LONGEST].casefold()))
    if _count(bare) < 2 and (len(bare) == len(parts) or bare[0] == parts[-1]):
        # Minh Do is not Minh, nor is Do, Minh; but Dr Minh Do is Minh Do.
        bare = max(_without(_TITLES, parts), _without((), parts), key=lambda p: _count(p) == 2)
    family, *given = bare
    words = tuple(word for part in (*given, family) for word in part)
    initial = len(words) > 1 and len(words[-1]) == 1 and words[-1].isalpha()  # Smith J
    return (words[-1], *words[:-1]) if initial else words


def _parts(name: str) -> list[list[str]]:
    """Return the words between the commas of a name."""
    text = "".join(c for c in name[:LONGEST] if unicodedata.category(c) != "No")  # footnotes
    text = _YEAR.sub(" ", plain_word(text).translate(_FOLDED))
    return [list(_words(part)) for part in text.split(",")]


def _without(words: Collection[str], parts: list[list[str]]) -> list[list[str]]:
    left = [[word for word in part if word not in words] for part in parts]
    return [part for part in left if part]


def _count(parts: list[list[str]]) -> int:
    return sum(word.isalpha() for part in parts for word in part)


def name_keys(name: str) -> dict[Key, None]:
    """Return the key of a name, and that with two letters for an umlaut, if it has any."""
    longer = unicodedata.normalize("NFC", name).casefold().translate(_TWO_LETTERS)
    return dict.fromkeys((name_key(name), name_key(longer)))


def parts_of_names(name: str) -> Iterator[Key]:
    """Yield the words that a text may share with a name: all, less titles, and less notes."""
    words = tuple(word for part in _parts(name) for word in part)
    yield words
    yield (bare := tuple(word for word in words if word not in _DROPPED))
    yield tuple(word for word in bare if word.isalpha() and word not in _NOTES)


def is_note(text: str) -> bool:
    """Tell whether a text is made of words that stand beside names: ``PM``, ``Night call``."""
    words = next(parts_of_names(text))
    return bool(words) and all(word in _NOTES for word in words)


def _words(text: str) -> Iterator[str]:
    """Yield the words of a text; dots part initials, and belong to a degree such as Ph.D."""
    for word in _POSSESSIVE.sub("", text).split():
        parts = _SIGNS.sub(" ", word).split()
        whole = "".join(parts)
        yield from [whole] if whole in _DOTTED else parts


def joined(key: Key) -> Iterator[str]:
    """Yield the words of a name without blanks, whichever stands first."""
    return ("".join((*key[at:], *key[:at])) for at in range(len(key)))


def glued(key: Key) -> Iterator[str]:
    """Yield a family name and an initial, or the other way round, as user names have them."""
    if len(key) > 1:
        family = "".join(key[1:])
        yield from (key[0][0] + family, family + key[0][0], key[0] + key[-1][0])


def may_miss(word: str) -> int:
    """Return how many letters of a word may be wrong; none of a number."""
    return (len(word) >= _SHORT) + (len(word) >= _LONG) if word.isalpha() else 0


def variants(word: str, wrong: int) -> Iterator[str]:
    """Yield a word less up to so many letters: two with so many wrong share one of these."""
    for gone in range(min(wrong, len(word)) + 1):
        yield from map("".join, combinations(word, len(word) - gone))
