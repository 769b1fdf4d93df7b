"""Remarks on a problem or an answer: data, and the sentences that documents hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from peerpair.errors import Fault, ProblemError
from peerpair.model.place import Place
from peerpair.model.rules import Constraint
from peerpair.model.settings import Sizes
from peerpair.shapes.basic import Member
from peerpair.shapes.noun import check_fields


class RemarkKind(StrEnum):
    """What a remark says."""

    READING = "reading"
    NO_SCHEDULE = "no schedule"
    IDLE_RULE = "idle rule"
    SLOW_RULE = "slow rule"
    START_NOT_USED = "start not used"
    SOLVER_LOST = "solver lost"
    STOPPED = "stopped"
    STRANDED = "stranded"
    NEEDED_RULE = "needed rule"
    CLASH = "clash"
    COUNT = "count"
    UNEXPLAINED = "unexplained"
    MAYBE_FEWER = "maybe fewer"
    SIZES = "sizes"
    AFFINITIES = "affinities"
    BROKEN_RULE = "broken rule"
    UNPLACED = "unplaced"
    WRONG_COUNT = "wrong count"
    NO_AFFINITY = "no affinity"
    OTHER = "other"


_SENTENCES = {
    RemarkKind.READING: "{issues} reported when the rosters were read",
    RemarkKind.NO_SCHEDULE: "{who}: no schedule was given (no entries, no coverage); "
    "the time is {value}",
    RemarkKind.IDLE_RULE: "{rule} forbids nothing: {text}",
    RemarkKind.SLOW_RULE: "{rule} is slow: a plain function, asked for each of {count:,} groups; "
    "a rule in bulk judges them all at once",
    RemarkKind.START_NOT_USED: "the start was not used: it is not a valid answer to this problem",
    RemarkKind.SOLVER_LOST: "the solver's process died, maybe for want of memory: "
    "its part is not proven",
    RemarkKind.STOPPED: "the search was stopped before the answer was proven",
    RemarkKind.STRANDED: "{who}: no group is allowed for this resident",
    RemarkKind.NEEDED_RULE: "{rule}: {text}",
    RemarkKind.CLASH: "these rules cannot all hold with the size policy and everybody's place",
    RemarkKind.COUNT: "{text}: {people}; the groups that are allowed would hold {value} of them",
    RemarkKind.UNEXPLAINED: "time ran out before a reason was found; more seconds may find one",
    RemarkKind.MAYBE_FEWER: "time ran out: not all of these rules may be needed",
    RemarkKind.SIZES: "sizes: {people} cannot be split as the size policy {value} asks",
    RemarkKind.AFFINITIES: "affinities: the groups that have one cannot be combined as the size "
    "policy and everybody's place ask",
    RemarkKind.BROKEN_RULE: "{rule}: {members}{text}",
    RemarkKind.UNPLACED: "unplaced: {who}, though everybody must be placed",
    RemarkKind.WRONG_COUNT: "sizes: {count} {text}, allowed are {value}",
    RemarkKind.NO_AFFINITY: "affinities: {who} has none, so it is no candidate",
    RemarkKind.OTHER: "{place}{text}{hint}",
}


@dataclass(frozen=True)
class Remark:
    """Something to know about a problem or an answer; `str` is the sentence of documents.

    Parameters
    ----------
    kind : RemarkKind
        What it says; ``OTHER`` is a sentence of its own, such as one read from a document.
    residents : tuple of str
        Ids of those whom it concerns.
    rule : int or None
        Position of the rule that it concerns, in the problem's constraints; None with a
        `rule_kind` is the rule that ``repeats: forbid`` stands for.
    rule_kind : str
        The kind of that rule.
    place : Place or None
        File and cell that it concerns.
    count : int
        How many of what the kind counts.
    value : str, Sizes or (int or None, int or None), optional
        What the time of ``NO_SCHEDULE`` is taken for, the policy of ``SIZES``, the limits of a
        ``WRONG_COUNT``, the next possible numbers below and above a ``COUNT``.
    text : str
        Words of a rule, or of an ``OTHER``.
    hint : str
        What may help, or the empty string.
    confidential : bool
        Of a private rule: nothing but the kind and the rule's position is known.

    Raises
    ------
    ProblemError
        If the kind is none, or a confidential remark names anybody or anything.

    Examples
    --------
    >>> print(Remark(RemarkKind.STRANDED, ("r1",)))
    r1: no group is allowed for this resident
    >>> print(Remark(RemarkKind.NEEDED_RULE, rule=3, confidential=True))
    constraints[3] (confidential)
    """

    kind: RemarkKind
    residents: tuple[str, ...] = ()
    rule: int | None = None
    rule_kind: str = ""
    place: Place | None = None
    count: int = 0
    value: str | Sizes | tuple[int | None, int | None] | None = None
    text: str = ""
    hint: str = ""
    confidential: bool = False

    def __post_init__(self) -> None:
        check_fields(self, kind=Member(RemarkKind))
        named = (self.residents, self.rule_kind, self.place, self.count, self.text, self.hint)
        if self.confidential and (self.rule is None or any(named) or self.value is not None):
            message = "has the position of its rule and nothing else, as it is confidential"
            raise ProblemError([Fault("Remark", message)], "the remark is not valid")

    @classmethod
    def of_rule(
        cls,
        kind: RemarkKind,
        number: int | None,
        rule: Constraint,
        text: str = "",
        residents: tuple[str, ...] = (),
        count: int = 0,
    ) -> Remark:
        """Return a remark on the rule at a position; of a private one its position alone.

        None is the position of the rule that ``repeats: forbid`` stands for.
        """
        if rule.private:
            return cls(kind, rule=number, confidential=True)
        return cls(kind, residents, number, rule.kind, count=count, text=text)

    def __str__(self) -> str:
        return self.sentence()

    def sentence(self, *, who: str = "", rule: str = "", text: str = "") -> str:
        """Return the remark as a sentence.

        Parameters
        ----------
        who, rule, text : str
            What is said for the ids of the residents, for the place of the rule, and for its
            words; left out = as documents have them.
        """
        if self.confidential:
            broken = " is broken" if self.kind is RemarkKind.BROKEN_RULE else ""
            return f"{rule or f'constraints[{self.rule}]'} (confidential){broken}"
        names = who or ", ".join(self.residents)
        return _SENTENCES[self.kind].format(
            who=names,
            members=names and f"{names}: ",
            rule=rule or self._rule_place(),
            place="" if self.place is None else f"{self.place}: ",
            text=text or self.text,
            hint=self.hint and f". Maybe {self.hint}",
            count=self.count,
            issues=f"{self.count:,} {'issue was' if self.count == 1 else 'issues were'}",
            people="1 resident" if self.count == 1 else f"{self.count} residents",
            value=self._value(),
        )

    def _rule_place(self) -> str:
        """Return where a problem document states the rule."""
        place = "repeats: forbid" if self.rule is None else f"constraints[{self.rule}]"
        return f"{place} ({self.rule_kind})"

    def _value(self) -> str:
        """Return the value in words."""
        if isinstance(self.value, Sizes):
            return f"{_span(*self.value.pairs)} pairs and {_span(*self.value.triads)} triads"
        if isinstance(self.value, tuple):
            low, high = self.value
            if self.kind is RemarkKind.COUNT:
                return _beside(low, high)
            return f"{low} to {'any number' if high is None else high}"
        if self.kind is RemarkKind.NO_SCHEDULE:
            return "taken as free" if self.value == "free" else "unknown"
        return repr(self.value)


def _span(low: int, high: int | None) -> str:
    return f"{low} or more" if high is None else f"{low} to {high}"


def _beside(below: int | None, above: int | None) -> str:
    """Return the next possible numbers below and above one that is impossible."""
    if above is None:
        return "none" if below == 0 else f"at most {below}"
    return f"at least {above}" if below is None else f"{below} or {above}, none between,"
