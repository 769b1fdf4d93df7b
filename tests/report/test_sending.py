"""The folder for residents: who gets what, and nothing left of an earlier result."""

from __future__ import annotations

import csv
import io
import re
import stat
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from peerpair.constraints import Exclude
from peerpair.documents.files import read_result
from peerpair.errors import ProblemError
from peerpair.generate import generate
from peerpair.model.problem import Problem
from peerpair.model.resident import Resident
from peerpair.model.result import Result, Status
from peerpair.model.settings import Horizon
from peerpair.report import STATE, write_report
from peerpair.report.calendars import mark_sent
from peerpair.solve import evaluate, solve
from tests.report.by_hand import consecutive, result_of

BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
"""Before any meeting of a generated hospital."""


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / "for-residents").iterdir()}


def test_each_group_gets_a_page_and_a_calendar_and_the_coordinator_a_list(tmp_path: Path) -> None:
    problem = generate(13, 1)
    groups = consecutive(problem)[:-1]
    result = result_of(problem, groups)
    files = write_report(problem, result, tmp_path / "out", state=tmp_path / STATE).files
    sent = names(tmp_path / "out")
    met = [group for group in result.groups if any(group.starts_per_week)]
    assert met
    assert len([name for name in sent if name.endswith(".ics")]) == len(met)
    assert {"not-matched.html", "groups.md"} <= sent
    head, *table = rows(files["sending"])
    assert head == ["residents", "ids", "page", "calendar", "addresses", "change"]
    assert {name for row in table for name in row[2:4] if name} == sent
    for number, (group, row) in enumerate(zip(result.groups, table, strict=False), 1):
        assert row[1] == ", ".join(group.members)
        assert row[2] == f"group-{number:03}.html"
        assert row[3] == (f"group-{number:03}.ics" if any(group.starts_per_week) else "")
    alone = [row for row in table if row[2] == "not-matched.html"]
    assert [row[1] for row in alone] == list(result.unplaced_residents)
    assert table[-1] == ["everybody", "", "groups.md", "", "", ""]


def test_files_per_resident_say_whose_they_are(tmp_path: Path) -> None:
    problem = generate(12, 1)
    result = result_of(problem, consecutive(problem))
    files = write_report(
        problem, result, tmp_path / "out", state=tmp_path / STATE, calendars="resident"
    ).files
    order = [resident.id for resident in problem.residents]
    table = [row for row in rows(files["sending"])[1:] if row[1]]
    assert [row[1] for row in table] == [name for group in result.groups for name in group.members]
    found = [row for row in table if row[3]]
    assert found
    for row in found:
        assert order[int(re.sub(r"\D", "", row[3])) - 1] == row[1]


def test_nothing_of_an_earlier_result_is_left_to_be_sent(tmp_path: Path) -> None:
    problem, out = generate(12, 1), tmp_path / "out"
    groups = consecutive(problem)
    write_report(problem, result_of(problem, groups), out, state=tmp_path / STATE, now=BEFORE)
    assert "group-006.html" in names(out)
    mark_sent(tmp_path / STATE)
    mine = out / "for-residents" / "note.txt"
    mine.write_text("mine")
    fewer = result_of(problem, groups[:2])
    files = write_report(problem, fewer, out, state=tmp_path / STATE, now=BEFORE).files
    pages = {name for name in names(out) if name.endswith(".html")}
    assert pages == {"group-001.html", "group-002.html", "not-matched.html"}
    assert mine.read_text() == "mine"
    gone = {name for name in names(out) if name.startswith("cancelled-")}
    assert gone
    table = {row[3]: row[1] for row in rows(files["sending"]) if row[3] in gone}
    assert set(table) == gone
    assert set(table.values()) <= {", ".join(group) for group in groups[2:]}
    write_report(problem, fewer, out)  # now without calendars
    assert not [name for name in names(out) if name.endswith(".ics")]


def test_what_was_never_sent_is_not_cancelled(tmp_path: Path) -> None:
    problem, out = generate(12, 1), tmp_path / "out"
    groups = consecutive(problem)
    write_report(problem, result_of(problem, groups), out, state=tmp_path / STATE, now=BEFORE)
    write_report(problem, result_of(problem, groups[:2]), out, state=tmp_path / STATE, now=BEFORE)
    assert not [name for name in names(out) if name.startswith("cancelled-")]


def test_the_next_block_cancels_nothing_of_this_one(tmp_path: Path) -> None:
    problem, out = generate(12, 1), tmp_path / "out"
    groups = consecutive(problem)
    write_report(problem, result_of(problem, groups), out, state=tmp_path / STATE, now=BEFORE)
    mark_sent(tmp_path / STATE)
    assert problem.horizon is not None
    later = Horizon(problem.horizon.end, problem.horizon.end + timedelta(days=28))
    following = replace(problem, horizon=later)
    others = [tuple(reversed(group)) for group in zip(groups[0], groups[1], strict=False)]
    write_report(following, result_of(following, others), out, state=tmp_path / STATE, now=BEFORE)
    assert not [name for name in names(out) if name.startswith("cancelled-")]


def test_an_answer_without_any_group_replaces_what_was_there(tmp_path: Path) -> None:
    problem, out = generate(12, 1), tmp_path / "out"
    write_report(problem, result_of(problem, consecutive(problem)), out)
    alone = result_of(problem, [])
    write_report(problem, alone, out)
    assert names(out) == {"not-matched.html", "groups.md"}


def test_groups_that_break_a_rule_are_not_for_residents(tmp_path: Path) -> None:
    problem = Problem([Resident("a"), Resident("b")], constraints=[Exclude("a", "b")])
    result, violations = evaluate(problem, [("a", "b")])
    assert violations
    files = write_report(problem, result, tmp_path / "out").files
    assert "for_residents" not in files
    assert not (tmp_path / "out" / "for-residents").exists()


def test_without_groups_what_was_sent_stays_as_it_is(tmp_path: Path) -> None:
    problem, out = generate(12, 1), tmp_path / "out"
    write_report(problem, result_of(problem, consecutive(problem)), out, state=tmp_path / STATE)
    before = {path: path.read_bytes() for path in (out / "for-residents").iterdir()}
    state = (tmp_path / STATE).read_bytes()
    files = write_report(problem, Result(Status.UNKNOWN), out, state=tmp_path / STATE).files
    assert "for_residents" not in files
    assert before == {path: path.read_bytes() for path in (out / "for-residents").iterdir()}
    assert (tmp_path / STATE).read_bytes() == state


def test_without_a_state_there_are_no_calendars(tmp_path: Path) -> None:
    problem = generate(12, 1)
    write_report(problem, result_of(problem, consecutive(problem)), tmp_path / "out")
    assert not [name for name in names(tmp_path / "out") if name.endswith(".ics")]


def test_a_wrong_address_is_told_before_anything_is_written(tmp_path: Path) -> None:
    problem = generate(12, 1)
    result = result_of(problem, consecutive(problem))
    with pytest.raises(ProblemError, match="organizer"):
        write_report(problem, result, tmp_path / "out", state=tmp_path / STATE, organizer="chief")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_residents_see_the_same_whatever_is_confidential(tmp_path: Path) -> None:
    problem = replace(generate(20, 3), constraints=())
    groups = consecutive(problem)
    ids = [resident.id for resident in problem.residents]
    apart = [(a, b) for a in ids for b in ids if a < b and not any({a, b} <= {*g} for g in groups)]
    seen = set()
    for number, pairs in enumerate((apart[:0], apart[:3], apart[5:60:4])):
        rules = tuple(Exclude(a, b, private=True) for a, b in pairs)
        stated = replace(problem, constraints=rules)
        result = result_of(stated, groups)
        out = tmp_path / str(number)
        write_report(stated, result, out)
        seen.add(tuple((p.name, p.read_bytes()) for p in sorted((out / "for-residents").iterdir())))
    assert len(seen) == 1


def test_an_unchanged_round_is_sent_as_it_was(tmp_path: Path) -> None:
    problem, out = generate(12, 1), tmp_path / "out"
    result = result_of(problem, consecutive(problem))
    seen = []
    for _ in range(2):
        write_report(problem, result, out, state=tmp_path / STATE)
        seen.append({p.name: p.read_bytes() for p in (out / "for-residents").iterdir()})
    assert seen[0] == seen[1]


def test_the_certificate_lies_beside_the_state_and_not_among_what_is_written(
    tmp_path: Path,
) -> None:
    problem, out = generate(8, 1), tmp_path / "out"
    result, kept = solve(problem), tmp_path / ".peerpair-state.certificate.json"
    assert result.certificate is not None
    write_report(problem, result, out)
    assert {path.name for path in tmp_path.iterdir()} == {"out"}
    write_report(problem, result, out, state=tmp_path / STATE)
    assert read_result(kept) == result
    assert sys.platform == "win32" or stat.S_IMODE(kept.stat().st_mode) == 0o600
    for path in out.rglob("*"):
        assert path.is_dir() or b'"prices": {' not in path.read_bytes()
    assert read_result(out / "result.json") == replace(result, certificate=None)
    write_report(problem, result, out, certificate=tmp_path / "proof.json")
    assert read_result(tmp_path / "proof.json") == result
    for name in ("result.json", "for-residents/proof.json"):
        with pytest.raises(ValueError, match="certificate: would lie among the files"):
            write_report(problem, result, out, certificate=out / name)
    # That of an earlier answer goes.
    write_report(problem, Result(Status.UNKNOWN), out, state=tmp_path / STATE)
    assert not kept.exists()
