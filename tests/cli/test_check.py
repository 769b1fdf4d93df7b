"""``peerpair check`` on small folders: what it prints, as text and as JSON, and its exit codes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

import peerpair as pp
from peerpair.cli.main import run

Text = pytest.CaptureFixture[str]
DATES = ["--from", "2026-08-03", "--to", "2026-08-17"]
ZONE = ["--timezone", "America/Chicago"]

WHO = """id,name,specialty,active
im01,Ana Lim,IM,yes
im02,"Lim, A.",IM,yes
ped01,Bo Chen,Peds,yes
ped02,Di Eck,Peds,no
em01,Flo Gray,EM,yes
"""
SHIFTS = """resident,start,end,kind
im01,2026-08-03 07:00,2026-08-04 13:00,call
im01,2026-08-04 08:00,2026-08-04 12:00,clinic
im01,2026-08-16 07:00,2026-08-16 19:00,ward
im02,2026-08-05 07:00,2026-08-05 19:00,ward
Jane Nobody,2026-08-05 07:00,2026-08-05 19:00,ward
im02,soon,2026-08-06 19:00,ward
"""
BLOCKS = """resident,start,end_inclusive,rotation
em01,2026-08-03,2026-08-09,ED
em01,2026-08-10,2026-08-16,Moon Base
"""
TEMPLATES = "rotation,days,start,end,kind\nED,mon-fri,10:00,20:00,ed\n"

KNOWN = """\
Who is known, for 3 Aug 2026 – 16 Aug 2026 (America/Chicago)
  Residents known for all dates: 1; for some dates: 2; for none: 1; 1 inactive
  Known on    Mon  Tue  Wed  Thu  Fri  Sat  Sun
  Mon 3 Aug     2    2    2    2    2    3    3
  Mon 10 Aug    2    2    2    2    2    2    2
  A roster counts from its first to its last entry. If it is complete for more dates, say which \
{published}

"""
READ = """\
What was read
  who.csv: residents
  hours.csv: rotation templates
  blocks.csv: assignments
  shifts.csv: assignments
  5 residents; 9 entries of duty or absence

"""
REMARKS = """\
Time that became unknown (3)
  {unknown[0]}
  {unknown[1]}
  {unknown[2]}

Rotations without hours (1)
  No template knows these names, so their time is unknown{hours}
  Moon Base

Left out (1)
  {left_out[0]}

About the roster itself (peerpair is no duty-hour compliance checker)
  These are hints for a second look; nothing was changed because of them.
  Two entries at once: Ana Lim (im01): 'call' Mon 2026-08-03 07:00 to Tue 2026-08-04 13:00 and \
'clinic' Tue 2026-08-04 08:00–12:00 overlap by 4 h
  Long duties: Ana Lim (im01): 30 h of duty without a pause, more than 28 h: Mon 2026-08-03 \
07:00 to Tue 2026-08-04 13:00
  Names that are alike: Ana Lim (im01): 'Ana Lim' and 'Lim, A.' (resident im02) are nearly the \
same. Maybe one person is listed twice; if not, settle in an alias table who is meant
  No entries: Bo Chen (ped01): no entry and no known date. Maybe their roster is missing, names \
them otherwise, or has rotations without hours
  Dates that are not known (2; 2 residents), such as Lim, A. (im02): known only for Sat \
2026-08-08 to Sun 2026-08-16. Maybe the rosters are published for more dates: say for which

Read 5 residents and 9 entries: 4 notes on the files, 6 on the roster itself, 1 rotation \
without hours.
"""
OPTIONS = {
    "published": "with --published-from and --published-to.",
    "hours": ". Give their hours in a table with --templates, or try --default-rotations for the "
    "usual ones.",
}
SETTINGS = {
    "published": "in peerpair.toml, below [rosters]: published = [2026-08-03, 2026-08-17]",
    "hours": ": put a rotations.csv into this folder (docs/rosters.md), or set "
    "default_rotations = true in peerpair.toml for the usual ones.",
}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peerpair.cli.commands.check._today", lambda: date(2026, 8, 1))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (
        ("who.csv", WHO),
        ("shifts.csv", SHIFTS),
        ("blocks.csv", BLOCKS),
        ("hours.csv", TEMPLATES),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def _issues(folder: Path) -> dict[str, list[pp.Issue]]:
    found = pp.read(folder, timezone=ZONE[1], horizon=("2026-08-03", "2026-08-17")).issues
    return {
        "unknown": [issue for issue in found if issue.topic is pp.Topic.UNKNOWN],
        "left_out": [issue for issue in found if issue.topic is pp.Topic.LEFT_OUT],
    }


def test_everything_in_words(folder: Path, capsys: Text) -> None:
    assert run(["check", str(folder), *ZONE, *DATES]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    assert captured.out == (KNOWN + READ + REMARKS).format(**_issues(folder), **OPTIONS)
    assert "shifts.csv:6: 'Jane Nobody' is not a known resident; left out" in captured.out


def test_json_holds_the_same(folder: Path, capsys: Text) -> None:
    assert run(["check", str(folder), "--residents", "who.csv", *ZONE, *DATES, "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    document = json.loads(captured.out)
    assert list(document) == [
        "sources",
        "warnings",
        "residents",
        "entries",
        "coverage",
        "issues",
        "lint",
        "unmatched",
    ]
    assert document["sources"][0] == "who.csv: residents"
    assert (document["residents"], document["entries"]) == (5, 9)
    assert document["coverage"] == {"whole": 1, "part": 2, "none": 1, "inactive": 1}
    assert document["unmatched"] == ["Moon Base"]
    soon = next(issue for issue in document["issues"] if issue["line"] == 7)
    assert "'soon'" in soon["message"]
    assert soon == {
        "place": "shifts.csv:7",
        "file": "shifts.csv",
        "sheet": "",
        "line": 7,
        "column": 0,
        "topic": "unknown",
        "kind": "time",
        "message": soon["message"],
        "action": "dates up to 2026-08-07 become unknown for im02",
        "value": soon["value"],
        "hint": "",
    }
    assert [issue["topic"] for issue in document["lint"]] == [
        "overlap",
        "long duty",
        "no schedule",
        "ends early",
        "ends early",
        "alike",
    ]
    assert {issue["action"] for issue in document["lint"][:2]} == {"reported only"}


def test_a_roster_without_a_flaw(tmp_path: Path, capsys: Text) -> None:
    (tmp_path / "who.csv").write_text("id,name\na,Ana Lim\n", encoding="utf-8")
    shifts = "resident,start,end\na,2026-08-03 07:00,2026-08-03 17:00\n"
    (tmp_path / "shifts.csv").write_text(shifts, encoding="utf-8")
    published = ["--published-from", "2026-08-03", "--published-to", "2026-08-17"]
    assert run(["check", str(tmp_path), *ZONE, *DATES, *published]) == 0
    assert capsys.readouterr().out == (
        "Who is known, for 3 Aug 2026 – 16 Aug 2026 (America/Chicago)\n"
        "  Residents known for all dates: 1; for some dates: 0; for none: 0\n"
        "\n"
        "What was read\n"
        "  who.csv: residents\n"
        "  shifts.csv: assignments\n"
        "  1 resident; 1 entry of duty or absence\n"
        "\n"
        "Nothing in the files was left out or read differently.\n"
        "\n"
        "About the roster itself (peerpair is no duty-hour compliance checker)\n"
        "  Nothing looks odd.\n"
        "\n"
        "Read 1 resident and 1 entry: 0 notes on the files, 0 on the roster itself, "
        "0 rotations without hours.\n"
    )


def test_usual_hours_are_used_and_no_longer_suggested(folder: Path, capsys: Text) -> None:
    (folder / "more.csv").write_text(
        "resident,start,end_inclusive,rotation\nped01,2026-08-03,2026-08-16,Ward Team A\n",
        encoding="utf-8",
    )
    assert run(["check", str(folder), *ZONE, *DATES, "--default-rotations"]) == 0
    out = capsys.readouterr().out
    assert "Read differently from what is written (1)" in out
    assert "read with the usual hours of '*ward*'" in out
    assert "--default-rotations" not in out


def test_files_named_on_the_command_line(folder: Path, tmp_path: Path, capsys: Text) -> None:
    apart = tmp_path / "apart"
    apart.mkdir()
    names = ("who.csv", "hours.csv")
    for name in names:
        (folder / name).rename(apart / name)
    (apart / "alias.csv").write_text("alias,resident\nJane Nobody,ped01\n", encoding="utf-8")
    (apart / "away.csv").write_text(
        "resident,start,end_inclusive\nim02,2026-08-10,2026-08-12\n", encoding="utf-8"
    )
    columns = '[[file]]\nmatch = "duty*.csv"\ncolumns = {resident = "trainee"}\n'
    (apart / "map.toml").write_text(columns, encoding="utf-8")
    (folder / "rosters").mkdir()
    duties = SHIFTS.replace("resident", "trainee", 1)
    (folder / "rosters" / "duty.csv").write_text(duties, encoding="utf-8")
    given = ["--residents", str(apart / "who.csv"), "--templates", str(apart / "hours.csv")]
    given += ["--aliases", str(apart / "alias.csv"), "--absences", str(apart / "away.csv")]
    good = [*given, "--mapping", str(apart / "map.toml"), "--dates", "m/d"]
    assert run(["check", str(folder / "rosters"), *ZONE, *DATES, *good]) == 0
    out = capsys.readouterr().out
    assert "  duty.csv: assignments\n" in out
    assert "Jane Nobody" not in out
    assert f"  {apart / 'away.csv'}: absences\n" in out
    bad = ["--mapping", str(apart / "missing.toml")]
    assert run(["check", str(folder / "rosters"), *ZONE, *DATES, *given, *bad]) == 2
    assert "missing.toml" in capsys.readouterr().err


def test_long_groups_are_cut_and_all_shows_them(tmp_path: Path, capsys: Text) -> None:
    people = [f"r{i:02}" for i in range(30)]
    (tmp_path / "who.csv").write_text("id\n" + "\n".join(people) + "\n", encoding="utf-8")
    lines = ["resident,start,end"]
    for i, who in enumerate(people[:25]):
        lines += [f"{who},2026-08-03 07:00,2026-08-04 12:{i:02}", f"Stranger {i},2026-08-03,x"]
    (tmp_path / "shifts.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run(["check", str(tmp_path), *ZONE, *DATES]) == 0
    short = capsys.readouterr().out
    assert "Left out (25)\n  Names (25), the first: shifts.csv:3: 'Stranger 0' is not" in short
    assert "  Long duties (25; 25 residents), such as r00: 29 h of duty" in short
    assert short.count("of duty without a pause") == 1
    assert "r25, r26, r27, r28, r29)" in short
    assert run(["check", str(tmp_path), *ZONE, *DATES, "--all"]) == 0
    long = capsys.readouterr().out
    assert "more (--all" not in long
    assert "'Stranger 24'" in long
    assert long.count("of duty without a pause") == 25
    assert short.splitlines()[-1] == long.splitlines()[-1]


def test_layout_says_what_each_table_was_taken_for(tmp_path: Path, capsys: Text) -> None:
    (tmp_path / "who.csv").write_text("id,name\na,Ana Lim\nb,Bo Chen\n", encoding="utf-8")
    blocks = "Title,,\nResident,2026-08-03,2026-08-04\nAna Lim,ICU,ICU\nBo Chen,ICU,ICU\n"
    (tmp_path / "blocks.csv").write_text(blocks, encoding="utf-8")
    assert run(["check", str(tmp_path), *ZONE, *DATES, "--layout"]) == 0
    assert capsys.readouterr().out == (
        "Tables, as rows and columns of a spreadsheet\n"
        "  blocks.csv: rows 3 to 4: people in column A; columns B to C: 2 periods from 2026-08-03 "
        "to 2026-08-04; cells rotations\n"
    )


def test_residents_who_share_a_remark_share_a_line(tmp_path: Path, capsys: Text) -> None:
    people = [f"r{i:02}" for i in range(12)]
    (tmp_path / "who.csv").write_text("id\n" + "\n".join(people) + "\n", encoding="utf-8")
    (tmp_path / "shifts.csv").write_text("resident,start,end\n", encoding="utf-8")
    assert run(["check", str(tmp_path), *ZONE, *DATES]) == 0
    out = capsys.readouterr().out
    assert "  No entries: 12 residents: no entry and no known date (r00, r01, " in out
    assert "r09 and 2 more)" in out
    assert run(["check", str(tmp_path), *ZONE, *DATES, "--all"]) == 0
    assert "r10, r11)" in capsys.readouterr().out


def test_dates_of_another_year(folder: Path, capsys: Text) -> None:
    assert run(["check", str(folder), *ZONE, "--from", "2027-08-03", "--to", "2027-08-17"]) == 0
    out = capsys.readouterr().out
    assert "  Nothing at all was read for these dates. Are --from and --to right?\n" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([*ZONE, "--from", "8/3/2026", "--to", "2026-08-17"], "--from: must be a date such as"),
        ([*ZONE, "--from", "2026-08-03", "--to", "2026-02-30"], "got '2026-02-30'"),
        (
            [*ZONE, "--from", "2026-08-03", "--to", "2026-08-03"],
            "--to: must be later than --from 2026-08-03, got 2026-08-03",
        ),
        ([*ZONE, "--from", "2026-08-03"], "--to"),
        (DATES, "--timezone"),
        ([*DATES, "--timezone", "Chicago"], "unknown time zone: 'Chicago'"),
        ([*ZONE, *DATES, "--published-from", "2026-08-03"], "--published-to: is missing"),
        ([*ZONE, *DATES, "--published-to", "2026-08-03"], "--published-from: is missing"),
        ([*ZONE, *DATES, "--dates", "y/m"], "--dates: must be one of m/d, d/m"),
        (
            [*ZONE, *DATES, "--residents", "nowhere.csv"],
            "--residents: there is no file nowhere.csv",
        ),
        ([*ZONE, *DATES, "--strict"], "blocks.csv:3: rotation 'Moon Base' has no template"),
    ],
)
def test_wrong_input_is_named_and_gives_2(
    arguments: list[str], words: str, folder: Path, capsys: Text
) -> None:
    assert run(["check", str(folder), *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert "bug" not in captured.err


def test_a_folder_that_is_missing_or_empty(tmp_path: Path, capsys: Text) -> None:
    assert run(["check", str(tmp_path / "nowhere"), *ZONE, *DATES]) == 2
    assert "nowhere: there is no such folder" in capsys.readouterr().err
    assert run(["check", str(tmp_path), *ZONE, *DATES]) == 2
    assert "no residents were found" in capsys.readouterr().err


def test_names_cannot_steer_the_terminal(tmp_path: Path, capsys: Text) -> None:
    evil = "\x1b[2J\x9b31m\u202eEve\u2028\x07"
    (tmp_path / "who.csv").write_text(
        f'id,name\n"{evil}1","{evil}"\n"{evil}2","{evil}"\nb,Bo\n', encoding="utf-8"
    )
    (tmp_path / "shifts.csv").write_text(
        "resident,start,end,kind\n"
        f'"{evil}1",2026-08-03 07:00,2026-08-05 07:00,"{evil}"\n'
        f'"{evil}1",2026-08-03 09:00,2026-08-03 17:00,"{evil}"\n'
        f'"{evil}3",2026-08-03 07:00,2026-08-05 07:00,\n'
        f'"{evil}2","{evil}",2026-08-05 07:00,\n',
        encoding="utf-8",
    )
    (tmp_path / "blocks.csv").write_text(
        f'resident,start,end_inclusive,rotation\nb,2026-08-03,2026-08-09,"{evil}"\n',
        encoding="utf-8",
    )
    for flags in ([], ["--all"], ["--json"]):
        assert run(["check", str(tmp_path), *ZONE, *DATES, *flags]) == 0
        captured = capsys.readouterr()
        for text in (captured.out, captured.err):
            assert not set(text) & set("\x1b\x9b\x07\u202e\u2028")
    ids = {issue["place"] for issue in json.loads(captured.out)["lint"]}
    assert any("\x1b[2J" in text for text in ids)  # JSON keeps what was read, escaped
    assert run(["check", str(tmp_path), *ZONE, *DATES, "--strict"]) == 2
    assert not set(capsys.readouterr().err) & set("\x1b\x9b\x07\u202e\u2028")


def test_one_resident(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "who.csv").write_text("id,name\na,Ana Lopez\nb,Ana Lopez\nc,\x1b[31mBo Li\n")
    (tmp_path / "shifts.csv").write_text(
        "resident,start,end,kind\nc,2026-08-03 07:00,2026-08-03 19:00,icu\n"
        "c,2026-08-03 19:00,2026-08-04 07:00,\nc,2026-09-03 07:00,2026-09-03 19:00,\n"
    )
    options = ["--timezone", "America/Chicago", "--from", "2026-08-03", "--to", "2026-08-10"]
    assert run(["check", str(tmp_path), *options, "--who", "c"]) == 0
    assert capsys.readouterr().out == (
        "[31mBo Li (c)\n  known from Mon 2026-08-03 to Mon 2026-08-03\n"
        "  Mon 2026-08-03 07:00 to 19:00  icu\n"
        "  Mon 2026-08-03 19:00 to Tue 2026-08-04 07:00  busy\n"
    )
    assert run(["check", str(tmp_path), *options, "--who", "Ana Lopez"]) == 2
    assert (
        "'Ana Lopez' is no resident. Maybe Ana Lopez (a) or Ana Lopez (b)"
        in capsys.readouterr().err
    )


TOML = """
constraints = [{rules}]
[horizon]
start = 2026-08-03
end = 2026-08-17
[rosters]
timezone = "{zone}"
{more}
"""


def settings(folder: Path, rules: str = "", more: str = "", zone: str = "America/Chicago") -> Path:
    file = folder / "peerpair.toml"
    file.write_text(TOML.format(rules=rules, more=more, zone=zone), encoding="utf-8")
    return file


def test_a_configuration_gets_its_forecast_first_and_advice_in_its_own_terms(
    folder: Path, capsys: Text
) -> None:
    (folder / "never.csv").write_text("first,second,private\nim01,ped01,\nim02,em01,no\n")
    (folder / "wishes.csv").write_text("from,to,points\nim01,em01,5\n")
    (folder / "july.csv").write_text("member_1,member_2\nim01,em01\n")
    names = 'exclusions = "never.csv"\npreferences = "wishes.csv"\nhistory = ["july.csv"]'
    settings(folder, '{ kind = "no_repeat", rounds = 0 }', names)
    assert run(["check", str(folder)]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    issues = _issues(folder)
    lists = {"july": "groups", "never": "exclusions", "wishes": "preferences"}
    read = READ
    for name, kind in lists.items():
        line = f"  {name}.csv: a list of {kind}, which is read on its own\n"
        read = read.replace("  hours.csv", f"{line}  hours.csv")
    begin, between, end = captured.out.partition("Forecast\n")
    known, asked, files = begin.partition("What is asked\n")
    assert known == KNOWN.format(**SETTINGS)
    assert asked
    questions, _, files = files.partition("What was read\n")
    assert questions.splitlines()[:3] == [
        "3 things are open. The worst first:",
        "  1. What are the hours of Moon Base? Until then Flo Gray is unknown.",
        "     -> rotations.csv, column hours: such as mon-fri 8am-5pm",
    ]
    assert sorted(files.splitlines()) == sorted(read.splitlines()[1:])
    assert between
    forecast, _, remarks = end.partition("\n\n")
    assert forecast.splitlines()[:2] == [
        "  4 residents take part",
        "  never.csv: 2 pairs never grouped; wishes.csv: 1 wish; history: 1 group",
    ]
    assert "Never free for a meeting, as far as is known: Bo Chen (ped01)" in forecast
    assert remarks == REMARKS.format(**issues, **SETTINGS)


def test_a_faulty_list_stops_the_forecast_after_what_was_read(folder: Path, capsys: Text) -> None:
    (folder / "never.csv").write_text("first,second\nim01,canary\n")
    settings(folder, more='exclusions = "never.csv"')
    assert run(["check", str(folder)]) == 2
    captured = capsys.readouterr()
    assert captured.out.startswith("Who is known")
    assert "A line of “never.csv” does not name two residents for certain." in captured.out
    assert REMARKS.format(**_issues(folder), **SETTINGS) in captured.out
    assert captured.out.endswith("\nThe forecast stops here:\n")
    assert captured.err.startswith(f"{folder / 'never.csv'}:2: the resident in column 'second'")
    assert "canary" not in captured.out + captured.err


def test_reasons_name_people_and_rules_as_the_chief_does(tmp_path: Path, capsys: Text) -> None:
    (tmp_path / "who.csv").write_text(
        "id,name\nr1,Ana Lim\nr13,Ruth Adeyemi\nr2,Bo Chen\nr3,Di Ek\n"
    )
    (tmp_path / "shifts.csv").write_text(
        "resident,start,end\n"
        + "".join(f"{r},2026-08-03 07:00,2026-08-16 19:00\n" for r in ("r1", "r2", "r3"))
    )
    settings(tmp_path, '{ kind = "min_weeks_met", weeks = 1 }')
    assert run(["check", str(tmp_path)]) == 3
    out = capsys.readouterr().out
    assert "Ruth Adeyemi (r13): no group is allowed; find the roster, set active to no, or" in out
    assert "Bo Chen (r2): no group is allowed; loosen a rule, set active to no" in out
    assert "rule 1 in peerpair.toml (min_weeks_met): every group can meet in at least 1" in out
    (tmp_path / "never.csv").write_text("first,second,private\nr1,r2,no\nr1,r3,no\nr1,r13,no\n")
    settings(tmp_path, more='exclusions = "never.csv"')
    assert run(["check", str(tmp_path)]) == 3
    out = capsys.readouterr().out
    assert "a pair of never.csv: Ana Lim (r1) and Ruth Adeyemi (r13) are never in one group" in out
    assert "constraints[" not in out


def test_reasons_never_name_a_confidential_pair(tmp_path: Path, capsys: Text) -> None:
    (tmp_path / "who.csv").write_text("id,name\na,Canary One\nb,Canary Two\nc,Bo\nd,Di\n")
    (tmp_path / "shifts.csv").write_text(
        "resident,start,end\nc,2026-08-03 07:00,2026-08-16 19:00\n"
    )
    pairs = "".join(f"{one},{other}\n" for one, other in ("ab", "ac", "ad"))
    (tmp_path / "never.csv").write_text(f"first,second\n{pairs}")
    settings(tmp_path, more='exclusions = "never.csv"')
    assert run(["check", str(tmp_path)]) == 3
    _, _, after = capsys.readouterr().out.partition("No groups can keep every rule:\n")
    assert after.splitlines()[0] == "    3 pairs of never.csv (confidential)"
    assert after.splitlines()[1] == ""
    rules = ", ".join(
        f'{{ kind = "exclude", residents = ["{a}", "{b}"], private = true }}'
        for a, b in ("ab", "ac", "ad")
    )
    (tmp_path / "never.csv").unlink()
    settings(tmp_path, rules)
    assert run(["check", str(tmp_path)]) == 3
    _, _, after = capsys.readouterr().out.partition("No groups can keep every rule:\n")
    assert after.splitlines()[0] == "    rule 1 in peerpair.toml (confidential)"


def test_a_zone_that_most_calendars_do_not_name_is_said(tmp_path: Path, capsys: Text) -> None:
    (tmp_path / "who.csv").write_text("id\na\nb\n")
    for who in "ab":
        (tmp_path / f"{who}.ics").write_text(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\n"
            "DTSTART;TZID=America/New_York:20260803T070000\r\n"
            "DTEND;TZID=America/New_York:20260803T190000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    said = "  Most calendars here name America/New_York; {} America/Chicago.\n"
    assert run(["check", str(tmp_path), *ZONE, *DATES]) == 0
    assert said.format("--timezone says") in capsys.readouterr().out
    settings(tmp_path)
    assert run(["check", str(tmp_path)]) == 0
    assert said.format("the settings say") in capsys.readouterr().out
    settings(tmp_path, zone="America/Detroit")  # whose clocks are those of New York
    assert run(["check", str(tmp_path)]) == 0
    assert "Most calendars" not in capsys.readouterr().out


@pytest.mark.parametrize(("day", "over"), [(16, False), (17, True)])
def test_a_round_that_is_over_is_said(
    folder: Path, capsys: Text, monkeypatch: pytest.MonkeyPatch, day: int, over: bool
) -> None:
    monkeypatch.setattr("peerpair.cli.commands.check._today", lambda: date(2026, 8, day))
    assert run(["check", str(folder), *ZONE, *DATES]) == 0
    line = "  This round is over: its last day was Sun 16 Aug 2026.\n"
    assert (line in capsys.readouterr().out) == over
    assert run(["check", str(folder), *ZONE, *DATES, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["warnings"] == ([line.strip()] if over else [])
