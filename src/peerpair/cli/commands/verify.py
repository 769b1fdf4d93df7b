"""``peerpair verify``: check a result without any solver."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.codes import CHECK_FAILED, DONE
from peerpair.cli.console import emit_json, emit_lines, say, say_all
from peerpair.cli.options import AsJson, ProblemFile
from peerpair.errors import ReadError
from peerpair.levels.kept import OlderGroups
from peerpair.model.result import Result
from peerpair.report.words import count

_RESTS = {"prices": "the certificate's prices", "search": "the solver's search"}


def verify(
    problem: ProblemFile,
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
    repairs: Annotated[
        Path | None,
        typer.Option(metavar="OLDER.json", help="The result that this one repairs."),
    ] = None,
    keep_if_weeks: Annotated[
        int, typer.Option(help="With --repairs: as the repair was asked for.")
    ] = 1,
    as_json: AsJson = False,
) -> int:
    """Check a result, number by number, without any solver."""
    from peerpair.documents.files import read_problem, read_result
    from peerpair.verify import verify as check

    stated, claimed = read_problem(problem), read_result(result)
    if certificate and claimed.value is not None and claimed.certificate is None:
        claimed = _with_certificate(claimed, result)
    kept = None
    if repairs is not None:
        older = read_result(repairs)
        kept = OlderGroups(tuple(group.members for group in older.groups), keep_if_weeks)
    violations = list(check(stated, claimed, certificate=certificate, kept=kept).violations)
    lines = [] if violations else _lines(claimed, certificate=certificate)
    if as_json:
        emit_json({"ok": not violations, "violations": violations, "checked": lines})
    elif violations:
        say(f"The check failed: {count(len(violations), 'violation')}.")
        say_all(violations)
    else:
        emit_lines(lines)
    return CHECK_FAILED if violations else DONE


def _with_certificate(result: Result, path: Path) -> Result:
    """Return a result with the certificate that lies beside it, or say where that may be."""
    from peerpair.documents.files import certificate_path, with_certificate
    from peerpair.report import STATE

    whole = with_certificate(result, path)
    if whole.certificate is None:
        hint = (
            f"it lies in {certificate_path(path)}, where peerpair solve --certificate writes it, "
            f"or beside the state of a report, in {certificate_path(STATE)}: name that file"
        )
        raise ReadError(str(path), "this result comes without its certificate", hint)
    return whole


def _lines(result: Result, *, certificate: bool) -> list[str]:
    """Return what the check has confirmed, and what it has to take on trust."""
    if result.value is None:
        return [f"not checked: {result.status} comes without groups, and rests on the solver"]
    groups = f"{count(len(result.groups), 'group')}, {len(result.unplaced_residents)} unplaced"
    lines = [f"verified: {groups}, every rule and number", f"verified: value {result.value}"]
    prices = result.certificate
    if result.bound is None:
        return [*lines, "not given: a bound"]
    how = "verified" if certificate and result.bound_rests_on == "prices" else "not checked"
    rests = _RESTS.get(result.bound_rests_on or "", "nothing that is stated")
    lines.append(f"{how}: bound {result.bound}, which rests on {rests} ({result.status})")
    if prices is not None:
        how = "verified" if certificate else "not checked (see --certificate)"
        lines.append(f"{how}: the certificate's prices prove at most {prices.bound}")
    return lines
