"""The specialty picture: figures in words, a matrix, and a network on a circle."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from peerpair.report.gather.contacts import Contacts, Network
from peerpair.report.view import ContactsView, LineView, NodeView, SpecialtyView
from peerpair.report.words import count, number

MOST = 24
"""Specialties that are drawn one by one; the smallest of more are drawn as one."""
TURNED = 10
"""From more specialties than that on, labels stand along the spokes, so that none overlap."""
SHADES = 4
LETTERS = 12
FEWEST = 10
"""Contacts below which a coefficient says nothing: chance alone takes it far from 0."""
MIDDLE, CIRCLE, LABEL = 180, 92, 14
SMALLEST, LARGEST = 4, 13
THIN, THICK = 1, 9


def picture(contacts: Contacts | None) -> ContactsView | None:
    """Return what is shown of the contacts; names without a matrix where there are fewer than 2."""
    if contacts is None:
        return None
    names, residents, counts = _folded(contacts)
    nodes: tuple[NodeView, ...] = ()
    lines: tuple[LineView, ...] = ()
    rows: tuple[SpecialtyView, ...] = ()
    high = MIDDLE + LABEL if len(names) > TURNED else CIRCLE + LARGEST + 2 * LABEL
    wide = max(MIDDLE, high)
    if len(names) > 1:
        shown = len(names) - (len(contacts.specialties) > MOST)  # the sum of many is no measure
        most = max(1, *(max(row[:shown]) for row in counts[:shown]))
        shaded = [tuple((n, min(SHADES, -(-SHADES * n // most))) for n in row) for row in counts]
        nodes = tuple(_nodes(names, residents))
        lines = tuple(_lines(nodes, counts, most))
        rows = tuple(map(SpecialtyView, names, residents, shaded))
    return ContactsView(
        facts=tuple(_facts(contacts)),
        notes=tuple(_notes(contacts)),
        rows=rows,
        nodes=nodes,
        lines=lines,
        box=f"{MIDDLE - wide} {MIDDLE - high} {2 * wide} {2 * high}",
    )


def _folded(contacts: Contacts) -> tuple[list[str], list[int], list[list[int]]]:
    """Return names, residents and counts, with the smallest specialties as one where many."""
    names, residents = list(contacts.specialties), list(contacts.residents)
    counts = [list(row) for row in contacts.counts]
    if len(names) <= MOST:
        return names, residents, counts
    kept = MOST - 1
    rest = sum(sum(row[kept:]) for row in counts[kept:])
    own = sum(counts[i][i] for i in range(kept, len(names)))
    shown = [[*row[:kept], sum(row[kept:])] for row in counts[:kept]]
    # Off the diagonal every contact stands twice.
    last = [*(row[-1] for row in shown), (rest + own) // 2]
    others = f"{number(len(names) - kept)} others"
    return [*names[:kept], others], [*residents[:kept], sum(residents[kept:])], [*shown, last]


def _nodes(names: Sequence[str], residents: Sequence[int]) -> Iterator[NodeView]:
    most = max(residents)
    for i, (name, n) in enumerate(zip(names, residents, strict=True)):
        angle = 2 * math.pi * i / len(names) - math.pi / 2
        radius = SMALLEST + (LARGEST - SMALLEST) * math.sqrt(n / most)
        x, y = (MIDDLE + CIRCLE * f(angle) for f in (math.cos, math.sin))
        far = CIRCLE + radius + 6
        label_x, label_y = (MIDDLE + far * f(angle) for f in (math.cos, math.sin))
        side = round(math.cos(angle), 6)
        anchor = "middle" if side == 0 else "start" if side > 0 else "end"
        turn = 0.0
        if len(names) > TURNED:
            degrees = math.degrees(angle)
            anchor, turn = ("end", degrees + 180) if side < 0 else ("start", degrees)
        yield NodeView(
            x=round(x, 1),
            y=round(y, 1),
            radius=round(radius, 1),
            label=name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…",
            label_x=round(label_x, 1),
            label_y=round(label_y, 1),
            anchor=anchor,
            turn=round(turn, 1),
        )


def _lines(
    nodes: Sequence[NodeView], counts: Sequence[Sequence[int]], most: int
) -> Iterator[LineView]:
    pairs = [(counts[i][j], i, j) for i in range(len(nodes)) for j in range(i) if counts[i][j]]
    for n, i, j in sorted(pairs):  # the thickest last, on top
        width = THIN + (THICK - THIN) * min(1, (n - 1) / max(1, most - 1))
        one, other = nodes[j], nodes[i]
        yield LineView(one.x, one.y, other.x, other.y, round(width, 1))


def _facts(contacts: Contacts) -> Iterator[tuple[str, str, str]]:
    if contacts.known:
        lot = "" if contacts.by_chance is None else f"{100 * contacts.by_chance:.0f}% by lot"
        yield "Contacts across specialties", _of(contacts.across, contacts.known), lot
    if contacts.possible:
        pairs = _of(contacts.joined, contacts.possible)
        yield "Pairs of specialties that meet", pairs, ""
    if contacts.assortativity is not None and contacts.known >= FEWEST:
        value = round(contacts.assortativity, 2) + 0.0
        yield "Assortativity", f"{number(value)}", _mixing(value)
    if contacts.network is not None:
        yield _network(contacts.network)


def _of(part: int, whole: int) -> str:
    return f"{number(part)} of {number(whole)} ({(200 * part + whole) // (2 * whole)}%)"


def _mixing(value: float) -> str:
    if value <= -0.05:
        words = "residents meet other specialties more than chance would have it"
    elif value < 0.05:
        words = "specialty makes hardly any difference to who meets whom"
    else:
        words = "residents meet their own specialty more than chance would have it"
    return f"{words} (1 would be only their own, 0 chance)"


def _network(network: Network) -> tuple[str, str, str]:
    return (
        f"Joined over {count(network.rounds, 'round')}",
        f"{number(network.together)} of {number(network.residents)} residents",
        f"in the largest network of contacts, {number(network.parts)} in all",
    )


def _notes(contacts: Contacts) -> Iterator[str]:
    names = contacts.specialties
    if not names:
        yield "No resident's specialty is known, so there is nothing to compare."
    elif len(names) == 1:
        yield f"All residents whose specialty is known are of one: {names[0]}."
    if contacts.unknown and names:
        n = contacts.unknown
        yield f"{count(n, 'contact')} left out: the specialty of a resident is not known."
    if len(names) > MOST:
        yield f"The {number(len(names) - MOST + 1)} smallest specialties are shown as one."
