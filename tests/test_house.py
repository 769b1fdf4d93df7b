"""The house itself: layers, file sizes, imports, words that do not belong."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import peerpair
from peerpair.registry import family

SOURCE = Path(peerpair.__file__).parent
LAYERS = [
    {"errors", "registry", "start", "text"},
    {"shapes"},
    {"model"},
    {"documents", "availability"},
    {"constraints", "objectives", "levels"},
    {"verify", "engines", "compile", "read", "generate"},
    {"designs", "matching", "lint", "meetings"},
    {"config", "strategies"},
    {"solve"},
    {"plan"},
    {"report"},
    {"plot"},
    {"cli"},
    {"__main__"},
]
READ_LAYERS = [
    {"limits", "word_lists"},
    {"dates"},
    {"book", "mapping", "people", "rotations"},
    {"source", "coverage"},
    {"draft"},
    {"duties", "tables"},
    {"layout", "concerned"},
    {"ical"},
    {"json_export"},
    {"formats"},
    {"lists", "history"},
    {"files"},
    {"folder"},
    {"__init__"},
]
"""Floors of `read`, lowest first, as `LAYERS` are those of the whole house."""
RANK = {name: i for i, names in enumerate(LAYERS) for name in names}
FILES = sorted(SOURCE.rglob("*.py"))
KINDS = ("constraints", "objectives")
HOLDERS = ("peerpair.model.problem", "peerpair.documents")


BELOW_RULES = ("errors", "registry", "text", "shapes", "model")


BELOW_RULES = ("errors", "registry", "text", "shapes", "model")


def imports(path: Path) -> set[str]:
    """Return the peerpair modules a file imports anywhere, those for types too."""
    found = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("peerpair."):
            found.add(node.module or "")
        elif isinstance(node, ast.Import):
            found |= {a.name for a in node.names if a.name.startswith("peerpair.")}
        assert not (isinstance(node, ast.ImportFrom) and node.level), f"relative import in {path}"
    return found


def room(module: str) -> str:
    return module.split(".")[1]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_no_import_goes_up_and_files_stay_small(path: Path) -> None:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    if parts == ("__init__",):
        return
    assert parts[0] in RANK, f"{parts[0]} has no layer"
    for module in imports(path):
        other = room(module)
        assert RANK[other] <= RANK[parts[0]], f"{'.'.join(parts)} imports {module}"
        if other != parts[0]:
            assert RANK[other] < RANK[parts[0]], f"{'.'.join(parts)} imports sideways: {module}"
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize(
    "path",
    [p for p in FILES if "read" in p.relative_to(SOURCE).parts],
    ids=lambda p: str(p.relative_to(SOURCE)),
)
def test_the_rooms_of_read_import_one_way(path: Path) -> None:
    rank = {name: i for i, names in enumerate(READ_LAYERS) for name in names}
    own = path.relative_to(SOURCE / "read").with_suffix("").parts[0]
    for module in imports(path):
        if room(module) == "read":
            other = [*module.split("."), "__init__"][2]
            assert other == own or rank[other] < rank[own], f"{path} imports {module}"


def test_formats_of_read_know_nothing_of_each_other() -> None:
    base = "peerpair.read.formats.base"
    for path in (SOURCE / "read" / "formats").glob("*.py"):
        others = {m for m in imports(path) if m.startswith("peerpair.read.formats")} - {base}
        assert not others, f"{path} imports {others}"


def test_no_import_cycles() -> None:
    names = {
        ".".join(("peerpair", *path.relative_to(SOURCE).with_suffix("").parts)): path
        for path in FILES
    }
    graph = {name: {m for m in imports(path) if m in names} for name, path in names.items()}
    done: set[str] = set()

    def walk(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for other in graph[name]:
                walk(other, (*trail, name))
            done.add(name)

    for name in graph:
        walk(name, ())


def test_the_checker_knows_neither_compile_nor_a_solver() -> None:
    for path in (SOURCE / "verify").glob("*.py"):
        for module in imports(path):
            assert room(module) in ("verify", "levels", *BELOW_RULES), f"{path} {module}"


def test_only_the_engines_import_solvers() -> None:
    for path in FILES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if any(name.split(".")[0] == "ortools" for name in names):
                assert path.parent.name == "engines"


def test_import_is_light() -> None:
    """No solver, no data frames, no template engine until something needs them."""
    code = (
        "import sys, peerpair; from peerpair import read_problem, solve, verify; "
        "heavy = {'ortools', 'pandas', 'networkx', 'rustworkx', 'icalendar', 'jinja2', 'rich', "
        "'typer', 'matplotlib'}; print(sorted(heavy & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_no_solver_text_reaches_the_terminal() -> None:
    code = (
        "import peerpair as pp; from peerpair.generate import generate; "
        "pp.solve(generate(20, 1), seconds=30)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert (found.stdout, found.stderr) == ("", "")


MEANINGS = {SOURCE / "model" / name for name in ("problem.py", "plan.py")}
"""What a document means that states no objectives, that forbids repeats, or is an older plan."""


def test_no_other_room_names_a_kind_of_rule() -> None:
    """What the others need of a rule is a method or an attribute of it."""
    kinds = {*family("constraints"), *family("objectives")}
    rooms = {SOURCE / "constraints", SOURCE / "objectives"}
    makers = {SOURCE / "generate" / "version_1.py", SOURCE / "read" / "lists.py"}
    named = []
    for path in FILES:
        if path.parent in rooms or path in MEANINGS:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        tree.body = [node for node in tree.body if not _lists_names(node)]
        texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        named += [f"{path}: {text!r}" for text in texts & kinds]
        if path not in makers:  # which make rules, and tell none apart
            used = {module for module in imports(path) if room(module) in KINDS}
            named += [f"{path}: {module}" for module in used]
    assert named == []


def _lists_names(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"


@pytest.mark.parametrize("name", ["report", "config", "cli", "plot"])
def test_names_say_what_they_hold(name: str) -> None:
    for path in (SOURCE / name).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            named = getattr(node, "id", None) or getattr(node, "arg", None)
            assert named != "found", f"{path}:{getattr(node, 'lineno', 0)}"


def test_rules_do_not_know_the_problem_that_holds_them() -> None:
    """Nor for types: what they ask is stated in `model.asked`."""
    files = [SOURCE / "model" / f"{name}.py" for name in ("asked", "rules", "predicate")]
    for path in [*files, *(path for path in FILES if path.parent.name in KINDS)]:
        assert not {module for module in imports(path) if module.startswith(HOLDERS)}, path
