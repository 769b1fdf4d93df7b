"""``peerpair pair``: read, form the groups, and write the report and the invitations."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.codes import DONE, INFEASIBLE, of_status
from peerpair.cli.console import emit_json, say, say_all
from peerpair.cli.options import AsJson, Open, Quiet, Where, config_path
from peerpair.cli.watch import Watch
from peerpair.model.problem import Problem
from peerpair.report.words import count

_SHOWN = 5
"""Remarks on what was read that are shown; the report has all."""


def pair(
    where: Where = Path(),
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and forecast; form no groups, write nothing.")
    ] = False,
    seconds: Annotated[
        float | None, typer.Option(help="How long to search, whatever the configuration says.")
    ] = None,
    problem: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Also write the problem document, with its confidential pairs."
        ),
    ] = None,
    open_report: Open = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> int:
    """Form the groups of a peerpair.toml, and write the report and the invitations."""
    from peerpair.config import read_config
    from peerpair.model.limits import check_limits

    config = read_config(config_path(where))
    output = config.output
    limit = output.seconds if seconds is None else seconds
    check_limits(seconds=limit, gap=output.gap, seed=output.seed, prefix="--")
    quiet = quiet or as_json
    stated = config.state(config.read())
    if not quiet:
        people = count(len(stated.problem.active), "resident")
        say(f"Read {people} and {count(len(stated.schedule.assignments), 'entry', 'entries')}.")
        say_all(f"  {issue}" for issue in stated.issues[:_SHOWN])
        if len(stated.issues) > _SHOWN:
            more = count(len(stated.issues) - _SHOWN, "more remark")
            say(f"  and {more}; peerpair check shows them by kind")
    if dry_run:
        return _dry(stated.problem, config.out, quiet=quiet, as_json=as_json)
    from peerpair.cli.outcome import open_page, show_outcome
    from peerpair.files import write_problem
    from peerpair.report import STATE, write_report
    from peerpair.solve import solve

    config.out.mkdir(parents=True, exist_ok=True)  # better to fail now than after a minute
    with Watch(limit, quiet=quiet) as watch:
        result = solve(
            stated.problem,
            seconds=limit,
            gap=output.gap,
            seed=output.seed,
            on_progress=watch.on_progress,
            stop=watch.stop,
        )
    wanted = output.calendars != "none"
    files = write_report(
        stated.problem,
        result,
        config.out,
        stated.issues,
        state=config.path.with_name(STATE) if wanted else None,
        calendars="resident" if output.calendars == "resident" else "group",
        organizer=output.organizer,
    )
    if problem is not None:
        write_problem(stated.problem, problem)
        files["problem"] = problem
    show_outcome(stated.problem, result, files, quiet=quiet, as_json=as_json)
    if open_report:
        open_page(files["html"])
    return of_status(result.status, interrupted=watch.interrupted)


def _dry(problem: Problem, out: Path, *, quiet: bool, as_json: bool) -> int:
    from peerpair.cli.outlook import forecast_document, forecast_lines
    from peerpair.forecast import Outlook, forecast

    found = forecast(problem)
    if as_json:
        emit_json(forecast_document(problem, found) | {"folder": str(out)})
    elif not quiet:
        say_all(forecast_lines(problem, found))
        say(f"Nothing was written. Without --dry-run the report would go to {out}")
    return INFEASIBLE if found.outlook is Outlook.IMPOSSIBLE else DONE
