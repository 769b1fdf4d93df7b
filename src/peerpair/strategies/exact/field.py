"""The candidates that are still in play, and the bulk questions that prices put to them.

A field starts as all candidates, chunk by chunk.  Each level narrows it; once few enough are left
they are written out, and the chunks are not looked at again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain, takewhile
from typing import TypeVar

import numpy as np

from peerpair.compile.chunks import Block, Chunk, low_code
from peerpair.compile.columns import Columns
from peerpair.compile.compiled import Compiled
from peerpair.engines.limits import Limits
from peerpair.model.arrays import Bits, Bools, Ints
from peerpair.strategies.exact.keeps import Every, Keep, PriceWindow, sift
from peerpair.strategies.exact.lazy import LazyTriads
from peerpair.strategies.exact.picking import AWAY, MOST, Priced, cheapest, violated
from peerpair.strategies.exact.prices import Prices
from peerpair.strategies.exact.ranking import best_per_resident
from peerpair.strategies.exact.together import batches, in_parts, spread, written

_LISTED = 2_000_000
"""Candidates that are written out as soon as no more are left."""

_LATER = 500_000
"""Candidates above which triads beside pairs are valued only when their pairs leave it open."""

_BYTES = 6
"""Memory of a triad in a block: value, low code, allowed."""

EVERYTHING = 2**60
"""Width of a window that leaves nothing out."""

_LOOKED = 4_000_000
"""Triads valued for one window; beyond, it counts as too wide."""

_MANY = 60_000
"""Groups of one window that are sorted by slack."""

_FEW, _SHARE = 64, 4
"""Of one chunk at least so many of the smallest are looked at, and so many times its share."""

_WAITING = 100_000
"""Groups that wait to be written out together, at most: each takes memory."""

_T = TypeVar("_T")


class Field:
    """Candidates in play, and residents who may stay unplaced.

    Parameters
    ----------
    compiled : Compiled
        The problem.
    sizes : sequence of int, optional
        Sizes of groups in play; those that can occur.
    limits : Limits, optional
        How many chunks are looked at side by side, and until when; None = one, to the end.
    """

    def __init__(
        self, compiled: Compiled, sizes: Sequence[int] | None = None, limits: Limits | None = None
    ) -> None:
        self.compiled, self.n, self.limits = compiled, compiled.n, limits
        self.singles = _singles(compiled)
        self.keeps: tuple[Keep, ...] = ()
        self.places = compiled.places(sizes)
        self.lazy: LazyTriads | None = None
        count = compiled.count(sizes)
        # Where many may be in pairs, prices that cover these rule out most triads: to value all
        # would cost more than everything else.
        both = {size for size, _ in self.places} == {2, 3}
        beside = both and count > _LATER and compiled.pairs_abound
        if beside or count * _BYTES > compiled.budget:
            self.lazy = LazyTriads.of(compiled)
        if self.lazy is not None:
            self.places = [place for place in self.places if place[0] != 3]
        self.alive: list[Bits | None] = [None] * len(self.places)  # of each chunk; None = all
        self.listed: Columns | None = None
        if self.lazy is None and count <= _LISTED:
            self._list()

    @classmethod
    def of(cls, compiled: Compiled, columns: Columns) -> Field:
        """Return a field of columns alone, which may stand for groups of any kind."""
        field = object.__new__(cls)
        field.compiled, field.n, field.limits = compiled, compiled.n, None
        field.singles, field.listed = columns.take(np.empty(0, dtype=np.int64)), columns
        field.keeps, field.places, field.alive, field.lazy = (), [], [], None
        return field

    def narrowed(self, *keeps: Keep) -> Field:
        """Return the field without the groups that do not meet some conditions."""
        keep = keeps[0] if len(keeps) == 1 else Every(keeps)
        singles = self.singles.take(np.flatnonzero(keep.of(self.singles)))
        if self.listed is not None:
            field = self.only(np.flatnonzero(in_parts(keep.of, self.listed, self._ask)), keep)
            field.singles = singles
            return field
        field = object.__new__(Field)
        field.__dict__.update(self.__dict__)
        field.singles, field.keeps = singles, (*self.keeps, keep)

        def stay(number: int, chunk: Chunk) -> tuple[Bits, int]:
            kept = np.flatnonzero(keep.of_chunk(chunk))
            mask = np.zeros(len(chunk), dtype=bool)
            mask[kept] = self._in_play(number, chunk, kept)
            return np.packbits(mask), int(np.count_nonzero(mask))

        masks = self._map(stay)
        field.alive = [mask for mask, _ in masks]
        if self.lazy is not None:
            field._list_lazily(keep)
        elif sum(count for _, count in masks) <= _LISTED:
            field._list()
        return field

    def _in_play(self, number: int, chunk: Chunk, at: Ints) -> Bools:
        """Return bool[k]: which of some groups of a chunk are in play."""
        stay = np.ones(len(at), dtype=bool) if chunk.allowed is None else chunk.allowed[at]
        packed = self.alive[number]
        if packed is not None:
            stay &= (packed[at >> 3] >> (7 - (at & 7)) & 1).astype(bool)
        return stay

    def _alive(self, number: int, chunk: Chunk) -> Ints:
        """Return the places of the groups of a chunk that are in play."""
        at = np.arange(len(chunk))
        return at[self._in_play(number, chunk, at)]

    def only(self, at: Ints, *keeps: Keep) -> Field:
        """Return the field with some of the groups written out alone, those that meet `keeps`."""
        assert self.listed is not None
        field = object.__new__(Field)
        field.__dict__.update(self.__dict__)
        field.listed, field.keeps = self.listed.take(at), (*self.keeps, *keeps)
        return field

    def _list_lazily(self, keep: Keep) -> None:
        """Write out the groups of a window, if they are few enough."""
        if isinstance(keep, PriceWindow):
            columns = self.within(keep.prices, keep.width, _LISTED)
            if columns is not None:
                self.listed, self.lazy = columns, None

    def keeps_all(self, columns: Columns) -> Bools:
        """Return bool[m]: which of some candidates are still in play."""
        kept = np.ones(len(columns), dtype=bool)
        for keep in self.keeps:
            kept &= keep.of(columns)
        return kept

    def written_out(self) -> Columns:
        """Return the groups in play."""
        if self.listed is None:
            return self._groups()
        return self.listed.take(np.flatnonzero(self.listed.sizes > 1))

    def _list(self) -> None:
        self.listed = Columns.joined([self._groups(), self.singles])

    def _groups(self) -> Columns:
        def take(number: int, chunk: Chunk) -> Columns:
            return Columns.picked(chunk, self._alive(number, chunk))

        return Columns.joined([Columns.empty(self.compiled.width), *self._map(take)])

    def _ask(self) -> None:
        """Raise where time is up.

        Raises
        ------
        OutOfTimeError
            If the limits are reached.
        """
        if self.limits is not None:
            self.limits.check()

    def _map(self, ask: Callable[[int, Chunk], _T]) -> list[_T]:
        """Ask about each chunk, in order.

        Raises
        ------
        OutOfTimeError
            If the limits are reached before all chunks are.
        """
        numbers = range(len(self.places))
        return spread(lambda number: ask(number, self._chunk(number)), numbers, self._threads)

    @property
    def _threads(self) -> int:
        return 1 if self.limits is None else self.limits.threads

    def _chunk(self, number: int) -> Chunk:
        """Return a chunk; raise `OutOfTimeError` if the limits are reached."""
        self._ask()
        return self.compiled.chunk(*self.places[number])

    def _slack(self, prices: Prices) -> Ints:
        """Return the slack of the groups written out."""
        assert self.listed is not None
        return in_parts(prices.slack, self.listed, self._ask)

    def floors(self) -> Ints:
        """Return the distinct floors of groups in play, ascending."""
        if self.listed is not None:
            return np.unique(self.listed.floor[self.listed.sizes > 1])

        def distinct(number: int, chunk: Chunk) -> Ints:
            assert chunk.floor is not None
            return np.unique(chunk.floor[self._alive(number, chunk)])

        return np.unique(np.concatenate([np.empty(0, dtype=np.int64), *self._map(distinct)]))

    def violated(self, prices: Prices, per_resident: int, *, whole: bool = True) -> Priced:
        """Return the groups that prices do not cover, a few for each resident.

        Parameters
        ----------
        prices : Prices
            Any prices.
        per_resident : int
            How many of the most violated groups of a resident are returned.
        whole : bool
            Look at all groups, even when some that are easily looked at are violated.
        """
        none, complete = Columns.empty(self.compiled.width), True
        if self.listed is not None:
            parts = [violated(self.listed, self._slack(prices), 0, self.n)]
        else:
            parts = self._map_slack(
                prices,
                -1,
                lambda some, slack, least: violated(some, slack, least, self.n),
                each=MOST,
            )
            parts.append(violated(self.singles, prices.slack(self.singles), 0, self.n))
            if self.lazy is not None:
                # Most triads are covered once the pairs are: no need to look before.
                complete = whole or not any(len(columns) for columns, _, _ in parts)
                if complete:
                    for columns in self.lazy.below(prices, -1, self._ask):
                        kept = columns.take(np.flatnonzero(self.keeps_all(columns)))
                        parts.append(violated(kept, prices.slack(kept), 0, self.n))
        lifts = np.max([lift for _, _, lift in parts], axis=0)
        columns = Columns.joined([none, *(columns for columns, _, _ in parts)])
        slack = np.concatenate([part for _, part, _ in parts])
        at = best_per_resident(columns.members, [slack], per_resident)
        return Priced(columns.take(at), lifts, complete)

    def within(self, prices: Prices, width: int, most: int) -> Columns | None:
        """Return the groups in play whose slack is at most `width`; None if they are too many."""
        counts: list[int] = []  # appended to, so that threads lose no count

        def take(columns: Columns, slack: Ints, _least: object = None) -> Columns:
            at = np.flatnonzero(slack <= width)
            counts.append(len(at))
            return columns.take(at)

        def enough() -> bool:
            return sum(counts) > most

        if self.listed is not None:
            columns = take(self.listed, self._slack(prices))
            return None if enough() else columns
        parts = self._map_slack(prices, width, take, enough)
        parts.append(take(self.singles, prices.slack(self.singles)))
        if self.lazy is not None:
            if width >= EVERYTHING:
                return None
            looked = 0
            for some in self.lazy.below(prices, width, self._ask):
                kept = some.take(np.flatnonzero(self.keeps_all(some)))
                parts.append(take(kept, prices.slack(kept)))
                looked += len(some)
                if enough() or looked > _LOOKED:
                    return None
        return None if enough() else Columns.joined(parts)

    def smallest(self, prices: Prices, count: int, most: int | None = None) -> Columns:
        """Return about `count` groups in play with the smallest slack, below `AWAY`.

        Of groups with equal slack some may be left out, and all whose slack is more than `most`.
        """
        if self.lazy is not None and self.listed is None:
            return self._smallest_lazily(prices, count, AWAY // 4 if most is None else most)
        if self.listed is not None:
            columns = cheapest(self.listed, self._slack(prices), count)
        else:
            each = max(_FEW, _SHARE * count // max(1, len(self.places)))
            parts = self._map_slack(
                prices, None, lambda some, slack, _: cheapest(some, slack, count), each=each
            )
            columns = Columns.joined([*parts, self.singles])
        return cheapest(columns, prices.slack(columns), count)

    def _smallest_lazily(self, prices: Prices, count: int, most: int) -> Columns:
        """Widen a window until it holds enough, too much, or all up to a slack."""
        width = most // 64 if most < AWAY // 4 else 64 * prices.scale
        columns, wider = Columns.empty(self.compiled.width), self.within(prices, width, _MANY)
        while wider is None and width > prices.scale:
            width //= 16
            wider = self.within(prices, width, _MANY)
        while wider is not None:
            columns = wider
            if len(columns) >= count or width >= most:
                break
            width = min(4 * width + 1, most)
            wider = self.within(prices, width, _MANY)
        return cheapest(columns, prices.slack(columns), count)

    def _map_slack(
        self,
        prices: Prices,
        width: int | None,
        ask: Callable[[Columns, Ints, Ints], _T],
        enough: Callable[[], bool] = lambda: False,
        each: int | None = None,
    ) -> list[_T]:
        """Ask about the groups with a slack of at most `width`, with their slack, some at a time.

        Parameters
        ----------
        prices, width : Prices, int or None
            Of the window; None = whatever is not kept out by the price of a resident.
        ask : callable
            Given groups, slacks, and by first resident what no slack of those left out is below.
        enough : callable
            Once it says yes, chunks are passed over.
        each : int, optional
            Only so many of a block are looked at, those with the smallest rough slack.
        """
        rows = self.compiled.width

        def near(columns: Columns) -> tuple[Columns, Ints]:
            slack = prices.slack(columns)
            at = np.flatnonzero(slack <= (AWAY if width is None else width))
            return columns.take(at), slack[at]

        def settled(
            parts: list[tuple[Chunk, Ints]], cut: list[tuple[Block, Ints]], least: Ints
        ) -> _T:
            columns, slack = near(written(parts, rows))
            met = {*columns.members[:, 0].tolist()}
            for block, at in cut:
                if block.first not in met:  # those left out may be inside, where none looked at is
                    more, beyond = near(written([(block, at)], rows))
                    columns, slack = Columns.joined([columns, more]), np.append(slack, beyond)
                    least[block.first] = EVERYTHING
            return ask(columns, slack, least)

        def one(numbers: range) -> list[_T]:
            answers, waiting, least = [], 0, np.full(self.n, EVERYTHING)
            parts: list[tuple[Chunk, Ints]] = []
            cut: list[tuple[Block, Ints]] = []
            for number in takewhile(lambda _: not enough(), numbers):
                chunk = self._chunk(number)
                at, rough = sift(chunk, prices, width)
                inside = np.flatnonzero(self._in_play(number, chunk, at))
                stay = at[inside]
                # Of a list every first resident would have to be among those that are looked at.
                if each is not None and len(stay) > each and isinstance(chunk, Block):
                    cut.append((chunk, stay))
                    order = np.argpartition(rough[inside], each)
                    least[chunk.first] = rough[inside[order[each]]]
                    stay = np.sort(stay[order[:each]])
                parts += [(chunk, stay)] if len(stay) else []
                waiting += len(stay)
                if waiting > _WAITING:
                    answers.append(settled(parts, cut, least))
                    parts, cut, waiting = [], [], 0
            return [*answers, settled(parts, cut, least)]

        numbers = batches([size for size, _ in self.places], blocked=self.compiled.oracle.blocked)
        return [*chain(*spread(one, numbers, self._threads))]


def _singles(compiled: Compiled) -> Columns:
    """Return a column for each resident who may stay unplaced: worth minus the penalty."""
    free = np.flatnonzero(~compiled.must_place)
    members = np.full((len(free), 3), -1, dtype=np.int32)
    members[:, 0] = free
    code = 0
    if compiled.thresholds:
        code = int(low_code([np.ones(1, dtype=np.int64)] * len(compiled.thresholds))[0])
    nothing = np.zeros(len(free), dtype=np.int64)
    return Columns(
        members,
        nothing - compiled.effective_penalty,
        nothing.astype(np.uint8) + np.uint8(code),
        nothing,
        tuple(row[free] for row in compiled.alone),
    )
