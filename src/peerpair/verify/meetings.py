"""Shared time of many groups at once, from the plain calendar.

A resident's usable starts of one date are a row of 0 and 1.  Packed 64 to a word, the starts that
members share are the product of their words (``&``), and their number is the count of ones.
Written apart from `compile` on purpose: a proof must not be checked with what it was made from.
"""

from __future__ import annotations

from functools import reduce

import numpy as np

from peerpair.model.arrays import Ints, Words
from peerpair.verify.calendar import listed
from peerpair.verify.facts import PlainFacts

_BITS = 64


class Meetings:
    """Capped minutes and weeks met of any groups.

    Parameters
    ----------
    facts : PlainFacts
        Of a problem with a horizon.
    """

    def __init__(self, facts: PlainFacts) -> None:
        problem, horizon = facts.problem, facts.problem.horizon
        assert horizon is not None
        self.meeting, self.horizon = problem.meeting, horizon
        self.names = [resident.id for resident in problem.active]
        self.dates = self._pack(facts)
        self.sites = self._number_sites(facts) if self.meeting.mode == "in_person" else None

    def _pack(self, facts: PlainFacts) -> list[list[list[Words]]]:
        """Return, for each week and each of its dates with starts, words of [n] residents."""
        size = -(-facts.calendar.slots // 8)
        rows = b"".join(facts.usable(name).to_bytes(size, "little") for name in self.names)
        bits = np.frombuffer(rows, dtype=np.uint8).reshape(len(self.names), size)
        usable = np.unpackbits(bits, axis=1, bitorder="little")
        weeks: list[list[list[Words]]] = [[] for _ in range(self.horizon.weeks)]
        for day, open_ in sorted(facts.calendar.dates.items()):
            slots = np.array([*listed(open_)])
            slots = slots[usable[:, slots].any(axis=0)]
            if not len(slots):
                continue
            table = np.zeros((len(usable), -(-len(slots) // _BITS) * _BITS), dtype=np.uint8)
            table[:, : len(slots)] = usable[:, slots]
            words = np.packbits(table, axis=1).view(np.uint64)
            weeks[self.horizon.week_of(day)].append([word.copy() for word in words.T])
        return weeks

    def _number_sites(self, facts: PlainFacts) -> Ints:
        """Return int[weeks, n]: equal sites share a number, and an unknown one equals nothing."""
        numbers: dict[str, int] = {}
        codes = np.empty((self.horizon.weeks, len(self.names)), dtype=np.int64)
        for week in range(self.horizon.weeks):
            for i, name in enumerate(self.names):
                site = facts.site(name, week)
                codes[week, i] = -1 - i if site is None else numbers.setdefault(site, len(numbers))
        return codes

    def measure(self, groups: Ints) -> tuple[Ints, Ints]:
        """Return what groups can share.

        Parameters
        ----------
        groups : int[m, k]
            Numbers of residents; k is 2 or 3.

        Returns
        -------
        minutes : int[m]
            Capped minutes, summed over dates and members; starts where there is no cap.
        weeks : int[k, m]
            Weeks with a window that each member attends.
        """
        count, size = groups.shape
        # Without a quorum all members attend every window: one share stands for each of them.
        shares = 3 if self.meeting.quorum == 2 and size == 3 else 1
        minutes = np.zeros(count, dtype=np.int64)
        weeks = np.zeros((shares, count), dtype=np.int64)
        for week, dates in enumerate(self.dates):
            gained = np.zeros(count, dtype=np.int64)
            met = np.zeros((shares, count), dtype=bool)
            for words in dates:
                for share, starts in enumerate(self._starts(words, groups, shares)):
                    gained += self._credit(starts)
                    met[share] |= starts > 0
            if self.sites is not None:
                here = self.sites[week][groups]
                together = (here == here[:, :1]).all(axis=1)
                gained, met = gained * together, met & together
            minutes += gained
            weeks += met
        return minutes * (size // shares), np.broadcast_to(weeks, (size, count))

    def _starts(self, words: list[Words], groups: Ints, shares: int) -> list[Ints]:
        """Return int[m] for each share: windows of one date that its member attends."""
        counts: list[Ints] = [np.zeros(len(groups), dtype=np.int64) for _ in range(shares)]
        for word in words:
            free = [word[member] for member in groups.T]
            if shares == 3:
                r, s, t = free
                attended = [r & (s | t), s & (r | t), t & (r | s)]  # a window needs one more
            else:
                attended = [reduce(np.bitwise_and, free)]
            for total, bits in zip(counts, attended, strict=True):
                total += np.bitwise_count(bits)
        return counts

    def _credit(self, starts: Ints) -> Ints:
        """Return what the windows of one date count for a member."""
        cap = self.meeting.cap_minutes_per_day
        if cap is None:
            return starts
        return np.minimum(cap, starts * self.meeting.slot_minutes)

    def points(self, minutes: Ints, size: int) -> Ints:
        """Return the shared-time points of groups of a size."""
        cap = self.meeting.cap_minutes_per_day
        if cap is None:
            return minutes // size
        return 1000 * minutes // (size * cap * self.horizon.days)
