"""``peerpair repair``: mend a result for a problem that has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.answer import answer_lines
from peerpair.cli.codes import of_status
from peerpair.cli.console import emit_json, say_all
from peerpair.cli.options import ProblemFile, Quiet
from peerpair.cli.watch import Watch
from peerpair.solve.limits import check_limits


def repair(
    result: Annotated[
        Path, typer.Argument(metavar="RESULT.json", help="The older result.", show_default=False)
    ],
    problem: ProblemFile,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="RESULT.json", help="File to write; else it is printed."
        ),
    ] = None,
    before: Annotated[
        Path | None,
        typer.Option(metavar="PROBLEM.json", help="The older problem, to say what is new since."),
    ] = None,
    keep_if_weeks: Annotated[
        int, typer.Option(help="A group that can meet in fewer weeks does not count as kept.")
    ] = 1,
    budget: Annotated[
        int | None, typer.Option(help="At most so many groups that could stay are given up.")
    ] = None,
    round_number: Annotated[
        int | None,
        typer.Option("--round", help="The round that is repaired: it does not count as history."),
    ] = None,
    seconds: Annotated[float, typer.Option(help="How long to search, in seconds.")] = 60.0,
    seed: Annotated[int, typer.Option(help="Number behind anything random.")] = 0,
    quiet: Quiet = False,
) -> int:
    """Mend a result after rosters, people or rules changed: keep as many groups as possible."""
    from peerpair.documents.files import read_problem, read_result, write_result
    from peerpair.plan.repair import repair as mend
    from peerpair.report.kept import change_lines

    check_limits(seconds=seconds, seed=seed, prefix="--")
    older, stated = read_result(result), read_problem(problem)
    with Watch(seconds, quiet=quiet) as watch:
        mended = mend(
            older,
            stated,
            before=None if before is None else read_problem(before),
            keep_if_weeks=keep_if_weeks,
            budget=budget,
            round_number=round_number,
            seconds=seconds,
            seed=seed,
            on_progress=watch.on_progress,
            stop=watch.stop,
        )
    if output is None:
        emit_json(mended.result.to_document())
    else:
        write_result(mended.result, output)
    if not quiet or not mended.result.groups:
        weeks = stated.horizon.weeks if stated.horizon else 0
        say_all(answer_lines(mended.result, weeks))
    if not quiet:
        say_all(change_lines(mended.problem, mended.changes))
        say_all(f"Wrote {path}" for path in [output] if path is not None)
    return of_status(mended.result.status, interrupted=watch.interrupted)
