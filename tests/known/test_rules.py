"""Which groups are allowed, worked out by hand (specification, section 3)."""

from __future__ import annotations

from typing import Any

import pytest

import peerpair as pp
from tests.known.ask import alone, away, best, dates, document, is_allowed, people, scored

PEOPLE = people(
    "abcdef",
    a={"specialty": "IM", "pgy": 1, "site": "Main", "tags": ["intern"]},
    b={"specialty": "FM", "pgy": 2, "site": "Main", "tags": ["chief"]},
    c={"specialty": "IM", "pgy": 4, "site": "VA", "tags": ["chief", "parent"]},
    d={"specialty": "EM", "pgy": 3, "tags": ["parent"]},
    e={"specialty": "IM", "pgy": 4, "tags": ["chief", "intern"]},
    f={"specialty": "FM", "pgy": 1, "site": "Main"},
)


def met(members: str, number: int, **more: Any) -> dict[str, Any]:
    return {"members": list(members), "round": number, **more}


# a-b met in round 1, a-c in round 2, b-c-d in round 3; a-d were to meet in round 2.
HISTORY = {
    "history": [
        *(met("ab", 1), met("ac", 2), met("bcd", 3)),
        met("ad", 2, met=False),
    ]
}
# One round more that did not take place: R is 4.
LATER = {"history": [*HISTORY["history"], met("ef", 4, met=False)]}


def rule(kind: str, **keys: Any) -> dict[str, Any]:
    return {"kind": kind, **keys}


REPEAT = [rule("no_repeat", rounds=n) for n in range(5)]
FOREVER = rule("no_repeat")
APART = rule("separate", tag="chief", other_tag="intern")
BESIDE = {**APART, "same": "specialty"}

# rule, allowed groups, forbidden groups, more keys of the problem
RULES: list[tuple[dict[str, Any], str, str, dict[str, Any]]] = [
    (rule("exclude", residents=["b", "a"]), "ac bc acd", "ab abc", {}),
    (rule("exclude", residents=["a", "b"], private=True), "ac bc", "ab abd", {}),
    (rule("together", residents=["a", "b"]), "ab abc cd cde", "ac bcd", {}),
    (rule("together", residents=["a", "b", "c"]), "abc de", "ab acd ad", {}),
    (rule("pin", residents=["a", "b"]), "ab cd cde", "abc ac bcd", {}),
    (rule("pin", residents=["a", "b", "c"]), "abc de", "ab abd", {}),
    (rule("same_site"), "ab abf", "ac de abd", {}),  # null equals nothing
    (rule("max_pgy_gap", years=0), "af ce", "ab abf", {}),
    (rule("max_pgy_gap", years=1), "ab bd abf", "ad abd", {}),  # 1-2, 2-3; 1-3
    (rule("max_pgy_gap", years=2), "ad abd bc", "ac abc", {}),
    (rule("max_pgy_gap", years=3), "ac abc", "", {}),
    (rule("min_specialties", count=1), "ac ace", "", {}),
    (rule("min_specialties", count=2), "ab abc abd", "ac ace", {}),
    (rule("min_specialties", count=3), "abd adf", "ab abc ace", {}),
    (rule("not_alone", tag="parent"), "cd ab acd", "ac ad abc", {}),
    (rule("at_least", tag="parent", count=0), "ab abe", "", {}),
    (rule("at_least", tag="parent", count=1), "ac abd cd", "ab abe", {}),
    (rule("at_least", tag="parent", count=2), "cd acd", "ac abd", {}),
    (rule("at_least", tag="chief", count=3), "bce", "bc abc", {}),
    # a is an intern, b and c are chiefs, e is both: alone that is no clash.
    (APART, "af bc bd de", "ab ac abd be ce", {}),
    (BESIDE, "ab bc bd be abf", "ac ae ce abc", {}),  # IM: a, c, e; FM: b, f
    ({**APART, "same": "site"}, "bf bc cf", "ab abf", {"residents": PEOPLE[:3] + PEOPLE[5:]}),
    (REPEAT[0], "ab ac bc abc", "", HISTORY),
    (REPEAT[1], "ab ac ad", "bc bd cd abc", HISTORY),  # rounds > 3 - 1
    (REPEAT[2], "ab ad", "ac bc bd cd abc", HISTORY),  # rounds > 3 - 2
    (REPEAT[3], "ad ae", "ab ac bc bd cd abe", HISTORY),  # rounds > 3 - 3
    (FOREVER, "ad ae ef", "ab ac bc bd cd abe", HISTORY),
    (REPEAT[1], "ab ac bc bd ef", "", LATER),  # rounds > 4 - 1: nobody met
    (REPEAT[2], "ab ac ef", "bc bd cd", LATER),  # rounds > 4 - 2
    (REPEAT[3], "ab ad", "ac bc", LATER),
    (REPEAT[4], "ad ef", "ab ac bc", LATER),
]
TRIED = [pytest.param(*entry, id=f"{i}-{entry[0]['kind']}") for i, entry in enumerate(RULES)]


@pytest.mark.parametrize(("given", "allowed", "forbidden", "keys"), TRIED)
def test_a_rule_allows_and_forbids(
    given: dict[str, Any], allowed: str, forbidden: str, keys: dict[str, Any]
) -> None:
    problem = document(keys.get("residents", PEOPLE), constraints=[given])
    problem |= {name: value for name, value in keys.items() if name != "residents"}
    for expected, groups in ((True, allowed.split()), (False, forbidden.split())):
        for group in groups:
            assert is_allowed(problem, "".join(sorted(group))) == expected, group


@pytest.mark.parametrize(("given", "allowed", "forbidden", "keys"), TRIED)
def test_a_rule_holds_where_triads_are_not_listed(
    given: dict[str, Any], allowed: str, forbidden: str, keys: dict[str, Any]
) -> None:
    if given["kind"] in ("pin", "together"):
        return  # they may not name inactive residents
    problem = document(keys.get("residents", PEOPLE), constraints=[given])
    problem |= {name: value for name, value in keys.items() if name != "residents"}
    for status, groups in (("OPTIMAL", allowed.split()), ("INFEASIBLE", forbidden.split())):
        for group in groups:
            assert alone(problem, group)["status"] == status, group


WEEKS = [
    away("b", "2026-08-10T00:00", "2026-08-17T00:00"),
    away("c", "2026-08-10T00:00", "2026-08-31T00:00"),
    away("d", "2026-08-03T00:00", "2026-08-31T00:00"),
]


@pytest.mark.parametrize(
    ("weeks", "quorum", "allowed", "forbidden"),
    [
        (0, None, "ab ad abd", ""),
        (1, None, "ab ac abc", "ad abd"),
        (2, None, "ab", "ac abc"),
        (3, None, "ab", "ac"),  # b is away in one of four weeks
        (4, None, "ae", "ab"),
        (5, None, "", "ae"),
        # Two of three: a and b share three weeks, c joins them in one.
        (1, 2, "abc", "abd"),
        (2, 2, "abe", "abc"),
        (4, 2, "aef", "abe"),  # b has three
    ],
)
def test_least_weeks(weeks: int, quorum: int | None, allowed: str, forbidden: str) -> None:
    least = rule("min_weeks_met", weeks=weeks)
    keys = dates(28, quorum=quorum)
    given = document(people("abcdef"), constraints=[least], busy=WEEKS, **keys)
    for expected, groups in ((True, allowed.split()), (False, forbidden.split())):
        for group in groups:
            assert is_allowed(given, group) == expected, group


def entry(name: str, start: str, end: str, kind: str, **more: Any) -> dict[str, Any]:
    return away(name, f"2026-08-{start}", f"2026-08-{end}", kind, **more)


LIGHT = ["clinic", "vacation"]
# what a is busy with, and whether a's main kind is light in both weeks
MAIN: list[tuple[list[dict[str, Any]], bool]] = [
    ([], False),
    ([entry("a", "03T08:00", "03T10:00", "clinic")], False),  # nothing in the second week
    (
        [
            entry("a", "03T08:00", "03T10:00", "clinic"),
            entry("a", "10T08:00", "10T10:00", "clinic"),
        ],
        True,
    ),
    ([entry("a", "03T00:00", "17T00:00", "vacation")], True),  # leave counts
    ([entry("a", "09T22:00", "10T03:00", "clinic")], True),  # in both weeks
    (
        [
            entry("a", "03T00:00", "17T00:00", "vacation"),
            entry("a", "03T00:00", "17T00:00", "ward", soft=True),
        ],
        True,
    ),
    # Two hours of each: the first in code-point order.
    (
        [
            entry("a", "09T22:00", "10T02:00", "clinic"),
            entry("a", "09T22:00", "10T02:00", "ward"),
        ],
        True,
    ),
    (
        [
            entry("a", "09T22:00", "10T02:00", "clinic"),
            entry("a", "09T22:00", "10T02:00", "Ward"),
        ],
        False,
    ),
    # Added up singly: twice two hours of ward beat three of clinic.
    (
        [
            entry("a", "09T21:00", "10T03:00", "clinic"),
            entry("a", "09T22:00", "10T02:00", "ward"),
            entry("a", "09T22:00", "10T02:00", "ward"),
        ],
        False,
    ),
    (
        [
            entry("a", "09T21:00", "10T03:00", "clinic"),
            entry("a", "09T22:00", "10T02:00", "ward"),
        ],
        True,
    ),
]


@pytest.mark.parametrize(("busy", "light"), MAIN)
def test_light_weeks(busy: list[dict[str, Any]], light: bool) -> None:
    kinds = rule("light_week", kinds=LIGHT)
    ward = [entry(n, "03T08:00", "03T20:00", "ward") for n in "bc"]
    given = document(people("abc"), constraints=[kinds], busy=[*busy, *ward], **dates(14))
    for group in ("ab", "abc"):
        assert is_allowed(given, group) == light
    assert not is_allowed(given, "bc")


def test_light_weeks_may_be_those_of_different_members() -> None:
    kinds = rule("light_week", kinds=LIGHT)
    busy = [
        entry("a", "03T08:00", "03T10:00", "clinic"),
        entry("b", "10T08:00", "10T10:00", "vacation"),
    ]
    given = document(people("abc"), constraints=[kinds], busy=busy, **dates(14))
    assert is_allowed(given, "ab")
    assert is_allowed(given, "abc")
    assert not is_allowed(given, "ac")


def test_who_is_pinned_is_placed_under_every_policy() -> None:
    pinned = rule("pin", residents=["a", "b"])
    dear = {"objectives": [{"kind": "size", "2": -5, "3": -5}], "constraints": [pinned]}
    for unplaced in ("allow", {"penalty": 0}):
        found = best(document(people("abcd"), **{**dear, "unplaced": unplaced, "sizes": "mixed"}))
        assert ["a", "b"] in [group["members"] for group in found["groups"]]
    together = {**dear, "constraints": [rule("together", residents=["a", "b"])]}
    assert best(document(people("abcd"), **together))["groups"] == []
    problem = pp.Problem.from_document(document(people("abcd"), **dear))
    assert pp.evaluate(problem, [("c", "d")])[1]  # a and b are left out
    assert not pp.evaluate(problem, [("a", "b")])[1]


@pytest.mark.parametrize("count", [0, 1, 2, None])
def test_most_triads(count: int | None) -> None:
    rules = [] if count is None else [rule("max_triads", count=count)]
    prize = [{"kind": "size", "3": 10, "2": 1}]
    given = document(people("abcdef"), constraints=rules, objectives=prize)
    found = best(given)
    sizes = sorted(len(group["members"]) for group in found["groups"])
    assert sizes == {0: [2, 2, 2], 1: [2, 3], 2: [3, 3], None: [3, 3]}[count]
    problem = pp.Problem.from_document(given)
    broken = pp.evaluate(problem, [tuple("abc"), tuple("def")])[1]
    assert bool(broken) == (count in (0, 1))
    assert scored(given, "ab", "cd")["metrics"]["triads"] == 0


def test_an_exclusion_of_somebody_inactive_is_idle() -> None:
    some = people("abc", c={"active": False})
    given = document(some, constraints=[rule("exclude", residents=["a", "c"])])
    assert is_allowed(given, "ab")
    for kind in ("together", "pin"):
        with pytest.raises(pp.ProblemError):
            pp.Problem.from_document({**given, "constraints": [rule(kind, residents=["a", "c"])]})
