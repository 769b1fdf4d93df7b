"""``peerpair verify``: check a result without any solver."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.codes import CHECK_FAILED, DONE
from peerpair.cli.console import emit, say, say_all
from peerpair.model.result import Result
from peerpair.report.words import count

_RESTS = {"prices": "the certificate's prices", "search": "the solver's search"}


def verify(
    problem: Annotated[
        Path, typer.Argument(metavar="PROBLEM.json", help="The problem.", show_default=False)
    ],
    result: Annotated[
        Path, typer.Argument(metavar="RESULT.json", help="The result.", show_default=False)
    ],
    certificate: Annotated[
        bool,
        typer.Option(
            "--certificate",
            help="Also go through every possible group and compare it with the prices.",
        ),
    ] = False,
) -> int:
    """Check a result, number by number, without any solver."""
    from peerpair.files import read_problem, read_result
    from peerpair.verify import verify as check

    stated, claimed = read_problem(problem), read_result(result)
    found = check(stated, claimed, certificate=certificate)
    if not found.ok:
        say(f"The check failed: {count(len(found.violations), 'violation')}.")
        say_all(found.violations)
        return CHECK_FAILED
    lines = _lines(claimed, certificate=certificate)
    emit("".join(f"verified: {line}\n" for line in lines).encode())
    return DONE


def _lines(result: Result, *, certificate: bool) -> list[str]:
    """Return what the check has confirmed, and what it had to take on trust."""
    lines = [f"status {result.status}"]
    if result.value is None:
        return [*lines, "no groups, so there is nothing more to check"]
    lines.append(f"{count(len(result.groups), 'group')}, {len(result.unplaced)} unplaced")
    lines.append(f"value {result.value}")
    if result.bound is None:
        lines.append("no bound is given")
    else:
        rests = _RESTS.get(result.bound_rests_on or "", "nothing that is stated")
        lines.append(f"bound {result.bound}, which rests on {rests}")
    if certificate:
        prices = result.certificate
        held = f"holds for every possible group and proves at most {prices.bound}" if prices else ""
        lines.append(f"certificate {held or 'is not given'}")
    return lines
