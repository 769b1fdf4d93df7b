"""``peerpair pair``: read, form the groups, and write the report and the invitations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from peerpair.cli.codes import CHECK_FAILED, DONE, INFEASIBLE, of_status
from peerpair.cli.console import emit_json, say, say_all
from peerpair.cli.earlier import earlier_lines
from peerpair.cli.options import AsJson, Open, Quiet, Where, config_path
from peerpair.cli.watch import Watch
from peerpair.config.config import Config, Round
from peerpair.report.words import TOPICS, count

if TYPE_CHECKING:
    from peerpair.model.result import Result

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
    groups: Annotated[
        Path | None,
        typer.Option(metavar="GROUPS.csv", help="Take these groups, made by hand; search nothing."),
    ] = None,
    keep: Annotated[
        bool,
        typer.Option(
            "--keep/--anew",
            help="Inside a round that was sent: keep as many of its groups as possible, or not.",
        ),
    ] = True,
    open_report: Open = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
) -> int:
    """Form the groups of a peerpair.toml, and write the report and the invitations."""
    from peerpair.config import read_config
    from peerpair.solve.limits import check_limits

    config = read_config(config_path(where))
    output = config.output
    limit = output.seconds if seconds is None else seconds
    if seconds is not None:
        check_limits(seconds=seconds, prefix="--")
    check_limits(seconds=limit, gap=output.gap, seed=output.seed, prefix="output.")
    quiet = quiet or as_json
    stated = config.state(config.read())
    if not quiet:
        say_all([*_what_was_read(stated), *earlier_lines(stated, config)])
    from peerpair.cli.outcome import former_groups, open_page, show_outcome, with_problem
    from peerpair.documents.files import certificate_path
    from peerpair.plan.by_hand import made_by_hand
    from peerpair.plan.history import formed_round
    from peerpair.read import read_groups
    from peerpair.report import check_places, write_report

    state = config.state_file
    check_places(config.out, state)  # better to fail now than after a minute
    if dry_run:
        return _dry(stated, config, quiet=quiet, as_json=as_json)
    before = former_groups(config.out)
    again, days = stated.memory.again, config.rosters.dates
    told = formed_round(config.history_file, again, dates=days) if again else None
    interrupted, broken, changes = False, False, list[str]()
    if groups is not None:
        result, violations = made_by_hand(stated.problem, read_groups(groups), str(groups))
        broken = bool(violations)
    else:
        was = [group.members for group in told.groups] if told and keep else []
        with Watch(limit, quiet=quiet) as watch:
            result, changes = _formed(stated, config, was, limit, watch)
        interrupted = watch.interrupted
    written = write_report(
        stated.problem,
        result,
        config.out,
        stated.issues,
        state=state,
        certificate=certificate_path(config.state_file),
        calendars=cast('Literal["group", "resident", "none"]', output.calendars),
        organizer=output.organizer,
        note=output.note,
        addresses=stated.schedule.addresses,
        told=told,
    )
    if problem is not None:
        written = with_problem(written, stated.problem, problem)
    show_outcome(
        stated.problem,
        result,
        written,
        config=config,
        before=before,
        issues=stated.issues,
        quiet=quiet,
        as_json=as_json,
    )
    if not quiet and changes:
        say(f"Groups of round {again}, which was sent, that are not kept:")
        say_all(f"  {line}" for line in changes)
    if not quiet and "for_residents" in written.files:
        there = "" if where == Path() else f" {where}"
        say(f"These are drafts. When you have sent them, run: peerpair sent{there}")
    if open_report:
        open_page(written)
    return CHECK_FAILED if broken else of_status(result.status, interrupted=interrupted)


def _formed(
    stated: Round, config: Config, was: Sequence[Sequence[str]], limit: float, watch: Watch
) -> tuple[Result, list[str]]:
    """Return the best groups; of those that were sent as many as can be, and why others are not."""
    from peerpair.plan.repair import repair
    from peerpair.report.kept import change_lines
    from peerpair.solve import solve

    options: dict[str, Any] = {
        "seconds": limit,
        "gap": config.output.gap,
        "seed": config.output.seed,
        "on_progress": watch.on_progress,
        "stop": watch.stop,
    }
    if not was:
        return solve(stated.problem, **options), []
    mended = repair(was, stated.problem, **options)
    return mended.result, [*change_lines(mended.problem, mended.changes)]


def _what_was_read(stated: Round) -> Iterator[str]:
    """Yield how much was read, and the remarks that matter most."""
    people = count(len(stated.problem.active), "resident")
    yield f"Read {people} and {count(len(stated.schedule.assignments), 'entry', 'entries')}."
    rank = [*TOPICS]  # what made time unknown comes first
    issues = sorted(stated.issues, key=lambda issue: rank.index(issue.topic))
    yield from (f"  {issue}" for issue in issues[:_SHOWN])
    if len(issues) > _SHOWN:
        more = count(len(issues) - _SHOWN, "more note")
        yield f"  and {more}; peerpair check shows them by kind"


def _dry(stated: Round, config: Config, *, quiet: bool, as_json: bool) -> int:
    """Print the forecast; return the exit code."""
    from peerpair.cli.outlook import forecast_document, forecast_lines
    from peerpair.solve.forecast import Outlook, forecast

    problem = stated.problem
    expected = forecast(problem)
    if as_json:
        issues = list(map(str, stated.issues))
        emit_json(
            forecast_document(problem, expected) | {"folder": str(config.out), "issues": issues}
        )
    elif not quiet or expected.outlook is Outlook.IMPOSSIBLE:
        say_all(forecast_lines(problem, expected, config))
    if not quiet:
        say(f"Nothing was written. Without --dry-run the report would go to {config.out}")
    return INFEASIBLE if expected.outlook is Outlook.IMPOSSIBLE else DONE
