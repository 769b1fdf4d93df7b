"""Weeks, levels and sites, worked out by hand (specification, sections 1, 2 and 4)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.known.ask import alone, away, best, dates, document, group_of, is_allowed, people

# dates, dates of each week, thresholds of the levels
WEEKS = [
    (1, [1], [0]),
    (3, [3], [0]),
    (4, [4], [0]),  # W = (4 + 3) // 7 = 1
    (7, [7], [0]),
    (8, [8], [0]),  # W = 11 // 7 = 1: one date more belongs to the week before
    (10, [10], [0]),  # W = 13 // 7 = 1: three dates as well
    (11, [7, 4], [0, 1]),  # W = 14 // 7 = 2: four are a week; t = 2k // 4 = 0, 0, 1, 1
    (14, [7, 7], [0, 1]),
    (17, [7, 10], [0, 1]),
    (18, [7, 7, 4], [0, 1, 2]),  # t = 3k // 4 = 0, 0, 1, 2
    (24, [7, 7, 10], [0, 1, 2]),
    (25, [7, 7, 7, 4], [0, 1, 2, 3]),
    (28, [7, 7, 7, 7], [0, 1, 2, 3]),
    (31, [7, 7, 7, 10], [0, 1, 2, 3]),
    (32, [7, 7, 7, 7, 4], [0, 1, 2, 3]),  # t = 5k // 4 = 0, 1, 2, 3
    (42, [7] * 6, [0, 1, 3, 4]),  # t = 6k // 4
    (49, [7] * 7, [0, 1, 3, 5]),  # t = 7k // 4
    (56, [7] * 8, [0, 2, 4, 6]),
    (369, [7] * 52 + [5], [0, 13, 26, 39]),  # W = 372 // 7 = 53, t = 53k // 4
]


@pytest.mark.parametrize(("count", "weeks", "marks"), WEEKS)
def test_weeks_of_a_horizon(count: int, weeks: list[int], marks: list[int]) -> None:
    given = document(people("ab"), fairness="weeks", unplaced="allow", **_timed(count))
    found = group_of(given, "ab")
    assert found["starts_per_week"] == weeks
    assert found["weeks_met"] == len(weeks)
    assert len(found["windows"]) == sum(min(3, dates) for dates in weeks)
    result = best(given)
    names = ["unplaced", *(f"weeks<={mark}" for mark in marks)]
    assert [level["name"] for level in result["levels"]] == names
    assert [level["value"] for level in result["levels"]] == [0] * len(names)
    assert result["metrics"]["groups_by_weeks_met"] == [0] * len(weeks) + [1]


def _timed(count: int) -> dict[str, Any]:
    return dates(count, cap_minutes_per_day=60)


def test_levels_count_members_and_the_unplaced() -> None:
    # Four weeks.  a and b share all; c is away in week 1, d and e in weeks 1 to 3.
    busy = [
        away("c", "2026-08-03T00:00", "2026-08-10T00:00"),
        *(away(n, "2026-08-03T00:00", "2026-08-24T00:00") for n in "de"),
    ]
    given = document(people("abcde"), busy=busy, **dates(28))
    found = best({**given, "fairness": "weeks", "unplaced": "allow", "sizes": {"2": [2, 2]}})
    # d-e leaves one of a, b, c out and meets in one week: 1 at t = 0 and 3 at t = 1, 2.  At t = 3
    # these three again if c is left out.  c-d leaves e out, or a or b: the same at t = 0 and more
    # members at t = 1 only if c meets in one week as well.
    levels = [(level["name"], level["value"]) for level in found["levels"]]
    assert levels == [
        *(("unplaced", 1), ("weeks<=0", 1), ("weeks<=1", 3), ("weeks<=2", 3), ("weeks<=3", 3)),
    ]
    assert len(found["unplaced"]) == 1


def test_the_outer_level_comes_first() -> None:
    # One week.  a shares a date with b and with c; d with c alone: a-b and c-d leave nobody at 0.
    busy = [
        away("a", "2026-08-05T00:00", "2026-08-10T00:00"),
        away("b", "2026-08-04T00:00", "2026-08-10T00:00"),
        away("c", "2026-08-03T00:00", "2026-08-04T00:00"),
        away("d", "2026-08-03T00:00", "2026-08-09T00:00"),
    ]
    wish = [{"from": "a", "to": "c", "points": 1000}]
    given = document(
        people("abcd"), busy=busy, preferences=wish, objectives=[{"kind": "preference"}], **dates(7)
    )
    for fairness, groups in (
        ("weeks", [["a", "b"], ["c", "d"]]),
        ("total", [["a", "c"], ["b", "d"]]),
    ):
        asked = {**given, "fairness": fairness, "unplaced": "forbid", "sizes": "pairs"}
        found = best(asked)
        assert [group["members"] for group in found["groups"]] == groups
    # By shared time: a-b share the 3rd, c-d the 9th, a-c the 4th, and b-d nothing.
    asked = {**given, "fairness": "maxmin", "unplaced": "forbid", "sizes": "pairs"}
    found = best(asked)
    # 1000 x 2 x 60 // (2 x 120 x 7) = 71
    assert found["levels"] == [{"name": "maxmin", "value": 71, "bound": 71, "proven": True}]


def test_a_last_part_of_three_dates_does_not_make_a_week() -> None:
    """`min_weeks_met` and the levels count the same weeks: ten dates are one of them."""
    for count, weeks in ((10, 1), (11, 2), (17, 2), (18, 3)):
        for least in (weeks, weeks + 1):
            rule = {"kind": "min_weeks_met", "weeks": least}
            given = document(people("abc"), constraints=[rule], **dates(count))
            for group in ("ab", "abc"):
                assert is_allowed(given, group) == (least <= weeks)


SITES = people("abc", a={"site": "Main"}, b={"site": "Main"}, c={"site": "VA"})


def duty(name: str, day: str, start: int, end: int, site: str | None, **more: Any) -> Any:
    entry = away(name, f"{day}T{start:02}:00", f"{day}T{end:02}:00", "ward", **more)
    return {**entry, "site": site} if site else entry


# group, duties, windows of each of two weeks when members meet in person
MEETINGS: list[tuple[str, list[Any], list[int]]] = [
    ("ab", [], [7, 7]),  # without duties the home sites hold
    ("ac", [], [0, 0]),
    ("abc", [], [0, 0]),
    ("ab", [duty("a", "2026-08-03", 7, 9, "VA")], [0, 7]),
    ("ac", [duty("a", "2026-08-03", 7, 9, "VA")], [7, 0]),
    ("ab", [duty("a", "2026-08-03", 7, 9, "VA", soft=True)], [7, 7]),  # on call from home
    ("ab", [duty("a", "2026-08-03", 7, 9, None)], [7, 7]),
    ("ab", [{**duty("a", "2026-08-03", 7, 9, "VA"), "kind": "leave"}], [7, 7]),
    # Two hours here, two there: the home site if it is among them, else the first by code point.
    ("ab", [duty("a", "2026-08-03", 7, 9, "VA"), duty("a", "2026-08-04", 7, 9, "Main")], [7, 7]),
    ("ac", [duty("a", "2026-08-03", 7, 9, "VA"), duty("a", "2026-08-04", 7, 9, "East")], [0, 0]),
    ("ac", [duty("a", "2026-08-03", 7, 9, "VA"), duty("a", "2026-08-04", 7, 9, "West")], [7, 0]),
    # The longer one wins; entries that overlap are added up singly.
    ("ac", [duty("a", "2026-08-03", 7, 9, "Main"), duty("a", "2026-08-04", 6, 9, "VA")], [7, 0]),
    (
        "ac",
        [
            duty("a", "2026-08-03", 7, 10, "Main"),
            *(duty("a", "2026-08-04", 7, 9, "VA"), duty("a", "2026-08-04", 7, 9, "VA")),
        ],
        [7, 0],
    ),
    # Three hours of the night belong to the first week, two to the second.
    (
        "ac",
        [
            {**away("a", "2026-08-09T21:00", "2026-08-10T02:00", "ward"), "site": "VA"},
            duty("a", "2026-08-11", 6, 8, "Main"),
        ],
        [7, 0],
    ),
]


@pytest.mark.parametrize(("group", "busy", "starts"), MEETINGS)
def test_where_somebody_is_in_a_week(group: str, busy: list[Any], starts: list[int]) -> None:
    keys = dates(14, mode="in_person", cap_minutes_per_day=60)
    shared = [{"kind": "shared_time"}]
    given = document(SITES, busy=busy, objectives=shared, **keys)
    given["rest"] = {"after_24h_minutes": 0, "after_night_minutes": 0}
    found = group_of(given, group)
    assert found["starts_per_week"] == starts
    assert found["points"] == {"shared_time": 1000 * sum(starts) // 14}
    assert found["weeks_met"] == sum(n > 0 for n in starts)
    found = alone({**given, "fairness": "weeks"}, group)
    assert found["value"] == len(group) * (1000 * sum(starts) // 14)


def test_an_unknown_site_equals_nothing() -> None:
    given = document(people("ab"), **dates(7, mode="in_person"))
    assert group_of(given, "ab")["starts_per_week"] == [0]
    home = people("ab", a={"site": "Main"}, b={"site": "Main"})
    assert group_of({**given, "residents": home}, "ab")["starts_per_week"] == [7]


def test_the_smallest_points_of_triads_are_raised_first() -> None:
    # a shares five of seven dates with anybody, d two; in one triad both lose nothing more.
    busy = [
        away("a", "2026-08-08T00:00", "2026-08-10T00:00"),
        away("d", "2026-08-03T00:00", "2026-08-08T00:00"),
    ]
    wish = [{"from": "a", "to": "d", "points": 1000}]
    rules = [{"kind": "preference"}]
    keys = {"busy": busy, "preferences": wish, "objectives": rules, "unplaced": "forbid"}
    given = document(people("abcdef"), **dates(7), **{**keys, "sizes": {"3": [2, 2]}})
    # Apart: 5 and 2 dates of one start: 1000 x 3 x 120 // (3 x 120 x 7) = 142.  Together: none.
    found = best({**given, "fairness": "maxmin"})
    assert [level["value"] for level in found["levels"]] == [142]
    assert not [g for g in found["groups"] if {"a", "d"} <= set(g["members"])]
    assert found["value"] == 0
    found = best(given)
    assert found["value"] == 3 * (1000 // 6)
