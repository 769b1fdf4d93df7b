"""``peerpair suggest``: places for somebody who joins late."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.codes import DONE
from peerpair.cli.console import emit_json, emit_lines
from peerpair.cli.options import AsJson, ProblemFile


def suggest(
    problem: ProblemFile,
    result: Annotated[
        Path, typer.Argument(metavar="RESULT.json", help="The groups.", show_default=False)
    ],
    resident: Annotated[
        str, typer.Argument(metavar="ID", help="Who joins; in no group yet.", show_default=False)
    ],
    moves: Annotated[
        bool, typer.Option("--moves", help="Also what takes other residents' partners away.")
    ] = False,
    most: Annotated[int, typer.Option(help="How many places to show.")] = 10,
    as_json: AsJson = False,
) -> int:
    """Rank the places that somebody may have who joins late; nobody else is moved."""
    from peerpair.documents.files import read_problem, read_result
    from peerpair.plan.suggest import suggest as find_places
    from peerpair.report.places import place_lines

    stated, there = read_problem(problem), read_result(result)
    suggestions = find_places(stated, there, resident, moves=moves, most=most)
    if as_json:
        places = [
            {
                "step": place.step.value,
                "groups": [list(group) for group in place.groups],
                "ended": [list(group) for group in place.ended],
                "moved": list(place.moved),
                "levels": {level.name: level.value for level in place.levels},
                "value": place.value,
                "weeks_met": place.weeks_met,
                "broken": list(map(str, place.broken)),
            }
            for place in suggestions.places
        ]
        emit_json({"resident": suggestions.newcomer, "places": places})
    else:
        emit_lines(place_lines(stated, suggestions))
    return DONE
