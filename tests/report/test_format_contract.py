"""Every registered output format is held to the contract, and one that fails, fails alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import ClassVar

import pytest

from peerpair import registry
from peerpair.cli.outcome import show_outcome
from peerpair.generate import generate
from peerpair.model.result import Result, Status
from peerpair.registry import family
from peerpair.report import STATE, ReportView, Written, write_report
from peerpair.report.formats.base import CsvReport, Notice, Report, ReportFormat
from peerpair.report.residents.invitation import Invitations
from tests.report.by_hand import consecutive, result_of
from tests.report.format_contract import (
    CONTRACT,
    keeps_private_exclusions,
    names_a_file_of_its_own,
    shows_every_kind_of_result,
    shows_hostile_text_as_text,
    tells_namesakes_apart,
    tells_residents_partners_and_times_alone,
)

SECRET = "SECRET of Ana"


def formats() -> list[type[ReportFormat]]:
    known = [each for each in family("report.formats").values() if issubclass(each, ReportFormat)]
    assert len(known) >= 8
    return known


@pytest.mark.parametrize("rule", CONTRACT, ids=lambda rule: str(rule.__name__))
@pytest.mark.parametrize("known", formats(), ids=lambda known: str(known.kind))
def test_every_format_keeps_the_contract(
    known: type[ReportFormat], rule: Callable[[type[ReportFormat]], None]
) -> None:
    rule(known)


# Strangers without a kind are not registered; each breaks one rule.


class Late(Report):
    stem, suffix, turn = "late", ".txt", count()

    def write(self, view: ReportView) -> bytes:
        return f"{next(self.turn)}".encode()


class Elsewhere(Report):
    stem, suffix = "../elsewhere", ".txt"


class Again(Report):
    stem, suffix = "Report", ".HTML"


class Raw(Report):
    stem, suffix = "raw", ".html"

    def write(self, view: ReportView) -> bytes:
        return f"<p>{view.title}</p>".encode()


class Formula(CsvReport):
    stem, head = "formula", ("name",)

    def write(self, view: ReportView) -> bytes:
        names = (resident.person.name.replace('"', "") for resident in view.residents)
        return "\r\n".join(f'"{name}"' for name in names).encode()


class Counting(Report):
    stem, suffix = "counting", ".txt"
    seen: ClassVar[list[ReportView]] = []

    def write(self, view: ReportView) -> bytes:
        self.seen.extend(() if any(view is each for each in self.seen) else (view,))
        return str(len(self.seen)).encode()


class Nameless(Notice):
    stem, suffix = "nameless", ".txt"

    def write(self, invitations: Invitations) -> bytes:
        names = (p.name.split(" (")[0] for g in invitations.groups for p in g.partners)
        return "\n".join(names).encode()


class Fragile(Report):
    stem, suffix = "fragile", ".txt"

    def write(self, view: ReportView) -> bytes:
        return str(view.groups[0].number).encode()


@pytest.mark.parametrize(
    ("known", "rule", "said"),
    [
        (Late, shows_every_kind_of_result, "given alone"),
        (Elsewhere, names_a_file_of_its_own, "plain name"),
        (Again, names_a_file_of_its_own, "nobody else's"),
        (Raw, shows_hostile_text_as_text, "must not change|unclosed"),
        (Formula, shows_hostile_text_as_text, "start a formula"),
        (Counting, keeps_private_exclusions, "private exclusions"),
        (Nameless, tells_namesakes_apart, "ids where names are alike"),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_the_contract_sees_who_breaks_it(
    known: type[ReportFormat], rule: Callable[[type[ReportFormat]], None], said: str
) -> None:
    with pytest.raises(AssertionError, match=said):
        rule(known)


def test_the_contract_sees_what_a_notice_must_not_say() -> None:
    class Telling(Notice):
        stem, suffix = "telling", ".txt"

        def write(self, invitations: Invitations) -> bytes:
            return b"x CANARY"

    with pytest.raises(AssertionError, match="more of anybody"):
        tells_residents_partners_and_times_alone(Telling)


def test_the_contract_sees_what_needs_a_group() -> None:
    with pytest.raises(IndexError):
        shows_every_kind_of_result(Fragile)


# A format that fails.


class Raising(Report):
    stem, suffix = "raising", ".txt"

    def write(self, view: ReportView) -> bytes:
        raise LookupError(SECRET)


class Leaving(Report):
    stem, suffix = "leaving", ".txt"

    def write(self, view: ReportView) -> bytes:
        raise SystemExit(SECRET)


class RaisingNotice(Notice):
    stem, suffix = "raising", ".txt"

    def write(self, invitations: Invitations) -> bytes:
        raise RecursionError(SECRET)


class Unmade(Report):
    stem, suffix = "unmade", ".txt"

    def __init__(self) -> None:
        raise ZeroDivisionError(SECRET)


class NoBytes(Report):
    stem, suffix = "text", ".txt"

    def write(self, view: ReportView) -> bytes:
        return "text"  # type: ignore[return-value]


class OurName(Report):
    stem, suffix = "Result", ".json"

    def write(self, view: ReportView) -> bytes:
        return b"mine"


class PageName(Notice):
    stem, suffix = "group-001", ".html"

    def write(self, invitations: Invitations) -> bytes:
        return b"mine"


FAILING = [
    (Raising, "LookupError"),
    (Leaving, "SystemExit"),
    (RaisingNotice, "RecursionError"),
    (Unmade, "ZeroDivisionError"),
    (NoBytes, "TypeError"),
    (OurName, "FileExistsError"),
    (PageName, "FileExistsError"),
    (Elsewhere, "FileExistsError"),
]


@pytest.fixture
def join(monkeypatch: pytest.MonkeyPatch) -> Callable[[type[ReportFormat]], None]:
    formats()  # loads the folder

    def join(known: type[ReportFormat]) -> None:
        monkeypatch.setitem(registry._CLASSES["report.formats"], "stranger", known)

    return join


def report(out: Path, groups: int | None = None) -> tuple[Result, Written]:
    problem = generate(12, 1)
    result = result_of(problem, consecutive(problem)[:groups])
    return result, write_report(problem, result, out, state=out.with_name(STATE))


def files_of(out: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(out)): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.name != ".peerpair"
    }


@pytest.mark.parametrize(("known", "error"), FAILING)
def test_a_format_that_fails_fails_alone_and_says_so(
    join: Callable[[type[ReportFormat]], None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    known: type[ReportFormat],
    error: str,
) -> None:
    _, plain = report(tmp_path / "out")
    before = files_of(tmp_path / "out")
    join(known)
    result, written = report(tmp_path / "out")
    assert files_of(tmp_path / "out") == before
    assert (dict(written.failed), plain.failed) == ({"stranger": error}, {})
    assert written.files == plain.files
    show_outcome(generate(12, 1), result, written)
    told = capsys.readouterr()
    assert f"The report format stranger failed ({error}); its file was not written\n" in told.err
    show_outcome(generate(12, 1), result, written, quiet=True)
    short = capsys.readouterr()
    assert (short.out, short.err.count("\n")) == ("", 1)
    assert short.err in told.err
    show_outcome(generate(12, 1), result, written, as_json=True)
    stated = capsys.readouterr().out
    assert json.loads(stated)["failed"] == {"stranger": error}
    assert SECRET not in told.out + told.err + stated


def test_what_a_failing_format_wrote_for_an_earlier_result_is_removed(
    join: Callable[[type[ReportFormat]], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Once(Report):
        stem, suffix = "once", ".txt"

        def write(self, view: ReportView) -> bytes:
            return f"{len(view.groups)}".encode()

    join(Once)
    _, written = report(tmp_path / "out")
    assert written.files["stranger"].read_bytes() == b"6"
    monkeypatch.setattr(Once, "write", Raising.write)
    _, written = report(tmp_path / "out", groups=5)
    assert not (tmp_path / "out" / "once.txt").exists()
    assert (tmp_path / "out" / "report.html").exists()


def test_without_the_page_the_outcome_says_where_the_rest_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(family("report.formats")["html"], "write", Raising.write)
    result, written = report(tmp_path / "out")
    show_outcome(generate(12, 1), result, written)
    told = capsys.readouterr().err
    assert f"Wrote into {tmp_path / 'out'}: groups.csv, issues.csv" in told
    assert "The report format html failed (LookupError)" in told


def test_what_was_gathered_is_not_gathered_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    result, written = report(tmp_path / "out")

    def fail(*_: object, **__: object) -> None:
        raise AssertionError

    for name in ("gather.whole.chance", "gather.whole.contacts", "gather.groups.propose_meetings"):
        monkeypatch.setattr(f"peerpair.report.{name}", fail)
    show_outcome(generate(12, 1), result, written)
    assert len(capsys.readouterr().out.splitlines()) == 1 + len(result.groups) + 1


def test_a_file_dropped_into_the_folder_is_live(tmp_path: Path) -> None:
    (tmp_path / "shout_txt.py").write_text(
        "from peerpair.report.formats.base import Report\n"
        "class Shout(Report):\n"
        "    kind, stem, suffix = 'shout', 'shout', '.txt'\n"
        "    def write(self, view):\n"
        "        return view.headline.upper().encode()\n"
    )
    code = (
        "import sys, peerpair.report.formats as folder\n"
        "folder.__path__.append(sys.argv[1])\n"
        "import peerpair as pp\n"
        "from peerpair.report import write_report\n"
        "problem = pp.Problem([pp.Resident('a'), pp.Resident('b')])\n"
        "written = write_report(problem, pp.evaluate(problem, [('a', 'b')])[0], sys.argv[2])\n"
        "print(written.files['shout'].read_text(), dict(written.failed))\n"
    )
    run = [sys.executable, "-c", code, str(tmp_path), str(tmp_path / "out")]
    told = subprocess.run(run, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "GOOD, NOT PROVEN {}"


def test_an_answer_decides_the_outcome_and_no_format(tmp_path: Path) -> None:
    problem = generate(4, 1)
    written = write_report(problem, Result(Status.UNKNOWN), tmp_path / "out")
    assert (written.failed, "for_residents" in written.files) == ({}, False)
    assert written.view.status is Status.UNKNOWN
