"""Usable starts date by date, thinned out: what the shared-time kernel multiplies.

Of a date only the starts matter that two residents share, equal columns count as one with a
multiplicity, and residents with equal rows form one *pattern*: a roster knows few of them a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from peerpair.compile.cohort import DenseCohort
from peerpair.model.arrays import Bools, Ints, Singles

__all__ = ["Day", "days_of"]


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
        found: Bools = (self.sites == self.sites[pattern]) & (self.sites >= 0)
        return found

    def starts(self) -> Singles:
        """float[n, starts]: the usable starts of every resident."""
        found: Singles = self.patterns.astype(np.float32)[self.codes]
        return found


def days_of(cohort: DenseCohort) -> list[Day]:
    """Return the dates of a cohort's horizon on which any two residents share a start."""
    problem, found = cohort.problem, cohort.availability
    assert problem.horizon is not None
    usable, dates = found.usable, found.grid.dates
    alive = np.flatnonzero(usable.sum(axis=0) >= 2)  # a window needs two
    days = []
    for date in np.unique(dates[alive]).tolist():
        week = problem.horizon.week_of(int(date))
        columns = usable[:, alive[dates[alive] == date]]
        columns, counts = np.unique(columns, axis=1, return_counts=True)
        if problem.meeting.mode == "in_person":
            sites = cohort.site_codes[:, week]
            keyed = np.concatenate([columns.astype(np.int64), sites[:, None]], axis=1)
            rows, codes = np.unique(keyed, axis=0, return_inverse=True)
            patterns, at = rows[:, :-1].astype(bool), rows[:, -1]
            days.append(Day(week, patterns, counts, codes.ravel(), np.maximum(at, -1)))
        else:
            patterns, codes = np.unique(columns, axis=0, return_inverse=True)
            days.append(Day(week, patterns, counts, codes.ravel(), None))
    return days
