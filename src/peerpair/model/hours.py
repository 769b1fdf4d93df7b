"""The clock times between which meetings lie: one span for every day, or several by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, cast

from peerpair.shapes.basic import How, Pattern, Shape
from peerpair.shapes.containers import Items, Range
from peerpair.shapes.noun import Noun, Of
from peerpair.shapes.record import Record
from peerpair.shapes.visit import FAILED, Visit

Span = tuple[str, str]
Spans = tuple[Span, ...]
_CLOCK = Pattern(r"([01]\d|2[0-3]):[0-5]\d|24:00", "a time such as 07:00")


class _Span(Range):
    """Two clock times, ascending."""

    def odd(self, first: str, second: str) -> str:
        ascend = clock_seconds(first) < clock_seconds(second)
        return "" if ascend else f"must ascend from {first}, got"


_SPAN = _Span(_CLOCK, _CLOCK)


class _Spans(Items):
    """Spans of one day, ascending and apart."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        taken = super().take(value, place, visit)
        if taken is FAILED or FAILED in taken:
            return FAILED
        for number, (before, after) in enumerate(pairwise(taken), 1):
            if clock_seconds(after[0]) <= clock_seconds(before[1]):
                message = f"must begin after the span before it has ended at {before[1]}, got"
                visit.fault(f"{place}[{number}]", message, after[0], "one span for both?")
        return taken


_DAY = _Spans(_SPAN)
_Day = Annotated[Spans | None, _DAY]


@dataclass(frozen=True)
class Hours(Noun):
    """Meeting hours of several spans, by day.

    Parameters
    ----------
    default : sequence of (str, str)
        Spans of local clock time, ascending and apart, ``"24:00"`` allowed as an end.
    mon, tue, wed, thu, fri, sat, sun : sequence of (str, str) or None
        What a day has instead; none at all is a day without meetings.

    Examples
    --------
    >>> Hours([("17:00", "22:00")], tue=[("12:00", "13:00"), ("17:00", "22:00")]).tue
    (('12:00', '13:00'), ('17:00', '22:00'))
    """

    default: Annotated[Spans, _DAY] = (("07:00", "22:00"),)
    mon: _Day = None
    tue: _Day = None
    wed: _Day = None
    thu: _Day = None
    fri: _Day = None
    sat: _Day = None
    sun: _Day = None


_BY_DAY = Record({"spans": Of(Hours)}, needed=("spans",))


class HoursOrSpan(Shape):
    """One span for every day, or ``{"spans": …}``; `Hours` that say no more are one span."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if isinstance(value, Mapping):
            taken = _BY_DAY.take(value, place, visit)
            return FAILED if taken is FAILED else _plainest(taken["spans"])
        if isinstance(value, Hours):
            return _plainest(value)
        listed = isinstance(value, list | tuple)
        if listed and any(isinstance(part, list | tuple) for part in cast("list[Any]", value)):
            hint = '{"spans": {"default": [["12:00", "13:00"], ["17:00", "22:00"]]}}?'
            visit.fault(place, "must be two times, or spans by day, got", value, hint)
            return FAILED
        return _SPAN.take(value, place, visit)

    def give(self, value: Any, how: How) -> Any:
        if isinstance(value, Hours):
            return _BY_DAY.give({"spans": value}, how)
        return _SPAN.give(value, how)

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [_SPAN.schema(), _BY_DAY.schema()]}


def _plainest(hours: Hours) -> Hours | Span:
    """Return one span where hours say no more: equal problems are then equal."""
    single = hours.default[:1]
    return single[0] if single and hours == Hours(single) else hours


def clock_seconds(text: str) -> int:
    """Return the seconds since midnight of ``"HH:MM"``; ``"24:00"`` is the end of the day.

    Examples
    --------
    >>> clock_seconds("07:30")
    27000
    """
    return int(text[:2]) * 3600 + int(text[3:]) * 60
