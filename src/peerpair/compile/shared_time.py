"""Shared time of pairs and triads, in bulk: matrix products over dates and patterns.

For one resident *r* and one date, what a triad (r, s, t) shares depends only on the patterns of
*s* and *t*.  Where the daily cap never bites it is a product of the columns in which *r* is free;
else a small table over the patterns, written as a product of indicators.  Side by side over all
dates these make one product of two thin matrices: all triads of *r* at once, in BLAS.  Every number
in it is an integer below 2^24 (2^53 on horizons of years), so floating point is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import groupby

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.compile.days import Day, days_of
from peerpair.model.arrays import Bools, Floats, Ints, Singles

_LONGEST_DAY = 25 * 60
"""Minutes; a cap above them never bites."""

_TABLE = 96
"""Patterns of a date up to which a table over them beats counting every pair of residents."""

_ROWS = 128
"""Rows of a strip: large enough for BLAS, small enough for the cache."""


@dataclass(frozen=True, eq=False)
class Strip:
    """Triads of one resident: some residents *s* against all *t* from the first of these on.

    Attributes
    ----------
    rows : (int, int)
        First and last + 1 of the *s*, as positions among the residents after *r*.
    minutes : float[s, t]
        Capped minutes (starts where there is no cap), summed over dates and members.
    weeks : list of int8[s, t] or int16
        Weeks met: one array for all members, or with a quorum one for each of r, s, t.
    """

    rows: tuple[int, int]
    minutes: Floats
    weeks: list[Ints]


@dataclass(frozen=True, eq=False)
class _Factors:
    """What the triads of residents of one pattern share on one date, as a product of patterns."""

    # minutes = left @ right; without `right` the cap bites and there are too many patterns for a
    # table, so `left` holds columns.
    left: Floats
    right: Floats | None
    # With a quorum a member attends where left @ meets[member] > 0, else all do where there are
    # minutes.
    meets: list[Floats]


class SharedTimeKernel:
    """Capped minutes and weeks met of pairs and triads.

    Parameters
    ----------
    cohort : DenseCohort
        Of a problem with a horizon.
    """

    def __init__(self, cohort: DenseCohort) -> None:
        problem = cohort.problem
        assert problem.horizon is not None
        self.cohort, self.n = cohort, len(cohort.residents)
        self.quorum = problem.meeting.quorum == 2
        self.weeks = problem.horizon.weeks
        cap = problem.meeting.cap_minutes_per_day
        # Without a cap it is starts that are counted, not minutes.
        self.step = 1 if cap is None else problem.meeting.slot_minutes
        self.cap = None if cap is None else min(cap, _LONGEST_DAY)
        small = 3 * _LONGEST_DAY * problem.horizon.days < 2**24
        self.dtype = np.dtype(np.float32 if small else np.float64)
        self._factors: dict[tuple[int, int], _Factors | None] = {}

    @cached_property
    def days(self) -> list[Day]:
        """The dates on which anybody meets."""
        return days_of(self.cohort)

    def _worth(self, counts: Ints) -> Ints:
        """Return the capped minutes of numbers of starts on one date."""
        minutes = counts * self.step
        return minutes if self.cap is None else np.minimum(minutes, self.cap)

    @cached_property
    def pairs(self) -> tuple[Ints, Ints]:
        """int[n, n] twice, above the diagonal: capped minutes over members and dates, weeks met."""
        minutes = np.zeros((self.n, self.n), dtype=np.int32)
        met = np.zeros((self.n, self.n), dtype=np.int16)
        for _, dates in groupby(self.days, lambda day: day.week):
            week = [*dates]
            few = [day for day in week if len(day.patterns) <= _TABLE]
            left, right = self._pair_factors(few)
            for low in range(0, self.n, _ROWS):
                self.cohort.pulse()
                rows = slice(low, low + _ROWS)
                gained = left[rows] @ right[low:].T
                for day in week:
                    if len(day.patterns) > _TABLE:
                        gained += 2 * self._worth(_shared(day, day.codes[rows], day.codes[low:]))
                minutes[rows, low:] += gained.astype(np.int32)
                met[rows, low:] += gained > 0  # what is shared is worth something
        return minutes, met

    def _pair_factors(self, days: Sequence[Day]) -> tuple[Singles, Singles]:
        """Return two of float[n, patterns]: what residents share on dates is ``one @ other.T``.

        A resident's row of the one says which patterns are theirs, of the other what these share
        with each pattern.
        """
        left, right = [np.zeros((self.n, 0), np.float32)], [np.zeros((self.n, 0), np.float32)]
        for day in days:
            every = np.arange(len(day.patterns))
            worth = 2 * self._worth(_shared(day, every, every))
            left.append(np.eye(len(every), dtype=np.float32)[day.codes])
            right.append(worth.astype(np.float32)[day.codes])
        return np.concatenate(left, axis=1), np.concatenate(right, axis=1)

    def triads(self, resident: int, others: Ints, *, weeks: bool = True) -> Iterator[Strip]:
        """Yield all triads of a resident with two of `others`, strip by strip.

        Parameters
        ----------
        resident : int
            The first member.
        others : int[m]
            Residents, ascending.  Triads are those of two different positions; a strip also holds
            cells below its diagonal, which mean nothing new.
        weeks : bool
            Whether weeks met are wanted too.
        """
        m = len(others)
        weekly: dict[int, list[tuple[Floats, Floats, list[Floats]]]] = defaultdict(list)
        direct = []
        for number, day in enumerate(self.days):
            factors = self._factored(number, int(day.codes[resident]))
            if factors is None:
                continue
            codes = day.codes[others]
            if factors.right is None:
                direct.append((day, int(day.codes[resident]), codes))
                continue
            meets = [right[:, codes] for right in factors.meets] if weeks else []
            weekly[day.week].append((factors.left[codes], factors.right[:, codes], meets))
        products = {
            week: (
                np.concatenate([left for left, _, _ in dates], axis=1),
                np.concatenate([right for _, right, _ in dates]),
                [np.concatenate(role) for role in zip(*(m for _, _, m in dates), strict=True)],
            )
            for week, dates in weekly.items()
        }
        for low in range(0, m, _ROWS):
            high = min(m, low + _ROWS)
            minutes = np.zeros((high - low, m - low), dtype=self.dtype)
            met: dict[int, list[Bools]] = {}
            for week, (left, right, roles) in products.items():
                gained = left[low:high] @ right[:, low:]
                minutes += gained
                if weeks:
                    # Without a quorum all attend what they share, and that is worth something.
                    met[week] = [left[low:high] @ role[:, low:] > 0 for role in roles] or [
                        gained > 0
                    ]
            for day, code, codes in direct:
                self._count(day, code, (codes[low:high], codes[low:]), minutes, met, weeks=weeks)
            yield Strip((low, high), minutes, self._add_weeks(met, minutes.shape) if weeks else [])

    def _add_weeks(self, met: dict[int, list[Bools]], shape: tuple[int, ...]) -> list[Ints]:
        kind = np.int8 if self.weeks < 128 else np.int16
        weeks = [np.zeros(shape, dtype=kind) for _ in range(3 if self.quorum else 1)]
        for roles in met.values():
            for total, role in zip(weeks, roles, strict=True):
                total += role
        return weeks

    def _factored(self, number: int, code: int) -> _Factors | None:
        """Return the factors of a date for residents of one pattern; None = they never meet."""
        key = number, code
        if key not in self._factors:
            self._factors[key] = self._factor(self.days[number], code)
        return self._factors[key]

    def _factor(self, day: Day, code: int) -> _Factors | None:
        here = day.at_site(code)
        rows = day.patterns & here[:, None]
        if self.quorum:
            return self._factor_quorum(day, code)
        own = rows[code]
        if not own.any():
            return None
        columns = rows[:, own].astype(self.dtype)
        counts = day.counts[own]
        classes, place = np.unique(rows[:, own], axis=0, return_inverse=True)
        capped = self.cap is not None and self.step * int(counts.sum()) > self.cap
        if not capped and columns.shape[1] <= len(classes):
            worth = (columns * (3 * self.step * counts)).astype(self.dtype)
            return _Factors(columns, worth.T.copy(), [])
        if len(classes) > max(_TABLE, 2 * columns.shape[1]):
            return _Factors(columns, None, [])
        inside = classes.astype(np.int64)
        shared = (inside * counts) @ inside.T
        some = classes.any(axis=1)  # a class without starts adds nothing
        left = np.eye(len(classes), dtype=self.dtype)[:, some][place.ravel()]
        right = 3 * self._worth(shared)[some][:, place.ravel()]
        return _Factors(left, right.astype(self.dtype), [])

    def _factor_quorum(self, day: Day, code: int) -> _Factors | None:
        p = len(day.patterns)
        left = np.eye(p, dtype=self.dtype)
        if p > _TABLE:
            return _Factors(left[:, :0], None, [])
        attended = self._attended(day, code, np.arange(p), np.arange(p))
        if not any(role.any() for role in attended):
            return None
        right = sum((self._worth(role) for role in attended), np.zeros((p, p), dtype=np.int64))
        meets = [(role > 0).astype(self.dtype) for role in attended]
        return _Factors(left, right.astype(self.dtype), meets)

    def _attended(self, day: Day, code: int, some: Ints, others: Ints) -> list[Ints]:
        """int[some, others] for each of r, s, t: windows of a date that the member attends."""
        here = day.at_site(code)
        rows = (day.patterns & here[:, None]).astype(np.float32)
        weighted = rows * day.counts.astype(np.float32)
        own = rows[code]
        one, other = rows[some], rows[others]
        triple = ((one * own) @ weighted[others].T).astype(np.int64)
        if not self.quorum:
            return [triple]
        with_s = (one @ (own * day.counts)).astype(np.int64)[:, None]
        with_t = (other @ (own * day.counts)).astype(np.int64)[None, :]
        apart = (one @ weighted[others].T).astype(np.int64)
        together = here[some][:, None] & here[others][None, :]
        sums = (with_s + with_t, with_s + apart, with_t + apart)
        return [np.where(together, pair - triple, 0) for pair in sums]

    def _count(
        self,
        day: Day,
        code: int,
        codes: tuple[Ints, Ints],
        minutes: Floats,
        met: dict[int, list[Bools]],
        *,
        weeks: bool,
    ) -> None:
        """Add a date of many patterns to a strip, pair of residents by pair."""
        attended = self._attended(day, code, *codes)
        share = 1 if self.quorum else 3
        for role in attended:
            minutes += share * self._worth(role)
        if weeks:
            known = met.setdefault(day.week, [np.zeros(minutes.shape, bool) for _ in attended])
            for known_role, role in zip(known, attended, strict=True):
                known_role |= role > 0

    def measure(self, groups: Ints) -> tuple[Ints, Ints]:
        """Return capped minutes and weeks met of some groups of one size.

        Parameters
        ----------
        groups : int[m, k]
            Dense residents; k is 2 or 3.

        Returns
        -------
        minutes : int[m]
            Summed over dates and members; starts instead of minutes where there is no cap.
        weeks : int[m, k]
            Weeks with a window that each member attends.
        """
        m, size = groups.shape
        minutes = np.zeros(m, dtype=np.int64)
        weeks = np.zeros((m, size), dtype=np.int64)
        met = np.zeros((self.weeks, size, m), dtype=bool)
        for day in self.days:
            codes = day.codes[groups.T]  # [k, m]
            for role, attended in enumerate(self._windows(day, codes)):
                minutes += self._worth(attended)
                met[day.week, role] |= attended > 0
        weeks[:] = met.sum(axis=0).T
        return minutes, weeks

    def _windows(self, day: Day, codes: Ints) -> list[Ints]:
        """int[m] for each member: windows of a date that it attends, by counting bits."""
        size = len(codes)
        windows: list[Ints] = [np.zeros(codes.shape[1], dtype=np.int64) for _ in range(size)]
        for word in day.words.T:
            free = [word[code] for code in codes]
            if self.quorum and size == 3:
                r, s, t = free
                attended = [r & (s | t), s & (r | t), t & (r | s)]
            else:
                attended = [reduce(np.bitwise_and, free)] * size
            for total, bits in zip(windows, attended, strict=True):
                total += np.bitwise_count(bits)
        if day.sites is not None:
            at = day.sites[codes]
            together = (at == at[0]).all(axis=0) & (at[0] >= 0)
            windows = [np.where(together, total, 0) for total in windows]
        return windows


def _shared(day: Day, some: Ints, others: Ints) -> Ints:
    """int[some, others]: starts that patterns of a date share, where their sites allow it."""
    rows = day.patterns.astype(np.float32)
    shared = ((rows[some] * day.counts.astype(np.float32)) @ rows[others].T).astype(np.int64)
    if day.sites is not None:
        one, other = day.sites[some], day.sites[others]
        shared[(one[:, None] != other[None, :]) | (one < 0)[:, None]] = 0
    return shared
