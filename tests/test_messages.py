"""Messages are for people: what travels is data, and nothing in the sources takes text apart."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import peerpair

SOURCE = Path(peerpair.__file__).parent
FOREIGN = {"config/parse.py": 2}
"""Where another library says in its message alone what is needed, or too much: tomllib."""

TEXTS = {"message", "hint", "warning", "warnings", "reason", "reasons", "note", "notes"}
TEXTS |= {"remark", "remarks", "violation", "violations", "sentence", "stage"}
ERRORS = {"error", "fault", "issue", "remark", "exc", "exception"}
PARTS = {"startswith", "endswith", "partition", "rpartition", "split", "rsplit", "splitlines"}
PARTS |= {"removeprefix", "removesuffix", "find", "rfind", "index", "rindex"}
PATTERNS = {"match", "search", "fullmatch", "sub", "split", "findall", "finditer"}


def is_message(node: ast.expr) -> bool:
    """Tell whether an expression is a text for people, by its name."""
    if isinstance(node, ast.Name):
        return node.id in TEXTS
    if isinstance(node, ast.Attribute):
        named = isinstance(node.value, ast.Name) and node.value.id in ("level", "stage")
        return node.attr in TEXTS or (named and node.attr == "name")
    if isinstance(node, ast.Subscript):
        return is_message(node.value)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str":
        return any(isinstance(a, ast.Name) and a.id in ERRORS for a in node.args)
    return False


def taken_apart(tree: ast.AST) -> Iterator[ast.expr]:
    """Yield where a message is matched, split, searched, or compared with a sentence."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            split = node.func.attr in PARTS and is_message(node.func.value)
            if split or (node.func.attr in PATTERNS and any(map(is_message, node.args))):
                yield node
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            for one, sign, other in zip(sides, node.ops, sides[1:], strict=False):
                constant = [isinstance(s, ast.Constant | ast.JoinedStr) for s in (one, other)]
                inside = isinstance(sign, ast.In | ast.NotIn) and constant[0] and is_message(other)
                said = any(isinstance(s, ast.Attribute) and is_message(s) for s in (one, other))
                if inside or (said and any(constant)):
                    yield node


@pytest.mark.parametrize(
    "line",
    [
        'who, _, what = warning.partition(": ")',
        "match = _RULE.match(reason)",
        'reason.endswith(" (confidential)")',
        "any('dates=\"m/d\"' in fault.hint for fault in faults)",
        'if level.name == "maxmin": pass',
        'int(level.name.removeprefix("weeks<="))',
        'if stage == "unplaced" or stage.startswith("weeks<="): pass',
        'if stage.name == "total": pass',
        "re.search('line [0-9]+', str(error))",
        'error.reason[0].split(": ")',
        'fault.message == "unknown resident"',
    ],
)
def test_the_rule_finds_what_it_is_for(line: str) -> None:
    assert [*taken_apart(ast.parse(line))]


@pytest.mark.parametrize(
    "line",
    [
        "remark.kind is RemarkKind.STRANDED",
        'if message == "ready": pass',
        "if note in notes: pass",
        "stage.solve(columns)",
        'text.split("\\n")',
    ],
)
def test_the_rule_lets_data_pass(line: str) -> None:
    assert not [*taken_apart(ast.parse(line))]


def test_no_source_takes_a_message_apart() -> None:
    found = {}
    for path in sorted(SOURCE.rglob("*.py")):
        lines = [ast.unparse(node) for node in taken_apart(ast.parse(path.read_text("utf-8")))]
        if lines:
            found[path.relative_to(SOURCE).as_posix()] = lines
    assert {name: len(lines) for name, lines in found.items()} == FOREIGN, found


def test_levels_have_names_in_documents_alone() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        documented = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
        texts = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
            if id(node) not in documented
        ]
        name = path.relative_to(SOURCE).as_posix()
        if name != "model/level.py":
            assert not [text for text in texts if "weeks<=" in text], name
        if name.startswith("matching/"):
            assert not {"unplaced", "maxmin", "total"} & set(texts), name


def test_remarks_on_rules_are_made_where_private_ones_are_told_apart() -> None:
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Remark":
                given = {keyword.arg for keyword in node.keywords}
                assert not given & {"rule", "rule_kind", "confidential"}, (path, node.lineno)
                assert len(node.args) <= 2, (path, node.lineno)
