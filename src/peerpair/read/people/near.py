"""Whom a name may mean that is nobody's as it stands: a part of it, initials, wrong letters."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from peerpair.read.people.words import Key, glued, joined, may_miss, variants

_MOST_WORDS = 12
_ALONE = 5  # letters of the shortest word that alone, and misspelt, may mean somebody
_BEGINNING = 4  # letters of the shortest beginning of a name that may stand for it alone
_SHORTENED = 3  # letters of the shortest beginning of a name that stands for it
_LONG_NAME = 9  # letters of a name in which two may be wrong


class Near:
    """Who may be meant by the words of a name, for residents with their words."""

    def __init__(self, people: Mapping[str, Key]) -> None:
        self._people = people
        self._begun, self._spelled, self._whole = (
            defaultdict[str, set[str]](set) for _ in range(3)
        )
        self._alike_to = lru_cache(maxsize=None)(self._with_word)
        for who, key in people.items():
            for word in key:
                for beginning in _beginnings(word):
                    self._begun[beginning].add(who)
                for variant in variants(word, may_miss(word)):
                    self._spelled[variant].add(who)
            for text in (*glued(key), *chain(*map(_variants_of_whole, joined(key)))):
                self._whole[text].add(who)

    def search(self, keys: Iterable[Key]) -> set[str]:
        """Return who may be meant by the first of these names that may mean anybody.

        All words of the shorter name must be in the other, as they are, as initials, as their
        beginnings or misspelt.  With another number it is somebody else: IM Resident 3 is not IM
        Resident 8.
        """
        for key in dict.fromkeys(key[:_MOST_WORDS] for key in keys if key):
            people = _union(self._whole, _variants_of_whole("".join(key)))
            people = {who for who in people if _same_numbers(key, self._people[who])}
            people.update(self._by_words(key))
            if people:
                return people
        return set()

    def _by_words(self, key: Key) -> Iterator[str]:
        alike = Counter(chain(*map(self._alike_to, key)))
        for who, words in alike.items():
            theirs = self._people[who]
            if words >= min(len(key), len(theirs)) and _fits(key, theirs):
                yield who

    def _with_word(self, word: str) -> set[str]:
        """Return those with a word in their names that may be meant by a word."""
        spelled = chain(_beginnings(word), variants(word, may_miss(word)))
        return _union(self._begun, [word]) | _union(self._spelled, spelled)


def _union(index: Mapping[str, set[str]], texts: Iterable[str]) -> set[str]:
    return set[str]().union(*(index[text] for text in texts if text in index))


def _beginnings(word: str) -> Iterator[str]:
    """Yield a word, and what may stand for it: its initial, or as many letters as are enough."""
    yield word
    if word.isalpha():
        yield from (word[:end] for end in (1, *range(_SHORTENED, len(word))))


def _variants_of_whole(text: str) -> Iterator[str]:
    return variants(text, int(len(text) > _ALONE))


def _same_numbers(one: Key, other: Key) -> bool:
    """Tell whether a name may be another's as far as numbers go, which one of them may lack."""
    numbers, others = ([w for w in key if not w.isalpha()] for key in (one, other))
    return not others or sorted(numbers) == sorted(others)


def _fits(one: Key, other: Key) -> bool:
    """Tell whether the words of the shorter name stand for others of the longer, nearly right."""
    if not _same_numbers(one, other):
        return False
    short, long = sorted((one, other), key=len)
    left, wrong, shared = list(long), 0, False
    for word in sorted(short, key=len, reverse=True):
        costs = {at: cost for at, w in enumerate(left) if (cost := _cost(word, w)) is not None}
        if not costs:
            return False
        at = min(costs, key=lambda at: (costs[at], -len(left[at])))
        # Beside words that stand for nothing, one of three letters that nearly fits is chance.
        least = 1 if len(one) <= len(other) or not costs[at] else _ALONE - 1
        shared = shared or min(len(word), len(left[at])) > least
        wrong += costs[at]
        del left[at]
    letters = max(len("".join(key)) for key in (one, other))
    if len(short) == 1 and wrong:
        begins = any(word.startswith(short[0]) for word in long)
        return wrong == 1 and len(short[0]) >= (_BEGINNING if begins else _ALONE)
    return shared and wrong <= (2 if letters >= _LONG_NAME else 1)


def _cost(one: str, other: str) -> int | None:
    """Return how much is wrong if a word stands for another, or None if it does not."""
    if one == other:
        return 0
    if not (one.isalpha() and other.isalpha()):
        return None
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and (len(short) == 1 or len(short) >= _SHORTENED):
        return int(len(short) > 1)
    for wrong in range(1, max(may_miss(one), may_miss(other)) + 1):
        if not set(variants(one, wrong)).isdisjoint(variants(other, wrong)):
            return wrong
    return None
