"""What levels count of many groups at once, from their plain words for one pair or member."""

from __future__ import annotations

import numpy as np

from peerpair.levels.base import Count, MemberCount, PairCount
from peerpair.levels.weeks import LowWeeks
from peerpair.model.arrays import Ints
from peerpair.verify.facts import PlainFacts
from peerpair.verify.values import MeasuredGroups


class Counts:
    """What the levels that a certificate may price count.

    Parameters
    ----------
    facts : PlainFacts
        Of the problem.
    """

    def __init__(self, facts: PlainFacts) -> None:
        self.facts, self.residents = facts, facts.problem.active
        self._numbers: dict[tuple[Count, int], Ints] = {}

    def of(self, rule: Count, block: MeasuredGroups) -> Ints:
        """Return int64[m]: what each group of a block counts."""
        counts = np.zeros(block.shape, dtype=np.int64)
        if isinstance(rule, LowWeeks):
            who = self._table(rule, 1)
            for members, met in zip(block.groups.T, block.weeks, strict=True):
                counts += (met <= rule.threshold) * who[members]
        elif isinstance(rule, MemberCount):
            own = self._table(rule, block.size)
            for members in block.groups.T:
                counts += own[members]
        elif isinstance(rule, PairCount):
            table = self._table(rule, 0)
            for i in range(block.size):
                for j in range(i + 1, block.size):
                    counts += table[block.groups[:, i], block.groups[:, j]]
        return counts

    def _table(self, rule: Count, size: int) -> Ints:
        """Return a number for each resident, or for each two, worked out once."""
        if (rule, size) not in self._numbers:
            if isinstance(rule, PairCount):
                table = self._pairs(rule)
            elif isinstance(rule, MemberCount):
                table = np.array([rule.member_count(r, size) for r in self.residents])
            else:  # what a resident without a group counts is what a low one counts
                table = np.array([rule.count_alone(r) for r in self.residents])
            self._numbers[rule, size] = table
        return self._numbers[rule, size]

    def _pairs(self, rule: PairCount) -> Ints:
        """Return int64[n, n]: what each pair counts."""
        ids = [resident.id for resident in self.residents]
        rows = [[rule.pair_count(one, other, self.facts.problem) for other in ids] for one in ids]
        return np.array(rows, dtype=np.int64)
