"""How much is known of the time of those who take part, in a sentence or two, and why not more."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from peerpair.model.schedule import Issue, IssueKind, Topic
from peerpair.report.words import number

_CELLS = "cells or columns that were not understood"
_FILES = "files that name them and were not read"
_REASONS = {
    IssueKind.FILE: _FILES,
    IssueKind.READER: _FILES,
    IssueKind.PERSON: "spellings that may mean them",
    IssueKind.ROTATION: "rotations without hours",
    IssueKind.COVERAGE: "missing rosters",
    IssueKind.PARTIAL: "rosters of calls, nights, clinics or leave alone",
}
_ENDS = "rosters that do not reach over all dates"


def data_state(
    unknown: Collection[str],
    partly: Collection[str],
    active: int,
    issues: Sequence[Issue],
    *,
    free: bool,
) -> str:
    """Return how many of the `active` residents are unknown, in whole or in part, and why.

    Nothing where everybody is known.  The most frequent reason comes first; a resident may have
    several.

    Parameters
    ----------
    unknown, partly : collection of str
        Ids of those of whom nothing is known in the round, and of those of whom a part is.
    active : int
        How many take part.
    issues : sequence of Issue
        What reading reported.
    free : bool
        Unknown time is taken as free.
    """
    if not unknown and not partly:
        return ""
    who = {*unknown, *partly}
    counts: dict[str, set[str]] = {}
    for issue in issues:
        if issue.topic is Topic.UNKNOWN:
            concerned = who.intersection(issue.residents)
            if concerned:
                counts.setdefault(_REASONS.get(issue.kind, _CELLS), set()).update(concerned)
    others = set(partly).difference(*counts.values())
    if others:
        counts[_ENDS] = others
    ranked = sorted(counts.items(), key=lambda reason: -len(reason[1]))
    because = ", ".join(f"{text} ({number(len(people))})" for text, people in ranked)
    verb = "is" if active == 1 or len(unknown or partly) == 1 else "are"
    said = f"{number(len(unknown or partly))} of {number(active)} residents {verb} unknown"
    if not unknown:
        said += " on some dates"
    elif partly:
        said += f", and {number(len(partly))} more on some dates"
    taken = "free" if free else "busy"
    reasons = f", because of {because}" if because else ""
    return f"{said}{reasons}. Unknown time is taken as {taken}."
