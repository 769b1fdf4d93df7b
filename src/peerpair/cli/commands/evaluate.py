"""``peerpair evaluate``: score groups made by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from peerpair.cli.codes import CHECK_FAILED, DONE
from peerpair.cli.console import emit_json, emit_lines, say, say_all
from peerpair.cli.options import AsJson, ProblemFile
from peerpair.report.verdict import level_lines
from peerpair.report.words import count


def evaluate(
    problem: ProblemFile,
    groups: Annotated[
        Path,
        typer.Argument(metavar="GROUPS.csv", help="One group a row.", show_default=False),
    ],
    as_json: AsJson = False,
) -> int:
    """Score groups that you made by hand; nothing is solved."""
    from peerpair.documents.files import read_problem
    from peerpair.read import read_groups
    from peerpair.report.formats.text import table, totals
    from peerpair.report.gather import build_view
    from peerpair.solve import evaluate as score

    stated = read_problem(problem)
    result, violations = score(stated, read_groups(groups))
    if as_json:
        broken = list(map(str, violations))
        emit_json({"result": result.to_document(), "violations": broken})
        return CHECK_FAILED if violations else DONE
    view = build_view(stated, result)
    weeks = stated.horizon.weeks if stated.horizon else 0
    levels = level_lines(result.levels, weeks, proof=False)
    emit_lines([*table(view), "", *totals(view), *levels])
    if violations:
        say(f"{count(len(violations), 'rule is', 'rules are')} broken.")
        say_all(map(str, violations))
        return CHECK_FAILED
    return DONE
