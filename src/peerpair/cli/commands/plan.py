"""``peerpair plan``: several rounds planned together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peerpair.cli.codes import of_status
from peerpair.cli.console import emit_json, say_all
from peerpair.cli.options import Quiet
from peerpair.cli.watch import Watch
from peerpair.report.verdict import level_lines
from peerpair.report.words import count, percent
from peerpair.solve.limits import check_limits

if TYPE_CHECKING:
    from peerpair.model.plan import PlanResult


def plan(
    rounds: Annotated[
        Path, typer.Argument(metavar="PLAN.json", help="The rounds.", show_default=False)
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="RESULT.json", help="File to write; else it is printed."
        ),
    ] = None,
    seconds: Annotated[float, typer.Option(help="How long to search, in seconds.")] = 120.0,
    seed: Annotated[int, typer.Option(help="Number behind anything random.")] = 0,
    quiet: Quiet = False,
) -> int:
    """Plan several rounds together, so that nobody meets the same person twice."""
    from peerpair.documents.files import read_plan, write_json
    from peerpair.plan.plan import plan as find_rounds

    check_limits(seconds=seconds, seed=seed, prefix="--")
    stated = read_plan(rounds)
    with Watch(seconds, quiet=quiet) as watch:
        result = find_rounds(
            stated,
            seconds=seconds,
            seed=seed,
            on_progress=watch.on_progress,
            stop=watch.stop,
        )
    if output is None:
        emit_json(result.to_document())
    else:
        write_json(result.to_document(), output)
    if not quiet or result.value is None:
        say_all(_lines(result))
    if not quiet and output is not None:
        say_all([f"Wrote {output}"])
    return of_status(result.status, interrupted=watch.interrupted)


def _lines(result: PlanResult) -> Iterator[str]:
    """Yield what the rounds come to."""
    if result.value is None:
        yield f"{result.status}: no rounds"
        return
    yield f"{result.status}: {count(len(result.rounds), 'round')}"
    yield from level_lines(result.levels, 0)
    bound = "unknown" if result.bound is None else f"{result.bound:,}"
    gap = "" if result.gap is None else f", gap {percent(result.gap)}"
    yield f"value {result.value:,}, bound {bound}{gap}"
    meetings = Counter(
        frozenset((one, other))
        for own in result.rounds
        for group in own.groups
        for one in group.members
        for other in group.members
        if one < other
    )
    again = sum(times > 1 for times in meetings.values())
    yield f"{count(len(meetings), 'pair')} meet, {again} of them more than once"
