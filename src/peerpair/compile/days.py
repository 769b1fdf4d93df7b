"""Usable starts date by date, thinned out: what the shared-time kernel multiplies.

Of a date only the starts matter that two residents share, equal columns count as one with a
multiplicity, and residents with equal rows form one *pattern*: a roster knows few of them a day.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.model.arrays import Bools, Ints


@dataclass(frozen=True, eq=False)
class Day:
    """One local date.

    Attributes
    ----------
    week : int
        Its week.
    patterns : bool[p, starts]
        The distinct rows of usable starts.
    counts : int[starts]
        How many equal starts each column stands for.
    codes : int[n]
        Pattern of each resident.
    sites : int[p] or None
        Where the residents of a pattern work in this week, where that matters; -1 = unlike any.
    """

    week: int
    patterns: Bools
    counts: Ints
    codes: Ints
    sites: Ints | None

    @cached_property
    def words(self) -> Ints:
        """uint64[p, words]: the starts of each pattern as bits, equal ones written out again."""
        rows = np.repeat(self.patterns, self.counts, axis=1)
        padded = np.zeros((len(rows), -(-rows.shape[1] // 64) * 64), dtype=bool)
        padded[:, : rows.shape[1]] = rows
        return np.packbits(padded, axis=1).view(np.uint64)

    def at_site(self, pattern: int) -> Bools:
        """bool[p]: patterns that can meet residents of this one at all."""
        if self.sites is None:
            return np.ones(len(self.patterns), dtype=bool)
        able: Bools = (self.sites == self.sites[pattern]) & (self.sites >= 0)
        return able


def days_of(cohort: DenseCohort) -> list[Day]:
    """Return the dates of a cohort's horizon on which any two residents share a start."""
    problem, availability = cohort.problem, cohort.availability
    assert problem.horizon is not None
    usable, dates = availability.usable, availability.grid.dates
    alive = np.flatnonzero(np.count_nonzero(usable, axis=0) >= 2)  # a window needs two
    here = dates[alive]
    in_person = problem.meeting.mode == "in_person"
    days = []
    for date in np.unique(here).tolist():
        week = problem.horizon.week_of(int(date))
        columns = usable[:, alive[here == date]]
        first, place = _distinct(_rows(columns.T))
        counts, columns = np.bincount(place), columns[:, first]
        keys = _rows(columns)
        sites = None
        if in_person:
            sites = np.maximum(cohort.site_codes[:, week], -1)
            keys = [*zip(keys, sites.tolist(), strict=True)]
        first, codes = _distinct(keys)
        at = None if sites is None else sites[first]
        days.append(Day(week, columns[first], counts, codes, at))
    return days


def _rows(table: Bools) -> list[Hashable]:
    """Return the rows of a table as bytes: they compare at once, where arrays sort for long."""
    packed = np.ascontiguousarray(np.packbits(table, axis=1))
    keys: list[Hashable] = packed.view(f"V{packed.shape[1]}").ravel().tolist()
    return keys


def _distinct(keys: Iterable[Hashable]) -> tuple[Ints, Ints]:
    """Return where each distinct key stands first, and which of these each key equals.

    Examples
    --------
    >>> _distinct("abac")
    (array([0, 1, 3]), array([0, 1, 0, 2]))
    """
    known: dict[Hashable, int] = {}
    codes = np.array([known.setdefault(key, len(known)) for key in keys], dtype=np.int64)
    return np.unique(codes, return_index=True)[1], codes
