"""``peerpair met``: whether a group of a round that was sent did meet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.codes import DONE
from peerpair.cli.console import say
from peerpair.cli.options import Quiet, Where, config_path
from peerpair.errors import ReadError

_WORDS = {
    True: "met",
    False: "did not meet, so its members count as new to each other",
    None: "may or may not have met, and counts as if it had",
}


def met(
    group: Annotated[
        str, typer.Argument(metavar="GROUP", help="Its number in the report.", show_default=False)
    ],
    where: Where = Path(),
    yes: Annotated[bool, typer.Option("--yes", help="It met.")] = False,
    no: Annotated[bool, typer.Option("--no", help="It did not meet.")] = False,
    unknown: Annotated[bool, typer.Option("--unknown", help="Nobody knows.")] = False,
    number: Annotated[
        int | None,
        typer.Option("--round", metavar="ROUND", help="Of which round; else of the last one sent."),
    ] = None,
    quiet: Quiet = False,
) -> int:
    """Record whether a group met: only whether, and nothing else about it."""
    from peerpair.config import read_config
    from peerpair.plan.history import set_met

    if yes + no + unknown != 1:
        raise ReadError("peerpair met", "needs one of --yes, --no and --unknown")
    config = read_config(config_path(where))
    answer = None if unknown else yes
    row = set_met(config.history_file, group, answer, number, dates=config.rosters.dates)
    if not quiet:
        say(f"Group {row.group} of round {row.round} ({row.labels}) {_WORDS[answer]}.")
    return DONE
