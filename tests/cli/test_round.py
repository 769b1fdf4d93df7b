"""One configuration and three commands: ``init``, ``check``, ``pair``."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys
import webbrowser
from pathlib import Path

import pytest

from peerpair.cli.main import run
from peerpair.documents.files import read_problem, read_result
from peerpair.verify import verify

Text = pytest.CaptureFixture[str]
EXAMPLE = Path(__file__).parents[2] / "examples" / "roster"


@pytest.fixture
def roster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the example, which is also where commands run."""
    folder = tmp_path / "roster"
    shutil.copytree(EXAMPLE, folder)
    monkeypatch.chdir(folder)
    return folder


def dated(folder: Path) -> None:
    """Name the list of pairs, and set the dates of the rosters, whatever today is."""
    file = folder / "peerpair.toml"
    text = re.sub(r"(?m)^start = .*$", "start = 2026-08-03", file.read_text(encoding="utf-8"))
    text = re.sub(r"(?m)^end = .*$", "end = 2026-08-31", text)
    text = text.replace("# exclusions = ", "exclusions = ")
    file.write_text(text, encoding="utf-8")


def test_from_a_folder_of_exports_to_a_report(roster: Path, capsys: Text) -> None:
    assert run(["init"]) == 0
    dated(roster)
    said = capsys.readouterr()
    assert said.out == ""
    assert "Found 60 residents" in said.err
    assert "peerpair check" in said.err
    assert stat.S_IMODE((roster / "peerpair.toml").stat().st_mode) == 0o600
    assert run(["check"]) == 0
    said = capsys.readouterr()
    assert "What was read" in said.out
    assert "Never free for a meeting, as far as is known: FM Resident 7" in said.out
    assert "Groups that keep every rule are possible" in said.out
    assert run(["pair", "--problem", "problem.json"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith("Group  Members")
    assert "Proven best. No other way of forming the groups is better" in said.err
    out = roster / "peerpair-out"
    problem, result = read_problem(roster / "problem.json"), read_result(out / "result.json")
    assert verify(problem, result).ok
    assert len(problem.constraints) == 2
    assert "report.html" in said.err
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "fm07 is in no roster" in page  # what was not read is in the report
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.suffix == ".csv"}
    assert run(["pair", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert before == {path.name: path.read_bytes() for path in out.iterdir() if path.name in before}


@pytest.mark.parametrize("more", [[], ["--dry-run"]])
def test_where_there_is_no_answer_quiet_commands_say_why(
    roster: Path, capsys: Text, more: list[str]
) -> None:
    assert run(["init", "--quiet"]) == 0
    dated(roster)
    file = roster / "peerpair.toml"
    rule = '{ kind = "at_least", tag = "canary", count = 1 },'
    text = re.sub(r"(?m)^constraints = \[", rf"\g<0>{rule}", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    assert run(["pair", "--quiet", *more]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "at least 1 tagged 'canary'" in err
    assert "Read 60 residents" not in err
    assert "Wrote" not in err
    assert "Nothing was written" not in err


def test_the_rosters_may_be_elsewhere(roster: Path, tmp_path: Path, capsys: Text) -> None:
    os.chdir(tmp_path)
    assert run(["init", "roster", "--quiet"]) == 0
    dated(roster)
    assert capsys.readouterr() == ("", "")
    assert run(["check", "roster"]) == 0
    assert run(["pair", "roster/peerpair.toml", "--dry-run"]) == 0
    assert "Nothing was written" in capsys.readouterr().err
    assert not (roster / "peerpair-out").exists()


def test_init_replaces_nothing_unless_told_to(roster: Path, capsys: Text) -> None:
    mine = roster / "peerpair.toml"
    mine.write_text("mine", encoding="utf-8")
    assert run(["init"]) == 2
    assert "is not TOML" in capsys.readouterr().err
    assert mine.read_text(encoding="utf-8") == "mine"
    assert run(["init", "--force"]) == 0
    assert "horizon" in mine.read_text(encoding="utf-8")


def test_without_a_configuration_the_next_step_is_named(
    roster: Path, tmp_path: Path, capsys: Text
) -> None:
    for command in ("check", "pair"):
        assert run([command]) == 2
        assert "peerpair init" in capsys.readouterr().err
    assert run(["pair", str(tmp_path / "nowhere.toml")]) == 2
    assert "nowhere.toml: No such file" in capsys.readouterr().err


def test_json_is_all_that_is_printed(roster: Path, capsys: Text) -> None:
    assert run(["init", "-q"]) == 0
    dated(roster)
    assert run(["check", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["forecast"]["outlook"] == "possible"
    assert run(["pair", "--dry-run", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["weekly_hours"]["fm07"] == 0
    assert said.err == ""
    assert run(["pair", "--json"]) == 0
    said = capsys.readouterr()
    found = json.loads(said.out)
    assert found["status"] == "OPTIMAL"
    assert sum(map(len, found["groups"])) == 60
    assert all(Path(path).exists() for path in found["files"].values())
    assert said.err == ""


def test_rules_that_cannot_be_kept_are_foreseen_and_exit_with_3(roster: Path, capsys: Text) -> None:
    assert run(["init", "-q"]) == 0
    dated(roster)
    file = roster / "peerpair.toml"
    rule = 'constraints = [{ kind = "min_weeks_met", weeks = 4 },'
    file.write_text(
        file.read_text(encoding="utf-8").replace("constraints = [", rule), encoding="utf-8"
    )
    assert run(["check"]) == 3
    assert "No groups can keep every rule:" in capsys.readouterr().out
    assert run(["pair", "--dry-run"]) == 3
    capsys.readouterr()
    assert run(["pair"]) == 3
    said = capsys.readouterr()
    assert "No answer exists." in said.err
    assert "What stands in the way" in (roster / "peerpair-out/report.html").read_text(
        encoding="utf-8"
    )


def test_a_faulty_setting_is_named_before_anything_is_read(roster: Path, capsys: Text) -> None:
    assert run(["init", "-q"]) == 0
    dated(roster)
    file = roster / "peerpair.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace('sizes = "mixed"', 'sizes = "fours"'),
        encoding="utf-8",
    )
    for command in ("check", "pair"):
        assert run([command]) == 2
        assert "peerpair.toml cannot be used" in capsys.readouterr().err
    assert not (roster / "peerpair-out").exists()
    file.write_text(
        file.read_text(encoding="utf-8").replace('sizes = "fours"', "constraints2 = []"),
        encoding="utf-8",
    )
    assert run(["pair", "--seconds", "-1"]) == 2


def test_the_report_opens_where_it_is_asked_for(
    roster: Path, capsys: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def note(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(webbrowser, "open", note)
    assert run(["init", "-q"]) == 0
    dated(roster)
    assert run(["pair", "--open", "-q", "--seconds", "5"]) == 0
    assert opened == [(roster / "peerpair-out/report.html").as_uri()]
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    assert run(["demo", "--open", "-q", "--residents", "6"]) == 0
    assert "No browser could be opened" in capsys.readouterr().err


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_can_complete_commands(shell: str) -> None:
    environment = os.environ | {"_PEERPAIR_COMPLETE": f"source_{shell}"}
    script = subprocess.run(
        [sys.executable, "-m", "peerpair"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "peerpair" in script.stdout.lower()
    assert script.stderr == ""


def test_bash_completes_a_command() -> None:
    environment = os.environ | {
        "_PEERPAIR_COMPLETE": "complete_bash",
        "COMP_WORDS": "peerpair pa",
        "COMP_CWORD": "1",
    }
    found = subprocess.run(
        [sys.executable, "-m", "peerpair"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert found.stdout.split() == ["pair"]


def test_the_rosters_cannot_be_the_output(roster: Path, capsys: Text) -> None:
    assert run(["init", "-q"]) == 0
    dated(roster)
    file, before = roster / "peerpair.toml", (roster / "residents.csv").read_bytes()
    text = file.read_text(encoding="utf-8")
    for folder, words in ((".", "is the folder of the rosters"), ("calendars", "did not write")):
        file.write_text(text.replace('"peerpair-out"', f'"{folder}"'), encoding="utf-8")
        assert run(["pair"]) == 2
        assert words in capsys.readouterr().err
    assert (roster / "residents.csv").read_bytes() == before
    assert not list(roster.rglob(".peerpair"))


def test_two_rounds_of_one_folder_do_not_cancel_each_other(roster: Path, capsys: Text) -> None:
    assert run(["init", "-q"]) == 0
    dated(roster)
    text = (
        (roster / "peerpair.toml")
        .read_text(encoding="utf-8")
        .replace('folder = "peerpair-out"\n', "")
    )
    for name in ("one", "two"):
        (roster / f"{name}.toml").write_text(text, encoding="utf-8")
        assert run(["pair", f"{name}.toml", "-q"]) == 0
        assert run(["sent", f"{name}.toml", "-q"]) == 0
        assert (roster / f".{name}-state.json").exists()
        assert (roster / f"{name}-out/report.html").exists()
    assert run(["pair", "one.toml"]) == 0
    assert re.search(r"before: \d+ groups stay, 0 are new", capsys.readouterr().err)


def test_what_was_sent_is_said_and_only_then_cancelled(roster: Path, capsys: Text) -> None:
    assert run(["init", "-q"]) == 0
    dated(roster)
    assert run(["sent"]) == 2
    assert "peerpair pair writes invitations first" in capsys.readouterr().err
    assert run(["pair"]) == 0
    assert "run: peerpair sent" in capsys.readouterr().err
    assert run(["sent"]) == 0
    assert "now count as sent" in capsys.readouterr().err
    assert run(["sent"]) == 0
    assert "already" in capsys.readouterr().err
