"""What is checked, each part in an environment of its own: ``nox -l`` lists the parts."""

from __future__ import annotations

import shutil
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.sessions = ["lint", "tests", "oldest", "wheel"]

PYTEST = ("python", "-m", "pytest", "-q", "-n", "2")
BESIDE = ("tests", "benchmarks", "examples", "docs")
"""What the tests of a wheel need beside it."""
OUTSIDE = (  # where other people's packages come in; the rest of the tests is our own arithmetic
    "--ignore=tests/cli/test_killed.py",  # kills runs one file change after another: minutes
    *("tests/cli", "tests/config", "tests/plot", "tests/exact/test_pairs.py", "src"),
    *(f"tests/test_{name}.py" for name in ("docs_site", "documents", "engines", "golden")),
    *(f"tests/read/test_{name}.py" for name in ("read_calendar", "read_recurring", "recurrence")),
    *(f"tests/read/test_{name}.py" for name in ("workbook", "zones")),
    *(f"tests/report/test_{name}.py" for name in ("browser", "caldav", "calendars", "groups_md")),
    *(f"tests/report/test_{name}.py" for name in ("report_html", "xlsx")),
)
WHOLE = (  # what a wheel could lack: formats, parts, data files, documents
    *(f"tests/test_{name}.py" for name in ("contract", "doors", "examples", "strangers", "house")),
    *(f"tests/read/test_{name}.py" for name in ("example_roster", "formats", "read_templates")),
)
OLD_WARN_OF_NEW = (  # an old release warns of what a newer one beside it will drop
    *("-W", "ignore::DeprecationWarning"),
    *("-W", "ignore::PendingDeprecationWarning"),
)


@nox.session
def lint(session: nox.Session) -> None:
    """Lint, format and types."""
    session.install("-e", ".[dev]")
    session.run("ruff", "check", ".")
    session.run("ruff", "format", "--check", ".")
    session.run("mypy")


@nox.session
def tests(session: nox.Session) -> None:
    """Run all tests, or what is named after ``--``, with the newest dependencies."""
    session.install("-e", ".[test]")
    session.run(*PYTEST, *session.posargs)


@nox.session
def outside(session: nox.Session) -> None:
    """Run the tests that other packages matter to; ``--force-python`` says on which Python."""
    session.install("-e", ".[test]")
    session.run(*PYTEST, *OUTSIDE)


@nox.session
def oldest(session: nox.Session) -> None:
    """Run the tests that other packages matter to, with the oldest of them that are allowed."""
    floors = Path(session.create_tmp()) / "floors.txt"
    listed = session.run("python", ".ci/oldest.py", silent=True)
    floors.write_text(str(listed), encoding="utf-8")
    session.install("-c", str(floors), "-e", ".[test]")
    session.run(*PYTEST, *OLD_WARN_OF_NEW, *OUTSIDE)


@nox.session
def wheel(session: nox.Session) -> None:
    """Run the tests that would miss what a wheel lacks, on the wheel, away from the sources."""
    away = Path(session.create_tmp()).resolve()
    shutil.rmtree(away)
    for name in BESIDE:
        shutil.copytree(name, away / name, ignore=shutil.ignore_patterns("_build", "out"))
    for file in (*Path().glob("*.md"), *Path().glob("*.cff"), Path("pyproject.toml")):
        shutil.copy(file, away)
    session.install("build")
    session.run("python", "-m", "build", "-q", "--outdir", str(away / "dist"), ".")
    (built,) = (away / "dist").glob("*.whl")
    session.install(f"{built}[test]")
    session.chdir(away)
    chosen = [part for part in (*OUTSIDE, *WHOLE) if part != "src"]
    session.run(*PYTEST, "-p", "no:cacheprovider", *chosen, "--pyargs", "peerpair")
