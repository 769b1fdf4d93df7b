"""Every command: what it prints where, and its exit code."""

from __future__ import annotations

import importlib
import json
import signal
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from peerpair import __version__
from peerpair.cli.main import run
from peerpair.documents.files import read_problem, read_result, schemas, write_problem, write_result
from peerpair.errors import InternalError
from peerpair.generate import generate
from peerpair.model.resident import Resident
from peerpair.model.result import Result, Status
from peerpair.model.settings import Sizes
from peerpair.solve import solve

COMMANDS = ("capacity", "check", "demo", "evaluate", "generate", "schema", "solve", "verify")
SOLVING = importlib.import_module("peerpair.solve")  # the package's own name is the function
Text = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a small problem, its result, and its groups."""
    folder = tmp_path_factory.mktemp("solved")
    problem = generate(12, 1)
    result = solve(problem)
    write_problem(problem, folder / "problem.json")
    write_result(result, folder / "result.json", certificate=True)
    lines = ["group,member_1,member_2,member_3"]
    for i, group in enumerate(result.groups, start=1):
        lines.append(",".join([str(i), *group.members, ""][:4]))
    (folder / "groups.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def process(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
    code = "import sys; from peerpair.cli.main import run; sys.exit(run())"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


def test_help_lists_every_command_and_says_what_it_does(capsys: Text) -> None:
    assert run([]) == 0
    assert run(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(f"  {name} " in out for name in COMMANDS)
    for name in COMMANDS:
        assert run([name, "--help"]) == 0
        assert "Traceback" not in capsys.readouterr().out


def test_version(capsys: Text) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"peerpair {__version__}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], "nonsense"),
        (["solve"], "PROBLEM.json"),
        (["solve", "p.json", "--nonsense"], "--nonsense"),
        (["solve", "p.json", "--seed", "x"], "--seed"),
        (["solve", "missing.json"], "missing.json"),
        (["solve", "missing.json", "--seconds", "0"], "--seconds: must be more than 0"),
        (["solve", "missing.json", "--seconds", "nan"], "got: nan"),
        (["solve", "missing.json", "--seconds", "inf"], "got: inf"),
        (["solve", "missing.json", "--gap=-0.1"], "--gap: must be at least 0"),
        (["verify", "missing.json", "missing.json"], "missing.json"),
        (["evaluate", "missing.json", "missing.csv"], "missing.json"),
        (["generate", "--residents", "0"], "residents: must be at least 1"),
        (["demo", "--residents=-1"], "residents: must be at least 1"),
        (
            ["generate", "--residents", "2", "-o", "no/such/folder/p.json"],
            "no/such/folder/p.json: ",
        ),
        (["schema", "--problem", "--result"], "exclude each other"),
    ],
)
def test_wrong_input_is_named_and_gives_2(
    arguments: list[str], words: str, capsys: Text, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(arguments) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert ".part" not in captured.err


def test_generate_prints_or_writes_the_same_document(capsys: Text, tmp_path: Path) -> None:
    assert run(["generate", "--residents", "9", "--seed", "4"]) == 0
    printed = json.loads(capsys.readouterr().out)
    path = tmp_path / "p.json"
    assert run(["generate", "--residents", "9", "--seed", "4", "-o", str(path)]) == 0
    captured = capsys.readouterr()
    assert captured.out == ""
    assert json.loads(path.read_text(encoding="utf-8")) == printed
    assert read_problem(path) == generate(9, 4)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_schema(capsys: Text) -> None:
    assert run(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schemas()
    for name in ("problem", "result"):
        assert run(["schema", f"--{name}"]) == 0
        assert json.loads(capsys.readouterr().out) == schemas()[f"peerpair-{name}/1"]


def test_solve_prints_the_result_or_writes_it(solved: Path, capsys: Text, tmp_path: Path) -> None:
    expected = read_result(solved / "result.json")
    assert run(["solve", str(solved / "problem.json")]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)["value"] == expected.value
    assert f"value {expected.value:,}, bound {expected.value:,}, gap 0%" in captured.err
    assert captured.err.startswith("OPTIMAL: Proven best\n")
    path = tmp_path / "r.json"
    start = str(solved / "groups.csv")
    assert run(["solve", str(solved / "problem.json"), "-o", str(path), "--start", start]) == 0
    assert capsys.readouterr().out == ""
    assert read_result(path).value == expected.value


def test_strategies(solved: Path, capsys: Text) -> None:
    assert run(["solve", str(solved / "problem.json"), "--strategy", "greedy"]) == 0
    assert json.loads(capsys.readouterr().out)["strategy"] == "greedy"
    assert run(["solve", str(solved / "problem.json"), "--strategy", "nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err


def test_infeasible_is_an_answer(tmp_path: Path, capsys: Text) -> None:
    problem = replace(generate(4, 1), sizes=Sizes(triads=(1, 1)))
    write_problem(problem, tmp_path / "p.json")
    path = tmp_path / "r.json"
    assert run(["solve", str(tmp_path / "p.json"), "-o", str(path)]) == 3
    result = read_result(path)
    assert result.status is Status.INFEASIBLE
    err = capsys.readouterr().err
    assert "INFEASIBLE: No answer exists" in err
    assert result.warnings
    assert all(warning in err for warning in result.warnings)
    assert run(["solve", str(tmp_path / "p.json"), "-o", str(path), "--quiet"]) == 3
    assert capsys.readouterr().err == err.replace(f"Wrote {path}\n", "")


def test_a_private_exclusion_is_never_printed(tmp_path: Path, capsys: Text) -> None:
    """Two residents who exclude each other: no way out, and no names on any output."""
    document = {
        "format": "peerpair-problem/1",
        "residents": [{"id": "canary-one"}, {"id": "canary-two"}],
        "constraints": [
            {"kind": "exclude", "residents": ["canary-one", "canary-two"], "private": True}
        ],
    }
    path = tmp_path / "p.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    assert run(["solve", str(path), "-o", str(tmp_path / "r.json")]) == 3
    captured = capsys.readouterr()
    written = (tmp_path / "r.json").read_text(encoding="utf-8")
    for text in (captured.out, captured.err, written):
        assert not ("canary-one" in text and "canary-two" in text)


def patch_solve(monkeypatch: pytest.MonkeyPatch, outcome: Result | BaseException) -> None:
    def instead(*_: Any, **__: Any) -> Result:
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    monkeypatch.setattr(SOLVING, "solve", instead)


def test_nothing_found_gives_4(solved: Path, capsys: Text, monkeypatch: pytest.MonkeyPatch) -> None:
    patch_solve(monkeypatch, Result(Status.UNKNOWN, problem_sha256="0" * 64))
    assert run(["solve", str(solved / "problem.json")]) == 4
    captured = capsys.readouterr()
    assert json.loads(captured.out)["status"] == "UNKNOWN"
    assert "Nothing found in the time given" in captured.err


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (InternalError("value: is 1, should be 2"), 1, "bug in peerpair"),
        (ValueError("canary"), 1, "bug in peerpair; please report it. ValueError at "),
        (KeyboardInterrupt(), 130, "Interrupted"),
        (MemoryError(), 2, "not enough memory"),
        (OSError(28, "No space left on device", "r.json"), 2, "r.json: No space left on device"),
        (BrokenPipeError(), 0, ""),
    ],
)
def test_no_error_reaches_the_user_as_a_traceback(
    error: BaseException,
    code: int,
    words: str,
    solved: Path,
    capsys: Text,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    patch_solve(monkeypatch, error)
    assert run(["solve", str(solved / "problem.json")]) == code
    captured = capsys.readouterr()
    assert words in captured.err
    assert "Traceback" not in captured.err
    assert "canary" not in captured.err


def test_ctrl_c_keeps_the_answer_found_so_far(
    solved: Path, capsys: Text, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = read_result(solved / "result.json")

    def interrupted(*_: Any, stop: Any, **__: Any) -> Result:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert stop()
        return replace(found, status=status)

    monkeypatch.setattr(SOLVING, "solve", interrupted)
    before = signal.getsignal(signal.SIGINT)
    for status, code in ((Status.FEASIBLE, 0), (Status.UNKNOWN, 130)):
        assert run(["solve", str(solved / "problem.json")]) == code
        captured = capsys.readouterr()
        assert json.loads(captured.out)["status"] == status
        assert "press Ctrl-C again" in captured.err
    assert signal.getsignal(signal.SIGINT) is before


def test_verify(solved: Path, capsys: Text, tmp_path: Path) -> None:
    problem, result = str(solved / "problem.json"), solved / "result.json"
    for flag in ([], ["--certificate"]):
        assert run(["verify", problem, str(result), *flag]) == 0
        captured = capsys.readouterr()
        lines = captured.out.splitlines()
        assert all(line.startswith(("verified: ", "not checked")) for line in lines)
        assert f"verified: value {read_result(result).value}" in lines
        assert any("rests on" in line for line in lines)
        assert captured.err == ""
        assert any("verified: the certificate's prices" in line for line in lines) == bool(flag)
    claimed = read_result(result)
    assert claimed.value is not None
    write_result(replace(claimed, value=claimed.value + 1), tmp_path / "bad.json")
    assert run(["verify", problem, str(tmp_path / "bad.json")]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "The check failed" in captured.err
    assert run(["verify", problem, str(tmp_path / "bad.json"), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert not found["ok"]
    assert found["violations"]
    assert run(["verify", problem, str(result), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["violations"] == []


def test_evaluate(solved: Path, capsys: Text, tmp_path: Path) -> None:
    problem, groups = str(solved / "problem.json"), solved / "groups.csv"
    result = read_result(solved / "result.json")
    assert run(["evaluate", problem, str(groups)]) == 0
    captured = capsys.readouterr()
    assert f"{result.value:,}" in captured.out
    assert "can never meet" in captured.out
    assert captured.err == ""
    lines = groups.read_text(encoding="utf-8").splitlines()
    short = tmp_path / "short.csv"
    short.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    assert run(["evaluate", problem, str(short)]) == 1
    captured = capsys.readouterr()
    assert "rule is broken" in captured.err
    assert captured.out
    assert run(["evaluate", problem, str(short), "--json"]) == 1
    captured = capsys.readouterr()
    assert captured.err == ""
    found = json.loads(captured.out)
    assert found["result"]["format"] == "peerpair-result/1"
    assert len(found["violations"]) == 1
    stranger = tmp_path / "stranger.csv"
    stranger.write_text("\n".join([*lines, "9,r001,nobody,"]) + "\n", encoding="utf-8")
    assert run(["evaluate", problem, str(stranger)]) == 2
    assert "nobody" in capsys.readouterr().err


def test_a_certificate_is_written_when_asked_and_found_again(capsys: Text, tmp_path: Path) -> None:
    write_problem(generate(8, 0), tmp_path / "p.json")
    problem, result = str(tmp_path / "p.json"), str(tmp_path / "r.json")
    assert run(["solve", problem, "--certificate"]) == 2
    assert "--certificate: needs a file" in capsys.readouterr().err
    assert run(["solve", problem, "-o", result]) == 0
    assert run(["verify", problem, result]) == 0
    capsys.readouterr()
    assert run(["verify", problem, result, "--certificate"]) == 2
    error = capsys.readouterr().err
    assert "comes without its certificate" in error
    assert str(tmp_path / "r.certificate.json") in error
    assert run(["solve", problem, "-o", result, "--certificate"]) == 0
    assert "as confidential as the problem" in capsys.readouterr().err
    assert read_result(tmp_path / "r.json").certificate is None
    for file in ("r.json", "r.certificate.json"):
        assert run(["verify", problem, str(tmp_path / file), "--certificate"]) == 0
        assert "verified: the certificate's prices" in capsys.readouterr().out
    # That of another result is none.
    write_result(replace(read_result(result), seed=7), result)
    assert run(["verify", problem, result, "--certificate"]) == 2


def test_demo_writes_everything_where_it_says(capsys: Text, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    assert run(["demo", "--residents", "11", "--seed", "2", "--out", str(out)]) == 0
    captured = capsys.readouterr()
    names = {"problem.json", "result.json", "report.html", "report.xlsx", "for-residents"}
    names |= {f"{table}.csv" for table in ("groups", "residents", "windows", "issues", "sending")}
    hidden = {".peerpair", ".peerpair-state.json", ".peerpair-state.certificate.json"}
    assert {path.name for path in out.iterdir()} == names | hidden
    assert all(name in captured.err for name in names)
    assert f"Wrote {out / 'report.html'}" in captured.err
    assert captured.out.startswith("Group  Members")
    assert run(["verify", str(out / "problem.json"), str(out / "result.json")]) == 0
    assert read_result(out / "result.json").certificate is None
    kept = out / ".peerpair-state.certificate.json"
    assert run(["verify", str(out / "problem.json"), str(kept), "--certificate"]) == 0
    assert run(["evaluate", str(out / "problem.json"), str(out / "groups.csv")]) == 0
    capsys.readouterr()
    assert run(["demo", "--residents", "1", "--out", str(tmp_path / "one")]) == 3
    assert (tmp_path / "one" / "report.html").exists()
    (tmp_path / "file").write_text("x")
    assert run(["demo", "--residents", "2", "--out", str(tmp_path / "file")]) == 2


def test_messages_cannot_steer_the_terminal(capsys: Text, tmp_path: Path) -> None:
    problem = replace(generate(3, 1), sizes="pairs", constraints=())
    people = tuple(
        Resident(f"\x1b[2J\u202e{i}", coverage=()) for i, _ in enumerate(problem.residents)
    )
    problem = replace(problem, residents=people, busy=(), preferences=())
    write_problem(problem, tmp_path / "p.json")
    assert run(["solve", str(tmp_path / "p.json"), "-o", str(tmp_path / "r.json")]) == 0
    err = capsys.readouterr().err
    assert "no entries" in err
    assert "\x1b" not in err
    assert "\u202e" not in err


def test_a_missing_extra_is_one_line(capsys: Text, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("peerpair.cli.app")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "typer", None)
    assert run(["--version"]) == 2
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert "pip install 'peerpair[cli]'" in err


def test_a_process_leaves_quietly(tmp_path: Path) -> None:
    done = process("generate", "--residents", "0")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    reader = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from peerpair.cli.main import run; sys.exit(run(['generate']))",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert reader.stdout is not None
    assert reader.stderr is not None
    reader.stdout.read(10)
    reader.stdout.close()
    assert reader.stderr.read() == b""
    reader.stderr.close()
    assert reader.wait(60) == 0


def test_the_commands_start_without_loading_a_solver() -> None:
    code = (
        "import sys; from peerpair.cli.main import run; run(['--help']);"
        "print([m for m in ('ortools', 'jinja2', 'icalendar') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
