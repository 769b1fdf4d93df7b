"""``peerpair check``: read everything, solve nothing, and say what was understood."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.advice import Advice
from peerpair.cli.codes import DONE, INFEASIBLE
from peerpair.cli.console import emit_json, emit_lines
from peerpair.cli.earlier import earlier_lines
from peerpair.cli.findings import SHOWN, Findings
from peerpair.cli.one_resident import time_of
from peerpair.cli.options import AsJson, config_path
from peerpair.cli.outlook import forecast_document, forecast_lines
from peerpair.cli.questions import question_lines
from peerpair.config.config import NAME, Config, of_options
from peerpair.errors import PeerpairError, ReadError
from peerpair.model.schedule import Issue, Schedule
from peerpair.read.dates.cells import read_date
from peerpair.text import clean, show


def check(
    where: Annotated[
        Path,
        typer.Argument(
            metavar="[WHERE]",
            help=f"A {NAME}, or the folder that it is in; without one, a folder of rosters.",
            show_default=False,
        ),
    ] = Path(),
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Such as America/Chicago.")
    ] = None,
    start: Annotated[str | None, typer.Option("--from", metavar="DATE", help="First date.")] = None,
    end: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="Date after the last.")
    ] = None,
    residents: Annotated[
        str, typer.Option(metavar="FILE", help="Who takes part, if it is not in WHERE.")
    ] = "",
    templates: Annotated[
        str, typer.Option(metavar="FILE", help="The hours behind rotations.")
    ] = "",
    absences: Annotated[str, typer.Option(metavar="FILE", help="Vacation and leave.")] = "",
    aliases: Annotated[str, typer.Option(metavar="FILE", help="What rosters call whom.")] = "",
    mapping: Annotated[
        str, typer.Option(metavar="FILE", help="How to read files of your own form.")
    ] = "",
    default_rotations: Annotated[
        bool,
        typer.Option("--default-rotations", help="Typical hours for rotations without a template."),
    ] = False,
    published_from: Annotated[
        str | None, typer.Option(metavar="DATE", help="The rosters are complete from here ...")
    ] = None,
    published_to: Annotated[
        str | None, typer.Option(metavar="DATE", help="... to the day before this date.")
    ] = None,
    dates: Annotated[
        str, typer.Option(metavar="m/d|d/m", help="What 8/3/2026 means, if nothing tells.")
    ] = "",
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first thing that is not understood.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help=f"Print every line, not {SHOWN} of a kind.")
    ] = False,
    layout: Annotated[
        bool, typer.Option("--layout", help="Print what was taken for what in each table.")
    ] = False,
    who: Annotated[
        str | None, typer.Option(metavar="NAME", help="Print one resident's time, as understood.")
    ] = None,
    as_json: AsJson = False,
) -> int:
    """Read everything, form no groups, and say what was understood and what looks odd."""
    from peerpair.config import read_config

    given = (timezone, start, end, residents, templates, absences, aliases, mapping, dates)
    alone = any(given) or default_rotations or bool(published_from or published_to)
    file = config_path(where)
    if alone:
        published = None
        if published_from is not None or published_to is not None:
            names = "--published-from", "--published-to"
            published = _dates(published_from, published_to, names)
        config = of_options(
            where,
            timezone=timezone,
            horizon=_dates(start, end, ("--from", "--to")),
            published=published,
            default_rotations=default_rotations,
            dates=dates,
            mapping=mapping,
            residents=residents,
            templates=templates,
            absences=absences,
            aliases=aliases,
        )
    elif where.is_dir() and not file.exists():
        hint = f"peerpair init makes a {NAME}; or say --timezone, --from and --to"
        raise ReadError(str(file), "there is no such file", hint)
    else:
        config = read_config(file)
    schedule = config.read(strict=strict)
    dates_asked = config.horizon
    if who is not None:
        emit_lines(time_of(who, schedule, dates_asked))
        return DONE
    if layout:
        emit_lines(Findings(schedule, (), dates_asked).table_lines())
        return DONE
    return _tell(config, schedule, forecasted=not alone, everything=everything, as_json=as_json)


def _tell(
    config: Config, schedule: Schedule, *, forecasted: bool, everything: bool, as_json: bool
) -> int:
    """Print what was found; return the exit code."""
    from peerpair.config import questions
    from peerpair.lint import lint
    from peerpair.solve.forecast import Outlook, forecast

    horizon, advice = config.horizon, Advice.on(config, _today())
    findings = Findings(schedule, lint(schedule, horizon.start, horizon.end), horizon)
    most = None if everything else SHOWN
    show = _nothing if as_json else emit_lines
    show(findings.known_lines(advice))
    show(findings.unread_lines(most))
    if forecasted:
        names = {resident.id: resident.name for resident in schedule.residents}
        show(["What is asked", *question_lines(questions(config, schedule), names), ""])
    show(findings.read_lines(most))
    outlook, document = None, findings.document(advice.warnings)
    if forecasted:
        try:
            stated = config.state(schedule)
        except PeerpairError:  # what could be read is worth seeing all the same
            show([*findings.remark_lines(advice, most), "", "The forecast stops here:"])
            raise
        expected = forecast(stated.problem)
        outlook = expected.outlook
        document["forecast"] = forecast_document(stated.problem, expected)
        extra = stated.issues[len(schedule.issues) :]
        earlier = (f"  {line}" for line in earlier_lines(stated, config))
        lines = forecast_lines(stated.problem, expected, config)
        show([*lines, *earlier, *map(_indented, extra), ""])
    show(findings.remark_lines(advice, most))
    if as_json:
        emit_json(document)
    return INFEASIBLE if outlook is Outlook.IMPOSSIBLE else DONE


def _nothing(lines: Iterable[str]) -> None:
    """Print nothing: one JSON object says it all."""


def _indented(issue: Issue) -> str:
    return f"  {clean(str(issue))}"


def _today() -> date:
    return date.today()


def _dates(first: str | None, after: str | None, names: tuple[str, str]) -> tuple[date, date]:
    """Return the dates of two options, or raise."""
    days = []
    for name, text in zip(names, (first, after), strict=True):
        if text is None:
            raise ReadError(name, f"is missing; {names[0]} and {names[1]} go together")
        day = read_date(text)
        if day is None:
            raise ReadError(name, f"must be a date such as 2026-08-03, got {show(text)}")
        days.append(day)
    if days[0] >= days[1]:
        message = f"must be later than {names[0]} {days[0]}, got {days[1]}"
        raise ReadError(names[1], message, "the date after the last one")
    return days[0], days[1]
