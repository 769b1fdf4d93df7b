"""Puts one question to all sides at once: to the documents, to compile and to verify.

Answers are compared with tables worked out by hand.  Where both sides share a small meaning, such
as the weeks of a horizon, an error in it would make them agree all the same.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import peerpair as pp
from peerpair.documents.files import certificate_path
from peerpair.model.certificate import OddSet, Row

Document = dict[str, Any]
MONDAY = "2026-08-03"


def people(names: str, **keys: dict[str, Any]) -> list[Document]:
    """Return residents named by single letters; a keyword gives the keys of one of them."""
    return [{"id": name, **keys.get(name, {})} for name in names]


def document(residents: Sequence[Document], **keys: Any) -> Document:
    """Return a problem document in which anybody may stay out at no cost."""
    usual = {"unplaced": {"penalty": 0}, "sizes": "mixed", "fairness": "total", "objectives": []}
    return {"format": "peerpair-problem/1", "residents": residents, **usual, **keys}


def dates(count: int, start: str = MONDAY, zone: str = "UTC", **meeting: Any) -> Document:
    """Return the keys of a problem over some dates on which everybody is free from noon to one."""
    end = date.fromisoformat(start) + timedelta(days=count)
    usual = {"minutes": 60, "slot_minutes": 60, "hours": ["12:00", "13:00"]}
    return {
        "timezone": zone,
        "horizon": {"start": start, "end": end.isoformat()},
        "meeting": {**usual, **meeting},
    }


def away(name: str, start: str, end: str, kind: str = "leave", **more: Any) -> Document:
    """Return an entry of a roster; leave unless said otherwise, which no rest follows."""
    return {"resident": name, "start": start, "end": end, "kind": kind, **more}


def written(result: pp.Result) -> Document:
    """Return the document of a result, which must read back as the same result."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        pp.write_result(result, path, certificate=True)
        found: Document = json.loads(certificate_path(path).read_text(encoding="utf-8"))
        again = pp.read_result(path)
    assert (again.groups, again.levels, again.value) == (result.groups, result.levels, result.value)
    return found


def judged(problem: pp.Problem, changed: Document, *, certificate: bool = False) -> list[str]:
    """Return what verify says of a result document, whatever numbers its certificate has.

    Documents refuse some of them already; verify has to find them in results made in Python too.
    """
    result = _read({**changed, "certificate": None})
    try:
        result = replace(result, certificate=_certificate(changed.get("certificate")))
    except pp.ProblemError as error:
        return [str(error)]
    told = _told(problem, result, certificate)
    try:
        read = _read(changed)
    except pp.ProblemError:
        assert told
        return told
    assert _told(problem, read, certificate) == told
    return told


def _told(problem: pp.Problem, result: pp.Result, certificate: bool) -> list[str]:
    return [*map(str, pp.verify(problem, result, certificate=certificate).violations)]


def _certificate(stated: Document | None) -> pp.Certificate | None:
    if stated is None:
        return None
    return pp.Certificate(
        stated["scale"],
        stated["prices"],
        tuple(Row(**row) for row in stated["rows"]),
        tuple(OddSet(**{**odd, "residents": tuple(odd["residents"])}) for odd in stated["sets"]),
        stated["bound"],
    )


def _read(changed: Document) -> pp.Result:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "result.json"
        path.write_text(json.dumps(changed), encoding="utf-8")
        return pp.read_result(path)


def scored(given: Document, *groups: str) -> Document:
    """Return the result document of some groups: numbers by compile, confirmed by verify."""
    problem = pp.Problem.from_document(given)
    result, broken = pp.evaluate(problem, [tuple(group) for group in groups])
    assert not broken
    found = pp.verify(problem, result)
    assert found.ok, found.violations
    return written(result)


def group_of(given: Document, group: str) -> Document:
    """Return what the result document says of one group."""
    (found,) = scored(given, group)["groups"]
    return dict(found)


def is_allowed(given: Document, group: str) -> bool:
    """Tell whether a group is allowed; compile and verify must agree.

    Verify is asked for the group, beside those that have to be there.  Compile is asked by making
    it the only one that is worth anything: then it is formed if it is a candidate.
    """
    pinned = [rule["residents"] for rule in given["constraints"] if rule["kind"] == "pin"]
    beside = [tuple(names) for names in pinned if not set(names) & set(group)]
    _, broken = pp.evaluate(pp.Problem.from_document(given), [tuple(group), *beside])
    prize = {"members": list(group), "points": 1}
    wanted = {**given, "affinities": [prize], "objectives": [{"kind": "affinity"}, _NOTHING]}
    result = pp.solve(pp.Problem.from_document(wanted))
    formed = tuple(group) in [found.members for found in result.groups]
    assert formed == (not broken), (group, broken)
    return formed


_NOTHING = {"kind": "size", "weight": 0}  # without it only the group would be a candidate


def best(given: Document) -> Document:
    """Return the result document of a solve, proven and confirmed with its certificate."""
    problem = pp.Problem.from_document(given)
    result = pp.solve(problem)
    found = pp.verify(problem, result, certificate=True)
    assert found.ok, found.violations
    assert result.status in (pp.Status.OPTIMAL, pp.Status.INFEASIBLE)
    return written(result)


def alone(given: Document, group: str) -> Document:
    """Return the result document of a solve in which others are inactive and the group is formed.

    Its value is what the kernels make of the group, and the certificate confirms it.
    """
    residents = [{**one, "active": one["id"] in group} for one in given["residents"]]
    whole = {"sizes": {str(len(group)): [1, 1]}, "unplaced": "forbid"}
    found = best({**given, "residents": residents, **whole})
    if found["status"] == "OPTIMAL":
        assert (found["bound"], found["bound_rests_on"]) == (found["value"], "prices")
    return found
