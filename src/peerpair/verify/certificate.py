"""Check a certificate: its own sum, and by enumeration that its prices cover every candidate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import numpy as np

from peerpair.levels.base import Count
from peerpair.levels.order import levels_of
from peerpair.model.arrays import Ints, in_parts
from peerpair.model.certificate import Certificate
from peerpair.model.level import LevelKind
from peerpair.model.problem import Problem
from peerpair.model.result import Result
from peerpair.model.rules import CohortRule
from peerpair.model.settings import Penalty
from peerpair.verify.counts import Counts
from peerpair.verify.facts import PlainFacts
from peerpair.verify.refusals import Refusals
from peerpair.verify.values import MeasuredGroups, Values, exact, total

_PART = 2**14
_WRITTEN_BITS = 1000


def certificate_violations(
    problem: Problem, result: Result, facts: PlainFacts, *, enumerate_all: bool
) -> Iterator[str]:
    """Yield what is wrong with a result's certificate.

    Parameters
    ----------
    problem, result : Problem, Result
        The result may lack a certificate, as most documents leave it out.
    facts : PlainFacts
        Of the problem.
    enumerate_all : bool
        Also compare the price of every candidate group with its value.
    """
    certificate = result.certificate
    if certificate is None:
        if enumerate_all and result.bound_rests_on == "prices":
            yield "certificate: missing, though the bound rests on prices"
        return
    check = _PriceCheck(problem, result, certificate, facts)
    wrong = [*check.sums()]
    yield from wrong
    if enumerate_all and not wrong:
        yield from check.candidates()


class _PriceCheck:
    """One check of a certificate: which prices it may have, and whether they cover every group."""

    def __init__(
        self, problem: Problem, result: Result, certificate: Certificate, facts: PlainFacts
    ) -> None:
        self.problem, self.result = problem, result
        self.certificate, self.facts = certificate, facts
        self.names = [resident.id for resident in problem.active]
        rules = [rule for rule in problem.constraints if isinstance(rule, CohortRule)]
        self.caps = [rule for rule in rules if rule.counts is not None]
        own = {rule.level.goal: rule for rule in levels_of(problem) if isinstance(rule, Count)}
        self.counted = {
            f"level:{i}": own[level.goal]
            for i, level in enumerate(result.levels)
            if level.counts and level.goal in own
        }
        self.limits = self._limits()
        self.prices: Mapping[str, int] = {row.row: row.price for row in certificate.rows}

    @cached_property
    def values(self) -> Values:
        """Values and shared time of any groups."""
        return Values(self.facts)

    @cached_property
    def refusals(self) -> Refusals:
        """What the rules forbid."""
        return Refusals(self.facts)

    @cached_property
    def counts(self) -> Counts:
        """What levels count of any groups."""
        return Counts(self.facts)

    @cached_property
    def resident_prices(self) -> Ints:
        """[n]: the price of each resident."""
        return exact(self.certificate.prices[name] for name in self.names)

    def _limits(self) -> dict[str, int]:
        """Return the right-hand side of each row that a price may stand on."""
        n = len(self.names)
        sizes = self.problem.size_limits
        limits = {"pairs_min": -sizes.pairs[0], "triads_min": -sizes.triads[0]}
        for size, name, most in (
            (2, "pairs_max", sizes.pairs[1]),
            (3, "triads_max", sizes.triads[1]),
        ):
            caps = [rule.limit() for rule in self.caps if rule.counts == size]
            limits[name] = min([n if most is None else most, *caps])
        for rule in self.caps:
            limits[rule.kind] = min(limits.get(rule.kind, rule.limit()), rule.limit())
        for i, level in enumerate(self.result.levels):
            if level.value is not None and level.counts:
                limits[f"level:{i}"] = level.value
                if level.kind is LevelKind.UNPLACED:
                    limits["unplaced"] = level.value
        return limits

    def sums(self) -> Iterator[str]:
        """The prices belong to the problem and add up to the bound that is stated."""
        certificate, known = self.certificate, set(self.names)
        if set(certificate.prices) != known:
            yield "certificate.prices: must have exactly one price for each active resident"
        for row in certificate.rows:
            if row.row not in self.limits or row.price < 0:
                price = _written(row.price)
                yield f"certificate.rows: {row.row} with price {price} is no row of the problem"
        for odd in certificate.sets:
            unknown = set(odd.residents) - known
            again = len(set(odd.residents)) < len(odd.residents)
            if unknown or again or odd.price < 0 or odd.divisor < 2:
                yield "certificate.sets: a set has unknown or repeated residents or a bad price"
        if certificate.scale < 1 or len(self.prices) < len(certificate.rows):
            yield "certificate: the scale is below 1 or a row is a duplicate"
            return
        # A divisor below 2 has been reported above; it must not divide by zero here.
        added = sum(certificate.prices.values())
        added += sum(price * self.limits.get(row, 0) for row, price in self.prices.items())
        added += sum(s.price * (len(s.residents) // max(2, s.divisor)) for s in certificate.sets)
        bound, stated = added // certificate.scale, _written(certificate.bound)
        if bound != certificate.bound:
            yield f"certificate.bound: is {stated}, the prices add up to {_written(bound)}"
        if self.result.bound is not None and self.result.bound > certificate.bound:
            yield f"bound: {_written(self.result.bound)} is above the certificate's {stated}"
        proves = self.result.bound == certificate.bound
        if self.result.bound is not None and (self.result.bound_rests_on == "prices") != proves:
            yield "bound_rests_on: must be prices exactly where they prove the bound"

    def candidates(self) -> Iterator[str]:
        """No candidate is worth more than its price; nobody gains by staying out."""
        if self._has_cheap_candidate():
            yield "certificate: a candidate group is worth more than its price"
            return
        penalty = self.problem.unplaced
        cost = penalty.points if isinstance(penalty, Penalty) else 0
        if penalty == "forbid":
            return
        pinned = {name for rule in self.problem.constraints for name in rule.placed()}
        for name in self.names:
            resident = self.facts.resident(name)
            rows = (
                self.prices.get(row, 0) * rule.count_alone(resident)
                for row, rule in self.counted.items()
            )
            price = self.certificate.prices[name] + self.prices.get("unplaced", 0) + sum(rows)
            if name not in pinned and price < -self.certificate.scale * cost:
                yield "certificate: staying out is worth more than a resident's price"
                return

    def _has_cheap_candidate(self) -> bool:
        """Tell whether a candidate is worth more than its price."""
        # Prices first: they spare the rules for nearly every group.  Sets only add to a price.
        return any(
            self._some_is_candidate(groups)
            for size in (2, 3)
            for groups in in_parts(
                (
                    part[self._gain(self.values.block(part)) > 0]
                    for part in in_parts(self._groups(size), _PART)
                ),
                _PART,
            )
        )

    def _groups(self, size: int) -> Iterator[Ints]:
        """Yield every group of a size that may be a candidate, as int[m, k] of residents."""
        n = len(self.names)
        if self.problem.raw:
            rows = [row for row in self.values.rows(self.problem.given) if len(row) == size]
            yield np.array(sorted(rows), dtype=np.int64).reshape(len(rows), size)
        elif size == 2:
            yield np.column_stack(np.triu_indices(n, 1))
        else:
            for first in range(n):
                others = np.column_stack(np.triu_indices(n - first - 1, 1)) + first + 1
                yield np.insert(others, 0, first, axis=1)

    def _some_is_candidate(self, groups: Ints) -> bool:
        """Tell whether one of the groups is a candidate and the sets do not pay for it."""
        block = self.values.block(groups)
        gain = self._gain(block)
        for odd in self.certificate.sets:
            inside = np.zeros(len(self.names), dtype=np.int64)
            inside[[self.values.number[name] for name in odd.residents]] = 1
            times = inside[block.groups].sum(axis=1) // min(odd.divisor, 4)  # at most three inside
            gain = total([(1, gain), (-odd.price, times)])
            block, gain = block.keep(gain > 0), gain[gain > 0]
        floor = self._reported_minimum()
        if floor is not None:
            block = block.keep(block.shared_points >= floor)
        return self.refusals.any_allowed(block)

    def _gain(self, block: MeasuredGroups) -> Ints:
        """Return what groups are worth beyond the prices of residents and rows."""
        scaled = (self.certificate.scale, self.values.of(block))
        return total([scaled, *self._prices(block)])

    def _prices(self, block: MeasuredGroups) -> Iterator[tuple[int, Ints]]:
        """Yield what residents and rows ask for groups, as terms that lower the gain."""
        for member in block.groups.T:
            yield -1, self.resident_prices[member]
        count, size = block.groups.shape
        most, least = {2: ("pairs_max", "pairs_min"), 3: ("triads_max", "triads_min")}[size]
        rows = {most, *(rule.kind for rule in self.caps if rule.counts == size)}
        price = sum(self.prices.get(row, 0) for row in rows) - self.prices.get(least, 0)
        yield -price, np.ones(count, dtype=np.int64)
        for row, rule in self.counted.items():
            price = self.prices.get(row, 0)
            if price:
                yield -price, self.counts.of(rule, block)

    def _reported_minimum(self) -> int | None:
        return next((v.value for v in self.result.levels if v.kind is LevelKind.MAXMIN), None)


def _written(number: int) -> str:
    """Return a number for a message; Python refuses to write those of thousands of digits."""
    bits = number.bit_length()
    return str(number) if bits <= _WRITTEN_BITS else f"a number of {bits} bits"
