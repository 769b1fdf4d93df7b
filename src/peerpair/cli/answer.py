"""One answer in a few lines, for standard error."""

from __future__ import annotations

from peerpair.model.result import Result
from peerpair.report.verdict import level_lines, verdict
from peerpair.report.words import count, percent

__all__ = ["answer_lines"]


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
        unplaced = f", {len(result.unplaced)} unplaced" if result.unplaced else ""
        lines.append(count(len(result.groups), "group") + unplaced)
        bound = "unknown" if result.bound is None else f"{result.bound:,}"
        gap = "" if result.gap is None else f", gap {percent(result.gap)}"
        lines.append(f"value {result.value:,}, bound {bound}{gap}")
    lines += level_lines(result, weeks)
    return [*lines, *result.warnings]
