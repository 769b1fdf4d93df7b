"""``peerpair demo``: everything once, on a made-up hospital."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.answer import answer_lines
from peerpair.cli.codes import of_status
from peerpair.cli.console import emit, say, say_all
from peerpair.cli.watch import Watch

_SECONDS = 60.0


def demo(
    residents: Annotated[int, typer.Option(help="How many residents.")] = 60,
    seed: Annotated[
        int, typer.Option(help="Chooses the hospital; the same number gives the same one.")
    ] = 0,
    out: Annotated[
        Path, typer.Option(metavar="DIR", help="Folder for the report; made if it is missing.")
    ] = Path("peerpair-demo"),
) -> int:
    """Make up a hospital, form its groups, and write the report."""
    from peerpair.files import write_problem
    from peerpair.generate import generate as hospital
    from peerpair.report import build_view, write_report
    from peerpair.report.text import table
    from peerpair.solve import solve as find_groups

    problem = hospital(residents, seed)
    out.mkdir(parents=True, exist_ok=True)  # better to fail now than after a minute
    say(f"Forming groups for a {problem.title} (at most {_SECONDS:.0f} seconds) ...")
    with Watch() as watch:
        result = find_groups(
            problem, seconds=_SECONDS, seed=seed, on_progress=watch.on_progress, stop=watch.stop
        )
    files = [out / "problem.json", *write_report(problem, result, out).values()]
    write_problem(problem, files[0])
    if result.groups:
        lines = [*table(build_view(problem, result)), ""]
        emit("".join(f"{line}\n" for line in lines).encode())
    say_all(answer_lines(result, problem.horizon.weeks if problem.horizon else 0))
    say("")
    say_all(f"Wrote {path}" for path in files)
    return of_status(result.status, interrupted=watch.interrupted)
