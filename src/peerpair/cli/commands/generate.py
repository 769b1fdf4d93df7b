"""``peerpair generate``: a synthetic problem."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.codes import DONE
from peerpair.cli.console import emit_json, say


def generate(
    residents: Annotated[int, typer.Option(help="How many residents.")] = 60,
    seed: Annotated[
        int, typer.Option(help="Chooses the hospital; the same number gives the same one.")
    ] = 0,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="PROBLEM.json", help="File to write; else it is printed."
        ),
    ] = None,
) -> int:
    """Make up a hospital with rosters, to try things out."""
    from peerpair.documents.files import write_problem
    from peerpair.generate import generate as hospital

    problem = hospital(residents, seed)
    if output is None:
        emit_json(problem.to_document())
    else:
        write_problem(problem, output)
        say(f"Wrote {output}")
    return DONE
