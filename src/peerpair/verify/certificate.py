"""Check a certificate: its own sum, and by enumeration that its prices cover every candidate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from peerpair.model.problem import Problem
from peerpair.model.result import Certificate, Result
from peerpair.model.rules import Members
from peerpair.model.settings import Penalty
from peerpair.verify.facts import PlainFacts

__all__ = ["certificate_violations"]


def certificate_violations(
    problem: Problem, result: Result, facts: PlainFacts, *, enumerate_all: bool
) -> Iterator[str]:
    """Yield what is wrong with a result's certificate.

    Parameters
    ----------
    problem, result : Problem, Result
        The result may lack a certificate; then its bound must rest on search.
    facts : PlainFacts
        Of the problem.
    enumerate_all : bool
        Also compare the price of every candidate group with its value.
    """
    certificate = result.certificate
    if certificate is None:
        if result.bound_rests_on == "prices":
            yield "certificate: missing, though the bound rests on prices"
        return
    check = _Check(problem, result, certificate, facts)
    wrong = [*check.sums()]
    yield from wrong
    if enumerate_all and not wrong:
        yield from check.candidates()


class _Check:
    def __init__(
        self, problem: Problem, result: Result, certificate: Certificate, facts: PlainFacts
    ) -> None:
        self.problem, self.result = problem, result
        self.certificate, self.facts = certificate, facts
        self.names = [resident.id for resident in problem.active]
        self.limits = self._limits()
        self.prices: Mapping[str, int] = {row.row: row.price for row in certificate.rows}

    def _limits(self) -> dict[str, int]:
        """Return the right-hand side of each row that a price may stand on."""
        n = len(self.names)
        sizes = self.problem.size_limits
        caps = [r.limit() for r in self.problem.constraints if r.kind == "max_triads"]
        found = {
            "pairs_max": n if sizes.pairs[1] is None else sizes.pairs[1],
            "pairs_min": -sizes.pairs[0],
            "triads_max": min([n if sizes.triads[1] is None else sizes.triads[1], *caps]),
            "triads_min": -sizes.triads[0],
        }
        if caps:
            found["max_triads"] = min(caps)
        for i, level in enumerate(self.result.levels):
            if level.value is not None and level.name == "unplaced":
                found["unplaced"] = level.value
            if level.value is not None and level.name != "maxmin":
                found[f"level:{i}"] = level.value
        return found

    def sums(self) -> Iterator[str]:
        """The prices belong to the problem and add up to the bound that is stated."""
        certificate = self.certificate
        if set(certificate.prices) != set(self.names):
            yield "certificate.prices: must have exactly one price for each active resident"
        for row in certificate.rows:
            if row.row not in self.limits or row.price < 0:
                yield f"certificate.rows: {row.row} with price {row.price} is no row of the problem"
        for odd in certificate.sets:
            unknown = set(odd.residents) - set(self.names)
            again = len(set(odd.residents)) < len(odd.residents)
            if unknown or again or odd.price < 0 or odd.divisor < 2:
                yield "certificate.sets: a set has unknown or repeated residents or a bad price"
        if certificate.scale < 1 or len(self.prices) < len(certificate.rows):
            yield "certificate: the scale is below 1 or a row stands twice"
            return
        total = sum(certificate.prices.values())
        total += sum(price * self.limits.get(row, 0) for row, price in self.prices.items())
        total += sum(odd.price * (len(odd.residents) // odd.divisor) for odd in certificate.sets)
        bound = total // certificate.scale
        if bound != certificate.bound:
            yield f"certificate.bound: is {certificate.bound}, the prices add up to {bound}"
        if self.result.bound is not None and self.result.bound > certificate.bound:
            yield f"bound: {self.result.bound} is above the certificate's {certificate.bound}"
        if self.result.bound_rests_on == "prices" and self.result.bound != certificate.bound:
            yield "bound_rests_on: the prices prove another bound"

    def candidates(self) -> Iterator[str]:
        """No candidate is worth more than its price; nobody gains by staying out."""
        floor = self._reported_minimum()
        rules = self.problem.constraints
        for size in (2, 3):
            for group in combinations(self.names, size):
                if self.problem.raw and frozenset(group) not in self.problem.given:
                    continue
                # Prices first: they spare the rules for nearly every group.
                if self.certificate.scale * self.facts.value(group) <= self._price(group):
                    continue
                if any(rule.refusal(group, self.facts) for rule in rules):
                    continue
                if floor is None or self.facts.shared_points(group) >= floor:
                    yield "certificate: a candidate group is worth more than its price"
                    return
        penalty = self.problem.unplaced
        cost = penalty.points if isinstance(penalty, Penalty) else 0
        if penalty == "forbid":
            return
        pinned = {name for rule in rules for name in rule.placed()}
        alone = [row for row in self.prices if row == "unplaced" or row.startswith("level:")]
        staying_out = sum(self.prices[row] for row in alone)
        for name in self.names:
            price = self.certificate.prices[name] + staying_out
            if name not in pinned and price < -self.certificate.scale * cost:
                yield "certificate: staying out is worth more than a resident's price"
                return

    def _price(self, group: Members) -> int:
        """Return what the prices ask for a group."""
        found = sum(self.certificate.prices[member] for member in group)
        size = "pairs" if len(group) == 2 else "triads"
        found += self.prices.get(f"{size}_max", 0) - self.prices.get(f"{size}_min", 0)
        if len(group) == 3:
            found += self.prices.get("max_triads", 0)
        for i, level in enumerate(self.result.levels):
            price = self.prices.get(f"level:{i}", 0)
            if price and level.name.startswith("weeks<="):
                limit = int(level.name.removeprefix("weeks<="))
                found += price * sum(n <= limit for n in self.facts.weeks_met(group).values())
        for odd in self.certificate.sets:
            found += odd.price * (len(set(group) & set(odd.residents)) // odd.divisor)
        return found

    def _reported_minimum(self) -> int | None:
        return next((v.value for v in self.result.levels if v.name == "maxmin"), None)
