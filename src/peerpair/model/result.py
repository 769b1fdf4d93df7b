"""The answer: groups with their numbers and windows, what is proven, and the certificate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import EllipsisType
from typing import Annotated, Any, ClassVar
from warnings import warn

from peerpair.model.certificate import Certificate
from peerpair.model.group import Group
from peerpair.model.level import Level, LevelShape, relative_gap
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.result_html import result_html
from peerpair.shapes.basic import Choice, How, Integer, Member, Number, Pattern, Shape, Text
from peerpair.shapes.containers import Items, Mapped, Nullable
from peerpair.shapes.frozen import FrozenDict
from peerpair.shapes.noun import OUTSIDE, Key, Noun
from peerpair.shapes.visit import FAILED, Visit, whole

BY_HAND = "by hand"
"""Strategy of groups that were given, not searched for."""


class Status(StrEnum):
    """What is known about an answer; running out of time is never reported as optimal."""

    OPTIMAL = "OPTIMAL"
    FEASIBLE = "FEASIBLE"
    INFEASIBLE = "INFEASIBLE"
    UNKNOWN = "UNKNOWN"


class _Sentence(Shape):
    """A remark; in documents it is a sentence."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        if isinstance(value, Remark):
            return value
        text = Text().take(value, place, visit)
        return FAILED if text is FAILED else Remark(RemarkKind.OTHER, text=text)

    def give(self, value: Any, how: How) -> Any:
        return str(value)

    def schema(self) -> dict[str, Any]:
        return Text().schema()


class _Counts(Shape):
    """A count, or a list of them."""

    def take(self, value: object, place: str, visit: Visit) -> Any:
        counts = _LIST if isinstance(value, list | tuple) else _COUNT
        return counts.take(value, place, visit)

    def give(self, value: Any, how: How) -> Any:
        return list(value) if isinstance(value, tuple) else value

    def schema(self) -> dict[str, Any]:
        return {"anyOf": [_COUNT.schema(), _LIST.schema()]}


_COUNT = Integer(0)
_LIST = Items(_COUNT)
_VERSION = Pattern(r"[0-9]\S{0,99}", "a version")


@dataclass(frozen=True, repr=False)
class Result(Noun):
    """What `solve` returns: the document ``peerpair-result/1``.

    Attributes
    ----------
    status : Status
        See `Status`; ``OPTIMAL`` only when every level is proven.
    value, bound : int or None
        Total of the answer and an upper bound of it, given the levels.
    bound_rests_on : {"prices", "search"} or None
        Whether the certificate alone proves the bound.
    levels : tuple of Level
        The levels before the total.
    groups : tuple of Group
        In document order of their first member.
    unplaced_residents : tuple of str
        Residents without a group.
    remarks : tuple of Remark
        What a reader of the result should know.
    warnings : tuple of str
        The remarks as sentences, which is what documents hold; they follow from `remarks`.
    metrics : mapping
        Counts over the groups; see the documentation.
    certificate : Certificate or None
        Prices behind the bound.  With the rosters they name excluded pairs, so documents leave
        them out unless they are asked for.
    problem_sha256 : str
        Hash of the problem document.
    versions, stage_seconds : mapping
        Versions of what computed the result; seconds by stage.
    peak_mb : int or None
        Peak resident memory in MiB of the process that solved, since its start, and of the
        solver's process together; None where the system does not tell.
    seed : int
        Seed given to `solve`.
    strategy : str
        Kind of the strategy that found the groups.
    stated_gap : float, None or ...
        The gap as a document states it, for `verify` to compare with `gap`; ``...`` for a result
        made in Python, which states none.
    """

    status: Annotated[Status, Member(Status)]
    value: int | None = None
    bound: int | None = None
    bound_rests_on: Annotated[str | None, Choice(("prices", "search"))] = None
    levels: Annotated[tuple[Level, ...], Items(LevelShape())] = ()
    groups: tuple[Group, ...] = ()
    unplaced_residents: Annotated[tuple[str, ...], Items(Text(1)), Key("unplaced")] = ()
    remarks: Annotated[tuple[Remark, ...], Items(_Sentence()), Key("warnings")] = field(
        default=(), compare=False
    )
    warnings: Annotated[tuple[str, ...], OUTSIDE] = field(default=(), init=False)
    metrics: Annotated[Mapping[str, Any], Mapped(_Counts())] = field(default_factory=FrozenDict)
    certificate: Annotated[Certificate | None, Key(needed=False)] = None
    problem_sha256: Annotated[str, Pattern(r"[0-9a-f]{64}", "64 hexadecimal digits")] = ""
    versions: Annotated[Mapping[str, str], Mapped(_VERSION)] = field(default_factory=FrozenDict)
    stage_seconds: Annotated[Mapping[str, float], Mapped(Number(0)), Key("seconds")] = field(
        default_factory=FrozenDict, compare=False
    )
    peak_mb: Annotated[int | None, Nullable(Integer(0)), Key(needed=False)] = field(
        default=None, compare=False
    )
    seed: Annotated[int, Integer(0)] = 0
    strategy: Annotated[str, Text(1), Key(needed=False)] = "exact"
    stated_gap: Annotated[float | EllipsisType | None, Key("gap", source="gap")] = field(
        default=..., compare=False
    )

    head: ClassVar[str] = "format"
    format: ClassVar[str] = "peerpair-result/1"
    whole: ClassVar[bool] = True
    complete: ClassVar[bool] = True
    order: ClassVar[tuple[str, ...]] = (
        *("status", "value", "bound", "bound_rests_on", "gap", "levels", "groups", "unplaced"),
        *("warnings", "metrics", "certificate", "problem_sha256", "versions", "seed", "seconds"),
        *("strategy", "peak_mb"),
    )

    def check(self, place: str, visit: Visit) -> None:
        object.__setattr__(
            self, "warnings", tuple(str(remark) for _, remark in whole(self.remarks))
        )

    def to_document(self, *, certificate: bool = False) -> dict[str, Any]:
        """Return its document; with its certificate only when asked.

        Parameters
        ----------
        certificate : bool
            Keep the certificate: the document is then as confidential as the problem.
        """
        document = super().to_document()
        if not certificate:
            document.pop("certificate", None)
        return document

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        bounds = f"value {self.value}, bound {self.bound}"
        return f"<Result {self.status}: {bounds}, {len(self.groups)} groups>"

    def _repr_html_(self) -> str:
        given = (self.status, self.value, self.bound, self.gap)
        return result_html(*given, groups=self.groups, unplaced=self.unplaced_residents)

    @property
    def gap(self) -> float | None:
        """Relative gap between value and bound; 0 exactly when they are equal."""
        return relative_gap(self.value, self.bound)

    @property
    def unplaced(self) -> tuple[str, ...]:
        """Deprecated name of `unplaced_residents`: a problem's ``unplaced`` is a policy."""
        words = "Result.unplaced is now Result.unplaced_residents"
        warn(words, DeprecationWarning, stacklevel=2)
        return self.unplaced_residents
