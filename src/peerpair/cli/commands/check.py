"""``peerpair check``: read everything, solve nothing, and say what was understood."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.codes import DONE
from peerpair.cli.console import emit
from peerpair.cli.findings import SHOWN, Findings
from peerpair.cli.one_resident import time_of
from peerpair.errors import ReadError
from peerpair.model.settings import Horizon
from peerpair.model.shape import show
from peerpair.read.common.cells import read_date


def check(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="The rosters.", show_default=False)
    ],
    timezone: Annotated[
        str, typer.Option(metavar="ZONE", help="Such as America/Chicago.", show_default=False)
    ],
    start: Annotated[
        str, typer.Option("--from", metavar="DATE", help="First date.", show_default=False)
    ],
    end: Annotated[
        str, typer.Option("--to", metavar="DATE", help="Date after the last.", show_default=False)
    ],
    residents: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Who takes part, if it is not in FOLDER.")
    ] = None,
    templates: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The hours behind rotations.")
    ] = None,
    absences: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Vacation and leave.")
    ] = None,
    aliases: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What rosters call whom.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE", help="How to read files of your own form.")
    ] = None,
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
        str | None, typer.Option(metavar="m/d|d/m", help="What 8/3/2026 means, if nothing tells.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Stop at the first thing that is not understood.")
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help=f"Print every line, not {SHOWN} of a kind.")
    ] = False,
    who: Annotated[
        str | None, typer.Option(metavar="NAME", help="Print one resident's time, as understood.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")] = False,
) -> int:
    """Read the rosters, solve nothing, and say what was understood and what looks odd."""
    from peerpair.lint import lint
    from peerpair.read import read

    horizon = Horizon(*_dates(start, end, ("--from", "--to")))
    published = None
    if published_from is not None or published_to is not None:
        names = "--published-from", "--published-to"
        published = _dates(published_from, published_to, names)
    schedule = read(
        folder,
        residents=residents,
        timezone=timezone,
        horizon=(horizon.start, horizon.end),
        templates=templates,
        default_templates=default_rotations,
        published=published,
        absences=absences,
        aliases=aliases,
        mapping=mapping,
        dates=dates,
        strict=strict,
    )
    if who is not None:
        emit("".join(f"{line}\n" for line in time_of(who, schedule, horizon)).encode())
        return DONE
    odd = lint(schedule, horizon.start, horizon.end)
    findings = Findings(schedule, odd, horizon)
    if as_json:
        # ASCII alone: whatever a file may hold, JSON can say it and no terminal obeys it.
        emit(f"{json.dumps(findings.document(), indent=1)}\n".encode("ascii"))
    else:
        lines = findings.lines(
            None if everything else SHOWN,
            published=published is not None,
            defaults=default_rotations,
        )
        emit("".join(f"{line}\n" for line in lines).encode())
    return DONE


def _dates(first: str | None, after: str | None, names: tuple[str, str]) -> tuple[date, date]:
    """Return the dates of two options, or raise."""
    found = []
    for name, text in zip(names, (first, after), strict=True):
        if text is None:
            raise ReadError(name, f"is missing; {names[0]} and {names[1]} go together")
        day = read_date(text)
        if day is None:
            raise ReadError(name, f"must be a date such as 2026-08-03, got {show(text)}")
        found.append(day)
    if found[0] >= found[1]:
        message = f"must be later than {names[0]} {found[0]}, got {found[1]}"
        raise ReadError(names[1], message, "the date after the last one")
    return found[0], found[1]
