"""How good an answer is, in words: the verdict, and the goals that come before the total."""

from __future__ import annotations

from collections.abc import Iterable

from peerpair.model.level import Level, LevelKind
from peerpair.model.result import BY_HAND, Result, Status
from peerpair.report.words import count, number, percent

_SUBJECTS = {
    LevelKind.UNPLACED: "Residents without a group",
    LevelKind.GROUPS_KEPT: "Earlier groups that stay together",
    LevelKind.PAIRS_KEPT: "Pairs of earlier groups that stay together",
    LevelKind.MAXMIN: "Shared-time points of the group with the least",
    LevelKind.REPEATS: "Pairs who have met in an earlier round",
    LevelKind.NEVER_MET: "Rounds in which somebody could never meet, all residents together",
    LevelKind.WORST_RESIDENT: "Rounds in which one resident could never meet, at most",
    LevelKind.SAT_OUT: "Earlier rounds of sitting out, of those who sit out again",
}
"""What levels count or measure, but for those of weeks."""


def verdict(result: Result) -> tuple[str, str]:
    """Return a headline and a sentence on what is known about an answer."""
    if result.status is Status.OPTIMAL:
        return "Proven best", (
            "No other way of forming the groups is better under the same rules and weights; "
            "this has been proven, not only searched for."
        )
    if result.status is Status.INFEASIBLE:
        return "No answer exists", (
            "No way of forming the groups keeps every rule at once; this has been proven."
        )
    if result.status is Status.UNKNOWN and result.groups:
        return "These groups break a rule", (
            "They were given, not searched for, and are scored as they are: at least one rule is "
            "not kept."
        )
    if result.status is Status.UNKNOWN:
        return "Nothing found in the time given", (
            "The search ended before a way of forming the groups was found; there may be one. "
            "More time, or fewer rules, may help."
        )
    if result.strategy == BY_HAND:
        return "Made by hand", (
            "These groups were given, not searched for, and keep every rule. Whether there are "
            "better ones was not looked for."
        )
    return f"Good, not proven{_room(result)}", (
        "The groups below keep every rule. The search ended before it could rule out every "
        "better way of forming them."
    )


def _room(result: Result) -> str:
    """Return how much better the total could be, where something is known about it."""
    if result.value is None or result.bound is None or not all(lv.proven for lv in result.levels):
        return ""
    room = result.bound - result.value
    if result.value > 0 and room > 0:
        return f": at most {percent(room / result.value)} better is possible"
    return f": at most {count(room, 'point')} more is possible" if room > 0 else ""


def level_lines(levels: Iterable[Level], weeks: int, *, proof: bool = True) -> list[str]:
    """Return the goals that come before the total, one a line, with `proof` how sure each is."""
    lines, settled = [], True
    for level in levels:
        lines.append(level_text(level, weeks, proof=proof, settled=settled))
        settled = settled and level.proven
    return lines


def level_text(level: Level, weeks: int, *, proof: bool = True, settled: bool = True) -> str:
    """Return one goal that comes before the total.

    With `proof` it says how sure its number is; `settled` = all goals before it are proven.
    """
    what = _subject(level, weeks)
    if level.value is None:
        return f"{what}: none"
    if not proof:
        return f"{what}: {number(level.value)}"
    if level.proven:
        sure = "proven fewest" if level.counts else "proven highest"
        if not settled:
            sure += ", given the lines above"
    elif level.bound is None:
        sure = "not proven"
    else:
        side = "at least" if level.counts else "at most"
        sure = f"not proven; {side} {number(level.bound)} in any answer"
    return f"{what}: {number(level.value)} ({sure})"


def _subject(level: Level, weeks: int) -> str:
    """Return what a level counts or measures."""
    if level.kind is not LevelKind.WEEKS:
        return _SUBJECTS.get(level.kind, level.name)
    who = "Residents"
    if level.credit:
        times = "an earlier round" if level.credit == 1 else f"{level.credit} earlier rounds"
        who = f"Residents left without a meeting in {times}"
    if not level.threshold:
        return f"{who} who can never meet"
    return f"{who} who can meet in at most {level.threshold} of {count(weeks, 'week')}"
