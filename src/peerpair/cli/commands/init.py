"""``peerpair init``: a commented configuration for a folder of exports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peerpair.cli.codes import DONE, WRONG_INPUT
from peerpair.cli.console import say, say_all
from peerpair.cli.options import Quiet
from peerpair.config.config import NAME
from peerpair.model.settings import Horizon
from peerpair.report.words import count, span_text

if TYPE_CHECKING:
    from peerpair.config import Look


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="The exports.", show_default=False)
    ] = Path(),
    force: Annotated[
        bool, typer.Option("--force", help=f"Replace a {NAME} that is there already.")
    ] = False,
    quiet: Quiet = False,
) -> int:
    """Look at a folder of exports, and write a peerpair.toml to edit."""
    import tzlocal  # asks the system, each its own way

    from peerpair.config import look, write_config
    from peerpair.documents.files import write_whole

    path = folder / NAME
    if path.exists() and not force:
        say(f"{path} is there already; --force replaces it.")
        return WRONG_INPUT
    contents = look(folder, today=date.today(), zone=_usual(tzlocal.get_localzone_name()))
    write_whole(path, write_config(contents).encode())
    if quiet:
        return DONE
    if contents.schedule is not None:
        people = count(len(contents.schedule.residents), "resident")
        entries = count(len(contents.schedule.assignments), "entry", "entries")
        say(f"Found {people} and {entries} of duty or absence.")
    say_all(f"Not read: {fault}" for fault in contents.trouble)
    if contents.trouble and contents.schedule is not None:
        say("peerpair check stops at what is not read: mend it, or take it out of the folder.")
    say_all(_hours(contents))
    dates = span_text(Horizon(contents.start, contents.end))
    say(f"Proposed dates: {dates} ({contents.dates_from}).")
    say(f"Time zone: {contents.timezone} ({contents.timezone_from}).")
    where = "" if folder == Path() else f" {folder}"
    say(f"Wrote {path}.  Look through it, then run: peerpair check{where}")
    return DONE


def _hours(contents: Look) -> Iterator[str]:
    """Yield what to do about rotations whose hours nothing says."""
    names = len(contents.schedule.unmatched) if contents.schedule else 0
    if names:
        have, whose = ("has", "its") if names == 1 else ("have", "their")
        yield (
            f"{count(names, 'rotation')} {have} no hours, so {whose} time is unknown: put a "
            "rotations.csv into the folder (docs/rosters.md), or set default_rotations = true"
        )


def _usual(zone: str | None) -> str:
    """Return a zone that is a place, or UTC where the system names none."""
    from peerpair.model.time import is_zone

    return zone if zone and "/" in zone and not zone.startswith("Etc/") and is_zone(zone) else "UTC"
