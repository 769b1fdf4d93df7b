"""Residents who may stand in the list twice, or whom a roster cannot tell apart."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterator
from itertools import chain, combinations, islice, product

from peerpair.lint.roster import Roster, odd
from peerpair.model.resident import Resident
from peerpair.model.schedule import Issue, Topic
from peerpair.read.people.words import name_key
from peerpair.text import show

_Written = tuple[int, str]
_Pair = tuple[_Written, _Written]
_MOST = 1000
"""Pairs that are listed; a list of residents with more is beyond pairs."""
_HINT = "one person is listed twice; if not, settle in an alias table who is meant"


def names_alike(roster: Roster) -> Iterator[Issue]:
    """Report pairs of residents whose names or ids are the same, or may be, each pair once."""
    people = [person.resident for person in roster.people]
    pairs: dict[tuple[int, int], tuple[str, str]] = {}
    for one, other in chain(_near(people), _equal(people)):
        (i, first), (j, second) = sorted((one, other))
        pairs.setdefault((i, j), (first, second))
        if len(pairs) > _MOST:
            break
    for (i, j), (first, second) in islice(sorted(pairs.items()), _MOST):
        words = "are the same" if first == second else "are nearly the same"
        message = f"{show(first)} and {show(second)} (resident {people[j].id}) {words}"
        yield odd(people[i], Topic.ALIKE, message, hint=_HINT)
    if len(pairs) > _MOST:
        yield odd((), Topic.ALIKE, f"more than {_MOST:,} pairs of names are alike")


def _near(people: list[Resident]) -> Iterator[_Pair]:
    """Yield pairs with one family name whose first given names agree as far as they are written.

    Residents are sorted by family name and given name, so that only pairs which agree are touched.
    """
    families: dict[str, dict[str, list[_Written]]] = defaultdict(lambda: defaultdict(list))
    for i, resident in enumerate(people):
        *given, family = name_key(resident.name) or ("",)
        if any(letter.isalpha() for letter in family):  # "IM Resident 1" has no family name
            families[family][given[0] if given else ""].append((i, resident.name))
    for givens in families.values():
        for name, group in givens.items():
            if name:
                yield from combinations(group, 2)
            if len(name) < 2:  # a bare family name, or an initial
                for longer, others in givens.items():
                    if longer != name and longer.startswith(name):
                        yield from product(group, others)


def _equal(people: list[Resident]) -> Iterator[_Pair]:
    """Yield pairs with an id or a name that differs in capitals, accents or signs only."""
    groups: dict[Hashable, dict[int, str]] = defaultdict(dict)
    for i, resident in enumerate(people):
        for text in filter(None, (resident.name, resident.id)):
            # Numbers must agree as written: a year says nothing in a name, and much in an id.
            key = name_key(text), tuple(re.findall(r"\d+", text))
            groups[key].setdefault(i, text)
    for group in groups.values():
        yield from combinations(group.items(), 2)
