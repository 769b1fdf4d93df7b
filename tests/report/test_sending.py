"""The folder for residents: who gets what, and nothing left of an earlier result."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path

import pytest

from peerpair.constraints import Exclude
from peerpair.errors import ProblemError
from peerpair.generate import generate
from peerpair.model.result import Result, Status
from peerpair.report import STATE, write_report
from tests.report.by_hand import consecutive, result_of


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / "for-residents").iterdir()}


def test_each_group_gets_a_page_and_a_calendar_and_the_coordinator_a_list(tmp_path: Path) -> None:
    problem = generate(13, 1)
    groups = consecutive(problem)[:-1]
    result = result_of(problem, groups)
    files = write_report(problem, result, tmp_path / "out", state=tmp_path / STATE)
    sent = names(tmp_path / "out")
    met = [group for group in result.groups if group.weeks_met or any(group.starts_per_week)]
    assert len([name for name in sent if name.endswith(".ics")]) == len(met)
    assert {f"group-{i:03}.html" for i in range(1, len(groups) + 1)} <= sent
    assert {"not-matched.html", "groups.md"} <= sent
    head, *table = rows(files["sending"])
    assert head == ["file", "residents", "ids"]
    assert {row[0] for row in table} == sent - {"groups.md"}
    ids = {row[0]: row[2] for row in table}
    for number, group in enumerate(groups, 1):
        assert ids[f"group-{number:03}.html"] == ", ".join(group)
    assert ids["not-matched.html"] == ", ".join(result.unplaced)


def test_files_per_resident_say_whose_they_are(tmp_path: Path) -> None:
    problem = generate(12, 1)
    result = result_of(problem, consecutive(problem))
    files = write_report(
        problem, result, tmp_path / "out", state=tmp_path / STATE, calendars="resident"
    )
    order = [resident.id for resident in problem.residents]
    found = {row[0]: row[2] for row in rows(files["sending"]) if row[0].endswith(".ics")}
    assert found
    for name, who in found.items():
        assert order[int(re.sub(r"\D", "", name)) - 1] == who


def test_nothing_of_an_earlier_result_is_left_to_be_sent(tmp_path: Path) -> None:
    problem, out = generate(12, 1), tmp_path / "out"
    groups = consecutive(problem)
    write_report(problem, result_of(problem, groups), out, state=tmp_path / STATE)
    assert "group-006.html" in names(out)
    mine = out / "for-residents" / "note.txt"
    mine.write_text("mine")
    fewer = result_of(problem, groups[:2])
    files = write_report(problem, fewer, out, state=tmp_path / STATE)
    pages = {name for name in names(out) if name.endswith(".html")}
    assert pages == {"group-001.html", "group-002.html", "not-matched.html"}
    assert mine.read_text() == "mine"
    gone = [row for row in rows(files["sending"]) if row[0].startswith("cancelled-")]
    assert len(gone) == len([n for n in names(out) if n.startswith("cancelled-")])


def test_without_groups_what_was_sent_stays_as_it_is(tmp_path: Path) -> None:
    problem, out = generate(12, 1), tmp_path / "out"
    write_report(problem, result_of(problem, consecutive(problem)), out, state=tmp_path / STATE)
    before = {path: path.read_bytes() for path in (out / "for-residents").iterdir()}
    state = (tmp_path / STATE).read_bytes()
    files = write_report(problem, Result(Status.UNKNOWN), out, state=tmp_path / STATE)
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
