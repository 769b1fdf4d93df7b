"""What groups are worth, worked out by hand (specification, section 2)."""

from __future__ import annotations

from typing import Any

import pytest

from peerpair.compile import shared_time
from tests.known.ask import alone, away, best, dates, document, group_of, people

PEOPLE = people(
    "abcdef",
    a={"specialty": "IM", "pgy": 1},
    b={"specialty": "FM", "pgy": 2},
    c={"specialty": "IM", "pgy": 4},
    d={},  # nothing is known
    e={"specialty": "FM", "pgy": 5},
    f={"pgy": 1},
)


def met(members: str, number: int, **more: Any) -> dict[str, Any]:
    return {"members": list(members), "round": number, **more}


def near(one: str, other: str, points: int) -> dict[str, Any]:
    return {"distance": [{"specialties": [one, other], "points": points}]}


HELD = met("ef", 12)  # makes 12 the last round
WISHES = [
    {"from": "a", "to": "b", "points": 500},
    {"from": "b", "to": "a", "points": -200},
    {"from": "a", "to": "c", "points": -7},
]
GIVEN = [{"members": ["b", "a"], "points": 7}, {"members": ["c", "a", "b"], "points": -3}]

# objective, group, points, more keys of the objective, more keys of the problem
POINTS: list[tuple[str, str, int, dict[str, Any], dict[str, Any]]] = [
    ("cross_specialty", "ab", 1000, {}, {}),
    ("cross_specialty", "ac", 0, {}, {}),  # one specialty
    ("cross_specialty", "ad", 0, {}, {}),  # unknown
    ("cross_specialty", "df", 0, {}, {}),  # both unknown
    ("cross_specialty", "abc", 666, {}, {}),  # (1000 + 0 + 1000) // 3
    ("cross_specialty", "abd", 333, {}, {}),  # (1000 + 0 + 0) // 3
    ("cross_specialty", "adf", 0, {}, {}),
    ("cross_specialty", "ab", 300, near("FM", "IM", 300), {}),  # in either order
    ("cross_specialty", "ac", -7, near("IM", "IM", -7), {}),
    ("cross_specialty", "be", 0, near("IM", "IM", -7), {}),  # another one: same, so 0
    ("cross_specialty", "abc", 664, near("IM", "IM", -7), {}),  # (1000 - 7 + 1000) // 3
    ("cross_specialty", "abd", -34, near("IM", "FM", -100), {}),  # -100 // 3 is no -33
    ("cross_specialty", "ad", 0, near("IM", "FM", 300), {}),
    ("stage", "af", 1000, {}, {}),
    ("stage", "ab", 667, {}, {}),  # 1000 - 333
    ("stage", "bc", 334, {}, {}),  # 1000 - 666
    ("stage", "ac", 1, {}, {}),  # 1000 - 999
    ("stage", "ae", 0, {}, {}),  # 1000 - 1332 is below 0
    ("stage", "ad", 0, {}, {}),  # unknown
    ("stage", "abc", 334, {}, {}),  # (667 + 1 + 334) // 3
    ("stage", "abd", 222, {}, {}),  # (667 + 0 + 0) // 3
    ("stage", "afd", 333, {}, {}),  # (1000 + 0 + 0) // 3
    ("preference", "ab", 150, {}, {"preferences": WISHES}),  # (500 - 200) // 2
    ("preference", "ac", -4, {}, {"preferences": WISHES}),  # -7 // 2
    ("preference", "bc", 0, {}, {"preferences": WISHES}),
    ("preference", "abc", 48, {}, {"preferences": WISHES}),  # (500 - 200 - 7) // 6
    ("preference", "acd", -2, {}, {"preferences": WISHES}),  # -7 // 6
    ("novelty", "ab", 0, {}, {"history": [HELD]}),
    ("novelty", "ab", -1000, {}, {"history": [HELD, met("ab", 12)]}),  # 1000 // 2^0
    ("novelty", "ab", -500, {}, {"history": [HELD, met("ab", 11)]}),  # 1000 // 2^1
    ("novelty", "ab", -125, {}, {"history": [HELD, met("ba", 9)]}),  # 1000 // 2^3
    ("novelty", "ab", -62, {}, {"history": [HELD, met("ab", 8)]}),  # 1000 // 2^4
    ("novelty", "ab", -1, {}, {"history": [HELD, met("ab", 3)]}),  # nine halvings: 1000 // 512
    ("novelty", "ab", 0, {}, {"history": [HELD, met("ab", 2)]}),  # ten: 1000 // 1024
    ("novelty", "ab", 0, {}, {"history": [HELD, met("ab", 1)]}),
    ("novelty", "ab", -1500, {}, {"history": [HELD, met("ab", 12), met("ab", 11)]}),
    ("novelty", "ab", -1000, {"half_life": 2}, {"history": [HELD, met("ab", 11)]}),  # 1 // 2 = 0
    ("novelty", "ab", -500, {"half_life": 2}, {"history": [HELD, met("ab", 10)]}),  # 2 // 2 = 1
    ("novelty", "ab", -500, {"half_life": 2}, {"history": [HELD, met("ab", 9)]}),  # 3 // 2 = 1
    ("novelty", "ab", -250, {"half_life": 2}, {"history": [HELD, met("ab", 8)]}),  # 4 // 2 = 2
    ("novelty", "ab", -1, {"half_life": 1}, {"history": [met("ef", 10), met("ab", 1)]}),
    # A round that did not take place counts as the last one, and as no meeting.
    ("novelty", "ab", -500, {}, {"history": [met("ef", 12, met=False), met("ab", 11)]}),
    ("novelty", "ab", 0, {}, {"history": [HELD, met("ab", 12, met=False)]}),
    ("novelty", "abc", -167, {}, {"history": [HELD, met("ab", 11)]}),  # -500 // 3
    ("novelty", "abd", -334, {}, {"history": [HELD, met("abc", 12)]}),  # only a and b: -1000 // 3
    ("novelty", "abc", -1000, {}, {"history": [HELD, met("abc", 12)]}),  # three pairs
    ("affinity", "ab", 7, {}, {"affinities": GIVEN}),
    ("affinity", "abc", -3, {}, {"affinities": GIVEN}),
    ("affinity", "bc", 0, {}, {"affinities": GIVEN}),
    ("affinity", "abd", 0, {}, {"affinities": GIVEN}),
    ("size", "ab", 100, {"2": 100, "3": -5}, {}),
    ("size", "abc", -5, {"2": 100, "3": -5}, {}),
    ("size", "abc", 0, {"2": 100}, {}),
    ("size", "ab", 0, {}, {}),
]


@pytest.mark.parametrize(("kind", "group", "points", "rule", "keys"), POINTS)
def test_points(
    kind: str, group: str, points: int, rule: dict[str, Any], keys: dict[str, Any]
) -> None:
    # `size` beside it: a problem with affinities alone would have no other candidates.
    beside = {"kind": "stage" if kind == "size" else "size", "weight": 0}
    given = document(PEOPLE, objectives=[{"kind": kind, **rule}, beside], **keys)
    found = group_of(given, "".join(sorted(group)))
    assert found["points"][kind] == points
    assert found["value"] == len(group) * points
    assert alone(given, group)["value"] == len(group) * points


def test_weights_and_what_a_group_counts_for() -> None:
    rules = [{"kind": "cross_specialty", "weight": 4}, {"kind": "stage", "weight": -2}]
    triad = group_of(document(PEOPLE, objectives=rules), "abc")
    assert triad["value"] == 3 * (4 * 666 - 2 * 334)  # counts for three people: 5988
    once = group_of(document(PEOPLE, objectives=rules, per="group"), "abc")
    assert once["value"] == 4 * 666 - 2 * 334
    plain = group_of(document(PEOPLE, objectives=[{"kind": "stage"}]), "ab")
    assert plain["value"] == 2 * 667  # a weight that is missing is 1


def test_the_objectives_that_are_meant_when_none_are_named() -> None:
    timeless = document(PEOPLE)
    del timeless["objectives"]
    found = group_of(timeless, "ab")
    assert found["points"] == {"cross_specialty": 1000, "preference": 0, "stage": 667}
    assert found["value"] == 2 * (4 * 1000 + 3 * 0 + 1 * 667)
    timed = {**timeless, **dates(4), "preferences": WISHES}
    found = group_of(timed, "ab")
    # One start of 60 minutes on each of 4 dates: 1000 x 2 x 240 // (2 x 120 x 4) = 500.
    assert found["points"]["shared_time"] == 500
    assert found["value"] == 2 * (10 * 500 + 4 * 1000 + 3 * 150 + 1 * 667)


def evenings(cap: int | None, *busy: dict[str, Any], **meeting: Any) -> dict[str, Any]:
    """Return four dates with starts at 18:00, 18:30 and 19:00: 90 minutes a date."""
    keys = dates(4, hours=["18:00", "20:00"], slot_minutes=30, cap_minutes_per_day=cap, **meeting)
    shared = [{"kind": "shared_time"}]
    return document(people("abc"), objectives=shared, busy=list(busy), **keys)


LATE = away("a", "2026-08-03T12:00", "2026-08-03T19:00")  # leaves 19:00 on the first date
OFF = away("b", "2026-08-04T00:00", "2026-08-05T00:00")  # nothing is left of the second


@pytest.mark.parametrize(
    ("cap", "busy", "pair", "triad"),
    [
        # 1000 x members x minutes // (members x cap x 4)
        (120, [], 750, 750),  # 4 x 90 of 4 x 120
        (90, [], 1000, 1000),
        (60, [], 1000, 1000),  # 60 of 90 count
        (110, [], 818, 818),  # 360 / 440
        (120, [LATE], 625, 625),  # (30 + 3 x 90) / 480
        (120, [LATE, OFF], 437, 437),  # (30 + 2 x 90) / 480 = 0.4375
        (1, [], 1000, 1000),
        (1501, [], 59, 59),  # 360 / 6004, a cap above any day
        (None, [], 12, 12),  # windows: 4 x 3
        (None, [LATE, OFF], 7, 7),  # 1 + 0 + 3 + 3
    ],
)
def test_shared_time(cap: int | None, busy: list[dict[str, Any]], pair: int, triad: int) -> None:
    given = evenings(cap, *busy)
    assert group_of(given, "ab")["points"] == {"shared_time": pair}
    assert group_of(given, "abc")["points"] == {"shared_time": triad}
    assert alone(given, "ab")["value"] == 2 * pair
    assert alone(given, "abc")["value"] == 3 * triad


def test_two_of_three_may_meet() -> None:
    # a can start at 18, 19, 20; b at 19, 20, 21; c at 21 alone.
    busy = [
        away("a", "2026-08-03T21:00", "2026-08-03T22:00"),
        away("b", "2026-08-03T18:00", "2026-08-03T19:00"),
        away("c", "2026-08-03T18:00", "2026-08-03T21:00"),
    ]
    for cap, points in (
        (None, 2),  # a attends 19, 20; b 19, 20, 21; c 21: 6 // 3
        (120, 833),  # 120 + min(120, 180) + 60 minutes of 3 x 120
        (60, 1000),
        (180, 666),  # (120 + 180 + 60) / 540
    ):
        keys = dates(1, hours=["18:00", "22:00"], cap_minutes_per_day=cap, quorum=2)
        given = document(people("abc"), objectives=[{"kind": "shared_time"}], busy=busy, **keys)
        found = group_of(given, "abc")
        assert found["points"] == {"shared_time": points}
        assert found["starts_per_week"] == [3]  # 19, 20 and 21
        assert found["weeks_met"] == 1
        assert [(w["start"][11:16], w["missing"]) for w in found["windows"]] == [
            *(("19:00", ["c"]), ("20:00", ["c"]), ("21:00", ["a"])),
        ]
        assert group_of(given, "ab")["starts_per_week"] == [2]  # a pair needs both
        assert alone(given, "abc")["value"] == 3 * points
        with_all = {**given, "meeting": {**given["meeting"], "quorum": None}}
        assert group_of(with_all, "abc")["points"] == {"shared_time": 0}


@pytest.mark.parametrize("table", [0, 96], ids=["many patterns", "few patterns"])
def test_one_start_in_a_week_is_a_week_met_by_whoever_attends_it(
    monkeypatch: pytest.MonkeyPatch, table: int
) -> None:
    monkeypatch.setattr(shared_time, "_TABLE", table)
    # Two weeks.  In the first b and c share one start, in the second all three share one.
    busy = [
        away("a", "2026-08-03T00:00", "2026-08-10T00:00"),
        *(away(n, "2026-08-04T00:00", "2026-08-12T00:00") for n in "abc"),
        *(away(n, "2026-08-13T00:00", "2026-08-17T00:00") for n in "abc"),
    ]
    for cap in (60, 120, None):
        keys = dates(14, quorum=2, cap_minutes_per_day=cap)
        shared = {"objectives": [{"kind": "shared_time"}], "fairness": "weeks"}
        found = alone(document(people("abc"), busy=busy, **shared, **keys), "abc")
        # a meets in one week, b and c in two: one member in at most one week, none in none.
        assert [(level["name"], level["value"]) for level in found["levels"]] == [
            *(("weeks<=0", 0), ("weeks<=1", 1)),
        ]
        assert found["groups"][0]["weeks_met"] == 1
        assert found["groups"][0]["starts_per_week"] == [1, 1]
        # Without a quorum all meet in the second week alone, for one start of an hour.
        keys = dates(14, cap_minutes_per_day=cap)
        found = alone(document(people("abc"), busy=busy, **shared, **keys), "abc")
        assert [level["value"] for level in found["levels"]] == [0, 3]
        pairs = document(people("abcd"), busy=[*busy, *_like(busy, "a", "d")], **shared, **keys)
        found = best({**pairs, "sizes": "pairs", "unplaced": "forbid"})
        # b and c meet in both weeks, a and d in the second alone.
        assert [level["value"] for level in found["levels"]] == [0, 2]
        pair = alone(document(people("abc"), busy=busy, **shared, **keys), "ab")
        assert [level["value"] for level in pair["levels"]] == [0, 2]


def _like(busy: list[dict[str, Any]], one: str, other: str) -> list[dict[str, Any]]:
    """Return the entries of one resident as those of another."""
    return [{**entry, "resident": other} for entry in busy if entry["resident"] == one]


def test_a_quorum_never_hides_who_can_never_come() -> None:
    keys = dates(7, quorum=2)
    busy = [away("c", "2026-08-03T00:00", "2026-08-10T00:00")]
    given = document(people("abc"), objectives=[{"kind": "shared_time"}], busy=busy, **keys)
    found = group_of(given, "abc")
    assert (found["weeks_met"], found["starts_per_week"]) == (0, [7])
    # a and b: 7 x 60 each, c nothing: 1000 x 840 // (3 x 120 x 7)
    assert found["points"] == {"shared_time": 333}
