"""``peerpair init``: a commented configuration for a folder of exports, and what it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from peerpair.cli.codes import DONE
from peerpair.cli.console import say, say_all
from peerpair.cli.options import Quiet
from peerpair.cli.questions import question_lines
from peerpair.config.config import NAME, Config
from peerpair.errors import Fault, ReadError
from peerpair.model.schedule import Schedule
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
    """Look at a folder of exports, propose what is missing, and ask what only you can say."""
    import tzlocal  # asks the system, each its own way

    from peerpair.config import (
        look,
        propose_answers,
        propose_people,
        questions,
        read_config,
        write_config,
    )
    from peerpair.documents.files import write_whole

    path, today, zone = folder / NAME, date.today(), _usual(tzlocal.get_localzone_name())
    there = path.exists() and not force
    config = read_config(path) if there else None
    place = config.folder if config else folder
    contents = look(place, today=today, zone=zone)
    written = propose_people(place, _read(config, contents)[0])
    if written:
        contents = look(place, today=today, zone=zone)
    schedule, _ = _read(config, contents)
    if config is None:
        write_whole(path, write_config(contents).encode())
        config = read_config(path)
    if schedule is not None:
        written += propose_answers(place, schedule)
    if quiet:
        return DONE
    if contents.schedule is not None:
        people = count(len(contents.schedule.residents), "resident")
        entries = count(len(contents.schedule.assignments), "entry", "entries")
        say(f"Found {people} and {entries} of duty or absence.")
    if not there:
        dates = span_text(Horizon(contents.start, contents.end))
        say(f"Proposed dates: {dates} ({contents.dates_from}).")
        say(f"Time zone: {contents.timezone} ({contents.timezone_from}).")
    kept = f"{path} was left as it is." if there else f"Wrote {path}."
    say(kept + (f" Proposed: {', '.join(dict.fromkeys(written))}." if written else ""))
    say("")
    schedule, faults = _read(config, contents)
    names = {resident.id: resident.name for resident in schedule.residents} if schedule else {}
    say_all(question_lines(questions(config, schedule, faults), names))
    where = "" if folder == Path() else f" {folder}"
    say(f"Answer what you can, then run: peerpair check{where}")
    return DONE


def _read(config: Config | None, contents: Look) -> tuple[Schedule | None, Sequence[Fault]]:
    """Return what is read by the settings, or else by a look, and what stands in the way."""
    if config is None:
        return contents.schedule, contents.trouble
    try:
        return config.read(), ()
    except ReadError as error:
        return contents.schedule, error.faults


def _usual(zone: str | None) -> str:
    """Return a zone that is a place, or UTC where the system names none."""
    from peerpair.model.time import is_zone

    return zone if zone and "/" in zone and not zone.startswith("Etc/") and is_zone(zone) else "UTC"
