"""Who stands in a cell: one person, several, or one in place of another."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from peerpair.read.people.names import Match, Names
from peerpair.read.people.parts import parts_of


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


def whom(names: Names, text: str, *, initials: bool = False) -> Whom:
    """Return whom a cell names; with `initials`, ``AL`` may be Ana Lopez.

    >>> from peerpair.model.resident import Resident
    >>> names = Names([Resident("a", name="Lea Brandt"), Resident("b", name="Wen Li")])
    >>> whom(names, "Brandt, Lea; Li, W").residents, whom(names, "Brandt, Lea; Li, W").maybe
    (('a',), {'Li, W': ('b',)})
    >>> whom(names, "Lea Brandt -> Wen Li").unsure
    ('a', 'b')
    """
    whole = names.search(text)
    if whole.resident is not None or whole.nobody:
        return Whom((whole.resident,) if whole.resident else ())
    parts = parts_of(text)
    residents: dict[str, None] = {}
    unsure: dict[str, None] = {}
    maybe: dict[str, tuple[str, ...]] = {}
    strangers = []
    for part in (*parts.sure, *parts.unsure, *parts.aside):
        on_duty = part in parts.sure
        for name, match in _listed(names, part):
            if match.resident is not None:
                (residents if on_duty else unsure)[match.resident] = None
            elif match.maybe:
                maybe[name] = match.maybe
            elif on_duty and not match.nobody:
                strangers.append(name)
    if not residents and not unsure:
        near = whole.maybe or names.of_families(text) or (initials and names.of_initials(text))
        maybe = maybe or ({text: near} if near else {})
        strangers = [] if maybe else [text]
    maybe = {name: left for name, who in maybe.items() if (left := _less(who, residents))}
    return Whom(tuple(residents), maybe, _less(unsure, residents), tuple(strangers))


def _less(people: Iterable[str], known: Container[str]) -> tuple[str, ...]:
    return tuple(who for who in people if who not in known)


def _listed(names: Names, text: str) -> Iterator[tuple[str, Match]]:
    """Yield the names of a text, which commas may part, and whom they mean.

    A comma stands between people, or behind a family name, whichever makes more of them certain.
    """
    pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
    ways = [[text], pieces]
    if len(pieces) > 2 and len(pieces) % 2 == 0:
        ways.append([", ".join(pair) for pair in zip(pieces[::2], pieces[1::2], strict=True)])
    readings = [[(name, names.search(name)) for name in way] for way in ways]
    yield from max(readings, key=_certain)


def _certain(way: list[tuple[str, Match]]) -> int:
    # A lone letter is an initial behind a comma, whoever's id it may be.
    alone = any(len(name) == 1 for name, _ in way)
    return 0 if alone else sum(match.resident is not None for _, match in way)
