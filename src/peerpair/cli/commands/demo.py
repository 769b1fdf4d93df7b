"""``peerpair demo``: everything once, on a made-up hospital."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.codes import of_status
from peerpair.cli.console import say
from peerpair.cli.options import AsJson, Open, Quiet
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
    open_report: Open = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> int:
    """Make up a hospital, form its groups, and write the report."""
    from peerpair.cli.outcome import open_page, show_outcome, with_problem
    from peerpair.generate import generate as hospital
    from peerpair.report import STATE, check_places, write_report
    from peerpair.solve import solve as find_groups

    problem = hospital(residents, seed)
    check_places(out)  # better to fail now than after a minute
    quiet = quiet or as_json
    if not quiet:
        say(f"Forming groups for a {problem.title} (at most {_SECONDS:.0f} seconds) ...")
    with Watch(_SECONDS, quiet=quiet) as watch:
        result = find_groups(
            problem, seconds=_SECONDS, seed=seed, on_progress=watch.on_progress, stop=watch.stop
        )
    written = write_report(problem, result, out, state=out / STATE)
    written = with_problem(written, problem, out / "problem.json")
    show_outcome(problem, result, written, quiet=quiet, as_json=as_json)
    if open_report:
        open_page(written)
    return of_status(result.status, interrupted=watch.interrupted)
