"""Small errors that can be planted in Python source, each addressed by what it changes.

An address is the module, the function, the expression and what stands there instead: no line
numbers, so it stays right where code moves.
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TypeVar

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_REVERSED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.GtE,
    ast.LtE: ast.Gt,
    ast.Gt: ast.LtE,
    ast.GtE: ast.Lt,
}
_OPERATED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_CALLED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "sorted": "list",
    "abs": "int",
    "minimum": "maximum",
    "maximum": "minimum",
    "logical_and": "logical_or",
    "union1d": "intersect1d",
    "cumsum": "array",
    "unique": "array",
}
_TECHNICAL = ("axis", "strict", "dtype", "maxsize", "repr", "compare", "hash", "init")
"""Arguments whose change breaks every call, or none."""
_SHOWN = (
    *(ast.Assign, ast.AugAssign, ast.Return, ast.Expr, ast.IfExp, ast.Compare, ast.BinOp),
    *(ast.Call, ast.Subscript, ast.UnaryOp, ast.Tuple, ast.Dict),
)
"""What a constant is shown with."""
_Node = TypeVar("_Node", bound=ast.AST)


@dataclass(frozen=True)
class Mutant:
    """One planted error.

    Attributes
    ----------
    module : str
        Such as ``verify/check``.
    function : str
        Qualified name; empty = at the level of the module.
    code, instead : str
        An expression or a statement as `ast.unparse` writes it, and what is planted there.
    nth : int
        Which one of equal expressions in the function, from 0.
    source : str
        The module with the error.
    """

    module: str
    function: str
    code: str
    instead: str
    nth: int
    source: str

    @property
    def address(self) -> str:
        """Module, function, expression and replacement in one line."""
        nth = f" #{self.nth}" if self.nth else ""
        return f"{self.module}:{self.function}{nth}: {self.code} -> {self.instead}"

    @property
    def rank(self) -> str:
        """A number that is random but stays the same: samples are the first by it."""
        return hashlib.sha256(self.address.encode()).hexdigest()


def mutants(module: str, source: str, skip: Collection[str] = ()) -> Iterator[Mutant]:
    """Yield every error of our kinds that can be planted in a module.

    Parameters
    ----------
    module : str
        Its name.
    source : str
        Its text.
    skip : collection of str
        Names of functions that are left alone.
    """
    walk = _Walk(skip)
    walk.visit(ast.parse(source))
    times: Counter[tuple[str, str, str]] = Counter()
    for function, node, shown, changed in walk.found:
        instead = ast.unparse(shown(changed))
        code = ast.unparse(shown(node))
        key = function, code, instead
        text = _replaced(source, node, ast.unparse(changed))
        yield Mutant(module, function, code, instead, times[key], text)
        times[key] += 1


def planted(module: str, source: str, function: str, code: str, instead: str) -> list[Mutant]:
    """Return the module with `instead` for each place where a function has `code`."""
    wanted = ast.unparse(ast.parse(code))
    places = _Places(function, wanted)
    places.visit(ast.parse(source))
    return [
        Mutant(module, function, code, instead, nth, _replaced(source, node, instead))
        for nth, node in enumerate(places.found)
    ]


def _replaced(source: str, node: ast.AST, text: str) -> str:
    assert isinstance(node, ast.expr | ast.stmt)
    assert node.end_lineno is not None
    assert node.end_col_offset is not None
    lines = source.encode().splitlines(keepends=True)
    first = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    last = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    new = f"({text})" if isinstance(node, ast.expr) else text
    data = b"".join(lines)
    return (data[:first] + new.encode() + data[last:]).decode()


class _Scoped(ast.NodeVisitor):
    """Walks through functions and knows in which one it is."""

    def __init__(self) -> None:
        self.names: list[str] = []

    @property
    def function(self) -> str:
        return ".".join(self.names)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._inside(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._inside(node)

    def _inside(self, node: ast.ClassDef | ast.FunctionDef) -> None:
        self.names.append(node.name)
        if isinstance(node, ast.FunctionDef):
            self.visit(node.args)
        for child in node.body:
            self.visit(child)
        self.names.pop()


class _Places(_Scoped):
    """Finds an expression or a statement in a function."""

    def __init__(self, function: str, code: str) -> None:
        super().__init__()
        self.wanted, self.code = function, code
        self.found: list[ast.AST] = []

    def generic_visit(self, node: ast.AST) -> None:
        plain = isinstance(node, ast.expr | ast.stmt) and not isinstance(node, ast.FunctionDef)
        if plain and self.function == self.wanted and ast.unparse(node) == self.code:
            self.found.append(node)
        else:
            super().generic_visit(node)


_Shown = Callable[[ast.AST], ast.AST]


class _Walk(_Scoped):
    """Collects function, node, how it is shown, and the changed node."""

    def __init__(self, skip: Collection[str]) -> None:
        super().__init__()
        self.skip = set(skip)
        self.found: list[tuple[str, ast.AST, _Shown, ast.AST]] = []
        self.above: list[ast.AST] = []

    def visit(self, node: ast.AST) -> None:
        if self._is_left_alone(node):
            return
        self.above.append(node)
        self._mutate(node)
        super().visit(node)
        self.above.pop()

    def _is_left_alone(self, node: ast.AST) -> bool:
        """Tell whether a node is about types or text, which people read and no code."""
        if isinstance(node, ast.FunctionDef):
            return node.name in self.skip
        if isinstance(node, ast.keyword):
            return node.arg in _TECHNICAL
        if isinstance(node, ast.AnnAssign) and node.value is None:
            return True
        types = isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        words = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        names = isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
        text = isinstance(node, ast.JoinedStr | ast.Assert | ast.Raise | ast.arg)
        return types or words or names or text

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def _add(self, node: _Node, change: Callable[[_Node], ast.AST]) -> None:
        self.found.append((self.function, node, lambda same: same, change(copy.deepcopy(node))))

    def _add_part(self, part: ast.AST, changed: ast.AST) -> None:
        """Add a change of a small part, shown with what stands around it."""
        whole: ast.AST = part
        for above in reversed(self.above):
            if above is part or isinstance(above, ast.comprehension | ast.keyword):
                continue
            if isinstance(above, _SHOWN):
                whole = above
            break

        def shown(node: ast.AST) -> ast.AST:
            return node if whole is part else _Swap(part, node).visit(copy.deepcopy(whole))

        self.found.append((self.function, part, shown, changed))

    def _mutate(self, node: ast.AST) -> None:
        match node:
            case ast.Compare():
                self._compare(node)
            case ast.BinOp():
                self._operate(node)
            case ast.BoolOp():
                self._combine(node)
            case ast.UnaryOp(op=ast.Not()):
                self._add(node, lambda n: n.operand)
            case ast.UnaryOp(op=ast.Invert()):
                self._add(node, lambda n: n.operand)
            case ast.Constant():
                self._constant(node)
            case ast.Call():
                self._call(node)
            case ast.If() | ast.IfExp():
                self._add_part(node.test, ast.UnaryOp(ast.Not(), copy.deepcopy(node.test)))
            case ast.comprehension():
                for test in node.ifs:
                    self._add_part(test, ast.Constant(True))
            case ast.AugAssign(op=ast.Add() | ast.Sub() | ast.BitAnd() | ast.BitOr()):
                self._add(node, _assigned)
                self._add(node, _operator_swapped)

    def _compare(self, node: ast.Compare) -> None:
        for place, op in enumerate(node.ops):
            for table in (_COMPARED, _REVERSED):
                other = table.get(type(op))
                if other is not None:
                    self._add(node, lambda n, p=place, o=other: _with(n, n.ops, p, o()))  # type: ignore[misc]

    def _operate(self, node: ast.BinOp) -> None:
        if any(
            isinstance(n, ast.Constant | ast.JoinedStr | ast.Tuple) and _is_text(n)
            for n in (node.left, node.right)
        ):
            return
        if isinstance(node.op, ast.FloorDiv):
            self._add(node, _rounded_up)
        elif other := _OPERATED.get(type(node.op)):
            self._add(node, lambda n: _set(n, "op", other()))

    def _combine(self, node: ast.BoolOp) -> None:
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        self._add(node, lambda n: _set(n, "op", other))
        for place in range(len(node.values)):
            self._add(node, lambda n, p=place: _without(n, p))  # type: ignore[misc]

    def _constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self._add_part(node, ast.Constant(not node.value))
        elif isinstance(node.value, int):
            self._add_part(node, ast.Constant(node.value + 1))
            if node.value > 0:
                self._add_part(node, ast.Constant(node.value - 1))

    def _call(self, node: ast.Call) -> None:
        name = node.func
        if isinstance(name, ast.Name) and name.id in _CALLED:
            self._add(node, lambda n: _set(n, "func", ast.Name(_CALLED[name.id])))
        elif isinstance(name, ast.Attribute) and name.attr in _CALLED:
            self._add(node, lambda n: _set(n, "func", _set(n.func, "attr", _CALLED[name.attr])))


class _Swap(ast.NodeTransformer):
    """Puts another node where one stands, in a copy of what is around it."""

    def __init__(self, old: ast.AST, new: ast.AST) -> None:
        self.at, self.new = _place(old), new

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.expr) and _place(node) == self.at:
            return self.new
        done: ast.AST = super().generic_visit(node)
        return done


def _place(node: ast.AST) -> tuple[object, ...]:
    names = ("lineno", "col_offset", "end_lineno", "end_col_offset")
    return (type(node), *(getattr(node, name, None) for name in names))


def _set(node: _Node, name: str, value: object) -> _Node:
    setattr(node, name, value)
    return node


def _with(node: ast.Compare, ops: list[ast.cmpop], place: int, op: ast.cmpop) -> ast.Compare:
    ops[place] = op
    return node


def _without(node: ast.BoolOp, place: int) -> ast.expr:
    node.values.pop(place)
    return node.values[0] if len(node.values) == 1 else node


def _rounded_up(node: ast.BinOp) -> ast.expr:
    down = ast.BinOp(ast.UnaryOp(ast.USub(), node.left), ast.FloorDiv(), node.right)
    return ast.UnaryOp(ast.USub(), down)


def _assigned(node: ast.AugAssign) -> ast.stmt:
    return ast.copy_location(ast.Assign([node.target], node.value), node)


def _operator_swapped(node: ast.AugAssign) -> ast.stmt:
    return _set(node, "op", _OPERATED[type(node.op)]())


def _is_text(node: ast.AST) -> bool:
    return not isinstance(node, ast.Constant) or isinstance(node.value, str | bytes)
