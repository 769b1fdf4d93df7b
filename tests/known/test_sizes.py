"""How many pairs and triads there may be, worked out by hand (specification, section 3)."""

from __future__ import annotations

from typing import Any

import pytest

import peerpair as pp
from tests.known.ask import Document, best, document, people

NAMES = "abcdefghi"
# n, then the pairs and triads that place everybody, by policy; an empty list is infeasible
POLICIES: list[tuple[int, list[tuple[int, int]], list[tuple[int, int]], list[tuple[int, int]]]] = [
    # pairs: at most one triad; triads: at most two pairs; mixed
    (1, [], [], []),
    (2, [(1, 0)], [(1, 0)], [(1, 0)]),
    (3, [(0, 1)], [(0, 1)], [(0, 1)]),
    (4, [(2, 0)], [(2, 0)], [(2, 0)]),
    (5, [(1, 1)], [(1, 1)], [(1, 1)]),
    (6, [(3, 0)], [(0, 2)], [(3, 0), (0, 2)]),
    (7, [(2, 1)], [(2, 1)], [(2, 1)]),
    (8, [(4, 0)], [(1, 2)], [(4, 0), (1, 2)]),
    (9, [(3, 1)], [(0, 3)], [(3, 1), (0, 3)]),
]
SPLITS = [(pairs, triads) for pairs in range(5) for triads in range(4)]


def grouped(pairs: int, triads: int) -> list[tuple[str, ...]]:
    names = iter(NAMES)
    sizes = [2] * pairs + [3] * triads
    return [tuple(next(names) for _ in range(size)) for size in sizes]


def counted(found: Document) -> tuple[int, int]:
    sizes = [len(group["members"]) for group in found["groups"]]
    return sizes.count(2), sizes.count(3)


@pytest.mark.parametrize(("n", "pairs", "triads", "mixed"), POLICIES)
def test_a_policy_fixes_the_counts(
    n: int,
    pairs: list[tuple[int, int]],
    triads: list[tuple[int, int]],
    mixed: list[tuple[int, int]],
) -> None:
    for policy, counts in (("pairs", pairs), ("triads", triads), ("mixed", mixed)):
        given = document(people(NAMES[:n]), sizes=policy, unplaced="forbid")
        problem = pp.Problem.from_document(given)
        for split in SPLITS:  # by verify
            if 2 * split[0] + 3 * split[1] == n:
                broken = pp.evaluate(problem, grouped(*split))[1]
                assert (not broken) == (split in counts), (policy, split)
        for prize in ("2", "3"):  # by compile and the strategy
            rule = {"kind": "size", prize: 100}
            found = best({**given, "objectives": [rule]})
            if not counts:
                assert found["status"] == "INFEASIBLE"
            else:
                most = max(counts, key=lambda split: split[int(prize) - 2] * int(prize))
                assert counted(found) == most


# limits, pairs and triads that keep them (nobody has to be placed)
LIMITS: list[tuple[dict[str, Any], list[tuple[int, int]]]] = [
    ({"2": [0, None]}, [(0, 0), (1, 0), (2, 0), (3, 0)]),  # a missing size is none at all
    ({"3": [0, None]}, [(0, 0), (0, 1), (0, 2)]),
    ({"2": [1, 2], "3": [0, 1]}, [(1, 0), (2, 0), (1, 1)]),
    ({"2": [1, 1], "3": [1, None]}, [(1, 1)]),
    ({"2": [0, 0], "3": [2, 2]}, [(0, 2)]),
    ({"2": [2, 1], "3": [0, 1]}, []),  # more than most: infeasible, not wrong
    ({"2": [4, None]}, []),  # six residents
]


@pytest.mark.parametrize(("limits", "counts"), LIMITS)
def test_explicit_limits(limits: dict[str, Any], counts: list[tuple[int, int]]) -> None:
    given = document(people(NAMES[:6]), sizes=limits)
    problem = pp.Problem.from_document(given)
    for split in SPLITS:
        if 2 * split[0] + 3 * split[1] <= 6:
            broken = pp.evaluate(problem, grouped(*split))[1]
            assert (not broken) == (split in counts), split
    # What a group is worth decides how many there are: any or none.
    for pair, triad in ((10, -10), (-10, 10), (10, 10), (-10, -10), (1, 10)):
        found = best({**given, "objectives": [{"kind": "size", "2": pair, "3": triad}]})
        if not counts:
            assert found["status"] == "INFEASIBLE"
            continue
        # A group counts for each of its members.
        worth = {split: 2 * pair * split[0] + 3 * triad * split[1] for split in counts}
        assert found["value"] == max(worth.values())
        assert worth[counted(found)] == found["value"]


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("policy", ["pairs", "triads", "mixed"])
def test_who_may_stay_out(n: int, policy: str) -> None:
    given = document(people(NAMES[:n]), sizes=policy, unplaced="allow")
    found = best(given)
    assert len(found["unplaced"]) == (1 if n == 1 else 0)
    assert found["levels"][0]["name"] == "unplaced"
    # A penalty of 7 for each: worth it where a group costs more than 14 or 21.
    for cost, stays in ((6, n == 1), (8, True)):
        rule = {"kind": "size", "2": -cost, "3": -cost}  # for each member
        asked = {**given, "unplaced": {"penalty": 7}, "objectives": [rule]}
        found = best(asked)
        assert len(found["unplaced"]) == (n if stays else 0)
        assert found["value"] == (-7 * n if stays else -cost * n)


def test_three_pairs_of_six_are_fewer_left_out_than_one_triad() -> None:
    given = document(people("abcd"), sizes={"2": [0, 1], "3": [0, 1]}, unplaced="allow")
    dear = [{"kind": "size", "2": 1000, "3": -1000}]
    found = best({**given, "objectives": dear})
    assert counted(found) == (0, 1)  # one left out is better than two, whatever the total
    assert [(level["name"], level["value"]) for level in found["levels"]] == [("unplaced", 1)]
