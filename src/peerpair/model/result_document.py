"""The ``peerpair-result/1`` document: its shape, and reading and writing it without loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from peerpair.errors import ProblemError
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.result import (
    Certificate,
    Group,
    Level,
    OddSet,
    Result,
    Row,
    Status,
    Window,
    relative_gap,
)
from peerpair.shapes.basic import Choice, Flag, Integer, Number, Pattern, Shape, Text
from peerpair.shapes.containers import Items, Mapped, Nullable
from peerpair.shapes.frozen import thaw
from peerpair.shapes.moments import Moment, parse_moment, write_moment
from peerpair.shapes.record import Key, Record, required
from peerpair.shapes.visit import Visit

__all__ = ["RESULT_FORMAT", "read_result_document", "result_shape", "write_result_document"]

RESULT_FORMAT = "peerpair-result/1"


def _all(keys: Mapping[str, Shape]) -> Record:
    """Return a record all of whose keys must be present."""
    return Record({name: Key(shape, required=True) for name, shape in keys.items()})


def result_shape() -> Record:
    """Return the shape of a result document."""
    ids = Items(Text(1))
    count = Integer(0)
    window = _all({"start": Moment(), "end": Moment(), "missing": ids, "soft": ids})
    group = _all(
        {
            "members": Items(Text(1), 2, 3, distinct=True),
            "value": Integer(),
            "points": Mapped(Integer()),
            "weeks_met": Nullable(count),
            "starts_per_week": Items(count),
            "windows": Items(window),
        }
    )
    level = _all(
        {
            "name": Text(1),
            "value": Nullable(Integer()),
            "bound": Nullable(Integer()),
            "proven": Flag(),
        }
    )
    certificate = _all(
        {
            "scale": Integer(1),
            "prices": Mapped(Integer()),
            "rows": Items(_all({"row": Text(1), "price": count})),
            "sets": Items(_all({"residents": ids, "divisor": Integer(2), "price": count})),
            "bound": Integer(),
        }
    )
    return Record(
        {
            "format": required(Choice((RESULT_FORMAT,))),
            "status": required(Choice(tuple(Status))),
            "value": required(Nullable(Integer())),
            "bound": required(Nullable(Integer())),
            "bound_rests_on": required(Nullable(Choice(("prices", "search")))),
            "gap": required(Nullable(Number())),
            "levels": required(Items(level)),
            "groups": required(Items(group)),
            "unplaced": required(ids),
            "warnings": required(Items(Text())),
            "metrics": required(Record({}, open=True)),
            "certificate": required(Nullable(certificate)),
            "problem_sha256": required(Pattern(r"[0-9a-f]{64}", "64 hexadecimal digits")),
            "versions": required(Mapped(Text())),
            "seed": required(Integer()),
            "seconds": required(Mapped(Number())),
            "strategy": Text(1),
            "peak_mb": Nullable(count),
        }
    )


def write_result_document(result: Result) -> dict[str, Any]:
    """Return the document of a result."""
    certificate = result.certificate
    return {
        "format": RESULT_FORMAT,
        "status": str(result.status),
        "value": result.value,
        "bound": result.bound,
        "bound_rests_on": result.bound_rests_on,
        "gap": relative_gap(result.value, result.bound),
        "levels": [
            {"name": lv.name, "value": lv.value, "bound": lv.bound, "proven": lv.proven}
            for lv in result.levels
        ],
        "groups": [_write_group(group) for group in result.groups],
        "unplaced": list(result.unplaced),
        "warnings": list(result.warnings),
        "metrics": thaw(result.metrics),
        "certificate": None if certificate is None else _write_certificate(certificate),
        "problem_sha256": result.problem_sha256,
        "versions": dict(result.versions),
        "seed": result.seed,
        "seconds": dict(result.seconds),
        "strategy": result.strategy,
        "peak_mb": result.peak_mb,
    }


def _write_group(group: Group) -> dict[str, Any]:
    return {
        "members": list(group.members),
        "value": group.value,
        "points": dict(group.points),
        "weeks_met": group.weeks_met,
        "starts_per_week": list(group.starts_per_week),
        "windows": [
            {
                "start": write_moment(window.start),
                "end": write_moment(window.end),
                "missing": list(window.missing),
                "soft": list(window.soft),
            }
            for window in group.windows
        ],
    }


def _write_certificate(certificate: Certificate) -> dict[str, Any]:
    return {
        "scale": certificate.scale,
        "prices": dict(certificate.prices),
        "rows": [{"row": row.row, "price": row.price} for row in certificate.rows],
        "sets": [
            {"residents": list(s.residents), "divisor": s.divisor, "price": s.price}
            for s in certificate.sets
        ],
        "bound": certificate.bound,
    }


def read_result_document(document: object) -> Result:
    """Build a result from a ``peerpair-result/1`` document.

    Raises
    ------
    ProblemError
        With every fault and its place.
    """
    visit = Visit()
    result_shape().check(document, "", visit)
    if visit.faults:
        raise ProblemError(visit.faults, "the result is not valid")
    assert isinstance(document, dict)
    keys = ("value", "bound", "bound_rests_on", "problem_sha256", "seed")
    certificate = document["certificate"]
    return Result(
        status=Status(document["status"]),
        levels=tuple(Level.named(**level) for level in document["levels"]),
        groups=tuple(_read_group(group) for group in document["groups"]),
        unplaced=document["unplaced"],
        remarks=tuple(Remark(RemarkKind.OTHER, text=text) for text in document["warnings"]),
        metrics=document["metrics"],
        stated_gap=document["gap"],
        certificate=None if certificate is None else _read_certificate(certificate),
        versions=document["versions"],
        seconds=document["seconds"],
        strategy=document.get("strategy", "exact"),
        peak_mb=document.get("peak_mb"),
        **{key: document[key] for key in keys},
    )


def _read_group(entry: Mapping[str, Any]) -> Group:
    return Group(
        members=tuple(entry["members"]),
        value=entry["value"],
        points=entry["points"],
        weeks_met=entry["weeks_met"],
        starts_per_week=tuple(entry["starts_per_week"]),
        windows=tuple(
            Window(
                parse_moment(window["start"]),
                parse_moment(window["end"]),
                tuple(window["missing"]),
                tuple(window["soft"]),
            )
            for window in entry["windows"]
        ),
    )


def _read_certificate(entry: Mapping[str, Any]) -> Certificate:
    return Certificate(
        scale=entry["scale"],
        prices=entry["prices"],
        rows=tuple(Row(**row) for row in entry["rows"]),
        sets=tuple(OddSet(tuple(s["residents"]), s["divisor"], s["price"]) for s in entry["sets"]),
        bound=entry["bound"],
    )
