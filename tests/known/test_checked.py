"""Verify finds each wrong number alone: nothing else is wrong with these results."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

import peerpair as pp
from tests.known.ask import Document, away, best, dates, document, judged, people, scored

# Two weeks; a, b, c are free at noon on one date of the first and on two of the second.
DAYS = ("2026-08-04", "2026-08-12", "2026-08-14")
PEOPLE = people("abcd", a={"specialty": "IM"}, b={"specialty": "FM"}, c={"specialty": "IM"})
CALL = away("b", "2026-08-04T12:30", "2026-08-04T13:30", "call", soft=True)


def given(**keys: Any) -> Document:
    gaps = [("2026-08-03", DAYS[0]), ("2026-08-05", DAYS[1]), ("2026-08-13", DAYS[2])]
    gaps += [("2026-08-15", "2026-08-17")]
    busy = [away(n, f"{a}T00:00", f"{b}T00:00") for a, b in gaps for n in "abc"] + [CALL]
    rules = [{"kind": "shared_time"}, {"kind": "cross_specialty", "weight": 2}]
    usual = {"fairness": "weeks", "unplaced": "allow", "objectives": rules, "busy": busy}
    return document(PEOPLE, **{**usual, **dates(14, zone="America/Chicago"), **keys})


PROBLEM = pp.Problem.from_document(given())
PAIR = scored(given(), "ab")
PROVEN = best(given())


def test_the_result_is_what_it_should_be() -> None:
    (group,) = PAIR["groups"]
    # Three dates of one start: 1000 x 2 x 180 // (2 x 120 x 14) = 107; two specialties: 1000.
    assert group["points"] == {"shared_time": 107, "cross_specialty": 1000}
    assert group["value"] == PAIR["value"] == 2 * (107 + 2 * 1000)
    assert group["starts_per_week"] == [1, 2]
    assert group["weeks_met"] == 2
    assert [window["start"][:16] for window in group["windows"]] == [f"{day}T12:00" for day in DAYS]
    assert [window["soft"] for window in group["windows"]] == [["b"], [], []]
    assert PAIR["unplaced"] == ["c", "d"]
    # c and d are left out and meet in no week.
    levels = [(level["name"], level["value"]) for level in PAIR["levels"]]
    assert levels == [("unplaced", 2), ("weeks<=0", 2), ("weeks<=1", 2)]
    assert not judged(PROBLEM, PAIR)


Change = Callable[[Document], Any]


def level(at: int, **keys: Any) -> Change:
    return lambda found: found["levels"][at].update(keys)


def group(**keys: Any) -> Change:
    return lambda found: found["groups"][0].update(keys)


def window(at: int, **keys: Any) -> Change:
    return lambda found: found["groups"][0]["windows"][at].update(keys)


def windows(*at: int) -> Change:
    def change(found: Document) -> None:
        listed = found["groups"][0]["windows"]
        found["groups"][0]["windows"] = [copy.deepcopy(listed[i]) for i in at]

    return change


WRONG: dict[str, Change] = {
    "a level's value": level(1, value=1),
    "a level's name": level(2, name="weeks<=2"),
    "a level is missing": lambda found: found["levels"].pop(),
    "a level too many": lambda found: found["levels"].append(copy.deepcopy(found["levels"][0])),
    # Counts are 2, 2, 2, and their bounds 0: not proven.
    "proven though the bound is below": level(1, proven=True),
    "not proven though the bound is the value": level(1, bound=2),
    "a bound above the count": level(1, bound=3),
    "proven without a bound": level(1, bound=None, proven=True),
    "a bound above the count, called proven": level(1, bound=3, proven=True),
    "points": group(points={"shared_time": 108, "cross_specialty": 1000}),
    "points of an objective are missing": group(points={"shared_time": 107}),
    "a group's value": group(value=4215),
    "weeks met": group(weeks_met=1),
    "starts in a week": group(starts_per_week=[2, 1]),
    "a window twice": windows(0, 0, 1, 2),
    "a window twice in the week of two": windows(0, 1, 1),
    "two windows on one date where there are two dates": windows(0, 2, 2),
    "a week without its windows": windows(1, 2),
    "windows in another order": windows(0, 2, 1),
    "no windows": windows(),
    "a window where there is none": window(
        0, start="2026-08-05T12:00-05:00", end="2026-08-05T13:00-05:00"
    ),
    "a window of no slot": window(0, start="2026-08-04T12:10-05:00", end="2026-08-04T13:10-05:00"),
    "a window before the horizon": window(
        0, start="2026-08-02T12:00-05:00", end="2026-08-02T13:00-05:00"
    ),
    "a window after the horizon": window(
        2, start="2026-08-17T12:00-05:00", end="2026-08-17T13:00-05:00"
    ),
    "a window that is too long": window(0, end="2026-08-04T13:30-05:00"),
    "somebody missing who comes": window(0, missing=["a"]),
    "somebody on call who is not": window(1, soft=["b"]),
    "somebody not on call who is": window(0, soft=[]),
    "the value": lambda found: found.update(value=4215),
    "a metric": lambda found: found["metrics"].update(never_meeting=1),
    "weeks in the metrics": lambda found: found["metrics"].update(groups_by_weeks_met=[0, 1, 0]),
    "somebody is lost": lambda found: found.update(unplaced=["c"]),
    "somebody is there twice": lambda found: found.update(unplaced=["b", "c", "d"]),
    "somebody unknown": lambda found: found.update(unplaced=["c", "d", "e"]),
    "the unplaced out of order": lambda found: found.update(unplaced=["d", "c"]),
    "members out of order": group(members=["b", "a"]),
    "another problem": lambda found: found.update(problem_sha256="0" * 64),
    "no answer with groups": lambda found: found.update(status="UNKNOWN"),
    "infeasible with groups": lambda found: found.update(status="INFEASIBLE"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_number_is_found(name: str) -> None:
    found = copy.deepcopy(PAIR)
    WRONG[name](found)
    assert judged(PROBLEM, found)


RIGHT: dict[str, Change] = {
    "as it is": lambda found: None,
    "a bound of a level that is not reached": level(1, bound=1),
    "a level without a bound": level(1, bound=None),
    "proven where the bound is the value": level(0, bound=2, proven=True),
    "a bound": lambda found: found.update(bound=4300, bound_rests_on="search", gap=86 / 4300),
    "a bound that is the value": lambda found: found.update(
        bound=4214, bound_rests_on="search", gap=0
    ),
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_right_is_accepted(name: str) -> None:
    found = copy.deepcopy(PAIR)
    RIGHT[name](found)
    assert not judged(PROBLEM, found)


BOUNDS: dict[str, Change] = {
    "below the value": lambda found: found.update(
        bound=4213, bound_rests_on="search", gap=-1 / 4213
    ),
    "resting on nothing": lambda found: found.update(bound=4300, gap=86 / 4300),
    "no bound that rests on something": lambda found: found.update(bound_rests_on="search"),
    "another gap": lambda found: found.update(bound=4300, bound_rests_on="search", gap=0.5),
}


@pytest.mark.parametrize("name", BOUNDS)
def test_a_wrong_bound_is_found(name: str) -> None:
    found = copy.deepcopy(PAIR)
    BOUNDS[name](found)
    assert judged(PROBLEM, found)


PROVEN_WRONG: dict[str, Change] = {
    # The bound is consistent with "not proven", the status is not.
    "a level with a gap": level(1, bound=1, proven=False),
    "a level without a bound": level(1, bound=None, proven=False),
    "a gap": lambda found: found.update(
        bound=4215, bound_rests_on="search", gap=1 / 4215, certificate=None
    ),
    "no bound": lambda found: found.update(
        bound=None, bound_rests_on=None, gap=None, certificate=None
    ),
}


def test_prices_that_are_not_there_are_missed_only_where_they_are_asked_for() -> None:
    found = copy.deepcopy(PAIR)
    found.update(bound=4300, bound_rests_on="prices", gap=86 / 4300)
    assert not judged(PROBLEM, found)
    assert judged(PROBLEM, found, certificate=True)


def test_the_proven_result() -> None:
    assert PROVEN["status"] == "OPTIMAL"
    assert not judged(PROBLEM, PROVEN, certificate=True)
    # All are placed; d, who has no duties at all, and three others: nobody is left out.
    assert [(entry["name"], entry["value"]) for entry in PROVEN["levels"]] == [
        *(("unplaced", 0), ("weeks<=0", 0), ("weeks<=1", 0)),
    ]


@pytest.mark.parametrize("name", PROVEN_WRONG)
def test_what_is_not_proven_is_not_optimal(name: str) -> None:
    keys = {"constraints": [{"kind": "pin", "residents": ["a", "b"]}], "sizes": {"2": [1, 1]}}
    problem = pp.Problem.from_document(given(**keys))
    found = best(given(**keys))
    assert [entry["value"] for entry in found["levels"]] == [2, 2, 2]
    assert not judged(problem, found)
    PROVEN_WRONG[name](found)
    assert judged(problem, found)
    if name != "no bound":  # nothing else is wrong
        found["status"] = "FEASIBLE"
        assert not judged(problem, found)


def test_at_most_three_windows_a_week() -> None:
    keys = dates(7, zone="UTC")
    problem = pp.Problem.from_document(document(people("ab"), **keys))
    found = scored(document(people("ab"), **keys), "ab")
    listed = found["groups"][0]["windows"]
    assert len(listed) == 3
    more = {"start": "2026-08-09T12:00+00:00", "end": "2026-08-09T13:00+00:00"}
    found["groups"][0]["windows"] = [*listed, {**listed[0], **more}]
    assert judged(problem, found)
    found["groups"][0]["windows"] = [*listed[:2], {**listed[0], **more}]
    assert not judged(problem, found)  # any three of the dates
    found["groups"][0]["windows"] = listed[:2]
    assert judged(problem, found)  # one is left out


def test_fewer_windows_only_where_they_would_overlap() -> None:
    # From 12:00 to 13:30: meetings of an hour begin at 12:00 and 12:30, and either fills the date.
    keys = dates(1, minutes=60, slot_minutes=30, hours=["12:00", "13:30"])
    problem = pp.Problem.from_document(document(people("ab"), **keys))
    found = scored(document(people("ab"), **keys), "ab")
    (window,) = found["groups"][0]["windows"]
    for first, right in (("12:00", True), ("12:30", True), ("13:00", False)):
        hour, minute = map(int, first.split(":"))
        times = (f"2026-08-03T{h:02}:{minute:02}+00:00" for h in (hour, hour + 1))
        window["start"], window["end"] = times
        assert (not judged(problem, found)) == right
    found["groups"][0]["windows"] = []
    assert judged(problem, found)
    # Half an hour more, and the two ends of the date leave room for each other.
    keys = dates(1, minutes=60, slot_minutes=30, hours=["12:00", "14:00"])
    problem = pp.Problem.from_document(document(people("ab"), **keys))
    found = scored(document(people("ab"), **keys), "ab")
    window["start"], window["end"] = "2026-08-03T12:00+00:00", "2026-08-03T13:00+00:00"
    found["groups"][0]["windows"] = [window]
    assert judged(problem, found)
    window["start"], window["end"] = "2026-08-03T12:30+00:00", "2026-08-03T13:30+00:00"
    assert not judged(problem, found)


def test_maxmin_is_a_value_and_its_bound_is_above() -> None:
    asked = document(people("ab"), **{**dates(7), "fairness": "maxmin", "unplaced": "allow"})
    problem = pp.Problem.from_document(asked)
    found = scored(asked, "ab")
    # 1000 x 2 x 420 // (2 x 120 x 7)
    level = found["levels"][1]
    assert level == {"name": "maxmin", "value": 500, "bound": None, "proven": False}
    for bound, proven, right in (
        *((500, True, True), (501, False, True), (499, False, False)),
        *((501, True, False), (500, False, False), (499, True, False)),
    ):
        level |= {"bound": bound, "proven": proven}
        assert (not judged(problem, found)) == right
    nobody = scored(asked)
    assert nobody["levels"][1]["value"] is None
    nobody["levels"][1]["value"] = 0
    assert judged(problem, nobody)


@pytest.mark.parametrize("status", ["INFEASIBLE", "UNKNOWN"])
def test_no_answer_comes_without_numbers(status: str) -> None:
    asked = document(people("a"), unplaced="forbid")
    problem = pp.Problem.from_document(asked)
    found = {**best(asked), "status": status}
    assert not judged(problem, found)
    for key, value in (
        *(("value", 0), ("bound", 0), ("bound_rests_on", "search"), ("unplaced", ["a"])),
        *(("metrics", {"pairs": 0}), ("levels", [{**LEVEL}])),
    ):
        assert judged(problem, {**found, key: value}), key


LEVEL = {"name": "unplaced", "value": 0, "bound": 0, "proven": True}


def test_confidential_rules_are_named_by_their_place() -> None:
    rule = {"kind": "exclude", "residents": ["a", "b"], "private": True}
    asked = document(people("abc"), constraints=[rule])
    broken = [*map(str, pp.evaluate(pp.Problem.from_document(asked), [("a", "b")])[1])]
    assert [text for text in broken if "constraints[0]" in text]
    assert not [text for text in broken if "'a'" in text or "a, b" in text]
