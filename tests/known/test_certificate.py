"""A certificate of four residents, worked out by hand, and each way in which one is wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import peerpair as pp
from peerpair import registry
from peerpair.registry import family
from tests.known.ask import Document, document, judged, people, written

# Pairs: a-b 10, c-d 6, a-c 9, b-d 9; others are no candidates.  a-b and c-d are worth 16, the best
# choice 18.  Prices 5, 5, 4, 4 cover every pair (10, 8, 9, 9) and add up to 18.
PAIRS = {"ab": 10, "cd": 6, "ac": 9, "bd": 9}
PRICES = {"a": 5, "b": 5, "c": 4, "d": 4}


def given(**keys: Any) -> Document:
    affinities = [{"members": list(pair), "points": points} for pair, points in PAIRS.items()]
    rules = [{"kind": "affinity"}]
    usual = {"affinities": affinities, "objectives": rules, "per": "group", "sizes": "pairs"}
    return document(people("abcd"), **{**usual, "unplaced": "forbid", **keys})


def claimed(problem: pp.Problem, certificate: Document, *groups: str, **changes: Any) -> Document:
    """Return the result of a-b and c-d (or others) with a certificate and what it proves."""
    choice = [tuple(group) for group in groups or ("ab", "cd")]
    result, broken = pp.evaluate(problem, choice)
    assert not broken
    found = written(result)
    found |= {"bound": certificate["bound"], "bound_rests_on": "prices", **changes}
    found["certificate"] = {"scale": 1, "prices": PRICES, "rows": [], "sets": [], **certificate}
    found["gap"] = (found["bound"] - found["value"]) / max(1, abs(found["bound"]))
    if found["gap"] == 0 and all(level["proven"] for level in found["levels"]):
        found["status"] = "OPTIMAL"
    return found


def holds(keys: Document, certificate: Document, *groups: str, **changes: Any) -> bool:
    """Tell whether a certificate holds, and see that it does no less if any group may be formed.

    Then others are candidates worth 0: each of these certificates asks at least that of them.
    """
    verdicts = set()
    for rules in ([], [{"kind": "size", "weight": 0}]):
        problem = pp.Problem.from_document(
            given(**{**keys, "objectives": [{"kind": "affinity"}, *rules]})
        )
        found = claimed(problem, certificate, *groups, **changes)
        verdicts.add(not judged(problem, found, certificate=True))
    (verdict,) = verdicts
    return verdict


def row(name: str, price: int) -> Document:
    return {"row": name, "price": price}


def odd(names: str, divisor: int, price: int) -> Document:
    return {"residents": list(names), "divisor": divisor, "price": price}


def prices(*numbers: int) -> dict[str, int]:
    return dict(zip("abcd", numbers, strict=True))


ALLOWED = {"unplaced": "allow"}
FREE = {"unplaced": {"penalty": 2}}
TRIADS = {"constraints": [{"kind": "max_triads", "count": 0}]}

# what it is about, problem, certificate, whether it holds
CERTIFICATES: list[tuple[str, Document, Document, bool]] = [
    ("the prices of the comment", {}, {"bound": 18}, True),
    ("another bound than they add up to", {}, {"bound": 19}, False),
    ("a lower one", {}, {"bound": 17}, False),
    ("a-c is worth 9, its prices are 8", {}, {"prices": prices(4, 6, 4, 4), "bound": 18}, False),
    ("more than needed", {}, {"prices": prices(6, 5, 4, 4), "bound": 19}, True),
    ("a price below 0", {}, {"prices": prices(11, -1, 4, 10), "bound": 24}, True),
    ("in halves", {}, {"scale": 2, "prices": prices(10, 10, 8, 8), "bound": 18}, True),
    # 37 halves are 18 whole: the bound is rounded down.
    ("rounded down", {}, {"scale": 2, "prices": prices(10, 10, 8, 9), "bound": 18}, True),
    ("rounded up", {}, {"scale": 2, "prices": prices(10, 10, 8, 9), "bound": 19}, False),
    ("halves taken for whole", {}, {"scale": 2, "bound": 9}, False),
    ("a scale of 0", {}, {"scale": 0, "bound": 18}, False),
    ("a scale below 0", {}, {"scale": -1, "prices": prices(-5, -5, -4, -4), "bound": 18}, False),
    ("a price is missing", {}, {"prices": {"a": 5, "b": 5, "c": 8}, "bound": 18}, False),
    ("a price too many", {}, {"prices": {**PRICES, "e": 0}, "bound": 18}, False),
    # Four pairs at most ("no limit" is n): 4, 4, 3, 3 and 2 a pair add up to 14 + 8.
    (
        "the number of pairs",
        {},
        {"prices": prices(4, 4, 3, 3), "rows": [row("pairs_max", 2)], "bound": 22},
        True,
    ),
    (
        "the number of pairs, one less",
        {},
        {"prices": prices(4, 4, 3, 3), "rows": [row("pairs_max", 1)], "bound": 18},
        False,
    ),
    (
        "a limit of two pairs",
        {"sizes": {"2": [0, 2]}},
        {"prices": prices(4, 4, 3, 3), "rows": [row("pairs_max", 2)], "bound": 18},
        True,
    ),
    # At least two pairs: each price is 1 more, a pair asks for 2 less, and 2 x 2 is taken off.
    (
        "the least number of pairs",
        {"sizes": {"2": [2, 2]}},
        {"prices": prices(6, 6, 5, 5), "rows": [row("pairs_min", 2)], "bound": 18},
        True,
    ),
    (
        "the least number of pairs, one more",
        {"sizes": {"2": [2, 2]}},
        {"prices": prices(6, 6, 5, 5), "rows": [row("pairs_min", 3)], "bound": 16},
        False,
    ),
    # At most one triad, and none is a candidate: 18 + 1 x 5.
    ("the number of triads", {}, {"rows": [row("triads_max", 5)], "bound": 23}, True),
    ("no triads by a rule", TRIADS, {"rows": [row("triads_max", 5)], "bound": 18}, True),
    ("a rule's own row", TRIADS, {"rows": [row("max_triads", 5)], "bound": 18}, True),
    ("no such rule", {}, {"rows": [row("max_triads", 5)], "bound": 18}, False),
    ("the least number of triads", {}, {"rows": [row("triads_min", 5)], "bound": 18}, True),
    # Their limit is 0, so nothing but the sign is wrong with these.
    ("a row price below 0", {}, {"rows": [row("pairs_min", -1)], "bound": 18}, False),
    ("a row price below 0 for triads", {}, {"rows": [row("triads_min", -1)], "bound": 18}, False),
    ("a row price of 0", {}, {"rows": [row("pairs_min", 0)], "bound": 18}, True),
    ("an unknown row", {}, {"rows": [row("groups_max", 0)], "bound": 18}, False),
    ("a row twice", {}, {"rows": [row("pairs_min", 0), row("pairs_min", 0)], "bound": 18}, False),
    ("a level that there is not", {}, {"rows": [row("level:0", 0)], "bound": 18}, False),
    # One pair at most inside three residents: a-b and a-c lack 2; b-c is no candidate.
    (
        "an odd set",
        {},
        {"prices": prices(3, 5, 4, 4), "sets": [odd("abc", 2, 2)], "bound": 18},
        True,
    ),
    (
        "an odd set, one less",
        {},
        {"prices": prices(3, 5, 4, 4), "sets": [odd("abc", 2, 1)], "bound": 17},
        False,
    ),
    # 3 // 3 = 1 in the sum, and no pair is inside with three.
    (
        "a divisor that no pair fills",
        {},
        {"prices": prices(3, 5, 4, 4), "sets": [odd("abc", 3, 2)], "bound": 18},
        False,
    ),
    ("a large divisor", {}, {"sets": [odd("abcd", 5, 9)], "bound": 18}, True),
    ("two pairs inside four", {}, {"sets": [odd("abcd", 2, 9)], "bound": 36}, True),
    ("a set price below 0", {}, {"sets": [odd("a", 2, -1)], "bound": 18}, False),
    ("a divisor of 1", {}, {"sets": [odd("a", 1, 0)], "bound": 18}, False),
    ("a resident twice in a set", {}, {"sets": [odd("aa", 3, 0)], "bound": 18}, False),
    ("a stranger in a set", {}, {"sets": [odd("ax", 3, 0)], "bound": 18}, False),
    # Two sets pay for one pair: a-b lacks 4 of 10.
    (
        "two sets",
        {},
        {"prices": prices(3, 3, 6, 6), "sets": [odd("ab", 2, 2), odd("abc", 2, 2)], "bound": 22},
        True,
    ),
    (
        "two sets, one less",
        {},
        {"prices": prices(3, 3, 6, 6), "sets": [odd("ab", 2, 2), odd("abc", 2, 1)], "bound": 21},
        False,
    ),
    # Whoever may stay out: a price of at least minus the penalty.
    ("staying out at 2", FREE, {"prices": prices(12, -2, 4, 11), "bound": 25}, True),
    ("staying out at 2, not 3", FREE, {"prices": prices(13, -3, 4, 12), "bound": 26}, False),
    (
        "staying out at 2, in halves",
        FREE,
        {"scale": 2, "prices": prices(24, -4, 8, 22), "bound": 25},
        True,
    ),
    (
        "staying out at 2, in halves, not 5",
        FREE,
        {"scale": 2, "prices": prices(25, -5, 8, 23), "bound": 25},
        False,
    ),
    ("staying out for nothing", ALLOWED, {"prices": prices(10, 0, 4, 9), "bound": 23}, True),
    ("paid for staying out", ALLOWED, {"prices": prices(11, -1, 4, 10), "bound": 24}, False),
    # None is left out in the claim: the row costs nothing and asks 1 of each who stays out.
    (
        "the number of unplaced",
        ALLOWED,
        {"prices": prices(11, -1, 4, 10), "rows": [row("unplaced", 1)], "bound": 24},
        True,
    ),
    (
        "the number of unplaced as a level",
        ALLOWED,
        {"prices": prices(11, -1, 4, 10), "rows": [row("level:0", 1)], "bound": 24},
        True,
    ),
    (
        "the number of unplaced is no row where nobody may",
        {},
        {"prices": prices(11, -1, 4, 10), "rows": [row("unplaced", 1)], "bound": 24},
        False,
    ),
    # Who is pinned may not stay out, whatever the price.
    (
        "a pinned resident",
        {**ALLOWED, "constraints": [{"kind": "pin", "residents": ["a", "b"]}]},
        {"prices": prices(11, -1, 4, 4), "bound": 18},
        True,
    ),
    # A pair that a rule forbids needs no price.
    (
        "a forbidden pair",
        {"constraints": [{"kind": "exclude", "residents": ["b", "d"]}]},
        {"prices": prices(9, 1, 0, 6), "bound": 16},
        True,
    ),
]


@pytest.mark.parametrize(
    ("keys", "certificate", "expected"),
    [pytest.param(*entry[1:], id=entry[0]) for entry in CERTIFICATES],
)
def test_certificate(keys: Document, certificate: Document, expected: bool) -> None:
    assert holds(keys, certificate) == expected


def test_prices_that_are_too_low_are_found_only_where_groups_are_enumerated() -> None:
    problem = pp.Problem.from_document(given())
    found = claimed(problem, {"prices": prices(4, 6, 4, 4), "bound": 18})
    assert not judged(problem, found)
    assert judged(problem, found, certificate=True)


def test_one_left_out_counts_once_on_the_right() -> None:
    # b and d alone are placed: two are left out.  16 + 2 x 3 = 22.
    some = prices(5, 5, 4, 4)
    for bound, expected in ((24, True), (23, False)):
        found = {"prices": some, "rows": [row("unplaced", 3)], "bound": bound}
        assert holds(ALLOWED, found, "bd") == expected


TIMED = {
    "timezone": "UTC",
    "horizon": {"start": "2026-08-03", "end": "2026-08-10"},
    "fairness": "weeks",
}
NEVER = [
    {"resident": name, "start": "2026-08-03T00:00", "end": "2026-08-10T00:00", "kind": "leave"}
    for name in "a"
]


def test_members_who_never_meet_pay_the_price_of_their_level() -> None:
    # a can never meet: two members of a's pair are counted, on either side of every choice.
    # Each choice has one such pair, so the level is 2: 2 x 1 on the right, 2 for a-b and a-c.
    keys = {**TIMED, "busy": NEVER}
    level = [row("level:0", 1)]
    cheap = prices(3, 5, 4, 4)
    assert holds(keys, {"prices": cheap, "rows": level, "bound": 18})
    assert not holds(keys, {"prices": prices(2, 5, 4, 4), "rows": level, "bound": 17})
    assert not holds(keys, {"prices": cheap, "rows": [row("level:1", 1)], "bound": 16})


def test_triads_pay_their_own_rows() -> None:
    # A triad of 17 beside the pairs: 5 + 5 + 4 lack 3.
    triad = {"members": ["a", "b", "c"], "points": 17}
    more = {"affinities": [*given()["affinities"], triad], "unplaced": {"penalty": 0}}
    for names, bound, expected in (
        ([row("triads_max", 3)], 21, True),
        ([row("triads_max", 2)], 20, False),
        ([row("triads_max", 2), row("triads_min", 0)], 20, False),
        ([row("pairs_max", 3)], 30, False),
    ):
        assert holds(more, {"rows": names, "bound": bound}) == expected
    capped = {**more, "constraints": [{"kind": "max_triads", "count": 1}]}
    assert holds(capped, {"rows": [row("max_triads", 1), row("triads_max", 2)], "bound": 21})
    assert not holds(capped, {"rows": [row("max_triads", 1), row("triads_max", 1)], "bound": 20})
    # Three of a, b, c inside: 3 // 2 = 1, and 3 // 3 = 1.
    for divisor in (2, 3):
        assert holds(more, {"sets": [odd("abc", divisor, 3)], "bound": 21})
        assert not holds(more, {"sets": [odd("abc", divisor, 2)], "bound": 20})
    assert not holds(more, {"sets": [odd("abcd", 4, 9)], "bound": 27})
    # The last triad as well: 5 + 4 + 4 lack 4.
    last = {"members": ["b", "c", "d"], "points": 17}
    other = {**more, "affinities": [*given()["affinities"], last]}
    for price, expected in ((4, True), (3, False)):
        found = {"rows": [row("triads_max", price)], "bound": 18 + price}
        assert holds(other, found) == expected
    assert not holds(more, {"rows": [row("triads_min", 1)], "bound": 18})


def test_only_groups_that_reach_the_reported_minimum_need_a_price() -> None:
    # Seven dates; a and b share all, c and d as well, others are apart for all but one date.
    busy = [
        {"resident": n, "start": f"2026-08-{start}T00:00", "end": f"2026-08-{end}T00:00"}
        for n, start, end in (("a", "03", "09"), ("b", "03", "09"), ("c", "09", "10"))
    ]
    keys = {**TIMED, "fairness": "maxmin", "busy": [{**e, "kind": "leave"} for e in busy]}
    keys["meeting"] = {"hours": ["12:00", "13:00"], "slot_minutes": 60}
    # c has no 9th, so a-c can never meet; b-d can, on the 9th, and a-b as well.
    problem = pp.Problem.from_document(given(**keys))
    certificate = {"prices": prices(5, 5, 0, 6), "bound": 16}
    found = claimed(problem, certificate)
    # 1000 x 2 x 60 // (2 x 120 x 7) = 71 for a-b; c-d share six dates: 428.
    assert [level["value"] for level in found["levels"]] == [71]
    found["levels"][0] |= {"bound": 71, "proven": True}
    found["status"] = "OPTIMAL"
    assert not judged(problem, found, certificate=True)  # a-c is worth 9, but has 0 points
    cheap = claimed(problem, {"prices": prices(5, 5, 3, 3), "bound": 16})
    assert judged(problem, cheap, certificate=True)  # b-d is worth 9 and has 71


def changed(**keys: Any) -> Callable[[Document], None]:
    return lambda found: found.update(keys)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (changed(), True),
        (changed(bound=17), False),  # the prices prove 18
        (changed(bound=17, bound_rests_on="search"), True),
        (changed(bound=19), False),
        (changed(bound=19, bound_rests_on="search"), False),  # above what prices prove
        (changed(bound=18, bound_rests_on="search"), False),  # the prices prove it
        (changed(bound=15, bound_rests_on="search"), False),  # below the value
        (changed(bound=None), False),
        (changed(bound_rests_on=None), False),
        (changed(status="OPTIMAL"), False),  # with a gap
        (changed(certificate=None), False),  # the bound rests on it
    ],
)
def test_bound_and_certificate_agree(change: Callable[[Document], None], expected: bool) -> None:
    problem = pp.Problem.from_document(given())
    found = copy.deepcopy(claimed(problem, {"bound": 18}))
    change(found)
    bound = found["bound"]
    found["gap"] = None if bound is None else (bound - found["value"]) / max(1, abs(bound))
    assert (not judged(problem, found, certificate=True)) == expected


SHIFTS: list[tuple[str, str, int]] = [("rows", "price", -1), ("sets", "price", -1)]


@pytest.mark.parametrize(("part", "field", "value"), SHIFTS)
def test_the_checker_trusts_no_class(part: str, field: str, value: int) -> None:
    """Neither reading nor making lets these numbers through; the checker looks all the same."""
    problem = pp.Problem.from_document(given())
    # Both are worth nothing on the right, so nothing else gives them away.
    listed = {"rows": [row("pairs_min", 0)], "sets": [odd("a", 2, 0)]}
    result = pp.Result.from_document(claimed(problem, {"bound": 18, part: listed[part]}))
    assert pp.verify(problem, result, certificate=True).ok
    assert result.certificate is not None
    (priced,) = getattr(result.certificate, part)
    object.__setattr__(priced, field, value)
    assert not pp.verify(problem, result, certificate=True).ok


def test_a_row_that_counts_no_size_has_no_price(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._CLASSES, "constraints", {**family("constraints")})

    class Anything(pp.CohortRule):
        """A row that holds whatever is chosen."""

        kind = "anything"

        def limit(self) -> int:
            return 9

        def coefficients(self, batch: Any) -> Any:
            return np.zeros(batch.shape, dtype=np.int64)

        def coefficient(self, group: Any, facts: Any) -> int:
            return 0

    problem = replace(pp.Problem.from_document(given()), constraints=[Anything()])
    found = claimed(problem, {"bound": 18, "rows": [row("anything", 0)]})
    told = pp.verify(problem, pp.Result.from_document(found), certificate=True)
    assert any("anything" in line for line in told.violations)
