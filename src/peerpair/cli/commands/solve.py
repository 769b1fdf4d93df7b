"""``peerpair solve``: choose the groups of a problem document."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.answer import answer_lines
from peerpair.cli.codes import of_status
from peerpair.cli.console import emit_json, say, say_all
from peerpair.cli.options import ProblemFile, Quiet, strategies
from peerpair.cli.watch import Watch
from peerpair.errors import ReadError
from peerpair.solve.limits import check_limits


def solve(
    problem: ProblemFile,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="RESULT.json", help="File to write; else it is printed."
        ),
    ] = None,
    seconds: Annotated[float, typer.Option(help="How long to search, in seconds.")] = 60.0,
    gap: Annotated[
        float,
        typer.Option(help="Stop early when at most this share of the total may be missing (0.01)."),
    ] = 0.0,
    strategy: Annotated[
        str,
        typer.Option(
            help="How to search; only exact and matching prove that they are best.",
            autocompletion=strategies,
        ),
    ] = "exact",
    seed: Annotated[int, typer.Option(help="Number behind anything random.")] = 0,
    start: Annotated[
        Path | None,
        typer.Option(metavar="GROUPS.csv", help="Groups to begin with, such as last month's."),
    ] = None,
    certificate: Annotated[
        bool,
        typer.Option(
            "--certificate",
            help="Also write RESULT.certificate.json, as confidential as the problem.",
        ),
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Find the best groups for a problem file."""
    from peerpair.documents.files import certificate_path, read_problem, write_result
    from peerpair.solve import solve as find_groups

    check_limits(seconds=seconds, gap=gap, seed=seed, prefix="--")
    if certificate and output is None:
        hint = "-o RESULT.json; the certificate is written beside it"
        raise ReadError("--certificate", "needs a file to write", hint)
    if output is not None and not output.parent.is_dir():  # before the work, not after it
        raise FileNotFoundError(errno.ENOENT, "there is no such folder", str(output.parent))
    stated = read_problem(problem)
    groups = None
    if start is not None:
        from peerpair.read import read_groups

        groups = read_groups(start)
    with Watch(seconds, quiet=quiet) as watch:
        result = find_groups(
            stated,
            strategy,
            seconds=seconds,
            gap=gap,
            seed=seed,
            start=groups,
            on_progress=watch.on_progress,
            stop=watch.stop,
        )
    kept = certificate and result.certificate is not None
    if output is None:
        emit_json(result.to_document())
    else:
        write_result(result, output, certificate=kept)
    if not quiet or not result.groups:
        say_all(answer_lines(result, stated.horizon.weeks if stated.horizon else 0))
    if not quiet:
        say_all(f"Wrote {path}" for path in [output] if path is not None)
        if kept and output is not None:
            say(f"Wrote {certificate_path(output)}: keep it as confidential as the problem")
        elif certificate:
            say("There is no certificate: this answer does not come with prices")
    return of_status(result.status, interrupted=watch.interrupted)
