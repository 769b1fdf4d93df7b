"""Each key of a result document, changed alone: verify names the change, or it is one that is free.

Nothing here knows what a key means; only `_free` says which changes leave it right, and why.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import peerpair as pp
from tests.known.ask import Document

CASES = sorted((Path(__file__).parents[1] / "golden").glob("*.problem.json"))
Place = tuple[str | int, ...]


def _others(value: Any) -> Iterator[Any]:
    """Yield other values that may stand in the place of one."""
    yield from (None, "other", -1, [], {}, True, 10**6)
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield from (value + 1, value - 1, 0, value + 0.5)
    elif isinstance(value, str):
        yield from ("", value + "0", value[::-1], value.lower(), "9" + value, "OPTIMAL", "FEASIBLE")
        yield from ("INFEASIBLE", "UNKNOWN", "prices", "search", "greedy", "99.0")
    elif isinstance(value, list):
        yield from (value[1:], value[:-1], [*value, *value[:1]], value[::-1], [*value, "other"])
    elif isinstance(value, dict):
        yield {**value, "other": 0}
        for key in value:
            yield {name: part for name, part in value.items() if name != key}


def _places(value: Any, at: Place = ()) -> Iterator[Place]:
    yield at
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _places(part, (*at, key))
    elif isinstance(value, list):
        for i in sorted({*range(len(value))} & {0, 1, len(value) - 1}):
            yield from _places(value[i], (*at, i))


def _at(document: Any, place: Place) -> Any:
    for step in place:
        document = document[step]
    return document


def _changed(document: Document, place: Place, value: Any) -> Any:
    if not place:
        return value
    changed = copy.deepcopy(document)
    _at(changed, place[:-1])[place[-1]] = value
    return changed


def _free(place: Place, old: Any, new: Any, document: Document) -> bool:
    """Tell whether a change leaves a document right."""
    match place:
        case ():  # optional
            free = [{"strategy"}, {"peak_mb"}]
            free += [{"certificate"}] if document["bound_rests_on"] != "prices" else []
            return isinstance(new, dict) and set(old) - set(new) in free
        case ("seconds", *_) | ("peak_mb",) | ("seed",):  # measured, or as the caller chose
            return new is None or isinstance(new, dict) or (_is_number(new) and new >= 0)
        case ("warnings", *_):  # sentences for people
            return True
        case ("versions", "peerpair"):  # this one, in other words
            return isinstance(new, str) and new.startswith(old)
        case ("versions", *_):  # of what else computed the result: nothing follows from them
            return not isinstance(new, dict) or "peerpair" in new
        case ("strategy",):  # any that there is may have found the groups; null is a missing key
            return new in (None, "greedy")
        case ("certificate",):  # a proof may be kept back, but a bound that rests on it needs it
            return new is None and document["bound_rests_on"] != "prices"
        case ("certificate", "scale" | "prices" | "rows" | "sets", *_):
            return (
                True  # perhaps another proof of the same: test_enumeration tells right from wrong
            )
    return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_named(problem: pp.Problem, document: Any) -> bool:
    try:
        result = pp.Result.from_document(document)
    except pp.ProblemError:
        return True
    return not pp.verify(problem, result, certificate=True).ok


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name.split(".")[0])
def test_a_changed_key_is_named_or_free(path: Path) -> None:
    problem = pp.read_problem(path)
    document = pp.solve(problem).to_document(certificate=True)
    assert not _is_named(problem, document)
    unnoticed = []
    for place in _places(document):
        old = _at(document, place)
        for new in _others(old):
            same = new == old and isinstance(new, bool) == isinstance(old, bool)
            if same or _free(place, old, new, document):
                continue
            if not _is_named(problem, _changed(document, place, new)):
                unnoticed.append(f"{'.'.join(map(str, place))}: {new!r}"[:200])
    assert unnoticed == []
