"""``peerpair capacity``: how many further rounds there are without a repeat."""

from __future__ import annotations

from typing import Annotated

import typer

from peerpair.cli.codes import DONE, INTERRUPTED, NOTHING_FOUND
from peerpair.cli.console import emit_json, emit_lines
from peerpair.cli.options import AsJson, ProblemFile
from peerpair.cli.watch import Watch
from peerpair.solve.limits import check_limits


def capacity(
    problem: ProblemFile,
    seconds: Annotated[float, typer.Option(help="How long to search, in seconds.")] = 10.0,
    seed: Annotated[int, typer.Option(help="Number behind anything random.")] = 0,
    as_json: AsJson = False,
) -> int:
    """Count the further rounds in which nobody meets anybody again."""
    from peerpair.cli.rounds_left import capacity_lines
    from peerpair.documents.files import read_problem
    from peerpair.plan.capacity import capacity as rounds_left

    check_limits(seconds=seconds, seed=seed, prefix="--")
    stated = read_problem(problem)
    with Watch(seconds, quiet=True) as watch:
        answer = rounds_left(stated, seconds=seconds, seed=seed, stop=watch.stop)
    if as_json:
        emit_json(answer.to_document())
    else:
        emit_lines(capacity_lines(answer, stated))
    if answer.lower or answer.proven:
        return DONE
    return INTERRUPTED if watch.interrupted else NOTHING_FOUND
