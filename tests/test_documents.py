"""Both documents: lossless, strict with every fault at once, and schemas others accept."""

from __future__ import annotations

import copy
import hashlib
import json
import os
import random
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import peerpair as pp
from peerpair.constraints import Exclude, SameSite
from peerpair.generate import generate
from peerpair.objectives import Stage
from tests.hospitals import make_problem, seeds

SOME = settings(max_examples=60)
SCHEMAS = pp.schemas()


def validator(name: str) -> Any:
    schema = SCHEMAS[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@SOME
@given(seeds)
def test_problem_survives_the_round_trip(seed: int) -> None:
    problem = make_problem(seed)
    text = json.dumps(problem.to_document())
    again = pp.Problem.from_document(json.loads(text))
    assert again == problem
    assert again.to_document() == problem.to_document()
    assert again.sha256 == problem.sha256
    assert not list(validator("peerpair-problem/1").iter_errors(json.loads(text)))


@SOME
@given(seeds)
def test_result_survives_the_round_trip(seed: int) -> None:
    result = pp.solve(make_problem(seed))
    document = json.loads(json.dumps(result.to_document(certificate=True)))
    assert pp.Result.from_document(document) == result
    assert pp.Result.from_document(document).to_document(certificate=True) == document
    assert not list(validator("peerpair-result/1").iter_errors(document))


def test_a_result_leaves_its_certificate_out_unless_it_is_asked_for() -> None:
    result = pp.solve(generate(8, 0))
    document = json.loads(json.dumps(result.to_document()))
    assert "certificate" not in document
    assert document == {
        key: value
        for key, value in json.loads(json.dumps(result.to_document(certificate=True))).items()
        if key != "certificate"
    }
    assert pp.Result.from_document(document) == replace(result, certificate=None)
    assert not list(validator("peerpair-result/1").iter_errors(document))


def test_a_certificate_has_a_file_of_its_own(tmp_path: Path) -> None:
    result, path = pp.solve(generate(8, 0)), tmp_path / "r.json"
    pp.write_result(result, path)
    assert [each.name for each in tmp_path.iterdir()] == ["r.json"]
    pp.write_result(result, path, certificate=True)
    assert {each.name for each in tmp_path.iterdir()} == {"r.json", "r.certificate.json"}
    if sys.platform != "win32":
        assert {stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()} == {0o600}
    assert pp.read_result(path).certificate is None
    assert pp.read_result(tmp_path / "r.certificate.json") == result


def test_the_hash_is_of_the_shortest_document_that_says_the_same() -> None:
    document = {"residents": [{"id": "é"}, {"id": "b"}], "format": "peerpair-problem/1"}
    text = '{"format":"peerpair-problem/1","residents":[{"id":"é"},{"id":"b"}]}'
    expected = hashlib.sha256(text.encode("utf-8")).hexdigest()
    problem = pp.Problem.from_document(document)
    assert problem.sha256 == expected
    assert replace(problem, title="other").sha256 != expected
    longer = pp.Problem.from_document(problem.to_document() | {"rest": {"after_24h_minutes": 840}})
    assert longer.sha256 == expected
    assert longer.given_sha256 not in (expected, problem.given_sha256)


def test_equal_problems_have_equal_hashes_however_they_are_written() -> None:
    one = copy.deepcopy(BASE)
    other = copy.deepcopy(BASE)
    other["busy"][0] |= {"start": "2026-08-03 12:00:00.000Z", "end": "2026-08-03T18:59:59.5"}
    other["history"][0] |= {"members": ["b", "a"], "met": True}
    other["constraints"][0]["residents"] = ["c", "a"]
    other["residents"][0] |= {"tags": [], "active": True, "coverage": None, "name": None}
    other["meeting"] = {"minutes": 60, "days": None, "cap_minutes_per_day": 120}
    other |= {"fairness": "weeks", "unplaced": "forbid", "title": None, "affinities": []}
    hashes = {pp.Problem.from_document(document).sha256 for document in (one, other)}
    assert len(hashes) == 1
    uncapped = BASE | {"meeting": {"cap_minutes_per_day": None}}  # here null has a meaning
    assert pp.Problem.from_document(uncapped).sha256 not in hashes


def test_an_hour_that_occurs_twice_keeps_its_offset_in_the_hash() -> None:
    def hashed(start: str) -> str:
        entry = {"resident": "a", "start": start, "end": "2026-11-01T19:00"}
        dates = {"start": "2026-11-01", "end": "2026-11-08"}
        return pp.Problem.from_document(BASE | {"horizon": dates, "busy": [entry]}).sha256

    first, second = hashed("2026-11-01T01:30-05:00"), hashed("2026-11-01T01:30-06:00")
    assert hashed("2026-11-01T01:30") == first != second


MOMENTS = [
    ("2026-08-03 07:00", "2026-08-03T07:00", "2026-08-03T07:00"),
    ("2026-08-03T07:00:00.000Z", "2026-08-03T07:00+00:00", "2026-08-03T07:00+00:00"),
    ("2026-08-03 07:00:00+00", "2026-08-03T07:00+00:00", "2026-08-03T07:00+00:00"),
    ("2026-08-03T07:00:59.999", "2026-08-03T07:00:59", "2026-08-03T07:01"),
    ("2026-08-03T07:00:00.000000001", "2026-08-03T07:00", "2026-08-03T07:00:01"),
]


@pytest.mark.parametrize(("text", "start", "end"), MOMENTS)
def test_times_as_other_programs_write_them(text: str, start: str, end: str) -> None:
    zone = text[19:] if "+" in text else "Z" if text.endswith("Z") else ""
    entry = pp.Assignment("a", text, f"2027-01-01T00:00{'+00:00' if zone else ''}")  # type: ignore[arg-type]
    assert entry.to_document()["start"] == start
    entry = pp.Assignment("a", f"2026-01-01T00:00{'+00:00' if zone else ''}", text)  # type: ignore[arg-type]
    assert entry.to_document()["end"] == end


def test_numbers_of_numpy_and_pandas_are_numbers() -> None:
    assert pp.Resident("a", pgy=np.int64(2)) == pp.Resident("a", pgy=2.0) == pp.Resident("a", pgy=2)  # type: ignore[arg-type]
    assert type(pp.Resident("a", pgy=np.float32(2)).pgy) is int  # type: ignore[arg-type]
    moment = pp.Assignment("a", np.datetime64("2026-08-03T07:00:00.5"), datetime(2026, 8, 4))  # type: ignore[arg-type]
    assert moment.start == datetime(2026, 8, 3, 7)
    with pytest.raises(pp.ProblemError, match="Maybe None, where nothing is known"):
        pp.Resident("a", specialty=float("nan"))  # type: ignore[arg-type]
    for wrong in (True, np.True_, 2.5, float("nan"), "2"):
        with pytest.raises(pp.ProblemError, match=r"Resident\.pgy: must be an integer"):
            pp.Resident("a", pgy=wrong)  # type: ignore[arg-type]


def test_frozen_and_copied_in() -> None:
    people = [pp.Resident("a"), pp.Resident("b")]
    problem = pp.Problem(people)
    people.append(pp.Resident("c"))
    assert len(problem.active) == 2
    with pytest.raises(AttributeError):
        problem.title = "x"  # type: ignore[misc]
    result = pp.solve(problem)
    with pytest.raises(TypeError):
        result.groups[0].points["stage"] = 1  # type: ignore[index]


BASE: dict[str, Any] = {
    "format": "peerpair-problem/1",
    "timezone": "America/Chicago",
    "horizon": {"start": "2026-08-03", "end": "2026-08-10"},
    "residents": [
        {"id": "a", "specialty": "IM", "pgy": 1, "site": "Main"},
        {"id": "b", "specialty": "FM", "pgy": 2, "site": None, "tags": ["chief"]},
        {"id": "c", "specialty": "EM", "pgy": 3, "active": False},
        {"id": "d", "specialty": "EM", "pgy": 3},
    ],
    "busy": [{"resident": "a", "start": "2026-08-03T07:00", "end": "2026-08-03T19:00"}],
    "preferences": [{"from": "a", "to": "b", "points": 500}],
    "history": [{"members": ["a", "b"], "round": 1}],
    "constraints": [{"kind": "exclude", "residents": ["a", "c"], "private": True}],
    "objectives": [{"kind": "shared_time", "weight": 10}],
    "sizes": "mixed",
}

FAULTS: list[tuple[list[tuple[list[Any], Any]], list[str]]] = [
    ([(["format"], "peerpair-problem/2")], ["format: ", "peerpair-problem/2"]),
    ([(["colour"], 1)], ["colour: unknown key"]),
    ([(["residents", 0, "pgy"], True)], ["residents[0].pgy: must be an integer", "True"]),
    ([(["residents", 0, "pgy"], 1.5)], ["residents[0].pgy: must be an integer", "1.5"]),
    ([(["residents", 0, "id"], None)], ["residents[0].id: must be a string, got null"]),
    ([(["residents", 0, "specialty"], 7)], ["residents[0].specialty: must be a string"]),
    ([(["residents", 1, "id"], "a")], ["residents[1].id: two residents have this id", "'a'"]),
    ([(["residents"], [])], ["residents: nobody to group"]),
    ([(["horizon", "end"], "2026-08-03")], ["horizon.end: must be after start 2026-08-03"]),
    ([(["horizon", "end"], "2026-02-30")], ["horizon.end: must be a date", "2026-02-30"]),
    ([(["timezone"], "Mars/Olympus")], ["timezone: unknown time zone: 'Mars/Olympus'"]),
    ([(["timezone"], ...)], ["timezone: is missing"]),
    ([(["busy", 0, "end"], "2026-08-03T07:00")], ["busy[0].end: must be after start"]),
    ([(["busy", 0, "end"], "2026-08-03T06:00-05:00")], ["busy[0].end: must be after start"]),
    ([(["busy", 0, "start"], "3/8/2026 7:00")], ["busy[0].start: must be a time", "3/8/2026"]),
    ([(["busy", 0, "resident"], "zz")], ["busy[0].resident: unknown resident: 'zz'"]),
    ([(["preferences", 0, "to"], "a")], ["preferences[0].to: is a preference for oneself"]),
    ([(["preferences", 0, "points"], 1001)], ["preferences[0].points: must be at most 1000"]),
    ([(["constraints", 0, "kind"], "exlude")], ["constraints[0].kind: unknown constraint"]),
    (
        [(["constraints", 0], {"kind": "pin", "residents": ["a", "c"]})],
        ["constraints[0].residents[1]: is not active: 'c'"],
    ),
    (
        [(["constraints", 0], {"kind": "max_pgy_gap", "years": 1}), (["residents", 3, "pgy"], ...)],
        ["constraints[0]: max_pgy_gap needs pgy, which is unknown for d"],
    ),
    ([(["objectives", 0, "kind"], "sharedtime")], ["objectives[0].kind: unknown objective"]),
    ([(["objectives", 0, "weight"], 10**7)], ["objectives[0].weight: must be at most 1000000"]),
    ([(["meeting"], {"slot_minutes": 25})], ["meeting.slot_minutes: must be a divisor of 60"]),
    ([(["meeting"], {"hours": ["20:00", "07:00"]})], ["meeting.hours: must ascend"]),
    ([(["meeting"], {"quorum": 3})], ["meeting.quorum: must be at most 2"]),
    ([(["sizes"], {"2": [0]})], ["sizes.2: must be a list of two values"]),
    ([(["sizes"], "quads")], ["sizes: must be one of pairs, triads, mixed"]),
    ([(["unplaced"], {"penalty": -1})], ["unplaced.penalty: must be at least 0"]),
    (
        [(["unplaced"], {"penalty": 1}), (["fairness"], "maxmin")],
        ["fairness: cannot go with a penalty"],
    ),
    ([(["horizon"], ...)], ["objectives[0].kind: needs a horizon"]),
    ([(["horizon"], ...), (["fairness"], "weeks")], ["fairness: needs a horizon"]),
]


def edited(edits: list[tuple[list[Any], Any]]) -> dict[str, Any]:
    document = copy.deepcopy(BASE)
    for path, value in edits:
        at: Any = document
        for step in path[:-1]:
            at = at[step]
        if value is ...:
            at.pop(path[-1])
        else:
            at[path[-1]] = value
    return document


def test_the_base_document_is_valid() -> None:
    assert pp.solve(pp.Problem.from_document(BASE)).status is pp.Status.OPTIMAL


@pytest.mark.parametrize(("edits", "words"), FAULTS)
def test_fault_names_place_and_value(edits: list[tuple[list[Any], Any]], words: list[str]) -> None:
    with pytest.raises(pp.ProblemError) as error:
        pp.Problem.from_document(edited(edits))
    for word in words:
        assert word in str(error.value)


def test_all_faults_come_in_one_report() -> None:
    paths = [edits[0] for edits, _ in FAULTS if len(edits) == 1][:5]
    with pytest.raises(pp.ProblemError) as error:
        pp.Problem.from_document(edited(paths))
    places = {fault.place for fault in error.value.faults}
    assert {"format", "colour", "residents[0].pgy", "residents[0].id"} <= places


IMPOSSIBLE: list[tuple[Callable[[], object], str]] = [
    (lambda: pp.Meeting(minutes=-5), "Meeting.minutes: must be at least 1, got: -5"),
    (lambda: pp.Meeting(hours=("20:00", "07:00")), "Meeting.hours: must ascend"),
    (lambda: pp.Meeting(slot_minutes=25), "Meeting.slot_minutes: must be a divisor of 60"),
    (lambda: pp.Horizon("2026-08-03", "2026-08-01"), "Horizon.end: must be after start"),  # type: ignore[arg-type]
    (lambda: pp.Resident("a", pgy="2"), "Resident.pgy: must be an integer, got string: '2'"),  # type: ignore[arg-type]
    (lambda: pp.Resident("a", tags="chief"), "Resident.tags: must be a list, got string"),  # type: ignore[arg-type]
    (lambda: pp.Preference("a", "a", 1), "Preference.to: is a preference for oneself"),
    (lambda: pp.Assignment("z", "x", datetime(2026, 1, 1)), "Assignment.start: must be a time"),  # type: ignore[arg-type]
    (
        lambda: pp.Assignment("z", datetime(2026, 1, 2), datetime(2026, 1, 1)),
        "Assignment.end: must be after start 2026-01-02T00:00, got: '2026-01-01T00:00'",
    ),
    (lambda: pp.PastGroup(("a",), 1), "PastGroup.members: must have 2 to 3 entries, has 1"),
    (lambda: pp.Penalty(-1), "Penalty.penalty: must be at least 0"),
]


@pytest.mark.parametrize(("make", "words"), IMPOSSIBLE)
def test_a_noun_refuses_what_it_cannot_be(make: Callable[[], object], words: str) -> None:
    with pytest.raises(pp.ProblemError) as error:
        make()
    assert words in str(error.value)


MOMENTS_OR_NOT = st.sampled_from(
    [
        datetime(2026, 8, 3, 7),
        datetime(2026, 8, 3, 19, 0, 0, 5),
        datetime(2026, 8, 3, 12, tzinfo=UTC),
        "2026-08-03T19:00",
        "2026-08-04 07:00:00.5Z",
        None,
        7,
    ]
)
TEXTS_OR_NOT = st.sampled_from(["r1", "é", "\ud800", "", None, 5])
FLAGS_OR_NOT = st.sampled_from([True, False, 1, None])


ENTRIES = st.tuples(
    *(TEXTS_OR_NOT, MOMENTS_OR_NOT, MOMENTS_OR_NOT, TEXTS_OR_NOT, FLAGS_OR_NOT, TEXTS_OR_NOT)
)


@given(ENTRIES)
def test_a_glance_at_an_entry_sees_what_a_close_look_sees(values: tuple[Any, ...]) -> None:
    """Of entries, the many, the obvious ones are not taken key by key."""
    keys = ("resident", "start", "end", "kind", "soft", "site")

    def outcome(make: Callable[[], pp.Assignment]) -> object:
        try:
            return make().to_document()
        except pp.ProblemError as error:
            return [fault.message for fault in error.faults]

    close = outcome(lambda: pp.Assignment.from_document(dict(zip(keys, values, strict=True))))
    assert outcome(lambda: pp.Assignment(*values)) == close


def test_a_problem_built_in_python_is_held_to_the_same_rules() -> None:
    with pytest.raises(pp.ProblemError) as error:
        pp.Problem(
            [pp.Resident("a"), pp.Resident("a")],
            pp.Horizon(date(2026, 8, 3), date(2026, 8, 5)),
            "Nowhere",
            busy=[pp.Assignment("z", datetime(2026, 1, 1), datetime(2026, 1, 2))],
            objectives=["shared_time"],  # type: ignore[list-item]
        )
    places = {fault.place: fault for fault in error.value.faults}
    assert {"residents[1].id", "timezone", "busy[0].resident", "objectives[0]"} <= set(places)
    assert places["objectives[0]"].hint == "SharedTime()"


def test_a_rule_of_the_other_family_is_refused() -> None:
    people = [pp.Resident("a"), pp.Resident("b")]
    with pytest.raises(pp.ProblemError, match=r"objectives\[0\]: must be an objective, got Same"):
        pp.Problem(people, objectives=[SameSite()])  # type: ignore[list-item]
    with pytest.raises(pp.ProblemError, match=r"constraints\[0\]: must be a constraint, got Stag"):
        pp.Problem(people, constraints=[Stage()])  # type: ignore[list-item]


@pytest.mark.parametrize("flag", [True, "yes", 1, []])
@pytest.mark.parametrize(
    "wrong",
    [
        {"residents": ["canary", 55123]},
        {"residents": ["canary", "canary"]},
        {"canary": 1},
        {"kind": "canary"},
    ],
)
def test_a_private_rule_read_alone_shows_no_value(flag: object, wrong: dict[str, Any]) -> None:
    entry = {"kind": "exclude", "residents": ["canary", "b"], "private": flag} | wrong
    with pytest.raises(pp.ProblemError) as error:
        Exclude.from_document(entry)
    assert "canary" not in str(error.value)
    assert "55123" not in str(error.value)


def test_a_key_that_a_private_rule_has_twice_is_not_shown(tmp_path: Path) -> None:
    entry = '{"kind": "exclude", "private": true, "residents": ["a", "b"], "residents": ["a", "b"]'
    people = '{"format": "peerpair-problem/1", "residents": [{"id": "a"}, {"id": "b"}]'
    (tmp_path / "p.json").write_text(
        f'{people}, "constraints": [{entry}, "canary": 1, "canary": 2}}]}}', encoding="utf-8"
    )
    with pytest.raises(pp.ProblemError, match=r"residents: is a duplicate key") as error:
        pp.read_problem(tmp_path / "p.json")
    assert "canary" not in str(error.value)


def test_a_document_may_hold_what_python_has() -> None:
    document = {
        "format": "peerpair-problem/1",
        "timezone": "America/Chicago",
        "horizon": {"start": date(2026, 8, 3), "end": "2026-08-31"},
        "residents": [{"id": "a", "pgy": np.int64(2)}, pp.Resident("b")],
        "busy": [{"resident": "a", "start": datetime(2026, 8, 3, 7), "end": "2026-08-03T19:00"}],
    }
    problem = pp.Problem.from_document(document)
    assert problem == pp.Problem.from_document(problem.to_document())


def test_no_hash_is_the_hash_of_no_problem() -> None:
    problem = pp.Problem([pp.Resident("a"), pp.Resident("b")])
    result = replace(pp.solve(problem), problem_sha256="")
    assert pp.verify(problem, result).violations


class _NotATime(datetime):
    """As pandas' NaT: a datetime that is equal to nothing, itself included."""

    def __eq__(self, other: object) -> bool:
        return False

    def __ne__(self, other: object) -> bool:
        return True

    __hash__ = datetime.__hash__


def test_a_time_that_is_none_is_a_fault() -> None:
    none = _NotATime(2026, 1, 1)
    with pytest.raises(pp.ProblemError, match=r"Assignment\.start: must be a time"):
        pp.Assignment("z", none, datetime(2026, 1, 2))


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=400)
@given(seeds, JUNK)
def test_junk_anywhere_is_a_problem_error_or_fine(seed: int, junk: object) -> None:
    rng = random.Random(seed)
    document = copy.deepcopy(BASE)
    at: Any = document
    while True:
        step = rng.choice(list(at) if isinstance(at, dict) else range(len(at)))
        if not isinstance(at[step], dict | list) or not at[step] or rng.random() < 0.3:
            at[step] = junk
            break
        at = at[step]
    faults: tuple[pp.Fault, ...] = ()
    try:
        pp.Problem.from_document(document)
    except pp.ProblemError as error:
        faults = error.faults
    assert all(fault.place and str(fault) for fault in faults)


BAD_FILES = {
    "empty": b"",
    "cut": b'{"format": "peerpair-problem/1", "resid',
    "latin": b'{"format": "\xe9"}',
    "nan": b'{"a": NaN}',
    "deep": b"[" * 100_000,
    "digits": b'{"a": ' + b"9" * 5000 + b"}",
    "list": b"[]",
    "surrogate": b'{"format": "peerpair-problem/1", "residents": [{"id": "\\ud800"}]}',
    "twice": b'{"format": "x", "format": "y", "residents": [{"id": "a", "id": "b"}]}',
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files_are_our_own_errors(name: str, tmp_path: Path) -> None:
    path = tmp_path / "problem.json"
    path.write_bytes(BAD_FILES[name])
    for read in (pp.read_problem, pp.read_result):
        with pytest.raises((pp.ReadError, pp.ProblemError)) as error:
            read(path)
        assert "problem.json" in str(error.value)
    if name == "twice":
        with pytest.raises(pp.ProblemError, match=r"residents\[0\]\.id: is a duplicate key"):
            pp.read_problem(path)


def test_a_file_is_whole_or_not_there_and_private(tmp_path: Path) -> None:
    problem = pp.Problem.from_document(BASE)
    target = tmp_path / "problem.json"
    pp.write_problem(problem, target)
    assert pp.read_problem(target) == problem
    assert stat.S_IMODE(os.stat(target).st_mode) == 0o600
    assert os.listdir(tmp_path) == ["problem.json"]
    with pytest.raises(OSError, match="No such file"):
        pp.write_problem(problem, tmp_path / "missing" / "problem.json")


def test_a_failed_write_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "problem.json"
    target.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        pp.write_problem(pp.Problem.from_document(BASE), target)
    assert target.read_text() == "old"
    assert os.listdir(tmp_path) == ["problem.json"]


def test_values_beyond_32_bits_are_an_input_error() -> None:
    document = {
        "format": "peerpair-problem/1",
        "residents": [{"id": "a"}, {"id": "b"}],
        "affinities": [{"members": ["a", "b"], "points": 2**31 - 1}],
        "objectives": [{"kind": "affinity", "weight": 2}],
    }
    with pytest.raises(pp.ProblemError, match=r"beyond 2\^31"):
        pp.solve(pp.Problem.from_document(document))


def test_exclusions_forget_who_asked() -> None:
    one, other = Exclude("a", "b", private=True), Exclude("b", "a", private=True)
    assert one == other
    assert one.to_document() == other.to_document()
