"""``peerpair schema``: the JSON Schemas of the documents."""

from __future__ import annotations

from typing import Annotated

import typer

from peerpair.cli.codes import DONE, WRONG_INPUT
from peerpair.cli.console import emit_json, say


def schema(
    problem: Annotated[bool, typer.Option("--problem", help="Only that of problems.")] = False,
    result: Annotated[bool, typer.Option("--result", help="Only that of results.")] = False,
) -> int:
    """Print the form of problem and result files, as JSON Schemas."""
    from peerpair.documents.files import schemas
    from peerpair.model.problem import Problem
    from peerpair.model.result import Result

    if problem and result:
        say("--problem and --result exclude each other; leave both out to get both.")
        return WRONG_INPUT
    documents = schemas()
    if problem:
        emit_json(documents[Problem.format])
    elif result:
        emit_json(documents[Result.format])
    else:
        emit_json(documents)
    return DONE
