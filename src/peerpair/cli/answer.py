"""One answer in a few lines, for standard error."""

from __future__ import annotations

from collections.abc import Iterator

from peerpair.cli.reasons import plain_reasons
from peerpair.config.config import Config
from peerpair.config.people import called
from peerpair.model.problem import Problem
from peerpair.model.remark import Remark, RemarkKind
from peerpair.model.result import Result
from peerpair.report.verdict import level_lines, verdict
from peerpair.report.words import count, listed, percent
from peerpair.text import clean


def answer_lines(result: Result, weeks: int) -> list[str]:
    """Return the verdict, the numbers behind it, and the warnings.

    Examples
    --------
    >>> from peerpair.model.result import Status
    >>> answer_lines(Result(Status.OPTIMAL, 90, 90), 4)
    ['OPTIMAL: Proven best', '0 groups', 'value 90, bound 90, gap 0%']
    """
    headline, _ = verdict(result)
    lines = [f"{result.status}: {headline}"]
    if result.value is not None:
        lines.append(_groups(result))
        bound = "unknown" if result.bound is None else f"{result.bound:,}"
        gap = "" if result.gap is None else f", gap {percent(result.gap)}"
        lines.append(f"value {result.value:,}, bound {bound}{gap}")
    lines += level_lines(result.levels, weeks)
    return [*lines, *result.warnings]


def plain_lines(problem: Problem, result: Result, config: Config | None = None) -> Iterator[str]:
    """Yield the verdict in whole sentences, what was settled first, and what to know besides.

    Parameters
    ----------
    problem, result : Problem, Result
        What was asked and answered.
    config : Config, optional
        What stated the problem: then rules are named by where they stand in it.
    """
    headline, sentence = verdict(result)
    yield f"{headline}. {sentence}"
    if result.value is not None:
        yield _groups(result)
    yield from level_lines(result.levels, problem.horizon.weeks if problem.horizon else 0)
    yield from _warnings(problem, result, config)


def _groups(result: Result) -> str:
    unplaced = f", {len(result.unplaced_residents)} unplaced" if result.unplaced_residents else ""
    return count(len(result.groups), "group") + unplaced


def _warnings(problem: Problem, result: Result, config: Config | None) -> Iterator[str]:
    """Yield the warnings: one line for all whose schedule is missing, people by name."""
    people = {resident.id: clean(called(resident)) for resident in problem.residents}
    silent: dict[object, list[Remark]] = {}
    others = []
    for remark in result.remarks:
        if remark.kind is RemarkKind.NO_SCHEDULE:
            silent.setdefault(remark.value, []).append(remark)
        elif remark.kind is not RemarkKind.READING:  # the issues themselves were shown
            others.append(remark)
    yield from plain_reasons(others, config, problem)
    for alike in silent.values():
        names = [people[name] for remark in alike for name in remark.residents]
        yield alike[0].sentence(who=listed(names))
